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
