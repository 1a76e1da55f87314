//! One quarter of one service: its numbers, then its sentences.
//!
//! The same summary is the page, the print, `report --json` and, later, the file and the mail.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::interval::Interval;
use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::{ChannelId, Field};
use crate::share::{Share, ShareChange};
use crate::week::Week;

/// How far a quarter has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Its last week has not passed.
    SoFar,
    /// Over, with weeks still owed.
    Incomplete,
    /// Over, every week entered.
    Complete,
    /// Frozen by a manager.
    Approved,
}

/// How a change is coloured and worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// A real change, neither good nor bad.
    Signal,
    /// No clear change, or no verdict.
    Quiet,
}

/// One bar of a small chart: a quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// The quarter.
    pub quarter: Quarter,
    /// Its value: a week, or a fraction for the share; none where nothing was counted or the base is small.
    pub value: Option<f64>,
    /// Its likely range.
    pub interval: Option<Interval>,
    /// The value in words: "125 a week", "25.2k a week", "40%".
    pub label: String,
    /// The quarter is not over.
    pub so_far: bool,
    /// Entered and expected weeks.
    pub weeks: (u32, u32),
}

/// One of the three numbers at the head of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// "Calls answered", for the chart's title and its table.
    pub title: String,
    /// The number: "1,625", "40%", "7 of 12".
    pub number: String,
    /// Its unit: "calls", "visits", "before an offence".
    pub unit: String,
    /// "Rose 25%", "No clear change".
    pub verdict: String,
    /// How the verdict is coloured.
    pub tone: Tone,
    /// "likely 14% to 37%; a year ago: rose 26%".
    pub detail: String,
    /// The last eight quarters, oldest first, this one last.
    pub bars: Vec<Bar>,
    /// What the bars show, as a sentence for those who cannot see them.
    pub alt: String,
}

/// One line of the table: one field of one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The channel's number and short name.
    pub channel: ChannelId,
    /// Short name.
    pub slug: String,
    /// The field.
    pub field: Field,
    /// "Calls answered".
    pub label: String,
    /// "calls", "chats", "visits": what one of it is.
    pub unit: String,
    /// The sum over the entered, open weeks; none where nothing was entered.
    pub count: Option<u64>,
    /// Entered, open weeks.
    pub weeks: u32,
    /// Expected weeks.
    pub weeks_expected: u32,
    /// Open days of those weeks.
    pub open_days: u32,
    /// Count a normal week.
    pub per_week: Option<f64>,
    /// Change on the quarter before.
    pub previous: Change,
    /// Its sentence.
    pub previous_sentence: String,
    /// Change on the same quarter a year before.
    pub year_ago: Change,
    /// Its sentence.
    pub year_ago_sentence: String,
}

/// One quarter of one service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The service's short name and name.
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
    /// How far it has come.
    pub stage: Stage,
    /// Weeks of the quarter (of a quarter so far: those that have passed).
    pub weeks_expected: u32,
    /// Complete weeks among them.
    pub weeks_entered: u32,
    /// First and last week.
    pub first_week: Week,
    /// Last week.
    pub last_week: Week,
    /// The finding in one line, never more than the verdicts say.
    pub headline: String,
    /// Three sentences (or two, and one that says what is missing).
    pub sentences: Vec<String>,
    /// Up to three numbers.
    pub figures: Vec<Figure>,
    /// The one caveat that weighs most; none when nothing does.
    pub caveat: Option<String>,
    /// All channels.
    pub rows: Vec<Row>,
    /// The share.
    pub share: Share,
    /// "two in five"; none below a base of 30.
    pub share_phrase: Option<String>,
    /// The share's sentence.
    pub share_sentence: String,
    /// Its change on the quarter before.
    pub share_previous: ShareChange,
    /// Its sentence.
    pub share_previous_sentence: String,
    /// Its change on the same quarter a year before.
    pub share_year_ago: ShareChange,
    /// Its sentence.
    pub share_year_ago_sentence: String,
}

/// The summary of `quarter` as of `today`.
pub fn summary(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Summary {
    let _ = (ledger, quarter, today);
    todo!()
}
