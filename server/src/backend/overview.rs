//! Loads the overview: the lines of every service somebody sees, each service's kept until its data
//! changes.
//!
//! Refuses to read ten years for one: what a year of small charts needs is five, and only the
//! fields that are drawn. A service where so many weeks are missing that earlier ones are needed is
//! read whole.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use app::error::Error;
use app::overview::{Overview, OverviewPage, ServiceLines, Shown};
use app::ui::Card;
use app::{Page, ServiceLink};
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use beforehand::role::{Who, may, permission};
use beforehand::series::Ledger;
use beforehand::spc::Variant;
use beforehand::trend::{self, line_name};
use beforehand::week::Week;
use chrono::NaiveDate;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::backend::{Access, House};
use crate::chart::small;
use crate::error::{Answer, Refusal};
use crate::page::{self, Key};
use crate::pages::{self, Signed};
use crate::store::ServiceSummary;

/// Weeks a small chart shows.
const SHOWN: u32 = 52;
/// Weeks that are read: those shown, the 52 before that judge the first of them, eight quarters that
/// tell how far weeks resemble each other, and two years of runs that were judged in full.
const READ: i32 = 5 * 52;
/// Entered weeks in the first two of those years that make what comes after them as good as if all
/// had been read.
const ENOUGH: usize = 52;
/// Services read at the same time.
const AT_ONCE: usize = 4;

/// What was last made of each service.
#[derive(Default)]
pub struct Lines {
    made: Mutex<HashMap<i32, Made>>,
}

struct Made {
    version: i64,
    today: NaiveDate,
    cards: Arc<Vec<Card>>,
}

impl Lines {
    fn find(&self, service: &ServiceSummary, today: NaiveDate) -> Option<Arc<Vec<Card>>> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let made = made.get(&service.id)?;
        (made.version == service.data_version && made.today == today).then(|| made.cards.clone())
    }

    fn put(&self, service: &ServiceSummary, today: NaiveDate, cards: &Arc<Vec<Card>>) {
        let made = Made { version: service.data_version, today, cards: cards.clone() };
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(service.id, made);
    }
}

/// `GET /overview`: kept until one of the services changes.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(pairs): Query<Vec<(String, String)>>,
    asked: HeaderMap,
) -> Answer {
    let shown = Shown::read(pairs.iter().map(|(key, value)| (&**key, &**value)));
    let services = access.seen_services().await?;
    let mut versions = DefaultHasher::new();
    for service in &services {
        (service.id, service.data_version).hash(&mut versions);
    }
    let seen: Vec<_> = services.iter().map(|service| service.id.to_string()).collect();
    let key = Key {
        service: None,
        shows: format!("overview{} {}", shown.canonical(), seen.join(" ")),
        role: pages::role(&access),
    };
    let state = page::State { version: versions.finish().cast_signed(), today: access.today };
    let make = async || -> Result<page::Finished, Refusal> {
        let page = access.lines_of(services.clone(), shown).await?;
        Ok(pages::finish(&access.house, Some(&access), Page::Overview(page), true))
    };
    let finished = access.house.pages.page(&key, state, make).await?;
    Ok(finished.respond(StatusCode::OK, &pages::person(Some(&access)), &asked))
}

#[async_trait::async_trait]
impl Overview for Access {
    async fn overview(&self, shown: Shown) -> Result<OverviewPage, Error> {
        self.lines_of(self.seen_services().await?, shown).await
    }
}

impl Access {
    /// The services whose trends this person may see.
    async fn seen_services(&self) -> Result<Vec<ServiceSummary>, Error> {
        let who = permission("GET", "/services/{service}/trends");
        let who = who.map_or(Who::InService(&[]), |row| row.who);
        let all = self.house.store.list_services_of(&self.person.id).await?;
        Ok(all.into_iter().filter(|service| may(who, service.role)).collect())
    }

    pub(super) async fn lines_of(
        &self,
        services: Vec<ServiceSummary>,
        shown: Shown,
    ) -> Result<OverviewPage, Error> {
        let today = self.today;
        let gate = Arc::new(Semaphore::new(AT_ONCE));
        let mut under_way = JoinSet::new();
        for (place, service) in services.into_iter().enumerate() {
            let (house, gate) = (self.house.clone(), gate.clone());
            under_way.spawn(async move {
                let _turn = gate.acquire().await;
                let cards = cards(&house, &service, today).await?;
                let link = ServiceLink { slug: service.slug, name: service.name };
                Ok::<_, Error>((place, ServiceLines { service: link, cards: (*cards).clone() }))
            });
        }
        let mut found = Vec::with_capacity(under_way.len());
        while let Some(done) = under_way.join_next().await {
            // A task that panicked took nothing with it: the page is refused.
            let internal = |error: tokio::task::JoinError| {
                tracing::error!(%error, "a service of the overview was not read");
                Error::Busy
            };
            found.push(done.map_err(internal)??);
        }
        let need = |lines: &ServiceLines| {
            let urgency = lines.cards.first().map_or(0, |card| card.glance.urgency);
            (urgency, lines.cards.iter().map(|card| card.glance.signals).sum::<usize>())
        };
        found.sort_by_key(|(place, lines)| (std::cmp::Reverse(need(lines)), *place));
        let last = Week::last_due(today);
        Ok(OverviewPage {
            shown,
            services: found.into_iter().map(|(_, lines)| lines).collect(),
            weeks: (last.plus(1 - SHOWN as i32), last),
        })
    }
}

/// The lines of one service, the one most in need of a look first.
async fn cards(
    house: &House,
    service: &ServiceSummary,
    today: NaiveDate,
) -> Result<Arc<Vec<Card>>, Error> {
    if let Some(cards) = house.lines.find(service, today) {
        return Ok(cards);
    }
    let since = Week::last_due(today).plus(-READ);
    let mut ledger = house.store.lines_since(service.id, since).await?.ok_or(Error::NotFound)?;
    if !is_enough(&ledger, since, today) {
        ledger = house.store.ledger(service.id).await?.ok_or(Error::NotFound)?;
    }
    let cards = Arc::new(drawn(&ledger, today));
    house.lines.put(service, today, &cards);
    Ok(cards)
}

/// Whether every line that began before `since` has so many weeks after it that earlier ones bear
/// on nothing that is shown.
fn is_enough(ledger: &Ledger, since: Week, today: NaiveDate) -> bool {
    trend::lines(ledger, today).into_iter().all(|(channel, field)| {
        let series = ledger.series(channel, field, since.plus(2 * 52));
        let entered = series.between(since, since.plus(2 * 52));
        channel.first >= since
            || entered.iter().filter(|point| point.counted().is_some()).count() >= ENOUGH
    })
}

fn drawn(ledger: &Ledger, today: NaiveDate) -> Vec<Card> {
    let last = Week::last_due(today);
    let lines = trend::lines(ledger, today).into_iter();
    let running = lines.filter(|(channel, _)| channel.runs(last));
    let mut cards: Vec<_> = running
        .map(|(channel, field)| {
            let (chart, glance) = trend::glance(ledger, channel, field, Variant::Adjusted, today);
            let name = line_name(&channel.slug, field);
            let to = format!("/services/{}/trends/{name}", ledger.service.slug);
            Card { glance, drawing: small(&chart, last, SHOWN), to }
        })
        .collect();
    cards.sort_by_key(|card| std::cmp::Reverse((card.glance.urgency, card.glance.signals > 0)));
    cards
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is drawn from five years is what is drawn from all of them.
    #[test]
    fn five_years_draw_what_all_years_draw() {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        let whole = crate::demo::demo(today).ledger();
        let since = Week::last_due(today).plus(-READ);
        let mut part = Ledger::new(whole.service.clone());
        let mut left_out = 0;
        for (key, count) in whole.counts() {
            if key.2 >= since {
                part.set_count(key, count);
            } else {
                left_out += 1;
            }
        }
        for channel in &whole.service.channels {
            for week in channel.first.through(Week::last_due(today)) {
                let days = whole.open_days(channel, week);
                part.set_open_days(channel.id, week, days);
            }
        }
        assert!(left_out > 100 && is_enough(&part, since, today));
        let told = |ledger: &Ledger| -> Vec<_> {
            drawn(ledger, today).into_iter().map(|card| (card.glance, card.drawing)).collect()
        };
        assert!(!told(&whole).is_empty());
        assert_eq!(told(&part), told(&whole));
    }

    #[test]
    fn a_line_with_too_few_weeks_is_read_whole() {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        let whole = crate::demo::demo(today).ledger();
        let since = Week::last_due(today).plus(-READ);
        let mut part = Ledger::new(whole.service.clone());
        for (key, count) in whole.counts().filter(|(key, _)| key.2 >= since.plus(104)) {
            part.set_count(key, count);
        }
        assert!(!is_enough(&part, since, today));
    }
}
