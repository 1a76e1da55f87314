//! Settings of the installation and of a service: who may change them, and what is said before they are
//! changed. Demo data beside real ones come and go whole.

use beforehand::week::Week;
use chrono::TimeDelta;
use server::store::verify_audit;

use crate::draft;
use crate::editions::approve;
use crate::post::{Manner, Post};
use crate::program::run;
use crate::said::{links, says, words};
use crate::signals::Fields;
use crate::support::{Client, MONDAY, Reply, Server, Who, put};

pub const ALL: &str = "/settings";
pub const PAGE: &str = "/services/north/settings";

pub fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Sends what the second step shows.
pub async fn confirm(client: &Client, path: &str, shown: &Reply) -> Reply {
    assert_eq!(shown.status, 200, "{}", words(shown));
    says(shown, "Nothing is changed yet.");
    client.post(path, &shown.fields(path)).await
}

async fn actions(server: &Server, chain: i32) -> Vec<String> {
    let rows = server.house.store.list_audit(chain).await.unwrap();
    assert_eq!(verify_audit(&rows), None);
    rows.into_iter().map(|row| row.action).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_administrator_alone_changes_settings() {
    let server = Server::start().await;
    for who in [Who::Staff, Who::Manager, Who::Trustee, Who::Stranger] {
        let client = server.client(who).await;
        assert_eq!(client.get(ALL).await.status, 403, "{who:?}");
        let own = if who == Who::Stranger { 404 } else { 403 };
        assert_eq!(client.get(PAGE).await.status, own, "{who:?}");
        let form = fields(&[("do", "service"), ("name", "Ours"), ("version", "1")]);
        assert_eq!(client.post(PAGE, &form).await.status, own, "{who:?}");
        assert_eq!(client.post(ALL, &fields(&[("do", "demo")])).await.status, 403, "{who:?}");
        assert!(!client.get("/").await.text.contains("href=\"/settings\""), "{who:?}");
    }
    let admin = server.client(Who::Admin).await;
    let page = admin.get("/").await;
    assert!(page.text.contains("href=\"/settings\""), "{}", page.text);
    assert_eq!(links(&admin.get(ALL).await, "North Helpline"), [PAGE]);
    says(
        &admin.get(ALL).await,
        "A session ends after 30 minutes without a click, and after 12 hours",
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn organisation_and_drafts_are_changed_once_they_were_shown() {
    let server = Server::start().await;
    let (one, two) = (server.client(Who::Admin).await, server.client(Who::Admin).await);
    let form = |name: &str, days: &str, version: &str| {
        fields(&[
            ("do", "installation"),
            ("organisation", name),
            ("draft_days", days),
            ("version", version),
        ])
    };
    for (name, days, said) in [
        ("", "60", "Give the name of your organisation."),
        ("Harbour Trust", "6", "Keep drafts for 7 to 365 days"),
        ("Harbour Trust", "soon", "Keep drafts for 7 to 365 days"),
    ] {
        let again = one.post(ALL, &form(name, days, "0")).await;
        assert_eq!(again.status, 422, "{name} {days}");
        says(&again, said);
        assert_eq!(again.field("draft_days").as_deref(), Some(days), "kept");
    }
    let shown = one.post(ALL, &form("Harbour <b>Trust</b>", "30", "0")).await;
    says(&shown, "Organisation: no name becomes “Harbour <b>Trust</b>”.");
    says(&shown, "Drafts are kept for 30 days, not 60.");
    says(&shown, "No draft that is kept now is removed by it.");
    // Back to the form: what was typed is there.
    let mut back = shown.fields(ALL);
    put(&mut back, "review", "1");
    assert_eq!(
        one.post(ALL, &back).await.field("organisation").as_deref(),
        Some("Harbour <b>Trust</b>")
    );
    let done = confirm(&one, ALL, &shown).await;
    assert_eq!((done.status.as_u16(), done.location()), (303, "/settings?done=saved"));
    // On every page, kept ones too, and nothing of it runs.
    for path in ["/", "/about", "/services/north/trends", "/services/north/quarter"] {
        let page = one.get(path).await;
        assert!(page.text.contains("Harbour &lt;b&gt;Trust"), "{path}: {}", page.text);
        assert!(!page.text.contains("Harbour <b>"), "{path}");
    }
    let clash = two.post(ALL, &form("Other Trust", "60", "0")).await;
    assert_eq!(clash.status, 409, "{}", words(&clash));
    says(&clash, "Admin O'Neil changed organisation or drafts after you opened the form");
    says(&clash, "“Harbour <b>Trust</b>” and 30 days");
    assert_eq!(clash.field("organisation").as_deref(), Some("Other Trust"));
    assert_eq!(clash.field("version").as_deref(), Some("1"), "it goes on from what stands");
    assert_eq!(
        actions(&server, 0).await.iter().filter(|one| *one == "installation.save").count(),
        1
    );
    // Another name takes the place of the first on pages that were kept.
    let shown = two.post(ALL, &form("Quay Trust", "30", "1")).await;
    assert_eq!(confirm(&two, ALL, &shown).await.status, 303);
    let page = one.get("/services/north/trends").await;
    assert!(page.text.contains("Quay Trust") && !page.text.contains("Harbour"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_that_nobody_touched_goes_after_its_days() {
    let server = Server::start().await;
    let staff = server.client(Who::Staff).await;
    let typed = draft::draft(MONDAY, 0, 0, &[("calls.answered", "7")]);
    let sent = draft::sending(&staff, "/services/north/entry/keep", &[typed]);
    assert_eq!(staff.send(sent).await.status, 200);
    let store = &server.house.store;
    let person = store.find_person_by_email(&Who::Staff.email()).await.unwrap().unwrap().id;
    let kept_after = async |days: i64| {
        let then = server.house.clock.now().naive_utc() + TimeDelta::days(days);
        store.tidy(then).await.unwrap();
        store.find_draft(1, &person, Week::parse(MONDAY).unwrap()).await.unwrap().is_some()
    };
    assert!(kept_after(59).await);
    assert!(!kept_after(61).await);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_message_goes_to_whoever_asked() {
    let post = Post::open(Manner::Takes).await;
    let server = Server::start_with(post.site()).await;
    let admin = server.client(Who::Admin).await;
    says(&admin.get(ALL).await, &format!("Mail goes out through 127.0.0.1:{}", post.port));
    let sent = admin.post(ALL, &fields(&[("do", "mail")])).await;
    assert_eq!(sent.location(), "/settings?done=mailed", "{}", words(&sent));
    says(&admin.get(sent.location()).await, "The test message is on its way");
    let got = post.got();
    assert_eq!((got.len(), got[0].to.clone()), (1, vec![Who::Admin.email()]));
    post.turn(Manner::Refuses);
    let refused = admin.post(ALL, &fields(&[("do", "mail")])).await;
    assert_eq!(refused.status, 422);
    says(&refused, "The mail server refused the message.");
    server.stop().await;
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    says(&admin.get(ALL).await, "No mail is sent");
    assert_eq!(admin.post(ALL, &fields(&[("do", "mail")])).await.status, 422);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_year_start_says_which_names_change() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    approve(&server, "north", "2025-Q4").await;
    let form = |name: &str, start: &str, zone: &str| {
        fields(&[
            ("do", "service"),
            ("version", "1"),
            ("name", name),
            ("year_start", start),
            ("time_zone", zone),
        ])
    };
    for (name, start, zone, said) in [
        ("", "4", "Europe/London", "Give the name of the service."),
        ("North Helpline", "2", "Europe/London", "Choose the month the year starts in."),
        ("North Helpline", "4", "Mars/Olympus", "That is no time zone."),
    ] {
        let again = admin.post(PAGE, &form(name, start, zone)).await;
        assert_eq!(again.status, 422, "{name} {start} {zone}");
        says(&again, said);
    }
    let shown = admin.post(PAGE, &form("North Line", "1", "Europe/Dublin")).await;
    says(&shown, "“North Helpline” is called “North Line”.");
    says(&shown, "The year starts in January, not in April.");
    says(&shown, "January to March 2026 is Q4 2025/26 now, and becomes Q1 2026.");
    says(
        &shown,
        "an address that ends in 2025-Q4 leads to January to March 2026 now, and to October to December 2025 then",
    );
    says(&shown, "The approved edition keeps");
    says(&shown, "The time zone is Europe/Dublin, not Europe/London.");
    let service = server.house.store.find_service("north").await.unwrap().unwrap();
    assert_eq!(service.name, "North Helpline", "nothing is stored yet");
    assert_eq!(confirm(&admin, PAGE, &shown).await.location(), format!("{PAGE}?done=saved"));
    // The same address leads to another quarter now, as it was said.
    let page = admin.get("/services/north/quarter/2025-Q4").await;
    says(&page, "October to December 2025");
    // The same form again: somebody was quicker, and what differs is told.
    let clash = admin.post(PAGE, &form("North Line", "4", "Europe/Dublin")).await;
    assert_eq!(clash.status, 409, "{}", words(&clash));
    says(&clash, "The year starts in January, not in April.");
    assert_eq!(clash.field("version").as_deref(), Some("2"));
    let same = admin.post(PAGE, &form("North Line", "1", "Europe/Dublin")).await;
    assert_eq!(same.location(), format!("{PAGE}?done=nothing"));
    assert!(actions(&server, service.id).await.contains(&"service.save".to_owned()));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn demo_data_come_without_accounts_and_go_without_a_trace_in_anything_else() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let store = &server.house.store;
    let people = store.list_people().await.unwrap();
    let rest = async || {
        let north = store.ledger(1).await.unwrap();
        let south = store.ledger(2).await.unwrap();
        (north, south, store.list_people().await.unwrap(), store.list_audit(1).await.unwrap())
    };
    let before = rest().await;
    let loaded = admin.post(ALL, &fields(&[("do", "demo")])).await;
    // On a slow machine the page may give up waiting; the work goes on.
    assert!(matches!(loaded.status.as_u16(), 303 | 503), "{}", words(&loaded));
    let guard = std::time::Instant::now();
    while store
        .find_service("demo")
        .await
        .unwrap()
        .is_none_or(|demo| demo.judgements.locks.len() < 4)
    {
        assert!(guard.elapsed().as_secs() < 120, "a guard against hanging");
        tokio::task::yield_now().await;
    }
    assert_eq!(store.list_people().await.unwrap(), people, "no account comes with them");
    let page = admin.get("/services/demo/trends").await;
    assert!(page.text.contains("These are demo data: every figure of this service is invented."));
    assert!(!admin.get("/services/north/trends").await.text.contains("demo data"));
    assert_eq!(server.client(Who::Manager).await.get("/services/demo/trends").await.status, 404);
    let refused = run(server.database(), &["demo", "--today", "2026-04-15"]).refused(1);
    assert!(refused.contains("This database is not the demo's and stays as it is."), "{refused}");
    let twice = admin.post(ALL, &fields(&[("do", "demo")])).await;
    assert_eq!(twice.status, 422);
    says(&twice, "The demo data are there already");

    let shown = admin.post(ALL, &fields(&[("do", "no-demo")])).await;
    says(&shown, "Remove the demo data?");
    let gone = confirm(&admin, ALL, &shown).await;
    assert_eq!(gone.location(), "/settings?done=removed", "{}", words(&gone));
    assert_eq!(admin.get("/services/demo/trends").await.status, 404);
    assert_eq!(rest().await, before, "nothing else was touched");
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    assert!(actions(&server, 0).await.contains(&"demo.remove".to_owned()));
    // What was done there is still told, and its number is not used again.
    assert!(!actions(&server, 3).await.is_empty());
    admin.post(ALL, &fields(&[("do", "service"), ("service", "East Line"), ("slug", "")])).await;
    assert_eq!(store.find_service("east-line").await.unwrap().unwrap().id, 4);
    assert_eq!(admin.post(ALL, &fields(&[("do", "no-demo")])).await.status, 422);
    server.stop().await;
}
