//! Control charts of a file of numbers, without the database: `beforehand analyse FILE.csv`.

use std::io::{Read, Write};

use beforehand::invalid::Invalid;
use beforehand::spc::Variant;

/// Which rules, and how the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The rules.
    pub variant: Variant,
    /// Whether outlying moving ranges are dropped once before the limits are set.
    pub screen: bool,
    /// Limits from the first so many points of each segment, at least 12; all of them if none.
    pub fix: Option<usize>,
    /// JSON rather than CSV.
    pub json: bool,
}

/// Reads `date,value` and optionally `rebase` from `input` and writes the judged points to
/// `output`. Gives back sentences worth showing beside the result.
///
/// # Errors
/// A sentence that names row and column, or says that the output could not be written.
pub fn analyse(
    input: impl Read,
    options: &Options,
    output: impl Write,
) -> Result<Vec<String>, Invalid> {
    let _ = (input, options, output);
    todo!()
}
