//! A chart in a real browser: from pointing at it until it is alive, and what is loaded for it.

use super::report::{Goal, Report};
use super::setting::Setting;
use crate::browser;
use crate::tools::{Outcome, command, need_npm_packages, root, run_quietly};

/// Measures on the Trends page of the helpline `one`.
pub async fn measure(setting: &mut Setting, quick: bool, report: &mut Report) -> Outcome {
    let folder = root().join("tests/browser");
    need_npm_packages(&folder)?;
    let cookie = setting.sign_in().await?;
    setting.wait_for_charts(&cookie).await?;
    let said = run_quietly(
        command("node", &folder)
            .arg("measure-explore.js")
            .env("BASE_URL", setting.address())
            .env("COOKIE", cookie)
            .env("SERVICE", "one")
            .env("TIMES", if quick { "5" } else { "15" })
            .env("CHROMIUM", browser::chromium()?),
    )?;
    let figures: serde_json::Value = serde_json::from_str(said.trim())
        .map_err(|problem| format!("measure-explore.js said {said}: {problem}"))?;
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
