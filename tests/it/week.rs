//! The Week page, sent as a browser sends it: what is saved, what is refused, what is kept of what
//! was typed, in each of the four states.
//!
//! Seen to fail with weeks that have not started, numbers in closed weeks, parts above their whole, odd
//! numbers and unexplained corrections let through, and with an emptied box left as it stood.

use beforehand::series::State;
use beforehand::service::Field;
use beforehand::week::Week;

use crate::support::{Client, MONDAY, Reply, Server, Who, put};

const PATH: &str = "/services/north/week/2026-04-06";

/// A likely week.
const LIKELY: [(&str, &str); 7] = [
    ("calls.answered", "145"),
    ("calls.missed", "30"),
    ("calls.before", "45"),
    ("calls.after", "60"),
    ("calls.does_not_apply", "20"),
    ("website.visits", "5,050"),
    ("website.visitors", "4000"),
];

async fn filled(client: &Client) -> Vec<(String, String)> {
    let mut fields = client.get(PATH).await.fields(PATH);
    for (name, value) in LIKELY {
        put(&mut fields, name, value);
    }
    fields
}

async fn state(server: &Server, slug: &str, field: Field) -> State {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let ledger = store.ledger(north).await.unwrap().unwrap();
    let channel = ledger.service.channel_named(slug).unwrap();
    ledger.state(channel, field, Week::parse(MONDAY).unwrap())
}

async fn note(server: &Server, slug: &str, field: Field) -> Option<String> {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let ledger = store.ledger(north).await.unwrap().unwrap();
    let channel = ledger.service.channel_named(slug).unwrap().id;
    ledger.note((channel, field, Week::parse(MONDAY).unwrap())).map(str::to_owned)
}

/// The page's words, each run of white space as one space.
fn words(reply: &Reply) -> String {
    let page = scraper::Html::parse_document(&reply.text);
    let main = scraper::Selector::parse("main").unwrap();
    let text: String = page.select(&main).flat_map(|main| main.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn says(reply: &Reply, expected: &str) {
    let words = words(reply);
    assert!(words.contains(expected), "\"{expected}\" is not said in: {words}");
}

/// Refused: the title, the summary with a link to the field, the words at the field.
#[track_caller]
fn refused(reply: &Reply, field: &str, expected: &str) {
    assert_eq!(reply.status, 422, "{}", reply.text);
    assert!(reply.text.contains("<title>Error: "), "{}", reply.text);
    let page = scraper::Html::parse_document(&reply.text);
    let id = field.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let text = |choice: &str| -> String {
        let choice = scraper::Selector::parse(choice).unwrap();
        page.select(&choice).flat_map(|found| found.text()).collect()
    };
    let summary = text(&format!("[role=alert][autofocus] a[href=\"#{id}\"]"));
    assert!(summary.contains(expected), "{field}: {summary}");
    assert!(text(&format!("#{id}-error")).contains(expected), "{field}: words at the field");
    let field = scraper::Selector::parse(&format!("[id=\"{id}\"]")).unwrap();
    assert_eq!(page.select(&field).count(), 1, "{id} is there to go to");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_is_entered_and_confirmed() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let door = client.get("/services/north/week").await;
    assert_eq!((door.status.as_u16(), door.location()), (303, PATH));
    let shown = client.get(PATH).await;
    says(&shown, "Week of Monday 6 April 2026");
    says(&shown, "None of 7 boxes filled yet.");
    assert_eq!(shown.field("version").as_deref(), Some("0"));

    let saved = client.post(PATH, &filled(&client).await).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let after = client.get(saved.location()).await;
    says(&after, "The week of Monday 6 April 2026 was saved at");
    says(&after, "by Staff O'Neil.");
    says(&after, "Calls answered: 145");
    says(&after, "Next: the week of Monday 29 December 2025 still has empty boxes.");
    says(&after, "All 7 boxes filled.");
    assert_eq!(after.field("website.visits").as_deref(), Some("5,050"));
    assert_eq!(after.field("version").as_deref(), Some("1"));
    assert_eq!(state(&server, "website", Field::Visits).await, State::Count(5050));

    // Correcting it says what it was.
    let mut fields = after.fields(PATH);
    put(&mut fields, "calls.answered", "146");
    put(&mut fields, "correction", "One call was counted late");
    let saved = client.post(PATH, &fields).await;
    says(&client.get(saved.location()).await, "Calls answered: 146, was 145");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_said_and_what_was_typed_is_kept() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    for (field, typed, expected) in [
        ("calls.missed", "12.5", "is not a whole number"),
        ("calls.missed", "-3", "below zero"),
        ("calls.missed", "many", "is not a number"),
        ("calls.missed", "1,23", "can be read in two ways"),
        ("website.visitors", "10000001", "more than 10,000,000"),
        ("website.visits", "<b>9</b>", "is not a number"),
    ] {
        let mut fields = filled(&client).await;
        put(&mut fields, field, typed);
        let reply = client.post(PATH, &fields).await;
        refused(&reply, field, expected);
        for (name, value) in &fields {
            assert_eq!(reply.field(name).as_ref(), Some(value), "{typed}: {name} is kept");
        }
    }
    // Parts above the whole.
    let mut fields = filled(&client).await;
    put(&mut fields, "calls.after", "600");
    put(&mut fields, "calls.after.reason", "other");
    refused(&client.post(PATH, &fields).await, "calls.answered", "add up to 665");
    assert_eq!(state(&server, "calls", Field::Missed).await, State::NotEntered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_odd_number_asks_for_a_reason_and_keeps_it() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let mut fields = filled(&client).await;
    put(&mut fields, "website.visits", "50700");
    let asked = client.post(PATH, &fields).await;
    refused(&asked, "website.visits.reason", "ten times the usual. Is a digit too many?");
    for offered in ["Campaign", "Counter fault", "Change it to 5,070", "Something else"] {
        says(&asked, offered);
    }
    says(&asked, "About the number, never about a person.");

    let mut long = asked.fields(PATH);
    put(&mut long, "website.visits.reason.text", "x".repeat(201));
    refused(&client.post(PATH, &long).await, "website.visits.reason.text", "Shorten it");

    // "Something else" without a word is no reason.
    let mut nothing = asked.fields(PATH);
    put(&mut nothing, "website.visits.reason", "other");
    refused(&client.post(PATH, &nothing).await, "website.visits.reason", "say why");

    let mut fields = asked.fields(PATH);
    put(&mut fields, "website.visits.reason", "press");
    put(&mut fields, "website.visits.reason.text", "evening news");
    let saved = client.post(PATH, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let after = client.get(saved.location()).await;
    says(&after, "Website visits: Press: evening news");
    let kept = note(&server, "website", Field::Visits).await;
    assert_eq!(kept.as_deref(), Some("Press: evening news"));
    // Sending the week again does not ask again.
    assert_eq!(client.post(PATH, &after.fields(PATH)).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_tap_takes_the_digit_off() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let mut fields = filled(&client).await;
    put(&mut fields, "website.visits", "50700");
    let mut fields = client.post(PATH, &fields).await.fields(PATH);
    put(&mut fields, "website.visits.reason", "=5070");
    assert_eq!(client.post(PATH, &fields).await.status, 303);
    assert_eq!(state(&server, "website", Field::Visits).await, State::Count(5070));
    assert_eq!(note(&server, "website", Field::Visits).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn submitted_numbers_change_with_a_reason_that_is_kept() {
    const ASKED: &str = "Say why numbers that were already submitted are changing.";
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let mut part = filled(&client).await;
    put(&mut part, "calls.answered", "");
    assert_eq!(client.post(PATH, &part).await.status, 303, "a first entry needs no reason");
    let send = async |changes: &[(&str, &str)]| {
        let mut fields = client.get(PATH).await.fields(PATH);
        for (name, value) in changes {
            put(&mut fields, name, value);
        }
        client.post(PATH, &fields).await
    };
    assert_eq!(send(&[("calls.answered", "145")]).await.status, 303, "nor does an empty box");
    for changed in ["146", ""] {
        for blank in ["", "  "] {
            let reply = send(&[("calls.answered", changed), ("correction", blank)]).await;
            assert_eq!(reply.status, 422, "{changed}: {}", reply.text);
            says(&reply, ASKED);
            assert_eq!(reply.field("calls.answered").as_deref(), Some(changed));
        }
    }
    let long = "x".repeat(201);
    let reply = send(&[("calls.answered", "146"), ("correction", &long)]).await;
    assert_eq!(reply.status, 422);
    says(&reply, "The reason has 201 characters. Shorten it to 200 or fewer.");
    assert_eq!(state(&server, "calls", Field::Answered).await, State::Count(145));

    let reply = send(&[("calls.answered", "146"), ("correction", " Counted twice ")]).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    assert_eq!(state(&server, "calls", Field::Answered).await, State::Count(146));
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let rows = store.list_audit(north).await.unwrap();
    let last = rows.last().unwrap();
    assert!(last.after.contains(r#""reason":"Counted twice""#), "{last:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_four_states_are_set_and_taken_back() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let send = async |changes: &[(&str, &str)]| {
        let mut fields = client.get(PATH).await.fields(PATH);
        for (name, value) in changes {
            put(&mut fields, name, value);
        }
        let reply = client.post(PATH, &fields).await;
        assert_eq!(reply.status, 303, "{changes:?}: {}", reply.text);
        client.get(reply.location()).await
    };
    let missed = async || state(&server, "calls", Field::Missed).await;

    // 0 is a count; an emptied box is not entered.
    let after = send(&[("calls.missed", "0"), ("calls.missed.reason", "phone")]).await;
    assert_eq!((missed().await, after.field("calls.missed")), (State::Count(0), Some("0".into())));
    let emptied = send(&[("calls.missed", ""), ("correction", "Nobody counted")]).await;
    says(&emptied, "Calls missed: not entered, was 0");
    assert_eq!(missed().await, State::NotEntered);

    let closed = [("calls.closed", "1"), ("calls.closed.reason", "Moved office")];
    let after = send(&closed).await;
    says(&after, "closed all week");
    assert!(after.field("calls.answered").is_none(), "no box in a closed week");
    assert_eq!(state(&server, "calls", Field::Answered).await, State::Closed);
    let mut open: Vec<_> = client.get(PATH).await.fields(PATH);
    open.retain(|(name, _)| name != "calls.closed");
    assert_eq!(client.post(PATH, &open).await.status, 303);
    assert_eq!(missed().await, State::NotEntered);

    let after = send(&[("calls.missed.turn", "stop")]).await;
    says(&after, "Calls missed: not collected from this week on");
    assert!(after.field("calls.missed").is_none(), "no box for what is not collected");
    assert_eq!(missed().await, State::NotCollected);
    send(&[("calls.missed.turn", "start")]).await;
    assert_eq!(missed().await, State::NotEntered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_week_takes_no_number() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let mut fields = filled(&client).await;
    put(&mut fields, "calls.closed", "1");
    let reply = client.post(PATH, &fields).await;
    refused(&reply, "calls.answered", "is closed all week, but a number stands here");
    assert_eq!(reply.field("calls.answered").as_deref(), Some("145"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_weeks_that_have_started() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let later = "/services/north/week/2026-04-20";
    let mut fields = client.get(later).await.fields(later);
    put(&mut fields, "calls.missed", "30");
    let reply = client.post(later, &fields).await;
    assert_eq!(reply.status, 422);
    says(&reply, "The week of Monday 20 April 2026 has not started.");
    // The current week may be entered.
    let now = "/services/north/week/2026-04-13";
    let mut fields = client.get(now).await.fields(now);
    put(&mut fields, "calls.missed", "30");
    assert_eq!(client.post(now, &fields).await.status, 303);
    for wrong in ["2026-04-07", "2026-13-01", "next", "1000000-01-01"] {
        let reply = client.get(&format!("/services/north/week/{wrong}")).await;
        assert_eq!(reply.status, 404, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_day_of_any_of_their_services_finds_its_week() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    for (query, expected) in [
        ("week=2026-03-25", "/services/north/week/2026-03-23"),
        ("service=south&week=2026-03-25", "/services/south/week/2026-03-23"),
        ("service=south", "/services/south/week"),
        ("week=", PATH),
        ("week=soon", PATH),
        ("service=//evil.org/", PATH),
    ] {
        let reply = client.get(&format!("/services/north/week?{query}")).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, expected), "{query}");
    }
    assert_eq!(client.get("/services/south/week").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_outlives_the_session() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let mut fields = filled(&client).await;
    put(&mut fields, "calls.before", "4x");
    assert_eq!(client.post("/sign-out", &[]).await.status, 303);
    let late = client.post(PATH, &fields).await;
    assert_eq!(late.status, 401, "{}", late.text);
    let mut form = late.fields("/sign-in");
    put(&mut form, "email", Who::Staff.email());
    put(&mut form, "password", crate::support::PASSWORD);
    let back = client.post("/sign-in", &form).await;
    assert_eq!(back.status, 200, "{}", back.text);
    for (name, value) in &fields {
        assert_eq!(back.field(name).as_ref(), Some(value), "{name} is kept");
    }
    assert_eq!(state(&server, "calls", Field::Answered).await, State::NotEntered);
    let mut fields = back.fields(PATH);
    put(&mut fields, "calls.before", "45");
    assert_eq!(client.post(PATH, &fields).await.status, 303);
    assert_eq!(state(&server, "calls", Field::Before).await, State::Count(45));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_somebody_closed_meanwhile_is_shown_before_it_is_judged() {
    let server = Server::start().await;
    let (staff, manager) = (server.client(Who::Staff).await, server.client(Who::Manager).await);
    let mine = filled(&staff).await;
    let mut theirs = manager.get(PATH).await.fields(PATH);
    put(&mut theirs, "website.closed", "1");
    assert_eq!(manager.post(PATH, &theirs).await.status, 303);
    let shown = staff.post(PATH, &mine).await;
    assert_eq!(shown.status, 409, "{}", shown.text);
    assert!(shown.text.contains("Somebody else changed this week"), "{}", shown.text);
    assert_eq!(shown.field("website.visits").as_deref(), Some("5,050"));
    // It was open: the way to say so is there, and the number is taken.
    assert_eq!(shown.field("website.closed.was").as_deref(), Some("week"));
    let mut open = shown.fields(PATH);
    open.retain(|(name, _)| name != "website.closed");
    put(&mut open, "correction", "It was open");
    let saved = staff.post(PATH, &open).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    assert_eq!(state(&server, "website", Field::Visits).await, State::Count(5050));
}
