//! `bench`: speed, memory and page weight in one run, each beside its limit on the same machine.
//!
//! Two sizes: one helpline with ten years of weeks, and the same helpline among 200 in one database
//! of three million rows. Prints a table; the same as JSON is left at `target/bench.json`.

mod data;
mod explore;
mod load;
mod pages;
mod report;
mod save;
mod setting;
mod trial;
mod typing;

use std::time::{Duration, Instant};

use load::{Connection, load};
use report::{Goal, Report};
use setting::Setting;

use crate::run;
use crate::tools::{self, Outcome, cargo, root};

/// The quarter that is asked for: the last that is over.
const QUARTER: &str = "/services/one/quarter/2026-Q2";
const TRENDS: &str = "/services/one/trends";
const ALL_YEARS: &str = "/services/one/trends?weeks=all";

/// What is measured on the one helpline, by name.
const PARTS: [&str; 6] = ["pages", "save", "typing", "trial", "explore", "editions"];

/// `cargo xtask bench`; `--quick` measures the one helpline only, and each thing for less long; with
/// names only those parts, quickly.
pub fn bench(arguments: &[String]) -> Outcome {
    let names: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|name| *name != "--quick").collect();
    if let Some(wrong) = names.iter().find(|name| !PARTS.contains(name)) {
        return Err(format!("\"{wrong}\" is not a part of the bench: {}", PARTS.join(", ")));
    }
    let quick = !names.is_empty() || arguments.iter().any(|argument| argument == "--quick");
    let wanted = |part| names.is_empty() || names.contains(&part);
    let binary = run::build()?;
    tools::run(cargo().args(["build", "--release", "--package=server", "--example=floor"]))?;
    let floor = root().join("target/release/examples/floor");
    let folder = root().join("target/bench");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|e| e.to_string())?;
    }
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;

    let mut report = Report::new();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;

    let mut one = Setting::new("one helpline", &folder.join("one"), &binary, &floor);
    one.fill(1, &mut report)?;
    if wanted("pages") {
        runtime.block_on(measure(&mut one, quick, &mut report))?;
    }
    if wanted("save") {
        runtime.block_on(save::measure(&mut one, quick, &mut report))?;
    }
    if wanted("typing") {
        runtime.block_on(typing::measure(&mut one, quick, &mut report))?;
    }
    if wanted("trial") {
        runtime.block_on(trial::measure(&mut one, &mut report))?;
    }
    if wanted("explore") {
        runtime.block_on(explore::measure(&mut one, quick, &mut report))?;
    }
    if wanted("editions") {
        runtime.block_on(pages::measure(&mut one, quick, &mut report))?;
    }
    one.stop();
    if !quick {
        let mut many = Setting::new("among 200", &folder.join("many"), &binary, &floor);
        many.fill(200, &mut report)?;
        runtime.block_on(measure(&mut many, quick, &mut report))?;
        runtime.block_on(pages::overview(&mut many, quick, &mut report))?;
        report.same_among_many();
    }
    report.print()
}

/// Pages of one setting: cold, uncached, warm; bytes and memory.
async fn measure(setting: &mut Setting, quick: bool, report: &mut Report) -> Outcome {
    let size = setting.size;
    let time = Duration::from_secs(if quick { 2 } else { 6 });
    let cookie = setting.sign_in().await?;
    cold(setting, &cookie, report).await?;

    setting.restart()?;
    setting.wait_for_charts(&cookie).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    report.add(size, "memory, idle", setting.memory("VmRSS")?, "MiB", Goal::AtMost(40.0));

    setting.first_visit(QUARTER, &cookie, "Quarter", 25.0, 0.0, report).await?;
    setting.first_visit(TRENDS, &cookie, "Trends", 70.0, 100.0, report).await?;
    let week = format!("/services/one/week/{}", data::last_week());
    setting.first_visit(&week, &cookie, "Week", f64::INFINITY, 100.0, report).await?;

    for (path, name, p50, per_second) in
        [(QUARTER, "Quarter", 0.8, 4000.0), (TRENDS, "Trends", 1.5, 1500.0)]
    {
        warm(setting, &cookie, (path, name, p50, per_second), time, report).await?;
    }
    report.add(
        size,
        "memory, under load (peak)",
        setting.memory("VmHWM")?,
        "MiB",
        Goal::AtMost(90.0),
    );

    let (rows, bare) = setting.floor_read()?;
    report.add(size, "bare SQLite query of the helpline's rows", bare, "ms", Goal::None);
    report.add(size, "rows it reads", rows, "", Goal::None);
    Ok(())
}

/// A fresh process: how soon it answers, and what a page costs of which nothing is kept.
async fn cold(setting: &mut Setting, cookie: &str, report: &mut Report) -> Outcome {
    let size = setting.size;

    // Cold start: from the start of the process to the last byte of a signed-in page.
    let mut starts = Vec::new();
    for _ in 0..5 {
        setting.stop();
        let start = Instant::now();
        setting.start()?;
        let answer =
            Connection::open(setting.address()).await?.get(QUARTER, cookie, "gzip").await?;
        expect_page(QUARTER, answer.status)?;
        starts.push(start.elapsed().as_secs_f64());
    }
    starts.sort_by(f64::total_cmp);
    report.add(size, "cold start to first page", starts[2], "s", Goal::AtMost(0.2));

    // Nothing cached: a fresh process each time, its chart engine awake.
    for (path, name, goal) in [
        (TRENDS, "Trends, six charts, nothing cached", 300.0),
        (ALL_YEARS, "Trends, ten years, nothing cached", 1200.0),
    ] {
        let mut took = Vec::new();
        for _ in 0..3 {
            setting.restart()?;
            setting.wait_for_charts(cookie).await?;
            let mut connection = Connection::open(setting.address()).await?;
            let start = Instant::now();
            expect_page(path, connection.get(path, cookie, "gzip").await?.status)?;
            took.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        took.sort_by(f64::total_cmp);
        report.add(size, name, took[1], "ms", Goal::AtMost(goal));
    }

    Ok(())
}

/// One page from the cache, at one connection and at eight, beside a bare handler that sends the
/// same bytes.
async fn warm(
    setting: &Setting,
    cookie: &str,
    (path, name, p50, per_second): (&str, &str, f64, f64),
    time: Duration,
    report: &mut Report,
) -> Outcome {
    let answer = Connection::open(setting.address()).await?.get(path, cookie, "gzip").await?;
    expect_page(path, answer.status)?;
    let bare = setting.floor_serve(&answer.body)?;
    let single = load(setting.address(), path, cookie, 1, time).await?;
    let bare_single = load(&bare.address, "/", "", 1, time).await?;
    let eight = load(setting.address(), path, cookie, 8, time).await?;
    let bare_eight = load(&bare.address, "/", "", 8, time).await?;
    let multiple = single.p50 / bare_single.p50;
    let share = bare_eight.per_second / eight.per_second;
    for (what, value, unit, goal) in [
        ("warm, p50 at 1 connection", single.p50, "ms", Goal::AtMost(p50)),
        ("warm, p99 at 1 connection", single.p99, "ms", Goal::None),
        ("warm, pages/s at 8 connections", eight.per_second, "/s", Goal::AtLeast(per_second)),
        ("warm, p99 at 8 connections", eight.p99, "ms", Goal::None),
        ("bare handler, p50 at 1 connection", bare_single.p50, "ms", Goal::None),
        ("bare handler, pages/s at 8 connections", bare_eight.per_second, "/s", Goal::None),
        ("p50 as a multiple of the bare handler", multiple, "×", Goal::AtMost(2.0)),
        ("time a page at 8 as a multiple of bare", share, "×", Goal::AtMost(2.0)),
    ] {
        report.add(setting.size, &format!("{name}, {what}"), value, unit, goal);
    }
    Ok(())
}

fn expect_page(path: &str, status: u16) -> Outcome {
    if status == 200 { Ok(()) } else { Err(format!("{path} answered {status}")) }
}
