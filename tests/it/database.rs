//! A database for each test, on SQLite or PostgreSQL.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use server::store::{Address, Make, Store};

/// A database that goes away with the test.
pub struct Database {
    /// Where it is.
    pub address: Address,
    folder: Option<PathBuf>,
    server: Option<(String, String)>,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// An empty one.
    pub fn new() -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("beforehand_it_{}_{number}", std::process::id());
        if std::env::var("BEFOREHAND_TEST_DB").is_ok_and(|db| db == "postgres") {
            let server = std::env::var("BEFOREHAND_TEST_POSTGRES")
                .expect("BEFOREHAND_TEST_POSTGRES names the server");
            psql(&server, &format!("create database {name}"));
            let (front, query) = match server.split_once('?') {
                Some((front, query)) => (front, format!("?{query}")),
                None => (server.as_str(), String::new()),
            };
            let host = front.trim_end_matches('/');
            let slashes = host.matches('/').count();
            let host = if slashes > 2 { host.rsplit_once('/').unwrap().0 } else { host };
            let address = Address::Postgres(format!("{host}/{name}{query}"));
            return Self { address, folder: None, server: Some((server, name)) };
        }
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).unwrap();
        Self { address: Address::in_folder(&folder), folder: Some(folder), server: None }
    }

    /// An empty one in that folder, which goes with it; none where the tests run on PostgreSQL.
    pub fn in_folder(folder: PathBuf) -> Option<Self> {
        if std::env::var("BEFOREHAND_TEST_DB").is_ok_and(|db| db == "postgres") {
            return None;
        }
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { address: Address::in_folder(&folder), folder: Some(folder), server: None })
    }

    /// Ends every connection to it, as PostgreSQL does when it is shut down.
    pub fn end_connections(&self) {
        let Some((server, name)) = &self.server else { return };
        psql(
            server,
            &format!(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
            ),
        );
    }

    /// The arguments that name it on the command line.
    pub fn arguments(&self) -> [String; 2] {
        match &self.address {
            Address::Sqlite(path) => ["--db".to_owned(), format!("sqlite:{}", path.display())],
            Address::Postgres(url) => ["--db".to_owned(), url.clone()],
        }
    }

    /// Does something to it behind the program's back; statements that both databases take.
    pub fn meddle(&self, orders: &str) {
        let mut command = match &self.address {
            Address::Sqlite(path) => {
                let mut command = std::process::Command::new("sqlite3");
                command.args(["-bail", "-cmd", ".timeout 5000"]).arg(path).arg(orders);
                command
            }
            Address::Postgres(url) => {
                let mut command = std::process::Command::new("psql");
                command.args(["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"]);
                command.args(["--command", orders, url]);
                command
            }
        };
        let done = command.output().expect("sqlite3 and psql are installed");
        assert!(done.status.success(), "{orders}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// Opens it.
    pub async fn open(&self) -> Store {
        Store::open(&self.address, Make::IfMissing).await.unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Some((server, name)) = &self.server {
            psql(server, &format!("drop database {name} with (force)"));
        }
    }
}

fn psql(server: &str, order: &str) {
    let done = std::process::Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "--output", "/dev/null", "--command", order, server])
        .output()
        .expect("psql is installed");
    assert!(done.status.success(), "{order}: {}", String::from_utf8_lossy(&done.stderr));
}
