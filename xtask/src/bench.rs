//! `bench`: speed, memory and page weight in one run, each beside its limit.

use crate::tools::Outcome;

/// `cargo xtask bench`.
pub fn bench(_arguments: &[String]) -> Outcome {
    Err("bench is not there yet".into())
}
