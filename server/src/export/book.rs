//! An export as one workbook: a sheet a table.
//!
//! Refuses to write a text as a formula. What is longer than a cell goes on in the sheet `continued`,
//! and what is longer than a sheet in another one; nothing is cut off.

use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Sink;
use super::readme::{Seen, readme};
use crate::backup::Trouble;
use crate::files::guard::guard;
use crate::store::tidy::{Cell, Table};

/// Rows of a sheet, the heading left out: Excel's limit is 1,048,576.
const ROWS: u32 = 1_000_000;
/// Characters of a cell: Excel's limit is 32,767 units of 16 bits.
const LONGEST: usize = 16_000;
/// The sheet of what is longer than a cell.
pub(super) const CONTINUED: &str = "continued";
/// Its columns: the table, the row in it (the heading is row 1), the column's heading, which part
/// (2 is the first that goes on), and the text.
pub(super) const CONTINUED_COLUMNS: [&str; 5] = ["table", "row", "column", "part", "text"];
/// Days before this are no days to Excel.
const FIRST_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(1900, 3, 1);

/// A workbook under way.
#[derive(Default)]
pub(super) struct Book {
    workbook: Workbook,
    table: Option<&'static Table>,
    rows: u32,
    sheet: u32,
    continued: Vec<(&'static str, u32, &'static str, usize, String)>,
}

fn refused(error: &XlsxError) -> Trouble {
    Trouble::Refused(format!("The workbook cannot be written: {error}."))
}

impl Book {
    /// Adds what goes on, and says what all of it is.
    pub(super) fn finish(mut self, seen: &Seen, now: DateTime<Utc>) -> Result<Vec<u8>, Trouble> {
        let written = self.close(seen, now);
        written.map_err(|error| refused(&error))
    }

    fn close(&mut self, seen: &Seen, now: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
        if !self.continued.is_empty() {
            let page = self.workbook.add_worksheet().set_name(CONTINUED)?;
            heads(page, &CONTINUED_COLUMNS)?;
            for (n, (table, row, column, part, text)) in self.continued.iter().enumerate() {
                let at = n as u32 + 1;
                page.write_string(at, 0, *table)?;
                page.write_number(at, 1, *row)?;
                page.write_string(at, 2, *column)?;
                page.write_number(at, 3, *part as u32)?;
                page.write_string(at, 4, guard(text))?;
            }
        }
        let page = self.workbook.add_worksheet().set_name("README")?;
        page.set_column_width(0, 110)?;
        for (n, line) in readme(seen, now).lines().enumerate() {
            page.write_string(n as u32, 0, guard(line))?;
        }
        page.set_active(true);
        let made = ExcelDateTime::from_timestamp(now.timestamp())?;
        let properties = DocProperties::new().set_title("Everything from Beforehand");
        self.workbook.set_properties(&properties.set_creation_datetime(&made));
        self.workbook.save_to_buffer()
    }

    /// The sheet of the table under way; a new one when the last is full.
    fn page(&mut self) -> Result<Option<(&'static Table, &mut Worksheet)>, XlsxError> {
        let Some(table) = self.table else { return Ok(None) };
        if self.rows > self.sheet * ROWS {
            self.sheet += 1;
            let page = self.workbook.add_worksheet();
            page.set_name(format!("{} {}", table.name, self.sheet))?;
            columns(page, table)?;
        }
        let last = self.workbook.worksheets_mut().last_mut();
        Ok(last.map(|page| (table, page)))
    }

    fn add(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        self.rows += 1;
        let (rows, day) = (self.rows, Format::new().set_num_format("yyyy-mm-dd"));
        let at = (rows - 1) % ROWS + 1;
        let mut long = Vec::new();
        let Some((table, page)) = self.page()? else { return Ok(()) };
        for ((n, cell), column) in (0..).zip(cells).zip(table.columns) {
            match cell {
                Cell::Empty => {}
                // Excel's numbers are exact up to 15 digits.
                Cell::Number(number) if *number < 1_000_000_000_000_000 => {
                    page.write_number(at, n, *number as f64)?;
                }
                Cell::Day(date) if Some(*date) >= FIRST_DAY => {
                    page.write_date_with_format(at, n, *date, &day)?;
                }
                Cell::Number(_) | Cell::Day(_) | Cell::Text(_) => {
                    for (part, text) in parts(&cell.text()).into_iter().enumerate() {
                        if part == 0 {
                            page.write_string(at, n, guard(&text))?;
                        } else {
                            long.push((table.name, rows + 1, column.name, part + 1, text));
                        }
                    }
                }
            }
        }
        self.continued.append(&mut long);
        Ok(())
    }
}

impl Sink for Book {
    fn begin(&mut self, table: &'static Table) -> Result<(), Trouble> {
        (self.table, self.rows, self.sheet) = (Some(table), 0, 1);
        let page = self.workbook.add_worksheet();
        page.set_name(table.name)
            .and_then(|page| columns(page, table))
            .map_err(|error| refused(&error))
    }

    fn row(&mut self, cells: &[Cell]) -> Result<(), Trouble> {
        self.add(cells).map_err(|error| refused(&error))
    }
}

fn columns(page: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    heads(page, &names)?;
    page.set_freeze_panes(1, 0)?;
    (0..).zip(&names).try_for_each(|(n, _)| page.set_column_width(n, 16).map(|_| ()))
}

fn heads(page: &mut Worksheet, names: &[&str]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    (0..)
        .zip(names)
        .try_for_each(|(n, name)| page.write_string_with_format(0, n, *name, &bold).map(|_| ()))
}

/// A text in parts that a cell holds. What the writer would take for marked-up text is cut after its
/// first letter.
fn parts(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let chunks = letters.chunks(LONGEST).map(|part| part.iter().collect::<String>());
    chunks
        .flat_map(|part| match part.strip_prefix('<').filter(|rest| rest.starts_with("r>")) {
            Some(rest) => vec!["<".to_owned(), rest.to_owned()],
            None => vec![part],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_goes_on_and_none_is_markup() {
        let check = |text: String, lengths: &[usize]| {
            let parts = parts(&text);
            assert_eq!(parts.concat(), text);
            assert_eq!(parts.iter().map(|part| part.chars().count()).collect::<Vec<_>>(), lengths);
            assert!(parts.iter().all(|part| !part.starts_with("<r>")));
        };
        check(String::new(), &[]);
        check("ä".repeat(LONGEST), &[LONGEST]);
        check("ä".repeat(LONGEST + 1), &[LONGEST, 1]);
        check("<r><t>x</t></r>".to_owned(), &[1, 14]);
        check(format!("{}<r></r>", "=".repeat(LONGEST)), &[LONGEST, 1, 6]);
    }
}
