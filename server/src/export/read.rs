//! Reads an export's folder, row by row.
//!
//! Refuses to guess: another heading, a row of another length, a cell that is not what its column says
//! are named by file, row and column. Nothing of it is kept unless all of it is right.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Component, Path};

use csv::{ReaderBuilder, StringRecord};

use crate::files::guard::unguard;
use crate::store::tidy::{CONTENTS, Content, Intake, Kind, TABLES, Table};

/// How many problems are listed before the rest is only counted.
const LISTED: usize = 20;
/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 30;

/// What is wrong with an export.
#[derive(Debug, Default)]
pub(super) struct Faults {
    listed: Vec<String>,
    count: usize,
}

impl Faults {
    fn add(&mut self, fault: String) {
        self.count += 1;
        if self.listed.len() < LISTED {
            self.listed.push(fault);
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Nothing was imported: {} problem(s).", self.count)?;
        for fault in &self.listed {
            writeln!(f, "  {fault}")?;
        }
        if self.count > self.listed.len() {
            writeln!(f, "  and {} more", self.count - self.listed.len())?;
        }
        f.write_str("Take the export as it was made; change numbers after it is in.")
    }
}

/// Reads all tables; `ending` is what a person sees behind a table's name.
///
/// # Errors
/// Everything that is wrong.
pub(super) fn folder(folder: &Path, ending: &str, intake: &mut Intake) -> Result<(), Faults> {
    let mut faults = Faults::default();
    let mut told = Vec::new();
    for table in &TABLES {
        let file = format!("{}{ending}", table.name);
        intake.begin(table);
        let mut row_of = |number: u64, cells: &[String], faults: &mut Faults| {
            if table.name == CONTENTS {
                told.push(cells.to_vec());
            }
            for (column, why) in intake.row(cells).err().unwrap_or_default() {
                let column =
                    if column.is_empty() { String::new() } else { format!(", column {column}") };
                faults.add(format!("{file}, row {number}{column}: {why}"));
            }
        };
        if let Err(why) = rows(folder, table, &mut faults, &file, &mut row_of) {
            faults.add(format!("{file}: {why}"));
        }
        intake.end();
    }
    if faults.count == 0 {
        compare(intake.contents(), &told, ending, &mut faults);
    }
    if faults.count == 0 { Ok(()) } else { Err(faults) }
}

/// Hands on each row of a table.
fn rows(
    folder: &Path,
    table: &'static Table,
    faults: &mut Faults,
    file: &str,
    each: &mut dyn FnMut(u64, &[String], &mut Faults),
) -> Result<(), String> {
    let path = folder.join(format!("{}.csv", table.name));
    let unread = |error: std::io::Error| format!("It cannot be read: {error}.");
    let open = File::open(&path).map_err(unread)?;
    if open.metadata().map_err(unread)?.len() > LARGEST {
        return Err("It is larger than 1 GiB.".to_owned());
    }
    let mut open = BufReader::new(open);
    let mut mark = [0; 3];
    if open.read_exact(&mut mark).is_err() || mark != [0xEF, 0xBB, 0xBF] {
        open.seek(SeekFrom::Start(0)).map_err(unread)?;
    }
    let mut csv = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(open);
    let (mut record, mut number) = (StringRecord::new(), 0);
    loop {
        number += 1;
        match csv.read_record(&mut record) {
            Ok(false) if number == 1 => return Err("It is empty.".to_owned()),
            Ok(false) => return Ok(()),
            Err(error) => return Err(format!("Row {number} cannot be read: {error}.")),
            Ok(true) => {}
        }
        if number == 1 {
            let names = table.columns.iter().map(|column| column.name);
            if !record.iter().map(str::trim).eq(names.clone()) {
                let names: Vec<_> = names.collect();
                return Err(format!("Its first row must be: {}.", names.join(", ")));
            }
            continue;
        }
        if record.len() != table.columns.len() {
            let (cells, columns) = (record.len(), table.columns.len());
            faults.add(format!("{file}, row {number}: It has {cells} cells and not {columns}."));
            continue;
        }
        let mut cells = Vec::with_capacity(record.len());
        for (cell, column) in record.iter().zip(table.columns) {
            let cell = unguard(cell);
            if matches!(column.kind, Kind::Json(_)) {
                match aside(folder, cell) {
                    Ok(text) => cells.push(text),
                    Err(why) => {
                        faults.add(format!("{file}, row {number}, column {}: {why}", column.name));
                    }
                }
            } else {
                cells.push(cell.to_owned());
            }
        }
        if cells.len() == table.columns.len() {
            each(number, &cells, faults);
        }
    }
}

/// The text of a file that a cell names, in the folder and nowhere else.
fn aside(folder: &Path, name: &str) -> Result<String, String> {
    let path = Path::new(name);
    if name.is_empty() || !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err("This is not the name of a file in the folder.".to_owned());
    }
    let unread = |error: std::io::Error| format!("{name} cannot be read: {error}.");
    let mut text = String::new();
    let open = File::open(folder.join(path)).map_err(unread)?;
    open.take(LARGEST).read_to_string(&mut text).map_err(unread)?;
    Ok(text)
}

/// Whether what was read is what the contents say was taken out.
fn compare(read: &[Content], told: &[Vec<String>], ending: &str, faults: &mut Faults) {
    for content in read.iter().filter(|content| content.table != CONTENTS) {
        let name = content.table;
        match told.iter().find(|row| row[0] == name) {
            None => faults.add(format!("{CONTENTS}{ending}: It does not name {name}.")),
            Some(row) if row[1] != content.rows.to_string() => faults.add(format!(
                "{name}{ending}: It has {} rows, and {} were exported.",
                content.rows, row[1]
            )),
            Some(row) if row[2] != content.sha256 => {
                faults.add(format!("{name}{ending}: A cell is not what was exported."));
            }
            Some(_) => {}
        }
    }
}
