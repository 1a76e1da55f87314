//! Directions, steps and explanations, case by case.

use super::*;
use crate::service::EventKind;
use crate::test_ledger::three_channels;

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

#[test]
fn a_direction_colours_and_words_go_with_it() {
    let check = |good: Good, verdict, expected: (&str, &str)| {
        let tone = good.of_verdict(verdict);
        assert_eq!((tone.class(), tone.after("Fell 12%").as_str()), expected, "{good:?}");
    };
    check(Good::Neither, Some(Verdict::Fell), ("signal", "Fell 12%"));
    check(Good::Down, Some(Verdict::Fell), ("good", "Fell 12% (better)"));
    check(Good::Down, Some(Verdict::Rose), ("bad", "Fell 12% (worse)"));
    check(Good::Up, Some(Verdict::Rose), ("good", "Fell 12% (better)"));
    check(Good::Up, Some(Verdict::Fell), ("bad", "Fell 12% (worse)"));
    check(Good::Up, Some(Verdict::NoClearChange), ("quiet", "Fell 12%"));
    check(Good::Down, None, ("quiet", "Fell 12%"));
    for good in Good::ALL {
        assert_eq!(Good::from_word(good.word()), Some(good));
    }
}

#[test]
fn steps_are_those_of_the_line_in_order() {
    let mut service = three_channels();
    for (channel, field, from) in [
        (1, Field::Answered, "2018-07-02"),
        (1, Field::Answered, "2018-01-01"),
        (1, Field::Before, "2018-03-05"),
        (2, Field::Answered, "2018-04-02"),
    ] {
        service.judgements.steps.push(Step {
            channel,
            field,
            week: week(from),
            event: "e".into(),
            name: "New line".into(),
            reason: "Two more lines".into(),
            by: "Sam".into(),
        });
    }
    assert_eq!(service.steps(1, Field::Answered), [week("2018-01-01"), week("2018-07-02")]);
    assert_eq!(service.steps(1, Field::Before), [week("2018-03-05")]);
    assert_eq!(service.steps(3, Field::Visits), []);
}

#[test]
fn an_explanation_holds_while_the_run_grows_and_its_event_is_there() {
    let mut service = three_channels();
    service.events.push(Event {
        id: "tv".into(),
        channel: None,
        kind: EventKind::Press,
        name: "TV documentary".into(),
        from: week("2018-01-01").monday(),
        to: week("2018-01-01").monday(),
    });
    service.judgements.explanations.push(Explanation {
        channel: 1,
        field: Field::Answered,
        signal: Signal::ShiftAbove,
        from: week("2018-01-01"),
        cause: Cause::Event("tv".into()),
        by: "Sam".into(),
        version: 7,
    });
    let found = |service: &Service, signal, from, to| {
        let run = SignalRun { signal, from: week(from), to: week(to), points: 1 };
        service.explanation((1, Field::Answered), &run).is_some()
    };
    let check = |signal, from, to, expected: bool| {
        assert_eq!(found(&service, signal, from, to), expected, "{signal:?} {from} {to}");
    };
    check(Signal::ShiftAbove, "2018-01-01", "2018-03-12", true);
    check(Signal::ShiftAbove, "2018-01-01", "2018-05-14", true);
    check(Signal::ShiftAbove, "2018-01-08", "2018-05-14", false);
    check(Signal::OutsideAbove, "2018-01-01", "2018-01-01", false);
    service.events.clear();
    assert!(!found(&service, Signal::ShiftAbove, "2018-01-01", "2018-03-12"));
}

#[test]
fn a_step_starts_in_a_week_that_is_over_and_not_the_first() {
    let mut service = three_channels();
    service.channels[0].last = Some(week("2019-01-07"));
    service.judgements.steps.push(Step {
        channel: 1,
        field: Field::Answered,
        week: week("2018-01-01"),
        event: "e".into(),
        name: "New line".into(),
        reason: "Two more lines".into(),
        by: "Sam".into(),
    });
    let today = week("2019-01-07").monday();
    let check = |line: Line, from: &str, expected: &str| {
        let found = check_step(&service, line, week(from), today);
        let said = found.err().map_or(String::new(), |wrong| wrong.problem);
        assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
    };
    let calls = (1, Field::Answered);
    check(calls, "2018-01-08", "");
    check((1, Field::Missed), "2018-01-01", "");
    check(calls, "2018-01-01", "already");
    check(calls, "2017-01-02", "first week");
    check(calls, "2016-12-26", "did not run");
    check(calls, "2019-01-14", "did not run");
    check(calls, "2019-01-07", "not over");
    check((9, Field::Answered), "2018-01-08", "did not run");
}

#[test]
fn reasons_are_short_and_say_something() {
    let check = |text: &str, expected: Result<&str, &str>| {
        let found = reason("why", text, "Say why.");
        let found = found.as_deref().map_err(|problem| problem.problem.as_str());
        assert_eq!(found, expected, "{text}");
    };
    check(" Two more lines ", Ok("Two more lines"));
    check("  ", Err("Say why."));
    check("a\u{0}b", Err("Say why."));
    let long = "é".repeat(200);
    check(&long, Ok(&long));
    check(&"é".repeat(201), Err("That is 201 characters. Shorten it to 200 or fewer."));
    assert!(name("name", &"x".repeat(41), "Name it.").is_err());
}
