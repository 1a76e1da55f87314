//! `beforehand analyse`: arguments in, the control-chart rules out.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Failure;

#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand analyse --variant nhs series.csv

Columns date,value and perhaps rebase (1 at the first point of a new baseline). Rows are
consecutive points; an empty value is a gap.")]
pub struct Analyse {
    /// The file.
    file: PathBuf,
    /// Which rules.
    #[arg(long, value_enum, default_value_t = VariantArg::Adjusted)]
    variant: VariantArg,
    /// Drop outlying moving ranges once (nhsr only).
    #[arg(long)]
    screen: bool,
    /// Take centre and limits from the first N points of each baseline.
    #[arg(long, value_name = "N")]
    fix: Option<usize>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum VariantArg {
    /// The product's own: NHS England's rules, widened for weeks that resemble each other.
    Adjusted,
    /// NHS England's Making Data Count.
    Nhs,
    /// The R package `NHSRplotthedots`.
    Nhsr,
}

impl Analyse {
    pub(super) fn run(self) -> Result<(), Failure> {
        todo!()
    }
}
