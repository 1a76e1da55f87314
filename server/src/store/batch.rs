//! Statements that write, kept until they are sent together.
//!
//! SQLite works in a thread of its own, and the way there and back takes longer than most of what a
//! small change writes: the last of them go there together with the commit. Refuses to read, and to
//! look at how many rows were hit. A statement that may find another version than was seen makes the
//! database refuse it (see `weeks.save.sql`), and nothing after it is run; a row that was read under the
//! door's lock is still there.

use sqlx::database::HasStatementCache;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Database, Executor, IntoArguments};

use super::lender::COMMIT;
use super::line::{BULK_ROWS, Line, Tx, widen};
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
    /// The most rows of one statement.
    rows: usize,
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
            (Self::Sqlite(runs), Line::Sqlite(line)) => send(runs, &mut **line).await,
            (Self::Postgres(runs), Line::Postgres(line)) => send(runs, &mut **line).await,
            _ => Err(of_another_database()),
        }
    }

    /// Sends what is kept, and commits when all of it was done.
    pub(super) async fn commit(self, tx: Tx) -> Result<(), StoreError> {
        match (self, tx) {
            (Self::Sqlite(mut runs), Tx::Sqlite(mut transaction)) => {
                room(&mut runs, true, COMMIT, 0);
                send(&mut runs, transaction.connection()).await?;
                transaction.committed();
                Ok(())
            }
            (Self::Postgres(mut runs), Tx::Postgres(mut transaction)) => {
                send(&mut runs, &mut *transaction).await?;
                Ok(transaction.commit().await?)
            }
            _ => Err(of_another_database()),
        }
    }
}

fn of_another_database() -> StoreError {
    StoreError::Internal("a batch of another database".to_owned())
}

async fn send<D, C>(runs: &mut Vec<Run<D::Arguments>>, connection: &mut C) -> Result<(), StoreError>
where
    D: Database + HasStatementCache,
    D::Arguments: IntoArguments<D>,
    for<'c> &'c mut C: Executor<'c, Database = D>,
{
    for run in std::mem::take(runs) {
        // Only what comes again in the same words is worth preparing.
        let again = run.rows <= 1 || run.rows == BULK_ROWS;
        let query = sqlx::query_with(AssertSqlSafe(run.sql), run.values);
        query.persistent(again).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Where the values of the next statement go. On SQLite it joins those before it, its parameters
/// counted on: `$3` is a name there, the same throughout. A statement of as many rows as there may be
/// goes alone: it comes again in a long file.
pub(super) fn room<'a, A: Arguments>(
    runs: &'a mut Vec<Run<A>>,
    join: bool,
    sql: &str,
    rows: usize,
) -> &'a mut A {
    let joins = join && rows < BULK_ROWS && runs.last().is_some_and(|run| run.rows < BULK_ROWS);
    if !joins {
        runs.push(Run { sql: String::new(), values: A::default(), rows });
    }
    let at = runs.len() - 1;
    let run = &mut runs[at];
    if !run.sql.is_empty() {
        run.sql.push_str(";\n");
    }
    run.sql.push_str(&counted_on(&widen(sql, rows), run.values.len()));
    run.rows = run.rows.max(rows);
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

/// Keeps a statement of `batch` for each [`BULK_ROWS`] rows: `$value` names the values of a row in
/// the order of the query's columns.
macro_rules! later {
    ($batch:expr, $sql:expr, $rows:expr, $row:ident => [$($value:expr),* $(,)?]) => {
        for chunk in $rows.chunks($crate::store::line::BULK_ROWS) {
            $crate::store::batch::later!(@$batch, $sql, chunk, $row => [$($value),*]);
        }
    };
    ($batch:expr, $sql:expr, [$($value:expr),* $(,)?]) => {
        $crate::store::batch::later!(@$batch, $sql, [()], () => [$($value),*]);
    };
    (@$batch:expr, $sql:expr, $rows:expr, $row:pat => [$($value:expr),*]) => {{
        use sqlx::Arguments as _;
        use $crate::store::batch::{Batch, room};
        let failed = |error| $crate::store::StoreError::from(sqlx::Error::Encode(error));
        match &mut *$batch {
            Batch::Sqlite(runs) => {
                let values = room(runs, true, $sql, $rows.len());
                for $row in $rows {
                    $(values.add($value).map_err(failed)?;)*
                }
            }
            Batch::Postgres(runs) => {
                let values = room(runs, false, $sql, $rows.len());
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
    use beforehand::quarter::YearStart;
    use beforehand::week::Week;
    use chrono::NaiveDateTime;
    use sqlx::ConnectOptions as _;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::super::{Actor, Address, Make, NewService, queries};
    use super::*;

    fn now() -> NaiveDateTime {
        "2026-04-15T09:00:00".parse().unwrap()
    }

    /// Writes two weeks in one transaction, each in that version.
    async fn write(store: &Store, service: i32, versions: [i32; 2]) -> Result<(), StoreError> {
        let tx = store.begin().await?;
        let mut batch = Batch::new(store);
        for (monday, version) in ["2026-04-06", "2026-03-30"].into_iter().zip(versions) {
            let week = Week::parse(monday).unwrap().monday();
            later!(
                &mut batch,
                queries::WEEKS_SAVE,
                [service, week, version, "jo", now(), "jo", now()]
            );
        }
        batch.commit(tx).await
    }

    #[tokio::test]
    async fn what_misses_its_version_undoes_all_of_it() {
        let name = format!("beforehand-batch-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let store = Store::open(&Address::in_folder(&folder), Make::IfMissing).await.unwrap();
        let new = NewService {
            slug: "north".into(),
            name: "Helpline North".into(),
            year_start: YearStart::April,
            time_zone: "Europe/London".into(),
        };
        let service = store.add_service(&Actor::Console, new, now()).await.unwrap();
        let week = Week::parse("2026-04-06").unwrap();
        for (versions, expected) in
            [([1, 1], 1), ([3, 2], 1), ([2, 1], 1), ([2, 2], 2), ([2, 3], 2), ([3, 3], 3)]
        {
            let written = write(&store, service, versions).await;
            assert_eq!(written.is_ok(), versions == [expected; 2], "{versions:?} {written:?}");
            let stamps = store.list_weeks(service, week.previous(), week).await.unwrap();
            let there: Vec<_> = stamps.iter().map(|stamp| stamp.version).collect();
            assert_eq!(there, [expected; 2], "{versions:?}");
        }
        store.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn a_draft_is_not_written_over_another_turn() {
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(false);
        let mut connection = options.connect().await.unwrap();
        let table = include_str!("../../../migrations/0004_drafts.sql");
        sqlx::query(table).execute(&mut connection).await.unwrap();
        let mut save = async |turn: i64, seen: i64| {
            let query = sqlx::query(queries::DRAFTS_SAVE).bind(1).bind(now().date()).bind("jo");
            let query = query.bind(1).bind(turn).bind("{}").bind(now()).bind(seen);
            query.execute(&mut connection).await.is_ok()
        };
        assert!(save(7, 0).await);
        assert!(!save(8, 6).await);
        assert!(save(9, 7).await);
        assert!(!save(10, 7).await);
    }

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
            let values = room(&mut runs, true, sql, rows);
            for n in 0..rows * 2 {
                values.add(n as i32).unwrap();
            }
        }
        room(&mut runs, true, COMMIT, 0);
        let first = "insert into t values ($1, $2);\ninsert into t values ($3, $4), ($5, $6)";
        assert_eq!(runs[0].sql, first);
        assert_eq!(runs[3].sql, "insert into t values ($1, $2);\ncommit");
        let rows: Vec<_> = runs.iter().map(|run| run.rows).collect();
        assert_eq!(rows, [2, BULK_ROWS, BULK_ROWS, 1]);
    }
}
