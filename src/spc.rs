//! Control charts (XmR): the usual range of a line, and the signals that stand out from it.
//!
//! Refuses to explain a signal or to move limits by itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::quarter::Quarter;
use crate::series::{Series, State};
use crate::week::Week;

/// Which rules the limits and runs follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// The product's default: NHS England's rules, widened for weeks that resemble each other.
    #[default]
    Adjusted,
    /// NHS England's rules (no screening, two in three of November 2023).
    Nhs,
    /// The rules of the R package NHSRplotthedots 0.2.2.
    Nhsr,
}

/// What a point is, by the first rule that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Strictly above the upper limit.
    OutsideAbove,
    /// Strictly below the lower limit.
    OutsideBelow,
    /// In a run of 7 strictly rising points.
    TrendRising,
    /// In a run of 7 strictly falling points.
    TrendFalling,
    /// Two of three consecutive points beyond the near limit, above.
    TwoInThreeAbove,
    /// Two of three consecutive points beyond the near limit, below.
    TwoInThreeBelow,
    /// In a long run above the centre.
    ShiftAbove,
    /// In a long run below the centre.
    ShiftBelow,
}

/// Centre and limits in force at a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Centre line: the mean of the baseline.
    pub centre: f64,
    /// Lower limit; may be negative (draw `max(0, lower)`).
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Near limits: two thirds of the way.
    pub near_lower: f64,
    /// Near limits: two thirds of the way.
    pub near_upper: f64,
}

/// How good the limits of a quarter are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Footing {
    /// 26 to 52 weeks of baseline.
    Full,
    /// Fewer than 26 weeks of baseline.
    Provisional,
    /// Mean below 5: no weekly limits.
    Small,
    /// Fewer than 6 weeks, or no moving range.
    None,
}

/// One point of a product chart: a week (or the first week of a block of four).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartPoint {
    /// The week (of a block: its first).
    pub week: Week,
    /// What is known of the week; of a block: its count when all four weeks have one.
    pub state: State,
    /// Whether its last day has not passed: such a point is drawn dashed and takes part in nothing.
    pub unfinished: bool,
    /// The value a normal week (of a block: four normal weeks); none in a gap.
    pub value: Option<f64>,
    /// Limits of its quarter; none where there are none, and in gaps of such quarters.
    pub limits: Option<Limits>,
    /// How good they are.
    pub footing: Footing,
    /// Points in the baseline.
    pub baseline: u32,
    /// ρ used.
    pub rho: f64,
    /// Points on one side needed for a signal.
    pub run: u8,
    /// Which segment (between step changes and changed definitions), from 0.
    pub segment: u32,
    /// The rules, before precedence: strictly outside the limits (−1 below, 1 above, 0).
    pub outside: i8,
    /// 1 in a rising run, −1 in a falling one, 0.
    pub trend: i8,
    /// 1 above, −1 below, 0.
    pub two_in_three: i8,
    /// 1 above, −1 below, 0.
    pub shift: i8,
    /// The first rule that matches.
    pub signal: Option<Signal>,
}

/// A maximal run of flagged weeks under one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalRun {
    /// The rule.
    pub signal: Signal,
    /// First flagged week.
    pub from: Week,
    /// Last flagged week.
    pub to: Week,
    /// Flagged points in it.
    pub points: u32,
}

/// The product's control chart of one series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The variant in use.
    pub variant: Variant,
    /// Weeks a point stands for: 1, or 4 where weekly means are below 5.
    pub weeks_per_point: u8,
    /// Every week (or block) in order, gaps included.
    pub points: Vec<ChartPoint>,
}

/// The product's control chart: every quarter judged against the 52 entered weeks before it.
///
/// `rho_at` gives `change::rho` at a quarter; it is asked for the quarter before each one judged.
/// `breaks` are the first weeks of changed definitions, `steps` those of recorded step changes;
/// nothing runs across either. The unfinished week is in the points but takes part in nothing.
pub fn chart(
    series: &Series,
    rho_at: impl Fn(Quarter) -> f64,
    breaks: &[(Week, String)],
    steps: &[Week],
    variant: Variant,
    today: NaiveDate,
) -> Chart {
    let _ = (series, rho_at(Quarter::containing(today)), breaks, steps, variant, today);
    todo!()
}

/// Maximal runs of flagged points under one rule, in order of their first week.
pub fn signals(chart: &Chart) -> Vec<SignalRun> {
    let _ = chart;
    todo!()
}

/// How often a steady line shows at least one signal in a quarter of 13 weeks, 0 to 1, by
/// simulation: for ρ from 0 to 0.6 and baselines of 26 to 52 weeks, interpolated, held outside.
pub fn expected_false_signals(variant: Variant, rho: f64, baseline: u32) -> f64 {
    let _ = (variant, rho, baseline);
    todo!()
}
