//! One's own account: name, password, second step, and where one is signed in.
//!
//! Refuses to change an address or a role: that is for an administrator.

mod view;

use beforehand::invalid::Invalid;
use beforehand::role::Role;
use beforehand::setting::SessionTimes;
use chrono::NaiveDateTime;

use crate::error::Error;

/// What a person may ask about their own account.
#[async_trait::async_trait]
pub trait Accounts {
    /// The page; `done` names what was just done.
    async fn account(&self, done: Option<Done>) -> Result<AccountPage, Error>;

    /// Changes the person's name from that version.
    async fn rename(&self, name: &str, version: i32) -> Result<(), Refused>;

    /// Changes the password and ends all other sessions.
    async fn change_password(&self, typed: TypedPassword) -> Result<NewCookies, Refused>;

    /// Ends one of the person's sessions, by its name in the list, or all but this one.
    async fn end_sessions(&self, which: Which) -> Result<(), Error>;
}

/// Which sessions end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// That one.
    One(String),
    /// All but the one that asks.
    Others,
}

/// What was typed into the form for a new password. Not `Debug`.
#[derive(Clone, Default)]
pub struct TypedPassword {
    /// The present password.
    pub old: String,
    /// A code of the second step, where there is one.
    pub code: String,
    /// The new password.
    pub new: String,
    /// The new password once more.
    pub repeat: String,
}

/// What the browser is given with a new password. Not `Debug`.
#[derive(Clone)]
pub struct NewCookies {
    /// The session's new token.
    pub session: String,
    /// What this browser is known by.
    pub device: String,
}

/// Why nothing was changed.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The same page, with what to do, and its status.
    Again(Box<AccountPage>, u16),
    /// Anything that is not about what was typed.
    Error(Error),
}

impl<E: Into<Error>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The name was changed.
    Name,
    /// The password was changed.
    Password,
    /// A session was ended.
    Session,
    /// All other sessions were ended.
    Others,
    /// The second step was turned off.
    Off,
}

impl Done {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Name, "name"),
        (Self::Password, "password"),
        (Self::Session, "session"),
        (Self::Others, "others"),
        (Self::Off, "off"),
    ];

    /// The page's address that says it.
    pub fn address(self) -> String {
        let word =
            Self::ALL.into_iter().find(|(done, _)| *done == self).map_or("", |(_, word)| word);
        format!("/account?done={word}")
    }

    /// Reads it from the address.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, own)| *own == word).map(|(done, _)| done)
    }
}

/// The page's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPage {
    /// The name as typed, or as it stands.
    pub name: String,
    /// The address the person signs in with.
    pub email: String,
    /// Grows with each change of the account.
    pub version: i32,
    /// Whether they administer the installation.
    pub admin: bool,
    /// Services and the role in each.
    pub roles: Vec<(String, Role)>,
    /// Whether they sign in with the OpenID provider, and have no password.
    pub provided: bool,
    /// The last sign-in but that of this session, in local time.
    pub signed_in: Option<NaiveDateTime>,
    /// Whether the second step is on, and how many recovery codes are left.
    pub second_step: Option<u64>,
    /// The fewest characters of a new password.
    pub shortest: usize,
    /// Where the person is signed in, this session first.
    pub sessions: Vec<SessionLine>,
    /// When a session ends.
    pub times: SessionTimes,
    /// What was just done.
    pub done: Option<Done>,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// Its name in the form.
    pub name: String,
    /// When it began, in local time.
    pub since: NaiveDateTime,
    /// When it was last used, in local time.
    pub seen: NaiveDateTime,
    /// Whether it is the one that reads this.
    pub this: bool,
}
