//! Whether the database is whole: the engine's own check, and every audit chain followed.

use super::line::{Line, on, task};
use super::{Store, StoreError, audit, queries, verify_audit};

impl Store {
    /// Everything that is wrong, as sentences; empty when nothing is.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.snapshot().await?;
            let mut problems = engine(&mut tx.line()).await?;
            problems.extend(chains(&mut tx.line()).await?);
            tx.rollback().await?;
            Ok(problems)
        })
        .await
    }

    /// The head of each chain of the history: its number (0 is the installation), its last row and
    /// that row's hash.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_heads(&self) -> Result<Vec<(i32, i64, String)>, StoreError> {
        heads(&mut self.reader().await?.line()).await
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

/// Each chain's number, its last row and that row's hash.
async fn heads(line: &mut Line<'_>) -> Result<Vec<(i32, i64, String)>, StoreError> {
    Ok(on!(line, c => sqlx::query_as(queries::CHAINS_LIST).fetch_all(c).await?))
}

async fn chains(line: &mut Line<'_>) -> Result<Vec<String>, StoreError> {
    let heads = heads(line).await?;
    let mut problems = Vec::new();
    for (chain, seq, hash) in heads {
        let rows = audit::list(line, chain).await?;
        let name = match chain {
            0 => "the installation".to_owned(),
            service => format!("service {service}"),
        };
        let last = rows.last().map_or((0, ""), |row| (row.seq, row.hash.as_str()));
        if let Some((_, problem)) = verify_audit(&rows) {
            problems.push(format!("The history of {name} does not hold: {problem}."));
        } else if last != (seq, hash.as_str()) {
            problems.push(format!("The history of {name} does not end where it should."));
        }
    }
    Ok(problems)
}
