//! `beforehand import`.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Place};

#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand import --service north counts.csv
      a tidy file: week,channel,field,value,state,note and perhaps open_days
  beforehand import --service north --create --week-column week_start \\
      --map 'calls=calls.answered,visits=website.visits' wide.csv
      a wide file: one line a week, one column a field
  beforehand import --service north --dry-run counts.csv
      says what would change, changes nothing

A blank value changes nothing. Any bad row stops the whole import. Importing the same file again
changes nothing. The file's format is described in docs/import.md.")]
pub struct Import {
    #[command(flatten)]
    place: Place,
    /// The service's short name.
    #[arg(long, value_name = "NAME")]
    service: String,
    /// The file.
    file: PathBuf,
    /// For a wide file: which column is which field, `column=channel.field`, separated by commas.
    #[arg(long, value_name = "COLUMN=CHANNEL.FIELD,…", requires = "week_column")]
    map: Vec<String>,
    /// For a wide file: the column that names the week.
    #[arg(long, value_name = "COLUMN", requires = "map")]
    week_column: Option<String>,
    /// The day of the week that the file's dates name: monday (its first day) or the day it ends on.
    #[arg(long, value_name = "DAY")]
    week_ends: Option<String>,
    /// Read only the rows in which the column has that value; may be repeated.
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    only: Vec<String>,
    /// Say what would change; change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Make the database, the service and the channels that the file needs.
    #[arg(long)]
    create: bool,
    /// With --create: the kind of a channel (phone, chat, message, email, web); else guessed from its name.
    #[arg(long, value_name = "CHANNEL=KIND", requires = "create")]
    kind: Vec<String>,
    /// With --create: contact channels are open `every-day` or `mon-fri`.
    #[arg(long, value_name = "DAYS", requires = "create")]
    open: Option<String>,
    /// With --create: the service's name.
    #[arg(long, requires = "create")]
    name: Option<String>,
    /// Take counts that look ten times too large or too small, for this reason.
    #[arg(long, value_name = "REASON")]
    accept_doubtful: Option<String>,
    /// Work as if today were this date.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<chrono::NaiveDate>,
}

impl Import {
    pub(super) async fn run(self) -> Result<(), Failure> {
        todo!()
    }
}
