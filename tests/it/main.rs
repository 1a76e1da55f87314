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
mod factor;
mod issuer;
mod post;
mod program;
mod said;
mod support;

mod account;
mod again;
mod away;
mod backup;
mod changes;
mod channels;
mod clash;
mod clocks;
mod closures;
mod compare;
mod config;
mod definitions;
mod demo;
mod doors;
mod draft;
mod editions;
mod event_rights;
mod events;
mod export;
mod files;
mod full;
mod headers;
mod history;
mod house;
mod import;
mod island;
mod join;
mod kept;
mod kill;
mod leaving;
mod load;
mod log;
mod mail_breaks;
mod mailing;
mod metrics;
mod numbers;
mod organisation;
mod overview;
mod owed;
mod pack;
mod pair;
mod paper;
mod people;
mod provider;
mod real_data;
mod reference;
mod reminder;
mod report;
mod script;
mod second_step;
mod series;
mod session_times;
mod settings;
mod setup;
mod sharing;
mod sign_in;
mod signals;
mod steps;
mod stopping;
mod store;
mod tamper;
mod usual;
mod week;
