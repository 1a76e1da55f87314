//! A person changed by an administrator's form: name, address, roles in each service, administrator,
//! active or not.
//!
//! Each role is written in the chain of its service, the rest in the chain of the installation, all in
//! one transaction. Refuses to leave the installation without an administrator who can sign in.

use beforehand::invalid::Invalid;
use beforehand::role::Role;
use chrono::NaiveDateTime;
use serde::Serialize;

use super::super::door::{Deed, Door, INSTALLATION, taken};
use super::super::editions::sha256;
use super::super::line::{on, task};
use super::super::receipts::{self, Receipt};
use super::super::{Actor, Refused, Store, StoreError, invitations, providers, queries};
use super::leave::{end_mail, leave};
use super::rows::{find, remove_role, save, save_role};
use super::{Account, PersonDraft, TAKEN, checked, object};

/// The way in whose roles may change people.
const ROUTE: (&str, &str) = ("POST", "/people/{person}");

/// An order to change a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonOrder {
    /// Who.
    pub actor: Actor,
    /// Idempotency key, see [`super::super::SaveWeeks`].
    pub key: Option<String>,
    /// The person's id.
    pub id: String,
    /// The version the change was made from.
    pub expected: i32,
    /// What shall be.
    pub change: PersonChange,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// What becomes of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PersonChange {
    /// Another name, address or role.
    Save {
        /// Mail address.
        email: String,
        /// Name.
        name: String,
        /// Whether they administer the installation.
        admin: bool,
        /// What they are in each service that is named; none is nothing.
        roles: Vec<(i32, Option<Role>)>,
    },
    /// They may sign in, or no longer.
    Active(bool),
}

impl Store {
    /// Changes a person, once for each key. Administrators only. Whoever may sign in no longer is out
    /// at once, with their drafts, mail and links.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed them first, [`Refused::Invalid`] at `name`,
    /// `email` or `admin`.
    pub async fn save_person(&self, order: PersonOrder) -> Result<(), Refused> {
        let store = self.clone();
        task(async move { change(&store, order).await }).await
    }
}

async fn change(store: &Store, order: PersonOrder) -> Result<(), Refused> {
    let PersonOrder { actor, key, id, expected, change, now } = order;
    let mut door = Door::open(store, &actor, INSTALLATION, now).await?;
    door.allow_route(ROUTE.0, ROUTE.1)?;
    let said = serde_json::to_string(&(ROUTE.1, &id, expected, &change));
    let digest = sha256(&said.map_err(StoreError::from)?);
    let person = door.actor.clone();
    let receipt = key.as_deref().map(|key| Receipt { person: &person, key, digest: &digest });
    if let Some(receipt) = &receipt
        && receipts::find(&mut door.line().await?, receipt).await?.is_some()
    {
        door.rollback().await?;
        return Ok(());
    }
    let old = find(&mut door.line().await?, &id).await?.ok_or(Refused::NotFound)?;
    if old.version != expected {
        return Err(door.conflict(&object(&id), expected, old.version).await?);
    }
    let (new, roles) = wanted(&old, change)?;
    if new == old && roles.is_empty() {
        return Ok(door.rollback().await?);
    }
    check_admins(&mut door, &old, &new).await?;
    check_provided(&mut door, &old, &new).await?;
    // Roles first, then what makes the person who acts perhaps an administrator no more.
    door = change_roles(door, &actor, &new, roles).await?;
    door = door.turn_to(&actor, INSTALLATION).await?;
    let action = if new.active == old.active { "person.save" } else { "person.active" };
    save(&mut door, action, &old, &new).await.map_err(|error| taken(error, "email", TAKEN))?;
    if new.active != old.active {
        leave(&mut door, &id).await?;
    } else if new.email != old.email {
        // Whoever reads the old address shall not come in by it.
        invitations::end(&mut door, &id).await?;
    }
    if let Some(receipt) = &receipt {
        let at = door.now;
        receipts::add(door.later(), receipt, at, &id)?;
    }
    Ok(door.commit().await?)
}

/// Roles that change: the service, what they were there, what they shall be.
type Roles = Vec<(i32, Option<Role>, Option<Role>)>;

/// Changes what somebody is, each role in the chain of its service. They come in the order of the
/// services' numbers, as everybody locks them.
pub(in super::super) async fn change_roles(
    mut door: Door,
    actor: &Actor,
    person: &Account,
    roles: Roles,
) -> Result<Door, Refused> {
    let id = &person.id;
    for (service, before, role) in roles {
        door = door.turn_to(actor, service).await?;
        if let Some(role) = role {
            save_role(&mut door.line().await?, service, id, role).await?;
        } else {
            remove_role(&mut door.line().await?, service, id).await?;
            if !person.admin {
                end_mail(&mut door, id, service).await?;
            }
        }
        door.record(vec![Deed::new("role.save", object(id), &before, &role)?])?;
    }
    Ok(door)
}

/// The person as they shall be.
fn wanted(old: &Account, change: PersonChange) -> Result<(Account, Roles), Refused> {
    let (email, name, admin, mut roles) = match change {
        PersonChange::Active(active) => return Ok((Account { active, ..old.clone() }, Vec::new())),
        PersonChange::Save { email, name, admin, roles } => (email, name, admin, roles),
    };
    let PersonDraft { email, name, admin, .. } =
        checked(PersonDraft { email, name, admin, password: None })?;
    roles.sort_unstable();
    roles.dedup_by_key(|(service, _)| *service);
    let before = |service| {
        let own = old.roles.iter().find(|(own, _)| *own == service);
        own.map(|(_, role)| *role)
    };
    let roles = roles.into_iter().map(|(service, role)| (service, before(service), role));
    let roles = roles.filter(|(_, before, role)| before != role);
    Ok((Account { email, name, admin, ..old.clone() }, roles.collect()))
}

/// Refuses to make an administrator of somebody who signs in with the provider: administrators do not,
/// so nobody would be left who can come in by that account.
async fn check_provided(door: &mut Door, old: &Account, new: &Account) -> Result<(), Refused> {
    if old.admin || !new.admin || !providers::holds(&mut door.line().await?, &old.id).await? {
        return Ok(());
    }
    let said = format!(
        "{} has no password here, and administrators sign in with one. Make them a new link first, and wait until they have chosen a password.",
        old.name
    );
    Err(Invalid::new("admin", said).into())
}

/// Refuses to take the last administrator who can sign in. The lock on the installation's chain keeps
/// two from doing it to each other.
pub(super) async fn check_admins(
    door: &mut Door,
    old: &Account,
    new: &Account,
) -> Result<(), Refused> {
    let counts = old.admin && old.active && old.password.is_some();
    if !counts || (new.admin && new.active) {
        return Ok(());
    }
    let others: i64 = on!(&mut door.line().await?, c => {
        sqlx::query_scalar(queries::PEOPLE_COUNT_ADMINS)
            .bind(&old.id)
            .fetch_one(c)
            .await
            .map_err(StoreError::from)?
    });
    if others > 0 {
        return Ok(());
    }
    let said = format!(
        "{} is the only administrator who can sign in. Make somebody else administrator first, and wait until they have chosen a password.",
        old.name
    );
    Err(Invalid::new("admin", said).into())
}
