//! One date as people in the United Kingdom write it: always the day first, or an ISO date.
//!
//! Refuses the American order and to guess a missing year: who has the weeks does that.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::week::day_name;

/// Whether the writer said that the date begins or ends its week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    Begins,
    Ends,
}

/// A date as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub day: u32,
    pub month: u32,
    /// Absent in `16 Nov`.
    pub year: Option<i32>,
    pub edge: Option<Edge>,
    weekday: Option<Weekday>,
}

impl Written {
    /// The date, in `year` where none was written; none when the calendar does not have it, or not
    /// on the weekday that was written.
    pub fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let date = NaiveDate::from_ymd_opt(self.year.unwrap_or(year), self.month, self.day)?;
        self.weekday.is_none_or(|weekday| weekday == date.weekday()).then_some(date)
    }
}

/// Longer texts are no date.
const LONGEST: usize = 60;
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// Reads a date: `16/11/2026`, `16-11-26`, `16.11.2026`, `16/11`, `2026-11-16`, `16 Nov`,
/// `16th November 2026`, `16-Nov-26`, `Mon 16 Nov 2026`, each also after `w/c`, `week ending` and
/// the like, and with a time of day after it. None when the text does not look like a date.
///
/// # Errors
/// When it looks like one but is not in the calendar, such as `31/02/2026` or `11/16/2026`.
pub(crate) fn read_date(text: &str) -> Option<Result<Written, String>> {
    let tokens = tokens(text)?;
    let (edge, rest) = edge(&tokens);
    let (weekday, rest) = match rest {
        [Token::Word(word), rest @ ..] => match weekday(word) {
            Some(found) => (Some(found), rest),
            None => (None, rest),
        },
        _ => (None, rest),
    };
    let rest = without(rest, &[",", "the"]);
    let (day, month, year) = numbers(rest).or_else(|| named_month(rest))?;
    let written = Written { day, month, year, edge, weekday };
    // 2024 is a leap year: 29 February without a year may be one.
    let bare = Written { weekday: written.weekday.filter(|_| year.is_some()), ..written };
    if bare.in_year(2024).is_some_and(|date| (1900..=2199).contains(&date.year())) {
        return Some(Ok(written));
    }
    let unnamed = Written { weekday: None, ..written };
    Some(Err(match unnamed.in_year(2024).filter(|_| weekday.is_some()) {
        Some(date) => format!(
            "In the calendar this day is a {}. Correct the day or the date.",
            day_name(date)
        ),
        None => {
            "This is not a day of the calendar. Dates are read day first, as 16/11/2026.".to_owned()
        }
    }))
}

/// Whether the text heads a column of weeks: "Week ending", "W/C", "Date".
pub(super) fn is_week_heading(text: &str) -> bool {
    let Some(tokens) = tokens(text) else { return false };
    let first = tokens.iter().find_map(|token| match token {
        Token::Word(word) => Some(word.as_str()),
        _ => None,
    });
    let says_week = matches!(first, Some("week" | "weeks" | "wk" | "date" | "dates"));
    says_week || edge(&tokens).0.is_some()
}

/// What a heading such as "Week ending" says of the dates under it.
pub(super) fn heading_edge(text: &str) -> Option<Edge> {
    edge(&tokens(text)?).0
}

enum Token {
    Number(String),
    Word(String),
    Mark(char),
}

impl Token {
    fn is(&self, text: &str) -> bool {
        match self {
            Self::Word(word) => word == text,
            Self::Mark(mark) => text.chars().eq([*mark]),
            Self::Number(_) => false,
        }
    }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut tokens: Vec<Token> = Vec::new();
    let mut joined = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        match (tokens.last_mut(), c) {
            (Some(Token::Number(number)), '0'..='9') if joined => number.push(c),
            (Some(Token::Word(word)), _) if joined && c.is_alphabetic() => word.push(c),
            (_, '0'..='9') => tokens.push(Token::Number(c.to_string())),
            _ if c.is_alphabetic() => tokens.push(Token::Word(c.to_string())),
            _ if c.is_whitespace() => {}
            (_, '\u{2010}'..='\u{2013}') => tokens.push(Token::Mark('-')),
            _ => tokens.push(Token::Mark(c)),
        }
        joined = !c.is_whitespace();
    }
    Some(tokens)
}

/// What is said of the week before the date, and what follows.
fn edge(tokens: &[Token]) -> (Option<Edge>, &[Token]) {
    let rest = match tokens {
        [week, rest @ ..] if week.is("week") || week.is("wk") => rest,
        [w, mark, rest @ ..] if w.is("w") && (mark.is("/") || mark.is(".")) => rest,
        _ => tokens,
    };
    let bare = rest.len() == tokens.len();
    let edge = match rest {
        [Token::Word(word), ..] => match word.as_str() {
            "commencing" | "beginning" | "starting" | "begins" | "starts" | "wc" | "wb" => {
                Some(Edge::Begins)
            }
            "ending" | "ends" | "we" => Some(Edge::Ends),
            "c" | "b" | "s" | "from" | "start" if !bare => Some(Edge::Begins),
            "e" | "end" if !bare => Some(Edge::Ends),
            _ => None,
        },
        _ => None,
    };
    let rest = if edge.is_some() { &rest[1..] } else { rest };
    (edge, without(rest, &[".", ":", "of", "on"]))
}

fn without<'a>(mut tokens: &'a [Token], words: &[&str]) -> &'a [Token] {
    while let [first, rest @ ..] = tokens {
        if !words.iter().any(|word| first.is(word)) {
            break;
        }
        tokens = rest;
    }
    tokens
}

fn weekday(word: &str) -> Option<Weekday> {
    let found = WEEKDAYS.iter().find(|(name, _)| word.len() > 2 && name.starts_with(word));
    found.map(|(_, weekday)| *weekday)
}

fn month(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|name| word.len() > 2 && name.starts_with(word))?;
    Some(at as u32 + 1)
}

/// Day, month and year; the day and month unchecked.
type Parts = (u32, u32, Option<i32>);

/// `16/11/2026`, `2026-11-16`, `16/11`.
fn numbers(tokens: &[Token]) -> Option<Parts> {
    match tokens {
        [
            Token::Number(a),
            Token::Mark(one),
            Token::Number(b),
            Token::Mark(two),
            Token::Number(c),
            rest @ ..,
        ] if one == two && "/-.".contains(*one) && is_time(rest) => {
            if a.len() == 4 {
                return Some((short(c)?, short(b)?, year(a)));
            }
            Some((short(a)?, short(b)?, Some(year(c)?)))
        }
        [Token::Number(a), Token::Mark('/'), Token::Number(b)] => {
            Some((short(a)?, short(b)?, None))
        }
        _ => None,
    }
}

/// `16 Nov`, `16th November 2026`, `16-Nov-26`.
fn named_month(tokens: &[Token]) -> Option<Parts> {
    let [Token::Number(day), rest @ ..] = tokens else { return None };
    let rest = match rest {
        [Token::Word(word), rest @ ..] if matches!(word.as_str(), "st" | "nd" | "rd" | "th") => {
            rest
        }
        _ => rest,
    };
    let rest = without(rest, &["-", "/", ".", "of"]);
    let [Token::Word(name), rest @ ..] = rest else { return None };
    let (day, month) = (short(day)?, month(name)?);
    match without(rest, &["-", "/", ".", ",", "'", "\u{2019}"]) {
        [] => Some((day, month, None)),
        [Token::Number(number), rest @ ..] if is_time(rest) => {
            Some((day, month, Some(year(number)?)))
        }
        _ => None,
    }
}

/// Nothing, or a time of day such as `00:00:00`.
fn is_time(tokens: &[Token]) -> bool {
    without(tokens, &["t", ","]).iter().enumerate().all(|(i, token)| match token {
        Token::Number(number) => i % 2 == 0 && number.len() <= 2 && i < 5,
        Token::Mark(':') => i % 2 == 1,
        _ => false,
    })
}

fn short(number: &str) -> Option<u32> {
    if number.len() > 2 { None } else { number.parse().ok() }
}

fn year(number: &str) -> Option<i32> {
    match number.len() {
        2 => number.parse::<i32>().ok().map(|year| 2000 + year),
        4 => number.parse().ok(),
        _ => None,
    }
}
