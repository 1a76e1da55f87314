//! A workbook as the folder it would have been: what reads it has a process of its own.
//!
//! An archive can hold a million times what it weighs, and a reader of workbooks may take all the memory
//! there is. So the process is given limits by the shell before it starts, measures what the archive
//! really holds, and only then reads it. Refuses what is larger, and sheets that are not ours.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use calamine::{DataRef, Reader, Xlsx, open_workbook};
use chrono::{Days, NaiveDate};

use super::Sink;
use super::at;
use super::book::{CONTINUED, CONTINUED_COLUMNS};
use super::folder::Folder;
use crate::backup::Trouble;
use crate::files::guard::unguard;
use crate::store::tidy::{Cell, TABLES, Table};

/// The largest workbook, in bytes.
const LARGEST: u64 = 256 << 20;
/// The most files in its archive.
const ENTRIES: usize = 200;
/// The most bytes that they may hold, counted as they are inflated.
const INFLATED: u64 = 1 << 30;
/// Memory of the process that reads it, in KiB.
const MEMORY: &str = "4194304";
/// Its time, in seconds of a processor.
const SECONDS: &str = "300";
/// Sets the limits and becomes the program.
const LIMITED: &str = "ulimit -v \"$1\" && ulimit -t \"$2\" && shift 2 && exec \"$@\"";

type Book = Xlsx<BufReader<File>>;
/// Parts of texts that go on, by table, row and column.
type Longer = HashMap<(String, u64, String), Vec<String>>;

/// A folder that goes away.
pub(super) struct Opened(PathBuf);

impl Opened {
    /// The folder of the tables.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // What is left in the folder for temporary files is cleared by the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Unpacks a workbook in a process with limits.
///
/// # Errors
/// With a sentence, when it is too large, no workbook or none of ours.
pub(super) fn in_child(workbook: &Path, program: &Path) -> Result<Opened, Trouble> {
    let mut start = [0; 4];
    let file = File::open(workbook).map_err(at(workbook))?;
    let size = file.metadata().map_err(at(workbook))?.len();
    let mut head = file.take(4);
    if head.read_exact(&mut start).is_err() || &start != b"PK\x03\x04" {
        let why = format!("{} is neither a folder nor an Excel workbook.", workbook.display());
        return Err(Trouble::Refused(why));
    }
    if size > LARGEST {
        let why = "The workbook is larger than 256 MiB. Export a folder and import that.";
        return Err(Trouble::Refused(why.to_owned()));
    }
    let mut number = [0; 8];
    getrandom::fill(&mut number).map_err(|error| Trouble::Refused(error.to_string()))?;
    let name = format!("beforehand-import-{:016x}", u64::from_le_bytes(number));
    let opened = Opened(std::env::temp_dir().join(name));
    let child = Command::new("/bin/sh")
        .args(["-c", LIMITED, "sh", MEMORY, SECONDS])
        .arg(program)
        .arg("unpack")
        .args([workbook, &opened.0])
        .stdin(Stdio::null())
        .output();
    let done = child.map_err(at(Path::new("/bin/sh")))?;
    if done.status.success() {
        return Ok(opened);
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let said = said.trim().trim_start_matches("beforehand: ");
    let why = match done.status.code() {
        Some(1) if !said.is_empty() => said.to_owned(),
        _ => "The workbook takes more memory or time than it may. Export a folder and import that."
            .to_owned(),
    };
    Err(Trouble::Refused(why))
}

/// Writes a workbook's tables as a folder. Only in a process of its own.
///
/// # Errors
/// When it is no export of ours, or holds too much.
pub fn unpack(workbook: &Path, to: &Path) -> Result<(), Trouble> {
    measure(workbook, INFLATED)?;
    let mut book: Book = open_workbook(workbook).map_err(unreadable)?;
    let names = book.sheet_names();
    let mut longer = Longer::new();
    if names.iter().any(|name| name == CONTINUED) {
        rows(&mut book, CONTINUED, CONTINUED_COLUMNS.len(), &mut |number, mut cells| {
            if number > 1 {
                let row = cells[1].parse().unwrap_or(0);
                let text = cells.pop().unwrap_or_default();
                longer.entry((cells[0].clone(), row, cells[2].clone())).or_default().push(text);
            }
            Ok(())
        })?;
    }
    let mut folder = Folder::new(to)?;
    for table in &TABLES {
        let next = (2..).map(|n| format!("{} {n}", table.name));
        let sheets = std::iter::once(table.name.to_owned()).chain(next);
        let sheets: Vec<_> = sheets.take_while(|sheet| names.contains(sheet)).collect();
        if sheets.is_empty() {
            return Err(Trouble::Refused(format!("The workbook has no sheet {}.", table.name)));
        }
        folder.begin(table)?;
        let mut before = 0;
        for sheet in sheets {
            let mut last = 0;
            rows(&mut book, &sheet, table.columns.len(), &mut |number, cells| {
                if number == 1 {
                    return heading(table, &cells);
                }
                last = number - 1;
                // An empty row is none.
                if cells.iter().all(String::is_empty) {
                    return Ok(());
                }
                let row = before + number;
                let whole = table.columns.iter().zip(cells).map(|(column, mut text)| {
                    if !longer.is_empty()
                        && let Some(parts) =
                            longer.get(&(table.name.to_owned(), row, column.name.to_owned()))
                    {
                        text.push_str(&parts.concat());
                    }
                    Cell::Text(text)
                });
                folder.row(&whole.collect::<Vec<_>>())
            })?;
            before += last;
        }
    }
    folder.close()
}

fn heading(table: &Table, cells: &[String]) -> Result<(), Trouble> {
    if table.columns.iter().map(|column| column.name).eq(cells.iter().map(String::as_str)) {
        return Ok(());
    }
    let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    let names = names.join(", ");
    Err(Trouble::Refused(format!("{}: Its first row must be: {names}.", table.name)))
}

fn unreadable(error: impl std::fmt::Display) -> Trouble {
    Trouble::Refused(format!("The workbook cannot be read: {error}."))
}

/// Counts what the archive really holds, whatever it says.
fn measure(workbook: &Path, most: u64) -> Result<(), Trouble> {
    let refused = |why: &str| Trouble::Refused(format!("{why} Export a folder and import that."));
    let file = File::open(workbook).map_err(at(workbook))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(unreadable)?;
    if archive.len() > ENTRIES {
        return Err(refused("The workbook holds more files than one of ours."));
    }
    let mut left = most;
    for n in 0..archive.len() {
        let entry = archive.by_index(n).map_err(unreadable)?;
        let read = io::copy(&mut entry.take(left + 1), &mut io::sink()).map_err(unreadable)?;
        left = left.checked_sub(read).ok_or_else(|| refused("The workbook holds too much."))?;
    }
    Ok(())
}

/// Hands on each row of a sheet, the heading too, with its number and a text a column.
fn rows(
    book: &mut Book,
    sheet: &str,
    columns: usize,
    each: &mut dyn FnMut(u64, Vec<String>) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(unreadable)?;
    let (mut number, mut held) = (1, vec![String::new(); columns]);
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let row = u64::from(row) + 1;
        if row < number {
            return Err(unreadable(format!("rows of {sheet} are not in order")));
        }
        while number < row {
            each(number, std::mem::replace(&mut held, vec![String::new(); columns]))?;
            number += 1;
        }
        let text = text(cell.get_value());
        match held.get_mut(column as usize) {
            Some(held) => *held = text,
            None if text.is_empty() => {}
            None => {
                let why = format!("row {row} of {sheet} has more than {columns} cells");
                return Err(unreadable(why));
            }
        }
    }
    each(number, held)
}

/// A cell as a file of text has it.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => unguard(text).to_owned(),
        DataRef::SharedString(text) => unguard(text).to_owned(),
        DataRef::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(moment) => day(moment.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Excel's number of a day, as a day; as the number where it is none.
fn day(number: f64) -> String {
    let whole = number.fract() == 0.0 && number > 60.0;
    let first = NaiveDate::from_ymd_opt(1899, 12, 30).filter(|_| whole);
    let day = first.and_then(|first| first.checked_add_days(Days::new(number as u64)));
    day.map_or_else(|| number.to_string(), |day| Cell::Day(day).text().into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive of so many files of so many zeros.
    fn archive(name: &str, files: usize, zeros: usize) -> PathBuf {
        let path = std::env::temp_dir().join(format!("beforehand-{name}-{}", std::process::id()));
        let mut zip = ZipWriter::new(File::create(&path).unwrap());
        for n in 0..files {
            zip.start_file(format!("{n}.xml"), SimpleFileOptions::default()).unwrap();
            zip.write_all(&vec![0; zeros]).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    #[test]
    fn an_archive_is_measured_by_what_it_holds() {
        let check = |path: &Path, most: u64, expected: &str| {
            let said = measure(path, most).err().map(|why| why.to_string()).unwrap_or_default();
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
        };
        let path = archive("measured", 3, 1 << 20);
        check(&path, 3 << 20, "");
        check(&path, (3 << 20) - 1, "holds too much");
        // It says that its files are empty.
        let mut bytes = fs::read(&path).unwrap();
        let size = (1_u32 << 20).to_le_bytes();
        let found: Vec<_> = (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == size).collect();
        assert!(found.len() >= 3, "{found:?}");
        for at in found {
            bytes[at..at + 4].fill(0);
        }
        fs::write(&path, bytes).unwrap();
        assert!(measure(&path, 1 << 20).is_err());
        fs::remove_file(&path).unwrap();
        let path = archive("many", ENTRIES + 1, 1);
        check(&path, 1 << 20, "more files");
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_day_is_a_day_and_a_number_a_number() {
        let check = |number: f64, expected: &str| assert_eq!(day(number), expected);
        check(46_027.0, "2026-01-05");
        check(61.0, "1900-03-01");
        check(0.5, "0.5");
        check(59.0, "59");
    }
}
