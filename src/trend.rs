//! One channel's trend: its control chart, its changes, and the sentences that say them.
//!
//! Refuses to call a single odd week a change, and to claim more than a verdict says.

mod glance;
mod grounds;
mod points;
mod sentences;
#[cfg(test)]
mod steps;
pub mod told;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::{self, Change, Verdict};
use crate::judgement::{Good, Tone};
use crate::quarter::Quarter;
use crate::series::{Ledger, Series, State};
use crate::service::{Channel, ChannelId, Field, Kind, lower_first};
use crate::spc::{self, Chart, SignalRun, Variant};
use crate::week::Week;
use crate::words;

pub use glance::{Glance, Variation, line_name};
pub use grounds::{Chance, Ground};
pub use points::flagged;

/// A signal and its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The weeks and the rule.
    pub run: SignalRun,
    /// "7th week running above average", "Above the usual range in the week of 6 April 2026", with
    /// "better" or "worse" where the line has a direction.
    pub words: String,
    /// What it means.
    pub tone: Tone,
    /// What explains it, as a manager said: an event's name, words, "chance". Only signals of the
    /// product's own rules are explained.
    pub explained: Option<String>,
}

/// One field of one channel: chart, changes and sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// The channel's number.
    pub channel: ChannelId,
    /// Its short name.
    pub slug: String,
    /// The field.
    pub field: Field,
    /// The field as the subject of a sentence: "Calls", "Missed calls", "Website visits".
    pub subject: String,
    /// "Calls answered".
    pub label: String,
    /// The quarter whose changes are shown.
    pub quarter: Quarter,
    /// All weeks from the channel's first to the last that has started.
    pub chart: Chart,
    /// Signals that touch the last 13 weeks, the latest first.
    pub signals: Vec<Finding>,
    /// The line in a few words.
    pub glance: Glance,
    /// The quarter's rate in words: "125 a week", "not entered".
    pub now: String,
    /// The change on the quarter before in two or three words: "rose 40%", "no clear change".
    pub verdict: String,
    /// Whether that verdict is a change.
    pub changed: bool,
    /// What that verdict means.
    pub tone: Tone,
    /// Which way of the line is good.
    pub good: Good,
    /// Change on the quarter before.
    pub previous: Change,
    /// Its sentence.
    pub previous_sentence: String,
    /// Change on the same quarter a year before.
    pub year_ago: Change,
    /// Its sentence.
    pub year_ago_sentence: String,
    /// The finding in one line: "Calls are running above their usual range".
    pub title: String,
    /// Sentences that say what the chart shows, for those who see it and those who do not.
    pub description: String,
    /// What is shaded, from which weeks, and how many false signals to expect.
    pub reading: String,
    /// Provisional limits, small counts, changed definitions: one sentence each.
    pub caveats: Vec<String>,
}

/// The trend of one field of one channel, its changes those of `quarter`.
pub fn trend(
    ledger: &Ledger,
    channel: &Channel,
    field: Field,
    quarter: Quarter,
    variant: Variant,
    today: NaiveDate,
) -> Trend {
    let (series, breaks, chart) = charted(ledger, channel, field, variant, today);
    let service = &ledger.service;
    let (steps, good) = (service.steps(channel.id, field), service.good(channel.id, field));
    let compare = |earlier| change::change(&series, earlier, quarter, &breaks, &steps, today);
    let (previous, year_ago) = (compare(quarter.previous()), compare(quarter.year_before()));
    let subject = channel.subject(field);
    let runs = spc::recent(&chart, today);
    let signals: Vec<_> = runs
        .iter()
        .map(|run| {
            let tone = good.tone(run.signal.is_up());
            let cause = service.explanation((channel.id, field), run).map(|one| &one.cause);
            let cause = cause.filter(|_| variant == Variant::default());
            Finding {
                run: *run,
                words: tone.after(&sentences::signal(run, &chart)),
                tone,
                explained: cause.and_then(|cause| service.cause_words(cause)),
            }
        })
        .collect();
    let tone = good.of_verdict(previous.verdict);
    let short = tone.after(&words::change_short(&previous));
    let now = match previous.current.per_week {
        Some(rate) if quarter.is_over(today) => words::a_week(rate),
        Some(rate) => format!("{} so far", words::a_week(rate)),
        None => "nothing entered".to_owned(),
    };
    Trend {
        channel: channel.id,
        slug: channel.slug.clone(),
        field,
        label: channel.label(field),
        quarter,
        now,
        verdict: lower_first(&short),
        changed: matches!(previous.verdict, Some(Verdict::Rose | Verdict::Fell)),
        tone,
        good,
        previous_sentence: words::change_sentence(&subject, &previous),
        year_ago_sentence: words::change_sentence(&subject, &year_ago),
        title: sentences::title(&subject, &signals, &chart, &previous),
        description: sentences::description(&chart, &signals),
        reading: sentences::reading(&chart),
        caveats: sentences::caveats(&chart, &breaks, service.recorded_steps((channel.id, field))),
        glance: Glance::of(service, (channel, field), &chart, &runs),
        subject,
        chart,
        signals,
        previous,
        year_ago,
    }
}

/// The control chart of one field of one channel, and what it says at a glance.
pub fn glance(
    ledger: &Ledger,
    channel: &Channel,
    field: Field,
    variant: Variant,
    today: NaiveDate,
) -> (Chart, Glance) {
    let (_, _, chart) = charted(ledger, channel, field, variant, today);
    let runs = spc::recent(&chart, today);
    let glance = Glance::of(&ledger.service, (channel, field), &chart, &runs);
    (chart, glance)
}

/// The first weeks of changed definitions, with the names of the events that say so.
type Breaks = Vec<(Week, String)>;

fn charted(
    ledger: &Ledger,
    channel: &Channel,
    field: Field,
    variant: Variant,
    today: NaiveDate,
) -> (Series, Breaks, Chart) {
    let series = ledger.series(channel, field, Week::containing(today));
    let breaks: Breaks = ledger
        .service
        .breaks(channel.id)
        .into_iter()
        .map(|(week, event)| (week, event.name.clone()))
        .collect();
    let steps = ledger.service.steps(channel.id, field);
    let rho_at = |quarter| change::rho(&series, quarter, &breaks, &steps, today);
    let chart = spc::chart(&series, rho_at, &breaks, &steps, variant, today);
    (series, breaks, chart)
}

/// The fields that trends are drawn of.
pub const FIELDS: [Field; 3] = [Field::Answered, Field::Missed, Field::Visits];

/// The lines of a service in its own order: answered and missed of phones, answered of other contact
/// channels, visits of websites. Fields never collected are left out.
pub fn lines(ledger: &Ledger, today: NaiveDate) -> Vec<(&Channel, Field)> {
    let mut lines = Vec::new();
    for channel in &ledger.service.channels {
        let fields: &[Field] = match channel.kind {
            Kind::Phone => &[Field::Answered, Field::Missed],
            Kind::Chat | Kind::Message | Kind::Email => &[Field::Answered],
            Kind::Web => &[Field::Visits],
        };
        let collected = |field: &&Field| {
            let mut weeks = channel.first.through(Week::containing(today));
            weeks.any(|week| ledger.state(channel, **field, week) != State::NotCollected)
        };
        lines.extend(fields.iter().filter(collected).map(|field| (channel, *field)));
    }
    lines
}

/// The trends of a service's lines, the one most in need of a look first.
pub fn trends(ledger: &Ledger, quarter: Quarter, variant: Variant, today: NaiveDate) -> Vec<Trend> {
    let lines = lines(ledger, today).into_iter();
    let mut trends: Vec<_> = lines
        .map(|(channel, field)| trend(ledger, channel, field, quarter, variant, today))
        .collect();
    // Stable: among equals the service's own order holds.
    trends.sort_by_key(|trend| std::cmp::Reverse(urgency(trend)));
    trends
}

/// A signal that still runs, then a recent one, then a change between quarters, then the rest.
fn urgency(trend: &Trend) -> u8 {
    if trend.signals.iter().any(|finding| sentences::runs_on(&finding.run, &trend.chart)) {
        3
    } else if !trend.signals.is_empty() {
        2
    } else {
        u8::from(trend.changed)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::quarter::YearStart;
    use crate::service::{Collected, Service};

    /// A website, and calls whose week `n` of 104, from 1 January 2018, holds `counts(n)`; none is
    /// not entered.
    pub(crate) fn ledger(counts: impl Fn(i32) -> Option<u32>) -> Ledger {
        let first = Week::parse("2018-01-01").unwrap();
        let channel = |id, slug: &str, noun: &str, kind: Kind| Channel {
            id,
            slug: slug.into(),
            name: noun.into(),
            noun: noun.into(),
            kind,
            first,
            last: None,
            timetables: Vec::new(),
            collected: vec![Collected { field: kind.main_field(), from: first, to: None }],
            usual: Vec::new(),
            version: 1,
        };
        let mut ledger = Ledger::new(Service {
            id: 1,
            slug: "north".into(),
            name: "Helpline North".into(),
            year_start: YearStart::April,
            time_zone: "Europe/London".into(),
            channels: vec![
                channel(1, "website", "Website visits", Kind::Web),
                channel(2, "calls", "Calls", Kind::Phone),
            ],
            closures: Vec::new(),
            events: Vec::new(),
            definitions: Vec::new(),
            judgements: crate::judgement::Judgements::default(),
        });
        for n in 0..104 {
            ledger.set_count((1, Field::Visits, first.plus(n)), 1000 + (n as u32 * 37) % 50);
            if let Some(count) = counts(n) {
                ledger.set_count((2, Field::Answered, first.plus(n)), count);
            }
        }
        ledger
    }

    fn seen(counts: impl Fn(i32) -> u32) -> Vec<Trend> {
        let today = "2019-12-31".parse().unwrap();
        let quarter = Quarter::last_over(today);
        trends(&ledger(|n| Some(counts(n))), quarter, Variant::Adjusted, today)
    }

    #[test]
    fn the_line_with_a_signal_comes_first_and_says_so() {
        let rising = seen(|n| 100 + (n as u32 * 29) % 20 + if n >= 90 { 60 } else { 0 });
        let labels: Vec<_> = rising.iter().map(|trend| trend.label.as_str()).collect();
        assert_eq!(labels, ["Calls answered", "Website visits"]);
        let calls = &rising[0];
        assert!(calls.title.starts_with("Calls "), "{}", calls.title);
        assert!(calls.title.contains("above"), "{}", calls.title);
        assert!(!calls.signals.is_empty() && calls.reading.contains("1 quarter in"));
        assert!(calls.description.contains("usual range"), "{}", calls.description);
        // A screen reader hears the signal once, from the sentence beside the chart.
        assert!(!calls.description.contains("above"), "{}", calls.description);
    }

    #[test]
    fn a_steady_line_claims_nothing() {
        let steady = seen(|n| 100 + (n as u32 * 29) % 20);
        let calls = steady.iter().find(|trend| trend.slug == "calls").unwrap();
        assert!(calls.signals.is_empty(), "{:?}", calls.signals);
        assert_eq!(calls.title, "No clear change in calls");
        assert!(!calls.changed);
        assert_eq!(calls.verdict, "no clear change");
    }

    #[test]
    fn small_counts_are_grouped_and_it_is_said() {
        let few = seen(|n| [2, 3, 1, 2][n as usize % 4]);
        let calls = few.iter().find(|trend| trend.slug == "calls").unwrap();
        assert_eq!(calls.chart.weeks_per_point, 4);
        assert!(calls.caveats.iter().any(|caveat| caveat.contains("four")), "{:?}", calls.caveats);
    }

    #[test]
    fn the_unfinished_week_takes_part_in_nothing() {
        let mut ledger = ledger(|n| Some(100 + (n as u32 * 29) % 20));
        let week = Week::parse("2019-12-30").unwrap();
        let trends_on =
            |ledger: &Ledger, today| trends(ledger, Quarter::last_over(today), Variant::Nhs, today);
        let before = trends_on(&ledger, week.monday());
        ledger.set_count((2, Field::Answered, week), 1);
        let after = trends_on(&ledger, week.sunday());
        let calls = |trends: &[Trend]| trends.iter().find(|t| t.slug == "calls").unwrap().clone();
        let (before, after) = (calls(&before), calls(&after));
        let point = after.chart.points.last().unwrap();
        assert_eq!((point.week, point.unfinished, point.value), (week, true, Some(1.0)));
        assert_eq!((point.outside, point.signal), (0, None));
        assert_eq!((after.signals, after.title), (before.signals, before.title));
        let earlier = |trend: &Chart| trend.points.iter().take(104).cloned().collect::<Vec<_>>();
        assert_eq!(earlier(&after.chart), earlier(&before.chart));
    }

    #[test]
    fn signals_of_a_line_that_ended_long_ago_are_not_listed() {
        let mut ledger =
            ledger(|n| Some(100 + (n as u32 * 29) % 20 + if n >= 90 { 60 } else { 0 }));
        ledger.service.channels[1].last = Some(Week::parse("2019-12-23").unwrap());
        let listed = |today: &str| {
            let trends = trends(
                &ledger,
                Quarter::last_over("2019-12-31".parse().unwrap()),
                Variant::Nhs,
                today.parse().unwrap(),
            );
            trends.iter().find(|trend| trend.slug == "calls").unwrap().signals.len()
        };
        assert!(listed("2019-12-31") > 0);
        assert!(listed("2020-03-24") > 0);
        assert_eq!(listed("2020-04-01"), 0);
    }
}
