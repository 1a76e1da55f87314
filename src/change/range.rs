//! Weeks that somebody chooses for the two sides of a comparison, by any day of them.
//!
//! Refuses sides that share a week or are too long, weeks before the service began, and a side of
//! which no week is over.

use chrono::NaiveDate;

use crate::invalid::Invalid;
use crate::week::Week;

/// The most weeks a side may hold: five years.
const LONGEST: i32 = 261;

/// The names of the four weeks in forms and addresses: first and last of one side, then of the
/// other.
pub const RANGE_FIELDS: [&str; 4] = ["first", "last", "with-first", "with-last"];

/// The same in words.
const RANGE_WORDS: [&str; 4] =
    ["first week", "last week", "first week to compare with", "last week to compare with"];

/// Whole weeks in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first week.
    pub first: Week,
    /// The last week, not before the first.
    pub last: Week,
}

/// Reads two sides from four days, each taken as its week, in the order of [`RANGE_FIELDS`]; `began`
/// is the service's first week. The week under way may be the last of a side, for [`super::Sides::ranges`] leaves it
/// out.
///
/// # Errors
/// Everything that is wrong, each with its field.
pub fn ranges(
    typed: &[String; 4],
    began: Week,
    today: NaiveDate,
) -> Result<[Range; 2], Vec<Invalid>> {
    let [one, other] = both(side(typed, 0, began, today), side(typed, 2, began, today))
        .map_err(|wrong| wrong.into_iter().flatten().collect::<Vec<_>>())?;
    let (first, last) = (one.first.max(other.first), one.last.min(other.last));
    if first <= last {
        let problem =
            format!("Both sides hold the {}. A week can be on one side only.", first.title());
        return Err(vec![Invalid::new(RANGE_FIELDS[2], problem)]);
    }
    Ok([one, other])
}

/// The side whose first week is the `n`-th field.
fn side(
    typed: &[String; 4],
    n: usize,
    began: Week,
    today: NaiveDate,
) -> Result<Range, Vec<Invalid>> {
    let read = |n: usize| {
        let read = if typed[n].is_empty() {
            Err(format!("Give a day of the {}.", RANGE_WORDS[n]))
        } else {
            week(&typed[n], began, today)
        };
        read.map_err(|problem| Invalid::new(RANGE_FIELDS[n], problem))
    };
    let [first, last] = both(read(n), read(n + 1))?;
    let length = first.weeks_to(last) + 1;
    let (field, problem) = if length < 1 {
        let first = first.title();
        (n + 1, format!("The last week is before the first, the {first}. Choose a later one."))
    } else if length > LONGEST {
        (n + 1, format!("These are {length} weeks. Choose {LONGEST} (five years) at most."))
    } else if !first.is_due(today) {
        let first = first.title();
        (n, format!("The {first} is not over. Choose an earlier one to begin with."))
    } else {
        return Ok(Range { first, last });
    };
    Err(vec![Invalid::new(RANGE_FIELDS[field], problem)])
}

fn week(typed: &str, began: Week, today: NaiveDate) -> Result<Week, String> {
    let week = Week::of_day(typed).map_err(|wrong| wrong.problem)?;
    if week < began {
        return Err(format!(
            "Nothing was counted here before the {}. Choose that week or a later one.",
            began.title()
        ));
    }
    if !week.has_started(today) {
        return Err(format!(
            "The {} has not begun. The last week that is over is the {}.",
            week.title(),
            Week::last_due(today).title()
        ));
    }
    Ok(week)
}

/// Both, or what is wrong with either.
fn both<T, E>(one: Result<T, E>, other: Result<T, E>) -> Result<[T; 2], Vec<E>> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok([one, other]),
        (one, other) => Err([one, other].into_iter().filter_map(Result::err).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday; the service began on 2 January 2012.
    fn read(typed: [&str; 4]) -> Result<[Range; 2], Vec<Invalid>> {
        let today = "2026-11-25".parse().unwrap();
        ranges(&typed.map(str::to_owned), Week::parse("2012-01-02").unwrap(), today)
    }

    #[test]
    fn two_sides_in_any_order_and_of_any_length() {
        let check = |typed: [&str; 4]| {
            let sides = read(typed).unwrap();
            let found = sides.map(|side| [side.first.to_string(), side.last.to_string()]);
            assert_eq!(found.concat(), typed);
        };
        check(["2026-09-07", "2026-11-16", "2026-06-22", "2026-08-31"]);
        check(["2026-06-22", "2026-06-22", "2026-09-07", "2026-11-16"]);
        // Five years are 261 weeks at most; the week under way may end a side.
        check(["2021-11-29", "2026-11-23", "2012-01-02", "2012-01-02"]);
    }

    #[test]
    fn a_day_stands_for_its_week() {
        let sides = read(["2026-09-09", "2026-11-22", "2026-06-28", "2026-08-31"]).unwrap();
        let found = sides.map(|side| [side.first.to_string(), side.last.to_string()]);
        assert_eq!(found.concat(), ["2026-09-07", "2026-11-16", "2026-06-22", "2026-08-31"]);
        // Two days of one week are that week, in whatever order.
        let [one, _] = read(["2026-09-13", "2026-09-07", "2026-06-22", "2026-06-22"]).unwrap();
        assert_eq!(one.first, one.last);
        // Days that differ, in one week: it is on both sides all the same.
        let wrong = read(["2026-09-07", "2026-09-09", "2026-09-12", "2026-09-13"]).unwrap_err();
        assert!(wrong[0].problem.contains("Both sides hold the week of Monday 7 September 2026"));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let check = |typed: [&str; 4], expected: &[(&str, &str)]| {
            let wrong = read(typed).unwrap_err();
            assert_eq!(wrong.len(), expected.len(), "{wrong:?}");
            for (wrong, (field, said)) in wrong.iter().zip(expected) {
                assert_eq!(wrong.field, *field, "{typed:?}");
                assert!(wrong.problem.contains(said), "{said}: {}", wrong.problem);
            }
        };
        let (first, last) = ("2026-01-05", "2026-03-30");
        let one = |first, last| [first, last, "2025-01-06", "2025-03-31"];
        let other = |before, until| [first, last, before, until];
        check(["", "", "", ""], &RANGE_FIELDS.map(|field| (field, "Give a day of the")));
        check(other("", last), &[("with-first", "a day of the first week to compare with.")]);
        check(one("soon", last), &[("first", "\"soon\" is not a date")]);
        check(one(first, "2206-03-31"), &[("last", "Give a week between 1900 and 2199.")]);
        check(
            other("2011-12-26", "2026-12-07"),
            &[("with-first", "Monday 2 January 2012"), ("with-last", "has not begun")],
        );
        check(one(first, "2026-11-30"), &[("last", "over is the week of Monday 16 November 2026")]);
        check(one("2026-11-23", "2026-11-23"), &[("first", "23 November 2026 is not over")]);
        check(one(last, first), &[("last", "The last week is before the first")]);
        check(other("2025-03-31", "2025-01-06"), &[("with-last", "Monday 31 March 2025")]);
        check(
            ["2026-11-16", "2026-11-16", "2016-01-04", "2021-01-04"],
            &[("with-last", "These are 262 weeks. Choose 261 (five years) at most.")],
        );
        // One week in common, at either end, or one side inside the other.
        check(other("2026-03-30", "2026-05-04"), &[("with-first", "Monday 30 March 2026")]);
        check(other("2025-01-06", "2026-01-05"), &[("with-first", "Monday 5 January 2026")]);
        check(other("2026-02-02", "2026-02-23"), &[("with-first", "Monday 2 February 2026")]);
    }
}
