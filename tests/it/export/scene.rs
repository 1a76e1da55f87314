//! Made-up databases, each another one by its number, written through the store's own doors: weeks
//! entered and owed, closed and open for less, channels that ended, texts that mean harm, quarters that
//! were approved and opened again.

use beforehand::edition::concerns;
use beforehand::entry::{CellChange, CollectChange, OpenChange, WeekChange};
use beforehand::judgement::Good;
use beforehand::quarter::Quarter;
use beforehand::role::Role;
use beforehand::service::{
    Closure, Collected, Definition, Event, EventKind, Field, Kind, Timetable, UsualLimits,
};
use beforehand::setting::SessionTimes;
use beforehand::week::Week;
use chrono::{Days, NaiveDate, NaiveDateTime};
use server::store::{
    Actor, ApprovalOrder, Arrival, Arrived, ClosureOrder, DefinitionOrder, Demand, Existing,
    Installation, InstallationOrder, Judge, JudgementOrder, NewChannel, PersonDraft, Refused,
    ReopenOrder, SaveWeeks, Source, Store, WeekSave, WishOrder,
};

use crate::support::{TODAY, seed};

/// Texts that files, spreadsheets, markup and readers stumble over.
const TEXTS: [&str; 24] = [
    "=1+1",
    "+44 20 7946 0000",
    "-",
    "@SUM(A1)",
    "'=quoted",
    "''",
    "a, \"b\"; c",
    "<r><t>x</t></r>",
    "_x000D_ and _x005F_",
    "007",
    "1e5",
    "2026-01-05",
    "TRUE",
    "#N/A",
    "ünïcödé ☎️ 電話 ‏עברית",
    "\u{202e}backwards",
    "\u{feff}mark",
    "</script><script>alert(1)</script>",
    "' or 1=1 --",
    "null",
    "%00%0d%0a",
    "a\\nb",
    "ends with a quote\"",
    "\u{fffe}\u{ffff}",
];

/// The next number of a sequence that a seed fixes (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn text(&mut self) -> String {
        let parts = 1 + self.below(3);
        let parts: Vec<_> =
            (0..parts).map(|_| TEXTS[self.below(TEXTS.len() as u64) as usize]).collect();
        parts.join([" ", "", "  "][self.below(3) as usize])
    }

    /// A text that the doors take as a name.
    fn name(&mut self) -> String {
        let text: String = self.text().chars().take(90).collect();
        if text.trim().is_empty() { "name".to_owned() } else { text }
    }
}

fn now() -> NaiveDateTime {
    TODAY.and_hms_milli_opt(9, 0, 0, 7).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Whether a door took it; some texts no door takes, and that is as it should be.
fn tried<T>(answer: Result<T, Refused>) -> bool {
    match answer {
        Ok(_) => true,
        Err(Refused::Invalid(_)) => false,
        Err(other) => panic!("{other:?}"),
    }
}

/// Fills an empty database.
pub async fn make(store: &Store, number: u64) {
    let mut chance = Chance(number);
    seed(store).await;
    let old = store.installation().await.unwrap();
    let session = SessionTimes { idle_minutes: 10, life_hours: 8 };
    let new = Installation { organisation: chance.name(), draft_days: 30, session, ..old };
    let order = InstallationOrder { actor: Actor::Console, new, now: now() };
    tried(store.change_installation(order).await);
    tried(store.save_demand(&Actor::Console, Demand::Everybody, 0, now()).await);
    let services = store.list_services().await.unwrap();
    for id in services.into_iter().map(|service| service.id) {
        channel(store, id, &mut chance).await;
        closures(store, id, &mut chance).await;
        events(store, id, &mut chance).await;
        definition(store, id, &mut chance).await;
        weeks(store, id, &mut chance).await;
        judge(store, id, &mut chance).await;
        if chance.below(3) > 0 {
            approve(store, id, &mut chance).await;
        }
    }
    let draft = PersonDraft {
        email: format!("o'{number}=x@example.org"),
        name: chance.name(),
        admin: chance.below(2) == 0,
        password: None,
    };
    let roles = [(1, Role::Trustee)];
    let person = store.add_person(&Actor::Console, draft, &roles, now()).await.unwrap();
    let wish = WishOrder { person, service: 1, wanted: true, now: now() };
    store.save_wish(wish).await.unwrap();
    let arrival = Arrival {
        issuer: "https://id.example.org".to_owned(),
        subject: chance.name(),
        email: format!("came{number}@example.org"),
        verified: false,
        name: chance.name(),
        roles: vec![(2, Role::Staff)],
        now: now(),
    };
    assert!(matches!(store.arrive(arrival).await, Ok(Arrived::In(_))));
}

async fn channel(store: &Store, service: i32, chance: &mut Chance) {
    let first = Week::containing(day("2025-11-03"));
    let collected = |field: &Field| Collected { field: *field, from: first, to: None };
    let kind = [Kind::Chat, Kind::Message, Kind::Email][chance.below(3) as usize];
    let days = 1 + chance.below(127) as u8;
    let new = NewChannel {
        slug: "third".to_owned(),
        name: chance.name(),
        noun: chance.name(),
        kind,
        first,
        timetables: vec![Timetable { from: first.monday(), days }],
        collected: kind.fields().iter().map(collected).collect(),
    };
    let id = store.add_channel(&Actor::Console, service, new, now()).await.unwrap();
    let ledger = store.ledger(service).await.unwrap().unwrap();
    let mut channel = ledger.service.channel(id).unwrap().clone();
    channel.usual =
        vec![UsualLimits { field: Field::Answered, from: first, low: 3, high: 1_234_567 }];
    if chance.below(2) == 0 {
        channel.last = Some(Week::containing(day("2026-02-02")));
    }
    store.change_channel(&Actor::Console, service, channel, now()).await.unwrap();
}

async fn closures(store: &Store, service: i32, chance: &mut Chance) {
    let close = (0..=chance.below(3)).map(|n| {
        let from = day("2025-12-01") + Days::new(n * 9 + chance.below(5));
        let channel = (chance.below(2) == 0).then_some(1);
        Closure { channel, from, to: from + Days::new(chance.below(3)), reason: chance.name() }
    });
    let order = ClosureOrder {
        actor: Actor::Console,
        key: None,
        service,
        close: close.collect(),
        existing: Existing::Replace,
        remove: Vec::new(),
        rehearsal: false,
        now: now(),
    };
    tried(store.change_closures(order).await);
}

async fn events(store: &Store, service: i32, chance: &mut Chance) {
    for _ in 0..=chance.below(3) {
        let from = day("2026-01-05") + Days::new(chance.below(80));
        let event = Event {
            id: String::new(),
            channel: (chance.below(2) == 0).then_some(2),
            kind: EventKind::ALL[chance.below(5) as usize],
            name: chance.text().chars().take(40).collect(),
            from,
            to: from + Days::new(chance.below(3)),
        };
        tried(store.save_event(&Actor::Console, service, event, None, now()).await);
    }
}

async fn definition(store: &Store, service: i32, chance: &mut Chance) {
    let definition = Definition {
        version: 1,
        from: Week::containing(day("2025-06-02")),
        text: format!("{} means\nwhat it says, and more.", chance.text()),
    };
    let order =
        DefinitionOrder { actor: Actor::Console, key: None, service, definition, now: now() };
    tried(store.save_definition(order).await);
}

/// Notes, corrections, closed weeks, open days and fields that are not collected.
async fn weeks(store: &Store, service: i32, chance: &mut Chance) {
    for n in 0..6 {
        let week = Week::containing(day("2026-01-05")).plus(n * 2);
        let mut change = WeekChange::new(week);
        match chance.below(4) {
            0 => {
                let count = [None, Some(chance.below(300) as u32 + 150)][chance.below(2) as usize];
                let note = Some(chance.name());
                change.cells = vec![CellChange { channel: 2, field: Field::Visitors, count, note }];
            }
            1 => change.open = vec![(3, OpenChange::Closed(chance.name()))],
            2 => change.open = vec![(1, OpenChange::Days(1 + chance.below(6) as u8))],
            _ => {
                change.collect = vec![CollectChange {
                    channel: 3,
                    field: Field::DoesNotApply,
                    collected: false,
                    this_week_only: chance.below(2) == 0,
                }];
            }
        }
        let order = SaveWeeks {
            actor: Actor::Console,
            key: None,
            service,
            weeks: vec![WeekSave { change, expected: Some(1) }],
            source: Source::Import(chance.name()),
            reason: Some(chance.name()),
            rehearsal: false,
            now: now(),
            today: TODAY,
        };
        // The third channel may have ended by then: that is refused.
        tried(store.save_weeks(order).await);
    }
}

async fn judge(store: &Store, service: i32, chance: &mut Chance) {
    let order = JudgementOrder {
        actor: Actor::Console,
        key: None,
        service,
        channel: 1,
        field: Field::Missed,
        judge: Judge::Direct { good: Good::Down, reason: chance.name(), version: 0 },
        now: now(),
        today: TODAY,
    };
    tried(store.judge(order).await);
}

async fn approve(store: &Store, service: i32, chance: &mut Chance) {
    let ledger = store.ledger(service).await.unwrap().unwrap();
    let quarter = Quarter::parse("2025-Q4", ledger.service.year_start).unwrap();
    for again in 0..2 {
        let open = concerns(&ledger, quarter, TODAY).into_iter();
        let order = ApprovalOrder {
            actor: Actor::Console,
            key: None,
            service,
            quarter,
            mark: None,
            reasons: open.map(|one| (one.code, chance.name())).collect(),
            comment: chance.text(),
            mail: None,
            now: now(),
            today: TODAY,
        };
        if !tried(store.approve(order).await) || again == 1 || chance.below(2) == 0 {
            return;
        }
        let order = ReopenOrder {
            actor: Actor::Console,
            key: None,
            service,
            quarter,
            edition: 1,
            reason: chance.name(),
            now: now(),
        };
        tried(store.reopen(order).await);
    }
}
