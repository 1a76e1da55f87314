//! `dev`: serve an unoptimised build of the demo, and build again when a file changes.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, SystemTime};

use crate::site;
use crate::tools::{Outcome, cargo, root, run};

/// What is watched.
const FOLDERS: [&str; 8] = [
    "src",
    "app",
    "server/src",
    "server/queries",
    "server/charts/draw.js",
    "server/charts/live.js",
    "migrations",
    "style",
];

/// `cargo xtask dev`: runs until it is stopped. A build that fails is shown and the old server
/// stays.
pub fn dev(arguments: &[String]) -> Outcome {
    let mut server: Option<Child> = None;
    let mut built = None;
    // A channel nobody writes to: its timeout is our pause between two looks.
    let (_hold, pause) = channel::<()>();
    loop {
        let newest = newest();
        if built != Some(newest) {
            built = Some(newest);
            match build() {
                Ok(binary) => {
                    if let Some(mut old) = server.take() {
                        let _ = old.kill();
                        let _ = old.wait();
                    }
                    server = Some(start(&binary, arguments)?);
                }
                Err(problem) => eprintln!("\n{problem}\nWaiting for a change."),
            }
        }
        if let Err(RecvTimeoutError::Disconnected) = pause.recv_timeout(Duration::from_millis(500))
        {
            return Ok(());
        }
    }
}

fn build() -> Outcome<PathBuf> {
    site::build()?;
    run(cargo().args(["build", "--package=server", "--bin=beforehand"]))?;
    Ok(root().join("target/debug/beforehand"))
}

fn start(binary: &Path, arguments: &[String]) -> Outcome<Child> {
    let data = root().join("data/demo");
    run(Command::new(binary).arg("demo").arg("--data").arg(&data))?;
    let mut serve = Command::new(binary);
    serve.arg("serve").arg("--data").arg(&data);
    if !arguments.iter().any(|argument| argument.starts_with("--listen")) {
        serve.args(["--listen", "127.0.0.1:8080"]);
    }
    serve.args(arguments).spawn().map_err(|e| format!("cannot start the server: {e}"))
}

fn newest() -> SystemTime {
    fn look(path: &Path, newest: &mut SystemTime) {
        if let Ok(entries) = path.read_dir() {
            for entry in entries.flatten() {
                look(&entry.path(), newest);
            }
        }
        if let Ok(changed) = path.metadata().and_then(|meta| meta.modified()) {
            *newest = changed.max(*newest);
        }
    }
    let mut newest = SystemTime::UNIX_EPOCH;
    for folder in FOLDERS {
        look(&root().join(folder), &mut newest);
    }
    newest
}
