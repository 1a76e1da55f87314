//! Loads the Trends page: the ledger, the trends, the drawings.

pub mod line;

use app::ServiceLink;
use app::error::Error;
use app::line::{LinePage, Lines};
use app::trends::live::Live;
use app::trends::{Trends, TrendsPage, TrendsQuery};
use app::ui::Card;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Field};
use beforehand::spc::{SignalRun, Variant};
use beforehand::trend::{self, line_name, told};
use chrono::NaiveDate;

use self::line::Seen;
use super::Access;
use crate::chart::{Drawer, small};

#[async_trait::async_trait]
impl Trends for Access {
    async fn trends(&self, query: TrendsQuery) -> Result<TrendsPage, Error> {
        let place = self.place()?;
        let ledger = self.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        page(&ledger, &self.house.charts, query, self.today).await
    }

    async fn live(&self, name: &str, query: TrendsQuery) -> Result<Live, Error> {
        let place = self.place()?;
        let ledger = self.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        line::live(&ledger, name, &query, &Seen::of(&ledger, &query, self.today)?)
    }
}

#[async_trait::async_trait]
impl Lines for Access {
    async fn line(&self, name: &str, query: TrendsQuery) -> Result<LinePage, Error> {
        let place = self.place()?;
        let ledger = self.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        alone(&ledger, &self.house.charts, name, query, self.today).await
    }
}

/// The page of one line.
async fn alone(
    ledger: &Ledger,
    charts: &Drawer,
    name: &str,
    query: TrendsQuery,
    today: NaiveDate,
) -> Result<LinePage, Error> {
    let service = &ledger.service;
    let seen = Seen::of(ledger, &query, today)?;
    let (channel, field) = line::find(ledger, name, &seen).ok_or(Error::NotFound)?;
    let rules = query.rules;
    let section = line::line(ledger, charts, name, &query, &seen).await?;
    let trend = &section.trend;
    let shown = (seen.window.first, seen.last);
    let explained = |run: &SignalRun| {
        let cause = service.explanation((channel.id, field), run)?;
        service.cause_words(&cause.cause).filter(|_| rules == Variant::default())
    };
    let signals = trend.signals_in(shown.0, shown.1);
    let days = (shown.0.monday(), shown.1.sunday());
    let events = service.events.iter().filter(|event| event.concerns(channel.id));
    let weeks = seen.window.weeks.min(line::TWO_YEARS);
    let lines = trend::lines(ledger, seen.from);
    let own = |line: &(&Channel, Field)| (line.0.id, line.1) == (channel.id, field);
    let mut others: Vec<_> = lines
        .iter()
        .filter(|line| !own(line))
        .map(|(channel, field)| {
            let (chart, glance) = trend::glance(ledger, channel, *field, rules, seen.from);
            let name = line_name(&channel.slug, *field);
            let to = format!("/services/{}/trends/{name}{}", service.slug, query.canonical());
            Card { glance, drawing: small(&chart, seen.last, weeks), to }
        })
        .collect();
    others.sort_by_key(|card| std::cmp::Reverse(card.glance.urgency));
    let label = |(channel, field): &(&Channel, Field)| {
        (line_name(&channel.slug, *field), channel.label(*field))
    };
    Ok(LinePage {
        name: name.to_owned(),
        lines: lines.iter().map(label).collect(),
        definition: told::definition(channel, field).to_owned(),
        signals: signals.iter().map(|(run, words)| (words.clone(), explained(run))).collect(),
        grounds: trend.grounds(shown.0, shown.1),
        chance: trend.chance(),
        events: events
            .filter(|event| event.from <= days.1 && days.0 <= event.to)
            .map(told::event)
            .collect(),
        others,
        trends: TrendsPage {
            service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
            query,
            year_start: service.year_start,
            quarter: seen.quarter,
            quarters: seen.quarters,
            weeks: shown,
            title: trend.title.clone(),
            sections: vec![section],
        },
    })
}

/// The page of everything counted for a service.
async fn page(
    ledger: &Ledger,
    charts: &Drawer,
    query: TrendsQuery,
    today: NaiveDate,
) -> Result<TrendsPage, Error> {
    let service = &ledger.service;
    let seen = Seen::of(ledger, &query, today)?;
    let trends = trend::trends(ledger, seen.quarter, query.rules, seen.from);
    let mut sections = Vec::with_capacity(trends.len());
    for trend in trends {
        sections.push(line::section(ledger, charts, trend, seen.window).await);
    }
    let title = sections.first().map_or_else(String::new, |first| first.trend.title.clone());
    Ok(TrendsPage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        query,
        year_start: service.year_start,
        quarter: seen.quarter,
        quarters: seen.quarters,
        weeks: (seen.window.first, seen.last),
        title,
        sections,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The demo's page as HTML, from a server built without charts.
    async fn shown(pairs: &[(&str, &str)]) -> String {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        let ledger = crate::demo::demo(today).ledger();
        let query = TrendsQuery::read(pairs.iter().copied());
        let made = page(&ledger, &Drawer::start(""), query, today).await.unwrap();
        app::render(app::Page::Trends(made), app::Frame::default()).html
    }

    #[tokio::test]
    async fn the_founding_quarter_says_what_the_quarter_page_says() {
        let html = shown(&[("quarter", "2018-Q4")]).await;
        for said in [
            "Calls rose 25% on October to December 2018",
            "Website visits rose 40% on October to December 2018",
            "Calls have been above average for",
            "Signals in the last 13 weeks",
            "1 January 2018 to 31 March 2019",
        ] {
            assert!(html.contains(said), "{said}");
        }
    }

    #[tokio::test]
    async fn without_an_engine_the_tables_stand_open_with_the_same_numbers() {
        let html = shown(&[("weeks", "all"), ("rules", "nhs")]).await;
        assert!(html.contains("The chart could not be drawn just now."));
        assert!(html.contains("<details open"), "no open table");
        assert!(!html.contains("data-live"), "there is no chart to explore");
        assert!(html.contains("not entered") && html.contains("1 January 2018"));
        assert!(html.contains("weeks=all#"), "the way back to the adjusted rules keeps the period");
    }
}
