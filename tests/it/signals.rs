//! Signals to explain: who may, what is refused, what a form that is sent again does, and that an
//! explanation outlives a run's growth.
//!
//! Seen to fail with the line's version not looked at, with the receipt not looked up, and with the
//! mark of the preview left out.

use beforehand::entry::{CellChange, WeekChange};
use beforehand::service::{Event, EventKind, Field};
use beforehand::week::Week;
use server::store::{Actor, SaveWeeks, Source, WeekSave, verify_audit};

use crate::said::{links, says, text, words};
use crate::support::{Client, MONDAY, PASSWORD, Server, TODAY, Who, put};

pub const PATH: &str = "/services/north/signals";
pub const TRENDS: &str = "/services/north/trends";
/// The first of the weeks that stand 40 higher.
pub const RISE: &str = "2026-01-05";

pub type Fields = Vec<(String, String)>;

pub async fn enter(server: &Server, weeks: Vec<(Week, u32, u32)>) {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let cell = |field, count| CellChange { channel: 1, field, count: Some(count), note: None };
    let weeks = weeks.into_iter().map(|(week, answered, missed)| {
        let cells = vec![cell(Field::Answered, answered), cell(Field::Missed, missed)];
        WeekSave { change: WeekChange { cells, ..WeekChange::new(week) }, expected: None }
    });
    let order = SaveWeeks {
        actor: Actor::Console,
        key: None,
        service: north,
        weeks: weeks.collect(),
        source: Source::Import("more.csv".to_owned()),
        reason: None,
        rehearsal: false,
        now: TODAY.and_hms_opt(9, 0, 0).unwrap(),
        today: TODAY,
    };
    store.save_weeks(order).await.unwrap();
}

/// A year at about 105 calls answered and 60 missed before the seed's 13 weeks at about 145 and 30,
/// and an event at the edge. Gives the event's id.
pub async fn risen() -> (Server, String) {
    let server = Server::start().await;
    let rise = Week::parse(RISE).unwrap();
    let year = (1..=53).map(|n: i32| {
        let wobble = ((n * 7 + 4) % 11) as u32;
        (rise.plus(-n), 100 + wobble, 65 - wobble)
    });
    enter(&server, year.collect()).await;
    let event = Event {
        id: String::new(),
        channel: None,
        kind: EventKind::Campaign,
        name: "Second line".to_owned(),
        from: rise.monday(),
        to: rise.monday(),
    };
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let id = store.save_event(&Actor::Console, north, event, None, now).await.unwrap();
    (server, id)
}

/// A form with the key of a page that was just opened.
pub async fn form(client: &Client, path: &str, fields: &[(&str, &str)]) -> Fields {
    let key = client.get(path).await.field("key").unwrap();
    let mut form = vec![("key".to_owned(), key)];
    form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

fn about(cause: &str) -> [(&str, &str); 5] {
    [
        ("do", "explain"),
        ("line", "calls.answered"),
        ("signal", "outside_above"),
        ("from", RISE),
        ("cause", cause),
    ]
}

/// The form of the preview of new limits in that week, filled in.
pub async fn step(client: &Client, week: &str, event: &str) -> Fields {
    let page = client.get(&preview(week)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let mut fields = page.fields(PATH);
    put(&mut fields, "event", event);
    put(&mut fields, "name", "Second line");
    put(&mut fields, "reason", "Two more people answer");
    fields
}

pub fn preview(week: &str) -> String {
    format!("{PATH}?line=calls.answered&week={week}")
}

pub async fn history(server: &Server) -> Vec<String> {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let rows = store.list_audit(north).await.unwrap();
    assert_eq!(verify_audit(&rows), None);
    rows.into_iter().map(|row| row.action).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_is_explained_in_each_way_and_waits_again() {
    let (server, event) = risen().await;
    let manager = server.client(Who::Manager).await;
    let page = manager.get(PATH).await;
    says(&page, "13 weeks above the usual range, from the week of 5 January");
    says(&page, "Week of 5 January 2026: 140 · 12 January: 147");
    let chart = links(&page, "Calls answered");
    assert_eq!(chart[0], format!("{TRENDS}#calls-answered"));
    let open = |reply: &crate::support::Reply| words(reply).matches("It was chance").count();
    let all = open(&page);
    assert!(all >= 2, "{all}");
    let home = manager.get("/").await;
    says(&home, "Signals to explain");
    assert_eq!(links(&home, &format!("Explain {all} signals")), [PATH]);
    for (cause, more, told, said) in [
        ("chance", ("words", ""), "marked as chance", "explained: chance"),
        ("event", ("event", event.as_str()), "linked to Second line", "explained: Second line"),
        ("words", ("words", " Radio spots "), "in words: Radio spots", "explained: Radio spots"),
    ] {
        let mut fields = form(&manager, PATH, &about(cause)).await;
        put(&mut fields, more.0, more.1);
        let saved = manager.post(PATH, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let shown = manager.get(saved.location()).await;
        says(&shown, "by Manager O'Neil.");
        says(&shown, told);
        says(&shown, "Explained by Manager O'Neil");
        assert_eq!(open(&shown), all - 1);
        says(&manager.get(TRENDS).await, said);
        let undo: Fields = shown
            .fields(PATH)
            .into_iter()
            .filter(|(name, _)| name == "key")
            .chain(about("").map(|(name, value)| (name.to_owned(), value.to_owned())))
            .collect();
        let mut undo = undo;
        put(&mut undo, "do", "reopen");
        let page = scraper::Html::parse_document(&shown.text);
        let choice = scraper::Selector::parse("input[name=version]").unwrap();
        put(
            &mut undo,
            "version",
            page.select(&choice).next().unwrap().value().attr("value").unwrap(),
        );
        let saved = manager.post(PATH, &undo).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let shown = manager.get(saved.location()).await;
        says(&shown, "it waits to be explained again");
        assert_eq!(open(&shown), all);
    }
    let done = history(&server).await;
    let last: Vec<_> = done[done.len() - 6..].iter().map(String::as_str).collect();
    assert_eq!(last, ["signal.explain", "signal.reopen"].repeat(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_explanation_holds_while_the_run_grows() {
    let (server, _) = risen().await;
    let manager = server.client(Who::Manager).await;
    let fields = form(&manager, PATH, &about("chance")).await;
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    let before = manager.get(PATH).await;
    says(&before, "13 weeks above the usual range, from the week of 5 January");
    enter(&server, vec![(Week::parse(MONDAY).unwrap(), 150, 30)]).await;
    let after = manager.get(PATH).await;
    says(
        &after,
        "14 weeks above the usual range, from the week of 5 January to that of 6 April 2026",
    );
    let row = "[id=\"calls-answered-outside-above-2026-01-05\"]";
    assert!(text(&after, row).contains("Explained by Manager O'Neil: chance"), "{}", after.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_comes_back_with_everything_typed() {
    let (server, event) = risen().await;
    let manager = server.client(Who::Manager).await;
    let before = history(&server).await.len();
    let place = "calls-answered-outside-above-2026-01-05";
    let long = "x".repeat(201);
    for (cause, name, typed, expected) in [
        ("words", "words", "", "Write why, or choose an event"),
        ("words", "words", long.as_str(), "That is 201 characters."),
        ("event", "event", "", "Choose the event that explains it."),
        ("event", "event", "no-such-event", "Choose the event. If it is not listed"),
    ] {
        let mut fields = form(&manager, PATH, &about(cause)).await;
        put(&mut fields, name, typed);
        let reply = manager.post(PATH, &fields).await;
        assert_eq!(reply.status, 422, "{}", reply.text);
        assert!(reply.text.contains("<title>Error: "), "{}", reply.text);
        let field = format!("{name}-{place}");
        let summary = text(&reply, &format!("[role=alert] a[href=\"#{field}\"]"));
        assert!(summary.contains(expected), "{summary}");
        assert!(text(&reply, &format!("[id=\"{field}-error\"]")).contains(expected));
        if name == "words" {
            assert!(reply.text.contains(&format!("value=\"{typed}\"")), "{}", reply.text);
        }
    }
    // A signal that is not there.
    let mut fields = form(&manager, PATH, &about("chance")).await;
    put(&mut fields, "from", "2025-06-02");
    let reply = manager.post(PATH, &fields).await;
    assert_eq!(reply.status, 409);
    says(&reply, "That signal is not there any more");
    // New limits.
    let mut fields = step(&manager, RISE, "").await;
    put(&mut fields, "name", "x".repeat(41));
    put(&mut fields, "reason", "");
    let reply = manager.post(PATH, &fields).await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    for said in
        ["Choose the event that made", "That is 41 characters", "Say why the line is another"]
    {
        says(&reply, said);
    }
    says(&reply, "New limits for calls answered from 5 January 2026?");
    assert_eq!(reply.field("name"), Some("x".repeat(41)));
    put(&mut fields, "name", "Second line");
    put(&mut fields, "reason", "Two more");
    put(&mut fields, "event", &event);
    put(&mut fields, "mark", "another");
    let reply = manager.post(PATH, &fields).await;
    assert_eq!(reply.status, 409);
    says(&reply, "have changed since you looked");
    for (week, expected) in [
        ("2024-01-01", "That is the line's first week"),
        ("2023-12-25", "The channel did not run in that week."),
        (TODAY.to_string().as_str(), "That week is not over yet."),
        ("soon", "\"soon\" is not a day."),
        ("", "Give a day of the first week"),
    ] {
        let reply = manager.get(&preview(week)).await;
        assert_eq!(reply.status, 422, "{week}");
        assert!(text(&reply, "[role=alert] a[href=\"#week\"]").contains(expected), "{week}");
    }
    let reply = manager.get(&format!("{PATH}?line=none&week={RISE}")).await;
    assert!(text(&reply, "[role=alert] a[href=\"#step-line\"]").contains("Choose a line."));
    // Directions.
    let fields = form(&manager, PATH, &[("do", "direct"), ("good", "sideways")]).await;
    let reply = manager.post(PATH, &fields).await;
    assert_eq!(reply.status, 422);
    for said in ["Choose the line.", "Choose which way is good.", "Say why, such as"] {
        says(&reply, said);
    }
    let fields = form(&manager, PATH, &[("do", "nothing")]).await;
    assert_eq!(manager.post(PATH, &fields).await.status, 422);
    assert_eq!(history(&server).await.len(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_writes_over_what_they_have_not_seen() {
    let (server, event) = risen().await;
    let manager = server.client(Who::Manager).await;
    let admin = server.client(Who::Admin).await;
    // A signal explained by both: the second sees whose word stands.
    let mine = form(&manager, PATH, &about("chance")).await;
    let mut theirs = form(&admin, PATH, &about("words")).await;
    put(&mut theirs, "words", "Radio spots");
    let saved = admin.post(PATH, &theirs).await;
    assert_eq!(saved.status, 303);
    let reply = manager.post(PATH, &mine).await;
    assert_eq!(reply.status, 409, "{}", reply.text);
    says(&reply, "Admin O'Neil has explained this signal meanwhile.");
    says(&reply, "Explained by Admin O'Neil: Radio spots");
    // An explanation that took another's place is not taken back by a page that showed the other.
    let seen: i64 = saved.location().split("saved=").nth(1).unwrap().parse().unwrap();
    let mut undo = form(&manager, PATH, &about("")).await;
    put(&mut undo, "do", "reopen");
    put(&mut undo, "version", seen);
    assert_eq!(admin.post(PATH, &undo).await.status, 303);
    let again = form(&admin, PATH, &about("chance")).await;
    assert_eq!(admin.post(PATH, &again).await.status, 303);
    let reply = manager.post(PATH, &undo).await;
    assert_eq!(reply.status, 409, "{}", reply.text);
    // Two steps and a direction made from the same page: the first wins.
    let mine = step(&manager, RISE, &event).await;
    let theirs = step(&admin, "2026-02-02", &event).await;
    let turn =
        [("do", "direct"), ("line", "calls.answered 0"), ("good", "up"), ("reason", "More reach")];
    let turn = form(&manager, PATH, &turn).await;
    assert_eq!(admin.post(PATH, &theirs).await.status, 303);
    let reply = manager.post(PATH, &mine).await;
    assert_eq!(reply.status, 409, "{}", reply.text);
    let reply = manager.post(PATH, &turn).await;
    assert_eq!(reply.status, 409, "{}", reply.text);
    says(&reply, "Admin O'Neil has changed this line's limits or direction meanwhile");
    assert_eq!(reply.field("reason"), Some(String::new()), "the first reason is that of the undo");
    assert!(reply.text.contains("value=\"More reach\""), "what was typed is kept");
    let steps = server.house.store.find_service("north").await.unwrap().unwrap().judgements.steps;
    assert_eq!(steps.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_again_has_one_effect() {
    let (server, event) = risen().await;
    let manager = server.client(Who::Manager).await;
    let before = history(&server).await.len();
    let explain = form(&manager, PATH, &about("chance")).await;
    let (one, two) = tokio::join!(manager.post(PATH, &explain), manager.post(PATH, &explain));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303), "{}{}", one.text, two.text);
    assert_eq!(one.location(), two.location());
    let step = step(&manager, RISE, &event).await;
    let first = manager.post(PATH, &step).await;
    assert_eq!(first.status, 303, "{}", first.text);
    let server = server.restart().await;
    let manager = server.client(Who::Manager).await;
    for (form, first) in [(&explain, &one), (&step, &first)] {
        let again = manager.post(PATH, form).await;
        assert_eq!((again.status.as_u16(), again.location()), (303, first.location()));
    }
    assert_eq!(history(&server).await.len(), before + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_look_and_do_not_touch() {
    let (server, event) = risen().await;
    let manager = server.client(Who::Manager).await;
    let staff = server.client(Who::Staff).await;
    let fields = step(&manager, RISE, &event).await;
    for path in [PATH.to_owned(), preview(RISE)] {
        let page = staff.get(&path).await;
        assert_eq!(page.status, 200);
        says(&page, "Managers ");
        let doc = scraper::Html::parse_document(&page.text);
        let forms = scraper::Selector::parse("main form").unwrap();
        assert_eq!(doc.select(&forms).count(), 0, "{path}");
    }
    let before = history(&server).await.len();
    let explain = form(&manager, PATH, &about("chance")).await;
    for fields in [&fields, &explain] {
        let reply = staff.post(PATH, fields).await;
        assert_eq!(reply.status, 403);
        says(&reply, "ask Manager O'Neil (manager)");
    }
    // The door asks too, whoever gets past the page.
    let store = &server.house.store;
    let jo = store.find_person_by_email(&Who::Staff.email()).await.unwrap().unwrap();
    let order = server::store::JudgementOrder {
        actor: Actor::Person(jo.id),
        key: None,
        service: store.find_service("north").await.unwrap().unwrap().id,
        channel: 1,
        field: Field::Answered,
        judge: server::store::Judge::Direct {
            good: beforehand::judgement::Good::Up,
            reason: "Because".to_owned(),
            version: 0,
        },
        now: TODAY.and_hms_opt(9, 0, 0).unwrap(),
        today: TODAY,
    };
    assert_eq!(store.judge(order).await, Err(server::store::Refused::Forbidden));
    assert_eq!(history(&server).await.len(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_outlives_the_session() {
    let (server, event) = risen().await;
    let manager = server.client(Who::Manager).await;
    let fields = step(&manager, RISE, &event).await;
    assert_eq!(manager.post("/sign-out", &[]).await.status, 303);
    let late = manager.post(PATH, &fields).await;
    assert_eq!(late.status, 401);
    let mut form = late.fields("/sign-in");
    put(&mut form, "email", Who::Manager.email());
    put(&mut form, "password", PASSWORD);
    let back = manager.post("/sign-in", &form).await;
    assert_eq!(back.status, 200, "{}", back.text);
    says(&back, "New limits for calls answered from 5 January 2026?");
    assert_eq!(back.field("reason").as_deref(), Some("Two more people answer"));
    let kept = back.fields(PATH);
    for (name, value) in [("event", event.as_str()), ("name", "Second line")] {
        assert!(kept.contains(&(name.to_owned(), value.to_owned())), "{name}: {kept:?}");
    }
    let steps = server.house.store.find_service("north").await.unwrap().unwrap().judgements.steps;
    assert_eq!(steps, []);
    assert_eq!(manager.post(PATH, &kept).await.status, 303);
    put(&mut form, "email", Who::Staff.email());
    assert_eq!(Client::new(server.address).post("/sign-in", &form).await.status, 403);
}
