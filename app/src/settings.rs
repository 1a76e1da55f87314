//! What holds for the whole installation: who runs it, its services, mail, how long drafts and sessions
//! are kept, and demo data.
//!
//! Refuses to change anything before it was said what that does.

mod confirm;
mod typed;
mod view;

use beforehand::invalid::Invalid;
use beforehand::setting::SessionTimes;

use crate::ServiceLink;
use crate::error::{Error, Refused};

pub(crate) use confirm::confirm;
pub use confirm::{Confirm, Mark};
pub use typed::Typed;

/// Where they stand, and the route of their page.
pub const ADDRESS: &str = "/settings";

/// What an administrator may ask about the installation's settings.
#[async_trait::async_trait]
pub trait Settings {
    /// The page with its forms as they were typed, nothing of which is done; `done` is a change to be
    /// confirmed.
    async fn settings(&self, typed: Typed, done: Option<Done>) -> Result<SettingsPage, Error>;

    /// Does what a form asks for.
    async fn change_settings(&self, typed: Typed) -> Result<Next, Refused<SettingsPage>>;
}

/// Where a change leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Back to the page, which says what was done.
    Done(Done),
    /// To the settings of a service that was added.
    Service(String),
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The first start.
    Begun,
    /// A service was added.
    Added,
    /// Settings were saved.
    Saved,
    /// They were so already.
    Nothing,
    /// A test message was handed to the mail server.
    Mailed,
    /// Demo data were loaded.
    Loaded,
    /// Demo data were removed.
    Removed,
}

impl Done {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Begun,
        Self::Added,
        Self::Saved,
        Self::Nothing,
        Self::Mailed,
        Self::Loaded,
        Self::Removed,
    ];

    /// The word in the address of the confirmation.
    pub fn word(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Added => "added",
            Self::Saved => "saved",
            Self::Nothing => "nothing",
            Self::Mailed => "mailed",
            Self::Loaded => "loaded",
            Self::Removed => "removed",
        }
    }

    /// Reads `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }
}

/// The page's data.
#[derive(Clone, Debug)]
pub struct SettingsPage {
    /// The organisation's name.
    pub organisation: String,
    /// A draft that nobody touched for so many days is removed.
    pub draft_days: i32,
    /// When sessions end.
    pub session: SessionTimes,
    /// The version of all three.
    pub version: i32,
    /// All services, by name, with the number of their channels.
    pub services: Vec<(ServiceLink, usize)>,
    /// The mail server and the sender; none where no mail is sent.
    pub mail: Option<(String, String)>,
    /// Whether a second step of signing in is asked of everybody (else of administrators), and the
    /// version of that rule.
    pub second_step: (bool, i32),
    /// Demo data.
    pub demo: Demo,
    /// What to confirm first; none for the forms.
    pub confirm: Option<Confirm>,
    /// What was typed.
    pub typed: Typed,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// What was just done.
    pub done: Option<Done>,
}

/// Demo data in this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demo {
    /// There are none.
    Absent,
    /// They are there, as this service.
    Loaded(ServiceLink),
    /// All of it is the demo.
    Whole,
}
