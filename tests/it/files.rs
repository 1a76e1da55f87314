//! What is taken away: files of a line, read back by other people's readers.
//!
//! Seen to fail: with the guard of formulas left out, with a missing week written as 0, with files kept
//! whatever the data's version, and with a name put into the drawing unescaped.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use beforehand::entry::{CellChange, WeekChange};
use beforehand::service::{Event, EventKind, Field};
use beforehand::week::Week;
use calamine::{Data, Reader, Xlsx};
use reqwest::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap};
use server::store::{Actor, SaveWeeks, Source, WeekSave};

use crate::support::{Client, Server, TODAY, Who};

const FILES: &str = "/services/north/files";
const KINDS: [(&str, &str); 4] = [
    ("svg", "image/svg+xml; charset=utf-8"),
    ("png", "image/png"),
    ("csv", "text/csv; charset=utf-8; header=present"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];
const HOSTILE: [&str; 4] = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "<script>alert(1)</script>",
    "]]></desc><svg onload=alert(2)>",
    "@SUM(1+9)*cmd|' /C calc'!A0",
];

pub struct Taken {
    pub status: u16,
    headers: HeaderMap,
    pub bytes: Vec<u8>,
}

pub async fn take(client: &Client, path: &str) -> Taken {
    let reply = client.request("GET", path).send().await.unwrap();
    let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
    Taken { status, headers, bytes: reply.bytes().await.unwrap().to_vec() }
}

impl Taken {
    pub fn header(&self, name: reqwest::header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn rows(&self) -> Vec<HashMap<String, String>> {
        let text = self.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
        csv::Reader::from_reader(text).deserialize().map(Result::unwrap).collect()
    }

    pub fn book(&self) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(self.bytes.clone())).unwrap()
    }

    /// The parts of the workbook's archive whose name holds `part`, as text.
    pub fn parts(&self, part: &str) -> Vec<(String, String)> {
        let u16_at = |at: usize| u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]]) as usize;
        let u32_at = |at: usize| u16_at(at) | u16_at(at + 2) << 16;
        let end = self.bytes.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
        let mut at = u32_at(end + 16);
        let mut found = Vec::new();
        for _ in 0..u16_at(end + 10) {
            let (method, size) = (u16_at(at + 10), u32_at(at + 20));
            let (name, extra, comment) = (u16_at(at + 28), u16_at(at + 30), u16_at(at + 32));
            let local = u32_at(at + 42);
            let text = String::from_utf8(self.bytes[at + 46..at + 46 + name].to_vec()).unwrap();
            if text.contains(part) {
                let start = local + 30 + u16_at(local + 26) + u16_at(local + 28);
                let data = &self.bytes[start..start + size];
                let mut content = String::new();
                if method == 0 {
                    content = String::from_utf8(data.to_vec()).unwrap();
                } else {
                    flate2::read::DeflateDecoder::new(data).read_to_string(&mut content).unwrap();
                }
                found.push((text, content));
            }
            at += 46 + name + extra + comment;
        }
        found
    }
}

/// Whether this server was built with the chart engine: `cargo xtask test` always does.
async fn draws(client: &Client) -> bool {
    let drawn = take(client, &format!("{FILES}/calls-answered.svg")).await.status == 200;
    if !drawn {
        eprintln!("no chart bundle: run cargo xtask build");
    }
    drawn
}

async fn happen(server: &Server, name: &str, from: &str) {
    let north = server.house.store.find_service("north").await.unwrap().unwrap().id;
    let event = Event {
        id: String::new(),
        channel: None,
        kind: EventKind::Other,
        name: name.to_owned(),
        from: from.parse().unwrap(),
        to: from.parse().unwrap(),
    };
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    server.house.store.save_event(&Actor::Console, north, event, None, now).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_comes_with_its_name_and_type_to_those_who_see_trends() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let drawn = draws(&manager).await;
    for (ending, media_type) in KINDS {
        if !drawn && matches!(ending, "svg" | "png") {
            continue;
        }
        let path = format!("{FILES}/calls-answered.{ending}");
        let taken = take(&manager, &path).await;
        assert_eq!(taken.status, 200, "{ending}");
        assert_eq!(taken.header(CONTENT_TYPE), media_type);
        assert_eq!(
            taken.header(CONTENT_DISPOSITION),
            format!(
                "attachment; filename=\"north-calls-answered-2024-04-22-to-2026-04-19.{ending}\""
            )
        );
        assert_eq!(taken.headers["x-content-type-options"], "nosniff");
        assert_eq!(taken.header(CACHE_CONTROL), "no-store");
        assert!(
            taken.headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("script-src 'none'")
        );
        for (who, expected) in [
            (Who::Staff, 200),
            (Who::Admin, 200),
            (Who::Trustee, 403),
            (Who::Stranger, 404),
            (Who::Loose, 404),
            (Who::Nobody, 303),
        ] {
            let client = server.client(who).await;
            assert_eq!(take(&client, &path).await.status, expected, "{who:?} {ending}");
        }
    }
    for (path, expected) in [
        ("calls-answered.exe", 404),
        ("calls-answered", 404),
        ("calls-before.csv", 404),
        ("nothing-answered.csv", 404),
        ("..%2f..%2fsecret.csv", 404),
        ("calls-answered.csv?quarter=nonsense", 422),
    ] {
        let taken = take(&manager, &format!("{FILES}/{path}")).await;
        assert_eq!(taken.status, expected, "{path}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_week_is_never_a_zero_and_a_new_one_is_there_at_once() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let path = format!("{FILES}/calls-answered.csv?weeks=all");
    let row = |taken: &Taken, week: &str| {
        taken.rows().into_iter().find(|row| row["week"] == week).unwrap()
    };
    let before = take(&manager, &path).await;
    let missing = row(&before, "2026-04-06");
    assert_eq!(
        (&*missing["state"], &*missing["count"], &*missing["value"]),
        ("not_entered", "", "")
    );
    let there = row(&before, "2026-01-05");
    assert_eq!((&*there["state"], &*there["count"], &*there["value"]), ("count", "140", "140"));
    // The page's own table says the same: the latest week first.
    let page = manager.get("/services/north/trends?weeks=all").await.text;
    assert!(page.contains("/services/north/files/calls-answered.csv?weeks=all"));

    let north = server.house.store.find_service("north").await.unwrap().unwrap().id;
    let week = Week::parse("2026-04-06").unwrap();
    let cell = CellChange { channel: 1, field: Field::Answered, count: Some(0), note: None };
    let change = WeekChange { cells: vec![cell], ..WeekChange::new(week) };
    let order = SaveWeeks {
        actor: Actor::Console,
        key: None,
        service: north,
        weeks: vec![WeekSave { change, expected: None }],
        source: Source::Import("counts.csv".to_owned()),
        reason: None,
        rehearsal: false,
        now: TODAY.and_hms_opt(9, 0, 0).unwrap(),
        today: TODAY,
    };
    server.house.store.save_weeks(order).await.unwrap();
    let after = row(&take(&manager, &path).await, "2026-04-06");
    assert_eq!((&*after["state"], &*after["count"], &*after["value"]), ("count", "0", "0"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_workbook_holds_dates_numbers_gaps_and_a_chart_of_its_own() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let taken = take(&manager, &format!("{FILES}/calls-answered.xlsx")).await;
    let mut book = taken.book();
    assert_eq!(book.sheet_names(), ["Chart", "Weeks", "About"]);
    let weeks = book.worksheet_range("Weeks").unwrap();
    let rows: Vec<_> = weeks.rows().collect();
    assert_eq!(rows.len(), 105);
    let text = |cell: &Data| cell.to_string();
    assert_eq!(text(&rows[0][0]), "Week of Monday");
    let mut counted = 0;
    for row in &rows[1..] {
        assert!(matches!(row[0], Data::DateTime(_)), "{:?}", row[0]);
        match &*text(&row[1]) {
            "count" => {
                counted += 1;
                assert!(matches!(row[2], Data::Float(_) | Data::Int(_)), "{row:?}");
            }
            "not entered" => {
                // A gap in the chart is an empty cell: the value, the signal and the count.
                assert!([2, 4, 8].iter().all(|n| row[*n] == Data::Empty), "{row:?}");
            }
            state => panic!("{state}"),
        }
    }
    assert_eq!(counted, 13);
    let about = book.worksheet_range("About").unwrap();
    let about: Vec<_> = about.rows().map(|row| (text(&row[0]), text(&row[1]))).collect();
    for (name, start) in [
        ("Definition", "Calls that were answered."),
        ("Rules", "NHS rules, adjusted for"),
        ("Source", "North Helpline, from Beforehand, 15 April 2026."),
    ] {
        assert!(
            about.iter().any(|(n, v)| n == name && v.starts_with(start)),
            "{name} in {about:?}"
        );
    }
    let charts = taken.parts("xl/charts/chart");
    assert_eq!(charts.len(), 1);
    let chart = &charts[0].1;
    for part in
        ["<c:lineChart>", "<c:dispBlanksAs val=\"gap\"/>", "<c:dateAx>", "Weeks!$E$2:$E$105"]
    {
        assert!(chart.contains(part), "{part} in {chart}");
    }
    assert_eq!(taken.parts("xl/tables/table").len(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quarter_s_table_is_for_everybody_who_sees_the_page() {
    let server = Server::start().await;
    crate::editions::approve(&server, "north", "2025-Q4").await;
    let trustee = server.client(Who::Trustee).await;
    let quarter = "/services/north/quarter/2025-Q4/edition/1";
    let page = trustee.get(quarter).await.text;
    for (ending, media_type) in &KINDS[2..] {
        let path = format!("{quarter}/channels.{ending}");
        assert!(page.contains(&format!("href=\"{path}\"")), "{path}");
        let taken = take(&trustee, &path).await;
        assert_eq!((taken.status, taken.header(CONTENT_TYPE)), (200, *media_type));
        let name = format!("attachment; filename=\"north-quarter-2025-Q4-edition-1.{ending}\"");
        assert_eq!(taken.header(CONTENT_DISPOSITION), name);
    }
    let csv = take(&trustee, &format!("{quarter}/channels.csv")).await;
    let calls = csv.rows().into_iter().find(|row| row["line"] == "Calls answered").unwrap();
    assert!(page.contains(&calls["sentence"]) || page.contains(&calls["count"]), "{calls:?}");
    let mut book = take(&trustee, &format!("{quarter}/channels.xlsx")).await.book();
    assert_eq!(book.sheet_names(), ["Channels", "About"]);
    assert!(book.worksheet_range("Channels").unwrap().rows().count() >= 3);
    for path in ["channels.pdf", "quarter.csv", "calls-answered.csv"] {
        assert_eq!(take(&trustee, &format!("{quarter}/{path}")).await.status, 404, "{path}");
    }
    let absent = take(&trustee, "/services/north/quarter/2030-Q1/channels.csv").await;
    assert_eq!(absent.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_names_run_nowhere() {
    let server = Server::start().await;
    for (n, name) in HOSTILE.iter().enumerate() {
        happen(&server, name, &format!("2026-02-{:02}", 2 + 7 * n)).await;
    }
    let manager = server.client(Who::Manager).await;
    let page = manager.get("/services/north/trends").await.text;
    assert!(page.contains("&lt;script&gt;alert(1)"), "the name stands in the table");
    for live in ["<script>alert", "<svg onload", "onload=alert(2)>"] {
        assert!(!page.contains(live), "{live} on the page");
    }

    let csv = take(&manager, &format!("{FILES}/calls-answered.csv")).await;
    let events: Vec<_> = csv.rows().into_iter().map(|row| row["events"].clone()).collect();
    assert!(events.iter().any(|events| events.contains("<script>alert(1)</script>")));
    assert!(events.iter().any(|events| events.starts_with("'=HYPERLINK")), "{events:?}");
    assert!(!events.iter().any(|events| events.starts_with(['=', '@'])));

    let xlsx = take(&manager, &format!("{FILES}/calls-answered.xlsx")).await;
    let mut book = xlsx.book();
    for sheet in ["Chart", "Weeks", "About"] {
        assert!(book.worksheet_formula(sheet).unwrap().is_empty(), "a formula in {sheet}");
    }
    for (name, xml) in xlsx.parts(".xml") {
        assert!(!xml.contains("<script") && !xml.contains("<f>="), "{name}");
    }
    assert!(xlsx.parts("_rels").iter().all(|(_, xml)| !xml.contains("evil.example")));
    let weeks = book.worksheet_range("Weeks").unwrap();
    assert!(weeks.rows().any(|row| row[13].to_string().contains(HOSTILE[0])), "as it was typed");

    if draws(&manager).await {
        let svg = take(&manager, &format!("{FILES}/calls-answered.svg")).await;
        let svg = String::from_utf8(svg.bytes).unwrap();
        assert!(svg.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{svg}");
        for live in ["<script", "onload=alert(2)>", "<![CDATA", "href", " style="] {
            assert!(!svg.contains(live), "{live} in the drawing");
        }
        let png = take(&manager, &format!("{FILES}/calls-answered.png")).await;
        assert!(png.bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    }
    server.stop().await;
}
