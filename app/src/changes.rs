//! Every change there was: by whom, when, of what, why; and whether the record still holds.
//!
//! What is shown stands in the address. Refuses to say that the record holds where it was not followed.

mod asked;
mod record;
mod view;

use beforehand::invalid::Invalid;

use crate::ServiceLink;
use crate::error::Error;
use crate::history::Said;

pub use asked::{Asked, Filter};
pub use record::{Chain, Record};

/// Changes shown at a time.
pub const AT_ONCE: u32 = 50;

/// What a person may ask about all changes: of the service whose page it is, or of all of them.
#[async_trait::async_trait]
pub trait Changes {
    /// The changes that fit, the newest first. What was asked and cannot be understood comes back
    /// with its problems.
    ///
    /// # Errors
    /// Busy, when the database does not answer.
    async fn changes(&self, asked: Asked) -> Result<ChangesPage, Error>;
}

/// The page's data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangesPage {
    /// The service; none for the whole installation.
    pub service: Option<ServiceLink>,
    /// What was asked.
    pub asked: Asked,
    /// What of it cannot be understood.
    pub problems: Vec<Invalid>,
    /// Everybody who changed something: id and name.
    pub people: Vec<(String, String)>,
    /// Services to choose from, for the whole installation.
    pub services: Vec<ServiceLink>,
    /// The changes.
    pub lines: Vec<Line>,
    /// All that fit, on this page and others.
    pub total: u64,
    /// Whether the record holds.
    pub record: Record,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place in its chain.
    pub seq: i64,
    /// The service it belongs to; none for the installation's own.
    pub service: Option<ServiceLink>,
    /// What kind of act: "Numbers entered".
    pub act: String,
    /// What it says.
    pub said: Said,
    /// The hash it was written with.
    pub hash: String,
    /// Whether it is not what was written.
    pub meddled: bool,
}

impl ChangesPage {
    /// The first and the last change shown, counted from 1.
    fn shown(&self) -> (u64, u64) {
        let before = u64::from(self.asked.page()) * u64::from(AT_ONCE) - u64::from(AT_ONCE);
        (before + 1, before + self.lines.len() as u64)
    }
}

/// Where the changes of a service stand, or all of them.
pub fn address(service: Option<&ServiceLink>) -> String {
    service.map_or("/changes".to_owned(), |one| format!("/services/{}/changes", one.slug))
}
