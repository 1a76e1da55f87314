//! Signals: maximal runs of flagged weeks under one rule, not single points.

use chrono::NaiveDate;

use super::{Chart, ChartPoint, Signal, SignalRun};
use crate::week::Week;

/// Weeks that lists of signals look back.
const RECENT: i32 = 13;

/// What one rule says of a point.
type Flag = fn(&ChartPoint) -> i8;

/// Maximal runs of flagged points under one rule, in order of their first week. A run of which
/// every point already bears the label of a stronger rule is not told again.
pub fn signals(chart: &Chart) -> Vec<SignalRun> {
    let rules: [(Flag, Signal, Signal); 4] = [
        (|p| p.outside, Signal::OutsideAbove, Signal::OutsideBelow),
        (|p| p.trend, Signal::TrendRising, Signal::TrendFalling),
        (|p| p.two_in_three, Signal::TwoInThreeAbove, Signal::TwoInThreeBelow),
        (|p| p.shift, Signal::ShiftAbove, Signal::ShiftBelow),
    ];
    let mut runs = Vec::new();
    for (flag, up, down) in rules {
        for (direction, signal) in [(1, up), (-1, down)] {
            runs_of(chart, signal, &|point| flag(point) == direction, &mut runs);
        }
    }
    runs.sort_by_key(|run| (run.from, run.to));
    runs
}

/// Those signals that touch the last 13 finished weeks, the latest first.
pub fn recent(chart: &Chart, today: NaiveDate) -> Vec<SignalRun> {
    let from = recent_from(today);
    let mut runs = signals(chart);
    runs.retain(|run| run.to.plus(i32::from(chart.weeks_per_point) - 1) >= from);
    runs.sort_by_key(|run| std::cmp::Reverse((run.to, run.points)));
    runs
}

/// The first of the last 13 finished weeks.
pub(super) fn recent_from(today: NaiveDate) -> Week {
    Week::last_due(today).plus(1 - RECENT)
}

fn runs_of(
    chart: &Chart,
    signal: Signal,
    flagged: &dyn Fn(&ChartPoint) -> bool,
    runs: &mut Vec<SignalRun>,
) {
    // Two in three marks the far ones only; the near one between two of them is part of the run.
    let reach = match signal {
        Signal::TwoInThreeAbove | Signal::TwoInThreeBelow => 2,
        _ => 1,
    };
    let mut open: Option<Open> = None;
    for (i, point) in chart.points.iter().enumerate().filter(|(_, point)| flagged(point)) {
        let labelled = point.signal == Some(signal);
        match &mut open {
            Some(run)
                if i - run.last <= reach
                    && run.segment == point.segment
                    && chart.points[run.last..i].iter().all(|p| p.value.is_some()) =>
            {
                run.last = i;
                run.to = point.week;
                run.points += 1;
                run.labelled |= labelled;
            }
            _ => {
                close(open.take(), signal, runs);
                open = Some(Open {
                    last: i,
                    segment: point.segment,
                    from: point.week,
                    to: point.week,
                    points: 1,
                    labelled,
                });
            }
        }
    }
    close(open, signal, runs);
}

struct Open {
    last: usize,
    segment: u32,
    from: Week,
    to: Week,
    points: u32,
    labelled: bool,
}

fn close(run: Option<Open>, signal: Signal, runs: &mut Vec<SignalRun>) {
    if let Some(run) = run.filter(|run| run.labelled) {
        runs.push(SignalRun { signal, from: run.from, to: run.to, points: run.points });
    }
}
