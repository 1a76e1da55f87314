//! Two sides of weeks, figure by figure: the quarter's own figures, Easter, sums, chosen weeks, and
//! the weeks that are missing.

use super::*;
use crate::change::{Range, Reason, Stretch};
use crate::holiday::Region;
use crate::quarter::{Quarter, YearStart};
use crate::service::{Field, Kind};
use crate::summary::summary;
use crate::test_ledger::{channel, founding, service};
use crate::words::change_sentence;

fn today() -> NaiveDate {
    "2019-12-31".parse().unwrap()
}

fn quarter(name: &str) -> Quarter {
    Quarter::parse(name, YearStart::January).unwrap()
}

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

fn ledger() -> Ledger {
    trend::tests::ledger(|n| Some(100 + (n as u32 * 29) % 20 + if n >= 91 { 60 } else { 0 }))
}

fn quarters(ledger: &Ledger, earlier: Quarter, later: Quarter, today: NaiveDate) -> Compared {
    compare(ledger, Sides::quarters(earlier, later, today), today)
}

/// What the quarter's own page says of its neighbours is what is said here.
#[test]
fn the_figures_are_those_of_the_quarter() {
    let (ledger, quarter) = (ledger(), Quarter::last_over(today()));
    let page = summary(&ledger, quarter, today());
    for (earlier, of) in [
        (quarter.previous(), (|row| &row.previous) as fn(&crate::summary::Row) -> &Change),
        (quarter.year_before(), |row| &row.year_ago),
    ] {
        let found = quarters(&ledger, earlier, quarter, today());
        assert_eq!(found.lines.len(), 2);
        for line in &found.lines {
            let row = page.rows.iter().find(|row| row.label == line.label).unwrap();
            assert_eq!(&line.change, of(row), "{}", line.label);
        }
    }
}

#[test]
fn how_many_would_differ_by_chance_is_counted_from_verdicts_alone() {
    let ledger = ledger();
    let quarter = Quarter::last_over(today());
    let found = quarters(&ledger, quarter.previous(), quarter, today());
    assert_eq!((found.verdicts(), found.changes()), (2, 1));
    assert!((found.by_chance() - 0.1).abs() < 1e-9);
    // A quarter under way has no verdicts, and so none by chance.
    let so_far = quarters(&ledger, quarter, quarter.next(), "2020-02-01".parse().unwrap());
    assert_eq!((so_far.verdicts(), so_far.changes()), (0, 0));
    // Two lines and the sum of one; the share and what is not recorded, over the quarter and
    // over three times four weeks. After an offence is the other side of before.
    let (now, then) = (self::quarter("2019-Q1"), self::quarter("2018-Q4"));
    let founding = quarters(&founding(), then, now, today());
    assert_eq!(founding.lines.len(), 3);
    assert!(founding.total.is_some());
    assert_eq!((founding.blocks.len(), founding.verdicts()), (3, 3 + 1 + 2 + 3 * 2));
}

#[test]
fn any_two_quarters_can_be_compared() {
    let ledger = ledger();
    let quarter = Quarter::last_over(today());
    for n in 1..8 {
        let earlier = (0..n).fold(quarter, |quarter, _| quarter.previous());
        let found = quarters(&ledger, earlier, quarter, today());
        let sides = &found.sides;
        assert_eq!((sides.earlier.quarter, sides.later.quarter), (earlier, quarter));
        assert!(found.lines.iter().all(|line| line.change.previous.quarter == earlier));
    }
}

/// Calls that fall by half in the two weeks of Easter: early in 2018 (1 April), late in 2019
/// (21 April). By quarters Easter moves from one to the other; by weeks it is set against itself.
#[test]
fn the_weeks_of_easter_are_set_against_each_other() {
    let mut ledger = Ledger::new(service(vec![channel(1, Kind::Phone, "calls", "Calls")]));
    let easters = ["2017-04-10", "2018-03-26", "2019-04-15"].map(week);
    for (n, one) in week("2017-01-02").through(week("2019-12-23")).enumerate() {
        let easter = easters.iter().any(|easter| one == *easter || one == easter.next());
        let count = if easter { 50 } else { 100 };
        ledger.set_count((1, Field::Answered, one), count + n as u32 % 2);
    }
    // Beside Easter's own weeks only the one call of every second week differs.
    for name in ["2018-Q1", "2018-Q2", "2019-Q1", "2019-Q2"] {
        let sides = Sides::same_weeks(quarter(name), Region::EnglandWales, today());
        let found = compare(&ledger, sides, today());
        let change = &found.lines[0].change;
        let (then, now) = (&change.previous, &change.current);
        assert_eq!((then.stretch, then.weeks, now.weeks), (Stretch::SameWeeks, 13, 13));
        assert!(then.count.abs_diff(now.count) <= 1, "{name}: {change:?}");
        let said = change_sentence("Calls", change);
        assert!(said.starts_with("Calls: no clear change on the same weeks a year before"));
    }
    let whole = quarters(&ledger, quarter("2018-Q2"), quarter("2019-Q2"), today());
    let (before, now) = (&whole.lines[0].change.previous, &whole.lines[0].change.current);
    assert!(before.count - now.count >= 49, "one week of Easter against two");
}

#[test]
fn a_quarter_under_way_meets_the_same_weeks() {
    let today: NaiveDate = "2019-02-20".parse().unwrap();
    let sides = Sides::same_weeks(quarter("2019-Q1"), Region::EnglandWales, today);
    let found = compare(&founding(), sides, today);
    let calls = &found.lines[0].change;
    assert_eq!((calls.previous.weeks, calls.current.weeks), (7, 7));
    assert_eq!(
        change_sentence("Calls", calls),
        "Calls: 125 a week so far in January to March 2019, and 101 a week in the same weeks \
         a year before; no verdict until the quarter is over."
    );
    assert_eq!((found.verdicts(), found.blocks.len()), (0, 1));
}

/// Calls at 60 and chats at 40 a week; chats may begin late, miss a week or change definition.
#[test]
fn all_contacts_are_a_sum_of_what_is_whole() {
    let check = |chat_from: &str, missing: Option<&str>, expected: (u64, u32, &str)| {
        let mut chat = channel(2, Kind::Chat, "chat", "Live chats");
        chat.first = week(chat_from);
        let calls = channel(1, Kind::Phone, "calls", "Calls");
        let web = channel(3, Kind::Web, "website", "Website visits");
        let mut ledger = Ledger::new(service(vec![web, calls, chat]));
        for one in week("2017-01-02").through(week("2019-12-23")) {
            ledger.set_count((1, Field::Answered, one), 60);
            if one >= week(chat_from) && missing.is_none_or(|missing| one != week(missing)) {
                ledger.set_count((2, Field::Answered, one), 40);
            }
        }
        let found = quarters(&ledger, quarter("2018-Q4"), quarter("2019-Q1"), today());
        let total = found.total.unwrap();
        let (now, reason) = (&total.change.current, &total.change.reason);
        let broken = match reason {
            Some(Reason::Definition { name, .. }) => name.as_str(),
            Some(_) => "another reason",
            None => "",
        };
        assert_eq!(total.label, "All contacts answered");
        assert_eq!((now.count, now.weeks, broken), expected);
    };
    check("2017-01-02", None, (1300, 13, ""));
    check("2017-01-02", Some("2019-02-04"), (1200, 12, ""));
    check("2019-02-04", None, (5 * 60 + 8 * 100, 13, "Live began"));
    check("2018-11-05", None, (1300, 13, "Live began"));
    check("2018-10-01", None, (1300, 13, ""));
    // A service with one contact channel has no sum beside it.
    assert!(quarters(&ledger(), quarter("2018-Q4"), quarter("2019-Q1"), today()).total.is_none());
}

/// 70 of 100 calls offered, then 60; 90 not recorded of 100 answered at first, then none.
#[test]
fn answer_rate_and_not_recorded_have_verdicts_of_their_own() {
    let mut ledger = Ledger::new(service(vec![channel(1, Kind::Phone, "calls", "Calls")]));
    let (then, now) = (quarter("2018-Q4"), quarter("2019-Q1"));
    for (quarter, counts) in [(then, [70, 30, 10, 20]), (now, [60, 40, 20, 40])] {
        let fields = [Field::Answered, Field::Missed, Field::Before, Field::After];
        for week in quarter.weeks() {
            for (field, count) in fields.into_iter().zip(counts) {
                ledger.set_count((1, field, week), count);
            }
            ledger.set_count((1, Field::DoesNotApply, week), 0);
        }
    }
    let found = quarters(&ledger, then, now, today());
    let rate = &found.answered[0].rate;
    assert_eq!((rate.earlier.part, rate.earlier.whole, rate.later.part), (910, 1300, 780));
    assert_eq!(rate.change.verdict, Some(Verdict::Fell));
    // Newcombe's method 10 on 910 of 1,300 and 780 of 1,300, recomputed by hand.
    let interval = rate.change.interval.unwrap();
    assert!((rate.change.difference.unwrap() + 0.1).abs() < 1e-9);
    assert!((interval.lower + 0.136).abs() < 1e-3 && (interval.upper + 0.064).abs() < 1e-3);
    let parts = found.share.unwrap();
    assert_eq!(parts.unrecorded.change.verdict, Some(Verdict::Fell));
    assert_eq!((parts.unrecorded.earlier.part, parts.unrecorded.later.part), (520, 0));
    assert_eq!(parts.change.verdict, Some(Verdict::NoClearChange));
    let (before, after) = (PointsChange::from(&parts.change), parts.after());
    assert_eq!(after.of_the_rest(), before);
    // A quarter without missed calls has nothing to compare with.
    let none = quarters(&ledger, quarter("2018-Q3"), now, today());
    assert_eq!(none.answered[0].rate.change.reason, Some(Reason::NothingBefore));
}

fn ranges(ledger: &Ledger, later: [&str; 2], earlier: [&str; 2]) -> Compared {
    let range = |ends: [&str; 2]| Range { first: week(ends[0]), last: week(ends[1]) };
    compare(ledger, Sides::ranges([range(later), range(earlier)], today()), today())
}

/// Weeks that happen to be quarters are compared as those are; others by what they hold.
#[test]
fn chosen_weeks_are_compared_like_quarters() {
    let ledger = founding();
    let of_quarters = quarters(&ledger, quarter("2018-Q4"), quarter("2019-Q1"), today());
    let found = ranges(&ledger, ["2018-12-31", "2019-03-25"], ["2018-10-01", "2018-12-24"]);
    let figures = |one: &Compared| {
        let lines = one.total.iter().chain(&one.lines);
        let lines: Vec<_> = lines.map(|l| (l.change.interval, l.change.verdict)).collect();
        (lines, one.share.as_ref().map(|share| share.change.interval), one.blocks.len())
    };
    assert_eq!(figures(&found), figures(&of_quarters));
    assert_eq!(
        (found.verdicts(), found.changes()),
        (of_quarters.verdicts(), of_quarters.changes())
    );
    assert_eq!(
        change_sentence("Calls", &found.lines[0].change),
        "Calls rose 25% on 1 October to 30 December 2018 (likely between 16% and 35%), from 100 \
         to 125 a week."
    );
    // A side of a year and one of five weeks: rates are compared, by the whole side alone.
    let unequal = ranges(&ledger, ["2019-01-07", "2019-02-04"], ["2017-12-25", "2018-12-17"]);
    let calls = &unequal.lines[0].change;
    assert_eq!((calls.previous.weeks, calls.current.weeks), (52, 5));
    assert_eq!(calls.verdict, Some(Verdict::Rose));
    assert!((calls.ratio.unwrap() - 1.25).abs() < 0.02, "{calls:?}");
    assert!(unequal.share.is_some() && unequal.blocks.is_empty() && !unequal.too_short);
    // Three weeks: the exact range, no verdict, and no share.
    let short = ranges(&ledger, ["2019-01-07", "2019-01-21"], ["2018-01-01", "2018-12-17"]);
    assert_eq!(short.lines[0].change.reason, Some(Reason::TooFewWeeks));
    assert!(short.lines[0].change.interval.is_some());
    assert!(short.too_short && short.share.is_none() && short.blocks.is_empty());
    assert_eq!(short.verdicts(), 0);
}

/// Calls in two years; in 2019 some weeks are not entered, and one is closed.
#[test]
fn weeks_that_are_missing_are_named() {
    let mut ledger = Ledger::new(service(vec![channel(1, Kind::Phone, "calls", "Calls")]));
    let gaps = ["2019-01-07", "2019-01-14", "2019-02-04"].map(week);
    for one in week("2017-01-02").through(week("2019-12-23")).filter(|one| !gaps.contains(one)) {
        for field in Kind::Phone.fields() {
            // Of one week all but the missed calls was entered, and one was closed.
            let closed = one == week("2018-12-24");
            if !closed && (*field != Field::Missed || one != week("2018-10-08")) {
                ledger.set_count((1, *field, one), 20);
            }
        }
    }
    ledger.set_open_days(1, week("2018-12-24"), 0);
    let found = quarters(&ledger, quarter("2018-Q4"), quarter("2019-Q1"), today());
    let stretches = |dates: &[[&str; 2]]| dates.iter().map(|ends| ends.map(week).into()).collect();
    let missing = |label: &str, dates: &[[&str; 2]]| Missing {
        label: label.to_owned(),
        stretches: stretches(dates),
    };
    assert_eq!(
        found.missing,
        [
            missing("Calls missed", &[["2018-10-08", "2018-10-08"]]),
            missing("Calls", &[["2019-01-07", "2019-01-14"], ["2019-02-04", "2019-02-04"]]),
        ]
    );
    assert!(
        quarters(&founding(), quarter("2018-Q4"), quarter("2019-Q1"), today()).missing.is_empty()
    );
}
