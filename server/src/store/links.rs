//! Links to editions for readers without an account: made and revoked through the write door, counted
//! when they are opened.
//!
//! Refuses to keep a token: only its hash is there, so that nobody finds a link in a backup; and to
//! give anything but published values, and those only while the link works.

use beforehand::edition::{Outside, days, label};
use beforehand::quarter::Quarter;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::door::{Deed, Door, random_id};
use super::editions::{self, day, object, sha256};
use super::line::{Line, on, task};
use super::receipts::{self, Receipt};
use super::{Actor, Refused, Store, StoreError, queries};

/// The way in whose roles may share.
const ROUTE: (&str, &str) = ("POST", "/services/{service}/sharing");

/// An order to make a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkOrder {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, see [`super::SaveWeeks`].
    pub key: Option<String>,
    /// The service.
    pub service: i32,
    /// The quarter.
    pub quarter: Quarter,
    /// The edition.
    pub edition: i32,
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// What it is for, as typed.
    pub label: String,
    /// Days that it works, as typed.
    pub days: String,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// An order to end a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokeOrder {
    /// Who.
    pub actor: Actor,
    /// The service.
    pub service: i32,
    /// The link's id.
    pub id: String,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// A link as managers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLink {
    /// Its id.
    pub id: String,
    /// The quarter.
    pub quarter: Quarter,
    /// The edition.
    pub edition: i32,
    /// What it is for.
    pub label: String,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
    /// By whom, by the name they had then.
    pub made_by: String,
    /// When it ends, UTC.
    pub expires_at: NaiveDateTime,
    /// When and by whom it was revoked.
    pub revoked: Option<(NaiveDateTime, String)>,
    /// How often it was opened.
    pub opened: i32,
}

#[derive(FromRow)]
struct LinkRow {
    id: String,
    quarter: NaiveDate,
    edition: i32,
    label: String,
    made_at: NaiveDateTime,
    made_by: String,
    expires_at: NaiveDateTime,
    revoked_at: Option<NaiveDateTime>,
    revoked_by: Option<String>,
    opened: i32,
}

impl From<LinkRow> for KeptLink {
    fn from(row: LinkRow) -> Self {
        Self {
            id: row.id,
            quarter: Quarter::containing(row.quarter),
            edition: row.edition,
            label: row.label,
            made_at: row.made_at,
            made_by: row.made_by,
            expires_at: row.expires_at,
            revoked: row.revoked_at.map(|at| (at, row.revoked_by.unwrap_or_default())),
            opened: row.opened,
        }
    }
}

/// What a working link shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The edition's number.
    pub edition: i32,
    /// When it was approved, UTC.
    pub approved_at: NaiveDateTime,
    /// When the link ends, UTC.
    pub expires_at: NaiveDateTime,
    /// The published values.
    pub outside: Outside,
}

/// What the chain keeps of a link.
#[derive(Serialize)]
struct Made<'a> {
    id: &'a str,
    edition: i32,
    label: &'a str,
    expires_at: NaiveDateTime,
}

/// What a receipt keeps of a link.
#[derive(Serialize, Deserialize)]
struct Answer {
    id: String,
}

impl Store {
    /// Makes a link; gives its id, and whether the same order had made it before (then its token is
    /// not the one in this order). Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Invalid`] at `label` or `days`, [`Refused::NotFound`] without such an edition.
    pub async fn add_link(&self, order: LinkOrder) -> Result<(String, bool), Refused> {
        let store = self.clone();
        task(async move { add(&store, order).await }).await
    }

    /// Ends a link at once. One that is ended already stays so.
    ///
    /// # Errors
    /// [`Refused::NotFound`] without such a link.
    pub async fn revoke_link(&self, order: RevokeOrder) -> Result<(), Refused> {
        let store = self.clone();
        task(async move { revoke(&store, order).await }).await
    }

    /// All links of a service, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_links(&self, service: i32) -> Result<Vec<KeptLink>, StoreError> {
        list(&mut self.reader().await?.line(), service).await
    }

    /// Counts that a link was opened; false when it does not work.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn open_link(
        &self,
        token_hash: String,
        now: NaiveDateTime,
    ) -> Result<bool, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.begin().await?;
            let rows = on!(&mut tx.line(), c => {
                let query = sqlx::query(queries::LINKS_OPEN).bind(&token_hash).bind(now);
                query.execute(c).await?.rows_affected()
            });
            tx.commit().await?;
            Ok(rows == 1)
        })
        .await
    }

    /// What a link shows; none when it does not work, has ended or was revoked.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_shared(
        &self,
        token_hash: &str,
        now: NaiveDateTime,
    ) -> Result<Option<Shared>, StoreError> {
        let row: Option<(i32, NaiveDateTime, NaiveDateTime, String)> = on!(&mut self.reader().await?.line(), c => {
            sqlx::query_as(queries::LINKS_FIND_BY_TOKEN)
                .bind(token_hash)
                .bind(now)
                .fetch_optional(c)
                .await?
        });
        let Some((edition, approved_at, expires_at, published)) = row else { return Ok(None) };
        let outside = serde_json::from_str(&published)?;
        Ok(Some(Shared { edition, approved_at, expires_at, outside }))
    }
}

async fn list(line: &mut Line<'_>, service: i32) -> Result<Vec<KeptLink>, StoreError> {
    let rows: Vec<LinkRow> = on!(line, c => {
        sqlx::query_as(queries::LINKS_LIST).bind(service).fetch_all(c).await?
    });
    Ok(rows.into_iter().map(KeptLink::from).collect())
}

async fn add(store: &Store, order: LinkOrder) -> Result<(String, bool), Refused> {
    let mut door = Door::open(store, &order.actor, order.service, order.now).await?;
    door.allow_route(ROUTE.0, ROUTE.1)?;
    let said = (order.service, day(order.quarter), order.edition, &order.label, &order.days);
    let digest = sha256(&serde_json::to_string(&said).map_err(StoreError::from)?);
    let person = door.actor.clone();
    let receipt = order.key.as_deref().map(|key| Receipt { person: &person, key, digest: &digest });
    if let Some(receipt) = &receipt
        && let Some(answer) = receipts::find(&mut door.line().await?, receipt).await?
    {
        door.rollback().await?;
        let Answer { id } = serde_json::from_str(&answer).map_err(StoreError::from)?;
        return Ok((id, true));
    }
    let mut problems = Vec::new();
    let label = label("label", &order.label).map_err(|problem| problems.push(problem));
    let days = days("days", &order.days).map_err(|problem| problems.push(problem));
    let (Ok(label), Ok(days)) = (label, days) else { return Err(Refused::Invalid(problems)) };
    let mut editions = editions::list(&mut door.line().await?, order.service).await?.into_iter();
    if !editions.any(|one| (one.quarter, one.number) == (order.quarter, order.edition)) {
        return Err(Refused::NotFound);
    }
    let (id, at, by) = (random_id()?, door.now, door.name.clone());
    let expires_at = at + TimeDelta::days(days);
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::LINKS_ADD)
            .bind(order.service)
            .bind(&id)
            .bind(day(order.quarter))
            .bind(order.edition)
            .bind(&order.token_hash)
            .bind(&label)
            .bind(at)
            .bind(&by)
            .bind(expires_at)
            .execute(c)
            .await
            .map_err(StoreError::from)?;
    });
    let made = Made { id: &id, edition: order.edition, label: &label, expires_at };
    let deed = Deed::new("link.make", object(order.quarter), &None::<()>, &made)?;
    // The page of the edition says that it is published.
    door.touch()?;
    door.record(vec![deed])?;
    if let Some(receipt) = &receipt {
        let answer = Answer { id: id.clone() };
        let text = serde_json::to_string(&answer).map_err(StoreError::from)?;
        receipts::add(door.later(), receipt, at, &text)?;
    }
    door.commit().await?;
    Ok((id, false))
}

async fn revoke(store: &Store, order: RevokeOrder) -> Result<(), Refused> {
    let mut door = Door::open(store, &order.actor, order.service, order.now).await?;
    door.allow_route(ROUTE.0, ROUTE.1)?;
    let links = list(&mut door.line().await?, order.service).await?;
    let link = links.into_iter().find(|link| link.id == order.id).ok_or(Refused::NotFound)?;
    if link.revoked.is_some() {
        door.rollback().await?;
        return Ok(());
    }
    let (at, by) = (door.now, door.name.clone());
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::LINKS_REVOKE)
            .bind(order.service)
            .bind(&order.id)
            .bind(at)
            .bind(&by)
            .execute(c)
            .await
            .map_err(StoreError::from)?;
    });
    let KeptLink { id, quarter, edition, label, expires_at, .. } = link;
    let made = Made { id: &id, edition, label: &label, expires_at };
    let deed = Deed::new("link.revoke", object(quarter), &made, &None::<()>)?;
    door.record(vec![deed])?;
    Ok(door.commit().await?)
}
