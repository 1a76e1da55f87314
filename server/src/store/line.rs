//! The two databases as one: a line to either, and the only place that tells them apart.
//!
//! [`on!`] writes one body into two arms; queries are functions of a [`Line`]. Transactions and
//! snapshots run in tasks of their own ([`task`]), so that a caller who goes away cannot leave one
//! half done.

use std::future::Future;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, FromRow, PgConnection, Postgres, SqliteConnection};

use super::kept::Kept;
use super::lender::{self, Lent};
use super::{Store, StoreError, queries};

/// How a transaction of SQLite begins that may write: it takes the one lock at once.
const WRITING: &str = "begin immediate";

/// One connection, inside a transaction or not.
pub(super) enum Line<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Runs the body with `$c` as the executor of whichever database it is.
macro_rules! on {
    ($line:expr, $c:ident => $body:expr) => {
        match $line {
            $crate::store::line::Line::Sqlite(connection) => {
                let $c = &mut **connection;
                $body
            }
            $crate::store::line::Line::Postgres(connection) => {
                let $c = &mut **connection;
                $body
            }
        }
    };
}
pub(super) use on;

/// A connection of the reading pool, for one query.
pub(super) enum Reader {
    Sqlite(Lent),
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    pub(super) fn line(&mut self) -> Line<'_> {
        match self {
            Self::Sqlite(lent) => Line::Sqlite(lent.connection()),
            Self::Postgres(connection) => Line::Postgres(connection),
        }
    }
}

/// A transaction, rolled back when it is dropped. Begin it inside a [`task`].
pub(super) enum Tx {
    Sqlite(lender::Transaction),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) fn line(&mut self) -> Line<'_> {
        match self {
            Self::Sqlite(transaction) => Line::Sqlite(transaction.connection()),
            Self::Postgres(transaction) => Line::Postgres(transaction),
        }
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    pub(super) async fn rollback(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.rollback().await?,
            Self::Postgres(transaction) => transaction.rollback().await?,
        }
        Ok(())
    }
}

impl Store {
    /// A transaction that may write.
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(base) => Tx::Sqlite(base.writer.begin(WRITING).await?),
            Self::Postgres(base) => Tx::Postgres(base.pool.begin().await?),
        })
    }

    /// A row by a chain and a person, read in a transaction that may write and for which the other
    /// writers of the chain wait: in `tx`, or in a new one. Those of SQLite wait from its beginning.
    pub(super) async fn enter<T>(
        &self,
        tx: Option<Tx>,
        sql: &'static str,
        (chain, person): (i32, Option<&str>),
    ) -> Result<(Tx, Option<T>), StoreError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        if let (Self::Sqlite(base), None) = (self, &tx) {
            let mut values = SqliteArguments::default();
            values.add(chain).and_then(|()| values.add(person)).map_err(sqlx::Error::Encode)?;
            let (transaction, row) = base.writer.begin_and_find(WRITING, sql, values).await?;
            return Ok((Tx::Sqlite(transaction), row));
        }
        let mut tx = if let Some(tx) = tx { tx } else { self.begin().await? };
        if let Tx::Postgres(transaction) = &mut tx {
            sqlx::query(queries::CHAINS_LOCK).bind(chain).execute(&mut **transaction).await?;
        }
        let row = on!(&mut tx.line(), c => {
            sqlx::query_as(sql).bind(chain).bind(person).fetch_optional(c).await?
        });
        Ok((tx, row))
    }

    /// What was last read of each service.
    pub(super) fn kept(&self) -> &Kept {
        match self {
            Self::Sqlite(base) => &base.kept,
            Self::Postgres(base) => &base.kept,
        }
    }

    /// A transaction that reads one state of the database.
    pub(super) async fn snapshot(&self) -> Result<Tx, StoreError> {
        const SNAPSHOT: &str = "begin isolation level repeatable read read only";
        Ok(match self {
            Self::Sqlite(base) => Tx::Sqlite(base.readers.begin("begin").await?),
            Self::Postgres(base) => Tx::Postgres(base.pool.begin_with(SNAPSHOT).await?),
        })
    }

    /// A connection for one reading query.
    pub(super) async fn reader(&self) -> Result<Reader, StoreError> {
        Ok(match self {
            Self::Sqlite(base) => Reader::Sqlite(base.readers.lend().await?),
            Self::Postgres(base) => Reader::Postgres(base.pool.acquire().await?),
        })
    }
}

/// Runs work to its end, whether or not anybody still waits for it.
pub(super) async fn task<T, E>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(answer) => answer,
        Err(error) => Err(StoreError::Internal(format!("a task ended early: {error}")).into()),
    }
}

/// Rows written by one statement. SQLite looks each parameter's name up in a list, so that the time
/// of a statement grows with the square of its rows.
pub(super) const BULK_ROWS: usize = 64;

/// The query with its one group of values repeated for so many rows.
pub(super) fn widen(sql: &str, rows: usize) -> String {
    let group = sql.find("values (").map(|at| at + "values ".len());
    let Some((start, length)) = group.and_then(|at| sql[at..].find(')').map(|n| (at, n + 1)))
    else {
        return sql.to_owned();
    };
    let columns = sql[start..start + length].matches('$').count();
    let mut wide = String::with_capacity(sql.len() + rows * columns * 7);
    wide.push_str(&sql[..start]);
    for row in 0..rows {
        wide.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            wide.push_str(if column == 1 { "$" } else { ", $" });
            wide.push_str(&(row * columns + column).to_string());
        }
        wide.push(')');
    }
    wide.push_str(&sql[start + length..]);
    wide
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::PoolTimedOut | E::PoolClosed | E::Io(_) | E::Tls(_) | E::WorkerCrashed => {
                Self::Busy(error.to_string())
            }
            E::Protocol(_) => Self::Busy(error.to_string()),
            E::Database(inner) if inner.is_unique_violation() => Self::Taken,
            E::Database(inner) => match inner.code() {
                Some(code) if is_full(&code) => Self::Full(inner.message().to_owned()),
                Some(code) if passes(&code) => Self::Busy(inner.message().to_owned()),
                _ => Self::Internal(inner.to_string()),
            },
            _ => Self::Internal(error.to_string()),
        }
    }
}

/// Whether there was no room to write: SQLite's "full" (13), a write or the shared memory refused by a
/// quota or a limit (778, 4874), and PostgreSQL's "disk full".
fn is_full(code: &str) -> bool {
    matches!(code, "13" | "778" | "4874" | "53100")
}

/// Whether an error may be gone when it is tried again. SQLite's result codes are short numbers
/// (busy, locked, read-only, input/output); PostgreSQL's have five characters (connection,
/// resources, shutdown, lock and statement timeouts, deadlock).
fn passes(code: &str) -> bool {
    if code.len() == 5 {
        return ["08", "53", "57"].iter().any(|class| code.starts_with(class))
            || matches!(code, "55P03" | "40001" | "40P01" | "25P02" | "25P03" | "25006");
    }
    code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10))
}
