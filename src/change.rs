//! The change between two quarters, or two stretches of weeks: a ratio of rates, its likely range
//! and a verdict.
//!
//! Refuses to compare raw totals, since quarters differ in length, and to give a verdict where a
//! quarter is not over, too little was entered or a definition changed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::interval::{Interval, LEVEL};
use crate::quarter::Quarter;
use crate::series::{Point, Series, State, WeekCount};
use crate::week::Week;

mod compare;
mod range;
mod sides;
#[cfg(test)]
mod simulation;

pub(crate) use compare::verdict;
pub use compare::{
    Comparison, Sums, compare, compare_sums, dispersion, likely_rate, likely_rate_of_sums,
    rho_of_quarters, similarity,
};
pub use range::{RANGE_FIELDS, Range, ranges};
pub(crate) use sides::name;
pub use sides::{BLOCK, Side, Sides, Stretch};

/// Entered, open weeks that either period needs for a verdict.
pub const WEEKS_FOR_VERDICT: u32 = 4;
/// Coverage that either period needs for a verdict.
pub const COVERAGE_FOR_VERDICT: f64 = 0.75;
/// Entered, open weeks that a quarter needs to tell how much one week resembles the next.
const WEEKS_FOR_RHO: usize = 6;

/// What may be said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval lies above no change.
    Rose,
    /// The whole interval lies below no change.
    Fell,
    /// The interval holds no change.
    NoClearChange,
    /// None in either period.
    None,
}

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The later quarter is not over yet.
    SoFar,
    /// Nothing was counted in the earlier period (no entered, open week).
    NothingBefore,
    /// Nothing was counted in the later period.
    NothingNow,
    /// Fewer than 4 entered, open weeks in one of the periods.
    TooFewWeeks,
    /// Less than 75 % of the expected weeks entered in one of the periods.
    Coverage,
    /// A definition changed between or inside the periods.
    Definition {
        /// The event's name.
        name: String,
        /// The first week the new definition holds.
        from: Week,
    },
    /// Fewer than 30 contacts with a known answer (shares only).
    SmallBase,
    /// Fewer than 30 counted in one of the periods (published numbers only).
    FewCounted,
}

/// One of the two periods, over its entered, open weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Period {
    /// The quarter it lies in; of chosen weeks, that of the last.
    pub quarter: Quarter,
    /// Which weeks.
    #[serde(default)]
    pub stretch: Stretch,
    /// Sum of the counts.
    pub count: u64,
    /// Sum of the open days.
    pub open_days: u32,
    /// Entered, open weeks.
    pub weeks: u32,
    /// Weeks that were neither closed nor not collected.
    pub expected: u32,
    /// Count a normal week: count ÷ open days × the open days of a normal week; none without open days.
    pub per_week: Option<f64>,
    /// Whether only the first weeks of the quarter are in it, to match a quarter that is not over.
    pub part: bool,
}

impl Period {
    /// Its name in a sentence: "October to December 2018", "the same weeks a year before".
    pub fn name(&self) -> String {
        name(self.quarter, self.stretch)
    }

    /// Entered ÷ expected weeks, 0 to 1; 1 when none was expected.
    pub fn coverage(&self) -> f64 {
        if self.expected == 0 { 1.0 } else { f64::from(self.weeks) / f64::from(self.expected) }
    }

    /// The same weeks with another count, `normal_week` being the open days of a normal week.
    #[must_use]
    pub fn recounted(&self, count: u64, normal_week: u8) -> Self {
        let rate = |days: u32| count as f64 / f64::from(days) * f64::from(normal_week);
        let per_week = (self.open_days > 0).then(|| rate(self.open_days));
        Self { count, per_week, ..self.clone() }
    }

    /// What an interval is made of.
    pub fn sums(&self) -> Sums {
        let (days, weeks) = (f64::from(self.open_days), f64::from(self.weeks));
        Sums { count: self.count, days, weeks }
    }
}

/// The comparison of two periods (docs/rules.md, section 4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The earlier period.
    pub previous: Period,
    /// The later period.
    pub current: Period,
    /// Rate of the later ÷ rate of the earlier; none when the earlier is 0 or has no open days.
    pub ratio: Option<f64>,
    /// The interval shown: the wider of `ar` and `exact` at each end; none when a period has no
    /// open days or both counts are 0.
    pub interval: Option<Interval>,
    /// Similarity of one week to the next, 0 to 0.8.
    pub rho: f64,
    /// Dispersion φ, at least 1.
    pub dispersion: Option<f64>,
    /// Degrees of freedom, at least 3.
    pub df: Option<f64>,
    /// Interval A: quasi-Poisson with autocorrelation.
    pub ar: Option<Interval>,
    /// Interval B: exact conditional.
    pub exact: Option<Interval>,
    /// Pearson dispersion without autocorrelation, not floored (for comparison with other software).
    pub pearson_dispersion: Option<f64>,
    /// Quasi-Poisson interval (t) with that dispersion, as R's glm.
    pub quasi: Option<Interval>,
    /// The verdict; none for a `reason`.
    pub verdict: Option<Verdict>,
    /// Why there is no verdict.
    pub reason: Option<Reason>,
}

/// Compares `current` with the earlier quarter `previous` in one series.
///
/// `breaks` are the first weeks of changed definitions with the event's name
/// (`Service::breaks`), `steps` the first weeks of recorded step changes. A quarter that is not over
/// on `today` is compared with as many weeks at the start of the other one, without a verdict.
/// 'A week' of both periods means the normal week at the end of the later one, so that the two
/// rates differ by exactly the ratio.
pub fn change(
    series: &Series,
    previous: Quarter,
    current: Quarter,
    breaks: &[(Week, String)],
    steps: &[Week],
    today: NaiveDate,
) -> Change {
    change_of(series, &Sides::quarters(previous, current, today), breaks, steps, today)
}

/// Compares the two sides in one series, as [`change`] compares quarters.
pub fn change_of(
    series: &Series,
    sides: &Sides,
    breaks: &[(Week, String)],
    steps: &[Week],
    today: NaiveDate,
) -> Change {
    let (earlier, later) = (sides.earlier.points(series), sides.later.points(series));
    let normal_week = later.last().or(earlier.last()).map_or(7, |point| point.normal_week);
    let rho = rho(series, sides.later.quarter, breaks, steps, today);
    let of = |side: &Side, points: &[Point]| Period {
        stretch: side.stretch,
        ..period(side.quarter, points, normal_week, sides.so_far)
    };
    let (first, second) = (of(&sides.earlier, &earlier), of(&sides.later, &later));
    let compared = compare(&counted(&earlier), &counted(&later), rho, LEVEL);
    let reason = sides
        .so_far
        .then_some(Reason::SoFar)
        .or_else(|| missing_reason(&first, &second))
        .or_else(|| definition_between(breaks, sides.span()))
        .or_else(|| thin_reason(&first, &second));
    Change::new(first, second, rho, compared, reason)
}

impl Change {
    /// Two periods and what their comparison found; `reason` is why there is no verdict.
    pub(crate) fn new(
        previous: Period,
        current: Period,
        rho: f64,
        found: Comparison,
        reason: Option<Reason>,
    ) -> Self {
        let both_zero = previous.count == 0 && current.count == 0;
        Self {
            ratio: found.ratio,
            interval: if both_zero { None } else { found.interval },
            rho,
            dispersion: found.dispersion,
            df: found.df,
            ar: found.ar,
            exact: found.exact,
            pearson_dispersion: found.pearson_dispersion,
            quasi: found.quasi,
            verdict: if reason.is_none() { found.verdict } else { None },
            reason,
            previous,
            current,
        }
    }
}

/// ρ of section 4: how much one week resembles the next, over the eight quarters up to and
/// including `last`, 0 to 0.8; 0.4 without history.
pub fn rho(
    series: &Series,
    last: Quarter,
    breaks: &[(Week, String)],
    steps: &[Week],
    today: NaiveDate,
) -> f64 {
    let quarters: Vec<Vec<WeekCount>> = last
        .last(8)
        .filter(|quarter| {
            let inside = |week: Week| quarter.first_week() < week && week <= quarter.last_week();
            !breaks.iter().any(|(week, _)| inside(*week)) && !steps.iter().any(|week| inside(*week))
        })
        .map(|quarter| counted(part_of(series, quarter, None, today)))
        .filter(|weeks| weeks.len() >= WEEKS_FOR_RHO)
        .collect();
    rho_of_quarters(&quarters)
}

/// Weeks of the quarter that have passed.
pub(crate) fn weeks_due(quarter: Quarter, today: NaiveDate) -> i32 {
    let due = quarter.first_week().weeks_to(Week::last_due(today)) + 1;
    due.clamp(0, quarter.weeks().len() as i32)
}

/// The points of the quarter's weeks that have passed, or of its first `length` weeks.
pub(crate) fn part_of(
    series: &Series,
    quarter: Quarter,
    length: Option<i32>,
    today: NaiveDate,
) -> &[Point] {
    let first = quarter.first_week();
    let length = length.unwrap_or(i32::MAX).min(weeks_due(quarter, today));
    series.between(first, first.plus(length - 1))
}

pub(crate) fn counted(points: &[Point]) -> Vec<WeekCount> {
    points.iter().filter_map(Point::counted).collect()
}

pub(crate) fn period(quarter: Quarter, points: &[Point], normal_week: u8, part: bool) -> Period {
    let expected = points.iter().filter(|point| is_expected(point)).count() as u32;
    let mut period = Period {
        quarter,
        stretch: Stretch::Quarter,
        count: 0,
        open_days: 0,
        weeks: 0,
        expected,
        per_week: None,
        part,
    };
    for week in points.iter().filter_map(Point::counted) {
        period.count += u64::from(week.count);
        period.open_days += u32::from(week.open_days);
        period.weeks += 1;
    }
    if period.open_days > 0 {
        let rate = period.count as f64 / f64::from(period.open_days);
        period.per_week = Some(rate * f64::from(normal_week));
    }
    period
}

/// Neither closed nor not collected.
fn is_expected(point: &Point) -> bool {
    point.open_days > 0 && matches!(point.state, State::Count(_) | State::NotEntered)
}

fn missing_reason(previous: &Period, current: &Period) -> Option<Reason> {
    if current.open_days == 0 {
        Some(Reason::NothingNow)
    } else if previous.open_days == 0 {
        Some(Reason::NothingBefore)
    } else {
        None
    }
}

fn thin_reason(previous: &Period, current: &Period) -> Option<Reason> {
    if previous.weeks.min(current.weeks) < WEEKS_FOR_VERDICT {
        Some(Reason::TooFewWeeks)
    } else if previous.coverage().min(current.coverage()) < COVERAGE_FOR_VERDICT {
        Some(Reason::Coverage)
    } else {
        None
    }
}

/// The last change of definition after the first week of the earlier period, up to the last week
/// of the later one.
pub(crate) fn definition_reason(
    breaks: &[(Week, String)],
    previous: Quarter,
    current: Quarter,
    today: NaiveDate,
) -> Option<Reason> {
    let last = current.last_week().min(Week::last_due(today));
    definition_between(breaks, Some((previous.first_week(), last)))
}

/// The last change of definition after the first week of a span, up to its last.
pub(crate) fn definition_between(
    breaks: &[(Week, String)],
    span: Option<(Week, Week)>,
) -> Option<Reason> {
    let (first, last) = span?;
    breaks
        .iter()
        .filter(|(week, _)| first < *week && *week <= last)
        .max_by_key(|(week, _)| *week)
        .map(|(from, name)| Reason::Definition { name: name.clone(), from: *from })
}

#[cfg(test)]
mod tests;
