//! The channels of a service: changed, added and put in order, with what that does said first. Approved
//! quarters and numbers that stand are never left outside.

use crate::editions::approve;
use crate::said::{says, words};
use crate::settings::{ALL, PAGE, confirm, fields};
use crate::signals::Fields;
use crate::support::{Client, Server, Who, put};

const CALLS: &str = "/services/north/settings?channel=calls";

/// The form of calls with other values.
async fn calls(client: &Client, change: &[(&str, &str)]) -> Fields {
    let mut form = client.get(CALLS).await.fields(PAGE);
    for (name, value) in change {
        put(&mut form, name, value);
    }
    form
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timetable_says_which_rates_it_moves() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let before = admin.get("/services/north/quarter/2025-Q4").await;
    let mut form = calls(&admin, &[("timetable.1.from", "2026-02-02")]).await;
    for day in ["mon", "tue", "wed", "thu", "fri"] {
        form.push(("timetable.1.day".to_owned(), day.to_owned()));
    }
    let shown = admin.post(PAGE, &form).await;
    says(&shown, "Change Calls?");
    says(&shown, "Open days: every day; Monday to Friday from 2 February 2026 on.");
    says(&shown, "January to March 2026, calls answered: ");
    says(&shown, " a week becomes ");
    assert_eq!(admin.get("/services/north/quarter/2025-Q4").await.text, before.text);
    assert_eq!(confirm(&admin, PAGE, &shown).await.status, 303);
    // What was announced is what the page says.
    let announced = words(&shown);
    let line = announced.split("January to March 2026, calls answered: ").nth(1).unwrap();
    let rate = line.split(" a week becomes ").nth(1).unwrap().split(' ').next().unwrap();
    says(&admin.get("/services/north/quarter/2025-Q4").await, rate);
    let clash = admin.post(PAGE, &form).await;
    assert_eq!(clash.location(), format!("{PAGE}?done=nothing"), "the same again is no clash");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_reaches_into_an_approved_quarter() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    // Shown before the quarter was approved, sent after it.
    let form = calls(&admin, &[("last", "2026-04-06")]).await;
    let retired = admin.post(PAGE, &form).await;
    says(&retired, "Calls is retired: its last week is the week of Monday 6 April 2026.");
    let mut early = calls(&admin, &[("timetable.1.from", "2026-02-02")]).await;
    early.push(("timetable.1.day".to_owned(), "mon".to_owned()));
    let early = admin.post(PAGE, &early).await;
    approve(&server, "north", "2025-Q4").await;
    let early = admin.post(PAGE, &early.fields(PAGE)).await;
    let mut timetable = calls(&admin, &[("timetable.1.from", "2026-03-02")]).await;
    timetable.push(("timetable.1.day".to_owned(), "mon".to_owned()));
    let timetable = admin.post(PAGE, &timetable).await;
    let add = fields(&[
        ("do", "add"),
        ("name", "Chat"),
        ("noun", "Chats"),
        ("slug", ""),
        ("kind", "chat"),
        ("first", "2026-03-02"),
        ("day", "mon"),
    ]);
    let add = admin.post(PAGE, &add).await;
    for refused in [early, timetable, add] {
        assert_eq!(refused.status, 422, "{}", words(&refused));
        says(&refused, "January to March 2026 is approved, and this would change");
        says(&refused, "ask a manager to reopen it with a reason first");
    }
    // After it, all is open: a new name too, which no week depends on.
    assert_eq!(confirm(&admin, PAGE, &retired).await.status, 303);
    let named = admin.post(PAGE, &calls(&admin, &[("name", "Phone line")]).await).await;
    says(&named, "No figure of a week that has begun changes.");
    says(&named, "Approved editions keep the name they were approved with.");
    assert_eq!(confirm(&admin, PAGE, &named).await.status, 303);
    says(&admin.get("/services/north/quarter/2025-Q4/edition/1").await, "Calls");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_that_stand_are_not_left_outside() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let cases: [(&[(&str, &str)], &str); 5] = [
        (
            &[("last", "2026-03-02")],
            "a number stands in the week of Monday 9 March 2026. Empty it first",
        ),
        (
            &[("first", "2026-03-02")],
            "a number stands in the week of Monday 5 January 2026. Empty it first",
        ),
        (
            &[("collected.missed.0.to", "2026-03-02")],
            "Calls missed: a number stands in the week of Monday 9 March 2026.",
        ),
        (&[("last", "2020-01-06")], "The last week is before the first."),
        (&[("name", "")], "Give the name of the channel."),
    ];
    for (change, said) in cases {
        let form = calls(&admin, change).await;
        let again = admin.post(PAGE, &form).await;
        assert_eq!(again.status, 422, "{change:?}");
        says(&again, said);
        assert_eq!(again.field(change[0].0).as_deref(), Some(change[0].1), "kept");
    }
    // From a week without numbers on it goes.
    let form = calls(&admin, &[("collected.missed.0.to", "2026-03-30")]).await;
    let shown = admin.post(PAGE, &form).await;
    says(&shown, "“Missed” is collected from 1 January 2024 to 5 April 2026.");
    assert_eq!(confirm(&admin, PAGE, &shown).await.status, 303);
    // A form from before it meets what stands.
    let mut stale = form;
    put(&mut stale, "collected.missed.0.to", "");
    put(&mut stale, "noun", "Phone calls");
    let clash = admin.post(PAGE, &stale).await;
    assert_eq!(clash.status, 409, "{}", words(&clash));
    says(&clash, "Admin O'Neil changed this channel after you opened the form.");
    says(&clash, "“Missed” is collected from 1 January 2024 to 5 April 2026.");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn channels_are_added_and_ordered_and_services_too() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let add = |name: &str, slug: &str| {
        fields(&[
            ("do", "add"),
            ("name", name),
            ("noun", "Live chats"),
            ("slug", slug),
            ("kind", "chat"),
            ("first", "2026-04-06"),
            ("day", "mon"),
        ])
    };
    says(
        &admin.post(PAGE, &add("Chat", "calls")).await,
        "There is already a channel with this short name.",
    );
    let shown = admin.post(PAGE, &add("Chat", "")).await;
    says(&shown, "April to June 2026, live chats answered: a new line");
    assert_eq!(confirm(&admin, PAGE, &shown).await.status, 303);
    let names = async || {
        let service = server.house.store.find_service("north").await.unwrap().unwrap();
        service.channels.into_iter().map(|own| own.slug).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["calls", "website", "chat"], "behind the others");
    let order = |was: &str| {
        fields(&[
            ("do", "order"),
            ("was", was),
            ("place.calls", "2"),
            ("place.website", "3"),
            ("place.chat", "1"),
        ])
    };
    assert_eq!(admin.post(PAGE, &order("1,2,3")).await.location(), format!("{PAGE}?done=saved"));
    assert_eq!(names().await, ["chat", "calls", "website"]);
    assert_eq!(admin.post(PAGE, &order("3,1,2")).await.location(), format!("{PAGE}?done=nothing"));
    assert_eq!(admin.post(PAGE, &order("1,2,3")).await.status, 409);
    let wrong =
        admin.post(PAGE, &fields(&[("do", "order"), ("was", "3,1,2"), ("place.calls", "x")])).await;
    says(&wrong, "Give the place of Calls as a whole number");
    // A service begins without channels.
    let done = admin
        .post(ALL, &fields(&[("do", "service"), ("service", "East Line"), ("slug", "")]))
        .await;
    assert_eq!(done.location(), "/services/east-line/settings?done=added", "{}", words(&done));
    let page = admin.get(done.location()).await;
    says(&page, "The service is added");
    says(&page, "There are none yet.");
    for (slug, said) in
        [("demo", "kept for demo data"), ("north", "already a service with this short name")]
    {
        let again =
            admin.post(ALL, &fields(&[("do", "service"), ("service", "X"), ("slug", slug)])).await;
        assert_eq!(again.status, 422, "{slug}");
        says(&again, said);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_after_the_session_ended_comes_back() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let form = calls(&admin, &[("name", "Phone")]).await;
    server.house.clock.advance(31 * 60);
    let signed_out = admin.post(PAGE, &form).await;
    assert_eq!(signed_out.status, 401);
    let mut sign_in = signed_out.fields("/sign-in");
    put(&mut sign_in, "email", Who::Admin.email());
    put(&mut sign_in, "password", crate::support::PASSWORD);
    let mut code = admin.post("/sign-in", &sign_in).await.fields("/sign-in/code");
    put(&mut code, "code", crate::factor::code(&server));
    let back = admin.post("/sign-in/code", &code).await;
    assert_eq!((back.status.as_u16(), back.field("name").as_deref()), (200, Some("Phone")));
    server.stop().await;
}
