//! A row or column of dates as weeks, decided on the whole of it.
//!
//! Refuses dates of several weekdays: which week each means would be a guess.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::date::{Edge, Written, heading_edge, read_date};
use crate::entry::read_count;
use crate::week::{Week, day_name, long_date};

/// A row or column of weeks as read.
pub(super) struct Weeks {
    /// For each cell: no date, a week, or what is wrong with the date.
    pub weeks: Vec<Option<Result<Week, String>>>,
    /// How it was read, to follow "The first column was read as".
    pub said: String,
}

/// Why none of the dates was taken, and the cell that shows it.
pub(super) struct Mixed {
    pub at: usize,
    pub reason: String,
}

/// An Excel serial number this many weeks outside the grid is just a number.
const NEAR_WEEKS: i32 = 53;

/// Reads the texts as dates, or with `serial` as Excel's serial numbers. All Mondays begin their
/// weeks; all of one other weekday name the week that holds them. `heading` may say "week ending".
///
/// # Errors
/// When the weekdays differ, or contradict the heading.
pub(super) fn read_weeks(
    texts: &[&str],
    heading: &str,
    serial: bool,
    grid: &[Week],
) -> Result<Weeks, Mixed> {
    let mut edge = heading_edge(heading);
    let dates: Vec<Option<Result<NaiveDate, String>>> = texts
        .iter()
        .map(|text| {
            if serial {
                return serial_date(text).map(Ok);
            }
            read_date(text).map(|written| {
                let written = written?;
                edge = edge.or(written.edge);
                find_year(&written, grid)
            })
        })
        .collect();
    let known = || {
        dates.iter().enumerate().filter_map(|(i, date)| Some((i, *date.as_ref()?.as_ref().ok()?)))
    };
    let Some((_, first)) = known().next() else {
        return Ok(Weeks { weeks: with_weeks(&dates), said: "weeks.".to_owned() });
    };
    let weekday = first.weekday();
    if let Some((at, other)) = known().find(|(_, date)| date.weekday() != weekday) {
        let reason = format!(
            "{} is a {}, but {} is a {}. Name every week by the same day, its Monday or its Sunday, and paste again.",
            long_date(first),
            day_name(first),
            long_date(other),
            day_name(other),
        );
        return Err(Mixed { at, reason });
    }
    let contradiction = match edge {
        Some(Edge::Begins) if weekday != Weekday::Mon => Some("begin"),
        Some(Edge::Ends) if weekday == Weekday::Mon => Some("end"),
        _ => None,
    };
    if let Some(verb) = contradiction {
        let reason = format!(
            "These weeks {verb} on a {}, but here a week is Monday to Sunday, so their figures would stand in the wrong week. Count by weeks from Monday, or correct the dates.",
            day_name(first)
        );
        return Err(Mixed { at: known().next().map_or(0, |(i, _)| i), reason });
    }
    let kind = if serial { "weeks, from Excel's numbers for dates" } else { "weeks" };
    let said = match weekday {
        Weekday::Mon | Weekday::Sun => format!("{kind}, named by their {}.", day_name(first)),
        _ => format!("{kind}, those that hold these {}s.", day_name(first)),
    };
    Ok(Weeks { weeks: with_weeks(&dates), said })
}

fn with_weeks(dates: &[Option<Result<NaiveDate, String>>]) -> Vec<Option<Result<Week, String>>> {
    let week = |date: &Result<NaiveDate, String>| date.clone().map(Week::containing);
    dates.iter().map(|date| date.as_ref().map(week)).collect()
}

/// The date in the year in which a week of the grid holds it, or else in the year nearest to the
/// grid, so that the refusal can name it.
fn find_year(written: &Written, grid: &[Week]) -> Result<NaiveDate, String> {
    let missing = || "Add the year to this date.".to_owned();
    if let Some(year) = written.year {
        return written.in_year(year).ok_or_else(missing);
    }
    let (Some(first), Some(last)) = (grid.first(), grid.last()) else { return Err(missing()) };
    let years = first.monday().year() - 1..=last.sunday().year() + 1;
    let dates: Vec<NaiveDate> = years.filter_map(|year| written.in_year(year)).collect();
    let mut held =
        dates.iter().filter(|date| grid.binary_search(&Week::containing(**date)).is_ok());
    match (held.next(), held.next()) {
        (Some(date), None) => Ok(*date),
        (Some(_), Some(_)) => {
            Err("More than one week here fits. Add the year to this date.".into())
        }
        (None, _) => {
            let far = |date: &&NaiveDate| {
                (**date - first.monday())
                    .num_days()
                    .abs()
                    .min((**date - last.sunday()).num_days().abs())
            };
            dates.iter().min_by_key(far).copied().ok_or_else(missing)
        }
    }
}

/// Whether all texts that are not blank are Excel serial numbers of dates near the grid, of one
/// weekday, no two alike, and at least `least` of them.
pub(super) fn are_serials<'a>(
    texts: impl Iterator<Item = &'a str>,
    grid: &[Week],
    least: usize,
) -> bool {
    let (Some(first), Some(last)) = (grid.first(), grid.last()) else { return false };
    let near = first.plus(-NEAR_WEEKS)..=last.plus(NEAR_WEEKS);
    let mut dates: Vec<NaiveDate> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        let date = serial_date(text).filter(|date| near.contains(&Week::containing(*date)));
        let Some(date) = date else { return false };
        match dates.binary_search(&date) {
            Ok(_) => return false,
            Err(at) => dates.insert(at, date),
        }
    }
    let alike = dates.windows(2).all(|pair| pair[0].weekday() == pair[1].weekday());
    alike && dates.len() >= least.max(1)
}

/// Excel counts days so that 1 March 1900 is 61.
fn serial_date(text: &str) -> Option<NaiveDate> {
    let plain = text.len() == 5 && text.chars().all(|c| c.is_ascii_digit());
    let days = read_count("", text).ok().flatten().filter(|_| plain)?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(u64::from(days)))
}
