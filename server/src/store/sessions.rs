//! Sessions: a token's hash, a person and times. Refuses to make one again that was removed: only
//! a new sign-in makes a row.

use beforehand::role::Role;
use beforehand::setting::SessionTimes;
use chrono::{NaiveDateTime, TimeDelta};
use sqlx::FromRow;

use super::line::{Line, on, task};
use super::{Store, StoreError, installation, people, queries, receipts, sign_ins};
use crate::backend::{Person, Place};

/// A session as it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// The person's id.
    pub person: String,
    /// The hash of the password they gave; none when they came in with the provider.
    pub password: Option<String>,
    /// When it began, UTC.
    pub at: NaiveDateTime,
    /// When they showed that it is them, UTC; none when nobody knows.
    pub proved: Option<NaiveDateTime>,
}

/// Somebody signed in, as the rows say at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub person: Person,
    /// Whether they may sign in. When not, the caller treats the session as ended.
    pub active: bool,
    /// When the session began, UTC.
    pub since: NaiveDateTime,
    /// When it was last used, UTC, exact to a minute.
    pub seen: NaiveDateTime,
    /// When it ends.
    pub times: SessionTimes,
    /// When they last showed that it is them, UTC: by signing in, or later.
    pub proved: Option<NaiveDateTime>,
    /// The service that was asked for, if there is one of that name and the person is part of it.
    pub place: Option<Place>,
    /// The name of the organisation that runs the installation; empty until one is given.
    pub organisation: String,
}

/// A session in the list of one's own.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OwnSession {
    /// SHA-256 of the token, hexadecimal. Its first 16 digits are the session's name in forms.
    pub token_hash: String,
    /// When it began, UTC.
    #[sqlx(rename = "created_at")]
    pub since: NaiveDateTime,
    /// When it was last used, UTC, exact to a minute.
    #[sqlx(rename = "seen_at")]
    pub seen: NaiveDateTime,
}

impl Store {
    /// Begins a session, and writes down that the person signed in. Not, and the answer is no, when the
    /// password that was given is theirs no longer, the provider is their way in no longer, or they may
    /// not sign in any more.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn save_session(&self, session: NewSession) -> Result<bool, StoreError> {
        let store = self.clone();
        task(async move {
            let NewSession { person, password, at, .. } = &session;
            let mut tx = store.begin().await?;
            // First: whoever sets a new password meanwhile waits for this, and then ends the session.
            if !people::signed_in(&mut tx.line(), person, password.as_deref(), *at).await? {
                tx.rollback().await?;
                return Ok(false);
            }
            on!(&mut tx.line(), c => {
                sqlx::query(queries::SESSIONS_ADD)
                    .bind(&session.token_hash)
                    .bind(&session.person)
                    .bind(session.at)
                    .bind(session.proved)
                    .execute(c)
                    .await?;
            });
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// Who holds a token and, when `slug` is given, the service of that name as they see it; one
    /// query. Administrators have the role admin in every service. None when there is no such
    /// session. Whether it has ended by its times is for the caller to judge.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_session(
        &self,
        token_hash: &str,
        slug: Option<&str>,
    ) -> Result<Option<Signed>, StoreError> {
        let mut reader = self.reader().await?;
        let row: Option<SignedRow> = on!(&mut reader.line(), c => {
            sqlx::query_as(queries::SESSIONS_FIND).bind(token_hash).bind(slug).fetch_optional(c).await?
        });
        Ok(row.map(Signed::from))
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
        let (store, token_hash) = (self.clone(), token_hash.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            on!(&mut tx.line(), c => {
                sqlx::query(queries::SESSIONS_TOUCH)
                    .bind(&token_hash)
                    .bind(now)
                    .bind(now - TimeDelta::minutes(1))
                    .execute(c)
                    .await?;
            });
            tx.commit().await
        })
        .await
    }

    /// The sessions of a person that began and were used since these times, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_sessions_of(
        &self,
        person: &str,
        began: NaiveDateTime,
        seen: NaiveDateTime,
    ) -> Result<Vec<OwnSession>, StoreError> {
        let mut reader = self.reader().await?;
        Ok(on!(&mut reader.line(), c => {
            let found = sqlx::query_as(queries::SESSIONS_LIST_OF_PERSON).bind(person);
            found.bind(began).bind(seen).fetch_all(c).await?
        }))
    }

    /// Gives a session another token, for its person has just shown that it is them: the token before
    /// opens nothing any more. Whether the session was still there.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn renew_session(
        &self,
        before: &str,
        token_hash: &str,
        now: NaiveDateTime,
    ) -> Result<bool, StoreError> {
        let (store, before, new) = (self.clone(), before.to_owned(), token_hash.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            let renewed = renew(&mut tx.line(), &before, &new, now).await?;
            tx.commit().await?;
            Ok(renewed)
        })
        .await
    }

    /// Ends one session of a person, by the first 16 digits of its token's hash.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn remove_session_of(&self, person: &str, name: &str) -> Result<(), StoreError> {
        let (store, person, name) = (self.clone(), person.to_owned(), name.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            on!(&mut tx.line(), c => {
                let gone = sqlx::query(queries::SESSIONS_REMOVE_ONE).bind(&person).bind(&name);
                gone.execute(c).await?;
            });
            tx.commit().await
        })
        .await
    }

    /// Ends all sessions of a person but the one with that token, and their sign-ins under way.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn remove_other_sessions(
        &self,
        person: &str,
        token_hash: &str,
    ) -> Result<(), StoreError> {
        let (store, person, kept) = (self.clone(), person.to_owned(), token_hash.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            remove_others(&mut tx.line(), &person, &kept).await?;
            tx.commit().await
        })
        .await
    }

    /// Ends a session: signing out.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn remove_session(&self, token_hash: &str) -> Result<(), StoreError> {
        let (store, token_hash) = (self.clone(), token_hash.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            on!(&mut tx.line(), c => {
                sqlx::query(queries::SESSIONS_REMOVE).bind(&token_hash).execute(c).await?;
            });
            tx.commit().await
        })
        .await
    }

    /// Removes what is of no more use: sessions that have ended, attempts and receipts older than 30
    /// days, drafts that nobody touched for as long as the installation's settings say.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn tidy(&self, now: NaiveDateTime) -> Result<(), StoreError> {
        let store = self.clone();
        task(async move {
            let old = now - TimeDelta::days(30);
            let mut tx = store.begin().await?;
            let settings = installation::find(&mut tx.line()).await?;
            remove_ended(&mut tx.line(), settings.session, now).await?;
            on!(&mut tx.line(), c => {
                sqlx::query(queries::ATTEMPTS_TIDY).bind(old.date()).execute(c).await?;
            });
            receipts::tidy(&mut tx.line(), old).await?;
            on!(&mut tx.line(), c => {
                sqlx::query(queries::DRAFTS_TIDY)
                    .bind(now - TimeDelta::days(i64::from(settings.draft_days)))
                    .execute(c)
                    .await?;
            });
            tx.commit().await
        })
        .await
    }
}

/// Removes the sessions that have ended by these times.
pub(super) async fn remove_ended(
    line: &mut Line<'_>,
    times: SessionTimes,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::SESSIONS_TIDY)
            .bind(times.begun_since(now))
            .bind(times.seen_since(now))
            .execute(c)
            .await?;
    });
    Ok(())
}

/// Ends all sessions of a person, and their sign-ins under way.
pub(super) async fn remove_of_person(line: &mut Line<'_>, person: &str) -> Result<(), StoreError> {
    on!(&mut *line, c => {
        sqlx::query(queries::SESSIONS_REMOVE_OF_PERSON).bind(person).execute(c).await?;
    });
    sign_ins::remove_of_person(line, person).await
}

/// The same, but for one session.
pub(super) async fn remove_others(
    line: &mut Line<'_>,
    person: &str,
    kept: &str,
) -> Result<(), StoreError> {
    on!(&mut *line, c => {
        sqlx::query(queries::SESSIONS_REMOVE_OTHERS).bind(person).bind(kept).execute(c).await?;
    });
    sign_ins::remove_of_person(line, person).await
}

/// See [`Store::renew_session`].
pub(super) async fn renew(
    line: &mut Line<'_>,
    before: &str,
    token_hash: &str,
    now: NaiveDateTime,
) -> Result<bool, StoreError> {
    Ok(on!(line, c => {
        let renewed = sqlx::query(queries::SESSIONS_RENEW).bind(before).bind(token_hash).bind(now);
        renewed.execute(c).await?.rows_affected() == 1
    }))
}

#[derive(FromRow)]
struct SignedRow {
    person_id: String,
    person_name: String,
    admin: bool,
    active: bool,
    created_at: NaiveDateTime,
    seen_at: NaiveDateTime,
    proved_at: Option<NaiveDateTime>,
    service_id: Option<i32>,
    slug: Option<String>,
    service_name: Option<String>,
    data_version: Option<i64>,
    time_zone: Option<String>,
    demo: Option<bool>,
    role: Option<String>,
    organisation: Option<String>,
    idle_minutes: Option<i32>,
    life_hours: Option<i32>,
}

impl From<SignedRow> for Signed {
    fn from(row: SignedRow) -> Self {
        let place = || {
            Some(Place {
                service: row.service_id?,
                slug: row.slug?,
                name: row.service_name?,
                role: Role::from_word(&row.role?)?,
                data_version: row.data_version?,
                time_zone: row.time_zone?,
                demo: row.demo?,
            })
        };
        let times = row.idle_minutes.zip(row.life_hours);
        let times =
            times.map(|(idle_minutes, life_hours)| SessionTimes { idle_minutes, life_hours });
        Self {
            place: place(),
            person: Person { id: row.person_id, name: row.person_name, admin: row.admin },
            active: row.active,
            since: row.created_at,
            seen: row.seen_at,
            times: times.unwrap_or_default(),
            proved: row.proved_at,
            organisation: row.organisation.unwrap_or_default(),
        }
    }
}
