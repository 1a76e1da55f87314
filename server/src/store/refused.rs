//! Why a call was refused, by kind. Database text stays in [`StoreError::Internal`], for the log.

use std::fmt;

use beforehand::invalid::Invalid;
use beforehand::series::State;
use beforehand::service::{ChannelId, Field};
use beforehand::week::Week;
use chrono::NaiveDateTime;

/// Why the database did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// Busy or away: nothing was changed, trying again may help.
    Busy(String),
    /// There is no room to write: nothing was changed, and reading goes on.
    Full(String),
    /// There is no database there, and it was not asked to make one. The sentence says what to do.
    Missing(String),
    /// The database cannot be used: a newer schema, an edited migration, a folder that cannot be
    /// written. The sentence says what to do.
    Unusable(String),
    /// A row with the same key is there already (an address, a short name).
    Taken,
    /// Our fault; the text is for the log only.
    Internal(String),
}

/// Why a change was refused. Nothing of it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// What was given is wrong; every problem at once, in the order of the form.
    Invalid(Vec<Invalid>),
    /// The actor's role in this service does not allow it.
    Forbidden,
    /// No such thing, or it belongs to a service the actor is no part of.
    NotFound,
    /// Somebody else changed it first.
    Conflict(Box<Conflict>),
    /// The database did not answer.
    Store(StoreError),
}

/// What stands there now, and who put it there.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The week that differs; none when it is a setting and not a week.
    pub week: Option<Week>,
    /// The version the refused change was made from.
    pub expected: i32,
    /// The version now.
    pub version: i32,
    /// Who made it.
    pub by: String,
    /// When, UTC.
    pub at: Option<NaiveDateTime>,
    /// Each figure the refused change named: what it wanted and what stands there, also where both
    /// agree.
    pub figures: Vec<Clash>,
}

/// One figure two people have entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// What the refused change wanted; none is 'not entered'.
    pub yours: Option<u32>,
    /// What stands there.
    pub theirs: State,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(why) => write!(f, "The database is busy or away ({why}). Try again."),
            Self::Full(why) => {
                write!(f, "The disk of the database is full ({why}). Make room, then try again.")
            }
            Self::Missing(what) | Self::Unusable(what) => f.write_str(what),
            Self::Taken => f.write_str("There is already one with that name."),
            Self::Internal(why) => write!(f, "The database refused: {why}."),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(problems) => {
                let sentences: Vec<_> = problems.iter().map(ToString::to_string).collect();
                f.write_str(&sentences.join(" "))
            }
            Self::Forbidden => f.write_str("That account may not do this."),
            Self::NotFound => f.write_str("There is no such thing."),
            Self::Conflict(conflict) => {
                write!(f, "{} changed this first. Nothing was saved.", conflict.by)
            }
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StoreError {}
impl std::error::Error for Refused {}

impl From<serde_json::Error> for StoreError {
    /// What we keep as JSON is written by ourselves.
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Invalid> for Refused {
    fn from(problem: Invalid) -> Self {
        Self::Invalid(vec![problem])
    }
}
