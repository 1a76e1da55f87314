//! A week is Monday to Sunday and is keyed by its Monday's date, never by a number.
//!
//! Refuses to know the time: what is due or has started is asked with today's date. Dates are
//! those of the service's own time zone; turning a clock into a date is the caller's business.

use std::fmt;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;

/// The first and last Mondays a week may start on: 1900 to 2199, far outside any helpline's life,
/// so that date arithmetic on a `Week` cannot overflow.
const RANGE: RangeInclusive<i32> = 1900..=2199;

/// One week, Monday to Sunday (ISO 8601).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "NaiveDate")]
pub struct Week(NaiveDate);

impl Week {
    /// The last week there can be.
    pub const LAST: Self = Self(match NaiveDate::from_ymd_opt(*RANGE.end(), 12, 23) {
        Some(monday) => monday,
        None => NaiveDate::MAX,
    });

    /// The week that holds `date`. Dates outside 1900 to 2199 are held at those years' edges.
    pub fn containing(date: NaiveDate) -> Self {
        let date = match date.year() {
            y if y < *RANGE.start() => NaiveDate::from_ymd_opt(*RANGE.start(), 1, 8),
            y if y > *RANGE.end() => NaiveDate::from_ymd_opt(*RANGE.end(), 12, 24),
            _ => None,
        }
        .unwrap_or(date);
        Self(date - Days::new(u64::from(date.weekday().num_days_from_monday())))
    }

    /// The week that starts on `monday`.
    ///
    /// # Errors
    /// When the date is not a Monday, or lies outside 1900 to 2199.
    pub fn starting(monday: NaiveDate) -> Result<Self, Invalid> {
        if monday.weekday() != Weekday::Mon {
            return Err(Invalid::new(
                "week",
                format!(
                    "{} is a {}. A week is named by its Monday: {}.",
                    long_date(monday),
                    day_name(monday),
                    long_date(Self::containing(monday).monday())
                ),
            ));
        }
        if !RANGE.contains(&monday.year()) {
            return Err(Invalid::new("week", "Give a week between 1900 and 2199."));
        }
        Ok(Self(monday))
    }

    /// Reads an ISO date that must be a Monday, such as `2026-04-06`.
    ///
    /// # Errors
    /// When the text is not a date, or the date not a Monday.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::starting(day(text)?)
    }

    /// Reads any day of a week as an ISO date: `2026-04-08` is the week of Monday 6 April 2026.
    ///
    /// # Errors
    /// When the text is not a date, or the week lies outside 1900 to 2199.
    pub fn of_day(text: &str) -> Result<Self, Invalid> {
        let day = day(text)?;
        Self::starting(day - Days::new(u64::from(day.weekday().num_days_from_monday())))
    }

    /// The first day.
    pub fn monday(self) -> NaiveDate {
        self.0
    }

    /// The day that decides which quarter and which ISO year the week belongs to.
    pub fn thursday(self) -> NaiveDate {
        self.0 + Days::new(3)
    }

    /// The last day.
    pub fn sunday(self) -> NaiveDate {
        self.0 + Days::new(6)
    }

    /// The seven days, Monday first.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        (0..7).map(move |n| self.0 + Days::new(n))
    }

    /// The week `n` weeks later (earlier when negative).
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self::containing(self.0 + chrono::Duration::weeks(i64::from(n)))
    }

    /// The week after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The week before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// The same week last year: 52 weeks before, so that weekdays and, nearly always, seasons agree.
    #[must_use]
    pub fn year_before(self) -> Self {
        self.plus(-52)
    }

    /// Whole weeks from `self` to `later`; negative when `later` is earlier.
    pub fn weeks_to(self, later: Self) -> i32 {
        ((later.0 - self.0).num_days() / 7) as i32
    }

    /// Every week from `self` through `last`, in order; empty when `last` is earlier.
    pub fn through(self, last: Self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        let count = (self.weeks_to(last) + 1).max(0);
        (0..count).map(move |n| self.plus(n))
    }

    /// ISO 8601 year and week number, 1 to 53.
    pub fn iso(self) -> (i32, u32) {
        let iso = self.0.iso_week();
        (iso.year(), iso.week())
    }

    /// A week is due when its Sunday has passed.
    pub fn is_due(self, today: NaiveDate) -> bool {
        today > self.sunday()
    }

    /// Nothing may be entered for a week that has not started.
    pub fn has_started(self, today: NaiveDate) -> bool {
        today >= self.monday()
    }

    /// The last week whose Sunday has passed.
    pub fn last_due(today: NaiveDate) -> Self {
        Self::containing(today).previous()
    }

    /// The days from this week's Monday to the Sunday of `last`: "2 to 29 March 2026", "6 April to 31
    /// May 2026", "29 December 2025 to 25 January 2026".
    pub fn days_to(self, last: Self) -> String {
        let (from, to) = (self.monday(), last.sunday());
        let until = long_date(to);
        if from.year() != to.year() {
            format!("{} to {until}", long_date(from))
        } else if from.month() != to.month() {
            format!("{} {} to {until}", from.day(), MONTHS[from.month0() as usize])
        } else {
            format!("{} to {until}", from.day())
        }
    }

    /// "week of Monday 6 April 2026".
    pub fn title(self) -> String {
        format!("week of Monday {}", long_date(self.0))
    }
}

/// Their names, so that the client need not carry chrono's formatter.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "6 April 2026".
pub fn long_date(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), MONTHS[date.month0() as usize], date.year())
}

/// "6 Apr": where the year stands beside it.
pub fn short_date(date: NaiveDate) -> String {
    format!("{} {}", date.day(), &MONTHS[date.month0() as usize][..3])
}

/// "Monday".
pub fn day_name(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

impl fmt::Display for Week {
    /// The Monday as an ISO date, for files and addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Week({})", self.0)
    }
}

impl TryFrom<String> for Week {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Week> for NaiveDate {
    fn from(week: Week) -> Self {
        week.0
    }
}

fn day(text: &str) -> Result<NaiveDate, Invalid> {
    iso_date(text.trim()).ok_or_else(|| {
        Invalid::new("week", format!("\"{text}\" is not a date. Write it as 2026-04-06."))
    })
}

/// `2026-04-06`. By hand, so that the client need not carry a parser of every kind of date.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let mut number = |digits: RangeInclusive<usize>| -> Option<u32> {
        let part = parts.next()?;
        let plain = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if plain { part.parse().ok() } else { None }
    };
    let (year, month, day) = (number(4..=4)?, number(1..=2)?, number(1..=2)?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn reference_iso_weeks() {
        let mut rows = 0;
        for row in csv::Reader::from_path("tests/fixtures/iso_weeks.csv").unwrap().deserialize() {
            let row: std::collections::HashMap<String, String> = row.unwrap();
            let week = Week::parse(&row["monday"]).unwrap();
            let (year, number) = week.iso();
            assert_eq!(format!("{year}-W{number:02}"), row["iso_week"]);
            assert_eq!(week.thursday(), date(&row["thursday"]));
            assert_eq!(week.sunday(), date(&row["sunday"]));
            rows += 1;
        }
        assert_eq!(rows, 209);
    }

    #[test]
    fn reference_iso_years() {
        for row in csv::Reader::from_path("tests/fixtures/years.csv").unwrap().deserialize() {
            let row: std::collections::HashMap<String, String> = row.unwrap();
            let year: i32 = row["iso_year"].parse().unwrap();
            let first = Week::parse(&row["monday_of_week_1"]).unwrap();
            assert_eq!(first.iso(), (year, 1));
            let weeks: i32 = row["weeks_in_iso_year"].parse().unwrap();
            assert_eq!(first.plus(weeks).iso(), (year + 1, 1));
        }
    }

    #[test]
    fn long_years() {
        for year in 2010..=2035 {
            let last = Week::containing(NaiveDate::from_ymd_opt(year, 12, 28).unwrap());
            let long = [2015, 2020, 2026, 2032].contains(&year);
            assert_eq!(last.iso(), (year, if long { 53 } else { 52 }));
        }
    }

    #[test]
    fn weeks_in_a_row_are_named_by_their_days() {
        let check = |first: &str, last: &str, expected: &str| {
            let [first, last] = [first, last].map(|text| Week::parse(text).unwrap());
            assert_eq!(first.days_to(last), expected);
        };
        check("2026-03-02", "2026-03-02", "2 to 8 March 2026");
        check("2026-03-02", "2026-03-23", "2 to 29 March 2026");
        check("2026-04-06", "2026-05-25", "6 April to 31 May 2026");
        check("2025-12-29", "2026-01-19", "29 December 2025 to 25 January 2026");
        check("2026-03-02", "2027-03-01", "2 March 2026 to 7 March 2027");
    }

    #[test]
    fn due_and_started() {
        let week = Week::parse("2026-04-06").unwrap();
        assert!(!week.has_started(date("2026-04-05")));
        assert!(week.has_started(date("2026-04-06")));
        assert!(!week.is_due(date("2026-04-12")));
        assert!(week.is_due(date("2026-04-13")));
        assert_eq!(Week::last_due(date("2026-04-13")), week);
    }

    #[test]
    fn a_week_is_named_by_its_monday() {
        let problem = Week::parse("2026-04-08").unwrap_err().problem;
        assert_eq!(
            problem,
            "8 April 2026 is a Wednesday. A week is named by its Monday: 6 April 2026."
        );
        for wrong in
            ["6/4/2026", "+2026-04-06", "2026-04-006", "2026-04", "2026-02-30", "", "26-04-06"]
        {
            assert!(Week::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn any_day_names_its_week() {
        let check = |day: &str, expected: &str| {
            let found = Week::of_day(day).map(|week| week.to_string());
            assert_eq!(found.map_err(|wrong| wrong.problem), Ok(expected.to_owned()));
        };
        check("2026-04-06", "2026-04-06");
        check(" 2026-04-08 ", "2026-04-06");
        check("2026-04-12", "2026-04-06");
        check("2027-01-01", "2026-12-28");
        for wrong in ["", "soon", "2026-02-30", "0000-01-01", "1899-12-31", "2500-01-01"] {
            assert!(Week::of_day(wrong).is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_date_has_a_week(days in -4_000_000i32..4_000_000) {
            if let Some(date) = NaiveDate::from_num_days_from_ce_opt(days) {
                let week = Week::containing(date);
                proptest::prop_assert_eq!(week.monday().weekday(), Weekday::Mon);
                proptest::prop_assert_eq!(week.next().previous(), week);
            }
        }
    }
}
