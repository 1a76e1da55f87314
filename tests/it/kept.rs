//! What a server keeps of a service is never older than the database: a second server changes it
//! behind the first one's back.
//!
//! Seen to fail when what is kept is found without its data version.

use beforehand::entry::{CellChange, WeekChange};
use beforehand::service::{Event, EventKind, Field};
use beforehand::week::Week;
use server::store::{Actor, Refused, SaveWeeks, Source, Store, WeekSave};

use crate::support::{Database, MONDAY, TODAY, seed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_agree_at_once() {
    let database = Database::new();
    let (one, two) = (database.open().await, database.open().await);
    seed(&one).await;
    let north = one.find_service("north").await.unwrap().unwrap();
    let calls = north.channel_named("calls").unwrap().id;
    let monday = Week::parse(MONDAY).unwrap();
    let see = async |store: &Store| {
        let weeks = monday.plus(-5)..=Week::LAST;
        let found = store.find_weeks(north.id, Some(weeks), monday..=monday).await.unwrap();
        let (ledger, stamps) = found.unwrap();
        let events = ledger.service.events.len();
        let version = stamps.first().map_or(0, |stamp| stamp.version);
        (ledger.count((calls, Field::Missed, monday)), events, version)
    };
    let save = async |store: &Store, count, expected| {
        let cell =
            CellChange { channel: calls, field: Field::Missed, count: Some(count), note: None };
        let change = WeekChange { cells: vec![cell], ..WeekChange::new(monday) };
        let order = SaveWeeks {
            actor: Actor::Console,
            key: None,
            service: north.id,
            weeks: vec![WeekSave { change, expected: Some(expected) }],
            source: Source::Page,
            reason: None,
            rehearsal: false,
            now: TODAY.and_hms_opt(10, 0, 0).unwrap(),
            today: TODAY,
        };
        store.save_weeks(order).await
    };
    let (_, events, first) = see(&one).await;
    assert_eq!(see(&one).await, see(&two).await);
    for n in 1..=20 {
        let (writer, reader) = if n % 2 == 0 { (&one, &two) } else { (&two, &one) };
        let version = first + n as i32;
        save(writer, n, version - 1).await.unwrap();
        assert_eq!(see(reader).await, (Some(n), events, version));
        let late = save(reader, 999, version - 1).await;
        assert!(matches!(late, Err(Refused::Conflict(_))), "{late:?}");
        // From what is kept, the same count again is no change.
        assert!(save(reader, n, version).await.unwrap().weeks.is_empty());
    }
    let event = Event {
        id: String::new(),
        channel: None,
        kind: EventKind::Press,
        name: "A film on television".to_owned(),
        from: monday.monday(),
        to: monday.monday(),
    };
    let now = TODAY.and_hms_opt(11, 0, 0).unwrap();
    two.save_event(&Actor::Console, north.id, event, None, now).await.unwrap();
    assert_eq!(see(&one).await.1, events + 1);
}
