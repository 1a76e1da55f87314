//! What each quarter of a chart was judged by, and every signal in it.
//!
//! Refuses to judge anew: it lists what the chart holds.

use serde::{Deserialize, Serialize};

use super::{Trend, sentences};
use crate::quarter::Quarter;
use crate::spc::{self, ChartPoint, Footing, Limits, SignalRun, Variant};
use crate::week::Week;

/// What the weeks of one quarter were judged by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// The quarter.
    pub quarter: Quarter,
    /// The segment between step changes and changed definitions, from 0.
    pub segment: u32,
    /// Its limits, where it has some.
    pub limits: Option<Limits>,
    /// How good they are.
    pub footing: Footing,
    /// Points in the baseline.
    pub baseline: u32,
    /// How far one week resembles the next, 0 to 0.8.
    pub rho: f64,
    /// Points on one side that make a signal.
    pub run: u8,
}

/// How often a steady line like one of these shows a signal in a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// How far one week resembles the next, 0 to 0.8.
    pub rho: f64,
    /// By the product's rules, per cent.
    pub adjusted: u8,
    /// By the plain NHS rules, per cent.
    pub nhs: u8,
}

impl Trend {
    /// What the quarters of some weeks were judged by, the latest first.
    pub fn grounds(&self, first: Week, last: Week) -> Vec<Ground> {
        let mut grounds: Vec<Ground> = Vec::new();
        for point in self.points(first, last).filter(|point| !point.unfinished) {
            let quarter = Quarter::of(point.week);
            let known = grounds.last();
            if known.is_some_and(|one| (one.quarter, one.segment) == (quarter, point.segment)) {
                continue;
            }
            grounds.push(Ground {
                quarter,
                segment: point.segment,
                limits: point.limits,
                footing: point.footing,
                baseline: point.baseline,
                rho: point.rho,
                run: point.run,
            });
        }
        grounds.reverse();
        grounds
    }

    /// Every signal that touches some weeks, the latest first, in words.
    pub fn signals_in(&self, first: Week, last: Week) -> Vec<(SignalRun, String)> {
        let mut runs = spc::signals(&self.chart);
        runs.retain(|run| first <= run.to && run.from <= last);
        runs.sort_by_key(|run| std::cmp::Reverse((run.to, run.points)));
        let tone = |run: &SignalRun| self.good.tone(run.signal.is_up());
        runs.iter()
            .map(|run| (*run, tone(run).after(&sentences::signal(run, &self.chart))))
            .collect()
    }

    /// How often a steady line whose weeks resemble each other like these shows a signal all the
    /// same; none where there are no limits.
    pub fn chance(&self) -> Option<Chance> {
        let point = self.chart.points.iter().rev().find(|point| point.limits.is_some())?;
        let of = |variant| {
            let expected = spc::expected_false_signals(variant, point.rho, point.baseline);
            (100.0 * expected).round() as u8
        };
        Some(Chance { rho: point.rho, adjusted: of(Variant::Adjusted), nhs: of(Variant::Nhs) })
    }

    fn points(&self, first: Week, last: Week) -> impl Iterator<Item = &ChartPoint> {
        self.chart.points.iter().filter(move |point| first <= point.week && point.week <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Field;
    use crate::trend::trend;

    fn made() -> Trend {
        let ledger = crate::trend::tests::ledger(|n| {
            Some(100 + (n as u32 * 29) % 20 + if n == 70 { 200 } else { 0 })
        });
        let today = "2019-12-31".parse().unwrap();
        let channel = ledger.service.channel_named("calls").unwrap();
        let quarter = Quarter::last_over(today);
        trend(&ledger, channel, Field::Answered, quarter, Variant::Adjusted, today)
    }

    #[test]
    fn each_quarter_is_listed_once_with_its_limits() {
        let week = |text| Week::parse(text).unwrap();
        let grounds = made().grounds(week("2018-01-01"), week("2019-12-30"));
        let quarters: Vec<_> = grounds.iter().map(|ground| ground.quarter).collect();
        assert_eq!(quarters.len(), 8);
        assert!(quarters.is_sorted_by(|a, b| a > b));
        assert_eq!(grounds[0].footing, Footing::Full);
        assert_eq!(grounds[0].baseline, 52);
        assert_eq!(grounds[7].footing, Footing::Provisional);
    }

    #[test]
    fn signals_of_long_ago_are_listed_where_they_are_shown() {
        let made = made();
        let week = |text| Week::parse(text).unwrap();
        let listed = made.signals_in(week("2019-04-01"), week("2019-06-24"));
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].1, "Above the usual range in the week of Monday 6 May 2019");
        assert!(made.signals_in(week("2019-06-03"), week("2019-06-24")).is_empty());
    }

    #[test]
    fn chance_is_told_for_both_rules() {
        let chance = made().chance().unwrap();
        assert!(chance.adjusted <= chance.nhs + 1, "{chance:?}");
        assert!((10..60).contains(&chance.adjusted), "{chance:?}");
    }
}
