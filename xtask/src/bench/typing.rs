//! The entry grid in a real browser: a key until it is painted and until its frame is presented, a large
//! paste until it is previewed, 13 weeks from the clipboard until they are saved.

use serde_json::Value;

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
    let milliseconds =
        |path: &str| figures.pointer(path).and_then(Value::as_f64).unwrap_or(f64::NAN);
    for (path, what, goal) in [
        ("/key_painted/p50", "13 weeks in the grid, a key until it is painted, p50", Goal::None),
        (
            "/key_painted/p99",
            "13 weeks in the grid, a key until it is painted, p99",
            Goal::AtMost(16.0),
        ),
        ("/key_presented/p50", "the same until its frame is presented, p50", Goal::None),
        ("/key_presented/p99", "the same until its frame is presented, p99", Goal::None),
        ("/bare_painted/p99", "an empty page, a key until it is painted, p99", Goal::None),
        ("/bare_presented/p50", "an empty page, until its frame is presented, p50", Goal::None),
        ("/bare_presented/p99", "an empty page, until its frame is presented, p99", Goal::None),
        ("/paste_preview", "10,000 cells pasted until they are previewed", Goal::AtMost(1000.0)),
        ("/block_saved", "13 weeks of 8 fields pasted, previewed, saved", Goal::AtMost(1000.0)),
    ] {
        report.add(setting.size, what, milliseconds(path), "ms", goal);
    }
    Ok(())
}

/// What a script of the browser tests measures on the helpline `one`, signed in: its line of JSON.
pub async fn figures(
    setting: &mut Setting,
    script: &str,
    asked: &[(&str, String)],
) -> Outcome<Value> {
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
