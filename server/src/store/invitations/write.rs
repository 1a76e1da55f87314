//! How links are made and used: each in one transaction through the write door.

use beforehand::invalid::Invalid;
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::super::door::{Deed, Door, INSTALLATION, random_id};
use super::super::editions::sha256;
use super::super::line::{Line, on};
use super::super::people::{self, Account, checked, object};
use super::super::receipts::{self, Receipt};
use super::super::{Actor, Refused, Store, StoreError, attempts, queries, sessions};
use super::{InviteOrder, Invited, LinkKind, LinkMail, MadeLink, PasswordLinkOrder};

/// The ways in whose roles may make links.
const INVITE: (&str, &str) = ("POST", "/people");
const CHANGE: (&str, &str) = ("POST", "/people/{person}");

/// Hours that the first link of a person works: a week.
const JOIN_HOURS: i64 = 7 * 24;
/// Hours that a link to a new password works when an administrator gives it.
const GIVEN_HOURS: i64 = 24;
/// What a receipt keeps of a link.
#[derive(Serialize, Deserialize)]
struct Answer {
    id: String,
    person: String,
    expires_at: NaiveDateTime,
}

/// What the chain keeps of a link.
#[derive(Serialize)]
struct Told<'a> {
    kind: &'a str,
    expires_at: NaiveDateTime,
    mailed: bool,
}

/// A link to be written.
pub(super) struct New<'a> {
    pub(super) person: &'a str,
    pub(super) kind: LinkKind,
    pub(super) token_hash: &'a str,
    pub(super) at: NaiveDateTime,
    pub(super) by: &'a str,
    pub(super) hours: i64,
    pub(super) mailed: bool,
}

impl New<'_> {
    pub(super) async fn add(&self, line: &mut Line<'_>) -> Result<MadeLink, StoreError> {
        let (id, expires_at) = (random_id()?, self.at + TimeDelta::hours(self.hours));
        let mail = if self.mailed { LinkMail::Sending } else { LinkMail::None };
        on!(line, c => {
            sqlx::query(queries::INVITATIONS_ADD)
                .bind(&id)
                .bind(self.person)
                .bind(self.kind.word())
                .bind(self.token_hash)
                .bind(self.at)
                .bind(self.by)
                .bind(expires_at)
                .bind(mail.word())
                .execute(c)
                .await?;
        });
        let person = self.person.to_owned();
        Ok(MadeLink { id, person, kind: self.kind, expires_at, mailed: self.mailed, before: false })
    }
}

/// Ends the links of a person that were not used.
pub(in super::super) async fn end(door: &mut Door, person: &str) -> Result<(), StoreError> {
    let now = door.now;
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::INVITATIONS_END).bind(person).bind(now).execute(c).await?;
    });
    Ok(())
}

pub(super) async fn invite(store: &Store, order: InviteOrder) -> Result<MadeLink, Refused> {
    let InviteOrder { actor, key, person, mut roles, token_hash, mailed, now } = order;
    roles.sort_unstable();
    roles.dedup_by_key(|(service, _)| *service);
    let admin = person.admin;
    let mut door = Door::open(store, &actor, INSTALLATION, now).await?;
    door.allow_route(INVITE.0, INVITE.1)?;
    let (draft, mut problems) = match checked(person) {
        Ok(draft) => (Some(draft), Vec::new()),
        Err(Refused::Invalid(problems)) => (None, problems),
        Err(other) => return Err(other),
    };
    if roles.is_empty() && !admin {
        let nothing = "Choose what they are in at least one service, or administrator.";
        problems.push(Invalid::new("roles", nothing));
    }
    let Some(draft) = draft.filter(|_| problems.is_empty()) else {
        return Err(Refused::Invalid(problems));
    };
    let said = serde_json::to_string(&(&draft.email, &draft.name, draft.admin, &roles));
    let digest = sha256(&format!("{} {}", INVITE.1, said.map_err(StoreError::from)?));
    if let Some(made) = made_before(&mut door, key.as_deref(), &digest, LinkKind::Join).await? {
        door.rollback().await?;
        return Ok(made);
    }
    let id = people::insert(&mut door, &draft, &roles).await?;
    let made = make(&mut door, &id, LinkKind::Join, &token_hash, mailed).await?;
    finish(door, key.as_deref(), &digest, made).await
}

pub(super) async fn give(store: &Store, order: PasswordLinkOrder) -> Result<MadeLink, Refused> {
    let PasswordLinkOrder { actor, key, person, token_hash, mail, now } = order;
    let mut door = Door::open(store, &actor, INSTALLATION, now).await?;
    door.allow_route(CHANGE.0, CHANGE.1)?;
    let account = people::find(&mut door.line().await?, &person).await?.ok_or(Refused::NotFound)?;
    let kind = if account.password.is_none() { LinkKind::Join } else { LinkKind::Reset };
    let digest = sha256(&format!("{} link {person}", CHANGE.1));
    if let Some(made) = made_before(&mut door, key.as_deref(), &digest, kind).await? {
        door.rollback().await?;
        return Ok(made);
    }
    if !account.active {
        let said = format!("{} may not sign in. Let them sign in again first.", account.name);
        return Err(Invalid::new("", said).into());
    }
    end(&mut door, &person).await?;
    let mailed = mail && kind == LinkKind::Join;
    let made = make(&mut door, &person, kind, &token_hash, mailed).await?;
    finish(door, key.as_deref(), &digest, made).await
}

/// The link that the same order made before.
async fn made_before(
    door: &mut Door,
    key: Option<&str>,
    digest: &str,
    kind: LinkKind,
) -> Result<Option<MadeLink>, StoreError> {
    let Some(key) = key else { return Ok(None) };
    let person = door.actor.clone();
    let receipt = Receipt { person: &person, key, digest };
    let Some(answer) = receipts::find(&mut door.line().await?, &receipt).await? else {
        return Ok(None);
    };
    let Answer { id, person, expires_at } = serde_json::from_str(&answer)?;
    Ok(Some(MadeLink { id, person, kind, expires_at, mailed: false, before: true }))
}

async fn make(
    door: &mut Door,
    person: &str,
    kind: LinkKind,
    token_hash: &str,
    mailed: bool,
) -> Result<MadeLink, StoreError> {
    let (at, by) = (door.now, door.name.clone());
    let hours = if kind == LinkKind::Join { JOIN_HOURS } else { GIVEN_HOURS };
    let link = New { person, kind, token_hash, at, by: &by, hours, mailed };
    let made = link.add(&mut door.line().await?).await?;
    let told = Told { kind: kind.word(), expires_at: made.expires_at, mailed };
    door.record(vec![Deed::new("person.link", object(person), &None::<()>, &told)?])?;
    Ok(made)
}

async fn finish(
    mut door: Door,
    key: Option<&str>,
    digest: &str,
    made: MadeLink,
) -> Result<MadeLink, Refused> {
    if let Some(key) = key {
        let MadeLink { id, person, expires_at, .. } = made.clone();
        let answer = serde_json::to_string(&Answer { id, person, expires_at });
        let (actor, at) = (door.actor.clone(), door.now);
        let receipt = Receipt { person: &actor, key, digest };
        receipts::add(door.later(), &receipt, at, &answer.map_err(StoreError::from)?)?;
    }
    door.commit().await?;
    Ok(made)
}

pub(super) async fn set(
    store: &Store,
    invited: &Invited,
    token_hash: &str,
    password: String,
    now: NaiveDateTime,
) -> Result<bool, Refused> {
    let actor = Actor::Person(invited.person.clone());
    let mut door = match Door::open(store, &actor, INSTALLATION, now).await {
        Ok(door) => door,
        // They may not sign in since the link was looked at.
        Err(Refused::Forbidden) => return Ok(false),
        Err(other) => return Err(other),
    };
    let used = on!(&mut door.line().await?, c => {
        let query = sqlx::query(queries::INVITATIONS_USE).bind(token_hash).bind(now);
        query.execute(c).await.map_err(StoreError::from)?.rows_affected()
    });
    let found = people::find(&mut door.line().await?, &invited.person).await?;
    let (1, Some(old)) = (used, found) else {
        door.rollback().await?;
        return Ok(false);
    };
    let new = Account { password: Some(password), ..old.clone() };
    let action = if old.password.is_none() { "person.join" } else { "person.password" };
    people::save(&mut door, action, &old, &new).await?;
    end(&mut door, &old.id).await?;
    sessions::remove_of_person(&mut door.line().await?, &old.id).await?;
    attempts::remove(&mut door.line().await?, &old.email).await?;
    door.commit().await?;
    Ok(true)
}
