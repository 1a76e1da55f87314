//! The change between two quarters: a ratio of rates, its likely range and a verdict.
//!
//! Refuses to compare raw totals: quarters differ in length.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::interval::Interval;
use crate::quarter::Quarter;
use crate::series::Series;
use crate::week::Week;

/// What may be said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval lies above no change.
    Rose,
    /// The whole interval lies below no change.
    Fell,
    /// The interval holds no change.
    NoClearChange,
    /// None in either period.
    None,
}

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The later quarter is not over yet.
    SoFar,
    /// Nothing was counted in the earlier period (no entered, open week).
    NothingBefore,
    /// Nothing was counted in the later period.
    NothingNow,
    /// Fewer than 4 entered, open weeks in one of the periods.
    TooFewWeeks,
    /// Less than 75 % of the expected weeks entered in one of the periods.
    Coverage,
    /// A definition changed between or inside the periods.
    Definition {
        /// The event's name.
        name: String,
        /// The first week the new definition holds.
        from: Week,
    },
    /// Fewer than 30 contacts with a known answer (shares only).
    SmallBase,
}

/// One of the two periods, over its entered, open weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Period {
    /// The quarter it lies in.
    pub quarter: Quarter,
    /// Sum of the counts.
    pub count: u64,
    /// Sum of the open days.
    pub open_days: u32,
    /// Entered, open weeks.
    pub weeks: u32,
    /// Weeks that were neither closed nor not collected.
    pub expected: u32,
    /// Count a normal week: count ÷ open days × the open days of a normal week; none without open days.
    pub per_week: Option<f64>,
    /// Whether only the first weeks of the quarter are in it, to match a quarter that is not over.
    pub part: bool,
}

impl Period {
    /// Entered ÷ expected weeks, 0 to 1; 1 when none was expected.
    pub fn coverage(&self) -> f64 {
        if self.expected == 0 { 1.0 } else { f64::from(self.weeks) / f64::from(self.expected) }
    }
}

/// The comparison of two periods (`numbers` section 4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The earlier period.
    pub previous: Period,
    /// The later period.
    pub current: Period,
    /// Rate of the later ÷ rate of the earlier; none when the earlier is 0 or has no open days.
    pub ratio: Option<f64>,
    /// The interval shown: the wider of `ar` and `exact` at each end; none when a period has no
    /// open days or both counts are 0.
    pub interval: Option<Interval>,
    /// Similarity of one week to the next, 0 to 0.8.
    pub rho: f64,
    /// Dispersion φ, at least 1.
    pub dispersion: Option<f64>,
    /// Degrees of freedom, at least 3.
    pub df: Option<f64>,
    /// Interval A: quasi-Poisson with autocorrelation.
    pub ar: Option<Interval>,
    /// Interval B: exact conditional.
    pub exact: Option<Interval>,
    /// Pearson dispersion without autocorrelation, not floored (for comparison with other software).
    pub pearson_dispersion: Option<f64>,
    /// Quasi-Poisson interval (t) with that dispersion, as R's glm.
    pub quasi: Option<Interval>,
    /// The verdict; none for a `reason`.
    pub verdict: Option<Verdict>,
    /// Why there is no verdict.
    pub reason: Option<Reason>,
}

/// Compares `current` with the earlier quarter `previous` in one series.
///
/// `breaks` are the first weeks of changed definitions with the event's name
/// (`Service::breaks`), `steps` the first weeks of recorded step changes. A quarter that is not over
/// on `today` is compared with as many weeks at the start of the other one, without a verdict.
pub fn change(
    series: &Series,
    previous: Quarter,
    current: Quarter,
    breaks: &[(Week, String)],
    steps: &[Week],
    today: NaiveDate,
) -> Change {
    let _ = (series, previous, current, breaks, steps, today);
    todo!()
}

/// ρ of section 4: how much one week resembles the next, over the eight quarters up to and
/// including `last`, 0 to 0.8; 0.4 without history.
pub fn rho(
    series: &Series,
    last: Quarter,
    breaks: &[(Week, String)],
    steps: &[Week],
    today: NaiveDate,
) -> f64 {
    let _ = (series, last, breaks, steps, today);
    todo!()
}
