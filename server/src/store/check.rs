//! Whether the database is whole: the engine's own check, and every audit chain followed.

use super::{Store, StoreError};

impl Store {
    /// Everything that is wrong, as sentences; empty when nothing is.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        todo!()
    }
}
