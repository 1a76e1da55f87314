//! What a file brings: the service and channels it needs, and its weeks.
//!
//! All of it in one transaction or none: a service is never left behind without its counts. Refuses
//! to read files; that is `import`'s business.

use beforehand::invalid::Invalid;
use beforehand::service::{Channel, ChannelId};
use chrono::NaiveDateTime;

use super::door::{Door, INSTALLATION};
use super::line::task;
use super::weeks::carry_out;
use super::{Actor, NewChannel, NewService, Refused, SaveWeeks, Store, channels, services};

/// The service that a file is about.
#[derive(Clone, Debug)]
pub enum Target {
    /// One that is there, by its number.
    Known(i32),
    /// One that the file makes.
    New(NewService),
}

/// An import to be carried out.
#[derive(Clone, Debug)]
pub struct SaveImport {
    /// Who.
    pub actor: Actor,
    /// Where.
    pub service: Target,
    /// Channels to add, each with the number by which the weeks name it.
    pub added: Vec<(ChannelId, NewChannel)>,
    /// Channels to change, each with the version the change was made from.
    pub changed: Vec<Channel>,
    /// The weeks; their `service` is that of the import, whatever it says.
    pub weeks: SaveWeeks,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

impl Store {
    /// Carries out an import, all of it or nothing.
    ///
    /// # Errors
    /// What adding a service or a channel, changing a channel and saving weeks say;
    /// [`Refused::Invalid`] when somebody else added a channel meanwhile.
    pub async fn save_import(&self, order: SaveImport) -> Result<(), Refused> {
        let store = self.clone();
        task(async move {
            let SaveImport { actor, service, added, changed, weeks, now } = order;
            let (mut door, service) = match service {
                Target::Known(id) => (Door::open(&store, &actor, id, now).await?, id),
                Target::New(new) => {
                    let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
                    let id = services::add(&mut door, &new).await?;
                    (door.turn_to(&actor, id).await?, id)
                }
            };
            for (number, new) in added {
                if channels::add(&mut door, service, new).await? != number {
                    let sentence = "Somebody else added a channel meanwhile. Nothing was imported. Import the file again.";
                    return Err(Invalid::new("channel", sentence).into());
                }
            }
            for channel in changed {
                channels::change(&mut door, service, channel).await?;
            }
            if !weeks.weeks.is_empty() {
                carry_out(&mut door, &SaveWeeks { service, ..weeks }).await?;
            }
            Ok(door.commit().await?)
        })
        .await
    }
}
