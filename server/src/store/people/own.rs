//! What people change about themselves: their name and their password.

use beforehand::invalid::Invalid;
use chrono::NaiveDateTime;

use super::super::door::{Door, INSTALLATION, check_name};
use super::super::line::task;
use super::super::{Actor, Refused, Store, sessions};
use super::rows::{find, save};
use super::{Account, object};

/// A password that somebody gives themselves.
#[derive(Clone)]
pub struct NewPassword {
    /// Their id.
    pub person: String,
    /// The hash that the old password was checked against.
    pub checked: String,
    /// The hash of the new one.
    pub hash: String,
    /// The session it is changed in, by the hash of its token, and the hash of the token it goes on with.
    pub session: (String, String),
    /// When, UTC.
    pub now: NaiveDateTime,
}

impl Store {
    /// Changes one's own name from `expected` version.
    ///
    /// # Errors
    /// [`Refused::Invalid`] at field `name`; [`Refused::Conflict`] when somebody else changed the
    /// account first.
    pub async fn rename(
        &self,
        person: &str,
        expected: i32,
        name: &str,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, id, name) = (self.clone(), person.to_owned(), name.trim().to_owned());
        task(async move {
            check_name("name", &name)?;
            let actor = Actor::Person(id.clone());
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            let old = find(&mut door.line().await?, &id).await?.ok_or(Refused::NotFound)?;
            if old.version != expected {
                return Err(door.conflict(&object(&id), expected, old.version).await?);
            }
            if old.name == name {
                return Ok(door.rollback().await?);
            }
            let new = Account { name, ..old.clone() };
            save(&mut door, "person.save", &old, &new).await?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// Changes one's own password: every other session of the person ends, and this one goes on with
    /// another token.
    ///
    /// # Errors
    /// [`Refused::Invalid`] at field `old` when the old password is no longer the one that was checked.
    pub async fn change_password(&self, new: NewPassword) -> Result<(), Refused> {
        let store = self.clone();
        task(async move {
            let actor = Actor::Person(new.person.clone());
            let mut door = Door::open(&store, &actor, INSTALLATION, new.now).await?;
            let old = find(&mut door.line().await?, &new.person).await?.ok_or(Refused::NotFound)?;
            if old.password.as_deref() != Some(&new.checked) {
                let said = "Your password was changed meanwhile. Sign in again.";
                return Err(Invalid::new("old", said).into());
            }
            let changed = Account { password: Some(new.hash), ..old.clone() };
            save(&mut door, "person.password", &old, &changed).await?;
            let (before, token) = &new.session;
            let now = door.now;
            sessions::remove_others(&mut door.line().await?, &new.person, before).await?;
            sessions::renew(&mut door.line().await?, before, token, now).await?;
            Ok(door.commit().await?)
        })
        .await
    }
}
