//! Links by which readers without an account see an edition: made, shown once, counted, ended.
//!
//! Refuses to show a link twice: only its hash is kept.

mod view;

use beforehand::invalid::Invalid;
use chrono::NaiveDateTime;

use crate::ServiceLink;
use crate::error::Error;
use crate::room::Reading;

/// The route of the page; whoever may take it may share.
pub const ROUTE: &str = "/services/{service}/sharing";

/// What a person may ask about links.
#[async_trait::async_trait]
pub trait Sharing {
    /// The links there are and the form for a new one; with what was `typed`, nothing of which is
    /// done.
    async fn sharing(&self, typed: TypedLink) -> Result<SharingPage, Error>;

    /// Makes a link and shows it, this once.
    async fn share(&self, typed: TypedLink) -> Result<SharingPage, Refused>;

    /// Ends a link.
    async fn revoke(&self, id: &str) -> Result<(), Error>;
}

/// Why nothing was done.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The same page, with what was typed and what to do: 422.
    Again(Box<SharingPage>),
    /// Anything that is not about what was typed.
    Error(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// What was typed into the form of a new link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLink {
    /// `2018-Q4/1`: quarter and edition.
    pub edition: String,
    /// What it is for.
    pub label: String,
    /// Days that it works; none as yet typed.
    pub days: Option<String>,
    /// The idempotency key.
    pub key: Option<String>,
}

/// The page's data. Times are in the service's own.
#[derive(Clone, Debug)]
pub struct SharingPage {
    /// The service.
    pub service: ServiceLink,
    /// Editions to choose from, the latest first.
    pub readings: Vec<Reading>,
    /// All links, the latest first.
    pub links: Vec<LinkLine>,
    /// What was typed.
    pub typed: TypedLink,
    /// Idempotency key of the form.
    pub key: String,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// What was just made.
    pub made: Option<Made>,
}

/// A link that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// Its whole address, shown this once.
    Now(String),
    /// The same form had made it before: it was shown then.
    Before,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkLine {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// "January to March 2019, edition 1".
    pub what: String,
    /// When it was made.
    pub made_at: NaiveDateTime,
    /// By whom.
    pub made_by: String,
    /// When it ends, or ended.
    pub until: NaiveDateTime,
    /// Whether it has ended by itself.
    pub over: bool,
    /// When and by whom it was ended.
    pub revoked: Option<(NaiveDateTime, String)>,
    /// How often it was opened.
    pub opened: u32,
}

/// Where an edition is shared.
pub fn address(slug: &str, quarter: &str, edition: i32) -> String {
    format!("/services/{slug}/sharing?edition={quarter}/{edition}")
}
