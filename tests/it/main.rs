//! Beforehand from outside: a real server on a port of its own with a database of its own.
//!
//! On SQLite; the same suite runs on PostgreSQL with `BEFOREHAND_TEST_DB=postgres` and the server's
//! address in `BEFOREHAND_TEST_POSTGRES`.

mod program;
mod support;

mod demo;
mod doors;
mod headers;
mod house;
mod import;
mod load;
mod real_data;
mod report;
mod sign_in;
