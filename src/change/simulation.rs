//! How often the rule announces a change where nothing happened, and how often it finds one.
//!
//! Generator: weekly counts of a steady line are whole numbers nearest to m·exp(σg − σ²/2), with g
//! a stationary AR(1) of standard normals with lag-1 autocorrelation ρ and σ² = ln(1 + φ/m), so that
//! weeks have mean m, variance φm (dispersion φ) and resemble the next by about ρ. A change
//! multiplies m in the last quarter. Quarters have 13 weeks of 7 open days. Seed fixed; results are
//! held to the published figures within 2 points. Seen to fail with k(n) replaced by 1.

use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64Mcg;

use super::compare::compare;
use super::{Verdict, rho_of_quarters, verdict};
use crate::interval::LEVEL;
use crate::series::WeekCount;
use crate::week::Week;

const RHO: f64 = 0.45;
const TRIALS: u32 = 2_000;

struct Line {
    mean: f64,
    dispersion: f64,
    quarters: usize,
    /// Factor of the last quarter.
    factor: f64,
}

/// Parts of all trials in which Poisson, quasi-Poisson and the rule announce a change.
#[derive(Debug)]
struct Found {
    poisson: f64,
    quasi: f64,
    rule: f64,
}

impl Line {
    fn draw(&self, random: &mut Pcg64Mcg) -> Vec<Vec<WeekCount>> {
        let mut week = Week::parse("2018-01-01").unwrap();
        let mut g: f64 = StandardNormal.sample(random);
        let mut quarters = Vec::new();
        for quarter in 0..self.quarters {
            let mean =
                if quarter + 1 == self.quarters { self.mean * self.factor } else { self.mean };
            let variance = (self.dispersion / mean).ln_1p();
            let mut weeks = Vec::new();
            for _ in 0..13 {
                let count = (mean * (variance.sqrt() * g - variance / 2.0).exp()).round() as u32;
                weeks.push(WeekCount { week, count, open_days: 7 });
                let noise: f64 = StandardNormal.sample(random);
                g = RHO * g + (1.0 - RHO * RHO).sqrt() * noise;
                week = week.next();
            }
            quarters.push(weeks);
        }
        quarters
    }

    fn announced(&self) -> Found {
        let mut random = Pcg64Mcg::seed_from_u64(144);
        let (mut poisson, mut quasi, mut rule) = (0, 0, 0);
        let changed = |verdict| matches!(verdict, Some(Verdict::Rose | Verdict::Fell));
        for _ in 0..TRIALS {
            let quarters = self.draw(&mut random);
            let [.., earlier, later] = quarters.as_slice() else { continue };
            let found = compare(earlier, later, rho_of_quarters(&quarters), LEVEL);
            poisson += u32::from(changed(found.exact.map(|interval| verdict(interval, 1.0))));
            quasi += u32::from(changed(found.quasi.map(|interval| verdict(interval, 1.0))));
            rule += u32::from(changed(found.verdict));
        }
        let part = |n: u32| 100.0 * f64::from(n) / f64::from(TRIALS);
        Found { poisson: part(poisson), quasi: part(quasi), rule: part(rule) }
    }
}

/// Published figures hold within 2 points.
const WITHIN: f64 = 2.0;

#[track_caller]
fn between(found: f64, least: f64, most: f64, what: &str) {
    let holds = least - WITHIN <= found && found <= most + WITHIN;
    assert!(holds, "{what}: {found}%, not {least} to {most}%");
}

/// A steady line with ρ 0.45: quasi-Poisson announces a change in 20 to 30 % of quarters, whatever
/// the dispersion, and so does Poisson up to a dispersion of 1.5 (beyond, far more); the rule in 2 to
/// 6 % with eight quarters of history and at most 9 % with two.
#[test]
fn false_verdicts_of_a_steady_line() {
    for mean in [30.0, 120.0] {
        for dispersion in [1.0, 1.5, 4.0, 8.0] {
            let line = |quarters| Line { mean, dispersion, quarters, factor: 1.0 }.announced();
            let (long, short) = (line(8), line(2));
            let what = format!("mean {mean}, dispersion {dispersion}");
            println!("{what}: eight quarters {long:?}, two {short:?}");
            for found in [&long, &short] {
                let most = if dispersion > 1.5 { 100.0 } else { 30.0 };
                between(found.poisson, 20.0, most, &what);
                between(found.quasi, 20.0, 30.0, &what);
            }
            between(long.rule, 2.0, 6.0, &what);
            between(short.rule, 0.0, 9.0, &what);
        }
    }
}

/// +25 % at 120 a week is found in half to nine tenths of cases, for the dispersions of 1.5 to 4 of
/// most public series.
#[test]
fn a_quarter_more_is_found() {
    for dispersion in [1.5, 2.0, 3.0, 4.0] {
        let found = Line { mean: 120.0, dispersion, quarters: 8, factor: 1.25 }.announced();
        println!("dispersion {dispersion}: {found:?}");
        between(found.rule, 50.0, 90.0, &format!("dispersion {dispersion}"));
    }
}

/// Sides of other lengths than a quarter, of a steady line with eight quarters of history: no more
/// false verdicts than of quarters.
#[test]
fn false_verdicts_of_chosen_weeks() {
    for (earlier, later) in [(4, 4), (5, 8), (13, 4), (26, 8), (52, 13), (52, 52)] {
        let line = Line { mean: 120.0, dispersion: 4.0, quarters: 8, factor: 1.0 };
        let mut random = Pcg64Mcg::seed_from_u64(144);
        let changed = (0..TRIALS).filter(|_| {
            let quarters = line.draw(&mut random);
            let weeks = quarters.concat();
            let (before, now) = weeks[weeks.len() - later - earlier..].split_at(earlier);
            let found = compare(before, now, rho_of_quarters(&quarters), LEVEL);
            matches!(found.verdict, Some(Verdict::Rose | Verdict::Fell))
        });
        let part = 100.0 * changed.count() as f64 / f64::from(TRIALS);
        println!("{earlier} and {later} weeks: {part}%");
        between(part, 2.0, 6.0, &format!("{earlier} and {later} weeks"));
    }
}
