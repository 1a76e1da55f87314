//! Definitions: all versions, and the way of a new one to the write door.
//!
//! Refuses to pass on new words before it was shown what they do.

mod handlers;

use app::definitions::{
    Definitions, DefinitionsPage, Refused, Sources, Step, TypedDefinition, compose,
};
use app::error::Error;
use beforehand::definition::{check, effect};
use beforehand::invalid::Invalid;
use beforehand::service::{Definition, Service};

use super::Access;
use super::entry::{local, refused};
use crate::session;
use crate::store::{self, Actor, DefinitionOrder};

pub use handlers::{change, show, typed};

#[async_trait::async_trait]
impl Definitions for Access {
    async fn definitions(
        &self,
        typed: TypedDefinition,
        saved: Option<i32>,
    ) -> Result<DefinitionsPage, Error> {
        let service = self.defined().await?;
        self.page_of_definitions(&service, typed, saved).await
    }

    async fn define(&self, typed: TypedDefinition) -> Result<i32, Refused> {
        let service = self.defined().await?;
        let new = match typed.read() {
            Ok(new) => new,
            Err(problems) => return Err(self.undefined(typed, problems).await?),
        };
        let mark = mark(&service, &new);
        if typed.seen.as_deref() != Some(mark.as_str()) {
            if new.version != service.definitions.last().map_or(1, |last| last.version + 1) {
                return Err(self.overtaken(typed).await?);
            }
            if let Err(problems) = check(&service, &new) {
                return Err(self.undefined(typed, problems).await?);
            }
            let step = Step::Confirm { effect: effect(&service, &new), definition: new, mark };
            let page = self.page_of_definitions(&service, typed, None).await?;
            let page = Box::new(DefinitionsPage { step, ..page });
            return Err(Refused::Again { page, status: 200 });
        }
        let order = DefinitionOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key.clone(),
            service: service.id,
            definition: new,
            now: self.now.naive_utc(),
        };
        match self.house.store.save_definition(order).await {
            Ok(version) => Ok(version),
            Err(store::Refused::Invalid(problems)) => Err(self.undefined(typed, problems).await?),
            Err(store::Refused::Conflict(_)) => Err(self.overtaken(typed).await?),
            Err(other) => Err(refused(other).into()),
        }
    }
}

impl Access {
    async fn defined(&self) -> Result<Service, Error> {
        let slug = &self.place()?.slug;
        self.house.store.find_service(slug).await?.ok_or(Error::NotFound)
    }

    async fn page_of_definitions(
        &self,
        service: &Service,
        typed: TypedDefinition,
        saved: Option<i32>,
    ) -> Result<DefinitionsPage, Error> {
        let written = self.house.store.list_definition_stamps(service.id).await?;
        let zone = &service.time_zone;
        let written = written.into_iter().map(|(version, by, at)| (version, by, local(zone, at)));
        let from = Sources {
            service,
            written: written.collect(),
            today: self.today,
            key: session::random_hex::<16>(),
        };
        Ok(compose(from, typed, saved))
    }

    async fn undefined(
        &self,
        typed: TypedDefinition,
        problems: Vec<Invalid>,
    ) -> Result<Refused, Error> {
        let page = self.definitions(typed, None).await?;
        Ok(Refused::Again { page: Box::new(DefinitionsPage { problems, ..page }), status: 422 })
    }

    /// Somebody else wrote a version meanwhile: it is shown, and the form goes on from it.
    async fn overtaken(&self, typed: TypedDefinition) -> Result<Refused, Error> {
        let typed = TypedDefinition { version: None, ..typed };
        let mut page = self.definitions(typed, None).await?;
        let last = page.versions.last();
        let who = last.and_then(|last| last.by.as_ref()).map_or_else(
            || "Somebody wrote".to_owned(),
            |(name, at)| format!("At {} {name} wrote", app::ui::when(*at)),
        );
        let which = last.map_or(0, |last| last.definition.version);
        let said =
            format!("{who} definition {which}, after you opened the form. Nothing was stored.");
        page.problems = vec![Invalid::new("", said)];
        page.step = Step::Clash;
        Ok(Refused::Again { page: Box::new(page), status: 409 })
    }
}

/// What stands for everything the second step shows.
fn mark(service: &Service, new: &Definition) -> String {
    session::hash(&format!("{new:?} {:?}", effect(service, new)))
}
