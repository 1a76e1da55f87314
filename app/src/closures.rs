//! Closed days: which are planned, which were, and the forms that close more of them.
//!
//! Refuses to close anything itself and to guess a holiday: those are computed by
//! `beforehand::holiday`. Who may not change them gets no forms.

mod compose;
mod typed;
mod view;

use beforehand::closure::Exposure;
use beforehand::holiday::Region;
use beforehand::invalid::Invalid;
use beforehand::service::Closure;
use chrono::{NaiveDate, NaiveDateTime};

use crate::ServiceLink;
use crate::error::Error;
use crate::settings::Confirm;

pub use compose::{Sources, compose, to_confirm};
pub use typed::{Asked, TypedClosures};

/// What a person may ask about closed days.
#[async_trait::async_trait]
pub trait Closures {
    /// Closed days, with the bank holidays of a region to choose from; `saved` is a change to be
    /// confirmed.
    async fn closures(&self, region: Region, saved: Option<Made>) -> Result<ClosuresPage, Error>;

    /// The page with its forms as they were typed, with nothing saved and nothing judged.
    async fn show_typed_closures(
        &self,
        region: Region,
        typed: TypedClosures,
    ) -> Result<ClosuresPage, Error>;

    /// Does what a form asks for.
    async fn change_closures(&self, region: Region, typed: TypedClosures) -> Result<Made, Refused>;
}

/// What a change added to the service's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// Nothing: everything was so already.
    Nothing,
    /// The rows from the first through the last.
    Rows(i64, i64),
}

impl Made {
    /// "12-14", or "none": for the address of the confirmation.
    pub fn word(self) -> String {
        match self {
            Self::Nothing => "none".to_owned(),
            Self::Rows(first, last) => format!("{first}-{last}"),
        }
    }

    /// Reads `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        if word == "none" {
            return Some(Self::Nothing);
        }
        let (first, last) = word.split_once('-')?;
        Some(Self::Rows(first.parse().ok()?, last.parse().ok()?))
    }
}

/// Why nothing was saved.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The same page, with what was typed and what to do: 422, or 409 when somebody was quicker.
    Again {
        /// The page to show.
        page: Box<ClosuresPage>,
        /// Its status.
        status: u16,
    },
    /// Anything that is not about what was typed.
    Error(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// The page's data.
#[derive(Clone, Debug)]
pub struct ClosuresPage {
    /// The service.
    pub service: ServiceLink,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// The channels that may be closed, by short name and name.
    pub channels: Vec<(String, String)>,
    /// Closures of today and later, the next first.
    pub planned: Vec<Line>,
    /// Those that are over, the latest first.
    pub past: Vec<Line>,
    /// Whose bank holidays are offered.
    pub region: Region,
    /// The bank holidays of the coming twelve months.
    pub holidays: Vec<HolidayLine>,
    /// What was typed.
    pub typed: TypedClosures,
    /// Idempotency key of the page's forms.
    pub key: String,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// What was just saved.
    pub saved: Option<Confirmation>,
    /// What is to be confirmed before it is made.
    pub confirm: Option<Confirm>,
}

/// A closure, with its channel in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The closure.
    pub closure: Closure,
    /// The channel's short name, [`ALL`] for all of them.
    pub slug: String,
    /// "Calls", "All channels".
    pub channel: String,
}

/// A bank holiday that may be ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayLine {
    /// The day.
    pub date: NaiveDate,
    /// Its name.
    pub name: &'static str,
    /// The channels that are closed on it already.
    pub closed: Vec<String>,
    /// Whether all of them are.
    pub all: bool,
}

/// What was saved, when, by whom, and what it leaves of the weeks concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Who and when, in the service's own time; none when nothing was different.
    pub by: Option<(String, NaiveDateTime)>,
    /// "Calls closed on Friday 25 December 2026: Christmas Day".
    pub what: Vec<String>,
    /// What is left of the weeks.
    pub exposure: Vec<Exposure>,
}

/// Stands for all channels in forms: no short name looks like it.
pub const ALL: &str = "*";

/// The region whose holidays are offered unless another is asked for.
pub const FIRST: Region = Region::EnglandWales;

/// Where closed days stand; `region` is left out where it is the first.
pub fn address(slug: &str, region: Region) -> String {
    let query = (region != FIRST).then(|| format!("?region={}", region.word()));
    format!("/services/{slug}/closures{}", query.unwrap_or_default())
}
