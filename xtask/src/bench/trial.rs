//! 13 weeks entered from a spreadsheet by hand: the same page and the same browser, with the pauses of
//! somebody who points, types and reads. Says each act beside its seconds.

use super::data;
use super::report::{Goal, Report};
use super::setting::Setting;
use super::typing::figures;
use crate::tools::Outcome;

/// Measures on the helpline `one`, weeks of which it saves anew.
pub async fn measure(setting: &mut Setting, report: &mut Report) -> Outcome {
    // Weeks of its own: what was measured before left drafts in the last ones.
    let week = data::weeks_before_last(26);
    let figures = figures(setting, "trial.js", &[("WEEK", week)]).await?;
    for act in figures["acts"].as_array().into_iter().flatten() {
        let (what, seconds) = (act["what"].as_str(), act["seconds"].as_f64());
        println!("    {:>5.1} s  {}", seconds.unwrap_or(f64::NAN), what.unwrap_or_default());
    }
    let second = |name: &str| figures[name].as_f64().unwrap_or(f64::NAN);
    for (name, what, goal) in [
        ("seconds", "13 weeks of 8 fields pasted and saved by hand", Goal::AtMost(60.0)),
        ("pace", "of which the hand, the eye and the mind", Goal::None),
    ] {
        report.add(setting.size, what, second(name), "s", goal);
    }
    Ok(())
}
