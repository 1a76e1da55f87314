//! What of a quarter may be shown without a sign-in, as docs/rules.md, section 9, has it.
//!
//! [`Exact`] holds the quarter's figures and cannot be serialised. [`Published`] can, and is made of
//! cells alone: counts of 1 to 7 are one cell ("7 or fewer", counting as 5), others are rounded to
//! the nearest 5, zero is shown. Totals, shares, changes, likely ranges, bars and words are computed
//! from the cells by the functions of the quarter's own page, with φ, ρ and D rounded up to one
//! decimal. Refuses weekly numbers, 'does not apply', a quarter that is not over, and, stricter than
//! section 9, a change or a φ where either count is below 30: how the weeks of a small count vary
//! would tell the count.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::{Period, Reason, Verdict};
use crate::interval::Interval;
use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::{ChannelId, Field, Service};
use crate::share::ShareWeek;
use crate::summary::{Figure, Name, Stage};
use crate::week::Week;

mod cell;
mod gather;
mod open;
mod publish;

pub use cell::{Cell, FEW_AT_MOST, LEAST_COMPARED, STEP};

/// The figures of a quarter that is over, as they are. Not to be serialised.
pub struct Exact(Facts);

impl Exact {
    /// The figures of `quarter` as of `today`; none while the quarter is not over.
    pub fn new(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Option<Self> {
        quarter.is_over(today).then(|| gather::gather(ledger, quarter, today))
    }

    /// What outsiders may see of it.
    pub fn publish(&self) -> Published {
        publish::publish(&open::open(self))
    }
}

/// One quarter of one service as outsiders see it. Made by [`Exact::publish`] alone; read back from
/// where it was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Published {
    /// The service's short name.
    pub service: String,
    /// Its name.
    pub service_name: String,
    /// The quarter.
    pub quarter: Quarter,
    /// `2018-Q4`.
    pub name: String,
    /// "January to March 2019".
    pub months: String,
    /// "Q4 2018/19".
    pub label: String,
    /// Complete, or over with weeks still owed.
    pub stage: Stage,
    /// Weeks of the quarter.
    pub weeks_expected: u32,
    /// Complete weeks among them.
    pub weeks_entered: u32,
    /// First week.
    pub first_week: Week,
    /// Last week.
    pub last_week: Week,
    /// The finding in one line.
    pub headline: String,
    /// Three sentences (or two, and one that says what is missing).
    pub sentences: Vec<String>,
    /// Up to three numbers, each with the bars of eight quarters.
    pub figures: Vec<Figure>,
    /// The one caveat that weighs most.
    pub caveat: Option<String>,
    /// "70% of the 2,325 calls offered were answered."
    pub answer_rate: Option<String>,
    /// Every line but 'does not apply'.
    pub rows: Vec<PublishedRow>,
    /// The share; none where nobody was to be asked.
    pub share: Option<PublishedShare>,
}

/// One line of the table: one field of one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublishedRow {
    /// The channel's short name.
    pub slug: String,
    /// The field.
    pub field: Field,
    /// "Calls answered".
    pub label: String,
    /// "calls".
    pub unit: String,
    /// The last eight quarters, oldest first, this one last.
    pub quarters: Vec<PublishedCount>,
    /// Change on the quarter before.
    pub previous: PublishedChange,
    /// Change on the same quarter a year before.
    pub year_ago: PublishedChange,
}

/// The count of one quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublishedCount {
    /// The quarter.
    pub quarter: Quarter,
    /// The cell; none where no week was entered.
    pub count: Option<Cell>,
    /// "1,625", "7 or fewer", "–".
    pub shown: String,
    /// Entered, open weeks in it.
    pub weeks: u32,
    /// Weeks that were to be entered.
    pub weeks_expected: u32,
    /// The cell a normal week.
    pub per_week: Option<f64>,
}

/// A change between two cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublishedChange {
    /// "Calls rose 25% on October to December 2018 …".
    pub sentence: String,
    /// "Rose 25%".
    pub short: String,
    /// "likely 14% to 37%".
    pub range: String,
    /// Rate of the later ÷ rate of the earlier; none where either count is below 30.
    pub ratio: Option<f64>,
    /// Its likely range.
    pub interval: Option<Interval>,
    /// φ, rounded up to one decimal.
    pub dispersion: Option<f64>,
    /// ρ, rounded up to one decimal.
    pub similarity: Option<f64>,
    /// The verdict; none for a reason.
    pub verdict: Option<Verdict>,
    /// Why there is none.
    pub reason: Option<Reason>,
}

/// The share of contacts made before an offence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublishedShare {
    /// The last eight quarters, oldest first, this one last.
    pub quarters: Vec<PublishedShareQuarter>,
    /// "two in five"; none below a base of 30.
    pub phrase: Option<String>,
    /// Its sentence.
    pub sentence: String,
    /// Its change on the quarter before, as a sentence.
    pub previous_sentence: String,
    /// Its change on the same quarter a year before.
    pub year_ago_sentence: String,
}

/// The share of one quarter. Its counts are sums of cells: where one of them is 5, it may be 7 or
/// fewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublishedShareQuarter {
    /// The quarter.
    pub quarter: Quarter,
    /// Contacts made before an offence.
    pub before: u64,
    /// Contacts made after an offence.
    pub after: u64,
    /// Answered contacts of which neither is known.
    pub not_recorded: u64,
    /// The share; none below a base of 30.
    pub share: Option<f64>,
    /// Its likely range.
    pub interval: Option<Interval>,
    /// D, rounded up to one decimal; none below a base of 30.
    pub dispersion: Option<f64>,
    /// "40%", "too few", "–".
    pub shown: String,
    /// Channel-weeks that take part.
    pub entered: u32,
    /// Channel-weeks expected.
    pub expected: u32,
}

/// What a published quarter is made of: in [`Exact`] as it is, in `Open` as cells.
#[derive(Clone)]
struct Facts {
    service: Service,
    quarter: Quarter,
    today: NaiveDate,
    weeks: (u32, u32),
    stage: Stage,
    /// Every field but 'does not apply', whether it has a row or not.
    measures: Vec<Measure>,
    lines: Vec<LineFacts>,
    /// Eight quarters.
    shares: Vec<ShareFacts>,
    /// Measures of answered and missed calls that stand for the same weeks.
    offered: Vec<(usize, usize)>,
}

/// Eight quarters of a field or of a main line.
#[derive(Clone)]
struct Measure {
    channel: ChannelId,
    field: Field,
    has_row: bool,
    normal_week: u8,
    periods: Vec<Period>,
    /// φ of each period by itself, for its bar.
    spreads: Vec<f64>,
    rho: f64,
    /// φ, and why there is no verdict: on the quarter before, on the same quarter a year before.
    changes: [(f64, Option<Reason>); 2],
}

#[derive(Clone)]
struct LineFacts {
    name: Name,
    /// The measures it is the sum of.
    parts: Vec<usize>,
    measure: Measure,
}

#[derive(Clone)]
struct ShareFacts {
    quarter: Quarter,
    parts: Vec<SharePart>,
    dispersion: f64,
    /// Weeks in which any channel takes part, whatever was counted.
    weeks: u32,
    entered: u32,
    expected: u32,
}

/// One channel's part of the share.
#[derive(Clone)]
struct SharePart {
    total: ShareWeek,
    /// The count of the channel's answered contacts.
    answered: u64,
    room: Room,
}

/// How the weeks of before, after and not recorded lie to those of answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// The three add up to answered.
    Whole,
    /// They are part of answered.
    Within,
    /// They have weeks that answered has not.
    Apart,
}

#[cfg(test)]
mod attack;
#[cfg(test)]
mod tests;
