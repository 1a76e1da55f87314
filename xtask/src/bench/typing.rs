//! The entry grid in a real browser: a key until its frame is presented, a large paste until it is
//! previewed, 13 weeks from the clipboard until they are saved.

use super::data;
use super::report::{Goal, Report};
use super::setting::Setting;
use crate::browser;
use crate::tools::{Outcome, command, need_npm_packages, root, run_quietly};

/// Measures on the helpline `one`, whose last weeks it saves anew.
pub async fn measure(setting: &mut Setting, quick: bool, report: &mut Report) -> Outcome {
    let keys = if quick { "200" } else { "1000" };
    let asked = [("WEEK", data::last_week()), ("KEYS", keys.to_owned())];
    let figures = figures(setting, "measure.js", &asked).await?;
    let milliseconds = |name: &str| figures[name].as_f64().unwrap_or(f64::NAN);
    for (name, what, goal) in [
        ("key_p50", "13 weeks in the grid, a key until its frame is presented, p50", Goal::None),
        (
            "key_p99",
            "13 weeks in the grid, a key until its frame is presented, p99",
            Goal::AtMost(16.0),
        ),
        ("bare_p50", "the same in an empty page, p50", Goal::None),
        ("bare_p99", "the same in an empty page, p99", Goal::None),
        ("paste_preview", "10,000 cells pasted until they are previewed", Goal::AtMost(1000.0)),
        ("block_saved", "13 weeks of 8 fields pasted, previewed, saved", Goal::AtMost(1000.0)),
    ] {
        report.add(setting.size, what, milliseconds(name), "ms", goal);
    }
    Ok(())
}

/// What a script of the browser tests measures on the helpline `one`, signed in: its line of JSON.
pub async fn figures(
    setting: &mut Setting,
    script: &str,
    asked: &[(&str, String)],
) -> Outcome<serde_json::Value> {
    let folder = root().join("tests/browser");
    need_npm_packages(&folder)?;
    let cookie = setting.sign_in().await?;
    let said = run_quietly(
        command("node", &folder)
            .arg(script)
            .env("BASE_URL", setting.address())
            .env("COOKIE", cookie)
            .env("SERVICE", "one")
            .envs(asked.iter().map(|(name, value)| (name, value)))
            .env("CHROMIUM", browser::chromium()?),
    )?;
    serde_json::from_str(said.trim()).map_err(|problem| format!("{script} said {said}: {problem}"))
}
