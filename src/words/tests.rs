//! The exact texts of section 4 and 5, and what rounding must never do to a verdict.

use proptest::prelude::*;

use super::*;
use crate::change::{Change, Period, Reason, Stretch, Verdict, verdict};
use crate::interval::Interval;
use crate::quarter::{Quarter, YearStart};
use crate::share::{Share, ShareChange};
use crate::week::Week;

fn quarter(name: &str) -> Quarter {
    Quarter::parse(name, YearStart::January).unwrap()
}

fn period(name: &str, per_week: f64, weeks: u32) -> Period {
    let count = (per_week * f64::from(weeks)).round() as u64;
    let open_days = weeks * 7;
    let per_week = (weeks > 0).then_some(per_week);
    Period {
        quarter: quarter(name),
        stretch: Stretch::Quarter,
        count,
        open_days,
        weeks,
        expected: 13,
        per_week,
        part: false,
    }
}

fn changed(rates: (f64, f64), interval: (f64, f64), reason: Option<Reason>) -> Change {
    let (previous, current) = (period("2018-Q4", rates.0, 13), period("2019-Q1", rates.1, 13));
    let interval = Interval { lower: interval.0, upper: interval.1 };
    let both_zero = rates == (0.0, 0.0);
    Change {
        ratio: (rates.0 > 0.0).then(|| rates.1 / rates.0),
        interval: (!both_zero).then_some(interval),
        rho: 0.4,
        dispersion: None,
        df: None,
        ar: None,
        exact: Some(interval),
        pearson_dispersion: None,
        quasi: None,
        verdict: match reason {
            Some(_) => None,
            None if both_zero => Some(Verdict::None),
            None => Some(verdict(interval, 1.0)),
        },
        reason,
        previous,
        current,
    }
}

#[test]
fn change_sentences() {
    let check = |rates, interval, expected: &str| {
        assert_eq!(change_sentence("Calls", &changed(rates, interval, None)), expected);
    };
    check(
        (100.0, 125.0),
        (1.14, 1.37),
        "Calls rose 25% on October to December 2018 (likely between 14% and 37%), from 100 to 125 a week.",
    );
    check(
        (100.0, 80.0),
        (0.7, 0.896),
        "Calls fell 20% on October to December 2018 (likely between 10% and 30%), from 100 to 80 a week.",
    );
    check(
        (100.0, 108.0),
        (0.84, 1.4),
        "Calls: no clear change on October to December 2018 (+8%; anything from −16% to +40% is likely).",
    );
    check(
        (100.0, 100.3),
        (0.996, 1.01),
        "Calls: no clear change on October to December 2018 (less than 1%; anything from −0.4% to +1% is likely).",
    );
    check(
        (25_000.0, 25_100.0),
        (1.003, 1.006),
        "Calls rose less than 1% on October to December 2018 (likely between 0.3% and 1%), from 25,000 to 25,100 a week.",
    );
    check(
        (2.0, 12.0),
        (2.0, 14.4),
        "Calls rose 500% on October to December 2018 (likely between 100% and 1,340%), from 2 to 12 a week.",
    );
    check(
        (0.0, 1.0),
        (1.2, f64::INFINITY),
        "Calls rose on October to December 2018, from none to 13.",
    );
    check(
        (0.0, 0.1),
        (0.2, f64::INFINITY),
        "Calls: no clear change on October to December 2018 (from none to 1).",
    );
    check(
        (3.0, 0.0),
        (0.0, 0.1),
        "Calls fell 100% on October to December 2018 (likely between 90% and 100%), from 3 a week to none.",
    );
    check(
        (0.0, 0.0),
        (0.0, f64::INFINITY),
        "Calls: none in either October to December 2018 or January to March 2019.",
    );
}

#[test]
fn missing_weeks_are_said() {
    let mut change = changed((100.0, 125.0), (1.14, 1.37), None);
    change.current.weeks = 12;
    assert_eq!(
        change_sentence("Calls", &change),
        "Calls rose 25% on October to December 2018 (likely between 14% and 37%), from 100 to 125 a week; 12 of 13 weeks of January to March 2019 entered."
    );
}

#[test]
fn sentences_without_a_verdict() {
    let check = |reason: Reason, expected: &str| {
        let change = changed((100.0, 125.0), (1.1, 1.4), Some(reason));
        assert_eq!(change_sentence("Calls", &change), expected);
        assert!(!change_short(&change).contains("Rose"));
        assert_eq!(change_range(&change), "");
    };
    check(
        Reason::SoFar,
        "Calls: 125 a week so far in January to March 2019, and 100 a week in the same weeks of October to December 2018; no verdict until the quarter is over.",
    );
    check(Reason::NothingNow, "Calls: nothing was counted in January to March 2019.");
    check(
        Reason::NothingBefore,
        "Calls: nothing was counted in October to December 2018, so there is nothing to compare January to March 2019 with.",
    );
    check(
        Reason::TooFewWeeks,
        "Calls: too few weeks for a verdict on October to December 2018 (13 of January to March 2019 and 13 of October to December 2018 entered, at least 4 of each needed); the counts alone allow anything from +10% to +40%.",
    );
    check(
        Reason::Coverage,
        "Calls: no verdict on October to December 2018, because only 13 of 13 weeks of January to March 2019 are entered (at least three quarters needed).",
    );
    check(
        Reason::Definition { name: "New form".into(), from: Week::parse("2019-01-07").unwrap() },
        "Calls: no verdict on October to December 2018, because the definition changed from the week of Monday 7 January 2019 (New form).",
    );
}

#[test]
fn short_words() {
    let check = |rates, interval, short: &str, range: &str| {
        let change = changed(rates, interval, None);
        assert_eq!(
            (change_short(&change).as_str(), change_range(&change).as_str()),
            (short, range)
        );
    };
    check((100.0, 125.0), (1.14, 1.37), "Rose 25%", "likely 14% to 37%");
    check((100.0, 80.0), (0.7, 0.9), "Fell 20%", "likely 10% to 30%");
    check((100.0, 108.0), (0.84, 1.4), "No clear change", "+8%; likely −16% to +40%");
    check((0.0, 1.0), (1.2, f64::INFINITY), "Rose from none to 13", "");
    check((0.0, 0.0), (0.0, f64::INFINITY), "None in either", "");
}

#[test]
fn numbers() {
    for (value, expected) in [(0, "0"), (999, "999"), (1_625, "1,625"), (10_000_000, "10,000,000")]
    {
        assert_eq!(number(value), expected);
    }
    for (value, expected) in [
        (125.4, "125 a week"),
        (9_999.0, "9,999 a week"),
        (25_200.0, "25.2k a week"),
        (250_000.0, "250k a week"),
        (1_260_000.0, "1.3m a week"),
        (999_600.0, "1m a week"),
        (5.37, "5.4 a week"),
        (9.97, "10 a week"),
        (0.0, "0 a week"),
    ] {
        assert_eq!(short_a_week(value), expected);
    }
    for (value, expected) in [
        (0.4, "40%"),
        (0.285, "29%"),
        (0.0, "0%"),
        (0.004, "less than 1%"),
        (0.996, "more than 99%"),
        (1.0, "100%"),
    ] {
        assert_eq!(percent(value), expected);
    }
    assert_eq!(from_to(100.2, 100.4), "from 100.2 to 100.4");
    assert_eq!(from_to(100.0, 100.0), "from 100 to 100");
    let items = ["calls".to_owned(), "chats".to_owned(), "visits".to_owned()];
    assert_eq!(list(&items), "calls, chats and visits");
    assert_eq!(either(&items[..2]), "calls or chats");
}

fn share(before: u64, after: u64, not_recorded: u64, interval: (f64, f64)) -> Share {
    let base = before + after;
    let all = (base + not_recorded) as f64;
    Share {
        quarter: quarter("2019-Q1"),
        stretch: Stretch::Quarter,
        before,
        after,
        not_recorded,
        does_not_apply: 0,
        share: (base >= 30).then(|| before as f64 / base as f64),
        interval: (base >= 30).then_some(Interval { lower: interval.0, upper: interval.1 }),
        dispersion: 1.0,
        unknown: Some(not_recorded as f64 / all),
        certain: Some(Interval {
            lower: before as f64 / all,
            upper: (before + not_recorded) as f64 / all,
        }),
        small_base: (30..100).contains(&base),
        mostly_unknown: not_recorded * 2 > base + not_recorded,
        weeks: 13,
        expected: 13,
        entered: 13,
        part: false,
    }
}

#[test]
fn share_sentences() {
    let check = |share: Share, expected: &str| assert_eq!(share_sentence(&share), expected);
    check(
        share(578, 867, 100, (0.375, 0.426)),
        "Two in five (40%) of the 1,445 contacts with a known answer came before an offence (likely between 38% and 43%).",
    );
    check(
        share(45, 33, 22, (0.47, 0.66)),
        "Just under three in five (58%) of the 78 contacts with a known answer came before an offence (likely between 47% and 66%; small base).",
    );
    check(
        share(450, 550, 0, (0.42, 0.48)),
        "45% of the 1,000 contacts with a known answer came before an offence (likely between 42% and 48%).",
    );
    check(
        share(18, 42, 0, (0.2, 0.42)),
        "Somewhere between one in five and two in five (30%) of the 60 contacts with a known answer came before an offence (likely between 20% and 42%; small base).",
    );
    check(
        share(7, 5, 0, (0.0, 0.0)),
        "7 of the 12 contacts with a known answer came before an offence; too few for a share.",
    );
    check(
        share(0, 45, 0, (0.0, 0.079)),
        "None of the 45 contacts with a known answer came before an offence (likely between 0% and 8%; small base).",
    );
    check(
        share(160, 240, 600, (0.35, 0.45)),
        "Between 16% and 76% of the 1,000 contacts came before an offence, and more cannot be said for certain: most had no answer recorded. Of the 400 with a known answer it was two in five (40%) (likely between 35% and 45%).",
    );
    check(share(0, 0, 0, (0.0, 0.0)), "No contacts with a known answer in January to March 2019.");
}

/// Section 5: about within 1 point, just over or under within 2.5, a tie takes the lower fraction.
#[test]
fn phrases() {
    let check = |p: f64, expected: Option<&str>| {
        let narrow = Interval { lower: p - 0.01, upper: p + 0.01 };
        assert_eq!(share::phrase(p, narrow).as_deref(), expected, "{p}");
    };
    check(0.4, Some("two in five"));
    check(0.4004, Some("two in five"));
    check(0.405, Some("about two in five"));
    check(0.41, Some("about two in five"));
    check(0.415, Some("just over two in five"));
    check(0.425, Some("just over two in five"));
    check(0.426, None);
    check(0.385, Some("just under two in five"));
    check(0.225, Some("just over one in five"));
    check(0.3333, Some("one in three"));
    check(0.317, Some("just under one in three"));
    check(0.05, None);
    check(0.95, None);
    let wide = |lower, upper| share::phrase(0.3, Interval { lower, upper });
    assert_eq!(wide(0.25, 0.35).as_deref(), Some("somewhere between one in four and one in three"));
    assert_eq!(wide(0.26, 0.35).as_deref(), Some("three in ten"));
}

#[test]
fn share_changes() {
    let make = |first: Share, difference: f64, interval: (f64, f64), reason: Option<Reason>| {
        let interval = Interval { lower: interval.0, upper: interval.1 };
        ShareChange {
            previous: Share { quarter: quarter("2018-Q4"), ..first },
            difference: Some(difference),
            interval: Some(interval),
            verdict: reason.is_none().then(|| verdict(interval, 0.0)),
            reason,
        }
    };
    let now = share(580, 870, 0, (0.38, 0.43));
    let before = share(434, 966, 0, (0.29, 0.33));
    let rose = make(before.clone(), 0.09, (0.02, 0.16), None);
    assert_eq!(
        share_change_sentence(&now, &rose),
        "Share before an offence: rose 9 percentage points on October to December 2018 (likely between 2 and 16), from 31% to 40%."
    );
    assert_eq!(share_change_short(&rose), "Rose 9 points");
    assert_eq!(share_change_range(&rose), "likely 2 to 16 points");
    let same = make(before.clone(), 0.03, (-0.01, 0.07), None);
    assert_eq!(
        share_change_sentence(&now, &same),
        "Share before an offence: no clear change on October to December 2018 (+3 points; anything from −1 to +7 is likely)."
    );
    assert_eq!(share_change_range(&same), "+3 points; likely −1 to +7");
    let said = |change: &ShareChange| {
        part_sentence("Answered, of calls offered", "October to December 2018", &change.into())
    };
    assert_eq!(
        said(&rose),
        "Answered, of calls offered: rose 9 points on October to December 2018 (likely 2 to 16 points)."
    );
    assert_eq!(
        said(&same),
        "Answered, of calls offered: no clear change on October to December 2018 (+3 points; likely −1 to +7)."
    );
    let range = |lower, upper| percent_range(Interval { lower, upper });
    assert_eq!(range(1e-12, 0.43), "0.000001% to 43%");
    assert_eq!(range(0.38, 0.43), "38% to 43%");
    assert_eq!(range(0.0001, 0.9996), "0.01% to 99.96%");
    let small = make(before, -0.004, (-0.01, 0.07), Some(Reason::SmallBase));
    assert_eq!(
        share_change_sentence(&now, &small),
        "Share before an offence: no verdict on October to December 2018, because fewer than 30 contacts have a known answer."
    );
}

proptest! {
    /// The wording never contradicts the verdict, however close the interval comes to no change.
    #[test]
    fn words_follow_the_verdict(
        rate in 0.001f64..1e6, ratio in 0.0f64..5.0, below in 0.0f64..1.0, above in 0.0f64..3.0,
        tight in 0i32..6,
    ) {
        let ratio = 1.0 + (ratio - 1.0) * 10f64.powi(-tight);
        let spread = 10f64.powi(-tight);
        let interval = (ratio * (1.0 - below * spread), ratio * (1.0 + above * spread));
        let change = changed((rate, rate * ratio), interval, None);
        let words = change_sentence("Calls", &change);
        match change.verdict {
            Some(Verdict::Rose) => prop_assert!(words.contains(" rose ")),
            Some(Verdict::Fell) => prop_assert!(words.contains(" fell ")),
            _ => prop_assert!(words.contains("no clear change")),
        }
        if matches!(change.verdict, Some(Verdict::Rose | Verdict::Fell)) {
            prop_assert!(!words.contains(" 0%") && !words.contains('−'), "{}", words);
        }
    }

    #[test]
    fn no_number_panics(value in any::<f64>(), other in any::<f64>(), count in any::<u64>()) {
        let _ = (number(count), rate(value), short_a_week(value), percent(value));
        let _ = (from_to(value, other), points(value), small_number(count));
    }
}
