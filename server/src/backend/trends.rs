//! Loads the Trends page: the ledger, the trends, the drawings.

use app::ServiceLink;
use app::error::Error;
use app::trends::{Row, Section, Span, Trends, TrendsPage, TrendsQuery};
use beforehand::quarter::Quarter;
use beforehand::series::{Ledger, State};
use beforehand::service::Channel;
use beforehand::spc::{ChartPoint, Signal};
use beforehand::trend::{self, Trend};
use beforehand::week::Week;
use chrono::NaiveDate;

use super::Access;
use crate::chart::{Drawer, Window, control_chart};

/// Weeks shown unless all years are asked for.
const TWO_YEARS: u32 = 104;
/// The least a chart shows, so that a young service is not a few wide steps.
const LEAST: u32 = 26;

#[async_trait::async_trait]
impl Trends for Access {
    async fn trends(&self, query: TrendsQuery) -> Result<TrendsPage, Error> {
        let place = self.place()?;
        let ledger = self.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        page(&ledger, &self.house.charts, query, self.today).await
    }
}

/// The page of everything counted for a service.
async fn page(
    ledger: &Ledger,
    charts: &Drawer,
    query: TrendsQuery,
    today: NaiveDate,
) -> Result<TrendsPage, Error> {
    let service = &ledger.service;
    let quarters = quarters(ledger, today);
    let quarter = match &query.quarter {
        Some(name) => {
            Quarter::parse(name, service.year_start).map_err(|wrong| Error::Invalid(vec![wrong]))?
        }
        None => latest(ledger, &quarters, today),
    };
    let (seen_from, last) = as_of(quarter, today);
    let trends = trend::trends(ledger, quarter, query.rules, seen_from);
    let window = window(ledger, last, query.span);
    let mut sections = Vec::with_capacity(trends.len());
    for trend in trends {
        let (picture, look) = control_chart(&trend, service, window);
        let drawing = charts.draw(picture).await;
        if let Err(error) = &drawing {
            tracing::error!(%error, chart = trend.label, "no chart");
        }
        sections.push(Section {
            anchor: format!("{}-{}", trend.slug, trend.field.word()),
            rows: rows(ledger, &trend, window),
            drawing: drawing.ok(),
            starts_at: look.starts_at,
            trend,
        });
    }
    let title = sections.first().map_or_else(String::new, |first| first.trend.title.clone());
    Ok(TrendsPage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        query,
        year_start: service.year_start,
        quarter,
        quarters,
        weeks: (window.first, last),
        title,
        sections,
    })
}

/// The quarters from the first channel's first to the one that has started, the latest first.
fn quarters(ledger: &Ledger, today: NaiveDate) -> Vec<Quarter> {
    let first = ledger.service.channels.iter().map(|channel| channel.first).min();
    let mut quarters = Vec::new();
    let mut quarter = Quarter::containing(today);
    while first.is_some_and(|first| quarter.last_week() >= first) {
        quarters.push(quarter);
        quarter = quarter.previous();
    }
    quarters
}

/// The latest quarter that is over and has a count in it, else the latest that is over.
fn latest(ledger: &Ledger, quarters: &[Quarter], today: NaiveDate) -> Quarter {
    let over = Quarter::last_over(today);
    let counted = |quarter: &Quarter| {
        ledger.service.channels.iter().any(|channel| {
            let field = channel.kind.main_field();
            quarter.weeks().any(|week| ledger.state(channel, field, week).count().is_some())
        })
    };
    quarters.iter().copied().filter(|quarter| *quarter <= over).find(counted).unwrap_or(over)
}

/// The day a quarter is looked at from, and the last week shown: now, or for an earlier quarter the
/// day after its end, so that an address shows the same charts however much later it is opened.
fn as_of(quarter: Quarter, today: NaiveDate) -> (NaiveDate, Week) {
    if quarter >= Quarter::last_over(today) {
        (today, Week::containing(today))
    } else {
        (quarter.next().first_week().monday(), quarter.last_week())
    }
}

fn window(ledger: &Ledger, last: Week, span: Span) -> Window {
    let start = ledger.service.channels.iter().map(|channel| channel.first).min();
    let all = start.map_or(0, |start| start.weeks_to(last) + 1).max(LEAST as i32) as u32;
    let weeks = if span == Span::All { all } else { all.min(TWO_YEARS) };
    Window { first: last.plus(1 - weeks as i32), weeks }
}

fn rows(ledger: &Ledger, trend: &Trend, window: Window) -> Vec<Row> {
    let Some(channel) = ledger.service.channel(trend.channel) else { return Vec::new() };
    let last = window.first.plus(window.weeks as i32 - 1);
    let shown = |point: &&ChartPoint| window.first <= point.week && point.week <= last;
    let per_point = i32::from(trend.chart.weeks_per_point);
    let points = trend.chart.points.iter().rev().filter(shown);
    points
        .map(|point| {
            let end = point.week.plus(per_point - 1);
            Row {
                week: point.week,
                state: point.state,
                unfinished: point.unfinished,
                open_days: point
                    .week
                    .through(end)
                    .map(|week| u32::from(ledger.open_days(channel, week)))
                    .sum(),
                value: point.value,
                limits: point.limits.map(|l| [l.lower.max(0.0), l.centre, l.upper]),
                remarks: remarks(ledger, channel, trend, point, end),
            }
        })
        .collect()
}

/// The signal, the events and the notes of a point, in words.
fn remarks(
    ledger: &Ledger,
    channel: &Channel,
    trend: &Trend,
    point: &ChartPoint,
    end: Week,
) -> String {
    let mut said: Vec<String> = Vec::new();
    said.extend(point.signal.map(|signal| words(signal).to_owned()));
    for event in ledger.service.events.iter().filter(|event| event.concerns(channel.id)) {
        let (from, to) = (point.week.monday(), end.sunday());
        match event.break_week() {
            // A definition holds on; its break is told once, where it is drawn.
            Some(week) if point.week <= week && week <= end => {
                said.push(format!("new definition: {}", event.name));
            }
            None if event.meets(from, to) => said.push(event.name.clone()),
            _ => {}
        }
    }
    for week in point.week.through(end) {
        said.extend(ledger.note((channel.id, trend.field, week)).map(str::to_owned));
    }
    if point.limits.is_none() && matches!(point.state, State::Count(_)) && !point.unfinished {
        said.push("no limits yet".to_owned());
    }
    said.join("; ")
}

fn words(signal: Signal) -> &'static str {
    match signal {
        Signal::OutsideAbove => "above the usual range",
        Signal::OutsideBelow => "below the usual range",
        Signal::TrendRising => "in a rising run",
        Signal::TrendFalling => "in a falling run",
        Signal::TwoInThreeAbove => "two of three near the upper limit",
        Signal::TwoInThreeBelow => "two of three near the lower limit",
        Signal::ShiftAbove => "in a long run above the centre",
        Signal::ShiftBelow => "in a long run below the centre",
    }
}

#[cfg(test)]
mod tests {
    use beforehand::quarter::YearStart;
    use beforehand::service::{Collected, Field, Kind, Service};

    use super::*;

    fn ledger() -> Ledger {
        let first = Week::parse("2018-01-01").unwrap();
        let channel = Channel {
            id: 1,
            slug: "calls".into(),
            name: "Calls".into(),
            noun: "Calls".into(),
            kind: Kind::Phone,
            first,
            last: None,
            timetables: Vec::new(),
            collected: vec![Collected { field: Field::Answered, from: first, to: None }],
            version: 1,
        };
        let mut ledger = Ledger::new(Service {
            id: 1,
            slug: "north".into(),
            name: "Helpline North".into(),
            year_start: YearStart::April,
            time_zone: "Europe/London".into(),
            channels: vec![channel],
            closures: Vec::new(),
            events: Vec::new(),
            definitions: Vec::new(),
        });
        for week in first.through(first.plus(200)) {
            ledger.set_count((1, Field::Answered, week), 100);
        }
        ledger
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn quarter(name: &str) -> Quarter {
        Quarter::parse(name, YearStart::January).unwrap()
    }

    #[test]
    fn opens_on_the_latest_quarter_that_has_counts() {
        let check = |today: &str, expected: &str| {
            let quarters = quarters(&ledger(), day(today));
            assert_eq!(latest(&ledger(), &quarters, day(today)), quarter(expected), "{today}");
        };
        check("2019-04-10", "2019-Q1");
        // Counts end in November 2021: years later the page still opens where they are.
        check("2026-05-01", "2021-Q4");
        assert_eq!(
            quarters(&ledger(), day("2018-05-01")),
            [quarter("2018-Q2"), quarter("2018-Q1")]
        );
    }

    #[test]
    fn an_earlier_quarter_is_seen_from_its_end() {
        let today = day("2019-08-14");
        let week = |text| Week::parse(text).unwrap();
        assert_eq!(as_of(quarter("2019-Q3"), today), (today, week("2019-08-12")));
        assert_eq!(as_of(quarter("2019-Q2"), today), (today, week("2019-08-12")));
        assert_eq!(as_of(quarter("2019-Q1"), today), (day("2019-04-01"), week("2019-03-25")));
    }

    #[test]
    fn the_window_ends_where_it_is_looked_from() {
        let last = Week::parse("2019-12-30").unwrap();
        let all = window(&ledger(), last, Span::All);
        assert_eq!((all.first, all.weeks), (Week::parse("2018-01-01").unwrap(), 105));
        let two = window(&ledger(), last, Span::TwoYears);
        assert_eq!((two.first.plus(103), two.weeks), (last, 104));
        let young = window(&ledger(), Week::parse("2018-01-08").unwrap(), Span::All);
        assert_eq!(young.weeks, LEAST);
    }

    /// The demo's page as HTML, from a server built without charts.
    async fn shown(pairs: &[(&str, &str)]) -> String {
        let today = day("2026-11-24");
        let ledger = crate::demo::demo(today).ledger();
        let query = TrendsQuery::read(pairs.iter().copied());
        let made = page(&ledger, &Drawer::start(""), query, today).await.unwrap();
        app::render(app::Page::Trends(made), app::Frame::default())
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
        assert!(html.contains("not entered") && html.contains("1 January 2018"));
        assert!(html.contains("weeks=all#"), "the way back to the adjusted rules keeps the period");
    }
}
