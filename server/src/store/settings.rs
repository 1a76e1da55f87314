//! What explains a service's numbers: closures, events and definitions.

use beforehand::service::{Closure, Definition, Event};
use chrono::NaiveDateTime;

use super::{Actor, Refused, Store};

impl Store {
    /// Adds closures, or changes the reason of those that are there (same channel and days).
    /// Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when a range ends before it starts or a week with counts would be
    /// closed.
    pub async fn save_closures(
        &self,
        actor: &Actor,
        service: i32,
        closures: Vec<Closure>,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let _ = (actor, service, closures, now);
        todo!()
    }

    /// Removes a closure (same channel and days). Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is none.
    pub async fn remove_closure(
        &self,
        actor: &Actor,
        service: i32,
        closure: Closure,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let _ = (actor, service, closure, now);
        todo!()
    }

    /// Saves an event: a new one when its id is empty, else the one with that id from `expected`
    /// version (none: whatever it is). Gives its id. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed it first.
    pub async fn save_event(
        &self,
        actor: &Actor,
        service: i32,
        event: Event,
        expected: Option<i32>,
        now: NaiveDateTime,
    ) -> Result<String, Refused> {
        let _ = (actor, service, event, expected, now);
        todo!()
    }

    /// Removes an event. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::NotFound`] when there is none.
    pub async fn remove_event(
        &self,
        actor: &Actor,
        service: i32,
        id: &str,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let _ = (actor, service, id, now);
        todo!()
    }

    /// Adds a definition; its version must be one more than the last one's. Managers and
    /// administrators. A break line on charts is an event of kind definition, saved apart.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when there is one of that version already.
    pub async fn save_definition(
        &self,
        actor: &Actor,
        service: i32,
        definition: Definition,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let _ = (actor, service, definition, now);
        todo!()
    }
}
