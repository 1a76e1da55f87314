//! A PostgreSQL server of our own for the tests: made, started, and gone with the value.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{Outcome, need_debian_packages, run_quietly};

/// A running server with an empty cluster; stopped and removed when dropped.
pub struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    address: String,
}

impl Postgres {
    /// Starts one on a free port of the loopback interface, installing PostgreSQL if we may.
    pub fn start() -> Outcome<Self> {
        let programs = if let Some(programs) = programs() {
            programs
        } else {
            need_debian_packages("PostgreSQL 15 or later", &["postgresql"])?;
            programs().ok_or("PostgreSQL was installed, but its initdb is nowhere to be found.")?
        };
        let folder =
            std::env::temp_dir().join(format!("beforehand-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        if as_postgres() {
            run_quietly(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(|e| format!("no free port: {e}"))?
            .port();
        let server = Self {
            programs,
            address: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
            folder,
        };
        let data = server.folder.join("data");
        run_quietly(
            server
                .program("initdb")
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"])
                .arg("--no-sync")
                .arg("--pgdata")
                .arg(&data),
        )?;
        // What PostgreSQL itself keeps over a power cut, and how it speeds up over days, is its own business.
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={} -c fsync=off -c full_page_writes=off -c autovacuum=off -c jit=off -c max_connections=400",
            server.folder.display()
        );
        run_quietly(
            server
                .program("pg_ctl")
                .args(["start", "--wait", "--silent", "--pgdata"])
                .arg(&data)
                .arg("--log")
                .arg(server.folder.join("log"))
                .arg("--options")
                .arg(options),
        )?;
        Ok(server)
    }

    /// `postgres://…` of a database in which others may be made.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// PostgreSQL refuses to run as root: there its programs run as `postgres`.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if as_postgres() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let stopped = run_quietly(
            self.program("pg_ctl")
                .args(["stop", "--mode=immediate", "--silent", "--pgdata"])
                .arg(data),
        );
        if let Err(problem) = stopped {
            eprintln!("{problem}");
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn as_postgres() -> bool {
    run_quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The folder of initdb and `pg_ctl`: the newest of Debian's, or what PATH knows.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = Path::new("/usr/lib/postgresql")
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_string_lossy().parse().ok()?;
            let programs = entry.path().join("bin");
            programs.join("initdb").exists().then_some((version, programs))
        })
        .collect();
    versions.sort();
    versions.pop().map(|(_, programs)| programs).or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    })
}
