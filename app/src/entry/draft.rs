//! Drafts: what is typed into weeks and not submitted, kept on the server while it is typed, and the
//! question whether somebody else has changed those weeks meanwhile.
//!
//! A draft is text: it counts nowhere, is judged by nobody and is seen by its person alone. Refuses
//! to be written over by a page that has not seen it.

use beforehand::invalid::Invalid;
use beforehand::week::Week;
use chrono::NaiveDateTime;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

/// The header that marks a failure of ours in the answer of a server function, told apart from a
/// call that could not be read.
pub const FAULT: &str = "x-fault";
/// Most weeks in one call: a quarter.
pub const MOST_WEEKS: usize = 13;
/// Most names and values of a week.
pub const MOST_PAIRS: usize = 200;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 120;
/// The longest value, in characters.
pub const LONGEST_VALUE: usize = 400;

/// What is typed into one week and not submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftWeek {
    /// The week's Monday, as an ISO date.
    pub week: String,
    /// The week's version it was made from.
    pub version: i32,
    /// The draft's own version it builds on, 0 when none was there. A number without an order:
    /// equal or not is all it says.
    pub turn: i64,
    /// Form names and values as the week's form has them, each touched box with its `.was`; empty
    /// removes the draft.
    pub typed: Vec<(String, String)>,
}

/// What became of drafts that were sent to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Keeping {
    /// All of them are kept.
    Kept {
        /// "14:32", the service's own time.
        at: String,
        /// Their turns now, in the order sent; 0 for one that was removed.
        turns: Vec<i64>,
    },
    /// The same person's draft was changed from another page meanwhile. Nothing was written.
    Elsewhere {
        /// What is kept for the weeks that differ. One with nothing typed and turn 0 is gone:
        /// submitted or removed from another page.
        drafts: Vec<DraftWeek>,
        /// When that was kept: "14:32" today, else with its day.
        at: String,
    },
}

/// A week as it stands, for a page that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenWeek {
    /// The week's Monday, as an ISO date.
    pub week: String,
    /// Its version now.
    pub version: i32,
    /// Every figure of the channels that run in it, in the order of the form.
    pub figures: Vec<SeenFigure>,
    /// The channels that are closed all week.
    pub closed: Vec<SeenClosed>,
}

/// A channel that is closed all week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenClosed {
    /// Its short name.
    pub slug: String,
    /// By what, as the form says it: `week` or `calendar`.
    pub was: String,
    /// Who closed it; "Somebody" where nobody did so for that week alone.
    pub by: String,
}

/// A figure as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenFigure {
    /// `calls.answered`.
    pub name: String,
    /// The count; none when there is none.
    pub count: Option<u32>,
    /// Who changed it last; empty when nobody ever did.
    pub by: String,
    /// When, in the service's own time: "14:32" today, else with its day; empty when never.
    pub at: String,
}

/// What somebody else has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The version of the service's data: ask with it the next time.
    pub data_version: i64,
    /// Those of the weeks whose version is not the one asked with.
    pub weeks: Vec<SeenWeek>,
}

/// The draft a form was filled from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSeen {
    /// When it was kept, in the service's own time.
    pub at: NaiveDateTime,
    /// Its turn: the next draft builds on it.
    pub turn: i64,
}

/// Keeps drafts of the person's own; all of them or none. Called under the address of its service,
/// which decides who may.
#[server(name = KeepDraft, prefix = "/entry", endpoint = "keep", input = Json)]
pub async fn keep_draft(weeks: Vec<DraftWeek>) -> Result<Keeping, ServerFnError> {
    let access = asked::weeks()?;
    access.keep(weeks).await.map_err(asked::refuse)
}

/// What has changed since the data had that version, of weeks with the versions that are shown.
#[server(name = LookAgain, prefix = "/entry", endpoint = "look", input = Json)]
pub async fn look_again(since: i64, weeks: Vec<(String, i32)>) -> Result<Look, ServerFnError> {
    let access = asked::weeks()?;
    access.look(since, weeks).await.map_err(asked::refuse)
}

/// The path by which the functions of an entry page know themselves; none for any other word.
pub fn path(function: &str) -> Option<&'static str> {
    match function {
        "keep" => Some(KeepDraft::PATH),
        "look" => Some(LookAgain::PATH),
        _ => None,
    }
}

/// The weeks of a call, each a Monday and there once.
///
/// # Errors
/// The first that is not, or that there are too many.
pub fn read_weeks<'a>(weeks: impl IntoIterator<Item = &'a str>) -> Result<Vec<Week>, Invalid> {
    let mut read: Vec<Week> = Vec::new();
    for text in weeks {
        if read.len() == MOST_WEEKS {
            let said = format!("Send at most {MOST_WEEKS} weeks at once.");
            return Err(Invalid::new("week", said));
        }
        let week = Week::parse(text)?;
        if read.contains(&week) {
            let said = format!("The {} is there twice. Send each week once.", week.title());
            return Err(Invalid::new("week", said));
        }
        read.push(week);
    }
    Ok(read)
}

/// The weeks of drafts that are not too large.
///
/// # Errors
/// What is too much, in plain words.
pub fn read_drafts(drafts: &[DraftWeek]) -> Result<Vec<Week>, Invalid> {
    let weeks = read_weeks(drafts.iter().map(|draft| draft.week.as_str()))?;
    let long = |text: &str, most: usize| text.chars().count() > most;
    for draft in drafts {
        let said = if draft.typed.len() > MOST_PAIRS {
            format!("A draft holds at most {MOST_PAIRS} values.")
        } else if draft.typed.iter().any(|(name, _)| long(name, LONGEST_NAME)) {
            format!("A name in a draft has at most {LONGEST_NAME} characters.")
        } else if draft.typed.iter().any(|(_, value)| long(value, LONGEST_VALUE)) {
            format!("A draft keeps at most {LONGEST_VALUE} characters in a box. Shorten the text.")
        } else {
            continue;
        };
        return Err(Invalid::new("typed", said));
    }
    Ok(weeks)
}

/// What the functions of an island hold and how they refuse.
#[cfg(feature = "ssr")]
mod asked {
    use std::sync::Arc;

    use leptos::prelude::*;
    use leptos::server_fn::axum_export::http::{HeaderName, HeaderValue, StatusCode};

    use super::super::{FAULT, Weeks};
    use crate::error::Error;

    /// The access that the guard of the address gave.
    pub fn weeks() -> Result<Arc<dyn Weeks + Send + Sync>, ServerFnError> {
        use_context::<Arc<dyn Weeks + Send + Sync>>().ok_or_else(|| refuse(Error::SignedOut))
    }

    /// The sentence, with the status it has everywhere.
    #[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
    pub fn refuse(error: Error) -> ServerFnError {
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            let status = StatusCode::from_u16(error.status()).unwrap_or_default();
            response.set_status(status);
            if status.is_server_error() {
                response
                    .insert_header(HeaderName::from_static(FAULT), HeaderValue::from_static("1"));
            }
        }
        ServerFnError::ServerError(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(week: &str, typed: Vec<(String, String)>) -> DraftWeek {
        DraftWeek { week: week.to_owned(), version: 0, turn: 0, typed }
    }

    #[test]
    fn what_is_too_much_is_said() {
        let check = |drafts: &[DraftWeek], expected: &str| {
            let said = read_drafts(drafts).map_or_else(|no| no.to_string(), |_| String::new());
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
        };
        let pairs =
            |n: usize, name: usize, value: usize| vec![("é".repeat(name), "é".repeat(value)); n];
        let first = Week::parse("2026-01-05").unwrap();
        let weeks = |n: i32| {
            let mondays = (0..n).map(|n| first.plus(n).to_string());
            mondays.map(|monday| draft(&monday, Vec::new())).collect::<Vec<_>>()
        };
        check(&weeks(13), "");
        check(&weeks(14), "at most 13 weeks");
        check(&[draft("2026-01-06", Vec::new())], "Monday");
        check(&[draft("soon", Vec::new())], "is not a date");
        check(&[weeks(1), weeks(1)].concat(), "is there twice");
        check(&[draft("2026-01-05", pairs(200, 120, 400))], "");
        check(&[draft("2026-01-05", pairs(201, 1, 1))], "at most 200 values");
        check(&[draft("2026-01-05", pairs(1, 121, 1))], "at most 120 characters");
        check(&[draft("2026-01-05", pairs(1, 1, 401))], "at most 400 characters");
    }
}
