//! One line of a service as page and files show it: what an address asks to see, then chart, words
//! and rows of one field of one channel.
//!
//! Refuses to judge a week: limits, signals and sentences come from `beforehand`.

use app::error::Error;
use app::trends::live::{self, Live};
use app::trends::{Row, Section, Span, TrendsQuery};
use beforehand::judgement::Tone;
use beforehand::quarter::Quarter;
use beforehand::series::{Ledger, State};
use beforehand::service::{Channel, Event, Field};
use beforehand::spc::ChartPoint;
use beforehand::trend::{self, Trend};
use beforehand::week::Week;
use chrono::NaiveDate;

use crate::chart::{self, Drawer, Window, control_chart, small};

/// Weeks shown unless all years are asked for.
pub const TWO_YEARS: u32 = 104;
/// The least a chart shows, so that a young service is not a few wide steps.
const LEAST: u32 = 26;

/// What an address asks to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The quarter whose changes are said.
    pub quarter: Quarter,
    /// The quarters one may choose, the latest first.
    pub quarters: Vec<Quarter>,
    /// The day it is looked at from: today, or for an earlier quarter the day after its end.
    pub from: NaiveDate,
    /// The last week shown.
    pub last: Week,
    /// The weeks drawn and listed.
    pub window: Window,
}

impl Seen {
    /// What a query asks to see of a service.
    ///
    /// # Errors
    /// When it names a quarter that is none.
    pub fn of(ledger: &Ledger, query: &TrendsQuery, today: NaiveDate) -> Result<Self, Error> {
        let quarters = quarters(ledger, today);
        let quarter = match &query.quarter {
            Some(name) => Quarter::parse(name, ledger.service.year_start)
                .map_err(|wrong| Error::Invalid(vec![wrong]))?,
            None => latest(ledger, &quarters, today),
        };
        let (from, last) = as_of(quarter, today);
        let window = window(ledger, last, query.span);
        Ok(Self { quarter, quarters, from, last, window })
    }
}

/// The channel and field that a line's name such as `calls-answered` stands for, where Trends shows
/// it.
pub fn find<'a>(ledger: &'a Ledger, name: &str, seen: &Seen) -> Option<(&'a Channel, Field)> {
    let lines = trend::lines(ledger, seen.from);
    lines.into_iter().find(|(channel, field)| trend::line_name(&channel.slug, *field) == name)
}

/// One line: drawn, said and listed.
///
/// # Errors
/// Not found, when Trends shows no line of that name.
pub async fn line(
    ledger: &Ledger,
    charts: &Drawer,
    name: &str,
    query: &TrendsQuery,
    seen: &Seen,
) -> Result<Section, Error> {
    let (channel, field) = find(ledger, name, seen).ok_or(Error::NotFound)?;
    let trend = trend::trend(ledger, channel, field, seen.quarter, query.rules, seen.from);
    Ok(section(ledger, charts, trend, seen.window).await)
}

/// A trend drawn, with its rows. A chart that cannot be drawn is left out and logged.
pub async fn section(ledger: &Ledger, charts: &Drawer, trend: Trend, window: Window) -> Section {
    let (picture, look) = control_chart(&trend, &ledger.service, window);
    let drawing = charts.draw(picture).await;
    if let Err(error) = &drawing {
        tracing::error!(%error, chart = trend.label, "no chart");
    }
    Section {
        anchor: trend::line_name(&trend.slug, trend.field),
        rows: rows(ledger, &trend, window),
        small: small(
            &trend.chart,
            window.first.plus(window.weeks as i32 - 1),
            window.weeks.min(TWO_YEARS),
        ),
        drawing: drawing.ok(),
        starts_at: look.starts_at,
        trend,
    }
}

/// One line as a browser explores it: its drawing, and its rows in words.
///
/// # Errors
/// Not found, when Trends shows no line of that name.
pub fn live(ledger: &Ledger, name: &str, query: &TrendsQuery, seen: &Seen) -> Result<Live, Error> {
    let (channel, field) = find(ledger, name, seen).ok_or(Error::NotFound)?;
    let trend = trend::trend(ledger, channel, field, seen.quarter, query.rules, seen.from);
    let (picture, look) = control_chart(&trend, &ledger.service, seen.window);
    Ok(Live {
        drawing: picture.id(),
        first: seen.window.first,
        weeks: seen.window.weeks,
        step: trend.chart.weeks_per_point,
        scale: look.scale,
        points: live::said(&trend, &rows(ledger, &trend, seen.window), seen.window.first),
        option: chart::option(&picture),
    })
}

/// The quarters from the first channel's first to the one that has started, the latest first.
pub(in crate::backend) fn quarters(ledger: &Ledger, today: NaiveDate) -> Vec<Quarter> {
    let first = ledger.service.channels.iter().map(|channel| channel.first).min();
    let mut quarters = Vec::new();
    let mut quarter = Quarter::containing(today);
    while first.is_some_and(|first| quarter.last_week() >= first) {
        quarters.push(quarter);
        quarter = quarter.previous();
    }
    quarters
}

/// The latest quarter that is over and has a count in it, else the latest that is over; the service's
/// first one while that goes on.
pub(in crate::backend) fn latest(
    ledger: &Ledger,
    quarters: &[Quarter],
    today: NaiveDate,
) -> Quarter {
    let over = Quarter::last_over(today);
    let counted = |quarter: &Quarter| {
        ledger.service.channels.iter().any(|channel| {
            let field = channel.kind.main_field();
            quarter.weeks().any(|week| ledger.state(channel, field, week).count().is_some())
        })
    };
    let first = quarters.last().copied().filter(|first| *first > over);
    let with_counts = quarters.iter().copied().filter(|quarter| *quarter <= over).find(counted);
    with_counts.or(first).unwrap_or(over)
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

pub(in crate::backend) fn window(ledger: &Ledger, last: Week, span: Span) -> Window {
    let start = ledger.service.channels.iter().map(|channel| channel.first).min();
    let all = start.map_or(0, |start| start.weeks_to(last) + 1).max(LEAST as i32) as u32;
    let weeks = if span == Span::All { all } else { all.min(TWO_YEARS) };
    Window { first: last.plus(1 - weeks as i32), weeks }
}

/// The points of a trend that a window shows, oldest first.
pub fn shown(trend: &Trend, window: Window) -> impl DoubleEndedIterator<Item = &ChartPoint> {
    let last = window.first.plus(window.weeks as i32 - 1);
    trend.chart.points.iter().filter(move |point| window.first <= point.week && point.week <= last)
}

/// The last week of a point.
pub fn end(trend: &Trend, point: &ChartPoint) -> Week {
    point.week.plus(i32::from(trend.chart.weeks_per_point) - 1)
}

/// The open days of a point.
pub fn open_days(ledger: &Ledger, channel: &Channel, point: &ChartPoint, end: Week) -> u32 {
    point.week.through(end).map(|week| u32::from(ledger.open_days(channel, week))).sum()
}

/// The events that reach a point. A definition holds on: its break is told once, where it is drawn.
pub fn events<'a>(
    ledger: &'a Ledger,
    channel: &Channel,
    point: &ChartPoint,
    end: Week,
) -> Vec<&'a Event> {
    let (from, to) = (point.week.monday(), end.sunday());
    let reaches = |event: &&Event| match event.break_week() {
        Some(week) => point.week <= week && week <= end,
        None => event.meets(from, to),
    };
    let events = ledger.service.events.iter();
    events.filter(|event| event.concerns(channel.id)).filter(reaches).collect()
}

/// The notes about the counts of a point.
pub fn notes<'a>(
    ledger: &'a Ledger,
    trend: &Trend,
    point: &ChartPoint,
    end: Week,
) -> impl Iterator<Item = &'a str> {
    let figure = (trend.channel, trend.field);
    point.week.through(end).filter_map(move |week| ledger.note((figure.0, figure.1, week)))
}

fn rows(ledger: &Ledger, trend: &Trend, window: Window) -> Vec<Row> {
    let Some(channel) = ledger.service.channel(trend.channel) else { return Vec::new() };
    let flagged = trend::flagged(&trend.chart);
    shown(trend, window)
        .rev()
        .map(|point| {
            let end = end(trend, point);
            Row {
                week: point.week,
                state: point.state,
                unfinished: point.unfinished,
                open_days: open_days(ledger, channel, point, end),
                value: point.value,
                limits: drawn(point),
                remarks: remarks(ledger, channel, trend, point, flagged.get(&point.week)),
            }
        })
        .collect()
}

/// Lower limit (not below zero), centre and upper limit, as they are drawn.
pub fn drawn(point: &ChartPoint) -> Option<[f64; 3]> {
    point.limits.map(|limits| [limits.lower.max(0.0), limits.centre, limits.upper])
}

/// The signal, the events and the notes of a point, in words.
fn remarks(
    ledger: &Ledger,
    channel: &Channel,
    trend: &Trend,
    point: &ChartPoint,
    flagged: Option<&String>,
) -> String {
    let end = point.week.plus(i32::from(trend.chart.weeks_per_point) - 1);
    let mut said: Vec<String> = Vec::new();
    let tone = point.signal.map_or(Tone::Quiet, |signal| trend.good.tone(signal.is_up()));
    said.extend(flagged.map(|words| tone.after(words)));
    let steps = ledger.service.recorded_steps((trend.channel, trend.field));
    let steps = steps.filter(|step| point.week <= step.week && step.week <= end);
    said.extend(steps.map(|step| format!("new limits: {}", step.name)));
    let events = events(ledger, channel, point, end);
    said.extend(events.into_iter().map(|event| match event.break_week() {
        Some(_) => format!("new definition: {}", event.name),
        None => event.name.clone(),
    }));
    said.extend(notes(ledger, trend, point, end).map(str::to_owned));
    if point.limits.is_none() && matches!(point.state, State::Count(_)) && !point.unfinished {
        said.push("no limits yet".to_owned());
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use beforehand::quarter::YearStart;
    use beforehand::service::{Collected, Kind, Service};

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
            usual: Vec::new(),
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
            judgements: beforehand::judgement::Judgements::default(),
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
        // A service that has only begun has no quarter before.
        check("2018-02-20", "2018-Q1");
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

    #[test]
    fn a_line_is_found_by_its_name() {
        let check = |name: &str, expected: Option<Field>| {
            let ledger = ledger();
            let seen = Seen::of(&ledger, &TrendsQuery::default(), day("2019-04-10")).unwrap();
            assert_eq!(find(&ledger, name, &seen).map(|(_, field)| field), expected, "{name}");
        };
        check("calls-answered", Some(Field::Answered));
        // Never collected, no field, no channel.
        check("calls-missed", None);
        check("calls-does_not_apply", None);
        check("calls", None);
        check("chats-answered", None);
    }
}
