//! When sessions end, as an administrator sets it: sooner than the product's own times, never later, at
//! once, and at every server.
//!
//! Seen to fail with idle time, and with the hours in all, not looked at.

use beforehand::setting::SessionTimes;
use server::backend::Site;

use crate::pair::Beside;
use crate::said::{says, words};
use crate::settings::{ALL, confirm, fields};
use crate::signals::Fields;
use crate::support::{Client, PASSWORD, Reply, Server, Who, put};

fn form(minutes: &str, hours: &str, version: &str) -> Fields {
    fields(&[
        ("do", "sessions"),
        ("idle_minutes", minutes),
        ("life_hours", hours),
        ("version", version),
    ])
}

async fn set(admin: &Client, minutes: &str, hours: &str, version: &str) -> Reply {
    let shown = admin.post(ALL, &form(minutes, hours, version)).await;
    confirm(admin, ALL, &shown).await
}

async fn is_in(client: &Client) -> bool {
    match client.get("/account").await.status.as_u16() {
        200 => true,
        303 => false,
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn times_are_bounded_and_what_was_typed_is_kept() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    for (minutes, hours, said) in [
        ("4", "12", "A session may go 5 to 30 minutes without a click"),
        ("31", "12", "A session may go 5 to 30 minutes without a click"),
        ("half an hour", "12", "A session may go 5 to 30 minutes without a click"),
        ("30", "0", "A session may last 1 to 12 hours"),
        ("30", "13", "A session may last 1 to 12 hours"),
        ("30", "", "A session may last 1 to 12 hours"),
    ] {
        let again = admin.post(ALL, &form(minutes, hours, "0")).await;
        assert_eq!(again.status, 422, "{minutes} {hours}");
        says(&again, said);
        assert_eq!(again.field("idle_minutes").as_deref(), Some(minutes), "kept");
        assert_eq!(again.field("life_hours").as_deref(), Some(hours), "kept");
    }
    let same = admin.post(ALL, &form("30", "12", "0")).await;
    assert_eq!(same.location(), "/settings?done=nothing");
    assert_eq!(set(&admin, "20", "10", "0").await.location(), "/settings?done=saved");
    let late = admin.post(ALL, &form("25", "10", "0")).await;
    assert_eq!(late.status, 409, "{}", words(&late));
    says(
        &late,
        "a session ends after 20 minutes without a click, and after 10 hours in any case now",
    );
    assert_eq!(late.field("idle_minutes").as_deref(), Some("25"));
    says(&admin.get("/changes").await, "Idle minutes");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shorter_times_count_at_once_and_at_both_servers() {
    let one = Server::start().await;
    let clock = one.house.clock.clone();
    let two = Beside::start(one.database(), clock.clone(), Site::default()).await;
    let (admin, staff) = (one.client(Who::Admin).await, one.client(Who::Staff).await);
    let manager = one.client(Who::Manager).await;
    clock.advance(15 * 60);
    assert!(is_in(&manager).await && is_in(&admin).await);
    let shown = admin.post(ALL, &form("10", "12", "0")).await;
    says(
        &shown,
        "A session ends after 10 minutes without a click, and after 12 hours in any case.",
    );
    says(&shown, "is signed out at once: now 1 of 3 sessions.");
    assert!(!words(&shown).contains("Yours is one of them"));
    assert_eq!(confirm(&admin, ALL, &shown).await.status, 303);
    let there = two.with_cookies_of(&staff);
    assert!(!is_in(&there).await, "at the other server's next request");
    assert!(!is_in(&staff).await);
    // Ten minutes without a click are the most now, wherever the click was made.
    let there = two.with_cookies_of(&manager);
    for _ in 0..3 {
        clock.advance(9 * 60);
        assert!(is_in(&there).await && is_in(&manager).await && is_in(&admin).await);
    }
    says(&there.get("/account").await, "A session ends by itself after 10 minutes without a click");
    clock.advance(11 * 60);
    assert!(!is_in(&there).await);
    assert!(!is_in(&manager).await);
    two.stop().await;
    one.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn longer_times_bring_no_session_back() {
    let server = Server::start().await;
    let (admin, staff) = (server.client(Who::Admin).await, server.client(Who::Staff).await);
    assert_eq!(set(&admin, "5", "12", "0").await.status, 303);
    server.house.clock.advance(4 * 60);
    assert!(is_in(&admin).await);
    server.house.clock.advance(4 * 60);
    // Staff did nothing for eight minutes, and nobody has asked for them since.
    assert_eq!(set(&admin, "30", "12", "1").await.status, 303);
    assert!(!is_in(&staff).await);
    // Old ones are not kept: an hour later nothing is left but the administrator's.
    let manager = server.client(Who::Manager).await;
    for _ in 0..3 {
        server.house.clock.advance(20 * 60);
        assert!(is_in(&admin).await);
    }
    let now = server.house.clock.now().naive_utc();
    server.house.store.tidy(now).await.unwrap();
    let store = &server.house.store;
    let any = SessionTimes { idle_minutes: 10_000, life_hours: 1_000 };
    assert_eq!(store.count_sessions((any, any), now).await.unwrap(), (1, 0));
    assert!(!is_in(&manager).await);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_after_its_hours_however_busy_it_is() {
    let server = Server::start().await;
    let (admin, staff) = (server.client(Who::Admin).await, server.client(Who::Staff).await);
    for _ in 0..5 {
        server.house.clock.advance(25 * 60);
        assert!(is_in(&admin).await && is_in(&staff).await);
    }
    // Two hours and five minutes old, they are both too old for two hours.
    let shown = admin.post(ALL, &form("30", "2", "0")).await;
    says(&shown, "now 2 of 2 sessions. Yours is one of them: sign in again after this.");
    assert_eq!(confirm(&admin, ALL, &shown).await.status, 303);
    assert!(!is_in(&admin).await && !is_in(&staff).await);
    let again = Client::new(server.address);
    assert_eq!(again.sign_in(&Who::Staff.email(), PASSWORD).await.status, 303);
    for _ in 0..4 {
        server.house.clock.advance(29 * 60);
        assert!(is_in(&again).await);
    }
    server.house.clock.advance(5 * 60);
    assert!(!is_in(&again).await);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_settings_sent_after_the_session_ended_comes_back() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    server.house.clock.advance(31 * 60);
    let ended = admin.post(ALL, &form("7", "3", "0")).await;
    assert_eq!(ended.status, 401);
    says(&ended, "Nothing you typed is lost");
    let mut sign_in = ended.fields("/sign-in");
    put(&mut sign_in, "email", Who::Admin.email());
    put(&mut sign_in, "password", PASSWORD);
    let mut code = admin.post("/sign-in", &sign_in).await.fields("/sign-in/code");
    put(&mut code, "code", crate::factor::code(&server));
    let back = admin.post("/sign-in/code", &code).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(back.field("idle_minutes").as_deref(), Some("7"));
    assert_eq!(back.field("life_hours").as_deref(), Some("3"));
    let installation = server.house.store.installation().await.unwrap();
    assert_eq!(installation.version, 0, "nothing is done by it");
    server.stop().await;
}
