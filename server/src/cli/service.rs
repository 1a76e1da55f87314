//! `beforehand service add | list`.

use clap::{Args, Subcommand};

use super::{Failure, Place};

#[derive(Subcommand)]
pub enum Service {
    /// Add a service (one helpline).
    Add(Add),
    /// List the services and their channels.
    List(List),
}

#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand service add north --name 'Helpline North' --year-start 4 --channel calls=phone --channel website=web")]
pub struct Add {
    #[command(flatten)]
    place: Place,
    /// Its short name, for addresses and files: a to z, 0 to 9 and hyphens.
    slug: String,
    /// Its name.
    #[arg(long)]
    name: String,
    /// The month its reporting year starts in: 1, 4, 7 or 10.
    #[arg(long, value_name = "MONTH", default_value = "4", value_parser = super::report::year_start)]
    year_start: beforehand::quarter::YearStart,
    /// A channel and its kind (phone, chat, message, email, web); may be repeated.
    #[arg(long, value_name = "CHANNEL=KIND")]
    channel: Vec<String>,
    /// The first week of its channels, named by its Monday; this week unless given.
    #[arg(long, value_name = "YYYY-MM-DD")]
    first: Option<String>,
    /// Contact channels are open `every-day` or `mon-fri`.
    #[arg(long, value_name = "DAYS", default_value = "every-day")]
    open: String,
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    place: Place,
}

impl Service {
    pub(super) async fn run(self) -> Result<(), Failure> {
        todo!()
    }
}
