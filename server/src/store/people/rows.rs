//! The rows of people and their roles: read, and written through an open door.

use beforehand::invalid::Invalid;
use beforehand::role::Role;
use chrono::NaiveDateTime;
use sqlx::FromRow;

use super::super::door::{Deed, Door};
use super::super::line::{Line, on};
use super::super::{Refused, StoreError, providers, queries, services};
use super::{Account, PersonDraft, admin_word, object};

#[derive(FromRow)]
pub(super) struct PersonRow {
    pub(super) id: String,
    email: String,
    name: String,
    admin: bool,
    active: bool,
    password: Option<String>,
    version: i32,
}

impl PersonRow {
    pub(super) fn account(self, roles: Vec<(i32, Role)>) -> Account {
        Account {
            id: self.id,
            email: self.email,
            name: self.name,
            admin: self.admin,
            active: self.active,
            password: self.password,
            version: self.version,
            roles,
        }
    }
}

#[derive(FromRow)]
pub(super) struct RoleRow {
    person_id: String,
    service_id: i32,
    role: String,
}

impl RoleRow {
    pub(super) fn read(self) -> Result<(String, (i32, Role)), StoreError> {
        let role = Role::from_word(&self.role)
            .ok_or_else(|| StoreError::Internal(format!("role {}", self.role)))?;
        Ok((self.person_id, (self.service_id, role)))
    }
}

/// How many people have an account.
pub(in crate::store) async fn count(line: &mut Line<'_>) -> Result<i64, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_scalar(queries::PEOPLE_COUNT).fetch_one(c).await?
    }))
}

pub(in super::super) async fn find(
    line: &mut Line<'_>,
    id: &str,
) -> Result<Option<Account>, StoreError> {
    let row: Option<PersonRow> = on!(line, c => {
        sqlx::query_as(queries::PEOPLE_FIND).bind(id).fetch_optional(c).await?
    });
    with_roles(line, row).await
}

/// The person who signs in with that address, in lower case.
pub(in super::super) async fn find_by_email(
    line: &mut Line<'_>,
    email: &str,
) -> Result<Option<Account>, StoreError> {
    let row: Option<PersonRow> = on!(line, c => {
        sqlx::query_as(queries::PEOPLE_FIND_BY_EMAIL).bind(email).fetch_optional(c).await?
    });
    with_roles(line, row).await
}

/// Writes down when a person signed in with the password of that hash, or (none) with the provider;
/// whether that still is their way in, and they may. No change of theirs: no version, no row in a chain.
pub(in super::super) async fn signed_in(
    line: &mut Line<'_>,
    id: &str,
    password: Option<&str>,
    at: NaiveDateTime,
) -> Result<bool, StoreError> {
    let hit = on!(line, c => {
        let done = sqlx::query(queries::PEOPLE_SIGN_IN).bind(id).bind(at).bind(password.unwrap_or_default());
        done.execute(c).await?.rows_affected()
    });
    Ok(hit == 1)
}

pub(super) async fn with_roles(
    line: &mut Line<'_>,
    row: Option<PersonRow>,
) -> Result<Option<Account>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let roles: Vec<RoleRow> = on!(line, c => {
        sqlx::query_as(queries::ROLES_LIST_OF_PERSON).bind(&row.id).fetch_all(c).await?
    });
    let roles: Result<Vec<_>, _> =
        roles.into_iter().map(|role| role.read().map(|(_, role)| role)).collect();
    Ok(Some(row.account(roles?)))
}

pub(super) async fn add(door: &mut Door, id: &str, draft: &PersonDraft) -> Result<(), StoreError> {
    let now = door.now;
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::PEOPLE_ADD)
            .bind(id)
            .bind(&draft.email)
            .bind(&draft.name)
            .bind(draft.admin)
            .bind(&draft.password)
            .bind(now)
            .execute(c)
            .await?;
    });
    Ok(())
}

/// Refuses `admin`, which is no role in a service, and a service that is not there.
pub(super) async fn save_role(
    line: &mut Line<'_>,
    service: i32,
    id: &str,
    role: Role,
) -> Result<(), Refused> {
    if role == Role::Admin {
        let sentence = "In a service a person is staff, manager or trustee.";
        return Err(Invalid::new("role", sentence).into());
    }
    if services::find(line, service).await?.is_none() {
        return Err(Refused::NotFound);
    }
    on!(line, c => {
        sqlx::query(queries::ROLES_SAVE)
            .bind(service)
            .bind(id)
            .bind(role.word())
            .execute(c)
            .await
            .map_err(StoreError::from)?;
    });
    Ok(())
}

/// Takes a role away.
pub(super) async fn remove_role(
    line: &mut Line<'_>,
    service: i32,
    id: &str,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::ROLES_REMOVE).bind(service).bind(id).execute(c).await?;
    });
    Ok(())
}

/// Writes a changed person and what changed, never a password. Where only roles change, which their
/// services' chains tell, the person gets a new version and this chain no row. Whoever is given a
/// password signs in with that, and with the provider no more.
pub(in super::super) async fn save(
    door: &mut Door,
    action: &'static str,
    old: &Account,
    new: &Account,
) -> Result<(), StoreError> {
    let rows = on!(&mut door.line().await?, c => {
        sqlx::query(queries::PEOPLE_SAVE)
            .bind(&old.id)
            .bind(old.version)
            .bind(&new.email)
            .bind(&new.name)
            .bind(new.admin)
            .bind(new.active)
            .bind(&new.password)
            .execute(c)
            .await?
            .rows_affected()
    });
    if rows != 1 {
        return Err(StoreError::Internal(format!("saving a person hit {rows} rows")));
    }
    let say = |person: &Account| {
        let active = if person.active { "" } else { ", may not sign in" };
        format!("{} <{}>{}{active}", person.name, person.email, admin_word(person.admin))
    };
    let given = new.password.is_some() && new.password != old.password;
    if given {
        providers::unlink(door, &old.id).await?;
    }
    let after = if given { format!("{}, new password", say(new)) } else { say(new) };
    if say(old) == after {
        return Ok(());
    }
    door.record(vec![Deed::new(action, object(&old.id), &say(old), &after)?])
}
