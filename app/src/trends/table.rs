//! The table twin of a chart: the same weeks, the same numbers, the same words.

use beforehand::series::State;
use beforehand::trend::Trend;
use beforehand::week::long_date;
use leptos::prelude::*;

use super::Row;
use crate::ui::{count, table_region};

/// The table, folded unless the chart is missing.
pub(super) fn table(trend: &Trend, rows: Vec<Row>, folded: bool) -> AnyView {
    let blocks = trend.chart.weeks_per_point > 1;
    let (week, normal) = if blocks {
        ("Four weeks from Monday", "Normal weeks")
    } else {
        ("Week of Monday", "Normal week")
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    let label = format!("{}, week by week", trend.label);
    let head = trend.label.clone();
    let table = view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">{week}</th>
                    <th scope="col" class="n">{head}</th>
                    <th scope="col" class="n">"Open days"</th>
                    <th scope="col" class="n">{normal}</th>
                    <th scope="col" class="n">"Centre"</th>
                    <th scope="col" class="n">"Usual range"</th>
                    <th scope="col">"Remarks"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <details class="twin" open=!folded>
            <summary>"Show as table"</summary>
            {table_region(label, table)}
        </details>
    }
    .into_any()
}

fn row(row: Row) -> impl IntoView {
    let known = match row.state {
        State::Count(number) => count(u64::from(number)),
        State::NotEntered => "not entered".to_owned(),
        State::Closed => "closed".to_owned(),
        State::NotCollected => "not collected".to_owned(),
    };
    let (centre, range) = row.limits.map_or_else(Default::default, |[lower, centre, upper]| {
        (figure(centre), format!("{}–{}", figure(lower), figure(upper)))
    });
    let remarks = match (row.unfinished, row.remarks.is_empty()) {
        (true, true) => "so far".to_owned(),
        (true, false) => format!("so far; {}", row.remarks),
        (false, _) => row.remarks,
    };
    view! {
        <tr>
            <th scope="row">{long_date(row.week.monday())}</th>
            <td>{known}</td>
            <td>{row.open_days}</td>
            <td>{row.value.map(figure)}</td>
            <td>{centre}</td>
            <td>{range}</td>
            <td>{remarks}</td>
        </tr>
    }
}

/// A rate or a limit: whole from 100 on, else with one decimal where there is one.
pub(super) fn figure(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths >= 100.0 || tenths.fract() == 0.0 {
        count(tenths.round().max(0.0) as u64)
    } else {
        format!("{tenths:.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn rates_are_short() {
        let check = |value: f64, expected| assert_eq!(figure(value), expected);
        check(125.4, "125");
        check(25_200.2, "25,200");
        check(7.25, "7.3");
        check(99.96, "100");
        check(40.0, "40");
        check(0.0, "0");
    }
}
