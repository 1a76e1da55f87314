//! Backups while people write: each is of one moment, restores to a prefix of what was
//! acknowledged, with its editions as they were, on either database and from one to the other; what is
//! damaged is refused and changes nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use beforehand::entry::{CellChange, WeekChange};
use beforehand::service::Field;
use beforehand::week::Week;
use chrono::{DateTime, TimeDelta, Utc};
use server::backup::{self, Trouble};
use server::store::{Actor, Address, Make, SaveWeeks, Source, Store, WeekSave};

use crate::support::{Database, Server, TODAY};

const SERVICE: i32 = 1;
const BACKUPS: i64 = 3;

/// A folder that goes when the test does.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("beforehand-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    TODAY.and_hms_opt(9, 0, 0).unwrap().and_utc() + TimeDelta::seconds(seconds)
}

/// The number of the channel `website`.
async fn website(store: &Store) -> i32 {
    let ledger = store.ledger(SERVICE).await.unwrap().unwrap();
    ledger.service.channel_named("website").unwrap().id
}

/// Saves one number after another; `acknowledged` is the last row of the chain that was answered.
async fn write(store: Store, stop: Arc<AtomicBool>, acknowledged: Arc<AtomicI64>) {
    let week = Week::parse("2025-06-02").unwrap();
    let website = website(&store).await;
    for turn in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let cell = CellChange {
            channel: website,
            field: Field::Visits,
            count: Some(5000 + turn as u32),
            note: None,
        };
        let change = WeekChange { week, cells: vec![cell], ..WeekChange::new(week) };
        let order = SaveWeeks {
            actor: Actor::Console,
            key: None,
            service: SERVICE,
            weeks: vec![WeekSave { change, expected: Some(turn) }],
            source: Source::Page,
            reason: Some("Counted again".to_owned()),
            rehearsal: false,
            now: at(i64::from(turn)).naive_utc(),
            today: TODAY,
        };
        let saved = store.save_weeks(order).await.unwrap();
        acknowledged.store(saved.seq, Ordering::Release);
        tokio::time::sleep(Duration::from_millis(4)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_people_write_restores_to_one_moment() {
    let server = Server::start().await;
    crate::editions::approve(&server, "north", "2025-Q4").await;
    let store = server.house.store.clone();
    let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
    let writer = tokio::spawn(write(store.clone(), stop.clone(), acknowledged.clone()));
    let folder = Folder::new("backups");
    let mut made = Vec::new();
    for n in 0..BACKUPS {
        // However slow the machine is, so much is written between two.
        let enough = acknowledged.load(Ordering::Acquire) + 25;
        while acknowledged.load(Ordering::Acquire) < enough && !writer.is_finished() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let before = acknowledged.load(Ordering::Acquire);
        let backup = backup::make(&store, &folder.0, at(n)).await.unwrap();
        made.push((backup, before, acknowledged.load(Ordering::Acquire) + 1));
    }
    stop.store(true, Ordering::Relaxed);
    writer.await.unwrap();
    assert!(acknowledged.load(Ordering::Acquire) > 60, "the writer wrote");
    assert_eq!(backup::newest(&folder.0).unwrap(), made[2].0);
    let live = store.list_audit(SERVICE).await.unwrap();
    let editions = store.list_editions(SERVICE).await.unwrap();
    let frozen = store.find_edition(SERVICE, editions[0].quarter, 1).await.unwrap();
    for (backup, before, after) in made {
        let manifest = backup::prove(&backup).await.unwrap();
        // Into a file, and into the other database's kind where there is one.
        let restored = Database::new();
        let mut places = vec![Address::in_folder(&folder.0.join("restored"))];
        places.push(restored.address.clone());
        for place in places {
            assert_eq!(backup::restore(&backup, &place, at(0)).await.unwrap(), None, "{place}");
            let copy = Store::open(&place, Make::Never).await.unwrap();
            assert_eq!(copy.check().await.unwrap(), Vec::<String>::new());
            assert_eq!(copy.list_heads().await.unwrap(), manifest.heads);
            let rows = copy.list_audit(SERVICE).await.unwrap();
            assert_eq!(rows[..], live[..rows.len()], "a prefix of what was written");
            let length = rows.len() as i64;
            assert!((before..=after).contains(&length), "{before} ≤ {length} ≤ {after}");
            let ledger = copy.ledger(SERVICE).await.unwrap().unwrap();
            let week = Week::parse("2025-06-02").unwrap();
            let stamp = copy.find_week(SERVICE, week).await.unwrap().unwrap();
            let count = ledger.count((website(&copy).await, Field::Visits, week)).unwrap();
            assert_eq!(count as i32, 5000 + stamp.version - 1, "number and version of one moment");
            assert_eq!(copy.list_editions(SERVICE).await.unwrap(), editions);
            let own = copy.find_edition(SERVICE, editions[0].quarter, 1).await.unwrap();
            assert_eq!(own, frozen, "the edition is as it was approved");
            copy.close().await;
        }
        std::fs::remove_dir_all(folder.0.join("restored")).unwrap();
    }
    server.stop().await;
}

/// Ways in which a backup goes bad.
fn damage(backup: &Path, way: usize) {
    let (data, manifest) = (backup.join("beforehand.db"), backup.join("manifest.json"));
    let mut bytes = std::fs::read(&data).unwrap();
    let text = std::fs::read_to_string(&manifest).unwrap();
    match way {
        0..5 => {
            let at = bytes.len() * (2 * way + 1) / 10;
            bytes[at] ^= 0x40;
            std::fs::write(&data, bytes).unwrap();
        }
        5 => std::fs::write(&data, &bytes[..bytes.len() - 4096]).unwrap(),
        6 => std::fs::write(&data, b"").unwrap(),
        7 => std::fs::remove_file(&data).unwrap(),
        8 => std::fs::remove_file(&manifest).unwrap(),
        9 => std::fs::write(&manifest, &text[..text.len() / 2]).unwrap(),
        _ => std::fs::write(&manifest, text.replace("\"sha256\": \"", "\"sha256\": \"0")).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_damaged_is_refused_and_changes_nothing() {
    let database = Database::new();
    let store = database.open().await;
    crate::support::seed(&store).await;
    let folder = Folder::new("damaged");
    let place = Address::in_folder(&folder.0.join("data"));
    for way in 0..11 {
        let backup = backup::make(&store, &folder.0, at(way as i64)).await.unwrap();
        if way == 0 {
            backup::restore(&backup, &place, at(0)).await.unwrap();
        }
        damage(&backup, way);
        let Address::Sqlite(file) = &place else { unreachable!() };
        let there = std::fs::read(file).unwrap();
        let problem = backup::restore(&backup, &place, at(0)).await.unwrap_err();
        assert!(matches!(problem, Trouble::Damaged(_)), "{way}: {problem}");
        assert_eq!(std::fs::read(file).unwrap(), there, "{way}");
        let rest: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().collect();
        assert_eq!(rest.len(), 1, "{way}: nothing is left lying about: {rest:?}");
        std::fs::remove_dir_all(&backup).unwrap();
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_over() {
    let server = Server::start().await;
    let store = &server.house.store;
    let folder = Folder::new("over");
    let backup = backup::make(store, &folder.0, at(0)).await.unwrap();
    let again = backup::make(store, &folder.0, at(0)).await.unwrap_err();
    assert!(again.to_string().contains("already"), "{again}");
    // While it is served a database stays where it is; a server's must be empty.
    let place = server.database().address.clone();
    let refused = backup::restore(&backup, &place, at(0)).await.unwrap_err().to_string();
    assert!(refused.contains("uses this database") || refused.contains("not empty"), "{refused}");
    let own = Address::in_folder(&folder.0.join("own"));
    backup::restore(&backup, &own, at(0)).await.unwrap();
    let refused = backup::move_to(&place, &own).await.unwrap_err().to_string();
    assert!(refused.contains("not empty"), "{refused}");
    // Restored over one that nobody serves, the old one is kept.
    let kept = backup::restore(&backup, &own, at(1)).await.unwrap().unwrap();
    assert!(kept.ends_with("replaced-2026-04-15T090001Z.db") && kept.is_file(), "{kept:?}");
    // From one kind to the other and back, everything is the same.
    let (other, back) = (Database::new(), Address::in_folder(&folder.0.join("back")));
    let rows = backup::move_to(&own, &other.address).await.unwrap();
    assert_eq!(backup::move_to(&other.address, &back).await.unwrap(), rows);
    let (first, last) = (
        Store::open(&own, Make::Never).await.unwrap(),
        Store::open(&back, Make::Never).await.unwrap(),
    );
    assert_eq!(first.list_heads().await.unwrap(), last.list_heads().await.unwrap());
    let ledgers = (first.ledger(SERVICE).await.unwrap(), last.ledger(SERVICE).await.unwrap());
    assert!(ledgers.0.is_some() && ledgers.0 == ledgers.1);
    first.close().await;
    last.close().await;
    server.stop().await;
}
