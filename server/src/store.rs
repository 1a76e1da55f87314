//! Rows and calls: the database, and the one door through which it changes. Only this module and
//! `queries/` know SQL.
//!
//! Every change names its actor, is authorised by the rows themselves, and writes what it did into
//! the audit chain, all in one transaction that is acknowledged after its commit. Only a draft,
//! which counts nowhere, and who wants mail, which gives nobody anything, are in no chain. Refuses to read a
//! clock (the time comes in), to overwrite what somebody else changed, and to tell SQLite from
//! PostgreSQL outside its modules `line` and `open`.

mod address;
mod apart;
mod attempts;
mod audit;
mod backups;
mod batch;
mod channels;
mod check;
mod closures;
mod copy;
mod door;
mod drafts;
mod editions;
mod events;
mod history;
mod imports;
mod judgements;
mod kept;
mod ledger;
mod line;
mod links;
mod mailings;
mod open;
mod people;
mod queries;
mod receipts;
mod refused;
mod reminders;
mod services;
mod sessions;
mod settings;
mod subscriptions;
mod weeks;

use std::sync::Arc;

pub use address::{Address, Make};
pub use apart::Apart;
pub use attempts::Attempt;
pub(crate) use audit::hexadecimal;
pub use audit::{AuditRow, FigureChange, verify_audit};
pub use backups::{BackupHealth, BackupTurn};
pub use closures::{ClosureChange, ClosureOrder, ClosuresSaved, Existing};
pub use drafts::{Draft, DraftSave, DraftsSaved, Pairs, SaveDrafts};
pub use editions::{ApprovalOrder, Approved, ReopenOrder, mark_of};
pub use events::{EventChange, EventOrder, EventSaved, KnownEvent, Stamp};
pub use history::{HistoryChange, WeekDeed};
pub use imports::{SaveImport, Target};
pub use judgements::{Judge, Judged, JudgementOrder, Told};
pub use links::{KeptLink, LinkOrder, RevokeOrder, Shared};
pub use mailings::{Addressed, Delivery, TakenMail};
pub use people::{Account, PersonDraft};
pub use refused::{Clash, Conflict, Refused, StoreError};
pub use reminders::{Claim, ReminderOrder, SentReminder, SentWeek, Staff};
pub use services::{NewChannel, NewService, ServiceSummary};
pub use sessions::{NewSession, Signed};
pub use settings::DefinitionOrder;
pub use subscriptions::WishOrder;
pub use weeks::{Changed, SaveWeeks, Saved, SavedWeek, Source, WeekSave, WeekStamp};

/// Who acts. What they may do is read from the rows, inside the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody with an account, by id.
    Person(String),
    /// Whoever runs the program on the machine itself: acts as an administrator, and is shown as
    /// "the command line".
    Console,
}

/// The name shown for [`Actor::Console`].
pub const CONSOLE_NAME: &str = "the command line";

/// The database. Cheap to clone.
#[derive(Clone)]
pub enum Store {
    /// One file on this machine.
    Sqlite(Arc<open::Sqlite>),
    /// A PostgreSQL server.
    Postgres(Arc<open::Postgres>),
}
