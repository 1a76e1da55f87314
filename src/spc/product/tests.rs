//! The reference program's figures, and the edges of the product's chart.

use std::collections::{BTreeMap, HashMap};

use super::*;
use crate::change;
use crate::service::Field;
use crate::spc::Signal::{OutsideAbove, ShiftAbove};
use crate::spc::{recent, signals};

type Row = HashMap<String, String>;

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

fn rows(file: &str) -> BTreeMap<String, Vec<Row>> {
    let mut cases: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in csv::Reader::from_path(format!("tests/fixtures/{file}")).unwrap().deserialize() {
        let row: Row = row.unwrap();
        cases.entry(row["case"].clone()).or_default().push(row);
    }
    cases
}

fn series(rows: &[Row]) -> Series {
    let days = |row: &Row| row["open_days"].parse::<u8>().unwrap();
    let normal_week = if rows.iter().map(days).max() > Some(5) { 7 } else { 5 };
    let points = rows
        .iter()
        .map(|row| Point {
            week: week(&row["week"]),
            state: match (row["count"].parse(), days(row)) {
                (_, 0) => State::Closed,
                (Ok(count), _) => State::Count(count),
                (Err(_), _) => State::NotEntered,
            },
            open_days: days(row),
            normal_week,
        })
        .collect();
    Series { channel: 1, field: Field::Answered, points }
}

/// Judges a reference series by week, also where the product would group into blocks.
fn by_week(series: &Series, variant: Variant, rho_at: &dyn Fn(Quarter) -> f64) -> Vec<ChartPoint> {
    let today = series.points.last().unwrap().week.next().monday();
    let drawn = chart(series, rho_at, &[], &[], variant, today);
    let mut rho = |quarter: Quarter| rho_at(quarter.previous());
    let weeks = judge(&weekly(series, &[], today), &Gates::WEEKS, variant, &mut rho);
    assert!(drawn.weeks_per_point == BLOCK || drawn.points == weeks);
    weeks
}

fn close(found: f64, expected: &str) -> bool {
    let expected: f64 = expected.parse().unwrap();
    (found - expected).abs() <= 1e-6 * expected.abs().max(1.0)
}

fn check(point: &ChartPoint, row: &Row, place: &str) {
    assert!(close(point.value.unwrap(), &row["y"]), "{place}: y");
    assert_eq!(point.baseline.to_string(), row["baseline"], "{place}: baseline");
    assert_eq!(format!("{:?}", point.footing).to_lowercase(), row["kind"], "{place}: kind");
    assert!(close(point.rho, &row["rho"]), "{place}: rho {} not {}", point.rho, row["rho"]);
    match point.limits {
        None => {
            assert_eq!((row["centre"].as_str(), row["outside"].as_str()), ("", ""), "{place}");
        }
        Some(l) => {
            assert!(close(l.centre, &row["centre"]), "{place}: centre");
            assert!(close(l.lower, &row["lower"]), "{place}: lower {}", l.lower);
            assert!(close(l.upper, &row["upper"]), "{place}: upper {}", l.upper);
            assert!(close(l.near_lower, &row["near_lower"]), "{place}: near lower");
            assert!(close(l.near_upper, &row["near_upper"]), "{place}: near upper");
            assert_eq!(point.run.to_string(), row["run"], "{place}: run");
            assert_eq!(point.outside.abs().to_string(), row["outside"], "{place}: outside");
        }
    }
    assert_eq!(point.trend.to_string(), row["trend"], "{place}: trend");
    assert_eq!(point.two_in_three.abs().to_string(), row["two_in_three"], "{place}: two in three");
    assert_eq!(point.shift.abs().to_string(), row["shift"], "{place}: shift");
}

fn reference(rho_of: impl Fn(&Series, &[&Row], Quarter) -> f64) {
    let weeks = rows("change_weeks.csv");
    let mut count = 0;
    for (case, wanted) in rows("spc_product.csv") {
        let series = series(&weeks[&case]);
        for variant in [Variant::Adjusted, Variant::Nhs] {
            let name = format!("{variant:?}").to_lowercase();
            let wanted: Vec<&Row> = wanted.iter().filter(|r| r["variant"] == name).collect();
            let found = by_week(&series, variant, &|quarter| rho_of(&series, &wanted, quarter));
            let found: Vec<_> = found.iter().filter(|point| point.value.is_some()).collect();
            assert_eq!(found.len(), wanted.len(), "{case} {name}");
            for (point, row) in found.iter().zip(&wanted) {
                assert_eq!(point.week.to_string(), row["week"]);
                check(point, row, &format!("{case} {name} {}", row["week"]));
                count += 1;
            }
        }
    }
    assert_eq!(count, 2236);
}

/// Every figure of the reference program, given its ρ. Seen to fail with a window of 51, with
/// the value after a gap left out, and with runs of 10 for those of 11.
#[test]
fn reference_points() {
    reference(|_, rows, quarter| {
        rows.iter()
            .find(|row| Quarter::of(week(&row["week"])).previous() == quarter)
            .map_or(0.4, |row| row["rho"].parse().unwrap())
    });
}

/// The same with the product's own ρ.
#[test]
fn reference_points_with_own_rho() {
    reference(|series, _, quarter| {
        let today = series.points.last().unwrap().week.next().monday();
        change::rho(series, quarter, &[], &[], today)
    });
}

/// Weeks from 1 January 2024 (the first of its quarter), every day open, all finished.
fn line(counts: impl IntoIterator<Item = Option<u32>>) -> Series {
    let first = week("2024-01-01");
    let points = (0..)
        .zip(counts)
        .map(|(n, count)| Point {
            week: first.plus(n),
            state: count.map_or(State::NotEntered, State::Count),
            open_days: 7,
            normal_week: 7,
        })
        .collect();
    Series { channel: 1, field: Field::Answered, points }
}

fn drawn(series: &Series, breaks: &[(Week, String)], steps: &[Week]) -> Chart {
    let today = series.points.last().map_or(week("2024-01-01"), |p| p.week.next()).monday();
    chart(series, |_| 0.0, breaks, steps, Variant::Nhs, today)
}

fn wave(n: usize) -> impl Iterator<Item = Option<u32>> {
    [100, 110].into_iter().cycle().take(n).map(Some)
}

#[test]
fn nothing_runs_across_a_step_or_a_changed_definition() {
    let series = line(wave(39).chain((0..13).map(|n| Some(120 + n % 2))));
    let shifted = drawn(&series, &[], &[]);
    assert!(shifted.points[39..].iter().all(|point| point.shift == 1));
    // The step in the middle of the quarter: seven weeks on the new side of it.
    let step = series.points[45].week;
    for (breaks, steps) in [(vec![(step, "new words".to_owned())], vec![]), (vec![], vec![step])] {
        let stepped = drawn(&series, &breaks, &steps);
        let segments: Vec<u32> = stepped.points.iter().map(|point| point.segment).collect();
        assert_eq!(segments, [vec![0; 45], vec![1; 7]].concat());
        assert!(stepped.points[45..].iter().all(|point| point.signal.is_none()));
        assert_eq!(stepped.points[45].footing, Footing::Provisional);
        assert_eq!(stepped.points[45].baseline, 7);
        assert_eq!(stepped.points[..45].iter().filter(|point| point.shift == 1).count(), 0);
    }
}

#[test]
fn small_counts_are_grouped_by_four_weeks() {
    let counts = (0..60).map(|n| if n == 21 { None } else { Some([2, 3, 1, 4][n % 4]) });
    let chart = drawn(&line(counts), &[], &[]);
    assert_eq!((chart.weeks_per_point, chart.points.len()), (4, 15));
    for (i, point) in chart.points.iter().enumerate() {
        let expected = (i != 5).then_some(10.0);
        assert_eq!(point.value, expected, "block {i}");
        assert_eq!(point.week, week("2024-01-01").plus(4 * i as i32));
        // The four blocks of the first quarter are too few for limits.
        let centre = (i >= 4).then_some(10.0);
        assert_eq!(point.limits.map(|limits| limits.centre), centre, "block {i}");
    }
    assert_eq!(chart.points[5].state, State::NotEntered);
    // The last block counts when it is complete.
    let chart = drawn(&line((0..62).map(|n| Some([2, 3, 1, 4][n % 4]))), &[], &[]);
    let last = chart.points.last().unwrap();
    assert_eq!((last.unfinished, last.value), (true, None));
    // Still small: no limits.
    let rare = drawn(&line((0..60).map(|n| Some(u32::from(n % 4 == 0)))), &[], &[]);
    assert_eq!(rare.weeks_per_point, 4);
    let last = rare.points.last().unwrap();
    assert_eq!((last.footing, last.limits), (Footing::Small, None));
}

#[test]
fn signals_are_runs() {
    let mut series = line(wave(52).chain([Some(300)]).chain(wave(3)).chain([Some(120); 9]));
    let runs = |series: &Series| {
        signals(&drawn(series, &[], &[]))
            .into_iter()
            .map(|run| (run.signal, series.points[0].week.weeks_to(run.from), run.points))
            .collect::<Vec<_>>()
    };
    let found = runs(&series);
    assert!(found.contains(&(OutsideAbove, 52, 1)), "{found:?}");
    assert!(found.contains(&(ShiftAbove, 56, 9)), "{found:?}");
    series.points[58].state = State::Closed;
    let found = runs(&series);
    assert!(!found.iter().any(|run| run.0 == ShiftAbove), "{found:?}");
    let chart = drawn(&series, &[], &[]);
    let today = series.points.last().unwrap().week.next().monday();
    assert!(!recent(&chart, today).is_empty());
    assert!(recent(&chart, today + chrono::Days::new(7 * 26)).is_empty());
}

#[test]
fn exact_ties_stay_ties() {
    // 3 of 5 days: 60 × 5 ÷ 3 is 100; 60 ÷ 3 × 5 too, but 41 × 5 ÷ 3 must equal 205 ÷ 3.
    let unit = Unit::new(week("2024-01-01"), State::Count(41), 3, 5, false);
    assert_eq!(unit.value, Some(205.0 / 3.0));
}

proptest::proptest! {
    #[test]
    fn any_line_can_be_drawn(
        weeks in proptest::collection::vec((0u8..4, 0u32..=u32::MAX, 0u8..=7, 1u8..=7), 0..150),
        small: bool,
        step in 0i32..160,
        rho in -1.0..2.0f64,
        variant in 0..3usize,
        back in 0i32..20,
    ) {
        let mut series = line(weeks.iter().map(|(state, count, ..)| match state {
            0 => None,
            _ => Some(if small { count % 9 } else { *count }),
        }));
        for (point, (_, _, open, normal)) in series.points.iter_mut().zip(&weeks) {
            point.open_days = *open;
            point.normal_week = *normal;
        }
        let variant = [Variant::Adjusted, Variant::Nhs, Variant::Nhsr][variant];
        let last = week("2024-01-01").plus(weeks.len() as i32 - back);
        let breaks = [(week("2024-01-01").plus(step), "words".to_owned())];
        let steps = [week("2024-01-01").plus(step / 2)];
        let chart = chart(&series, |_| rho, &breaks, &steps, variant, last.monday());
        for point in &chart.points {
            if let Some(l) = point.limits {
                proptest::prop_assert!(l.lower <= l.centre && l.centre <= l.upper);
            } else {
                proptest::prop_assert!(point.signal.is_none());
            }
            proptest::prop_assert!(point.value.is_some() || point.signal.is_none());
            proptest::prop_assert!(!point.unfinished || point.signal.is_none());
        }
        for run in signals(&chart) {
            proptest::prop_assert!(run.from <= run.to && run.points > 0);
        }
    }
}
