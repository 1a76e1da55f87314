//! Whole tables as rows of the common dialect's values: what copies, exports and takes in.
//!
//! Knows no table's meaning. A table is read row by row and written many rows at once, so that it need
//! not fit into memory.

use chrono::{NaiveDate, NaiveDateTime};
use futures_util::{Stream, TryStreamExt};
use sqlx::{AssertSqlSafe, Column, ColumnIndex, Decode, Row, Type, TypeInfo};

use super::line::{BULK_ROWS, Line, on, widen};
use super::{StoreError, queries};

/// One value of the common dialect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Number(Option<i64>),
    Truth(Option<bool>),
    Text(Option<String>),
    Day(Option<NaiveDate>),
    Time(Option<NaiveDateTime>),
}

/// A table in memory.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<Value>>,
}

impl Table {
    /// Where a column stands.
    pub(super) fn at(&self, column: &str) -> Result<usize, StoreError> {
        let missing = || StoreError::Internal(format!("there is no column {column}"));
        self.columns.iter().position(|own| own == column).ok_or_else(missing)
    }
}

/// Where rows that were read go.
enum Goal<'a, 'l> {
    Line(&'a mut Line<'l>, &'a str),
    Memory(&'a mut Table),
}

/// Copies all rows of a table; gives their number.
pub(super) async fn copy(
    read: &mut Line<'_>,
    write: &mut Line<'_>,
    table: &str,
) -> Result<u64, StoreError> {
    let goal = Goal::Line(write, table);
    on!(read, c => pour(sqlx::query(AssertSqlSafe(dump(table))).fetch(c), goal).await)
}

/// Reads all rows of a table, in no order.
pub(super) async fn list(read: &mut Line<'_>, table: &str) -> Result<Table, StoreError> {
    let mut all = Table::default();
    let goal = Goal::Memory(&mut all);
    on!(read, c => pour(sqlx::query(AssertSqlSafe(dump(table))).fetch(c), goal).await)?;
    Ok(all)
}

/// Whether a table holds a row.
pub(super) async fn holds_any(line: &mut Line<'_>, table: &str) -> Result<bool, StoreError> {
    Ok(on!(line, c => {
        sqlx::query(AssertSqlSafe(dump(table))).fetch_optional(c).await?.is_some()
    }))
}

/// Takes all rows out of a table.
pub(super) async fn clear(line: &mut Line<'_>, table: &str) -> Result<(), StoreError> {
    let sql = queries::ANY_CLEAR.replace("{table}", table);
    on!(line, c => {
        sqlx::query(AssertSqlSafe(sql)).execute(c).await?;
    });
    Ok(())
}

fn dump(table: &str) -> String {
    queries::ANY_DUMP.replace("{table}", table)
}

/// Reads row by row and writes many at once: a table need not fit into memory.
async fn pour<R>(
    rows: impl Stream<Item = Result<R, sqlx::Error>>,
    mut goal: Goal<'_, '_>,
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
        match &mut goal {
            Goal::Line(_, table) if sql.is_empty() => {
                sql = load(table, row.columns().iter().map(Column::name));
            }
            Goal::Memory(all) if all.columns.is_empty() => {
                all.columns = row.columns().iter().map(|column| column.name().to_owned()).collect();
            }
            _ => {}
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
        let row = (0..row.len()).map(value).collect::<Result<Vec<_>, StoreError>>()?;
        match &mut goal {
            Goal::Memory(all) => all.rows.push(row),
            Goal::Line(line, _) => {
                held.push(row);
                if held.len() == BULK_ROWS {
                    written += write(line, &sql, &held).await?;
                    held.clear();
                }
            }
        }
    }
    match goal {
        Goal::Line(line, _) => Ok(written + write(line, &sql, &held).await?),
        Goal::Memory(all) => Ok(all.rows.len() as u64),
    }
}

/// The statement that adds one row with these columns.
pub(super) fn load<'a>(table: &str, columns: impl Iterator<Item = &'a str>) -> String {
    let columns: Vec<_> = columns.collect();
    let values: Vec<_> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let sql = queries::ANY_LOAD.replace("{table}", table);
    sql.replace("{columns}", &columns.join(", ")).replace("{values}", &values.join(", "))
}

/// Writes rows, at most [`BULK_ROWS`] of them, by the statement for one.
pub(super) async fn write(
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
