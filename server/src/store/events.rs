//! Events: added to one service or to several at once, changed and removed through the write door,
//! and read with who did it.
//!
//! An event that is added to several services has one id in all of them, and is changed in each on
//! its own. Refuses to change or remove what the actor has not seen as it is.

use std::collections::BTreeSet;

use beforehand::event::problems;
use beforehand::service::Event;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::audit::{self, AuditRow, hexadecimal};
use super::door::{Deed, Door, random_id};
use super::ledger::{self, WHOLE_SERVICE};
use super::line::{Line, on, task};
use super::receipts::{self, Receipt};
use super::settings::{check_channel, whole};
use super::{Actor, Refused, Store, StoreError, judgements, queries};

/// The way in whose roles may change events.
const ROUTE: (&str, &str) = ("POST", "/services/{service}/events");

/// What shall be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum EventChange {
    /// Add it; its id is made here.
    Add(Event),
    /// Let the one with that id be so, as long as it has that version (none: whatever it is).
    Save(Event, Option<i32>),
    /// Remove the one with that id, as long as it has that version (none: whatever it is).
    Remove(String, Option<i32>),
}

/// An order to the write door of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventOrder {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, made once for each form that is shown, see [`super::SaveWeeks`].
    pub key: Option<String>,
    /// The service.
    pub service: i32,
    /// Further services to which an event without a channel is added in the same step.
    pub others: Vec<i32>,
    /// What.
    pub change: EventChange,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// What an order did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSaved {
    /// The event.
    pub id: String,
    /// The row in the service's audit chain; none when it was so already.
    pub seq: Option<i64>,
}

/// Who did something, and when (UTC).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Their name then.
    pub by: String,
    /// When.
    pub at: NaiveDateTime,
    /// The event as they left it; none when they removed it.
    pub left: Option<Event>,
    /// Place in the service's chain.
    pub seq: i64,
}

/// An event, and what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownEvent {
    /// The event.
    pub event: Event,
    /// Its version: 1 when it was added, one more with every change.
    pub version: i32,
    /// Who added it and who changed it, the first first.
    pub stamps: Vec<Stamp>,
}

impl Store {
    /// Adds, changes or removes an event. Who may take [`ROUTE`].
    ///
    /// # Errors
    /// [`Refused::Invalid`] for what `beforehand::event` refuses and for a channel there is none of;
    /// [`Refused::Conflict`] when somebody else changed it first, [`Refused::NotFound`] when it is
    /// gone; what the actor may not do in one of several services is done in none.
    pub async fn change_event(&self, order: EventOrder) -> Result<EventSaved, Refused> {
        let store = self.clone();
        task(async move { write(&store, order).await }).await
    }

    /// Saves an event: a new one when its id is empty, else the one with that id from `expected`
    /// version (none: whatever it is). Gives its id.
    ///
    /// # Errors
    /// As [`Store::change_event`].
    pub async fn save_event(
        &self,
        actor: &Actor,
        service: i32,
        event: Event,
        expected: Option<i32>,
        now: NaiveDateTime,
    ) -> Result<String, Refused> {
        let change = if event.id.is_empty() {
            EventChange::Add(event)
        } else {
            EventChange::Save(event, expected)
        };
        let actor = actor.clone();
        let order = EventOrder { actor, key: None, service, others: Vec::new(), change, now };
        self.change_event(order).await.map(|saved| saved.id)
    }

    /// The events of a service by first day, with who did what to each.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_events(&self, service: i32) -> Result<Vec<KnownEvent>, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.snapshot().await?;
            let events = ledger::load_events(&mut tx.line(), service).await?;
            let rows: Vec<AuditRow> = on!(&mut tx.line(), c => {
                sqlx::query_as(queries::AUDIT_LIST_OF_EVENTS).bind(service).fetch_all(c).await?
            });
            tx.rollback().await?;
            let mut known = Vec::with_capacity(events.len());
            for (event, version) in events {
                let object = event_object(&event.id);
                let own = rows.iter().filter(|row| row.object == object);
                let stamps = own.map(stamp).collect::<Result<_, _>>()?;
                known.push(KnownEvent { event, version, stamps });
            }
            Ok(known)
        })
        .await
    }

    /// What was done to an event, also to one that was removed, the first first.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_event_stamps(
        &self,
        service: i32,
        id: &str,
    ) -> Result<Vec<Stamp>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = audit::list_of_object(&mut reader.line(), service, &event_object(id)).await?;
        rows.iter().map(stamp).collect()
    }

    /// The names of the services to which an event was added, as far as the person belongs to them.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_services_of_event(
        &self,
        person: &str,
        id: &str,
    ) -> Result<Vec<String>, StoreError> {
        Ok(on!(&mut self.reader().await?.line(), c => {
            sqlx::query_scalar(queries::SERVICES_LIST_OF_EVENT)
                .bind(person)
                .bind(event_object(id))
                .fetch_all(c)
                .await?
        }))
    }
}

fn stamp(row: &AuditRow) -> Result<Stamp, StoreError> {
    let left = serde_json::from_str(&row.after);
    let left = left.map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(Stamp { by: row.actor_name.clone(), at: row.at, left, seq: row.seq })
}

async fn write(store: &Store, order: EventOrder) -> Result<EventSaved, Refused> {
    let json = |error: serde_json::Error| StoreError::Internal(error.to_string());
    if let EventChange::Add(event) | EventChange::Save(event, _) = &order.change {
        let problems = problems(event);
        if !problems.is_empty() {
            return Err(Refused::Invalid(problems));
        }
        if !order.others.is_empty() && (event.channel.is_some() || !event.id.is_empty()) {
            return Err(Refused::NotFound);
        }
    }
    let said = (order.service, &order.others, &order.change);
    let digest = hexadecimal(&Sha256::digest(serde_json::to_string(&said).map_err(json)?));
    // In the order of their numbers, so that no two orders wait for each other.
    let services: BTreeSet<i32> = order.others.iter().copied().chain([order.service]).collect();
    let mut services = services.into_iter();
    let Some(first) = services.next() else { return Err(Refused::NotFound) };
    let mut door = Door::open(store, &order.actor, first, order.now).await?;
    door.allow_route(ROUTE.0, ROUTE.1)?;
    let person = door.actor.clone();
    let receipt = order.key.as_deref().map(|key| Receipt { person: &person, key, digest: &digest });
    if let Some(receipt) = &receipt
        && let Some(answer) = receipts::find(&mut door.line().await?, receipt).await?
    {
        door.rollback().await?;
        return Ok(serde_json::from_str(&answer).map_err(json)?);
    }
    let change = match order.change {
        EventChange::Add(event) => EventChange::Add(Event { id: random_id()?, ..event }),
        other => other,
    };
    let mut saved = EventSaved { id: id_of(&change).to_owned(), seq: None };
    let mut service = first;
    loop {
        let done = change_one(&mut door, service, &change).await?;
        if done && service == order.service {
            saved.seq = Some(door.seq());
        }
        let Some(next) = services.next() else { break };
        (door, service) = (door.turn_to(&order.actor, next).await?, next);
        door.allow_route(ROUTE.0, ROUTE.1)?;
    }
    if let Some(receipt) = &receipt {
        let answer = serde_json::to_string(&saved).map_err(json)?;
        let at = door.now;
        receipts::add(door.later(), receipt, at, &answer)?;
    }
    door.commit().await?;
    Ok(saved)
}

fn id_of(change: &EventChange) -> &str {
    match change {
        EventChange::Add(event) | EventChange::Save(event, _) => &event.id,
        EventChange::Remove(id, _) => id,
    }
}

/// Does it in the service whose door is open; gives whether anything was different.
async fn change_one(door: &mut Door, service: i32, change: &EventChange) -> Result<bool, Refused> {
    let object = event_object(id_of(change));
    if let EventChange::Add(event) | EventChange::Save(event, _) = change
        && event.channel.is_some()
    {
        check_channel(&whole(door, service).await?, event.channel)?;
    }
    let deed = match change {
        EventChange::Add(event) => {
            add(&mut door.line().await?, service, event).await?;
            Deed::new("event.add", object, &None::<()>, event)?
        }
        EventChange::Save(event, expected) => {
            let (old, version) = find(door, service, &event.id, *expected).await?;
            if old == *event {
                return Ok(false);
            }
            save(&mut door.line().await?, service, version, event).await?;
            Deed::new("event.save", object, &old, event)?
        }
        EventChange::Remove(id, expected) => {
            let (old, _) = find(door, service, id, *expected).await?;
            judgements::check_unused(&mut door.line().await?, service, id).await?;
            on!(&mut door.line().await?, c => {
                sqlx::query(queries::EVENTS_REMOVE)
                    .bind(service)
                    .bind(id)
                    .execute(c)
                    .await
                    .map_err(StoreError::from)?;
            });
            Deed::new("event.remove", object, &old, &None::<()>)?
        }
    };
    door.touch()?;
    door.record(vec![deed])?;
    Ok(true)
}

/// The event as it stands, when it stands as it was seen.
async fn find(
    door: &mut Door,
    service: i32,
    id: &str,
    expected: Option<i32>,
) -> Result<(Event, i32), Refused> {
    let found = ledger::find_event(&mut door.line().await?, service, id).await?;
    let (event, version) = found.ok_or(Refused::NotFound)?;
    match expected {
        Some(expected) if expected != version => {
            Err(door.conflict(&event_object(id), expected, version).await?)
        }
        _ => Ok((event, version)),
    }
}

fn event_object(id: &str) -> String {
    format!("event {id}")
}

async fn add(line: &mut Line<'_>, service: i32, event: &Event) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::EVENTS_ADD)
            .bind(service)
            .bind(&event.id)
            .bind(event.channel.unwrap_or(WHOLE_SERVICE))
            .bind(event.kind.word())
            .bind(&event.name)
            .bind(event.from)
            .bind(event.to)
            .execute(c)
            .await?;
    });
    Ok(())
}

async fn save(
    line: &mut Line<'_>,
    service: i32,
    version: i32,
    event: &Event,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::EVENTS_SAVE)
            .bind(service)
            .bind(&event.id)
            .bind(version)
            .bind(event.channel.unwrap_or(WHOLE_SERVICE))
            .bind(event.kind.word())
            .bind(&event.name)
            .bind(event.from)
            .bind(event.to)
            .execute(c)
            .await?;
    });
    Ok(())
}
