//! A full disk, on SQLite: writes are refused in plain words, reading goes on, nothing is half
//! applied, and it recovers by itself.
//!
//! Once by a limit on the size of files, which needs no rights; and on a small file system of its own,
//! really full, where the tests may mount one. On PostgreSQL the server's disk is not ours to fill.

use std::process::Command;

use beforehand::service::Field;
use beforehand::week::Week;
use server::store::Address;

use crate::pair::Folder;
use crate::program::{Serving, run, words};
use crate::support::{Client, Database, Who, put, seed};

const WEEK: &str = "/services/north/week/2026-03-23";
const ROUNDS: u32 = 3;
const TODAY: &str = "2026-04-15";

/// A likely number, and another one each turn.
fn visits(turn: u32) -> u32 {
    5001 + turn % 90
}

/// Somebody who corrects one number again and again.
struct Writer {
    client: Client,
    turn: u32,
    acknowledged: u32,
}

impl Writer {
    /// Sends one more correction; its form.
    async fn form(&mut self) -> Vec<(String, String)> {
        self.turn += 1;
        let mut fields = self.client.get(WEEK).await.fields(WEEK);
        assert!(!fields.is_empty(), "the form can be read");
        put(&mut fields, "website.visits", visits(self.turn));
        put(&mut fields, "correction", "x".repeat(200));
        fields
    }

    /// Sends until there is no room; the form that was refused.
    async fn until_refused(&mut self) -> Vec<(String, String)> {
        for _ in 0..2000 {
            let fields = self.form().await;
            let reply = self.client.post(WEEK, &fields).await;
            if reply.status == 303 {
                self.acknowledged += 1;
                continue;
            }
            assert_eq!(reply.status, 503, "{}", reply.text);
            assert!(reply.headers.contains_key("retry-after"));
            let said = words(&reply.text);
            assert!(said.contains("The server has no room left to write"), "{said}");
            assert!(said.contains("nothing was saved"), "{said}");
            return fields;
        }
        panic!("the disk never got full");
    }
}

/// What must hold while there is no room, and after.
async fn rounds(database: &Database, serving: &Serving, fill: impl Fn(), free: impl Fn()) {
    let client = serving.client(&Who::Staff.email(), crate::support::PASSWORD).await;
    let mut writer = Writer { client, turn: 0, acknowledged: 0 };
    let fields = writer.form().await;
    assert_eq!(writer.client.post(WEEK, &fields).await.status, 303);
    writer.acknowledged += 1;
    for round in 0..ROUNDS {
        fill();
        let refused = writer.until_refused().await;
        // Pages nobody has asked for before, and the health of the whole.
        for path in [
            "/readyz".to_owned(),
            "/metrics".to_owned(),
            format!("/services/north/trends?weeks={}", 20 + round),
            "/services/north/history/2026-03-23".to_owned(),
            WEEK.to_owned(),
            "/".to_owned(),
        ] {
            let reply = writer.client.get(&path).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        }
        let shown = writer.client.get(WEEK).await.field("website.visits");
        let shown = shown.map(|text| text.replace(',', ""));
        assert_eq!(shown, Some(visits(writer.turn - 1).to_string()), "nothing is half there");
        // Who signs in is told, too, and not by an error of ours.
        let other = Client::new(serving.address);
        let reply = other.sign_in(&Who::Manager.email(), crate::support::PASSWORD).await;
        assert!(matches!(reply.status.as_u16(), 303 | 503), "{}: {}", reply.status, reply.text);
        free();
        // The same form goes through, once, however often it is sent.
        for _ in 0..2 {
            let reply = writer.client.post(WEEK, &refused).await;
            assert_eq!(reply.status, 303, "round {round}: {}", reply.text);
        }
        writer.acknowledged += 1;
        assert_eq!(
            serving
                .client(&Who::Manager.email(), crate::support::PASSWORD)
                .await
                .get("/")
                .await
                .status,
            200
        );
    }
    let store = database.open().await;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let week = Week::parse("2026-03-23").unwrap();
    let rows = store.list_audit(north).await.unwrap();
    let kept = rows.iter().filter(|row| row.object == format!("week {week}")).count();
    assert_eq!(
        kept,
        1 + writer.acknowledged as usize,
        "the import, and each acknowledged change once"
    );
    let ledger = store.ledger(north).await.unwrap().unwrap();
    let website = ledger.service.channel_named("website").unwrap();
    assert_eq!(ledger.state(website, Field::Visits, week).count(), Some(visits(writer.turn)));
    store.close().await;
    run(database, &["check"]).ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_on_files_is_a_full_disk() {
    let database = Database::new();
    let Address::Sqlite(_) = &database.address else { return };
    let store = database.open().await;
    seed(&store).await;
    store.close().await;
    let serving = Serving::start_limited(&database, TODAY);
    let id = serving.id().to_string();
    let limit = |size: &str| {
        let limited = Command::new("prlimit")
            .args(["--pid", &id, &format!("--fsize={size}:unlimited")])
            .status()
            .unwrap();
        assert!(limited.success(), "prlimit");
    };
    rounds(&database, &serving, || limit("1"), || limit("unlimited")).await;
}

/// A file system of 6 MiB that goes when the test does.
struct Small(Folder);

impl Small {
    fn mount() -> Option<Self> {
        let folder = Folder::new("full");
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"])
            .arg(&folder.0)
            .output();
        done.is_ok_and(|done| done.status.success()).then_some(Self(folder))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0.0).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_file_system_is_really_full() {
    let Some(small) = Small::mount() else { return };
    let Some(database) = Database::in_folder(small.0.0.join("data")) else { return };
    let store = database.open().await;
    seed(&store).await;
    store.close().await;
    let serving = Serving::start_limited(&database, TODAY);
    let ballast = small.0.0.join("ballast");
    let fill = || {
        // All but a little: some of what is written still fits.
        let full = std::fs::write(&ballast, vec![0; 64 << 20]);
        assert!(full.is_err(), "the file system has an end");
    };
    rounds(&database, &serving, fill, || std::fs::remove_file(&ballast).unwrap()).await;
    drop(serving);
    drop(database);
}
