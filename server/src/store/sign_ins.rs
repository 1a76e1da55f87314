//! Sign-ins under way, and of whom a second step is asked.
//!
//! A sign-in under way is no session: the password was right, and no page but those of the second
//! step knows its token.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use sqlx::FromRow;

use super::door::{ADMINS, Deed, Door, INSTALLATION};
use super::line::{Line, on, task};
use super::{Actor, Refused, Store, StoreError, queries};

/// A sign-in under way, as it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSignIn {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// The person's id.
    pub person: String,
    /// The hash of the password that was given; none of somebody who came with the provider.
    pub password: Option<String>,
    /// Whether a second step is to be set up, not passed.
    pub enrol: bool,
    /// When the password was given, UTC.
    pub at: NaiveDateTime,
}

/// A sign-in under way.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SignIn {
    /// The person's id.
    #[sqlx(rename = "person_id")]
    pub person: String,
    /// Whether a second step is to be set up, not passed.
    pub enrol: bool,
    /// When the password was given, UTC. The caller judges its age.
    #[sqlx(rename = "created_at")]
    pub at: NaiveDateTime,
}

/// Of whom a second step is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Demand {
    /// Of administrators. Nobody can ask for less.
    #[default]
    Admins,
    /// Of everybody.
    Everybody,
}

impl Demand {
    /// The word in the database and in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Admins => "admins",
            Self::Everybody => "everybody",
        }
    }

    /// The demand with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Admins, Self::Everybody].into_iter().find(|demand| demand.word() == word)
    }
}

impl Store {
    /// Begins a sign-in, and forgets those that began an hour ago; whether it was begun: not with a
    /// password that was changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn save_sign_in(&self, new: NewSignIn) -> Result<bool, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.begin().await?;
            // Whoever changes the password waits for this, and ends it with all others.
            let held = on!(&mut tx.line(), c => {
                sqlx::query(queries::PEOPLE_HOLD)
                    .bind(&new.person)
                    .bind(new.password.as_deref().unwrap_or_default())
                    .execute(c)
                    .await?
                    .rows_affected()
            });
            if held == 0 {
                tx.rollback().await?;
                return Ok(false);
            }
            on!(&mut tx.line(), c => {
                let old = new.at - TimeDelta::hours(1);
                sqlx::query(queries::SIGN_INS_TIDY).bind(old).execute(c).await?;
            });
            on!(&mut tx.line(), c => {
                sqlx::query(queries::SIGN_INS_ADD)
                    .bind(&new.token_hash)
                    .bind(&new.person)
                    .bind(new.enrol)
                    .bind(new.at)
                    .execute(c)
                    .await?;
            });
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// The sign-in under way with that token, of somebody who may sign in.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_sign_in(&self, token_hash: &str) -> Result<Option<SignIn>, StoreError> {
        let mut reader = self.reader().await?;
        Ok(on!(&mut reader.line(), c => {
            sqlx::query_as(queries::SIGN_INS_FIND).bind(token_hash).fetch_optional(c).await?
        }))
    }

    /// Ends a sign-in under way; whether it was there. Of two who end it at once, one is told so.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn remove_sign_in(&self, token_hash: &str) -> Result<bool, StoreError> {
        let (store, token_hash) = (self.clone(), token_hash.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            let rows = on!(&mut tx.line(), c => {
                let done = sqlx::query(queries::SIGN_INS_REMOVE).bind(&token_hash);
                done.execute(c).await?.rows_affected()
            });
            tx.commit().await?;
            Ok(rows == 1)
        })
        .await
    }

    /// Of whom a second step is asked, and the version of that rule (0 before it was ever changed).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_demand(&self) -> Result<(Demand, i32), StoreError> {
        find(&mut self.reader().await?.line()).await
    }

    /// Changes of whom a second step is asked, from `expected` version. It counts from each person's
    /// next sign-in. Administrators only.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed it first.
    pub async fn save_demand(
        &self,
        actor: &Actor,
        demand: Demand,
        expected: i32,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        const OBJECT: &str = "second step";
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            door.allow(ADMINS)?;
            let (old, version) = find(&mut door.line().await?).await?;
            if version != expected {
                return Err(door.conflict(OBJECT, expected, version).await?);
            }
            if old == demand {
                return Ok(door.rollback().await?);
            }
            on!(&mut door.line().await?, c => {
                let done = sqlx::query(queries::SIGN_IN_RULES_SAVE).bind(demand.word());
                done.execute(c).await.map_err(StoreError::from)?;
            });
            let rule = |demand: Demand| BTreeMap::from([("second_step_asked_of", demand.word())]);
            let deed = Deed::new("second_step.save", OBJECT, &rule(old), &rule(demand))?;
            door.record(vec![deed])?;
            Ok(door.commit().await?)
        })
        .await
    }
}

async fn find(line: &mut Line<'_>) -> Result<(Demand, i32), StoreError> {
    let row: Option<(String, i32)> = on!(line, c => {
        sqlx::query_as(queries::SIGN_IN_RULES_FIND).fetch_optional(c).await?
    });
    let Some((word, version)) = row else { return Ok((Demand::default(), 0)) };
    let demand = Demand::from_word(&word);
    Ok((demand.ok_or_else(|| StoreError::Internal(format!("second step of {word}")))?, version))
}

/// Ends the sign-ins under way of a person.
pub(super) async fn remove_of_person(line: &mut Line<'_>, person: &str) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::SIGN_INS_REMOVE_OF_PERSON).bind(person).execute(c).await?;
    });
    Ok(())
}
