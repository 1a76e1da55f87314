//! Files of the demo's lines and of hostile names, read back.

mod pictures;

use app::trends::TrendsQuery;
use beforehand::series::Ledger;
use beforehand::service::{Event, EventKind};
use beforehand::week::Week;

use super::*;
use crate::chart::Drawer;

const HOSTILE: [&str; 5] = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "<script>alert(1)</script>",
    "]]></desc><script>alert(2)</script>",
    "a\u{0}b\u{8}c\u{1b}\u{ffff}\r\n=1+1",
    "&amp;\" onload=\"alert(3)' x='",
];

fn today() -> chrono::NaiveDate {
    "2026-11-24".parse().unwrap()
}

fn drawer() -> Drawer {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site/draw.js");
    let bundle = std::fs::read_to_string(path).unwrap_or_default();
    if bundle.is_empty() {
        eprintln!("no chart bundle at {path}: run cargo xtask build");
    }
    Drawer::start(&bundle)
}

fn demo() -> Ledger {
    crate::demo::demo(today()).ledger()
}

/// The demo with hostile events in the last weeks, and a hostile note.
fn hostile() -> Ledger {
    let mut ledger = demo();
    let calls = ledger.service.channel_named("calls").unwrap().id;
    for (n, name) in HOSTILE.iter().enumerate() {
        let monday = Week::parse("2026-09-07").unwrap().plus(2 * n as i32).monday();
        ledger.service.events.push(Event {
            id: format!("hostile{n}"),
            channel: None,
            kind: EventKind::Other,
            name: (*name).into(),
            from: monday,
            to: monday,
        });
    }
    let week = Week::parse("2026-10-05").unwrap();
    ledger.set_note(
        (calls, beforehand::service::Field::Answered, week),
        "@SUM(1+9)*cmd|' /C calc'!A0".into(),
    );
    ledger.service.name = "+1 Helpline <b>".into();
    ledger
}

async fn sheet(ledger: &Ledger, line: &str, pairs: &[(&str, &str)]) -> Sheet {
    let query = TrendsQuery::read(pairs.iter().copied());
    let seen = Seen::of(ledger, &query, today()).unwrap();
    let section = line::line(ledger, &drawer(), line, &query, &seen).await.unwrap();
    Sheet::of(ledger, &section, &seen, today()).unwrap()
}

fn read(file: &[u8]) -> Vec<std::collections::HashMap<String, String>> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut csv = ::csv::Reader::from_reader(file);
    csv.deserialize().map(Result::unwrap).collect()
}

#[tokio::test]
async fn the_four_states_survive_and_no_gap_is_a_zero() {
    let mut ledger = demo();
    // A week without a count, and a flood in it.
    let calls = ledger.service.channel_named("calls").unwrap().id;
    let flood = Week::parse("2026-11-16").unwrap();
    ledger.set_open_days(calls, flood, 0);
    let mut seen = std::collections::BTreeMap::new();
    for line in ["calls-answered", "calls-missed", "website-visits"] {
        let sheet = sheet(&ledger, line, &[("weeks", "all")]).await;
        let rows = read(&csv::csv(&sheet));
        assert_eq!(rows.len(), sheet.rows.len());
        for (row, own) in rows.iter().zip(&sheet.rows) {
            *seen.entry(row["state"].clone()).or_insert(0) += 1;
            assert_eq!(row["week"], own.week.to_string());
            assert_eq!(row["count"].parse().ok(), own.state.count(), "{row:?}");
            let counted = row["state"] == "count";
            assert_eq!(counted, !row["count"].is_empty(), "{row:?}");
            assert!(counted || row["value"].is_empty(), "{row:?}");
        }
        assert!(rows.windows(2).all(|two| two[0]["week"] < two[1]["week"]));
    }
    let states: Vec<_> = seen.keys().map(String::as_str).collect();
    assert_eq!(states, ["closed", "count", "not_collected", "not_entered"], "{seen:?}");
}

#[tokio::test]
async fn hostile_texts_are_inert_in_csv() {
    let file = csv::csv(&sheet(&hostile(), "calls-answered", &[]).await);
    let rows = read(&file);
    let said = |column: &str, start: &str| {
        assert!(rows.iter().any(|row| row[column].starts_with(start)), "{column} {start}");
    };
    said("events", "'=HYPERLINK(");
    said("note", "'@SUM(");
    said("service", "'+1 Helpline");
    for row in &rows {
        for (column, cell) in row {
            let start = cell.trim_start().chars().next();
            let runs = start.is_some_and(|c| "=+-@|\t\r".contains(c));
            assert!(!runs && !cell.contains(['\r', '\n', '\u{0}', '\u{8}']), "{column}: {cell:?}");
        }
    }
}

#[tokio::test]
async fn hostile_texts_are_inert_in_the_drawing_and_the_picture() {
    let sheet = sheet(&hostile(), "calls-answered", &[]).await;
    let Some((svg, height)) = picture::svg(&sheet) else { return };
    // A strict reader of XML, and only shapes and letters in it.
    let tree = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
    for node in tree.descendants().filter(resvg::usvg::roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        let known = ["svg", "title", "desc", "rect", "g", "path", "circle", "text", "tspan"];
        assert!(known.contains(&name), "{name}");
        for attribute in node.attributes() {
            let name = attribute.name();
            assert!(!name.starts_with("on") && name != "href" && name != "style", "{name}");
        }
    }
    let texts: String = tree.descendants().filter_map(|node| node.text()).collect();
    assert!(texts.contains("<script>alert(1)</script>"));
    let png = png::png(&svg).unwrap();
    let pixels = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
    assert_eq!(pixels.width(), 2160);
    assert_eq!(f64::from(pixels.height()), height * 2.0);
    assert_eq!(
        pixels.pixel(0, 0).map(|p| (p.red(), p.green(), p.blue(), p.alpha())),
        Some((255, 255, 255, 255))
    );
    assert!(png.len() < 600_000, "{}", png.len());
}

#[tokio::test]
async fn a_drawing_says_all_that_must_stand_beside_it_and_nothing_lies_over_another() {
    let sheet = sheet(&demo(), "calls-answered", &[("quarter", "2018-Q4"), ("rules", "nhs")]).await;
    let Some((svg, _)) = picture::svg(&sheet) else { return };
    assert!(svg.starts_with("<?xml") && svg.contains("xmlns=\"http://www.w3.org/2000/svg\""));
    let tree = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
    let title =
        tree.descendants().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "title")));
    assert_eq!(title.unwrap().text(), Some(sheet.title.as_str()));
    let said: String = tree
        .descendants()
        .filter(resvg::usvg::roxmltree::Node::is_text)
        .filter_map(|node| node.text())
        .collect::<Vec<_>>()
        .join(" ");
    for part in [
        "Calls answered a normal week, 1 January 2018 to 31 March 2019",
        "Calls rose 25% on October to December 2018",
        "Rules: Plain NHS rules.",
        "Definition: Calls that were answered.",
        "Events: ",
        "Source: Helpline North, from Beforehand, 24 November 2026.",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    // Lines of text outside the plot follow each other from top to bottom.
    let lines = tree
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "tspan")));
    let bases: Vec<f64> = lines.map(|line| line.attribute("y").unwrap().parse().unwrap()).collect();
    assert!(bases.windows(2).all(|two| two[1] - two[0] >= 15.0), "{bases:?}");
}

#[tokio::test]
async fn a_file_s_name_says_service_line_and_period() {
    let ledger = demo();
    let check = async |pairs: &[(&str, &str)], expected: &str| {
        let sheet = sheet(&ledger, "calls-answered", pairs).await;
        assert_eq!(file_name("demo", "calls-answered", &sheet, FileKind::Csv), expected);
    };
    check(&[("quarter", "2018-Q4")], "demo-calls-answered-2018-01-01-to-2019-03-31.csv").await;
    check(
        &[("quarter", "2018-Q4"), ("rules", "nhs")],
        "demo-calls-answered-2018-01-01-to-2019-03-31-nhs-rules.csv",
    )
    .await;
    assert_eq!(safe("a\r\nb/..\\c\"d_é.csv"), "a--b-..-c-d--.csv");
}

#[test]
fn a_file_is_named_by_its_line_and_kind() {
    let check = |file: &str, expected: Option<(&str, FileKind)>| assert_eq!(named(file), expected);
    check("calls-answered.csv", Some(("calls-answered", FileKind::Csv)));
    check("calls-answered.xlsx", Some(("calls-answered", FileKind::Xlsx)));
    check("calls-answered.exe", None);
    check("calls-answered", None);
    check(".csv", Some(("", FileKind::Csv)));
}
