//! Bank holidays of England and Wales, Scotland, and Northern Ireland, computed.
//!
//! Source: Banking and Financial Dealings Act 1971, schedule 1; the St Andrew's Day Bank Holiday
//! (Scotland) Act 2007; and the royal proclamations that moved or added single days since 1995.
//! Easter by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). Refuses
//! to guess days that no proclamation has named yet; local holidays of Scottish towns are not here.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A part of the United Kingdom with bank holidays of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// England and Wales.
    #[serde(rename = "england-and-wales")]
    EnglandWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Region {
    /// All regions, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::EnglandWales, Self::Scotland, Self::NorthernIreland];

    /// The word used in files, forms and the database; gov.uk/bank-holidays uses the same.
    pub fn word(self) -> &'static str {
        match self {
            Self::EnglandWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    /// The region with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.word() == word)
    }

    /// Its name: "Northern Ireland".
    pub fn name(self) -> &'static str {
        match self {
            Self::EnglandWales => "England and Wales",
            Self::Scotland => "Scotland",
            Self::NorthernIreland => "Northern Ireland",
        }
    }
}

/// A day off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// Its name: "Good Friday".
    pub name: &'static str,
}

/// The bank holidays of a year in a region, by date; a holiday that falls on a weekend is the
/// substitute day. Years outside 1978 to 2199 have none here.
pub fn bank_holidays(region: Region, year: i32) -> Vec<Holiday> {
    if !(1978..=2199).contains(&year) {
        return Vec::new();
    }
    let mut holidays = Vec::new();
    let mut add = |date: Option<NaiveDate>, name| {
        holidays.extend(date.map(|date| Holiday { date, name }));
    };
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let scotland = region == Region::Scotland;

    add(day(1, 1).map(to_weekday), "New Year's Day");
    if scotland {
        add(day(1, 1).map(second_of_two), "2nd January");
    }
    let easter = easter(year);
    add(easter.map(|day| day - Days::new(2)), "Good Friday");
    if !scotland {
        add(easter.map(|day| day + Days::new(1)), "Easter Monday");
    }
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
    let summer = if scotland { day(8, 1) } else { day(8, 25) };
    add(summer.map(monday_from), "Summer bank holiday");
    match region {
        Region::Scotland if year >= 2007 => add(day(11, 30).map(to_weekday), "St Andrew's Day"),
        Region::EnglandWales | Region::Scotland => {}
        Region::NorthernIreland => {
            add(day(3, 17).map(to_weekday), "St Patrick's Day");
            add(day(7, 12).map(to_weekday), "Battle of the Boyne");
        }
    }
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
            Weekday::Sun => date + Days::new(1),
            _ => second_of_two(date),
        }),
        "Boxing Day",
    );
    holidays.extend(proclaimed(region, year));
    holidays.sort_by_key(|holiday| holiday.date);
    holidays
}

/// Single days by royal proclamation; all but the last hold in the whole United Kingdom.
fn proclaimed(region: Region, year: i32) -> Vec<Holiday> {
    let days: &[(u32, u32, &'static str)] = match year {
        1999 => &[(12, 31, "Millennium")],
        2002 => &[(6, 3, "Golden Jubilee")],
        2011 => &[(4, 29, "Royal wedding")],
        2012 => &[(6, 5, "Diamond Jubilee")],
        2022 => &[(6, 3, "Platinum Jubilee"), (9, 19, "State funeral of Queen Elizabeth II")],
        2023 => &[(5, 8, "Coronation of King Charles III")],
        2026 if region == Region::Scotland => &[(6, 15, "World Cup bank holiday")],
        _ => &[],
    };
    let holiday = |&(month, day, name): &(u32, u32, &'static str)| {
        Some(Holiday { date: NaiveDate::from_ymd_opt(year, month, day)?, name })
    };
    days.iter().filter_map(holiday).collect()
}

/// The date itself, or the Monday after a weekend.
fn to_weekday(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date + Days::new(2),
        Weekday::Sun => date + Days::new(1),
        _ => date,
    }
}

/// The second of two holidays of which the first is on that date: the next weekday after the
/// first's own.
fn second_of_two(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Fri | Weekday::Sat => date + Days::new(3),
        Weekday::Sun => date + Days::new(2),
        _ => date + Days::new(1),
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
mod tests;
