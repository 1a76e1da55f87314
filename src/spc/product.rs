//! The product's chart: each quarter's weeks judged against the 52 entered weeks before it.
//!
//! Limits frozen on a line's first half-year would flag nine of ten real weeks for ever; these
//! follow it, and old limits stay drawn. A missing or closed week is a gap in everything.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Chart, ChartPoint, Footing, Limits, Placed, Variant, centre_and_limits, rules};
use crate::quarter::Quarter;
use crate::series::{Point, Series, State};
use crate::week::Week;

/// The least weekly mean `XmR` limits are drawn for: on counts of 0 to 2 a week they would flag a
/// third of steady weeks.
const LEAST_MEAN: f64 = 5.0;
/// Weeks of a block where the weekly mean is smaller.
const BLOCK: u8 = 4;

/// The product's control chart of one series.
///
/// `rho_at` gives `change::rho` at a quarter; it is asked once for the quarter before each one
/// judged. `breaks` are the first weeks of changed definitions, `steps` those of recorded step
/// changes: nothing runs across either. The unfinished week is in the points but takes part in
/// nothing. Where the weekly mean of the latest quarter's baseline is below 5, the points are
/// blocks of four weeks, counted from each segment's first week.
pub fn chart(
    series: &Series,
    rho_at: impl Fn(Quarter) -> f64,
    breaks: &[(Week, String)],
    steps: &[Week],
    variant: Variant,
    today: NaiveDate,
) -> Chart {
    let mut starts: Vec<Week> =
        breaks.iter().map(|(week, _)| *week).chain(steps.iter().copied()).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut known: HashMap<Quarter, f64> = HashMap::new();
    let mut rho = |quarter: Quarter| {
        *known.entry(quarter).or_insert_with(|| rho_at(quarter.previous()).clamp(0.0, 0.8))
    };
    let segments = weekly(series, &starts, today);
    let points = judge(&segments, &Gates::WEEKS, variant, &mut rho);
    if points.last().is_none_or(|point| point.footing != Footing::Small) {
        return Chart { variant, weeks_per_point: 1, points };
    }
    let last = segments.len().saturating_sub(1);
    let blocks: Vec<Vec<Unit>> =
        segments.iter().enumerate().map(|(i, weeks)| group(weeks, i == last)).collect();
    let points = judge(&blocks, &Gates::BLOCKS, variant, &mut rho);
    Chart { variant, weeks_per_point: BLOCK, points }
}

/// One point before it is judged: a week or a block.
#[derive(Clone, Copy, Debug)]
struct Unit {
    week: Week,
    state: State,
    unfinished: bool,
    open_days: u32,
    normal_days: u32,
    value: Option<f64>,
}

impl Unit {
    /// y = count × normal days ÷ open days, in this order: dividing first breaks exact ties.
    fn new(week: Week, state: State, open: u32, normal: u32, unfinished: bool) -> Self {
        let value = match state {
            State::Count(count) if open > 0 && !unfinished => {
                Some(f64::from(count) * f64::from(normal) / f64::from(open))
            }
            _ => None,
        };
        Self { week, state, unfinished, open_days: open, normal_days: normal, value }
    }

    fn of_week(point: &Point, today: NaiveDate) -> Self {
        let (open, normal) = (u32::from(point.open_days), u32::from(point.normal_week));
        Self::new(point.week, point.state, open, normal, !point.week.is_due(today))
    }

    /// Four weeks; a gap when one of them is.
    fn of_block(weeks: &[Self]) -> Option<Self> {
        let first = weeks.first()?;
        let open = weeks.iter().map(|unit| unit.open_days).sum();
        let normal = weeks.iter().map(|unit| unit.normal_days).sum();
        let gap = weeks.iter().find(|unit| unit.value.is_none());
        let state = match gap {
            None => State::Count(
                weeks.iter().filter_map(|unit| unit.state.count()).fold(0, u32::saturating_add),
            ),
            Some(gap) if gap.state.count().is_some() && !gap.unfinished => State::Closed,
            Some(gap) if gap.state.count().is_some() => State::NotEntered,
            Some(gap) => gap.state,
        };
        let unfinished =
            weeks.len() < usize::from(BLOCK) || weeks.iter().any(|unit| unit.unfinished);
        Some(Self::new(first.week, state, open, normal, unfinished))
    }
}

/// The started weeks of a series by segment; weeks the series lacks are gaps that are not drawn.
fn weekly(series: &Series, starts: &[Week], today: NaiveDate) -> Vec<Vec<Unit>> {
    let mut segments: Vec<Vec<Unit>> = Vec::new();
    let mut current = None;
    for point in series.points.iter().filter(|point| point.week.has_started(today)) {
        let segment = starts.partition_point(|start| *start <= point.week);
        if current != Some(segment) {
            segments.push(Vec::new());
            current = Some(segment);
        }
        if let Some(last) = segments.last_mut() {
            last.push(Unit::of_week(point, today));
        }
    }
    segments
}

/// Blocks of four consecutive weeks from the segment's first. What is left at its end is an
/// unfinished block, or nothing when another segment follows.
fn group(weeks: &[Unit], last: bool) -> Vec<Unit> {
    let size = usize::from(BLOCK);
    let blocks = weeks.chunks(size).filter(|weeks| last || weeks.len() == size);
    blocks.filter_map(Unit::of_block).collect()
}

/// How many points make a baseline.
struct Gates {
    /// Days from one point to the next.
    spacing: i32,
    /// Points of a baseline.
    window: usize,
    /// Below so many the limits are provisional.
    full: usize,
    /// Below so many the quarter's own points join the baseline.
    own: usize,
    /// Below so many there are no limits.
    least: usize,
}

impl Gates {
    const WEEKS: Self = Self { spacing: 1, window: 52, full: 26, own: 13, least: 6 };
    /// The same spans in blocks of four weeks, but never limits from fewer than 6 points.
    const BLOCKS: Self = Self { spacing: 4, window: 13, full: 7, own: 6, least: 6 };
}

/// What one quarter of a segment is judged by.
#[derive(Clone, Copy, Debug)]
struct Ground {
    limits: Option<Limits>,
    footing: Footing,
    baseline: u32,
    rho: f64,
    run: u8,
}

fn judge(
    segments: &[Vec<Unit>],
    gates: &Gates,
    variant: Variant,
    rho: &mut impl FnMut(Quarter) -> f64,
) -> Vec<ChartPoint> {
    let mut points = Vec::new();
    for (segment, units) in (0u32..).zip(segments) {
        let mut grounds: HashMap<Quarter, Ground> = HashMap::new();
        let grounds: Vec<Ground> = units
            .iter()
            .map(|unit| {
                let quarter = Quarter::of(unit.week);
                *grounds
                    .entry(quarter)
                    .or_insert_with(|| ground(units, quarter, gates, variant, rho(quarter)))
            })
            .collect();
        judge_segment(units, &grounds, segment, gates, variant, &mut points);
    }
    points
}

/// The baseline of a quarter: the last 52 entered weeks before it, or, with fewer than 13, all up
/// to its end; its limits and how good they are.
fn ground(units: &[Unit], quarter: Quarter, gates: &Gates, variant: Variant, rho: f64) -> Ground {
    let entered = |end: usize| units[..end].iter().filter(|unit| unit.value.is_some());
    let start = units.partition_point(|unit| unit.week < quarter.first_week());
    let before = entered(start).count();
    let (end, skip) = if before < gates.own {
        (units.partition_point(|unit| unit.week <= quarter.last_week()), 0)
    } else {
        (start, before.saturating_sub(gates.window))
    };
    let baseline: Vec<&Unit> = entered(end).skip(skip).collect();
    let n = baseline.len();
    let widen = if variant == Variant::Adjusted { rho } else { 0.0 };
    let found = centre_and_limits(&with_gaps(&baseline, gates), variant == Variant::Nhsr, widen);
    let limits = found.and_then(|found| found.limits);
    let (limits, footing) = match (found, limits) {
        _ if n < gates.least => (None, Footing::None),
        (Some(found), _) if found.centre < LEAST_MEAN => (None, Footing::Small),
        (_, None) => (None, Footing::None),
        (_, limits) if before < gates.full => (limits, Footing::Provisional),
        (_, limits) => (limits, Footing::Full),
    };
    Ground { limits, footing, baseline: n as u32, rho, run: rules::required_run(variant, rho) }
}

/// The values with a gap wherever two are not neighbours in the calendar.
fn with_gaps(units: &[&Unit], gates: &Gates) -> Vec<Option<f64>> {
    let mut values = Vec::with_capacity(units.len());
    let mut last: Option<Week> = None;
    for unit in units {
        if last.is_some_and(|last| last.weeks_to(unit.week) != gates.spacing) {
            values.push(None);
        }
        values.push(unit.value);
        last = Some(unit.week);
    }
    values
}

fn judge_segment(
    units: &[Unit],
    grounds: &[Ground],
    segment: u32,
    gates: &Gates,
    variant: Variant,
    points: &mut Vec<ChartPoint>,
) {
    let mut placed: Vec<Option<Placed>> = Vec::with_capacity(units.len());
    // Where each unit stands among `placed`, which has a gap for weeks the series lacks.
    let mut places = Vec::with_capacity(units.len());
    let mut last: Option<Week> = None;
    for (unit, ground) in units.iter().zip(grounds) {
        if last.is_some_and(|last| last.weeks_to(unit.week) != gates.spacing) {
            placed.push(None);
        }
        last = Some(unit.week);
        places.push(placed.len());
        placed.push(match (unit.value, ground.limits) {
            (Some(value), Some(limits)) => Some(Placed { value, limits, run: ground.run }),
            _ => None,
        });
    }
    let outside = rules::outside(&placed);
    let trend = rules::trend(&placed);
    let two_in_three = rules::two_in_three(&placed, variant);
    let shift = rules::shift(&placed);
    points.extend(units.iter().zip(grounds).zip(places).map(|((unit, ground), i)| ChartPoint {
        week: unit.week,
        state: unit.state,
        unfinished: unit.unfinished,
        value: unit.value.or_else(|| unit.drawn(gates)),
        limits: ground.limits,
        footing: ground.footing,
        baseline: ground.baseline,
        rho: ground.rho,
        run: ground.run,
        segment,
        outside: outside[i],
        trend: trend[i],
        two_in_three: two_in_three[i],
        shift: shift[i],
        signal: rules::signal(outside[i], trend[i], two_in_three[i], shift[i]),
    }));
}

impl Unit {
    /// What an unfinished week shows so far, drawn dashed; it takes part in nothing.
    fn drawn(&self, gates: &Gates) -> Option<f64> {
        match self.state {
            State::Count(count) if self.unfinished && self.open_days > 0 && gates.spacing == 1 => {
                Some(f64::from(count) * f64::from(self.normal_days) / f64::from(self.open_days))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
