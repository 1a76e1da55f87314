//! `beforehand check`.

use chrono::NaiveDateTime;
use clap::Args;

use super::{Failure, Place, clock, out};
use crate::store::{Make, verify_audit};

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
        let mut problems = store.check().await?;
        let services = store.list_services().await?;
        let names = services.iter().map(|service| (service.id, service.slug.as_str()));
        for (chain, name) in std::iter::once((0, "installation")).chain(names) {
            let rows = store.list_audit(chain).await?;
            match verify_audit(&rows) {
                None => out::line(format_args!("{name}: {} changes, chain whole", rows.len()))?,
                Some((seq, why)) => problems.push(format!("{name}: change {seq}: {why}")),
            }
        }
        let health = store.find_backups(clock(None).now().naive_utc()).await?.unwrap_or_default();
        store.close().await;
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
        if problems.is_empty() {
            return out::line("The database is sound.");
        }
        Err(Failure::failed(format!(
            "The database is damaged:\n  {}\nKeep a copy of it as it is and restore a backup.",
            problems.join("\n  ")
        )))
    }
}
