//! The settings of a service, and their way to the write door.
//!
//! Refuses to pass on a change before it was said what it does: worked out with everything that stands,
//! by the functions that the pages ask.

mod handlers;

use app::error::{Error, Refused};
use app::service_settings::{
    Asked, ServiceSettings, ServiceSettingsPage, read_channel, read_new, read_order, read_service,
};
use app::settings::{Confirm, Done, Typed};
use beforehand::invalid::Invalid;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Service};
use beforehand::setting::{
    channel_changes, check_approved, check_counts, check_usual, days, effect, usual_effect,
    year_start_effect,
};

use super::{Access, refused};
use crate::session;
use crate::store::{self, Actor, NewChannel, NewService, OrderChannels};

pub use handlers::{change, show, typed};

type Again = Refused<ServiceSettingsPage>;

#[async_trait::async_trait]
impl ServiceSettings for Access {
    async fn service_settings(
        &self,
        asked: Asked,
        typed: Typed,
        done: Option<Done>,
    ) -> Result<ServiceSettingsPage, Error> {
        let place = self.place()?;
        let store = &self.house.store;
        let version = store.service_version(place.service).await?.ok_or(Error::NotFound)?;
        let service = store.find_service(&place.slug).await?.ok_or(Error::NotFound)?;
        if let Asked::Channel(slug) = &asked
            && service.channel_named(slug).is_none()
        {
            return Err(Error::NotFound);
        }
        Ok(ServiceSettingsPage {
            service,
            version,
            today: self.today,
            asked,
            confirm: None,
            clash: Vec::new(),
            typed,
            problems: Vec::new(),
            done,
        })
    }

    async fn change_service_settings(&self, typed: Typed) -> Result<Done, Again> {
        match typed.form() {
            "service" => self.change_own(typed).await,
            "channel" => self.change_channel(typed).await,
            "add" => self.add_channel(typed).await,
            "order" => self.order_channels(typed).await,
            _ => {
                let said = "Use one of the forms below.";
                Err(self.settings_not_so(Typed::default(), vec![Invalid::new("", said)]).await?)
            }
        }
    }
}

impl Access {
    async fn change_own(&self, typed: Typed) -> Result<Done, Again> {
        let page = self.service_settings(Asked::All, typed.clone(), None).await?;
        let (name, year_start, time_zone) = match read_service(&typed) {
            Ok(read) => read,
            Err(problems) => return Err(self.settings_not_so(typed, problems).await?),
        };
        if time_zone.parse::<chrono_tz::Tz>().is_err() {
            let said = "That is no time zone. Give its IANA name, such as Europe/London.";
            return Err(self.settings_not_so(typed, vec![Invalid::new("time_zone", said)]).await?);
        }
        let old = &page.service;
        let new = NewService { slug: old.slug.clone(), name, year_start, time_zone };
        let (change, effects) = self.own_effect(old, &new);
        if change.is_empty() {
            return Ok(Done::Nothing);
        }
        let version = typed.version().unwrap_or(page.version);
        if version == page.version {
            let title = format!("Change {}?", old.name);
            self.settings_seen(&typed, title, change, effects).await?;
        }
        let now = self.now.naive_utc();
        let actor = Actor::Person(self.person.id.clone());
        let saved = self.house.store.change_service(&actor, old.id, version, new.clone(), now);
        match saved.await {
            Ok(()) => Ok(Done::Saved),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.settings_not_so(typed, problems).await?)
            }
            Err(store::Refused::Conflict(conflict)) => {
                let now = self.service_settings(Asked::All, typed.clone(), None).await?;
                let clash = self.own_effect(&as_typed(&now.service, &new), &stands(&now.service)).0;
                let by = format!("{} changed name, year or time", conflict.by);
                Err(again_409(typed.from_version(now.version), now, clash, &by))
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    /// What is changed in the service's own settings, and what that does.
    fn own_effect(&self, old: &Service, new: &NewService) -> (Vec<String>, Vec<String>) {
        let (mut change, mut effects) = (Vec::new(), Vec::new());
        if old.name != new.name {
            change.push(format!("“{}” is called “{}”.", old.name, new.name));
            effects.push("The new name stands on every page. Approved editions keep the one they were approved with, and no figure changes.".to_owned());
        }
        if old.year_start != new.year_start {
            let month = |start: beforehand::quarter::YearStart| {
                chrono::Month::try_from(start.month() as u8).map_or("?", |month| month.name())
            };
            change.push(format!(
                "The year starts in {}, not in {}.",
                month(new.year_start),
                month(old.year_start)
            ));
            let approved = old.judgements.locks.len();
            let both = (old.year_start, new.year_start);
            effects.extend(year_start_effect(both, approved, self.today));
        }
        if old.time_zone != new.time_zone {
            change.push(format!("The time zone is {}, not {}.", new.time_zone, old.time_zone));
            let today = self.house.clock.today(&new.time_zone);
            let day = beforehand::week::long_date(today);
            effects.push(format!("Weeks begin and end at midnight there: today is {day}. Times of day are said in it, and no figure changes."));
        }
        (change, effects)
    }

    async fn change_channel(&self, typed: Typed) -> Result<Done, Again> {
        let ledger = self.standing().await?;
        let old = ledger.service.channel_named(typed.text("channel"));
        let old = old.cloned().ok_or(Error::NotFound)?;
        let new = match read_channel(&typed, &old) {
            Ok(new) => new,
            Err(problems) => return Err(self.settings_not_so(typed, problems).await?),
        };
        let change = channel_changes(&old, &new);
        if change.is_empty() {
            return Ok(Done::Nothing);
        }
        if new.version == old.version {
            let mut after = ledger.service.clone();
            after.channels.iter_mut().filter(|own| own.id == new.id).for_each(|own| {
                own.clone_from(&new);
            });
            if let Err(problems) = fine(&ledger, &after, &new) {
                return Err(self.settings_not_so(typed, problems).await?);
            }
            let effects = self.channel_effect(&ledger, &after, (&old, &new));
            self.settings_seen(&typed, format!("Change {}?", old.name), change, effects).await?;
        }
        let actor = Actor::Person(self.person.id.clone());
        let (service, now) = (ledger.service.id, self.now.naive_utc());
        match self.house.store.change_channel(&actor, service, new.clone(), now).await {
            Ok(()) => Ok(Done::Saved),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.settings_not_so(typed, problems).await?)
            }
            Err(store::Refused::Conflict(conflict)) => {
                let asked = Asked::of(&typed);
                let now = self.service_settings(asked, typed.clone(), None).await?;
                let stands = now.service.channel(new.id).ok_or(Error::NotFound)?;
                let clash = channel_changes(&new, stands);
                let typed = typed.from_version(stands.version);
                Err(again_409(typed, now, clash, &format!("{} changed this channel", conflict.by)))
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn add_channel(&self, typed: Typed) -> Result<Done, Again> {
        let ledger = self.standing().await?;
        let new = match read_new(&typed, &ledger.service) {
            Ok(new) => new,
            Err(problems) => return Err(self.settings_not_so(typed, problems).await?),
        };
        let mut after = ledger.service.clone();
        after.channels.push(new.clone());
        if let Err(problem) = check_approved(&ledger, &after) {
            let problem = Invalid { field: "first".to_owned(), ..problem };
            return Err(self.settings_not_so(typed, vec![problem]).await?);
        }
        let change = vec![
            format!("{} is counted from the {} on.", new.name, new.first.title()),
            format!("Open days: {}.", days(new.timetables.first().map_or(0, |own| own.days))),
        ];
        let effects = effect(&ledger, &after, self.today);
        self.settings_seen(&typed, format!("Add {}?", new.name), change, effects).await?;
        let actor = Actor::Person(self.person.id.clone());
        let new = NewChannel {
            slug: new.slug,
            name: new.name,
            noun: new.noun,
            kind: new.kind,
            first: new.first,
            timetables: new.timetables,
            collected: new.collected,
        };
        let (service, now) = (ledger.service.id, self.now.naive_utc());
        match self.house.store.add_channel(&actor, service, new, now).await {
            Ok(_) => Ok(Done::Saved),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.settings_not_so(typed, problems).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn order_channels(&self, typed: Typed) -> Result<Done, Again> {
        let page = self.service_settings(Asked::All, typed.clone(), None).await?;
        let channels = match read_order(&typed, &page.service) {
            Ok(channels) => channels,
            Err(problems) => return Err(self.settings_not_so(typed, problems).await?),
        };
        let was: Vec<_> = typed.text("was").split(',').filter_map(|id| id.parse().ok()).collect();
        let order = OrderChannels {
            actor: Actor::Person(self.person.id.clone()),
            service: page.service.id,
            was,
            channels,
            now: self.now.naive_utc(),
        };
        match self.house.store.order_channels(order).await {
            Ok(true) => Ok(Done::Saved),
            Ok(false) => Ok(Done::Nothing),
            Err(store::Refused::Conflict(conflict)) => {
                let names: Vec<_> =
                    page.service.channels.iter().map(|own| own.name.clone()).collect();
                let clash = vec![format!("The order is {}.", names.join(", "))];
                let by = format!("{} changed the channels or their order", conflict.by);
                Err(again_409(typed, page, clash, &by))
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    /// Everything that stands.
    async fn standing(&self) -> Result<Ledger, Error> {
        let service = self.place()?.service;
        self.house.store.ledger(service).await?.ok_or(Error::NotFound)
    }

    fn channel_effect(
        &self,
        ledger: &Ledger,
        after: &Service,
        (old, new): (&Channel, &Channel),
    ) -> Vec<String> {
        let mut effects = effect(ledger, after, self.today);
        effects.extend(usual_effect(ledger, (old, new), self.today));
        if old.name != new.name || old.noun != new.noun {
            effects.push("Pages say the new name of earlier weeks too. Approved editions keep the name they were approved with.".to_owned());
        }
        effects
    }

    /// Goes on when exactly this was shown before; else shows it.
    async fn settings_seen(
        &self,
        typed: &Typed,
        title: String,
        change: Vec<String>,
        effect: Vec<String>,
    ) -> Result<(), Again> {
        let fields = typed.kept();
        let mark = session::hash(&format!("{fields:?} {change:?} {effect:?}"));
        if typed.get("seen") == Some(mark.as_str()) {
            return Ok(());
        }
        let page = self.service_settings(Asked::of(typed), typed.clone(), None).await?;
        let confirm = Some(Confirm { title, change, effect, fields, mark });
        let page = Box::new(ServiceSettingsPage { confirm, ..page });
        Err(Refused::Again { page, status: 200 })
    }

    async fn settings_not_so(&self, typed: Typed, problems: Vec<Invalid>) -> Result<Again, Error> {
        let page = self.service_settings(Asked::of(&typed), typed, None).await?;
        let page = Box::new(ServiceSettingsPage { problems, ..page });
        Ok(Refused::Again { page, status: 422 })
    }
}

fn fine(ledger: &Ledger, after: &Service, new: &Channel) -> Result<(), Vec<Invalid>> {
    check_approved(ledger, after).map_err(|problem| vec![problem])?;
    let mut changed = ledger.clone();
    changed.service = after.clone();
    let checked = check_counts(&changed, new).and_then(|()| check_usual(new));
    checked.map_err(|problem| vec![problem])
}

/// The service with the settings that were typed: what stands is told as what became of them.
fn as_typed(service: &Service, new: &NewService) -> Service {
    Service {
        name: new.name.clone(),
        year_start: new.year_start,
        time_zone: new.time_zone.clone(),
        ..service.clone()
    }
}

fn stands(service: &Service) -> NewService {
    NewService {
        slug: service.slug.clone(),
        name: service.name.clone(),
        year_start: service.year_start,
        time_zone: service.time_zone.clone(),
    }
}

fn again_409(typed: Typed, page: ServiceSettingsPage, clash: Vec<String>, by: &str) -> Again {
    let said = format!("{by} after you opened the form. Nothing was changed.");
    let problems = vec![Invalid::new("", said)];
    let page = Box::new(ServiceSettingsPage { typed, clash, problems, ..page });
    Refused::Again { page, status: 409 }
}
