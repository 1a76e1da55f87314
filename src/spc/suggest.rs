//! When a chart suggests new limits: after eight points on one side of the centre.
//!
//! Refuses to move a limit: a step change is a manager's act, with an event and a reason.

use chrono::NaiveDate;

use super::{Chart, ChartPoint};
use crate::week::Week;

/// Points on one side from which new limits are suggested.
pub const SUGGESTED_AFTER: u32 = 8;

/// A step change that the chart suggests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The first week of the run: where the new limits would start.
    pub from: Week,
    /// Points in the run.
    pub points: u32,
    /// Whether they lie above the centre.
    pub above: bool,
}

/// The suggestion of a chart: its latest entered, finished points lie strictly on one side of their
/// own centres, at least eight of them (weeks, or blocks of four where counts are small), within one
/// segment and without a gap. None when the run fills its segment from the first week, for new
/// limits start there already, and none when it ended more than 13 weeks ago.
pub fn suggestion(chart: &Chart, today: NaiveDate) -> Option<Suggestion> {
    let finished = |point: &&ChartPoint| !point.unfinished;
    // What is not entered yet at the end does not end the run.
    let mut points =
        chart.points.iter().rev().filter(finished).skip_while(|point| point.value.is_none());
    let last = points.next()?;
    let above = side(last)?;
    let lasts = i32::from(chart.weeks_per_point);
    if last.week.plus(lasts - 1) < super::runs::recent_from(today) {
        return None;
    }
    let (mut from, mut count) = (last.week, 1);
    let mut before = None;
    for point in points {
        if point.segment != last.segment {
            break;
        }
        before = Some(point);
        if point.week.plus(lasts) != from || side(point) != Some(above) {
            break;
        }
        (from, count) = (point.week, count + 1);
        before = None;
    }
    (count >= SUGGESTED_AFTER && before.is_some()).then_some(Suggestion {
        from,
        points: count,
        above,
    })
}

/// Strictly above (true) or below its centre; none on it, in a gap and without limits.
fn side(point: &ChartPoint) -> Option<bool> {
    let (value, centre) = (point.value?, point.limits?.centre);
    (value != centre).then_some(value > centre)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{Point, Series, State};
    use crate::service::Field;
    use crate::spc::{Variant, chart};

    fn week(text: &str) -> Week {
        Week::parse(text).unwrap()
    }

    /// Two steady years at about 100, then `later`; `None` is not entered.
    fn line(later: &[Option<u32>]) -> Series {
        let steady = (0..104).map(|n| Some(95 + (n * 7) % 11));
        let points = steady
            .chain(later.iter().copied())
            .enumerate()
            .map(|(n, count)| Point {
                week: week("2017-01-02").plus(n as i32),
                state: count.map_or(State::NotEntered, State::Count),
                open_days: 7,
                normal_week: 7,
            })
            .collect();
        Series { channel: 1, field: Field::Answered, points }
    }

    #[test]
    fn eight_weeks_on_one_side_suggest_a_step() {
        let check = |later: &[Option<u32>], steps: &[&str], expected: Option<(&str, u32, bool)>| {
            let series = line(later);
            let today = series.points.last().unwrap().week.next().monday();
            let steps: Vec<_> = steps.iter().map(|text| week(text)).collect();
            let chart = chart(&series, |_| 0.0, &[], &steps, Variant::Adjusted, today);
            let found = suggestion(&chart, today).map(|s| (s.from.to_string(), s.points, s.above));
            let expected = expected.map(|(from, n, above)| (from.to_owned(), n, above));
            assert_eq!(found, expected, "{later:?} {steps:?}");
        };
        let (up, down, usual) = (Some(110), Some(90), Some(95));
        check(&[&[usual][..], &[up; 7]].concat(), &[], None);
        check(&[&[usual][..], &[up; 8]].concat(), &[], Some(("2019-01-07", 8, true)));
        check(&[&[usual][..], &[up; 9]].concat(), &[], Some(("2019-01-07", 9, true)));
        check(&[&[Some(105)][..], &[down; 8]].concat(), &[], Some(("2019-01-07", 8, false)));
        // A week back on the other side ends it; a gap does, and one at the end does not.
        check(&[&[usual][..], &[up; 8], &[usual]].concat(), &[], None);
        check(&[&[usual][..], &[up; 4], &[None], &[up; 4]].concat(), &[], None);
        check(&[&[usual][..], &[up; 8], &[None]].concat(), &[], Some(("2019-01-07", 8, true)));
        // Where the new limits start already there is nothing to suggest.
        check(&[&[usual][..], &[up; 10]].concat(), &["2019-01-07"], None);
    }

    #[test]
    fn a_line_that_ended_long_ago_suggests_nothing() {
        let series = line(&[&[Some(95)][..], &[Some(110); 9]].concat());
        let last = series.points.last().unwrap().week;
        let seen = |today: NaiveDate| {
            let chart = chart(&series, |_| 0.0, &[], &[], Variant::Adjusted, today);
            suggestion(&chart, today).is_some()
        };
        assert!(seen(last.plus(13).monday()));
        assert!(!seen(last.plus(14).monday()));
    }
}
