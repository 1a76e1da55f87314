//! How often a password was tried for an account, so that guessing is slow and the real person is
//! never locked out.

use chrono::NaiveDateTime;

use super::{Store, StoreError};

/// Whether a password may be checked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It may, and is counted: the n-th of the day.
    Allowed(i32),
    /// Not before this time, UTC.
    Wait(NaiveDateTime),
}

impl Store {
    /// Asks for one password check for `account` and counts it if allowed: after the first wrong
    /// one the next is allowed in 1, then 3, 5 and 10 seconds; at most 100 a day (UTC). The account
    /// is any text, such as the address as typed (in lower case), so unknown names are slowed too.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn try_attempt(
        &self,
        account: &str,
        now: NaiveDateTime,
    ) -> Result<Attempt, StoreError> {
        let _ = (account, now);
        todo!()
    }

    /// Forgets the attempts of an account, after the right password.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn remove_attempts(&self, account: &str) -> Result<(), StoreError> {
        let _ = account;
        todo!()
    }
}
