//! The engine and what becomes of its pictures. These need the bundle that `cargo xtask build`
//! makes; without it they say so and check nothing (`cargo xtask test` always has it).

use std::fs;
use std::time::Instant;

use beforehand::change::{Change, Period};
use beforehand::quarter::{Quarter, YearStart};
use beforehand::series::State;
use beforehand::service::{Event, EventKind, Field, Service};
use beforehand::spc::{Chart, ChartPoint, Footing, Limits, Signal, Variant};
use beforehand::trend::Trend;
use beforehand::week::Week;

use super::*;

fn bundle() -> Option<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site/draw.js");
    let bundle = fs::read_to_string(path).ok();
    if bundle.is_none() {
        eprintln!("no chart bundle at {path}: run cargo xtask build");
    }
    bundle
}

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

/// A line of about 100 a week with a gap, an outage and a rise at the end.
fn sample(weeks: i32) -> (Trend, Service, Window) {
    let first = week("2017-04-03");
    let quarter = Quarter::of(first.plus(weeks - 1));
    let period = Period {
        quarter,
        count: 0,
        open_days: 0,
        weeks: 0,
        expected: 0,
        per_week: None,
        part: false,
    };
    let change = Change {
        previous: period.clone(),
        current: period,
        ratio: None,
        interval: None,
        rho: 0.4,
        dispersion: None,
        df: None,
        ar: None,
        exact: None,
        pearson_dispersion: None,
        quasi: None,
        verdict: None,
        reason: None,
    };
    let mut seed = 7_u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from((seed >> 40) as u32) / f64::from(1_u32 << 24) - 0.5
    };
    let points = (0..weeks).map(|n| {
        let rise = if n >= weeks - 13 { 25.0 } else { 0.0 };
        let value = (100.0 + 30.0 * noise() + rise).round();
        let missing = n == 40 || n == 41 || n == 43;
        let shift = f64::from(n / 13 % 4);
        ChartPoint {
            week: first.plus(n),
            state: if missing { State::NotEntered } else { State::Count(value as u32) },
            unfinished: n == weeks - 1,
            value: (!missing).then_some(if n == 63 { 55.0 } else { value }),
            limits: (n >= 13).then_some(Limits {
                centre: 100.0 + shift,
                lower: 74.0 + shift,
                upper: 126.0 - shift,
                near_lower: 82.0,
                near_upper: 118.0,
            }),
            footing: if n < 26 { Footing::Provisional } else { Footing::Full },
            baseline: 52,
            rho: 0.4,
            run: 11,
            segment: 0,
            outside: 0,
            trend: 0,
            two_in_three: 0,
            shift: 0,
            signal: (n == 63 || (n >= weeks - 13 && n < weeks - 1)).then_some(Signal::ShiftAbove),
        }
    });
    let trend = Trend {
        channel: 1,
        slug: "calls".into(),
        field: Field::Answered,
        subject: "Calls".into(),
        label: "Calls answered".into(),
        quarter,
        chart: Chart { variant: Variant::Adjusted, weeks_per_point: 1, points: points.collect() },
        signals: Vec::new(),
        now: "125 a week".into(),
        verdict: "rose 25%".into(),
        changed: true,
        previous: change.clone(),
        previous_sentence: String::new(),
        year_ago: change,
        year_ago_sentence: String::new(),
        title: "Calls are running above their usual range".into(),
        description: "About 100 calls a week.".into(),
        reading: String::new(),
        caveats: Vec::new(),
    };
    let event = |name: &str, kind, from: &str, to: &str| Event {
        id: name.into(),
        channel: None,
        kind,
        name: name.into(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
    };
    let service = Service {
        id: 1,
        slug: "north".into(),
        name: "Helpline North".into(),
        year_start: YearStart::April,
        time_zone: "Europe/London".into(),
        channels: Vec::new(),
        closures: Vec::new(),
        events: vec![
            event("Phones down 3 days", EventKind::Outage, "2018-06-18", "2018-06-20"),
            event("TV documentary", EventKind::Press, "2018-12-31", "2019-01-20"),
            event("'Before' redefined", EventKind::Definition, "2018-03-05", "2018-03-05"),
        ],
        definitions: Vec::new(),
    };
    (trend, service, Window { first, weeks: weeks as u32 })
}

async fn drawn(trend: &Trend, service: &Service, window: Window) -> Option<Arc<str>> {
    let drawer = Drawer::start(&bundle()?);
    Some(drawer.draw(control_chart(trend, service, window).0).await.unwrap())
}

#[tokio::test]
async fn a_chart_carries_nothing_that_the_page_forbids() {
    let (trend, service, window) = sample(104);
    let Some(svg) = drawn(&trend, &service, window).await else { return };
    for forbidden in ["style", "<script", "href", "http", "zr0", "ecmeta", "#0", "fill=", "NaN"] {
        assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
    }
    for class in [
        "c-wash", "c-prov", "c-event", "c-edge", "c-break", "c-centre", "c-weeks", "c-points",
        "c-sofar", "c-hollow", "c-signal", "c-tick", "c-month", "c-gap",
    ] {
        assert!(svg.contains(class), "{class} in {svg}");
    }
    for said in [
        "Calls answered",
        "About 100 calls a week.",
        "not entered",
        "TV documentary",
        "Phones down 3 days",
        "January 2019",
        "so far",
        ">100<",
    ] {
        assert!(svg.contains(said), "{said} in {svg}");
    }
    // A week between two gaps is a point, though no line reaches it.
    assert!(svg.contains("M425 387M445 293l") && svg.contains("M425 387h0M445 293h0"), "{svg}");
}

#[tokio::test]
async fn hostile_names_stay_text() {
    let (mut trend, mut service, window) = sample(104);
    let hostile = "</text><script>alert(1)</script>{a}\"' onload=x";
    service.events[1].name = hostile.into();
    trend.label = hostile.into();
    trend.description = "$& {b} <style>*{}</style>".into();
    let Some(svg) = drawn(&trend, &service, window).await else { return };
    assert!(!svg.contains("<script") && !svg.contains("<style") && !svg.contains("\"' onload"));
    assert_eq!(svg.matches("&lt;script&gt;alert(1)").count(), 2, "{svg}");
    assert!(svg.contains("$&amp; {b} &lt;style&gt;"));
}

#[tokio::test]
async fn the_same_chart_is_the_same_and_two_do_not_share_ids() {
    let (mut trend, service, window) = sample(52);
    let Some(bundle) = bundle() else { return };
    let drawer = Drawer::start(&bundle);
    let picture = control_chart(&trend, &service, window).0;
    let first = drawer.draw(picture.clone()).await.unwrap();
    assert!(Arc::ptr_eq(&first, &drawer.draw(picture.clone()).await.unwrap()));
    let again = Drawer::start(&bundle).draw(picture).await.unwrap();
    assert_eq!(first, again);
    trend.label = "Chats answered".into();
    let other = drawer.draw(control_chart(&trend, &service, window).0).await.unwrap();
    let id = |svg: &str| svg.split("id=\"").nth(1).map(|rest| rest[..9].to_owned()).unwrap();
    assert_ne!(id(&first), id(&other));
}

#[tokio::test]
async fn a_drawer_without_a_bundle_or_with_a_broken_one_says_so() {
    let (trend, service, window) = sample(30);
    let picture = control_chart(&trend, &service, window).0;
    assert_eq!(Drawer::start("").draw(picture.clone()).await, Err(DrawError::NoBundle));
    let broken = Drawer::start("throw new Error('broken')");
    let said = broken.draw(picture.clone()).await.unwrap_err().to_string();
    assert!(said.contains("broken"), "{said}");
    assert!(matches!(broken.draw(picture).await, Err(DrawError::Engine(_))));
}

/// Prints what a chart costs; `cargo test -p server --release cost -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "prints measurements"]
async fn cost() {
    let Some(bundle) = bundle() else { return };
    let start = Instant::now();
    let drawer = Drawer::start(&bundle);
    let (trend, service, window) = sample(12);
    drawer.draw(control_chart(&trend, &service, window).0).await.unwrap();
    println!("engine and a first chart {:?}", start.elapsed());
    for weeks in [104, 104, 105, 519, 520] {
        let (trend, service, window) = sample(weeks);
        let picture = control_chart(&trend, &service, window).0;
        let start = Instant::now();
        let svg = drawer.draw(picture.clone()).await.unwrap();
        let took = start.elapsed();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut gzip, svg.as_bytes()).unwrap();
        let packed = gzip.finish().unwrap().len();
        println!(
            "{weeks} weeks: {took:?}, {} bytes, {packed} gzip, option {}",
            svg.len(),
            picture.option.len()
        );
        fs::write(format!("/tmp/ch/{weeks}.svg"), svg.as_bytes()).unwrap();
    }
}

#[tokio::test]
#[ignore = "preview"]
async fn preview() {
    use app::trends::*;
    let Some(bundle) = bundle() else { return };
    let drawer = Drawer::start(&bundle);
    let mut sections = Vec::new();
    for weeks in [104, 104, 520, 60] {
        let (mut trend, service, window) = sample(weeks);
        trend.previous_sentence = "Calls rose 25% on October to December 2018 (likely between 14% and 37%), from 100 to 125 a week.".into();
        trend.year_ago_sentence = "Calls rose 26% on January to March 2018 (likely between 15% and 38%), from 99 to 125 a week.".into();
        trend.reading = "Shaded: the usual range of a steady line, from the 52 weeks before each quarter, allowing for weeks that resemble each other. A steady line like this one would still show a signal in about 1 quarter in 4.".into();
        trend.signals = vec![beforehand::trend::Finding {
            run: beforehand::spc::SignalRun {
                signal: Signal::ShiftAbove,
                from: window.first,
                to: window.first,
                points: 12,
            },
            words: "The last 12 weeks were all above average".into(),
        }];
        let (picture, look) = control_chart(&trend, &service, window);
        let rows = trend
            .chart
            .points
            .iter()
            .rev()
            .map(|point| Row {
                week: point.week,
                state: point.state,
                unfinished: point.unfinished,
                open_days: 5,
                value: point.value,
                limits: point.limits.map(|l| [l.lower, l.centre, l.upper]),
                remarks: point
                    .signal
                    .map(|_| "in a long run above the centre".to_owned())
                    .unwrap_or_default(),
            })
            .collect();
        sections.push(Section {
            anchor: format!("s{}", sections.len()),
            drawing: Some(drawer.draw(picture).await.unwrap()),
            starts_at: look.starts_at,
            rows,
            trend,
        });
    }
    let q = Quarter::of(week("2019-03-04"));
    let page = TrendsPage {
        service: app::ServiceLink { slug: "north".into(), name: "Helpline North".into() },
        query: TrendsQuery::default(),
        year_start: YearStart::April,
        quarter: q,
        quarters: q.last(8).rev().collect(),
        weeks: (week("2017-04-03"), week("2019-03-25")),
        title: "Calls are running above their usual range since the television documentary".into(),
        sections,
    };
    let frame = app::Frame {
        service: Some(page.service.clone()),
        role: Some(beforehand::role::Role::Manager),
        demo: false,
        assets: app::Assets { style: "main.css".into(), loader: String::new() },
    };
    let html = app::render(app::Page::Trends(page), frame);
    fs::write("/tmp/ch/page.html", html.replace(app::PERSON_SLOT, "Sam (manager)")).unwrap();
}
