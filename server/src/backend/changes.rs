//! Loads every change of a service, or of the whole installation, with the state of its record.
//!
//! Refuses to hide a row, whatever stands in it, and to say that a row is what was written without having
//! worked its hash out again.

mod keeper;

use std::collections::BTreeMap;

use app::changes::{AT_ONCE, Asked, Chain, Changes, ChangesPage, Filter, Line, Record, address};
use app::error::Error;
use app::history::{Names, said};
use app::{Page, ServiceLink};
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use beforehand::history::{Deed, action_words};
use beforehand::invalid::Invalid;
use beforehand::service::Service;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

use super::Access;
use super::entry::local;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::store::{AuditRow, Wanted, deed_of};

pub use keeper::Keeper;
use keeper::Kept;

/// The chain of the installation, and how an address names it.
const INSTALLATION: (i32, &str) = (0, "installation");

/// `GET /changes` and `GET /services/{service}/changes`.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(pairs): Query<Vec<(String, String)>>,
    asked: HeaderMap,
) -> Answer {
    let query = Asked::read(pairs.iter().map(|(key, value)| (&**key, &**value)));
    let page = Box::new(access.changes(query).await?);
    let status =
        if page.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(pages::fresh(&access, &asked, Page::Changes(page), status))
}

/// What a page or a file of changes is about.
pub struct Scope {
    /// The services, by number; the one of the page, or all there are.
    services: BTreeMap<i32, ServiceLink>,
    /// The page's own chain; none for all of them.
    chain: Option<i32>,
    /// The time zone in which times are shown and days are meant.
    zone: String,
}

impl Scope {
    /// Which rows are meant.
    ///
    /// # Errors
    /// What of it cannot be understood.
    pub fn wanted(&self, asked: &Asked) -> Result<Wanted, Vec<Invalid>> {
        let Filter { service, person, topic, week, from, to } = asked.filter()?;
        let chain = match (self.chain, service) {
            (Some(own), _) => Some(own),
            (None, None) => None,
            (None, Some(slug)) if slug == INSTALLATION.1 => Some(INSTALLATION.0),
            (None, Some(slug)) => {
                let found = self.services.iter().find(|(_, link)| link.slug == slug);
                let ask = "There is no such service. Choose one from the list.";
                Some(*found.ok_or_else(|| vec![Invalid::new("service", ask)])?.0)
            }
        };
        let from = from.map(|day| midnight(&self.zone, day));
        let until = to.map(|day| midnight(&self.zone, day.succ_opt().unwrap_or(day)));
        Ok(Wanted { chain, person, topic, week, from, until })
    }
}

/// A change as it is told, and its row.
pub struct Told {
    /// In words.
    pub line: Line,
    /// As it stands.
    pub row: AuditRow,
}

#[async_trait::async_trait]
impl Changes for Access {
    async fn changes(&self, asked: Asked) -> Result<ChangesPage, Error> {
        let scope = self.scope().await?;
        let mut page = ChangesPage { asked, ..ChangesPage::default() };
        page.service = scope.chain.and_then(|id| scope.services.get(&id).cloned());
        if scope.chain.is_none() {
            page.services = scope.services.values().cloned().collect();
            page.services.sort_by(|a, b| a.name.cmp(&b.name));
        }
        let names = self.names().await?;
        let actors = self.house.store.list_actors(scope.chain).await?.into_iter();
        page.people =
            actors.map(|(id, had)| (id.clone(), names.get(&id).cloned().unwrap_or(had))).collect();
        match scope.wanted(&page.asked) {
            Err(problems) => page.problems = problems,
            Ok(wanted) => {
                let skip = u64::from(page.asked.page() - 1) * u64::from(AT_ONCE);
                let (told, total) = self.told(&scope, &names, &wanted, skip, AT_ONCE).await?;
                page.lines = told.into_iter().map(|one| one.line).collect();
                page.total = total;
            }
        }
        page.record = self.record(&scope, page.asked.again).await?;
        let meddled = page.lines.iter().any(|line| line.meddled);
        if meddled && page.record.chains.iter().all(|chain| chain.problems.is_empty()) {
            // It was changed since its chain was followed.
            page.record = self.record(&scope, true).await?;
        }
        Ok(page)
    }
}

impl Access {
    /// What this person's page of changes is about.
    ///
    /// # Errors
    /// Busy, when the database does not answer; forbidden, where no service is named by somebody who
    /// is no administrator.
    pub async fn scope(&self) -> Result<Scope, Error> {
        if let Some(place) = &self.place {
            let link = ServiceLink { slug: place.slug.clone(), name: place.name.clone() };
            return Ok(Scope {
                services: BTreeMap::from([(place.service, link)]),
                chain: Some(place.service),
                zone: place.time_zone.clone(),
            });
        }
        if !self.person.admin {
            return Err(Error::Forbidden { ask: "the administrator".to_owned() });
        }
        let store = &self.house.store;
        let all = store.list_services().await?;
        let first = match all.first() {
            Some(first) => store.find_service(&first.slug).await?,
            None => None,
        };
        let links = all.into_iter().map(|one| {
            let link = ServiceLink { slug: one.slug, name: one.name };
            (one.id, link)
        });
        let zone = first.map_or("Europe/London".to_owned(), |service| service.time_zone);
        Ok(Scope { services: links.collect(), chain: None, zone })
    }

    /// Everybody's name by id.
    ///
    /// # Errors
    /// Busy, when the database does not answer.
    pub async fn names(&self) -> Result<BTreeMap<String, String>, Error> {
        let people = self.house.store.list_people().await?.into_iter();
        Ok(people.map(|one| (one.id, one.name)).collect())
    }

    /// Changes in words, the newest first; and how many there are in all.
    ///
    /// # Errors
    /// Busy, when the database does not answer.
    pub async fn told(
        &self,
        scope: &Scope,
        names: &BTreeMap<String, String>,
        wanted: &Wanted,
        skip: u64,
        most: u32,
    ) -> Result<(Vec<Told>, u64), Error> {
        let store = &self.house.store;
        let (rows, total) = store.list_changes(wanted, skip, most).await?;
        let mut services: BTreeMap<i32, Option<Service>> = BTreeMap::new();
        for row in &rows {
            if let std::collections::btree_map::Entry::Vacant(free) = services.entry(row.chain) {
                let found = match scope.services.get(&row.chain) {
                    Some(link) => store.find_service(&link.slug).await?,
                    None => None,
                };
                free.insert(found);
            }
        }
        let told = rows.into_iter().map(|row| {
            let deed = deed_of(&row);
            let deed = Deed { at: local(&scope.zone, deed.at), ..deed };
            let service = services.get(&row.chain).and_then(Option::as_ref);
            let said = said(&Names { service, people: names }, &deed, &row.object);
            let line = Line {
                seq: row.seq,
                service: scope.services.get(&row.chain).cloned(),
                act: action_words(&row.action),
                said,
                hash: row.hash.clone(),
                meddled: !row.is_sound(),
            };
            Told { line, row }
        });
        Ok((told.collect(), total))
    }

    /// Whether the record holds: followed on from where this process followed it last.
    async fn record(&self, scope: &Scope, again: bool) -> Result<Record, Error> {
        let (house, now) = (&self.house, self.now);
        let chains: Vec<i32> = match scope.chain {
            Some(own) => vec![own],
            None => std::iter::once(INSTALLATION.0).chain(scope.services.keys().copied()).collect(),
        };
        let (known, done) = house.keeper.look(&house.store, &chains, now, again).await?;
        let chains = chains.into_iter().map(|id| {
            let link = scope.services.get(&id);
            let kept = known.get(&id);
            let name = link.map_or("The installation".to_owned(), |link| link.name.clone());
            let to = link.map_or_else(
                || format!("{}?service={}", address(None), INSTALLATION.1),
                |link| address(Some(link)),
            );
            chain(name, to, kept, &scope.zone)
        });
        Ok(Record { chains: chains.collect(), unfinished: !done })
    }
}

fn chain(name: String, to: String, kept: Option<&Kept>, zone: &str) -> Chain {
    let here = |at: NaiveDateTime| local(zone, at);
    let Some(kept) = kept else { return Chain { name, to, ..Chain::default() } };
    Chain {
        name,
        to,
        changes: kept.walk.rows,
        since: kept.walk.since.map(here),
        head: kept.walk.hash.clone(),
        checked: Some(here(kept.whole.naive_utc())),
        problems: kept.problems.clone(),
    }
}

/// The first moment of a day in a time zone, UTC.
fn midnight(zone: &str, day: NaiveDate) -> NaiveDateTime {
    let zone: Tz = zone.parse().unwrap_or(chrono_tz::Europe::London);
    let first = day.and_time(NaiveTime::MIN);
    // Where clocks are put forward at midnight the day begins an hour later.
    let begins = zone.from_local_datetime(&first).earliest();
    begins.map_or(first, |begins| begins.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_the_service_is() {
        let check = |zone, day: &str, expected: &str| {
            let found = midnight(zone, day.parse().unwrap());
            assert_eq!(found.format("%Y-%m-%d %H:%M").to_string(), expected);
        };
        check("Europe/London", "2026-01-15", "2026-01-15 00:00");
        check("Europe/London", "2026-06-15", "2026-06-14 23:00");
        check("Australia/Sydney", "2026-01-15", "2026-01-14 13:00");
        check("nowhere", "2026-06-15", "2026-06-14 23:00");
    }
}
