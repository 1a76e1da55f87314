//! A quarter's summary as JSON for other programs and as plain text for people.
//!
//! The same figures and sentences as the page: both come from `beforehand::summary`. The JSON is a
//! promise, described in `docs/report.md`; fields may be added, never renamed or removed.

use std::fmt::Write;

use app::quarter::Approval;
use beforehand::change::{Change, Reason, Verdict};
use beforehand::edition::{Accepted, Edition};
use beforehand::interval::Interval;
use beforehand::quarter::{Quarter, YearStart};
use beforehand::service::Definition;
use beforehand::share::ShareChange;
use beforehand::summary::{Happened, Row, Stage, Summary};
use beforehand::week::Week;
use beforehand::words;
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

/// One quarter, as JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Report<'a> {
    service: &'a str,
    quarter: &'a str,
    months: &'a str,
    weeks_expected: u32,
    weeks_entered: u32,
    state: Stage,
    sentences: &'a [String],
    channels: Vec<ChannelRow<'a>>,
    share: ShareRow<'a>,
    events: Vec<EventRow<'a>>,
}

/// One edition, as JSON: the quarter as it was approved, and what belongs to the approval.
#[derive(Clone, Debug, Serialize)]
pub struct EditionReport<'a> {
    #[serde(flatten)]
    report: Report<'a>,
    organisation: Option<&'a str>,
    headline: &'a str,
    caveat: Option<&'a str>,
    comment: Option<&'a str>,
    edition: EditionRow<'a>,
    definitions: Vec<DefinitionRow<'a>>,
    accepted: &'a [Accepted],
}

#[derive(Clone, Debug, Serialize)]
struct EditionRow<'a> {
    number: i32,
    approved_at: NaiveDateTime,
    approved_by: &'a str,
    audit_head: &'a str,
    published_at: Option<NaiveDateTime>,
    reopened_at: Option<NaiveDateTime>,
}

#[derive(Clone, Debug, Serialize)]
struct DefinitionRow<'a> {
    version: i32,
    from: Week,
    text: &'a str,
}

#[derive(Clone, Debug, Serialize)]
struct EventRow<'a> {
    kind: &'a str,
    name: &'a str,
    channel: Option<&'a str>,
    from: NaiveDate,
    to: NaiveDate,
    breaks_from: Option<Week>,
}

#[derive(Clone, Debug, Serialize)]
struct ChannelRow<'a> {
    channel: &'a str,
    field: &'a str,
    unit: &'a str,
    count: Option<u64>,
    weeks: u32,
    weeks_expected: u32,
    open_days: u32,
    per_week: Option<f64>,
    previous: Comparison<'a>,
    year_ago: Comparison<'a>,
}

#[derive(Clone, Debug, Serialize)]
struct Comparison<'a> {
    quarter: String,
    count: Option<u64>,
    weeks: u32,
    open_days: u32,
    ratio: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    rho: f64,
    dispersion: Option<f64>,
    df: Option<f64>,
    ar_lower: Option<f64>,
    ar_upper: Option<f64>,
    exact_lower: Option<f64>,
    exact_upper: Option<f64>,
    pearson_dispersion: Option<f64>,
    quasi_lower: Option<f64>,
    quasi_upper: Option<f64>,
    verdict: Option<Verdict>,
    reason: Option<&'static str>,
    sentence: &'a str,
}

#[derive(Clone, Debug, Serialize)]
struct ShareRow<'a> {
    before: u64,
    after: u64,
    not_recorded: u64,
    does_not_apply: u64,
    share: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    certain_lower: Option<f64>,
    certain_upper: Option<f64>,
    phrase: Option<&'a str>,
    sentence: &'a str,
    previous: ShareComparison<'a>,
    year_ago: ShareComparison<'a>,
}

#[derive(Clone, Debug, Serialize)]
struct ShareComparison<'a> {
    quarter: String,
    before: u64,
    after: u64,
    share: Option<f64>,
    difference: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    verdict: Option<Verdict>,
    reason: Option<&'static str>,
    sentence: &'a str,
}

/// The summary as JSON; quarters are named by `start`.
pub fn report(summary: &Summary, start: YearStart) -> Report<'_> {
    let share = &summary.share;
    Report {
        service: &summary.service,
        quarter: &summary.name,
        months: &summary.months,
        weeks_expected: summary.weeks_expected,
        weeks_entered: summary.weeks_entered,
        state: summary.stage,
        sentences: &summary.sentences,
        channels: summary.rows.iter().map(|row| channel(row, start)).collect(),
        events: summary.happened.iter().map(event).collect(),
        share: ShareRow {
            before: share.before,
            after: share.after,
            not_recorded: share.not_recorded,
            does_not_apply: share.does_not_apply,
            share: share.share,
            lower: lower(share.interval),
            upper: upper(share.interval),
            certain_lower: lower(share.certain),
            certain_upper: upper(share.certain),
            phrase: summary.share_phrase.as_deref(),
            sentence: &summary.share_sentence,
            previous: of_shares(&summary.share_previous, &summary.share_previous_sentence, start),
            year_ago: of_shares(&summary.share_year_ago, &summary.share_year_ago_sentence, start),
        },
    }
}

/// An edition as JSON; times are in the service's own, quarters are named by `start`.
pub fn edition<'a>(
    summary: &'a Summary,
    approval: &'a Approval,
    start: YearStart,
) -> EditionReport<'a> {
    let Edition { number, at, by, head, published, reopened, .. } = &approval.edition;
    let definition = |one: &'a Definition| DefinitionRow {
        version: one.version,
        from: one.from,
        text: &one.text,
    };
    EditionReport {
        report: report(summary, start),
        organisation: Some(&*approval.organisation).filter(|name| !name.is_empty()),
        headline: &summary.headline,
        caveat: summary.caveat.as_deref(),
        comment: approval.comment.as_deref(),
        edition: EditionRow {
            number: *number,
            approved_at: *at,
            approved_by: by,
            audit_head: head,
            published_at: *published,
            reopened_at: reopened.as_ref().map(|reopened| reopened.at),
        },
        definitions: approval.definitions.iter().map(definition).collect(),
        accepted: &approval.accepted,
    }
}

fn event(one: &Happened) -> EventRow<'_> {
    EventRow {
        kind: one.event.kind.word(),
        name: &one.event.name,
        channel: one.channel.as_deref(),
        from: one.event.from,
        to: one.event.to,
        breaks_from: one.event.break_week(),
    }
}

fn channel(row: &Row, start: YearStart) -> ChannelRow<'_> {
    ChannelRow {
        channel: &row.slug,
        field: row.field.word(),
        unit: &row.unit,
        count: row.count,
        weeks: row.weeks,
        weeks_expected: row.weeks_expected,
        open_days: row.open_days,
        per_week: row.per_week.filter(|rate| rate.is_finite()),
        previous: of_counts(&row.previous, &row.previous_sentence, start),
        year_ago: of_counts(&row.year_ago, &row.year_ago_sentence, start),
    }
}

fn of_counts<'a>(change: &Change, sentence: &'a str, start: YearStart) -> Comparison<'a> {
    let period = &change.previous;
    Comparison {
        quarter: period.quarter.name(start),
        count: (period.weeks > 0).then_some(period.count),
        weeks: period.weeks,
        open_days: period.open_days,
        ratio: finite(change.ratio),
        lower: lower(change.interval),
        upper: upper(change.interval),
        rho: change.rho,
        dispersion: finite(change.dispersion),
        df: finite(change.df),
        ar_lower: lower(change.ar),
        ar_upper: upper(change.ar),
        exact_lower: lower(change.exact),
        exact_upper: upper(change.exact),
        pearson_dispersion: finite(change.pearson_dispersion),
        quasi_lower: lower(change.quasi),
        quasi_upper: upper(change.quasi),
        verdict: change.verdict,
        reason: change.reason.as_ref().map(word).or(match (period.count, change.current.count) {
            // Why there is no percentage, though there may be a verdict.
            (0, 0) => Some("none_in_either"),
            (0, _) => Some("from_none"),
            (_, 0) => Some("to_none"),
            _ => None,
        }),
        sentence,
    }
}

fn of_shares<'a>(change: &ShareChange, sentence: &'a str, start: YearStart) -> ShareComparison<'a> {
    ShareComparison {
        quarter: change.previous.quarter.name(start),
        before: change.previous.before,
        after: change.previous.after,
        share: change.previous.share,
        difference: finite(change.difference),
        lower: lower(change.interval),
        upper: upper(change.interval),
        verdict: change.verdict,
        reason: change.reason.as_ref().map(word),
        sentence,
    }
}

fn finite(number: Option<f64>) -> Option<f64> {
    number.filter(|number| number.is_finite())
}

fn lower(interval: Option<Interval>) -> Option<f64> {
    finite(interval.map(|interval| interval.lower))
}

fn upper(interval: Option<Interval>) -> Option<f64> {
    finite(interval.map(|interval| interval.upper))
}

fn word(reason: &Reason) -> &'static str {
    match reason {
        Reason::SoFar => "so_far",
        Reason::NothingBefore => "nothing_before",
        Reason::NothingNow => "nothing_now",
        Reason::TooFewWeeks => "too_few_weeks",
        Reason::Coverage => "coverage",
        Reason::Definition { .. } => "definition",
        Reason::SmallBase => "small_base",
        Reason::FewCounted => "few_counted",
    }
}

/// The summary as text for a terminal.
pub fn text(summary: &Summary, quarter: Quarter, start: YearStart) -> String {
    let mut text = String::new();
    let mut line = |words: &str| {
        let _ = writeln!(text, "{words}");
    };
    let state = match summary.stage {
        Stage::SoFar => "so far",
        Stage::Incomplete => "incomplete",
        Stage::Complete => "complete",
        Stage::Approved => "approved",
    };
    line(&format!("{}, {}, {state}", summary.service_name, quarter.title(start)));
    line(&format!("{} of {} weeks entered", summary.weeks_entered, summary.weeks_expected));
    line("");
    line(&summary.headline);
    line("");
    for sentence in &summary.sentences {
        line(sentence);
    }
    if let Some(caveat) = &summary.caveat {
        line("");
        line(caveat);
    }
    for row in &summary.rows {
        line("");
        let count = row.count.map_or_else(|| "nothing entered".to_owned(), |c| c.to_string());
        let rate = row.per_week.map_or_else(String::new, |rate| format!(", {rate:.1} a week"));
        let weeks = format!("{} of {} weeks", row.weeks, row.weeks_expected);
        line(&format!("{}: {count}{rate} ({weeks})", row.label));
        line(&format!("  {}", row.previous_sentence));
        line(&format!("  {}", row.year_ago_sentence));
    }
    line("");
    line(&summary.share_sentence);
    line(&format!("  {}", summary.share_previous_sentence));
    line(&format!("  {}", summary.share_year_ago_sentence));
    if !summary.happened.is_empty() {
        line("");
        line("Events:");
    }
    for one in &summary.happened {
        line(&format!("  {}", words::one_line(&one.words)));
    }
    text
}
