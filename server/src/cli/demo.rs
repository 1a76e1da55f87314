//! `beforehand demo`.

use chrono::NaiveDate;
use clap::Args;

use super::{Failure, Place};

#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand demo --data demo && beforehand serve --data demo

Nothing in the demo is real. It refuses a database that holds anything else.")]
pub struct Demo {
    #[command(flatten)]
    place: Place,
    /// Work as if today were this date.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
}

impl Demo {
    pub(super) async fn run(self) -> Result<(), Failure> {
        todo!()
    }
}
