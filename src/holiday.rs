//! Bank holidays of England and Wales, computed.
//!
//! Source: Banking and Financial Dealings Act 1971, schedule 1, and the royal proclamations that
//! moved or added single days since 2011. Easter by the anonymous Gregorian algorithm (Meeus,
//! Astronomical Algorithms, chapter 8). Refuses to guess days that no proclamation has named yet.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A day off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// Its name: "Good Friday".
    pub name: &'static str,
}

/// The bank holidays of a year in England and Wales, by date; a holiday that falls on a weekend is
/// the substitute day. Years outside 1978 to 2199 have none here.
pub fn bank_holidays(year: i32) -> Vec<Holiday> {
    if !(1978..=2199).contains(&year) {
        return Vec::new();
    }
    let mut holidays = Vec::new();
    let mut add = |date: Option<NaiveDate>, name| {
        holidays.extend(date.map(|date| Holiday { date, name }));
    };
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);

    add(day(1, 1).map(to_weekday), "New Year's Day");
    let easter = easter(year);
    add(easter.map(|day| day - Days::new(2)), "Good Friday");
    add(easter.map(|day| day + Days::new(1)), "Easter Monday");
    add(
        match year {
            1995 | 2020 => day(5, 8),
            _ => day(5, 1).map(monday_from),
        },
        "Early May bank holiday",
    );
    add(
        match year {
            2002 | 2012 => day(6, 4),
            2022 => day(6, 2),
            _ => day(5, 25).map(monday_from),
        },
        "Spring bank holiday",
    );
    add(day(8, 25).map(monday_from), "Summer bank holiday");
    let christmas = day(12, 25);
    add(
        christmas.map(|date| match date.weekday() {
            Weekday::Sat | Weekday::Sun => date + Days::new(2),
            _ => date,
        }),
        "Christmas Day",
    );
    add(
        christmas.map(|date| match date.weekday() {
            Weekday::Fri | Weekday::Sat => date + Days::new(3),
            _ => date + Days::new(1),
        }),
        "Boxing Day",
    );
    match year {
        1999 => add(day(12, 31), "Millennium"),
        2002 => add(day(6, 3), "Golden Jubilee"),
        2011 => add(day(4, 29), "Royal wedding"),
        2012 => add(day(6, 5), "Diamond Jubilee"),
        2022 => {
            add(day(6, 3), "Platinum Jubilee");
            add(day(9, 19), "State funeral of Queen Elizabeth II");
        }
        2023 => add(day(5, 8), "Coronation of King Charles III"),
        _ => {}
    }
    holidays.sort_by_key(|holiday| holiday.date);
    holidays
}

/// The date itself, or the Monday after a weekend.
fn to_weekday(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date + Days::new(2),
        Weekday::Sun => date + Days::new(1),
        _ => date,
    }
}

/// The first Monday on or after a date.
fn monday_from(date: NaiveDate) -> NaiveDate {
    date + Days::new(u64::from((7 - date.weekday().num_days_from_monday()) % 7))
}

/// Easter Sunday.
fn easter(year: i32) -> Option<NaiveDate> {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, (n / 31) as u32, (n % 31 + 1) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As published at gov.uk/bank-holidays, England and Wales.
    #[test]
    fn published_days() {
        let check = |year: i32, expected: &str| {
            let days: Vec<_> =
                bank_holidays(year).iter().map(|h| h.date.format("%m-%d").to_string()).collect();
            assert_eq!(days.join(" "), expected, "{year}");
        };
        check(2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27");
        check(2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26");
        check(2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26");
        check(2019, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26");
        check(2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28");
        check(2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28");
        check(2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27");
        check(2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26");
        check(2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26");
        check(2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26");
        check(2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28");
    }

    #[test]
    fn always_on_a_weekday_and_never_twice() {
        for year in 1978..=2199 {
            let days = bank_holidays(year);
            assert!((8..=10).contains(&days.len()), "{year}");
            assert!(days.windows(2).all(|pair| pair[0].date < pair[1].date), "{year}");
            for day in days {
                assert!(day.date.weekday().num_days_from_monday() < 5, "{year} {}", day.name);
            }
        }
        assert!(bank_holidays(1066).is_empty() && bank_holidays(9999).is_empty());
    }
}
