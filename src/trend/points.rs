//! Why each flagged week is flagged, in words: "7th week running above average".
//!
//! Refuses to explain what happened: that is for whoever was there.

use std::collections::BTreeMap;

use crate::spc::{self, Chart, Signal};
use crate::week::Week;
use crate::words;

/// What each flagged point of a chart is, by its week: the place it has in its run, and the limit
/// it crossed.
pub fn flagged(chart: &Chart) -> BTreeMap<Week, String> {
    let runs = spc::signals(chart);
    let mut said = BTreeMap::new();
    for (i, point) in chart.points.iter().enumerate() {
        let (Some(signal), Some(value), Some(limits)) = (point.signal, point.value, point.limits)
        else {
            continue;
        };
        let run = runs
            .iter()
            .find(|run| run.signal == signal && run.from <= point.week && point.week <= run.to);
        // The place of the point among the points of its run, and how many they are.
        let place = run.map(|run| {
            let before = chart.points[..=i].iter().rev().take_while(|one| one.week >= run.from);
            (before.filter(|one| one.value.is_some()).count(), run.points as usize)
        });
        let unit = if chart.weeks_per_point > 1 { "four weeks" } else { "week" };
        let nth = |n: usize| format!("{} {unit} running", ordinal(n));
        let text = match (signal, place) {
            (Signal::OutsideAbove, _) => {
                format!(
                    "{} is above the upper limit of {}",
                    words::rate(value),
                    words::rate(limits.upper)
                )
            }
            (Signal::OutsideBelow, _) => {
                let lower = words::rate(limits.lower.max(0.0));
                format!("{} is below the lower limit of {lower}", words::rate(value))
            }
            (Signal::TrendRising, Some((n, of))) => format!("rising, {n} of {of}"),
            (Signal::TrendFalling, Some((n, of))) => format!("falling, {n} of {of}"),
            (Signal::ShiftAbove, Some((n, _))) => format!("{} above average", nth(n)),
            (Signal::ShiftBelow, Some((n, _))) => format!("{} below average", nth(n)),
            (Signal::TwoInThreeAbove, _) => {
                format!(
                    "one of two in three beyond {}, near the upper limit",
                    words::rate(limits.near_upper)
                )
            }
            (Signal::TwoInThreeBelow, _) => {
                format!(
                    "one of two in three below {}, near the lower limit",
                    words::rate(limits.near_lower)
                )
            }
            (Signal::TrendRising, None) => "in a rising run".to_owned(),
            (Signal::TrendFalling, None) => "in a falling run".to_owned(),
            (Signal::ShiftAbove, None) => "in a long run above average".to_owned(),
            (Signal::ShiftBelow, None) => "in a long run below average".to_owned(),
        };
        said.insert(point.week, text);
    }
    said
}

/// "1st", "2nd", "3rd", "11th", "21st".
fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quarter::Quarter;
    use crate::service::Field;
    use crate::spc::Variant;
    use crate::trend::trend;

    fn said(counts: impl Fn(i32) -> u32) -> Vec<(Week, String)> {
        let ledger = crate::trend::tests::ledger(|n| Some(counts(n)));
        let today = "2019-12-31".parse().unwrap();
        let channel = ledger.service.channel_named("calls").unwrap();
        let quarter = Quarter::last_over(today);
        let made = trend(&ledger, channel, Field::Answered, quarter, Variant::Nhs, today);
        flagged(&made.chart).into_iter().collect()
    }

    fn steady(n: i32) -> u32 {
        100 + (n as u32 * 29) % 20
    }

    #[test]
    fn each_flagged_week_has_its_place_in_its_run() {
        let said = said(|n| if n >= 92 { 116 + (n as u32 % 2) } else { steady(n) });
        let words: Vec<_> = said.iter().rev().take(3).map(|(_, words)| words.as_str()).collect();
        assert!(words[0].ends_with("week running above average"), "{words:?}");
        let place = |words: &str| -> usize {
            words.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
        };
        assert_eq!(place(words[0]), place(words[1]) + 1);
        assert!(place(words[0]) >= 12);
    }

    #[test]
    fn a_week_outside_names_the_limit_it_crossed() {
        let said = said(|n| if n == 100 { 300 } else { steady(n) });
        let (week, words) = said.last().unwrap();
        assert_eq!(*week, Week::parse("2019-12-02").unwrap());
        assert!(words.starts_with("300 is above the upper limit of 1"), "{words}");
    }

    #[test]
    fn every_flagged_point_is_told_and_no_other() {
        let ledger = crate::trend::tests::ledger(|n| Some((n as u32 * 7919) % 97 + 20));
        let today = "2019-12-31".parse().unwrap();
        let channel = ledger.service.channel_named("calls").unwrap();
        let quarter = Quarter::last_over(today);
        for variant in [Variant::Adjusted, Variant::Nhs] {
            let made = trend(&ledger, channel, Field::Answered, quarter, variant, today);
            let weeks: Vec<_> = flagged(&made.chart).into_keys().collect();
            let points = made.chart.points.iter().filter(|point| point.signal.is_some());
            assert_eq!(weeks, points.map(|point| point.week).collect::<Vec<_>>());
        }
    }

    #[test]
    fn ordinals_end_as_they_are_said() {
        let check = |n, expected| assert_eq!(ordinal(n), expected);
        check(1, "1st");
        check(2, "2nd");
        check(3, "3rd");
        check(7, "7th");
        check(11, "11th");
        check(12, "12th");
        check(21, "21st");
        check(112, "112th");
    }
}
