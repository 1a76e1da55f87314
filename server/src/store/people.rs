//! People with accounts, and what they are to each service: whatever decides who may do what is read
//! together.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use beforehand::invalid::Invalid;
use beforehand::role::Role;
use chrono::NaiveDateTime;

use super::door::{ADMINS, Deed, Door, INSTALLATION, check_name, random_id, taken};
use super::line::{on, task};
use super::{Actor, Refused, Store, StoreError, invitations, queries, sessions};

mod leave;
mod order;
mod own;
mod rows;

pub(super) use order::change_roles;
pub use order::{PersonChange, PersonOrder};
pub use own::NewPassword;
pub(super) use rows::{count, find, find_by_email, save, signed_in};

use leave::leave;
use order::check_admins;
use rows::{PersonRow, RoleRow, add, remove_role, save_role};

const TAKEN: &str = "There is already a person with this address. If they have left and come back, open their page and let them sign in again.";

/// Somebody with an account, as the administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Random identity.
    pub id: String,
    /// Mail address in lower case: the name they sign in with.
    pub email: String,
    /// The name shown beside what they did.
    pub name: String,
    /// Whether they administer the installation.
    pub admin: bool,
    /// Whether they may sign in.
    pub active: bool,
    /// Argon2id hash of the password; none until one is set.
    pub password: Option<String>,
    /// Grows with each change.
    pub version: i32,
    /// Service number and role, by service.
    pub roles: Vec<(i32, Role)>,
}

/// A person as they shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonDraft {
    /// Mail address; kept in lower case.
    pub email: String,
    /// Name.
    pub name: String,
    /// Whether they administer the installation.
    pub admin: bool,
    /// Argon2id hash of the password; none leaves it.
    pub password: Option<String>,
}

impl Store {
    /// The person who signs in with that address (any case).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_person_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        find_by_email(&mut self.reader().await?.line(), &plain_email(email)).await
    }

    /// The person with that id.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_person(&self, id: &str) -> Result<Option<Account>, StoreError> {
        find(&mut self.reader().await?.line(), id).await
    }

    /// All people by name.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_people(&self) -> Result<Vec<Account>, StoreError> {
        let mut reader = self.reader().await?;
        let people: Vec<PersonRow> = on!(&mut reader.line(), c => {
            sqlx::query_as(queries::PEOPLE_LIST).fetch_all(c).await?
        });
        let rows: Vec<RoleRow> = on!(&mut reader.line(), c => {
            sqlx::query_as(queries::ROLES_LIST).fetch_all(c).await?
        });
        let mut roles: BTreeMap<String, Vec<(i32, Role)>> = BTreeMap::new();
        for row in rows {
            let (person, role) = row.read()?;
            roles.entry(person).or_default().push(role);
        }
        Ok(people
            .into_iter()
            .map(|row| {
                let own = roles.remove(&row.id).unwrap_or_default();
                row.account(own)
            })
            .collect())
    }

    /// Adds a person with these roles and gives their id. Administrators only.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when the address or name is not usable or the address is taken.
    pub async fn add_person(
        &self,
        actor: &Actor,
        draft: PersonDraft,
        roles: &[(i32, Role)],
        now: NaiveDateTime,
    ) -> Result<String, Refused> {
        let (store, actor, roles) = (self.clone(), actor.clone(), roles.to_vec());
        task(async move {
            let draft = checked(draft)?;
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            door.allow(ADMINS)?;
            let id = insert(&mut door, &draft, &roles).await?;
            door.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Whether anybody has an account.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn has_people(&self) -> Result<bool, StoreError> {
        Ok(count(&mut self.reader().await?.line()).await? > 0)
    }

    /// Sets a person's password and ends all their sessions, and links to another. Administrators, and
    /// the person.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is no such person.
    pub async fn set_password(
        &self,
        actor: &Actor,
        id: &str,
        hash: &str,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, actor, id, hash) =
            (self.clone(), actor.clone(), id.to_owned(), hash.to_owned());
        task(async move {
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            if door.actor != id {
                door.allow(ADMINS)?;
            }
            let old = find(&mut door.line().await?, &id).await?.ok_or(Refused::NotFound)?;
            let new = Account { password: Some(hash), ..old.clone() };
            save(&mut door, "person.password", &old, &new).await?;
            sessions::remove_of_person(&mut door.line().await?, &id).await?;
            invitations::end(&mut door, &id).await?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// Lets a person sign in, or no longer: then all that is theirs ends in the same transaction.
    /// Administrators only.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is no such person; [`Refused::Invalid`] for the last
    /// administrator.
    pub async fn set_active(
        &self,
        actor: &Actor,
        id: &str,
        active: bool,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, actor, id) = (self.clone(), actor.clone(), id.to_owned());
        task(async move {
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            door.allow(ADMINS)?;
            let old = find(&mut door.line().await?, &id).await?.ok_or(Refused::NotFound)?;
            if old.active == active {
                return Ok(door.rollback().await?);
            }
            let new = Account { active, ..old.clone() };
            check_admins(&mut door, &old, &new).await?;
            save(&mut door, "person.active", &old, &new).await?;
            leave(&mut door, &id).await?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// Makes a person staff, manager or trustee of a service, or (none) nothing. Administrators
    /// only.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is no such person or service; [`Refused::Invalid`] for the
    /// role `admin`, which is no role in a service.
    pub async fn set_role(
        &self,
        actor: &Actor,
        id: &str,
        service: i32,
        role: Option<Role>,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, actor, id) = (self.clone(), actor.clone(), id.to_owned());
        task(async move {
            let mut door = Door::open(&store, &actor, service, now).await?;
            door.allow(ADMINS)?;
            if service == INSTALLATION {
                return Err(Refused::NotFound);
            }
            let person = find(&mut door.line().await?, &id).await?.ok_or(Refused::NotFound)?;
            let old = person.roles.iter().find(|(own, _)| *own == service).map(|(_, role)| *role);
            if old == role {
                return Ok(door.rollback().await?);
            }
            match role {
                Some(role) => save_role(&mut door.line().await?, service, &id, role).await?,
                None => remove_role(&mut door.line().await?, service, &id).await?,
            }
            door.record(vec![Deed::new("role.save", object(&id), &old, &role)?])?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// Names of the active people with that role in a service, then of the administrators: whom to
    /// ask. By name.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_helpers(&self, service: i32) -> Result<Vec<(String, Role)>, StoreError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(String, String)> = on!(&mut reader.line(), c => {
            sqlx::query_as(queries::PEOPLE_LIST_HELPERS).bind(service).fetch_all(c).await?
        });
        Ok(rows
            .into_iter()
            .filter_map(|(name, role)| Role::from_word(&role).map(|role| (name, role)))
            .collect())
    }
}

/// Adds a person with these roles and says so in the chain.
pub(super) async fn insert(
    door: &mut Door,
    draft: &PersonDraft,
    roles: &[(i32, Role)],
) -> Result<String, Refused> {
    let id = random_id()?;
    add(door, &id, draft).await.map_err(|error| taken(error, "email", TAKEN))?;
    let mut said = format!("{} <{}>{}", draft.name, draft.email, admin_word(draft.admin));
    for (service, role) in roles {
        save_role(&mut door.line().await?, *service, &id, *role).await?;
        let _ = write!(said, ", {} of service {service}", role.word());
    }
    let deed = Deed::new("person.add", object(&id), &None::<()>, &said)?;
    door.record(vec![deed])?;
    Ok(id)
}

/// How the chains name a person.
pub(super) fn object(id: &str) -> String {
    format!("person {id}")
}

fn admin_word(admin: bool) -> &'static str {
    if admin { ", administrator" } else { "" }
}

pub(super) fn plain_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The draft with its address and name as they are kept.
pub(super) fn checked(draft: PersonDraft) -> Result<PersonDraft, Refused> {
    let email = plain_email(&draft.email);
    let name = draft.name.trim().to_owned();
    let mut problems = Vec::new();
    let usable = email.len() <= 200
        && email.split_once('@').is_some_and(|(who, place)| !who.is_empty() && !place.is_empty())
        && !email.contains(|c: char| c.is_whitespace() || c.is_control());
    if !usable {
        problems.push(Invalid::new("email", "Give a mail address, such as sam@example.org."));
    }
    problems.extend(check_name("name", &name).err());
    if problems.is_empty() {
        Ok(PersonDraft { email, name, ..draft })
    } else {
        Err(Refused::Invalid(problems))
    }
}
