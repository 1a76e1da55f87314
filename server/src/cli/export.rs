//! `beforehand export`, `import-all`, and the process that reads a workbook.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Place, clock, find_service, out};
use crate::export;
use crate::store::Make;

/// Take everything out, as tables that any other program reads.
#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand export --data d --to everything             a folder of CSV files
  beforehand export --data d --to everything.xlsx        the same as one workbook
  beforehand export --data d --service north --to north  one service

Works while the server runs, and writes over nothing. The README in it says what each table is. It
holds people's names and mail addresses, and no password. Keep it where only you can read it.")]
pub struct Export {
    #[command(flatten)]
    place: Place,
    /// The new folder, or the new workbook where the name ends in .xlsx.
    #[arg(long, value_name = "FOLDER|FILE.xlsx")]
    to: PathBuf,
    /// This service alone, by its short name.
    #[arg(long, value_name = "SLUG")]
    service: Option<String>,
}

/// Take an export of everything into an empty database.
#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand import-all --data new everything.xlsx

The database must be new or empty. Everything that was exported is there afterwards as it was, or
nothing is. Nobody has a password: give each a new one with \"beforehand person reset\". To add
weekly counts to a service that is there, use \"beforehand import\".")]
pub struct ImportAll {
    #[command(flatten)]
    place: Place,
    /// The folder or the workbook.
    from: PathBuf,
}

/// Reads a workbook in a process of its own, see `import-all`.
#[derive(Args)]
pub struct Unpack {
    workbook: PathBuf,
    to: PathBuf,
}

impl Export {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = self.place.open(Make::Never).await?;
        let service = match &self.service {
            Some(slug) => Some(find_service(&store, slug).await?.id),
            None => None,
        };
        let done = export::export(&store, service, &self.to, clock(None).now()).await;
        store.close().await;
        done?;
        out::line(self.to.display())
    }
}

impl ImportAll {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let address = self.place.address()?;
        let store = self.place.open(Make::IfMissing).await?;
        let program = std::env::current_exe();
        let program = program.map_err(|problem| out::unreadable(&self.from, &problem))?;
        let done = export::import(&store, &self.from, &program).await;
        store.close().await;
        done?;
        out::line(format_args!(
            "Everything is in {address}. Nobody has a password yet: give each a new one with beforehand person reset."
        ))
    }
}

impl Unpack {
    pub(super) fn run(&self) -> Result<(), Failure> {
        Ok(export::unpack(&self.workbook, &self.to)?)
    }
}
