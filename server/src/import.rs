//! Weekly counts from a CSV file: read, compared with what is there, and only then written.
//!
//! [`read`] turns bytes into lines, each with its row; [`plan`] says what would change, from what to
//! what; writing is the store's one write door. Any problem stops the whole import; a blank changes
//! nothing; a file imported twice changes nothing the second time. Refuses to guess: a date that is
//! not a Monday, a column that is not there, a number that is not whole are named by row and column.

mod columns;
pub mod guess;
pub mod job;
pub mod plan;
pub mod read;
pub mod shape;
mod text;

use std::fmt;

use beforehand::invalid::Invalid;
use beforehand::service::Field;
use beforehand::week::Week;
use chrono::Weekday;

pub use plan::{Plan, plan};
pub use read::read;

/// How many problems are listed before the rest is only counted.
pub const LISTED: usize = 20;

/// How a file is to be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// A wide file's columns; none for a tidy file.
    pub wide: Option<Wide>,
    /// The day its dates name when that is not the week's Monday: the week's last day.
    pub week_ends: Option<Weekday>,
    /// Only rows in which each of these columns has that value.
    pub only: Vec<(String, String)>,
}

/// The columns of a wide file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wide {
    /// The column that names the week.
    pub week: String,
    /// The columns that hold figures.
    pub columns: Vec<Column>,
}

/// One column of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading in the file.
    pub name: String,
    /// The channel's short name.
    pub channel: String,
    /// The field.
    pub field: Field,
}

impl Wide {
    /// Reads `column=channel.field,…`, in one text or several.
    ///
    /// # Errors
    /// When a part has another form, names a column twice or a figure twice.
    pub fn parse<'a>(week: &str, maps: impl IntoIterator<Item = &'a str>) -> Result<Self, Invalid> {
        let wrong = |problem: String| Invalid::new("--map", problem);
        let mut columns: Vec<Column> = Vec::new();
        for part in maps.into_iter().flat_map(|map| map.split(',')).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            let (name, channel, field) = part
                .rsplit_once('=')
                .and_then(|(name, figure)| {
                    let (channel, field) = figure.rsplit_once('.')?;
                    Some((name.trim(), channel.trim(), field.trim()))
                })
                .filter(|(name, channel, _)| !name.is_empty() && !channel.is_empty())
                .ok_or_else(|| {
                    wrong(format!(
                        "\"{part}\" in --map is not column=channel.field, such as contacts=calls.answered."
                    ))
                })?;
            let field = Field::parse(field).map_err(|problem| wrong(problem.problem))?;
            if columns.iter().any(|c| c.channel == channel && c.field == field) {
                return Err(wrong(format!("--map names {channel}.{} twice.", field.word())));
            }
            columns.push(Column { name: name.to_owned(), channel: channel.to_owned(), field });
        }
        if columns.is_empty() {
            return Err(wrong("--map names no column.".to_owned()));
        }
        Ok(Self { week: week.trim().to_owned(), columns })
    }
}

/// Reads a day of the week: `sunday`, `sun`.
///
/// # Errors
/// When it is none.
pub fn read_day(text: &str) -> Result<Weekday, Invalid> {
    text.trim().parse().map_err(|_| {
        Invalid::new(
            "--week-ends",
            format!("\"{text}\" is not a day of the week. Write it as sunday."),
        )
    })
}

/// One thing a file says: a figure, or how long a channel was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The row in the file; the heading is row 1.
    pub row: u64,
    /// The week.
    pub week: Week,
    /// Which of [`File::channels`].
    pub channel: usize,
    /// The field; none where the line is about the whole channel.
    pub field: Option<Field>,
    /// What is said of it.
    pub said: Said,
    /// A note about the number.
    pub note: Option<String>,
    /// Open days of the channel in that week.
    pub open_days: Option<u8>,
}

/// What a line says of its figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Blank,
    /// A count.
    Count(u32),
    /// It is owed.
    NotEntered,
    /// The channel did not run.
    Closed,
    /// The field is not collected in that week.
    NotCollected,
}

/// A file that could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Short names of the channels it names, in the order they appear.
    pub channels: Vec<String>,
    /// What it says, by row.
    pub lines: Vec<Line>,
    /// Rows read, the heading left out.
    pub rows: u64,
    /// Rows left out by `only`.
    pub left_out: u64,
    /// Columns that were not used.
    pub unused: Vec<String>,
    /// The heading of the column that names the week.
    pub week_column: String,
    /// Of a wide file: heading, channel and field of each column of figures.
    pub figures: Vec<(String, String, Field)>,
    /// Whether fields that were not collected may be collected from now on.
    pub creates: bool,
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The row; the heading is row 1. None for the file as a whole.
    pub row: Option<u64>,
    /// The column's heading; empty when it concerns the whole row.
    pub column: String,
    /// A sentence that says what is wrong and what to do.
    pub problem: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.column.as_str()) {
            (Some(row), "") => write!(f, "row {row}: {}", self.problem),
            (Some(row), column) => write!(f, "row {row}, column {column}: {}", self.problem),
            (None, _) => f.write_str(&self.problem),
        }
    }
}

/// Everything wrong with a file: the first [`LISTED`] problems and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first ones, by row.
    pub listed: Vec<Problem>,
    /// All of them.
    pub count: usize,
}

impl Problems {
    /// One problem of a row.
    pub fn add(&mut self, row: u64, column: &str, problem: impl Into<String>) {
        self.push(Problem { row: Some(row), column: shorten(column), problem: problem.into() });
    }

    /// One problem of the file as a whole.
    pub fn add_whole(&mut self, problem: impl Into<String>) {
        self.push(Problem { row: None, column: String::new(), problem: problem.into() });
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn push(&mut self, problem: Problem) {
        self.count += 1;
        if self.listed.len() < LISTED {
            self.listed.push(problem);
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.listed {
            writeln!(f, "  {problem}")?;
        }
        if self.count > self.listed.len() {
            writeln!(f, "  and {} more", self.count - self.listed.len())?;
        }
        Ok(())
    }
}

/// A text from a file as it may be shown: short, on one line, without control characters.
fn shorten(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(40).map(plain).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
