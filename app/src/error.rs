//! What a person may be told when something went wrong.

use std::fmt;

use beforehand::invalid::Invalid;

/// Why a page or an action was refused. `Display` is the sentence shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// What was given is wrong; each with the field it belongs to.
    Invalid(Vec<Invalid>),
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The person's role does not allow it; `ask` names whom to ask.
    Forbidden {
        /// "Sam (manager)", or "the administrator".
        ask: String,
    },
    /// There is no such thing, or it belongs to somebody else.
    NotFound,
    /// Somebody else changed it first.
    Conflict,
    /// The server has too much to do or its database is away; try again.
    Busy,
    /// The server has no room left to write: reading goes on.
    Full,
    /// Our fault; the log holds the cause under this reference.
    Internal {
        /// The request's id.
        reference: String,
    },
}

impl Error {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid(_) => 422,
            Self::SignedOut => 401,
            Self::Forbidden { .. } => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Busy | Self::Full => 503,
            Self::Internal { .. } => 500,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(problems) => {
                for (n, problem) in problems.iter().enumerate() {
                    if n > 0 {
                        f.write_str(" ")?;
                    }
                    write!(f, "{problem}")?;
                }
                Ok(())
            }
            Self::SignedOut => f.write_str("You are signed out. Sign in to go on."),
            Self::Forbidden { ask } => write!(f, "Your account may not open this page. Ask {ask}."),
            Self::NotFound => f.write_str("There is no such page, or it belongs to a service you are not part of."),
            Self::Conflict => f.write_str("Somebody else changed this while you were working on it."),
            Self::Busy => f.write_str("The service is busy. Wait a few seconds and try again; nothing you typed was lost."),
            Self::Full => f.write_str("The server has no room left to write, so nothing was saved. Tell the administrator, and send it again when there is room."),
            Self::Internal { reference } => write!(
                f,
                "Something went wrong on our side. Try again; if it happens again, tell the administrator this reference: {reference}."
            ),
        }
    }
}

impl std::error::Error for Error {}

/// Why nothing was changed.
#[derive(Clone, Debug)]
pub enum Refused<P> {
    /// The same page: with what was typed and what to do (422, or 409 when somebody was quicker), or
    /// with what to confirm first (200).
    Again {
        /// The page to show.
        page: Box<P>,
        /// Its status.
        status: u16,
    },
    /// Anything that is not about what was typed.
    Error(Error),
}

impl<P> From<Error> for Refused<P> {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
