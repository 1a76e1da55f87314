//! Where a block keeps its headings: rows on top, columns at the left.
//!
//! Refuses to look further than the first few: a table whose headings stand deep inside is read as
//! figures, whose words are then refused one by one.

use super::block::Block;
use super::date::{is_week_heading, read_date};
use super::heading::{Heading, Vocabulary};
use super::value::{is_count, is_word};
use super::weeks::are_serials;
use crate::week::Week;

/// At most this many rows or columns of headings.
const DEEPEST: usize = 4;

/// A row or column of headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strip {
    /// Its row or column in the block, from 0.
    pub at: usize,
    /// It holds dates as Excel's serial numbers.
    pub serial: bool,
}

/// Where headings stand and where figures begin.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Rows of headings, top down.
    pub rows: Vec<Strip>,
    /// Columns of headings, from the left.
    pub columns: Vec<Strip>,
    /// The first row of figures.
    pub first_row: usize,
}

/// What a cell looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Blank,
    Count,
    /// "closed", a dash: words that stand where a figure would.
    Word,
    Date,
    Name,
    Text,
}

struct Eyes<'a> {
    block: &'a Block,
    vocabulary: &'a Vocabulary,
}

impl Eyes<'_> {
    fn look(&self, row: usize, column: usize) -> Look {
        let text = self.block.cell(row, column);
        if text.is_empty() {
            Look::Blank
        } else if is_count(text) {
            Look::Count
        } else if is_word(text) {
            Look::Word
        } else if read_date(text).is_some() {
            Look::Date
        } else if matches!(self.vocabulary.find(text), Heading::Named(_)) {
            Look::Name
        } else {
            Look::Text
        }
    }
}

/// Finds the headings of a block.
pub(super) fn find_shape(block: &Block, vocabulary: &Vocabulary, grid: &[Week]) -> Shape {
    let eyes = Eyes { block, vocabulary };
    let mut shape = Shape { first_row: heading_rows(&eyes), ..Shape::default() };
    shape.rows = (0..shape.first_row).map(|at| Strip { at, serial: false }).collect();
    heading_columns(&eyes, &mut shape, grid);
    let above = shape.rows.iter().any(|strip| {
        (0..block.row(strip.at).len()).any(|column| eyes.look(strip.at, column) == Look::Date)
    });
    if !above && !shape.columns.is_empty() && is_serial_row(&eyes, &shape, grid) {
        shape.rows.push(Strip { at: shape.first_row, serial: true });
        shape.first_row += 1;
    }
    shape
}

/// How many rows on top are headings: rows without a figure that name something beyond the first
/// column, and titles above them, the date of the whole table among them. The last row never is.
fn heading_rows(eyes: &Eyes<'_>) -> usize {
    let block = eyes.block;
    let filled = block.columns() == 1 || (1..block.rows()).any(|row| is_count(block.cell(row, 0)));
    let first = usize::from(!filled);
    let is_date = |row: &usize| eyes.look(*row, 0) == Look::Date;
    let one_date = (0..block.rows()).filter(is_date).nth(1).is_none();
    let mut found = 0;
    let mut named = false;
    for row in 0..block.rows().saturating_sub(1).min(DEEPEST) {
        let looks = || (0..block.row(row).len()).map(|column| (column, eyes.look(row, column)));
        if looks().any(|(_, look)| matches!(look, Look::Count | Look::Word)) {
            break;
        }
        let beyond =
            |wanted: &[Look]| looks().any(|(c, look)| c >= first && wanted.contains(&look));
        if beyond(&[Look::Date, Look::Name]) {
            named = true;
            found = row + 1;
        } else if !named && (beyond(&[Look::Text]) || eyes.look(row, 0) == Look::Text)
            || one_date && is_date(&row) && looks().all(|(c, look)| c == 0 || look == Look::Blank)
        {
            found = row + 1;
        }
    }
    found
}

/// The columns that name weeks, one at most, wherever it stands, and those before the first figure
/// that name figures; else a first column of other words, which then names nothing known.
fn heading_columns(eyes: &Eyes<'_>, shape: &mut Shape, grid: &[Week]) {
    let block = eyes.block;
    let rows = shape.first_row..block.rows();
    let (mut figures, mut weeks) = (false, false);
    for column in 0..block.columns() {
        let mut seen = [false; 6];
        for row in rows.clone() {
            seen[eyes.look(row, column) as usize] = true;
        }
        let saw = |look: Look| seen[look as usize];
        let mut headings = (0..shape.first_row).rev().map(|row| block.cell(row, column));
        let heading = headings.find(|text| !text.is_empty());
        let says_weeks = heading.is_some_and(is_week_heading);
        if saw(Look::Count) {
            // Without a heading only a run of three or more is taken for dates.
            let least = if shape.first_row > 0 { 1 } else { 3 };
            let texts = rows.clone().map(|row| block.cell(row, column));
            let leads = column == shape.columns.len() && column + 1 < block.columns();
            let unnamed = says_weeks || (heading.is_none() && leads);
            if unnamed && !weeks && are_serials(texts, grid, least) {
                weeks = true;
                shape.columns.push(Strip { at: column, serial: true });
            } else {
                figures = true;
            }
            continue;
        }
        if !figures && (column + 1 == block.columns() || column >= DEEPEST) {
            continue;
        }
        let dates = saw(Look::Date) && !(figures && (saw(Look::Name) || saw(Look::Text)));
        let is_weeks = !weeks && (says_weeks || dates);
        if is_weeks || (!figures && saw(Look::Name)) {
            weeks |= is_weeks;
            shape.columns.push(Strip { at: column, serial: false });
        }
    }
    let first = |look: Look| rows.clone().any(|row| eyes.look(row, 0) == look);
    let words = first(Look::Text) && !first(Look::Count) && !first(Look::Word);
    if shape.columns.is_empty() && block.columns() > 1 && words {
        shape.columns.push(Strip { at: 0, serial: false });
    }
}

/// Whether the first row of figures is one of Excel dates above named rows.
fn is_serial_row(eyes: &Eyes<'_>, shape: &Shape, grid: &[Week]) -> bool {
    let row = shape.first_row;
    let is_name = |column: usize| shape.columns.iter().any(|strip| strip.at == column);
    let corner = |strip: &Strip| {
        let text = eyes.block.cell(row, strip.at);
        text.is_empty() || is_week_heading(text)
    };
    let named = shape
        .columns
        .iter()
        .any(|strip| (row..eyes.block.rows()).any(|row| eyes.look(row, strip.at) == Look::Name));
    let length = eyes.block.row(row).len();
    let texts = (0..length).filter(|c| !is_name(*c)).map(|c| eyes.block.cell(row, c));
    named
        && row + 1 < eyes.block.rows()
        && shape.columns.iter().all(corner)
        && are_serials(texts, grid, 1)
}
