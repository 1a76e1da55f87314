//! Pages with a goal of their own: one line, an approved quarter and its paper, and the overview of all
//! services.

use std::time::{Duration, Instant};

use super::load::{Connection, load};
use super::report::{Goal, Report};
use super::setting::Setting;
use super::{QUARTER, TRENDS, expect_page};
use crate::tools::Outcome;

/// Where the quarter is approved.
const APPROVE: &str = "/services/one/approve/2026-Q2";

/// One line by itself, and the quarter once it is approved.
pub async fn measure(setting: &mut Setting, quick: bool, report: &mut Report) -> Outcome {
    let (size, time) = (setting.size, time(quick));
    let cookie = setting.sign_in().await?;
    setting.wait_for_charts(&cookie).await?;
    let line = first_line(setting, &cookie).await?;
    let warm = load(setting.address(), &line, &cookie, 1, time).await?;
    report.add(size, "one line, warm, p99 at 1 connection", warm.p99, "ms", Goal::AtMost(10.0));

    approve(setting, &cookie).await?;
    let name = "approved Quarter";
    setting.first_visit(QUARTER, &cookie, name, 60.0, 0.0, report).await?;
    let warm = load(setting.address(), QUARTER, &cookie, 1, time).await?;
    let what = format!("{name}, warm, p99 at 1 connection");
    report.add(size, &what, warm.p99, "ms", Goal::AtMost(5.0));
    paper(setting, &cookie, report).await
}

/// The approved quarter as a PDF, of a server that has made none.
async fn paper(setting: &mut Setting, cookie: &str, report: &mut Report) -> Outcome {
    setting.restart()?;
    let address = format!("{QUARTER}/edition/1/quarter.pdf");
    let mut connection = Connection::open(setting.address()).await?;
    let start = Instant::now();
    let paper = connection.get(&address, cookie, "identity").await?;
    let took = start.elapsed().as_secs_f64() * 1000.0;
    expect_page(&address, paper.status)?;
    let size = setting.size;
    report.add(size, "edition as PDF, nothing cached", took, "ms", Goal::AtMost(2000.0));
    report.add(size, "edition as PDF, bytes", paper.bytes() as f64 / 1000.0, "KB", Goal::None);
    Ok(())
}

/// Every line of every service, as an administrator sees them.
pub async fn overview(setting: &mut Setting, quick: bool, report: &mut Report) -> Outcome {
    const PATH: &str = "/overview";
    let size = setting.size;
    let cookie = setting.sign_in_as_admin().await?;
    let mut took = Vec::new();
    for _ in 0..3 {
        setting.restart()?;
        setting.wait_for_charts(&cookie).await?;
        let mut connection = Connection::open(setting.address()).await?;
        let start = Instant::now();
        expect_page(PATH, connection.get(PATH, &cookie, "gzip").await?.status)?;
        took.push(start.elapsed().as_secs_f64());
    }
    took.sort_by(f64::total_cmp);
    report.add(size, "overview, nothing cached", took[1], "s", Goal::AtMost(2.0));
    let page = Connection::open(setting.address()).await?.get(PATH, &cookie, "gzip").await?;
    report.add(size, "overview, bytes", page.bytes() as f64 / 1000.0, "KB", Goal::None);
    let warm = load(setting.address(), PATH, &cookie, 1, time(quick)).await?;
    report.add(size, "overview, warm, p99 at 1 connection", warm.p99, "ms", Goal::AtMost(50.0));
    Ok(())
}

fn time(quick: bool) -> Duration {
    Duration::from_secs(if quick { 2 } else { 6 })
}

/// The address of the first line that Trends leads to.
async fn first_line(setting: &Setting, cookie: &str) -> Outcome<String> {
    let page = Connection::open(setting.address()).await?.get(TRENDS, cookie, "identity").await?;
    let html = String::from_utf8_lossy(&page.body).into_owned();
    let lead = format!("{TRENDS}/");
    let found = html.split('"').find(|text| text.starts_with(&lead));
    found.map(str::to_owned).ok_or_else(|| "Trends leads to no line".into())
}

/// Approves the quarter with one reason for everything that stands against it.
async fn approve(setting: &Setting, cookie: &str) -> Outcome {
    let mut connection = Connection::open(setting.address()).await?;
    let page = connection.get(APPROVE, cookie, "identity").await?;
    let html = String::from_utf8_lossy(&page.body).into_owned();
    let hidden = |name: &str| -> Outcome<String> {
        let (_, rest) = html.split_once(&format!("name=\"{name}\" value=\"")).ok_or("no form")?;
        Ok(rest.split('"').next().unwrap_or_default().to_owned())
    };
    // Keys and marks are hexadecimal; the names of fields are letters, digits, `.`, `_` and `-`.
    let names = html.split("name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let reasons = names.filter(|name| name.starts_with("reason."));
    let reasons: String = reasons.flat_map(|name| ["&", name, "=Measured"]).collect();
    let form = format!("key={}&mark={}{reasons}", hidden("key")?, hidden("mark")?);
    let answer = connection.post(APPROVE, cookie, &form).await?;
    if answer.status == 303 { Ok(()) } else { Err(format!("approving answered {}", answer.status)) }
}
