//! Events: what happened that may explain a number, and the forms that add, change and remove it.
//!
//! Refuses to judge a number by an event, and to store a change of definition before it was said
//! which verdicts it takes. Who may not change events gets no forms.

mod back;
mod compose;
mod confirmed;
mod form;
mod steps;
mod typed;
mod view;

use beforehand::event::verdicts::Effect;
use beforehand::invalid::Invalid;
use beforehand::service::{Event, EventKind};
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};

use crate::ServiceLink;
use crate::error::Error;

pub use back::Back;
pub use compose::{Sources, compose, line};
pub use confirmed::Confirmation;
pub use typed::{Asked, TypedEvent};

/// Stands for the whole service where a channel is chosen: no short name looks like it.
pub const WHOLE: &str = "*";
/// Stands for all services that the person manages.
pub const EVERYWHERE: &str = "**";

/// What a person may ask about events.
#[async_trait::async_trait]
pub trait Events {
    /// The events of the service, or what the address asks of one of them.
    async fn events(&self, asked: EventsQuery) -> Result<EventsPage, Error>;

    /// The page with its form as it was typed, with nothing saved and nothing judged.
    async fn show_typed_event(&self, back: Back, typed: TypedEvent) -> Result<EventsPage, Error>;

    /// Does what a form asks for. Gives the event's id and the row in the service's history.
    async fn change_events(&self, back: Back, typed: TypedEvent) -> Result<Made, Refused>;
}

/// What an address of this page asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventsQuery {
    /// The event to be changed.
    pub change: Option<String>,
    /// The event to be removed.
    pub remove: Option<String>,
    /// What was just saved.
    pub saved: Option<Made>,
    /// The kind chosen in a new form.
    pub kind: Option<String>,
    /// The channel chosen in it.
    pub channel: Option<String>,
    /// The first day in it.
    pub from: Option<String>,
    /// The chart that led here.
    pub back: Back,
}

impl EventsQuery {
    /// Reads the pairs of a query; what it does not know it leaves out.
    pub fn read(pairs: &[(String, String)]) -> Self {
        let get = |name: &str| {
            let found = pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
            found.filter(|value| !value.is_empty())
        };
        Self {
            change: get("change"),
            remove: get("remove"),
            saved: get("saved").and_then(|word| Made::from_word(&word)),
            kind: get("kind"),
            channel: get("channel"),
            from: get("from"),
            back: Back::read(pairs),
        }
    }
}

/// What was saved: the event's id, and the row of the service's history; none when nothing was
/// different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The event.
    pub id: String,
    /// The row.
    pub seq: Option<i64>,
}

impl Made {
    /// For the address of the confirmation.
    pub fn word(&self) -> String {
        format!("{}.{}", self.id, self.seq.unwrap_or_default())
    }

    /// Reads `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        let (id, seq) = word.split_once('.')?;
        let seq: i64 = seq.parse().ok()?;
        Some(Self { id: id.to_owned(), seq: (seq > 0).then_some(seq) })
    }
}

/// Why nothing was saved.
#[derive(Clone, Debug)]
pub enum Refused {
    /// A page: with what was typed and what to do (422, or 409 when somebody was quicker), or with
    /// what to confirm first (200).
    Again {
        /// The page to show.
        page: Box<EventsPage>,
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

/// Somebody's name, and when they did it in the service's own time.
pub type By = (String, NaiveDateTime);

/// The page's data.
#[derive(Clone, Debug)]
pub struct EventsPage {
    /// The service.
    pub service: ServiceLink,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// The chart that led here.
    pub back: Back,
    /// Its channels, by short name and name.
    pub channels: Vec<(String, String)>,
    /// The names of all services the person manages; empty when it is this one alone.
    pub everywhere: Vec<String>,
    /// The events by the year they began in, the latest first.
    pub years: Vec<(i32, Vec<Line>)>,
    /// What the page is about.
    pub step: Step,
    /// What was typed.
    pub typed: TypedEvent,
    /// Idempotency key of the page's form.
    pub key: String,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// What was just saved.
    pub saved: Option<Confirmation>,
}

/// An event, with its channel in words and who did what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The event.
    pub event: Event,
    /// Its version.
    pub version: i32,
    /// The channel's name; none for the whole service.
    pub channel: Option<String>,
    /// Who added it.
    pub added: Option<By>,
    /// Who changed it last.
    pub changed: Option<By>,
}

/// What the page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// All events, and the form for a new one.
    List,
    /// The form of one event; with `clash` somebody else changed it meanwhile.
    Change {
        /// As it stands.
        line: Box<Line>,
        /// What differs: its name, as typed, as it stands.
        clash: Option<Vec<[String; 3]>>,
    },
    /// Shall it be removed?
    Remove {
        /// As it stands.
        line: Box<Line>,
        /// As the person saw it, where it stands otherwise by now.
        seen: Option<String>,
        /// In how many services it was added at once.
        places: usize,
        /// The verdicts that come back.
        judged: Vec<Judged>,
    },
    /// A line would break: what that does is shown before it is stored.
    Confirm {
        /// The event as it would be.
        event: Event,
        /// Its channel's name.
        channel: Option<String>,
        /// The weeks from which it may hold, and the chosen one; one when it begins on a Monday.
        weeks: (Vec<Week>, Option<Week>),
        /// What it does to verdicts, service by service.
        judged: Vec<Judged>,
        /// The mark of all that is shown: what is stored is what was shown.
        mark: String,
    },
}

/// What a change of events does to the verdicts of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its name.
    pub service: String,
    /// What.
    pub effect: Effect,
}

/// Where the events of a service stand.
pub fn address(slug: &str, back: &Back) -> String {
    format!("/services/{slug}/events{}", back.query())
}

/// The form for a new event, as a chart leads to it.
pub fn mark_address(slug: &str, channel: &str, from: Option<Week>, back: &Back) -> String {
    let from = from.map(|week| format!("&from={week}")).unwrap_or_default();
    let rest = back.query().replacen('?', "&", 1);
    format!("/services/{slug}/events?channel={channel}{from}{rest}#add")
}

/// The form for a new change of definition that holds from that week on.
pub fn define_address(slug: &str, from: Week) -> String {
    format!("/services/{slug}/events?kind={}&from={from}#add", EventKind::Definition.word())
}
