//! Against the reference program and R's glm, row by row. Each was seen to fail: with another
//! correction of ρ, another divisor of φ, another degree of freedom (of both intervals), and with
//! quarters cut by Sunday instead of Thursday.

use std::collections::BTreeMap;

use super::*;
use crate::fixture::{near, rows};
use crate::quarter::YearStart;
use crate::service::Field;

fn quarter(name: &str) -> Quarter {
    Quarter::parse(name, YearStart::January).unwrap()
}

/// The series of `change_weeks.csv`: an empty count is not entered, no open days are closed.
fn reference_series() -> BTreeMap<String, Series> {
    let mut all: BTreeMap<String, Series> = BTreeMap::new();
    for row in rows("change_weeks.csv") {
        let open_days = row.whole("open_days") as u8;
        let state = match row.text("count") {
            _ if open_days == 0 => State::Closed,
            "" => State::NotEntered,
            count => State::Count(count.parse().unwrap()),
        };
        let week = Week::parse(row.text("week")).unwrap();
        assert_eq!(Quarter::of(week), quarter(row.text("quarter")));
        let series = all.entry(row.text("case").to_owned()).or_insert_with(|| Series {
            channel: 1,
            field: Field::Answered,
            points: Vec::new(),
        });
        // Weeks the file leaves out are not there in the product either.
        let next = series.points.last().map_or(week, |point| point.week.next());
        series.points.extend(next.through(week.previous()).map(|week| Point {
            week,
            state: State::NotCollected,
            open_days: 0,
            normal_week: 7,
        }));
        series.points.push(Point { week, state, open_days, normal_week: 7 });
    }
    all
}

fn after_all() -> NaiveDate {
    "2030-01-01".parse().unwrap()
}

#[test]
fn reference_changes_with_every_intermediate_figure() {
    let all = reference_series();
    let rows = rows("change_interval.csv");
    for row in &rows {
        let series = &all[row.text("case")];
        let (previous, current) = (quarter(row.text("previous")), quarter(row.text("current")));
        let rho = rho(series, current, &[], &[], after_all());
        near(rho, row.number("rho"), 1e-6, "rho");
        let weeks = |quarter: Quarter| -> Vec<WeekCount> {
            series.quarter(quarter).iter().filter_map(Point::counted).collect()
        };
        let found = compare(&weeks(previous), &weeks(current), rho, LEVEL);
        let (ar, exact) = (found.ar, found.exact.unwrap());
        let or_nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let figures = [
            ("k1", found.k1),
            ("k2", found.k2),
            ("dispersion", found.dispersion),
            ("df", found.df),
            ("se_log", found.se_log),
            ("ratio", Some(found.ratio.unwrap_or(f64::INFINITY))),
            ("ar_lower", ar.map(|interval| interval.lower)),
            ("ar_upper", ar.map(|interval| interval.upper)),
            ("exact_lower", Some(exact.lower)),
            ("exact_upper", Some(exact.upper)),
            ("lower", found.interval.map(|interval| interval.lower)),
            ("upper", found.interval.map(|interval| interval.upper)),
        ];
        for (name, figure) in figures {
            near(or_nan(figure), row.number(name), 1e-6, name);
        }
        let word = match found.verdict.unwrap() {
            Verdict::Rose => "rose",
            Verdict::Fell => "fell",
            Verdict::NoClearChange => "no_clear_change",
            Verdict::None => "none",
        };
        assert_eq!(word, row.text("verdict"));

        let gated = change(series, previous, current, &[], &[], after_all());
        for (period, x, t, n) in
            [(&gated.previous, "x1", "t1", "n1"), (&gated.current, "x2", "t2", "n2")]
        {
            assert_eq!(period.count, row.whole(x));
            assert_eq!(u64::from(period.open_days), row.whole(t));
            assert_eq!(u64::from(period.weeks), row.whole(n));
        }
        assert_eq!(gated.interval, found.interval);
        assert!(gated.verdict == found.verdict || gated.reason.is_some());
        if row.whole("n1").min(row.whole("n2")) < 4 {
            assert_eq!((gated.verdict, gated.reason), (None, Some(Reason::TooFewWeeks)));
        }
    }
    assert_eq!(rows.len(), 136);
}

/// All 168 weeks of line 144, without gaps.
fn line144() -> Series {
    let mut series = Series { channel: 1, field: Field::Answered, points: Vec::new() };
    for row in rows("spc_cases.csv") {
        if row.text("case_id") == "line144_all_168_weeks" {
            let week = Week::parse(row.text("date")).unwrap();
            let state = State::Count(row.whole("y") as u32);
            series.points.push(Point { week, state, open_days: 7, normal_week: 7 });
        }
    }
    series
}

/// Line 144 as a whole: R's own convergence error allows 1e-4.
#[test]
fn reference_quasi_poisson() {
    let series = line144();
    assert_eq!(series.points.len(), 168);
    let rows = rows("quarter_change.csv");
    for row in &rows {
        let (previous, current) = (quarter(row.text("previous")), quarter(row.text("current")));
        let found = change(&series, previous, current, &[], &[], after_all());
        assert_eq!(u64::from(found.previous.weeks), row.whole("weeks_previous"));
        assert_eq!(u64::from(found.current.weeks), row.whole("weeks_current"));
        near(found.ratio.unwrap(), row.number("weekly_rate_ratio"), 1e-6, "ratio");
        let dispersion = found.pearson_dispersion.unwrap();
        near(dispersion, row.number("dispersion_pearson"), 1e-4, "dispersion");
        let quasi = found.quasi.unwrap();
        near(quasi.lower, row.number("quasi_t_lo"), 1e-4, "lower");
        near(quasi.upper, row.number("quasi_t_hi"), 1e-4, "upper");
    }
    assert_eq!(rows.len(), 12);
}

/// Line 144 by the Thursday rule.
#[test]
fn reference_quarter_totals() {
    let line = line144();
    let rows = rows("quarter_totals.csv");
    for row in &rows {
        let quarter = quarter(row.text("calendar_quarter"));
        let period = period(quarter, line.quarter(quarter), 7, false);
        assert_eq!(period.count, row.whole("total_thursday_rule"));
        assert_eq!(u64::from(period.weeks), row.whole("weeks_thursday_rule"));
    }
    assert_eq!(rows.len(), 13);
}

/// A series of the quarters after October 2018, `count` in each week.
fn steady(quarters: i32, count: u32) -> Series {
    let first = quarter("2018-Q4");
    let last = Quarter::of(first.first_week().plus(13 * quarters - 1));
    let points = first
        .first_week()
        .through(last.last_week())
        .map(|week| Point { week, state: State::Count(count), open_days: 7, normal_week: 7 })
        .collect();
    Series { channel: 1, field: Field::Answered, points }
}

fn latest(series: &Series, breaks: &[(Week, String)], today: &str) -> Change {
    let now = quarter("2019-Q1");
    change(series, now.previous(), now, breaks, &[], today.parse().unwrap())
}

#[test]
fn gates() {
    let full = steady(2, 100);
    let over = "2019-04-01";
    let found = latest(&full, &[], over);
    assert_eq!((found.verdict, found.reason), (Some(Verdict::NoClearChange), None));
    assert_eq!(found.current.per_week, Some(100.0));

    let found = latest(&full, &[], "2019-02-11");
    assert_eq!((found.verdict, found.reason), (None, Some(Reason::SoFar)));
    assert_eq!((found.previous.weeks, found.current.weeks), (6, 6));
    assert!(found.previous.part && found.current.part);

    let from = Week::parse("2018-12-03").unwrap();
    let found = latest(&full, &[(from, "New words".into())], over);
    let reason = Reason::Definition { name: "New words".into(), from };
    assert_eq!((found.verdict, found.reason), (None, Some(reason)));
    // From the very first week compared on, nothing changes between the two.
    let first = (quarter("2018-Q4").first_week(), "Before".to_owned());
    assert_eq!(latest(&full, &[first], over).reason, None);

    let blank = |keep: std::ops::Range<usize>| {
        let mut series = full.clone();
        let start = series.points.len() - quarter("2019-Q1").weeks().len();
        for (i, point) in series.points[start..].iter_mut().enumerate() {
            if !keep.contains(&i) {
                point.state = State::NotEntered;
            }
        }
        series
    };
    assert_eq!(latest(&blank(0..0), &[], over).reason, Some(Reason::NothingNow));
    assert_eq!(latest(&blank(0..3), &[], over).reason, Some(Reason::TooFewWeeks));
    assert_eq!(latest(&blank(0..9), &[], over).reason, Some(Reason::Coverage));
    assert_eq!(latest(&blank(0..10), &[], over).reason, None);

    let mut short = full.clone();
    short.points.retain(|point| point.week >= quarter("2019-Q1").first_week());
    assert_eq!(latest(&short, &[], over).reason, Some(Reason::NothingBefore));
    assert_eq!(latest(&steady(2, 0), &[], over).verdict, Some(Verdict::None));
}

/// Section 10: quarters of 14 and 12 weeks.
#[test]
fn a_flat_line_over_uneven_quarters_does_not_change() {
    let mut points = steady(40, 100).points;
    points.retain(|point| point.week < quarter("2027-Q2").first_week());
    let series = Series { channel: 1, field: Field::Answered, points };
    let (previous, current) = (quarter("2026-Q4"), quarter("2027-Q1"));
    let found = change(&series, previous, current, &[], &[], after_all());
    assert_eq!((found.previous.count, found.current.count), (1400, 1200));
    assert_eq!((found.ratio, found.verdict), (Some(1.0), Some(Verdict::NoClearChange)));
}

#[test]
fn without_history_weeks_are_taken_to_be_as_similar_as_usual() {
    let empty = Series { channel: 1, field: Field::Answered, points: Vec::new() };
    assert_eq!(rho(&empty, quarter("2019-Q1"), &[], &[], after_all()), 0.4);
}
