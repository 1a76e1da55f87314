//! One cell of what is taken out, and the two ways between it and a value of the database.
//!
//! Refuses to guess: a cell that is not exactly what its column says is named, with what should stand
//! there.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use beforehand::service::Field;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

use super::super::StoreError;
use super::super::rows::Value;

/// What may stand in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number from 0 to this.
    Number(i64),
    /// The same, or nothing.
    NumberOrNone(i64),
    /// A service's short name, or nothing for the installation.
    Chain,
    /// A service's short name.
    Service,
    /// A channel's short name.
    Channel,
    /// The same, or nothing for the whole service.
    AnyChannel,
    /// A field's word.
    Field,
    /// A Monday.
    Week,
    /// A Monday, or nothing.
    WeekOrNone,
    /// A day.
    Day,
    /// A moment, UTC, to the millisecond.
    Time,
    /// The same, or nothing.
    TimeOrNone,
    /// Yes or no.
    Flag,
    /// Days of the week.
    Days,
    /// A short name, where it is given.
    Slug,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Text of at most so many characters; may be empty.
    Text(usize),
    /// The same; empty is nothing.
    TextOrNone(usize),
    /// JSON, kept in a file of its own where there is a folder for it; the end of that file's name.
    Json(&'static str),
    /// Which of four states a figure is in.
    State,
    /// Worked out from others.
    Told,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A whole number.
    Number(i64),
    /// A day.
    Day(NaiveDate),
    /// Text.
    Text(String),
}

impl Cell {
    /// As a file of text has it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Day(day) => Cow::Owned(iso(*day)),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }
}

fn iso(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// How a moment is written.
const MOMENT: &str = "%Y-%m-%dT%H:%M:%S%.3fZ";

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Short names by number, for what is taken out.
#[derive(Debug, Default)]
pub(in crate::store) struct Names {
    pub(in crate::store) services: HashMap<i64, String>,
    pub(in crate::store) channels: HashMap<(i64, i64), String>,
}

impl Names {
    /// A value as a cell; `service` is the row's service.
    pub(super) fn cell(&self, kind: Kind, value: &Value, service: i64) -> Result<Cell, StoreError> {
        let strange = || StoreError::Internal(format!("{value:?} does not suit a {kind:?}"));
        let text = |text: &str| Cell::Text(text.to_owned());
        Ok(match (kind, value) {
            (Kind::Number(_) | Kind::NumberOrNone(_), Value::Number(Some(number))) => {
                Cell::Number(*number)
            }
            (Kind::Chain | Kind::AnyChannel, Value::Number(Some(0)))
            | (Kind::WeekOrNone, Value::Day(None))
            | (Kind::TimeOrNone, Value::Time(None))
            | (Kind::TextOrNone(_), Value::Text(None))
            | (Kind::NumberOrNone(_), Value::Number(None)) => Cell::Empty,
            (Kind::Chain | Kind::Service, Value::Number(Some(id))) => {
                text(self.services.get(id).ok_or_else(strange)?)
            }
            (Kind::Channel | Kind::AnyChannel, Value::Number(Some(id))) => {
                text(self.channels.get(&(service, *id)).ok_or_else(strange)?)
            }
            (Kind::Field, Value::Number(Some(code))) => {
                let field = i32::try_from(*code).ok().and_then(Field::from_code);
                text(field.ok_or_else(strange)?.word())
            }
            (Kind::Days, Value::Number(Some(days))) => {
                let open = DAYS.iter().enumerate().filter(|(n, _)| days >> n & 1 == 1);
                Cell::Text(open.map(|(_, day)| *day).collect::<Vec<_>>().join(" "))
            }
            (Kind::Week | Kind::WeekOrNone | Kind::Day, Value::Day(Some(day))) => Cell::Day(*day),
            (Kind::Time | Kind::TimeOrNone, Value::Time(Some(at))) => {
                Cell::Text(at.format(MOMENT).to_string())
            }
            (Kind::Flag, Value::Truth(Some(truth))) => text(if *truth { "yes" } else { "no" }),
            (
                Kind::Slug | Kind::Word(_) | Kind::Text(_) | Kind::TextOrNone(_) | Kind::Json(_),
                Value::Text(Some(own)),
            ) => text(own),
            _ => return Err(strange()),
        })
    }
}

/// Numbers by short name, for what comes in.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) services: HashMap<String, i64>,
    pub(super) channels: HashMap<(i64, String), i64>,
    pub(super) people: HashSet<String>,
}

impl Known {
    /// A cell's text as a value; `service` is the row's service.
    ///
    /// # Errors
    /// A sentence that says what should stand there.
    pub(super) fn value(&self, kind: Kind, text: &str, service: i64) -> Result<Value, String> {
        let no_channel =
            || format!("There is no channel \"{}\" of this service in channels.", shown(text));
        Ok(match kind {
            Kind::NumberOrNone(_) if text.is_empty() => Value::Number(None),
            Kind::Number(most) | Kind::NumberOrNone(most) => {
                Value::Number(Some(whole(text, most)?))
            }
            Kind::AnyChannel | Kind::Chain if text.is_empty() => Value::Number(Some(0)),
            Kind::Chain | Kind::Service => {
                Value::Number(Some(*self.services.get(text).ok_or_else(|| {
                    format!("There is no service \"{}\" in services.", shown(text))
                })?))
            }
            Kind::Channel | Kind::AnyChannel => Value::Number(Some(
                *self.channels.get(&(service, text.to_owned())).ok_or_else(no_channel)?,
            )),
            Kind::Field => {
                let field = Field::parse(text).map_err(|problem| problem.problem)?;
                Value::Number(Some(field.code().into()))
            }
            Kind::WeekOrNone if text.is_empty() => Value::Day(None),
            Kind::Week | Kind::WeekOrNone => Value::Day(Some(monday(text)?)),
            Kind::Day => Value::Day(Some(day(text)?)),
            Kind::TimeOrNone if text.is_empty() => Value::Time(None),
            Kind::Time | Kind::TimeOrNone => Value::Time(Some(moment(text)?)),
            Kind::Flag => Value::Truth(Some(match text {
                "yes" => true,
                "no" => false,
                _ => return Err(format!("\"{}\" is not yes or no.", shown(text))),
            })),
            Kind::Days => Value::Number(Some(week_days(text)?)),
            Kind::Slug => {
                super::super::door::check_slug(text).map_err(|problem| problem.problem)?;
                Value::Text(Some(text.to_owned()))
            }
            Kind::Word(words) if words.contains(&text) => Value::Text(Some(text.to_owned())),
            Kind::Word(words) => {
                return Err(format!("\"{}\" is none of: {}.", shown(text), words.join(", ")));
            }
            Kind::TextOrNone(_) if text.is_empty() => Value::Text(None),
            Kind::Text(most) | Kind::TextOrNone(most) => {
                if text.contains('\0') {
                    return Err("There is a zero character in this text.".to_owned());
                }
                if text.chars().nth(most).is_some() {
                    return Err(format!("This text is longer than {most} characters."));
                }
                Value::Text(Some(text.to_owned()))
            }
            Kind::Json(_) => {
                serde_json::from_str::<serde::de::IgnoredAny>(text)
                    .map_err(|problem| format!("This is not JSON: {problem}."))?;
                Value::Text(Some(text.to_owned()))
            }
            Kind::State | Kind::Told => Value::Text(None),
        })
    }
}

fn whole(text: &str, most: i64) -> Result<i64, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse::<i64>().ok().filter(|number| digits && *number <= most);
    number.ok_or_else(|| format!("\"{}\" is not a whole number from 0 to {most}.", shown(text)))
}

fn day(text: &str) -> Result<NaiveDate, String> {
    let read = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| iso(*day) == text);
    read.ok_or_else(|| format!("\"{}\" is not a day, such as 2026-04-06.", shown(text)))
}

fn monday(text: &str) -> Result<NaiveDate, String> {
    let read = day(text)?;
    if read.weekday() == Weekday::Mon {
        return Ok(read);
    }
    Err(format!("{text} is not a Monday. A week is named by its Monday."))
}

fn moment(text: &str) -> Result<NaiveDateTime, String> {
    let read = NaiveDateTime::parse_from_str(text, MOMENT).ok();
    read.filter(|at| at.format(MOMENT).to_string() == text).ok_or_else(|| {
        format!("\"{}\" is not a moment, such as 2026-04-06T09:30:00.000Z.", shown(text))
    })
}

fn week_days(text: &str) -> Result<i64, String> {
    let mut days = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let at = DAYS.iter().position(|day| *day == word).ok_or_else(|| {
            format!("\"{}\" is not a day of the week. Use {}.", shown(word), DAYS.join(" "))
        })?;
        days |= 1 << at;
    }
    Ok(days)
}

/// A text as a sentence may show it.
fn shown(text: &str) -> String {
    text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_what_its_column_says_or_is_named() {
        let known = Known {
            services: HashMap::from([("north".to_owned(), 2)]),
            channels: HashMap::from([((2, "calls".to_owned()), 1)]),
            people: HashSet::new(),
        };
        let good = |kind, text: &str, expected: Value| {
            assert_eq!(known.value(kind, text, 2), Ok(expected), "{text}");
        };
        let number = |n| Value::Number(Some(n));
        good(Kind::Number(12), "4", number(4));
        good(Kind::NumberOrNone(12), "", Value::Number(None));
        good(Kind::Chain, "", number(0));
        good(Kind::Service, "north", number(2));
        good(Kind::Channel, "calls", number(1));
        good(Kind::AnyChannel, "", number(0));
        good(Kind::Field, "does_not_apply", number(4));
        good(Kind::Days, "mon sun", number(0b100_0001));
        good(Kind::Flag, "yes", Value::Truth(Some(true)));
        good(Kind::WeekOrNone, "", Value::Day(None));
        good(Kind::Text(3), "=1", Value::Text(Some("=1".into())));
        let bad = |kind, text: &str, part: &str| {
            let said = known.value(kind, text, 2).unwrap_err();
            assert!(said.contains(part), "{said}");
        };
        bad(Kind::Number(12), "13", "from 0 to 12");
        bad(Kind::Number(12), "+4", "whole number");
        bad(Kind::Number(12), "4.0", "whole number");
        bad(Kind::Service, "south", "no service");
        bad(Kind::Channel, "", "no channel");
        bad(Kind::Week, "2026-04-07", "not a Monday");
        bad(Kind::Day, "6.4.2026", "not a day");
        bad(Kind::Day, "2026-4-6", "not a day");
        bad(Kind::Time, "2026-04-06 09:30", "not a moment");
        bad(Kind::Flag, "TRUE", "yes or no");
        bad(Kind::Word(&["up", "down"]), "Up", "none of: up, down");
        bad(Kind::Text(3), "long", "longer than 3");
        bad(Kind::Json(""), "{", "not JSON");
        bad(Kind::Days, "monday", "day of the week");
    }
}
