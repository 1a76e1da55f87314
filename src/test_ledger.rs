//! A helpline for tests: calls (1), chat (2, on demand) and a website (3), every day open.

use crate::quarter::{Quarter, YearStart};
use crate::series::Ledger;
use crate::service::{Channel, ChannelId, Collected, Definition, Field, Kind, Service, Timetable};
use crate::week::Week;

/// A channel that runs from the first week of 2017 on and collects all its fields.
pub fn channel(id: ChannelId, kind: Kind, slug: &str, noun: &str) -> Channel {
    let first = Week::parse("2017-01-02").unwrap();
    Channel {
        id,
        slug: slug.into(),
        name: noun.split(' ').next().unwrap().into(),
        noun: noun.into(),
        kind,
        first,
        last: None,
        timetables: vec![Timetable { from: first.monday(), days: Timetable::EVERY_DAY }],
        collected: kind
            .fields()
            .iter()
            .map(|field| Collected { field: *field, from: first, to: None })
            .collect(),
        usual: Vec::new(),
        version: 1,
    }
}

/// A service with those channels.
pub fn service(channels: Vec<Channel>) -> Service {
    Service {
        id: 1,
        slug: "north".into(),
        name: "Helpline North".into(),
        year_start: YearStart::April,
        time_zone: "Europe/London".into(),
        channels,
        closures: Vec::new(),
        events: Vec::new(),
        definitions: vec![Definition {
            version: 1,
            from: Week::parse("2017-01-02").unwrap(),
            text: "Has not committed an offence.".into(),
        }],
        judgements: crate::judgement::Judgements::default(),
    }
}

/// Calls only: answered, before, after, does not apply in each week of the quarters, where `keep`
/// says so.
pub fn helpline_where(
    quarters: &[Quarter],
    counts: [u32; 4],
    keep: impl Fn(Week, Field) -> bool,
) -> Ledger {
    let fields = [Field::Answered, Field::Before, Field::After, Field::DoesNotApply];
    let mut ledger = Ledger::new(service(vec![channel(1, Kind::Phone, "calls", "Calls")]));
    for week in quarters.iter().flat_map(|quarter| quarter.weeks()) {
        for (field, count) in fields.into_iter().zip(counts) {
            if keep(week, field) {
                ledger.set_count((1, field, week), count);
            }
        }
    }
    ledger
}

/// Calls only: answered, before, after, does not apply in each week of the quarters.
pub fn helpline(quarters: &[Quarter], counts: [u32; 4]) -> Ledger {
    helpline_where(quarters, counts, |_, _| true)
}

/// Calls (1), chats (2, no share recorded), a website (3).
pub fn three_channels() -> Service {
    let mut chat = channel(2, Kind::Chat, "chat", "Live chats");
    chat.collected.retain(|collected| collected.field == Field::Answered);
    let mut web = channel(3, Kind::Web, "website", "Website visits");
    web.collected.retain(|collected| collected.field == Field::Visits);
    let mut calls = channel(1, Kind::Phone, "calls", "Calls");
    calls.collected.retain(|c| !matches!(c.field, Field::Missed | Field::DoesNotApply));
    service(vec![calls, chat, web])
}

/// The founding sentence's data: 2017 and 2018 at 100 calls and 18,000 visits a week; January to
/// March 2019 at 125 and 25,200, with 580 of 1,450 known contacts before an offence.
pub fn founding() -> Ledger {
    let mut ledger = Ledger::new(three_channels());
    let first = Week::parse("2017-01-02").unwrap();
    let now = Quarter::parse("2019-Q1", YearStart::January).unwrap();
    for (i, week) in first.through(now.previous().last_week()).enumerate() {
        // Six up, six down, in turn: a mean of exactly 100 over any even number of weeks.
        let calls = if i % 2 == 0 { 106 } else { 94 };
        ledger.set_count((1, Field::Answered, week), calls);
        ledger.set_count((1, Field::Before, week), 36);
        ledger.set_count((1, Field::After, week), 54);
        ledger.set_count((2, Field::Answered, week), 17);
        ledger.set_count((3, Field::Visits, week), 18_000);
    }
    let before = [100, 107, 93, 104, 96, 100, 107, 93, 104, 96, 107, 93, 100];
    for (week, calls) in now.previous().weeks().zip(before) {
        ledger.set_count((1, Field::Answered, week), calls);
    }
    for (i, week) in now.weeks().enumerate() {
        ledger.set_count(
            (1, Field::Answered, week),
            if i < 12 { [125, 130, 120][i % 3] } else { 125 },
        );
        ledger.set_count((1, Field::Before, week), if i < 8 { 45 } else { 44 });
        ledger.set_count((1, Field::After, week), if i < 12 { 67 } else { 66 });
        ledger.set_count((2, Field::Answered, week), 18);
        ledger.set_count((3, Field::Visits, week), 25_200);
    }
    ledger
}
