//! Quarters, made of whole weeks: a week belongs to the quarter that holds its Thursday.
//!
//! All year starts share the same edges; only the names differ, so months are always said first.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;
use crate::week::Week;

/// The month a reporting year starts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub enum YearStart {
    /// The calendar year.
    January,
    /// The financial year of the United Kingdom.
    #[default]
    April,
    /// Years from July to June.
    July,
    /// Years from October to September.
    October,
}

impl YearStart {
    /// The reporting year that starts in that calendar year: "2018/19"; with a January start "2018".
    pub fn year(self, starts: i32) -> String {
        match self {
            Self::January => starts.to_string(),
            _ => format!("{starts}/{:02}", (starts + 1).rem_euclid(100)),
        }
    }

    /// The month's number: 1, 4, 7 or 10.
    pub fn month(self) -> u32 {
        match self {
            Self::January => 1,
            Self::April => 4,
            Self::July => 7,
            Self::October => 10,
        }
    }
}

impl TryFrom<u32> for YearStart {
    type Error = Invalid;
    fn try_from(month: u32) -> Result<Self, Invalid> {
        match month {
            1 => Ok(Self::January),
            4 => Ok(Self::April),
            7 => Ok(Self::July),
            10 => Ok(Self::October),
            _ => Err(Invalid::new(
                "year_start",
                "A year starts in January (1), April (4), July (7) or October (10).",
            )),
        }
    }
}

impl From<YearStart> for u32 {
    fn from(start: YearStart) -> u32 {
        start.month()
    }
}

/// Three months of whole weeks: 12, 13 or 14 of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Quarter {
    /// Quarters since the start of the year 0: calendar year × 4 + 0..=3.
    index: i32,
}

impl Quarter {
    /// The quarter of the week's Thursday.
    pub fn of(week: Week) -> Self {
        let day = week.thursday();
        Self { index: day.year() * 4 + day.month0() as i32 / 3 }
    }

    /// The quarter that holds the week of `date`.
    pub fn containing(date: NaiveDate) -> Self {
        Self::of(Week::containing(date))
    }

    /// The last quarter whose last week has passed.
    pub fn last_over(today: NaiveDate) -> Self {
        Self::of(Week::last_due(today).next()).previous()
    }

    /// Reads `2018-Q4`, the n-th quarter of the reporting year that starts in that year.
    ///
    /// # Errors
    /// When the text has another form or the year lies outside 1901 to 2198.
    pub fn parse(text: &str, start: YearStart) -> Result<Self, Invalid> {
        let wrong = || {
            Invalid::new(
                "quarter",
                format!(
                    "\"{text}\" is not a quarter. Write it as 2018-Q4: the year the reporting year starts in, then Q1 to Q4."
                ),
            )
        };
        // One spelling a quarter: no sign, no leading zero, so that a page has one address.
        let digits = |text: &str, length: usize| -> Option<i32> {
            let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
            if plain { text.parse().ok() } else { None }
        };
        let (year, number) = text.split_once("-Q").ok_or_else(wrong)?;
        let (year, number) = digits(year, 4).zip(digits(number, 1)).ok_or_else(wrong)?;
        if !(1901..=2198).contains(&year) || !(1..=4).contains(&number) {
            return Err(wrong());
        }
        Ok(Self { index: year * 4 + start.month() as i32 / 3 + number - 1 })
    }

    /// `2018-Q4`: for addresses and files.
    pub fn name(self, start: YearStart) -> String {
        let (year, number) = self.year_and_number(start);
        format!("{year}-Q{number}")
    }

    /// "January to March 2019".
    pub fn months(self) -> String {
        format!("{} {}", self.months_only(), self.year())
    }

    /// "January to March".
    pub fn months_only(self) -> &'static str {
        ["January to March", "April to June", "July to September", "October to December"]
            [self.index.rem_euclid(4) as usize]
    }

    /// "J–M": for the foot of a small bar.
    pub fn initials(self) -> &'static str {
        ["J–M", "A–J", "J–S", "O–D"][self.index.rem_euclid(4) as usize]
    }

    /// "January to March 2019 (Q4 2018/19)"; with a January start "(Q1 2019)".
    pub fn title(self, start: YearStart) -> String {
        format!("{} ({})", self.months(), self.label(start))
    }

    /// "Q4 2018/19"; with a January start "Q1 2019".
    pub fn label(self, start: YearStart) -> String {
        let (year, number) = self.year_and_number(start);
        format!("Q{number} {}", start.year(year))
    }

    /// The calendar year in which its reporting year starts.
    pub fn reporting_year(self, start: YearStart) -> i32 {
        self.year_and_number(start).0
    }

    /// The calendar year its months lie in.
    pub fn year(self) -> i32 {
        self.index.div_euclid(4)
    }

    /// The quarter before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { index: self.index - 1 }
    }

    /// The quarter after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { index: self.index + 1 }
    }

    /// The same quarter a year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { index: self.index - 4 }
    }

    /// `n` quarters up to and including this one, oldest first.
    pub fn last(self, n: i32) -> impl DoubleEndedIterator<Item = Self> {
        ((1 - n)..=0).map(move |back| Self { index: self.index + back })
    }

    /// Its first week.
    pub fn first_week(self) -> Week {
        let month = self.index.rem_euclid(4) as u32 * 3 + 1;
        // A month from 1, 4, 7 or 10 and a year held by `parse` and `Week` always make a date.
        let first = NaiveDate::from_ymd_opt(self.year(), month, 1).unwrap_or(NaiveDate::MIN);
        let week = Week::containing(first);
        if week.thursday() < first { week.next() } else { week }
    }

    /// Its last week.
    pub fn last_week(self) -> Week {
        self.next().first_week().previous()
    }

    /// Its weeks in order: 12, 13 or 14.
    pub fn weeks(self) -> impl DoubleEndedIterator<Item = Week> + ExactSizeIterator {
        self.first_week().through(self.last_week())
    }

    /// Over when its last week's Sunday has passed; *so far* until then.
    pub fn is_over(self, today: NaiveDate) -> bool {
        self.last_week().is_due(today)
    }

    fn year_and_number(self, start: YearStart) -> (i32, i32) {
        let shifted = self.index - start.month() as i32 / 3;
        (shifted.div_euclid(4), shifted.rem_euclid(4) + 1)
    }
}

impl fmt::Debug for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quarter({})", self.name(YearStart::January))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn calendar(text: &str) -> Quarter {
        Quarter::parse(text, YearStart::January).unwrap()
    }

    #[test]
    fn reference_quarters_of_weeks() {
        for row in csv::Reader::from_path("tests/fixtures/iso_weeks.csv").unwrap().deserialize() {
            let row: HashMap<String, String> = row.unwrap();
            let quarter = Quarter::of(Week::parse(&row["monday"]).unwrap());
            assert_eq!(quarter.name(YearStart::January), row["calendar_quarter_by_thursday"]);
            let financial = quarter.name(YearStart::April);
            let (year, n) = financial.split_once("-Q").unwrap();
            let next = (year.parse::<i32>().unwrap() + 1) % 100;
            assert_eq!(format!("{year}/{next:02}-Q{n}"), row["financial_quarter_by_thursday"]);
        }
    }

    #[test]
    fn reference_weeks_of_quarters() {
        let mut rows = 0;
        for row in csv::Reader::from_path("tests/fixtures/quarters.csv").unwrap().deserialize() {
            let row: HashMap<String, String> = row.unwrap();
            let quarter = calendar(&row["calendar_quarter"]);
            assert_eq!(quarter.weeks().len().to_string(), row["weeks_by_thursday_rule"]);
            let first: NaiveDate = row["first_day"].parse().unwrap();
            let last: NaiveDate = row["last_day"].parse().unwrap();
            let inside = quarter.weeks().filter(|w| w.monday() >= first && w.sunday() <= last);
            assert_eq!(inside.count().to_string(), row["weeks_wholly_inside"]);
            rows += 1;
        }
        assert_eq!(rows, 16);
    }

    #[test]
    fn lengths() {
        let cases = [
            ("2009-Q4", 14),
            ("2010-Q1", 12),
            ("2020-Q4", 14),
            ("2021-Q1", 12),
            ("2025-Q1", 13),
            ("2025-Q2", 13),
            ("2025-Q3", 13),
            ("2025-Q4", 13),
            ("2026-Q4", 14),
            ("2027-Q1", 12),
        ];
        for (name, weeks) in cases {
            assert_eq!(calendar(name).weeks().len(), weeks, "{name}");
        }
        let last = Week::parse("2026-12-28").unwrap();
        assert_eq!((last.iso(), Quarter::of(last)), ((2026, 53), calendar("2026-Q4")));
    }

    #[test]
    fn names() {
        let quarter = calendar("2019-Q1");
        assert_eq!(quarter.title(YearStart::April), "January to March 2019 (Q4 2018/19)");
        assert_eq!(quarter.title(YearStart::January), "January to March 2019 (Q1 2019)");
        assert_eq!(quarter.name(YearStart::July), "2018-Q3");
        assert_eq!(quarter.name(YearStart::October), "2018-Q2");
        assert_eq!(calendar("2099-Q4").label(YearStart::April), "Q3 2099/00");
        for start in [YearStart::January, YearStart::April, YearStart::July, YearStart::October] {
            assert_eq!(Quarter::parse(&quarter.name(start), start).unwrap(), quarter);
        }
        for wrong in [
            "2019", "2019-Q5", "2019-Q0", "19-Q1", "2019Q1", "", "2019-Q01", "+2019-Q1", " 2019-Q1",
        ] {
            assert!(Quarter::parse(wrong, YearStart::April).is_err(), "{wrong}");
        }
    }

    #[test]
    fn over_when_the_last_sunday_has_passed() {
        let quarter = calendar("2026-Q4");
        assert!(!quarter.is_over("2027-01-03".parse().unwrap()));
        assert!(quarter.is_over("2027-01-04".parse().unwrap()));
        assert_eq!(Quarter::last_over("2027-01-03".parse().unwrap()), calendar("2026-Q3"));
        assert_eq!(Quarter::last_over("2027-01-04".parse().unwrap()), quarter);
    }
}
