//! Events: the page, its forms, and the way to the write door.
//!
//! Refuses to write anything itself, and to pass on a change of definition before it was shown which
//! verdicts it takes.

mod handlers;
mod judge;

use app::error::Error;
use app::events::{
    Asked, Back, By, Confirmation, Events, EventsPage, EventsQuery, Line, Made, Refused, Sources,
    Step, TypedEvent, compose, line,
};
use beforehand::closure::read_day;
use beforehand::event::{days, in_words, kind_words};
use beforehand::invalid::Invalid;
use beforehand::role::{may, permission};
use beforehand::service::{Event, EventKind, Service};

use super::Access;
use super::entry::{local, refused};
use crate::session;
use crate::store::{self, Actor, EventChange, EventOrder, KnownEvent, Stamp};

pub use handlers::{change, show, typed};

/// The route whose roles may change events.
const ROUTE: &str = "/services/{service}/events";

/// The service, and its page without anything asked.
struct Loaded {
    service: Service,
    page: EventsPage,
}

/// A service that this person manages.
struct Managed {
    id: i32,
    slug: String,
    name: String,
}

#[async_trait::async_trait]
impl Events for Access {
    async fn events(&self, asked: EventsQuery) -> Result<EventsPage, Error> {
        let Loaded { service, mut page } =
            self.loaded(asked.back.clone(), TypedEvent::default()).await?;
        page.typed = prefilled(&service, &asked);
        if let Some(made) = asked.saved {
            page.saved = self.confirmation_of_event(&service, &page.back, made).await?;
        }
        let role = self.place()?.role;
        if !permission("POST", ROUTE).is_some_and(|row| may(row.who, role)) {
            return Ok(page);
        }
        match (asked.change, asked.remove) {
            (Some(id), _) => match line(&page, &id).cloned() {
                Some(found) => Ok(changing(&service, page, found)),
                None => Ok(gone(page)),
            },
            (None, Some(id)) => match line(&page, &id).cloned() {
                Some(found) => self.removing(page, found, None).await,
                None => Ok(gone(page)),
            },
            (None, None) => Ok(page),
        }
    }

    async fn show_typed_event(&self, back: Back, typed: TypedEvent) -> Result<EventsPage, Error> {
        let mut page = self.loaded(back, typed).await?.page;
        let known = line(&page, page.typed.text("id")).cloned();
        match (page.typed.form(), known) {
            ("change", Some(line)) => {
                // The version stays that of the form: who was quicker meanwhile is still noticed.
                let version = page.typed.version().unwrap_or(line.version);
                let line = Box::new(Line { version, ..line });
                page.step = Step::Change { line, clash: None };
            }
            ("change", None) => page.typed = page.typed.with("do", "add"),
            ("remove", Some(line)) => return self.removing(page, line, None).await,
            _ => {}
        }
        Ok(page)
    }

    async fn change_events(&self, back: Back, typed: TypedEvent) -> Result<Made, Refused> {
        let slug = &self.place()?.slug;
        let service = self.house.store.find_service(slug).await.map_err(Error::from)?;
        let service = service.ok_or(Error::NotFound)?;
        let asked = match typed.read(&service) {
            Ok(asked) => asked,
            Err(problems) => return Err(self.event_again(back, typed, problems, 422).await?),
        };
        let mut others = Vec::new();
        if let Asked::Add { everywhere: true, .. } = asked {
            let managed = self.managed_services().await?;
            others.extend(managed.into_iter().filter(|one| one.id != service.id));
        }
        if let Some((step, typed)) = self.to_confirm(&service, &others, &asked, &typed).await? {
            let page = EventsPage { step, ..self.loaded(back, typed).await?.page };
            return Err(Refused::Again { page: Box::new(page), status: 200 });
        }
        let order = EventOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key(),
            service: service.id,
            others: others.into_iter().map(|one| one.id).collect(),
            change: match asked.clone() {
                Asked::Add { event, .. } => EventChange::Add(event),
                Asked::Save(event, version) => EventChange::Save(event, Some(version)),
                Asked::Remove(id, version) => EventChange::Remove(id, Some(version)),
            },
            now: self.now.naive_utc(),
        };
        match (self.house.store.change_event(order).await, asked) {
            (Ok(saved), _) => Ok(Made { id: saved.id, seq: saved.seq }),
            (Err(store::Refused::Invalid(problems)), _) => {
                Err(self.event_again(back, typed, problems, 422).await?)
            }
            (Err(store::Refused::Conflict(_)), Asked::Save(event, _)) => {
                Err(self.clashed(back, typed, &service, &event).await?)
            }
            (Err(store::Refused::Conflict(_)), Asked::Remove(id, version)) => {
                Err(self.not_removed(back, typed, &id, version).await?)
            }
            (Err(store::Refused::NotFound), Asked::Save(Event { id, .. }, _)) => {
                let typed = typed.with("do", "add");
                let said = "Nothing was saved. What you typed is in the form: add it again if it shall stand.";
                Err(self.gone_meanwhile(back, typed, &id, said).await?)
            }
            (Err(store::Refused::NotFound), Asked::Remove(id, _)) => {
                Err(self.gone_meanwhile(back, TypedEvent::default(), &id, "").await?)
            }
            (Err(other), _) => Err(refused(other).into()),
        }
    }
}

impl Access {
    /// The page of all events.
    async fn loaded(&self, back: Back, typed: TypedEvent) -> Result<Loaded, Error> {
        let place = self.place()?;
        let store = &self.house.store;
        let service = store.find_service(&place.slug).await?.ok_or(Error::NotFound)?;
        let known = store.list_events(service.id).await?;
        let zone = &service.time_zone;
        let by = |stamp: &Stamp| -> By { (stamp.by.clone(), local(zone, stamp.at)) };
        let known = known.into_iter().map(|KnownEvent { event, version, stamps }| {
            let changed = stamps.get(1..).and_then(|later| later.last());
            (event, version, stamps.first().map(by), changed.map(by))
        });
        let managed = self.managed_services().await?.into_iter().map(|one| one.name);
        let from = Sources {
            service: &service,
            known: known.collect(),
            managed: managed.collect(),
            back,
            today: self.today,
            key: session::random_hex::<16>(),
        };
        let page = compose(from, typed);
        Ok(Loaded { service, page })
    }

    /// The services whose events this person may change.
    async fn managed_services(&self) -> Result<Vec<Managed>, Error> {
        let who = permission("POST", ROUTE).map(|row| row.who);
        let all = self.house.store.list_services_of(&self.person.id).await?;
        let managed = all.into_iter().filter(|one| who.is_some_and(|who| may(who, one.role)));
        Ok(managed.map(|one| Managed { id: one.id, slug: one.slug, name: one.name }).collect())
    }

    async fn event_again(
        &self,
        back: Back,
        typed: TypedEvent,
        problems: Vec<Invalid>,
        status: u16,
    ) -> Result<Refused, Error> {
        let page = self.show_typed_event(back, typed).await?;
        Ok(Refused::Again { page: Box::new(EventsPage { problems, ..page }), status })
    }

    /// The question whether an event shall go.
    async fn removing(
        &self,
        mut page: EventsPage,
        line: Line,
        seen: Option<String>,
    ) -> Result<EventsPage, Error> {
        let (person, id) = (&self.person.id, &line.event.id);
        let places = self.house.store.list_services_of_event(person, id).await?.len();
        let judged = self.judge_removal(&line.event).await?;
        page.step = Step::Remove { line: Box::new(line), seen, places, judged };
        Ok(page)
    }

    /// Somebody else changed the event that was to be changed: both are shown, and the form goes on
    /// from what stands.
    async fn clashed(
        &self,
        back: Back,
        typed: TypedEvent,
        service: &Service,
        mine: &Event,
    ) -> Result<Refused, Error> {
        let mut page = self.loaded(back, typed).await?.page;
        let Some(line) = line(&page, &mine.id).cloned() else {
            return Ok(Refused::Error(Error::NotFound));
        };
        page.problems = vec![Invalid::new("", changed_by(&line, "Nothing was saved."))];
        let clash = Some(differing(service, mine, &line));
        page.step = Step::Change { line: Box::new(line), clash };
        Ok(Refused::Again { page: Box::new(page), status: 409 })
    }

    /// Somebody else changed the event that was to be removed.
    async fn not_removed(
        &self,
        back: Back,
        typed: TypedEvent,
        id: &str,
        version: i32,
    ) -> Result<Refused, Error> {
        let Loaded { service, mut page } = self.loaded(back, typed).await?;
        let Some(line) = line(&page, id).cloned() else {
            return Ok(Refused::Error(Error::NotFound));
        };
        let stamps = self.house.store.list_event_stamps(service.id, id).await?;
        let seen = usize::try_from(version - 1).ok().and_then(|at| stamps.get(at)?.left.as_ref());
        let seen = seen.map(|event| in_words(event, channel_name(&service, event).as_deref()));
        page.problems = vec![Invalid::new("", changed_by(&line, "It was not removed."))];
        let page = self.removing(page, line, seen).await?;
        Ok(Refused::Again { page: Box::new(page), status: 409 })
    }

    /// Somebody else removed the event.
    async fn gone_meanwhile(
        &self,
        back: Back,
        typed: TypedEvent,
        id: &str,
        then: &str,
    ) -> Result<Refused, Error> {
        let Loaded { service, mut page } = self.loaded(back, typed).await?;
        let stamps = self.house.store.list_event_stamps(service.id, id).await?;
        let who = stamps.last().filter(|stamp| stamp.left.is_none());
        let who = who.map_or_else(
            || "That event is not there any more.".to_owned(),
            |stamp| {
                let at = app::ui::when(local(&service.time_zone, stamp.at));
                format!("{} removed that event at {at}.", stamp.by)
            },
        );
        page.problems = vec![Invalid::new("", format!("{who} {then}").trim().to_owned())];
        Ok(Refused::Again { page: Box::new(page), status: 409 })
    }

    /// What a change says of itself; none when there was none of that kind.
    async fn confirmation_of_event(
        &self,
        service: &Service,
        back: &Back,
        made: Made,
    ) -> Result<Option<Confirmation>, Error> {
        let store = &self.house.store;
        let stamps = store.list_event_stamps(service.id, &made.id).await?;
        let shown = (back, self.today);
        let Some(seq) = made.seq else {
            let now = stamps.last().and_then(|stamp| stamp.left.as_ref());
            return Ok(now.map(|now| {
                let same = (Some(now), Some(now));
                Confirmation {
                    what: vec![],
                    ..Confirmation::of(service, None, same, shown, vec![])
                }
            }));
        };
        let Some(at) = stamps.iter().position(|stamp| stamp.seq == seq) else { return Ok(None) };
        let before = at.checked_sub(1).and_then(|at| stamps[at].left.as_ref());
        let by = (stamps[at].by.clone(), local(&service.time_zone, stamps[at].at));
        let places = store.list_services_of_event(&self.person.id, &made.id).await?;
        let change = (before, stamps[at].left.as_ref());
        Ok(Some(Confirmation::of(service, Some(by), change, shown, places)))
    }
}

/// A new form as an address asks for it: what it does not know is left out.
fn prefilled(service: &Service, asked: &EventsQuery) -> TypedEvent {
    let known = |slug: &&str| service.channel_named(slug).is_some();
    let kind = asked.kind.as_deref().and_then(EventKind::from_word);
    let channel = asked.channel.as_deref().filter(known);
    let from = asked.from.as_deref().and_then(|text| read_day("from", text).ok().flatten());
    let from = from.map(|day| day.to_string());
    let all =
        [("kind", kind.map(EventKind::word)), ("channel", channel), ("from", from.as_deref())];
    let known = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
    known.fold(TypedEvent::default().with("do", "add"), |typed, (name, value)| {
        typed.with(name, value)
    })
}

/// The form of an event that stands.
fn changing(service: &Service, page: EventsPage, line: Line) -> EventsPage {
    let channel = line.event.channel.and_then(|id| service.channel(id));
    let typed = TypedEvent::of(&line.event, channel.map(|one| one.slug.as_str()), line.version);
    EventsPage { typed, step: Step::Change { line: Box::new(line), clash: None }, ..page }
}

/// An address named an event that is not there.
fn gone(page: EventsPage) -> EventsPage {
    let said = "That event is not here any more: somebody has removed it.";
    EventsPage { problems: vec![Invalid::new("", said)], ..page }
}

fn changed_by(line: &Line, then: &str) -> String {
    let by = line.changed.as_ref().map_or_else(
        || "Somebody".to_owned(),
        |(name, at)| format!("At {} {name}", app::ui::when(*at)),
    );
    format!("{by} changed this event, after you opened it. {then}")
}

fn channel_name(service: &Service, event: &Event) -> Option<String> {
    let channel = event.channel.and_then(|id| service.channel(id));
    channel.map(|channel| channel.name.clone())
}

/// What two states of an event differ in: its name, as typed, as it stands.
fn differing(service: &Service, mine: &Event, stands: &Line) -> Vec<[String; 3]> {
    let whole = || "The whole service".to_owned();
    let theirs = &stands.event;
    let all = [
        ("What happened", mine.name.clone(), theirs.name.clone()),
        ("Kind", kind_words(mine.kind).to_owned(), kind_words(theirs.kind).to_owned()),
        ("Days", days(mine), days(theirs)),
        (
            "Concerns",
            channel_name(service, mine).unwrap_or_else(whole),
            stands.channel.clone().unwrap_or_else(whole),
        ),
    ];
    let differ = all.into_iter().filter(|(_, mine, theirs)| mine != theirs);
    differ.map(|(what, mine, theirs)| [what.to_owned(), mine, theirs]).collect()
}
