//! One edition of a quarter: its figures and sentences as they were when a manager approved them.
//!
//! Refuses to approve what nobody has looked at: what is missing, in doubt or unexplained is settled
//! first, or accepted with a reason. An edition never changes; `revisions` says what has since.

mod concern;
mod revised;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::disclosure::{Exact, Published};
use crate::invalid::Invalid;
use crate::judgement::reason;
use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::{Definition, Service};
use crate::summary::{Stage, Summary, summary};

pub use concern::{ALL, Concern, ConcernKind, NOT_RECORDED, concerns};
pub use revised::{Revision, revisions};

/// Days that a link to an edition works, unless something else is said.
pub const LINK_DAYS: i64 = 30;
/// The most days that a link works.
pub const LONGEST_LINK: i64 = 365;
/// The longest name of a link, in characters.
pub const LABEL_LENGTH: usize = 60;
/// The longest comment, in characters.
pub const COMMENT_LENGTH: usize = 600;

/// What an approval freezes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// Figures, sentences, small charts and events; its stage is [`Stage::Approved`].
    pub summary: Summary,
    /// What the words meant in these weeks, the oldest first.
    pub definitions: Vec<Definition>,
    /// What was not settled and accepted all the same.
    pub accepted: Vec<Accepted>,
    /// What the manager says beside the figures.
    pub comment: Option<String>,
    /// The name of the organisation at that time; empty where none was given. It is the
    /// installation's, not the service's: [`freeze`] leaves it to whoever keeps the edition.
    #[serde(default)]
    pub organisation: String,
}

/// What an approval freezes for readers without an account: never an exact figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outside {
    /// The published values.
    pub published: Published,
    /// What the words meant in these weeks, the oldest first.
    pub definitions: Vec<Definition>,
    /// As in [`Frozen`].
    #[serde(default)]
    pub organisation: String,
}

/// A concern that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// What it is, as a sentence.
    pub concern: String,
    /// Why it may stand.
    pub reason: String,
}

/// What an edition is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The quarter.
    pub quarter: Quarter,
    /// 1, 2, 3 … of this quarter.
    pub number: i32,
    /// When it was approved, UTC.
    pub at: NaiveDateTime,
    /// Who approved it, by the name they had then.
    pub by: String,
    /// The head of the service's audit chain after the approval: 64 hexadecimal digits.
    pub head: String,
    /// When the first link for readers outside was made, UTC; none while nothing was published.
    pub published: Option<NaiveDateTime>,
    /// The quarter was opened again after this edition.
    pub reopened: Option<Reopened>,
}

/// Why a quarter's weeks may be entered again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopened {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Who, by the name they had then.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The quarter as it would be frozen on `today`: every open concern needs a reason, which `accepted`
/// gives by the concern's code.
///
/// # Errors
/// The quarter is not over (no field), a concern has no reason or too long a one (`reason.<code>`), or
/// the comment may not be (`comment`): all problems at once.
pub fn freeze(
    ledger: &Ledger,
    quarter: Quarter,
    today: NaiveDate,
    accepted: impl Fn(&str) -> String,
    said: &str,
) -> Result<Frozen, Vec<Invalid>> {
    let service = &ledger.service;
    if !quarter.is_over(today) {
        let problem = format!("{} is not over yet. It can be approved then.", quarter.months());
        return Err(vec![Invalid::new("", problem)]);
    }
    let mut problems = Vec::new();
    let mut settled = Vec::new();
    for concern in concerns(ledger, quarter, today) {
        let field = format!("reason.{}", concern.code);
        let ask = "Settle this first, or say why it may stand.";
        match reason(&field, &accepted(&concern.code), ask) {
            Ok(reason) => settled.push(Accepted { concern: concern.words, reason }),
            Err(problem) => problems.push(problem),
        }
    }
    let comment = comment("comment", said).map_err(|problem| problems.push(problem));
    let (Ok(comment), true) = (comment, problems.is_empty()) else { return Err(problems) };
    let summary = Summary { stage: Stage::Approved, ..summary(ledger, quarter, today) };
    let definitions = definitions(service, quarter);
    Ok(Frozen { summary, definitions, accepted: settled, comment, organisation: String::new() })
}

/// What outsiders may see of the quarter as of `today`; none while it is not over.
pub fn outside(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Option<Outside> {
    let published = Exact::new(ledger, quarter, today)?.publish();
    let definitions = definitions(&ledger.service, quarter);
    Some(Outside { published, definitions, organisation: String::new() })
}

/// A link's name as it may be kept: what it is for, trimmed, 1 to 60 characters on one line.
///
/// # Errors
/// At `field`, when it is blank or too long.
pub fn label(field: &str, text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    let length = text.chars().count();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(Invalid::new(field, "Say what the link is for, such as Annual report 2026."));
    }
    if length > LABEL_LENGTH {
        let problem =
            format!("That is {length} characters. Shorten it to {LABEL_LENGTH} or fewer.");
        return Err(Invalid::new(field, problem));
    }
    Ok(text.to_owned())
}

/// Days that a link works, as typed: 1 to 365.
///
/// # Errors
/// At `field`, when it is no such number.
pub fn days(field: &str, text: &str) -> Result<i64, Invalid> {
    let days = text.trim().parse().ok().filter(|days| (1..=LONGEST_LINK).contains(days));
    days.ok_or_else(|| Invalid::new(field, "Give a number of days from 1 to 365."))
}

/// A comment as it may be kept: trimmed, at most 600 characters; none when it is blank. Lines may
/// break, with one kind of line break.
///
/// # Errors
/// At `field`, when it is longer or holds a control character.
pub fn comment(field: &str, text: &str) -> Result<Option<String>, Invalid> {
    let text = text.trim().replace("\r\n", "\n");
    let length = text.chars().count();
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Invalid::new(field, "Write the comment as plain text."));
    }
    if length > COMMENT_LENGTH {
        let problem = format!(
            "The comment has {length} characters. Shorten it to {COMMENT_LENGTH} or fewer."
        );
        return Err(Invalid::new(field, problem));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// What the words meant in the quarter: the definition in force at its start, and those that came
/// into force in it.
fn definitions(service: &Service, quarter: Quarter) -> Vec<Definition> {
    let mut all: Vec<_> =
        service.definitions.iter().filter(|one| one.from <= quarter.last_week()).collect();
    all.sort_by_key(|one| (one.from, one.version));
    let first = all.iter().rposition(|one| one.from <= quarter.first_week()).unwrap_or(0);
    all.into_iter().skip(first).cloned().collect()
}

#[cfg(test)]
mod tests;
