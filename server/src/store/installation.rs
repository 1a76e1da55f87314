//! What holds for the whole installation: who runs it, how long drafts are kept, and when sessions end.
//!
//! Refuses to be written by two at once: one row with a version, changed through the door of the
//! installation's chain.

use beforehand::setting::{DRAFT_DAYS, SessionTimes, check_draft_days};
use beforehand::setup::check_organisation;
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::door::{ADMINS, Deed, Door, INSTALLATION};
use super::line::{Line, on, task};
use super::{Actor, Refused, Store, StoreError, queries, sessions};

/// What the rows of the audit chain name as their object.
const OBJECT: &str = "installation";

/// The installation's own settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// The name of the organisation that runs it; empty until one is given.
    pub organisation: String,
    /// A draft that nobody touched for so many days is removed.
    pub draft_days: i32,
    /// When sessions end.
    #[serde(flatten)]
    pub session: SessionTimes,
    /// Grows with each change; 0 before the first.
    pub version: i32,
}

/// An order to change them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallationOrder {
    /// Who.
    pub actor: Actor,
    /// As they shall be; the version is the one the change was made from.
    pub new: Installation,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

impl Store {
    /// The installation's settings.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn installation(&self) -> Result<Installation, StoreError> {
        find(&mut self.reader().await?.line()).await
    }

    /// How many drafts nobody touched for longer than so many days.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn count_old_drafts(&self, days: i32, now: NaiveDateTime) -> Result<i64, StoreError> {
        let before = now - TimeDelta::days(i64::from(days));
        let mut reader = self.reader().await?;
        Ok(on!(&mut reader.line(), c => {
            sqlx::query_scalar(queries::DRAFTS_COUNT_OLD).bind(before).fetch_one(c).await?
        }))
    }

    /// How many sessions there are of people who may sign in, and how many of them end at once by other
    /// times.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn count_sessions(
        &self,
        (present, other): (SessionTimes, SessionTimes),
        now: NaiveDateTime,
    ) -> Result<(i64, i64), StoreError> {
        let mut reader = self.reader().await?;
        Ok(on!(&mut reader.line(), c => {
            sqlx::query_as(queries::SESSIONS_COUNT)
                .bind(present.begun_since(now))
                .bind(present.seen_since(now))
                .bind(other.begun_since(now))
                .bind(other.seen_since(now))
                .fetch_one(c)
                .await?
        }))
    }

    /// Changes the installation's settings; what stays the same writes nothing. Administrators only.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed them first; [`Refused::Invalid`] for a name,
    /// a number of days or a time that may not be.
    pub async fn change_installation(&self, order: InstallationOrder) -> Result<(), Refused> {
        let store = self.clone();
        task(async move {
            let InstallationOrder { actor, new, now } = order;
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            door.allow(ADMINS)?;
            let old = find(&mut door.line().await?).await?;
            if old.version != new.version {
                return Err(door.conflict(OBJECT, new.version, old.version).await?);
            }
            if save(&mut door, &old, new).await? {
                door.commit().await?;
            } else {
                door.rollback().await?;
            }
            Ok(())
        })
        .await
    }
}

/// Writes the settings over those that stand; gives whether anything is different. Sessions that have
/// ended by the old times or the new ones are removed with it: none comes back when they are longer.
pub(super) async fn save(
    door: &mut Door,
    old: &Installation,
    new: Installation,
) -> Result<bool, Refused> {
    // An installation that never had a name need not find one to change something else.
    let organisation = if new.organisation == old.organisation {
        Ok(new.organisation)
    } else {
        check_organisation(&new.organisation)
    };
    let days = check_draft_days(new.draft_days);
    let (organisation, draft_days, session) = match (organisation, days, new.session.check()) {
        (Ok(organisation), Ok(days), Ok(session)) => (organisation, days, session),
        (organisation, days, session) => {
            let problems = organisation.err().into_iter().chain(days.err());
            let problems = problems.chain(session.err().unwrap_or_default());
            return Err(Refused::Invalid(problems.collect()));
        }
    };
    let new = Installation { organisation, draft_days, session, version: old.version };
    if new == *old {
        return Ok(false);
    }
    let new = Installation { version: old.version + 1, ..new };
    let now = door.now;
    if new.session != old.session {
        for times in [old.session, new.session] {
            sessions::remove_ended(&mut door.line().await?, times, now).await?;
        }
    }
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::INSTALLATION_SAVE)
            .bind(&new.organisation)
            .bind(new.draft_days)
            .bind(new.session.idle_minutes)
            .bind(new.session.life_hours)
            .bind(new.version)
            .execute(c)
            .await
            .map_err(StoreError::from)?;
    });
    door.record(vec![Deed::new("installation.save", OBJECT, old, &new)?])?;
    Ok(true)
}

pub(super) async fn find(line: &mut Line<'_>) -> Result<Installation, StoreError> {
    let row: Option<(String, i32, i32, i32, i32)> = on!(line, c => {
        sqlx::query_as(queries::INSTALLATION_FIND).fetch_optional(c).await?
    });
    let Some((organisation, draft_days, idle_minutes, life_hours, version)) = row else {
        return Ok(Installation { draft_days: DRAFT_DAYS, ..Installation::default() });
    };
    let session = SessionTimes { idle_minutes, life_hours };
    Ok(Installation { organisation, draft_days, session, version })
}
