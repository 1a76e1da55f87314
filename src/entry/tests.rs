//! What may be typed and what may not, as tables.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::quarter::YearStart;
use crate::service::{Closure, Collected, Kind, Service, Timetable};

const CALLS: ChannelId = 1;
const SITE: ChannelId = 2;

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

fn today() -> NaiveDate {
    "2026-04-15".parse().unwrap()
}

fn channel(id: ChannelId, slug: &str, name: &str, noun: &str, kind: Kind) -> Channel {
    let first = week("2026-01-05");
    let collected = kind
        .fields()
        .iter()
        .map(|field| Collected { field: *field, from: first, to: None })
        .collect();
    let timetables = vec![Timetable { from: first.monday(), days: Timetable::EVERY_DAY }];
    Channel {
        id,
        slug: slug.into(),
        name: name.into(),
        noun: noun.into(),
        kind,
        first,
        last: None,
        timetables,
        collected,
        usual: Vec::new(),
        version: 1,
    }
}

fn ledger() -> Ledger {
    let calls = channel(CALLS, "calls", "Calls", "Calls", Kind::Phone);
    let site = channel(SITE, "website", "Website", "Website visits", Kind::Web);
    Ledger::new(Service {
        id: 1,
        slug: "north".into(),
        name: "Helpline North".into(),
        year_start: YearStart::default(),
        time_zone: "Europe/London".into(),
        channels: vec![calls, site],
        closures: Vec::new(),
        events: Vec::new(),
        judgements: crate::judgement::Judgements::default(),
        definitions: Vec::new(),
    })
}

fn cell(channel: ChannelId, field: Field, count: Option<u32>) -> CellChange {
    CellChange { channel, field, count, note: None }
}

fn calls(answered: u32, before: u32, after: u32, does_not_apply: u32) -> WeekChange {
    WeekChange {
        cells: vec![
            cell(CALLS, Field::Answered, Some(answered)),
            cell(CALLS, Field::Before, Some(before)),
            cell(CALLS, Field::After, Some(after)),
            cell(CALLS, Field::DoesNotApply, Some(does_not_apply)),
        ],
        ..WeekChange::new(week("2026-04-06"))
    }
}

/// The fields refused, in order.
fn refused(ledger: &Ledger, change: &WeekChange) -> Vec<String> {
    match validate(ledger, change, today()) {
        Ok(()) => Vec::new(),
        Err(problems) => problems.into_iter().map(|problem| problem.field).collect(),
    }
}

#[test]
fn counts_are_read_as_people_write_them() {
    let check = |text: &str, expected| assert_eq!(read_count("x", text), Ok(expected), "{text:?}");
    check("", None);
    check(" \u{a0}\t", None);
    check("0", Some(0));
    check("000", Some(0));
    check("007", Some(7));
    check("128", Some(128));
    check(" 128 ", Some(128));
    check("1,234", Some(1234));
    check("1 234", Some(1234));
    check("1\u{a0}234", Some(1234));
    check("1\u{2009}234", Some(1234));
    check("1\u{202f}234", Some(1234));
    check("10,000,000", Some(LARGEST));
    check("\u{ff11}\u{ff12}\u{ff18}", Some(128));
    check("\u{ff11}\u{ff0c}\u{ff12}\u{ff13}\u{ff14}", Some(1234));
}

#[test]
fn other_text_is_refused_with_what_to_do() {
    let check = |text: &str, expected: &str| {
        let problem = read_count("calls.answered", text).unwrap_err();
        assert_eq!(problem.field, "calls.answered");
        assert_eq!(problem.problem, expected);
    };
    check("12.5", "\"12.5\" is not a whole number. Leave out the point and what follows it.");
    check("1.234", "\"1.234\" is not a whole number. Leave out the point and what follows it.");
    check("-3", "\"-3\" is below zero. Type a whole number, 0 or more.");
    check("\u{2212}3", "\"\u{2212}3\" is below zero. Type a whole number, 0 or more.");
    check("-", "\"-\" is not a number. Type a whole number, or leave the box empty.");
    check("ten", "\"ten\" is not a number. Type a whole number in digits, such as 128.");
    check("1e3", "\"1e3\" is not a number. Type a whole number in digits, such as 128.");
    check("12,5", "\"12,5\" can be read in two ways. Type the digits only, such as 1234.");
    check("1234,567", "\"1234,567\" can be read in two ways. Type the digits only, such as 1234.");
    check(",123", "\",123\" can be read in two ways. Type the digits only, such as 1234.");
    check("10000001", "\"10000001\" is more than 10,000,000. Check the number of digits.");
    check(
        "99999999999999999999999",
        "\"99999999999999999999\" is more than 10,000,000. Check the number of digits.",
    );
}

#[test]
fn parts_may_not_exceed_the_whole() {
    let check = |change: WeekChange, expected: &[&str]| {
        assert_eq!(refused(&ledger(), &change), expected, "{change:?}");
    };
    check(calls(128, 44, 61, 11), &[]);
    check(calls(128, 44, 61, 23), &[]);
    check(calls(128, 44, 61, 24), &["calls.answered"]);
    check(calls(LARGEST, LARGEST, LARGEST, LARGEST), &["calls.answered"]);
    let mut open = calls(10, 11, 0, 0);
    open.cells[0].count = None;
    check(open, &[]);
}

#[test]
fn what_stands_already_is_judged_too() {
    let mut ledger = ledger();
    ledger.set_count((CALLS, Field::Answered, week("2026-04-06")), 50);
    let change = WeekChange {
        cells: vec![cell(CALLS, Field::Before, Some(51))],
        ..WeekChange::new(week("2026-04-06"))
    };
    assert_eq!(refused(&ledger, &change), ["calls.answered"]);
    let problems = validate(&ledger, &change, today()).unwrap_err();
    assert_eq!(
        problems[0].problem,
        "Calls: before, after and \"does not apply\" add up to 51, but only 50 were answered. Check the numbers."
    );
}

#[test]
fn a_week_that_has_not_started_is_refused() {
    let mut change = calls(1, 0, 0, 0);
    change.week = week("2026-04-13");
    assert_eq!(refused(&ledger(), &change), [""; 0]);
    change.week = week("2026-04-20");
    assert_eq!(refused(&ledger(), &change), ["week"]);
}

#[test]
fn a_channel_that_does_not_run_is_refused() {
    let mut change = calls(1, 0, 0, 0);
    change.week = week("2025-12-29");
    assert_eq!(refused(&ledger(), &change), ["calls"]);
    change.cells.push(cell(9, Field::Answered, Some(1)));
    assert_eq!(refused(&ledger(), &change), ["channel", "calls"]);
    let mut retired = ledger();
    retired.service.channels[0].last = Some(week("2026-03-02"));
    assert_eq!(refused(&retired, &calls(1, 0, 0, 0)), ["calls"]);
}

#[test]
fn a_closed_week_holds_no_counts() {
    let mut ledger = ledger();
    let monday = week("2026-04-06");
    let mut change = WeekChange::new(monday);
    change.open.push((CALLS, OpenChange::Closed("Move to the new office".into())));
    assert_eq!(refused(&ledger, &change), [""; 0]);
    ledger.set_count((CALLS, Field::Missed, monday), 3);
    assert_eq!(refused(&ledger, &change), ["calls.missed"]);
    change.cells.push(cell(CALLS, Field::Missed, None));
    assert_eq!(refused(&ledger, &change), [""; 0]);
    change.open[0].1 = OpenChange::Closed("x".repeat(NOTE_LENGTH + 1));
    assert_eq!(refused(&ledger, &change), ["calls.closed"]);
    change.open[0].1 = OpenChange::Days(8);
    assert_eq!(refused(&ledger, &change), ["calls.open_days"]);
}

#[test]
fn a_scheduled_closure_can_be_lifted() {
    let mut ledger = ledger();
    let monday = week("2026-04-06");
    let closure = Closure {
        channel: None,
        from: monday.monday(),
        to: monday.sunday(),
        reason: "Move".into(),
    };
    ledger.service.closures.push(closure);
    assert_eq!(
        refused(&ledger, &calls(5, 1, 1, 1)),
        ["calls.answered", "calls.before", "calls.after", "calls.does_not_apply"]
    );
    let mut change = calls(5, 1, 1, 1);
    change.open.push((CALLS, OpenChange::Days(5)));
    assert_eq!(refused(&ledger, &change), [""; 0]);
}

#[test]
fn a_field_not_collected_holds_no_counts() {
    let mut ledger = ledger();
    let monday = week("2026-04-06");
    let stop = |this_week_only| CollectChange {
        channel: CALLS,
        field: Field::Missed,
        collected: false,
        this_week_only,
    };
    let mut change = WeekChange::new(monday);
    change.collect.push(stop(false));
    assert_eq!(refused(&ledger, &change), [""; 0]);
    change.cells.push(cell(CALLS, Field::Missed, Some(3)));
    assert_eq!(refused(&ledger, &change), ["calls.missed"]);
    change.cells.clear();
    ledger.set_count((CALLS, Field::Missed, monday.next()), 3);
    assert_eq!(refused(&ledger, &change), ["calls.missed"]);
    change.collect = vec![stop(true)];
    assert_eq!(refused(&ledger, &change), [""; 0]);
    ledger.service.channels[0].collected.retain(|c| c.field != Field::Missed);
    let again = CollectChange { collected: true, ..stop(false) };
    let mut change = WeekChange::new(monday);
    change.cells.push(cell(CALLS, Field::Missed, Some(3)));
    assert_eq!(refused(&ledger, &change), ["calls.missed"]);
    change.collect.push(again);
    assert_eq!(refused(&ledger, &change), [""; 0]);
}

#[test]
fn all_problems_at_once_in_the_order_of_the_form() {
    let change = WeekChange {
        cells: vec![
            cell(SITE, Field::Visits, Some(LARGEST + 1)),
            cell(CALLS, Field::Visits, Some(1)),
            CellChange {
                note: Some("é".repeat(NOTE_LENGTH + 1)),
                ..cell(CALLS, Field::Missed, Some(LARGEST + 1))
            },
            CellChange {
                note: Some("é".repeat(NOTE_LENGTH)),
                ..cell(CALLS, Field::Answered, Some(1))
            },
            cell(CALLS, Field::Before, Some(2)),
        ],
        ..WeekChange::new(week("2026-04-20"))
    };
    assert_eq!(
        refused(&ledger(), &change),
        [
            "week",
            "calls.visits",
            "calls.missed",
            "calls.missed.note",
            "calls.answered",
            "website.visits"
        ]
    );
}

fn grouped(count: u32, separator: char) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,40}") {
        if let Ok(Some(count)) = read_count("x", &text) {
            prop_assert!(count <= LARGEST);
        }
    }

    #[test]
    fn digits_and_signs_never_panic(text in "[-0-9., \u{a0}\u{ff10}-\u{ff19}]{0,30}") {
        let _ = read_count("x", &text);
    }

    #[test]
    fn what_is_written_is_read_back(
        count in 0..=LARGEST,
        separator in prop::sample::select(vec![',', ' ', '\u{a0}', '\u{2009}', '\u{202f}']),
    ) {
        prop_assert_eq!(read_count("x", &grouped(count, separator)), Ok(Some(count)));
        prop_assert_eq!(read_count("x", &count.to_string()), Ok(Some(count)));
    }

    #[test]
    fn judging_never_panics(
        cells in prop::collection::vec(
            (0..4i32, prop::sample::select(Field::ALL.to_vec()), prop::option::of(any::<u32>())),
            0..12,
        ),
        days in any::<u8>(),
        weeks in -600i32..600,
    ) {
        let change = WeekChange {
            cells: cells.into_iter().map(|(id, field, count)| cell(id, field, count)).collect(),
            open: vec![(CALLS, OpenChange::Days(days))],
            ..WeekChange::new(week("2026-04-06").plus(weeks))
        };
        let _ = validate(&ledger(), &change, today());
    }
}
