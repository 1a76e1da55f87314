//! The page of every change and its files: each act in words with who, when and why, found by person,
//! service, week, kind and day; for managers of the service and administrators only; and a word for
//! every act that the program records.

use std::collections::BTreeSet;

use beforehand::history::ACTIONS;
use beforehand::role::Role;
use beforehand::service::Closure;
use server::store::{Actor, PersonDraft};

use crate::program::words;
use crate::support::{Client, Reply, Server, TODAY, Who, put};

const PAGE: &str = "/services/north/changes";
const WEEK: &str = "/services/north/week/2026-04-06";

/// "Who | what | why" of each change, without the time; across services with the service.
fn lines(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 200, "{}", reply.text);
    let page = scraper::Html::parse_document(&reply.text);
    let choose = |text: &str| scraper::Selector::parse(text).unwrap();
    let (row, cell) = (choose("table.acts tbody tr"), choose("td"));
    let text = |cell: scraper::ElementRef<'_>| {
        let text = cell.text().collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let rows = page.select(&row);
    rows.map(|row| row.select(&cell).map(text).collect::<Vec<_>>().join(" | ")).collect()
}

fn links(reply: &Reply, choice: &str) -> Vec<(String, String)> {
    let page = scraper::Html::parse_document(&reply.text);
    let choice = scraper::Selector::parse(choice).unwrap();
    let found = page.select(&choice).map(|link| {
        let to = link.value().attr("href").unwrap_or_default().to_owned();
        (link.text().collect::<String>(), to)
    });
    found.collect()
}

async fn save(client: &Client, path: &str, fields: &[(&str, &str)]) {
    let mut form = client.get(path).await.fields(path);
    for (name, value) in fields {
        put(&mut form, name, value);
    }
    let reply = client.post(path, &form).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
}

async fn close(server: &Server, reason: &str) {
    let day = "2026-04-12".parse().unwrap();
    let closure = Closure { channel: None, from: day, to: day, reason: reason.to_owned() };
    let now = TODAY.and_hms_opt(10, 0, 0).unwrap();
    server.house.store.save_closures(&Actor::Console, 1, vec![closure], now).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_told_the_latest_first() {
    let server = Server::start().await;
    let (staff, manager) = (server.client(Who::Staff).await, server.client(Who::Manager).await);
    close(&server, "Flood").await;
    save(&staff, WEEK, &[("calls.answered", "125")]).await;
    crate::editions::approve(&server, "north", "2025-Q4").await;
    let page = manager.get(PAGE).await;
    let told = lines(&page);
    assert_eq!(told.len(), 18);
    assert!(
        told[0].starts_with(
            "the command line | Quarter approved : January to March 2026 Edition 1. Accepted:"
        ),
        "{}",
        told[0]
    );
    assert_eq!(
        told[1..3],
        [
            "Staff O'Neil | Numbers entered : Week of Monday 6 April 2026 Calls answered: not entered → became 125 Week page | ",
            "the command line | Days closed : Closed days All channels: open → became closed Sunday 12 April 2026 | Flood",
        ]
    );
    assert!(told[3].contains("Website visits: not entered → became"), "{}", told[3]);
    assert!(told[17].ends_with("Channel added : Calls A new channel (phone), from the week of Monday 1 January 2024 on. | "), "{}", told[17]);
    let said = words(&page.text);
    assert!(said.contains("1 to 18 of 18"), "{said}");
    assert!(
        said.contains("18 changes since 10:00am on 15 April 2026. The record holds."),
        "{said}"
    );
    let head = &server.house.store.list_heads().await.unwrap()[1].2;
    assert!(page.text.contains(&format!("title=\"{head}\"")) && said.contains(&head[..16]));
    // A row leads to where it can be seen, and the week's history back here.
    let to = links(&page, "table.acts a");
    assert_eq!(to[0].1, "/services/north/quarter/2025-Q4/edition/1");
    assert_eq!(to[1].1, "/services/north/history/2026-04-06");
    assert_eq!(manager.get(&to[0].1).await.status, 200);
    let back = links(&manager.get(&to[1].1).await, ".links a");
    let back = back.iter().find(|(text, _)| text == "Every change").unwrap();
    assert_eq!(back.1, PAGE);
    let home = manager.get("/").await;
    assert!(links(&home, "main a").iter().any(|(_, to)| to == PAGE), "{}", home.text);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_are_found_by_person_week_kind_and_day() {
    let server = Server::start().await;
    // What is entered through the page is entered the day after the rest.
    server.house.clock.advance(24 * 3600);
    let (staff, manager) = (server.client(Who::Staff).await, server.client(Who::Manager).await);
    close(&server, "Flood").await;
    save(&staff, WEEK, &[("calls.answered", "125")]).await;
    let people = server.house.store.list_people().await.unwrap();
    let person = &people.iter().find(|one| one.email == Who::Staff.email()).unwrap().id;
    let today = server.house.clock.now().format("%Y-%m-%d").to_string();
    for (query, expected) in [
        (String::new(), 17),
        (format!("?person={person}"), 1),
        ("?person=console".to_owned(), 16),
        ("?person=nobody".to_owned(), 0),
        ("?kind=numbers".to_owned(), 14),
        ("?kind=closures".to_owned(), 1),
        ("?kind=settings".to_owned(), 2),
        ("?kind=links".to_owned(), 0),
        ("?week=2026-04-06".to_owned(), 1),
        // Any day of a week, as people write it.
        ("?week=4/3/2026".to_owned(), 1),
        ("?to=2026-04-14".to_owned(), 0),
        ("?from=2026-04-15&to=15+April+2026".to_owned(), 16),
        (format!("?from={today}&to={today}&kind=numbers&person={person}&week=2026-04-07"), 1),
        ("?page=2".to_owned(), 0),
        ("?page=x&service=south".to_owned(), 17),
    ] {
        let reply = manager.get(&format!("{PAGE}{query}")).await;
        assert_eq!(lines(&reply).len(), expected, "{query}");
    }
    let chosen = manager.get(&format!("{PAGE}?person={person}&kind=numbers&week=8/4/2026")).await;
    let fields = chosen.fields(PAGE);
    for (name, value) in [("person", person.as_str()), ("kind", "numbers"), ("week", "8/4/2026")] {
        assert!(fields.contains(&(name.to_owned(), value.to_owned())), "{name}: {fields:?}");
    }
    let offered = words(&chosen.text);
    assert!(offered.contains("Staff O'Neil the command line"), "{offered}");
    assert!(!offered.contains("Trustee O'Neil"), "who changed nothing is not offered");
    // What is not understood is asked again.
    let wrong = manager.get(&format!("{PAGE}?week=someday&from=2026-04-02&to=1/4/2026")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("<title>Error: Every change"), "{}", wrong.text);
    assert!(wrong.text.contains("\"someday\" is not a day") || wrong.text.contains("someday"));
    assert_eq!(wrong.field("week").as_deref(), Some("someday"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_changes_are_shown_in_parts() {
    let server = Server::start().await;
    for n in 0..40 {
        close(&server, &format!("Reason {n}")).await;
        let day = "2026-04-12".parse().unwrap();
        let gone = Closure { channel: None, from: day, to: day, reason: format!("Reason {n}") };
        let (store, now) = (&server.house.store, TODAY.and_hms_opt(11, 0, 0).unwrap());
        store.remove_closure(&Actor::Console, 1, gone, now).await.unwrap();
    }
    let manager = server.client(Who::Manager).await;
    let first = manager.get(&format!("{PAGE}?person=console")).await;
    assert_eq!(lines(&first).len(), 50);
    assert!(words(&first.text).contains("1 to 50 of 95"));
    let steps = links(&first, "nav.chips a");
    assert_eq!(steps, [("Older".to_owned(), format!("{PAGE}?person=console&page=2"))]);
    let second = manager.get(&steps[0].1).await;
    assert!(words(&second.text).contains("51 to 95 of 95"));
    let steps = links(&second, "nav.chips a");
    assert_eq!(steps, [("Newer".to_owned(), format!("{PAGE}?person=console"))]);
    let mut all = [lines(&first), lines(&second)].concat();
    assert_eq!(all.len(), 95);
    // Written by a clock that was put back in between, they stand in the order of the rows.
    let days: Vec<_> = all.drain(..4).collect();
    assert!(days[0].contains("Closed days opened again") && days[1].contains("Days closed"));
    let beyond = manager.get(&format!("{PAGE}?page=7")).await;
    assert!(words(&beyond.text).contains("There are no more changes."));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_sees_those_of_every_service() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let store = &server.house.store;
    let people = store.list_people().await.unwrap();
    let loose = people.iter().find(|one| one.email == Who::Loose.email()).unwrap();
    let now = TODAY.and_hms_opt(12, 0, 0).unwrap();
    store.set_role(&Actor::Console, &loose.id, 2, Some(Role::Trustee), now).await.unwrap();
    let page = admin.get("/changes").await;
    let told = lines(&page);
    assert_eq!(
        told[0],
        "the command line | South Helpline | Role changed : Loose O'Neil Role: none → became trustee | "
    );
    let said = words(&page.text);
    // Two services with 15 changes each, a role; two services, six people and a second step in the
    // installation's own.
    assert!(said.contains("40 changes. The record of each service holds."), "{said}");
    for (query, expected) in [
        ("?service=south", 16),
        ("?service=installation", 9),
        ("?service=installation&kind=people", 7),
        ("?kind=settings", 6),
        ("?week=2026-03-30", 2),
    ] {
        assert_eq!(lines(&admin.get(&format!("/changes{query}")).await).len(), expected, "{query}");
    }
    let own = lines(&admin.get("/changes?service=installation&kind=people").await);
    let added = own.iter().filter(|line| line.contains("| The installation | Person added :"));
    assert_eq!(added.count(), 6, "{own:?}");
    assert_eq!(admin.get("/changes?service=nowhere").await.status, 422);
    // Whoever is no administrator is told whom to ask; another service's page is like none.
    for (who, path, status) in [
        (Who::Manager, "/changes", 403),
        (Who::Manager, "/changes/changes.csv", 403),
        (Who::Staff, PAGE, 403),
        (Who::Trustee, PAGE, 403),
        (Who::Staff, "/services/north/changes/changes.csv", 403),
        (Who::Stranger, PAGE, 404),
        (Who::Stranger, "/services/south/changes", 200),
        (Who::Admin, "/services/south/changes/changes.xlsx", 200),
        (Who::Admin, "/changes/changes.pdf", 404),
        (Who::Loose, "/changes", 403),
    ] {
        let client = server.client(who).await;
        let request = client.request("GET", path);
        assert_eq!(request.send().await.unwrap().status(), status, "{who:?} {path}");
    }
    let staff = server.client(Who::Staff).await.get("/services/north/history/2026-04-06").await;
    assert!(!staff.text.contains(PAGE), "no way that is closed");
    server.stop().await;
}

/// Names and reasons that a page or a spreadsheet might run.
const HOSTILE: [&str; 5] = [
    "=HYPERLINK(\"http://evil.example\")",
    "<script>alert(1)</script>",
    "@SUM(A1:A9)",
    "\u{202e}drow",
    "+1, \"two\"",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_hold_what_fits_and_run_nothing() {
    let server = Server::start().await;
    let store = &server.house.store;
    let now = TODAY.and_hms_opt(10, 0, 0).unwrap();
    for (n, text) in HOSTILE.iter().enumerate() {
        let email = format!("h{n}@example.org");
        let draft = PersonDraft { email, name: (*text).to_owned(), admin: true, password: None };
        let id = store.add_person(&Actor::Console, draft, &[], now).await.unwrap();
        let day = format!("2026-05-0{}", n + 1).parse().unwrap();
        let reason = (*text).to_owned();
        let closure = Closure { channel: None, from: day, to: day, reason };
        store.save_closures(&Actor::Person(id), 1, vec![closure], now).await.unwrap();
    }
    let admin = server.client(Who::Admin).await;
    let page = admin.get(&format!("{PAGE}?kind=closures")).await;
    assert_eq!(lines(&page).len(), HOSTILE.len());
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
    let file = admin.get("/services/north/changes/changes.csv?kind=closures&page=9").await;
    assert_eq!(file.status, 200);
    let header = |name: &str| file.headers[name].to_str().unwrap().to_owned();
    assert!(
        header("content-disposition")
            .starts_with("attachment; filename=\"north-changes-2026-04-15.csv\"")
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    let mut reader = csv::Reader::from_reader(file.text.trim_start_matches('\u{feff}').as_bytes());
    let heads: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(heads.len(), 12);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), HOSTILE.len());
    for (row, text) in rows.iter().rev().zip(HOSTILE) {
        for cell in row {
            let first = cell.trim_start().chars().next().unwrap_or('x');
            assert!(!"=+-@\t\r".contains(first), "{cell:?}");
        }
        let guarded = |cell: &str| cell.trim_start_matches('\'') == text.replace('\u{202e}', "");
        assert!(guarded(&row[3]) && guarded(&row[8]), "{row:?}");
        assert_eq!((&row[4], &row[5], &row[10]), ("closure.save", "Days closed", "yes"));
        assert_eq!(row[11].len(), 64);
    }
    let reply = admin.request("GET", "/changes/changes.xlsx?kind=people").send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let bytes = reply.bytes().await.unwrap().to_vec();
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "Changes").unwrap();
    // Six people of the seed and a second step, five hostile people, and the heads.
    assert_eq!(sheet.height(), 13);
    let formulas = calamine::Reader::worksheet_formula(&mut book, "Changes").unwrap();
    assert!(formulas.used_cells().next().is_none());
    assert_eq!(admin.get("/changes/changes.csv?from=x").await.status, 422);
    server.stop().await;
}

/// Whether a text is the record's word for an act: `week.save`.
fn is_action(text: &str) -> bool {
    let word =
        |part: &str| part.len() > 1 && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.split_once('.').is_some_and(|(what, did)| word(what) && word(did))
        && !["sql", "db", "json"].iter().any(|ending| text.ends_with(ending))
}

#[test]
fn every_act_that_is_recorded_has_words() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders = vec![root.join("server/src/store")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            found.extend(text.split('"').filter(|one| is_action(one)).map(str::to_owned));
        }
    }
    let known: BTreeSet<_> = ACTIONS.iter().map(|(action, ..)| (*action).to_owned()).collect();
    let without: Vec<_> = found.difference(&known).collect();
    assert!(
        without.is_empty(),
        "{without:?}: give each its words in beforehand::history::ACTIONS, and read it back in store::history::read"
    );
}
