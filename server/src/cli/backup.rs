//! `beforehand backup`, `restore`, `drill` and `move`.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Place, clock, out};
use crate::backup::{self, Trouble};
use crate::store::{Address, Make};

/// Make a backup and read it back.
#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand backup --data /var/lib/beforehand --to /mnt/backups

Works while the server runs, for SQLite and for PostgreSQL. A backup is a folder with a copy of the
database and a manifest; it holds everything but sessions. Keep it where only you can read it.")]
pub struct Backup {
    #[command(flatten)]
    place: Place,
    /// The folder in which backups are kept.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// Put a backup in the place of the database.
#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand restore --data /var/lib/beforehand /mnt/backups/beforehand-2026-11-30T093000Z

Stop the server first. The database that was there is kept beside it as replaced-….db. A PostgreSQL
database must be empty. Everybody signs in again.")]
pub struct Restore {
    #[command(flatten)]
    place: Place,
    /// The backup's folder.
    backup: PathBuf,
}

/// Prove that the newest backup can be restored.
#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand drill --from /mnt/backups

Copies the newest backup aside, reads every page of it and follows every chain of its history.")]
pub struct Drill {
    /// The folder in which backups are kept.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
}

/// Copy everything into another database, of either kind.
#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand move --from sqlite:/var/lib/beforehand/beforehand.db --to postgres://beforehand@db/beforehand

Stop the server first. The other database must be empty. Sessions stay behind: everybody signs in
again.")]
pub struct Move {
    /// The database that is read.
    #[arg(long, value_name = "URL")]
    from: String,
    /// The empty database that is written.
    #[arg(long, value_name = "URL")]
    to: String,
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::failed(trouble)
    }
}

impl Backup {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = self.place.open(Make::Never).await?;
        let made = backup::make(&store, &self.to, clock(None).now()).await;
        store.close().await;
        out::line(made?.display())
    }
}

impl Restore {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let address = self.place.address()?;
        let kept = backup::restore(&self.backup, &address, clock(None).now()).await?;
        out::line(format_args!("Restored into {address}. Everybody signs in again."))?;
        match kept {
            Some(kept) => out::line(format_args!("What was there is kept as {}.", kept.display())),
            None => Ok(()),
        }
    }
}

impl Drill {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let newest = backup::newest(&self.from)?;
        let manifest = backup::prove(&newest).await?;
        let changes: i64 = manifest.heads.iter().map(|(_, changes, _)| changes).sum();
        out::line(format_args!(
            "{} is whole: made {} UTC, {} bytes, {changes} changes, every chain followed.",
            newest.display(),
            manifest.made.format("%Y-%m-%d %H:%M"),
            manifest.bytes
        ))
    }
}

impl Move {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let (from, to) = (Address::parse(&self.from)?, Address::parse(&self.to)?);
        let rows = backup::move_to(&from, &to).await?;
        out::line(format_args!("{rows} rows are in {to}. {from} is as it was."))
    }
}
