//! People with what the administrator sees beside them: when they signed in last, and a link that
//! waits for them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;

use super::super::line::on;
use super::super::people::{self, Account};
use super::super::{Store, StoreError, providers, queries};
use super::{LinkKind, LinkMail};

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub account: Account,
    /// When they signed in last, UTC.
    pub signed_in: Option<NaiveDateTime>,
    /// When they signed in before that, UTC.
    pub signed_in_before: Option<NaiveDateTime>,
    /// Whether they sign in with the provider.
    pub provided: bool,
    /// The latest link that an administrator gave them and that was not used; it may have run out.
    pub link: Option<LiveLink>,
}

/// A link that waits to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveLink {
    /// What for.
    pub kind: LinkKind,
    /// When it ends, UTC.
    pub expires_at: NaiveDateTime,
    /// What became of the mail that carries it.
    pub mail: LinkMail,
}

impl Store {
    /// Everybody, by name.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_known(&self) -> Result<Vec<Known>, StoreError> {
        let people = self.list_people().await?;
        self.known(people, "").await
    }

    /// The person with that id.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_known(&self, id: &str) -> Result<Option<Known>, StoreError> {
        let found = people::find(&mut self.reader().await?.line(), id).await?;
        let known = self.known(found.into_iter().collect(), id).await?;
        Ok(known.into_iter().next())
    }

    /// By whom and when (UTC) a person was last changed, in whatever chain.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_last_change(
        &self,
        id: &str,
    ) -> Result<Option<(String, NaiveDateTime)>, StoreError> {
        Ok(on!(&mut self.reader().await?.line(), c => {
            sqlx::query_as(queries::AUDIT_FIND_LAST)
                .bind(people::object(id))
                .fetch_optional(c)
                .await?
        }))
    }

    async fn known(&self, people: Vec<Account>, id: &str) -> Result<Vec<Known>, StoreError> {
        let mut reader = self.reader().await?;
        let seen: Vec<(String, NaiveDateTime, Option<NaiveDateTime>)> = on!(&mut reader.line(), c => {
            sqlx::query_as(queries::PEOPLE_LIST_SIGNED_IN).bind(id).fetch_all(c).await?
        });
        let links: Vec<(String, String, NaiveDateTime, String)> = on!(&mut reader.line(), c => {
            sqlx::query_as(queries::INVITATIONS_LIST).bind(id).fetch_all(c).await?
        });
        let provided = providers::list(&mut reader.line(), id).await?;
        let provided: BTreeSet<_> = provided.into_iter().collect();
        let seen = seen.into_iter().map(|(person, at, before)| (person, (at, before)));
        let seen: BTreeMap<_, _> = seen.collect();
        let link = |(person, kind, expires_at, mail): (String, String, _, String)| {
            let (kind, mail) = (LinkKind::from_word(&kind), LinkMail::from_word(&mail));
            (person, LiveLink { kind, expires_at, mail })
        };
        // The latest of several comes last.
        let links: BTreeMap<_, _> = links.into_iter().map(link).collect();
        let known = people.into_iter().map(|account| Known {
            signed_in: seen.get(&account.id).map(|(at, _)| *at),
            signed_in_before: seen.get(&account.id).and_then(|(_, before)| *before),
            provided: provided.contains(&account.id),
            link: links.get(&account.id).copied(),
            account,
        });
        Ok(known.collect())
    }
}
