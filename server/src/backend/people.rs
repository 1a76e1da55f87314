//! People: everybody, one of them, and the way of each change to the write door.
//!
//! Refuses whoever is no administrator, and to keep a token: it is made here, shown, and only its hash
//! goes to the store.

mod handlers;
mod send;

use app::ServiceLink;
use app::error::{Error, Refused};
use app::people::{Made, Mailed, People, PeoplePage, PersonLine, PersonPage, Slip, TypedPerson};
use beforehand::invalid::Invalid;

use super::Access;
use super::entry::local;
use crate::store::{
    self, Actor, InviteOrder, Known, LinkKind, MadeLink, PasswordLinkOrder, PersonChange,
    PersonDraft, PersonOrder, ServiceSummary,
};
use crate::{join, session};

pub use handlers::{change, invite, sent, show, show_person, typed};

#[async_trait::async_trait]
impl People for Access {
    async fn people(&self, typed: TypedPerson) -> Result<PeoplePage, Error> {
        let services = self.all_services().await?;
        let known = self.house.store.list_known().await?;
        let mut people: Vec<_> =
            known.into_iter().map(|known| self.person_line(known, &services)).collect();
        people.sort_by_key(|one| !one.active);
        Ok(PeoplePage {
            people,
            services: links(&services),
            key: typed.key.clone().unwrap_or_else(session::random_hex::<16>),
            typed,
            mail: self.house.site.mail.is_some(),
            ..PeoplePage::default()
        })
    }

    async fn invite(
        &self,
        site: &str,
        typed: TypedPerson,
    ) -> Result<PeoplePage, Refused<PeoplePage>> {
        let services = self.all_services().await?;
        let roles = match chosen(&typed, &services) {
            Ok(roles) => roles,
            Err(problems) => return Err(self.not_invited(typed, problems).await?),
        };
        let token = join::new_token();
        let order = InviteOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key.clone(),
            person: PersonDraft {
                email: typed.email.clone(),
                name: typed.name.clone(),
                admin: typed.admin,
                password: None,
            },
            roles: roles.into_iter().filter_map(|(id, role)| Some((id, role?))).collect(),
            token_hash: session::hash(&token),
            mailed: self.house.site.mail.is_some(),
            now: self.now.naive_utc(),
        };
        let made = match self.house.store.invite_person(order).await {
            Ok(made) => made,
            Err(store::Refused::Invalid(problems)) => {
                return Err(self.not_invited(typed, problems).await?);
            }
            Err(other) => return Err(refused(other).into()),
        };
        let made = self.as_shown(&made, token, site, &services).await?;
        let page = self.people(TypedPerson::default()).await?;
        Ok(PeoplePage { made: Some(made), ..page })
    }

    async fn person(&self, id: &str, typed: Option<TypedPerson>) -> Result<PersonPage, Error> {
        let services = self.all_services().await?;
        let known = self.house.store.find_known(id).await?.ok_or(Error::NotFound)?;
        let person = self.person_line(known, &services);
        let typed = typed.unwrap_or_else(|| TypedPerson::of(&person));
        Ok(PersonPage {
            own: person.id == self.person.id,
            second_step: self.house.store.find_second_factor(&person.id).await?.is_some(),
            person,
            services: links(&services),
            key: typed.key.clone().unwrap_or_else(session::random_hex::<16>),
            typed,
            mail: self.house.site.mail.is_some(),
            ..PersonPage::default()
        })
    }

    async fn change_person(&self, id: &str, typed: TypedPerson) -> Result<(), Refused<PersonPage>> {
        let roles = match chosen(&typed, &self.all_services().await?) {
            Ok(roles) => roles,
            Err(problems) => return Err(self.unchanged(id, Some(typed), problems).await?),
        };
        let change = PersonChange::Save {
            email: typed.email.clone(),
            name: typed.name.clone(),
            admin: typed.admin,
            roles,
        };
        self.order(id, change, typed, true).await
    }

    async fn set_active(
        &self,
        id: &str,
        active: bool,
        typed: TypedPerson,
    ) -> Result<(), Refused<PersonPage>> {
        self.order(id, PersonChange::Active(active), typed, false).await
    }

    async fn remove_second_step(&self, id: &str) -> Result<(), Refused<PersonPage>> {
        if id == self.person.id {
            let said = "Turn your own second step off on the page of your account.";
            return Err(self.unchanged(id, None, vec![Invalid::new("", said)]).await?);
        }
        let actor = Actor::Person(self.person.id.clone());
        let now = self.now.naive_utc();
        match self.house.store.remove_second_factor(&actor, id, now).await {
            // Not found: it was taken off meanwhile.
            Ok(()) | Err(store::Refused::NotFound) => Ok(()),
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn renew_link(
        &self,
        site: &str,
        id: &str,
        typed: TypedPerson,
    ) -> Result<PersonPage, Refused<PersonPage>> {
        let services = self.all_services().await?;
        let token = join::new_token();
        let order = PasswordLinkOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key,
            person: id.to_owned(),
            token_hash: session::hash(&token),
            mail: self.house.site.mail.is_some(),
            now: self.now.naive_utc(),
        };
        let made = match self.house.store.make_password_link(order).await {
            Ok(made) => made,
            Err(store::Refused::Invalid(problems)) => {
                return Err(self.unchanged(id, None, problems).await?);
            }
            Err(other) => return Err(refused(other).into()),
        };
        let made = self.as_shown(&made, token, site, &services).await?;
        let page = self.person(id, None).await?;
        Ok(PersonPage { made: Some(made), ..page })
    }
}

impl Access {
    /// All services, for administrators only: whatever of people is shown asks for them first.
    async fn all_services(&self) -> Result<Vec<ServiceSummary>, Error> {
        if !self.person.admin {
            return Err(Error::Forbidden { ask: "the administrator".to_owned() });
        }
        Ok(self.house.store.list_services().await?)
    }

    fn person_line(&self, known: Known, services: &[ServiceSummary]) -> PersonLine {
        let Known { account, signed_in, provided, link, .. } = known;
        let now = self.now.naive_utc();
        let roles = services.iter().filter_map(|service| {
            let own = account.roles.iter().find(|(id, _)| *id == service.id)?;
            Some((service_link(service), own.1))
        });
        PersonLine {
            roles: roles.collect(),
            come: account.password.is_some() || provided,
            provided,
            link: link.map(|link| (local("", link.expires_at), link.expires_at <= now)),
            signed_in: signed_in.map(|at| local("", at)),
            id: account.id,
            name: account.name,
            email: account.email,
            admin: account.admin,
            active: account.active,
            version: account.version,
        }
    }

    /// The link as it is shown, once its mail was handed over.
    async fn as_shown(
        &self,
        made: &MadeLink,
        token: String,
        site: &str,
        services: &[ServiceSummary],
    ) -> Result<Made, Error> {
        if made.before {
            return Ok(Made::Before);
        }
        let known = self.house.store.find_known(&made.person).await?.ok_or(Error::NotFound)?;
        let person = self.person_line(known, services);
        let mut slip = Slip {
            roles: person.phrases(),
            name: person.name,
            email: person.email,
            first: made.kind == LinkKind::Join,
            site: site.to_owned(),
            token,
            until: local("", made.expires_at),
            mailed: Mailed::No,
        };
        if made.mailed {
            slip.mailed = self.mail_link(&made.id, &slip).await?;
        }
        Ok(Made::Now(Box::new(slip)))
    }

    /// Sends a change through the door. Where somebody else was quicker, a `form` keeps what was
    /// typed beside what stands there.
    async fn order(
        &self,
        id: &str,
        change: PersonChange,
        typed: TypedPerson,
        form: bool,
    ) -> Result<(), Refused<PersonPage>> {
        let Some(expected) = typed.version else {
            let said =
                "It is not known what this change follows. Look at the page and send it again.";
            let problems = vec![Invalid::new("", said)];
            return Err(self.unchanged(id, form.then_some(typed), problems).await?);
        };
        let order = PersonOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key.clone(),
            id: id.to_owned(),
            expected,
            change,
            now: self.now.naive_utc(),
        };
        match self.house.store.save_person(order).await {
            Ok(()) => Ok(()),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.unchanged(id, form.then_some(typed), problems).await?)
            }
            Err(store::Refused::Conflict(_)) => {
                Err(self.overtaken_person(id, form.then_some(typed)).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn not_invited(
        &self,
        typed: TypedPerson,
        problems: Vec<Invalid>,
    ) -> Result<Refused<PeoplePage>, Error> {
        let page = self.people(typed).await?;
        Ok(Refused::Again { page: Box::new(PeoplePage { problems, ..page }), status: 422 })
    }

    async fn unchanged(
        &self,
        id: &str,
        typed: Option<TypedPerson>,
        problems: Vec<Invalid>,
    ) -> Result<Refused<PersonPage>, Error> {
        let page = self.person(id, typed).await?;
        Ok(Refused::Again { page: Box::new(PersonPage { problems, ..page }), status: 422 })
    }

    /// Somebody else changed the person meanwhile: what stands is shown, and the form goes on from it.
    async fn overtaken_person(
        &self,
        id: &str,
        typed: Option<TypedPerson>,
    ) -> Result<Refused<PersonPage>, Error> {
        let typed = typed.map(|typed| TypedPerson { version: None, ..typed });
        let shown = typed.is_some();
        let mut page = self.person(id, typed).await?;
        let last = self.house.store.find_last_change(id).await?;
        let (by, at) = last.map_or_else(
            || ("Somebody".to_owned(), local("", self.now.naive_utc())),
            |(by, at)| (by, local("", at)),
        );
        let name = &page.person.name;
        let said = format!(
            "{by} changed {name} at {}, after you opened the page. Nothing was saved.",
            app::ui::when(at)
        );
        page.problems = vec![Invalid::new("", said)];
        page.clash = shown.then_some((by, at));
        Ok(Refused::Again { page: Box::new(page), status: 409 })
    }
}

/// What is chosen in each service, by its number.
fn chosen(
    typed: &TypedPerson,
    services: &[ServiceSummary],
) -> Result<Vec<(i32, Option<beforehand::role::Role>)>, Vec<Invalid>> {
    let named = links(services);
    let chosen = typed.chosen(&named)?;
    let number = |slug: &str| services.iter().find(|one| one.slug == slug).map(|one| one.id);
    Ok(chosen.into_iter().filter_map(|(at, role)| Some((number(&at.slug)?, role))).collect())
}

fn service_link(service: &ServiceSummary) -> ServiceLink {
    ServiceLink { slug: service.slug.clone(), name: service.name.clone() }
}

fn links(services: &[ServiceSummary]) -> Vec<ServiceLink> {
    services.iter().map(service_link).collect()
}

fn refused(refused: store::Refused) -> Error {
    match refused {
        store::Refused::Forbidden => Error::Forbidden { ask: "the administrator".to_owned() },
        other => super::entry::refused(other),
    }
}
