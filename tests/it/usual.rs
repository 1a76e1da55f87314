//! Usual limits of a channel's fields: set with what they would ask about said first, asked by, taken
//! away; and kept from touching anything else.
//!
//! Seen to fail with the limits that were set not asked by.

use crate::said::{says, text, words};
use crate::settings::{PAGE, confirm, fields};
use crate::signals::Fields;
use crate::support::{Client, Reply, Server, Who, put};

const CALLS: &str = "/services/north/settings?channel=calls";
const WEEK: &str = "/services/north/week/2026-04-06";

/// The form of a channel with other values.
async fn form(client: &Client, page: &str, change: &[(&str, &str)]) -> Fields {
    let mut form = client.get(page).await.fields(PAGE);
    for (name, value) in change {
        put(&mut form, name, value);
    }
    form
}

async fn set(admin: &Client, page: &str, change: &[(&str, &str)]) {
    let shown = admin.post(PAGE, &form(admin, page, change).await).await;
    assert_eq!(confirm(admin, PAGE, &shown).await.status, 303);
}

/// A week with so many calls answered, and nothing else typed.
async fn answered(staff: &Client, week: &str, count: u32) -> Reply {
    let mut form = staff.get(week).await.fields(week);
    put(&mut form, "calls.answered", count);
    put(&mut form, "correction", "Counted again");
    staff.post(week, &form).await
}

const LIMITS: [(&str, &str); 3] = [
    ("usual.answered.low", "80"),
    ("usual.answered.high", "130"),
    ("usual.answered.from", "2026-04-08"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_are_set_asked_by_and_taken_away() {
    let server = Server::start().await;
    let (admin, staff) = (server.client(Who::Admin).await, server.client(Who::Staff).await);
    let figures = async || {
        let mut said = Vec::new();
        for page in ["trends", "quarter/2025-Q4", "signals"] {
            said.push(words(&staff.get(&format!("/services/north/{page}")).await));
        }
        said
    };
    assert_eq!(answered(&staff, WEEK, 145).await.status, 303);
    let before = figures().await;
    let shown = admin.post(PAGE, &form(&admin, CALLS, &LIMITS).await).await;
    says(&shown, "“Answered” is usually 80 to 130 in a normal week, from 6 April 2026 on.");
    says(
        &shown,
        "Calls answered: of the 14 weeks with a number among the last 52, the new limits would call 14 unusual, the present ones 0.",
    );
    says(&shown, "No figure of a week that has begun changes.");
    says(&shown, "Only the question asked while typing changes: no figure, chart or verdict does.");
    assert_eq!(confirm(&admin, PAGE, &shown).await.status, 303);
    assert_eq!(figures().await, before, "no figure is another");

    let asked = answered(&staff, WEEK, 146).await;
    assert_eq!(asked.status, 422);
    let usually = "usually 80 to 130, as set by your administrator";
    says(&asked, &format!("Calls answered: 146 is higher than usual ({usually})."));
    assert_eq!(text(&asked, "#calls-answered-usual"), usually);
    assert_eq!(asked.field("calls.answered").as_deref(), Some("146"));
    says(&answered(&staff, WEEK, 79).await, "79 is lower than usual");
    // Ten times the usual of the weeks before is asked about, whatever the limits are.
    says(&answered(&staff, WEEK, 1500).await, "is ten times the usual. Is a digit too many?");
    assert_eq!(answered(&staff, WEEK, 130).await.status, 303);
    // A week before the first one is judged by the weeks before it.
    let earlier = "/services/north/week/2026-03-30";
    assert_eq!(answered(&staff, earlier, 146).await.status, 303);
    says(&answered(&staff, earlier, 100).await, "100 is lower than usual (usually 1");

    says(&admin.get("/services/north/changes").await, "answered 80 to 130 from 6 April 2026");
    says(&admin.get(PAGE).await, "Answered 80 to 130 from 6 April 2026");
    let gone = [("usual.answered.low", ""), ("usual.answered.high", "")];
    let shown = admin.post(PAGE, &form(&admin, CALLS, &gone).await).await;
    says(&shown, "What is usual for “Answered” is worked out from its last 26 weeks.");
    assert_eq!(confirm(&admin, PAGE, &shown).await.status, 303);
    assert_eq!(answered(&staff, WEEK, 146).await.status, 303);
    says(&answered(&staff, WEEK, 100).await, "100 is lower than usual (usually 1");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_said_and_everything_typed_is_kept() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    for (end, value, at, said) in [
        ("high", "80", "high", "The highest usual number has to be above the lowest."),
        ("low", "", "low", "Give the lowest usual number too, or empty both."),
        ("high", "", "high", "Give the highest usual number too, or empty both."),
        ("low", "-1", "low", "is below zero."),
        ("low", "8o", "low", "is not a number."),
        ("high", "10,000,001", "high", "is more than 10,000,000."),
        ("from", "soon", "from", ""),
        ("from", "", "from", "Give a day of the first week in which the limits hold."),
    ] {
        let mut typed = form(&admin, CALLS, &LIMITS).await;
        put(&mut typed, &format!("usual.answered.{end}"), value);
        let again = admin.post(PAGE, &typed).await;
        assert_eq!(again.status, 422, "{end} {value}");
        let words = text(&again, &format!("#usual-answered-{at}-error"));
        assert!(words.contains(said) && !words.is_empty(), "{end} {value}: {words}");
        for (name, value) in typed.iter().filter(|(name, _)| name.starts_with("usual.")) {
            assert_eq!(again.field(name).as_deref(), Some(value.as_str()), "{name} is kept");
        }
    }
    // Two at once: the second meets what stands.
    let stale = form(&admin, CALLS, &[("usual.missed.low", "1"), ("usual.missed.high", "9")]).await;
    set(&admin, CALLS, &LIMITS).await;
    let clash = admin.post(PAGE, &stale).await;
    assert_eq!(clash.status, 409, "{}", words(&clash));
    says(&clash, "“Answered” is usually 80 to 130 in a normal week");
    assert_eq!(clash.field("usual.missed.high").as_deref(), Some("9"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_channel_has_limits_before_it_has_weeks() {
    let server = Server::start().await;
    let (admin, staff) = (server.client(Who::Admin).await, server.client(Who::Staff).await);
    let add = fields(&[
        ("do", "add"),
        ("name", "Chat"),
        ("noun", "Chats"),
        ("slug", ""),
        ("kind", "chat"),
        ("first", "2026-04-06"),
        ("day", "mon"),
    ]);
    let shown = admin.post(PAGE, &add).await;
    assert_eq!(confirm(&admin, PAGE, &shown).await.status, 303);
    let chat = "/services/north/settings?channel=chat";
    says(&admin.get(chat).await, "a new channel has nothing to go by until then");
    let limits = [
        ("usual.answered.low", "20"),
        ("usual.answered.high", "40"),
        ("usual.answered.from", "2026-04-06"),
    ];
    let shown = admin.post(PAGE, &form(&admin, chat, &limits).await).await;
    says(&shown, "Chats answered: none of the last 52 weeks has a number to try the limits on.");
    assert_eq!(confirm(&admin, PAGE, &shown).await.status, 303);
    let chats = async |count: u32| {
        let mut form = staff.get(WEEK).await.fields(WEEK);
        put(&mut form, "chat.answered", count);
        staff.post(WEEK, &form).await
    };
    says(&chats(400).await, "Chats answered: 400 is higher than usual (usually 20 to 40,");
    assert_eq!(chats(40).await.status, 303);
    server.stop().await;
}
