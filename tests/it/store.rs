//! The store by its own calls: one story, one result on both databases; nothing lost, doubled or
//! changed behind its back.
//!
//! Seen to fail: the story with an unexpected result, the small count with a table of few pages (30.03
//! bytes each; 25.2 in a long one). The others have not been seen to fail by breaking the store.
//! One file although it is long: every test uses the same few orders and the same dump.

use std::fmt::Write as _;
use std::time::Duration;

use beforehand::entry::{CellChange, CollectChange, OpenChange, WeekChange};
use beforehand::quarter::YearStart;
use beforehand::service::{
    Closure, Collected, Definition, Event, EventKind, Field, Kind, Timetable,
};
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};
use server::store::{
    Actor, Address, DefinitionOrder, NewChannel, NewService, Refused, SaveWeeks, Saved, Source,
    Store, StoreError, WeekSave, verify_audit,
};

use crate::support::{Database, MONDAY, TODAY, add_staff, seed};

/// Rows of the story's result, hashed: the same on SQLite and PostgreSQL.
const STORY: &str = "97db8815a3d7a65aeaa1f25fe2bc80b9f958bd44332532ae284cb28014961c62";

fn now() -> NaiveDateTime {
    TODAY.and_hms_milli_opt(10, 11, 12, 345).unwrap()
}

fn week(monday: &str) -> Week {
    Week::parse(monday).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An order that names one week of a service.
fn order(service: i32, change: WeekChange, expected: Option<i32>) -> SaveWeeks {
    SaveWeeks {
        actor: Actor::Console,
        key: None,
        service,
        weeks: vec![WeekSave { change, expected }],
        source: Source::Page,
        reason: None,
        rehearsal: false,
        now: now(),
        today: TODAY,
    }
}

/// A change of one figure.
fn one(week: Week, channel: i32, field: Field, count: Option<u32>) -> WeekChange {
    let cells = vec![CellChange { channel, field, count, note: None }];
    WeekChange { cells, ..WeekChange::new(week) }
}

/// A seeded database, and the numbers of `north`, its phone line and its website.
async fn seeded() -> (Database, Store, [i32; 3]) {
    let database = Database::new();
    let store = database.open().await;
    seed(&store).await;
    let north = store.find_service("north").await.unwrap().unwrap();
    let number = |slug| north.channels.iter().find(|one| one.slug == slug).unwrap().id;
    let numbers = [north.id, number("calls"), number("website")];
    (database, store, numbers)
}

/// Everything of a service as text, without what is random: ids of people and events, hashes.
async fn dump(store: &Store, service: i32) -> String {
    let ledger = store.ledger(service).await.unwrap().unwrap();
    let mut text = format!("{:#?}\n", ledger.service);
    for (key, count) in ledger.counts() {
        writeln!(text, "{key:?} {count} {:?}", ledger.note(key)).unwrap();
    }
    let (first, last) = (week("2025-12-29"), week("2026-04-13"));
    for channel in &ledger.service.channels {
        for field in channel.kind.fields() {
            let series = ledger.series(channel, *field, last);
            let points = series.between(first, last);
            writeln!(text, "{} {field:?} {points:?}", channel.slug).unwrap();
        }
    }
    for stamp in store.list_weeks(service, first, last).await.unwrap() {
        writeln!(text, "{stamp:?}").unwrap();
    }
    for chain in [0, service] {
        for row in store.list_audit(chain).await.unwrap() {
            let said = (row.seq, row.at, row.actor_name, row.action, row.object);
            writeln!(text, "{said:?} {} {}", row.before, row.after).unwrap();
        }
    }
    let version = store.data_version(service).await.unwrap();
    writeln!(text, "{version:?}").unwrap();
    for event in &ledger.service.events {
        text = text.replace(&event.id, &event.name);
    }
    for person in store.list_people().await.unwrap() {
        text = text.replace(&person.id, &person.email);
    }
    text
}

#[tokio::test]
async fn every_query_fits_the_schema() {
    let (_database, store, _) = seeded().await;
    assert_eq!(store.check_queries().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    store.ready().await.unwrap();
}

#[tokio::test]
async fn a_long_story_ends_the_same_on_both_databases() {
    let (_database, store, [service, calls, website]) = seeded().await;
    let actor = Actor::Console;
    let closure = |from, to, reason: &str, channel| Closure {
        channel,
        from: date(from),
        to: date(to),
        reason: reason.to_owned(),
    };
    let days = vec![
        closure("2026-04-03", "2026-04-03", "Good Friday", None),
        closure("2026-04-06", "2026-04-06", "Easter Monday", None),
        closure("2026-02-03", "2026-02-04", "Ünlit – no power", Some(calls)),
    ];
    store.save_closures(&actor, service, days, now()).await.unwrap();
    let gone = closure("2026-04-06", "2026-04-06", "Easter Monday", None);
    store.remove_closure(&actor, service, gone, now()).await.unwrap();
    let mut event = Event {
        id: String::new(),
        channel: Some(website),
        kind: EventKind::Press,
        name: "TV film".to_owned(),
        from: date("2026-02-10"),
        to: date("2026-02-10"),
    };
    event.id = store.save_event(&actor, service, event.clone(), None, now()).await.unwrap();
    event.name = "TV documentary".to_owned();
    store.save_event(&actor, service, event.clone(), Some(1), now()).await.unwrap();
    let late = store.save_event(&actor, service, Event { channel: None, ..event }, Some(1), now());
    assert!(matches!(late.await, Err(Refused::Conflict(_))));
    let text = "A contact is counted once.".to_owned();
    let definition = Definition { version: 1, from: week("2026-01-05"), text };
    let definition =
        DefinitionOrder { actor: actor.clone(), key: None, service, definition, now: now() };
    store.save_definition(definition).await.unwrap();

    add_staff(&store, "Zoë@Example.org", "Zoë O'Neil").await;
    let zoe = store.find_person_by_email("ZOË@example.ORG").await.unwrap().unwrap();
    let staff = Actor::Person(zoe.id.clone());
    let monday = week(MONDAY);
    let mut change = one(monday, calls, Field::Answered, Some(151));
    change.cells[0].note = Some("Two 'quotes' and ✓".to_owned());
    change.open = vec![(calls, OpenChange::Days(4)), (website, OpenChange::AsUsual)];
    let by_staff = SaveWeeks { actor: staff.clone(), ..order(service, change, Some(0)) };
    assert_eq!(store.save_weeks(by_staff).await.unwrap().weeks[0].version, 1);
    store
        .save_weeks(order(service, one(monday, calls, Field::Answered, None), Some(1)))
        .await
        .unwrap();
    let mut shut = WeekChange::new(monday.next());
    shut.open = vec![(calls, OpenChange::Closed("Flood".to_owned()))];
    store.save_weeks(order(service, shut, Some(0))).await.unwrap();
    let mut ends = WeekChange::new(monday);
    let (collected, this_week_only) = (false, false);
    ends.collect =
        vec![CollectChange { channel: website, field: Field::Visitors, collected, this_week_only }];
    store.save_weeks(order(service, ends, Some(2))).await.unwrap();

    let refused = store.save_weeks(SaveWeeks {
        actor: staff.clone(),
        ..order(service, one(week("2026-04-20"), calls, Field::Missed, Some(1)), None)
    });
    assert!(matches!(refused.await, Err(Refused::Invalid(_))), "a week to come");
    store.set_active(&actor, &zoe.id, false, now()).await.unwrap();
    let change = one(monday, calls, Field::Missed, Some(1));
    let refused = store.save_weeks(SaveWeeks { actor: staff, ..order(service, change, None) });
    assert_eq!(refused.await, Err(Refused::Forbidden));
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());

    let text = dump(&store, service).await;
    let hash = server::session::hash(&text);
    assert!(hash == STORY, "{text}\n{hash}");
}

/// Changes a word in the history behind the store's back.
fn tamper(database: &Database, from: &str, to: &str) {
    match &database.address {
        Address::Sqlite(path) => {
            let mut bytes = std::fs::read(path).unwrap();
            let places: Vec<usize> = (0..bytes.len() - from.len())
                .filter(|at| bytes[*at..].starts_with(from.as_bytes()))
                .collect();
            assert_eq!((places.len(), from.len()), (1, to.len()));
            bytes[places[0]..places[0] + to.len()].copy_from_slice(to.as_bytes());
            std::fs::write(path, bytes).unwrap();
        }
        Address::Postgres(url) => {
            let order = format!("update audit set after = replace(after, '{from}', '{to}')");
            let done = std::process::Command::new("psql")
                .args(["--quiet", "--no-psqlrc", "--command", &order, url])
                .status();
            assert!(done.unwrap().success());
        }
    }
}

#[tokio::test]
async fn a_changed_history_is_found() {
    let (database, store, [service, calls, _]) = seeded().await;
    let change = one(week(MONDAY), calls, Field::Missed, Some(31));
    let reason = Some("Because of rain".to_owned());
    store.save_weeks(SaveWeeks { reason, ..order(service, change, Some(0)) }).await.unwrap();
    let rows = store.list_audit(service).await.unwrap();
    assert_eq!(verify_audit(&rows), None);
    assert_eq!(verify_audit(&rows[1..]).map(|(seq, _)| seq), Some(1), "the first is gone");
    store.close().await;

    tamper(&database, "Because of rain", "Because of wind");
    let store = database.open().await;
    let said = store.check().await.unwrap();
    let expected = format!(
        "The history of \"north\" does not hold: row {} was changed after it was written.",
        rows.len()
    );
    assert_eq!(said, [expected]);
}

#[tokio::test]
async fn the_same_import_again_writes_nothing() {
    let (_database, store, [service, calls, website]) = seeded().await;
    let weeks: Vec<WeekSave> = (0..60)
        .map(|n| {
            let mut change = one(week("2024-06-03").plus(n), calls, Field::Missed, Some(n as u32));
            change.cells.extend(one(change.week, website, Field::Visits, Some(5000)).cells);
            WeekSave { change, expected: None }
        })
        .collect();
    let import = SaveWeeks {
        weeks,
        source: Source::Import("counts.csv".to_owned()),
        ..order(service, WeekChange::new(week("2024-06-03")), None)
    };
    assert_eq!(store.save_weeks(import.clone()).await.unwrap().weeks.len(), 60);
    let before = dump(&store, service).await;
    let again = store.save_weeks(import.clone()).await.unwrap();
    assert_eq!(again.weeks, Vec::new());
    let rehearsal = SaveWeeks { rehearsal: true, ..import };
    assert_eq!(store.save_weeks(rehearsal).await.unwrap().weeks, Vec::new());
    assert!(dump(&store, service).await == before, "something was written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_sent_two_hundred_times_has_one_effect() {
    let (_database, store, [service, calls, _]) = seeded().await;
    let before = store.list_audit(service).await.unwrap().len();
    let change = one(week(MONDAY), calls, Field::Missed, Some(31));
    let order = SaveWeeks { key: Some("k".to_owned()), ..order(service, change, Some(0)) };
    let senders = (0..8).map(|_| {
        let (store, order) = (store.clone(), order.clone());
        tokio::spawn(async move {
            let mut answers = Vec::new();
            for _ in 0..25 {
                answers.push(store.save_weeks(order.clone()).await.unwrap());
            }
            answers
        })
    });
    let mut answers: Vec<Saved> = Vec::new();
    for sender in senders.collect::<Vec<_>>() {
        answers.extend(sender.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|answer| !answer.again).count(), 1);
    let plain = |answer: &Saved| Saved { again: false, ..answer.clone() };
    assert!(answers.iter().all(|answer| plain(answer) == plain(&answers[0])));
    assert_eq!(store.list_audit(service).await.unwrap().len(), before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_editors_of_one_cell_lose_nothing() {
    let (_database, store, [service, calls, _]) = seeded().await;
    let monday = week(MONDAY);
    let mut editors = Vec::new();
    for n in 0..8 {
        let email = format!("editor{n}@example.org");
        add_staff(&store, &email, &format!("Editor {n}")).await;
        let actor = Actor::Person(store.find_person_by_email(&email).await.unwrap().unwrap().id);
        let store = store.clone();
        editors.push(tokio::spawn(async move {
            let (mut won, mut lost) = (0, 0);
            for _ in 0..50 {
                let stamp = store.find_week(service, monday).await.unwrap();
                let version = stamp.map_or(0, |stamp| stamp.version);
                // Each save adds one, so the count is the version it was made from, and one.
                let change = one(monday, calls, Field::Missed, Some(version as u32 + 1));
                let actor = actor.clone();
                let save = SaveWeeks { actor, ..order(service, change, Some(version)) };
                match store.save_weeks(save).await {
                    Ok(saved) => {
                        assert_eq!(saved.weeks[0].version, version + 1);
                        won += 1;
                    }
                    Err(Refused::Conflict(conflict)) => {
                        assert!(conflict.version > version && conflict.by.starts_with("Editor"));
                        lost += 1;
                    }
                    Err(other) => panic!("{other}"),
                }
            }
            (won, lost)
        }));
    }
    let (mut won, mut lost) = (0, 0);
    for editor in editors {
        let done = editor.await.unwrap();
        won += done.0;
        lost += done.1;
    }
    assert_eq!(won + lost, 400);
    assert!(lost > 0, "nobody met anybody");
    let ledger = store.ledger(service).await.unwrap().unwrap();
    assert_eq!(ledger.count((calls, Field::Missed, monday)), Some(won));
    let rows = store.list_audit(service).await.unwrap();
    let object = format!("week {monday}");
    let saves = rows.iter().filter(|row| row.object == object).count();
    assert_eq!(saves, won as usize);
    assert_eq!(verify_audit(&rows), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_who_goes_away_leaves_no_transaction() {
    let (_database, store, [service, calls, _]) = seeded().await;
    let monday = week(MONDAY);
    for n in 0..200_u32 {
        let change = one(monday, calls, Field::Missed, Some(n));
        let save = store.save_weeks(order(service, change, None));
        let patience = Duration::from_micros(u64::from(n) * 37 % 4000);
        let _ = tokio::time::timeout(patience, save).await;
        let _ = tokio::time::timeout(patience / 4, store.ledger(service)).await;
        let _ = tokio::time::timeout(patience / 8, store.find_week(service, monday)).await;
    }
    // Those that went away may fill every line to the database for a while, on a slow machine.
    let last = async {
        loop {
            let change = one(monday, calls, Field::Missed, Some(1000));
            match store.save_weeks(order(service, change, None)).await {
                Err(Refused::Store(StoreError::Busy(_))) => {}
                other => break other,
            }
        }
    };
    let last = tokio::time::timeout(Duration::from_secs(30), last).await;
    last.expect("a transaction is stuck").unwrap();
    // Orders whose callers went away are carried out all the same; let the last of them end.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let version = store.find_week(service, monday).await.unwrap().unwrap().version;
    let rows = store.list_audit(service).await.unwrap();
    let object = format!("week {monday}");
    let saves = rows.iter().filter(|row| row.object == object).count();
    assert_eq!(saves, version as usize, "half of a change");
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

/// Pages of the table `counts`, told by the shape of their first row: five columns, the second a
/// text of ten characters, the others numbers. (No other tree has it while there are no notes.)
fn pages_of_counts(file: &[u8]) -> usize {
    let size = usize::from(u16::from_be_bytes([file[16], file[17]]));
    let is_ours = |page: &&[u8]| {
        let (start, pointer) = match page[0] {
            0x0a => (8, 0),
            0x02 => (12, 4),
            _ => return false,
        };
        let cell = usize::from(u16::from_be_bytes([page[start], page[start + 1]])) + pointer;
        let Some(row) = page.get(cell + 1..cell + 7) else { return false };
        row[0] == 6 && row[2] == 33 && [1, 3, 4, 5].iter().all(|at| row[*at] < 10)
    };
    file.chunks(size).filter(is_ours).count() * size
}

#[tokio::test]
async fn a_count_is_small() {
    let database = Database::new();
    let Address::Sqlite(path) = &database.address else { return };
    let store = database.open().await;
    let new = NewService {
        slug: "west".to_owned(),
        name: "West Helpline".to_owned(),
        year_start: YearStart::April,
        time_zone: "Europe/London".to_owned(),
    };
    let service = store.add_service(&Actor::Console, new, now()).await.unwrap();
    let first = week("2001-01-01");
    let collect = |field: &Field| Collected { field: *field, from: first, to: None };
    let new = NewChannel {
        slug: "calls".to_owned(),
        name: "Calls".to_owned(),
        noun: "Calls".to_owned(),
        kind: Kind::Phone,
        first,
        timetables: vec![Timetable { from: first.monday(), days: Timetable::EVERY_DAY }],
        collected: Kind::Phone.fields().iter().map(collect).collect(),
    };
    let channel = store.add_channel(&Actor::Console, service, new, now()).await.unwrap();
    let weeks = (0..1300).map(|n| {
        let mut change = WeekChange::new(first.plus(n));
        for field in Kind::Phone.fields() {
            let count = if *field == Field::Answered { 9000 } else { 1000 };
            change.cells.extend(one(change.week, channel, *field, Some(count)).cells);
        }
        WeekSave { change, expected: None }
    });
    let weeks = weeks.collect();
    let order = SaveWeeks { weeks, ..order(service, WeekChange::new(first), None) };
    store.save_weeks(order).await.unwrap();
    let rows = store.ledger(service).await.unwrap().unwrap().counts().count();
    store.close().await;
    let bytes = pages_of_counts(&std::fs::read(path).unwrap());
    assert!(bytes > 20 * rows && bytes <= 30 * rows, "{bytes} bytes for {rows} counts");
}
