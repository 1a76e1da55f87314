//! Whose turn it is to make the backup that is due, and how the last ones went.
//!
//! A slot is taken by one conditional statement, so that of several servers one makes the backup. A
//! clock that is set back finds its slot taken. Refuses to make one: no files in here.

use chrono::{NaiveDateTime, TimeDelta};
use sqlx::FromRow;

use super::door::{cut, random_id};
use super::line::{on, task};
use super::{Store, StoreError, queries};

/// Minutes until one that failed is tried again.
const RETRY: i64 = 15;
/// Hours until one of which nothing was heard is anybody's again: longer than any takes.
const LEASE: i64 = 2;
/// Days for which it is remembered how one went.
const REMEMBERED: i64 = 400;

/// A slot that is ours to make a backup for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupTurn {
    slot: NaiveDateTime,
    claim: String,
}

/// How the backups by the clock went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackupHealth {
    /// When the last good one was made, UTC.
    pub made: Option<NaiveDateTime>,
    /// Where it lies; for whoever runs the program, not for a page.
    pub place: String,
    /// The later one that failed or never ended: since when (UTC), and why; for the log and the
    /// command line.
    pub failed: Option<(NaiveDateTime, String)>,
}

#[derive(FromRow)]
struct Row {
    state: String,
    at: NaiveDateTime,
    told: String,
}

impl Store {
    /// Takes a slot; none when somebody has made, makes or just tried that backup.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn take_backup(
        &self,
        slot: NaiveDateTime,
        now: NaiveDateTime,
    ) -> Result<Option<BackupTurn>, StoreError> {
        let (store, claim, now) = (self.clone(), random_id()?, cut(now));
        task(async move {
            let mut tx = store.begin().await?;
            let taken = on!(&mut tx.line(), c => {
                sqlx::query(queries::BACKUPS_TAKE)
                    .bind(slot)
                    .bind(now)
                    .bind(&claim)
                    .bind(now - TimeDelta::minutes(RETRY))
                    .bind(now - TimeDelta::hours(LEASE))
                    .execute(c)
                    .await?
                    .rows_affected()
            });
            tx.commit().await?;
            Ok((taken == 1).then_some(BackupTurn { slot, claim }))
        })
        .await
    }

    /// Writes down how a backup went: where it lies, or why there is none.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn settle_backup(
        &self,
        turn: BackupTurn,
        went: Result<String, String>,
        now: NaiveDateTime,
    ) -> Result<(), StoreError> {
        let (store, now) = (self.clone(), cut(now));
        let (state, told) = match went {
            Ok(place) => ("made", place),
            Err(why) => ("failed", why),
        };
        task(async move {
            let mut tx = store.begin().await?;
            on!(&mut tx.line(), c => {
                sqlx::query(queries::BACKUPS_SETTLE)
                    .bind(turn.slot)
                    .bind(&turn.claim)
                    .bind(state)
                    .bind(now)
                    .bind(&told)
                    .execute(c)
                    .await?;
            });
            on!(&mut tx.line(), c => {
                sqlx::query(queries::BACKUPS_TIDY)
                    .bind(turn.slot - TimeDelta::days(REMEMBERED))
                    .execute(c)
                    .await?;
            });
            tx.commit().await
        })
        .await
    }

    /// How the last backups by the clock went; none when there never was one.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_backups(
        &self,
        now: NaiveDateTime,
    ) -> Result<Option<BackupHealth>, StoreError> {
        let rows: Vec<Row> = on!(&mut self.reader().await?.line(), c => {
            sqlx::query_as(queries::BACKUPS_LIST).fetch_all(c).await?
        });
        let Some(last) = rows.first() else { return Ok(None) };
        let made = rows.iter().find(|row| row.state == "made");
        let failed = match last.state.as_str() {
            "failed" => Some((last.at, last.told.clone())),
            "running" if last.at <= now - TimeDelta::hours(LEASE) => {
                Some((last.at, "it was begun and never ended".to_owned()))
            }
            _ => None,
        };
        Ok(Some(BackupHealth {
            made: made.map(|row| row.at),
            place: made.map(|row| row.told.clone()).unwrap_or_default(),
            failed,
        }))
    }
}
