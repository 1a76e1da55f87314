//! The table twin of a chart: the same weeks, the same numbers, the same words.

use beforehand::quarter::{Quarter, YearStart};
use beforehand::series::State;
use beforehand::trend::Trend;
use beforehand::week::long_date;
use leptos::prelude::*;

use super::Row;
use crate::ui::{self, count, field_id, table_region};
use crate::{figures, history};

/// Whose weeks a table shows: the service's short name, and the month its year starts in.
pub(crate) type Place<'a> = (&'a str, YearStart);

/// The table, folded unless the chart is missing.
pub(crate) fn table(trend: &Trend, rows: Vec<Row>, folded: bool, place: Place<'_>) -> AnyView {
    let blocks = trend.chart.weeks_per_point > 1;
    let (week, normal) = if blocks {
        ("Four weeks from Monday", "Normal weeks")
    } else {
        ("Week of Monday", "Normal week")
    };
    let name = format!("{}.{}", trend.slug, trend.field.word());
    let rows: Vec<_> = rows
        .into_iter()
        .map(|one| {
            let to = way(&one, &name, blocks, place);
            row(one, to)
        })
        .collect();
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
                    <th scope="col" class="n">"Lower limit"</th>
                    <th scope="col" class="n">"Centre"</th>
                    <th scope="col" class="n">"Upper limit"</th>
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

/// A week's number leads to its history, a missing one to its box; four weeks in one to the weeks
/// of their quarter.
fn way(row: &Row, name: &str, blocks: bool, (slug, start): Place<'_>) -> String {
    let week = row.week;
    if blocks {
        let quarter = Quarter::of(week).name(start);
        format!("{}#w{week}", figures::address(slug, &quarter, &[name]))
    } else if row.state == State::NotEntered {
        format!("/services/{slug}/week/{week}#{}", field_id(name))
    } else {
        history::address(slug, week, Some(name))
    }
}

fn row(row: Row, to: String) -> impl IntoView {
    let known = ui::state_word(row.state);
    // One number a cell: a range in one would reach a spreadsheet as text, or as a date.
    let limits = row.limits.map_or_else(Default::default, |limits| limits.map(figure));
    let limits = limits.map(|limit| view! { <td>{limit}</td> });
    let remarks = match (row.unfinished, row.remarks.is_empty()) {
        (true, true) => "so far".to_owned(),
        (true, false) => format!("so far; {}", row.remarks),
        (false, _) => row.remarks,
    };
    view! {
        <tr>
            <th scope="row">{long_date(row.week.monday())}</th>
            // The link lies over the number and is not copied with it: a spreadsheet would take a
            // linked number for text.
            <td>
                <a class="over-it" href=to aria-label=known.clone()></a>
                <span aria-hidden="true">{known}</span>
            </td>
            <td>{row.open_days}</td>
            <td>{row.value.map(figure)}</td>
            {limits}
            <td>{remarks}</td>
        </tr>
    }
}

/// A rate or a limit: whole from 100 on, else with one decimal where there is one. Each is rounded
/// once: 115.45 is 115.
pub(crate) fn figure(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths >= 100.0 || tenths.fract() == 0.0 {
        count(value.round().max(0.0) as u64)
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
        check(125.45, "125");
        check(25_200.2, "25,200");
        check(7.25, "7.3");
        check(99.96, "100");
        check(40.0, "40");
        check(0.0, "0");
    }
}
