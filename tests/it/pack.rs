//! An edition to take away: the board pack and the JSON say what its page says, equal to the last
//! digit, and hold no text that a program would run.

use std::collections::HashMap;

use calamine::{Data, DataType, Reader, Xlsx};
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::Value;
use server::store::{Actor, ApprovalOrder};

use crate::files::take;
use crate::program::{Serving, run, words};
use crate::support::{Database, Server, TODAY, Who};

const EDITION: &str = "/services/demo/quarter/2018-Q4/edition/1";
const SHEETS: [&str; 7] =
    ["Cover", "Summary", "Channels", "Contacts", "Quarters", "Definitions", "Record"];

type Book = Xlsx<std::io::Cursor<Vec<u8>>>;

/// A sheet's rows under the names of their columns.
fn table(book: &mut Book, sheet: &str) -> Vec<HashMap<String, Data>> {
    let range = book.worksheet_range(sheet).unwrap();
    let mut rows = range.rows();
    let heads: Vec<_> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    rows.map(|row| heads.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

/// Every cell of a sheet that says something.
pub fn said(book: &mut Book, sheet: &str) -> Vec<String> {
    let range = book.worksheet_range(sheet).unwrap();
    range.used_cells().map(|(_, _, cell)| cell.to_string()).collect()
}

/// The cell holds that number, or nothing where there is none.
fn same(cell: &Data, number: &Value, what: &str) {
    assert_eq!(
        DataType::as_f64(cell).map(f64::to_bits),
        number.as_f64().map(f64::to_bits),
        "{what}"
    );
}

#[tokio::test]
async fn the_founding_edition_says_the_same_in_every_file() {
    let database = Database::new();
    run(&database, &["demo", "--today", "2026-11-23"]).ok();
    let serving = Serving::start(&database, "2026-11-23");
    let trustee = serving.client("priya@demo.example", "three-honest-sentences").await;
    let page = trustee.get(EDITION).await.text;
    let json = take(&trustee, &format!("{EDITION}/edition.json")).await;
    assert_eq!((json.status, json.header(CONTENT_TYPE)), (200, "application/json"));
    let json: Value = serde_json::from_slice(&json.bytes).unwrap();
    let pack = take(&trustee, &format!("{EDITION}/board-pack.xlsx")).await;
    let name = "attachment; filename=\"demo-quarter-2018-Q4-edition-1-board-pack.xlsx\"";
    assert_eq!(pack.header(CONTENT_DISPOSITION), name);
    for n in 1..=3 {
        let slide = take(&trustee, &format!("{EDITION}/slide-{n}.png")).await;
        assert_eq!((slide.status, slide.header(CONTENT_TYPE)), (200, "image/png"), "{n}");
        let sides =
            [16, 20].map(|at| u32::from_be_bytes(slide.bytes[at..at + 4].try_into().unwrap()));
        assert_eq!(sides, [1920, 1080]);
        let name = format!("filename=\"demo-quarter-2018-Q4-edition-1-slide-{n}.png\"");
        assert!(slide.header(CONTENT_DISPOSITION).ends_with(&name));
    }
    assert_eq!(take(&trustee, &format!("{EDITION}/slide-4.png")).await.status, 404);
    for file in ["board-pack.xlsx", "edition.json", "slide-3.png"] {
        assert!(page.contains(&format!("href=\"{EDITION}/{file}\"")), "the page leads to {file}");
    }

    // The sentences.
    let mut book = pack.book();
    assert_eq!(book.sheet_names(), SHEETS);
    assert!(said(&mut book, "Cover").iter().any(|cell| cell == "23 November 2026"), "prepared on");
    let (page, summary) = (words(&page), said(&mut book, "Summary"));
    let sentences: Vec<_> = json["sentences"].as_array().unwrap().iter().collect();
    assert_eq!(sentences.len(), 3);
    for sentence in sentences.into_iter().chain([&json["headline"]]) {
        let sentence = sentence.as_str().unwrap();
        assert!(page.contains(sentence), "{sentence} is not on the page");
        assert!(summary.iter().any(|cell| cell == sentence), "{sentence} is not in the workbook");
    }
    assert_eq!(json["state"], "approved");
    assert_eq!(json["edition"]["number"], 1);
    let head = json["edition"]["audit_head"].as_str().unwrap();
    assert!(page.contains(head) && said(&mut book, "Record").iter().any(|cell| cell == head));

    // The figures.
    let channels = table(&mut book, "Channels");
    let mut compared = 0;
    for row in json["channels"].as_array().unwrap() {
        let sentence = row["previous"]["sentence"].as_str().unwrap();
        let Some(cells) = channels.iter().find(|cells| cells["In words"] == *sentence) else {
            continue;
        };
        for (column, number) in [
            ("In all", &row["count"]),
            ("Weeks entered", &row["weeks"]),
            ("Open days", &row["open_days"]),
            ("A week", &row["per_week"]),
            ("Ratio to quarter before", &row["previous"]["ratio"]),
            ("Likely from", &row["previous"]["lower"]),
            ("Likely to", &row["previous"]["upper"]),
            ("Ratio to a year before", &row["year_ago"]["ratio"]),
        ] {
            same(&cells[column], number, &format!("{column} of {sentence}"));
        }
        compared += 1;
    }
    assert_eq!(compared, channels.len());
    let contacts = table(&mut book, "Contacts");
    let share = &json["share"];
    for (column, name) in [
        ("Before an offence", "before"),
        ("After an offence", "after"),
        ("Not recorded", "not_recorded"),
        ("Does not apply", "does_not_apply"),
        ("Share before", "share"),
        ("Likely from", "lower"),
        ("Likely to", "upper"),
    ] {
        same(&contacts[0][column], &share[name], column);
    }
    assert_eq!(contacts[0]["In words"].to_string(), share["sentence"].as_str().unwrap());
    same(&contacts[1]["Change since, as a fraction"], &share["previous"]["difference"], "change");

    // A chart for each of the three numbers, of the cells of the table of quarters.
    let quarters = table(&mut book, "Quarters");
    let charts = pack.parts("charts/chart");
    assert_eq!(charts.len(), 3);
    assert!(charts.iter().all(|(_, xml)| xml.contains("Quarters!$C$")), "{charts:?}");
    let calls = &table_of(&quarters, "Calls")[..];
    assert_eq!(calls.last().unwrap()["Quarter"].to_string(), "January to March 2019");
    let drawings = pack.parts("drawings/drawing");
    assert!(drawings.iter().all(|(_, xml)| xml.matches("descr=\"").count() == 3));
}

fn table_of<'a>(rows: &'a [HashMap<String, Data>], number: &str) -> Vec<&'a HashMap<String, Data>> {
    rows.iter().filter(|row| row["Number"].to_string().starts_with(number)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_manager_wrote_is_text_in_every_file() {
    const COMMENT: &str = "=HYPERLINK(\"http://evil.example\";\"x\") <b>bold</b> \u{202e}back";
    let server = Server::start().await;
    let store = &server.house.store;
    let service = store.find_service("north").await.unwrap().unwrap().id;
    let ledger = store.ledger(service).await.unwrap().unwrap();
    let quarter = beforehand::quarter::Quarter::parse("2025-Q4", ledger.service.year_start);
    let quarter = quarter.unwrap();
    let open = beforehand::edition::concerns(&ledger, quarter, TODAY).into_iter();
    let order = ApprovalOrder {
        actor: Actor::Console,
        key: None,
        service,
        quarter,
        mark: None,
        reasons: open.map(|one| (one.code, "+1+cmd|' /C calc'!A0".to_owned())).collect(),
        comment: COMMENT.to_owned(),
        mail: None,
        now: TODAY.and_hms_opt(9, 0, 0).unwrap(),
        today: TODAY,
    };
    store.approve(order).await.unwrap();
    let trustee = server.client(Who::Trustee).await;
    let edition = "/services/north/quarter/2025-Q4/edition/1";
    let json = take(&trustee, &format!("{edition}/edition.json")).await;
    let json: Value = serde_json::from_slice(&json.bytes).unwrap();
    assert_eq!(json["comment"], COMMENT);
    let pack = take(&trustee, &format!("{edition}/board-pack.xlsx")).await;
    let mut book = pack.book();
    let summary = said(&mut book, "Summary");
    assert!(summary.iter().any(|cell| cell.contains("=HYPERLINK(\"http://evil.example\"")));
    // Nothing was entered in the quarters it is compared with: no row, and no zero, stands for them.
    let contacts = table(&mut book, "Contacts");
    let quarters: Vec<_> = contacts.iter().map(|row| row["Quarter"].to_string()).collect();
    assert_eq!(quarters, ["January to March 2026"]);
    let before: u32 = (0..12).map(|n| 40 + n * 7 % 11).sum();
    assert_eq!(contacts[0]["Before an offence"], Data::Float(f64::from(before)));
    for (name, xml) in pack.parts("worksheets/") {
        assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"), "{name} holds a formula");
    }
    for path in ["board-pack.xlsx", "edition.json"] {
        let draft = format!("/services/north/quarter/2025-Q3/{path}");
        let manager = server.client(Who::Manager).await;
        assert_eq!(take(&manager, &draft).await.status, 404, "{draft}");
    }
    server.stop().await;
}
