//! Against the reference program, row by row (seen to fail with D divided by the weeks instead of
//! the weeks less one); then states and gates on a ledger.

use std::collections::BTreeMap;

use super::*;
use crate::fixture::{near, rows};
use crate::quarter::YearStart;
use crate::service::{Closure, Event, EventKind};
use crate::test_ledger::{helpline, helpline_where};

#[test]
fn reference_shares_and_their_changes() {
    let mut weeks: BTreeMap<(String, String), Vec<ShareWeek>> = BTreeMap::new();
    for row in rows("share_weeks.csv") {
        let key = (row.text("case").to_owned(), row.text("period").to_owned());
        weeks.entry(key).or_default().push(ShareWeek {
            before: row.whole("before"),
            after: row.whole("after"),
            not_recorded: row.whole("not_recorded"),
        });
    }
    let rows = rows("share_dispersion.csv");
    for row in &rows {
        let check = |period: &str| {
            let weeks = &weeks[&(row.text("case").to_owned(), period.to_owned())];
            let found = share_of_weeks(weeks);
            let (interval, certain) = (found.interval.unwrap(), found.certain.unwrap());
            let sum = |part: fn(&ShareWeek) -> u64| weeks.iter().map(part).sum::<u64>();
            assert_eq!(sum(|w| w.before), row.whole(&format!("{period}_before")));
            assert_eq!(sum(|w| w.after), row.whole(&format!("{period}_after")));
            assert_eq!(sum(|w| w.not_recorded), row.whole(&format!("{period}_not_recorded")));
            for (name, figure) in [
                ("share", found.share.unwrap()),
                ("dispersion", found.dispersion),
                ("lower", interval.lower),
                ("upper", interval.upper),
                ("certain_lower", certain.lower),
                ("certain_upper", certain.upper),
            ] {
                near(figure, row.number(&format!("{period}_{name}")), 1e-6, name);
            }
            found
        };
        let (difference, interval, verdict) =
            difference(&check("previous"), &check("current")).unwrap();
        near(difference, row.number("difference"), 1e-6, "difference");
        near(interval.lower, row.number("lower"), 1e-6, "lower");
        near(interval.upper, row.number("upper"), 1e-6, "upper");
        let word = match verdict {
            Verdict::Rose => "rose",
            Verdict::Fell => "fell",
            _ => "no_clear_change",
        };
        assert_eq!(word, row.text("verdict"));
    }
    assert_eq!(rows.len(), 20);
}

/// (45, 33, 22) of section 5.
#[test]
fn what_is_not_known_widens_what_is_certain() {
    let found = share_of_weeks(&[ShareWeek { before: 45, after: 33, not_recorded: 22 }]);
    assert_eq!((found.share.unwrap() * 100.0).round(), 58.0);
    assert_eq!(found.certain, Some(Interval { lower: 0.45, upper: 0.67 }));
}

fn quarter() -> Quarter {
    Quarter::parse("2019-Q1", YearStart::January).unwrap()
}

fn over() -> NaiveDate {
    "2019-04-01".parse().unwrap()
}

#[test]
fn a_channel_week_takes_part_when_all_its_figures_are_entered() {
    // Calls (channel 1) answered 20: 8 before, 6 after, 4 does not apply, 2 not recorded.
    let full = helpline(&[quarter().previous(), quarter()], [20, 8, 6, 4]);
    let weeks: Vec<Week> = quarter().weeks().collect();
    let found = share(&full, quarter(), over());
    let (n, base) = (weeks.len() as u64, 14 * weeks.len() as u64);
    assert_eq!((found.before, found.after, found.base()), (8 * n, 6 * n, base));
    assert_eq!((found.not_recorded, found.does_not_apply), (2 * n, 4 * n));
    assert_eq!((found.expected, found.entered), (13, 13));

    let both = [quarter().previous(), quarter()];
    let counts = [20, 8, 6, 4];
    let keep = |week, field| week != weeks[3] || field != Field::DoesNotApply;
    let found = share(&helpline_where(&both, counts, keep), quarter(), over());
    assert_eq!((found.before, found.expected, found.entered), (8 * (n - 1), 13, 12));

    let mut closed = helpline_where(&both, counts, |week, _| week != weeks[3]);
    closed.service.closures.push(Closure {
        channel: None,
        from: weeks[3].monday(),
        to: weeks[3].sunday(),
        reason: "Flood".into(),
    });
    let found = share(&closed, quarter(), over());
    assert_eq!((found.expected, found.entered), (12, 12));

    let mut without = helpline_where(&both, counts, |_, field| field != Field::DoesNotApply);
    without.service.channels[0].collected.retain(|c| c.field != Field::DoesNotApply);
    let found = share(&without, quarter(), over());
    assert_eq!((found.not_recorded, found.does_not_apply, found.entered), (6 * n, 0, 13));
}

#[test]
fn gates() {
    let change = |ledger: &Ledger, today: &str| {
        share_change(ledger, quarter().previous(), quarter(), today.parse().unwrap())
    };
    let full = helpline(&[quarter().previous(), quarter()], [20, 8, 6, 4]);
    let found = change(&full, "2019-04-01");
    assert_eq!((found.verdict, found.reason), (Some(Verdict::NoClearChange), None));
    assert_eq!(found.difference, Some(0.0));
    assert_eq!(change(&full, "2019-02-01").reason, Some(Reason::SoFar));

    let small = helpline(&[quarter().previous(), quarter()], [3, 1, 1, 1]);
    let found = change(&small, "2019-04-01");
    assert_eq!((found.difference, found.reason), (None, Some(Reason::SmallBase)));

    let alone = helpline(&[quarter()], [20, 8, 6, 4]);
    assert_eq!(change(&alone, "2019-04-01").reason, Some(Reason::NothingBefore));

    let mut renamed = full.clone();
    renamed.service.events.push(Event {
        id: "1".into(),
        channel: None,
        kind: EventKind::Definition,
        name: "New form".into(),
        from: quarter().first_week().monday(),
        to: quarter().first_week().monday(),
    });
    let reason = Reason::Definition { name: "New form".into(), from: quarter().first_week() };
    let found = change(&renamed, "2019-04-01");
    assert_eq!((found.verdict, found.reason), (None, Some(reason)));
}

#[test]
fn answer_rate_is_of_calls_offered() {
    let mut ledger = helpline(&[quarter()], [20, 8, 6, 4]);
    let missed: Vec<Week> = quarter().weeks().take(2).collect();
    for week in &missed {
        ledger.set_count((1, Field::Missed, *week), 5);
    }
    let found = answer_rate(&ledger, &ledger.service.channels[0], quarter(), over());
    assert_eq!((found.answered, found.missed, found.rate, found.weeks), (40, 10, Some(0.8), 2));
    let words = crate::words::answer_sentence("calls", &found);
    assert_eq!(words.as_deref(), Some("80% of the 50 calls offered were answered."));
    let summary = crate::summary::summary(&ledger, quarter(), over());
    assert_eq!(summary.answer_rate, words);
}

proptest::proptest! {
    /// Parts sum, whatever is entered, and an interval contains its estimate.
    #[test]
    fn parts_sum(parts in proptest::array::uniform4(0u32..50)) {
        let ledger = helpline(&[quarter()], [parts.iter().sum(), parts[0], parts[1], parts[2]]);
        let found = share(&ledger, quarter(), over());
        let answered: u64 = quarter().weeks().len() as u64 * u64::from(parts.iter().sum::<u32>());
        let sum = found.before + found.after + found.not_recorded + found.does_not_apply;
        proptest::prop_assert_eq!(sum, answered);
        if let (Some(share), Some(interval)) = (found.share, found.interval) {
            proptest::prop_assert!(interval.holds(share));
            proptest::prop_assert!(found.certain.is_some_and(|certain| certain.holds(share)));
        }
    }
}
