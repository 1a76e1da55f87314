//! Rows and calls. Only this module and `queries/` know SQL.

/// The database.
#[derive(Clone)]
pub struct Store {}
