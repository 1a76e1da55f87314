//! Opening: pools, pragmas and timeouts, migrations under a lock.

use super::{Address, Make, Store, StoreError};

/// The pools of a file: one writer, several readers.
pub struct Sqlite {}

/// The pool of a server.
pub struct Postgres {}

impl Store {
    /// Opens the database and brings its schema up to date, under a lock so that only one process
    /// does.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not there and `make` is [`Make::Never`];
    /// [`StoreError::Unusable`] when its schema is newer than this program.
    pub async fn open(address: &Address, make: Make) -> Result<Self, StoreError> {
        let _ = (address, make);
        todo!()
    }

    /// Answers when the database does, in both directions where that is cheap.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when it does not.
    pub async fn ready(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Waits for what is running and closes all connections.
    pub async fn close(&self) {
        todo!()
    }
}
