//! Editions by mail, with a mail server of our own: who gets them, what they say and how they stop.

use std::time::{Duration, Instant};

use server::backend::Site;
use server::store::{Actor, Delivery, Store};

use crate::post::{Letter, Manner, Post};
use crate::program;
use crate::said::{says, text, words};
use crate::support::{Client, Database, Reply, Server, Who, put};

const ROOM: &str = "/services/north/quarters";
const WISH: &str = "/services/north/mail";
pub const APPROVE: &str = "/services/north/approve/2025-Q4";
pub const EDITION: &str = "/services/north/quarter/2025-Q4/edition/1";
pub const BASE: &str = "https://counts.example.org";

pub fn site(post: &Post) -> Site {
    Site { base_url: Some(BASE.to_owned()), ..post.site() }
}

/// A form of our own page: the site has another name than the test's server.
async fn send(client: &Client, path: &str, fields: &[(String, String)]) -> Reply {
    client.send(client.request("POST", path).form(fields)).await
}

pub async fn choose(client: &Client, wanted: &str) -> Reply {
    send(client, WISH, &[("editions".to_owned(), wanted.to_owned())]).await
}

/// Approves the quarter as a manager does.
pub async fn approve(manager: &Client, path: &str) -> Reply {
    let mut fields = manager.get(path).await.fields(path);
    assert!(!fields.is_empty(), "there is something to approve");
    for (name, value) in &mut fields {
        if name.starts_with("reason.") {
            "Looked at with the team".clone_into(value);
        }
    }
    put(&mut fields, "comment", "We were on <television>.\nBcc: x@evil.example");
    let reply = send(manager, path, &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    reply
}

/// Waits for what other tasks do; a guard against hanging, not a limit.
async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_secs(30), "it never came about");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub async fn north(store: &Store) -> i32 {
    store.find_service("north").await.unwrap().unwrap().id
}

pub async fn became(server: &Server) -> Vec<(String, Delivery)> {
    let store = &server.house.store;
    let service = store.find_service("north").await.unwrap().unwrap();
    let quarter = beforehand::quarter::Quarter::parse("2025-Q4", service.year_start).unwrap();
    store.list_mailings(service.id, quarter, 1).await.unwrap()
}

/// Waits until nothing waits.
pub async fn settled(server: &Server) {
    let waits = |all: &[(String, Delivery)]| all.iter().any(|(_, one)| *one == Delivery::Waiting);
    until(async || !waits(&became(server).await)).await;
}

/// Waits until every mail was tried and waits for its next turn, and goes to that.
pub async fn next_try(server: &Server, minutes: u32) {
    tokio::time::sleep(Duration::from_secs(1)).await;
    server.house.clock.advance(minutes * 60 + 1);
    server.house.mailing.notify_one();
}

/// The way that stops mail, from the letter.
fn stop(letter: &Letter) -> String {
    let header = letter.header("List-Unsubscribe");
    let path = header.strip_prefix(&format!("<{BASE}")).and_then(|rest| rest.strip_suffix('>'));
    let path = path.unwrap_or_else(|| panic!("{letter:?}")).to_owned();
    assert!(letter.text.contains(&format!("{BASE}{path}")), "{}", letter.text);
    assert!(letter.html.contains(&format!("href=\"{BASE}{path}\"")), "{}", letter.html);
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_wants_it_gets_each_edition_once() {
    let post = Post::open(Manner::Takes).await;
    let server = Server::start_with(site(&post)).await;
    let (trustee, manager) = (server.client(Who::Trustee).await, server.client(Who::Manager).await);
    let staff = server.client(Who::Staff).await;
    says(&trustee.get(ROOM).await, "Send me each new edition by mail");
    for _ in 0..2 {
        let chosen = choose(&trustee, "on").await;
        assert_eq!((chosen.status.as_u16(), chosen.location()), (303, &*format!("{ROOM}?mail=1")));
    }
    says(
        &trustee.get(&format!("{ROOM}?mail=1")).await,
        "Each new edition comes to trustee@example.org",
    );
    assert_eq!(choose(&staff, "on").await.status, 303);
    assert_eq!(choose(&staff, "off").await.status, 303);
    assert_eq!(choose(&manager, "on").await.status, 303);
    assert_eq!(choose(&server.client(Who::Stranger).await, "on").await.status, 404);
    assert_eq!(choose(&trustee, "maybe").await.status, 422);

    let approved = approve(&manager, APPROVE).await;
    assert_eq!(approved.location(), EDITION);
    settled(&server).await;
    let mut to: Vec<_> = post.got().into_iter().flat_map(|letter| letter.to).collect();
    to.sort_unstable();
    assert_eq!(to, ["manager@example.org", "trustee@example.org"], "one envelope each");
    // Nothing goes out by looking again, later, or from another server beside it.
    next_try(&server, 600).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(post.got().len(), 2);
    // The sessions have ended meanwhile.
    let (trustee, manager) = (server.client(Who::Trustee).await, server.client(Who::Manager).await);
    says(&manager.get(EDITION).await, "Sent by mail to 2 of 2.");
    assert!(!words(&trustee.get(EDITION).await).contains("Sent by mail"), "managers only");

    let got = post.got();
    let letter = got.iter().find(|one| one.to == ["trustee@example.org"]).unwrap();
    assert!(letter.header("Subject").starts_with("North Helpline, January to March 2026: "));
    assert!(letter.header("Content-Type").starts_with("multipart/alternative"), "{letter:?}");
    assert_eq!(letter.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
    assert!(letter.text.contains(&format!("{BASE}{EDITION}\n")), "{}", letter.text);
    assert!(letter.text.contains("Comment by Manager O'Neil"), "{}", letter.text);
    assert!(letter.html.contains("We were on &lt;television&gt;."), "{}", letter.html);
    assert!(!letter.html.contains("<img") && !letter.html.contains("style"), "{}", letter.html);
    assert!(letter.head.iter().all(|line| !line.starts_with("Bcc:")), "{letter:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_founding_sentence_is_in_the_mail_as_on_the_page() {
    let database = Database::new();
    program::run(&database, &["demo", "--today", "2026-04-15"]).ok();
    let post = Post::open(Manner::Takes).await;
    let server = Server::over(database, site(&post)).await;
    let (sam, priya) = (Client::new(server.address), Client::new(server.address));
    sam.sign_in("sam@demo.example", "real-change-or-noise").await;
    priya.sign_in("priya@demo.example", "three-honest-sentences").await;
    let chosen = [("editions".to_owned(), "on".to_owned())];
    assert_eq!(send(&priya, "/services/demo/mail", &chosen).await.status, 303);
    let again = "/services/demo/reopen/2018-Q4";
    let mut fields = sam.get("/services/demo/approve/2018-Q4").await.fields(again);
    put(&mut fields, "reason", "To be sent");
    assert_eq!(send(&sam, again, &fields).await.status, 303);
    let approved = approve(&sam, "/services/demo/approve/2018-Q4").await;
    until(async || !post.got().is_empty()).await;

    let page = priya.get(approved.location()).await;
    let html = scraper::Html::parse_document(&page.text);
    let choice =
        "h1, .sentences p, .caveat, .figure .big, .figure .unit, .figure .verdict, .figure .detail";
    let choice = scraper::Selector::parse(choice).unwrap();
    let parts: Vec<String> =
        html.select(&choice).map(|part| part.text().collect::<String>()).collect();
    assert!(parts.len() >= 16, "{parts:?}");
    let letter = post.got().remove(0);
    let in_html = scraper::Html::parse_document(&letter.html);
    let in_html: String = in_html.root_element().text().collect();
    for part in parts.iter().map(String::as_str).chain([
        "Calls rose 25% on October to December 2018",
        "Website visits rose 40% on October to December 2018",
        "Two in five (40%) of the 1,450 contacts with a known answer came before an offence",
    ]) {
        assert!(letter.text.contains(part), "{part} is not in: {}", letter.text);
        assert!(in_html.contains(part), "{part} is not in: {in_html}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_click_stops_it_at_once_and_looking_does_not() {
    let post = Post::open(Manner::Takes).await;
    let server = Server::start_with(site(&post)).await;
    let trustee = server.client(Who::Trustee).await;
    choose(&trustee, "on").await;
    approve(&server.client(Who::Manager).await, APPROVE).await;
    settled(&server).await;
    let path = stop(&post.got()[0]);
    let (store, service) = (&server.house.store, north(&server.house.store).await);
    let person = store.find_person_by_email("trustee@example.org").await.unwrap().unwrap().id;
    let wanted = async || store.is_wished(service, &person).await.unwrap();

    let anybody = Client::new(server.address);
    for _ in 0..2 {
        let page = anybody.get(&path).await;
        assert_eq!(page.status, 200);
        says(&page, "Stop mail about North Helpline?");
        assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(!page.text.contains("<script") && !page.text.contains("trustee@"), "{}", page.text);
    }
    // Another site's page, a wrong body, a wrong token: nothing.
    let elsewhere = reqwest::Client::new();
    let foreign = |path: &str| {
        let address = format!("http://{}{path}", server.address);
        elsewhere.post(address).header("sec-fetch-site", "cross-site")
    };
    let form = foreign(&path).form(&[("List-Unsubscribe", "No")]);
    assert_eq!(anybody.send(form).await.status, 403);
    let plain = foreign(&path).header("content-type", "text/plain");
    assert_eq!(anybody.send(plain.body("List-Unsubscribe=One-Click")).await.status, 403);
    let one_click = [("List-Unsubscribe", "One-Click")];
    assert_eq!(anybody.send(foreign(WISH).form(&one_click)).await.status, 403);
    for wrong in ["/mail/stop/x", "/mail/stop/%00", &format!("/mail/stop/{}", "0".repeat(64))] {
        assert_eq!(anybody.get(wrong).await.status, 404, "{wrong}");
        let sent = anybody.send(anybody.request("POST", wrong).form(&one_click)).await;
        assert_eq!(sent.status, 404, "{wrong}");
        says(&sent, "This link stops nothing");
    }
    assert!(wanted().await);

    // As mail programs send it: no cookie, no origin, from no page.
    let program = reqwest::Client::new();
    let address = format!("http://{}{path}", server.address);
    let done = program.post(&address).form(&one_click).send().await.unwrap();
    assert_eq!(done.status(), 200);
    assert!(done.text().await.unwrap().contains("You get no more mail about North Helpline"));
    assert!(!wanted().await);
    // The old link stops nothing that is chosen later.
    assert_eq!(anybody.get(&path).await.status, 404);
    choose(&trustee, "on").await;
    assert_eq!(program.post(&address).form(&one_click).send().await.unwrap().status(), 404);
    assert!(wanted().await);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_read_it_any_more_gets_nothing() {
    let post = Post::open(Manner::Dies).await;
    let server = Server::start_with(site(&post)).await;
    for who in [Who::Trustee, Who::Staff, Who::Manager] {
        choose(&server.client(who).await, "on").await;
    }
    let manager = server.client(Who::Manager).await;
    approve(&manager, APPROVE).await;
    // While it waits for the mail server one goes, and one stops it.
    let store = &server.house.store;
    let staff = store.find_person_by_email("staff@example.org").await.unwrap().unwrap();
    let (service, now) = (north(store).await, server.house.clock.now().naive_utc());
    store.set_role(&Actor::Console, &staff.id, service, None, now).await.unwrap();
    choose(&server.client(Who::Trustee).await, "off").await;
    post.turn(Manner::Takes);
    next_try(&server, 1).await;
    settled(&server).await;
    let to: Vec<_> = post.got().into_iter().flat_map(|letter| letter.to).collect();
    assert_eq!(to, ["manager@example.org"]);
    says(&manager.get(EDITION).await, "Sent by mail to 1 of 1.");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_mail_server_there_is_the_text_to_copy() {
    let server = Server::start().await;
    let (trustee, manager) = (server.client(Who::Trustee).await, server.client(Who::Manager).await);
    assert!(!words(&trustee.get(ROOM).await).contains("by mail"), "nothing to choose");
    approve(&manager, APPROVE).await;
    let page = manager.get(EDITION).await;
    let letter = text(&page, "#letter");
    let headline = text(&page, "h1");
    assert!(
        letter.contains(&format!("Subject: North Helpline, January to March 2026: {headline}"))
    );
    assert!(letter.contains(&format!("http://{}{EDITION}", server.address)), "{letter}");
    assert!(letter.contains("We were on <television>."), "{letter}");
    assert!(!letter.contains("Stop this mail"), "{letter}");
    says(&manager.get("/services/north/quarter/2025-Q4").await, "The text to send by mail");
    assert!(!words(&trustee.get(EDITION).await).contains("send by mail"), "managers only");
    server.stop().await;
}
