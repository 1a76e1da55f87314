//! The command line: what may be asked, and which function answers.
//!
//! Exit codes: 0 done, 1 refused or failed (a sentence on stderr says what to do next), 2 not
//! understood. Results go to stdout, everything else to stderr.

mod analyse;
mod audit;
mod backup;
mod check;
mod config;
mod demo;
mod export;
mod health;
mod import;
mod out;
mod person;
mod report;
mod serve;
mod service;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::clock::Clock;
use crate::config::{Config, Settings, layers};
use crate::store::{Address, Make, Store};

pub use out::Failure;

/// The operations dashboard of a prevention helpline: weekly counts in, an honest quarter out.
#[derive(Parser)]
#[command(name = "beforehand", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  beforehand demo --data demo                      make the demo's data and accounts
  beforehand serve --data demo                     serve it at http://127.0.0.1:8040
  beforehand import --data d --create --service north counts.csv
  beforehand report --data d --service north --quarter 2021-Q1 --year-start 1

Where the data lies: --data or --db, else BEFOREHAND_DATA or BEFOREHAND_DB, else what the settings file
says (--config, BEFOREHAND_CONFIG, /etc/beforehand.toml), else ~/.local/share/beforehand
(XDG_DATA_HOME is honoured).
Exit codes: 0 done, 1 refused or failed, 2 not understood.";

#[derive(Subcommand)]
enum Command {
    /// Serve the pages.
    Serve(serve::Serve),
    /// Add or list services.
    #[command(subcommand)]
    Service(service::Service),
    /// Read weekly counts from a CSV file.
    Import(import::Import),
    /// Print the figures and sentences of a quarter.
    Report(report::Report),
    /// Apply the control-chart rules to a CSV file, without a database.
    Analyse(analyse::Analyse),
    /// Make the demo's data and accounts.
    Demo(demo::Demo),
    /// Add or list people, or give one a new password.
    #[command(subcommand)]
    Person(person::Person),
    /// Check the database and the record of changes.
    Check(check::Check),
    /// Verify the record of changes.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Make a backup and read it back.
    Backup(backup::Backup),
    /// Put a backup in the place of the database.
    Restore(backup::Restore),
    /// Prove that the newest backup can be restored.
    Drill(backup::Drill),
    /// Copy everything into another database, of either kind.
    Move(backup::Move),
    /// Ask the running server whether it is ready.
    Health(health::Health),
    /// Show or check the settings.
    #[command(subcommand)]
    Config(config::Show),
    /// Take everything out, as tables that any other program reads.
    Export(export::Export),
    /// Take an export of everything into an empty database.
    ImportAll(export::ImportAll),
    /// Read a workbook in a process with limits.
    #[command(hide = true)]
    Unpack(export::Unpack),
    /// Print the version.
    Version,
}

/// Where the data lies.
#[derive(Args, Clone, Debug)]
struct Place {
    /// The settings file; without it `BEFOREHAND_CONFIG`, and then /etc/beforehand.toml if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data folder.
    #[arg(long, value_name = "DIR", conflicts_with = "db")]
    data: Option<PathBuf>,
    /// The database: `sqlite:FILE` or `postgres://USER:PASSWORD@HOST/NAME`.
    #[arg(long, value_name = "URL")]
    db: Option<String>,
}

impl Place {
    fn address(&self) -> Result<Address, Failure> {
        let (data, db) = (self.data.clone(), self.db.clone());
        let given = Settings { data, db, ..Settings::default() };
        settings(self.config.as_deref(), given)?.address().map_err(Failure::usage)
    }

    /// Opens the database.
    async fn open(&self, make: Make) -> Result<Store, Failure> {
        Ok(Store::open(&self.address()?, make).await?)
    }
}

/// The settings that hold: of the file, the environment and the arguments.
fn settings(file: Option<&Path>, given: Settings) -> Result<Config, Failure> {
    let text = |word: OsString| word.into_string().ok();
    let environment: Vec<_> =
        std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?))).collect();
    layers(file, &environment, given).and_then(Config::over).map_err(Failure::usage)
}

/// The clock, or one set to a date for rehearsals.
fn clock(today: Option<NaiveDate>) -> Clock {
    today.map_or_else(Clock::new, Clock::on)
}

/// A service by its short name.
pub(crate) async fn find_service(
    store: &Store,
    slug: &str,
) -> Result<beforehand::service::Service, Failure> {
    if let Some(service) = store.find_service(slug).await? {
        return Ok(service);
    }
    let names: Vec<_> = store.list_services().await?.into_iter().map(|own| own.slug).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    Err(Failure::failed(format!(
        "There is no service \"{slug}\" (there is: {names}). Add it with: beforehand service add"
    )))
}

/// Reads the arguments, does what they ask and says how it went.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(problem) => {
            let code = problem.exit_code();
            return match problem.print() {
                Ok(()) => ExitCode::from(u8::try_from(code).unwrap_or(2)),
                Err(_) => ExitCode::FAILURE,
            };
        }
    };
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(serve) => wait(serve.run()),
        Command::Service(service) => wait(service.run()),
        Command::Import(import) => wait(import.run()),
        Command::Report(report) => wait(report.run()),
        Command::Analyse(analyse) => analyse.run(),
        Command::Demo(demo) => wait(demo.run()),
        Command::Person(person) => wait(person.run()),
        Command::Check(check) => wait(check.run()),
        Command::Audit(audit) => wait(audit.run()),
        Command::Backup(backup) => wait(backup.run()),
        Command::Restore(restore) => wait(restore.run()),
        Command::Drill(drill) => wait(drill.run()),
        Command::Move(all) => wait(all.run()),
        Command::Health(health) => wait(health.run()),
        Command::Config(config) => config.run(),
        Command::Export(export) => wait(export.run()),
        Command::ImportAll(all) => wait(all.run()),
        Command::Unpack(unpack) => unpack.run(),
        Command::Version => out::line(format_args!("beforehand {}", env!("CARGO_PKG_VERSION"))),
    }
}

fn wait(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|problem| Failure::failed(format!("The program could not start: {problem}.")))?
        .block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_is_understood() {
        let check = |line: &str, expected: bool| {
            assert_eq!(Cli::try_parse_from(line.split(' ')).is_ok(), expected, "{line}");
        };
        check("beforehand version", true);
        check("beforehand serve --listen 127.0.0.1:0 --today 2026-04-13", true);
        check("beforehand serve --today yesterday", false);
        check("beforehand serve --data a --db sqlite:b", false);
        check("beforehand report --service s --quarter 2021-Q1 --year-start 4 --json", true);
        check("beforehand report --service s --quarter 2021-Q1 --year-start 2", false);
        check("beforehand import --service s f.csv --map a=b.answered --week-column w", true);
        check("beforehand import --service s f.csv --map a=b.answered", false);
        check("beforehand import f.csv", false);
        check("beforehand person add --email a@b --name A --role staff --service s", true);
        check("beforehand backup --data d --to b", true);
        check("beforehand backup --data d", false);
        check("beforehand restore --db sqlite:x b/beforehand-2026-11-30T093000Z", true);
        check("beforehand drill --from b", true);
        check("beforehand move --from sqlite:a --to postgres://b/c", true);
        check(
            "beforehand serve --insecure-http --listen [::]:80 --trusted-proxies 10.0.0.0/8,::1",
            true,
        );
        check("beforehand serve --backup-keep-daily many", false);
        check("beforehand config show --config c.toml", true);
        check("beforehand config", false);
        check("beforehand audit verify --db sqlite:x --service north", true);
        check("beforehand audit verify --head 3F2A9C41 --backup b", true);
        check("beforehand audit verify --head 3f2a9c4", false);
        check("beforehand audit verify --head 3f2a9c4g", false);
        check("beforehand export --data d --to e.xlsx --service north", true);
        check("beforehand export --data d", false);
        check("beforehand import-all --data d e.xlsx", true);
        check("beforehand fly", false);
    }
}
