//! An export as a folder: a CSV file a table, an edition's content as a JSON file beside them.
//!
//! Refuses to let a text become a formula, and to write over a file.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use csv::{Terminator, Writer, WriterBuilder};
use tokio::sync::mpsc;

use super::readme::{Seen, package, readme};
use super::{Sink, at, drain, write};
use crate::backup::Trouble;
use crate::files::guard::guard;
use crate::store::tidy::{Cell, Kind, Part, Table};

/// Excel takes UTF-8 for UTF-8 only after this mark.
const MARK: &str = "\u{feff}";
/// Where editions' contents lie.
const EDITIONS: &str = "editions";

/// A folder under way.
pub(super) struct Folder {
    path: PathBuf,
    table: Option<(&'static Table, PathBuf, Writer<BufWriter<File>>)>,
}

impl Folder {
    /// A new one.
    pub(super) fn new(path: &Path) -> Result<Self, Trouble> {
        fs::create_dir(path).map_err(at(path))?;
        Ok(Self { path: path.to_owned(), table: None })
    }

    /// Closes the last table.
    pub(super) fn close(&mut self) -> Result<(), Trouble> {
        let Some((_, path, csv)) = self.table.take() else { return Ok(()) };
        let buffer = csv.into_inner().map_err(|error| at(&path)(error.into_error()))?;
        let file = buffer.into_inner().map_err(|error| at(&path)(error.into_error()))?;
        file.sync_all().map_err(at(&path))
    }

    /// Says what all of it is.
    pub(super) fn finish(mut self, seen: &Seen, now: DateTime<Utc>) -> Result<(), Trouble> {
        self.close()?;
        write(&self.path.join("README.txt"), readme(seen, now).as_bytes())?;
        write(&self.path.join("datapackage.json"), package().as_bytes())
    }

    /// Writes a text into a file of its own; gives its name.
    fn aside(&self, cells: &[Cell], end: &str, text: &str) -> Result<String, Trouble> {
        let folder = self.path.join(EDITIONS);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let name: Vec<_> = cells.iter().take(3).map(Cell::text).collect();
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let name = name.join("-").replace(|c| !safe(c), "-");
        let name = format!("{name}{end}.json");
        write(&folder.join(&name), text.as_bytes())?;
        Ok(format!("{EDITIONS}/{name}"))
    }
}

impl Sink for Folder {
    fn begin(&mut self, table: &'static Table) -> Result<(), Trouble> {
        self.close()?;
        let path = self.path.join(format!("{}.csv", table.name));
        let file = File::create_new(&path).map_err(at(&path))?;
        let mut file = BufWriter::new(file);
        file.write_all(MARK.as_bytes()).map_err(at(&path))?;
        let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
        heading(&mut csv, table).map_err(|error| at(&path)(error.into()))?;
        self.table = Some((table, path, csv));
        Ok(())
    }

    fn row(&mut self, cells: &[Cell]) -> Result<(), Trouble> {
        let Some((table, ..)) = &self.table else { return Ok(()) };
        let mut texts = Vec::with_capacity(cells.len());
        for (cell, column) in cells.iter().zip(table.columns) {
            texts.push(match (cell, column.kind) {
                (Cell::Text(text), Kind::Json(end)) => self.aside(cells, end, text)?,
                _ => guard(&cell.text()),
            });
        }
        let Some((_, path, csv)) = &mut self.table else { return Ok(()) };
        csv.write_record(&texts).map_err(|error| at(path)(error.into()))
    }
}

fn heading<W: Write>(csv: &mut Writer<W>, table: &Table) -> Result<(), csv::Error> {
    csv.write_record(table.columns.iter().map(|column| column.name))
}

/// A table in memory.
struct Memory(Writer<Vec<u8>>);

impl Sink for Memory {
    fn begin(&mut self, table: &'static Table) -> Result<(), Trouble> {
        heading(&mut self.0, table).map_err(|error| unwritten(&error))
    }

    fn row(&mut self, cells: &[Cell]) -> Result<(), Trouble> {
        self.0
            .write_record(cells.iter().map(|cell| guard(&cell.text())))
            .map_err(|error| unwritten(&error))
    }
}

fn unwritten(error: &impl ToString) -> Trouble {
    Trouble::Refused(error.to_string())
}

/// One table as a CSV file in memory.
///
/// # Errors
/// When it is not whole.
pub fn counts_file(parts: mpsc::Receiver<Part>) -> Result<Vec<u8>, Trouble> {
    let csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(MARK.into());
    let mut memory = Memory(csv);
    drain(parts, &mut memory)?;
    memory.0.into_inner().map_err(|error| unwritten(&error))
}
