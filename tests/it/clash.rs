//! Eight editors on the same cells: nothing is written over unseen, and whoever loses is shown
//! both numbers and both people.
//!
//! Seen to fail with the version check of the write door left out, and with a form's figures read
//! before its version: the page of the clash named the wrong person.

use std::collections::BTreeMap;
use std::sync::Arc;

use beforehand::service::Field;
use beforehand::week::Week;
use serde_json::Value;

use crate::support::{Client, MONDAY, PASSWORD, Reply, Server, add_staff, put};

const EDITORS: usize = 8;
const ROUNDS: usize = 50;

/// What an editor did: was acknowledged, or told about a clash.
struct Acknowledged {
    seq: i64,
    was: String,
    visits: String,
    note: String,
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn seq(reply: &Reply) -> i64 {
    reply.location().rsplit_once("saved=").unwrap().1.parse().unwrap()
}

/// One editor's fifty rounds: open the form, change two numbers and their note, send.
async fn edit(client: Client, editor: usize, names: Arc<Vec<String>>) -> (Vec<Acknowledged>, u32) {
    let path = format!("/services/north/week/{MONDAY}");
    let (mut saved, mut clashes) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        let shown = client.get(&path).await;
        assert_eq!(shown.status, 200, "{}", shown.text);
        let mut fields = shown.fields(&path);
        let was = shown.field("website.visits.was").unwrap();
        // No two editors ever mean the same number.
        let visits = 5000 + EDITORS * (round % 20) + editor;
        let note = format!("Editor {editor}, round {round}");
        for (field, value) in [("visits", visits), ("visitors", visits - 1000)] {
            put(&mut fields, &format!("website.{field}"), value);
            put(&mut fields, &format!("website.{field}.reason.text"), &note);
        }
        put(&mut fields, "correction", "Counted again");
        let reply = client.post(&path, &fields).await;
        match reply.status.as_u16() {
            303 => {
                let visits = visits.to_string();
                saved.push(Acknowledged { seq: seq(&reply), was: digits(&was), visits, note });
            }
            409 => {
                clashes += 1;
                both_are_shown(&reply, editor, visits, &names);
            }
            other => panic!("{other}: {}", reply.text),
        }
    }
    (saved, clashes)
}

/// The loser sees the own number, the other's, and whose that is; the form goes on from there.
fn both_are_shown(reply: &Reply, editor: usize, visits: usize, names: &[String]) {
    let page = scraper::Html::parse_document(&reply.text);
    let rows = scraper::Selector::parse("[role=alert] tbody tr").unwrap();
    let row = page.select(&rows).map(|row| row.text().collect::<Vec<_>>().join("|"));
    let row = row.into_iter().find(|row| row.contains("Website visits")).expect(&reply.text);
    let shown: String = row.replace(',', "");
    assert!(shown.contains(&visits.to_string()), "own number: {row}");
    let theirs = digits(&reply.field("website.visits.was").unwrap());
    assert!(shown.contains(&theirs) && theirs != visits.to_string(), "{theirs}: {row}");
    let other = names.iter().enumerate().find(|(_, name)| row.contains(name.as_str()));
    assert_eq!(other.map(|(n, _)| n), theirs.parse::<usize>().ok().map(|n| n % EDITORS));
    assert_ne!(other.map(|(n, _)| n), Some(editor), "{row}");
    let kept = digits(&reply.field("website.visits").unwrap());
    assert_eq!(kept, visits.to_string(), "what was typed stays in the box");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_editors_never_write_over_what_they_have_not_seen() {
    let server = Server::start().await;
    let store = &server.house.store;
    let names: Vec<String> = (0..EDITORS).map(|n| format!("Editor Number{n}")).collect();
    for (n, name) in names.iter().enumerate() {
        add_staff(store, &format!("editor{n}@example.org"), name).await;
    }
    let (names, service) = (Arc::new(names), store.find_service("north").await.unwrap().unwrap());
    let before = store.list_audit(service.id).await.unwrap().len();
    let mut editors = Vec::new();
    for n in 0..EDITORS {
        let client = Client::new(server.address);
        assert_eq!(client.sign_in(&format!("editor{n}@example.org"), PASSWORD).await.status, 303);
        editors.push(tokio::spawn(edit(client, n, names.clone())));
    }
    let (mut saved, mut clashes) = (BTreeMap::new(), 0);
    for editor in editors {
        let (own, lost) = editor.await.unwrap();
        clashes += lost;
        for one in own {
            assert!(saved.insert(one.seq, one).is_none(), "two saves with one place");
        }
    }
    assert_eq!(saved.len() + clashes as usize, EDITORS * ROUNDS);
    assert!(clashes >= 50, "only {clashes} clashes: the editors never met");

    // Each acknowledged save is in the history, made from the number it was meant to replace.
    let rows = store.list_audit(service.id).await.unwrap();
    assert_eq!(server::store::verify_audit(&rows), None);
    assert_eq!(rows.len() - before, saved.len());
    let website = service.channels.iter().find(|channel| channel.slug == "website").unwrap().id;
    let figure = |json: &str, what: &str| {
        let all: Value = serde_json::from_str(json).unwrap();
        all[format!("{website}.{what}")].as_str().unwrap_or_default().to_owned()
    };
    let mut last = String::new();
    for row in &rows[before..] {
        let one = &saved[&row.seq];
        assert_eq!(figure(&row.before, "visits"), last, "{row:?}");
        assert_eq!(one.was, last, "{last} was written over unseen");
        assert_eq!(figure(&row.after, "visits"), one.visits);
        assert_eq!(figure(&row.after, "note.visits"), one.note);
        last.clone_from(&one.visits);
    }
    let week = Week::parse(MONDAY).unwrap();
    let stamp = store.find_week(service.id, week).await.unwrap().unwrap();
    assert_eq!(usize::try_from(stamp.version).unwrap(), saved.len());
    let ledger = store.ledger(service.id).await.unwrap().unwrap();
    let channel = ledger.service.channel(website).unwrap();
    let count = |field| ledger.state(channel, field, week).count().unwrap();
    assert_eq!(count(Field::Visits).to_string(), last);
    assert_eq!(count(Field::Visits), count(Field::Visitors) + 1000, "half of a save");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merged_form_goes_through() {
    let server = Server::start().await;
    add_staff(&server.house.store, "other@example.org", "Other Person").await;
    let path = format!("/services/north/week/{MONDAY}");
    let mine = server.client(crate::support::Who::Staff).await;
    let other = Client::new(server.address);
    other.sign_in("other@example.org", PASSWORD).await;
    let mut my_form = mine.get(&path).await.fields(&path);
    let mut other_form = other.get(&path).await.fields(&path);
    put(&mut other_form, "calls.missed", 30);
    put(&mut other_form, "calls.answered", 145);
    assert_eq!(other.post(&path, &other_form).await.status, 303);
    put(&mut my_form, "calls.answered", 146);
    let clash = mine.post(&path, &my_form).await;
    assert_eq!(clash.status, 409);
    for words in ["145", "146", "Other Person"] {
        assert!(clash.text.contains(words), "{words}: {}", clash.text);
    }
    // What the other one entered and I did not touch is in my form now; mine is kept.
    let mut merged = clash.fields(&path);
    put(&mut merged, "correction", "One call was counted late");
    assert_eq!(clash.field("calls.missed").as_deref(), Some("30"));
    assert_eq!(clash.field("calls.answered").as_deref(), Some("146"));
    assert_eq!(mine.post(&path, &merged).await.status, 303);
    let after = mine.get(&path).await;
    assert_eq!(after.field("calls.missed").as_deref(), Some("30"));
    assert_eq!(after.field("calls.answered").as_deref(), Some("146"));
}
