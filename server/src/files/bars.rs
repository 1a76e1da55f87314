//! The quarters of one number in a workbook: rows of a table, and a chart of Excel's own over them.
//!
//! Refuses to work anything out: values, ranges and words are those of the bars on the page.

use beforehand::summary::{Bar, Figure, SHARE};
use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLine, ChartPoint, ChartSolidFill, ChartType,
};

use super::book::{Cell, shorter};
use super::sheet::plain;

/// Columns of the table, which the charts are drawn from.
pub const COLUMNS: [&str; 8] = [
    "Number",
    "Quarter",
    "Value",
    "Likely from",
    "Likely to",
    "In words",
    "Weeks entered",
    "Weeks expected",
];

/// One row a quarter, the oldest first.
pub fn rows(figure: &Figure) -> Vec<Vec<Cell>> {
    figure.bars.iter().map(|bar| of_quarter(figure, bar)).collect()
}

/// The bar in words: "125 a week so far", "no figure".
pub fn in_words(bar: &Bar) -> String {
    match (bar.value, bar.so_far) {
        (None, _) => "no figure".to_owned(),
        (Some(_), true) => format!("{} so far", bar.label),
        (Some(_), false) => bar.label.clone(),
    }
}

/// A quarter so far says so in words; what is missing is empty.
fn of_quarter(figure: &Figure, bar: &Bar) -> Vec<Cell> {
    let cell = if is_share(figure) { Cell::share } else { Cell::number };
    let range = bar.interval.filter(|_| bar.value.is_some());
    vec![
        Cell::text(&figure.title),
        Cell::Text(bar.quarter.months()),
        cell(bar.value),
        cell(range.map(|range| range.lower)),
        cell(range.map(|range| range.upper)),
        Cell::text(&in_words(bar)),
        Cell::Number(f64::from(bar.weeks.0)),
        Cell::Number(f64::from(bar.weeks.1)),
    ]
}

/// Whether its values are fractions.
pub fn is_share(figure: &Figure) -> bool {
    figure.of.iter().any(|of| of == SHARE)
}

/// Columns from zero, this quarter's in the accent; its values are those rows of the table on `sheet`.
pub fn chart(figure: &Figure, sheet: &str, (first, last): (u32, u32)) -> Chart {
    let fill = |colour: u32| {
        let mut look = ChartFormat::new();
        look.set_solid_fill(ChartSolidFill::new().set_color(colour));
        look
    };
    let mut points = vec![ChartPoint::default(); (last - first) as usize];
    points.push(ChartPoint::new().set_format(&mut fill(0x0d_5c_63)));
    let mut chart = Chart::new(ChartType::Column);
    // The cell's text, not the text itself: a title that starts with = would be read as a formula.
    chart.title().set_name((sheet, first, 0)).set_font(ChartFont::new().set_size(11));
    chart
        .add_series()
        .set_name((sheet, first, 0))
        .set_categories((sheet, first, 1, last, 1))
        .set_values((sheet, first, 2, last, 2))
        .set_gap(60)
        .set_points(&points)
        .set_format(&mut fill(0xb9_c0_c6));
    let format = if is_share(figure) { "0%" } else { "#,##0" };
    let thin = ChartLine::new().set_color(0xe3_df_d6).set_width(0.75).clone();
    chart.y_axis().set_min(0).set_num_format(format).set_major_gridlines_line(&thin);
    chart.x_axis().set_font(ChartFont::new().set_size(8));
    chart.legend().set_hidden();
    chart.set_width(360).set_height(250);
    chart.set_alt_text(shorter(&plain(&format!("{}. {}", figure.title, figure.alt)), 250));
    chart
}
