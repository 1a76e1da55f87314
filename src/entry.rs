//! A week as somebody says it: reading what was typed, and what may not be said.
//!
//! Refuses to judge whether a number is likely: that is `check`.

use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;
use crate::series::Ledger;
use crate::service::{ChannelId, Field};
use crate::week::Week;

/// The largest count that is believed.
pub const LARGEST: u32 = 10_000_000;
/// The longest note, in characters.
pub const NOTE_LENGTH: usize = 200;

/// One figure as it shall be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellChange {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// The count; none makes it 'not entered'.
    pub count: Option<u32>,
    /// The note about the number; none leaves the note alone, an empty one removes it.
    pub note: Option<String>,
}

/// Whether a field is collected, from a week on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectChange {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// Collected, or not.
    pub collected: bool,
    /// That week only (a file says it week by week), or from that week on.
    pub this_week_only: bool,
}

/// A channel's exposure in a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OpenChange {
    /// Closed all week, with the reason; its figures must be 'not entered'.
    Closed(String),
    /// Open as the timetable says.
    AsUsual,
    /// Open that many days, 1 to 7.
    Days(u8),
}

/// What shall be different in one week of one service. What is not named stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekChange {
    /// The week.
    pub week: Week,
    /// Figures.
    pub cells: Vec<CellChange>,
    /// Exposure, by channel.
    pub open: Vec<(ChannelId, OpenChange)>,
    /// Fields collected or not.
    pub collect: Vec<CollectChange>,
}

/// Reads a typed count: `1234`, `1,234`, `1 234`, full-width digits. Blank is none: not entered.
///
/// # Errors
/// When it is not a whole number from 0 to [`LARGEST`]; `field` names it in the answer.
pub fn read_count(field: &str, text: &str) -> Result<Option<u32>, Invalid> {
    let _ = (field, text);
    todo!()
}

/// Answered contacts of which nothing is known: answered − before − after − does not apply.
/// Negative when the parts exceed the whole. 'Does not apply' not collected counts as 0.
pub fn not_recorded(answered: u32, before: u32, after: u32, does_not_apply: u32) -> i64 {
    i64::from(answered) - i64::from(before) - i64::from(after) - i64::from(does_not_apply)
}

/// Everything that forbids a change: a week that has not started, a channel or field that does not
/// run, a count above [`LARGEST`], parts above the whole, a note that is too long, counts in a
/// closed week. Names each by `slug.field`.
///
/// # Errors
/// All problems at once, in the order of the form.
pub fn validate(
    ledger: &Ledger,
    change: &WeekChange,
    today: chrono::NaiveDate,
) -> Result<(), Vec<Invalid>> {
    let _ = (ledger, change, today);
    todo!()
}
