//! When a session ends: after so many minutes without a click, and after so many hours in any case.
//!
//! Refuses longer times than the product's own: an installation may only end sessions sooner.

use std::ops::RangeInclusive;

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;

/// Without a click for so long, in minutes, a session ends at the latest (ASVS 5.0, 7.3).
pub const IDLE_MINUTES: i32 = 30;
/// After so long, in hours, it ends anyway at the latest.
pub const LIFE_HOURS: i32 = 12;

const IDLE: RangeInclusive<i32> = 5..=IDLE_MINUTES;
const LIFE: RangeInclusive<i32> = 1..=LIFE_HOURS;

/// When a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionTimes {
    /// Minutes without a click, 5 to 30.
    pub idle_minutes: i32,
    /// Hours in all, 1 to 12.
    pub life_hours: i32,
}

impl Default for SessionTimes {
    fn default() -> Self {
        Self { idle_minutes: IDLE_MINUTES, life_hours: LIFE_HOURS }
    }
}

impl SessionTimes {
    /// Whether the times may be.
    ///
    /// # Errors
    /// At `idle_minutes` and `life_hours`, whichever is out of its range.
    pub fn check(self) -> Result<Self, Vec<Invalid>> {
        let mut problems = Vec::new();
        if !IDLE.contains(&self.idle_minutes) {
            let problem =
                "A session may go 5 to 30 minutes without a click: give a whole number of minutes.";
            problems.push(Invalid::new("idle_minutes", problem));
        }
        if !LIFE.contains(&self.life_hours) {
            let problem = "A session may last 1 to 12 hours: give a whole number of hours.";
            problems.push(Invalid::new("life_hours", problem));
        }
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    /// "after 30 minutes without a click, and after 12 hours in any case".
    pub fn words(self) -> String {
        let (minutes, hours) = (self.idle_minutes, self.life_hours);
        let unit = if hours == 1 { "hour" } else { "hours" };
        format!("after {minutes} minutes without a click, and after {hours} {unit} in any case")
    }

    /// The moment since which a session has to have been used, to go on at `now`.
    pub fn seen_since(self, now: NaiveDateTime) -> NaiveDateTime {
        now - TimeDelta::minutes(self.idle_minutes.into())
    }

    /// The moment since which it has to have begun.
    pub fn begun_since(self, now: NaiveDateTime) -> NaiveDateTime {
        now - TimeDelta::hours(self.life_hours.into())
    }

    /// Whether a session that began and was used last at those moments has ended.
    pub fn ended(self, began: NaiveDateTime, seen: NaiveDateTime, now: NaiveDateTime) -> bool {
        seen < self.seen_since(now) || began < self.begun_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_may_end_sooner_and_never_later() {
        let check = |idle_minutes, life_hours, at: &[&str]| {
            let found = SessionTimes { idle_minutes, life_hours }.check();
            let problems = found.err().unwrap_or_default();
            let found: Vec<_> = problems.iter().map(|one| one.field.as_str()).collect();
            assert_eq!(found, at, "{idle_minutes} {life_hours}");
        };
        check(30, 12, &[]);
        check(5, 1, &[]);
        check(4, 12, &["idle_minutes"]);
        check(31, 13, &["idle_minutes", "life_hours"]);
        check(30, 0, &["life_hours"]);
        let usual = SessionTimes::default();
        assert_eq!(usual.check(), Ok(usual));
        let said = "after 30 minutes without a click, and after 12 hours in any case";
        assert_eq!(usual.words(), said);
    }

    #[test]
    fn a_session_ends_after_either_time() {
        let now: NaiveDateTime = "2026-04-15T20:00:00".parse().unwrap();
        let ago = |minutes| now - TimeDelta::minutes(minutes);
        let check = |(idle_minutes, life_hours), began, seen, over| {
            let times = SessionTimes { idle_minutes, life_hours };
            assert_eq!(times.ended(ago(began), ago(seen), now), over, "{times:?} {began} {seen}");
        };
        check((30, 12), 720, 30, false);
        check((30, 12), 721, 0, true);
        check((30, 12), 31, 31, true);
        check((5, 12), 60, 5, false);
        check((5, 12), 60, 6, true);
        check((30, 1), 61, 1, true);
    }
}
