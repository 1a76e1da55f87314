//! Events: added, changed and removed, what is refused, and that a change of definition forbids a
//! verdict wherever one stands.
//!
//! Seen to fail with the data version not touched, and with the mark of what was shown not compared.

use beforehand::service::Event;
use beforehand::week::Week;
use server::store::{Actor, verify_audit};

use crate::said::{links, says, text, words};
use crate::support::{Client, Reply, Server, TODAY, Who, put};

pub const PATH: &str = "/services/north/events";
pub const TRENDS: &str = "/services/north/trends";
/// January to March 2026, with weeks of its own in both places.
pub const QUARTER: &str = "/services/north/quarter/2025-Q4";

pub type Fields = Vec<(String, String)>;

/// A form with the key of a page that was just opened.
pub async fn form(client: &Client, fields: &[(&str, &str)]) -> Fields {
    let key = client.get(PATH).await.field("key").unwrap();
    let mut form = vec![("key".to_owned(), key)];
    form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

pub fn event<'a>(kind: &'a str, name: &'a str, from: &'a str) -> [(&'a str, &'a str); 5] {
    [("do", "add"), ("kind", kind), ("name", name), ("from", from), ("channel", "calls")]
}

pub async fn add(client: &Client, fields: &[(&str, &str)]) -> Reply {
    let fields = form(client, fields).await;
    let saved = client.post(PATH, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    client.get(saved.location()).await
}

pub async fn events(server: &Server, slug: &str) -> Vec<Event> {
    server.house.store.find_service(slug).await.unwrap().unwrap().events
}

pub async fn rows(server: &Server, slug: &str) -> usize {
    let store = &server.house.store;
    let service = store.find_service(slug).await.unwrap().unwrap().id;
    let rows = store.list_audit(service).await.unwrap();
    assert_eq!(verify_audit(&rows), None);
    rows.len()
}

/// The only event's form, or the question whether it shall go.
pub async fn opened(client: &Client, server: &Server, what: &str) -> Fields {
    let id = events(server, "north").await[0].id.clone();
    let page = client.get(&format!("{PATH}?{what}={id}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.fields(PATH)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_is_added_from_the_chart_and_seen_everywhere_at_once() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    // Pages are kept by then.
    for path in [TRENDS, QUARTER, "/services/north/history/2026-03-23"] {
        assert!(!manager.get(path).await.text.contains("Radio spots"), "{path}");
    }
    let shown = manager.get(TRENDS).await;
    let marks = links(&shown, "Mark an event");
    assert_eq!(marks.len(), 3);
    let to = marks.iter().find(|to| to.contains("chart=calls-missed")).unwrap();
    assert_eq!(*to, format!("{PATH}?channel=calls&from=2026-04-06&chart=calls-missed#add"));
    let page = manager.get(to.split('#').next().unwrap()).await;
    let mut fields = page.fields(PATH);
    assert_eq!(page.field("from").as_deref(), Some("2026-04-06"));
    assert!(fields.contains(&("channel".to_owned(), "calls".to_owned())), "{fields:?}");
    put(&mut fields, "name", "Radio spots");
    put(&mut fields, "from", "23/03/2026");
    put(&mut fields, "to", "29 March 2026");
    let saved = manager.post(&format!("{PATH}?chart=calls-missed"), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let shown = manager.get(saved.location()).await;
    says(&shown, "by Manager O'Neil. Added: Radio spots (Calls), 23 March 2026 to 29 March 2026.");
    says(&shown, "A mark on the charts; no figure changes.");
    says(&shown, "Campaign · added by Manager O'Neil");
    assert_eq!(links(&shown, "See it on the chart"), [format!("{TRENDS}#calls-missed")]);
    for path in [
        TRENDS,
        QUARTER,
        "/services/north/history/2026-03-23",
        "/services/north/history/2026-03-23?figure=calls.missed",
        "/services/north/figures/2025-Q4?figure=calls.answered",
    ] {
        let page = manager.get(path).await;
        assert!(words(&page).contains("Radio spots"), "{path}: {}", words(&page));
    }
    // In the table of the charts it is named for, in that week; and drawn, where a chart is.
    let trends = manager.get(TRENDS).await;
    assert!(text(&trends, "#calls-answered tbody tr").contains("Radio spots"));
    assert!(!text(&trends, "#website-visits").contains("Radio spots"));
    if trends.text.contains("<svg class=\"c") {
        assert!(text(&trends, "#calls-answered svg.c").contains("Radio spots"));
    }
    // The week's own history says who did it; that of another week does not.
    let history = manager.get("/services/north/history/2026-03-23").await;
    says(&history, "Event: none → became Radio spots (Calls), 23 March 2026 to 29 March 2026");
    let history = manager.get("/services/north/history/2026-03-16").await;
    assert!(!words(&history).contains("Radio spots"));
    // So does what other programs read.
    assert_eq!(server.client(Who::Trustee).await.get(TRENDS).await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_changed_and_removed_step_by_step() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    says(&manager.get(PATH).await, "No event has been marked yet");
    let shown = add(&manager, &event("press", "TV film", "2026-04-10")).await;
    says(&shown, "The latest event: TV film");
    let mut fields = opened(&manager, &server, "change").await;
    put(&mut fields, "name", "TV documentary");
    put(&mut fields, "channel", "*");
    let saved = manager.post(PATH, &fields).await;
    let shown = manager.get(saved.location()).await;
    says(
        &shown,
        "Was: TV film (Calls), Friday 10 April 2026. Now: TV documentary, Friday 10 April",
    );
    says(&shown, "changed by Manager O'Neil");
    // Saved as it is: nothing is different, and nothing is written.
    let before = rows(&server, "north").await;
    let saved = manager.post(PATH, &opened(&manager, &server, "change").await).await;
    says(&manager.get(saved.location()).await, "Nothing was different");
    assert_eq!(rows(&server, "north").await, before);
    let id = events(&server, "north").await[0].id.clone();
    let page = manager.get(&format!("{PATH}?remove={id}")).await;
    says(&page, "Remove TV documentary?");
    let saved = manager.post(PATH, &page.fields(PATH)).await;
    let shown = manager.get(saved.location()).await;
    says(&shown, "Removed: TV documentary, Friday 10 April 2026.");
    assert!(links(&shown, "See it on the chart").is_empty());
    assert!(events(&server, "north").await.is_empty());
    let gone = manager.get(&format!("{PATH}?change={id}")).await;
    assert_eq!(gone.status, 404);
    says(&gone, "That event is not here any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_comes_back_with_everything_typed() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let before = rows(&server, "north").await;
    let long = "x".repeat(101);
    for (kind, name, from, to, field, expected) in [
        ("press", "", "2026-04-10", "", "name", "Give it a name"),
        ("press", long.as_str(), "2026-04-10", "", "name", "The name has 101 characters."),
        ("press", "a\u{202e}b", "2026-04-10", "", "name", "turns the direction of writing"),
        ("press", "Film", "", "", "from", "Give the day on which it began."),
        ("press", "Film", "soon", "", "from", "\"soon\" is not a day. Write it as 25/12/2026."),
        ("press", "Film", "2026-04-10", "2026-04-09", "to", "The last day is before the first."),
        ("definition", "New", "2026-04-06", "2026-04-09", "to", "has a first day only"),
        ("nothing", "Film", "2026-04-10", "", "kind", "Choose what kind of event it is."),
    ] {
        let mut fields = form(&manager, &event(kind, name, from)).await;
        put(&mut fields, "to", to);
        let reply = manager.post(PATH, &fields).await;
        assert_eq!(reply.status, 422, "{}", reply.text);
        assert!(reply.text.contains("<title>Error: "), "{}", reply.text);
        let summary = text(&reply, &format!("[role=alert][autofocus] a[href=\"#{field}\"]"));
        assert!(summary.contains(expected), "{field}: {summary}");
        assert!(text(&reply, &format!("#{field}-error")).contains(expected), "{field}");
        for (field, typed) in [("name", name), ("from", from), ("to", to)] {
            assert_eq!(reply.field(field).as_deref(), Some(typed), "{field} is kept");
        }
    }
    assert_eq!(rows(&server, "north").await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_definition_is_shown_before_it_is_stored_and_forbids_verdicts() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let verdict = |reply: &Reply| words(reply).contains("the definition changed from the week of");
    // Calls of October to December, so that there is a verdict to lose.
    fill(&server, "2025-09-29", "2025-12-22").await;
    assert!(!verdict(&manager.get(QUARTER).await) && !verdict(&manager.get(TRENDS).await));
    let before = rows(&server, "north").await;
    let fields = form(&manager, &event("definition", "New form", "2026-01-21")).await;
    let asked = manager.post(PATH, &fields).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    says(&asked, "From the week of Monday 26 January 2026 on, the line would break");
    says(&asked, "These comparisons lose their verdict:");
    says(&asked, "January to March 2026 on October to December 2025 Calls answered");
    says(
        &asked,
        "From which week does it hold? It began in mid-week, on Wednesday 21 January 2026.",
    );
    assert_eq!(rows(&server, "north").await, before, "nothing is stored yet");
    assert!(events(&server, "north").await.is_empty());
    // The other week is another change: it is shown anew, and only then stored.
    let mut fields = asked.fields(PATH);
    put(&mut fields, "holds", "2026-01-19");
    let again = manager.post(PATH, &fields).await;
    assert_eq!(again.status, 200);
    says(&again, "From the week of Monday 19 January 2026 on, the line would break");
    let confirmed = again.fields(PATH);
    let (one, two) = tokio::join!(manager.post(PATH, &confirmed), manager.post(PATH, &confirmed));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303), "{}", one.text);
    assert_eq!(one.location(), two.location());
    assert_eq!(rows(&server, "north").await, before + 1);
    says(&manager.get(one.location()).await, "Breaks the line from the week of Monday 19 January");
    for path in [QUARTER, TRENDS] {
        let page = manager.get(path).await;
        assert!(verdict(&page), "{path}");
        let shown = words(&page).to_lowercase();
        assert!(shown.contains("no verdict: definition changed"), "{path}: {shown}");
    }
    says(&manager.get(TRENDS).await, "new definition: New form");
    // Removing it says what comes back.
    let id = events(&server, "north").await[0].id.clone();
    let page = manager.get(&format!("{PATH}?remove={id}")).await;
    says(
        &page,
        "These comparisons get a verdict back: January to March 2026 on October to December",
    );
    assert_eq!(manager.post(PATH, &page.fields(PATH)).await.status, 303);
    assert!(!verdict(&manager.get(QUARTER).await) && !verdict(&manager.get(TRENDS).await));
}

/// Calls of north in all weeks from a Monday to another.
pub async fn fill(server: &Server, first: &str, last: &str) {
    use beforehand::entry::{CellChange, WeekChange};
    use beforehand::service::Field;
    use server::store::{SaveWeeks, Source, WeekSave};
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap();
    let calls = north.channel_named("calls").unwrap().id;
    let weeks = Week::parse(first).unwrap().through(Week::parse(last).unwrap());
    let weeks = weeks.enumerate().map(|(n, week)| {
        let count = Some(120 + n as u32 * 7 % 11);
        let cell = CellChange { channel: calls, field: Field::Answered, count, note: None };
        WeekSave {
            change: WeekChange { cells: vec![cell], ..WeekChange::new(week) },
            expected: None,
        }
    });
    let order = SaveWeeks {
        actor: Actor::Console,
        key: None,
        service: north.id,
        weeks: weeks.collect(),
        source: Source::Import("before.csv".to_owned()),
        reason: None,
        rehearsal: false,
        now: TODAY.and_hms_opt(9, 0, 0).unwrap(),
        today: TODAY,
    };
    store.save_weeks(order).await.unwrap();
}
