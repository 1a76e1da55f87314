//! Editions of quarters: approved and reopened through the write door, and read back as they were.
//!
//! What is frozen is worked out inside the door, from what stands there at that moment, and refused
//! when it is not what the manager looked at. Refuses to change an edition: reopening is beside it.

use beforehand::edition::{
    ALL, Concern, Edition, Frozen, Outside, Reopened, concerns, freeze, outside,
};
use beforehand::judgement::{Lock, reason};
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use beforehand::summary::{Summary, summary};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::FromRow;

use super::audit::hexadecimal;
use super::door::{Deed, Door};
use super::line::{Line, on, task};
use super::receipts::{self, Receipt};
use super::settings::whole;
use super::{Actor, Refused, Store, StoreError, installation, mailings, queries};

/// The way in whose roles may approve.
const APPROVE: (&str, &str) = ("POST", "/services/{service}/approve/{quarter}");
/// The way in whose roles may reopen.
const REOPEN: (&str, &str) = ("POST", "/services/{service}/reopen/{quarter}");

/// An order to approve a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalOrder {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, see [`super::SaveWeeks`].
    pub key: Option<String>,
    /// The service.
    pub service: i32,
    /// The quarter.
    pub quarter: Quarter,
    /// [`mark_of`] what the manager looked at; none approves what stands there, for the command line.
    pub mark: Option<String>,
    /// Reasons by the codes of the concerns they accept; that of [`ALL`] accepts those without one.
    pub reasons: Vec<(String, String)>,
    /// What the manager says beside the figures; blank for nothing.
    pub comment: String,
    /// The site's address, where the edition goes out by mail; none where no mail is sent.
    pub mail: Option<String>,
    /// The time, UTC.
    pub now: NaiveDateTime,
    /// Today's date where the service is.
    pub today: NaiveDate,
}

/// An order to open an approved quarter again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReopenOrder {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, see [`super::SaveWeeks`].
    pub key: Option<String>,
    /// The service.
    pub service: i32,
    /// The quarter.
    pub quarter: Quarter,
    /// The edition that was looked at.
    pub edition: i32,
    /// Why.
    pub reason: String,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// What an order did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The edition that was made, or reopened.
    pub edition: i32,
}

/// What the chain keeps of an approval: enough to show that the content is what was approved.
#[derive(Serialize)]
struct Deeded<'a> {
    edition: i32,
    sha256: String,
    accepted: &'a [beforehand::edition::Accepted],
    comment: &'a Option<String>,
}

/// What the chain keeps of a reopening.
#[derive(Serialize)]
struct Because<'a> {
    edition: i32,
    reason: &'a str,
}

/// Stands for what a manager looks at before approving: every figure, sentence and concern.
pub fn mark_of(summary: &Summary, concerns: &[Concern]) -> String {
    let concerns: Vec<_> = concerns.iter().map(|one| (&one.code, &one.words)).collect();
    // Numbers and text: serialising cannot fail.
    sha256(&serde_json::to_string(&(summary, concerns)).unwrap_or_default())
}

pub(super) fn sha256(text: &str) -> String {
    hexadecimal(&Sha256::digest(text))
}

impl Store {
    /// Approves a quarter: freezes it as a new edition and locks its weeks. Managers and
    /// administrators.
    ///
    /// # Errors
    /// [`Refused::Invalid`] as [`freeze`] says, [`Refused::Conflict`] when it is approved already or
    /// is not what was looked at any more.
    pub async fn approve(&self, order: ApprovalOrder) -> Result<Approved, Refused> {
        let store = self.clone();
        task(async move { approve(&store, order).await }).await
    }

    /// Opens an approved quarter again: its weeks can be entered, the edition stays as it is.
    ///
    /// # Errors
    /// [`Refused::Invalid`] without a reason, [`Refused::Conflict`] when that edition does not lock
    /// the quarter any more, [`Refused::NotFound`] when there is none.
    pub async fn reopen(&self, order: ReopenOrder) -> Result<Approved, Refused> {
        let store = self.clone();
        task(async move { reopen(&store, order).await }).await
    }

    /// All editions of a service, the latest quarter first, and its latest edition first.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_editions(&self, service: i32) -> Result<Vec<Edition>, StoreError> {
        list(&mut self.reader().await?.line(), service).await
    }

    /// What an edition froze; none when there is no such edition.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_edition(
        &self,
        service: i32,
        quarter: Quarter,
        number: i32,
    ) -> Result<Option<Frozen>, StoreError> {
        let content: Option<String> = on!(&mut self.reader().await?.line(), c => {
            sqlx::query_scalar(queries::EDITIONS_FIND)
                .bind(service)
                .bind(day(quarter))
                .bind(number)
                .fetch_optional(c)
                .await?
        });
        content.map(|content| serde_json::from_str(&content).map_err(StoreError::from)).transpose()
    }
}

async fn approve(store: &Store, order: ApprovalOrder) -> Result<Approved, Refused> {
    let mut door = Door::open(store, &order.actor, order.service, order.now).await?;
    door.allow_route(APPROVE.0, APPROVE.1)?;
    let said = (order.service, day(order.quarter), &order.mark, &order.reasons, &order.comment);
    let digest = sha256(&serde_json::to_string(&said).map_err(StoreError::from)?);
    let person = door.actor.clone();
    let receipt = order.key.as_deref().map(|key| Receipt { person: &person, key, digest: &digest });
    if let Some(answer) = answered(&mut door, receipt.as_ref()).await? {
        door.rollback().await?;
        return Ok(answer);
    }
    let ledger = whole(&mut door, order.service).await?;
    let earlier = list(&mut door.line().await?, order.service).await?;
    let latest = earlier.iter().find(|one| one.quarter == order.quarter);
    let stale = order.mark.as_ref().is_some_and(|mark| *mark != now_marked(&ledger, &order));
    if stale || latest.is_some_and(|one| one.reopened.is_none()) {
        let number = latest.map_or(0, |one| one.number);
        return Err(door.conflict(&object(order.quarter), 0, number).await?);
    }
    let given = |code: &str| {
        let own = |code: &str| order.reasons.iter().find(|(own, _)| own == code);
        let found = own(code).filter(|(_, reason)| !reason.trim().is_empty());
        found.or_else(|| own(ALL)).map_or_else(String::new, |(_, reason)| reason.clone())
    };
    let frozen = freeze(&ledger, order.quarter, order.today, given, &order.comment);
    let organisation = installation::find(&mut door.line().await?).await?.organisation;
    let outside = outside(&ledger, order.quarter, order.today);
    let outside = outside.map(|one| Outside { organisation: organisation.clone(), ..one });
    let frozen = Frozen { organisation, ..frozen.map_err(Refused::Invalid)? };
    let content = serde_json::to_string(&frozen).map_err(StoreError::from)?;
    let published = serde_json::to_string(&outside).map_err(StoreError::from)?;
    let edition = latest.map_or(1, |one| one.number + 1);
    let after = Deeded {
        edition,
        sha256: sha256(&content),
        accepted: &frozen.accepted,
        comment: &frozen.comment,
    };
    let deed = Deed::new("quarter.approve", object(order.quarter), &None::<()>, &after)?;
    door.touch()?;
    door.record(vec![deed])?;
    let (at, by, head) = (door.now, door.name.clone(), door.head().to_owned());
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::EDITIONS_ADD)
            .bind(order.service)
            .bind(day(order.quarter))
            .bind(edition)
            .bind(at)
            .bind(&by)
            .bind(&head)
            .bind(&content)
            .bind(&published)
            .execute(c)
            .await
            .map_err(StoreError::from)?;
    });
    if let Some(base) = &order.mail {
        let of = (order.quarter, edition);
        mailings::add(&mut door.line().await?, order.service, of, base, at).await?;
    }
    finish(door, receipt, Approved { edition }).await
}

fn now_marked(ledger: &Ledger, order: &ApprovalOrder) -> String {
    let concerns = concerns(ledger, order.quarter, order.today);
    mark_of(&summary(ledger, order.quarter, order.today), &concerns)
}

async fn reopen(store: &Store, order: ReopenOrder) -> Result<Approved, Refused> {
    let mut door = Door::open(store, &order.actor, order.service, order.now).await?;
    door.allow_route(REOPEN.0, REOPEN.1)?;
    let said = (order.service, day(order.quarter), order.edition, &order.reason);
    let digest = sha256(&serde_json::to_string(&said).map_err(StoreError::from)?);
    let person = door.actor.clone();
    let receipt = order.key.as_deref().map(|key| Receipt { person: &person, key, digest: &digest });
    if let Some(answer) = answered(&mut door, receipt.as_ref()).await? {
        door.rollback().await?;
        return Ok(answer);
    }
    let reason = reason("reason", &order.reason, "Say why it is opened again.")?;
    let editions = list(&mut door.line().await?, order.service).await?;
    let latest = editions.iter().find(|one| one.quarter == order.quarter);
    let latest = latest.ok_or(Refused::NotFound)?;
    if latest.number != order.edition || latest.reopened.is_some() {
        return Err(door.conflict(&object(order.quarter), order.edition, latest.number).await?);
    }
    let after = Because { edition: order.edition, reason: &reason };
    let deed = Deed::new("quarter.reopen", object(order.quarter), &None::<()>, &after)?;
    door.touch()?;
    door.record(vec![deed])?;
    let (at, by) = (door.now, door.name.clone());
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::EDITIONS_REOPEN)
            .bind(order.service)
            .bind(day(order.quarter))
            .bind(order.edition)
            .bind(at)
            .bind(&by)
            .bind(&reason)
            .execute(c)
            .await
            .map_err(StoreError::from)?;
    });
    finish(door, receipt, Approved { edition: order.edition }).await
}

async fn answered(
    door: &mut Door,
    receipt: Option<&Receipt<'_>>,
) -> Result<Option<Approved>, StoreError> {
    let Some(receipt) = receipt else { return Ok(None) };
    let answer = receipts::find(&mut door.line().await?, receipt).await?;
    answer.map(|answer| serde_json::from_str(&answer).map_err(StoreError::from)).transpose()
}

async fn finish(
    mut door: Door,
    receipt: Option<Receipt<'_>>,
    answer: Approved,
) -> Result<Approved, Refused> {
    if let Some(receipt) = &receipt {
        let (text, at) = (serde_json::to_string(&answer).map_err(StoreError::from)?, door.now);
        receipts::add(door.later(), receipt, at, &text)?;
    }
    door.commit().await?;
    Ok(answer)
}

#[derive(FromRow)]
struct EditionRow {
    quarter: NaiveDate,
    number: i32,
    approved_at: NaiveDateTime,
    approved_by: String,
    head: String,
    published_at: Option<NaiveDateTime>,
    reopened_at: Option<NaiveDateTime>,
    reopened_by: Option<String>,
    reopened_reason: Option<String>,
}

impl From<EditionRow> for Edition {
    fn from(row: EditionRow) -> Self {
        let reopened = |at| Reopened {
            at,
            by: row.reopened_by.unwrap_or_default(),
            reason: row.reopened_reason.unwrap_or_default(),
        };
        Self {
            quarter: Quarter::containing(row.quarter),
            number: row.number,
            at: row.approved_at,
            by: row.approved_by,
            head: row.head,
            published: row.published_at,
            reopened: row.reopened_at.map(reopened),
        }
    }
}

pub(super) async fn list(line: &mut Line<'_>, service: i32) -> Result<Vec<Edition>, StoreError> {
    let rows: Vec<EditionRow> = on!(line, c => {
        sqlx::query_as(queries::EDITIONS_LIST).bind(service).fetch_all(c).await?
    });
    Ok(rows.into_iter().map(Edition::from).collect())
}

/// The quarters of a service whose weeks are locked.
pub(super) async fn list_locks(line: &mut Line<'_>, service: i32) -> Result<Vec<Lock>, StoreError> {
    let rows: Vec<(NaiveDate, i32, String)> = on!(line, c => {
        sqlx::query_as(queries::EDITIONS_LIST_LOCKED).bind(service).fetch_all(c).await?
    });
    let lock = |(quarter, edition, by)| Lock { quarter: Quarter::containing(quarter), edition, by };
    Ok(rows.into_iter().map(lock).collect())
}

/// How the database names a quarter: the Monday of its first week.
pub(super) fn day(quarter: Quarter) -> NaiveDate {
    quarter.first_week().monday()
}

/// How the chain names a quarter.
pub(super) fn object(quarter: Quarter) -> String {
    format!("quarter {}", day(quarter))
}
