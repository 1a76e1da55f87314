//! The history of a figure: every change with who, when, why and by which way, two clicks from the
//! figure, and only for those who enter or answer for it.
//!
//! Seen to fail with the notes left out of the history, and with the links of the Quarter page drawn
//! for every role.

use beforehand::entry::{CellChange, CollectChange, WeekChange};
use beforehand::service::{Closure, Field};
use beforehand::week::{Week, long_date};
use server::store::{Actor, SaveWeeks, Source, WeekSave};

use crate::support::{Client, MONDAY, Reply, Server, TODAY, Who, put};

const PATH: &str = "/services/north/week/2026-04-06";
const ANSWERED: &str = "/services/north/history/2026-04-06?figure=calls.answered";

/// The cells of a table's rows, each run of white space as one space.
fn rows(reply: &Reply, table: &str) -> Vec<Vec<String>> {
    let page = scraper::Html::parse_document(&reply.text);
    let choose = |text: &str| scraper::Selector::parse(text).unwrap();
    let (row, cell) = (choose(&format!("{table} tbody tr")), choose("th, td"));
    let text = |cell: scraper::ElementRef<'_>| {
        let text = cell.text().collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.select(&row).map(|row| row.select(&cell).map(text).collect()).collect()
}

/// "Who | what | why | by which way" of each act, without the time.
fn acts(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 200, "{}", reply.text);
    rows(reply, "table.acts").into_iter().map(|cells| cells[1..].join(" | ")).collect()
}

/// Where a link goes that stands in `place` and says `text`.
fn link(reply: &Reply, place: &str, text: &str) -> Option<String> {
    let page = scraper::Html::parse_document(&reply.text);
    let choice = scraper::Selector::parse(&format!("{place} a[href]")).unwrap();
    let mut links = page.select(&choice);
    let found = links.find(|link| link.text().collect::<String>() == text)?;
    found.value().attr("href").map(str::to_owned)
}

async fn save(client: &Client, fields: &[(&str, &str)]) {
    let mut form = client.get(PATH).await.fields(PATH);
    for (name, value) in fields {
        put(&mut form, name, value);
    }
    let reply = client.post(PATH, &form).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_change_is_a_line() {
    let server = Server::start().await;
    let staff = server.client(Who::Staff).await;
    let manager = server.client(Who::Manager).await;
    assert!(acts(&staff.get(ANSWERED).await).is_empty());

    save(&staff, &[("calls.answered", "145"), ("calls.missed", "30")]).await;
    save(
        &manager,
        &[
            ("calls.answered", "900"),
            ("calls.answered.reason.text", "Radio"),
            ("correction", "Radio"),
        ],
    )
    .await;
    save(
        &staff,
        &[
            ("calls.missed", "31"),
            ("calls.missed.reason.text", "One more"),
            ("calls.missed.pasted", "13 × 9 cells"),
            // Pasted and typed over by the same number: nothing came of it.
            ("website.visits.pasted", "13 × 9 cells"),
            ("correction", "Found"),
        ],
    )
    .await;
    let missed = acts(&manager.get(&ANSWERED.replace("answered", "missed")).await);
    assert!(missed[0].ends_with("| Week page, pasted: 13 × 9 cells"), "{missed:?}");
    let visits = ANSWERED.replace("calls.answered", "website.visits");
    assert!(acts(&manager.get(&visits).await).is_empty());
    let shown = manager.get(ANSWERED).await;
    assert_eq!(
        acts(&shown),
        [
            "Manager O'Neil | 145 → became 900 | Radio | Week page",
            "Staff O'Neil | not entered → became 145 |  | Week page",
        ]
    );
    let time = &rows(&shown, "table.acts")[0][0];
    assert!(time.ends_with(&format!(" on {}", long_date(TODAY))), "{time}");
    assert!(shown.text.contains("<strong>900</strong>"), "what stands there now: {}", shown.text);

    // Closed all week, with the reason; then open again.
    let closed = [
        ("calls.answered", ""),
        ("calls.missed", ""),
        ("calls.closed", "1"),
        ("calls.closed.reason", "Moved office"),
        ("correction", "Moved office"),
    ];
    save(&manager, &closed).await;
    assert_eq!(
        acts(&manager.get(ANSWERED).await)[0],
        "Manager O'Neil | 900 → became closed Calls: open → became closed all week | Moved office | Week page"
    );

    // The whole week has every figure and leads to each.
    let week = manager.get("/services/north/history/2026-04-06").await;
    assert_eq!(acts(&week).len(), 4);
    assert_eq!(rows(&week, "table.standing").len(), 7);
    let own = link(&week, "table.standing", "Calls answered");
    assert_eq!(own.as_deref(), Some(ANSWERED));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_closures_and_what_is_collected_are_told() {
    let server = Server::start().await;
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap();
    let calls = north.channel_named("calls").unwrap().id;
    let (week, now) = (Week::parse(MONDAY).unwrap(), TODAY.and_hms_opt(10, 0, 0).unwrap());
    let order = |change: WeekChange| SaveWeeks {
        actor: Actor::Console,
        key: None,
        service: north.id,
        weeks: vec![WeekSave { change, expected: None }],
        source: Source::Import("counts.csv".to_owned()),
        reason: Some("Bank holiday".to_owned()),
        rehearsal: false,
        now,
        today: TODAY,
    };
    let count = CellChange { channel: calls, field: Field::Missed, count: Some(30), note: None };
    let file = WeekChange { cells: vec![count.clone()], ..WeekChange::new(week) };
    store.save_weeks(order(file)).await.unwrap();
    let none = CellChange { count: None, ..count };
    let stop = CollectChange {
        channel: calls,
        field: Field::Missed,
        collected: false,
        this_week_only: false,
    };
    let stop = WeekChange { cells: vec![none], collect: vec![stop], ..WeekChange::new(week) };
    store.save_weeks(order(stop)).await.unwrap();
    let day = "2026-04-12".parse().unwrap();
    let closure = Closure { channel: None, from: day, to: day, reason: "Flood".to_owned() };
    store.save_closures(&Actor::Console, north.id, vec![closure], now).await.unwrap();

    let client = server.client(Who::Staff).await;
    let path = "/services/north/history/2026-04-06?figure=calls.missed";
    assert_eq!(
        acts(&client.get(path).await),
        [
            "the command line | All channels: open → became closed Sunday 12 April 2026 | Flood | Closed days",
            "the command line | 30 → became not entered Calls missed: collected → became not collected | Bank holiday | File “counts.csv”",
            "the command line | not entered → became 30 | Bank holiday | File “counts.csv”",
        ]
        .map(|said| said.replace("Calls missed: collected", "collected"))
    );
    // The week after knows that it is no longer collected, and of neither the number nor the flood.
    let after = client.get("/services/north/history/2026-04-13?figure=calls.missed").await;
    assert_eq!(
        acts(&after),
        ["the command line | collected → became not collected |  | Settings of the channel"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_figure_of_a_quarter_is_two_clicks_from_its_history() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let quarter = manager.get("/services/north/quarter/2025-Q4").await;
    let cells = rows(&quarter, "table.channels");
    let in_all = &cells.iter().find(|cells| cells[0].starts_with("Calls answered")).unwrap()[1];
    for place in ["table.channels", ".figures"] {
        let to = link(&quarter, place, in_all).unwrap_or_else(|| panic!("{place} {in_all}"));
        assert_eq!(to, "/services/north/figures/2025-Q4?figure=calls.answered");
        let weeks = manager.get(&to).await;
        assert_eq!(weeks.status, 200);
        let shown = rows(&weeks, "table");
        // The first week of the quarter is not entered.
        assert_eq!((shown.len(), shown[0][1].as_str()), (13, "not entered"));
        let sum: u64 = shown[1..].iter().map(|cells| cells[1].parse::<u64>().unwrap()).sum();
        assert_eq!(&beforehand::words::number(sum), in_all);
        let to = link(&weeks, "#w2026-03-02", &shown[9][1]).unwrap();
        assert_eq!(to, "/services/north/history/2026-03-02?figure=calls.answered");
        assert_eq!(acts(&manager.get(&to).await).len(), 1);
        let form = link(&weeks, "#w2026-03-02", "2 March 2026").unwrap();
        assert_eq!(form, "/services/north/week/2026-03-02#calls-answered");
    }
    // The share leads to all it is made of.
    let to = "/services/north/figures/2025-Q4?figure=share";
    assert!(quarter.text.contains(&format!("href=\"{to}\"")), "{}", quarter.text);
    assert_eq!(rows(&manager.get(to).await, "table")[0].len(), 6);
    // From the table twins of Trends: a number to its history, a missing one to its box.
    let trends = manager.get("/services/north/trends").await;
    for to in [
        "/services/north/history/2026-03-02?figure=calls.answered",
        "/services/north/week/2026-04-06#calls-answered",
    ] {
        assert!(trends.text.contains(&format!("href=\"{to}\"")), "{to}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trustee_sees_no_way_that_is_closed() {
    let server = Server::start().await;
    crate::editions::approve(&server, "north", "2025-Q4").await;
    let trustee = server.client(Who::Trustee).await;
    for path in ["/", "/services/north/quarter/2025-Q4", "/services/north/about"] {
        // The manager first: pages are kept by role.
        server.client(Who::Manager).await.get(path).await;
        let page = trustee.get(path).await;
        assert_eq!(page.status, 200);
        for word in ["/figures/", "/history/", "/closures", "/week/", "class=\"to\""] {
            assert!(!page.text.contains(word), "{path}: {word}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_there_is_none_of_is_not_found() {
    let server = Server::start().await;
    let client = server.client(Who::Manager).await;
    for (path, status) in [
        ("history/2026-04-13", 200),
        ("history/2026-04-06?figure=", 200),
        ("history/2026-04-20", 404),
        ("history/2026-04-07", 404),
        ("history/2023-12-25", 404),
        ("history/nonsense", 404),
        ("history/2026-04-06?figure=calls", 404),
        ("history/2026-04-06?figure=calls.visits", 404),
        ("history/2026-04-06?figure=chat.answered", 404),
        ("figures/2025-Q4", 200),
        ("figures/2025-Q4?figure=calls.answered&figure=website.visits", 200),
        ("figures/2025-Q4?figure=calls.visits", 404),
        ("figures/2025-Q9", 404),
        ("figures/1999-Q1", 404),
    ] {
        let reply = client.get(&format!("/services/north/{path}")).await;
        assert_eq!(reply.status, status, "{path}");
    }
}
