//! Drafts: what one person typed into a week and has not submitted.
//!
//! They go through the write door's lock and its question who may, and never over a draft that the
//! page has not seen. A draft is in no figure and makes nobody look again: it leaves the audit chain
//! and the service's data version alone.

use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};
use sqlx::FromRow;

use super::batch::{Batch, later};
use super::door::Door;
use super::line::{Line, on, task};
use super::{Actor, Refused, Store, StoreError, queries};

/// The route whose roles may keep drafts.
const ROUTE: (&str, &str) = ("POST", "/services/{service}/entry/{function}");

/// A form's names and values.
pub type Pairs = Vec<(String, String)>;

/// A draft as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The week.
    pub week: Week,
    /// The week's version it was made from.
    pub version: i32,
    /// Its own version: another random number each time it is saved, never 0, exact in JSON.
    pub turn: i64,
    /// What was typed.
    pub typed: Pairs,
    /// When it was saved, UTC.
    pub at: NaiveDateTime,
}

/// One draft to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSave {
    /// The week.
    pub week: Week,
    /// The week's version it was made from.
    pub version: i32,
    /// The turn of the draft it builds on, 0 when none was there.
    pub expected: i64,
    /// What was typed; nothing removes the draft.
    pub typed: Pairs,
}

/// An order to keep drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveDrafts {
    /// Whose.
    pub person: String,
    /// The service.
    pub service: i32,
    /// The drafts, each week at most once.
    pub drafts: Vec<DraftSave>,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// What became of an order to keep drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftsSaved {
    /// All are kept; their turns in the order given, 0 for one that was removed.
    All(Vec<i64>),
    /// None was written: these weeks have another draft than the order builds on, or none any more.
    Differ(Vec<(Week, Option<Draft>)>),
}

impl Store {
    /// Keeps drafts, all or none. The same order again changes nothing and has the same answer.
    ///
    /// # Errors
    /// [`Refused::Forbidden`] or [`Refused::NotFound`] for a person who may not enter weeks there;
    /// [`Refused::Store`] with [`StoreError::Busy`] when nothing is known to have been written: the
    /// order may be sent again.
    pub async fn save_drafts(&self, order: SaveDrafts) -> Result<DraftsSaved, Refused> {
        let store = self.clone();
        task(async move { save(&store, order).await }).await
    }

    /// A person's drafts of the weeks from `first` through `last`, in order.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_drafts(
        &self,
        service: i32,
        person: &str,
        first: Week,
        last: Week,
    ) -> Result<Vec<Draft>, StoreError> {
        list(&mut self.reader().await?.line(), service, person, (first, last)).await
    }

    /// A person's draft of a week.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_draft(
        &self,
        service: i32,
        person: &str,
        week: Week,
    ) -> Result<Option<Draft>, StoreError> {
        Ok(self.list_drafts(service, person, week, week).await?.pop())
    }
}

async fn save(store: &Store, order: SaveDrafts) -> Result<DraftsSaved, Refused> {
    let mut door =
        Door::open(store, &Actor::Person(order.person), order.service, order.now).await?;
    door.allow_route(ROUTE.0, ROUTE.1)?;
    let weeks = || order.drafts.iter().map(|save| save.week);
    let (Some(first), Some(last)) = (weeks().min(), weeks().max()) else {
        door.rollback().await?;
        return Ok(DraftsSaved::All(Vec::new()));
    };
    let (service, person, now) = (order.service, door.actor.clone(), door.now);
    let kept = list(&mut door.line().await?, service, &person, (first, last)).await?;
    let (mut turns, mut differ, mut written) = (Vec::new(), Vec::new(), false);
    for save in &order.drafts {
        let there = kept.iter().find(|draft| draft.week == save.week);
        let turn = there.map_or(0, |draft| draft.turn);
        if is_kept(there, save) {
            turns.push(turn);
        } else if turn != save.expected {
            differ.push((save.week, there.cloned()));
        } else {
            written = true;
            turns.push(write(door.later(), service, &person, save, now)?);
        }
    }
    if differ.is_empty() && written {
        door.commit().await?;
    } else {
        door.rollback().await?;
    }
    Ok(if differ.is_empty() { DraftsSaved::All(turns) } else { DraftsSaved::Differ(differ) })
}

/// Whether what is to be kept is what is kept already: an order that was sent before.
fn is_kept(there: Option<&Draft>, save: &DraftSave) -> bool {
    match there {
        None => save.typed.is_empty(),
        Some(draft) => draft.version == save.version && draft.typed == save.typed,
    }
}

/// Writes one draft and gives its new turn.
fn write(
    batch: &mut Batch,
    service: i32,
    person: &str,
    save: &DraftSave,
    now: NaiveDateTime,
) -> Result<i64, StoreError> {
    if save.typed.is_empty() {
        remove(batch, service, save.week, person)?;
        return Ok(0);
    }
    let turn = random_turn()?;
    let typed = serde_json::to_string(&save.typed);
    let typed = typed.map_err(|error| StoreError::Internal(error.to_string()))?;
    later!(
        batch,
        queries::DRAFTS_SAVE,
        [
            service,
            save.week.monday(),
            person,
            save.version,
            turn,
            typed.as_str(),
            now,
            save.expected,
        ]
    );
    Ok(turn)
}

/// Removes a person's draft of a week, if there is one.
pub(super) fn remove(
    batch: &mut Batch,
    service: i32,
    week: Week,
    person: &str,
) -> Result<(), StoreError> {
    later!(batch, queries::DRAFTS_REMOVE, [service, week.monday(), person]);
    Ok(())
}

#[derive(FromRow)]
struct DraftRow {
    week: NaiveDate,
    version: i32,
    turn: i64,
    typed: String,
    saved_at: NaiveDateTime,
}

async fn list(
    line: &mut Line<'_>,
    service: i32,
    person: &str,
    (first, last): (Week, Week),
) -> Result<Vec<Draft>, StoreError> {
    let rows: Vec<DraftRow> = on!(line, c => {
        sqlx::query_as(queries::DRAFTS_LIST)
            .bind(service)
            .bind(person)
            .bind(first.monday())
            .bind(last.monday())
            .fetch_all(c)
            .await?
    });
    rows.into_iter()
        .map(|row| {
            let typed = serde_json::from_str(&row.typed);
            Ok(Draft {
                week: Week::containing(row.week),
                version: row.version,
                turn: row.turn,
                typed: typed.map_err(|error| StoreError::Internal(error.to_string()))?,
                at: row.saved_at,
            })
        })
        .collect()
}

/// 52 random bits above 0. Not a count: a draft that was removed and begun anew would count from
/// the beginning again, and an old page would take it for the one it has seen.
fn random_turn() -> Result<i64, StoreError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok((i64::from_le_bytes(bytes) & ((1 << 52) - 1)).max(1))
}
