//! One channel's trend: its control chart, its changes, and the sentences that say them.
//!
//! Refuses to call a single odd week a change, and to claim more than a verdict says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::{Channel, ChannelId, Field};
use crate::spc::{Chart, SignalRun, Variant};

/// A signal and its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The weeks and the rule.
    pub run: SignalRun,
    /// "7th week running above average", "Above the usual range in the week of 6 April 2026".
    pub words: String,
}

/// One field of one channel: chart, changes and sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// The channel's number.
    pub channel: ChannelId,
    /// Its short name.
    pub slug: String,
    /// The field.
    pub field: Field,
    /// The field as the subject of a sentence: "Calls", "Missed calls", "Website visits".
    pub subject: String,
    /// "Calls answered".
    pub label: String,
    /// The quarter whose changes are shown.
    pub quarter: Quarter,
    /// All weeks from the channel's first to the last that has started.
    pub chart: Chart,
    /// Signals that touch the last 13 weeks, the latest first.
    pub signals: Vec<Finding>,
    /// The quarter's rate in words: "125 a week", "not entered".
    pub now: String,
    /// The change on the quarter before in two or three words: "rose 40%", "no clear change".
    pub verdict: String,
    /// Whether that verdict is a change.
    pub changed: bool,
    /// Change on the quarter before.
    pub previous: Change,
    /// Its sentence.
    pub previous_sentence: String,
    /// Change on the same quarter a year before.
    pub year_ago: Change,
    /// Its sentence.
    pub year_ago_sentence: String,
    /// The finding in one line: "Calls are running above their usual range".
    pub title: String,
    /// Sentences that say what the chart shows, for those who see it and those who do not.
    pub description: String,
    /// What is shaded, from which weeks, and how many false signals to expect.
    pub reading: String,
    /// Provisional limits, small counts, changed definitions: one sentence each.
    pub caveats: Vec<String>,
}

/// The trend of one field of one channel, its changes those of `quarter`.
pub fn trend(
    ledger: &Ledger,
    channel: &Channel,
    field: Field,
    quarter: Quarter,
    variant: Variant,
    today: NaiveDate,
) -> Trend {
    let _ = (ledger, channel, field, quarter, variant, today);
    todo!()
}

/// The trends of a service, the one most in need of a look first: answered and missed of phones,
/// answered of other contact channels, visits of websites. Fields never collected are left out.
pub fn trends(ledger: &Ledger, quarter: Quarter, variant: Variant, today: NaiveDate) -> Vec<Trend> {
    let _ = (ledger, quarter, variant, today);
    todo!()
}
