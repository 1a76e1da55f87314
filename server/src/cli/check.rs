//! `beforehand check`.

use clap::Args;

use super::{Failure, Place, out};
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
        store.close().await;
        if problems.is_empty() {
            return out::line("The database is sound.");
        }
        Err(Failure::failed(format!(
            "The database is damaged:\n  {}\nKeep a copy of it as it is and restore a backup.",
            problems.join("\n  ")
        )))
    }
}
