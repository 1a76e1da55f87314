//! A whole database into another, of whichever kind: how one moves, and how it is backed up.
//!
//! Refuses to write over anything: the other database must be new. Sessions stay behind, so that
//! nobody is signed in without being asked for a password.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::line::{Line, task};
use super::rows::{clear, copy, holds_any};
use super::{Address, Make, Store, StoreError, queries};

/// The tables of the whole installation whose rows are copied, those that are pointed to first.
const COMMON: [&str; 12] = [
    "installation",
    "services",
    "people",
    "second_factors",
    "recovery_codes",
    "sign_in_rules",
    "invitations",
    "provider_links",
    "attempts",
    "chains",
    "audit",
    "receipts",
];
/// The tables whose rows are each of a service, those that are pointed to first. They point to the ones
/// before, which do not point to them.
pub(super) const OF_SERVICES: [&str; 20] = [
    "roles",
    "channels",
    "timetables",
    "collected",
    "usual_limits",
    "closures",
    "events",
    "definitions",
    "weeks",
    "open_days",
    "notes",
    "drafts",
    "lines",
    "steps",
    "explanations",
    "editions",
    "links",
    "subscriptions",
    "mailings",
    "counts",
];
/// The tables whose rows stay behind: who is signed in or about to be, the code of a first start, and
/// whose turn a backup is.
pub const LEFT: [&str; 5] = ["sessions", "sign_ins", "provider_tries", "setup_codes", "backups"];

/// Every table whose rows are copied, those that are pointed to first.
pub fn tables() -> impl Iterator<Item = &'static str> {
    COMMON.into_iter().chain(OF_SERVICES)
}

/// The table that no new database is without rows of: the installation's chain begins in it.
pub(super) const BEGUN: &str = "chains";

impl Store {
    /// Copies everything but sessions into `into`, as of one moment; gives the number of rows.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] when `into` holds anything already, [`StoreError::Busy`] when a
    /// database does not answer. Then nothing was written.
    pub async fn copy_into(&self, into: &Self) -> Result<u64, StoreError> {
        let (from, into) = (self.clone(), into.clone());
        task(async move {
            let (mut read, mut write) = (from.snapshot().await?, into.begin().await?);
            check_empty(&mut write.line()).await?;
            clear(&mut write.line(), BEGUN).await?;
            let mut rows = 0;
            for table in tables() {
                rows += copy(&mut read.line(), &mut write.line(), table).await?;
            }
            read.rollback().await?;
            write.commit().await?;
            Ok(rows)
        })
        .await
    }

    /// Writes a copy of the database into a new file, as of one moment, without sessions. Mail that
    /// waited is not sent from the copy, and links that set a password work no more in it: by the time
    /// it is used, nobody knows whether they went out or were used.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer, [`StoreError::Internal`] when the
    /// file cannot be written.
    pub async fn copy_to_file(&self, file: &Path) -> Result<(), StoreError> {
        let open =
            |file: &Path| SqliteConnectOptions::new().filename(file).disable_statement_logging();
        if let Self::Sqlite(base) = self {
            let mut own = open(&base.file).connect().await?;
            let name = file.to_string_lossy().into_owned();
            sqlx::query("vacuum into $1").bind(name).execute(&mut own).await?;
            own.close().await?;
        } else {
            let into = Self::open(&Address::Sqlite(file.to_owned()), Make::IfMissing).await?;
            let copied = self.copy_into(&into).await;
            into.close().await;
            copied?;
        }
        let mut copy = open(file).connect().await?;
        for table in LEFT {
            clear(&mut Line::Sqlite(&mut copy), table).await?;
        }
        sqlx::query(queries::MAILINGS_LEAVE).execute(&mut copy).await?;
        sqlx::query(queries::INVITATIONS_LEAVE).execute(&mut copy).await?;
        copy.close().await?;
        Ok(())
    }
}

/// Refuses a database that holds anything that no new one does.
pub(super) async fn check_empty(line: &mut Line<'_>) -> Result<(), StoreError> {
    for table in tables().filter(|table| *table != BEGUN) {
        if holds_any(line, table).await? {
            let why = "The other database is not empty. Give one that nothing was kept in yet.";
            return Err(StoreError::Unusable(why.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_copied_or_left_on_purpose() {
        let mut migrations = String::new();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
        for folder in [folder.to_owned(), format!("{folder}/sqlite")] {
            for file in std::fs::read_dir(folder).unwrap() {
                migrations
                    .push_str(&std::fs::read_to_string(file.unwrap().path()).unwrap_or_default());
            }
        }
        let sorted = |mut tables: Vec<_>| {
            tables.sort_unstable();
            tables
        };
        let name = |rest: &&'static str| rest.split([' ', '(']).next().unwrap_or_default();
        let made: Vec<&str> = migrations.leak().split("create table ").skip(1).collect();
        // One that was made anew is one table.
        let all: std::collections::BTreeSet<_> = made.iter().map(name).collect();
        assert_eq!(sorted(all.into_iter().collect()), sorted(tables().chain(LEFT).collect()));
        let body = |rest: &&'static str| rest.split(';').next().unwrap_or_default();
        let of_services = made.iter().filter(|rest| body(rest).contains("service_id"));
        assert_eq!(sorted(of_services.map(name).collect()), sorted(OF_SERVICES.to_vec()));
    }
}
