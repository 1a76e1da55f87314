//! Drafts, kept while a week is typed: found again after whatever ends a page, by their person alone,
//! never written over unseen, in no figure, gone when the week is submitted. And the look at what
//! somebody else has changed.

use std::collections::BTreeMap;

use beforehand::role::Role;
use beforehand::series::State;
use beforehand::service::Field;
use beforehand::week::Week;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::store::{Actor, Draft, DraftSave, Refused, SaveDrafts};

use crate::program::words;
use crate::support::{Client, MONDAY, PASSWORD, Reply, Server, Who, put};

const PATH: &str = "/services/north/week/2026-04-06";
const LOOK: &str = "/services/north/entry/look";
/// Where the staff of `north` keep their drafts.
pub const KEEP: &str = "/services/north/entry/keep";

/// A draft as a page sends it.
pub fn draft(week: &str, version: usize, turn: i64, typed: &[(&str, &str)]) -> Value {
    json!({ "week": week, "version": version, "turn": turn, "typed": typed })
}

/// Sends drafts to be kept.
pub fn sending(client: &Client, path: &str, drafts: &[Value]) -> reqwest::RequestBuilder {
    let request = client.request("POST", path).header("accept", "application/json");
    request.json(&json!({ "weeks": drafts }))
}

/// Keeps drafts and reads the answer.
pub async fn keep(client: &Client, drafts: &[Value]) -> Value {
    let reply = client.send(sending(client, KEEP, drafts)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    serde_json::from_str(&reply.text).unwrap()
}

/// Keeps one draft of [`MONDAY`], made from version 0, and gives its turn.
async fn kept(client: &Client, turn: i64, typed: &[(&str, &str)]) -> i64 {
    let answer = keep(client, &[draft(MONDAY, 0, turn, typed)]).await;
    answer["Kept"]["turns"][0].as_i64().unwrap_or_else(|| panic!("{answer}"))
}

async fn look(client: &Client, since: i64, weeks: Value) -> Value {
    let request = client.request("POST", LOOK).header("accept", "application/json");
    let reply = client.send(request.json(&json!({ "since": since, "weeks": weeks }))).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    serde_json::from_str(&reply.text).unwrap()
}

async fn stored(server: &Server, who: Who) -> Option<Draft> {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let person = store.find_person_by_email(&who.email()).await.unwrap().unwrap().id;
    store.find_draft(north, &person, Week::parse(MONDAY).unwrap()).await.unwrap()
}

/// The data version and the length of the history: what a draft leaves alone.
async fn traces(server: &Server) -> (Option<i64>, usize) {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let history = store.list_audit(north).await.unwrap().len();
    (store.data_version(north).await.unwrap(), history)
}

#[track_caller]
fn shows(reply: &Reply, fields: &[(&str, &str)]) {
    assert_eq!(reply.status, 200, "{}", reply.text);
    for (name, value) in fields {
        assert_eq!(reply.field(name).as_deref(), Some(*value), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_there_again_and_counts_nowhere() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let before = traces(&server).await;
    let typed = [
        ("calls.answered", "14x"),
        ("calls.answered.was", ""),
        ("calls.missed", "9999"),
        ("calls.missed.was", ""),
        ("calls.missed.reason", "other"),
        ("calls.missed.reason.text", "a fault"),
    ];
    let turn = kept(&client, 0, &typed).await;
    assert!(turn > 0);
    // On another computer; typed texts as they are, nothing of it an error, the odd one in doubt.
    let elsewhere = server.client(Who::Staff).await;
    for client in [&client, &elsewhere] {
        let shown = client.get(PATH).await;
        shows(&shown, &[("calls.answered", "14x"), ("calls.missed", "9999"), ("version", "0")]);
        shows(&shown, &[("calls.missed.reason.text", "a fault"), ("calls.before", "")]);
        assert!(!shown.text.contains("<title>Error"), "{}", shown.text);
        assert!(words(&shown.text).contains("usually"), "{}", shown.text);
        assert!(shown.field("calls.closed.was").is_some_and(|was| was == "no"));
    }
    // It is in no figure and in nobody else's form.
    assert_eq!(traces(&server).await, before);
    shows(&server.client(Who::Manager).await.get(PATH).await, &[("calls.missed", "")]);
    let north = server.house.store.find_service("north").await.unwrap().unwrap().id;
    let ledger = server.house.store.ledger(north).await.unwrap().unwrap();
    let calls = ledger.service.channel_named("calls").unwrap();
    let state = ledger.state(calls, Field::Missed, Week::parse(MONDAY).unwrap());
    assert_eq!(state, State::NotEntered);
    // Closing a channel is a draft too.
    let closing = [("website.closed", "1"), ("website.closed.was", "no")];
    kept(&client, turn, &closing).await;
    let shown = client.get(PATH).await;
    shows(&shown, &[("calls.missed", "")]);
    assert!(shown.fields(PATH).contains(&("website.closed".to_owned(), "1".to_owned())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_outlives_the_session() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let turn = kept(&client, 0, &[("calls.missed", "31")]).await;
    server.house.clock.advance(31 * 60);
    let late = [draft(MONDAY, 0, turn, &[("calls.missed", "32")])];
    let refused = client.send(sending(&client, KEEP, &late)).await;
    assert_eq!(refused.status, 401, "{}", refused.text);
    assert_eq!(client.sign_in(&Who::Staff.email(), PASSWORD).await.status, 303);
    shows(&client.get(PATH).await, &[("calls.missed", "31")]);
    // And what could not be kept is kept now.
    assert!(keep(&client, &late).await["Kept"].is_object());
    shows(&client.get(PATH).await, &[("calls.missed", "32")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn submitting_ends_the_draft_of_that_person_and_week() {
    let server = Server::start().await;
    let (staff, manager) = (server.client(Who::Staff).await, server.client(Who::Manager).await);
    kept(&manager, 0, &[("calls.missed", "77")]).await;
    kept(&staff, 0, &[("calls.missed", "30")]).await;
    let other_week = draft("2025-06-02", 0, 0, &[("calls.missed", "5")]);
    keep(&staff, &[other_week]).await;
    // Refused: the draft stays.
    let mut fields = staff.get(PATH).await.fields(PATH);
    put(&mut fields, "calls.before", "x");
    assert_eq!(staff.post(PATH, &fields).await.status, 422);
    assert!(stored(&server, Who::Staff).await.is_some());
    put(&mut fields, "calls.before", "");
    assert_eq!(staff.post(PATH, &fields).await.status, 303);
    assert_eq!(stored(&server, Who::Staff).await, None);
    assert_eq!(stored(&server, Who::Manager).await.unwrap().typed[0].1, "77");
    let other = staff.get("/services/north/week/2025-06-02").await;
    shows(&other, &[("calls.missed", "5")]);
    // So does submitting what stands already.
    let shown = staff.get(PATH).await;
    keep(&staff, &[draft(MONDAY, 1, 0, &[("calls.after", "9"), ("calls.after.was", "")])]).await;
    assert_eq!(staff.post(PATH, &shown.fields(PATH)).await.status, 303);
    assert_eq!(stored(&server, Who::Staff).await, None);
    // A page that was still typing is told so, and begins anew.
    let gone = keep(&staff, &[draft(MONDAY, 0, 4711, &[("calls.after", "9")])]).await;
    let expected = json!([{ "week": MONDAY, "version": 0, "turn": 0, "typed": [] }]);
    assert_eq!(gone["Elsewhere"]["drafts"], expected, "{gone}");
}

/// The turn the island of a page goes on from.
#[track_caller]
fn goes_on_from(reply: &Reply, turn: i64) {
    // The week's line of what the island is told: day, version, turn.
    let (_, week) = reply.text.split_once("\\nw\\t").expect(&reply.text);
    let said = week.split("\\n").next().and_then(|line| line.rsplit("\\t").next());
    assert_eq!(said, Some(&*turn.to_string()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_goes_on_from_the_draft_it_holds() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    goes_on_from(&client.get(PATH).await, 0);
    let turn = kept(&client, 0, &[("calls.missed", "30"), ("calls.missed.was", "")]).await;
    let shown = client.get(PATH).await;
    goes_on_from(&shown, turn);
    // Refused, with the draft in it; then with another draft kept meanwhile that is not.
    let mut fields = shown.fields(PATH);
    put(&mut fields, "calls.before", "x");
    let refused = client.post(PATH, &fields).await;
    assert_eq!(refused.status, 422);
    goes_on_from(&refused, turn);
    kept(&client, turn, &[("calls.missed", "77"), ("calls.missed.was", "")]).await;
    goes_on_from(&client.post(PATH, &fields).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_of_a_week_is_in_the_block_of_weeks() {
    let block = "/services/north/weeks/2026-04-06";
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    kept(&client, 0, &[("calls.missed", "30"), ("calls.missed.was", "")]).await;
    let other = [("calls.answered", "9"), ("calls.answered.was", "")];
    keep(&client, &[draft("2025-06-02", 0, 0, &other)]).await;
    let shown = client.get(block).await;
    shows(&shown, &[("2026-04-06.calls.missed", "30")]);
    let fields = shown.fields(block);
    assert_eq!(client.post(block, &fields).await.status, 303);
    assert_eq!(stored(&server, Who::Staff).await, None);
    shows(&client.get(PATH).await, &[("calls.missed", "30"), ("version", "1")]);
    // A week that is not in the block keeps its draft.
    let other = client.get("/services/north/week/2025-06-02").await;
    shows(&other, &[("calls.answered", "9")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_pages_of_one_person_never_write_over_each_other_unseen() {
    const PAGES: usize = 6;
    const ROUNDS: usize = 40;
    let server = Server::start().await;
    let mut pages = Vec::new();
    for page in 0..PAGES {
        let client = server.client(Who::Staff).await;
        pages.push(tokio::spawn(async move {
            let (mut turn, mut wrote, mut told) = (0, Vec::new(), 0);
            for round in 0..ROUNDS {
                let text = format!("page {page} round {round}");
                let sent = draft(MONDAY, 0, turn, &[("calls.closed.reason", &text)]);
                let answer = keep(&client, &[sent]).await;
                if let Some(now) = answer["Kept"]["turns"][0].as_i64() {
                    wrote.push((turn, now, text));
                    turn = now;
                } else {
                    let theirs = &answer["Elsewhere"]["drafts"][0];
                    assert!(answer["Elsewhere"]["at"].as_str().unwrap().contains(':'));
                    let said = theirs["typed"][0][1].as_str().unwrap();
                    assert!(said.starts_with("page ") && said != text, "{theirs}");
                    turn = theirs["turn"].as_i64().unwrap();
                    told += 1;
                }
            }
            (wrote, told)
        }));
    }
    let (mut next, mut told) = (BTreeMap::new(), 0);
    for page in pages {
        let (wrote, own) = page.await.unwrap();
        told += own;
        for (before, after, text) in wrote {
            let twice = next.insert(before, (after, text));
            assert_eq!(twice, None, "two drafts built on {before}: one was written over unseen");
        }
    }
    assert!(told >= 20, "only {told}: the pages never met");
    // Each builds on the one before, down to the one that is there.
    let (mut turn, mut last) = (0, String::new());
    while let Some((after, text)) = next.remove(&turn) {
        (turn, last) = (after, text);
    }
    assert_eq!(next, BTreeMap::new(), "drafts that nobody built on were lost");
    let there = stored(&server, Who::Staff).await.unwrap();
    assert_eq!((there.turn, &there.typed[0].1), (turn, &last));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_weeks_are_kept_together_or_not_at_all() {
    let server = Server::start().await;
    let (one, two) = (server.client(Who::Staff).await, server.client(Who::Staff).await);
    let week = |monday: &str, turn, text: &str| draft(monday, 0, turn, &[("calls.missed", text)]);
    let both = [week("2025-06-02", 0, "1"), week("2025-06-09", 0, "2")];
    let answer = keep(&one, &both).await;
    let turns: Vec<_> = answer["Kept"]["turns"].as_array().unwrap().clone();
    assert_eq!(turns.len(), 2);
    let mine = turns[0].as_i64().unwrap();
    let late = keep(&two, &[week("2025-06-02", mine, "3"), week("2025-06-09", 0, "4")]).await;
    let theirs = late["Elsewhere"]["drafts"].as_array().unwrap();
    assert_eq!((theirs.len(), &theirs[0]["week"]), (1, &json!("2025-06-09")), "{late}");
    shows(&one.get("/services/north/week/2025-06-02").await, &[("calls.missed", "1")]);
    // Nothing typed removes; once more changes nothing.
    for _ in 0..2 {
        let empty = draft("2025-06-02", 0, mine, &[]);
        assert_eq!(keep(&one, &[empty]).await["Kept"]["turns"], json!([0]));
    }
    shows(&one.get("/services/north/week/2025-06-02").await, &[("calls.missed", "")]);
    shows(&one.get("/services/north/week/2025-06-09").await, &[("calls.missed", "2")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_that_somebody_overtook_shows_both_values() {
    let server = Server::start().await;
    let (staff, manager) = (server.client(Who::Staff).await, server.client(Who::Manager).await);
    let typed = [("calls.answered", "146"), ("calls.answered.was", "")];
    kept(&staff, 0, &typed).await;
    // In boxes the draft does not touch: they are filled, and there is nothing to ask.
    let mut fields = manager.get(PATH).await.fields(PATH);
    put(&mut fields, "calls.missed", "30");
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    let shown = staff.get(PATH).await;
    shows(&shown, &[("calls.answered", "146"), ("calls.missed", "30"), ("version", "1")]);
    assert!(!shown.text.contains("role=\"alert\""), "{}", shown.text);
    // In the same box.
    let mut fields = manager.get(PATH).await.fields(PATH);
    put(&mut fields, "calls.answered", "145");
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    let shown = staff.get(PATH).await;
    shows(&shown, &[("calls.answered", "146"), ("calls.answered.was", "145"), ("version", "2")]);
    let said = words(&shown.text);
    for word in ["Somebody else changed this week", "146", "145", "Manager O'Neil"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let mut fields = shown.fields(PATH);
    put(&mut fields, "correction", "One call was counted late");
    assert_eq!(staff.post(PATH, &fields).await.status, 303);
    shows(&staff.get(PATH).await, &[("calls.answered", "146"), ("calls.missed", "30")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_that_says_what_stands_is_nobodys_way() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let entered = "2026-03-30";
    let path = format!("/services/north/week/{entered}");
    let stands = client.get(&path).await.field("calls.missed").unwrap();
    let same = [("calls.missed", &*stands), ("calls.missed.was", &*stands)];
    keep(&client, &[draft(entered, 0, 0, &same)]).await;
    // A page that knows nothing of it keeps its own.
    shows(&client.get(&path).await, &[("calls.missed", &stands), ("version", "1")]);
    let other = [("calls.missed", "31"), ("calls.missed.was", &*stands)];
    let answer = keep(&client, &[draft(entered, 1, 0, &other)]).await;
    assert!(answer["Kept"].is_object(), "{answer}");
    shows(&client.get(&path).await, &[("calls.missed", "31")]);
    // That one is in the way of the next.
    let answer = keep(&client, &[draft(entered, 1, 0, &[("calls.missed", "32")])]).await;
    assert_eq!(answer["Elsewhere"]["drafts"][0]["typed"][0][1], "31", "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_no_longer_staff_keeps_no_draft() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    kept(&client, 0, &[("calls.missed", "31")]).await;
    let store = &server.house.store;
    let account = store.find_person_by_email(&Who::Staff.email()).await.unwrap().unwrap();
    let (north, now) = (account.roles[0].0, server.house.clock.now().naive_utc());
    for (role, status, refused) in [
        (Some(Role::Trustee), StatusCode::FORBIDDEN, Refused::Forbidden),
        (None, StatusCode::NOT_FOUND, Refused::NotFound),
    ] {
        store.set_role(&Actor::Console, &account.id, north, role, now).await.unwrap();
        let sent = [draft(MONDAY, 0, 0, &[("calls.missed", "32")])];
        let reply = client.send(sending(&client, KEEP, &sent)).await;
        assert_eq!(reply.status, status, "{}", reply.text);
        assert_eq!(client.get(PATH).await.status, status);
        // Nor by the door itself, if the guard let them in a moment before.
        let week = Week::parse(MONDAY).unwrap();
        let typed = vec![("calls.missed".to_owned(), "33".to_owned())];
        let order = SaveDrafts {
            person: account.id.clone(),
            service: north,
            drafts: vec![DraftSave { week, version: 0, expected: 0, typed }],
            now,
        };
        assert_eq!(store.save_drafts(order).await, Err(refused));
    }
    assert_eq!(stored(&server, Who::Staff).await.unwrap().typed[0].1, "31");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_shows_what_a_colleague_has_changed() {
    let server = Server::start().await;
    let (staff, manager) = (server.client(Who::Staff).await, server.client(Who::Manager).await);
    let weeks = |version: i32| json!([[MONDAY, version], ["2026-03-30", 1], ["2025-06-02", 0]]);
    let first = look(&staff, -1, weeks(0)).await;
    assert_eq!(first["weeks"], json!([]));
    let since = first["data_version"].as_i64().unwrap();
    kept(&manager, 0, &[("calls.missed", "77")]).await;
    assert_eq!(look(&staff, since, weeks(0)).await, first, "a draft is nobody else's business");

    let mut fields = manager.get(PATH).await.fields(PATH);
    put(&mut fields, "calls.missed", "30");
    put(&mut fields, "website.closed", "1");
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    let second = look(&staff, since, weeks(0)).await;
    let now = second["data_version"].as_i64().unwrap();
    assert!(now > since, "{second}");
    let seen = second["weeks"].as_array().unwrap();
    assert_eq!(seen.len(), 1, "{second}");
    assert_eq!((&seen[0]["week"], &seen[0]["version"]), (&json!(MONDAY), &json!(1)));
    let closed = &seen[0]["closed"];
    assert_eq!((&closed[0]["slug"], &closed[0]["was"]), (&json!("website"), &json!("week")));
    assert_eq!(closed[0]["by"], "Manager O'Neil");
    let figures = seen[0]["figures"].as_array().unwrap();
    assert_eq!(figures.len(), 7, "{second}");
    let figure = |name: &str| figures.iter().find(|one| one["name"] == name).unwrap();
    let missed = figure("calls.missed");
    assert_eq!((&missed["count"], &missed["by"]), (&json!(30), &json!("Manager O'Neil")));
    let at = missed["at"].as_str().unwrap();
    assert!(at.len() == 5 && at.as_bytes()[2] == b':', "the time of today: {at}");
    let never = json!({ "name": "calls.before", "count": null, "by": "", "at": "" });
    assert_eq!(figure("calls.before"), &never);
    // Seen: nothing more, by the data's version or by the week's.
    let nothing = json!({ "data_version": now, "weeks": [] });
    assert_eq!(look(&staff, now, weeks(0)).await, nothing);
    assert_eq!(look(&staff, since, weeks(1)).await, nothing);
}
