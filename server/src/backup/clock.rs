//! When a backup is due, and which of the old ones may go: plain functions of times.
//!
//! Times are UTC, so that no change of the clocks doubles or skips a backup. A slot is the moment from
//! which a backup is due; whoever takes the slot makes it, once.

use std::collections::HashSet;
use std::path::PathBuf;

use chrono::{Datelike, DurationRound, NaiveDateTime, NaiveTime, TimeDelta};

/// Hours between backups that divide a day, so that slots are the same on every day.
const STEPS: [i64; 7] = [1, 2, 3, 4, 6, 8, 12];

/// When backups are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Once a day, at that time.
    Daily(NaiveTime),
    /// Every so many hours, counted from midnight.
    Hourly(i64),
}

/// How many backups are kept: the latest ones, and the last one of each of so many days, weeks and
/// months that have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The latest, whatever their day.
    pub last: u32,
    /// Days.
    pub daily: u32,
    /// Weeks, from Monday.
    pub weekly: u32,
    /// Months.
    pub monthly: u32,
}

/// What the settings say on backups by the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where.
    pub folder: PathBuf,
    /// When.
    pub schedule: Schedule,
    /// Which are kept.
    pub keep: Keep,
}

impl Schedule {
    /// Reads `02:30` or `every 6 hours`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("every ") {
            let hours = match rest.split_whitespace().collect::<Vec<_>>()[..] {
                ["hour"] => 1,
                [number, "hour" | "hours"] => number.parse().ok()?,
                _ => return None,
            };
            return STEPS.contains(&hours).then_some(Self::Hourly(hours));
        }
        NaiveTime::parse_from_str(text, "%H:%M").ok().map(Self::Daily)
    }

    /// The latest moment up to `now` from which a backup is due.
    pub fn slot(self, now: NaiveDateTime) -> NaiveDateTime {
        match self {
            Self::Daily(time) => {
                let today = now.date().and_time(time);
                if today <= now { today } else { today - TimeDelta::days(1) }
            }
            Self::Hourly(hours) => now.duration_trunc(TimeDelta::hours(hours)).unwrap_or(now),
        }
    }
}

/// The backups that may go, of those made at these times. The latest one never does.
pub fn outlived(made: &[NaiveDateTime], keep: Keep) -> Vec<NaiveDateTime> {
    let mut latest_first = made.to_vec();
    latest_first.sort_unstable();
    latest_first.reverse();
    let mut stays: HashSet<NaiveDateTime> =
        latest_first.iter().take(keep.last.max(1) as usize).copied().collect();
    let day = |at: NaiveDateTime| i64::from(at.date().num_days_from_ce());
    let monday = |at: NaiveDateTime| i64::from(at.date().num_days_from_ce() - 1).div_euclid(7);
    let month = |at: NaiveDateTime| i64::from(at.year()) * 12 + i64::from(at.month0());
    let periods: [(u32, &dyn Fn(NaiveDateTime) -> i64); 3] =
        [(keep.daily, &day), (keep.weekly, &monday), (keep.monthly, &month)];
    for (count, period) in periods {
        let mut seen = HashSet::new();
        for at in &latest_first {
            if seen.len() == count as usize {
                break;
            }
            if seen.insert(period(*at)) {
                stays.insert(*at);
            }
        }
    }
    latest_first.retain(|at| !stays.contains(at));
    latest_first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn slots() {
        #[track_caller]
        fn check(schedule: &str, now: &str, expected: &str) {
            assert_eq!(Schedule::parse(schedule).unwrap().slot(at(now)), at(expected));
        }
        check("02:30", "2026-04-15 09:00", "2026-04-15 02:30");
        check("02:30", "2026-04-15 02:29", "2026-04-14 02:30");
        check("02:30", "2026-04-15 02:30", "2026-04-15 02:30");
        check("every 6 hours", "2026-04-15 11:59", "2026-04-15 06:00");
        check("every hour", "2026-04-15 11:59", "2026-04-15 11:00");
        check("every 12 hours", "2028-02-29 00:00", "2028-02-29 00:00");
        // Summer time begins and ends at 01:00 UTC: the day before and after are the same.
        check("01:30", "2026-03-29 01:31", "2026-03-29 01:30");
        check("01:30", "2026-10-25 01:31", "2026-10-25 01:30");
        check("every 1 hours", "2026-10-25 02:00", "2026-10-25 02:00");
        for wrong in ["", "25:00", "2:3:4", "every 5 hours", "every 0 hours", "every day", "6h"] {
            assert_eq!(Schedule::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_kept() {
        #[track_caller]
        fn check(made: &[&str], keep: Keep, gone: &[&str]) {
            let made: Vec<_> = made.iter().map(|one| at(one)).collect();
            let gone: Vec<_> = gone.iter().map(|one| at(one)).collect();
            assert_eq!(outlived(&made, keep), gone);
        }
        let keep = |last, daily, weekly, monthly| Keep { last, daily, weekly, monthly };
        check(&[], keep(0, 0, 0, 0), &[]);
        // The latest one stays, whatever is said.
        check(&["2026-04-15 02:30", "2026-04-14 02:30"], keep(0, 0, 0, 0), &["2026-04-14 02:30"]);
        // The last one of each day; today's earlier ones by `last`.
        check(
            &[
                "2026-04-15 12:00",
                "2026-04-15 06:00",
                "2026-04-15 00:00",
                "2026-04-14 18:00",
                "2026-04-14 12:00",
            ],
            keep(2, 2, 0, 0),
            &["2026-04-15 00:00", "2026-04-14 12:00"],
        );
        // A week runs from Monday: 12 April 2026 is a Sunday. A month that has none is no month.
        check(
            &[
                "2026-04-13 02:30",
                "2026-04-12 02:30",
                "2026-04-11 02:30",
                "2026-01-31 02:30",
                "2026-01-30 02:30",
            ],
            keep(1, 0, 2, 2),
            &["2026-04-11 02:30", "2026-01-30 02:30"],
        );
        // Over a year of days.
        let first = at("2026-01-01 02:30");
        let made: Vec<_> = (0..500).map(|n| first + TimeDelta::days(n)).collect();
        let stays = made.len() - outlived(&made, keep(3, 7, 5, 12)).len();
        assert_eq!(stays, 7 + 3 + 11, "days, then weeks and months that are not among them");
    }
}
