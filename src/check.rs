//! Doubts about a number just typed: ten times the usual, outside the usual range, or exchanged
//! with another.
//!
//! Refuses to block anyone: a doubt asks for a reason, and a reason settles it.

mod swapped;

use serde::{Deserialize, Serialize};

pub use self::swapped::{Typed, swapped, swapped_sentence};
use crate::series::{Ledger, Point, Series};
use crate::service::{Channel, Field, UsualLimits};
use crate::spc::centre_and_limits;
use crate::week::Week;

/// What is doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Above ten times the median of the last 13 entered weeks.
    TenfoldHigh,
    /// Below a tenth of it.
    TenfoldLow,
    /// Above the usual range.
    UnusuallyHigh,
    /// Below it.
    UnusuallyLow,
}

impl Doubt {
    /// Whether it is the tenfold warning, which also stops an import.
    pub fn is_tenfold(self) -> bool {
        matches!(self, Self::TenfoldHigh | Self::TenfoldLow)
    }
}

/// A doubt and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What is doubtful.
    pub doubt: Doubt,
    /// The predicate, to follow the field's name and the number:
    /// "is ten times the usual. Is a digit too many?"
    pub words: String,
}

/// What is usual for a figure in the weeks before one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usual {
    /// Median of the last 13 entered weeks; none before the first one.
    pub median: Option<f64>,
    /// Usual range: the limits that were set, else outer limits (plain `XmR`) of the last 26 entered
    /// weeks, not below 0; none with fewer than 6 weeks or a mean below 5.
    pub range: Option<(f64, f64)>,
    /// Whether the range was set, not worked out.
    pub set: bool,
    /// The count of the same week last year.
    pub last_year: Option<u32>,
}

/// Entered weeks the median is of.
const MEDIAN_WEEKS: usize = 13;
/// Entered weeks the usual range is of.
pub const RANGE_WEEKS: usize = 26;
/// Fewer have no usual range, as on a chart.
const LEAST_WEEKS: usize = 6;
/// Where the mean is smaller there is no usual range, as on a chart.
const LEAST_MEAN: f64 = 5.0;

/// The weeks of a figure that a number of `week` is judged by, and that week: as many entered ones as
/// its range is made of, and the same week a year before.
fn judged_by(ledger: &Ledger, channel: &Channel, field: Field, week: Week) -> Series {
    let entered = ledger.entered_before(channel, field, week).take(RANGE_WEEKS);
    let first = entered.last().unwrap_or(week).min(week.year_before());
    ledger.series_since(channel, field, first, week)
}

/// What is usual for a figure in `week`; none when nothing is known.
pub fn usual_in(ledger: &Ledger, channel: &Channel, field: Field, week: Week) -> Option<Usual> {
    usual(&judged_by(ledger, channel, field, week), week, channel.usual_limits_in(field, week))
}

/// What is usual in `week` by the limits that were `set` and the entered weeks before it; none when
/// there are neither.
///
/// The range is that of the week's own open days: three days of five have three fifths of it.
pub fn usual(series: &Series, week: Week, set: Option<&UsualLimits>) -> Option<Usual> {
    let before = &series.points[..series.points.partition_point(|point| point.week < week)];
    let last: Vec<(&Point, u32)> = before
        .iter()
        .rev()
        .filter_map(|point| Some((point, point.counted()?.count)))
        .take(RANGE_WEEKS)
        .collect();
    let median = median(last.iter().take(MEDIAN_WEEKS).map(|(_, count)| *count).collect());
    let last_year = series.at(week.year_before()).and_then(|point| point.state.count());
    let (open, normal) = match series.at(week) {
        Some(point) if point.open_days > 0 => (point.open_days, point.normal_week.max(1)),
        _ => (1, 1),
    };
    // Dividing last keeps whole numbers whole.
    let part = |end: f64| (end * f64::from(open) / f64::from(normal)).max(0.0);
    let whole = set.map(|set| (f64::from(set.low), f64::from(set.high))).or_else(|| range(&last));
    let range = whole.map(|(lower, upper)| (part(lower), part(upper)));
    let known = median.is_some() || set.is_some();
    known.then_some(Usual { median, range, set: set.is_some(), last_year })
}

/// Outer limits (plain `XmR`) of the weeks given latest first, a normal week.
fn range(last: &[(&Point, u32)]) -> Option<(f64, f64)> {
    if last.len() < LEAST_WEEKS {
        return None;
    }
    let mut values = Vec::with_capacity(last.len());
    let mut later: Option<Week> = None;
    for (point, count) in last {
        if later.is_some_and(|later| point.week.next() != later) {
            values.push(None);
        }
        later = Some(point.week);
        values.push(Some(
            f64::from(*count) * f64::from(point.normal_week) / f64::from(point.open_days),
        ));
    }
    let found = centre_and_limits(&values, false, 0.0)?;
    let limits = found.limits.filter(|limits| limits.centre >= LEAST_MEAN)?;
    Some((limits.lower, limits.upper))
}

fn median(mut counts: Vec<u32>) -> Option<f64> {
    counts.sort_unstable();
    let middle = counts.len() / 2;
    let upper = f64::from(*counts.get(middle)?);
    if counts.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(f64::from(counts[middle - 1]), upper))
}

/// The doubts about `count`, given what is usual; the gravest first.
pub fn doubts(usual: &Usual, count: u32) -> Vec<Warning> {
    let value = f64::from(count);
    let mut doubts = Vec::new();
    match usual.median {
        Some(median) if value > 10.0 * median.max(5.0) => doubts.push(Doubt::TenfoldHigh),
        Some(median) if median >= 10.0 && value < median / 10.0 => doubts.push(Doubt::TenfoldLow),
        _ => {}
    }
    match usual.range {
        Some((_, upper)) if value > upper => doubts.push(Doubt::UnusuallyHigh),
        Some((lower, _)) if value < lower => doubts.push(Doubt::UnusuallyLow),
        _ => {}
    }
    doubts.into_iter().map(|doubt| Warning { doubt, words: words(doubt, count, usual) }).collect()
}

fn words(doubt: Doubt, count: u32, usual: &Usual) -> String {
    match doubt {
        Doubt::TenfoldHigh => {
            let times = f64::from(count) / usual.median.unwrap_or_default().max(1.0);
            let times = if times < 15.0 { "ten times" } else { "far above" };
            format!("is {times} the usual. Is a digit too many?")
        }
        Doubt::TenfoldLow if count == 0 => {
            "is far below the usual. If nobody counted, choose \"not entered\".".into()
        }
        Doubt::TenfoldLow => "is a tenth of the usual, or less. Is a digit missing?".into(),
        Doubt::UnusuallyHigh => format!("is higher than usual ({}).", usually(usual)),
        Doubt::UnusuallyLow => format!("is lower than usual ({}).", usually(usual)),
    }
}

/// "Website visits: 254,310 is ten times the usual. Is a digit too many?"
pub fn sentence(label: &str, count: u32, warning: &Warning) -> String {
    format!("{label}: {} {}", number(f64::from(count)), warning.words)
}

/// "usually 80 to 130", or "usually about 100" without a range; a range that was set says so. Ends are
/// rounded inwards, so that a doubtful number never lies between them.
pub fn usually(usual: &Usual) -> String {
    let Some((lower, upper)) = usual.range else {
        return format!("usually about {}", number(usual.median.unwrap_or_default()));
    };
    let mut step = 1.0;
    // What was set is said to its last digit.
    while !usual.set && upper / step >= 1000.0 {
        step *= 10.0;
    }
    let (low, high) = ((lower / step).ceil() * step, (upper / step).floor() * step);
    let by = if usual.set { ", as set by your administrator" } else { "" };
    if low < high {
        format!("usually {} to {}{by}", number(low), number(high))
    } else {
        format!("usually about {}{by}", number(f64::midpoint(lower, upper)))
    }
}

/// "1,234", rounded.
pub fn number(value: f64) -> String {
    // By way of an integer: the client need not carry the formatting of floats.
    let digits = (value.round() as i64).to_string();
    let mut text = String::with_capacity(digits.len() + 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::State;
    use crate::service::Kind;

    fn week(n: i32) -> Week {
        Week::parse("2026-01-05").unwrap().plus(n)
    }

    /// A series of weeks from 5 January 2026, `None` not entered; one more week, open `open` of 5.
    fn series(counts: &[Option<u32>], open: u8) -> Series {
        let mut points: Vec<Point> = (0..)
            .zip(counts)
            .map(|(n, count)| Point {
                week: week(n),
                state: count.map_or(State::NotEntered, State::Count),
                open_days: 5,
                normal_week: 5,
            })
            .collect();
        points.push(Point {
            week: week(counts.len() as i32),
            state: State::NotEntered,
            open_days: open,
            normal_week: 5,
        });
        Series { channel: 1, field: Field::Answered, points }
    }

    fn zigzag(n: usize) -> Vec<Option<u32>> {
        [Some(100), Some(110)].into_iter().cycle().take(n).collect()
    }

    #[test]
    fn doubts_of_a_number() {
        let check = |counts: &[Option<u32>], count, expected: &[Doubt]| {
            let series = series(counts, 5);
            let found = usual(&series, week(counts.len() as i32), None);
            let found = found.map_or_else(Vec::new, |usual| doubts(&usual, count));
            let found: Vec<Doubt> = found.into_iter().map(|warning| warning.doubt).collect();
            assert_eq!(found, expected, "{count} after {counts:?}");
        };
        // Median of the last 13 is 110; limits of 26 are 105 ± 26.6.
        check(&zigzag(26), 105, &[]);
        check(&zigzag(26), 131, &[]);
        check(&zigzag(26), 132, &[Doubt::UnusuallyHigh]);
        check(&zigzag(26), 78, &[Doubt::UnusuallyLow]);
        check(&zigzag(26), 79, &[]);
        check(&zigzag(26), 1100, &[Doubt::UnusuallyHigh]);
        check(&zigzag(26), 1101, &[Doubt::TenfoldHigh, Doubt::UnusuallyHigh]);
        check(&zigzag(26), 11, &[Doubt::UnusuallyLow]);
        check(&zigzag(26), 10, &[Doubt::TenfoldLow, Doubt::UnusuallyLow]);
        check(&zigzag(26), 0, &[Doubt::TenfoldLow, Doubt::UnusuallyLow]);
        // Too few weeks for a range, none for anything.
        check(&zigzag(5), 900, &[]);
        check(&zigzag(5), 1001, &[Doubt::TenfoldHigh]);
        check(&[], 1_000_000, &[]);
        check(&[None, None], 1_000_000, &[]);
        // Small counts: never below five as the yardstick, no tenth of less than ten, no range.
        let small: Vec<_> = (0..26).map(|n| Some(n % 3)).collect();
        check(&small, 50, &[]);
        check(&small, 51, &[Doubt::TenfoldHigh]);
        check(&[Some(9); 13], 0, &[Doubt::UnusuallyLow]);
    }

    #[test]
    fn only_entered_weeks_before_it() {
        let mut counts = zigzag(26);
        counts.extend([None; 30]);
        let found = usual(&series(&counts, 5), week(56), None).unwrap();
        assert_eq!((found.median, found.range), (Some(110.0), Some((105.0 - 26.6, 105.0 + 26.6))));
        assert_eq!(found.last_year, Some(100));
        let early = usual(&series(&counts, 5), week(4), None).unwrap();
        assert_eq!((early.median, early.range, early.last_year), (Some(105.0), None, None));
    }

    #[test]
    fn a_short_week_has_a_smaller_range() {
        let found = usual(&series(&zigzag(26), 1), week(26), None).unwrap();
        let (lower, upper) = found.range.unwrap();
        assert!((lower - 15.68).abs() < 1e-9 && (upper - 26.32).abs() < 1e-9);
    }

    fn limits(low: u32, high: u32) -> UsualLimits {
        UsualLimits { field: Field::Answered, from: week(0), low, high }
    }

    #[test]
    fn limits_that_were_set_take_the_place_of_the_range_alone() {
        use Doubt::{TenfoldHigh, TenfoldLow, UnusuallyHigh, UnusuallyLow};
        let check = |weeks, open, (low, high), count, expected: &[Doubt]| {
            let (series, set) = (series(&zigzag(weeks), open), limits(low, high));
            let usual = usual(&series, week(weeks as i32), Some(&set)).unwrap();
            let found: Vec<_> = doubts(&usual, count).into_iter().map(|own| own.doubt).collect();
            assert_eq!(found, expected, "{count} within {low} to {high} after {weeks} weeks");
        };
        // Wider than what is worked out (79 to 131), narrower, and where nothing is worked out.
        check(26, 5, (50, 200), 200, &[]);
        check(26, 5, (50, 200), 201, &[UnusuallyHigh]);
        check(26, 5, (100, 104), 105, &[UnusuallyHigh]);
        check(26, 5, (100, 104), 99, &[UnusuallyLow]);
        check(5, 5, (50, 200), 49, &[UnusuallyLow]);
        check(0, 5, (50, 200), 1_000_000, &[UnusuallyHigh]);
        check(0, 5, (50, 200), 50, &[]);
        // They never turn off the tenfold warning.
        check(26, 5, (0, 10_000_000), 1101, &[TenfoldHigh]);
        check(26, 5, (0, 10_000_000), 10, &[TenfoldLow]);
        // Three days of five have three fifths of them, to the last whole number.
        check(26, 3, (50, 200), 30, &[]);
        check(26, 3, (50, 200), 29, &[UnusuallyLow]);
        check(26, 3, (50, 200), 120, &[]);
        check(26, 3, (50, 200), 121, &[UnusuallyHigh]);
    }

    #[test]
    fn sentences() {
        let range = Some((20_000.4, 31_000.0));
        let usual = Usual { median: Some(25_400.0), range, set: false, last_year: None };
        let check = |count, expected: &str| {
            let warning = &doubts(&usual, count)[0];
            assert_eq!(sentence("Website visits", count, warning), expected);
        };
        check(254_310, "Website visits: 254,310 is ten times the usual. Is a digit too many?");
        check(2_540_000, "Website visits: 2,540,000 is far above the usual. Is a digit too many?");
        check(254, "Website visits: 254 is a tenth of the usual, or less. Is a digit missing?");
        check(
            0,
            "Website visits: 0 is far below the usual. If nobody counted, choose \"not entered\".",
        );
        check(40_000, "Website visits: 40,000 is higher than usual (usually 20,100 to 31,000).");
        check(10_000, "Website visits: 10,000 is lower than usual (usually 20,100 to 31,000).");
        let without = Usual { range: None, ..usual };
        assert_eq!(usually(&without), "usually about 25,400");
        let set = |low, high| Usual { range: Some((low, high)), set: true, ..usual };
        let by = "as set by your administrator";
        assert_eq!(usually(&set(21_857.0, 28_604.0)), format!("usually 21,857 to 28,604, {by}"));
        assert_eq!(usually(&set(0.2, 0.6)), format!("usually about 0, {by}"));
        let warning = &doubts(&set(80.0, 130.0), 131)[1];
        assert_eq!(warning.words, format!("is higher than usual (usually 80 to 130, {by})."));
    }

    proptest::proptest! {
        #[test]
        fn any_count_can_be_checked(
            counts in proptest::collection::vec(proptest::option::of(0u32..=u32::MAX), 0..60),
            count: u32,
            open in 0u8..=7,
            at in 0i32..70,
            set in proptest::option::of((0u32..10_000_000, 1u32..10_000_000)),
        ) {
            let series = series(&counts, open);
            let set = set.map(|(low, more)| limits(low, low + more));
            if let Some(usual) = usual(&series, week(at), set.as_ref()) {
                proptest::prop_assert!(doubts(&usual, count).len() <= 2);
                proptest::prop_assert!(!usually(&usual).is_empty());
                proptest::prop_assert!(usual.range.is_none_or(|(l, u)| 0.0 <= l && l <= u));
            }
        }
    }

    proptest::proptest! {
        /// The weeks that a number is judged by say what all weeks say.
        #[test]
        fn no_week_is_missed(
            counts in proptest::collection::vec(proptest::option::of(0u32..500), 0..130),
            closed in proptest::collection::vec(0i32..130, 0..20),
            at in 0i32..140,
        ) {
            let mut channel = crate::test_ledger::channel(1, Kind::Phone, "calls", "Calls");
            channel.first = week(0);
            let mut ledger = Ledger::new(crate::test_ledger::service(vec![channel]));
            for (n, count) in (0..).zip(counts) {
                if let Some(count) = count {
                    ledger.set_count((1, Field::Answered, week(n)), count);
                }
            }
            for n in closed {
                ledger.set_open_days(1, week(n), 0);
            }
            let channel = &ledger.service.channels[0];
            let all = usual(&ledger.series(channel, Field::Answered, week(at)), week(at), None);
            proptest::prop_assert_eq!(usual_in(&ledger, channel, Field::Answered, week(at)), all);
        }
    }
}
