//! Saving a week through the page's own form: durable, audited, one after the other.

use std::time::{Duration, Instant};

use super::data;
use super::load::{Connection, timing};
use super::report::{Goal, Report};
use super::setting::Setting;
use crate::tools::Outcome;

/// Bytes a saved week adds to the log of the database, for the bare write beside it: twelve pages of
/// 4 KiB (the week, its number, history, receipt, draft and versions, with their indexes) and their
/// heads, as `strace -e pwrite64` shows them before most calls of fdatasync; up to 15 at times.
const BYTES: usize = 12 * (4096 + 24);

/// Saves the last week again and again, each time with another number of calls.
pub async fn measure(setting: &mut Setting, quick: bool, report: &mut Report) -> Outcome {
    let size = setting.size;
    let cookie = setting.sign_in().await?;
    let path = format!("/services/one/week/{}", data::last_week());
    let mut connection = Connection::open(setting.address()).await?;
    let time = Duration::from_secs(if quick { 2 } else { 6 });
    let begin = Instant::now();
    let mut took = Vec::new();
    let mut busy = Duration::ZERO;
    while begin.elapsed() < time {
        let page = connection.get(&path, &cookie, "identity").await?;
        let html = String::from_utf8_lossy(&page.body).into_owned();
        let form = form(&html, took.len())?;
        let start = Instant::now();
        let answer = connection.post(&path, &cookie, &form).await?;
        let elapsed = start.elapsed();
        if answer.status != 303 {
            return Err(format!("saving a week answered {}", answer.status));
        }
        busy += elapsed;
        took.push(elapsed);
    }
    let saving = timing(took, busy)?;
    let bare = setting.floor_sync(BYTES)?;
    report.add(size, "saving a week, p50", saving.p50, "ms", Goal::None);
    report.add(size, "saving a week, p99", saving.p99, "ms", Goal::None);
    report.add(size, "bare write of the same 48 KiB and fdatasync, p50", bare, "ms", Goal::None);
    report.add(
        size,
        "saving, p50 as a multiple of the bare fdatasync",
        saving.p50 / bare,
        "×",
        Goal::AtMost(3.0),
    );
    report.add(
        size,
        "saving, weeks/s, one after the other",
        saving.per_second,
        "/s",
        Goal::AtLeast(150.0),
    );
    Ok(())
}

/// The page's form with all it holds, and another number of calls than before.
fn form(html: &str, turn: usize) -> Outcome<String> {
    let start =
        html.find("method=\"post\" action=\"/services").or_else(|| html.find("id=\"week\""));
    let html = &html[start.ok_or("the page has no form")?..];
    let html = &html[..html.find("</form>").unwrap_or(html.len())];
    let mut pairs = Vec::new();
    for input in html.split("<input").skip(1) {
        let tag = &input[..input.find('>').unwrap_or(input.len())];
        let attribute = |name: &str| {
            let rest = tag.split_once(&format!(" {name}=\""))?.1;
            Some(rest.split_once('"')?.0.to_owned())
        };
        let kind = attribute("type").unwrap_or_default();
        let Some(name) = attribute("name") else { continue };
        if kind == "submit" || (matches!(&*kind, "radio" | "checkbox") && !tag.contains(" checked"))
        {
            continue;
        }
        let mut value = attribute("value").unwrap_or_default();
        if name == "calls.answered" {
            value = (130 + turn % 2).to_string();
        }
        pairs.push(format!("{name}={}", value.replace(',', "").replace(' ', "+")));
    }
    pairs.push("correction=Counted+again".to_owned());
    if pairs.len() == 1 { Err("the form has no fields".into()) } else { Ok(pairs.join("&")) }
}
