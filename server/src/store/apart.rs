//! Whether PostgreSQL answers, asked on a line of its own: the pool's lines may all be waiting for it.
//!
//! SQLite is a file of this machine: it is not asked.

use sqlx::{ConnectOptions, Connection, PgConnection};

use super::{Store, StoreError};

/// The line. Dropped in the middle of a question it is closed, and the next one opens another.
#[derive(Default)]
pub struct Apart(Option<PgConnection>);

impl Store {
    /// Answers when the database does; how long to wait is for the caller to say.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when it cannot be reached.
    pub async fn answers(&self, apart: &mut Apart) -> Result<(), StoreError> {
        let Self::Postgres(base) = self else { return Ok(()) };
        let mut line = match apart.0.take() {
            Some(line) => line,
            None => base.pool.connect_options().connect().await?,
        };
        line.ping().await?;
        apart.0 = Some(line);
        Ok(())
    }

    /// Whether the database is on the other end of a line that can break.
    pub fn is_away_from_here(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}
