//! Channels: added, renamed, given timetables and collected periods, retired; never removed.

use beforehand::service::{Channel, ChannelId};
use chrono::NaiveDateTime;

use super::{Actor, NewChannel, Refused, Store};

impl Store {
    /// Adds a channel behind the others and gives its number. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when the short name is taken in this service or not usable.
    pub async fn add_channel(
        &self,
        actor: &Actor,
        service: i32,
        new: NewChannel,
        now: NaiveDateTime,
    ) -> Result<ChannelId, Refused> {
        let _ = (actor, service, new, now);
        todo!()
    }

    /// Makes a channel as given: names, first and last week (retired), timetables, collected
    /// periods. Its `version` is the one the change was made from; kind cannot change. Managers and
    /// administrators. What stays the same writes nothing.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed it first; [`Refused::Invalid`] when counts
    /// would fall outside its weeks or its collected periods.
    pub async fn change_channel(
        &self,
        actor: &Actor,
        service: i32,
        channel: Channel,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let _ = (actor, service, channel, now);
        todo!()
    }
}
