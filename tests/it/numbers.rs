//! A quarter's numbers to take away: chart, quarters and words say what the page says, to whoever sees
//! that page and to nobody else.

use std::collections::HashMap;

use calamine::Reader;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use scraper::{Html, Selector};

use crate::editions::{approve, reopen};
use crate::files::{Taken, take};
use crate::pack::said;
use crate::program::{Serving, run, words};
use crate::support::{Database, Server, Who};

const EDITION: &str = "/services/demo/quarter/2018-Q4/edition/1";

fn text(file: &Taken) -> String {
    String::from_utf8(file.bytes.clone()).unwrap()
}

fn rows(file: &Taken) -> Vec<HashMap<String, String>> {
    let bytes = file.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    csv::Reader::from_reader(bytes).deserialize().map(Result::unwrap).collect()
}

#[tokio::test]
async fn the_founding_numbers_say_the_same_in_every_file() {
    let database = Database::new();
    run(&database, &["demo", "--today", "2026-11-23"]).ok();
    let serving = Serving::start(&database, "2026-11-23");
    let trustee = serving.client("priya@demo.example", "three-honest-sentences").await;
    let page = trustee.get(EDITION).await.text;
    let findings =
        ["Calls answered: rose 25%", "Website visits: rose 40%", "Share before an offence: "];
    for (n, finding) in (1..).zip(findings) {
        for (kind, media) in [
            ("svg", "image/svg+xml; charset=utf-8"),
            ("png", "image/png"),
            ("csv", "text/csv; charset=utf-8; header=present"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ] {
            let address = format!("{EDITION}/number-{n}.{kind}");
            assert!(page.contains(&format!("href=\"{address}\"")), "the page leads to {address}");
            let file = take(&trustee, &address).await;
            assert_eq!((file.status, file.header(CONTENT_TYPE)), (200, media), "{address}");
            let name = format!("filename=\"demo-quarter-2018-Q4-edition-1-number-{n}.{kind}\"");
            assert!(file.header(CONTENT_DISPOSITION).ends_with(&name), "{address}");
            assert!(!file.bytes.is_empty());
        }
        let drawing = text(&take(&trustee, &format!("{EDITION}/number-{n}.svg")).await);
        let drawn = words(&drawing);
        for part in [
            finding,
            "Helpline North · January to March 2019 (Q4 2018/19)",
            "Definition: ",
            "Events: ",
            "Figures: edition 1, approved on",
            "Source: Helpline North, from Beforehand, 23 November 2026.",
        ] {
            assert!(drawn.contains(part), "{part} is not in {drawn}");
        }
        assert!(!drawing.contains("<script") && !drawing.contains("href"), "{drawing}");
    }
    // The drawing's bars are the page's.
    let drawing = text(&take(&trustee, &format!("{EDITION}/number-1.svg")).await);
    let bars = |html: &str, choice: &str| {
        let html = Html::parse_document(html);
        let found = Selector::parse(choice).unwrap();
        let heights = html.select(&found).map(|bar| bar.value().attr("height").unwrap().to_owned());
        heights.collect::<Vec<_>>()
    };
    let shown = bars(&page, ".figure:first-of-type svg rect");
    // The demo begins in 2018: three of the eight quarters have no figure, and no bar.
    assert_eq!(shown.len(), 5);
    assert_eq!(bars(&drawing, "svg svg rect"), shown);

    let quarters = rows(&take(&trustee, &format!("{EDITION}/number-1.csv")).await);
    assert_eq!(quarters.len(), 8);
    let last = quarters.last().unwrap();
    for (column, expected) in [
        ("quarter", "January to March 2019"),
        ("first_day", "2018-12-31"),
        ("last_day", "2019-03-31"),
        ("in_words", "125 a week"),
        ("weeks", "13"),
        ("so_far", ""),
        ("measure", "Calls answered in a normal week, by quarter"),
        ("finding", "Calls answered: rose 25%"),
    ] {
        assert_eq!(last[column], expected, "{column}");
    }
    let [lower, value, upper] =
        ["lower", "value", "upper"].map(|c| last[c].parse::<f64>().unwrap());
    assert!(lower < value && value < upper && (value - 125.0).abs() < 1.0, "{last:?}");
    // The share is a fraction, and keeps the words it was approved with.
    let share = rows(&take(&trustee, &format!("{EDITION}/number-3.csv")).await);
    let share = share.last().unwrap();
    assert_eq!((&*share["value"], &*share["in_words"]), ("0.4", "40%"));
    assert!(share["definition"].contains("Version 1, from "), "{share:?}");

    let file = take(&trustee, &format!("{EDITION}/number-1.xlsx")).await;
    let mut book = file.book();
    assert_eq!(book.sheet_names(), ["Chart", "Quarters", "About"]);
    assert!(said(&mut book, "Chart").iter().any(|cell| cell == "Calls answered: rose 25%"));
    assert!(said(&mut book, "About").iter().any(|cell| cell.starts_with("edition 1, approved on")));
    let charts = file.parts("charts/chart");
    assert_eq!(charts.len(), 1);
    assert!(charts[0].1.contains("Quarters!$C$2:$C$9"), "{}", charts[0].1);
    assert!(file.parts("worksheets/").iter().all(|(_, xml)| !xml.contains("<f>")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_is_given_to_whoever_sees_its_page() {
    let server = Server::start().await;
    let quarter = "/services/north/quarter/2025-Q4";
    let (draft, first) =
        (format!("{quarter}/number-1.csv"), format!("{quarter}/edition/1/number-1.csv"));
    let manager = server.client(Who::Manager).await;
    let trustee = server.client(Who::Trustee).await;
    for (who, expected) in [
        (Who::Staff, 200),
        (Who::Manager, 200),
        (Who::Trustee, 404),
        (Who::Stranger, 404),
        (Who::Nobody, 303),
    ] {
        let status = take(&server.client(who).await, &draft).await.status;
        assert_eq!(status, expected, "{who:?}");
    }
    let as_they_stand = "as they stand today; they are not approved.";
    assert_eq!(rows(&take(&manager, &draft).await)[7]["edition"], as_they_stand);
    assert_eq!(take(&manager, &first).await.status, 404);
    approve(&server, "north", "2025-Q4").await;
    for who in [Who::Staff, Who::Manager, Who::Trustee] {
        assert_eq!(take(&server.client(who).await, &first).await.status, 200, "{who:?}");
    }
    assert_eq!(take(&server.client(Who::Stranger).await, &first).await.status, 404);
    // Opened again: who enters gets what stands, a trustee the edition.
    let approved = rows(&take(&trustee, &draft).await);
    assert!(approved[7]["edition"].starts_with("edition 1, approved on "), "{approved:?}");
    assert_eq!(reopen(&manager, "A call log was found").await.status, 303);
    assert_eq!(rows(&take(&manager, &draft).await)[7]["edition"], as_they_stand);
    assert_eq!(rows(&take(&trustee, &draft).await), approved);
    for none in [
        "number-0.svg",
        "number-4.svg",
        "number-1.pdf",
        "number-1",
        "number-+1.csv",
        "number-01.csv",
    ] {
        assert_eq!(take(&manager, &format!("{quarter}/{none}")).await.status, 404, "{none}");
    }
    server.stop().await;
}
