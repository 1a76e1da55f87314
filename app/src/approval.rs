//! Approving a quarter: the checklist, and the way back.
//!
//! Refuses to settle anything itself: what is missing, in doubt or unexplained is settled on its own
//! page, or accepted here with a reason.

mod typed;
mod view;

use beforehand::edition::{Concern, Edition};
use beforehand::invalid::Invalid;
use beforehand::week::Week;

use crate::ServiceLink;
use crate::error::Error;
use crate::quarter::QuarterLink;

pub use typed::TypedApproval;

/// The route of the page; whoever may take it may approve.
pub const ROUTE: &str = "/services/{service}/approve/{quarter}";

/// What a person may ask about approvals.
#[async_trait::async_trait]
pub trait Approvals {
    /// The checklist of a quarter, or who approved it; with forms as they were `typed`, nothing of
    /// which is done.
    async fn approval(&self, name: &str, typed: TypedApproval) -> Result<ApprovalPage, Error>;

    /// Approves; gives the number of the edition. Whoever wants it by mail gets it, with the site's
    /// address `base` in it.
    async fn approve(&self, name: &str, typed: TypedApproval, base: &str) -> Result<i32, Refused>;

    /// Opens the quarter again.
    async fn reopen(&self, name: &str, typed: TypedApproval) -> Result<(), Refused>;
}

/// Why nothing was done.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The same page, with what was typed and what to do: 422, or 409 when somebody was quicker.
    Again {
        /// The page to show.
        page: Box<ApprovalPage>,
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
pub struct ApprovalPage {
    /// The service.
    pub service: ServiceLink,
    /// The quarter.
    pub quarter: QuarterLink,
    /// What may be done.
    pub now: Now,
    /// The latest edition, with times in the service's own.
    pub latest: Option<Edition>,
    /// What was typed.
    pub typed: TypedApproval,
    /// Idempotency key of the page's forms.
    pub key: String,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
}

/// What may be done with the quarter.
#[derive(Clone, Debug, PartialEq)]
pub enum Now {
    /// Nothing: it is not over.
    SoFar,
    /// Approve it.
    Open(Box<Checklist>),
    /// Reopen it: the latest edition locks its weeks.
    Locked,
}

/// What is looked at before approving.
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    /// The finding that would be frozen.
    pub headline: String,
    /// Its sentences.
    pub sentences: Vec<String>,
    /// What stands against it.
    pub concerns: Vec<Concern>,
    /// The first of the weeks whose signals stand on the page of signals.
    pub recent: Week,
    /// Stands for all of this: what is approved is what was shown.
    pub mark: String,
}

/// Where a quarter is approved.
pub fn address(slug: &str, quarter: &str) -> String {
    format!("/services/{slug}/approve/{quarter}")
}

/// Where it is opened again.
pub fn reopen_address(slug: &str, quarter: &str) -> String {
    format!("/services/{slug}/reopen/{quarter}")
}
