//! Saving a week through the page's own form: durable, audited, one after the other.

use std::io::Write as _;
use std::time::{Duration, Instant};

use super::data;
use super::load::{Connection, timing};
use super::report::{Goal, Report};
use super::setting::Setting;
use crate::tools::Outcome;

/// Saves before those that are measured; the log of the database grows with each of them, until it is
/// written over from its beginning.
const FIRST: usize = 32;

/// Saves the last week again and again, each time with another number of calls. After each save the
/// same number of bytes is written and made durable beside the database, by nothing but a write and a
/// fdatasync: what a disk of this machine takes at that moment, in that rhythm.
pub async fn measure(setting: &mut Setting, quick: bool, report: &mut Report) -> Outcome {
    let size = setting.size;
    let cookie = setting.sign_in().await?;
    let path = format!("/services/one/week/{}", data::last_week());
    let mut connection = Connection::open(setting.address()).await?;
    let time = Duration::from_secs(if quick { 2 } else { 6 });
    let request = request(&mut connection, &cookie, time / 4).await?;
    let mut turn = 0;
    let mut save = async || {
        let page = connection.get(&path, &cookie, "identity").await?;
        let html = String::from_utf8_lossy(&page.body).into_owned();
        turn += 1;
        let form = form(&html, turn)?;
        let start = Instant::now();
        let answer = connection.post(&path, &cookie, &form).await?;
        let elapsed = start.elapsed();
        if answer.status != 303 {
            return Err(format!("saving a week answered {}", answer.status));
        }
        Ok(elapsed)
    };

    let mut grown = Vec::new();
    for _ in 0..FIRST {
        let before = setting.log_bytes()?;
        save().await?;
        grown.push(setting.log_bytes()?.saturating_sub(before));
    }
    let bytes = vec![7_u8; median(grown)];
    if bytes.is_empty() {
        return Err("the log of the database did not grow with what was saved".into());
    }

    let mut file = setting.new_file("bare")?;
    let (mut saved, mut bare) = (Vec::new(), Vec::new());
    let begin = Instant::now();
    while begin.elapsed() < time {
        saved.push(save().await?);
        let start = Instant::now();
        file.write_all(&bytes).and_then(|()| file.sync_data()).map_err(|e| e.to_string())?;
        bare.push(start.elapsed());
    }
    let one_by_one = |took: Vec<Duration>| {
        let busy = took.iter().sum();
        timing(took, busy)
    };
    let (saving, bare) = (one_by_one(saved)?, one_by_one(bare)?);
    report.add(size, "saving a week, p50", saving.p50, "ms", Goal::None);
    report.add(size, "saving a week, p99", saving.p99, "ms", Goal::None);
    report.add(
        size,
        "of it a request that is signed in and sent on, p50",
        request,
        "ms",
        Goal::None,
    );
    report.add(size, "bytes a save adds to the log", bytes.len() as f64, "B", Goal::None);
    report.add(size, "bare write of as many and fdatasync, p50", bare.p50, "ms", Goal::None);
    report.add(
        size,
        "saving, p50 as a multiple of the bare fdatasync",
        saving.p50 / bare.p50,
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

/// What a request takes that is signed in and then only sent on, p50 in milliseconds: the part of a save
/// that every request has.
async fn request(connection: &mut Connection, cookie: &str, time: Duration) -> Outcome<f64> {
    let path = format!("/services/one/week?week={}", data::last_week());
    let begin = Instant::now();
    let mut took = Vec::new();
    while begin.elapsed() < time {
        let start = Instant::now();
        let answer = connection.get(&path, cookie, "identity").await?;
        took.push(start.elapsed());
        if answer.status != 303 {
            return Err(format!("{path} answered {}", answer.status));
        }
    }
    Ok(timing(took, begin.elapsed())?.p50)
}

/// The middle of some numbers, 0 of none.
fn median(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
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
