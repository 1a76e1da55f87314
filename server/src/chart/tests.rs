//! The engine and what becomes of its pictures. These need the bundle that `cargo xtask build`
//! makes; without it they say so and check nothing (`cargo xtask test` always has it).

use std::fs;

use app::trends::{Row, Section, TrendsPage, TrendsQuery};
use beforehand::change::{Change, Period, Stretch};
use beforehand::quarter::{Quarter, YearStart};
use beforehand::role::Role;
use beforehand::series::State;
use beforehand::service::{Event, EventKind, Field, Service};
use beforehand::spc::{Chart, ChartPoint, Footing, Limits, Signal, Variant};
use beforehand::trend::{Glance, Trend, Variation};
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

fn unknown_change(quarter: Quarter) -> Change {
    let period = Period {
        quarter,
        stretch: Stretch::Quarter,
        count: 0,
        open_days: 0,
        weeks: 0,
        expected: 0,
        per_week: None,
        part: false,
    };
    Change {
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
    }
}

/// About 100 a week with gaps, an outage, a rise at the end and a week that is not over.
fn points(first: Week, weeks: i32) -> Vec<ChartPoint> {
    let mut seed = 7_u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from((seed >> 40) as u32) / f64::from(1_u32 << 24) - 0.5
    };
    let point = |n| {
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
    };
    (0..weeks).map(point).collect()
}

fn sample(weeks: i32) -> (Trend, Service, Window) {
    let first = week("2017-04-03");
    let quarter = Quarter::of(first.plus(weeks - 1));
    let change = unknown_change(quarter);
    let chart =
        Chart { variant: Variant::Adjusted, weeks_per_point: 1, points: points(first, weeks) };
    let trend = Trend {
        tone: beforehand::judgement::Tone::Quiet,
        good: beforehand::judgement::Good::Neither,
        channel: 1,
        slug: "calls".into(),
        field: Field::Answered,
        subject: "Calls".into(),
        label: "Calls answered".into(),
        quarter,
        chart,
        signals: Vec::new(),
        glance: glance(),
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
    (trend, service(), Window { first, weeks: weeks as u32 })
}

fn glance() -> Glance {
    Glance {
        channel: 1,
        slug: "calls".into(),
        field: Field::Answered,
        label: "Calls answered".into(),
        latest: "128 in the week of 25 March 2019".into(),
        variation: Variation::Up,
        words: "above average for 12 weeks".into(),
        tone: beforehand::judgement::Tone::Signal,
        signals: 1,
        unexplained: 1,
        urgency: 3,
        by_chance: 0.24,
    }
}

fn service() -> Service {
    let event = |name: &str, kind, from: &str, to: &str| Event {
        id: name.into(),
        channel: None,
        kind,
        name: name.into(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
    };
    Service {
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
        judgements: beforehand::judgement::Judgements::default(),
    }
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
        "<title id=",
        ">Calls are running above their usual range</title>",
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
    let points = svg.split("c-points\" d=\"").nth(1).unwrap();
    assert_eq!(points.split('"').next().unwrap().matches("h0").count(), 104 - 3 - 1);
}

#[tokio::test]
async fn hostile_names_stay_text() {
    let (mut trend, mut service, window) = sample(104);
    let hostile = "</text><script>alert(1)</script>{a}\"' onload=x";
    service.events[1].name = hostile.into();
    trend.title = hostile.into();
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
    trend.title = "No clear change in chats".into();
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

/// A page of `weeks` weeks with six charts, as it is sent.
async fn page(drawer: &Drawer, weeks: i32) -> String {
    let mut sections = Vec::new();
    for n in 0..6 {
        let (mut trend, service, window) = sample(weeks);
        trend.label = format!("Channel {n} answered");
        for (k, point) in trend.chart.points.iter_mut().enumerate() {
            // Six different lines: one that repeats would compress better than life.
            point.value = point.value.map(|v| v + ((k * 7 + k * k * (n + 1)) % (11 + n)) as f64);
        }
        let (picture, look) = control_chart(&trend, &service, window);
        let rows = trend.chart.points.iter().rev().map(|point| Row {
            week: point.week,
            state: point.state,
            unfinished: point.unfinished,
            open_days: 5,
            value: point.value,
            limits: point.limits.map(|l| [l.lower, l.centre, l.upper]),
            remarks: point.signal.map_or("", |_| "in a long run above the centre").to_owned(),
        });
        sections.push(Section {
            anchor: format!("channel-{n}"),
            drawing: Some(drawer.draw(picture).await.unwrap()),
            small: small(&trend.chart, week("2019-03-25"), 104),
            starts_at: look.starts_at,
            rows: rows.collect(),
            trend,
        });
    }
    let quarter = Quarter::of(week("2019-03-04"));
    let page = TrendsPage {
        service: app::ServiceLink { slug: "north".into(), name: "Helpline North".into() },
        query: TrendsQuery::default(),
        year_start: YearStart::April,
        quarter,
        quarters: quarter.last(8).rev().collect(),
        weeks: (week("2017-04-03"), week("2019-03-25")),
        title: "Calls are running above their usual range".into(),
        sections,
    };
    let frame = app::Frame { role: Some(Role::Manager), ..app::Frame::default() };
    app::render(app::Page::Trends(page), frame).html
}

fn packed(text: &str) -> usize {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
    gzip.finish().unwrap().len()
}

#[tokio::test]
async fn a_page_of_six_charts_and_tables_is_light_and_its_ids_differ() {
    let Some(bundle) = bundle() else { return };
    let html = page(&Drawer::start(&bundle), 104).await;
    // 70 KB are the whole first visit: 15 of them are left to the style sheet.
    assert!(packed(&html) < 55_000, "{}", packed(&html));
    assert!(!html.contains(" style=") && !html.contains("<script"));
    let mut ids: Vec<_> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert_eq!(html.matches("<tr>").count(), 6 * 105);
    // Each chart, and each line's icon.
    assert_eq!(html.matches("role=\"img\"").count(), 12);
}
