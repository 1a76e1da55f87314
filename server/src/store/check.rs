//! Whether the database is whole: the engine's own check, and the history verified.

use super::line::{Line, on, task};
use super::{Store, StoreError, queries, verify};

impl Store {
    /// Everything that is wrong, as sentences; empty when nothing is.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        let mut problems = self.check_engine().await?;
        problems.extend(self.verify(None, Vec::new()).await?.problems());
        Ok(problems)
    }

    /// What the database itself finds wrong with its pages and keys.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn check_engine(&self) -> Result<Vec<String>, StoreError> {
        let store = self.clone();
        task(async move { engine(&mut store.reader().await?.line()).await }).await
    }

    /// The head of each chain of the history: its number (0 is the installation), its last row and
    /// that row's hash.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_heads(&self) -> Result<Vec<(i32, i64, String)>, StoreError> {
        verify::heads(&mut self.reader().await?.line()).await
    }

    /// Prepares every query without running it: the file and what is wrong with it. Empty when the
    /// program and the schema fit each other.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn check_queries(&self) -> Result<Vec<String>, StoreError> {
        use sqlx::{Executor, SqlSafeStr};
        let mut problems = Vec::new();
        for (file, sql) in queries::ALL.iter().filter(|(_, sql)| !sql.contains('{')) {
            let mut reader = self.reader().await?;
            let prepared = on!(&mut reader.line(), c => c.prepare(sql.into_sql_str()).await.err());
            problems.extend(prepared.map(|error| format!("{file}: {error}")));
        }
        Ok(problems)
    }
}

/// SQLite reads every page and every foreign key. PostgreSQL guards its pages itself.
async fn engine(line: &mut Line<'_>) -> Result<Vec<String>, StoreError> {
    let Line::Sqlite(connection) = line else { return Ok(Vec::new()) };
    let said: Vec<String> =
        sqlx::query_scalar("pragma integrity_check").fetch_all(&mut **connection).await?;
    let mut problems: Vec<_> = said.into_iter().filter(|line| line != "ok").collect();
    let strays = sqlx::query("pragma foreign_key_check").fetch_all(&mut **connection).await?;
    if !strays.is_empty() {
        problems.push(format!("{} rows point to something that is not there", strays.len()));
    }
    Ok(problems)
}
