//! Links for readers without an account: made, shown once, ended.
//!
//! Refuses to keep a token: it is made here, shown, and only its hash goes to the store.

mod handlers;

use app::ServiceLink;
use app::error::Error;
use app::sharing::{LinkLine, Made, Refused, Sharing, SharingPage, TypedLink};
use beforehand::invalid::Invalid;
use beforehand::quarter::Quarter;

use super::Access;
use super::entry::{local, refused};
use super::room::readings;
use crate::session;
use crate::store::{self, Actor, KeptLink, LinkOrder, RevokeOrder};

pub use handlers::{change, show, typed};

#[async_trait::async_trait]
impl Sharing for Access {
    async fn sharing(&self, typed: TypedLink) -> Result<SharingPage, Error> {
        let (ledger, editions) = self.ledger_and_editions().await?;
        let (service, start) = (&ledger.service, ledger.service.year_start);
        let line = |link: KeptLink| {
            let local = |at| local(&service.time_zone, at);
            LinkLine {
                what: format!("{}, edition {}", link.quarter.months(), link.edition),
                made_at: local(link.made_at),
                until: local(link.expires_at),
                over: link.expires_at <= self.now.naive_utc(),
                revoked: link.revoked.map(|(at, by)| (local(at), by)),
                opened: u32::try_from(link.opened).unwrap_or_default(),
                id: link.id,
                label: link.label,
                made_by: link.made_by,
            }
        };
        let links = self.house.store.list_links(service.id).await?;
        Ok(SharingPage {
            service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
            readings: readings(&editions, start),
            links: links.into_iter().map(line).collect(),
            key: typed.key.clone().unwrap_or_else(session::random_hex::<16>),
            typed,
            problems: Vec::new(),
            made: None,
        })
    }

    async fn share(&self, typed: TypedLink) -> Result<SharingPage, Refused> {
        let (ledger, _) = self.ledger_and_editions().await?;
        let Some((quarter, edition)) = edition(&ledger.service, &typed.edition) else {
            let problem = Invalid::new("edition", "Choose the quarter to share.");
            return Err(self.sharing_again(typed, vec![problem]).await?);
        };
        let token = session::random_hex::<32>();
        let order = LinkOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key.clone(),
            service: self.place()?.service,
            quarter,
            edition,
            token_hash: session::hash(&token),
            label: typed.label.clone(),
            days: typed.days.clone().unwrap_or_default(),
            now: self.now.naive_utc(),
        };
        match self.house.store.add_link(order).await {
            Ok((_, before)) => {
                let made = if before { Made::Before } else { Made::Now(token) };
                let page = self.sharing(TypedLink::default()).await?;
                Ok(SharingPage { made: Some(made), ..page })
            }
            Err(store::Refused::Invalid(problems)) => {
                Err(self.sharing_again(typed, problems).await?)
            }
            Err(store::Refused::NotFound) => {
                let problem = Invalid::new("edition", "Choose the quarter to share.");
                Err(self.sharing_again(typed, vec![problem]).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn revoke(&self, id: &str) -> Result<(), Error> {
        let order = RevokeOrder {
            actor: Actor::Person(self.person.id.clone()),
            service: self.place()?.service,
            id: id.to_owned(),
            now: self.now.naive_utc(),
        };
        self.house.store.revoke_link(order).await.map_err(refused)
    }
}

impl Access {
    async fn sharing_again(
        &self,
        typed: TypedLink,
        problems: Vec<Invalid>,
    ) -> Result<Refused, Error> {
        let page = self.sharing(typed).await?;
        Ok(Refused::Again(Box::new(SharingPage { problems, ..page })))
    }
}

/// Reads `2018-Q4/1`.
fn edition(service: &beforehand::service::Service, text: &str) -> Option<(Quarter, i32)> {
    let (name, number) = text.split_once('/')?;
    let quarter = Quarter::parse(name, service.year_start).ok()?;
    Some((quarter, number.parse().ok()?))
}
