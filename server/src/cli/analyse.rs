//! `beforehand analyse`: arguments in, the control-chart rules out.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use beforehand::spc::Variant;

use super::Failure;
use super::out::{note, unreadable};
use crate::analyse::{Options, analyse};

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
        let file =
            std::fs::File::open(&self.file).map_err(|problem| unreadable(&self.file, &problem))?;
        let options = Options {
            variant: match self.variant {
                VariantArg::Adjusted => Variant::Adjusted,
                VariantArg::Nhs => Variant::Nhs,
                VariantArg::Nhsr => Variant::Nhsr,
            },
            screen: self.screen,
            fix: self.fix,
            json: self.json,
        };
        let remarks = analyse(file, &options, std::io::stdout().lock())?;
        for remark in remarks {
            note(format_args!("beforehand: {remark}"));
        }
        Ok(())
    }
}
