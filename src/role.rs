//! Who may do what: the one permission table.
//!
//! Refuses to decide which services a person belongs to: that is in the rows the store reads.

use serde::{Deserialize, Serialize};

/// What a person is to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Enters weekly counts.
    Staff,
    /// Checks trends, compares quarters, answers for the figures.
    Manager,
    /// Reads the quarterly summary.
    Trustee,
    /// Sets the installation up; acts as a manager in every service.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Staff, Self::Manager, Self::Trustee, Self::Admin];

    /// The word used on pages, in commands and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Manager => "manager",
            Self::Trustee => "trustee",
            Self::Admin => "admin",
        }
    }

    /// The role with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Who gets through a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, signed in or not.
    Anyone,
    /// Anybody signed in.
    SignedIn,
    /// Who has one of these roles in any service, or administers the installation.
    Somewhere(&'static [Role]),
    /// In the service that the address names (another service's is 404): these roles.
    InService(&'static [Role]),
}

/// One row: a way in, and who may take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The route as the router spells it.
    pub path: &'static str,
    /// Who may.
    pub who: Who,
    /// Whether they must have shown in the last minutes that it is them.
    pub again: bool,
}

impl Permission {
    /// The same way in for a dangerous act: it asks again who is there.
    const fn again(self) -> Self {
        Self { again: true, ..self }
    }
}

const fn row(method: &'static str, path: &'static str, who: Who) -> Permission {
    Permission { method, path, who, again: false }
}

const ENTRY: Who = Who::InService(&[Role::Staff, Role::Manager, Role::Admin]);
const MANAGERS: Who = Who::InService(&[Role::Manager, Role::Admin]);
const ADMINS: Who = Who::InService(&[Role::Admin]);
const ANY_ADMIN: Who = Who::Somewhere(&[Role::Admin]);
const ANY_MANAGER: Who = Who::Somewhere(&[Role::Manager, Role::Admin]);
const ANY_ENTRY: Who = Who::Somewhere(&[Role::Staff, Role::Manager, Role::Admin]);
const EVERY_ROLE: Who = Who::InService(&[Role::Staff, Role::Manager, Role::Trustee, Role::Admin]);

/// Every route there is. A route that is not here cannot be served, and a test walks every role
/// over every row.
pub const PERMISSIONS: &[Permission] = &[
    row("GET", "/healthz", Who::Anyone),
    row("GET", "/readyz", Who::Anyone),
    row("GET", "/metrics", Who::Anyone),
    row("GET", "/assets/{*path}", Who::Anyone),
    row("GET", "/set-up", Who::Anyone),
    row("POST", "/set-up", Who::Anyone),
    row("GET", "/sign-in", Who::Anyone),
    row("POST", "/sign-in", Who::Anyone),
    row("GET", "/sign-in/with", Who::Anyone),
    row("GET", "/sign-in/from", Who::Anyone),
    row("GET", "/sign-in/code", Who::Anyone),
    row("POST", "/sign-in/code", Who::Anyone),
    row("GET", "/sign-in/second-step", Who::Anyone),
    row("POST", "/sign-in/second-step", Who::Anyone),
    row("GET", "/sign-in/again", Who::SignedIn),
    row("POST", "/sign-in/again", Who::SignedIn),
    row("POST", "/sign-out", Who::SignedIn),
    row("GET", "/account", Who::SignedIn),
    row("POST", "/account", Who::SignedIn),
    row("POST", "/account/password", Who::SignedIn),
    row("POST", "/account/sessions", Who::SignedIn),
    row("GET", "/account/second-step", Who::SignedIn).again(),
    row("POST", "/account/second-step", Who::SignedIn).again(),
    row("GET", "/", Who::SignedIn),
    row("GET", "/about", Who::SignedIn),
    row("GET", "/people", ANY_ADMIN),
    row("POST", "/people", ANY_ADMIN).again(),
    row("GET", "/people/{person}", ANY_ADMIN),
    row("POST", "/people/{person}", ANY_ADMIN).again(),
    row("GET", "/join", Who::Anyone),
    row("POST", "/join", Who::Anyone),
    row("GET", "/join/{token}", Who::Anyone),
    row("POST", "/join/{token}", Who::Anyone),
    row("GET", "/forgotten", Who::Anyone),
    row("POST", "/forgotten", Who::Anyone),
    row("GET", "/overview", ANY_ENTRY),
    row("GET", "/owed", ANY_MANAGER),
    row("GET", "/settings", ANY_ADMIN),
    row("POST", "/settings", ANY_ADMIN),
    row("GET", "/changes", ANY_ADMIN),
    row("GET", "/changes/{file}", ANY_ADMIN),
    row("GET", "/services/{service}/about", EVERY_ROLE),
    row("GET", "/services/{service}/definitions", EVERY_ROLE),
    row("POST", "/services/{service}/definitions", ADMINS),
    row("GET", "/services/{service}/settings", ADMINS),
    row("POST", "/services/{service}/settings", ADMINS),
    row("GET", "/services/{service}/week", ENTRY),
    row("GET", "/services/{service}/week/{week}", ENTRY),
    row("POST", "/services/{service}/week/{week}", ENTRY),
    row("GET", "/services/{service}/weeks/{week}", ENTRY),
    row("POST", "/services/{service}/weeks/{week}", ENTRY),
    row("POST", "/services/{service}/entry/{function}", ENTRY),
    row("GET", "/services/{service}/history/{week}", ENTRY),
    row("GET", "/services/{service}/changes", MANAGERS),
    row("GET", "/services/{service}/changes/{file}", MANAGERS),
    row("GET", "/services/{service}/figures/{quarter}", ENTRY),
    row("GET", "/services/{service}/closures", ENTRY),
    row("POST", "/services/{service}/closures", MANAGERS),
    row("GET", "/services/{service}/events", ENTRY),
    row("POST", "/services/{service}/events", MANAGERS),
    row("POST", "/services/{service}/reminder", MANAGERS),
    row("GET", "/services/{service}/trends", ENTRY),
    row("GET", "/services/{service}/trends/{line}", ENTRY),
    row("GET", "/services/{service}/compare", ENTRY),
    row("GET", "/services/{service}/signals", ENTRY),
    row("POST", "/services/{service}/signals", MANAGERS),
    row("GET", "/services/{service}/files/{file}", ENTRY),
    row("GET", "/services/{service}/series/{line}", ENTRY),
    row("GET", "/services/{service}/export", MANAGERS),
    row("GET", "/services/{service}/export/{file}", MANAGERS),
    row("GET", "/services/{service}/quarter", EVERY_ROLE),
    row("GET", "/services/{service}/quarter/{quarter}", EVERY_ROLE),
    row("GET", "/services/{service}/quarter/{quarter}/{file}", EVERY_ROLE),
    row("GET", "/services/{service}/quarter/{quarter}/edition/{edition}", EVERY_ROLE),
    row("GET", "/services/{service}/quarter/{quarter}/edition/{edition}/{file}", EVERY_ROLE),
    row("GET", "/services/{service}/quarters", EVERY_ROLE),
    row("POST", "/services/{service}/mail", EVERY_ROLE),
    row("GET", "/services/{service}/years/{year}", EVERY_ROLE),
    row("GET", "/services/{service}/approve/{quarter}", MANAGERS),
    row("POST", "/services/{service}/approve/{quarter}", MANAGERS),
    row("POST", "/services/{service}/reopen/{quarter}", MANAGERS).again(),
    row("GET", "/services/{service}/sharing", MANAGERS),
    row("POST", "/services/{service}/sharing", MANAGERS),
    row("GET", "/shared", Who::Anyone),
    row("GET", "/shared/open/{token}", Who::Anyone),
    row("GET", "/shared/{file}", Who::Anyone),
    row("GET", "/mail/stop/{token}", Who::Anyone),
    row("POST", "/mail/stop/{token}", Who::Anyone),
];

/// The row of a route.
pub fn permission(method: &str, path: &str) -> Option<&'static Permission> {
    PERMISSIONS.iter().find(|row| row.method == method && row.path == path)
}

/// Whether `role`, in the service or in any, gets through.
pub fn may(who: Who, role: Role) -> bool {
    match who {
        Who::Anyone | Who::SignedIn => true,
        Who::Somewhere(roles) | Who::InService(roles) => roles.contains(&role),
    }
}
