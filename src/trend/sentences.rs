//! What a control chart says, in words.

use chrono::Datelike;

use super::Finding;
use crate::change::{Change, Verdict};
use crate::series::State;
use crate::service::lower_first;
use crate::spc::{self, Chart, ChartPoint, Footing, Signal, SignalRun, Variant};
use crate::week::{Week, long_date};
use crate::words;

/// The last point whose weeks have all passed.
fn last_finished(chart: &Chart) -> Option<&ChartPoint> {
    chart.points.iter().rev().find(|point| !point.unfinished)
}

/// Whether the latest finished point is part of the signal.
pub(super) fn runs_on(run: &SignalRun, chart: &Chart) -> bool {
    last_finished(chart).is_some_and(|point| point.week == run.to)
}

/// "weeks", or "blocks of four weeks".
fn units(chart: &Chart) -> &'static str {
    if chart.weeks_per_point > 1 { "blocks of four weeks" } else { "weeks" }
}

/// "in the week of Monday 6 April 2026", "from the week of 31 August to that of 12 October 2026".
fn when(run: &SignalRun, chart: &Chart) -> String {
    let (from, to) = (run.from.monday(), run.to.monday());
    if run.from == run.to {
        let start = if chart.weeks_per_point > 1 { "four weeks from the " } else { "" };
        return format!("in the {start}{}", run.from.title());
    }
    let first = long_date(from);
    let year = format!(" {}", from.format("%Y"));
    let first = first.strip_suffix(&year).filter(|_| from.year() == to.year()).unwrap_or(&first);
    format!("from the week of {first} to that of {}", long_date(to))
}

/// "The last 12 weeks were all above average", "Above the usual range in the week of Monday 6 April
/// 2026".
pub(super) fn signal(run: &SignalRun, chart: &Chart) -> String {
    let (n, units, when) = (run.points, units(chart), when(run, chart));
    let now = runs_on(run, chart);
    let range = |side: &str| match n {
        1 => format!("{} the usual range {when}", words::capital(side)),
        _ => format!("{n} {units} {side} the usual range, {when}"),
    };
    let side = |side: &str| {
        if now {
            format!("The last {n} {units} were all {side} average")
        } else {
            format!("{n} {units} in a row were {side} average, {when}")
        }
    };
    let way = |way: &str| {
        if now {
            format!("{} for {n} {units} in a row", words::capital(way))
        } else {
            format!("{} for {n} {units} in a row, {when}", words::capital(way))
        }
    };
    match run.signal {
        Signal::OutsideAbove => range("above"),
        Signal::OutsideBelow => range("below"),
        Signal::ShiftAbove => side("above"),
        Signal::ShiftBelow => side("below"),
        Signal::TrendRising => way("rising"),
        Signal::TrendFalling => way("falling"),
        Signal::TwoInThreeAbove => {
            format!("Close to the upper limit twice in three {units}, {when}")
        }
        Signal::TwoInThreeBelow => {
            format!("Close to the lower limit twice in three {units}, {when}")
        }
    }
}

/// The finding in one line: a signal that runs on, else the change of the quarter, else a signal
/// that is over, else that there is nothing to say.
pub(super) fn title(subject: &str, found: &[Finding], chart: &Chart, change: &Change) -> String {
    let rank = |signal: Signal| match signal {
        Signal::ShiftAbove | Signal::ShiftBelow => 0,
        Signal::OutsideAbove | Signal::OutsideBelow => 1,
        Signal::TrendRising | Signal::TrendFalling => 2,
        Signal::TwoInThreeAbove | Signal::TwoInThreeBelow => 3,
    };
    let strongest = |on: bool| {
        let runs = found.iter().map(|finding| finding.run);
        runs.filter(|run| runs_on(run, chart) == on).min_by_key(|run| rank(run.signal))
    };
    if let Some(run) = strongest(true) {
        let (n, units) = (run.points, units(chart));
        let rest = match run.signal {
            Signal::ShiftAbove => format!("have been above average for {n} {units}"),
            Signal::ShiftBelow => format!("have been below average for {n} {units}"),
            Signal::OutsideAbove => "are above their usual range".to_owned(),
            Signal::OutsideBelow => "are below their usual range".to_owned(),
            Signal::TrendRising => format!("have risen over {n} {units}"),
            Signal::TrendFalling => format!("have fallen over {n} {units}"),
            Signal::TwoInThreeAbove => "are close to the top of their usual range".to_owned(),
            Signal::TwoInThreeBelow => "are close to the foot of their usual range".to_owned(),
        };
        return format!("{subject} {rest}");
    }
    if matches!(change.verdict, Some(Verdict::Rose | Verdict::Fell)) {
        let short = lower_first(&words::change_short(change));
        return format!("{subject} {short} on {}", change.previous.quarter.months());
    }
    if let Some(run) = strongest(false) {
        return format!("{subject} {}", past(&run, chart));
    }
    match change.verdict {
        Some(_) => format!("No clear change in {}", lower_first(subject)),
        None => format!("{subject}: no verdict on {}", change.current.quarter.months()),
    }
}

/// A signal that is over, as a title says it.
fn past(run: &SignalRun, chart: &Chart) -> String {
    let (n, units, month) = (run.points, units(chart), run.to.monday().format("%B %Y"));
    match run.signal {
        Signal::ShiftAbove => format!("were above average for {n} {units}, until {month}"),
        Signal::ShiftBelow => format!("were below average for {n} {units}, until {month}"),
        Signal::OutsideAbove => format!("were above their usual range in {month}"),
        Signal::OutsideBelow => format!("were below their usual range in {month}"),
        Signal::TrendRising => format!("rose over {n} {units}, until {month}"),
        Signal::TrendFalling => format!("fell over {n} {units}, until {month}"),
        Signal::TwoInThreeAbove => format!("were close to the top of their usual range in {month}"),
        Signal::TwoInThreeBelow => {
            format!("were close to the foot of their usual range in {month}")
        }
    }
}

/// What the chart shows, for those who cannot see it. The finding is its title, and the signals
/// stand beside it as text: nobody shall hear them twice.
pub(super) fn description(chart: &Chart, found: &[Finding]) -> String {
    let mut said = Vec::new();
    let finished: Vec<_> = chart.points.iter().filter(|point| !point.unfinished).collect();
    let gaps = finished.iter().filter(|point| point.value.is_none()).count();
    if let Some(last) = finished.last() {
        let latest = match (last.value, last.state) {
            (Some(value), _) => words::rate(value),
            (None, State::Closed) => "closed".to_owned(),
            (None, State::NotCollected) => "not collected".to_owned(),
            (None, _) => "not entered".to_owned(),
        };
        said.push(format!("Latest: {latest} in the {}.", last.week.title()));
        said.push(last.limits.map_or_else(
            || "No usual range yet.".to_owned(),
            |l| {
                let (lower, upper) = (words::rate(l.lower.max(0.0)), words::rate(l.upper));
                format!(
                    "The usual range is {lower} to {upper}, the centre {}.",
                    words::rate(l.centre)
                )
            },
        ));
    }
    if found.is_empty() {
        said.push("No signal in the last 13 weeks.".to_owned());
    }
    if gaps > 0 {
        let what = if gaps == 1 { "One gap".to_owned() } else { format!("{gaps} gaps") };
        said.push(format!("{what} without a count."));
    }
    said.join(" ")
}

/// What is shaded, from which weeks, and how many false signals to expect.
pub(super) fn reading(chart: &Chart) -> String {
    let judged = chart.points.iter().rev().find(|point| point.limits.is_some());
    let Some(point) = judged else { return String::new() };
    let rules = match chart.variant {
        Variant::Adjusted => ", allowing for weeks that resemble each other",
        Variant::Nhs => ", by the plain NHS rules",
        Variant::Nhsr => ", by the rules of NHSRplotthedots",
    };
    let false_ones = spc::expected_false_signals(chart.variant, point.rho, point.baseline);
    let (part, whole) = nearest(false_ones);
    let quarters = if part == 1 { "quarter" } else { "quarters" };
    let weeks =
        if chart.weeks_per_point > 1 { "thirteen blocks of four weeks" } else { "52 weeks" };
    format!(
        "Shaded: the usual range of a steady line, from the {weeks} before each quarter{rules}. A steady line like this one would still show a signal in about {part} {quarters} in {whole}."
    )
}

/// The simple fraction nearest to a probability.
fn nearest(probability: f64) -> (u8, u8) {
    const FRACTIONS: [(u8, u8); 12] = [
        (1, 10),
        (1, 6),
        (1, 5),
        (1, 4),
        (1, 3),
        (2, 5),
        (1, 2),
        (3, 5),
        (2, 3),
        (3, 4),
        (4, 5),
        (9, 10),
    ];
    let distance =
        |(part, whole): (u8, u8)| (f64::from(part) / f64::from(whole) - probability).abs();
    let near = |a: &(u8, u8), b: &(u8, u8)| distance(*a).total_cmp(&distance(*b));
    FRACTIONS.into_iter().min_by(near).unwrap_or((1, 4))
}

/// What weakens the chart, one sentence each.
pub(super) fn caveats(chart: &Chart, breaks: &[(Week, String)]) -> Vec<String> {
    let mut said = Vec::new();
    let Some(last) = last_finished(chart) else { return said };
    if chart.weeks_per_point > 1 {
        said.push("Weekly counts are small (fewer than 5 on average), so four weeks are drawn as one point.".to_owned());
    }
    match last.footing {
        Footing::Full => {}
        Footing::Provisional => said.push(format!(
            "The usual range is provisional: it rests on {} {}.",
            last.baseline,
            units(chart)
        )),
        Footing::Small => said.push(
            "The counts are too small for a usual range: fewer than 5 on average.".to_owned(),
        ),
        Footing::None => {
            said.push("There is no usual range: too few weeks were entered for one.".to_owned());
        }
    }
    if chart.points.iter().filter_map(|point| point.limits).any(|limits| limits.lower < 0.0) {
        said.push("The range ends at zero: a count cannot fall below it.".to_owned());
    }
    let inside = |week: Week| chart.points.first().is_some_and(|first| first.week < week);
    for (week, name) in breaks.iter().filter(|(week, _)| inside(*week) && *week <= last.week) {
        said.push(format!(
            "The definition changed from the {} ({name}): nothing is compared across it.",
            week.title()
        ));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn false_signals_are_said_simply() {
        let check = |p, expected| assert_eq!(nearest(p), expected, "{p}");
        check(0.239, (1, 4));
        check(0.66, (2, 3));
        check(0.20, (1, 5));
        check(0.0, (1, 10));
        check(1.0, (9, 10));
    }
}
