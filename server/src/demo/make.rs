//! Puts the demo into a database.

use beforehand::edition::concerns;
use beforehand::entry::WeekChange;
use beforehand::quarter::Quarter;
use beforehand::role::Role;
use beforehand::service::Service;
use chrono::{NaiveDate, NaiveDateTime};

use super::{Demo, OTHER, PEOPLE, SLUG};
use crate::password;
use crate::store::{
    Actor, ApprovalOrder, DefinitionOrder, NewChannel, NewService, PersonDraft, Refused, SaveWeeks,
    Source, Store, StoreError, WeekSave,
};

/// The reporting year of the founding sentence.
const FOUNDING_YEAR: i32 = 2018;
/// The first reporting year whose quarters were approved one by one.
const APPROVED_SINCE: i32 = 2025;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was made.
    Made,
    /// It was there already and was left alone.
    There,
}

/// Whether the database is the demo's: then a banner on every page says so. One that holds demo data
/// beside real ones is not.
///
/// # Errors
/// When the database does not answer.
pub async fn is_demo(store: &Store) -> Result<bool, StoreError> {
    let named = store.find_service(SLUG).await?.is_some();
    Ok(named && store.find_invented_service().await?.is_none())
}

/// Loads the demo's helpline beside real services, as a service that is marked and without any account
/// of the demo: whoever asked for it approves its quarters.
///
/// # Errors
/// [`Refused::Invalid`] when it is there already.
pub async fn load(
    store: &Store,
    actor: &Actor,
    demo: Demo,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<(), Refused> {
    let name = format!("{} (demo)", demo.service.name);
    let service = Service { name, ..demo.service };
    let new = as_new(&service);
    let id = store.add_invented_service(actor, new, now).await?;
    fill(store, (actor, id), service, demo.weeks, today, now).await?;
    approve(store, actor, id, today, now).await
}

/// Makes the demo, unless it is there.
///
/// # Errors
/// A sentence, when the database holds anything else or does not answer.
pub async fn make(
    store: &Store,
    demo: Demo,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<Outcome, String> {
    let say = |error: StoreError| error.to_string();
    let services = store.list_services().await.map_err(say)?;
    let people = store.list_people().await.map_err(say)?;
    if services.is_empty() && people.is_empty() {
        return make_all(store, demo, today, now).await.map_err(|refused| refused.to_string());
    }
    // Demo data beside real ones are no reason to take a database for the demo's.
    let beside = store.find_invented_service().await.map_err(say)?.is_some();
    if beside || !services.iter().any(|service| service.slug == SLUG) {
        return Err("This database is not the demo's and stays as it is. \
                    Give the demo a folder of its own with --data."
            .to_owned());
    }
    if PEOPLE.iter().all(|demo| people.iter().any(|person| person.email == demo.email)) {
        Ok(Outcome::There)
    } else {
        Err("This demo was never finished. Remove its folder and make it again.".to_owned())
    }
}

async fn make_all(
    store: &Store,
    demo: Demo,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<Outcome, Refused> {
    let one = make_service(store, demo.service, demo.weeks, today, now).await?;
    let other = make_service(store, demo.other, demo.other_weeks, today, now).await?;
    // People last: a demo with accounts is a whole one.
    for person in PEOPLE {
        let internal = |error: String| Refused::Store(StoreError::Internal(error));
        let hash = tokio::task::spawn_blocking(|| password::hash(person.password))
            .await
            .map_err(|error| internal(error.to_string()))?
            .map_err(|error| internal(error.to_string()))?;
        let draft = PersonDraft {
            email: person.email.to_owned(),
            name: person.name.to_owned(),
            admin: person.role == Role::Admin,
            password: Some(hash),
        };
        let service = if person.service == OTHER { other } else { one };
        let roles = [(service, person.role)];
        let roles: &[_] = if draft.admin { &[] } else { &roles };
        let id = store.add_person(&Actor::Console, draft, roles, now).await?;
        if person.role == Role::Manager {
            approve(store, &Actor::Person(id), service, today, now).await?;
        }
    }
    Ok(Outcome::Made)
}

/// The founding year, and every quarter since the helpline began to approve its figures; the last that
/// is over waits for whoever tries the demo out.
async fn approve(
    store: &Store,
    manager: &Actor,
    service: i32,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<(), Refused> {
    let ledger = store.ledger(service).await?.ok_or(Refused::NotFound)?;
    let Some(first) = ledger.service.channels.iter().map(|channel| channel.first).min() else {
        return Ok(());
    };
    let waiting = Quarter::last_over(today);
    let mut quarter = Quarter::of(first);
    while quarter < waiting {
        let year = quarter.reporting_year(ledger.service.year_start);
        if year != FOUNDING_YEAR && year < APPROVED_SINCE {
            quarter = quarter.next();
            continue;
        }
        let reason = "Accepted when the demo was made.".to_owned();
        let open = concerns(&ledger, quarter, today).into_iter();
        let order = ApprovalOrder {
            actor: manager.clone(),
            key: None,
            service,
            quarter,
            mark: None,
            reasons: open.map(|one| (one.code, reason.clone())).collect(),
            comment: String::new(),
            mail: None,
            now,
            today,
        };
        store.approve(order).await?;
        quarter = quarter.next();
    }
    Ok(())
}

async fn make_service(
    store: &Store,
    service: Service,
    weeks: Vec<WeekChange>,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<i32, Refused> {
    let actor = Actor::Console;
    let id = store.add_service(&actor, as_new(&service), now).await?;
    fill(store, (&actor, id), service, weeks, today, now).await?;
    Ok(id)
}

fn as_new(service: &Service) -> NewService {
    NewService {
        slug: service.slug.clone(),
        name: service.name.clone(),
        year_start: service.year_start,
        time_zone: service.time_zone.clone(),
    }
}

/// Channels, closed days, events, definitions and weeks of a service that was just made.
async fn fill(
    store: &Store,
    (actor, id): (&Actor, i32),
    service: Service,
    weeks: Vec<WeekChange>,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<(), Refused> {
    for channel in service.channels {
        let number = channel.id;
        let new = NewChannel {
            slug: channel.slug,
            name: channel.name,
            noun: channel.noun,
            kind: channel.kind,
            first: channel.first,
            timetables: channel.timetables,
            collected: channel.collected,
        };
        if store.add_channel(actor, id, new, now).await? != number {
            return Err(StoreError::Internal("channels are not numbered from 1".into()).into());
        }
    }
    if !service.closures.is_empty() {
        store.save_closures(actor, id, service.closures, now).await?;
    }
    for event in service.events {
        store.save_event(actor, id, event, None, now).await?;
    }
    for definition in service.definitions {
        let (actor, key, service) = (actor.clone(), None, id);
        store.save_definition(DefinitionOrder { actor, key, service, definition, now }).await?;
    }
    let weeks = weeks.into_iter().map(|change| WeekSave { change, expected: Some(0) }).collect();
    let order = SaveWeeks {
        actor: actor.clone(),
        key: None,
        service: id,
        weeks,
        source: Source::Import("made-up figures".to_owned()),
        reason: None,
        rehearsal: false,
        now,
        today,
    };
    store.save_weeks(order).await.map(|_| ())
}
