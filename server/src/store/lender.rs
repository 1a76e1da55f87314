//! The connections to a file, lent one at a time, and transactions on them.
//!
//! SQLite works in a thread of its own, and the way there and back takes longer than most of what is
//! read there. sqlx's pool goes that way each time a connection comes back, to see whether it lives;
//! here it is asked once a second at most, when it is lent. Refuses to lend a connection on which a
//! transaction is open.

use std::time::{Duration, Instant};

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleResult};
use futures_util::FutureExt;
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, FromRow};

use super::StoreError;

/// How a transaction ends whose work is kept.
pub(super) const COMMIT: &str = "commit";
/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a connection that answered is taken to be alive.
const ALIVE: Duration = Duration::from_secs(1);
/// SQLite's code when there was nothing to roll back.
const NOTHING_OPEN: &str = "1";

/// Connections to one file, all alike.
pub(super) struct Lender(Pool<Opener>);

/// A connection, given back when it is dropped.
pub(super) struct Lent(Object<Opener>);

/// A transaction, rolled back when it is dropped.
pub(super) struct Transaction(Lent);

/// Makes connections and looks at those that are to be lent again.
struct Opener(SqliteConnectOptions);

/// A connection and what is known of it.
struct Held {
    connection: SqliteConnection,
    answered: Instant,
    /// Whether a transaction may be open on it.
    open: bool,
}

impl Manager for Opener {
    type Type = Held;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Held, sqlx::Error> {
        let connection = self.0.connect().await?;
        Ok(Held { connection, answered: Instant::now(), open: false })
    }

    async fn recycle(&self, held: &mut Held, _: &Metrics) -> RecycleResult<sqlx::Error> {
        if held.open {
            held.roll_back().await?;
        }
        if held.answered.elapsed() > ALIVE {
            held.connection.ping().await?;
            held.answered = Instant::now();
        }
        Ok(())
    }
}

impl Held {
    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(statement).execute(&mut self.connection).await.map(|_| ())
    }

    /// Not an error when there is nothing to roll back: on a full disk SQLite does it by itself.
    async fn roll_back(&mut self) -> Result<(), sqlx::Error> {
        match self.run("rollback").await {
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NOTHING_OPEN) => {}
            done => done?,
        }
        self.open = false;
        Ok(())
    }
}

impl Lender {
    /// Opens no connection yet.
    pub(super) fn new(options: SqliteConnectOptions, most: usize) -> Result<Self, StoreError> {
        let pool = Pool::builder(Opener(options))
            .max_size(most)
            // The one used last: what it read is in its cache, and no more are opened than needed.
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .build();
        Ok(Self(pool.map_err(|error| StoreError::Internal(error.to_string()))?))
    }

    pub(super) async fn lend(&self) -> Result<Lent, StoreError> {
        Ok(Lent(self.0.get().await?))
    }

    /// Begins a transaction with that statement.
    pub(super) async fn begin(&self, statement: &'static str) -> Result<Transaction, StoreError> {
        let mut transaction = self.opening().await?;
        transaction.0.0.run(statement).await?;
        Ok(transaction)
    }

    /// Begins a transaction with that statement and reads a row in it, in one way to the thread.
    pub(super) async fn begin_and_find<T>(
        &self,
        statement: &str,
        query: &str,
        values: SqliteArguments,
    ) -> Result<(Transaction, Option<T>), StoreError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
    {
        let mut transaction = self.opening().await?;
        let both = AssertSqlSafe(format!("{statement};\n{query}"));
        let row =
            sqlx::query_as_with(both, values).fetch_optional(transaction.connection()).await?;
        Ok((transaction, row))
    }

    /// Held for open before it is begun: whoever goes away in between leaves nothing behind.
    async fn opening(&self) -> Result<Transaction, StoreError> {
        let mut lent = self.lend().await?;
        lent.0.open = true;
        Ok(Transaction(lent))
    }

    /// How many connections are open, and how many of them are not lent.
    pub(super) fn count(&self) -> (usize, usize) {
        let status = self.0.status();
        (status.size, status.available)
    }

    /// Waits for those that are lent and closes all. What is still open on one ends with it.
    pub(super) async fn close(&self) {
        loop {
            for held in self.0.retain(|_, _| false).removed {
                let _ = held.connection.close().await;
            }
            if self.0.status().size == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.0.close();
    }
}

impl Lent {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0.connection
    }
}

impl Transaction {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        self.0.connection()
    }

    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.0.0.run(COMMIT).await?;
        self.committed();
        Ok(())
    }

    /// Says that the caller sent [`COMMIT`] itself, after other statements, and that it was done.
    pub(super) fn committed(mut self) {
        self.0.0.open = false;
    }

    pub(super) async fn rollback(mut self) -> Result<(), StoreError> {
        Ok(self.0.0.roll_back().await?)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let held = &mut self.0.0;
        if held.open {
            // Sends it without waiting, so that nobody waits for the lock. Whether it was done is
            // looked at when the connection is lent again.
            let _ = held.run("rollback").now_or_never();
        }
    }
}

impl From<PoolError<sqlx::Error>> for StoreError {
    fn from(error: PoolError<sqlx::Error>) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            other => Self::Busy(other.to_string()),
        }
    }
}

/// Seen to fail with a dropped transaction that is left open, and with a close that does not wait.
#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0).unwrap();
        }
    }

    /// A file with a table, and its lender of one connection.
    async fn lender(name: &str) -> (Folder, SqliteConnectOptions, Lender) {
        let path = format!("beforehand-lender-{name}-{}", std::process::id());
        let folder = Folder(std::env::temp_dir().join(path));
        std::fs::create_dir(&folder.0).unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.0.join("some.db"))
            .create_if_missing(true)
            .busy_timeout(PATIENCE);
        let lender = Lender::new(options.clone(), 1).unwrap();
        let mut lent = lender.lend().await.unwrap();
        sqlx::query("create table t (n integer)").execute(lent.connection()).await.unwrap();
        drop(lent);
        (folder, options, lender)
    }

    /// A transaction that added a row.
    async fn added(lender: &Lender) -> Transaction {
        let mut transaction = lender.begin("begin immediate").await.unwrap();
        sqlx::query("insert into t values (1)").execute(transaction.connection()).await.unwrap();
        transaction
    }

    async fn rows(lender: &Lender) -> i64 {
        let mut lent = lender.lend().await.unwrap();
        sqlx::query_scalar("select count(*) from t").fetch_one(lent.connection()).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_committed_stays_and_nothing_else() {
        let (_folder, _, lender) = lender("kept").await;
        added(&lender).await.commit().await.unwrap();
        added(&lender).await.rollback().await.unwrap();
        drop(added(&lender).await);
        assert_eq!(rows(&lender).await, 1);
    }

    #[tokio::test]
    async fn a_dropped_transaction_lets_others_write_at_once() {
        let (_folder, options, lender) = lender("dropped").await;
        drop(added(&lender).await);
        // Another process, while this lender lends nothing.
        let mut other = options.connect().await.unwrap();
        sqlx::query("insert into t values (2)").execute(&mut other).await.unwrap();
        assert_eq!(rows(&lender).await, 1);
    }

    #[tokio::test]
    async fn a_connection_whose_transaction_ended_by_itself_is_lent_again() {
        let (_folder, _, lender) = lender("ended").await;
        let mut transaction = added(&lender).await;
        sqlx::query("rollback").execute(transaction.connection()).await.unwrap();
        assert!(transaction.commit().await.is_err());
        let again = lender.begin("begin immediate").await.unwrap();
        again.commit().await.unwrap();
        assert_eq!((rows(&lender).await, lender.count()), (0, (1, 1)));
    }

    #[tokio::test]
    async fn closing_waits_for_what_is_lent() {
        let (_folder, _, lender) = lender("closing").await;
        let transaction = added(&lender).await;
        let mut closing = Box::pin(lender.close());
        assert!(tokio::time::timeout(Duration::from_millis(20), &mut closing).await.is_err());
        transaction.commit().await.unwrap();
        closing.await;
        assert_eq!(lender.count(), (0, 0));
        assert!(matches!(lender.lend().await, Err(StoreError::Busy(_))));
    }
}
