//! `beforehand check`.

use chrono::NaiveDateTime;
use clap::Args;

use super::{Failure, Place, audit, clock, out};
use crate::store::Make;

/// Check the database and the record of changes.
#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand check --data /var/lib/beforehand

Reads the whole database: its own integrity, and the chained record of changes.")]
pub struct Check {
    #[command(flatten)]
    place: Place,
}

impl Check {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = self.place.open(Make::Never).await?;
        let mut problems = store.check_engine().await?;
        let verified = store.verify(None, Vec::new()).await?;
        let health = store.find_backups(clock(None).now().naive_utc()).await?.unwrap_or_default();
        store.close().await;
        audit::tell(&verified)?;
        let said = |at: NaiveDateTime| at.format("%Y-%m-%d %H:%M");
        if let Some(made) = health.made {
            let place = health.place;
            out::line(format_args!("Last backup by the clock: {} UTC, {place}", said(made)))?;
        }
        if let Some((at, why)) = health.failed {
            out::note(format_args!(
                "beforehand: The backup by the clock of {} UTC failed. {why}",
                said(at)
            ));
        }
        problems.extend(verified.problems());
        if problems.is_empty() {
            return out::line("The database is sound.");
        }
        Err(Failure::failed(format!(
            "The database is damaged:\n  {}\nKeep a copy of it as it is and restore a backup.",
            problems.join("\n  ")
        )))
    }
}
