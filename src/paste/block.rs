//! A block of cells out of pasted text: tab separated as spreadsheets copy it, or CSV.
//!
//! Refuses to understand what the cells say: that is `paste`'s other parts.

use crate::entry::read_count;

/// Rows of trimmed cells. Rows may differ in length; beyond its end a row is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    rows: Vec<Vec<String>>,
    columns: usize,
    separator: char,
}

impl Block {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many columns the longest row has.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many cells stand in it, blank ones too.
    pub fn cells(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// The text of a cell, counted from 0; blank outside.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.row(row).get(column).map_or("", String::as_str)
    }

    /// The cells of a row that are there.
    pub(super) fn row(&self, row: usize) -> &[String] {
        self.rows.get(row).map_or(&[], Vec::as_slice)
    }

    /// "commas" or "semicolons", when the columns were split at those.
    pub(super) fn split_at(&self) -> Option<&'static str> {
        match self.separator {
            ',' => Some("commas"),
            ';' => Some("semicolons"),
            _ => None,
        }
    }
}

/// Reads pasted text. Tabs separate wherever there are any; else semicolons, where each line has
/// one; else commas, where all lines have equally many and they do not just group thousands:
/// lines of `1,234` are one column, and so is a single `12,5`, which is then asked about. A cell in
/// double quotes may hold separators, line breaks and doubled quotes; a quote without its partner
/// is an ordinary character.
pub fn read_block(text: &str) -> Block {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let found = if text.contains('\t') {
        None
    } else {
        [(';', are_columns as fn(&str, &[Vec<String>]) -> bool), (',', are_comma_columns)]
            .into_iter()
            .filter(|(separator, _)| text.contains(*separator))
            .map(|(separator, separates)| (separator, split(text, separator), separates))
            .find(|(_, rows, separates)| separates(text, rows))
    };
    let (separator, rows) =
        found.map_or_else(|| ('\t', split(text, '\t')), |(separator, rows, _)| (separator, rows));
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    Block { rows, columns, separator }
}

/// Whether each line that is not blank has two cells or more.
fn are_columns(_: &str, rows: &[Vec<String>]) -> bool {
    written(rows).all(|row| row.len() > 1)
}

fn are_comma_columns(text: &str, rows: &[Vec<String>]) -> bool {
    let Some(first) = written(rows).next() else { return false };
    if first.len() < 2 || written(rows).any(|row| row.len() != first.len()) {
        return false;
    }
    if text.contains('"') {
        return true;
    }
    let is_number = |row: &Vec<String>| read_count("", &row.join(",")).is_ok();
    let digits = |cell: &String| cell.chars().all(|c| c.is_ascii_digit());
    let decimal = written(rows).count() == 1 && first.len() == 2 && first.iter().all(digits);
    !decimal && !written(rows).all(is_number)
}

fn written(rows: &[Vec<String>]) -> impl Iterator<Item = &Vec<String>> {
    rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty()))
}

fn split(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    // After a quote that is never closed none is looked for, or a text full of them would be
    // searched to its end again and again.
    let mut quotes = true;
    while !rest.is_empty() || !row.is_empty() {
        let mut cell = String::new();
        if let Some(inside) =
            quotes.then(|| rest.trim_start_matches(' ').strip_prefix('"')).flatten()
        {
            if let Some((content, after)) = quoted(inside) {
                cell = content;
                rest = after;
            } else {
                quotes = false;
            }
        }
        let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
        cell.push_str(&rest[..end]);
        row.push(cell.trim().to_owned());
        rest = &rest[end..];
        if let Some(after) = rest.strip_prefix(separator) {
            rest = after;
            if !rest.is_empty() {
                continue;
            }
            row.push(String::new());
        }
        rest = rest.strip_prefix("\r\n").or(rest.strip_prefix(['\r', '\n'])).unwrap_or(rest);
        rows.push(std::mem::take(&mut row));
    }
    rows
}

/// What stands before the closing quote, and what follows it.
fn quoted(inside: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut rest = inside;
    loop {
        let at = rest.find('"')?;
        content.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                content.push('"');
                rest = after;
            }
            None => return Some((content, rest)),
        }
    }
}
