//! Signals to explain and explained, new limits looked at, refused and recorded, directions set.

use beforehand::invalid::Invalid;
use beforehand::judgement::{Cause, Direction, Explanation, Good, Step};
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use beforehand::service::{Event, EventKind, Field};
use beforehand::spc::Variant;
use beforehand::trend::trend;
use beforehand::week::Week;
use chrono::NaiveDate;

use super::fixtures::week;
use super::weeks::ledger;
use crate::Page;
use crate::signals::{Confirmation, SignalsPage, Sources, TypedSignals, compose, compose_preview};
use crate::trends::Section;

fn today() -> NaiveDate {
    week("2019-03-25").monday()
}

/// Calls that stand higher in the last ten weeks, one missed week far out, an event.
fn counted() -> Ledger {
    let mut ledger = ledger();
    for n in 0..10 {
        let calls = 190 + (n as u32 * 7) % 11;
        ledger.set_count((1, Field::Answered, week("2019-03-18").plus(-n)), calls);
    }
    ledger.set_count((1, Field::Missed, week("2019-02-11")), 140);
    let day = week("2019-01-14").monday();
    ledger.service.events.push(Event {
        id: "tv".into(),
        channel: None,
        kind: EventKind::Press,
        name: "TV documentary <b>".into(),
        from: day,
        to: day,
    });
    ledger.service.judgements.directions.push(Direction {
        channel: 1,
        field: Field::Missed,
        good: Good::Down,
        reason: "Every missed call is somebody who waits".into(),
        by: "Sam".into(),
        version: 4,
    });
    ledger
}

fn page(ledger: &Ledger, typed: &[(&str, &str)]) -> SignalsPage {
    let (quarter, today) = (Quarter::last_over(today()), today());
    let pairs: Vec<_> =
        typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let from = Sources { ledger, quarter, today, key: "k".into() };
    compose(from, TypedSignals::from_pairs(&pairs))
}

fn step(week: Week) -> Step {
    Step {
        channel: 1,
        field: Field::Answered,
        week,
        event: "tv".into(),
        name: "Second line".into(),
        reason: "Two more people answer".into(),
        by: "Sam".into(),
    }
}

/// Open, then explained with a step recorded, then a preview refused.
pub fn pages() -> Vec<(&'static str, Page)> {
    let open = counted();
    let mut said = counted();
    let first = page(&said, &[]).open.into_iter().find(|row| row.line == "calls.answered");
    said.service.judgements.explanations.extend(first.map(|row| Explanation {
        channel: 1,
        field: Field::Answered,
        signal: row.signal,
        from: row.from,
        cause: Cause::Event("tv".into()),
        by: "Sam".into(),
        version: 9,
    }));
    said.service.judgements.steps.push(step(week("2018-10-01")));
    let mut told = page(&said, &[]);
    told.saved = Some(Confirmation {
        by: Some(("Sam".into(), today().and_hms_opt(9, 42, 0).unwrap_or_default())),
        what: "Calls answered: linked to TV documentary.".into(),
    });
    let typed = [("do", "step"), ("line", "calls.answered"), ("week", "2019-01-14"), ("name", "x")];
    let mut looked = page(&open, &typed);
    let mut stepped = open.clone();
    stepped.service.judgements.steps.push(step(week("2019-01-14")));
    let of = |ledger: &Ledger| {
        let (channel, quarter) = (ledger.service.channels[0].clone(), Quarter::last_over(today()));
        trend(ledger, &channel, Field::Answered, quarter, Variant::default(), today())
    };
    let section = Section {
        small: "".into(),
        anchor: "calls-answered".into(),
        trend: of(&stepped),
        drawing: None,
        starts_at: None,
        rows: Vec::new(),
    };
    let preview = compose_preview(&open.service, &of(&open), section, week("2019-01-14"));
    looked.preview = Some(Box::new(preview));
    looked.problems = vec![Invalid::new("event", "Choose the event that made the difference.")];
    [("signals", page(&open, &[])), ("signals-explained", told), ("signals-preview", looked)]
        .map(|(name, page)| (name, Page::Signals(Box::new(page))))
        .into()
}
