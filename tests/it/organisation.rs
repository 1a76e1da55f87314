//! The organisation's name on what leaves the house: the PDF of an edition, its board pack, its JSON and
//! the page that a share link opens; each edition keeps the name of the day it was approved on.

use chrono::NaiveDateTime;
use serde_json::Value;
use server::store::{Actor, Installation, InstallationOrder};

use crate::editions::{approve, reopen};
use crate::files::take;
use crate::pack::said;
use crate::paper::Paper;
use crate::said::words;
use crate::sharing::{link, make};
use crate::support::{Client, Server, TODAY, Who};

const QUARTER: &str = "/services/north/quarter/2025-Q4";

fn now() -> NaiveDateTime {
    TODAY.and_hms_opt(9, 0, 0).unwrap()
}

async fn name(server: &Server, organisation: &str) {
    let store = &server.house.store;
    let old = store.installation().await.unwrap();
    let new = Installation { organisation: organisation.to_owned(), ..old };
    let order = InstallationOrder { actor: Actor::Console, new, now: now() };
    store.change_installation(order).await.unwrap();
}

/// What the files of an edition say of the organisation: the JSON's value, the cover's cells, the words
/// of the paper.
async fn files(client: &Client, edition: i32) -> (Value, Vec<String>, Option<String>) {
    let at = format!("{QUARTER}/edition/{edition}");
    let json = take(client, &format!("{at}/edition.json")).await;
    let json: Value = serde_json::from_slice(&json.bytes).unwrap();
    let pack = take(client, &format!("{at}/board-pack.xlsx")).await;
    let cover = said(&mut pack.book(), "Cover");
    let paper = Paper::get(client, &format!("{at}/quarter.pdf")).await.words();
    (json["organisation"].clone(), cover, paper)
}

/// The page that a new link to the latest edition opens.
async fn shared(server: &Server, manager: &Client, label: &str) -> (Client, String) {
    let (_, made) = make(manager, label, "30").await;
    let reader = Client::new(server.address);
    reader.get(&link(&made)).await;
    let page = words(&reader.get("/shared").await);
    (reader, page)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edition_names_the_organisation_of_its_day() {
    const FIRST: &str = "Harbour <b>Trust</b>";
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;

    // Without a name nothing stands in its place.
    approve(&server, "north", "2025-Q4").await;
    let (json, cover, paper) = files(&manager, 1).await;
    assert_eq!(json, Value::Null);
    assert_eq!(cover[..2], ["North Helpline", "Quarter"], "{cover:?}");
    if let Some(paper) = &paper {
        assert!(paper.contains("North Helpline January to March 2026 · Edition 1"), "{paper}");
    }
    let (_, page) = shared(&server, &manager, "Without a name").await;
    assert!(page.starts_with("North Helpline · January to March 2026"), "{page}");

    // With one it stands at the head of each.
    name(&server, FIRST).await;
    assert_eq!(reopen(&manager, "A call log was found").await.status, 303);
    approve(&server, "north", "2025-Q4").await;
    let named = files(&manager, 2).await;
    assert_eq!(named.0, FIRST);
    assert_eq!(named.1[..2], ["North Helpline", FIRST], "{:?}", named.1);
    if let Some(paper) = &named.2 {
        let head = format!("{FIRST} · North Helpline January to March 2026 · Edition 2");
        assert!(paper.contains(&head), "{paper}");
    }
    let (reader, page) = shared(&server, &manager, "With a name").await;
    assert!(page.starts_with(&format!("{FIRST} North Helpline · January to March 2026")), "{page}");

    // A later name changes none of them, and the first edition gets none.
    name(&server, "Quay Trust").await;
    assert_eq!(files(&manager, 1).await.0, Value::Null);
    let again = files(&manager, 2).await;
    assert_eq!((&again.0, &again.1, &again.2), (&named.0, &named.1, &named.2));
    assert!(words(&reader.get("/shared").await).starts_with(FIRST));
    assert!(!reader.get("/shared").await.text.contains("Quay Trust"));
    server.stop().await;
}
