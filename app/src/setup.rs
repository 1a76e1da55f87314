//! The first start: one form for the organisation, its first service and the first administrator.
//!
//! Refuses to show a code or a password again, whatever was wrong.

mod typed;
mod view;

use beforehand::invalid::Invalid;
use beforehand::week::Week;

pub use typed::TypedSetUp;

/// Where it stands.
pub const ADDRESS: &str = "/set-up";

/// The days of the week, as the form names them and as people do.
pub const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// The page's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUpPage {
    /// What was typed, or is offered.
    pub typed: TypedSetUp,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// Whether somebody with the code was quicker: then nothing more can be set up.
    pub overtaken: bool,
}

impl SetUpPage {
    /// The form as it is first shown; `first` is the last week that is over.
    pub fn new(first: Week) -> Self {
        Self { typed: TypedSetUp::offered(first), problems: Vec::new(), overtaken: false }
    }
}
