//! A line as an Excel workbook: a chart of Excel's own, the weeks as a table of numbers and dates,
//! and what must stand beside them.
//!
//! Refuses to write a text as a formula or a link, and a missing week as anything but an empty cell.

use app::ui::state_word;
use beforehand::series::State;
use chrono::{DateTime, Utc};
use rust_xlsxwriter::{
    Chart, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, DocProperties,
    Format, FormatAlign, Table, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::book::{LINE, dated, lines, lines_of, paper, paragraph, shorter, text};
use super::csv::footing;
use super::sheet::Sheet;

/// The sheets.
const CHART: &str = "Chart";
const WEEKS: &str = "Weeks";

/// Columns of the table of weeks.
mod column {
    pub const WEEK: u16 = 0;
    pub const STATE: u16 = 1;
    pub const COUNT: u16 = 2;
    pub const OPEN: u16 = 3;
    pub const VALUE: u16 = 4;
    pub const LOWER: u16 = 5;
    pub const CENTRE: u16 = 6;
    pub const UPPER: u16 = 7;
    pub const SIGNAL: u16 = 8;
    pub const SO_FAR: u16 = 9;
    pub const WHY: u16 = 10;
    pub const LIMITS: u16 = 11;
    pub const SEGMENT: u16 = 12;
    pub const EVENTS: u16 = 13;
    pub const NOTE: u16 = 14;
}

/// The workbook's bytes. `made` is written into its properties.
///
/// # Errors
/// A sentence for the log.
pub fn xlsx(sheet: &Sheet, made: DateTime<Utc>) -> Result<Vec<u8>, String> {
    book(sheet, made).map_err(|error| error.to_string())
}

fn book(sheet: &Sheet, made: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(&sheet.title)
        .set_subject(format!("{}, {}", sheet.unit, sheet.period))
        .set_company(&sheet.service)
        .set_comment(&sheet.source);
    book.set_properties(&dated(properties, made));
    front(book.add_worksheet(), sheet)?;
    weeks(book.add_worksheet(), sheet)?;
    about(book.add_worksheet(), sheet)?;
    book.save_to_buffer()
}

/// The finding, the chart, the source.
fn front(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    paper(page.set_name(CHART)?);
    page.set_screen_gridlines(false).set_column_width(0, 130)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title = wrapped.clone().set_bold().set_font_size(18);
    text(page, 0, 0, &sheet.title, &title)?;
    page.set_row_height(0, 2.0 * LINE * lines_of(&sheet.title, 70))?;
    let soft = wrapped.clone().set_font_color(0x59_61_6a);
    let under = format!("{}. {}, {}", sheet.service, sheet.unit, sheet.period);
    paragraph(page, (1, 0), &under, &soft, 115)?;
    let mut row = 2;
    for sentence in sheet.sentences.iter().chain(&sheet.signals) {
        paragraph(page, (row, 0), sentence, &wrapped, 115)?;
        row += 1;
    }
    let mut chart = drawing(sheet);
    chart
        .set_width(920)
        .set_height(400)
        .set_alt_text(shorter(&format!("{}. {}", sheet.title, sheet.description), 250));
    page.insert_chart_with_offset(row, 0, &chart, 0, 12)?;
    // Rows of a new sheet are 20 pixels high.
    let below = row + 22;
    let reading = format!("{}. {}", sheet.rules, sheet.reading);
    paragraph(page, (below, 0), &reading, &soft, 115)?;
    paragraph(page, (below + 1, 0), &format!("Source: {}", sheet.source), &soft, 115)?;
    Ok(())
}

/// Every week with its state. The columns "Signal" and "So far" hold the value again where there is
/// one, so that the chart can mark it.
fn weeks(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    use column::{
        CENTRE, COUNT, EVENTS, LIMITS, LOWER, NOTE, OPEN, SEGMENT, SIGNAL, SO_FAR, STATE, UPPER,
        VALUE, WEEK, WHY,
    };
    paper(page.set_name(WEEKS)?);
    let date = Format::new().set_num_format("d mmm yyyy").set_align(FormatAlign::Left);
    let whole = Format::new().set_num_format("#,##0");
    let tenth = Format::new().set_num_format("#,##0.0");
    let words = Format::new();
    for (n, row) in sheet.rows.iter().enumerate() {
        let at = n as u32 + 1;
        page.write_date_with_format(at, WEEK, row.week.monday(), &date)?;
        text(page, at, STATE, &word(row.state), &words)?;
        if let Some(count) = row.state.count() {
            page.write_with_format(at, COUNT, count, &whole)?;
        }
        page.write_with_format(at, OPEN, row.open_days, &whole)?;
        if let Some(value) = row.value {
            let column = if row.so_far { SO_FAR } else { VALUE };
            page.write_with_format(at, column, value, &tenth)?;
            if row.signal.is_some() {
                page.write_with_format(at, SIGNAL, value, &tenth)?;
            }
        }
        if let Some(limits) = row.limits {
            for (column, limit) in [LOWER, CENTRE, UPPER].into_iter().zip(limits) {
                page.write_with_format(at, column, limit, &tenth)?;
            }
        }
        text(page, at, WHY, &row.why, &words)?;
        text(page, at, LIMITS, &footing(row.footing).replace('_', " "), &words)?;
        page.write_with_format(at, SEGMENT, row.segment, &whole)?;
        text(page, at, EVENTS, &row.events, &words)?;
        text(page, at, NOTE, &row.note, &words)?;
    }
    let heads = heads(sheet).map(|head| TableColumn::new().set_header(head));
    let table = Table::new()
        .set_name("Weeks")
        .set_style(TableStyle::Light1)
        .set_banded_rows(false)
        .set_columns(&heads);
    page.add_table(0, 0, (sheet.rows.len() as u32).max(1), NOTE, &table)?;
    page.set_freeze_panes(1, 1)?;
    for (column, width) in
        [14, 13, 9, 10, 15, 11, 11, 11, 11, 11, 32, 12, 10, 44, 44].into_iter().enumerate()
    {
        page.set_column_width(column as u16, width)?;
    }
    Ok(())
}

fn heads(sheet: &Sheet) -> [&'static str; 15] {
    let (week, value) = if sheet.weeks > 1 {
        ("Four weeks from Monday", "Four normal weeks")
    } else {
        ("Week of Monday", "Normal week")
    };
    [
        week,
        "State",
        "Count",
        "Open days",
        value,
        "Lower limit",
        "Centre",
        "Upper limit",
        "Signal",
        "So far",
        "Signal in words",
        "Limits",
        "Segment",
        "Events",
        "Notes",
    ]
}

/// "count", "not entered", "closed", "not collected".
fn word(state: State) -> String {
    if state.count().is_some() { "count".to_owned() } else { state_word(state) }
}

/// What must stand beside the numbers.
fn about(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let said = sheet.sentences.iter().chain(&sheet.signals).cloned().enumerate();
    let events = if sheet.events.is_empty() {
        vec!["None recorded".to_owned()]
    } else {
        sheet.events.clone()
    };
    let events = events.into_iter().enumerate();
    let all = [
        ("Title", sheet.title.clone()),
        ("Service", sheet.service.clone()),
        ("What", sheet.unit.clone()),
        ("Period", sheet.period.clone()),
    ]
    .into_iter()
    .chain(said.map(|(n, text)| (if n == 0 { "In words" } else { "" }, text)))
    .chain([
        ("Definition", sheet.definition.clone()),
        ("Rules", sheet.rules.clone()),
        ("How to read it", sheet.reading.clone()),
    ])
    .chain(events.map(|(n, event)| (if n == 0 { "Events" } else { "" }, event)))
    .chain([
        ("States", "An empty count is no zero. Its state says why: not entered, closed (the channel did not run) or not collected.".to_owned()),
        ("Source", sheet.source.clone()),
    ]);
    lines(page, "About", all)
}

/// A chart of Excel's own over the table: gaps stay gaps, signals are points of their own.
fn drawing(sheet: &Sheet) -> Chart {
    use column::{CENTRE, LOWER, SIGNAL, SO_FAR, UPPER, VALUE, WEEK};
    let last = (sheet.rows.len() as u32).max(1);
    let mut chart = Chart::new(ChartType::Line);
    chart.show_empty_cells_as(ChartEmptyCells::Gaps);
    // The cell's text, not the text itself: a title that starts with = would be read as a formula.
    chart.title().set_name((CHART, 0, 0)).set_font(ChartFont::new().set_size(13));
    let thin = |colour: u32| ChartLine::new().set_color(colour).set_width(0.75).clone();
    let dashed = |colour: u32| thin(colour).set_dash_type(ChartLineDashType::Dash).clone();
    let hidden = ChartLine::new().set_hidden(true).clone();
    let marker = |kind, size, colour: u32| {
        let mut look = ChartFormat::new();
        look.set_solid_fill(ChartSolidFill::new().set_color(colour)).set_border(&thin(colour));
        ChartMarker::new().set_type(kind).set_size(size).set_format(&mut look).clone()
    };
    let bare = ChartMarker::new().set_none().clone();
    let mut series = vec![
        (UPPER, dashed(0x7a_82_8b), bare.clone()),
        (LOWER, dashed(0x7a_82_8b), bare.clone()),
        (CENTRE, thin(0x7a_82_8b), bare),
        (
            VALUE,
            ChartLine::new().set_color(0x1c_21_26).set_width(1.25).clone(),
            marker(ChartMarkerType::Circle, 3, 0x1c_21_26),
        ),
    ];
    if sheet.rows.iter().any(|row| row.signal.is_some()) {
        series.push((SIGNAL, hidden.clone(), marker(ChartMarkerType::Diamond, 8, 0x6a_3f_a0)));
    }
    if sheet.rows.iter().any(|row| row.so_far && row.value.is_some()) {
        series.push((SO_FAR, hidden, marker(ChartMarkerType::Square, 6, 0x7a_82_8b)));
    }
    for (column, line, marker) in series {
        let mut look = ChartFormat::new();
        if column == SIGNAL || column == SO_FAR {
            look.set_no_line();
        } else {
            look.set_line(&line);
        }
        chart
            .add_series()
            .set_name((WEEKS, 0, column))
            .set_categories((WEEKS, 1, WEEK, last, WEEK))
            .set_values((WEEKS, 1, column, last, column))
            .set_format(&mut look)
            .set_marker(&marker);
    }
    chart.x_axis().set_date_axis(true).set_num_format("mmm yyyy");
    chart
        .y_axis()
        .set_min(sheet.foot)
        .set_num_format("#,##0")
        .set_major_gridlines_line(&thin(0xe3_df_d6));
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart
}
