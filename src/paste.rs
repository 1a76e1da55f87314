//! A block pasted from a spreadsheet, or CSV text, into a grid of boxes.
//!
//! Headings and dates decide where a figure goes, in whatever order they stand; without any, the
//! cells are filled from the focused one on. Refuses to guess: what is not understood is named, and
//! changes nothing. A paste never closes a channel, and never turns a blank into 0.

mod axis;
mod block;
pub(crate) mod date;
mod fill;
mod grid;
mod heading;
mod plan;
mod shape;
mod value;
mod weeks;

use serde::{Deserialize, Serialize};

use self::axis::{Way, read_axis};
pub use self::block::{Block, read_block};
use self::fill::Filling;
use self::grid::Grid;
use self::heading::Vocabulary;
use crate::entry;
use crate::service::{Channel, ChannelId, Field};
use crate::week::Week;

/// The most cells a block may have.
pub const MOST_CELLS: usize = 100_000;

/// A row of figures the grid can take: one field of one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// Its name in forms: `calls.answered`.
    pub name: String,
    /// Its name in sentences: "Calls answered".
    pub label: String,
    /// The channel's name: "Calls".
    pub channel_name: String,
}

impl Line {
    /// The line of a channel's field.
    pub fn new(channel: &Channel, field: Field) -> Self {
        Self {
            channel: channel.id,
            field,
            name: entry::name(channel, field),
            label: channel.label(field),
            channel_name: channel.name.clone(),
        }
    }
}

/// One figure of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Its line, by its place in the list of lines.
    pub line: usize,
    /// Its week.
    pub week: Week,
}

/// What stands in one cell of the grid on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// A box that takes a figure.
    Open(Place),
    /// The channel was closed in that week.
    Closed(Place),
    /// The figure is not collected in that week.
    NotCollected(Place),
    /// Nothing to type: a figure that is worked out, or none at all.
    NoBox,
}

impl Cell {
    /// The figure, if there is one.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Open(place) | Self::Closed(place) | Self::NotCollected(place) => Some(*place),
            Self::NoBox => None,
        }
    }
}

/// What a blank cell of the block does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Blank {
    /// The figure stays as it is.
    #[default]
    LeaveAlone,
    /// The figure becomes 'not entered'.
    NotEntered,
}

/// One figure as it shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The figure.
    pub place: Place,
    /// The count; none makes it 'not entered'.
    pub count: Option<u32>,
}

/// A part of the block that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its row in the block, from 1.
    pub row: usize,
    /// Its column in the block, from 1.
    pub column: usize,
    /// What it is: "Chats answered, week of Monday 16 November 2026", or "row 3, column 2".
    pub what: String,
    /// What stands there, shortened.
    pub text: String,
    /// Why, and what to do; a sentence.
    pub reason: String,
}

/// What a paste would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pasted {
    /// Figures, in the order of the block; those that stay the same are among them.
    pub changes: Vec<Change>,
    /// What was not taken, by row and column.
    pub refused: Vec<Refused>,
    /// Rows and columns that name nothing of the grid: "Notes (column 5)".
    pub unused: Vec<String>,
    /// How the block was read; sentences.
    pub said: Vec<String>,
}

/// Works out what pasting a block would change, with the focus on a cell of the grid (row and
/// column, from 0).
///
/// `layout` is the grid as the screen shows it, row by row: channels down and fields across for one
/// week, or lines down and weeks across. Headings are found in the first rows and columns, whatever
/// their order, case and spacing: `calls.answered`, "Answered calls", a channel's name for its main
/// figure, or a field's for the focused channel. Dates are read day first; a column of them means
/// weeks only if all fall on one weekday. A figure named twice is refused both times.
pub fn paste(
    block: &Block,
    layout: &[Vec<Cell>],
    lines: &[Line],
    at: (usize, usize),
    blank: Blank,
) -> Pasted {
    let mut pasted = Pasted::default();
    if block.cells() > MOST_CELLS {
        pasted.refused.push(Refused {
            row: 1,
            column: 1,
            what: "The block".to_owned(),
            text: shown(block.cell(0, 0)),
            reason: "It has more than 100,000 cells. Copy only what belongs here.".to_owned(),
        });
        return pasted;
    }
    let grid = Grid::new(layout, lines, at);
    let vocabulary = Vocabulary::new(lines);
    let shape = shape::find_shape(block, &vocabulary, &grid.weeks);
    let read = |way| read_axis(block, &shape, way, &vocabulary, &grid.weeks);
    let (rows, columns) = match (read(Way::Rows), read(Way::Columns)) {
        (Ok(rows), Ok(columns)) => (rows, columns),
        (Err(refused), _) | (_, Err(refused)) => {
            pasted.refused.push(*refused);
            return pasted;
        }
    };
    let written = written(block, &rows.heads, &columns.heads);
    let count = |written: &[bool]| written.iter().filter(|written| **written).count();
    match plan::decide(&rows, &columns, &grid, (count(&written.0), count(&written.1))) {
        Ok(mut plan) => {
            if let Some(separators) = block.split_at() {
                plan.said.insert(0, format!("The columns were split at {separators}."));
            }
            Filling::new(block, &grid, &plan, blank).fill(&rows, &columns, &written)
        }
        Err(reason) => {
            let what = "The block".to_owned();
            let text = shown(block.cell(0, 0));
            pasted.refused.push(Refused { row: 1, column: 1, what, text, reason });
            pasted
        }
    }
}

/// Which rows and columns of figures have something in them.
fn written<T>(block: &Block, rows: &[Option<T>], columns: &[Option<T>]) -> (Vec<bool>, Vec<bool>) {
    let mut found = (vec![false; rows.len()], vec![false; columns.len()]);
    for (row, _) in rows.iter().enumerate().filter(|(_, head)| head.is_some()) {
        for (column, text) in block.row(row).iter().enumerate() {
            if !text.is_empty() && columns[column].is_some() {
                found.0[row] = true;
                found.1[column] = true;
            }
        }
    }
    found
}

/// A pasted text as it is shown again, 40 characters at most.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

/// "first", "second" … of a place counted from 0.
fn ordinal(at: usize) -> String {
    const WORDS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    WORDS.get(at).map_or_else(|| format!("{}th", at + 1), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests;
