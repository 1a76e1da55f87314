//! The browser tests: the real binary with the demo, Playwright on the system's Chromium.

use std::collections::BTreeSet;
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

/// What the specs are run with.
struct Stage<'a> {
    binary: &'a Path,
    folder: &'a Path,
    chromium: &'a Path,
}

/// What a run has to say that did not pass.
struct Failed {
    /// The files of the specs that failed; none when the run itself did.
    files: BTreeSet<String>,
    report: String,
}

/// Runs `tests/browser` with scripting on and off, each run against a fresh demo of its own served by
/// `binary`. Three browsers and three servers are more than two processors carry at all times: a file
/// of specs that fails beside the others has one more chance with the machine to itself, and is named.
pub fn test(binary: &Path) -> Outcome {
    let folder = &root().join("tests/browser");
    need_npm_packages(folder)?;
    let chromium = &chromium()?;
    let stage = Stage { binary, folder, chromium };
    let failed = side_by_side(&stage);
    let mut twice = Vec::new();
    for (project, share, first) in failed {
        println!("\nFailed: {project} {share}\n{}", first.report);
        if first.files.is_empty() {
            twice.push(format!("{project} {share}\n{}", first.report));
            continue;
        }
        let files: Vec<_> = first.files.iter().map(String::as_str).collect();
        println!("\nAgain, alone: {project} {}", files.join(" "));
        let own = format!("{project} {share} again");
        match specs(&stage, project, &own, &files) {
            Ok(()) => println!("\nPassed alone: {project} {}", files.join(" ")),
            Err(again) => twice.push(format!("{project} {share}, also alone\n{}", again.report)),
        }
    }
    if twice.is_empty() { Ok(()) } else { Err(twice.join("\n")) }
}

/// All [`RUNS`] to their ends: what fails in one says nothing of the others.
fn side_by_side(stage: &Stage<'_>) -> Vec<(&'static str, &'static str, Failed)> {
    thread::scope(|scope| {
        let runs = RUNS.map(|(project, share)| {
            let own = format!("{project} {share}");
            let run = scope.spawn(move || specs(stage, project, &own, &["--shard", share]));
            (project, share, run)
        });
        let ended = runs.into_iter().map(|(project, share, run)| {
            let early = || Err(Failed::run("ended early".to_owned()));
            (project, share, run.join().unwrap_or_else(|_| early()))
        });
        ended.filter_map(|(project, share, end)| Some((project, share, end.err()?))).collect()
    })
}

impl Failed {
    /// Not a spec, but what they are run with.
    fn run(report: String) -> Self {
        Self { files: BTreeSet::new(), report }
    }
}

/// Runs those specs of a project that `which` tells Playwright, with data and results in a folder
/// called `own`.
fn specs(stage: &Stage<'_>, project: &str, own: &str, which: &[&str]) -> Result<(), Failed> {
    let own = own.replace([' ', '/'], "-");
    let data = root().join("target/browser-data").join(&own);
    let log = data.with_extension("log");
    let (server, accounts) = serve(stage.binary, &data, &log).map_err(Failed::run)?;
    let mut playwright = command("npx", stage.folder);
    playwright
        .args(["playwright", "test", "--project", project, "--output"])
        .arg(format!("results/{own}"))
        .args(which)
        .env("BASE_URL", &server.address)
        .env("ACCOUNTS", accounts)
        .env("CHROMIUM", stage.chromium)
        .env("BEFOREHAND", stage.binary)
        // The lines are read here: no colours in them.
        .env("FORCE_COLOR", "0");
    told(&mut playwright).map_err(|failed| {
        let report = format!("{}\nServer's log: {}", failed.report, log.display());
        Failed { report, ..failed }
    })
}

/// A server of a fresh demo in `data`, and its accounts.
fn serve(binary: &Path, data: &Path, log: &Path) -> Outcome<(Server, String)> {
    if data.exists() {
        std::fs::remove_dir_all(data).map_err(|e| format!("{}: {e}", data.display()))?;
    }
    let said =
        run_quietly(Command::new(binary).args(["demo", "--today", TODAY, "--data"]).arg(data))?;
    let words = File::create(log).map_err(|e| format!("{}: {e}", log.display()))?;
    Ok((Server::start(binary, &["--today", TODAY], data, words)?, accounts(&said)?))
}

/// Runs the specs, each with a line when it has ended. What is said after the last of them explains
/// those that failed.
fn told(playwright: &mut Command) -> Result<(), Failed> {
    let problem = |error: std::io::Error| Failed::run(format!("cannot run the specs: {error}"));
    let mut child = playwright.stdout(Stdio::piped()).spawn().map_err(problem)?;
    let (mut files, mut report) = (BTreeSet::new(), Vec::new());
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            println!("{line}");
            if line.starts_with("  ✘") {
                files.extend(file_of(&line));
            }
            if line.starts_with("  ✓") || line.starts_with("  ✘") || line.starts_with("  -") {
                report.clear();
            } else {
                report.push(line);
            }
        }
    }
    if child.wait().map_err(problem)?.success() {
        return Ok(());
    }
    Err(Failed { files, report: report.join("\n") })
}

/// The file in a line such as `  ✘  12 [scripting on] › grid.spec.js:31:1 › a title (2.1s)`.
fn file_of(line: &str) -> Option<String> {
    let (file, _) = line.split(" › ").nth(1)?.split_once(':')?;
    Some(file.to_owned())
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
