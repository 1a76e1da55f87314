//! Statements that write, kept until they are sent together.
//!
//! SQLite works in a thread of its own, and the way there and back takes longer than most of what a
//! small change writes. Refuses to read, and to let a statement pass that hit other rows than it
//! said.

use futures_util::TryStreamExt;
use sqlx::database::HasStatementCache;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Database, Either, Executor, IntoArguments};

use super::line::{BULK_ROWS, Line, widen};
use super::{Store, StoreError};

/// What is to be written, in order.
pub(super) enum Batch {
    Sqlite(Vec<Run<SqliteArguments>>),
    Postgres(Vec<Run<PgArguments>>),
}

/// Statements that go to the database as one: several on SQLite, one on PostgreSQL.
pub(super) struct Run<A> {
    sql: String,
    values: A,
    /// Rows that each statement must hit; none where there may be none.
    hits: Vec<Option<u64>>,
    /// One statement with as many rows as there may be: worth preparing once for a long file.
    full: bool,
}

/// Rows that a statement hits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hits {
    /// One for each row of values.
    Each,
    /// Perhaps none.
    Any,
}

impl Batch {
    pub(super) fn new(store: &Store) -> Self {
        match store {
            Store::Sqlite(_) => Self::Sqlite(Vec::new()),
            Store::Postgres(_) => Self::Postgres(Vec::new()),
        }
    }

    /// Sends what is kept and forgets it.
    pub(super) async fn send(&mut self, line: &mut Line<'_>) -> Result<(), StoreError> {
        match (self, line) {
            (Self::Sqlite(runs), Line::Sqlite(line)) => {
                for run in std::mem::take(runs) {
                    run.send(&mut **line, |result| result.rows_affected()).await?;
                }
            }
            (Self::Postgres(runs), Line::Postgres(line)) => {
                for run in std::mem::take(runs) {
                    run.send(&mut **line, |result| result.rows_affected()).await?;
                }
            }
            _ => return Err(StoreError::Internal("a batch of another database".to_owned())),
        }
        Ok(())
    }
}

/// Where the values of the next statement go. On SQLite it joins those before it, its parameters
/// counted on: `$3` is a name there, the same throughout.
pub(super) fn room<'a, A: Arguments>(
    runs: &'a mut Vec<Run<A>>,
    join: bool,
    sql: &str,
    rows: usize,
    hits: Hits,
) -> &'a mut A {
    let full = rows == BULK_ROWS;
    let joins = join && !full && runs.last().is_some_and(|run| !run.full);
    if !joins {
        runs.push(Run { sql: String::new(), values: A::default(), hits: Vec::new(), full });
    }
    let at = runs.len() - 1;
    let run = &mut runs[at];
    if !run.sql.is_empty() {
        run.sql.push_str(";\n");
    }
    run.sql.push_str(&counted_on(&widen(sql, rows), run.values.len()));
    run.hits.push((hits == Hits::Each).then_some(rows as u64));
    &mut run.values
}

/// The statement with its parameters `$1` … named from `$(by + 1)` on.
fn counted_on(sql: &str, by: usize) -> String {
    let mut parts = sql.split('$');
    let mut counted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let number: usize = part[..end].parse().unwrap_or_default();
        counted.push('$');
        counted.push_str(&(number + by).to_string());
        counted.push_str(&part[end..]);
    }
    counted
}

impl<A> Run<A> {
    async fn send<'c, D, C>(
        self,
        connection: C,
        rows: impl Fn(D::QueryResult) -> u64,
    ) -> Result<(), StoreError>
    where
        D: Database<Arguments = A> + HasStatementCache,
        A: IntoArguments<D>,
        C: Executor<'c, Database = D>,
    {
        let one_by_one = self.hits.iter().all(|hits| hits.is_none_or(|rows| rows == 1));
        let query = sqlx::query_with(AssertSqlSafe(self.sql), self.values);
        let mut results = connection.fetch_many(query.persistent(self.full || one_by_one));
        let mut written = Vec::with_capacity(self.hits.len());
        while let Some(result) = results.try_next().await? {
            if let Either::Left(done) = result {
                written.push(rows(done));
            }
        }
        let fits = |(hits, written): (&Option<u64>, &u64)| hits.is_none_or(|hits| hits == *written);
        if written.len() == self.hits.len() && self.hits.iter().zip(&written).all(fits) {
            return Ok(());
        }
        Err(StoreError::Internal(format!("statements hit {written:?} rows, not {:?}", self.hits)))
    }
}

/// Keeps a statement of `batch` for each [`BULK_ROWS`] rows: `$value` names the values of a row in
/// the order of the query's columns.
macro_rules! later {
    ($batch:expr, $sql:expr, $rows:expr, $row:ident => [$($value:expr),* $(,)?]) => {
        for chunk in $rows.chunks($crate::store::line::BULK_ROWS) {
            $crate::store::batch::later!(
                @$batch, $sql, chunk, $crate::store::batch::Hits::Each, $row => [$($value),*]
            );
        }
    };
    ($batch:expr, $sql:expr, $hits:expr, [$($value:expr),* $(,)?]) => {
        $crate::store::batch::later!(@$batch, $sql, [()], $hits, () => [$($value),*]);
    };
    (@$batch:expr, $sql:expr, $rows:expr, $hits:expr, $row:pat => [$($value:expr),*]) => {{
        use sqlx::Arguments as _;
        use $crate::store::batch::{Batch, room};
        let failed = |error| $crate::store::StoreError::from(sqlx::Error::Encode(error));
        match &mut *$batch {
            Batch::Sqlite(runs) => {
                let values = room(runs, true, $sql, $rows.len(), $hits);
                for $row in $rows {
                    $(values.add($value).map_err(failed)?;)*
                }
            }
            Batch::Postgres(runs) => {
                let values = room(runs, false, $sql, $rows.len(), $hits);
                for $row in $rows {
                    $(values.add($value).map_err(failed)?;)*
                }
            }
        }
    }};
}
pub(super) use later;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_counted_on() {
        let check = |sql: &str, by, expected: &str| assert_eq!(counted_on(sql, by), expected);
        check(
            "delete from drafts where a = $1 and b = $2",
            0,
            "delete from drafts where a = $1 and b = $2",
        );
        check("values ($1, $12) and $2", 9, "values ($10, $21) and $11");
        check("select 1", 3, "select 1");
    }

    #[test]
    fn small_statements_are_joined_and_full_ones_go_alone() {
        let mut runs: Vec<Run<SqliteArguments>> = Vec::new();
        let sql = "insert into t values ($1, $2)";
        for rows in [1, 2, BULK_ROWS, BULK_ROWS, 1] {
            let values = room(&mut runs, true, sql, rows, Hits::Each);
            for n in 0..rows * 2 {
                values.add(n as i32).unwrap();
            }
        }
        let first = "insert into t values ($1, $2);\ninsert into t values ($3, $4), ($5, $6)";
        assert_eq!(runs[0].sql, first);
        let hits: Vec<_> = runs.iter().map(|run| run.hits.clone()).collect();
        let full = BULK_ROWS as u64;
        assert_eq!(
            hits,
            [vec![Some(1), Some(2)], vec![Some(full)], vec![Some(full)], vec![Some(1)]]
        );
    }
}
