//! A chart in a real browser: from pointing at it until it is alive, and what is loaded for it.

use super::report::{Goal, Report};
use super::setting::Setting;
use super::typing::figures;
use crate::tools::Outcome;

/// Measures on the Trends page of the helpline `one`.
pub async fn measure(setting: &mut Setting, quick: bool, report: &mut Report) -> Outcome {
    let cookie = setting.sign_in().await?;
    setting.wait_for_charts(&cookie).await?;
    let times = if quick { "5" } else { "15" };
    let figures = figures(setting, "measure-explore.js", &[("TIMES", times.to_owned())]).await?;
    let figure = |name: &str| figures[name].as_f64().unwrap_or(f64::NAN);
    for (name, what, goal) in [
        ("cold", "a chart pointed at, nothing loaded, until alive, p50", Goal::AtMost(300.0)),
        ("slowest", "a chart pointed at, nothing loaded, until alive, slowest", Goal::None),
        ("warm", "the next chart pointed at, until alive, p50", Goal::AtMost(300.0)),
    ] {
        report.add(setting.size, what, figure(name), "ms", goal);
    }
    let bundle = figure("bundle") / 1000.0;
    report.add(setting.size, "chart engine for browsers, brotli", bundle, "KB", Goal::None);
    Ok(())
}
