//! Demo data beside real ones: a service that was marked when it was made, and can be removed whole.
//!
//! Refuses to remove any other service. What was done in it stays in the history: no row of that is
//! ever deleted, and no other service gets its number.

use chrono::NaiveDateTime;
use sqlx::AssertSqlSafe;

use super::copy::OF_SERVICES;
use super::door::{ADMINS, Deed, Door, INSTALLATION};
use super::line::{Line, on, task};
use super::{Actor, NewService, Refused, Store, StoreError, queries, services};

impl Store {
    /// Adds a service whose figures are invented. Administrators only.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when the short name is taken.
    pub async fn add_invented_service(
        &self,
        actor: &Actor,
        new: NewService,
        now: NaiveDateTime,
    ) -> Result<i32, Refused> {
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            let id = services::add_as(&mut door, &new, true).await?;
            door.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Number, short name and name of the service whose figures are invented.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_invented_service(&self) -> Result<Option<(i32, String, String)>, StoreError> {
        find(&mut self.reader().await?.line()).await
    }

    /// Removes that service and everything of it but its history; gives its short name.
    /// Administrators only.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is none.
    pub async fn remove_invented_service(
        &self,
        actor: &Actor,
        now: NaiveDateTime,
    ) -> Result<String, Refused> {
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            door.allow(ADMINS)?;
            let found = find(&mut door.line().await?).await?;
            let (id, slug, name) = found.ok_or(Refused::NotFound)?;
            let object = format!("service {slug}");
            let deed = || Deed::new("demo.remove", object.clone(), &name, &None::<()>);
            door.record(vec![deed()?])?;
            // Whoever writes in it has finished. Its own chain says last why its editions are gone.
            let mut door = door.turn_to(&actor, id).await?;
            door.record(vec![deed()?])?;
            for table in OF_SERVICES.into_iter().rev() {
                let sql = queries::ANY_REMOVE_OF_SERVICE.replace("{table}", table);
                on!(&mut door.line().await?, c => {
                    sqlx::query(AssertSqlSafe(sql)).bind(id).execute(c).await.map_err(StoreError::from)?;
                });
            }
            on!(&mut door.line().await?, c => {
                sqlx::query(queries::SERVICES_REMOVE).bind(id).execute(c).await.map_err(StoreError::from)?;
            });
            door.commit().await?;
            Ok(slug)
        })
        .await
    }
}

async fn find(line: &mut Line<'_>) -> Result<Option<(i32, String, String)>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::SERVICES_FIND_DEMO).fetch_optional(c).await?
    }))
}
