//! A whole database into another, of whichever kind: how one moves, and how it is backed up.
//!
//! Refuses to write over anything: the other database must be new. Sessions stay behind, so that
//! nobody is signed in without being asked for a password.

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};
use futures_util::{Stream, TryStreamExt};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{
    AssertSqlSafe, Column, ColumnIndex, ConnectOptions, Connection, Decode, Row, Type, TypeInfo,
};

use super::line::{BULK_ROWS, Line, on, task, widen};
use super::{Address, Make, Store, StoreError, queries};

/// Every table whose rows are copied, those that are pointed to first.
pub const TABLES: [&str; 30] = [
    "installation",
    "services",
    "people",
    "roles",
    "second_factors",
    "recovery_codes",
    "sign_in_rules",
    "invitations",
    "attempts",
    "chains",
    "audit",
    "receipts",
    "channels",
    "timetables",
    "collected",
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
pub const LEFT: [&str; 4] = ["sessions", "sign_ins", "setup_codes", "backups"];
/// The table that no new database is without rows of: the installation's chain begins in it.
const BEGUN: &str = "chains";

/// One value of the common dialect.
enum Value {
    Number(Option<i64>),
    Truth(Option<bool>),
    Text(Option<String>),
    Day(Option<NaiveDate>),
    Time(Option<NaiveDateTime>),
}

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
            let found = holds_rows(&mut write.line()).await?;
            if found {
                let why = "The other database is not empty. Give one that nothing was kept in yet.";
                return Err(StoreError::Unusable(why.to_owned()));
            }
            clear(&mut write.line(), BEGUN).await?;
            let mut rows = 0;
            for table in TABLES {
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

/// Whether any table holds a row that no new database has.
async fn holds_rows(line: &mut Line<'_>) -> Result<bool, StoreError> {
    for table in TABLES.into_iter().filter(|table| *table != BEGUN) {
        let found = on!(&mut *line, c => {
            sqlx::query(AssertSqlSafe(dump(table))).fetch_optional(c).await?.is_some()
        });
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

fn dump(table: &str) -> String {
    queries::ANY_DUMP.replace("{table}", table)
}

async fn clear(line: &mut Line<'_>, table: &str) -> Result<(), StoreError> {
    let sql = queries::ANY_CLEAR.replace("{table}", table);
    on!(line, c => {
        sqlx::query(AssertSqlSafe(sql)).execute(c).await?;
    });
    Ok(())
}

async fn copy(read: &mut Line<'_>, write: &mut Line<'_>, table: &str) -> Result<u64, StoreError> {
    on!(read, c => pour(sqlx::query(AssertSqlSafe(dump(table))).fetch(c), write, table).await)
}

/// Reads row by row and writes many at once: a table need not fit into memory.
async fn pour<R>(
    rows: impl Stream<Item = Result<R, sqlx::Error>>,
    write: &mut Line<'_>,
    table: &str,
) -> Result<u64, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i32: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    i64: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    bool: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    String: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    NaiveDate: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    NaiveDateTime: for<'r> Decode<'r, R::Database> + Type<R::Database>,
{
    let mut rows = std::pin::pin!(rows);
    let (mut written, mut sql, mut held) = (0, String::new(), Vec::with_capacity(BULK_ROWS));
    while let Some(row) = rows.try_next().await? {
        if sql.is_empty() {
            sql = load(table, row.columns().iter().map(Column::name));
        }
        let value = |n: usize| {
            Ok(match row.column(n).type_info().name() {
                "INT4" => Value::Number(row.try_get::<Option<i32>, _>(n)?.map(i64::from)),
                "INTEGER" | "INT8" => Value::Number(row.try_get(n)?),
                "BOOLEAN" | "BOOL" => Value::Truth(row.try_get(n)?),
                "TEXT" => Value::Text(row.try_get(n)?),
                "DATE" => Value::Day(row.try_get(n)?),
                "DATETIME" | "TIMESTAMP" => Value::Time(row.try_get(n)?),
                other => return Err(StoreError::Internal(format!("a column of type {other}"))),
            })
        };
        held.push((0..row.len()).map(value).collect::<Result<Vec<_>, StoreError>>()?);
        if held.len() == BULK_ROWS {
            written += write_rows(write, &sql, &held).await?;
            held.clear();
        }
    }
    Ok(written + write_rows(write, &sql, &held).await?)
}

fn load<'a>(table: &str, columns: impl Iterator<Item = &'a str>) -> String {
    let columns: Vec<_> = columns.collect();
    let values: Vec<_> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let sql = queries::ANY_LOAD.replace("{table}", table);
    sql.replace("{columns}", &columns.join(", ")).replace("{values}", &values.join(", "))
}

async fn write_rows(
    line: &mut Line<'_>,
    sql: &str,
    rows: &[Vec<Value>],
) -> Result<u64, StoreError> {
    if rows.is_empty() {
        return Ok(0);
    }
    let sql = AssertSqlSafe(widen(sql, rows.len()));
    Ok(on!(line, c => {
        let mut query = sqlx::query(sql).persistent(rows.len() == BULK_ROWS);
        for value in rows.iter().flatten() {
            query = match value {
                Value::Number(number) => query.bind(*number),
                Value::Truth(truth) => query.bind(*truth),
                Value::Text(text) => query.bind(text.as_deref()),
                Value::Day(day) => query.bind(*day),
                Value::Time(time) => query.bind(*time),
            };
        }
        query.execute(c).await?.rows_affected()
    }))
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
        let made = migrations.split("create table ").skip(1);
        let mut made: Vec<_> = made.filter_map(|rest| rest.split([' ', '(']).next()).collect();
        let mut known: Vec<_> = TABLES.into_iter().chain(LEFT).collect();
        made.sort_unstable();
        known.sort_unstable();
        assert_eq!(made, known);
    }
}
