//! The way out and back: what was exported, taken into an empty database and exported again is the
//! same byte for byte, in both formats and on both databases; what was changed since is refused whole.

mod scene;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use server::backup::Trouble;
use server::export;
use server::store::{Address, Make, Store, verify_audit};

use crate::program::run;
use crate::signals::{PATH, RISE, form, risen, step};
use crate::support::{Client, Database, PASSWORD, Server, TODAY, Who};

const PROGRAM: &str = env!("CARGO_BIN_EXE_program");
/// Random databases.
const SCENES: u64 = 50;

/// A folder that goes when the test does.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("beforehand-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn now() -> DateTime<Utc> {
    TODAY.and_hms_opt(9, 0, 0).unwrap().and_utc()
}

/// All files of a folder, or the one file, by name.
fn contents(place: &Path) -> BTreeMap<String, Vec<u8>> {
    if place.is_file() {
        return BTreeMap::from([(String::new(), std::fs::read(place).unwrap())]);
    }
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(place).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let inner = contents(&entry.path());
        all.extend(inner.into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
    }
    all
}

/// Both are the same, byte for byte; says where not.
fn same(one: &Path, other: &Path, what: &str) {
    let (one, other) = (contents(one), contents(other));
    let names = |all: &BTreeMap<String, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other), "{what}");
    for (name, bytes) in one {
        assert!(bytes == other[&name], "{what}: {name} differs");
    }
}

/// Exports both ways.
async fn both(store: &Store, folder: &Folder, name: &str) -> [PathBuf; 2] {
    let places = [folder.at(name), folder.at(&format!("{name}.xlsx"))];
    for place in &places {
        export::export(store, None, place, now()).await.unwrap();
    }
    places
}

async fn fresh(folder: &Folder, name: &str) -> Store {
    Store::open(&Address::in_folder(&folder.at(name)), Make::IfMissing).await.unwrap()
}

/// Rows of each table, from its CSV file.
fn count(place: &Path, rows: &mut BTreeMap<String, usize>) {
    for entry in std::fs::read_dir(place).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let records = csv::Reader::from_path(&path).unwrap().into_records().count();
            *rows.entry(name).or_default() += records;
        }
    }
}

/// Out of a file, into the database under test, out, into a file again, out: all the same.
async fn round(seed: u64, rows: &mut BTreeMap<String, usize>) {
    let folder = Folder::new(&format!("export-{seed}"));
    let first = fresh(&folder, "first").await;
    scene::make(&first, seed).await;
    let out = both(&first, &folder, "a").await;
    count(&out[0], rows);
    first.close().await;
    // The even ones leave as a folder and go on as a workbook, the odd ones the other way.
    let way = (seed % 2) as usize;
    let database = Database::new();
    let second = database.open().await;
    export::import(&second, &out[way], Path::new(PROGRAM)).await.unwrap();
    assert_eq!(second.check().await.unwrap(), Vec::<String>::new());
    let again = both(&second, &folder, "b").await;
    second.close().await;
    let third = fresh(&folder, "third").await;
    export::import(&third, &again[1 - way], Path::new(PROGRAM)).await.unwrap();
    let last = both(&third, &folder, "c").await;
    third.close().await;
    for n in 0..2 {
        same(&out[n], &again[n], &format!("scene {seed}, there"));
        same(&out[n], &last[n], &format!("scene {seed}, and back"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_out_comes_back_the_same() {
    rounds(1..=SCENES / 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_out_comes_back_the_same_whatever_it_is() {
    rounds(SCENES / 2 + 1..=SCENES).await;
}

async fn rounds(seeds: std::ops::RangeInclusive<u64>) {
    let mut rows = BTreeMap::new();
    for seed in seeds {
        round(seed, &mut rows).await;
    }
    // Each table was tried, with rows in it.
    for table in &server::store::tidy::TABLES {
        let judged = ["steps", "explanations"].contains(&table.name);
        assert!(judged || rows[table.name] > 0, "{rows:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_managers_said_comes_back_and_history_goes_on() {
    let (server, event) = risen().await;
    let manager = server.client(Who::Manager).await;
    let chance = [
        ("do", "explain"),
        ("line", "calls.answered"),
        ("signal", "outside_above"),
        ("from", RISE),
        ("cause", "chance"),
    ];
    let fields = form(&manager, PATH, &chance).await;
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    let fields = step(&manager, RISE, &event).await;
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    crate::editions::approve(&server, "north", "2025-Q4").await;
    let folder = Folder::new("judged");
    let out = both(&server.house.store, &folder, "a").await;
    let live = server.house.store.list_audit(1).await.unwrap();
    let mut rows = BTreeMap::new();
    count(&out[0], &mut rows);
    assert!(rows["steps"] > 0 && rows["explanations"] > 0, "{rows:?}");
    server.stop().await;
    let database = Database::new();
    let store = database.open().await;
    export::import(&store, &out[0], Path::new(PROGRAM)).await.unwrap();
    same(&out[1], &both(&store, &folder, "b").await[1], "judged");
    // The history is the same, row for row, and goes on from there; the quarter stays locked.
    assert_eq!(store.list_audit(1).await.unwrap(), live);
    store.close().await;
    let reset = ["person", "reset", "--email", "manager@example.org"];
    let said = run(&database, &reset).ok();
    assert!(said.contains("Password, shown this once:"), "{said}");
    let password = said.lines().find_map(|line| line.split("once: ").nth(1)).unwrap().trim();
    let server = Server::over(database, server::backend::Site::default()).await;
    let client = Client::new(server.address);
    assert_eq!(client.sign_in("manager@example.org", password).await.status, 303);
    let staff = Client::new(server.address).sign_in(&Who::Staff.email(), PASSWORD).await;
    assert_ne!(staff.status, 303, "nobody's password came along");
    let page = client.get("/services/north/week/2026-01-05").await;
    assert!(page.text.contains("approved"), "{}", page.text);
    assert_eq!(verify_audit(&server.house.store.list_audit(1).await.unwrap()), None);
    server.stop().await;
}

/// Each change to an export, and what is said of it.
const CHANGES: &[(&str, &str, &str, &str)] = &[
    (
        "counts.csv",
        ",count,140,",
        ",count,-140,",
        "counts.csv, row 737, column value: \"-140\" is not a whole number",
    ),
    ("counts.csv", ",count,140,", ",count,14O,", "column value: \"14O\" is not a whole number"),
    ("counts.csv", ",count,140,", ",count,141,", "counts.csv: A cell is not what was exported."),
    (
        "counts.csv",
        ",count,140,",
        ",not_entered,140,",
        "A count has a number, and nothing else has one.",
    ),
    (
        "counts.csv",
        "north,2026-01-05,",
        "north,2026-01-06,",
        "column week: 2026-01-06 is not a Monday",
    ),
    (
        "counts.csv",
        "north,2026-01-05,calls,",
        "north,2026-01-05,cellar,",
        "There is no channel \"cellar\"",
    ),
    ("counts.csv", "south,", "west,", "There is no service \"west\""),
    ("counts.csv", "week,", "Week,", "Its first row must be: service, week, channel"),
    (
        "channels.csv",
        "phone",
        "pigeon",
        "channels.csv, row 2, column kind: \"pigeon\" is none of: phone",
    ),
    ("people.csv", "yes", "true", "\"true\" is not yes or no."),
    (
        "roles.csv",
        ",manager",
        ",owner",
        "column role: \"owner\" is none of: staff, manager, trustee.",
    ),
    (
        "history.csv",
        "the command line",
        "nobody at all",
        "history.csv: A cell is not what was exported.",
    ),
    ("contents.csv", "weeks", "weaks", "contents.csv: It does not name weeks."),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_is_refused_and_named() {
    let server = Server::start().await;
    let folder = Folder::new("changed");
    let out = both(&server.house.store, &folder, "a").await;
    let database = Database::new();
    let store = database.open().await;
    let refused = async |place: &Path, expected: &str| {
        match export::import(&store, place, Path::new(PROGRAM)).await {
            Err(trouble @ (Trouble::Refused(_) | Trouble::Store(_))) => {
                let said = trouble.to_string();
                assert!(said.contains(expected), "{expected}: {said}");
            }
            other => panic!("{expected}: {other:?}"),
        }
        assert_eq!(store.list_services().await.unwrap().len(), 0, "{expected}");
    };
    for (file, from, to, expected) in CHANGES {
        let path = out[0].join(file);
        let whole = std::fs::read_to_string(&path).unwrap();
        assert!(whole.contains(from), "{file} has {from}");
        std::fs::write(&path, whole.replacen(from, to, 1)).unwrap();
        refused(&out[0], expected).await;
        std::fs::write(&path, whole).unwrap();
    }
    // A row less, a row twice, a file less.
    let path = out[0].join("events.csv");
    let counts = out[0].join("counts.csv");
    let whole = std::fs::read_to_string(&counts).unwrap();
    let last = whole.trim_end().rsplit_once("\r\n").unwrap().1.to_owned();
    std::fs::write(&counts, format!("{whole}{last}\r\n")).unwrap();
    refused(&out[0], "This row stands there twice").await;
    std::fs::write(&counts, whole.trim_end().strip_suffix(&last).unwrap()).unwrap();
    refused(&out[0], "rows, and").await;
    std::fs::write(&counts, whole).unwrap();
    std::fs::rename(&path, folder.at("away")).unwrap();
    refused(&out[0], "events.csv: It cannot be read").await;
    std::fs::rename(folder.at("away"), &path).unwrap();
    // No workbook, half a workbook, another one.
    let other = folder.at("other.xlsx");
    let manager = server.client(Who::Manager).await;
    let workbook = manager.request("GET", "/services/north/files/calls-answered.xlsx");
    std::fs::write(&other, workbook.send().await.unwrap().bytes().await.unwrap()).unwrap();
    for (bytes, expected) in [
        (b"counts".to_vec(), "neither a folder nor an Excel workbook"),
        (std::fs::read(&out[1]).unwrap()[..9000].to_vec(), "cannot be read"),
        (std::fs::read(&other).unwrap(), "has no sheet installation"),
    ] {
        let place = folder.at("odd.xlsx");
        std::fs::write(&place, bytes).unwrap();
        refused(&place, expected).await;
    }
    // As it was, it is taken; but not twice.
    export::import(&store, &out[1], Path::new(PROGRAM)).await.unwrap();
    let again = export::import(&store, &out[0], Path::new(PROGRAM)).await;
    assert!(again.unwrap_err().to_string().contains("not empty"));
    assert!(export::export(&store, None, &out[0], now()).await.is_err(), "nothing is written over");
    store.close().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_service_leaves_by_the_page_and_by_the_command() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let page = manager.get("/services/north/export").await;
    assert_eq!(page.status, 200, "{}", page.text);
    for from in ["trends", "about", "quarters"] {
        let from = manager.get(&format!("/services/north/{from}")).await;
        assert!(from.text.contains("href=\"/services/north/export\""), "{}", from.text);
    }
    for (file, kind) in [("counts.csv", "text/csv"), ("everything.xlsx", "application/vnd.")] {
        assert!(page.text.contains(&format!("/services/north/export/{file}")), "{}", page.text);
        let got = manager.get(&format!("/services/north/export/{file}")).await;
        assert_eq!(got.status, 200, "{}", got.text);
        let header = |name: &str| got.headers[name].to_str().unwrap().to_owned();
        assert!(header("content-type").starts_with(kind));
        assert_eq!(
            header("content-disposition"),
            format!("attachment; filename=\"north-2026-04-15-{file}\"")
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("cache-control").contains("no-store"));
        if file == "counts.csv" {
            assert!(
                got.text.contains("north,2026-01-05,calls,answered,count,140,"),
                "{}",
                got.text
            );
            assert!(!got.text.contains("south"), "another service's are not in it");
        }
    }
    assert_eq!(manager.get("/services/north/export/people.csv").await.status, 404);
    let staff = server.client(Who::Staff).await;
    assert_eq!(staff.get("/services/north/export/counts.csv").await.status, 403);
    let folder = Folder::new("one");
    let place = folder.at("north").to_string_lossy().into_owned();
    run(server.database(), &["export", "--service", "north", "--to", &place]).ok();
    let people = std::fs::read_to_string(folder.at("north/people.csv")).unwrap();
    assert!(people.contains("manager@example.org") && !people.contains("stranger@example.org"));
    // It comes back by itself, and its counts by the import of counts too.
    let database = Database::new();
    run(&database, &["import-all", &place]).ok();
    let again = folder.at("again").to_string_lossy().into_owned();
    run(&database, &["export", "--service", "north", "--to", &again]).ok();
    let without_time = |place: &str| {
        let mut all = contents(Path::new(place));
        let readme = String::from_utf8(all.remove("README.txt/").unwrap()).unwrap();
        let kept: Vec<_> = readme.lines().filter(|line| !line.starts_with("Made: ")).collect();
        (all, kept.join("\n"))
    };
    assert!(without_time(&place) == without_time(&again));
    let counts = format!("{place}/counts.csv");
    let said = run(&database, &["import", "--service", "north", &counts]).ok();
    assert!(said.to_lowercase().contains("nothing"), "{said}");
    server.stop().await;
}
