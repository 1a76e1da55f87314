//! Signing in with an OpenID provider: ways there and back, and who somebody is there.
//!
//! Whoever is linked to the provider has no password: one of the two opens an account, never both, so
//! that who loses the one cannot come in by the other. Refuses administrators, whatever they are linked to.

use chrono::{NaiveDateTime, TimeDelta};
use sqlx::FromRow;

use super::door::Door;
use super::line::{Line, on, task};
use super::people::Account;
use super::{Refused, Store, StoreError, queries};

mod arrive;

pub use arrive::Arrival;

/// Minutes that a way to the provider and back may take.
pub const TRY_MINUTES: i64 = 10;

/// A way to the provider and back.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ProviderTry {
    /// Where it goes on, an address of our own; empty for Home.
    pub next: String,
    /// Who is signed in and shall show once more who they are; empty when somebody signs in, and `anew`
    /// when they shall show it to sign in.
    pub again: String,
    /// When it began, UTC.
    #[sqlx(rename = "created_at")]
    pub at: NaiveDateTime,
}

/// What came of signing in with the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// They may go on, with the roles that their groups give.
    In(Account),
    /// Nothing there gives them a role here. Roles they had from there are gone.
    Nothing,
    /// The address is that of an account that is not theirs as far as anybody knows.
    Taken,
    /// They administer the installation.
    Administrator,
    /// Their account has ended.
    Ended,
}

impl Store {
    /// Begins a way to the provider, and forgets those that took too long.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn save_provider_try(
        &self,
        token_hash: &str,
        begun: ProviderTry,
    ) -> Result<(), StoreError> {
        let (store, token_hash) = (self.clone(), token_hash.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            on!(&mut tx.line(), c => {
                let old = begun.at - TimeDelta::minutes(TRY_MINUTES);
                sqlx::query(queries::PROVIDER_TRIES_TIDY).bind(old).execute(c).await?;
            });
            on!(&mut tx.line(), c => {
                sqlx::query(queries::PROVIDER_TRIES_ADD)
                    .bind(&token_hash)
                    .bind(&begun.next)
                    .bind(&begun.again)
                    .bind(begun.at)
                    .execute(c)
                    .await?;
            });
            tx.commit().await
        })
        .await
    }

    /// Ends the way to the provider with that token and gives it, once. The caller judges its age.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn use_provider_try(
        &self,
        token_hash: &str,
    ) -> Result<Option<ProviderTry>, StoreError> {
        let (store, token_hash) = (self.clone(), token_hash.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            let found: Option<ProviderTry> = on!(&mut tx.line(), c => {
                let used = sqlx::query_as(queries::PROVIDER_TRIES_USE).bind(&token_hash);
                used.fetch_optional(c).await?
            });
            tx.commit().await?;
            Ok(found)
        })
        .await
    }

    /// The id of the person whom the provider knows by that name.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_provided(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<String>, StoreError> {
        find(&mut self.reader().await?.line(), issuer, subject).await
    }

    /// Somebody whom the provider has shown comes in: found by the provider's own id, or by an address
    /// that it verified, or added; with the roles given, and no others.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when the address cannot be used.
    pub async fn arrive(&self, arrival: Arrival) -> Result<Arrived, Refused> {
        let store = self.clone();
        task(async move { arrive::arrive(&store, arrival).await }).await
    }
}

async fn find(
    line: &mut Line<'_>,
    issuer: &str,
    subject: &str,
) -> Result<Option<String>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_scalar(queries::PROVIDER_LINKS_FIND)
            .bind(issuer)
            .bind(subject)
            .fetch_optional(c)
            .await?
    }))
}

/// The ids of those who are linked to the provider, or of that one person if they are.
pub(super) async fn list(line: &mut Line<'_>, person: &str) -> Result<Vec<String>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_scalar(queries::PROVIDER_LINKS_LIST).bind(person).fetch_all(c).await?
    }))
}

/// Whether somebody signs in with the provider.
pub(super) async fn holds(line: &mut Line<'_>, person: &str) -> Result<bool, StoreError> {
    Ok(!list(line, person).await?.is_empty())
}

/// Ends the link of a person: they have been given a password.
pub(super) async fn unlink(door: &mut Door, person: &str) -> Result<(), StoreError> {
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::PROVIDER_LINKS_REMOVE_OF_PERSON).bind(person).execute(c).await?;
    });
    Ok(())
}
