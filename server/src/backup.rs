//! Backups: a folder with a copy of the database and a manifest that proves it.
//!
//! Refuses to call anything a backup that was not read back whole, to restore what is not what its
//! manifest says, and to write over data that somebody still serves. A backup holds no session.

pub mod clock;
pub mod scheduled;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Timelike as _, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::store::{Address, Make, Store, StoreError, hexadecimal};

/// The copy of the database in a backup.
const DATA: &str = "beforehand.db";
/// The manifest beside it.
const MANIFEST: &str = "manifest.json";
/// The name of a backup's folder, by its moment.
const NAME: &str = "beforehand-%Y-%m-%dT%H%M%SZ";
/// The end of the name of a folder that is not a backup yet.
const PARTIAL: &str = ".partial";

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When it was made, UTC.
    pub made: NaiveDateTime,
    /// The program that made it.
    pub program: String,
    /// Size of the copy in bytes.
    pub bytes: u64,
    /// SHA-256 of the copy, 64 hexadecimal digits.
    pub sha256: String,
    /// The head of each chain of the history: its number (0 is the installation), how many changes,
    /// the hash of the last.
    pub heads: Vec<(i32, i64, String)>,
    /// Whether the clock made it: then the clock may remove it when it is old.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scheduled: bool,
}

/// Why there is no backup, or none was restored. Each is a sentence that says what to do.
#[derive(Debug)]
pub enum Trouble {
    /// The database says no.
    Store(StoreError),
    /// A file cannot be read or written.
    File(PathBuf, io::Error),
    /// What was read is not what was written.
    Damaged(String),
    /// Something stands in the way.
    Refused(String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => write!(f, "{error}"),
            Self::File(path, error) => {
                write!(f, "{} cannot be read or written: {error}.", path.display())
            }
            Self::Damaged(why) => write!(
                f,
                "This backup is damaged: {why}. Nothing was restored. Keep it as it is and take an older one."
            ),
            Self::Refused(why) => write!(f, "{why}"),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Names the file a problem is about.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Trouble {
    let path = path.to_owned();
    |error| Trouble::File(path, error)
}

/// Makes a backup of the database in a new folder under `under`, and reads it back. Whoever writes
/// meanwhile is not kept waiting; the backup is of one moment.
///
/// # Errors
/// When it cannot be written, or does not read back whole: then there is no backup.
pub async fn make(store: &Store, under: &Path, now: DateTime<Utc>) -> Result<PathBuf, Trouble> {
    make_as(store, under, now, false).await
}

async fn make_as(
    store: &Store,
    under: &Path,
    now: DateTime<Utc>,
    scheduled: bool,
) -> Result<PathBuf, Trouble> {
    let folder = under.join(now.format(NAME).to_string());
    if folder.exists() {
        let why = format!("There is a backup of this second already: {}.", folder.display());
        return Err(Trouble::Refused(why));
    }
    let partial = under.join(format!("{}{PARTIAL}", now.format("beforehand-%Y-%m-%dT%H%M%S%6fZ")));
    fs::create_dir_all(&partial).map_err(at(&partial))?;
    let made = fill(store, &partial, now, scheduled).await;
    if made.is_err() {
        // What is half made is no backup; the problem is the one to tell.
        let _ = fs::remove_dir_all(&partial);
    }
    made?;
    fs::rename(&partial, &folder).map_err(at(&folder))?;
    sync(under)?;
    Ok(folder)
}

async fn fill(
    store: &Store,
    partial: &Path,
    now: DateTime<Utc>,
    scheduled: bool,
) -> Result<(), Trouble> {
    let data = partial.join(DATA);
    store.copy_to_file(&data).await?;
    let heads = whole(&data).await.map_err(|trouble| match trouble {
        Trouble::Damaged(why) => Trouble::Refused(format!(
            "No backup was made, for the database does not read back whole: {why}. Keep it as it is, and restore the last backup."
        )),
        other => other,
    })?;
    sync(&data)?;
    let (bytes, sha256) = hash(&data)?;
    let program = env!("CARGO_PKG_VERSION").to_owned();
    // To the second, as its name has it.
    let made = now.with_nanosecond(0).unwrap_or(now).naive_utc();
    let manifest = Manifest { made, program, bytes, sha256, heads, scheduled };
    let text = serde_json::to_string_pretty(&manifest).map_err(StoreError::from)?;
    let file = partial.join(MANIFEST);
    fs::write(&file, text).map_err(at(&file))?;
    sync(&file)?;
    sync(partial)
}

/// Reads a database file from end to end; the heads of its chains.
async fn whole(file: &Path) -> Result<Vec<(i32, i64, String)>, Trouble> {
    let store = Store::open(&Address::Sqlite(file.to_owned()), Make::Never).await;
    let store = store.map_err(|error| Trouble::Damaged(error.to_string()))?;
    let found = async {
        let problems = store.check().await?;
        Ok::<_, StoreError>((problems, store.list_heads().await?))
    };
    let found = found.await;
    store.close().await;
    let (problems, heads) = found.map_err(|error| Trouble::Damaged(error.to_string()))?;
    let lock = file.with_file_name(format!("{DATA}.lock"));
    let _ = fs::remove_file(lock);
    match problems.into_iter().next() {
        None => Ok(heads),
        Some(problem) => Err(Trouble::Damaged(problem.trim_end_matches('.').to_owned())),
    }
}

/// The newest backup under a folder.
///
/// # Errors
/// When there is none.
pub fn newest(under: &Path) -> Result<PathBuf, Trouble> {
    let backups = list(under)?;
    backups.into_iter().next_back().ok_or_else(|| {
        Trouble::Refused(format!(
            "There is no backup in {}. Make one with: beforehand backup",
            under.display()
        ))
    })
}

/// All backups under a folder, the oldest first.
fn list(under: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let entries = fs::read_dir(under).map_err(at(under))?;
    let mut found: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join(MANIFEST).is_file() && !path.to_string_lossy().ends_with(PARTIAL))
        .collect();
    found.sort();
    Ok(found)
}

/// What a backup says of itself, after every byte and every chain of it was read.
///
/// # Errors
/// [`Trouble::Damaged`] when it is not what it says.
pub async fn prove(backup: &Path) -> Result<Manifest, Trouble> {
    let scratch = scratch(backup)?;
    let proved = prove_in(backup, &scratch).await;
    fs::remove_dir_all(&scratch).map_err(at(&scratch))?;
    proved
}

/// A new folder beside a backup, for a copy that may be opened: a backup itself is only read.
fn scratch(backup: &Path) -> Result<PathBuf, Trouble> {
    let mut name = backup.as_os_str().to_owned();
    name.push(format!(".{}{PARTIAL}", std::process::id()));
    let scratch = PathBuf::from(name);
    fs::create_dir_all(&scratch).map_err(at(&scratch))?;
    Ok(scratch)
}

/// What a backup says of itself, unproved.
///
/// # Errors
/// [`Trouble::Damaged`] when its manifest does not read.
pub fn manifest(backup: &Path) -> Result<Manifest, Trouble> {
    let text = fs::read_to_string(backup.join(MANIFEST))
        .map_err(|error| Trouble::Damaged(format!("its manifest cannot be read ({error})")))?;
    serde_json::from_str(&text)
        .map_err(|error| Trouble::Damaged(format!("its manifest does not read ({error})")))
}

/// Copies a backup into the folder `into` and proves the copy.
async fn prove_in(backup: &Path, into: &Path) -> Result<Manifest, Trouble> {
    let (data, said) = (backup.join(DATA), manifest(backup)?);
    let copy = into.join(DATA);
    fs::copy(&data, &copy)
        .map_err(|error| Trouble::Damaged(format!("its data cannot be read ({error})")))?;
    let (bytes, sha256) = hash(&copy)?;
    if bytes != said.bytes || sha256 != said.sha256 {
        return Err(Trouble::Damaged("its data is not what the manifest says".to_owned()));
    }
    if whole(&copy).await? != said.heads {
        return Err(Trouble::Damaged("its history is not what the manifest says".to_owned()));
    }
    Ok(said)
}

/// Puts a backup in the place of the database at `address`. A file that is there is kept beside it
/// under another name, which is given back; a server's database must be empty.
///
/// # Errors
/// [`Trouble::Damaged`], or [`Trouble::Refused`] while somebody serves the data. Then everything is
/// as it was.
pub async fn restore(
    backup: &Path,
    address: &Address,
    now: DateTime<Utc>,
) -> Result<Option<PathBuf>, Trouble> {
    match address {
        Address::Sqlite(file) => into_file(backup, file, now).await,
        Address::Postgres(_) => {
            let scratch = scratch(backup)?;
            let copied = async {
                prove_in(backup, &scratch).await?;
                let from = Address::Sqlite(scratch.join(DATA));
                move_to(&from, address).await
            };
            let copied = copied.await;
            fs::remove_dir_all(&scratch).map_err(at(&scratch))?;
            copied.map(|_| None)
        }
    }
}

async fn into_file(
    backup: &Path,
    file: &Path,
    now: DateTime<Utc>,
) -> Result<Option<PathBuf>, Trouble> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let new = folder.join(format!("restoring-{}{PARTIAL}", std::process::id()));
    fs::create_dir_all(&new).map_err(at(&new))?;
    let restored = async {
        prove_in(backup, &new).await?;
        sync(&new.join(DATA))?;
        let kept = if file.exists() {
            // Whoever still serves it would go on writing into what is set aside.
            if !Store::is_free(file).await? {
                return Err(Trouble::Refused(
                    "Somebody uses this database. Stop the server, then restore again.".to_owned(),
                ));
            }
            let kept = now.format("replaced-%Y-%m-%dT%H%M%SZ.db").to_string();
            let kept = file.with_file_name(kept);
            fs::rename(file, &kept).map_err(at(file))?;
            Some(kept)
        } else {
            None
        };
        if let Err(error) = fs::rename(new.join(DATA), file) {
            if let Some(kept) = &kept {
                fs::rename(kept, file).map_err(at(kept))?;
            }
            return Err(at(file)(error));
        }
        sync(folder)?;
        Ok(kept)
    };
    let restored = restored.await;
    fs::remove_dir_all(&new).map_err(at(&new))?;
    restored
}

/// Copies everything from one database into another that is empty; gives the number of rows.
///
/// # Errors
/// When one of them does not answer, or the other is not empty. Then nothing was written.
pub async fn move_to(from: &Address, into: &Address) -> Result<u64, Trouble> {
    let from = Store::open(from, Make::Never).await?;
    let copied = async {
        let into = Store::open(into, Make::IfMissing).await?;
        let copied = from.copy_into(&into).await;
        let problems = match &copied {
            Ok(_) => into.check().await?,
            Err(_) => Vec::new(),
        };
        into.close().await;
        match (copied, problems.into_iter().next()) {
            (Ok(rows), None) => Ok(rows),
            (Ok(_), Some(problem)) => Err(Trouble::Refused(format!(
                "What was copied does not read back whole: {problem} Do not use the new database."
            ))),
            (Err(error), _) => Err(error.into()),
        }
    };
    let copied = copied.await;
    from.close().await;
    copied
}

/// Size and hash of a file.
fn hash(path: &Path) -> Result<(u64, String), Trouble> {
    let mut file = File::open(path).map_err(at(path))?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(at(path))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok((bytes, hexadecimal(&hash.finalize())))
}

/// Sees to it that a file, or what a folder lists, is on the disk.
fn sync(path: &Path) -> Result<(), Trouble> {
    File::open(path).and_then(|file| file.sync_all()).map_err(at(path))
}
