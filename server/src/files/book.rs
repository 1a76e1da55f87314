//! What every workbook has in common: paper, texts, tables, a sheet of names and texts.
//!
//! Refuses to write a text as a formula or a link, and what is not known as anything but an empty
//! cell.

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table, TableColumn, TableStyle, Worksheet,
    XlsxError,
};

/// Excel's limit for a cell is 32,767 characters.
const LONGEST: usize = 32_000;

/// One cell of a table: what it is decides how a file writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// A number.
    Number(f64),
    /// A fraction, shown as a percentage.
    Share(f64),
    /// Words.
    Text(String),
}

impl Cell {
    /// A number where there is one.
    pub fn number(value: Option<f64>) -> Self {
        value.filter(|value| value.is_finite()).map_or(Self::Empty, Self::Number)
    }

    /// A fraction where there is one.
    pub fn share(value: Option<f64>) -> Self {
        value.filter(|value| value.is_finite()).map_or(Self::Empty, Self::Share)
    }

    /// A text that any file can hold.
    pub fn text(text: &str) -> Self {
        Self::Text(super::sheet::plain(text))
    }
}

/// How the long texts of a table stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// On one line, for tables of many rows.
    OneLine,
    /// Broken into lines, so that a table of many columns can be read on paper.
    Broken,
}

/// A sheet that is one Excel table of that name, ready to be sorted and filtered.
pub fn table(
    page: &mut Worksheet,
    name: &str,
    heads: &[&str],
    rows: &[Vec<Cell>],
    texts: Texts,
) -> Result<(), XlsxError> {
    paper(page.set_name(name)?);
    let plain = match texts {
        Texts::OneLine => Format::new(),
        Texts::Broken => Format::new().set_text_wrap().set_align(FormatAlign::Top),
    };
    let number = plain.clone().set_num_format("#,##0.##");
    let share = plain.clone().set_num_format("0.0%");
    for (n, row) in rows.iter().enumerate() {
        let at = n as u32 + 1;
        for (m, cell) in row.iter().enumerate() {
            let column = m as u16;
            match cell {
                Cell::Empty => {}
                Cell::Number(value) => {
                    page.write_number_with_format(at, column, *value, &number)?;
                }
                Cell::Share(value) => {
                    page.write_number_with_format(at, column, *value, &share)?;
                }
                Cell::Text(words) => text(page, at, column, words, &plain)?,
            }
        }
    }
    let column = |head: &&str| TableColumn::new().set_header(*head).set_header_format(&plain);
    let columns: Vec<_> = heads.iter().map(column).collect();
    let last = (rows.len() as u32).max(1);
    let whole = Table::new().set_name(name).set_style(TableStyle::Light1);
    let whole = whole.set_banded_rows(false).set_columns(&columns);
    page.add_table(0, 0, last, heads.len() as u16 - 1, &whole)?;
    page.set_freeze_panes(1, 1)?;
    match texts {
        Texts::OneLine => {
            page.set_autofit_max_width(320);
            page.autofit();
        }
        Texts::Broken => narrow(page, heads, rows)?,
    }
    Ok(())
}

/// The widest column of broken texts, and the narrowest of all, in letters.
const WIDEST: usize = 34;
const NARROWEST: usize = 9;
/// Room for the button of a column's head.
const BUTTON: usize = 3;

/// Columns as wide as their longest word or number needs, and rows as high as their texts then are: not
/// every program finds that itself.
fn narrow(page: &mut Worksheet, heads: &[&str], rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
    let letters = |cell: &Cell| match cell {
        Cell::Text(words) => words.chars().count(),
        _ => 0,
    };
    let longest = |words: &str| words.split(' ').map(|word| word.chars().count()).max();
    let width = |(n, head): (usize, &&str)| {
        let texts = rows.iter().map(|row| letters(&row[n])).max().unwrap_or(0);
        let head = longest(head).unwrap_or(0) + BUTTON;
        (texts + 1).max(head).clamp(NARROWEST, WIDEST)
    };
    let widths: Vec<usize> = heads.iter().enumerate().map(width).collect();
    for (n, width) in widths.iter().enumerate() {
        page.set_column_width(n as u16, *width as f64)?;
    }
    let lines = heads.iter().zip(&widths).map(|(head, width)| lines_of(head, width - BUTTON));
    page.set_row_height(0, LINE * lines.fold(1.0, f64::max))?;
    for (n, row) in rows.iter().enumerate() {
        let lines = row.iter().zip(&widths).map(|(cell, width)| match cell {
            // Lines are broken between words, and so hold less than they could.
            Cell::Text(words) => lines_of(words, width - width / 8),
            _ => 1.0,
        });
        page.set_row_height(n as u32 + 1, LINE * lines.fold(1.0, f64::max))?;
    }
    Ok(())
}

/// A sheet of names and texts, one a row.
pub fn lines(
    page: &mut Worksheet,
    name: &str,
    lines: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<(), XlsxError> {
    paper(page.set_name(name)?);
    page.set_screen_gridlines(false).set_column_width(0, 18)?.set_column_width(1, 110)?;
    let head = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (n, (name, value)) in lines.into_iter().enumerate() {
        text(page, n as u32, 0, name, &head)?;
        paragraph(page, (n as u32, 1), &value, &wrapped, 95)?;
    }
    Ok(())
}

/// Landscape A4, one page wide.
pub fn paper(page: &mut Worksheet) {
    page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0).ok();
}

/// The workbook's properties with the time it was made.
pub fn dated(properties: DocProperties, made: DateTime<Utc>) -> DocProperties {
    match ExcelDateTime::from_timestamp(made.timestamp()) {
        Ok(made) => properties.set_creation_datetime(&made),
        Err(_) => properties,
    }
}

/// Always a text, never a formula, a number or a link; nothing where there is none.
pub fn text(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    // The writer would take such a text for marked-up text of its own, and write it as it is.
    let text = if text.starts_with("<r>") { format!(" {text}") } else { text.to_owned() };
    page.write_string_with_format(row, column, shorter(&text, LONGEST), format)?;
    Ok(())
}

/// Height of a line of letters, in points.
pub const LINE: f64 = 15.0;

/// A text in a row as high as it needs, `letters` to a line: not every program finds that itself.
pub fn paragraph(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    words: &str,
    format: &Format,
    letters: usize,
) -> Result<(), XlsxError> {
    text(page, row, column, words, format)?;
    page.set_row_height(row, LINE * lines_of(words, letters))?;
    Ok(())
}

/// Lines that a text takes, `letters` to a line.
pub fn lines_of(words: &str, letters: usize) -> f64 {
    let lines = words.lines().map(|line| line.chars().count().div_ceil(letters).max(1));
    lines.sum::<usize>().max(1) as f64
}

/// The first `most` characters.
pub fn shorter(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use calamine::{Reader, Xlsx};
    use rust_xlsxwriter::Workbook;

    use super::*;

    #[test]
    fn what_looks_like_marked_up_text_is_text() {
        let mut book = Workbook::new();
        let words = "<r><t>x</t></bad></r>";
        text(book.add_worksheet(), 0, 0, words, &Format::new()).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("Sheet1").unwrap();
        assert_eq!(range.get((0, 0)).unwrap().to_string().trim(), words);
    }
}
