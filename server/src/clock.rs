//! The one place that asks what time it is.
//!
//! Times are UTC; a date is always the date somewhere. Refuses to be asked by the rules of counting:
//! they take today as an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// The time zone where none is known.
pub const HOME: &str = "Europe/London";

/// What time it is, and which date, unless a rehearsal sets it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    today: Option<NaiveDate>,
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's clock.
    pub fn new() -> Self {
        Self::default()
    }

    /// The machine's clock, with the date set: for rehearsals.
    pub fn on(today: NaiveDate) -> Self {
        Self { today: Some(today), ..Self::default() }
    }

    /// The machine's clock, put to another moment from which it goes on: for rehearsals.
    pub fn at(moment: DateTime<Utc>) -> Self {
        let clock = Self::default();
        clock.jump((moment - clock.now()).num_seconds());
        clock
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + TimeDelta::seconds(self.ahead.load(Ordering::Relaxed))
    }

    /// The date in a time zone; in London when the zone is not known.
    pub fn today(&self, zone: &str) -> NaiveDate {
        self.today.unwrap_or_else(|| {
            let zone: Tz = zone.parse().unwrap_or(chrono_tz::Europe::London);
            self.now().with_timezone(&zone).date_naive()
        })
    }

    /// Goes ahead by so many seconds, for this clock and all its clones.
    pub fn advance(&self, seconds: u32) {
        self.jump(i64::from(seconds));
    }

    /// Is put ahead or back by so many seconds, as a machine's clock can be.
    pub fn jump(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }
}
