//! Who wants each new edition by mail: chosen and stopped by the reader, signed in or by the link in a
//! mail.
//!
//! A wish changes no figure and gives nobody anything, so it is in no chain. Refuses to keep a token:
//! mailings have its hash, and it works as long as the subscription it was made for.

use chrono::NaiveDateTime;

use super::door::{Door, random_id};
use super::line::{on, task};
use super::{Actor, Refused, Store, StoreError, queries};

/// The way in whose roles may choose.
const ROUTE: (&str, &str) = ("POST", "/services/{service}/mail");

/// What a reader wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishOrder {
    /// Who.
    pub person: String,
    /// The service.
    pub service: i32,
    /// Whether new editions shall come by mail.
    pub wanted: bool,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

impl Store {
    /// Begins or ends mail about a service's editions; what is so already stays as it is.
    ///
    /// # Errors
    /// [`Refused::Forbidden`] or [`Refused::NotFound`] for a person who may not read them.
    pub async fn save_wish(&self, order: WishOrder) -> Result<(), Refused> {
        let store = self.clone();
        task(async move {
            let WishOrder { person, service, wanted, now } = order;
            let actor = Actor::Person(person);
            let mut door = Door::open(&store, &actor, service, now).await?;
            door.allow_route(ROUTE.0, ROUTE.1)?;
            let (id, person, at) = (random_id()?, door.actor.clone(), door.now);
            on!(&mut door.line().await?, c => {
                let query = if wanted {
                    sqlx::query(queries::SUBSCRIPTIONS_SAVE)
                        .bind(service)
                        .bind(&person)
                        .bind(&id)
                        .bind(at)
                } else {
                    sqlx::query(queries::SUBSCRIPTIONS_REMOVE).bind(service).bind(&person)
                };
                query.execute(c).await.map_err(StoreError::from)?;
            });
            Ok(door.commit().await?)
        })
        .await
    }

    /// Whether new editions of the service go to the person by mail.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn is_wished(&self, service: i32, person: &str) -> Result<bool, StoreError> {
        let found: Option<String> = on!(&mut self.reader().await?.line(), c => {
            sqlx::query_scalar(queries::SUBSCRIPTIONS_FIND)
                .bind(service)
                .bind(person)
                .fetch_optional(c)
                .await?
        });
        Ok(found.is_some())
    }

    /// The name of the service whose mail a token stops; none when it stops nothing (any more).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_stop(&self, token_hash: &str) -> Result<Option<String>, StoreError> {
        Ok(find(&mut self.reader().await?.line(), token_hash).await?.map(|(_, name)| name))
    }

    /// Stops the mail that a token is for, whatever became of its reader's account, and gives the name
    /// of the service; none when it stops nothing (any more).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn stop_mail(&self, token_hash: String) -> Result<Option<String>, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.begin().await?;
            let Some((id, name)) = find(&mut tx.line(), &token_hash).await? else {
                tx.rollback().await?;
                return Ok(None);
            };
            on!(&mut tx.line(), c => {
                sqlx::query(queries::SUBSCRIPTIONS_END).bind(&id).execute(c).await?;
            });
            tx.commit().await?;
            Ok(Some(name))
        })
        .await
    }
}

async fn find(
    line: &mut super::line::Line<'_>,
    token_hash: &str,
) -> Result<Option<(String, String)>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::SUBSCRIPTIONS_FIND_BY_TOKEN)
            .bind(token_hash)
            .fetch_optional(c)
            .await?
    }))
}
