//! Closed days: reading them as they are typed, saying them, and what they leave of a week.
//!
//! Refuses to judge whether a week with counts would be closed: that is asked of every count there
//! is, inside the write door.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::invalid::Invalid;
use crate::paste::date::{Written, read_date};
use crate::series::Ledger;
use crate::service::{ChannelId, Closure};
use crate::week::{Week, long_date};

/// The longest reason, in characters.
pub const REASON_LENGTH: usize = 100;
/// The most days one closure lasts: a channel that stays away for longer is retired.
pub const LONGEST: i64 = 366;

/// Reads a typed day as dates are read everywhere, always with its year: `2026-12-25`,
/// `25/12/2026` (day first), `25 Dec 2026`. Blank is none. `field` names it in the answer.
///
/// # Errors
/// When it is no date, has no year, or is no day of the calendar from 1900 to 2199.
pub fn read_day(field: &str, text: &str) -> Result<Option<NaiveDate>, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let shown: String = text.chars().take(20).collect();
    match read_date(text) {
        Some(Ok(Written { year: None, edge: None, .. })) => {
            let problem = format!("\"{shown}\" has no year. Write it as 25/12/2026.");
            Err(Invalid::new(field, problem))
        }
        Some(Ok(written)) if written.edge.is_none() => Ok(written.in_year(0)),
        Some(Err(why)) => Err(Invalid::new(field, format!("\"{shown}\": {why}"))),
        _ => {
            let problem = format!("\"{shown}\" is not a day. Write it as 25/12/2026.");
            Err(Invalid::new(field, problem))
        }
    }
}

/// A closure of a day, or of all days from one through another.
///
/// # Errors
/// With the field `to` when the days are the wrong way round or too many, `reason` when it says
/// nothing or too much: all problems at once.
pub fn closure(
    channel: Option<ChannelId>,
    from: NaiveDate,
    to: NaiveDate,
    reason: &str,
) -> Result<Closure, Vec<Invalid>> {
    let mut problems = Vec::new();
    let days = (to - from).num_days() + 1;
    if days < 1 {
        let problem = "The last day is before the first. Check the dates.";
        problems.push(Invalid::new("to", problem));
    } else if days > LONGEST {
        let problem = "That is more than a year. Check the dates; a channel that stays closed for longer is retired instead.";
        problems.push(Invalid::new("to", problem));
    }
    let reason = reason.trim();
    let length = reason.chars().count();
    if reason.is_empty() || reason.chars().any(char::is_control) {
        let problem = "Say why it is closed, such as Christmas Day or moving house.";
        problems.push(Invalid::new("reason", problem));
    } else if length > REASON_LENGTH {
        let problem =
            format!("The reason has {length} characters. Shorten it to {REASON_LENGTH} or fewer.");
        problems.push(Invalid::new("reason", problem));
    }
    if problems.is_empty() {
        Ok(Closure { channel, from, to, reason: reason.to_owned() })
    } else {
        Err(problems)
    }
}

/// "Friday 25 December 2026".
pub fn day(date: NaiveDate) -> String {
    format!("{} {}", date.format("%A"), long_date(date))
}

/// "Friday 25 December 2026"; "24 December 2026 to 1 January 2027".
pub fn days(closure: &Closure) -> String {
    day_or_days(closure.from, closure.to)
}

/// The same of any days.
pub fn day_or_days(from: NaiveDate, to: NaiveDate) -> String {
    if from == to { day(from) } else { format!("{} to {}", long_date(from), long_date(to)) }
}

/// What is left of a channel's week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// The channel's name.
    pub channel: String,
    /// The week.
    pub week: Week,
    /// Its open days, 0 to 7.
    pub open: u8,
    /// Open days of a normal week at that time, 1 to 7.
    pub normal: u8,
    /// Said of that week alone, so that no closure changes it.
    pub own: bool,
}

impl Exposure {
    /// "Calls: open 4 of 5 days in the week of Monday 21 December 2026".
    pub fn sentence(&self) -> String {
        let Self { channel, open, normal, .. } = self;
        let week = self.week.title();
        let own = if self.own { ", as said of that week alone" } else { "" };
        if *open == 0 {
            format!("{channel}: closed all through the {week}{own}")
        } else {
            let days = if *normal == 1 { "day" } else { "days" };
            format!("{channel}: open {open} of {normal} {days} in the {week}{own}")
        }
    }
}

/// What is left of every week that the closures touch, in the channels they concern: by week, then
/// in the order of the channels. The ledger holds the closures already, or no longer.
pub fn exposure(ledger: &Ledger, closures: &[Closure]) -> Vec<Exposure> {
    let weeks: BTreeSet<Week> = closures
        .iter()
        .flat_map(|one| Week::containing(one.from).through(Week::containing(one.to)))
        .collect();
    let mut found = Vec::new();
    for week in weeks {
        for channel in ledger.service.channels.iter().filter(|channel| channel.runs(week)) {
            let touched = |one: &Closure| one.concerns(channel.id) && one.touches(week);
            if closures.iter().any(touched) {
                found.push(Exposure {
                    channel: channel.name.clone(),
                    week,
                    open: ledger.open_days(channel, week),
                    normal: channel.normal_week(week),
                    own: ledger.own_open_days(channel.id, week).is_some(),
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Timetable;
    use crate::test_ledger::three_channels;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let check = |text: &str, expected: &str| {
            let day = read_day("from", text).map(|day| day.map(|day| day.to_string()));
            assert_eq!(day.unwrap().unwrap_or_default(), expected, "{text}");
        };
        check("2026-12-25", "2026-12-25");
        check(" 25/12/2026 ", "2026-12-25");
        check("5/1/2026", "2026-01-05");
        check("25 December 2026", "2026-12-25");
        check("1 Jan 2027", "2027-01-01");
        check("Fri 25.12.26", "2026-12-25");
        check("  ", "");
    }

    #[test]
    fn other_days_are_asked_about() {
        let check = |text: &str, expected: &str| {
            let problem = read_day("from", text).unwrap_err();
            assert_eq!(problem.field, "from");
            assert!(problem.problem.contains(expected), "{text}: {problem}");
        };
        check("Christmas", "\"Christmas\" is not a day. Write it as 25/12/2026.");
        check("25 December", "\"25 December\" has no year. Write it as 25/12/2026.");
        check("w/c 21/12/2026", "is not a day");
        check("29/02/2026", "This is not a day of the calendar.");
        check("12/25/2026", "This is not a day of the calendar.");
        check("Monday 25/12/2026", "In the calendar this day is a Friday.");
        check("2926-12-25", "This is not a day of the calendar.");
        check(&"9".repeat(500), "\"99999999999999999999\" is not a day");
    }

    #[test]
    fn a_closure_has_days_in_order_and_a_reason() {
        let check = |from, to, reason: &str, fields: &[&str]| {
            let found = closure(None, date(from), date(to), reason);
            let wrong: Vec<_> = found.err().into_iter().flatten().map(|p| p.field).collect();
            assert_eq!(wrong, fields, "{from} {to} {reason}");
        };
        check("2026-12-25", "2026-12-25", " Christmas Day ", &[]);
        check("2026-12-25", "2026-12-24", "", &["to", "reason"]);
        check("2026-01-01", "2027-01-01", "A year and a day", &[]);
        check("2026-01-01", "2027-01-02", "More", &["to"]);
        check("2026-12-25", "2026-12-25", &"é".repeat(100), &[]);
        check("2026-12-25", "2026-12-25", &"é".repeat(101), &["reason"]);
        check("2026-12-25", "2026-12-25", "a\u{0}b", &["reason"]);
        let read = closure(Some(1), date("2026-12-25"), date("2026-12-25"), " Christmas Day ");
        assert_eq!(read.unwrap().reason, "Christmas Day");
    }

    #[test]
    fn days_are_said_with_their_weekday() {
        let check = |from, to, expected: &str| {
            let one = Closure { channel: None, from: date(from), to: date(to), reason: "x".into() };
            assert_eq!(days(&one), expected);
        };
        check("2026-12-25", "2026-12-25", "Friday 25 December 2026");
        check("2026-12-24", "2027-01-01", "24 December 2026 to 1 January 2027");
    }

    #[test]
    fn a_closure_touches_the_weeks_its_days_are_in() {
        let check = |channel, monday, expected: [bool; 3]| {
            let (from, to) = (date("2026-12-27"), date("2026-12-29"));
            let one = Closure { channel, from, to, reason: "x".into() };
            let touches = one.touches(Week::parse(monday).unwrap());
            assert_eq!([touches, one.covers(to), one.concerns(2)], expected, "{monday}");
        };
        check(None, "2026-12-14", [false, true, true]);
        check(Some(1), "2026-12-21", [true, true, false]);
        check(Some(2), "2026-12-28", [true, true, true]);
        check(None, "2027-01-04", [false, true, true]);
    }

    #[test]
    fn figures_are_found_by_name() {
        let service = three_channels();
        let check = |name: &str, expected: Option<(ChannelId, &str)>| {
            let found = service.figure_named(name).map(|(one, field)| (one.id, field.word()));
            assert_eq!(found, expected, "{name}");
        };
        check("calls.does_not_apply", Some((1, "does_not_apply")));
        check("website.visits", Some((3, "visits")));
        check("website.answered", None);
        check("calls", None);
        check("share", None);
        check("calls.answered.x", None);
        check("letters.answered", None);
    }

    #[test]
    fn exposure_follows() {
        let check = |channel, from, to, expected: &[&str]| {
            let mut service = three_channels();
            service.channels[0].timetables[0].days = Timetable::WEEKDAYS;
            let one = Closure { channel, from: date(from), to: date(to), reason: "x".into() };
            service.closures.push(one.clone());
            let mut ledger = Ledger::new(service);
            ledger.set_open_days(2, Week::parse("2026-12-28").unwrap(), 2);
            let said: Vec<_> = exposure(&ledger, &[one]).iter().map(Exposure::sentence).collect();
            assert_eq!(said, expected);
        };
        let christmas = "2026-12-25";
        check(
            Some(1),
            christmas,
            christmas,
            &["Calls: open 4 of 5 days in the week of Monday 21 December 2026"],
        );
        check(
            None,
            christmas,
            "2027-01-03",
            &[
                "Calls: open 4 of 5 days in the week of Monday 21 December 2026",
                "Live: open 4 of 7 days in the week of Monday 21 December 2026",
                "Website: open 4 of 7 days in the week of Monday 21 December 2026",
                "Calls: closed all through the week of Monday 28 December 2026",
                "Live: open 2 of 7 days in the week of Monday 28 December 2026, as said of that week alone",
                "Website: closed all through the week of Monday 28 December 2026",
            ],
        );
        // Before the channels ran nothing is left or taken.
        check(None, "2010-12-25", "2010-12-25", &[]);
        // A day on which the line is not open anyway.
        check(
            Some(1),
            "2026-12-26",
            "2026-12-26",
            &["Calls: open 5 of 5 days in the week of Monday 21 December 2026"],
        );
    }
}
