//! One line of Trends as a browser explores it: the drawing, and every week in the words of the table.
//!
//! Refuses to round or name anything in its own way: a week says what its row of the table says.

use beforehand::series::State;
use beforehand::service::lower_first;
use beforehand::trend::Trend;
use beforehand::week::{Week, long_date};
use serde::Serialize;
use serde_json::Value;

use super::{Row, table};
use crate::ui::state_word;

/// A line that can be explored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Live {
    /// The drawing's id: that of the page's own drawing while nothing has changed.
    pub drawing: String,
    /// The first week drawn.
    pub first: Week,
    /// Weeks drawn.
    pub weeks: u32,
    /// Weeks a point stands for: 1 or 4.
    pub step: u8,
    /// The foot and the head of the scale.
    pub scale: (f64, f64),
    /// The points, oldest first.
    pub points: Vec<Said>,
    /// What the page's own drawing is made from, its colours named by classes of the style sheet.
    pub option: Value,
}

/// One week (or block of four) and what is said of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Said {
    /// Its middle, in weeks from the left edge.
    pub at: f64,
    /// Its value; none in a gap.
    pub value: Option<f64>,
    /// "Week of Monday 6 April 2026".
    pub week: String,
    /// "123 calls answered", "not entered", "7 calls answered so far".
    pub count: String,
    /// "usual range 90 to 150, centre 120; above the usual range; TV documentary". Empty when there
    /// is nothing to say.
    pub rest: String,
}

/// What is said of the points of a trend that the table lists, oldest first.
pub fn said(trend: &Trend, rows: &[Row], first: Week) -> Vec<Said> {
    let step = trend.chart.weeks_per_point;
    let unit = lower_first(&trend.label);
    rows.iter()
        .rev()
        .map(|row| Said {
            at: f64::from(first.weeks_to(row.week)) + f64::from(step) / 2.0,
            value: row.value,
            week: week(row.week, step),
            count: count(row, &unit),
            rest: rest(row, step),
        })
        .collect()
}

fn week(week: Week, step: u8) -> String {
    let monday = long_date(week.monday());
    if step > 1 {
        format!("Four weeks from Monday {monday}")
    } else {
        format!("Week of Monday {monday}")
    }
}

fn count(row: &Row, unit: &str) -> String {
    let word = state_word(row.state);
    match (row.state, row.unfinished) {
        (State::Count(_), true) => format!("{word} {unit} so far"),
        (State::Count(_), false) => format!("{word} {unit}"),
        (_, true) => format!("{word} so far"),
        _ => word,
    }
}

fn rest(row: &Row, step: u8) -> String {
    let mut said = Vec::new();
    // A normal week's value says nothing new where the week was a normal one.
    let value = row.value.map(table::figure);
    if let Some(value) = value.filter(|value| *value != state_word(row.state)) {
        let normal = if step > 1 { "four normal weeks" } else { "a normal week" };
        said.push(format!("{value} in {normal}"));
    }
    if let Some(limits) = row.limits {
        let [lower, centre, upper] = limits.map(table::figure);
        said.push(format!("usual range {lower} to {upper}, centre {centre}"));
    }
    // As they are written: the name of an event is somebody's own.
    said.extend((!row.remarks.is_empty()).then(|| row.remarks.clone()));
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(state: State, value: Option<f64>) -> Row {
        Row {
            week: Week::parse("2026-04-06").unwrap(),
            state,
            unfinished: false,
            open_days: 7,
            value,
            limits: None,
            remarks: String::new(),
        }
    }

    #[test]
    fn a_week_says_what_its_row_says() {
        let check = |row: Row, step, counted: &str, more: &str| {
            assert_eq!(
                (count(&row, "calls answered"), rest(&row, step)),
                (counted.into(), more.into())
            );
        };
        check(row(State::Count(1234), Some(1234.0)), 1, "1,234 calls answered", "");
        check(row(State::NotEntered, None), 1, "not entered", "");
        check(row(State::Closed, None), 1, "closed", "");
        check(row(State::NotCollected, None), 1, "not collected", "");
        check(row(State::Count(0), Some(0.0)), 1, "0 calls answered", "");
        let short = Row {
            limits: Some([90.0, 120.04, 150.5]),
            remarks: "above the usual range; <b>".into(),
            ..row(State::Count(100), Some(140.0))
        };
        check(
            short,
            1,
            "100 calls answered",
            "140 in a normal week; usual range 90 to 151, centre 120; above the usual range; <b>",
        );
        let open = Row { unfinished: true, ..row(State::Count(7), Some(7.0)) };
        check(open, 1, "7 calls answered so far", "");
        let open = Row { unfinished: true, ..row(State::NotEntered, None) };
        check(open, 1, "not entered so far", "");
        check(row(State::Count(9), Some(10.5)), 4, "9 calls answered", "10.5 in four normal weeks");
        assert_eq!(week(Week::parse("2026-04-06").unwrap(), 1), "Week of Monday 6 April 2026");
        assert_eq!(
            week(Week::parse("2026-04-06").unwrap(), 4),
            "Four weeks from Monday 6 April 2026"
        );
    }
}
