//! What every change has in common: lock the chain, read who acts, write, add to the audit chain,
//! commit. The lock on the chain makes the writers of one service wait for each other, so what was
//! read inside stays true until the commit.

use std::sync::atomic::Ordering;

use beforehand::invalid::Invalid;
use beforehand::role::{Role, permission};
use chrono::{NaiveDateTime, Timelike};
use serde::Serialize;
use sqlx::FromRow;

use super::audit::{self, AuditRow};
use super::batch::{Batch, later};
use super::kept::KnownWeeks;
use super::ledger::Span;
use super::line::{Line, Tx};
use super::{
    Actor, CONSOLE_NAME, Conflict, PROVIDER_NAME, Refused, SET_UP_NAME, Store, StoreError, people,
    queries,
};

/// The chain of the installation: people, and services themselves.
pub(super) const INSTALLATION: i32 = 0;
/// The id that stands for the command line.
pub(super) const CONSOLE: &str = "console";
/// The id that stands for the first start.
const SET_UP: &str = "set-up";
/// The id that stands for the sign-in with a provider.
const PROVIDER: &str = "provider";
/// Who sets up the installation.
pub(super) const ADMINS: &[Role] = &[Role::Admin];
/// Who changes what a service is and what explains its numbers.
pub(super) const MANAGERS: &[Role] = &[Role::Manager, Role::Admin];

/// An open transaction of a known actor on a locked chain.
pub(super) struct Door {
    tx: Tx,
    /// What is written before the next reading, or at the end.
    later: Batch,
    chain: i32,
    seq: i64,
    hash: String,
    /// The person's id, [`CONSOLE`], [`SET_UP`] or [`PROVIDER`].
    pub(super) actor: String,
    pub(super) name: String,
    role: Option<Role>,
    /// The service's data version; none of the installation.
    data_version: Option<i64>,
    /// Cut to milliseconds, which both databases keep.
    pub(super) now: NaiveDateTime,
    store: Store,
    /// Whether this transaction has changed something in this chain.
    changed: bool,
}

impl Door {
    /// Begins, locks the chain and reads what the actor may do. Refused when there is no such
    /// chain, and when the actor is not there, not active or (for a service) no part of it.
    pub(super) async fn open(
        store: &Store,
        actor: &Actor,
        chain: i32,
        now: NaiveDateTime,
    ) -> Result<Self, Refused> {
        Self::enter(store.clone(), (None, Batch::new(store)), actor, chain, now).await
    }

    /// Writes the head of this chain and goes on in another, in the same transaction: both are
    /// committed or neither.
    pub(super) async fn turn_to(mut self, actor: &Actor, chain: i32) -> Result<Self, Refused> {
        self.save_head()?;
        self.later.send(&mut self.tx.line()).await?;
        Self::enter(self.store, (Some(self.tx), self.later), actor, chain, self.now).await
    }

    async fn enter(
        store: Store,
        (tx, later): (Option<Tx>, Batch),
        actor: &Actor,
        chain: i32,
        now: NaiveDateTime,
    ) -> Result<Self, Refused> {
        let asked = (chain, actor.account());
        let (mut tx, found) = store.enter(tx, queries::CHAINS_ENTER, asked).await?;
        let Found { seq, hash, name, active, role, data_version } =
            found.ok_or(Refused::NotFound)?;
        let (id, name, role) = match actor {
            Actor::Console => (CONSOLE.to_owned(), CONSOLE_NAME.to_owned(), Some(Role::Admin)),
            // Whoever holds the code of the first start, as long as nobody has an account.
            Actor::SetUp if people::count(&mut tx.line()).await? == 0 => {
                (SET_UP.to_owned(), SET_UP_NAME.to_owned(), Some(Role::Admin))
            }
            Actor::SetUp => return Err(Refused::Forbidden),
            // The least of the roles: no door that asks for more opens to it.
            Actor::Provider => (PROVIDER.to_owned(), PROVIDER_NAME.to_owned(), Some(Role::Trustee)),
            Actor::Person(id) => match name {
                Some(name) if active == Some(true) => {
                    (id.clone(), name, role.as_deref().and_then(Role::from_word))
                }
                _ => return Err(Refused::Forbidden),
            },
        };
        if chain != INSTALLATION && role.is_none() {
            return Err(Refused::NotFound);
        }
        let now = cut(now);
        Ok(Self {
            tx,
            later,
            chain,
            seq,
            hash,
            actor: id,
            name,
            role,
            data_version,
            now,
            store,
            changed: false,
        })
    }

    /// Refuses an actor with none of these roles.
    pub(super) fn allow(&self, roles: &[Role]) -> Result<(), Refused> {
        match self.role {
            Some(role) if roles.contains(&role) => Ok(()),
            _ => Err(Refused::Forbidden),
        }
    }

    /// Refuses an actor who may not take this way in, by the permission table.
    pub(super) fn allow_route(&self, method: &str, path: &str) -> Result<(), Refused> {
        let who = permission(method, path).map(|row| row.who).ok_or(Refused::Forbidden)?;
        match self.role {
            Some(role) if beforehand::role::may(who, role) => Ok(()),
            _ => Err(Refused::Forbidden),
        }
    }

    /// The line to the database, after what was to be written first.
    pub(super) async fn line(&mut self) -> Result<Line<'_>, StoreError> {
        self.later.send(&mut self.tx.line()).await?;
        Ok(self.tx.line())
    }

    /// Where statements are kept that nothing is read back from.
    pub(super) fn later(&mut self) -> &mut Batch {
        &mut self.later
    }

    /// The service as it stands, when it was read before at this data version. None once this
    /// transaction has changed something: the version does not tell yet.
    pub(super) fn kept(&self, span: Span) -> Option<KnownWeeks> {
        let version = self.data_version.filter(|_| !self.changed)?;
        self.store.kept().find(self.chain, version, span)
    }

    /// The last row of the chain, 0 before the first.
    pub(super) fn seq(&self) -> i64 {
        self.seq
    }

    /// The hash of that row: the head of the chain.
    pub(super) fn head(&self) -> &str {
        &self.hash
    }

    /// Adds what was done to the chain.
    pub(super) fn record(&mut self, deeds: Vec<Deed>) -> Result<(), StoreError> {
        self.changed = true;
        let mut rows = Vec::with_capacity(deeds.len());
        for deed in deeds {
            self.seq += 1;
            let mut row = AuditRow {
                chain: self.chain,
                seq: self.seq,
                at: self.now,
                actor: self.actor.clone(),
                actor_name: self.name.clone(),
                action: deed.action.to_owned(),
                object: deed.object,
                before: deed.before,
                after: deed.after,
                previous: std::mem::take(&mut self.hash),
                hash: String::new(),
            };
            row.hash = row.fingerprint();
            self.hash.clone_from(&row.hash);
            rows.push(row);
        }
        audit::add(&mut self.later, &rows)
    }

    /// Says that the service's data changed: whatever was cached of it is out of date.
    pub(super) fn touch(&mut self) -> Result<(), StoreError> {
        later!(&mut self.later, queries::SERVICES_TOUCH, [self.chain]);
        Ok(())
    }

    /// Writes what is to be written and the head of the chain, and commits.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.save_head()?;
        self.later.commit(self.tx).await?;
        if self.changed {
            let saved = match &self.store {
                Store::Sqlite(base) => &base.saved,
                Store::Postgres(base) => &base.saved,
            };
            saved.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn save_head(&mut self) -> Result<(), StoreError> {
        if self.changed {
            let (chain, seq, hash) = (self.chain, self.seq, self.hash.as_str());
            later!(&mut self.later, queries::CHAINS_SAVE, [chain, seq, hash]);
        }
        Ok(())
    }

    pub(super) async fn rollback(self) -> Result<(), StoreError> {
        self.tx.rollback().await
    }

    /// The refusal when an object has another version than the change was made from: with who
    /// changed it last and when.
    pub(super) async fn conflict(
        &mut self,
        object: &str,
        expected: i32,
        version: i32,
    ) -> Result<Refused, StoreError> {
        let rows = {
            let chain = self.chain;
            audit::list_of_object(&mut self.line().await?, chain, object).await?
        };
        let last = rows.last();
        Ok(Refused::Conflict(Box::new(Conflict {
            week: None,
            expected,
            version,
            by: last.map_or_else(|| "Somebody".to_owned(), |row| row.actor_name.clone()),
            at: last.map(|row| row.at),
            figures: Vec::new(),
        })))
    }
}

/// The head of a chain, and who enters: nothing of anybody who has no account.
#[derive(FromRow)]
struct Found {
    seq: i64,
    hash: String,
    name: Option<String>,
    active: Option<bool>,
    role: Option<String>,
    data_version: Option<i64>,
}

/// One row for the audit chain.
pub(super) struct Deed {
    pub(super) action: &'static str,
    pub(super) object: String,
    pub(super) before: String,
    pub(super) after: String,
}

impl Deed {
    pub(super) fn new(
        action: &'static str,
        object: impl Into<String>,
        before: &impl Serialize,
        after: &impl Serialize,
    ) -> Result<Self, StoreError> {
        let json = |error: serde_json::Error| StoreError::Internal(error.to_string());
        Ok(Self {
            action,
            object: object.into(),
            before: serde_json::to_string(before).map_err(json)?,
            after: serde_json::to_string(after).map_err(json)?,
        })
    }
}

pub(super) fn cut(time: NaiveDateTime) -> NaiveDateTime {
    let millis = time.nanosecond() / 1_000_000 % 1_000;
    time.with_nanosecond(millis * 1_000_000).unwrap_or(time)
}

/// 128 random bits, hexadecimal: the id of a person or an event.
pub(super) fn random_id() -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(audit::hexadecimal(&bytes))
}

/// A unique violation becomes a sentence at the field; everything else stays what it is.
pub(super) fn taken(error: StoreError, field: &str, sentence: &str) -> Refused {
    match error {
        StoreError::Taken => Invalid::new(field, sentence).into(),
        other => other.into(),
    }
}

/// A short name for addresses and files: 1 to 40 of `a-z0-9-_`, starting with a letter or digit.
pub(super) fn check_slug(slug: &str) -> Result<(), Invalid> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if (1..=40).contains(&slug.len()) && slug.chars().all(allowed) && !slug.starts_with(['-', '_'])
    {
        return Ok(());
    }
    Err(Invalid::new(
        "slug",
        "Give a short name of 1 to 40 lower-case letters, digits, hyphens or underscores, such as north.",
    ))
}

/// A name shown to people: 1 to 100 characters, no control characters.
pub(super) fn check_name(field: &str, name: &str) -> Result<(), Invalid> {
    let length = name.trim().chars().count();
    if (1..=100).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Invalid::new(field, "Give a name of 1 to 100 characters."))
}
