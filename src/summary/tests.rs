//! The vectors of section 10, what a service may lack, and that no input makes a summary panic.

use proptest::prelude::*;

use super::*;
use crate::quarter::YearStart;
use crate::service::{Closure, Event, EventKind};
use crate::test_ledger::{channel, founding, helpline, service, three_channels};

fn quarter(name: &str) -> Quarter {
    Quarter::parse(name, YearStart::January).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_founding_sentence() {
    let found = summary(&founding(), quarter("2019-Q1"), date("2019-04-10"));
    assert_eq!(found.headline, "Calls rose by a quarter and website visits by two-fifths");
    assert!(found.sentences[0].starts_with("Calls rose 25% on October to December 2018 (likely"));
    assert!(found.sentences[0].ends_with("from 100 to 125 a week."));
    assert!(found.sentences[1].starts_with("Website visits rose 40% on October to December 2018"));
    assert!(found.sentences[1].ends_with("from 18,000 to 25,200 a week."));
    assert_eq!(
        found.sentences[2],
        "Two in five (40%) of the 1,450 contacts with a known answer came before an offence (likely \
         between 38% and 43%); no clear change on the quarter before."
    );
    assert_eq!(
        found.share_sentence,
        "Two in five (40%) of the 1,450 contacts with a known answer came before an offence (likely \
         between 38% and 43%)."
    );
    assert_eq!((found.share.before, found.share.base()), (580, 1450));
    assert_eq!(found.share_phrase.as_deref(), Some("two in five"));
    assert_eq!(
        found.caveat.as_deref(),
        Some(
            "One contact in nine had no answer recorded. Had all of them come after an offence, \
             the share would be 36%; had all come before, 46%."
        )
    );
    let numbers: Vec<_> = found.figures.iter().map(|f| (&*f.number, &*f.unit)).collect();
    let expected = [("1,625", "calls"), ("327,600", "visits"), ("40%", "before an offence")];
    assert_eq!(numbers, expected);
    let verdicts: Vec<_> = found.figures.iter().map(|f| (&*f.verdict, f.tone)).collect();
    let expected =
        [("Rose 25%", Tone::Signal), ("Rose 40%", Tone::Signal), ("No clear change", Tone::Quiet)];
    assert_eq!(verdicts, expected);
    let of: Vec<_> = found.figures.iter().map(|f| f.of.join(" ")).collect();
    assert_eq!(of, ["calls.answered", "website.visits", SHARE]);
    assert!(found.figures[0].detail.contains("; a year ago: rose 2"));
    assert_eq!(found.figures[1].bars.len(), 8);
    assert_eq!(found.figures[1].bars[7].label, "25.2k a week");
    assert!(found.figures[0].alt.contains("January to March 2019 125."));
    for bar in found.figures.iter().flat_map(|figure| &figure.bars) {
        assert!(bar.interval.unwrap().holds(bar.value.unwrap()), "{bar:?}");
    }
    assert_eq!((found.stage, found.weeks_entered, found.weeks_expected), (Stage::Complete, 13, 13));
    let labels: Vec<_> = found.rows.iter().map(|row| &*row.label).collect();
    let expected = [
        "Calls answered",
        "Calls before an offence",
        "Calls after an offence",
        "Live chats answered",
        "Website visits",
    ];
    assert_eq!(labels, expected);
    assert_eq!(found.label, "Q4 2018/19");
}

/// Quarters of 14 and 12 weeks: never −14%.
#[test]
fn a_flat_line_over_new_year_2027() {
    let mut ledger = Ledger::new(three_channels());
    for week in quarter("2025-Q1").first_week().through(quarter("2027-Q1").last_week()) {
        ledger.set_count((1, Field::Answered, week), 100);
        ledger.set_count((3, Field::Visits, week), 9_000);
    }
    let found = summary(&ledger, quarter("2027-Q1"), date("2027-05-01"));
    assert_eq!(found.headline, "No clear change in calls or website visits");
    assert!(found.sentences[0].contains("no clear change on October to December 2026"));
    assert!(!found.sentences[0].contains("14%"), "{}", found.sentences[0]);
}

#[test]
fn a_quarter_that_is_not_over_has_no_verdict() {
    let found = summary(&founding(), quarter("2019-Q1"), date("2019-02-11"));
    assert_eq!(found.headline, "January to March 2019 so far, after 6 of 13 weeks");
    assert_eq!(found.stage, Stage::SoFar);
    assert!(found.sentences[0].starts_with("Calls: 125 a week so far in January to March 2019"));
    assert_eq!((found.rows[0].weeks, found.rows[0].previous.previous.weeks), (6, 6));
    assert!(found.rows.iter().all(|row| row.previous.verdict.is_none()));
    assert!(found.figures.iter().all(|figure| figure.bars[7].so_far));
    assert!(found.caveat.unwrap().contains("6 of its 13 weeks"));
}

#[test]
fn the_first_quarter_has_nothing_to_compare_with() {
    let found = summary(&founding(), quarter("2017-Q1"), date("2019-04-10"));
    assert_eq!(found.headline, "January to March 2017: nothing earlier to compare with");
    assert_eq!(found.figures[0].verdict, "Nothing to compare with");
    assert!(found.caveat.unwrap().starts_with("One contact in ten had no answer recorded."));
}

#[test]
fn an_empty_service_says_so() {
    let found = summary(&Ledger::new(three_channels()), quarter("2019-Q1"), date("2019-04-10"));
    assert_eq!(found.headline, "Nothing was entered for January to March 2019");
    assert_eq!(
        (found.stage, found.weeks_entered, found.weeks_expected),
        (Stage::Incomplete, 0, 13)
    );
    assert!(found.rows.iter().all(|row| row.count.is_none()));
    let found = summary(&Ledger::new(service(Vec::new())), quarter("2019-Q1"), date("2019-02-10"));
    assert_eq!(found.headline, "Nothing entered yet for January to March 2019");
    assert_eq!(found.rows, []);
    assert_eq!(
        found.sentences,
        ["Contacts, website visits and the share before an offence are not counted by Helpline \
          North in January to March 2019."]
    );
}

#[test]
fn what_a_service_lacks_is_said() {
    let found = summary(
        &helpline(&[quarter("2018-Q4"), quarter("2019-Q1")], [20, 8, 6, 4]),
        quarter("2019-Q1"),
        date("2019-04-10"),
    );
    assert_eq!(found.figures.len(), 2);
    assert_eq!(
        found.sentences[2],
        "Website visits are not counted by Helpline North in January to March 2019."
    );
    assert_eq!(found.headline, "No clear change in calls");

    // Without a phone line, all contacts stand in its place.
    let mut chats = channel(1, Kind::Chat, "chat", "Live chats");
    let mut mails = channel(2, Kind::Email, "mail", "E-mails");
    for channel in [&mut chats, &mut mails] {
        channel.collected.retain(|collected| collected.field == Field::Answered);
    }
    let mut ledger = Ledger::new(service(vec![chats, mails]));
    for week in quarter("2018-Q4").first_week().through(quarter("2019-Q1").last_week()) {
        ledger.set_count((1, Field::Answered, week), 30);
        ledger.set_count((2, Field::Answered, week), 12);
    }
    let found = summary(&ledger, quarter("2019-Q1"), date("2019-04-10"));
    assert_eq!((&*found.figures[0].title, &*found.figures[0].number), ("Contacts answered", "546"));
    assert_eq!(found.headline, "No clear change in contacts");
    assert_eq!(
        found.sentences[1],
        "Website visits and the share before an offence are not counted by Helpline North in \
         January to March 2019."
    );
}

#[test]
fn phone_lines_add_up_where_all_are_entered() {
    let mut north = channel(1, Kind::Phone, "north", "Calls north");
    let mut south = channel(2, Kind::Phone, "south", "Calls south");
    for line in [&mut north, &mut south] {
        line.collected.retain(|collected| collected.field == Field::Answered);
    }
    south.timetables[0].days = crate::service::Timetable::WEEKDAYS;
    let mut ledger = Ledger::new(service(vec![north, south]));
    let now = quarter("2019-Q1");
    let missing = now.first_week();
    let closed = missing.next();
    ledger.service.closures.push(Closure {
        channel: Some(2),
        from: closed.monday(),
        to: closed.sunday(),
        reason: "Flood".into(),
    });
    for week in now.previous().first_week().through(now.last_week()) {
        ledger.set_count((1, Field::Answered, week), 70);
        if week != missing && week != closed {
            ledger.set_count((2, Field::Answered, week), 30);
        }
    }
    let found = summary(&ledger, now, date("2019-04-10"));
    assert_eq!(found.figures[0].number, "1,170");
    assert_eq!(found.figures[0].of.len(), 2);
    assert_eq!(found.figures[0].bars[7].weeks, (12, 13));
    assert_eq!(
        found.caveat.as_deref(),
        Some(
            "12 of 13 weeks are entered for calls in January to March 2019. A missing week is left \
             out, not counted as none, so the rates are those of the weeks entered."
        )
    );
}

#[test]
fn a_changed_definition_weighs_most() {
    let mut ledger = founding();
    ledger.service.events.push(Event {
        id: "1".into(),
        channel: None,
        kind: EventKind::Definition,
        name: "New form".into(),
        from: date("2018-12-31"),
        to: date("2018-12-31"),
    });
    let found = summary(&ledger, quarter("2019-Q1"), date("2019-04-10"));
    assert_eq!(found.headline, "No verdict on calls or website visits");
    assert_eq!(
        found.caveat.as_deref(),
        Some(
            "The definition changed from the week of Monday 31 December 2018 (New form), so \
             figures before and after it cannot be compared."
        )
    );
    assert!(found.sentences[2].contains("; no verdict on the quarter before, because"));
}

#[test]
fn a_small_base_is_a_caveat() {
    let ledger = helpline(&[quarter("2018-Q4"), quarter("2019-Q1")], [5, 3, 2, 0]);
    let found = summary(&ledger, quarter("2019-Q1"), date("2019-04-10"));
    assert_eq!(
        found.caveat.as_deref(),
        Some(
            "Only 65 contacts had a known answer, so the share can move a good deal by chance alone."
        )
    );
    assert!(found.sentences[1].contains("small base"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever is entered, missing, closed or absurd: no panic, no verdict against its interval,
    /// no headline without one.
    #[test]
    fn any_ledger_has_a_summary(
        cells in proptest::collection::vec(
            (0i32..120, 1i32..4, 0usize..7, prop_oneof![0u32..40, Just(0), any::<u32>()]), 0..300),
        closures in proptest::collection::vec((0i64..840, 0i64..60), 0..4),
        today in 0i64..1000,
        name in prop_oneof![Just("2018-Q4"), Just("2019-Q1"), Just("2017-Q1"), Just("2030-Q2")],
    ) {
        let first = Week::parse("2017-01-02").unwrap();
        let mut ledger = Ledger::new(service(vec![
            channel(1, Kind::Phone, "calls", "Calls"),
            channel(2, Kind::Phone, "night", "Night calls"),
            channel(3, Kind::Web, "website", "Website visits"),
        ]));
        for (from, length) in closures {
            let from = first.monday() + chrono::Duration::days(from);
            let to = from + chrono::Duration::days(length);
            ledger.service.closures.push(Closure { channel: None, from, to, reason: String::new() });
        }
        for (week, channel, field, count) in cells {
            ledger.set_count((channel, Field::ALL[field], first.plus(week)), count);
        }
        let today = first.monday() + chrono::Duration::days(today);
        let found = summary(&ledger, quarter(name), today);
        for row in &found.rows {
            for change in [&row.previous, &row.year_ago] {
                if let (Some(verdict), Some(interval)) = (change.verdict, change.interval) {
                    prop_assert_eq!(verdict == Verdict::Rose, interval.lower > 1.0);
                    prop_assert_eq!(verdict == Verdict::Fell, interval.upper < 1.0);
                    if let Some(ratio) = change.ratio {
                        prop_assert!(interval.holds(ratio), "{} {:?}", ratio, interval);
                    }
                }
                prop_assert!(change.verdict.is_some() != change.reason.is_some());
            }
        }
        for figure in &found.figures {
            for bar in &figure.bars {
                if let (Some(value), Some(interval)) = (bar.value, bar.interval) {
                    let slack = value.abs() * 1e-9;
                    prop_assert!(interval.lower <= value + slack && value <= interval.upper + slack);
                }
            }
        }
        if found.figures.iter().all(|figure| figure.tone == Tone::Quiet) {
            prop_assert!(!found.headline.contains("rose") && !found.headline.contains("fell"));
        }
    }

    /// A week that is not entered never changes a rate, a share or their change.
    #[test]
    fn a_missing_week_changes_no_rate(counts in proptest::collection::vec(1u32..200, 26), gap in 0usize..14) {
        let now = quarter("2019-Q1");
        let weeks: Vec<Week> = now.previous().first_week().through(now.last_week()).collect();
        // Without the week: a line that is closed then. With it: the same line, not entered.
        let build = |closed: bool| {
            let mut ledger = Ledger::new(three_channels());
            for (i, week) in weeks.iter().enumerate().filter(|(i, _)| *i != gap) {
                ledger.set_count((1, Field::Answered, *week), counts[i]);
            }
            if closed {
                let (from, to) = (weeks[gap].monday(), weeks[gap].sunday());
                ledger.service.closures.push(Closure { channel: None, from, to, reason: String::new() });
            }
            summary(&ledger, now, date("2019-04-10"))
        };
        let (closed, missing) = (build(true), build(false));
        let (a, b) = (&closed.rows[0].previous, &missing.rows[0].previous);
        prop_assert_eq!((a.ratio, a.interval, a.current.per_week), (b.ratio, b.interval, b.current.per_week));
        prop_assert_eq!(b.previous.expected + b.current.expected, a.previous.expected + a.current.expected + 1);
    }
}

/// Ten years of one service with bank holidays, well within the time a page may take. The limit here
/// only guards against rescanning; the bench measures.
#[test]
fn ten_years_are_quick() {
    let mut ledger = Ledger::new(three_channels());
    for week in Week::parse("2017-01-02").unwrap().through(quarter("2026-Q4").last_week()) {
        for (id, field, count) in [
            (1, Field::Answered, 100),
            (1, Field::Before, 40),
            (1, Field::After, 50),
            (2, Field::Answered, 20),
            (3, Field::Visits, 250_000),
        ] {
            ledger.set_count((id, field, week), count);
        }
    }
    for year in 2017..2027 {
        for month in [1, 4, 5, 8, 12] {
            let day = NaiveDate::from_ymd_opt(year, month, 25).unwrap();
            let closure =
                Closure { channel: Some(1), from: day, to: day, reason: "Holiday".into() };
            ledger.service.closures.push(closure);
        }
    }
    let before = std::time::Instant::now();
    for _ in 0..10 {
        summary(&ledger, quarter("2026-Q4"), date("2027-02-01"));
    }
    let each = before.elapsed() / 10;
    println!("one summary: {each:?}");
    assert!(each.as_millis() < 250, "{each:?}");
}
