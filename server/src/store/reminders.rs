//! Reminders of owed weeks: who can be reminded, how weeks came, and the record of what was sent.
//!
//! Mail goes out between two steps through the door: a claim, so that no form sends twice, and the
//! record in the audit chain. Refuses to send anything itself: no network inside a transaction.

use beforehand::invalid::Invalid;
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::FromRow;

use super::audit::{self, AuditRow, hexadecimal};
use super::door::{Deed, Door};
use super::line::{Line, on, task};
use super::receipts::{self, Receipt};
use super::{Actor, Refused, Store, StoreError, queries};

/// The route whose roles may send reminders.
const ROUTE: (&str, &str) = ("POST", "/services/{service}/reminder");
/// How the chain names all reminders of a service.
const OBJECT: &str = "reminder";

/// Active staff of a service.
#[derive(FromRow, Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The service.
    #[sqlx(rename = "service_id")]
    pub service: i32,
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
}

/// When and how a week was saved first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentWeek {
    /// The service.
    pub service: i32,
    /// The week.
    pub week: Week,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Whether it came from a file.
    pub file: bool,
}

/// An order to remind somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderOrder {
    /// Who sends it.
    pub actor: Actor,
    /// Idempotency key, made once for each form that is shown, see [`super::SaveWeeks`].
    pub key: String,
    /// The service.
    pub service: i32,
    /// The ids of those who shall get it.
    pub to: Vec<String>,
    /// A mark of its text.
    pub mark: String,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// How far an order has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is the caller's to send, to these people, and then to be recorded or released.
    Ours(Vec<Staff>),
    /// The same order is being sent, or the program ended while it was.
    UnderWay,
    /// It was handed over, and the mail server did not say whether it took it.
    Unknown,
    /// It was sent before; its place in the history.
    Sent(i64),
}

/// A reminder on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentReminder {
    /// The service.
    pub service: i32,
    /// Place in the service's chain.
    pub seq: i64,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// By whom, by the name they had then.
    pub by: String,
    /// To whom, by the names they had then.
    pub to: Vec<String>,
    /// The weeks it named.
    pub weeks: Vec<Week>,
}

/// What the chain keeps of a reminder.
#[derive(Serialize, Deserialize)]
struct Kept {
    to: Vec<Recipient>,
    weeks: Vec<Week>,
}

#[derive(Serialize, Deserialize)]
struct Recipient {
    id: String,
    name: String,
}

impl Store {
    /// The active staff of each service that the person manages, by name.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_staff_of(&self, person: &str) -> Result<Vec<Staff>, StoreError> {
        staff(&mut self.reader().await?.line(), person).await
    }

    /// When the weeks from `first` through `last` were saved first in each service that the person
    /// manages, by service and week.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_sent_of(
        &self,
        person: &str,
        first: Week,
        last: Week,
    ) -> Result<Vec<SentWeek>, StoreError> {
        type Row = (i32, NaiveDate, NaiveDateTime, Option<String>);
        let rows: Vec<Row> = on!(&mut self.reader().await?.line(), c => {
            sqlx::query_as(queries::WEEKS_LIST_SENT)
                .bind(person)
                .bind(first.monday())
                .bind(last.monday())
                .fetch_all(c)
                .await?
        });
        let read = |(service, week, at, action): Row| SentWeek {
            service,
            week: Week::containing(week),
            at,
            file: action.is_some_and(|action| action == "week.import"),
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The latest reminder of each service that the person manages.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_reminders_of(&self, person: &str) -> Result<Vec<SentReminder>, StoreError> {
        let rows = audit::list_reminders(&mut self.reader().await?.line(), person).await?;
        rows.iter().map(sent).collect()
    }

    /// The reminder at that place of a service's history.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_reminder(
        &self,
        service: i32,
        seq: i64,
    ) -> Result<Option<SentReminder>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = audit::list_of_object(&mut reader.line(), service, OBJECT).await?;
        rows.iter().find(|row| row.seq == seq).map(sent).transpose()
    }

    /// Claims an order before its mail goes out: whoever asks second for the same gets nothing to
    /// send. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Invalid`] at the field `to` when nobody shall get it, or somebody who is not
    /// active staff of the service.
    pub async fn claim_reminder(&self, order: ReminderOrder) -> Result<Claim, Refused> {
        let store = self.clone();
        task(async move {
            let mut door = open(&store, &order).await?;
            let digest = digest(&order)?;
            let person = door.actor.clone();
            let receipt = Receipt { person: &person, key: &order.key, digest: &digest };
            if let Some(answer) = receipts::find(&mut door.line().await?, &receipt).await? {
                door.rollback().await?;
                return Ok(claimed(&answer)?);
            }
            let all = staff(&mut door.line().await?, &person).await?;
            let to = recipients(&order, all)?;
            let at = door.now;
            receipts::add(door.later(), &receipt, at, UNDER_WAY)?;
            door.commit().await?;
            Ok(Claim::Ours(to))
        })
        .await
    }

    /// How far an order has come; none when it was never made, or came to nothing.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_claim(&self, order: &ReminderOrder) -> Result<Option<Claim>, StoreError> {
        let Actor::Person(person) = &order.actor else { return Ok(None) };
        let receipt = Receipt { person, key: &order.key, digest: &digest(order)? };
        let answer = receipts::find(&mut self.reader().await?.line(), &receipt).await?;
        answer.map(|answer| claimed(&answer)).transpose()
    }

    /// Records a claimed order that was sent, and gives its place in the history.
    ///
    /// # Errors
    /// [`Refused::Store`] when the database does not answer: the order then stays claimed.
    pub async fn record_reminder(
        &self,
        order: ReminderOrder,
        to: Vec<Staff>,
        weeks: Vec<Week>,
    ) -> Result<i64, Refused> {
        let store = self.clone();
        task(async move {
            let mut door = open(&store, &order).await?;
            let to = to.into_iter().map(|one| Recipient { id: one.id, name: one.name }).collect();
            let kept = Kept { to, weeks };
            door.record(vec![Deed::new("reminder.send", OBJECT, &None::<()>, &kept)?])?;
            let (seq, person, digest) = (door.seq(), door.actor.clone(), digest(&order)?);
            let receipt = Receipt { person: &person, key: &order.key, digest: &digest };
            receipts::save(&mut door.line().await?, &receipt, &seq.to_string()).await?;
            door.commit().await?;
            Ok(seq)
        })
        .await
    }

    /// Ends a claimed order that nobody got: the same order may then be sent again. Where that is
    /// not certain (`unknown`) it may not, for it must not go out twice.
    ///
    /// # Errors
    /// [`Refused::Store`] when the database does not answer: the order then stays claimed.
    pub async fn end_reminder(&self, order: ReminderOrder, unknown: bool) -> Result<(), Refused> {
        let store = self.clone();
        task(async move {
            let mut door = open(&store, &order).await?;
            let (person, digest) = (door.actor.clone(), digest(&order)?);
            let receipt = Receipt { person: &person, key: &order.key, digest: &digest };
            if unknown {
                receipts::save(&mut door.line().await?, &receipt, UNKNOWN).await?;
            } else {
                receipts::remove(&mut door.line().await?, &receipt).await?;
            }
            Ok(door.commit().await?)
        })
        .await
    }
}

/// The answer kept while a mail is on its way; afterwards it is its place in the history.
const UNDER_WAY: &str = "under way";
/// The answer kept when nobody knows whether it arrived.
const UNKNOWN: &str = "unknown";

fn claimed(answer: &str) -> Result<Claim, StoreError> {
    let strange = |_| StoreError::Internal(format!("a reminder's receipt says {answer}"));
    match answer {
        UNDER_WAY => Ok(Claim::UnderWay),
        UNKNOWN => Ok(Claim::Unknown),
        seq => seq.parse().map(Claim::Sent).map_err(strange),
    }
}

async fn open(store: &Store, order: &ReminderOrder) -> Result<Door, Refused> {
    let door = Door::open(store, &order.actor, order.service, order.now).await?;
    door.allow_route(ROUTE.0, ROUTE.1)?;
    Ok(door)
}

/// What the order says, without when: the same order sent again has the same digest.
fn digest(order: &ReminderOrder) -> Result<String, StoreError> {
    let said = serde_json::to_string(&(ROUTE.1, order.service, &order.to, &order.mark));
    let said = said.map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(hexadecimal(&Sha256::digest(said)))
}

async fn staff(line: &mut Line<'_>, manager: &str) -> Result<Vec<Staff>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::ROLES_LIST_STAFF).bind(manager).fetch_all(c).await?
    }))
}

/// Those of the service's staff who shall get it; all of the ids must be among them.
fn recipients(order: &ReminderOrder, all: Vec<Staff>) -> Result<Vec<Staff>, Refused> {
    let asked = |one: &Staff| one.service == order.service && order.to.contains(&one.id);
    let to: Vec<_> = all.into_iter().filter(asked).collect();
    let problem = if order.to.is_empty() {
        "Tick at least one person."
    } else if to.len() < order.to.len() {
        "One of those you ticked does not enter weeks here. Tick again who shall get the reminder."
    } else {
        return Ok(to);
    };
    Err(Invalid::new("to", problem).into())
}

fn sent(row: &AuditRow) -> Result<SentReminder, StoreError> {
    let kept: Kept = serde_json::from_str(&row.after)
        .map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(SentReminder {
        service: row.chain,
        seq: row.seq,
        at: row.at,
        by: row.actor_name.clone(),
        to: kept.to.into_iter().map(|one| one.name).collect(),
        weeks: kept.weeks,
    })
}
