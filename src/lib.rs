//! The rules of counting of a prevention helpline, as plain functions on plain data.
//!
//! A *service* (one helpline) has *channels* (its phone line, chat, website). Staff enter, once a
//! *week*, the *counts* of each channel's *fields*: contacts answered and missed, and of those
//! answered how many came *before* or *after* an offence. A field of a week that is not a count is
//! *not entered*, *closed* or *not collected*, and never a zero. A *ledger* is everything counted
//! for one service; a *series* is one field of it, week by week, gaps visible. Whole weeks add up to
//! *quarters*; two quarters differ by a *change* with an interval and a *verdict*; the *share* of
//! contacts made before an offence is the number that matters most; a *control chart* tells a
//! *signal* from the ups and downs of a steady line. A *summary* is a quarter's numbers and the
//! sentences that say them; its *disclosure* is what of it may leave without a sign-in.
//!
//! Nothing here reads a clock, a file or a network: today's date is an argument.

pub mod change;
pub mod check;
pub mod closure;
pub mod compare;
pub mod definition;
pub mod disclosure;
pub mod edition;
pub mod entry;
pub mod event;
#[cfg(test)]
mod fixture;
pub mod history;
pub mod holiday;
pub mod interval;
pub mod invalid;
pub mod judgement;
pub mod owed;
pub mod paste;
pub mod quarter;
pub mod role;
pub mod series;
pub mod service;
pub mod setting;
pub mod setup;
pub mod share;
pub mod spc;
pub mod summary;
#[cfg(test)]
mod test_ledger;
pub mod trend;
pub mod twin;
pub mod week;
pub mod words;
