//! One line of Trends as data: every week says what its row of the table says, in each of its states;
//! text from outside comes as text; a week that is saved is in it at once.
//!
//! Seen to fail with the limits rounded in another way than the table's, and with a kept answer given
//! whatever the data version.

use beforehand::service::{Closure, Collected, Field, Kind, Timetable};
use beforehand::week::Week;
use serde_json::Value;
use server::store::{Actor, NewChannel};

use crate::script::{PAYLOADS, client, hostile, text};
use crate::support::{Client, MONDAY, Server, TODAY, Who, put};

/// The line as data.
async fn series(client: &Client, address: &str) -> Value {
    let reply = client.get(address).await;
    assert_eq!(reply.status, 200, "{address}: {}", reply.text);
    assert_eq!(reply.headers["content-type"], "application/json", "{address}");
    serde_json::from_str(&reply.text).unwrap()
}

fn said(point: &Value) -> [String; 3] {
    ["week", "count", "rest"].map(|part| point[part].as_str().unwrap().to_owned())
}

fn trimmed(cell: scraper::ElementRef<'_>) -> String {
    cell.text().collect::<String>().trim().to_owned()
}

/// What the rows of a line's table say, oldest first, in the words of the data.
async fn rows(client: &Client, address: &str, line: &str, unit: &str) -> Vec<[String; 3]> {
    let reply = client.get(address).await;
    let page = scraper::Html::parse_document(&reply.text);
    let choose = |text: &str| scraper::Selector::parse(text).unwrap();
    let (row, cell) = (choose(&format!("#{line} tbody tr")), choose("th, td"));
    let mut rows: Vec<_> = page
        .select(&row)
        .map(|row| {
            let cells: Vec<String> = row.select(&cell).map(trimmed).collect();
            let [week, count, _, value, lower, centre, upper, remarks] = cells.as_slice() else {
                panic!("{cells:?}")
            };
            let (remarks, so_far) = match remarks.strip_prefix("so far") {
                Some(rest) => (rest.trim_start_matches("; "), " so far"),
                None => (remarks.as_str(), ""),
            };
            let counted = count.starts_with(|c: char| c.is_ascii_digit());
            let unit = if counted { format!(" {unit}") } else { String::new() };
            let mut rest = Vec::new();
            if !value.is_empty() && value != count {
                rest.push(format!("{value} in a normal week"));
            }
            if !centre.is_empty() {
                rest.push(format!("usual range {lower} to {upper}, centre {centre}"));
            }
            rest.extend((!remarks.is_empty()).then(|| remarks.to_owned()));
            let week = format!("Week of Monday {week}");
            [week, format!("{count}{unit}{so_far}"), rest.join("; ")]
        })
        .collect();
    rows.reverse();
    rows
}

/// A chat line that was collected from 2025 on, a week of it closed, a short week of the phones.
async fn states(server: &Server) {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let week = |text: &str| Week::parse(text).unwrap();
    let chat = NewChannel {
        slug: "chat".into(),
        name: "Chat".into(),
        noun: "Live chats".into(),
        kind: Kind::Chat,
        first: week("2024-01-01"),
        timetables: vec![Timetable {
            from: week("2024-01-01").monday(),
            days: Timetable::EVERY_DAY,
        }],
        collected: vec![Collected { field: Field::Answered, from: week("2025-01-06"), to: None }],
    };
    let chat = store.add_channel(&Actor::Console, north, chat, now).await.unwrap();
    let closed = |channel, from: &str, to: &str| Closure {
        channel: Some(channel),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        reason: "Moving house".into(),
    };
    let closures =
        vec![closed(chat, "2025-03-03", "2025-03-09"), closed(1, "2026-02-02", "2026-02-03")];
    store.save_closures(&Actor::Console, north, closures, now).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_says_what_its_row_says() {
    let server = Server::start().await;
    states(&server).await;
    let staff = server.client(Who::Staff).await;
    let mut seen = Vec::new();
    for query in ["", "?weeks=all", "?weeks=all&rules=nhs&quarter=2025-Q4"] {
        let trends = format!("/services/north/trends{query}");
        for (line, unit) in [
            ("calls-answered", "calls answered"),
            ("calls-missed", "calls missed"),
            ("website-visits", "website visits"),
            ("chat-answered", "live chats answered"),
        ] {
            let data = series(&staff, &format!("/services/north/series/{line}{query}")).await;
            let points: Vec<_> = data["points"].as_array().unwrap().iter().map(said).collect();
            assert!(points.len() > 90, "{line}{query}: {}", points.len());
            assert_eq!(points, rows(&staff, &trends, line, unit).await, "{line}{query}");
            for point in data["points"].as_array().unwrap() {
                let gap = !point["count"].as_str().unwrap().starts_with(|c: char| c.is_numeric());
                assert_eq!(point["value"].is_null(), gap, "a gap has no value: {point}");
            }
            seen.extend(points.into_iter().flatten());
        }
    }
    for words in ["not entered", "closed", "not collected", "in a normal week", "so far", "usual"] {
        assert!(seen.iter().any(|said| said.contains(words)), "{words} was never said");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_that_is_saved_is_in_it_at_once() {
    let server = Server::start().await;
    let staff = server.client(Who::Staff).await;
    let address = "/services/north/series/calls-answered";
    let last = async || {
        let data = series(&staff, address).await;
        let points = data["points"].as_array().unwrap();
        let [week, count, _] = said(&points[points.len() - 2]);
        (data["drawing"].clone(), format!("{week}: {count}"))
    };
    let before = last().await;
    assert_eq!(before.1, "Week of Monday 6 April 2026: not entered");
    let path = format!("/services/north/week/{MONDAY}");
    let mut form = staff.get(&path).await.fields(&path);
    put(&mut form, "calls.answered", "145");
    assert_eq!(staff.post(&path, &form).await.status, 303);
    let after = last().await;
    assert_eq!(after.1, "Week of Monday 6 April 2026: 145 calls answered");
    assert_ne!(after.0, before.0, "another drawing has another id");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_none_is_not_found() {
    let server = Server::start().await;
    let staff = server.client(Who::Staff).await;
    for (line, status) in [
        ("calls-answered", 200),
        ("calls-answered?quarter=", 200),
        ("calls-answered?quarter=nonsense", 422),
        ("calls-before", 404),
        ("calls", 404),
        ("-", 404),
        ("calls-answered%00", 404),
        ("%3Cscript%3E", 404),
    ] {
        let reply = staff.get(&format!("/services/north/series/{line}")).await;
        assert_eq!(reply.status, status, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_from_outside_stays_text() {
    let server = Server::start().await;
    for (n, payload) in PAYLOADS.into_iter().enumerate() {
        let slug = format!("hostile{n}");
        hostile(&server.house.store, &slug, payload).await;
        let staff = client(&server, beforehand::role::Role::Staff, &slug).await;
        let address = format!("/services/{slug}/series/calls-answered?weeks=all");
        let data = series(&staff, &address).await;
        assert_eq!(staff.get(&address).await.headers["x-content-type-options"], "nosniff");
        let points = data["points"].as_array().unwrap();
        // The noun stands in the middle of a sentence.
        for field in ["Fevent", "Fnote", "fnouncalls"] {
            let text = text(field, payload);
            let shown =
                points.iter().any(|point| said(point).iter().any(|said| said.contains(&text)));
            assert!(shown, "{text} is said of no week");
        }
        // What the chart is drawn from: a name is a name, and in no colour.
        let option = data["option"].to_string();
        assert!(
            option.contains(&serde_json::to_string(&text("Fevent", payload)).unwrap()),
            "{option}"
        );
        assert!(!option.contains("formatter\":\"F"), "{option}");
    }
}
