//! `beforehand config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Failure, out};
use crate::config::{Config, Settings};

/// Show or check the settings.
#[derive(Subcommand)]
pub enum Show {
    /// Print every setting and where it came from. Secrets are not shown.
    Show(Given),
    /// Say what is wrong with the settings.
    Check(Given),
}

/// The settings as `serve` would be given them.
#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand config show
  beforehand config check --config /etc/beforehand.toml

Stronger is what comes later: defaults, the settings file, the environment, arguments.")]
pub struct Given {
    /// The settings file; without it `BEFOREHAND_CONFIG`, and then /etc/beforehand.toml if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

impl Given {
    /// What `serve` takes as it runs.
    pub(super) fn read(self) -> Result<Config, Failure> {
        super::settings(self.config.as_deref(), self.settings)
    }
}

impl Show {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (given, show) = match self {
            Self::Show(given) => (given, true),
            Self::Check(given) => (given, false),
        };
        let config = given.read()?;
        if show {
            for line in config.show() {
                out::line(line)?;
            }
        }
        let problems = config.problems();
        if problems.is_empty() {
            return if show { Ok(()) } else { out::line("The settings are fine.") };
        }
        let sentences: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Err(Failure::failed(sentences.join("\nbeforehand: ")))
    }
}
