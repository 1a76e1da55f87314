//! `beforehand check`.

use clap::Args;

use super::{Failure, Place};

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
        todo!()
    }
}
