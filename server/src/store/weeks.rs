//! The write door of weekly counts.
//!
//! One transaction: who may, what is wrong, has somebody else changed it, then counts, notes, open
//! days, closures and collected periods, the week's version, the service's data version, the audit
//! chain and the receipt. A change that changes nothing writes nothing.

use std::ops::RangeInclusive;
use std::sync::Arc;

use beforehand::entry::WeekChange;
use beforehand::series::Ledger;
use beforehand::service::ChannelId;
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::door::CONSOLE;
use super::kept::{KnownWeeks, Versions};
use super::ledger::{self, Span};
use super::line::{Line, on, task};
use super::{Actor, CONSOLE_NAME, Refused, Store, StoreError, queries};

mod plan;
mod write;

pub(super) use write::carry_out;

/// Where a change came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The page of a week: action `week.save`. The person's drafts of these weeks go with it.
    Page,
    /// A file of that name: action `week.import`.
    Import(String),
}

/// One week to save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekSave {
    /// What shall be different.
    pub change: WeekChange,
    /// The week's version the change was made from, 0 for a week nobody has entered. None saves
    /// over whatever is there: for files only.
    pub expected: Option<i32>,
}

/// An order to the write door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveWeeks {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, made once for each form that is shown. The same person sending the same
    /// change under the same key again gets the first answer, and nothing happens twice.
    pub key: Option<String>,
    /// The service.
    pub service: i32,
    /// The weeks, each at most once.
    pub weeks: Vec<WeekSave>,
    /// Where the change came from.
    pub source: Source,
    /// Why submitted numbers change, or why odd ones are right (`import --accept-doubtful`); kept
    /// in the audit row.
    pub reason: Option<String>,
    /// Finds out what would change and changes nothing.
    pub rehearsal: bool,
    /// The time, UTC.
    pub now: NaiveDateTime,
    /// Today's date where the service is.
    pub today: NaiveDate,
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The last row in the service's audit chain, 0 when nothing was ever changed.
    pub seq: i64,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: String,
    /// The weeks that changed, in the order given; a week that did not is absent.
    pub weeks: Vec<SavedWeek>,
    /// Whether this is the answer to the same order sent before.
    #[serde(skip)]
    pub again: bool,
}

/// One changed week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedWeek {
    /// The week.
    pub week: Week,
    /// Its version now.
    pub version: i32,
    /// What changed.
    pub changed: Vec<Changed>,
}

/// One changed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The channel.
    pub channel: ChannelId,
    /// What: a field's word (`answered` …), `note.<field>`, `open_days`, `closed` or
    /// `collected.<field>`.
    pub what: String,
    /// As it was, in words or digits; none where there was nothing ('not entered').
    pub before: Option<String>,
    /// As it became.
    pub after: Option<String>,
}

/// Who changed a week last, and who submitted it first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekStamp {
    /// The week.
    pub week: Week,
    /// 1 when first saved, then 2, 3 …
    pub version: i32,
    /// Who changed it last.
    pub changed_by: String,
    /// When, UTC.
    pub changed_at: NaiveDateTime,
    /// Who saved it first.
    pub first_by: String,
    /// When, UTC.
    pub first_at: NaiveDateTime,
}

impl Store {
    /// THE WRITE DOOR. Staff, managers and administrators of the service.
    ///
    /// # Errors
    /// [`Refused::Conflict`] for the first week whose version differs, with what stands there and
    /// who put it there; [`Refused::Invalid`] with every problem; [`Refused::Store`] with
    /// [`StoreError::Busy`] when nothing is known to have been written: the same key may be sent
    /// again.
    pub async fn save_weeks(&self, order: SaveWeeks) -> Result<Saved, Refused> {
        let store = self.clone();
        task(async move { write::write(&store, order).await }).await
    }

    /// Who changed a week last and who first; none for a week nobody has entered (version 0).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_week(
        &self,
        service: i32,
        week: Week,
    ) -> Result<Option<WeekStamp>, StoreError> {
        let mut reader = self.reader().await?;
        let seen = look(&mut reader.line(), service, week, week).await?;
        Ok(seen.and_then(|mut seen| seen.stamps.pop()))
    }

    /// What is counted in some weeks (none: all that was ever counted) and the stamps of some, as
    /// of one moment; none when there is no such service.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_weeks(
        &self,
        service: i32,
        counted: Option<RangeInclusive<Week>>,
        stamped: RangeInclusive<Week>,
    ) -> Result<Option<(Arc<Ledger>, Vec<WeekStamp>)>, StoreError> {
        let span = counted.map_or(Span::ALL, |weeks| Span::of(*weeks.start(), *weeks.end()));
        let (first, last) = stamped.into_inner();
        let Some(seen) = look(&mut self.reader().await?.line(), service, first, last).await? else {
            return Ok(None);
        };
        if let Some(known) = self.kept().find(service, seen.data_version, span) {
            return Ok(Some((known.ledger, seen.stamps)));
        }
        let store = self.clone();
        task(async move {
            let mut tx = store.snapshot().await?;
            let seen = look(&mut tx.line(), service, first, last).await?;
            let ledger = ledger::load(&mut tx.line(), service, span).await?;
            tx.rollback().await?;
            let (Some(seen), Some(ledger)) = (seen, ledger) else { return Ok(None) };
            let ledger = Arc::new(ledger);
            let versions = seen.versions(first..=last);
            let known = KnownWeeks { ledger: ledger.clone(), versions };
            store.kept().put(service, seen.data_version, span, known);
            Ok(Some((ledger, seen.stamps)))
        })
        .await
    }

    /// What is counted in some weeks and the versions of some, when both were read before at that
    /// data version of the service.
    pub fn known_weeks(
        &self,
        service: i32,
        data_version: i64,
        counted: &RangeInclusive<Week>,
        stamped: &RangeInclusive<Week>,
    ) -> Option<KnownWeeks> {
        let span = Span::of(*counted.start(), *counted.end());
        let known = self.kept().find(service, data_version, span);
        known.filter(|known| known.versions.cover(stamped))
    }

    /// The stamps of all weeks from `first` through `last` that somebody has entered, in order.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_weeks(
        &self,
        service: i32,
        first: Week,
        last: Week,
    ) -> Result<Vec<WeekStamp>, StoreError> {
        let seen = look(&mut self.reader().await?.line(), service, first, last).await?;
        Ok(seen.map_or_else(Vec::new, |seen| seen.stamps))
    }
}

/// Some weeks of a service, as of the moment it had that data version.
struct Seen {
    data_version: i64,
    stamps: Vec<WeekStamp>,
}

impl Seen {
    /// The versions of the weeks that were looked at.
    fn versions(&self, weeks: RangeInclusive<Week>) -> Versions {
        Versions::new(weeks, self.stamps.iter().map(|stamp| (stamp.week, stamp.version)))
    }
}

#[derive(FromRow)]
struct StampRow {
    data_version: i64,
    week: Option<NaiveDate>,
    version: Option<i32>,
    changed_by: Option<String>,
    changed_at: Option<NaiveDateTime>,
    first_by: Option<String>,
    first_at: Option<NaiveDateTime>,
}

impl StampRow {
    /// None where the service has no week.
    fn stamp(self) -> Option<WeekStamp> {
        let name = |name: String| if name == CONSOLE { CONSOLE_NAME.to_owned() } else { name };
        Some(WeekStamp {
            week: Week::containing(self.week?),
            version: self.version?,
            changed_by: name(self.changed_by?),
            changed_at: self.changed_at?,
            first_by: name(self.first_by?),
            first_at: self.first_at?,
        })
    }
}

/// The stamps of the weeks from `first` through `last` that somebody has entered, and the data
/// version in one statement; none when there is no such service.
async fn look(
    line: &mut Line<'_>,
    service: i32,
    first: Week,
    last: Week,
) -> Result<Option<Seen>, StoreError> {
    let rows: Vec<StampRow> = on!(line, c => {
        sqlx::query_as(queries::WEEKS_LIST)
            .bind(service)
            .bind(first.monday())
            .bind(last.monday())
            .fetch_all(c)
            .await?
    });
    let Some(data_version) = rows.first().map(|row| row.data_version) else { return Ok(None) };
    let stamps = rows.into_iter().filter_map(StampRow::stamp).collect();
    Ok(Some(Seen { data_version, stamps }))
}
