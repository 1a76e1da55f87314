//! The page of signals, from everything counted and everything managers have said.

use beforehand::judgement::{Act, Cause, Line};
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use beforehand::service::{Event, Service};
use beforehand::spc::{ChartPoint, SignalRun, Variant, suggestion};
use beforehand::trend::{Finding, Trend, trends};
use beforehand::week::{Week, long_date};
use beforehand::words::{capital, rate};
use chrono::{Datelike, NaiveDate};

use super::{
    Choice, Explained, LineRow, Preview, SignalRow, SignalsPage, StepRow, SuggestionRow,
    TypedSignals, line_name, place, preview,
};
use crate::ServiceLink;
use crate::trends::Section;

/// Days before a signal in which an event may still explain it.
const BEFORE: i64 = 56;
/// Days after a signal's last week in which an event may explain it: a report of it, say.
const AFTER: i64 = 7;

/// Everything the page is made of.
pub struct Sources<'a> {
    /// Everything counted.
    pub ledger: &'a Ledger,
    /// The quarter whose changes are said.
    pub quarter: Quarter,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// Idempotency key of new forms.
    pub key: String,
}

/// The page; with `typed`, a form is as it was sent.
pub fn compose(from: Sources<'_>, typed: TypedSignals) -> SignalsPage {
    let Sources { ledger, quarter, today, key } = from;
    let service = &ledger.service;
    let trends = trends(ledger, quarter, Variant::default(), today);
    let rows = trends
        .iter()
        .flat_map(|trend| trend.signals.iter().map(|finding| signal(ledger, trend, finding)));
    let (explained, open): (Vec<_>, Vec<_>) = rows.partition(|row| row.explained.is_some());
    let mut steps: Vec<_> = service.judgements.steps.iter().collect();
    steps.sort_by_key(|step| (std::cmp::Reverse(step.week), step.channel, step.field));
    let steps = steps.into_iter().filter_map(|step| {
        let channel = service.channel(step.channel)?;
        Some(StepRow {
            line: line_name(channel, step.field),
            label: channel.label(step.field),
            chart: format!("{}-{}", channel.slug, step.field.word()),
            week: step.week,
            name: step.name.clone(),
            event: service.event(&step.event).map_or("an event", |event| &event.name).to_owned(),
            reason: step.reason.clone(),
            by: step.by.clone(),
            version: service.line_version((step.channel, step.field)),
        })
    });
    SignalsPage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        year_start: service.year_start,
        open,
        explained,
        suggestions: trends.iter().filter_map(|trend| suggested(trend, today)).collect(),
        steps: steps.collect(),
        lines: lines(service),
        preview: None,
        key: typed.key().unwrap_or(key),
        typed,
        problems: Vec::new(),
        saved: None,
    }
}

fn signal(ledger: &Ledger, trend: &Trend, finding: &Finding) -> SignalRow {
    let service = &ledger.service;
    let line = format!("{}.{}", trend.slug, trend.field.word());
    let run = &finding.run;
    let of: Line = (trend.channel, trend.field);
    let said =
        service.judgements.explanations.iter().find(|one| {
            ((one.channel, one.field), one.signal, one.from) == (of, run.signal, run.from)
        });
    let explained = service.explanation(of, run).map(|one| Explained {
        words: service.cause_words(&one.cause).unwrap_or_default(),
        by: one.by.clone(),
        version: one.version,
    });
    let inside = |week: Week| run.from <= week && week <= run.to;
    let points = trend.chart.points.iter().filter(|point| inside(point.week));
    SignalRow {
        anchor: place(&line, run.signal, run.from),
        label: trend.label.clone(),
        chart: format!("{}-{}", trend.slug, trend.field.word()),
        signal: run.signal,
        from: run.from,
        words: finding.words.clone(),
        tone: finding.tone,
        values: values(points),
        events: near(service, trend.channel, run),
        lapsed: explained.is_none() && said.is_some_and(|one| matches!(one.cause, Cause::Event(_))),
        explained,
        line,
    }
}

/// Weeks and values; a year is said once.
fn values<'a>(points: impl Iterator<Item = &'a ChartPoint>) -> Vec<(String, String)> {
    let mut year = None;
    let mut values = Vec::new();
    for point in points {
        let (Some(value), monday) = (point.value, point.week.monday()) else { continue };
        let long = long_date(monday);
        let known = year.replace(monday.year()) == Some(monday.year());
        let short = long.strip_suffix(&format!(" {}", monday.year())).filter(|_| known);
        values.push((short.unwrap_or(&long).to_owned(), rate(value)));
    }
    values
}

/// Events that overlap a signal or lie shortly before it, the nearest to its start first.
fn near(service: &Service, channel: i32, run: &SignalRun) -> Vec<Choice> {
    let (from, to) = (run.from.monday(), run.to.sunday());
    let events = service.events.iter().filter(|event| {
        event.concerns(channel)
            && (from - event.to).num_days() <= BEFORE
            && (event.from - to).num_days() <= AFTER
    });
    choices(events, from)
}

fn choices<'a>(events: impl Iterator<Item = &'a Event>, near: NaiveDate) -> Vec<Choice> {
    let mut events: Vec<_> = events.collect();
    events.sort_by_key(|event| ((event.from - near).num_days().abs(), event.id.clone()));
    let words = |event: &Event| {
        let days = if event.from == event.to {
            long_date(event.from)
        } else {
            format!("{} to {}", long_date(event.from), long_date(event.to))
        };
        format!("{}, {days}", event.name)
    };
    events
        .into_iter()
        .map(|event| Choice { value: event.id.clone(), words: words(event) })
        .collect()
}

fn suggested(trend: &Trend, today: NaiveDate) -> Option<SuggestionRow> {
    let found = suggestion(&trend.chart, today)?;
    let units = if trend.chart.weeks_per_point > 1 { "blocks of four weeks" } else { "weeks" };
    let side = if found.above { "above" } else { "below" };
    Some(SuggestionRow {
        line: format!("{}.{}", trend.slug, trend.field.word()),
        label: trend.label.clone(),
        week: found.from,
        words: format!("{} {units} in a row {side} average", found.points),
    })
}

/// Every line that was ever collected.
fn lines(service: &Service) -> Vec<LineRow> {
    let mut rows = Vec::new();
    for channel in &service.channels {
        let collected = |field: &&_| channel.collected.iter().any(|one| one.field == **field);
        for field in channel.kind.fields().iter().filter(collected) {
            let said = service.direction((channel.id, *field));
            rows.push(LineRow {
                line: line_name(channel, *field),
                label: channel.label(*field),
                good: service.good(channel.id, *field),
                reason: said.map_or(String::new(), |one| one.reason.clone()),
                by: said.map_or(String::new(), |one| one.by.clone()),
                version: service.line_version((channel.id, *field)),
            });
        }
    }
    rows
}

/// New limits of a line as they would be: `before` and `section` are its trend as it is and with
/// the step, drawn. The mark is still empty.
pub fn compose_preview(service: &Service, before: &Trend, section: Section, week: Week) -> Preview {
    let line = (before.channel, before.field);
    let concerning = service.events.iter().filter(|event| event.concerns(line.0));
    Preview {
        line: format!("{}.{}", before.slug, before.field.word()),
        label: before.label.clone(),
        week,
        before: preview::side(before),
        after: preview::side(&section.trend),
        figures: preview::figures(before, &section.trend, week),
        changes: preview::changes(before, &section.trend),
        section,
        events: choices(concerning, week.monday()),
        mark: String::new(),
        version: service.line_version(line),
    }
}

/// An act in words, for its confirmation.
pub fn told(service: &Service, act: &Act) -> String {
    let label = |channel, field| {
        service.channel(channel).map_or("A line".to_owned(), |channel| channel.label(field))
    };
    match act {
        Act::Explained(one) => {
            let which =
                format!("{}, signal from the {}", label(one.channel, one.field), one.from.title());
            match &one.cause {
                Cause::Words(words) => format!("{which}: explained in words: {words}"),
                Cause::Chance => format!("{which}: marked as chance."),
                Cause::Event(_) => {
                    let event = service.cause_words(&one.cause).unwrap_or("an event".to_owned());
                    format!("{which}: linked to {event}.")
                }
            }
        }
        Act::Reopened(one) => format!(
            "{}, signal from the {}: it waits to be explained again.",
            label(one.channel, one.field),
            one.from.title()
        ),
        Act::Stepped(step) => format!(
            "{} has new limits from the {}: {}.",
            label(step.channel, step.field),
            step.week.title(),
            step.name
        ),
        Act::Undone(step, because) => format!(
            "{} no longer has new limits from the {} ({}): {because}",
            label(step.channel, step.field),
            step.week.title(),
            step.name
        ),
        Act::Directed(one) => format!(
            "{}: {}. {}",
            label(one.channel, one.field),
            one.good.title().to_lowercase(),
            capital(&one.reason)
        ),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use beforehand::judgement::{Explanation, Good};
    use beforehand::service::{EventKind, Field};

    use super::*;
    use crate::look::fixtures::week;
    use crate::look::weeks::ledger;

    const TODAY: &str = "2019-03-25";

    /// Calls that stand 60 higher in the last ten weeks, with an event before and one long before.
    fn risen() -> Ledger {
        let mut ledger = ledger();
        let last = week("2019-03-18");
        for n in 0..10 {
            ledger.set_count((1, Field::Answered, last.plus(-n)), 190 + (n as u32 * 7) % 11);
        }
        for n in 10..13 {
            ledger.set_count((1, Field::Answered, last.plus(-n)), 105);
        }
        for (id, channel, day) in [
            ("tv", None, "2019-01-10"),
            ("old", None, "2018-03-01"),
            ("web", Some(4), "2019-01-14"),
        ] {
            let day: NaiveDate = day.parse().unwrap_or_default();
            let (from, to) = (day, day);
            let (id, name) = (id.to_owned(), format!("Event {id}"));
            ledger.service.events.push(Event {
                id,
                channel,
                kind: EventKind::Press,
                name,
                from,
                to,
            });
        }
        ledger
    }

    fn page(ledger: &Ledger) -> SignalsPage {
        let today = week(TODAY).monday();
        let quarter = Quarter::last_over(today);
        compose(Sources { ledger, quarter, today, key: "k".into() }, TypedSignals::default())
    }

    #[test]
    fn a_signal_waits_with_its_values_and_the_events_near_it() {
        let page = page(&risen());
        let row = page.open.iter().find(|row| row.line == "calls.answered").unwrap();
        assert!(row.words.contains("above"), "{}", row.words);
        assert_eq!(row.values.len(), 10, "{:?}", row.values);
        assert_eq!(row.values[0].0, "14 January 2019");
        assert_eq!(row.values[9], ("18 March".to_owned(), "190".to_owned()));
        let events: Vec<_> = row.events.iter().map(|event| event.words.as_str()).collect();
        assert_eq!(events, ["Event tv, 10 January 2019"]);
        let suggested: Vec<_> =
            page.suggestions.iter().map(|s| (s.line.as_str(), s.week.to_string())).collect();
        assert_eq!(suggested, [("calls.answered", "2019-01-14".to_owned())]);
    }

    #[test]
    fn an_explained_signal_leaves_the_list_and_comes_back_without_its_event() {
        let mut ledger = risen();
        let before = page(&ledger);
        let row = before.open.iter().find(|row| row.line == "calls.answered").unwrap().clone();
        ledger.service.judgements.explanations.push(Explanation {
            channel: 1,
            field: Field::Answered,
            signal: row.signal,
            from: row.from,
            cause: Cause::Event("tv".into()),
            by: "Sam".into(),
            version: 5,
        });
        let after = page(&ledger);
        assert_eq!(after.open.len(), before.open.len() - 1);
        let said = after.explained[0].explained.clone().unwrap();
        assert_eq!((said.words.as_str(), said.version), ("Event tv", 5));
        // The run grows by another week: it stays explained.
        let next = week("2019-03-25");
        ledger.set_count((1, Field::Answered, next), 195);
        let today = next.next().monday();
        let from = Sources {
            ledger: &ledger,
            quarter: Quarter::last_over(today),
            today,
            key: String::new(),
        };
        let grown = compose(from, TypedSignals::default());
        let still = grown.explained.iter().find(|one| one.anchor == row.anchor).unwrap();
        assert_eq!(still.values.len(), 11);
        ledger.service.events.clear();
        let lapsed = page(&ledger);
        assert_eq!(lapsed.open.len(), before.open.len());
        assert!(lapsed.open.iter().any(|row| row.lapsed));
    }

    #[test]
    fn lines_without_a_word_have_no_direction() {
        let page = page(&risen());
        assert!(page.lines.iter().all(|line| line.good == Good::Neither && line.version == 0));
        let named: Vec<_> = page.lines.iter().map(|line| line.line.as_str()).collect();
        assert!(named.contains(&"calls.missed") && named.contains(&"website.visitors"));
    }
}
