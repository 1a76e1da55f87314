//! What the words mean: every version with its weeks and its author, and the form for a new one.
//!
//! Refuses to store new words before it was said what they do, and to change words that stand: a new
//! version takes their place from a week on.

mod confirm;
mod typed;
mod view;

use beforehand::invalid::Invalid;
use beforehand::service::{Definition, Service};
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};

use crate::ServiceLink;
use crate::error::Error;

pub use typed::TypedDefinition;

/// The route of the page; whoever may post to it may write definitions.
pub const ROUTE: &str = "/services/{service}/definitions";

/// What a person may ask about definitions.
#[async_trait::async_trait]
pub trait Definitions {
    /// All versions and the form for a new one, with what was `typed`, nothing of which is done;
    /// `saved` names the version that was just written.
    async fn definitions(
        &self,
        typed: TypedDefinition,
        saved: Option<i32>,
    ) -> Result<DefinitionsPage, Error>;

    /// Writes a new version; gives its number.
    async fn define(&self, typed: TypedDefinition) -> Result<i32, Refused>;
}

/// Why nothing was written.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The same page: with what was typed and what to do (422, or 409 when somebody was quicker), or
    /// with what to confirm first (200).
    Again {
        /// The page to show.
        page: Box<DefinitionsPage>,
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
pub struct DefinitionsPage {
    /// The service.
    pub service: ServiceLink,
    /// The week of today, to tell what is in force.
    pub this_week: Week,
    /// All versions, oldest first.
    pub versions: Vec<Version>,
    /// What the page is about.
    pub step: Step,
    /// What was typed.
    pub typed: TypedDefinition,
    /// Idempotency key of the form.
    pub key: String,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// The version that was just written.
    pub saved: Option<i32>,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The words and their first week.
    pub definition: Definition,
    /// Their last week; none for the last version.
    pub until: Option<Week>,
    /// Who wrote them, and when in the service's own time.
    pub by: Option<(String, NaiveDateTime)>,
    /// What a change of definition marked on the charts in that week concerns: "Calls", or "the whole
    /// service".
    pub marked: Vec<String>,
}

/// What the page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// All versions, and the form for a new one.
    Write,
    /// Somebody wrote another version meanwhile: it is shown, and the form goes on from it.
    Clash,
    /// What a new version would do, before it is stored.
    Confirm {
        /// The new version.
        definition: Definition,
        /// What it does, sentence by sentence.
        effect: Vec<String>,
        /// The mark of all that is shown: what is stored is what was shown.
        mark: String,
    },
}

/// What the page is made of.
#[derive(Clone, Debug)]
pub struct Sources<'a> {
    /// The service.
    pub service: &'a Service,
    /// Version, author and time in the service's own, for those whose author is known.
    pub written: Vec<(i32, String, NaiveDateTime)>,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// A fresh idempotency key.
    pub key: String,
}

/// The page with nothing asked.
pub fn compose(from: Sources<'_>, typed: TypedDefinition, saved: Option<i32>) -> DefinitionsPage {
    let Sources { service, written, today, key } = from;
    let all = &service.definitions;
    let versions = all.iter().enumerate().map(|(n, definition)| Version {
        definition: definition.clone(),
        until: all.get(n + 1).map(|next| next.from.previous()),
        by: written
            .iter()
            .find(|(version, ..)| *version == definition.version)
            .map(|(_, by, at)| (by.clone(), *at)),
        marked: marked(service, definition.from),
    });
    let versions: Vec<_> = versions.collect();
    DefinitionsPage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        this_week: Week::containing(today),
        saved: saved.filter(|saved| all.iter().any(|one| one.version == *saved)),
        versions,
        step: Step::Write,
        key: typed.key.clone().unwrap_or(key),
        typed,
        problems: Vec::new(),
    }
}

fn marked(service: &Service, week: Week) -> Vec<String> {
    let breaks = service.events.iter().filter(|event| event.break_week() == Some(week));
    let whole = || "the whole service".to_owned();
    breaks
        .map(|event| event.channel.and_then(|id| service.channel(id)))
        .map(|channel| channel.map_or_else(whole, |channel| channel.name.clone()))
        .collect()
}

/// Where the definitions of a service stand.
pub fn address(slug: &str) -> String {
    format!("/services/{slug}/definitions")
}
