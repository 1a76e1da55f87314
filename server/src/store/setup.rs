//! The first start: a one-time code, and the transaction that it opens.
//!
//! Refuses everybody once a person has an account; the lock on the installation's chain makes all who
//! hold the code wait for the first of them.

use beforehand::invalid::Invalid;
use beforehand::setup::Begin;
use chrono::{NaiveDateTime, TimeDelta};

use super::door::{ADMINS, Door, INSTALLATION};
use super::installation::{self, Installation};
use super::line::{Line, on, task};
use super::{
    Actor, NewChannel, NewService, PersonDraft, Refused, Store, StoreError, channels, people,
    queries, services,
};

/// How long a code works, in minutes.
pub const CODE_MINUTES: i64 = 60;

/// An order to set up.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// SHA-256 of the code, hexadecimal.
    pub code_hash: String,
    /// What was asked for.
    pub begin: Begin,
    /// Argon2id hash of the administrator's password.
    pub password: String,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

impl Store {
    /// Puts a new code in the place of the one before.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn save_setup_code(&self, hash: &str, now: NaiveDateTime) -> Result<(), StoreError> {
        let (store, hash) = (self.clone(), hash.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            on!(&mut tx.line(), c => {
                sqlx::query(queries::SETUP_CODES_SAVE).bind(&hash).bind(now).execute(c).await?;
            });
            tx.commit().await
        })
        .await
    }

    /// Whether that code works at that time.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn is_setup_code(&self, hash: &str, now: NaiveDateTime) -> Result<bool, StoreError> {
        works(&mut self.reader().await?.line(), hash, now).await
    }

    /// Makes the organisation, its first service with the channels, and the first administrator, all
    /// of it or nothing; gives the administrator's id. The code works no more.
    ///
    /// # Errors
    /// [`Refused::Forbidden`] when somebody has an account already, [`Refused::Invalid`] at `code`
    /// when it does not work any more, or at whatever cannot be so.
    pub async fn set_up(&self, order: SetUp) -> Result<String, Refused> {
        let store = self.clone();
        task(async move { set_up(&store, order).await }).await
    }
}

async fn set_up(store: &Store, order: SetUp) -> Result<String, Refused> {
    let SetUp { code_hash, begin, password, now } = order;
    let actor = Actor::SetUp;
    let mut door = Door::open(store, &actor, INSTALLATION, now).await?;
    if !works(&mut door.line().await?, &code_hash, now).await? {
        let sentence = "This code does not work any more. Restart the server for a new one.";
        return Err(Invalid::new("code", sentence).into());
    }
    let old = installation::find(&mut door.line().await?).await?;
    let named = Installation { organisation: begin.organisation.clone(), ..old.clone() };
    installation::save(&mut door, &old, named).await?;
    let new = NewService {
        slug: begin.slug.clone(),
        name: begin.service.clone(),
        year_start: begin.year_start,
        time_zone: begin.time_zone.clone(),
    };
    let service = services::add(&mut door, &new).await?;
    let mut door = door.turn_to(&actor, service).await?;
    for channel in begin.channels() {
        let new = NewChannel {
            slug: channel.slug,
            name: channel.name,
            noun: channel.noun,
            kind: channel.kind,
            first: channel.first,
            timetables: channel.timetables,
            collected: channel.collected,
        };
        channels::add(&mut door, service, new).await?;
    }
    // The person last: with them the door is shut.
    let mut door = door.turn_to(&actor, INSTALLATION).await?;
    let draft =
        PersonDraft { email: begin.email, name: begin.name, admin: true, password: Some(password) };
    door.allow(ADMINS)?;
    let id = people::insert(&mut door, &people::checked(draft)?, &[]).await?;
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::SETUP_CODES_REMOVE).execute(c).await.map_err(StoreError::from)?;
    });
    door.commit().await?;
    Ok(id)
}

async fn works(line: &mut Line<'_>, hash: &str, now: NaiveDateTime) -> Result<bool, StoreError> {
    let kept: Option<(String, NaiveDateTime)> = on!(line, c => {
        sqlx::query_as(queries::SETUP_CODES_FIND).fetch_optional(c).await?
    });
    Ok(kept.is_some_and(|(own, made)| {
        let same: bool = subtle::ConstantTimeEq::ct_eq(own.as_bytes(), hash.as_bytes()).into();
        same && made <= now && now - made < TimeDelta::minutes(CODE_MINUTES)
    }))
}
