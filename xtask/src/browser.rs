//! The browser tests: the real binary with the demo, Playwright on the system's Chromium.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::tools::{Outcome, command, need_debian_packages, need_npm_packages, root, run_quietly};

/// The day the browser tests take place: demo data end on the Sunday before.
pub const TODAY: &str = "2026-11-23";

/// The runs of the specs, side by side: the project as `playwright.config.js` names it, and the share
/// of its files. With scripting they take three times as long.
const RUNS: [(&str, &str); 3] =
    [("scripting on", "1/2"), ("scripting on", "2/2"), ("scripting off", "1/1")];

/// Runs `tests/browser` with scripting on and off, each run against a fresh demo of its own served by
/// `binary`.
pub fn test(binary: &Path) -> Outcome {
    let folder = root().join("tests/browser");
    need_npm_packages(&folder)?;
    let chromium = chromium()?;
    thread::scope(|scope| {
        let runs = RUNS.map(|(project, share)| {
            let (folder, chromium) = (&folder, &chromium);
            let run = scope.spawn(move || specs(binary, folder, chromium, project, share));
            (project, share, run)
        });
        // All to their ends: what fails in one says nothing of the others, and is said after them.
        let mut failed = Vec::new();
        for (project, share, run) in runs {
            match run.join() {
                Ok(Ok(())) => {}
                Ok(Err(problem)) => failed.push(problem),
                Err(_) => failed.push(format!("{project} {share}: ended early")),
            }
        }
        if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
    })
}

/// Runs a share of the specs of one project.
fn specs(binary: &Path, folder: &Path, chromium: &Path, project: &str, share: &str) -> Outcome {
    let own = format!("{project} {share}").replace([' ', '/'], "-");
    let data = root().join("target/browser-data").join(&own);
    if data.exists() {
        std::fs::remove_dir_all(&data).map_err(|e| format!("{}: {e}", data.display()))?;
    }
    let said =
        run_quietly(Command::new(binary).args(["demo", "--today", TODAY, "--data"]).arg(&data))?;
    let log = data.with_extension("log");
    let words = File::create(&log).map_err(|e| format!("{}: {e}", log.display()))?;
    let server = Server::start(binary, &["--today", TODAY], &data, words)?;
    let report = told(
        command("npx", folder)
            .args(["playwright", "test", "--project", project, "--shard", share, "--output"])
            .arg(format!("results/{own}"))
            .env("BASE_URL", &server.address)
            .env("ACCOUNTS", accounts(&said)?)
            .env("CHROMIUM", chromium)
            .env("BEFOREHAND", binary),
    );
    report.map_err(|report| format!("{project} {share}\n{report}\nServer's log: {}", log.display()))
}

/// Runs the specs, each with a line when it has ended; gives what is said after the last of them, where
/// those that failed are explained, when any did.
fn told(command: &mut Command) -> Outcome {
    let problem = |error: std::io::Error| format!("cannot run the specs: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(problem)?;
    let mut report = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            println!("{line}");
            if line.starts_with("  ✓") || line.starts_with("  ✘") || line.starts_with("  -") {
                report.clear();
            } else {
                report.push(line);
            }
        }
    }
    if child.wait().map_err(problem)?.success() { Ok(()) } else { Err(report.join("\n")) }
}

/// The accounts that `demo` printed, the first of each role, as JSON:
/// `{"staff": {"email": …, "password": …}, …}`.
fn accounts(said: &str) -> Outcome<String> {
    let mut accounts = serde_json::Map::new();
    for line in said.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [_, role, email, password] = words.as_slice()
            && email.contains('@')
        {
            let role = role.trim_matches(['(', ')']).to_owned();
            accounts
                .entry(role)
                .or_insert_with(|| serde_json::json!({"email": email, "password": password}));
        }
    }
    if accounts.len() < 4 {
        return Err(format!("the demo printed no accounts:\n{said}"));
    }
    Ok(serde_json::Value::Object(accounts).to_string())
}

/// Where Chromium is, installed if we may.
pub fn chromium() -> Outcome<PathBuf> {
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
    /// Starts `beforehand serve` and waits for its address. What it logs goes to `log`.
    pub fn start(
        binary: &Path,
        arguments: &[&str],
        data: &Path,
        log: impl Into<Stdio>,
    ) -> Outcome<Self> {
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .arg("--data")
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|e| format!("cannot start {}: {e}", binary.display()))?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        // The rest of its words are read and dropped, so that it never waits for a reader.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
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
