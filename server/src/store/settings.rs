//! What a service's words mean: definitions; and what its settings are checked for. Closures and events
//! have files of their own.

use beforehand::invalid::Invalid;
use beforehand::series::Ledger;
use beforehand::service::{ChannelId, Definition};
use chrono::{NaiveDate, NaiveDateTime};

use super::door::{Deed, Door, MANAGERS};
use super::ledger::Span;
use super::line::{on, task};
use super::{Actor, Refused, Store, StoreError, ledger, queries};

impl Store {
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
            on!(&mut door.line().await?, c => {
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
            door.touch()?;
            door.record(vec![deed])?;
            Ok(door.commit().await?)
        })
        .await
    }
}

/// The ledger inside the transaction.
pub(super) async fn whole(door: &mut Door, service: i32) -> Result<Ledger, Refused> {
    ledger::load(&mut door.line().await?, service, Span::ALL).await?.ok_or(Refused::NotFound)
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
