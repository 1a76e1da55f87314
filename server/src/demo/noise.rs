//! Levels, seasons and chance for invented numbers.

use beforehand::week::Week;
use chrono::Datelike;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

use super::scene::Day;

/// Level of a normal week at some dates; straight lines in between.
pub type Knots = &'static [(Day, f64)];

/// The level in a week.
pub fn at(knots: Knots, week: Week) -> f64 {
    let mut level = knots.first().map_or(0.0, |knot| knot.1);
    for pair in knots.windows(2) {
        let (from, to) = (pair[0].0.week(), pair[1].0.week());
        if week >= to {
            level = pair[1].1;
        } else if week > from {
            let part = f64::from(from.weeks_to(week)) / f64::from(from.weeks_to(to));
            return pair[0].1 + part * (pair[1].1 - pair[0].1);
        }
    }
    level
}

/// A little more in late winter, a little less in late summer.
pub fn season(week: Week) -> f64 {
    let turn = f64::from(week.thursday().ordinal()) / 365.25 * std::f64::consts::TAU;
    1.0 + 0.025 * (turn - 0.9).cos()
}

/// Whole numbers in proportion to `weights` that add up to `total` (largest remainders).
pub fn apportion(weights: &[f64], total: u32) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|weight| weight / sum * f64::from(total)).collect();
    let mut parts: Vec<u32> = exact.iter().map(|part| part.floor() as u32).collect();
    let left = total.saturating_sub(parts.iter().sum());
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    for n in order.into_iter().take(left as usize) {
        parts[n] += 1;
    }
    parts
}

/// Weeks that resemble the one before: lag-one autocorrelation 0.55 of the level's own wobble.
pub struct Noise {
    source: Pcg64,
    last: f64,
}

impl Noise {
    /// The same seed, the same numbers.
    pub fn new(seed: u64) -> Self {
        Self { source: Pcg64::seed_from_u64(seed), last: 0.0 }
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.source)
    }

    /// A factor around 1 with that spread.
    pub fn next(&mut self, spread: f64) -> f64 {
        const SAME: f64 = 0.55;
        self.last = SAME * self.last + (1.0 - SAME * SAME).sqrt() * self.normal();
        (spread * self.last).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up() {
        for total in [0, 1, 7, 580, 327_600] {
            assert_eq!(apportion(&[1.0, 2.5, 0.1, 9.9], total).iter().sum::<u32>(), total);
        }
    }

    #[test]
    fn levels_lie_between_their_knots() {
        let knots: Knots = &[(Day("2020-01-06"), 10.0), (Day("2020-01-20"), 20.0)];
        let check = |day: &'static str, expected| assert_eq!(at(knots, Day(day).week()), expected);
        check("2019-01-07", 10.0);
        check("2020-01-13", 15.0);
        check("2024-01-08", 20.0);
    }
}
