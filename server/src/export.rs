//! A way out: everything as tidy tables that any other program reads, in a folder or a workbook, and
//! from there into an empty database.
//!
//! Refuses to write over anything, to leave half an export under its name, and to take in what is not
//! whole. Passwords, sessions and tokens are in no export.

mod book;
mod folder;
mod read;
mod readme;
mod unpack;

pub use folder::counts_file;
pub use unpack::unpack;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use self::book::Book;
use self::folder::Folder;
use self::readme::Seen;
use crate::backup::Trouble;
use crate::store::tidy::{Cell, Intake, Part, Scope, Table};
use crate::store::{Store, StoreError};

/// Parts that wait to be written: the database is read as fast as they are.
const WAITING: usize = 8;
/// The end of the name of what is not an export yet.
const PARTIAL: &str = ".partial";

/// What rows are written to.
trait Sink {
    /// A table begins.
    fn begin(&mut self, table: &'static Table) -> Result<(), Trouble>;
    /// One row of it.
    fn row(&mut self, cells: &[Cell]) -> Result<(), Trouble>;
}

/// Names the file that a problem is about.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Trouble {
    let path = path.to_owned();
    |error| Trouble::File(path, error)
}

/// Takes everything out, or one service, into a new folder, or into a new workbook where the name ends
/// in `.xlsx`.
///
/// # Errors
/// When there is something of that name, the database does not answer or the files cannot be written:
/// then there is no export.
pub async fn export(
    store: &Store,
    service: Option<i32>,
    to: &Path,
    now: DateTime<Utc>,
) -> Result<(), Trouble> {
    if to.exists() {
        let why = format!("There is something at {} already. Give another name.", to.display());
        return Err(Trouble::Refused(why));
    }
    let mut partial = to.as_os_str().to_owned();
    partial.push(PARTIAL);
    let partial = PathBuf::from(partial);
    let (sender, parts) = mpsc::channel(WAITING);
    let (place, workbook) = (partial.clone(), is_workbook(to));
    let writing = tokio::task::spawn_blocking(move || {
        if workbook {
            let bytes = book(parts, now)?;
            write(&place, &bytes)
        } else {
            let mut folder = Folder::new(&place)?;
            let seen = drain(parts, &mut folder)?;
            folder.finish(&seen, now)
        }
    });
    let read = store.take_out(Scope { service, table: None }, sender).await;
    let written = writing.await.map_err(|error| StoreError::Internal(error.to_string()))?;
    // Who stopped writing is why nobody read on.
    let done = match (written, read) {
        (Err(Trouble::Store(_)), Err(error)) => Err(error.into()),
        (Err(trouble), _) => Err(trouble),
        (Ok(()), read) => read.map_err(Trouble::from),
    };
    let done = done.and_then(|()| fs::rename(&partial, to).map_err(at(to)));
    if done.is_err() {
        // What is half written is no export; the problem is the one to tell.
        let _ = fs::remove_dir_all(&partial).or_else(|_| fs::remove_file(&partial));
    }
    done
}

/// Whether a name is that of a workbook.
pub fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

/// What is handed over, as a workbook.
///
/// # Errors
/// When it is not whole, or more than a workbook holds.
pub fn book(parts: mpsc::Receiver<Part>, now: DateTime<Utc>) -> Result<Vec<u8>, Trouble> {
    let mut book = Book::default();
    let seen = drain(parts, &mut book)?;
    book.finish(&seen, now)
}

/// Takes an export into an empty database: a folder, or a workbook, which `program` (this one) reads in
/// a process of its own.
///
/// # Errors
/// [`Trouble::Refused`] with everything that is wrong, by file, row and column; then nothing was taken.
pub async fn import(store: &Store, from: &Path, program: &Path) -> Result<(), Trouble> {
    let meta = fs::metadata(from).map_err(at(from))?;
    let from = from.to_owned();
    let ended = |error: tokio::task::JoinError| StoreError::Internal(error.to_string());
    let opened = if meta.is_dir() {
        None
    } else {
        let (workbook, program) = (from.clone(), program.to_owned());
        let unpacked = tokio::task::spawn_blocking(move || unpack::in_child(&workbook, &program));
        Some(unpacked.await.map_err(ended)??)
    };
    let (sender, loads) = mpsc::channel(WAITING);
    let reading = tokio::task::spawn_blocking(move || {
        let folder = opened.as_ref().map_or(&*from, |opened| opened.path());
        let ending = if opened.is_some() { "" } else { ".csv" };
        let mut intake = Intake::new(sender);
        let read = read::folder(folder, ending, &mut intake);
        if read.is_ok() {
            intake.finish();
        }
        read
    });
    let taken = store.take_in(loads).await;
    match (reading.await.map_err(ended)?, taken) {
        // What the database refuses ends the reading too: its reason is the one to tell.
        (_, Err(error)) => Err(error.into()),
        (Err(faults), _) => Err(Trouble::Refused(faults.to_string())),
        (Ok(()), Ok(true)) => Ok(()),
        (Ok(()), Ok(false)) => Err(StoreError::Internal("nothing was taken in".to_owned()).into()),
    }
}

/// Writes what is handed over to a sink, all of it.
fn drain(mut parts: mpsc::Receiver<Part>, sink: &mut dyn Sink) -> Result<Seen, Trouble> {
    let mut seen = Seen::default();
    loop {
        match parts.blocking_recv() {
            Some(Part::Table(table)) => {
                sink.begin(table)?;
                seen.begin(table);
            }
            Some(Part::Rows(rows)) => {
                for row in rows {
                    sink.row(&row)?;
                    seen.row(&row);
                }
            }
            Some(Part::End) => return Ok(seen),
            None => return Err(StoreError::Busy("it stopped while it was read".to_owned()).into()),
        }
    }
}

/// Writes a file, and is sure that it is there.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let mut file = File::create_new(path).map_err(at(path))?;
    io::Write::write_all(&mut file, bytes).map_err(at(path))?;
    file.sync_all().map_err(at(path))
}

#[cfg(test)]
mod tests;
