//! Intervals of a count, a ratio of rates and a share, from exact and score methods.
//!
//! Refuses to say what an interval means: that is `change` and `share`. The level is a parameter
//! everywhere; [`LEVEL`] is the product's.

use serde::{Deserialize, Serialize};

mod quantile;

use quantile::{beta_log_odds, gamma_quantile};
pub use quantile::{normal_quantile, t_quantile};

/// The level of every interval that is shown: 95 %.
pub const LEVEL: f64 = 0.95;

/// Two ends, `lower <= upper`; an end may be infinite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end; in files and stored editions an infinite one is null.
    #[serde(deserialize_with = "end")]
    pub upper: f64,
}

/// JSON has no infinity, and `serde_json` writes null for it.
fn end<'de, D: serde::Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Option::<f64>::deserialize(from).map(|end| end.unwrap_or(f64::INFINITY))
}

impl Interval {
    /// Whether `value` lies inside, ends included.
    pub fn holds(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// The wider of the two at each end.
    #[must_use]
    pub fn wider(self, other: Self) -> Self {
        Self { lower: self.lower.min(other.lower), upper: self.upper.max(other.upper) }
    }
}

/// Probability left out at each side; a level outside 0 to 1 is held just inside.
fn tail(level: f64) -> f64 {
    (1.0 - level.clamp(1e-6, 1.0 - 1e-12)) / 2.0
}

/// Normal quantile of a two-sided level: 1.959963984540054 for 95 %.
pub fn z(level: f64) -> f64 {
    normal_quantile(1.0 - tail(level))
}

/// Exact interval of the mean of a Poisson count (Garwood 1936).
pub fn garwood(count: f64, level: f64) -> Interval {
    let count = count.max(0.0);
    let lower = if count == 0.0 { 0.0 } else { gamma_quantile(count, tail(level)) };
    Interval { lower, upper: gamma_quantile(count + 1.0, 1.0 - tail(level)) }
}

/// Exact conditional interval of the ratio of two Poisson rates, later ÷ earlier: given their sum
/// the later count is binomial (Clopper & Pearson 1934), as R's `poisson.test`.
///
/// Counts of 0 give an end of 0 or infinity; exposures must be positive.
pub fn ratio_exact(x1: u64, t1: f64, x2: u64, t2: f64, level: f64) -> Interval {
    let (a, b, exposures) = (x2 as f64, x1 as f64, t1 / t2);
    let lower =
        if x2 == 0 { 0.0 } else { beta_log_odds(a, b + 1.0, tail(level)).exp() * exposures };
    let upper = if x1 == 0 {
        f64::INFINITY
    } else {
        beta_log_odds(a + 1.0, b, 1.0 - tail(level)).exp() * exposures
    };
    Interval { lower, upper }
}

/// Score interval of a share `part` of `base` (Wilson 1927). Both may be fractions of contacts:
/// an effective base. None for a base of 0.
pub fn wilson(part: f64, base: f64, level: f64) -> Option<Interval> {
    // Written so that a base that is not a number has no interval either.
    if !(base > 0.0 && base.is_finite()) {
        return None;
    }
    let part = part.clamp(0.0, base);
    let z2 = z(level).powi(2);
    let centre = (part + z2 / 2.0) / (base + z2);
    let half = (z2 * (part * (base - part) / base + z2 / 4.0)).sqrt() / (base + z2);
    let lower = if part == 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let upper = if part == base { 1.0 } else { (centre + half).min(1.0) };
    Some(Interval { lower, upper })
}

/// Interval of a difference of two shares, later − earlier, from the interval of each (Newcombe
/// 1998, method 10).
pub fn newcombe(p1: f64, first: Interval, p2: f64, second: Interval) -> Interval {
    let difference = p2 - p1;
    Interval {
        lower: difference - (p2 - second.lower).hypot(first.upper - p1),
        upper: difference + (second.upper - p2).hypot(p1 - first.lower),
    }
}

#[cfg(test)]
mod tests;
