//! A count as outsiders see it, and the figures between rounded up for them.
//!
//! Refuses to tell counts of one class apart: nothing made of a cell knows what was in it.

use serde::{Deserialize, Serialize};

use crate::words;

/// The largest count that is not told from 1.
pub const FEW_AT_MOST: u64 = 7;
/// What counts of 1 to 7 count as, and the step to which all others are rounded.
pub const STEP: u64 = 5;
/// A published count that a change, a likely range or an answer rate needs.
pub const LEAST_COMPARED: u64 = 30;

/// A published count: 0, 5 for 'seven or fewer', or a multiple of 5 from 10 on.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Cell(u64);

impl Cell {
    /// The cell of a count (docs/rules.md, section 9).
    pub fn of(count: u64) -> Self {
        match count {
            0 => Self(0),
            1..=FEW_AT_MOST => Self(STEP),
            // No count ends in exactly half a step. The greatest `u64` is a multiple of 5.
            _ => Self(count.saturating_add(STEP / 2) / STEP * STEP),
        }
    }

    /// What it counts as in published arithmetic.
    pub fn value(self) -> u64 {
        self.0
    }

    /// The smallest and the largest count it may stand for.
    pub fn class(self) -> (u64, u64) {
        match self.0 {
            0 => (0, 0),
            STEP => (1, FEW_AT_MOST),
            value => (value - STEP / 2, value.saturating_add(STEP / 2)),
        }
    }

    /// "0", "7 or fewer", "1,625".
    pub fn words(self) -> String {
        if self.0 == STEP { words::FEW.into() } else { words::number(self.0) }
    }
}

/// φ, ρ and D as outsiders see them: rounded up to one decimal, so that no range gets narrower.
pub(super) fn up(value: f64) -> f64 {
    // Forgives the last bits of a float: 1.2000000000000002 is 1.2; and no zero has a minus.
    (value * 10.0 - 1e-9).ceil() / 10.0 + 0.0
}
