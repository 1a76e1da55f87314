//! `beforehand import` from outside: what it refuses, and that it then changed nothing.

use beforehand::entry::{CellChange, WeekChange};
use beforehand::quarter::YearStart;
use beforehand::service::{Collected, Field, Kind, Timetable};
use beforehand::week::Week;
use chrono::NaiveDateTime;
use server::store::{
    Actor, NewChannel, NewService, Refused, SaveImport, SaveWeeks, Source, Target, WeekSave,
    verify_audit,
};

use crate::program::{Scrap, run};
use crate::support::Database;

const HEADING: &str = "week,channel,field,value,state,note,open_days";

fn file(name: &str, rows: &[&str]) -> Scrap {
    Scrap::new(name, format!("{HEADING}\n{}\n", rows.join("\n")))
}

const IMPORT: [&str; 5] = ["import", "--service", "north", "--today", "2026-04-15"];

fn with<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&IMPORT[..], rest].concat()
}

#[test]
fn only_create_makes_a_database() {
    let database = Database::new();
    let good = file("create.csv", &["2026-01-05,calls,answered,100,,,"]);
    if database.arguments()[1].starts_with("sqlite") {
        run(&database, &with(&[good.name()])).refused(1);
        let said = run(&database, &with(&["--create", "--dry-run", good.name()])).ok();
        assert!(said.contains("2026-01-05 calls.answered: not entered → 100"), "{said}");
        run(&database, &["service", "list"]).refused(1);
    }
    let said = run(&database, &with(&["--create", good.name()])).ok();
    assert!(said.contains("1 figure(s) of 1 week(s)"), "{said}");
    assert!(run(&database, &["service", "list"]).ok().contains("calls  phone"));
}

#[test]
fn a_rehearsal_and_a_bad_row_change_nothing() {
    let database = Database::new();
    let good = file(
        "first.csv",
        &["2026-01-05,calls,answered,100,,,", "2026-01-12,calls,answered,110,,,"],
    );
    run(&database, &with(&["--create", good.name()])).ok();
    let whole = run(&database, &["check"]).ok();

    let more =
        file("more.csv", &["2026-01-12,calls,answered,111,,,", "2026-01-19,calls,answered,90,,,"]);
    let said = run(&database, &with(&["--dry-run", more.name()])).ok();
    assert!(said.contains("2026-01-12 calls.answered: 110 → 111"), "{said}");
    assert!(said.contains("2026-01-19 calls.answered: not entered → 90"), "{said}");

    let bad =
        file("bad.csv", &["2026-01-12,calls,answered,111,,,", "2026-01-20,calls,answered,9.5,,,"]);
    let said = run(&database, &with(&[bad.name()])).refused(1);
    assert!(said.contains("row 3, column week"), "{said}");
    let parts =
        file("parts.csv", &["2026-01-19,calls,answered,9,,,", "2026-01-19,calls,before,5,,,"]);
    let said = run(&database, &with(&[parts.name()])).refused(1);
    assert!(said.contains("row 3") && said.contains("--create"), "{said}");
    run(&database, &with(&[good.name()])).ok();
    assert_eq!(run(&database, &["check"]).ok(), whole, "nothing was written");

    assert!(run(&database, &with(&[more.name()])).ok().contains("2 figure(s) of 2 week(s)"));
    assert_ne!(run(&database, &["check"]).ok(), whole);
}

#[test]
fn states_and_open_days_stay_as_they_were_said() {
    let database = Database::new();
    let rows = [
        "2026-01-05,calls,answered,100,,,",
        "2026-01-05,calls,before,20,,,",
        "2026-01-05,calls,after,30,count,By hand,",
        "2026-01-12,calls,,,closed,Flood,0",
        "2026-01-19,calls,answered,0,,,3",
        "2026-01-19,calls,before,,not_collected,,",
        "2026-01-19,calls,after,,not_entered,,",
        "2026-01-26,calls,answered,,,,",
    ];
    let states = file("states.csv", &rows);
    let accept = ["--accept-doubtful", "Nobody rang", states.name()];
    run(&database, &with(&[&["--create", "--open", "mon-fri"], &accept[..]].concat())).ok();
    assert!(run(&database, &with(&accept)).ok().contains("Changed nothing"));
    let said = run(
        &database,
        &[
            "report",
            "--service",
            "north",
            "--quarter",
            "2025-Q4",
            "--json",
            "--today",
            "2026-04-15",
        ],
    );
    let json: serde_json::Value = serde_json::from_str(&said.ok()).unwrap();
    let calls = crate::program::row(&json, "calls", "answered");
    assert_eq!((calls["count"].as_u64(), calls["weeks"].as_u64()), (Some(100), Some(2)));
    assert_eq!(calls["open_days"].as_u64(), Some(5 + 3));
}

#[test]
fn what_is_not_understood_ends_with_2() {
    let database = Database::new();
    let good = file("usage.csv", &["2026-01-05,calls,answered,100,,,"]);
    for rest in [
        vec!["--map", "a=b.answered", good.name()],
        vec!["--week-column", "w", "--map", "a=b.nothing", good.name()],
        vec!["--week-ends", "someday", good.name()],
        vec!["--where", "region", good.name()],
        vec!["--kind", "calls=phone", good.name()],
        vec![],
    ] {
        run(&database, &with(&rest)).refused(2);
    }
    let said = run(&database, &with(&["--create", "no such file.csv"])).refused(1);
    assert!(said.contains("Check its name"), "{said}");
}

/// A service, a channel and a week that names a channel nobody added.
fn refused_at_the_end(now: NaiveDateTime) -> SaveImport {
    let first = Week::parse("2026-01-05").unwrap();
    let mut change = WeekChange::new(first);
    change.cells.push(CellChange {
        channel: 2,
        field: Field::Answered,
        count: Some(7),
        note: None,
    });
    let weeks = SaveWeeks {
        actor: Actor::Console,
        key: None,
        service: 0,
        weeks: vec![WeekSave { change, expected: None }],
        source: Source::Import("counts.csv".to_owned()),
        reason: None,
        rehearsal: false,
        now,
        today: now.date(),
    };
    let service = NewService {
        slug: "north".to_owned(),
        name: "Helpline North".to_owned(),
        year_start: YearStart::April,
        time_zone: "Europe/London".to_owned(),
    };
    let channel = NewChannel {
        slug: "calls".to_owned(),
        name: "Calls".to_owned(),
        noun: "Calls".to_owned(),
        kind: Kind::Phone,
        first,
        timetables: vec![Timetable { from: first.monday(), days: Timetable::EVERY_DAY }],
        collected: vec![Collected { field: Field::Answered, from: first, to: None }],
    };
    SaveImport {
        actor: Actor::Console,
        service: Target::New(service),
        added: vec![(1, channel)],
        changed: vec![],
        weeks,
        now,
    }
}

#[tokio::test]
async fn what_is_refused_at_the_last_step_leaves_no_service_behind() {
    let database = Database::new();
    let store = database.open().await;
    let now = "2026-04-15T09:00:00".parse().unwrap();
    let order = refused_at_the_end(now);
    let refused = store.save_import(order.clone()).await.unwrap_err();
    assert!(matches!(refused, Refused::Invalid(_)), "{refused:?}");
    assert_eq!(store.list_services().await.unwrap(), []);

    // The same with the right channel is taken whole, with both chains in order.
    let mut order = order;
    order.weeks.weeks[0].change.cells[0].channel = 1;
    store.save_import(order).await.unwrap();
    let service = store.find_service("north").await.unwrap().unwrap();
    assert_eq!(service.channels.len(), 1);
    for chain in [0, service.id] {
        let rows = store.list_audit(chain).await.unwrap();
        assert!(!rows.is_empty());
        assert_eq!(verify_audit(&rows), None);
    }
    store.close().await;
}
