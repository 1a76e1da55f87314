//! Reading everything counted for a service.

use beforehand::series::Ledger;
use beforehand::week::Week;

use super::{Store, StoreError};

impl Store {
    /// A service and everything counted for it; none when there is no such service.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn ledger(&self, service: i32) -> Result<Option<Ledger>, StoreError> {
        let _ = service;
        todo!()
    }

    /// The same with the counts of the weeks from `first` on only.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn ledger_since(
        &self,
        service: i32,
        first: Week,
    ) -> Result<Option<Ledger>, StoreError> {
        let _ = (service, first);
        todo!()
    }
}
