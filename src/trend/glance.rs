//! A line at a glance: its latest week, how it varies and what stands out, for pages that show many
//! lines side by side.
//!
//! Refuses to say more than the line's own control chart does.

use serde::{Deserialize, Serialize};

use super::sentences::{last_finished, strongest};
use crate::judgement::Tone;
use crate::series::State;
use crate::service::{Channel, ChannelId, Field, Service};
use crate::spc::{self, Chart, Footing, Signal, SignalRun, Variant};
use crate::week::long_date;
use crate::words;

/// How a line varies, in the sense of the NHS's icons: by chance alone ("common cause"), or in a
/// way that chance seldom brings about ("special cause").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Variation {
    /// No signal in the last 13 weeks.
    Common,
    /// A signal upwards: above, rising.
    Up,
    /// A signal downwards: below, falling.
    Down,
    /// There is no usual range to tell by.
    Unknown,
}

impl Variation {
    /// What its icon is called, for those who hear the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Common => "Ups and downs of chance",
            Self::Up => "Signal upwards",
            Self::Down => "Signal downwards",
            Self::Unknown => "No usual range",
        }
    }
}

/// One line in a few words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Glance {
    /// The channel's number.
    pub channel: ChannelId,
    /// Its short name.
    pub slug: String,
    /// The field.
    pub field: Field,
    /// "Calls answered".
    pub label: String,
    /// The latest finished week in words: "128 in the week of 16 November".
    pub latest: String,
    /// How it varies.
    pub variation: Variation,
    /// What stands out: "above average for 9 weeks (worse)", "within the usual range".
    pub words: String,
    /// What that means.
    pub tone: Tone,
    /// Signals that touch the last 13 weeks.
    pub signals: usize,
    /// Those among them that nobody has explained.
    pub unexplained: usize,
    /// 3: a signal that nobody has explained runs on; 2: such a one is over; 1: the latest week is
    /// missing; 0: nothing.
    pub urgency: u8,
    /// How likely a steady line like this one shows a signal in a quarter, 0 to 1; 0 without limits.
    pub by_chance: f64,
}

/// The name of a line in addresses and files: `calls-answered`.
pub fn line_name(slug: &str, field: Field) -> String {
    format!("{slug}-{}", field.word())
}

impl Glance {
    /// What a chart says at a glance; `runs` are its signals of the last 13 weeks.
    pub fn of(
        service: &Service,
        (channel, field): (&Channel, Field),
        chart: &Chart,
        runs: &[SignalRun],
    ) -> Self {
        let line = (channel.id, field);
        let explained = |run: &SignalRun| {
            chart.variant == Variant::default() && service.explanation(line, run).is_some()
        };
        let open: Vec<_> = runs.iter().filter(|run| !explained(run)).copied().collect();
        let last = last_finished(chart);
        let running = strongest(runs, chart, true);
        let strong = running.or_else(|| strongest(runs, chart, false));
        let judged = last.is_some_and(|point| {
            point.limits.is_some() || matches!(point.footing, Footing::Full | Footing::Provisional)
        });
        let variation = match strong {
            Some(run) if run.signal.is_up() => Variation::Up,
            Some(_) => Variation::Down,
            None if judged => Variation::Common,
            None => Variation::Unknown,
        };
        let good = service.good(channel.id, field);
        let tone = strong.map_or(Tone::Quiet, |run| good.tone(run.signal.is_up()));
        let words = match strong {
            Some(run) => tone.after(&stands_out(&run, chart, running.is_some())),
            None if judged => "within the usual range".to_owned(),
            None if last.is_some_and(|point| point.footing == Footing::Small) => {
                "counts too small for a usual range".to_owned()
            }
            None => "too few weeks for a usual range".to_owned(),
        };
        let missing = last.is_some_and(|point| point.state == State::NotEntered);
        let by_chance = chart.points.iter().rev().find(|point| point.limits.is_some());
        Self {
            channel: channel.id,
            slug: channel.slug.clone(),
            field,
            label: channel.label(field),
            latest: latest(chart),
            variation,
            words,
            tone,
            signals: runs.len(),
            unexplained: open.len(),
            urgency: if strongest(&open, chart, true).is_some() {
                3
            } else if open.is_empty() {
                u8::from(missing)
            } else {
                2
            },
            by_chance: by_chance.map_or(0.0, |point| {
                spc::expected_false_signals(chart.variant, point.rho, point.baseline)
            }),
        }
    }
}

/// "128 in the week of 16 November 2026", "not entered in the week of 16 November 2026".
fn latest(chart: &Chart) -> String {
    let Some(point) = last_finished(chart) else { return "no week is over yet".to_owned() };
    let value = match (point.value, point.state) {
        (Some(value), _) => words::rate(value),
        (None, State::Closed) => "closed".to_owned(),
        (None, State::NotCollected) => "not collected".to_owned(),
        (None, _) => "not entered".to_owned(),
    };
    let weeks = if chart.weeks_per_point > 1 { "four weeks from" } else { "week of" };
    format!("{value} in the {weeks} {}", long_date(point.week.monday()))
}

/// A signal without its subject: "above average for 9 weeks", or what was and until when.
fn stands_out(run: &SignalRun, chart: &Chart, now: bool) -> String {
    let weeks = if chart.weeks_per_point > 1 { "blocks of four weeks" } else { "weeks" };
    let n = run.points;
    let (said, long) = match run.signal {
        Signal::OutsideAbove => ("above the usual range", false),
        Signal::OutsideBelow => ("below the usual range", false),
        Signal::TrendRising => ("rising", true),
        Signal::TrendFalling => ("falling", true),
        Signal::TwoInThreeAbove => ("close to the top of the usual range", false),
        Signal::TwoInThreeBelow => ("close to the foot of the usual range", false),
        Signal::ShiftAbove => ("above average", true),
        Signal::ShiftBelow => ("below average", true),
    };
    let said = if long { format!("{said} for {n} {weeks}") } else { said.to_owned() };
    let end = long_date(run.to.monday());
    match (now, long) {
        (true, _) => said,
        (false, true) => format!("{said}, until {end}"),
        (false, false) => format!("{said} in the week of {end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quarter::Quarter;
    use crate::series::Ledger;
    use crate::spc::Variant;
    use crate::trend::trend;

    /// The glance at calls whose week `n` of 104, from 1 January 2018, holds `counts(n)`; none is
    /// not entered.
    fn seen(counts: impl Fn(i32) -> Option<u32>) -> Glance {
        let ledger: Ledger = crate::trend::tests::ledger(counts);
        let today = "2019-12-31".parse().unwrap();
        let channel = ledger.service.channel_named("calls").unwrap();
        let quarter = Quarter::last_over(today);
        let made = trend(&ledger, channel, Field::Answered, quarter, Variant::Adjusted, today);
        made.glance
    }

    #[track_caller]
    fn check(counts: impl Fn(i32) -> Option<u32>, variation: Variation, urgency: u8, words: &str) {
        let glance = seen(counts);
        let found = (glance.variation, glance.urgency, glance.words.as_str());
        assert_eq!(found, (variation, urgency, words));
    }

    #[test]
    fn what_needs_attention_is_said() {
        let steady = |n: i32| 100 + (n as u32 * 29) % 20;
        check(|n| Some(steady(n)), Variation::Common, 0, "within the usual range");
        check(
            |n| Some(steady(n) + if n > 102 { 90 } else { 0 }),
            Variation::Up,
            3,
            "above the usual range",
        );
        check(
            |n| Some(if n == 97 { 10 } else { steady(n) }),
            Variation::Down,
            2,
            "below the usual range in the week of 11 November 2019",
        );
        check(|n| (n < 103).then(|| steady(n)), Variation::Common, 1, "within the usual range");
        check(|n| Some(n as u32 % 2), Variation::Unknown, 0, "counts too small for a usual range");
        check(
            |n| (n > 100).then_some(50),
            Variation::Unknown,
            0,
            "too few weeks for a usual range",
        );
    }

    #[test]
    fn the_latest_week_keeps_its_state() {
        assert_eq!(seen(|_| Some(120)).latest, "120 in the week of 23 December 2019");
        assert_eq!(
            seen(|n| (n < 103).then_some(120)).latest,
            "not entered in the week of 23 December 2019"
        );
    }

    #[test]
    fn chance_is_said_only_where_there_are_limits() {
        let steady = seen(|n| Some(100 + (n as u32 * 29) % 20));
        assert!((0.1..0.6).contains(&steady.by_chance), "{}", steady.by_chance);
        assert!(seen(|n| (n > 100).then_some(50)).by_chance < f64::EPSILON);
    }
}
