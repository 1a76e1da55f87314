//! The browser tests: the real binary with the demo, Playwright on the system's Chromium.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::tools::{Outcome, command, need_debian_packages, need_npm_packages, root, run};

/// The day the browser tests take place: demo data end on the Sunday before.
pub const TODAY: &str = "2026-11-23";

/// Runs `tests/browser` against a fresh demo served by `binary`.
pub fn test(binary: &Path) -> Outcome {
    let folder = root().join("tests/browser");
    need_npm_packages(&folder)?;
    let chromium = chromium()?;
    let data = root().join("target/browser-data");
    if data.exists() {
        std::fs::remove_dir_all(&data).map_err(|e| format!("{}: {e}", data.display()))?;
    }
    run(Command::new(binary)
        .args(["demo", "--today", TODAY, "--data"])
        .arg(&data)
        .stdout(Stdio::null()))?;
    let server = Server::start(binary, &["--today", TODAY], &data)?;
    run(command("npx", &folder)
        .args(["playwright", "test"])
        .env("BASE_URL", &server.address)
        .env("CHROMIUM", chromium)
        .env("BEFOREHAND", binary))
}

/// Where Chromium is, installed if we may.
fn chromium() -> Outcome<PathBuf> {
    let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let find = || places.iter().map(PathBuf::from).find(|path| path.exists());
    if let Some(path) = find() {
        return Ok(path);
    }
    need_debian_packages("Chromium", &["chromium"])?;
    find().ok_or_else(|| "Chromium was installed, but is nowhere to be found.".into())
}

/// A server of ours on a free port; stopped when dropped.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:…`.
    pub address: String,
}

impl Server {
    /// Starts `beforehand serve` and waits for its address.
    pub fn start(binary: &Path, arguments: &[&str], data: &Path) -> Outcome<Self> {
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .arg("--data")
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot start {}: {e}", binary.display()))?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        // The rest of its words are read and dropped, so that it never waits for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        if let Some(address) = address {
            Ok(Self { child, address: address.trim_end_matches('/').to_owned() })
        } else {
            let _ = child.kill();
            Err("the server stopped before it listened".into())
        }
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
