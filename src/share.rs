//! The share of contacts made before an offence, with what is not known said beside it.
//!
//! The unit is contacts, never people.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::{Reason, Verdict};
use crate::interval::Interval;
use crate::quarter::Quarter;
use crate::series::Ledger;

/// The share in one quarter (`numbers` section 5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The quarter.
    pub quarter: Quarter,
    /// Contacts made before an offence.
    pub before: u64,
    /// Contacts made after an offence.
    pub after: u64,
    /// Answered contacts of which neither is known.
    pub not_recorded: u64,
    /// Worried relatives, professionals, survivors …; outside the share.
    pub does_not_apply: u64,
    /// before ÷ (before + after); none below a base of 30.
    pub share: Option<f64>,
    /// Wilson's interval on the effective base; none below a base of 30.
    pub interval: Option<Interval>,
    /// How much more the weekly shares vary than binomial ones, at least 1.
    pub dispersion: f64,
    /// not recorded ÷ (before + after + not recorded); none when all are 0.
    pub unknown: Option<f64>,
    /// The share if all not recorded were after, and if all were before.
    pub certain: Option<Interval>,
    /// Base of 30 to 99.
    pub small_base: bool,
    /// More than half not recorded: lead with the certain range.
    pub mostly_unknown: bool,
    /// Weeks with before + after > 0.
    pub weeks: u32,
    /// Channel-weeks expected (neither closed nor not collected) and those that take part.
    pub expected: u32,
    /// Channel-weeks that take part.
    pub entered: u32,
    /// Whether only the first weeks of the quarter are in it.
    pub part: bool,
}

impl Share {
    /// Contacts with a known answer.
    pub fn base(&self) -> u64 {
        self.before + self.after
    }
}

/// The difference of two shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareChange {
    /// The earlier quarter's share.
    pub previous: Share,
    /// Later minus earlier, as a fraction (0.08 is 8 percentage points).
    pub difference: Option<f64>,
    /// Newcombe's interval, method 10, on the effective bases.
    pub interval: Option<Interval>,
    /// The verdict; none for a `reason`.
    pub verdict: Option<Verdict>,
    /// Why there is no verdict.
    pub reason: Option<Reason>,
}

/// The share of a quarter over all contact channels, from the weeks due on `today`.
pub fn share(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Share {
    let _ = (ledger, quarter, today);
    todo!()
}

/// The change of the share from `previous` to `current`.
pub fn share_change(
    ledger: &Ledger,
    previous: Quarter,
    current: Quarter,
    today: NaiveDate,
) -> ShareChange {
    let _ = (ledger, previous, current, today);
    todo!()
}
