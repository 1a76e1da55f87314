//! What holds for the whole installation: who runs it, and how long drafts are kept.
//!
//! Refuses to be written by two at once: one row with a version, changed through the door of the
//! installation's chain.

use beforehand::setting::{DRAFT_DAYS, check_draft_days};
use beforehand::setup::check_organisation;
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::door::{ADMINS, Deed, Door, INSTALLATION};
use super::line::{Line, on, task};
use super::{Actor, Refused, Store, StoreError, queries};

/// What the rows of the audit chain name as their object.
const OBJECT: &str = "installation";

/// The installation's own settings.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct Installation {
    /// The name of the organisation that runs it; empty until one is given.
    pub organisation: String,
    /// A draft that nobody touched for so many days is removed.
    pub draft_days: i32,
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

    /// Changes the installation's settings; what stays the same writes nothing. Administrators only.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed them first; [`Refused::Invalid`] for a name
    /// or a number of days that may not be.
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

/// Writes the settings over those that stand; gives whether anything is different.
pub(super) async fn save(
    door: &mut Door,
    old: &Installation,
    new: Installation,
) -> Result<bool, Refused> {
    let organisation = check_organisation(&new.organisation);
    let days = check_draft_days(new.draft_days);
    let (organisation, draft_days) = match (organisation, days) {
        (Ok(organisation), Ok(days)) => (organisation, days),
        (organisation, days) => {
            let problems = organisation.err().into_iter().chain(days.err());
            return Err(Refused::Invalid(problems.collect()));
        }
    };
    let new = Installation { organisation, draft_days, version: old.version };
    if new == *old {
        return Ok(false);
    }
    let new = Installation { version: old.version + 1, ..new };
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::INSTALLATION_SAVE)
            .bind(&new.organisation)
            .bind(new.draft_days)
            .bind(new.version)
            .execute(c)
            .await
            .map_err(StoreError::from)?;
    });
    door.record(vec![Deed::new("installation.save", OBJECT, old, &new)?])?;
    Ok(true)
}

pub(super) async fn find(line: &mut Line<'_>) -> Result<Installation, StoreError> {
    let row: Option<Installation> = on!(line, c => {
        sqlx::query_as(queries::INSTALLATION_FIND).fetch_optional(c).await?
    });
    Ok(row.unwrap_or(Installation {
        organisation: String::new(),
        draft_days: DRAFT_DAYS,
        version: 0,
    }))
}
