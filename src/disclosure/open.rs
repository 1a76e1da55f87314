//! From exact figures to what may be known: every count becomes a cell, every φ, ρ and D is rounded
//! up or forgotten.
//!
//! Refuses to keep a figure that no published number needs.

use super::cell::up;
use super::{Cell, Exact, Facts, LEAST_COMPARED, Measure, Room, SharePart};
use crate::share::ShareWeek;

/// The figures with nothing in them that is not published.
pub(super) struct Open(pub Facts);

pub(super) fn open(Exact(exact): &Exact) -> Open {
    let mut facts = exact.clone();
    for measure in &mut facts.measures {
        let cells: Vec<u64> =
            measure.periods.iter().map(|period| Cell::of(period.count).value()).collect();
        recount(measure, &cells);
    }
    for line in &mut facts.lines {
        let cells: Vec<u64> = (0..line.measure.periods.len())
            .map(|i| line.parts.iter().map(|part| facts.measures[*part].periods[i].count).sum())
            .collect();
        recount(&mut line.measure, &cells);
    }
    for share in &mut facts.shares {
        for part in &mut share.parts {
            *part = open_part(part);
        }
        let base: u64 = share.parts.iter().map(|part| part.total.before + part.total.after).sum();
        share.dispersion = if base < LEAST_COMPARED { 1.0 } else { up(share.dispersion) };
    }
    Open(facts)
}

/// Puts published counts in the place of the exact ones.
fn recount(measure: &mut Measure, counts: &[u64]) {
    for (period, count) in measure.periods.iter_mut().zip(counts) {
        *period = period.recounted(*count, measure.normal_week);
    }
    let enough: Vec<bool> = counts.iter().map(|count| *count >= LEAST_COMPARED).collect();
    measure.rho = if enough.iter().any(|enough| *enough) { up(measure.rho) } else { 0.0 };
    for (spread, enough) in measure.spreads.iter_mut().zip(&enough) {
        *spread = if *enough { up(*spread) } else { 1.0 };
    }
    let now = enough.len() - 1;
    for ((spread, _), earlier) in measure.changes.iter_mut().zip(EARLIER) {
        *spread = if enough[now] && enough[now - earlier] { up(*spread) } else { 1.0 };
    }
}

/// How many quarters the two comparisons go back.
pub(super) const EARLIER: [usize; 2] = [1, 4];

/// 'Not recorded' is held to what the published numbers of answered, before and after leave room
/// for: four rounded numbers that must add up would sometimes tell all four (8 + 8 + 1 = 17).
fn open_part(part: &SharePart) -> SharePart {
    let cell = |count| Cell::of(count).value();
    let (before, after) = (cell(part.total.before), cell(part.total.after));
    let (answered, own) = (cell(part.answered), cell(part.total.not_recorded));
    let left = answered.saturating_sub(before.saturating_add(after));
    let not_recorded = match part.room {
        Room::Whole => left,
        Room::Within => own.min(left),
        Room::Apart => own,
    };
    SharePart { total: ShareWeek { before, after, not_recorded }, answered, room: part.room }
}
