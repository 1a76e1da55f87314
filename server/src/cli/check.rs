//! `beforehand check`.

use clap::Args;

use super::{Failure, Place, audit, out};
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
        store.close().await;
        audit::tell(&verified)?;
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
