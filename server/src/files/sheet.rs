//! One line as every file of it says it: the finding, the rows, and what must stand beside them.
//!
//! Refuses to lose a state: a week without a count has none here either. Texts that people typed
//! come as one line without characters that a file could not hold.

use std::sync::Arc;

use app::trends::Section;
use beforehand::series::{Ledger, State};
use beforehand::service::Event;
use beforehand::spc::{Footing, Signal, Variant};
use beforehand::trend::{self, told};
use beforehand::week::{Week, long_date};
use beforehand::words::one_line;
use chrono::NaiveDate;

use crate::backend::line::{self, Seen};

/// What a file says.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The service's name.
    pub service: String,
    /// "Calls answered".
    pub label: String,
    /// The finding in one line.
    pub title: String,
    /// What the chart shows, for those who do not see it.
    pub description: String,
    /// What the values are: "Calls answered a normal week".
    pub unit: String,
    /// "25 November 2024 to 22 November 2026".
    pub period: String,
    /// First and last day of the rows, for the file's name.
    pub days: (NaiveDate, NaiveDate),
    /// The changes.
    pub sentences: Vec<String>,
    /// The signals of the last 13 weeks, where there are any.
    pub signals: Option<String>,
    /// What is counted, how a value is made, the service's own definition.
    pub definition: String,
    /// The rules that judged the weeks, by name.
    pub rules: String,
    /// The value at the chart's foot: 0 unless the reading says another.
    pub foot: f64,
    /// How to read the range, and what weakens it.
    pub reading: String,
    /// The events that reach the rows, oldest first.
    pub events: Vec<String>,
    /// Where the numbers come from.
    pub source: String,
    /// Which rules, as addresses spell them.
    pub variant: Variant,
    /// Weeks a row stands for: 1 or 4.
    pub weeks: u8,
    /// The rows, oldest first.
    pub rows: Vec<SheetRow>,
    /// The drawing as the page has it.
    pub drawing: Option<Arc<str>>,
}

/// One week, or four.
#[derive(Clone, Debug)]
pub struct SheetRow {
    /// The week, or the first of four.
    pub week: Week,
    /// What is known of it.
    pub state: State,
    /// Its last day has not passed.
    pub so_far: bool,
    /// Its open days.
    pub open_days: u32,
    /// The value a normal week; none in a gap.
    pub value: Option<f64>,
    /// Lower limit (not below zero), centre, upper limit.
    pub limits: Option<[f64; 3]>,
    /// How good they are.
    pub footing: Footing,
    /// The first rule that matches.
    pub signal: Option<Signal>,
    /// Why it is one, in words; empty where it is none.
    pub why: String,
    /// Which segment, from 1.
    pub segment: u32,
    /// Names of the events that reach it.
    pub events: String,
    /// The notes about its count.
    pub note: String,
}

impl Sheet {
    /// What the files of a line say. None when the service has no such channel.
    pub fn of(ledger: &Ledger, section: &Section, seen: &Seen, today: NaiveDate) -> Option<Self> {
        let (service, trend) = (&ledger.service, &section.trend);
        let channel = service.channel(trend.channel)?;
        let weeks = trend.chart.weeks_per_point;
        let points: Vec<_> = line::shown(trend, seen.window).collect();
        let flagged = trend::flagged(&trend.chart);
        let rows: Vec<_> = points
            .iter()
            .map(|point| {
                let end = line::end(trend, point);
                let events = line::events(ledger, channel, point, end);
                let events: Vec<_> = events.into_iter().map(|event| plain(&event.name)).collect();
                let notes: Vec<_> = line::notes(ledger, trend, point, end).map(plain).collect();
                SheetRow {
                    week: point.week,
                    state: point.state,
                    so_far: point.unfinished,
                    open_days: line::open_days(ledger, channel, point, end),
                    value: point.value,
                    limits: line::drawn(point),
                    footing: point.footing,
                    signal: point.signal,
                    why: flagged.get(&point.week).cloned().unwrap_or_default(),
                    segment: point.segment + 1,
                    events: events.join("; "),
                    note: notes.join("; "),
                }
            })
            .collect();
        let (first, last) = match (points.first(), points.last()) {
            (Some(first), Some(last)) => (first.week, line::end(trend, last)),
            _ => (seen.window.first, seen.last),
        };
        let days = (first.monday(), last.sunday());
        let reaches = |event: &&Event| {
            event.concerns(channel.id) && event.from <= days.1 && days.0 <= event.to
        };
        let label = plain(&trend.label);
        let normal = if weeks > 1 { "in four normal weeks" } else { "a normal week" };
        let said = [told::definition(channel, trend.field), told::value(weeks)];
        let mut definition = said.map(str::to_owned).to_vec();
        definition.extend(told::in_force(service, trend.field, seen.last));
        let mut reading = vec![trend.reading.clone()];
        reading.extend(section.starts_at.map(|value| {
            format!("The scale starts at {}, not at zero.", beforehand::words::rate(value))
        }));
        reading.extend(trend.caveats.iter().cloned());
        reading.retain(|sentence| !sentence.is_empty());
        Some(Self {
            service: plain(&service.name),
            unit: format!("{label} {normal}"),
            label,
            title: plain(&trend.title),
            description: plain(&trend.description),
            period: format!("{} to {}", long_date(days.0), long_date(days.1)),
            days,
            sentences: [&trend.previous_sentence, &trend.year_ago_sentence]
                .into_iter()
                .filter(|sentence| !sentence.is_empty())
                .map(|sentence| plain(sentence))
                .collect(),
            signals: signals(section),
            definition: plain(&definition.join(" ")),
            rules: told::rules(trend.chart.variant).to_owned(),
            foot: section.starts_at.unwrap_or(0.0),
            reading: plain(&reading.join(" ")),
            events: service.events.iter().filter(reaches).map(|e| plain(&told::event(e))).collect(),
            source: plain(&told::source(service, today)),
            variant: trend.chart.variant,
            weeks,
            rows,
            drawing: section.drawing.clone(),
        })
    }
}

fn signals(section: &Section) -> Option<String> {
    let found = &section.trend.signals;
    let said: Vec<_> = found.iter().map(|found| found.words.trim_end_matches('.')).collect();
    let all = format!("Signals in the last 13 weeks: {}.", said.join(". "));
    (!said.is_empty()).then(|| plain(&all))
}

/// A text that any file can hold: one line, and nothing that XML does not allow or that turns the
/// order of letters around.
pub fn plain(text: &str) -> String {
    let odd = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    one_line(text).replace(odd, "")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_text_is_one_line_that_any_file_can_hold() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text), expected);
        check("a\r\nb\u{0}c\u{8}d\u{85}e\u{2028}f", "a b c d e f");
        check("x\u{202e}gpj.exe\u{ffff}", "xgpj.exe");
        check("Ünlit – ]]> & <b>", "Ünlit – ]]> & <b>");
    }
}
