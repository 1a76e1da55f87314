//! Backups by the clock: made once a slot by one of the servers, and old ones taken away.
//!
//! Refuses to remove anything that it did not make itself, and the newest backup in any case. A backup
//! that fails is logged, told to administrators, and tried again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use tokio::sync::watch;

use super::clock::{Keep, Plan, outlived};
use super::{DATA, MANIFEST, Manifest, NAME, PARTIAL, Trouble, at, list, make_as, sync};
use crate::backend::House;
use crate::store::StoreError;

/// How often is looked whether a backup is due.
const INTERVAL: Duration = Duration::from_secs(20);
/// After so many hours what is half made is nobody's any more.
const ABANDONED: i64 = 24;

/// Makes what is due until the server stops. Without a plan there is nothing to do.
pub async fn run(house: Arc<House>, mut stopped: watch::Receiver<bool>) {
    let Some(plan) = house.site.backups.clone() else { return };
    while !*stopped.borrow() {
        if let Err(why) = once(&house, &plan).await {
            tracing::warn!(%why, "whether a backup is due cannot be read");
        }
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => {}
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}

/// Makes the backup that is due, if it is this server's turn; gives its folder.
///
/// # Errors
/// [`StoreError`] when the database does not say whose turn it is. A backup that fails is no error
/// here: it is written down.
pub async fn once(house: &Arc<House>, plan: &Plan) -> Result<Option<PathBuf>, StoreError> {
    let now = house.clock.now();
    let slot = plan.schedule.slot(now.naive_utc());
    let Some(turn) = house.store.take_backup(slot, now.naive_utc()).await? else { return Ok(None) };
    let (store, folder, keep) = (house.store.clone(), plan.folder.clone(), plan.keep);
    let runtime = tokio::runtime::Handle::current();
    // Reading a copy back keeps a thread busy: not one of those that answer.
    let made = tokio::task::spawn_blocking(move || {
        let made = runtime.block_on(make_as(&store, &folder, now, true))?;
        Ok::<_, Trouble>((made, prune(&folder, keep, now.naive_utc())))
    })
    .await
    .map_err(|why| StoreError::Internal(format!("a backup ended early: {why}")))?;
    let ended = house.clock.now().naive_utc();
    match made {
        Ok((made, pruned)) => {
            tracing::info!(backup = %made.display(), "a backup by the clock was made");
            match pruned {
                Ok(0) => {}
                Ok(gone) => tracing::info!(gone, "old backups were removed"),
                Err(why) => tracing::warn!(%why, "old backups cannot be removed"),
            }
            house.store.settle_backup(turn, Ok(made.display().to_string()), ended).await?;
            Ok(Some(made))
        }
        Err(why) => {
            tracing::error!(%why, "the backup by the clock failed");
            house.store.settle_backup(turn, Err(why.to_string()), ended).await?;
            Ok(None)
        }
    }
}

/// Removes the backups by the clock that nobody keeps any more, and what was left half made; gives
/// how many backups went.
///
/// # Errors
/// When a folder cannot be read or removed.
pub fn prune(under: &Path, keep: Keep, now: NaiveDateTime) -> Result<usize, Trouble> {
    let own: Vec<_> =
        list(under)?.into_iter().filter_map(|path| Some((ours(&path)?, path))).collect();
    let made: Vec<_> = own.iter().map(|(made, _)| *made).collect();
    let gone = outlived(&made, keep);
    for (_, path) in own.iter().filter(|(made, _)| gone.contains(made)) {
        // File by file: whatever else somebody has put there stays, and so does its folder.
        for name in [MANIFEST, DATA] {
            let file = path.join(name);
            fs::remove_file(&file).map_err(at(&file))?;
        }
        fs::remove_dir(path).map_err(at(path))?;
    }
    abandoned(under, now)?;
    sync(under)?;
    Ok(gone.len())
}

/// When a folder was made, if it is a backup that was made by the clock: its manifest says so, it has
/// the name of that moment, and holds a copy of that size and nothing else.
fn ours(path: &Path) -> Option<NaiveDateTime> {
    let manifest: Manifest = serde_json::from_slice(&fs::read(path.join(MANIFEST)).ok()?).ok()?;
    let named = path.file_name()?.to_str()? == manifest.made.format(NAME).to_string();
    let whole = fs::symlink_metadata(path.join(DATA)).ok()?;
    let whole = whole.is_file() && whole.len() == manifest.bytes;
    let alone = fs::read_dir(path).ok()?.count() == 2 && !path.is_symlink();
    (manifest.scheduled && named && whole && alone).then_some(manifest.made)
}

/// Removes what a server that died left half made.
fn abandoned(under: &Path, now: NaiveDateTime) -> Result<(), Trouble> {
    let entries = fs::read_dir(under).map_err(at(under))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let begun = name.strip_suffix(PARTIAL).and_then(|name| {
            NaiveDateTime::parse_from_str(name, "beforehand-%Y-%m-%dT%H%M%S%6fZ").ok()
        });
        if begun.is_some_and(|begun| begun < now - TimeDelta::hours(ABANDONED)) {
            fs::remove_dir_all(&path).map_err(at(&path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that goes when the test does.
    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn moment(day: u32) -> NaiveDateTime {
        chrono::NaiveDate::from_ymd_opt(2026, 4, day).unwrap().and_hms_opt(2, 30, 0).unwrap()
    }

    /// A folder that looks like the backup of a day.
    fn backup(under: &Path, day: u32, scheduled: bool) -> PathBuf {
        let path = under.join(moment(day).format(NAME).to_string());
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join(DATA), b"data").unwrap();
        let manifest = Manifest {
            made: moment(day),
            program: "0".to_owned(),
            bytes: 4,
            sha256: String::new(),
            heads: Vec::new(),
            scheduled,
        };
        fs::write(path.join(MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
        path
    }

    #[test]
    fn only_what_the_clock_made_is_removed_and_never_the_newest() {
        let folder =
            Folder(std::env::temp_dir().join(format!("beforehand-prune-{}", std::process::id())));
        let under = &folder.0;
        let by_hand = backup(under, 1, false);
        let old = backup(under, 2, true);
        let with_a_note = backup(under, 3, true);
        fs::write(with_a_note.join("note.txt"), "keep").unwrap();
        let renamed = under.join("before-the-move");
        fs::rename(backup(under, 4, true), &renamed).unwrap();
        let cut = backup(under, 5, true);
        fs::write(cut.join(DATA), b"da").unwrap();
        let newest = backup(under, 6, true);
        let strange = under.join("photos");
        fs::create_dir_all(&strange).unwrap();
        let half = under.join(format!("beforehand-2026-04-03T023000000000Z{PARTIAL}"));
        let fresh = under.join(format!("beforehand-2026-04-06T023000000000Z{PARTIAL}"));
        fs::create_dir_all(&half).unwrap();
        fs::create_dir_all(&fresh).unwrap();
        let keep = Keep { last: 0, daily: 0, weekly: 0, monthly: 0 };
        assert_eq!(prune(under, keep, moment(6)).unwrap(), 1);
        assert!(!old.exists() && !half.exists());
        for stays in [by_hand, with_a_note, renamed, cut, newest, strange, fresh] {
            assert!(stays.exists(), "{}", stays.display());
        }
        assert_eq!(prune(under, keep, moment(6)).unwrap(), 0);
    }
}
