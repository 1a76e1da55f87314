//! The history of a week, or of one figure of it: what stood there, what came in its place, who put
//! it there, when, why and by which way.
//!
//! Refuses to sum anything up: each act is a line, and each line is a row of the audit chain.

mod acts;
mod compose;
mod happened;
pub(crate) mod view;
mod way;
mod words;

use beforehand::series::State;
use beforehand::week::Week;
use chrono::NaiveDateTime;

use crate::ServiceLink;
use crate::error::Error;

pub use acts::{Names, Said, said};
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

/// Where the history of a week stands, or of one figure of it.
pub fn address(slug: &str, week: Week, figure: Option<&str>) -> String {
    let figure = figure.map(|name| format!("?figure={name}")).unwrap_or_default();
    format!("/services/{slug}/history/{week}{figure}")
}
