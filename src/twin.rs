//! The same week a year before: 52 weeks back, or the week with the same holidays.
//!
//! Easter moves by up to five weeks and bank holidays by one, and a helpline's weeks with them. Each
//! week has one twin and no two share one: years are taken from February to January, where no
//! holiday crosses the edge, weeks with the same holidays are joined first, and those between them
//! are joined in order. Refuses to join what only looks alike: what differs is said.

use chrono::{Datelike, NaiveDate};

use crate::holiday::{Region, bank_holidays};
use crate::week::Week;

/// Weeks by which a bank holiday, other than Easter's, may lie away from 52 weeks before.
const NEAR: i32 = 2;
/// Weeks by which Easter may.
const EASTER: i32 = 5;
const YEAR: i32 = 52;

/// A week, its twin and the holidays of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The week.
    pub week: Week,
    /// The same week a year before.
    pub before: Week,
    /// The week's holidays by name, in order.
    pub holidays: Vec<&'static str>,
    /// Its twin's.
    pub holidays_before: Vec<&'static str>,
}

/// Each week with its twin by the holidays of `region`.
pub fn twins(weeks: &[Week], region: Region) -> Vec<Twin> {
    let mut year = Year { pairs: Vec::new() };
    let twin = |week: &Week| {
        if year.before(*week).is_none() {
            year = Year::of(*week, region);
        }
        let before = year.before(*week).unwrap_or_else(|| week.year_before());
        Twin {
            week: *week,
            before,
            holidays: holidays(*week, region),
            holidays_before: holidays(before, region),
        }
    };
    weeks.iter().map(twin).collect()
}

/// The holidays that fall into a week, by name. Easter Monday is one everywhere: where it is no bank
/// holiday, its week is still the one after Easter.
pub fn holidays(week: Week, region: Region) -> Vec<&'static str> {
    let years = week.monday().year()..=week.sunday().year();
    let mut found: Vec<(NaiveDate, &'static str)> = Vec::new();
    for holiday in years.flat_map(|year| bank_holidays(region, year)) {
        if Week::containing(holiday.date) == week {
            found.push((holiday.date, holiday.name));
        }
    }
    if region == Region::Scotland
        && let Some(friday) = good_friday(week.previous(), region)
    {
        found.push((friday + chrono::Days::new(3), EASTER_MONDAY));
    }
    found.sort();
    found.into_iter().map(|(_, name)| name).collect()
}

const GOOD_FRIDAY: &str = "Good Friday";
const EASTER_MONDAY: &str = "Easter Monday";

fn good_friday(week: Week, region: Region) -> Option<NaiveDate> {
    let holidays = bank_holidays(region, week.monday().year()).into_iter();
    let mut fridays = holidays.filter(|holiday| holiday.name == GOOD_FRIDAY);
    fridays.find(|friday| Week::containing(friday.date) == week).map(|friday| friday.date)
}

/// All weeks from one February to the next, each with its twin.
struct Year {
    pairs: Vec<(Week, Week)>,
}

/// A week with its holidays.
type Dated = (Week, Vec<&'static str>);

impl Year {
    fn before(&self, week: Week) -> Option<Week> {
        self.pairs.iter().find(|(own, _)| *own == week).map(|(_, before)| *before)
    }

    /// The year that holds a week.
    fn of(week: Week, region: Region) -> Self {
        let first =
            |year| NaiveDate::from_ymd_opt(year, 2, 1).map(|day| Week::containing(day).next());
        let year = week.monday().year();
        let start = [year, year - 1].into_iter().filter_map(first).find(|start| *start <= week);
        let end = [year, year + 1].into_iter().filter_map(first).find(|start| *start > week);
        let (Some(start), Some(end)) = (start, end) else { return Self { pairs: Vec::new() } };
        let dated = |week: Week| (week, holidays(week, region));
        let mut now: Vec<Dated> = start.through(end.previous()).map(dated).collect();
        let mut then: Vec<Dated> =
            start.plus(-YEAR).through(end.plus(-YEAR - 1)).map(dated).collect();
        let mut pairs = Vec::new();
        let easter = |name: &'static str| {
            move |a: &[&str], b: &[&str]| a.contains(&name) && b.contains(&name)
        };
        join(&mut pairs, &mut now, &mut then, EASTER, easter(GOOD_FRIDAY));
        join(&mut pairs, &mut now, &mut then, EASTER, easter(EASTER_MONDAY));
        join(&mut pairs, &mut now, &mut then, NEAR, |a, b| !a.is_empty() && a == b);
        join(&mut pairs, &mut now, &mut then, NEAR, |a, b| a.iter().any(|name| b.contains(name)));
        let rest = now.into_iter().zip(then).map(|((week, _), (before, _))| (week, before));
        pairs.extend(rest);
        Self { pairs }
    }
}

/// Joins the weeks whose holidays are alike, each with the nearest at most `within` weeks away from
/// 52 weeks before it, and takes them out of both lists.
fn join(
    pairs: &mut Vec<(Week, Week)>,
    now: &mut Vec<Dated>,
    then: &mut Vec<Dated>,
    within: i32,
    alike: impl Fn(&[&str], &[&str]) -> bool,
) {
    now.retain(|(week, holidays)| {
        let away = |before: &Week| before.weeks_to(week.year_before()).abs();
        let near = then
            .iter()
            .enumerate()
            .filter(|(_, (before, others))| away(before) <= within && alike(holidays, others));
        let Some((nearest, _)) = near.min_by_key(|(_, (before, _))| away(before)) else {
            return true;
        };
        pairs.push((*week, then.remove(nearest).0));
        false
    });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn week(text: &str) -> Week {
        Week::parse(text).unwrap()
    }

    /// Dates of Easter and of the proclaimed days as published by gov.uk and in almanacs. Seen to
    /// fail without Easter's own joins.
    #[test]
    fn a_week_meets_the_week_with_its_holidays() {
        let check = |own: &str, expected: &str, holidays: &str| {
            let found = twins(&[week(own)], Region::EnglandWales).remove(0);
            assert_eq!(found.before, week(expected), "{own}");
            assert_eq!(found.holidays.join(", "), holidays, "{own}");
        };
        // Easter Monday of 2026 and 2025, and the weeks around.
        check("2026-03-30", "2025-04-14", "Good Friday");
        check("2026-04-06", "2025-04-21", "Easter Monday");
        check("2026-03-23", "2025-03-24", "");
        check("2026-04-13", "2025-03-31", "");
        check("2026-04-20", "2025-04-07", "");
        check("2026-04-27", "2025-04-28", "");
        // Easter early (31 March 2024) after late (9 April 2023), across a quarter's edge.
        check("2024-03-25", "2023-04-03", "Good Friday");
        check("2024-04-01", "2023-04-10", "Easter Monday");
        check("2024-04-08", "2023-03-27", "");
        check("2024-04-15", "2023-04-17", "");
        // The latest Easter (24 April 2011), with a wedding in the week after.
        check("2011-04-18", "2010-03-29", "Good Friday");
        check("2011-04-25", "2010-04-05", "Easter Monday, Royal wedding");
        check("2011-05-02", "2010-05-03", "Early May bank holiday");
        // The first Monday in May, where 52 weeks before is the second.
        check("2018-05-07", "2017-05-01", "Early May bank holiday");
        check("2018-04-30", "2017-05-08", "");
        // Both sides of the year's end, with and without a week 53 between.
        check("2026-12-21", "2025-12-22", "Christmas Day");
        check("2026-12-28", "2025-12-29", "Boxing Day, New Year's Day");
        check("2027-01-04", "2026-01-05", "");
        check("2020-12-28", "2019-12-30", "Boxing Day, New Year's Day");
        check("2016-01-04", "2015-01-05", "");
        check("2015-12-28", "2014-12-29", "Boxing Day, New Year's Day");
        check("2021-01-25", "2020-01-27", "");
        // A day that was proclaimed once has no match, and its week meets the one 52 weeks before.
        check("2022-09-19", "2021-09-20", "State funeral of Queen Elizabeth II");
        check("2022-05-30", "2021-05-31", "Spring bank holiday, Platinum Jubilee");
    }

    #[test]
    fn holidays_are_those_of_the_country() {
        let check = |region, own: &str, expected: &str, holidays: &str| {
            let found = twins(&[week(own)], region).remove(0);
            assert_eq!(found.before, week(expected), "{own}");
            assert_eq!(found.holidays.join(", "), holidays, "{own}");
        };
        check(Region::Scotland, "2026-04-06", "2025-04-21", "Easter Monday");
        check(Region::Scotland, "2026-11-30", "2025-12-01", "St Andrew's Day");
        check(Region::Scotland, "2026-08-03", "2025-08-04", "Summer bank holiday");
        check(Region::NorthernIreland, "2026-07-13", "2025-07-14", "Battle of the Boyne");
        check(Region::EnglandWales, "2026-07-13", "2025-07-14", "");
    }

    /// No week is compared twice and none left out, in any year and country, and no ordinary week
    /// moves by more than four weeks.
    #[test]
    fn every_week_has_one_twin_of_its_own() {
        for region in Region::ALL {
            let all: Vec<Week> = week("1990-01-01").through(week("2060-12-27")).collect();
            let mut seen = BTreeSet::new();
            for twin in twins(&all, region) {
                assert!(seen.insert(twin.before), "{region:?} {:?}", twin.before);
                let away = twin.before.weeks_to(twin.week.year_before()).abs();
                let most = if twin.holidays.is_empty() { 4 } else { EASTER };
                assert!(away <= most, "{region:?} {:?} {away}", twin.week);
                let easter =
                    |names: &[&str]| [GOOD_FRIDAY, EASTER_MONDAY].map(|name| names.contains(&name));
                assert_eq!(easter(&twin.holidays), easter(&twin.holidays_before), "{twin:?}");
            }
            assert_eq!(seen.len(), all.len());
        }
    }
}
