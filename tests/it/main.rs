//! Beforehand from outside: a real server on a port of its own with a database of its own.
//!
//! On SQLite; the same suite runs on PostgreSQL with `BEFOREHAND_TEST_DB=postgres` and the server's
//! address in `BEFOREHAND_TEST_POSTGRES`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test an unwrap is the assertion; lints know test functions, but not helpers"
)]

mod database;
mod post;
mod program;
mod said;
mod support;

mod again;
mod backup;
mod clash;
mod closures;
mod compare;
mod definitions;
mod demo;
mod doors;
mod draft;
mod editions;
mod event_rights;
mod events;
mod export;
mod files;
mod headers;
mod history;
mod house;
mod import;
mod island;
mod kept;
mod kill;
mod load;
mod mail_breaks;
mod mailing;
mod overview;
mod owed;
mod pack;
mod paper;
mod real_data;
mod reference;
mod reminder;
mod report;
mod script;
mod series;
mod sharing;
mod sign_in;
mod signals;
mod steps;
mod store;
mod week;
