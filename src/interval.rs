//! Intervals of a count, a ratio of rates and a share, from exact and score methods.
//!
//! Refuses to say what an interval means: that is `change` and `share`.

use serde::{Deserialize, Serialize};

/// Two ends, `lower <= upper`; an end may be infinite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Interval {
    /// Whether `value` lies inside, ends included.
    pub fn holds(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }
}
