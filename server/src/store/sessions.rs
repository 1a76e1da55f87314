//! Sessions: a token's hash, a person and times. Refuses to make one again that was removed: only
//! a new sign-in makes a row.

use chrono::NaiveDateTime;

use super::{Store, StoreError};
use crate::backend::{Person, Place};

/// A session as it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// The person's id.
    pub person: String,
    /// When it began, UTC.
    pub at: NaiveDateTime,
}

/// Somebody signed in, as the rows say at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub person: Person,
    /// Whether they may sign in. When not, the caller treats the session as ended.
    pub active: bool,
    /// When the session began, UTC (12 hours at most).
    pub since: NaiveDateTime,
    /// When it was last used, UTC, exact to a minute (30 minutes at most).
    pub seen: NaiveDateTime,
    /// The service that was asked for, if there is one of that name and the person is part of it.
    pub place: Option<Place>,
}

impl Store {
    /// Begins a session.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn save_session(&self, session: NewSession) -> Result<(), StoreError> {
        let _ = session;
        todo!()
    }

    /// Who holds a token and, when `slug` is given, the service of that name as they see it; one
    /// query. Administrators have the role admin in every service. None when there is no such
    /// session. Age and idle time are for the caller to judge.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_session(
        &self,
        token_hash: &str,
        slug: Option<&str>,
    ) -> Result<Option<Signed>, StoreError> {
        let _ = (token_hash, slug);
        todo!()
    }

    /// Says that a session was used. Does nothing when that was said less than a minute ago, or
    /// when the session was removed.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn touch_session(
        &self,
        token_hash: &str,
        now: NaiveDateTime,
    ) -> Result<(), StoreError> {
        let _ = (token_hash, now);
        todo!()
    }

    /// Ends a session: signing out.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn remove_session(&self, token_hash: &str) -> Result<(), StoreError> {
        let _ = token_hash;
        todo!()
    }

    /// Ends all sessions of a person: signing out everywhere.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn remove_sessions_of(&self, person: &str) -> Result<(), StoreError> {
        let _ = person;
        todo!()
    }

    /// Removes what is of no more use: sessions that began before `now` − 12 h, attempts and
    /// receipts older than 30 days.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn tidy(&self, now: NaiveDateTime) -> Result<(), StoreError> {
        let _ = now;
        todo!()
    }
}
