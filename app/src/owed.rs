//! What is owed across services: which weeks, how often they come on time, who enters, and a
//! reminder that names the very boxes.
//!
//! Refuses to send anything itself, and to show more than the services somebody manages.

mod letter;
mod lines;
mod typed;
mod view;

use beforehand::invalid::Invalid;
use beforehand::owed::{OnTime, OwedWeek};
use beforehand::week::Week;
use chrono::NaiveDateTime;

use crate::ServiceLink;
use crate::error::Error;

pub use letter::{Letter, NAMED, letter};
pub use lines::{address, weeks};
pub use typed::TypedReminder;

/// What a manager may ask about owed weeks. `base` is the site's address as mails name it:
/// `https://counts.example.org`.
#[async_trait::async_trait]
pub trait Owed {
    /// What the services somebody manages owe; `sent` names a reminder to be confirmed, by its
    /// service and its place in the history.
    async fn owed(&self, base: &str, sent: Option<(&str, i64)>) -> Result<OwedPage, Error>;

    /// The page with a service's reminder as it was filled in, with nothing sent.
    async fn show_typed_reminder(
        &self,
        base: &str,
        typed: TypedReminder,
    ) -> Result<OwedPage, Error>;

    /// Sends a service's reminder once, and gives its place in the history.
    async fn send_reminder(&self, base: &str, typed: TypedReminder) -> Result<i64, Refused>;
}

/// Why no reminder was sent.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The same page, with what was filled in and what to do: 409, 422, 502 or 503.
    Again {
        /// The page to show.
        page: Box<OwedPage>,
        /// Its status.
        status: u16,
    },
    /// Anything that is not about what was filled in.
    Error(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// The page's data.
#[derive(Clone, Debug, Default)]
pub struct OwedPage {
    /// Services that owe something, those that owe most first.
    pub owing: Vec<OwingService>,
    /// The others, by name.
    pub rest: Vec<Punctual>,
    /// Whether the server can send mail.
    pub mails: bool,
    /// Idempotency key of the page's forms.
    pub key: String,
    /// The reminder that was filled in.
    pub typed: Option<TypedReminder>,
    /// Everything to be put right about it.
    pub problems: Vec<Invalid>,
    /// What was just sent.
    pub sent: Option<Reminder>,
}

/// A service and how its weeks come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Punctual {
    /// The service.
    pub service: ServiceLink,
    /// How many of its last weeks came on time.
    pub on_time: OnTime,
    /// Who enters there, by name.
    pub staff: Vec<Colleague>,
}

/// Somebody who enters weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Where their mail goes.
    pub email: String,
}

/// A service that owes something.
#[derive(Clone, Debug)]
pub struct OwingService {
    /// Which, and how its weeks come.
    pub of: Punctual,
    /// The owed weeks, the latest first.
    pub owed: Vec<OwedWeek>,
    /// The text of a reminder.
    pub letter: Letter,
    /// A mark of that text: what is sent is what was shown.
    pub mark: String,
    /// The latest reminder there was.
    pub last: Option<Reminder>,
}

/// A reminder that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The service.
    pub service: ServiceLink,
    /// When, in the service's own time.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: String,
    /// To whom, by the names they had then.
    pub to: Vec<String>,
    /// The weeks it named.
    pub weeks: Vec<Week>,
}

impl OwedPage {
    /// The one service looked at; none when there are several or none.
    pub fn only(&self) -> Option<&ServiceLink> {
        let owing = self.owing.iter().map(|one| &one.of.service);
        let mut all = owing.chain(self.rest.iter().map(|one| &one.service));
        all.next().filter(|_| all.next().is_none())
    }

    /// The service of that short name, while it owes something.
    pub fn owing(&self, slug: &str) -> Option<&OwingService> {
        self.owing.iter().find(|one| one.of.service.slug == slug)
    }
}

/// The name of a field of a service's reminder: several stand on one page.
pub fn field(slug: &str, name: &str) -> String {
    format!("{slug}.{name}")
}
