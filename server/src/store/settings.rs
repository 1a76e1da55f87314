//! What explains a service's numbers: events and definitions. Closures have a file of their own.

use beforehand::invalid::Invalid;
use beforehand::series::Ledger;
use beforehand::service::{ChannelId, Definition, Event};
use chrono::{NaiveDate, NaiveDateTime};

use super::door::{Deed, Door, MANAGERS, check_name, random_id};
use super::ledger::{Span, WHOLE_SERVICE};
use super::line::{Line, on, task};
use super::{Actor, Refused, Store, StoreError, judgements, ledger, queries};

impl Store {
    /// Saves an event: a new one when its id is empty, else the one with that id from `expected`
    /// version (none: whatever it is). Gives its id. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed it first.
    pub async fn save_event(
        &self,
        actor: &Actor,
        service: i32,
        event: Event,
        expected: Option<i32>,
        now: NaiveDateTime,
    ) -> Result<String, Refused> {
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            check_range("to", event.from, event.to)?;
            check_name("name", &event.name)?;
            let mut door = Door::open(&store, &actor, service, now).await?;
            door.allow(MANAGERS)?;
            let ledger = whole(&mut door, service).await?;
            check_channel(&ledger, event.channel)?;
            let mut event = event;
            if event.id.is_empty() {
                event.id = random_id()?;
                add_event(&mut door.line(), service, &event).await?;
                let object = event_object(&event.id);
                door.record(vec![Deed::new("event.add", object, &None::<()>, &event)?]).await?;
            } else {
                let (old, version) = ledger::find_event(&mut door.line(), service, &event.id)
                    .await?
                    .ok_or(Refused::NotFound)?;
                let object = event_object(&event.id);
                if let Some(expected) = expected
                    && expected != version
                {
                    return Err(door.conflict(&object, expected, version).await?);
                }
                if old == event {
                    door.rollback().await?;
                    return Ok(event.id);
                }
                save_event(&mut door.line(), service, version, &event).await?;
                door.record(vec![Deed::new("event.save", object, &old, &event)?]).await?;
            }
            door.touch().await?;
            door.commit().await?;
            Ok(event.id)
        })
        .await
    }

    /// Removes an event. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is none, [`Refused::Invalid`] when new limits rest on it.
    pub async fn remove_event(
        &self,
        actor: &Actor,
        service: i32,
        id: &str,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, actor, id) = (self.clone(), actor.clone(), id.to_owned());
        task(async move {
            let mut door = Door::open(&store, &actor, service, now).await?;
            door.allow(MANAGERS)?;
            let (old, _) = ledger::find_event(&mut door.line(), service, &id)
                .await?
                .ok_or(Refused::NotFound)?;
            judgements::check_unused(&mut door.line(), service, &id).await?;
            on!(&mut door.line(), c => {
                sqlx::query(queries::EVENTS_REMOVE)
                    .bind(service)
                    .bind(&id)
                    .execute(c)
                    .await
                    .map_err(StoreError::from)?;
            });
            let deed = Deed::new("event.remove", event_object(&id), &old, &None::<()>)?;
            door.touch().await?;
            door.record(vec![deed]).await?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// Adds a definition; its version must be one more than the last one's. Managers and
    /// administrators. A break line on charts is an event of kind definition, saved apart.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when there is one of that version already.
    pub async fn save_definition(
        &self,
        actor: &Actor,
        service: i32,
        definition: Definition,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            let mut door = Door::open(&store, &actor, service, now).await?;
            door.allow(MANAGERS)?;
            let ledger = whole(&mut door, service).await?;
            let last = ledger.service.definitions.last();
            let version = last.map_or(0, |last| last.version);
            if definition.version != version + 1 {
                let expected = definition.version - 1;
                return Err(door.conflict("definition", expected, version).await?);
            }
            check_definition(last, &definition)?;
            on!(&mut door.line(), c => {
                sqlx::query(queries::DEFINITIONS_ADD)
                    .bind(service)
                    .bind(definition.version)
                    .bind(definition.from.monday())
                    .bind(&definition.text)
                    .execute(c)
                    .await
                    .map_err(StoreError::from)?;
            });
            let deed = Deed::new("definition.save", "definition", &last, &definition)?;
            door.touch().await?;
            door.record(vec![deed]).await?;
            Ok(door.commit().await?)
        })
        .await
    }
}

/// The ledger inside the transaction.
pub(super) async fn whole(door: &mut Door, service: i32) -> Result<Ledger, Refused> {
    ledger::load(&mut door.line(), service, Span::ALL).await?.ok_or(Refused::NotFound)
}

fn event_object(id: &str) -> String {
    format!("event {id}")
}

pub(super) fn check_range(field: &str, from: NaiveDate, to: NaiveDate) -> Result<(), Invalid> {
    if from <= to {
        return Ok(());
    }
    Err(Invalid::new(field, "The last day is before the first. Check the dates."))
}

pub(super) fn check_channel(ledger: &Ledger, channel: Option<ChannelId>) -> Result<(), Invalid> {
    match channel {
        Some(id) if ledger.service.channel(id).is_none() => {
            Err(Invalid::new("channel", format!("There is no channel number {id}.")))
        }
        _ => Ok(()),
    }
}

fn check_definition(last: Option<&Definition>, new: &Definition) -> Result<(), Invalid> {
    if new.text.trim().is_empty() || new.text.chars().count() > 4_000 {
        return Err(Invalid::new("text", "Write the definition in 1 to 4,000 characters."));
    }
    if last.is_some_and(|last| new.from <= last.from) {
        return Err(Invalid::new("from", "A new definition starts after the one before it."));
    }
    Ok(())
}

async fn add_event(line: &mut Line<'_>, service: i32, event: &Event) -> Result<(), StoreError> {
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

async fn save_event(
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
