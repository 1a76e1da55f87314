//! The arithmetic of a comparison: two lists of weekly counts, or their sums, in, every figure out.
//!
//! Refuses to know about calendars, gaps and gates: those are applied by `change`.

use crate::change::{Verdict, WEEKS_FOR_VERDICT};
use crate::interval::{Interval, garwood, ratio_exact, t_quantile};
use crate::series::WeekCount;

/// Similarity of weeks assumed for each quarter of missing history, typical of public series.
const RHO_WITHOUT_HISTORY: f64 = 0.4;
/// Quarters that tell how much one week resembles the next.
const QUARTERS: usize = 8;

/// Everything that follows from the weekly counts of two periods. The verdict is that of the
/// interval alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Rate of the later ÷ rate of the earlier; none when the earlier is 0 or either is empty.
    pub ratio: Option<f64>,
    /// Variance factor k(n₁) of the earlier period; none where interval A is not made.
    pub k1: Option<f64>,
    /// Variance factor k(n₂) of the later period.
    pub k2: Option<f64>,
    /// Dispersion φ, at least 1.
    pub dispersion: Option<f64>,
    /// Degrees of freedom, at least 3.
    pub df: Option<f64>,
    /// Standard error of the logarithm of the ratio.
    pub se_log: Option<f64>,
    /// Interval A: quasi-Poisson with autocorrelation.
    pub ar: Option<Interval>,
    /// Interval B: exact conditional.
    pub exact: Option<Interval>,
    /// The wider of A and B at each end.
    pub interval: Option<Interval>,
    /// What the interval says; none when either period is empty.
    pub verdict: Option<Verdict>,
    /// Pearson dispersion without autocorrelation, not floored at 1.
    pub pearson_dispersion: Option<f64>,
    /// Quasi-Poisson interval with that dispersion and t, as R's `glm(quasipoisson)`.
    pub quasi: Option<Interval>,
}

/// Sums of a period's entered, open weeks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sums {
    /// Sum of the counts.
    pub count: u64,
    /// Sum of the open days.
    pub days: f64,
    /// Number of weeks.
    pub weeks: f64,
}

impl Sums {
    fn of(weeks: &[WeekCount]) -> Self {
        Self {
            count: weeks.iter().map(|week| u64::from(week.count)).sum(),
            days: weeks.iter().map(|week| f64::from(week.open_days)).sum(),
            weeks: weeks.len() as f64,
        }
    }

    fn rate(&self) -> f64 {
        self.count as f64 / self.days
    }
}

/// Compares two periods of entered, open weeks, `rho` being how much one week resembles the next.
///
/// Interval A needs [`WEEKS_FOR_VERDICT`] weeks and a count above 0 on both sides; B stands alone
/// where there is no A.
pub fn compare(previous: &[WeekCount], current: &[WeekCount], rho: f64, level: f64) -> Comparison {
    let (first, second) = (Sums::of(previous), Sums::of(current));
    let squares = sum_of_squares(previous) + sum_of_squares(current);
    let freedom = first.weeks - variance_factor(first.weeks, rho) + second.weeks
        - variance_factor(second.weeks, rho);
    let dispersion = (squares / freedom).max(1.0);
    let mut found = compare_sums(&first, &second, rho, dispersion, level);
    if let Some(ratio) = found.ratio.filter(|ratio| *ratio > 0.0) {
        quasi_poisson(&mut found, &first, &second, ratio, squares, level);
    }
    found
}

/// The same from the sums of two periods and the figures between: `rho`, and `dispersion`, which is
/// φ. For sums that were published, when there are no weeks to take φ from.
pub fn compare_sums(
    first: &Sums,
    second: &Sums,
    rho: f64,
    dispersion: f64,
    level: f64,
) -> Comparison {
    if first.days <= 0.0 || second.days <= 0.0 {
        return Comparison::default();
    }
    let exact = ratio_exact(first.count, first.days, second.count, second.days, level);
    let mut found =
        Comparison { exact: Some(exact), interval: Some(exact), ..Comparison::default() };
    if first.count > 0 {
        found.ratio = Some(second.rate() / first.rate());
    }
    if let Some(ratio) = found.ratio.filter(|ratio| *ratio > 0.0)
        && first.weeks.min(second.weeks) >= f64::from(WEEKS_FOR_VERDICT)
    {
        let ar = autocorrelated(&mut found, first, second, ratio, (rho, dispersion), level);
        found.interval = Some(ar.wider(exact));
    }
    found.verdict = found.interval.map(|interval| {
        if first.count == 0 && second.count == 0 { Verdict::None } else { verdict(interval, 1.0) }
    });
    found
}

/// Likely range of the rate an open day behind one period's weeks; none without open days.
pub fn likely_rate(weeks: &[WeekCount], rho: f64, level: f64) -> Option<Interval> {
    likely_rate_of_sums(&Sums::of(weeks), rho, dispersion(weeks, rho), level)
}

/// φ of one period = max(1, Σe² ÷ (n − k(n))); 1 where there are too few weeks to tell.
pub fn dispersion(weeks: &[WeekCount], rho: f64) -> f64 {
    let n = weeks.len() as f64;
    if n < f64::from(WEEKS_FOR_VERDICT) {
        return 1.0;
    }
    (sum_of_squares(weeks) / (n - variance_factor(n, rho))).max(1.0)
}

/// Likely range of the rate an open day behind a period's sums; none without open days.
///
/// The one-period form of interval A, rate · exp(± t · √(φ k(n) ÷ x)) with max(3, n ÷ k(n) − 1)
/// degrees of freedom, and Garwood's exact interval of the count: the wider of the two at each end.
/// Garwood alone for fewer than four weeks or a count of 0.
pub fn likely_rate_of_sums(sums: &Sums, rho: f64, dispersion: f64, level: f64) -> Option<Interval> {
    if sums.days <= 0.0 {
        return None;
    }
    let exact = garwood(sums.count as f64, level);
    let exact = Interval { lower: exact.lower / sums.days, upper: exact.upper / sums.days };
    if sums.count == 0 || sums.weeks < f64::from(WEEKS_FOR_VERDICT) {
        return Some(exact);
    }
    let k = variance_factor(sums.weeks, rho);
    let se = (dispersion * k / sums.count as f64).sqrt();
    Some(around(sums.rate(), se, (sums.weeks / k - 1.0).max(3.0), level).wider(exact))
}

/// What an interval says of `none`, the value that means no change.
pub(crate) fn verdict(interval: Interval, none: f64) -> Verdict {
    if interval.lower > none {
        Verdict::Rose
    } else if interval.upper < none {
        Verdict::Fell
    } else {
        Verdict::NoClearChange
    }
}

/// Interval A from ρ and φ; fills in its intermediate figures.
fn autocorrelated(
    found: &mut Comparison,
    first: &Sums,
    second: &Sums,
    ratio: f64,
    (rho, dispersion): (f64, f64),
    level: f64,
) -> Interval {
    let (k1, k2) = (variance_factor(first.weeks, rho), variance_factor(second.weeks, rho));
    let df = (first.weeks / k1 + second.weeks / k2 - 2.0).max(3.0);
    let se = (dispersion * (k1 / first.count as f64 + k2 / second.count as f64)).sqrt();
    let ar = around(ratio, se, df, level);
    (found.k1, found.k2) = (Some(k1), Some(k2));
    (found.dispersion, found.df, found.se_log) = (Some(dispersion), Some(df), Some(se));
    found.ar = Some(ar);
    ar
}

/// The interval of other software, for comparison only.
fn quasi_poisson(
    found: &mut Comparison,
    first: &Sums,
    second: &Sums,
    ratio: f64,
    squares: f64,
    level: f64,
) {
    let df = first.weeks + second.weeks - 2.0;
    if df < 1.0 {
        return;
    }
    let dispersion = squares / df;
    let se = (dispersion * (1.0 / first.count as f64 + 1.0 / second.count as f64)).sqrt();
    found.pearson_dispersion = Some(dispersion);
    found.quasi = Some(around(ratio, se, df, level));
}

fn around(ratio: f64, se: f64, df: f64, level: f64) -> Interval {
    let half = t_quantile(f64::midpoint(1.0, level), df) * se;
    Interval { lower: ratio * (-half).exp(), upper: ratio * half.exp() }
}

/// k(n): the variance of the mean of `n` weeks of autocorrelation `rho` ÷ that of independent ones.
fn variance_factor(n: f64, rho: f64) -> f64 {
    (1.0 + rho) / (1.0 - rho) - 2.0 * rho * (1.0 - rho.powf(n)) / (n * (1.0 - rho).powi(2))
}

/// Pearson residuals (c − μ) ÷ √μ around the weeks' own rate; 0 where μ is 0.
fn residuals(weeks: &[WeekCount]) -> Vec<f64> {
    let sums = Sums::of(weeks);
    let residual = |week: &WeekCount| {
        let expected = f64::from(week.open_days) * sums.rate();
        if expected > 0.0 { (f64::from(week.count) - expected) / expected.sqrt() } else { 0.0 }
    };
    weeks.iter().map(residual).collect()
}

fn sum_of_squares(weeks: &[WeekCount]) -> f64 {
    residuals(weeks).iter().map(|e| e * e).sum()
}

/// r′ of section 4: lag-1 autocorrelation, corrected for the bias of short periods of `weeks` weeks
/// on average, from the sums of products of neighbours and of squares.
pub fn similarity(products: f64, squares: f64, weeks: f64) -> f64 {
    let r = if squares > 0.0 { products / squares } else { 0.0 };
    r + (1.0 + 3.0 * r) / weeks
}

/// ρ of section 4 from quarters of at least six entered, open weeks each (at most eight), each
/// missing quarter counting as 0.4; 0 to 0.8.
pub fn rho_of_quarters(quarters: &[Vec<WeekCount>]) -> f64 {
    let number = quarters.len().min(QUARTERS);
    if number == 0 {
        return RHO_WITHOUT_HISTORY;
    }
    let (mut products, mut squares, mut weeks) = (0.0, 0.0, 0.0);
    for quarter in &quarters[quarters.len() - number..] {
        let e = residuals(quarter);
        squares += e.iter().map(|e| e * e).sum::<f64>();
        weeks += e.len() as f64;
        for (i, pair) in quarter.windows(2).enumerate() {
            if pair[0].week.weeks_to(pair[1].week) == 1 {
                products += e[i] * e[i + 1];
            }
        }
    }
    let own = similarity(products, squares, weeks / number as f64);
    let missing = (QUARTERS - number) as f64;
    ((number as f64 * own + missing * RHO_WITHOUT_HISTORY) / QUARTERS as f64).clamp(0.0, 0.8)
}
