//! Control charts (XmR): the usual range of a line, and the signals that stand out from it.
//!
//! Refuses to explain a signal or to move limits by itself.

mod limits;
mod peer;
mod product;
mod rules;
mod runs;
mod steady;
mod suggest;

use serde::{Deserialize, Serialize};

use crate::series::State;
use crate::week::Week;

pub use limits::{Centre, MOVING_RANGE_FACTOR, NEAR, SCREEN_FACTOR, centre_and_limits};
pub use peer::{Given, Judged, PeerRules, analyse};
pub use product::chart;
pub use rules::{Placed, outside, required_run, shift, signal, trend, two_in_three};
pub use runs::{recent, signals};
pub use steady::expected_false_signals;
pub use suggest::{SUGGESTED_AFTER, Suggestion, suggestion};

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

impl Signal {
    /// All of them, in order of precedence.
    pub const ALL: [Self; 8] = [
        Self::OutsideAbove,
        Self::OutsideBelow,
        Self::TrendRising,
        Self::TrendFalling,
        Self::TwoInThreeAbove,
        Self::TwoInThreeBelow,
        Self::ShiftAbove,
        Self::ShiftBelow,
    ];

    /// The signal with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.word() == word)
    }

    /// Whether it says that the line is high or rising.
    pub fn is_up(self) -> bool {
        matches!(
            self,
            Self::OutsideAbove | Self::TrendRising | Self::TwoInThreeAbove | Self::ShiftAbove
        )
    }

    /// The word used in files and the API: `outside_above`, `trend_rising` …
    pub fn word(self) -> &'static str {
        match self {
            Self::OutsideAbove => "outside_above",
            Self::OutsideBelow => "outside_below",
            Self::TrendRising => "trend_rising",
            Self::TrendFalling => "trend_falling",
            Self::TwoInThreeAbove => "two_in_three_above",
            Self::TwoInThreeBelow => "two_in_three_below",
            Self::ShiftAbove => "shift_above",
            Self::ShiftBelow => "shift_below",
        }
    }
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
    /// The value a normal week (of a block: four normal weeks); none in a gap. Of an unfinished
    /// week what it holds so far.
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
