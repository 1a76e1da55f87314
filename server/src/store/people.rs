//! People with accounts, and what they are to each service.

use beforehand::role::Role;
use chrono::NaiveDateTime;

use super::{Actor, Refused, Store, StoreError};

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
        let _ = email;
        todo!()
    }

    /// The person with that id.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_person(&self, id: &str) -> Result<Option<Account>, StoreError> {
        let _ = id;
        todo!()
    }

    /// All people by name.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_people(&self) -> Result<Vec<Account>, StoreError> {
        todo!()
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
        let _ = (actor, draft, roles, now);
        todo!()
    }

    /// Changes a person from `expected` version. Administrators only.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed them first.
    pub async fn change_person(
        &self,
        actor: &Actor,
        id: &str,
        expected: i32,
        draft: PersonDraft,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let _ = (actor, id, expected, draft, now);
        todo!()
    }

    /// Sets a person's password and ends all their sessions. Administrators, and the person.
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
        let _ = (actor, id, hash, now);
        todo!()
    }

    /// Lets a person sign in, or no longer: then all their sessions end in the same transaction.
    /// Administrators only.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is no such person.
    pub async fn set_active(
        &self,
        actor: &Actor,
        id: &str,
        active: bool,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let _ = (actor, id, active, now);
        todo!()
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
        let _ = (actor, id, service, role, now);
        todo!()
    }

    /// Names of the active people with that role in a service, then of the administrators: whom to
    /// ask. By name.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_helpers(&self, service: i32) -> Result<Vec<(String, Role)>, StoreError> {
        let _ = service;
        todo!()
    }
}
