//! Closed days: saved and removed through the write door, and read back from the history.
//!
//! A closure is known by its channel and its days; its reason is all there is to it besides, so that
//! it needs no version: another reason is refused, or meant. Refuses to close a week with counts.

use beforehand::invalid::Invalid;
use beforehand::series::Ledger;
use beforehand::service::Closure;
use beforehand::week::Week;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::audit::{self, hexadecimal};
use super::door::{Deed, Door, MANAGERS, check_name};
use super::ledger::{self, WHOLE_SERVICE};
use super::line::{Line, on, task};
use super::receipts::{self, Receipt};
use super::settings::{check_channel, check_range, whole};
use super::{Actor, Refused, Store, StoreError, queries};

/// What happens where days are closed already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Existing {
    /// A closure of the same channel and days gets the new reason.
    Replace,
    /// One with another reason stays, and the order is refused.
    Refuse,
    /// Days on which the channel is closed by any closure are passed over.
    Skip,
}

/// An order to the write door of closures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureOrder {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, made once for each form that is shown, see [`super::SaveWeeks`].
    pub key: Option<String>,
    /// The service.
    pub service: i32,
    /// Closures that shall be there.
    pub close: Vec<Closure>,
    /// What happens where they are there already.
    pub existing: Existing,
    /// Closures that shall go, as the actor saw them.
    pub remove: Vec<Closure>,
    /// Finds out whether it would be refused and changes nothing.
    pub rehearsal: bool,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// What an order did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosuresSaved {
    /// First and last row in the service's audit chain; none when everything was so already.
    pub rows: Option<(i64, i64)>,
}

/// A closure that somebody saved or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureChange {
    /// Place in the service's chain.
    pub seq: i64,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Who, by the name they had then.
    pub by: String,
    /// As it was; none when it is new.
    pub before: Option<Closure>,
    /// As it became; none when it was removed.
    pub after: Option<Closure>,
}

impl Store {
    /// Saves and removes closures in one step. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when a range ends before it starts, a week with counts would be closed,
    /// or a closure is there with another reason; [`Refused::Conflict`] when one that shall go has
    /// another reason by now, [`Refused::NotFound`] when it is gone.
    pub async fn change_closures(&self, order: ClosureOrder) -> Result<ClosuresSaved, Refused> {
        let store = self.clone();
        task(async move { write(&store, order).await }).await
    }

    /// Adds closures, or changes the reason of those that are there (same channel and days).
    /// Managers and administrators.
    ///
    /// # Errors
    /// As [`Store::change_closures`].
    pub async fn save_closures(
        &self,
        actor: &Actor,
        service: i32,
        closures: Vec<Closure>,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let order = ClosureOrder {
            actor: actor.clone(),
            key: None,
            service,
            close: closures,
            existing: Existing::Replace,
            remove: Vec::new(),
            rehearsal: false,
            now,
        };
        self.change_closures(order).await.map(|_| ())
    }

    /// Removes a closure (same channel, days and reason). Managers and administrators.
    ///
    /// # Errors
    /// As [`Store::change_closures`].
    pub async fn remove_closure(
        &self,
        actor: &Actor,
        service: i32,
        closure: Closure,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let order = ClosureOrder {
            actor: actor.clone(),
            key: None,
            service,
            close: Vec::new(),
            existing: Existing::Replace,
            remove: vec![closure],
            rehearsal: false,
            now,
        };
        self.change_closures(order).await.map(|_| ())
    }

    /// What was done to closures in the rows from `first` through `last` of the service's chain.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_closure_changes(
        &self,
        service: i32,
        (first, last): (i64, i64),
    ) -> Result<Vec<ClosureChange>, StoreError> {
        let rows = audit::list_of_settings(&mut self.reader().await?.line(), service).await?;
        let named = |row: &&audit::AuditRow| {
            (first..=last).contains(&row.seq) && row.action.starts_with("closure.")
        };
        let json = |text: &str| {
            serde_json::from_str(text).map_err(|error| StoreError::Internal(error.to_string()))
        };
        rows.iter()
            .filter(named)
            .map(|row| {
                Ok(ClosureChange {
                    seq: row.seq,
                    at: row.at,
                    by: row.actor_name.clone(),
                    before: json(&row.before)?,
                    after: json(&row.after)?,
                })
            })
            .collect()
    }
}

async fn write(store: &Store, order: ClosureOrder) -> Result<ClosuresSaved, Refused> {
    let mut door = Door::open(store, &order.actor, order.service, order.now).await?;
    door.allow(MANAGERS)?;
    let json = |error: serde_json::Error| StoreError::Internal(error.to_string());
    let said = (order.service, &order.close, order.existing, &order.remove);
    let said = serde_json::to_string(&said).map_err(json)?;
    let digest = hexadecimal(&Sha256::digest(said));
    let person = door.actor.clone();
    let receipt = order.key.as_deref().map(|key| Receipt { person: &person, key, digest: &digest });
    if let Some(receipt) = &receipt
        && let Some(answer) = receipts::find(&mut door.line().await?, receipt).await?
    {
        door.rollback().await?;
        return Ok(serde_json::from_str(&answer).map_err(json)?);
    }
    let mut ledger = whole(&mut door, order.service).await?;
    let mut deeds = Vec::new();
    for closure in &order.remove {
        deeds.push(remove(&mut door, order.service, &mut ledger, closure).await?);
    }
    for closure in &order.close {
        deeds.extend(close(&mut door, &order, &mut ledger, closure).await?);
    }
    if deeds.is_empty() && receipt.is_none() {
        door.rollback().await?;
        return Ok(ClosuresSaved { rows: None });
    }
    let mut saved = ClosuresSaved { rows: None };
    if !deeds.is_empty() {
        check_open(&ledger)?;
        let first = door.seq() + 1;
        door.touch()?;
        door.record(deeds)?;
        saved.rows = Some((first, door.seq()));
    }
    if order.rehearsal {
        door.rollback().await?;
        return Ok(saved);
    }
    if let Some(receipt) = &receipt {
        let answer = serde_json::to_string(&saved).map_err(json)?;
        let at = door.now;
        receipts::add(door.later(), receipt, at, &answer)?;
    }
    door.commit().await?;
    Ok(saved)
}

async fn close(
    door: &mut Door,
    order: &ClosureOrder,
    ledger: &mut Ledger,
    closure: &Closure,
) -> Result<Option<Deed>, Refused> {
    check_range("to", closure.from, closure.to)?;
    check_name("reason", &closure.reason)?;
    check_channel(ledger, closure.channel)?;
    let there = &ledger.service.closures;
    let old = there.iter().position(|own| same(own, closure));
    if old.is_some_and(|at| there[at] == *closure) {
        return Ok(None);
    }
    if order.existing == Existing::Skip && there.iter().any(|own| covers(own, closure)) {
        return Ok(None);
    }
    if let Some(at) = old.filter(|_| order.existing == Existing::Refuse) {
        let reason = &there[at].reason;
        let sentence = format!(
            "These days are closed already, with the reason \"{reason}\". Remove that closure first to give another one."
        );
        return Err(Invalid::new("reason", sentence).into());
    }
    check_unlocked(ledger, closure)?;
    save_row(&mut door.line().await?, order.service, closure).await?;
    let before = old.map(|at| ledger.service.closures.remove(at));
    ledger.service.closures.push(closure.clone());
    Ok(Some(Deed::new("closure.save", object(closure), &before, closure)?))
}

async fn remove(
    door: &mut Door,
    service: i32,
    ledger: &mut Ledger,
    closure: &Closure,
) -> Result<Deed, Refused> {
    let there = ledger.service.closures.iter().position(|own| same(own, closure));
    let at = there.ok_or(Refused::NotFound)?;
    if ledger.service.closures[at] != *closure {
        return Err(door.conflict(&object(closure), 0, 0).await?);
    }
    check_unlocked(ledger, closure)?;
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::CLOSURES_REMOVE)
            .bind(service)
            .bind(closure.channel.unwrap_or(WHOLE_SERVICE))
            .bind(closure.from)
            .bind(closure.to)
            .execute(c)
            .await
            .map_err(StoreError::from)?;
    });
    ledger.service.closures.remove(at);
    Ok(Deed::new("closure.remove", object(closure), closure, &None::<()>)?)
}

fn same(a: &Closure, b: &Closure) -> bool {
    (a.channel, a.from, a.to) == (b.channel, b.from, b.to)
}

/// Whether `own` closes all that `closure` would close.
fn covers(own: &Closure, closure: &Closure) -> bool {
    let concerned = own.channel.is_none() || own.channel == closure.channel;
    concerned && own.covers(closure.from) && own.covers(closure.to)
}

fn object(closure: &Closure) -> String {
    format!("closure {} to {}", closure.from, closure.to)
}

/// An approved quarter keeps its open days.
fn check_unlocked(ledger: &Ledger, closure: &Closure) -> Result<(), Invalid> {
    let mut weeks = Week::containing(closure.from).through(Week::containing(closure.to));
    match weeks.find_map(|week| ledger.service.locked(week)) {
        Some(why) => Err(Invalid::new("from", why)),
        None => Ok(()),
    }
}

/// No week that holds a count may be closed by a closure.
fn check_open(ledger: &Ledger) -> Result<(), Invalid> {
    for (channel, week) in ledger::counted_weeks(ledger) {
        if ledger.open_days(channel, week) == 0 {
            return Err(Invalid::new(
                "from",
                format!(
                    "{} has numbers in the {}, so it cannot be closed all that week. Empty them first, or set its open days.",
                    channel.name,
                    week.title()
                ),
            ));
        }
    }
    Ok(())
}

async fn save_row(line: &mut Line<'_>, service: i32, closure: &Closure) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::CLOSURES_SAVE)
            .bind(service)
            .bind(closure.channel.unwrap_or(WHOLE_SERVICE))
            .bind(closure.from)
            .bind(closure.to)
            .bind(&closure.reason)
            .execute(c)
            .await?;
    });
    Ok(())
}
