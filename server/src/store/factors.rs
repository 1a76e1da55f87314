//! The second step of signing in: whose app, which of its codes were used, and the recovery codes
//! that are left.
//!
//! Refuses to accept a code twice, whoever asks at the same time, and to keep a recovery code in
//! words: there is its hash, until it is used.

use beforehand::invalid::Invalid;
use chrono::NaiveDateTime;
use sqlx::FromRow;

use super::door::{ADMINS, Deed, Door, INSTALLATION};
use super::line::{Line, on, task};
use super::people::object;
use super::{Actor, Refused, Store, StoreError, queries, sessions};

/// Somebody's authenticator app. Not `Debug`: a secret must not get into a log.
#[derive(Clone, PartialEq, Eq, FromRow)]
pub struct SecondFactor {
    /// The secret the app shares, in base 32.
    pub secret: String,
    /// Since when, UTC.
    #[sqlx(rename = "created_at")]
    pub since: NaiveDateTime,
    /// How many recovery codes are left.
    pub codes: i64,
}

/// An app that was just proved to work.
#[derive(Clone)]
pub struct NewFactor {
    /// The person's id: nobody sets up the app of somebody else.
    pub person: String,
    /// The secret, in base 32.
    pub secret: String,
    /// The step of the code that proved it. It is used with that.
    pub step: i64,
    /// The hashes of the recovery codes.
    pub codes: Vec<String>,
    /// Whether it takes the place of the app there is: for a new phone.
    pub another: bool,
    /// When, UTC.
    pub now: NaiveDateTime,
}

impl Store {
    /// The person's second step, if they have one.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_second_factor(
        &self,
        person: &str,
    ) -> Result<Option<SecondFactor>, StoreError> {
        find(&mut self.reader().await?.line(), person).await
    }

    /// Turns the second step on, or goes on with another app and other recovery codes.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when it is on already and no other app was asked for.
    pub async fn save_second_factor(&self, new: NewFactor) -> Result<(), Refused> {
        let store = self.clone();
        task(async move {
            let actor = Actor::Person(new.person.clone());
            let mut door = Door::open(&store, &actor, INSTALLATION, new.now).await?;
            let on = find(&mut door.line().await?, &new.person).await?.is_some();
            if on && !new.another {
                let said = "Your second step is on already. Nothing was changed.";
                return Err(Invalid::new("", said).into());
            }
            remove(&mut door.line().await?, &new.person).await?;
            let now = door.now;
            on!(&mut door.line().await?, c => {
                sqlx::query(queries::SECOND_FACTORS_ADD)
                    .bind(&new.person)
                    .bind(&new.secret)
                    .bind(new.step)
                    .bind(now)
                    .execute(c)
                    .await
                    .map_err(StoreError::from)?;
            });
            save_codes(&mut door.line().await?, &new.person, &new.codes).await?;
            let (before, after) = if on { ("on", "on, another app") } else { ("off", "on") };
            record(&mut door, "person.second_step", &new.person, before, after)?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// Turns the second step off. The person themselves, and administrators: these end all sessions
    /// of the person with it. Whether it is required is for the caller to judge.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is none.
    pub async fn remove_second_factor(
        &self,
        actor: &Actor,
        person: &str,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, actor, person) = (self.clone(), actor.clone(), person.to_owned());
        task(async move {
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            if door.actor != person {
                door.allow(ADMINS)?;
            }
            if !remove(&mut door.line().await?, &person).await? {
                return Err(Refused::NotFound);
            }
            save_codes(&mut door.line().await?, &person, &[]).await?;
            if door.actor != person {
                sessions::remove_of_person(&mut door.line().await?, &person).await?;
            }
            record(&mut door, "person.second_step", &person, "on", "off")?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// Gives the person new recovery codes; the old ones work no more.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when they have no second step.
    pub async fn save_recovery_codes(
        &self,
        person: &str,
        codes: Vec<String>,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, person) = (self.clone(), person.to_owned());
        task(async move {
            let actor = Actor::Person(person.clone());
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            let old = find(&mut door.line().await?, &person).await?.ok_or(Refused::NotFound)?;
            save_codes(&mut door.line().await?, &person, &codes).await?;
            let (before, after) = (left(old.codes), left(codes.len() as i64));
            record(&mut door, "person.recovery_codes", &person, &before, &after)?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// Accepts a code of the app by its step, unless that step or a later one was accepted before.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn use_step(&self, person: &str, step: i64) -> Result<bool, StoreError> {
        let (store, person) = (self.clone(), person.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            let rows = on!(&mut tx.line(), c => {
                let done = sqlx::query(queries::SECOND_FACTORS_STEP).bind(&person).bind(step);
                done.execute(c).await?.rows_affected()
            });
            tx.commit().await?;
            Ok(rows == 1)
        })
        .await
    }

    /// Accepts a recovery code by its hash, once.
    ///
    /// # Errors
    /// [`Refused::Store`] when the database does not answer.
    pub async fn use_recovery_code(
        &self,
        person: &str,
        hash: &str,
        now: NaiveDateTime,
    ) -> Result<bool, Refused> {
        let (store, person, hash) = (self.clone(), person.to_owned(), hash.to_owned());
        task(async move {
            let actor = Actor::Person(person.clone());
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            let old = find(&mut door.line().await?, &person).await?.ok_or(Refused::NotFound)?;
            let used = on!(&mut door.line().await?, c => {
                let done = sqlx::query(queries::RECOVERY_CODES_USE).bind(&person).bind(&hash);
                done.execute(c).await.map_err(StoreError::from)?.rows_affected()
            });
            if used != 1 {
                door.rollback().await?;
                return Ok(false);
            }
            let (before, after) = (left(old.codes), left(old.codes - 1));
            record(&mut door, "person.recovery_codes", &person, &before, &after)?;
            door.commit().await?;
            Ok(true)
        })
        .await
    }
}

async fn find(line: &mut Line<'_>, person: &str) -> Result<Option<SecondFactor>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::SECOND_FACTORS_FIND).bind(person).fetch_optional(c).await?
    }))
}

/// Whether there was one.
async fn remove(line: &mut Line<'_>, person: &str) -> Result<bool, StoreError> {
    Ok(on!(line, c => {
        let done = sqlx::query(queries::SECOND_FACTORS_REMOVE).bind(person);
        done.execute(c).await?.rows_affected() == 1
    }))
}

/// These codes and no others.
async fn save_codes(line: &mut Line<'_>, person: &str, codes: &[String]) -> Result<(), StoreError> {
    on!(&mut *line, c => {
        sqlx::query(queries::RECOVERY_CODES_REMOVE).bind(person).execute(c).await?;
    });
    for code in codes {
        on!(&mut *line, c => {
            sqlx::query(queries::RECOVERY_CODES_ADD).bind(person).bind(code).execute(c).await?;
        });
    }
    Ok(())
}

fn left(codes: i64) -> String {
    format!("{codes} left")
}

fn record(
    door: &mut Door,
    action: &'static str,
    person: &str,
    before: &str,
    after: &str,
) -> Result<(), StoreError> {
    door.record(vec![Deed::new(action, object(person), &before, &after)?])
}
