//! What managers say of lines: explanations of signals, steps with new limits, directions; each
//! through the write door, with a version, a key and a row in the audit chain.
//!
//! Refuses who is no manager, a step without an event of its channel, and to write over what
//! somebody else has said meanwhile. Whether a signal is there at all is the page's to know.

mod rows;

use beforehand::invalid::Invalid;
use beforehand::judgement::{
    Act, Cause, Direction, Explanation, Good, Step, check_event, check_step, name, reason,
};
use beforehand::service::{ChannelId, Field, Service};
use beforehand::spc::Signal;
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::audit::{self, hexadecimal};
use super::door::{Deed, Door};
use super::history::act_of;
use super::line::task;
use super::receipts::{self, Receipt};
use super::settings::whole;
use super::{Actor, Refused, Store, StoreError};

use rows::{add_step, remove_explanation, remove_step, save_explanation, save_line};
pub(super) use rows::{check_unused, load};

/// The way in whose roles may judge.
const ROUTE: (&str, &str) = ("POST", "/services/{service}/signals");

/// What shall be said of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Judge {
    /// A signal is explained.
    Explain {
        /// Its rule.
        signal: Signal,
        /// The first week of its run.
        from: Week,
        /// What explains it.
        cause: Cause,
    },
    /// The explanation with that version is taken back.
    Reopen {
        /// The signal's rule.
        signal: Signal,
        /// The first week of its run.
        from: Week,
        /// The explanation as it was seen.
        version: i32,
    },
    /// New limits start in that week.
    Step {
        /// The first week.
        week: Week,
        /// The event that made the difference, by id.
        event: String,
        /// A name for charts.
        name: String,
        /// Why.
        reason: String,
        /// The line as it was seen.
        version: i32,
    },
    /// The new limits of that week are undone.
    UndoStep {
        /// The first week.
        week: Week,
        /// Why.
        reason: String,
        /// The line as it was seen.
        version: i32,
    },
    /// Which way of the line is good.
    Direct {
        /// The way.
        good: Good,
        /// Why.
        reason: String,
        /// The line as it was seen.
        version: i32,
    },
}

/// An order to the write door of judgements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgementOrder {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, see [`super::SaveWeeks`].
    pub key: Option<String>,
    /// The service.
    pub service: i32,
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// What is said.
    pub judge: Judge,
    /// The time, UTC.
    pub now: NaiveDateTime,
    /// Today's date where the service is.
    pub today: NaiveDate,
}

/// What an order did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Its row in the service's audit chain; none when everything was so already.
    pub seq: Option<i64>,
}

/// An act of a manager, read back from the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Who, by the name they had then.
    pub by: String,
    /// What.
    pub act: Act,
}

/// What the chain keeps beside the step that was undone.
#[derive(Serialize)]
struct Because {
    because: String,
}

impl Store {
    /// Says something of a line. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Invalid`] where a reason, a name, an event or a week may not be;
    /// [`Refused::Conflict`] when somebody else has judged the same first, [`Refused::NotFound`]
    /// when what shall be taken back is gone or there is no such line.
    pub async fn judge(&self, order: JudgementOrder) -> Result<Judged, Refused> {
        let store = self.clone();
        task(async move { write(&store, order).await }).await
    }

    /// What the same order did when it was sent before; none when it was not. For pages that judge
    /// what they show before they ask the door, which looks again.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_judged(&self, order: &JudgementOrder) -> Result<Option<Judged>, StoreError> {
        let (Actor::Person(person), Some(key)) = (&order.actor, &order.key) else {
            return Ok(None);
        };
        let digest = digest(order)?;
        let receipt = Receipt { person, key, digest: &digest };
        let answer = receipts::find(&mut self.reader().await?.line(), &receipt).await?;
        answer.map(|answer| read(&answer)).transpose()
    }

    /// The act in that row of the service's chain; none when the row is about something else.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_act(&self, service: i32, seq: i64) -> Result<Option<Told>, StoreError> {
        let row = audit::find(&mut self.reader().await?.line(), service, seq).await?;
        let Some(row) = row else { return Ok(None) };
        let Some(act) = act_of(&row) else { return Ok(None) };
        Ok(Some(Told { at: row.at, by: row.actor_name, act }))
    }
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Internal(error.to_string()))
}

/// What an order is known by beside its key.
fn digest(order: &JudgementOrder) -> Result<String, StoreError> {
    let said = (order.service, order.channel, order.field, &order.judge);
    let said = serde_json::to_string(&said);
    let said = said.map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(hexadecimal(&Sha256::digest(said)))
}

async fn write(store: &Store, order: JudgementOrder) -> Result<Judged, Refused> {
    let mut door = Door::open(store, &order.actor, order.service, order.now).await?;
    door.allow_route(ROUTE.0, ROUTE.1)?;
    let json = |error: serde_json::Error| StoreError::Internal(error.to_string());
    let digest = digest(&order)?;
    let person = door.actor.clone();
    let receipt = order.key.as_deref().map(|key| Receipt { person: &person, key, digest: &digest });
    if let Some(receipt) = &receipt
        && let Some(answer) = receipts::find(&mut door.line().await?, receipt).await?
    {
        door.rollback().await?;
        return Ok(read(&answer)?);
    }
    let service = whole(&mut door, order.service).await?.service;
    let channel = service.channel(order.channel).ok_or(Refused::NotFound)?;
    if !channel.kind.fields().contains(&order.field) {
        return Err(Refused::NotFound);
    }
    let deed = judge(&mut door, &service, &order).await?;
    let mut judged = Judged { seq: None };
    if let Some(deed) = deed {
        door.touch()?;
        door.record(vec![deed])?;
        judged.seq = Some(door.seq());
    }
    if let Some(receipt) = &receipt {
        let (answer, at) = (serde_json::to_string(&judged).map_err(json)?, door.now);
        receipts::add(door.later(), receipt, at, &answer)?;
    }
    door.commit().await?;
    Ok(judged)
}

async fn judge(
    door: &mut Door,
    service: &Service,
    order: &JudgementOrder,
) -> Result<Option<Deed>, Refused> {
    let of = (order.channel, order.field);
    match order.judge.clone() {
        Judge::Explain { signal, from, cause } => {
            let cause = check_cause(service, order.channel, cause)?;
            explain(door, service, of, (signal, from), cause).await
        }
        Judge::Reopen { signal, from, version } => {
            reopen(door, service, of, (signal, from), version).await
        }
        Judge::Step { week, event, name: called, reason: why, version } => {
            let mut problems = Vec::new();
            problems.extend(check_event(service, order.channel, &event).err());
            let called = name("name", &called, ASK_NAME).map_err(|one| problems.push(one));
            let why = reason("reason", &why, ASK_REASON).map_err(|one| problems.push(one));
            let (Ok(name), Ok(reason), true) = (called, why, problems.is_empty()) else {
                return Err(Refused::Invalid(problems));
            };
            as_seen(door, service, of, version).await?;
            check_step(service, of, week, order.today)?;
            let by = door.name.clone();
            let (channel, field) = of;
            let step = Step { channel, field, week, event, name, reason, by };
            add_step(&mut door.line().await?, service.id, &step).await?;
            bump(door, service, of).await?;
            Ok(Some(Deed::new("step.add", line_object(of), &None::<()>, &step)?))
        }
        Judge::UndoStep { week, reason: why, version } => {
            let because = reason("reason", &why, "Say why the new limits are undone.")?;
            as_seen(door, service, of, version).await?;
            let step = service.recorded_steps(of).find(|step| step.week == week);
            let step = step.ok_or(Refused::NotFound)?;
            remove_step(&mut door.line().await?, service.id, step).await?;
            bump(door, service, of).await?;
            Ok(Some(Deed::new("step.remove", line_object(of), step, &Because { because })?))
        }
        Judge::Direct { good, reason: why, version } => {
            let reason = reason("reason", &why, ASK_DIRECTION)?;
            as_seen(door, service, of, version).await?;
            let old = service.direction(of);
            if old.is_some_and(|old| (old.good, &old.reason) == (good, &reason)) {
                return Ok(None);
            }
            let (version, by) = (next(door), door.name.clone());
            let (channel, field) = of;
            let new = Direction { channel, field, good, reason, by, version };
            save_line(&mut door.line().await?, service.id, &new).await?;
            Ok(Some(Deed::new("direction.save", line_object(of), &old, &new)?))
        }
    }
}

const ASK_NAME: &str = "Give the new limits a short name, such as Second line.";
const ASK_REASON: &str = "Say why the line is another one now.";
const ASK_DIRECTION: &str = "Say why, such as Every missed call is somebody who waits.";

fn check_cause(service: &Service, channel: ChannelId, cause: Cause) -> Result<Cause, Invalid> {
    match &cause {
        Cause::Event(id) => check_event(service, channel, id).map(|()| cause),
        Cause::Words(words) => reason("words", words, "Write why.").map(Cause::Words),
        Cause::Chance => Ok(cause),
    }
}

type Of = (ChannelId, Field);

async fn explain(
    door: &mut Door,
    service: &Service,
    (channel, field): Of,
    (signal, from): (Signal, Week),
    cause: Cause,
) -> Result<Option<Deed>, Refused> {
    let object = signal_object((channel, field), signal, from);
    let there = service.judgements.explanations.iter().find(|one| {
        (one.channel, one.field, one.signal, one.from) == (channel, field, signal, from)
    });
    // One whose event was removed explains nothing and may be replaced.
    if let Some(one) = there.filter(|one| service.cause_words(&one.cause).is_some()) {
        if one.cause == cause {
            return Ok(None);
        }
        return Err(door.conflict(&object, 0, one.version).await?);
    }
    let (by, version) = (door.name.clone(), next(door));
    let new = Explanation { channel, field, signal, from, cause, by, version };
    save_explanation(&mut door.line().await?, service.id, &new).await?;
    Ok(Some(Deed::new("signal.explain", object, &there, &new)?))
}

async fn reopen(
    door: &mut Door,
    service: &Service,
    (channel, field): Of,
    (signal, from): (Signal, Week),
    version: i32,
) -> Result<Option<Deed>, Refused> {
    let there = service.judgements.explanations.iter().find(|one| {
        (one.channel, one.field, one.signal, one.from) == (channel, field, signal, from)
    });
    let there = there.ok_or(Refused::NotFound)?;
    let object = signal_object((channel, field), signal, from);
    if there.version != version {
        return Err(door.conflict(&object, version, there.version).await?);
    }
    remove_explanation(&mut door.line().await?, service.id, there).await?;
    Ok(Some(Deed::new("signal.reopen", object, there, &None::<()>)?))
}

/// Refuses when somebody has judged the line since it was seen.
async fn as_seen(door: &mut Door, service: &Service, of: Of, seen: i32) -> Result<(), Refused> {
    let version = service.line_version(of);
    if version == seen {
        return Ok(());
    }
    Err(door.conflict(&line_object(of), seen, version).await?)
}

/// The version of what is being written: its row in the chain.
fn next(door: &Door) -> i32 {
    i32::try_from(door.seq() + 1).unwrap_or(i32::MAX)
}

/// Gives the line a new version, its direction staying what it is.
async fn bump(door: &mut Door, service: &Service, of: Of) -> Result<(), StoreError> {
    let (channel, field) = of;
    let unsaid = Direction {
        channel,
        field,
        good: Good::Neither,
        reason: String::new(),
        by: String::new(),
        version: 0,
    };
    let mut row = service.direction(of).cloned().unwrap_or(unsaid);
    row.version = next(door);
    save_line(&mut door.line().await?, service.id, &row).await
}

fn line_object((channel, field): Of) -> String {
    format!("line {channel}.{}", field.word())
}

fn signal_object((channel, field): Of, signal: Signal, from: Week) -> String {
    format!("signal {channel}.{} {} {from}", field.word(), signal.word())
}
