//! The demo tells its founding story, the same each time.

use std::collections::HashSet;

use beforehand::change::Verdict;
use beforehand::quarter::{Quarter, YearStart};
use beforehand::service::Field;
use beforehand::summary::summary;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn always_the_same() {
    let today = day("2026-11-24");
    assert_eq!(demo(today).weeks, demo(today).weeks);
}

#[test]
fn the_founding_quarter_whatever_the_day() {
    let quarter = Quarter::parse("2018-Q4", YearStart::April).unwrap();
    for today in ["2019-04-02", "2019-12-31", "2020-01-20", "2026-11-24", "2031-02-03"] {
        let summary = summary(&demo(day(today)).ledger(), quarter, day(today));
        let row = |slug: &str, field| {
            summary.rows.iter().find(|row| row.slug == slug && row.field == field).unwrap()
        };
        let calls = row("calls", Field::Answered);
        assert_eq!((calls.count, calls.open_days), (Some(1600), 64), "{today}");
        assert_eq!((calls.previous.previous.count, calls.previous.previous.open_days), (1260, 63));
        assert_eq!(calls.previous.verdict, Some(Verdict::Rose));
        assert!((calls.previous.ratio.unwrap() - 1.25).abs() < 1e-12);
        let visits = row("website", Field::Visits);
        assert_eq!(visits.count, Some(327_600));
        assert_eq!(visits.previous.previous.count, 234_000);
        assert_eq!(visits.previous.verdict, Some(Verdict::Rose));
        for row in [calls, visits] {
            let dispersion = row.previous.dispersion.unwrap();
            assert!(dispersion <= 4.0, "{} {dispersion}", row.slug);
        }
        assert_eq!((summary.share.before, summary.share.base()), (580, 1450));
        let said = summary.sentences.join(" ");
        assert!(said.contains("Calls rose 25%"), "{said}");
        assert!(said.contains("Website visits rose 40%"), "{said}");
        assert!(said.contains("Two in five (40%) of the 1,450 contacts"), "{said}");
    }
}

#[test]
fn nothing_is_missing_before_april_2019_and_something_is_owed_now() {
    let today = day("2026-11-24");
    let ledger = demo(today).ledger();
    for week in scene::FIRST.week().through(scene::FOUNDING_LAST.week()) {
        assert!(ledger.is_complete(week), "{week}");
    }
    let last = Week::last_due(today);
    let owed: Vec<_> =
        last.plus(-12).through(last).filter(|week| !ledger.is_complete(*week)).collect();
    assert_eq!(owed, [last.plus(-3), last]);
}

#[test]
fn every_state_is_there() {
    let today = day("2026-11-24");
    let ledger = demo(today).ledger();
    let mut states = HashSet::new();
    for channel in &ledger.service.channels {
        for field in channel.kind.fields() {
            let series = ledger.series(channel, *field, Week::last_due(today));
            states.extend(series.points.iter().map(|point| point.state.word()));
        }
    }
    assert_eq!(states.len(), 4);
}

#[test]
fn parts_never_exceed_the_whole() {
    for change in demo(day("2026-11-24")).weeks {
        for id in 1..=3 {
            let figure = |field: Field| {
                let cell = change.cells.iter().find(|c| c.channel == id && c.field == field);
                cell.and_then(|cell| cell.count).unwrap_or(0)
            };
            let parts = figure(Field::Before) + figure(Field::After) + figure(Field::DoesNotApply);
            assert!(parts <= figure(Field::Answered), "{} {id}", change.week);
        }
    }
}

#[test]
fn days_can_be_read() {
    let service = scene::service(Week::last_due(day("2026-11-24")));
    let early = day("2018-01-01");
    assert!(service.events.iter().all(|event| event.from >= early && event.from <= event.to));
    assert_eq!(service.events.len(), 11);
}
