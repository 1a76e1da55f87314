//! Each kind of act said by itself.

use beforehand::judgement::{Cause, Direction, Explanation, Good};
use beforehand::quarter::YearStart;
use beforehand::service::Field;
use beforehand::spc::Signal;

use super::*;
use crate::history::words::tests::{deed, value};
use crate::look::fixtures::week;
use crate::look::weeks::ledger;

/// "about (page) | what: before → after; sentences | why".
#[track_caller]
fn check(action: &str, object: &str, changes: Vec<Change>, expected: &str) {
    let (ledger, people) = (ledger(), BTreeMap::from([("ab".to_owned(), "Jo".to_owned())]));
    let names = Names { service: Some(&ledger.service), people: &people };
    let said = said(&names, &deed(action, None, changes), object);
    let steps = said.entry.steps.iter();
    let steps = steps.map(|step| format!("{}: {} → {}", step.what, step.before, step.after));
    let what: Vec<_> = steps.chain(said.sentences).chain(said.accepted).collect();
    let to = said.to.unwrap_or_default();
    let is = format!("{} ({to}) | {} | {}", said.about, what.join("; "), said.entry.why.join("; "));
    assert_eq!(is, expected);
}

#[test]
fn a_week_is_told_as_its_own_history_tells_it() {
    check(
        "week.save",
        "week 2019-03-18",
        vec![value(1, "answered", "5", "6"), value(1, "note.answered", "–", "Radio")],
        "Week of Monday 18 March 2019 (/services/north/history/2019-03-18) | Calls answered: 5 → 6 | Radio",
    );
    check("week.save", "week nonsense", vec![], "Week nonsense () |  | ");
}

#[test]
fn quarters_links_and_reminders_are_told() {
    let quarter = Quarter::of(week("2018-12-31"));
    let accepted = vec![beforehand::edition::Accepted {
        concern: "One week is missing.".into(),
        reason: "Flood".into(),
    }];
    check(
        "quarter.approve",
        "quarter 2018-12-31",
        vec![Change::Approved { quarter, edition: 1, accepted, comment: Some("Fine".into()) }],
        "January to March 2019 (/services/north/quarter/2018-Q4/edition/1) | Edition 1.; Accepted: One week is missing. Flood. | Fine",
    );
    check(
        "quarter.reopen",
        "quarter 2018-12-31",
        vec![Change::Reopened { quarter, edition: 1, reason: "Late file".into() }],
        "January to March 2019 (/services/north/quarter/2018-Q4/edition/1) | Edition 1 no longer locks its weeks. | Late file",
    );
    check(
        "link.make",
        "quarter 2018-12-31",
        vec![Change::Link { quarter, edition: 1, label: "Board".into(), made: true }],
        "January to March 2019 (/services/north/sharing) | “Board”, to edition 1. | ",
    );
    let weeks = vec![week("2019-03-18"), week("2019-03-25")];
    check(
        "reminder.send",
        "reminder",
        vec![Change::Reminder { to: vec!["Jo".into()], weeks }],
        "Weeks that were missing () | To Jo, about the weeks of 18 March 2019 and 25 March 2019. | ",
    );
}

#[test]
fn judgements_and_people_are_told() {
    let explained = Explanation {
        channel: 1,
        field: Field::Answered,
        signal: Signal::ShiftAbove,
        from: week("2019-03-18"),
        cause: Cause::Chance,
        by: "Sam".into(),
        version: 1,
    };
    check(
        "signal.explain",
        "x",
        vec![Change::Judged(Act::Explained(explained))],
        "Calls answered (/services/north/signals) | Calls answered, signal from the week of Monday 18 March 2019: marked as chance. | ",
    );
    let directed = Direction {
        channel: 1,
        field: Field::Missed,
        good: Good::Down,
        reason: "each waits".into(),
        by: "Sam".into(),
        version: 1,
    };
    check(
        "direction.save",
        "x",
        vec![Change::Judged(Act::Directed(directed))],
        "Calls missed (/services/north/signals) | Calls missed: fewer is better. Each waits | ",
    );
    let role = |before, after| vec![Change::Role { before, after }];
    check("role.save", "person ab", role(Some(Role::Staff), None), "Jo () | Role: staff → none | ");
    check(
        "person.save",
        "person ab",
        vec![Change::Person { before: Some("Jo <a@b>".into()), after: Some("Joe <a@b>".into()) }],
        "Jo () | Account: Jo <a@b> → Joe <a@b> | ",
    );
}

#[test]
fn settings_say_what_differs() {
    let (mut one, ledger) = (ledger().service.channels[0].clone(), ledger());
    let before = ledger.service.channels[0].clone();
    one.name = "Phone".into();
    one.last = Some(week("2019-03-18"));
    check(
        "channel.save",
        "channel 1",
        vec![Change::Channel { before: Some(Box::new(before)), after: Box::new(one) }],
        "Phone () | Name: Calls → Phone; Last week: none → week of Monday 18 March 2019 | ",
    );
    let mut limited = ledger.service.channels[0].clone();
    let before = Some(Box::new(limited.clone()));
    let from = week("2019-04-01");
    limited.usual = vec![UsualLimits { field: Field::Answered, from, low: 80, high: 1300 }];
    check(
        "channel.save",
        "channel 1",
        vec![Change::Channel { before, after: Box::new(limited) }],
        "Calls () | Usual: worked out → answered 80 to 1,300 from 1 April 2019 | ",
    );
    let settings = |name: &str, year_start| Settings {
        slug: "north".into(),
        name: name.into(),
        year_start,
        time_zone: "Europe/London".into(),
    };
    check(
        "service.save",
        "service",
        vec![Change::Service {
            before: Some(settings("North", YearStart::April)),
            after: settings("North", YearStart::October),
        }],
        "North () | Start of its year: April → October | ",
    );
    let periods = vec![Collected { field: Field::Missed, from: week("2019-03-18"), to: None }];
    check(
        "channel.collect",
        "channel 1",
        vec![Change::Periods { channel: 1, now: periods }],
        "Calls () | Collected now: missed from 18 March 2019. | ",
    );
}

#[test]
fn what_cannot_be_read_is_told_as_it_stands() {
    let unread = |before: &str, after: &str| {
        let (before, after) = (before.to_owned(), after.to_owned());
        vec![Change::Unread { object: "moon 1".into(), before, after }]
    };
    check(
        "moon.land",
        "moon 1",
        unread(r#"{"a":1,"far_side":"dark"}"#, r#"{"a":1,"far_side":"light","b":[2]}"#),
        "Moon 1 () | B: none → [2]; Far side: dark → light | ",
    );
    check("moon.land", "moon 1", unread("null", "[1]"), "Moon 1 () | As recorded: none → [1] | ");
    check(
        "moon.land",
        "moon 1",
        vec![Change::Unread { object: "moon 1".into(), before: "null".into(), after: "{".into() }],
        "Moon 1 () | As recorded: none → { | ",
    );
}
