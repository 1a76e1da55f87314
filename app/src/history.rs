//! The history of a week, or of one figure of it: what stood there, what came in its place, who put
//! it there, when, why and by which way.
//!
//! Refuses to sum anything up: each act is a line, and each line is a row of the audit chain.

mod compose;
mod happened;
mod view;
mod way;

use beforehand::series::State;
use beforehand::service::{ChannelId, Closure, Event, Field};
use beforehand::week::Week;
use chrono::NaiveDateTime;

use crate::ServiceLink;
use crate::error::Error;

pub use compose::{Sources, compose};

/// What a person may ask about the past of a week.
#[async_trait::async_trait]
pub trait History {
    /// What was done to a week, or to the figure with that name (`calls.answered`).
    ///
    /// # Errors
    /// Not found for a week that has not started or in which nothing ran, and for a figure that no
    /// channel had then.
    async fn history(&self, week: Week, figure: Option<&str>) -> Result<HistoryPage, Error>;
}

/// The page's data.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryPage {
    /// The service.
    pub service: ServiceLink,
    /// The week.
    pub week: Week,
    /// Whether it is about the whole week; else about the one figure that stands.
    pub whole: bool,
    /// What stands there now, in the order of the form.
    pub standing: Vec<Standing>,
    /// Each channel's open days: its name, how many there are, how many a normal week has.
    pub open: Vec<(String, u8, u8)>,
    /// What happened in the week: "TV documentary (Website), Monday 4 March 2019".
    pub events: Vec<String>,
    /// What was done, the latest first.
    pub entries: Vec<Entry>,
    /// The quarter the week belongs to: `2018-Q4` and "January to March 2019".
    pub quarter: (String, String),
}

/// A figure as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// `calls.answered`.
    pub name: String,
    /// "Calls answered".
    pub label: String,
    /// What is known of it.
    pub state: State,
    /// The note beside it.
    pub note: Option<String>,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, in the service's own time.
    pub at: NaiveDateTime,
    /// Who.
    pub by: String,
    /// What changed.
    pub steps: Vec<Step>,
    /// Notes and reasons given with it.
    pub why: Vec<String>,
    /// By which way it came in: "Week page", "File “calls.csv”".
    pub source: String,
}

/// One change: "Calls answered", "119", "128".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What changed.
    pub what: String,
    /// As it was, in words.
    pub before: String,
    /// As it became.
    pub after: String,
}

/// One act as it is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// When, in the service's own time.
    pub at: NaiveDateTime,
    /// Who.
    pub by: String,
    /// The record's word: `week.save`, `week.import`, `closure.save` …
    pub action: String,
    /// Why odd numbers are right, where that was said of all of them.
    pub reason: Option<String>,
    /// The file it came from.
    pub file: Option<String>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// One change as it is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A value of the week.
    Value {
        /// The channel.
        channel: ChannelId,
        /// A field's word, `note.<field>`, `pasted.<field>`, `open_days` or `closed`.
        what: String,
        /// As it was; none where there was nothing.
        before: Option<String>,
        /// As it became.
        after: Option<String>,
    },
    /// A closure that touches the week.
    Closure {
        /// As it was; none when it is new.
        before: Option<Closure>,
        /// As it became; none when it was removed.
        after: Option<Closure>,
    },
    /// An event that is told of the week.
    Event {
        /// As it was; none when it is new.
        before: Option<Event>,
        /// As it became; none when it was removed.
        after: Option<Event>,
    },
    /// A field is collected from now on, or no longer.
    Collected {
        /// The channel.
        channel: ChannelId,
        /// The field.
        field: Field,
        /// Whether it is collected now.
        now: bool,
    },
}

/// Where the history of a week stands, or of one figure of it.
pub fn address(slug: &str, week: Week, figure: Option<&str>) -> String {
    let figure = figure.map(|name| format!("?figure={name}")).unwrap_or_default();
    format!("/services/{slug}/history/{week}{figure}")
}
