//! The program killed in the middle of its work: what it acknowledged is there, once and whole.
//!
//! 25 times SIGKILL under eight writers, who keep a draft of each form before they send it; each
//! sends its last form again after the restart, as people do. Seen to fail with the answer sent 30 ms
//! before the commit.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use beforehand::service::Field;
use beforehand::week::Week;
use serde_json::Value;

use crate::draft::{KEEP, draft, sending};
use crate::program::{Serving, run};
use crate::support::{Client, Database, PASSWORD, add_staff, put, seed};

const WRITERS: usize = 8;
const KILLS: u64 = 25;
/// Acknowledged changes before each kill.
const ANSWERS: u64 = 44;
const TODAY: &str = "2026-04-15";

/// Somebody who enters one week over and over.
struct Writer {
    email: String,
    week: Week,
    /// Signed in; their cookies outlive the server.
    http: Option<reqwest::Client>,
    fields: Vec<(String, String)>,
    /// The number sent last, and whether its answer is still owed.
    turn: u32,
    open: bool,
    /// The numbers acknowledged, in order.
    kept: Vec<u32>,
    /// The number whose draft was acknowledged last.
    drafted: u32,
}

impl Writer {
    /// Sends until the server is gone.
    async fn write(&mut self, address: SocketAddr, answers: &AtomicU64, drafts: &AtomicU64) {
        let mut client = Client::new(address);
        match &self.http {
            Some(http) => client.http = http.clone(),
            None => assert_eq!(client.sign_in(&self.email, PASSWORD).await.status, 303),
        }
        self.http = Some(client.http.clone());
        let path = format!("/services/north/week/{}", self.week);
        if self.fields.is_empty() {
            self.fields = client.get(&path).await.fields(&path);
        }
        loop {
            if !self.open {
                self.turn += 1;
                self.open = true;
                let visits = 5000 + self.turn;
                put(&mut self.fields, "website.visits", visits);
                put(&mut self.fields, "website.visitors", visits - 1000);
                for field in ["visits", "visitors"] {
                    let note = format!("Turn {}", self.turn);
                    put(&mut self.fields, &format!("website.{field}.reason.text"), note);
                }
                put(&mut self.fields, "key", format!("{}-{}", self.email, self.turn));
                put(&mut self.fields, "correction", "Counted again");
                let monday = self.week.to_string();
                let typed = [("website.visits", &*visits.to_string())];
                let sent = [draft(&monday, self.kept.len(), 0, &typed)];
                let Ok(reply) = sending(&client, KEEP, &sent).send().await else { return };
                let Ok(text) = reply.text().await else { return };
                assert!(text.contains("Kept"), "{} turn {}: {text}", self.email, self.turn);
                self.drafted = self.turn;
                drafts.fetch_add(1, Ordering::Relaxed);
            }
            let Ok(reply) = client.request("POST", &path).form(&self.fields).send().await else {
                // Killed. Whether that was saved nobody knows; it is sent again.
                return;
            };
            let status = reply.status().as_u16();
            if status != 303 {
                let Ok(text) = reply.text().await else { return };
                panic!("{} turn {}: {status}: {text}", self.email, self.turn);
            }
            self.kept.push(self.turn);
            answers.fetch_add(1, Ordering::Relaxed);
            self.open = false;
            put(&mut self.fields, "version", self.kept.len());
            put(&mut self.fields, "website.visits.was", 5000 + self.turn);
            put(&mut self.fields, "website.visitors.was", 4000 + self.turn);
        }
    }
}

/// An acknowledged draft is there until its form was saved, and then it is not.
async fn drafts_are_whole(database: &Database, writers: &[Writer]) {
    let store = database.open().await;
    let service = store.find_service("north").await.unwrap().unwrap().id;
    for writer in writers {
        let person = store.find_person_by_email(&writer.email).await.unwrap().unwrap().id;
        let stamp = store.find_week(service, writer.week).await.unwrap();
        let saved = stamp.map_or(0, |stamp| stamp.version as usize) > writer.kept.len();
        let there = store.find_draft(service, &person, writer.week).await.unwrap();
        let there = there.map(|draft| draft.typed);
        let own = ("website.visits".to_owned(), (5000 + writer.turn).to_string());
        let (mail, acknowledged) = (&writer.email, writer.drafted == writer.turn);
        assert!(there.is_none() || there == Some(vec![own]), "{mail}: another draft: {there:?}");
        assert!(!(saved && there.is_some()), "{mail}: half of a change");
        let lost = writer.open && acknowledged && !saved && there.is_none();
        assert!(!lost, "{mail}: an acknowledged draft is lost");
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill() {
    let database = Database::new();
    let store = database.open().await;
    seed(&store).await;
    // Weeks of 2025, which nobody has entered: one for each writer.
    let first = Week::parse("2025-06-02").unwrap();
    let mut writers = Vec::new();
    for n in 0..WRITERS {
        let email = format!("writer{n}@example.org");
        add_staff(&store, &email, &format!("Writer {n}")).await;
        let week = first.plus(n as i32);
        let (fields, kept) = (Vec::new(), Vec::new());
        let (turn, drafted) = (0, 0);
        writers.push(Writer { email, week, http: None, fields, turn, open: false, kept, drafted });
    }
    store.close().await;

    let drafts = Arc::new(AtomicU64::new(0));
    for kill in 0..KILLS {
        let serving = Serving::start(&database, TODAY);
        let answers = Arc::new(AtomicU64::new(0));
        let mut tasks = Vec::new();
        for mut writer in writers.drain(..) {
            let (address, answers, drafts) = (serving.address, answers.clone(), drafts.clone());
            tasks.push(tokio::spawn(async move {
                writer.write(address, &answers, &drafts).await;
                writer
            }));
        }
        // Once all are at work, at another moment each time.
        for _ in 0..3000 {
            if answers.load(Ordering::Relaxed) >= ANSWERS {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(kill * 7919 % 97)).await;
        drop(serving);
        for task in tasks {
            writers.push(task.await.unwrap());
        }
        drafts_are_whole(&database, &writers).await;
    }
    let drafted = drafts.load(Ordering::Relaxed);
    assert!(drafted >= 1000, "only {drafted} drafts acknowledged in {KILLS} kills");
    // Once more without a kill: whatever is open is sent again.
    let serving = Serving::start(&database, TODAY);
    for writer in writers.iter_mut().filter(|writer| writer.open) {
        let answers = AtomicU64::new(0);
        tokio::select! {
            () = writer.write(serving.address, &answers, &drafts) => {}
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
    drop(serving);

    run(&database, &["check"]).ok();
    let store = database.open().await;
    let ledger = store.find_service("north").await.unwrap().unwrap().id;
    let rows = store.list_audit(ledger).await.unwrap();
    assert_eq!(server::store::verify_audit(&rows), None);
    let ledger = store.ledger(ledger).await.unwrap().unwrap();
    let website = ledger.service.channels.iter().find(|one| one.slug == "website").unwrap();
    let mut acknowledged = 0;
    for writer in &writers {
        acknowledged += writer.kept.len();
        let object = format!("week {}", writer.week);
        let history = rows.iter().filter(|row| row.object == object).map(|row| {
            let after: Value = serde_json::from_str(&row.after).unwrap();
            let figure = |what: &str| {
                after[format!("{}.{what}", website.id)].as_str().unwrap_or_default().to_owned()
            };
            let visits: u32 = figure("visits").parse().unwrap();
            assert_eq!(figure("visitors").parse(), Ok(visits - 1000), "half of a change: {row:?}");
            assert_eq!(figure("note.visits"), format!("Turn {}", visits - 5000));
            visits - 5000
        });
        let history: Vec<u32> = history.collect();
        // The last one may have been saved without an answer.
        let (known, rest) = history.split_at(writer.kept.len().min(history.len()));
        assert_eq!(known, writer.kept, "{}: lost or doubled", writer.email);
        assert!(rest.is_empty() || (writer.open && rest == [writer.turn]), "{rest:?}");
        let last = history.last().copied().unwrap();
        let count = |field| ledger.state(website, field, writer.week).count();
        assert_eq!(count(Field::Visits), Some(5000 + last));
        assert_eq!(count(Field::Visitors), Some(4000 + last));
        let note = ledger.note((website.id, Field::Visits, writer.week));
        assert_eq!(note, Some(format!("Turn {last}").as_str()));
        let stamp = store.find_week(ledger.service.id, writer.week).await.unwrap().unwrap();
        assert_eq!(usize::try_from(stamp.version).unwrap(), history.len());
    }
    assert!(acknowledged >= 1000, "only {acknowledged} acknowledged in {KILLS} kills");
}
