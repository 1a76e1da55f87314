//! Checklists, freezing and revisions on the founding ledger.

use chrono::NaiveDate;

use super::*;
use crate::judgement::{Cause, Explanation};
use crate::quarter::YearStart;
use crate::service::Field;
use crate::test_ledger::founding;

fn quarter() -> Quarter {
    Quarter::parse("2019-Q1", YearStart::January).unwrap()
}

fn after() -> NaiveDate {
    "2019-04-20".parse().unwrap()
}

fn accept_all(_: &str) -> String {
    "Looked at with the team.".to_owned()
}

fn codes(ledger: &Ledger) -> Vec<String> {
    concerns(ledger, quarter(), after()).into_iter().map(|one| one.code).collect()
}

/// The founding ledger with every signal and doubt of the quarter explained, so that a test sees
/// what it puts in.
fn quiet() -> Ledger {
    let mut ledger = founding();
    loop {
        let mut open = concerns(&ledger, quarter(), after()).into_iter();
        let Some(concern) = open.next() else { return ledger };
        match concern.kind {
            ConcernKind::Doubtful(week, name) => {
                let (channel, field) = ledger.service.figure_named(&name).unwrap();
                let key = (channel.id, field, week);
                ledger.set_note(key, "Campaign".into());
            }
            ConcernKind::Unexplained(slug, field, run) => {
                let channel = ledger.service.channel_named(&slug).unwrap().id;
                let (signal, from) = (run.signal, run.from);
                let (cause, by) = (Cause::Chance, "Sam".to_owned());
                let one = Explanation { channel, field, signal, from, cause, by, version: 1 };
                ledger.service.judgements.explanations.push(one);
            }
            ConcernKind::Missing(..) | ConcernKind::NotRecorded => {
                panic!("{}", concern.words)
            }
        }
    }
}

fn without(ledger: &Ledger, gone: (i32, Field, crate::week::Week)) -> Ledger {
    let mut left = Ledger::new(ledger.service.clone());
    for (key, count) in ledger.counts().filter(|(key, _)| *key != gone) {
        left.set_count(key, count);
        left.set_note(key, ledger.note(key).unwrap_or_default().to_owned());
    }
    left
}

#[test]
fn a_checklist_holds_what_stands_against_an_approval() {
    let check = |change: fn(&mut Ledger), expected: &[&str]| {
        let mut ledger = quiet();
        change(&mut ledger);
        assert_eq!(codes(&ledger), expected);
    };
    check(|_| (), &[]);
    check(
        |ledger| *ledger = without(ledger, (1, Field::Before, quarter().first_week())),
        &["missing"],
    );
    check(
        |ledger| {
            for week in quarter().weeks() {
                ledger.set_count((1, Field::Before, week), 20);
                ledger.set_count((1, Field::After, week), 31);
            }
        },
        &["not-recorded"],
    );
}

#[test]
fn an_odd_number_is_in_doubt_and_a_signal() {
    let before = quarter().previous();
    let codes = |ledger: &Ledger| {
        concerns(ledger, before, after()).into_iter().map(|one| one.code).collect::<Vec<_>>()
    };
    let mut ledger = founding();
    assert_eq!(codes(&ledger), [""; 0]);
    ledger.set_count((3, Field::Visits, before.last_week()), 180_000);
    assert_eq!(
        codes(&ledger),
        [
            "doubt-website.visits-2018-12-24",
            // A run of one side that goes on into the next quarter.
            "signal-website.visits-shift_above-2018-12-24",
            "signal-website.visits-outside_above-2018-12-24",
        ]
    );
}

#[test]
fn what_is_not_settled_needs_a_reason() {
    let ledger = founding();
    let all = codes(&ledger);
    assert!(!all.is_empty());
    let problems = freeze(&ledger, quarter(), after(), |_| String::new(), "").unwrap_err();
    let fields: Vec<_> = problems.iter().map(|one| one.field.clone()).collect();
    assert_eq!(fields, all.iter().map(|code| format!("reason.{code}")).collect::<Vec<_>>());
    let frozen = freeze(&ledger, quarter(), after(), accept_all, " Fine.\r\nAll of it. ").unwrap();
    assert_eq!(frozen.accepted.len(), all.len());
    assert_eq!(frozen.comment.as_deref(), Some("Fine.\nAll of it."));
    assert_eq!(frozen.summary.stage, Stage::Approved);
    assert_eq!(frozen.definitions.len(), 1);
    // What is quiet needs no reason.
    let frozen = freeze(&quiet(), quarter(), after(), |_| panic!("asked"), "").unwrap();
    assert_eq!((frozen.accepted, frozen.comment), (vec![], None));
}

#[test]
fn what_is_not_over_cannot_be_approved() {
    let so_far = "2019-03-30".parse().unwrap();
    let problems = freeze(&founding(), quarter(), so_far, accept_all, "").unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].problem.contains("January to March 2019 is not over yet"));
}

#[test]
fn a_comment_is_short_plain_text() {
    let check = |text: &str, expected: Result<Option<&str>, &str>| {
        let found = comment("comment", text).map_err(|one| one.problem);
        let found = found.as_ref().map(Option::as_deref).map_err(String::as_str);
        assert_eq!(found, expected, "{text:?}");
    };
    check("", Ok(None));
    check("  \n ", Ok(None));
    check("One.\n\nTwo.", Ok(Some("One.\n\nTwo.")));
    check("a\tb", Err("Write the comment as plain text."));
    check(&"é".repeat(600), Ok(Some(&*"é".repeat(600))));
    check(&"é".repeat(601), Err("The comment has 601 characters. Shorten it to 600 or fewer."));
}

/// What is stored reads back as it was, to the last digit: else a figure would be revised by nobody.
#[test]
fn a_frozen_quarter_survives_being_stored() {
    let ledger = founding();
    for quarter in quarter().last(9) {
        let frozen = freeze(&ledger, quarter, after(), accept_all, "").unwrap();
        let text = serde_json::to_string(&frozen).unwrap();
        let back: Frozen = serde_json::from_str(&text).unwrap();
        assert_eq!(back, frozen, "{quarter:?}");
    }
}

#[test]
fn only_what_reads_differently_is_revised() {
    let ledger = founding();
    let frozen = freeze(&ledger, quarter(), after(), accept_all, "").unwrap().summary;
    let now = |ledger: &Ledger| summary(ledger, quarter(), "2026-11-30".parse().unwrap());
    assert_eq!(revisions(&frozen, &now(&ledger)), []);
    let mut corrected = ledger.clone();
    let first = quarter().first_week();
    let old = corrected.count((1, Field::Answered, first)).unwrap();
    corrected.set_count((1, Field::Answered, first), old + 13);
    let found = revisions(&frozen, &now(&corrected));
    let said = |what: &str| found.iter().find(|one| one.what == what).map(|r| (&*r.was, &*r.is));
    assert_eq!(said("Calls answered, in all"), Some(("1,625", "1,638")));
    assert_eq!(said("Calls answered, a week"), Some(("125", "126")));
    assert_eq!(said("Website visits, in all"), None);
    // A correction in an earlier quarter shows in its bar.
    let mut corrected = ledger.clone();
    let earlier = quarter().year_before().first_week();
    corrected.set_count((3, Field::Visits, earlier), 31_000);
    let found = revisions(&frozen, &now(&corrected));
    assert!(
        found.iter().any(|one| one.what == "Website visits, January to March 2018"),
        "{found:?}"
    );
}

#[test]
fn a_locked_week_is_told_by_its_quarter() {
    let mut service = founding().service;
    assert_eq!(service.locked(quarter().first_week()), None);
    let lock = crate::judgement::Lock { quarter: quarter(), edition: 1, by: "Sam".into() };
    service.judgements.locks.push(lock);
    let said = service.locked(quarter().first_week()).unwrap();
    assert!(said.starts_with("January to March 2019 is approved"), "{said}");
    assert_eq!(service.locked(quarter().next().first_week()), None);
}
