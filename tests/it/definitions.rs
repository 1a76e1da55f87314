//! Definitions: who may write them, what is said before they are stored, and that approved quarters
//! keep the words they were approved with.

use scraper::{Html, Selector};
use server::store::verify_audit;

use crate::editions::approve;
use crate::files::take;
use crate::pack::said;
use crate::paper::Paper;
use crate::said::{links, says, text, words};
use crate::signals::Fields;
use crate::support::{Client, MONDAY, Reply, Server, Who, put};

const PAGE: &str = "/services/north/definitions";
const HOSTILE: &str = "Line <b>one</b> & \"two\"\n</textarea><script>alert(1)</script>\n=1+1";

/// The form with those words, and what came of sending it.
async fn write(client: &Client, words: &str, from: &str) -> (Fields, Reply) {
    let mut fields = client.get(PAGE).await.fields(PAGE);
    put(&mut fields, "text", words);
    put(&mut fields, "from", from);
    let reply = client.post(PAGE, &fields).await;
    (fields, reply)
}

/// Sends what the second step shows.
async fn confirm(client: &Client, shown: &Reply) -> (Fields, Reply) {
    assert_eq!(shown.status, 200, "{}", shown.text);
    let fields = shown.fields(PAGE);
    assert!(fields.iter().any(|(name, _)| name == "seen"), "{}", shown.text);
    let reply = client.post(PAGE, &fields).await;
    (fields, reply)
}

async fn versions(server: &Server) -> Vec<(i32, String, String)> {
    let service = server.house.store.find_service("north").await.unwrap().unwrap();
    let all = service.definitions.into_iter();
    all.map(|one| (one.version, one.from.to_string(), one.text)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_reads_them_and_the_administrator_alone_writes() {
    let server = Server::start().await;
    for (who, word) in [
        (Who::Staff, "All versions, with who wrote them and when"),
        (Who::Manager, "All versions, with who wrote them and when"),
        (Who::Trustee, "All versions, with who wrote them and when"),
        (Who::Admin, "All versions, and the form for a new one"),
    ] {
        let client = server.client(who).await;
        assert_eq!(links(&client.get("/services/north/about").await, word), [PAGE], "{who:?}");
        let page = client.get(PAGE).await;
        says(&page, "No definition has been written down yet");
        let may = who == Who::Admin;
        assert_eq!(page.fields(PAGE).is_empty(), !may, "{who:?}");
        let fields = [("text", "x"), ("from", MONDAY), ("version", "0")];
        let fields: Vec<_> = fields.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let sent = client.post(PAGE, &fields).await;
        assert_eq!(sent.status, if may { 200 } else { 403 }, "{who:?}");
        if !may {
            says(&sent, "ask Admin O'Neil (admin)");
        }
    }
    assert_eq!(versions(&server).await, []);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_words_say_first_what_they_do_and_are_stored_once() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    for (words, from, field) in [
        ("", MONDAY, "text"),
        ("Before: none.", "", "from"),
        ("Before: none.", "6 April", "from"),
        ("a\u{7}", MONDAY, "text"),
    ] {
        let (_, again) = write(&admin, words, from).await;
        assert_eq!(again.status, 422, "{words:?} {from}");
        assert!(again.text.contains("<title>Error: "), "{}", again.text);
        assert!(again.text.contains(&format!("id=\"{field}-error\"")), "{words:?} {from}");
        assert_eq!(again.field("from").as_deref(), Some(from));
    }
    // A Thursday names the week of its Monday.
    let (_, shown) = write(&admin, "Before:\r\nno offence yet.", "9/4/2026").await;
    says(&shown, "Store definition 1?");
    says(&shown, "From the week of Monday 6 April 2026 on these words would hold");
    says(&shown, "April to June 2026 (Q1 2026/27) and every quarter after it will be printed");
    says(&shown, "Editions that are approved keep the words they were approved with.");
    says(&shown, "No figure is changed by it.");
    assert_eq!(versions(&server).await, [], "nothing is stored yet");
    // Back to the form: what was typed is there.
    let mut back = shown.fields(PAGE);
    put(&mut back, "review", "1");
    let form = admin.post(PAGE, &back).await;
    assert_eq!(form.status, 200);
    assert_eq!(form.field("text").unwrap().trim(), "Before:\nno offence yet.");
    assert_eq!(form.field("from").as_deref(), Some(MONDAY));

    let (fields, stored) = confirm(&admin, &shown).await;
    assert_eq!(stored.status, 303, "{}", stored.text);
    assert_eq!(stored.location(), format!("{PAGE}?saved=1"));
    let twice = admin.post(PAGE, &fields).await;
    assert_eq!((twice.status, twice.location()), (stored.status, stored.location()));
    let expected = (1, MONDAY.to_owned(), "Before:\nno offence yet.".to_owned());
    assert_eq!(versions(&server).await, [expected]);
    let page = admin.get(stored.location()).await;
    says(&page, "Definition 1 is stored By Admin O'Neil at");
    // The way on: kind and day are filled in.
    let next = links(&page, "mark the change on the charts").remove(0);
    let event = admin.get(&next).await;
    assert_eq!(event.field("from").as_deref(), Some(MONDAY));
    let typed = event.fields("/services/north/events");
    assert!(typed.contains(&("kind".to_owned(), "definition".to_owned())), "{typed:?}");
    let rows = server.house.store.list_audit(1).await.unwrap();
    assert_eq!(verify_audit(&rows), None);
    assert_eq!(rows.iter().filter(|row| row.action == "definition.save").count(), 1);

    // Other words than were shown are shown again before they are stored.
    let (_, shown) = write(&admin, "Second.", "2026-05-07").await;
    says(&shown, "April to June 2026 (Q1 2026/27) will be printed with both");
    let mut other = shown.fields(PAGE);
    put(&mut other, "text", "Third.");
    let asked = admin.post(PAGE, &other).await;
    says(&asked, "Third.");
    assert_eq!((asked.status.as_u16(), versions(&server).await.len()), (200, 1));
    // No words start with or before those they follow.
    let (_, again) = write(&admin, "Second.", MONDAY).await;
    assert_eq!(again.status, 422);
    says(&again, "Definition 1 starts in the week of Monday 6 April 2026.");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_quicker_is_named_and_what_was_typed_is_kept() {
    let server = Server::start().await;
    let (one, two) = (server.client(Who::Admin).await, server.client(Who::Admin).await);
    let (_, late) = write(&two, "The later words.", "2026-05-04").await;
    let early = write(&one, "The quicker words.", MONDAY).await.1;
    let (mut stale, _) = write(&two, "Typed meanwhile.", "2026-06-01").await;
    assert_eq!(confirm(&one, &early).await.1.status, 303);
    let (_, clash) = confirm(&two, &late).await;
    put(&mut stale, "version", "0");
    for (clash, typed) in
        [(clash, "The later words."), (two.post(PAGE, &stale).await, "Typed meanwhile.")]
    {
        assert_eq!(clash.status, 409, "{}", clash.text);
        says(&clash, "Admin O'Neil wrote definition 1, after you opened the form.");
        says(&clash, "The quicker words.");
        assert_eq!(clash.field("text").unwrap().trim(), typed);
        assert_eq!(clash.field("version").as_deref(), Some("1"), "it goes on from what stands");
        assert_eq!(versions(&server).await.len(), 1);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approved_quarter_keeps_its_words() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let first = write(&admin, HOSTILE, "2026-01-05").await.1;
    assert_eq!(confirm(&admin, &first).await.1.status, 303);
    // Shown before the quarter was approved, sent after it.
    let (_, early) = write(&admin, "New words.", "2026-03-02").await;
    approve(&server, "north", "2025-Q4").await;
    let (_, refused) = confirm(&admin, &early).await;
    let (_, before) = write(&admin, "New words.", "2026-02-02").await;
    for refused in [refused, before] {
        assert_eq!(refused.status, 422, "{}", refused.text);
        says(&refused, "January to March 2026 is approved with the words that stood then.");
        says(&refused, "in the week of Monday 30 March 2026 or later");
        says(&refused, "ask a manager to reopen that quarter with a reason first");
        assert_eq!(refused.field("text").unwrap().trim(), "New words.");
    }
    let (_, shown) = write(&admin, "New words.", "2026-03-30").await;
    assert_eq!(confirm(&admin, &shown).await.1.status, 303);
    // Both are read everywhere, and run nowhere.
    let trustee = server.client(Who::Trustee).await;
    let edition = trustee.get("/services/north/quarter/2025-Q4/edition/1").await;
    assert!(!words(&edition).contains("New words."), "the edition has its own words");
    for page in [
        edition,
        trustee.get(PAGE).await,
        trustee.get("/services/north/about").await,
        admin.get(PAGE).await,
    ] {
        assert_eq!(page.status, 200);
        says(&page, "Line <b>one</b> & \"two\" </textarea><script>alert(1)</script> =1+1");
        let html = Html::parse_document(&page.text);
        for tag in ["main dd b", "main .words b", "main textarea b", "main script"] {
            assert_eq!(html.select(&Selector::parse(tag).unwrap()).count(), 0, "{tag}");
        }
    }
    let edition = "/services/north/quarter/2025-Q4/edition/1";
    if let Some(paper) = Paper::get(&trustee, &format!("{edition}/quarter.pdf")).await.words() {
        let typed = "Line <b>one</b> & \"two\" </textarea><script>alert(1)</script> =1+1";
        // Where a long word may be broken stands a space without width.
        assert!(paper.replace('\u{200b}', "").contains(typed), "{paper}");
    }
    let pack = take(&trustee, &format!("{edition}/board-pack.xlsx")).await;
    let cells = said(&mut pack.book(), "Definitions");
    assert!(cells.iter().any(|cell| cell.contains("Line <b>one</b> & \"two\"")), "{cells:?}");
    assert!(cells.iter().all(|cell| !cell.starts_with('=')), "{cells:?}");
    let json = take(&trustee, &format!("{edition}/edition.json")).await;
    let json: serde_json::Value = serde_json::from_slice(&json.bytes).unwrap();
    assert_eq!(json["definitions"][0]["text"], HOSTILE, "data is as it was typed");
    let rows = text(&trustee.get(PAGE).await, "tbody th");
    assert_eq!(rows, "Definition 2Definition 1", "the latest first");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_after_the_session_ended_comes_back() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let mut fields = admin.get(PAGE).await.fields(PAGE);
    put(&mut fields, "text", HOSTILE);
    put(&mut fields, "from", MONDAY);
    server.house.clock.advance(31 * 60);
    let signed_out = admin.post(PAGE, &fields).await;
    assert_eq!(signed_out.status, 401);
    let mut sign_in = signed_out.fields("/sign-in");
    put(&mut sign_in, "email", Who::Admin.email());
    put(&mut sign_in, "password", crate::support::PASSWORD);
    let code = admin.post("/sign-in", &sign_in).await;
    let mut second = code.fields("/sign-in/code");
    put(&mut second, "code", crate::factor::code(&server));
    let back = admin.post("/sign-in/code", &second).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(back.field("text").unwrap().trim(), HOSTILE);
    assert_eq!(versions(&server).await, [], "looked at first");
    assert_eq!(admin.post(PAGE, &back.fields(PAGE)).await.status, 200);
    server.stop().await;
}
