//! Doubts about a number just typed: ten times the usual, or outside the usual range.
//!
//! Refuses to block anyone: a doubt asks for a reason, and a reason settles it.

use serde::{Deserialize, Serialize};

use crate::series::Series;
use crate::week::Week;

/// What is doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Above ten times the median of the last 13 entered weeks.
    TenfoldHigh,
    /// Below a tenth of it.
    TenfoldLow,
    /// Above the upper limit of the last 26 entered weeks.
    UnusuallyHigh,
    /// Below the lower limit.
    UnusuallyLow,
}

impl Doubt {
    /// Whether it is the tenfold warning, which also stops an import.
    pub fn is_tenfold(self) -> bool {
        matches!(self, Self::TenfoldHigh | Self::TenfoldLow)
    }
}

/// A doubt and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What is doubtful.
    pub doubt: Doubt,
    /// The predicate, to follow the field's name and the number:
    /// "is ten times the usual. Is a digit too many?"
    pub words: String,
}

/// What is usual for a figure in the weeks before one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usual {
    /// Median of the last 13 entered weeks.
    pub median: f64,
    /// Usual range: outer limits (plain XmR) of the last 26 entered weeks; the lower not below 0.
    pub range: Option<(f64, f64)>,
    /// The count of the same week last year.
    pub last_year: Option<u32>,
}

/// What is usual in the entered weeks before `week`; none when there are none.
pub fn usual(series: &Series, week: Week) -> Option<Usual> {
    let _ = (series, week);
    todo!()
}

/// The doubts about `count` in `week`, judged by the entered weeks before it; the gravest first.
pub fn check(series: &Series, week: Week, count: u32) -> Vec<Warning> {
    let _ = (series, week, count);
    todo!()
}

/// "Website visits: 254,310 is ten times the usual. Is a digit too many?"
pub fn sentence(label: &str, count: u32, warning: &Warning) -> String {
    let _ = (label, count, warning);
    todo!()
}

/// "usually 80 to 130", or "usually about 100" without a range.
pub fn usually(usual: &Usual) -> String {
    let _ = usual;
    todo!()
}
