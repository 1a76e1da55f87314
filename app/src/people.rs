//! Everybody with an account, for administrators: the list, the form that invites, and each person's
//! own page.
//!
//! Refuses to show a link twice, for only its hash is kept, and to take anybody out of the history:
//! whoever leaves may sign in no longer, and what they did keeps their name.

mod changed;
mod form;
mod letter;
mod list;
mod person;
mod slip;
mod typed;

use beforehand::invalid::Invalid;
use beforehand::role::Role;
use beforehand::words::list as and;
use chrono::NaiveDateTime;

use crate::ServiceLink;
use crate::error::{Error, Refused};

pub use letter::{Errand, Letter, letter};
pub use slip::{Made, Mailed, Slip};
pub use typed::TypedPerson;

/// Where everybody is listed.
pub const ADDRESS: &str = "/people";

/// What an administrator may ask about people. `site` is the site's address, for links.
#[async_trait::async_trait]
pub trait People {
    /// Everybody, and the form that invites with what was `typed`, nothing of which is done.
    async fn people(&self, typed: TypedPerson) -> Result<PeoplePage, Error>;

    /// Invites somebody, sends the link where mail is sent, and shows it, this once.
    async fn invite(
        &self,
        site: &str,
        typed: TypedPerson,
    ) -> Result<PeoplePage, Refused<PeoplePage>>;

    /// One person, with what was `typed` in the form, nothing of which is done.
    async fn person(&self, id: &str, typed: Option<TypedPerson>) -> Result<PersonPage, Error>;

    /// Changes name, address and roles.
    async fn change_person(&self, id: &str, typed: TypedPerson) -> Result<(), Refused<PersonPage>>;

    /// Lets somebody sign in, or no longer.
    async fn set_active(
        &self,
        id: &str,
        active: bool,
        typed: TypedPerson,
    ) -> Result<(), Refused<PersonPage>>;

    /// Takes the second step of signing in off somebody who lost their phone.
    async fn remove_second_step(&self, id: &str) -> Result<(), Refused<PersonPage>>;

    /// Makes a new link for somebody and shows it, this once.
    async fn renew_link(
        &self,
        site: &str,
        id: &str,
        typed: TypedPerson,
    ) -> Result<PersonPage, Refused<PersonPage>>;
}

/// The list's data. Times are local.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeoplePage {
    /// Everybody by name, those who may sign in first.
    pub people: Vec<PersonLine>,
    /// All services by name.
    pub services: Vec<ServiceLink>,
    /// What was typed into the form.
    pub typed: TypedPerson,
    /// Idempotency key of the form.
    pub key: String,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// What was just made.
    pub made: Option<Made>,
    /// Whether mail is sent here.
    pub mail: bool,
}

/// One person's data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonPage {
    /// The person as they stand.
    pub person: PersonLine,
    /// All services by name.
    pub services: Vec<ServiceLink>,
    /// What stands in the form.
    pub typed: TypedPerson,
    /// Idempotency key of the forms.
    pub key: String,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// What was just done.
    pub done: Option<Done>,
    /// The link that was just made.
    pub made: Option<Made>,
    /// Who was quicker, and when.
    pub clash: Option<(String, NaiveDateTime)>,
    /// Whether it is the reader.
    pub own: bool,
    /// Whether they have a second step of signing in.
    pub second_step: bool,
    /// Whether mail is sent here.
    pub mail: bool,
}

/// What was just done to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Changed.
    Saved,
    /// May sign in again.
    Active,
    /// May sign in no longer.
    Ended,
    /// Has a second step no longer.
    Loose,
}

impl Done {
    /// The word in the address after it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Loose => "loose",
        }
    }

    /// What a word in the address says.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut all = [Self::Saved, Self::Active, Self::Ended, Self::Loose].into_iter();
        all.find(|one| one.word() == word)
    }
}

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct PersonLine {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// Whether they administer the installation.
    pub admin: bool,
    /// What they are in which service, by its name.
    pub roles: Vec<(ServiceLink, Role)>,
    /// Whether they may sign in.
    pub active: bool,
    /// Whether they have ever chosen a password, or signed in with the provider.
    pub come: bool,
    /// Whether they sign in with the OpenID provider, and have no password.
    pub provided: bool,
    /// When the link that waits for them ends, and whether it has.
    pub link: Option<(NaiveDateTime, bool)>,
    /// When they signed in last.
    pub signed_in: Option<NaiveDateTime>,
    /// Grows with each change.
    pub version: i32,
}

impl PersonLine {
    /// What they are, each as a phrase: "administrator", "staff of Helpline North".
    pub fn phrases(&self) -> Vec<String> {
        phrases(self.admin, self.roles.iter().map(|(service, role)| (service.name.as_str(), *role)))
    }

    /// The same in one phrase; "nothing yet" for nothing.
    pub fn said(&self) -> String {
        said(&self.phrases())
    }
}

/// What somebody is, each as a phrase.
pub fn phrases<'a>(admin: bool, roles: impl Iterator<Item = (&'a str, Role)>) -> Vec<String> {
    let admin = admin.then(|| "administrator".to_owned());
    admin
        .into_iter()
        .chain(roles.map(|(name, role)| format!("{} of {name}", role.word())))
        .collect()
}

/// Phrases as one.
pub fn said(phrases: &[String]) -> String {
    if phrases.is_empty() { "nothing yet".to_owned() } else { and(phrases) }
}

/// Where a person's page is.
pub fn address(id: &str) -> String {
    format!("{ADDRESS}/{id}")
}

/// The name of the field that says what somebody is in a service.
pub fn role_field(slug: &str) -> String {
    format!("role.{slug}")
}
