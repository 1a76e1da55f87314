//! What a service's words mean: definitions; and what its settings are checked for. Closures and events
//! have files of their own.

use beforehand::definition::check;
use beforehand::invalid::Invalid;
use beforehand::series::Ledger;
use beforehand::service::{ChannelId, Definition};
use chrono::{NaiveDate, NaiveDateTime};

use super::audit::{self, AuditRow};
use super::door::{Deed, Door};
use super::editions::sha256;
use super::ledger::Span;
use super::line::{on, task};
use super::receipts::{self, Receipt};
use super::{Actor, Refused, Store, StoreError, ledger, queries};

/// The way in whose roles may write definitions.
const ROUTE: (&str, &str) = ("POST", "/services/{service}/definitions");
/// What the rows of the audit chain name as their object.
const OBJECT: &str = "definition";

/// An order to write a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionOrder {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, see [`super::SaveWeeks`].
    pub key: Option<String>,
    /// The service.
    pub service: i32,
    /// The new version: its number is one more than the last one's.
    pub definition: Definition,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

impl Store {
    /// Adds a definition; gives its number. Who may is in the permission table. A break line on charts
    /// is an event of kind definition, saved apart.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when there is one of that number already, [`Refused::Invalid`] as
    /// [`beforehand::definition::check`] says.
    pub async fn save_definition(&self, order: DefinitionOrder) -> Result<i32, Refused> {
        let store = self.clone();
        task(async move { save(&store, order).await }).await
    }

    /// Who wrote each definition, and when (UTC), by its number.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_definition_stamps(
        &self,
        service: i32,
    ) -> Result<Vec<(i32, String, NaiveDateTime)>, StoreError> {
        let rows = audit::list_of_object(&mut self.reader().await?.line(), service, OBJECT).await?;
        let stamp = |row: AuditRow| {
            let Definition { version, .. } = serde_json::from_str(&row.after)?;
            Ok((version, row.actor_name, row.at))
        };
        rows.into_iter().map(stamp).collect()
    }
}

async fn save(store: &Store, order: DefinitionOrder) -> Result<i32, Refused> {
    let DefinitionOrder { actor, key, service, definition, now } = order;
    let mut door = Door::open(store, &actor, service, now).await?;
    door.allow_route(ROUTE.0, ROUTE.1)?;
    let said = serde_json::to_string(&(service, &definition)).map_err(StoreError::from)?;
    let (person, digest) = (door.actor.clone(), sha256(&said));
    let receipt = key.as_deref().map(|key| Receipt { person: &person, key, digest: &digest });
    if let Some(receipt) = &receipt
        && receipts::find(&mut door.line().await?, receipt).await?.is_some()
    {
        door.rollback().await?;
        return Ok(definition.version);
    }
    let ledger = whole(&mut door, service).await?;
    let last = ledger.service.definitions.last();
    let version = last.map_or(0, |last| last.version);
    if definition.version != version + 1 {
        return Err(door.conflict(OBJECT, definition.version - 1, version).await?);
    }
    check(&ledger.service, &definition).map_err(Refused::Invalid)?;
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
    let deed = Deed::new("definition.save", OBJECT, &last, &definition)?;
    door.touch()?;
    door.record(vec![deed])?;
    if let Some(receipt) = &receipt {
        let at = door.now;
        receipts::add(door.later(), receipt, at, &definition.version.to_string())?;
    }
    door.commit().await?;
    Ok(definition.version)
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
