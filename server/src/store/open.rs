//! Opening: pools, pragmas and timeouts, migrations under a lock.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, SqlSafeStr};

use super::kept::Kept;
use super::lender::Lender;
use super::line::{Line, on};
use super::{Address, Make, Store, StoreError, queries};

/// SQLite before this version can corrupt a write-ahead log when two connections reset it at once.
const LEAST_SQLITE: (i32, i32, i32) = (3, 51, 3);
/// How long a process waits for another one that is migrating.
const MIGRATING: Duration = Duration::from_mins(1);
const READERS: usize = 4;

/// The connections to a file: one that writes, several that read.
pub struct Sqlite {
    pub(super) file: PathBuf,
    pub(super) writer: Lender,
    pub(super) readers: Lender,
    pub(super) kept: Kept,
    pub(super) saved: AtomicU64,
}

/// The pool of a server.
pub struct Postgres {
    pub(super) pool: PgPool,
    pub(super) kept: Kept,
    pub(super) saved: AtomicU64,
}

/// All migrations; where the two databases differ, the file of each.
fn migrator(sqlite: bool) -> Migrator {
    let either = |file: &'static str, server: &'static str| if sqlite { file } else { server };
    let counts = either(
        include_str!("../../../migrations/sqlite/0003_counts.sql"),
        include_str!("../../../migrations/postgres/0003_counts.sql"),
    );
    let receipts = either(
        include_str!("../../../migrations/sqlite/0016_receipts.sql"),
        include_str!("../../../migrations/postgres/0016_receipts.sql"),
    );
    let files = [
        (1, "installation", include_str!("../../../migrations/0001_installation.sql")),
        (2, "service", include_str!("../../../migrations/0002_service.sql")),
        (3, "counts", counts),
        (4, "drafts", include_str!("../../../migrations/0004_drafts.sql")),
        (5, "judgements", include_str!("../../../migrations/0005_judgements.sql")),
        (6, "editions", include_str!("../../../migrations/0006_editions.sql")),
        (7, "links", include_str!("../../../migrations/0007_links.sql")),
        (8, "mail", include_str!("../../../migrations/0008_mail.sql")),
        (9, "invitations", include_str!("../../../migrations/0009_invitations.sql")),
        (10, "second step", include_str!("../../../migrations/0010_second_step.sql")),
        (11, "settings", include_str!("../../../migrations/0011_settings.sql")),
        (12, "backups", include_str!("../../../migrations/0012_backups.sql")),
        (13, "providers", include_str!("../../../migrations/0013_providers.sql")),
        (14, "limits", include_str!("../../../migrations/0014_limits.sql")),
        (15, "last sign-in", include_str!("../../../migrations/0015_last_sign_in.sql")),
        (16, "receipts", receipts),
    ];
    Migrator::with_migrations(
        files
            .into_iter()
            .map(|(version, name, sql)| {
                let kind = MigrationType::Simple;
                Migration::new(version, name.into(), kind, sql.into_sql_str(), false)
            })
            .collect(),
    )
}

impl Store {
    /// Opens the database and brings its schema up to date, under a lock so that only one process
    /// does.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not there and `make` is [`Make::Never`];
    /// [`StoreError::Unusable`] when its schema is newer than this program.
    pub async fn open(address: &Address, make: Make) -> Result<Self, StoreError> {
        match address {
            Address::Sqlite(path) => open_sqlite(path, make).await,
            Address::Postgres(url) => open_postgres(address, url, make).await,
        }
    }

    /// Whether nobody has a database file open. What its log still holds is in the file afterwards.
    ///
    /// # Errors
    /// [`StoreError::Internal`] when it is no database.
    pub async fn is_free(file: &Path) -> Result<bool, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .locking_mode(SqliteLockingMode::Exclusive)
            .busy_timeout(Duration::ZERO)
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        // Leaving the log needs the file for oneself.
        let mode = sqlx::query_scalar::<_, String>("pragma journal_mode = delete");
        let mode = mode.fetch_one(&mut connection).await;
        connection.close().await?;
        Ok(mode.is_ok_and(|mode| mode == "delete"))
    }

    /// Answers when the database does.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when it does not.
    pub async fn ready(&self) -> Result<(), StoreError> {
        schema_version(&mut self.reader().await?.line()).await.map(|_| ())
    }

    /// How many changes were written through the door and acknowledged since it was opened.
    pub fn saved(&self) -> u64 {
        match self {
            Self::Sqlite(base) => base.saved.load(Ordering::Relaxed),
            Self::Postgres(base) => base.saved.load(Ordering::Relaxed),
        }
    }

    /// Each pool: its name, how many connections it has open, and how many of them are idle.
    pub fn connections(&self) -> Vec<(&'static str, usize, usize)> {
        match self {
            Self::Sqlite(base) => [("write", &base.writer), ("read", &base.readers)]
                .map(|(name, lender)| {
                    let (open, idle) = lender.count();
                    (name, open, idle)
                })
                .to_vec(),
            Self::Postgres(base) => {
                vec![("all", base.pool.size() as usize, base.pool.num_idle())]
            }
        }
    }

    /// Waits for what is running and closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(base) => {
                base.readers.close().await;
                base.writer.close().await;
            }
            Self::Postgres(base) => base.pool.close().await,
        }
    }
}

async fn schema_version(line: &mut Line<'_>) -> Result<Option<i64>, StoreError> {
    let version = on!(line, c => {
        sqlx::query_scalar::<_, Option<i64>>(queries::SCHEMA_FIND).fetch_one(c).await?
    });
    Ok(version)
}

fn missing(what: &impl std::fmt::Display) -> StoreError {
    StoreError::Missing(format!(
        "There is no Beforehand database at {what}. Check the address, or make one with \"beforehand serve\", \"beforehand demo\" or \"beforehand import --create\"."
    ))
}

/// A database that is there and holds none of our tables; any other trouble is told as it is.
fn without_schema(error: StoreError, what: &impl std::fmt::Display) -> StoreError {
    match error {
        StoreError::Internal(why)
            if why.contains("no such table") || why.contains("does not exist") =>
        {
            missing(what)
        }
        other => other,
    }
}

async fn open_sqlite(path: &Path, make: Make) -> Result<Store, StoreError> {
    let unusable = |error: &std::io::Error| {
        let place = path.display();
        StoreError::Unusable(format!("The database at {place} cannot be opened: {error}."))
    };
    if make == Make::Never && !path.is_file() {
        return Err(missing(&path.display()));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| unusable(&error))?;
    }
    let lock = lock_file(path).await?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(make == Make::IfMissing)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("trusted_schema", "off")
        .row_buffer_size(1024)
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let writer = Lender::new(options.clone(), 1)?;
    let mut lent = writer.lend().await?;
    let connection = lent.connection();
    let version: String =
        sqlx::query_scalar("select sqlite_version()").fetch_one(&mut *connection).await?;
    if !is_recent(&version) {
        return Err(StoreError::Unusable(format!(
            "This program was built with SQLite {version}, which can damage a database. Build it with 3.51.3 or newer."
        )));
    }
    if make == Make::Never {
        let found = schema_version(&mut Line::Sqlite(connection)).await;
        found.map_err(|error| without_schema(error, &path.display()))?;
    }
    migrate(&migrator(true), connection).await?;
    drop(lent);
    drop(lock);
    let options = options.create_if_missing(false).pragma("query_only", "on");
    let readers = Lender::new(options, READERS)?;
    let file = path.to_owned();
    let (kept, saved) = (Kept::default(), AtomicU64::new(0));
    Ok(Store::Sqlite(Sqlite { file, writer, readers, kept, saved }.into()))
}

/// Holds `PATH.lock` until it is dropped, so that one process at a time makes or migrates.
async fn lock_file(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let refused = |error: std::io::Error| {
        let place = path.display();
        StoreError::Unusable(format!("The folder of {place} cannot be written: {error}."))
    };
    let file = File::create(&name).map_err(refused)?;
    let step = Duration::from_millis(50);
    for _ in 0..MIGRATING.as_millis() / step.as_millis() {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(step).await,
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
    }
    Err(StoreError::Busy("another process is bringing the database up to date".to_owned()))
}

fn is_recent(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    (part(), part(), part()) >= LEAST_SQLITE
}

async fn open_postgres(address: &Address, url: &str, make: Make) -> Result<Store, StoreError> {
    let unusable = |error: sqlx::Error| match StoreError::from(error) {
        StoreError::Internal(why) => {
            StoreError::Unusable(format!("The database at {address} cannot be opened: {why}."))
        }
        other => other,
    };
    let options: PgConnectOptions = url.parse().map_err(unusable)?;
    // Answers such as "there is no transaction in progress" are expected, see `before_acquire`.
    let options = options
        .application_name("beforehand")
        .options([("client_min_messages", "error")])
        .disable_statement_logging();
    // Migrating may take longer than any query: a connection without its limits.
    let mut connection = options.connect().await.map_err(unusable)?;
    if make == Make::Never {
        let found = schema_version(&mut Line::Postgres(&mut connection)).await;
        found.map_err(|error| without_schema(error, address))?;
    }
    tokio::time::timeout(MIGRATING, migrate(&migrator(false), &mut connection))
        .await
        .map_err(|_| StoreError::Busy("another process is migrating".to_owned()))??;
    connection.close().await?;
    let options = options.options([
        ("statement_timeout", "5000"),
        ("lock_timeout", "2000"),
        ("idle_in_transaction_session_timeout", "10000"),
    ]);
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(Duration::from_secs(3))
        .test_before_acquire(false)
        // A `begin` whose caller went away leaves a transaction nobody knows of: end it. This is
        // also the test whether the connection still lives.
        .before_acquire(|connection, _| {
            Box::pin(async move { connection.execute("rollback").await.map(|_| true) })
        })
        .connect_with(options)
        .await
        .map_err(unusable)?;
    let (kept, saved) = (Kept::default(), AtomicU64::new(0));
    Ok(Store::Postgres(Postgres { pool, kept, saved }.into()))
}

async fn migrate<C: Migrate>(migrator: &Migrator, connection: &mut C) -> Result<(), StoreError> {
    match migrator.run_direct(None, connection, false).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(version)) => Err(StoreError::Unusable(format!(
            "The database was made by a newer Beforehand (its schema is {version}). Use that version or a newer one; nothing was changed."
        ))),
        Err(MigrateError::VersionMismatch(version)) => Err(StoreError::Unusable(format!(
            "Migration {version} of the database is not the one this program knows. Use the version of Beforehand that made it."
        ))),
        Err(error) => Err(StoreError::Internal(format!("migration: {error}"))),
    }
}
