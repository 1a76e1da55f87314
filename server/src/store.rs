//! Rows and calls: the database, and the one door through which it changes. Only this module and
//! `queries/` know SQL.
//!
//! Every change names its actor, is authorised by the rows themselves, and writes what it did into
//! the audit chain, all in one transaction that is acknowledged after its commit. Only a draft, which
//! counts nowhere, who wants mail and who asks for a new password, which give nobody anything, are in no
//! chain. Refuses to read a
//! clock (the time comes in), to overwrite what somebody else changed, and to tell SQLite from
//! PostgreSQL outside its modules `line`, `lender` and `open`.

mod address;
mod apart;
mod attempts;
mod audit;
mod backups;
mod batch;
mod chain;
mod changes;
mod channels;
mod check;
mod closures;
mod copy;
mod door;
mod drafts;
mod editions;
mod events;
mod factors;
mod history;
mod imports;
mod installation;
mod invented;
mod invitations;
mod judgements;
mod kept;
mod ledger;
mod lender;
mod line;
mod links;
mod mailings;
mod open;
mod people;
mod providers;
mod queries;
mod receipts;
mod refused;
mod reminders;
mod rows;
mod services;
mod sessions;
mod settings;
mod setup;
mod sign_ins;
mod subscriptions;
pub mod tidy;
mod verify;
mod weeks;

use std::sync::Arc;

pub use address::{Address, Make};
pub use apart::Apart;
pub use attempts::Attempt;
pub(crate) use audit::hexadecimal;
pub use audit::{AuditRow, FigureChange};
pub use backups::{BackupHealth, BackupTurn};
pub use chain::{Fault, Walk, Wrong, verify_audit};
pub use changes::Wanted;
pub use channels::OrderChannels;
pub use closures::{ClosureChange, ClosureOrder, ClosuresSaved, Existing};
pub use drafts::{Draft, DraftSave, DraftsSaved, Pairs, SaveDrafts};
pub use editions::{ApprovalOrder, Approved, ReopenOrder, mark_of};
pub use events::{EventChange, EventOrder, EventSaved, KnownEvent, Stamp};
pub use factors::{NewFactor, SecondFactor};
pub use history::deed_of;
pub use imports::{SaveImport, Target};
pub use installation::{Installation, InstallationOrder};
pub use invitations::{
    InviteOrder, Invited, Known, LinkKind, LinkMail, LiveLink, MadeLink, PasswordLinkOrder,
};
pub use judgements::{Judge, Judged, JudgementOrder, Told};
pub use kept::{KnownWeeks, Versions};
pub use links::{KeptLink, LinkOrder, RevokeOrder, Shared};
pub use mailings::{Addressed, Delivery, TakenMail};
pub use people::{Account, NewPassword, PersonChange, PersonDraft, PersonOrder};
pub use providers::{Arrival, Arrived, ProviderTry, TRY_MINUTES};
pub use refused::{Clash, Conflict, Refused, StoreError};
pub use reminders::{Claim, ReminderOrder, SentReminder, SentWeek, Staff};
pub use services::{NewChannel, NewService, ServiceSummary};
pub use sessions::{NewSession, OwnSession, Signed};
pub use settings::DefinitionOrder;
pub use setup::SetUp;
pub use sign_ins::{Demand, NewSignIn, SignIn};
pub use subscriptions::WishOrder;
pub use verify::{ChainReport, ENOUGH_DIGITS, Noted, Place, Verified};
pub use weeks::{Changed, SaveWeeks, Saved, SavedWeek, Source, WeekSave, WeekStamp};

/// Who acts. What they may do is read from the rows, inside the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody with an account, by id.
    Person(String),
    /// Whoever runs the program on the machine itself: acts as an administrator, and is shown as
    /// "the command line".
    Console,
    /// Whoever sets up an installation in which nobody has an account: shown as "the set-up page".
    SetUp,
    /// The sign-in with an OpenID provider, which adds people and gives them the roles of their groups.
    Provider,
}

impl Actor {
    /// The id of whoever has an account.
    fn account(&self) -> Option<&str> {
        if let Self::Person(id) = self { Some(id) } else { None }
    }
}

/// The name shown for [`Actor::Console`].
pub const CONSOLE_NAME: &str = "the command line";
/// The name shown for [`Actor::SetUp`].
pub const SET_UP_NAME: &str = "the set-up page";
/// The name shown for [`Actor::Provider`].
pub const PROVIDER_NAME: &str = "the sign-in provider";

/// The database. Cheap to clone.
#[derive(Clone)]
pub enum Store {
    /// One file on this machine.
    Sqlite(Arc<open::Sqlite>),
    /// A PostgreSQL server.
    Postgres(Arc<open::Postgres>),
}
