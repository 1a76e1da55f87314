//! `beforehand import`.

use std::path::PathBuf;

use beforehand::entry::NOTE_LENGTH;
use beforehand::service::Kind;
use chrono::Weekday;
use clap::Args;

use super::out::{note, unreadable};
use super::{Failure, Place, clock, out};
use crate::import::job::{Job, Unfit};
use crate::import::plan::{Doubtful, Shown};
use crate::import::shape::Create;
use crate::import::{File, Format, LISTED, Plan, Problems, Wide, read, read_day};
use crate::store::Make;

/// How many changes a rehearsal shows.
const SHOWN: usize = 200;

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
    #[arg(long, value_name = "CHANNEL=KIND", requires = "create", value_parser = super::service::kind)]
    kind: Vec<(String, Kind)>,
    /// With --create: contact channels are open `every-day` or `mon-fri`.
    #[arg(long, value_name = "DAYS", requires = "create", value_parser = super::service::open_days)]
    open: Option<u8>,
    /// With --create: the service's name.
    #[arg(long, requires = "create")]
    name: Option<String>,
    /// Take counts that look ten times too large or too small, for this reason: 1 to 200 characters,
    /// kept beside each of them.
    #[arg(long, value_name = "REASON", value_parser = reason)]
    accept_doubtful: Option<String>,
    /// Work as if today were this date.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<chrono::NaiveDate>,
}

/// Reads a reason: trimmed, and no longer than a note.
fn reason(text: &str) -> Result<String, String> {
    let reason = text.trim();
    let fits = (1..=NOTE_LENGTH).contains(&reason.chars().count());
    if fits && !reason.contains(char::is_control) {
        return Ok(reason.to_owned());
    }
    Err(format!("say why the numbers are right, in 1 to {NOTE_LENGTH} characters on one line"))
}

impl Import {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let clock = clock(self.today);
        let format = self.format()?;
        let bytes =
            std::fs::read(&self.file).map_err(|problem| unreadable(&self.file, &problem))?;
        let mut progress = |rows| note(format_args!("{rows} rows read"));
        let mut file = read(&bytes, &format, &mut progress).map_err(|all| self.refused(&all))?;
        file.creates = self.create;
        let job = Job {
            create: self.create(),
            name: self.name.clone(),
            service: self.service.clone(),
            file: self
                .file
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            reason: self.accept_doubtful.clone(),
            dry_run: self.dry_run,
        };
        if self.create && !self.dry_run {
            super::service::not_the_demo(&self.service)?;
        }
        let make = if self.create && !self.dry_run { Make::IfMissing } else { Make::Never };
        let store = match self.place.open(make).await {
            Ok(store) => Some(store),
            // A rehearsal of --create makes no database.
            Err(_) if self.create && self.dry_run => None,
            Err(failure) => return Err(failure),
        };
        let prepared = job.prepare(store.as_ref(), &file, &clock).await;
        let prepared = prepared.map_err(|why| match why {
            Unfit::Problems(all) => self.refused(&all),
            Unfit::Failure(failure) => failure,
        })?;
        say_doubts(&file, &prepared.plan);
        if !prepared.plan.tenfold.is_empty() && self.accept_doubtful.is_none() {
            return Err(Failure::failed(format!(
                "Nothing was imported: {} number(s) are ten times too large or too small, as listed. Correct them or leave those rows out; if they are right, add --accept-doubtful \"the reason\".",
                prepared.plan.tenfold.len()
            )));
        }
        if self.dry_run {
            for shown in prepared.plan.changes.iter().take(SHOWN) {
                let Shown { week, what, from, to, .. } = shown;
                out::line(format_args!("{week} {what}: {from} → {to}"))?;
            }
            if prepared.plan.changes.len() > SHOWN {
                out::line(format_args!("and {} more", prepared.plan.changes.len() - SHOWN))?;
            }
            return out::line(format_args!(
                "Would change {}. Nothing was changed.",
                prepared.size()
            ));
        }
        let Some(store) = store else { return Ok(()) };
        let said =
            format!("{} rows read. Changed {} in {}.", file.rows, prepared.size(), self.service);
        job.apply(&store, prepared, &clock).await?;
        store.close().await;
        out::line(said)
    }

    fn format(&self) -> Result<Format, Failure> {
        let wide = match &self.week_column {
            Some(week) => {
                let maps = self.map.iter().map(String::as_str);
                Some(Wide::parse(week, maps).map_err(Failure::usage)?)
            }
            None => None,
        };
        let week_ends = self.week_ends.as_deref().map(read_day).transpose();
        let only = self.only.iter().map(|rule| {
            let (column, value) = rule.split_once('=').ok_or_else(|| {
                Failure::usage(format!("--where \"{rule}\" is not COLUMN=VALUE."))
            })?;
            Ok((column.trim().to_owned(), value.trim().to_owned()))
        });
        Ok(Format {
            wide,
            week_ends: week_ends.map_err(Failure::usage)?.filter(|day| *day != Weekday::Mon),
            only: only.collect::<Result<_, Failure>>()?,
        })
    }

    fn create(&self) -> Option<Create> {
        self.create.then(|| Create { kinds: self.kind.clone(), days: self.open })
    }

    fn refused(&self, problems: &Problems) -> Failure {
        Failure::failed(format!(
            "Nothing was imported from {}: {} problem(s).\n{problems}Correct them and import the file again.",
            self.file.display(),
            problems.count
        ))
    }
}

fn say_doubts(file: &File, plan: &Plan) {
    if !file.unused.is_empty() {
        note(format_args!("Columns not used: {}", file.unused.join(", ")));
    }
    for (doubts, title) in [(&plan.tenfold, "Doubtful"), (&plan.unusual, "Unusual, and taken")] {
        for doubtful in doubts.iter().take(LISTED) {
            let Doubtful { row, week, sentence } = doubtful;
            note(format_args!("{title}: row {row}, {}: {sentence}", week.title()));
        }
        if doubts.len() > LISTED {
            note(format_args!("{title}: and {} more", doubts.len() - LISTED));
        }
    }
}
