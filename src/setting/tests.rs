//! What a change does, on a helpline with two years of weeks.

use super::*;
use crate::judgement::Lock;
use crate::quarter::{Quarter, YearStart};
use crate::service::{Channel, Timetable};
use crate::test_ledger::founding;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

fn changed(ledger: &Ledger, change: impl Fn(&mut Channel)) -> Service {
    let mut service = ledger.service.clone();
    change(&mut service.channels[0]);
    service
}

fn weekdays_from(day: &str) -> impl Fn(&mut Channel) {
    move |channel| {
        channel.timetables.push(Timetable { from: date(day), days: Timetable::WEEKDAYS });
    }
}

#[test]
fn a_timetable_moves_the_rates_of_its_quarters_and_what_is_compared() {
    let ledger = founding();
    let today = date("2019-04-03");
    let said = effect(&ledger, &changed(&ledger, weekdays_from("2019-01-07")), today);
    assert!(
        said[0].starts_with("April to June 2019") || said[0].starts_with("January to March 2019"),
        "{said:?}"
    );
    assert!(
        said.iter().any(|line| line.contains("calls answered") && line.contains(" becomes ")),
        "{said:?}"
    );
    let later = effect(&ledger, &changed(&ledger, weekdays_from("2019-05-06")), today);
    assert_eq!(later, ["No figure of a week that has begun changes."]);
    let renamed = effect(&ledger, &changed(&ledger, |one| one.name = "Phone".into()), today);
    assert_eq!(renamed, ["No figure of a week that has begun changes."]);
}

#[test]
fn what_is_owed_is_told() {
    let ledger = founding();
    let today = date("2019-04-17");
    // Two weeks of April wait; retired at the end of March the calls among them wait no more.
    let mut retired = ledger.service.clone();
    for channel in &mut retired.channels {
        channel.last = Some(week("2019-03-25"));
    }
    let said = effect(&ledger, &retired, today);
    let owed = "Of the weeks it touches, 2 weeks wait for a number now, and 0 weeks would.";
    assert!(said.contains(&owed.to_owned()), "{said:?}");
}

#[test]
fn an_approved_quarter_stays_as_it_is() {
    let check = |day: &str, locked: &str, expected: Option<&str>| {
        let mut ledger = founding();
        let quarter = Quarter::parse(locked, YearStart::January).unwrap();
        ledger.service.judgements.locks = vec![Lock { quarter, edition: 1, by: "Sam".into() }];
        let found = check_approved(&ledger, &changed(&ledger, weekdays_from(day)));
        let found = found.err().map(|problem| problem.problem);
        match (&found, expected) {
            (None, None) => {}
            (Some(found), Some(part)) => assert!(found.contains(part), "{found}"),
            _ => panic!("{day} {locked}: {found:?}"),
        }
    };
    check(
        "2019-01-07",
        "2019-Q1",
        Some("this would change Calls in the week of Monday 7 January 2019"),
    );
    check("2019-04-01", "2019-Q1", None);
    check("2018-06-04", "2019-Q1", Some("January to March 2019 is approved"));
    check("2018-06-04", "2018-Q1", None);
    let mut ledger = founding();
    let quarter = Quarter::parse("2019-Q1", YearStart::January).unwrap();
    ledger.service.judgements.locks = vec![Lock { quarter, edition: 1, by: "Sam".into() }];
    let mut more = ledger.service.clone();
    let mut chat = more.channels[1].clone();
    chat.id = 9;
    chat.first = week("2019-04-01");
    more.channels.push(chat.clone());
    assert!(check_approved(&ledger, &more).is_ok(), "a channel that begins after it");
    more.channels[3].first = week("2019-03-25");
    assert!(check_approved(&ledger, &more).is_err(), "a channel that begins inside it");
    let fewer = changed(&ledger, |one| one.collected.clear());
    assert!(
        check_approved(&ledger, &fewer).is_err(),
        "a field that was approved is collected no more"
    );
}

#[test]
fn a_change_is_said_setting_by_setting() {
    let ledger = founding();
    let old = &ledger.service.channels[0];
    let new = Channel {
        name: "Phone".into(),
        last: Some(week("2019-03-25")),
        collected: Vec::new(),
        ..changed(&ledger, weekdays_from("2019-01-07")).channels[0].clone()
    };
    let said = channel_changes(old, &new);
    assert_eq!(
        said,
        [
            "“Calls” is called “Phone”.",
            "Phone is retired: its last week is the week of Monday 25 March 2019.",
            "Open days: every day; Monday to Friday from 7 January 2019 on.",
            "“Answered” is not collected.",
            "“Before an offence” is not collected.",
            "“After an offence” is not collected.",
        ]
    );
    assert_eq!(channel_changes(old, old), [""; 0]);
    assert_eq!(days(0b100_0001), "Monday and Sunday");
    assert_eq!((days(0), days(127)), ("no day".to_owned(), "every day".to_owned()));
}

#[test]
fn another_year_start_says_which_quarter_an_address_leads_to() {
    let both = (YearStart::April, YearStart::January);
    let said = year_start_effect(both, 2, date("2019-04-03"));
    assert!(
        said[0].contains("January to March 2019 is Q4 2018/19 now, and becomes Q1 2019."),
        "{said:?}"
    );
    assert!(said[2].contains("ends in 2018-Q4 leads to January to March 2019 now, and to October to December 2018 then"), "{said:?}");
    assert!(said[3].starts_with("Approved editions keep"), "{said:?}");
    assert_eq!(year_start_effect(both, 0, date("2019-04-03")).len(), 3);
}

#[test]
fn drafts_are_kept_a_week_to_a_year() {
    for (days, fine) in [(6, false), (7, true), (365, true), (366, false), (-1, false)] {
        assert_eq!(check_draft_days(days).is_ok(), fine, "{days}");
    }
}
