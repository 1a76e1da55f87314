//! The program itself: run to its end, or left serving.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::{Client, Database};

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    /// Exit code.
    pub code: i32,
    /// stdout.
    pub out: String,
    /// stderr.
    pub err: String,
}

impl Run {
    /// Its stdout, when it went well.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// Its stderr, when it was refused with that code.
    pub fn refused(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert!(
            self.err.starts_with("beforehand: ")
                || code == 2
                || self.err.contains("\nbeforehand: ")
        );
        self.err
    }
}

fn command(database: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_program"));
    command.args(arguments).args(database.arguments());
    for name in ["BEFOREHAND_DATA", "BEFOREHAND_DB", "RUST_LOG"] {
        command.env_remove(name);
    }
    command
}

/// Runs `beforehand` on a database.
pub fn run(database: &Database, arguments: &[&str]) -> Run {
    let done = command(database, arguments).output().unwrap();
    Run {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

/// `report --json`.
pub fn report(database: &Database, service: &str, rest: &[&str]) -> Value {
    let arguments = [&["report", "--json", "--service", service], rest].concat();
    serde_json::from_str(&run(database, &arguments).ok()).unwrap()
}

/// The row of a field in a report.
pub fn row<'a>(report: &'a Value, channel: &str, field: &str) -> &'a Value {
    let rows = report["channels"].as_array().unwrap();
    rows.iter().find(|row| row["channel"] == channel && row["field"] == field).unwrap()
}

/// A file of the fixtures.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// A file that goes away with the test.
pub struct Scrap(PathBuf);

impl Scrap {
    /// Written.
    pub fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = std::env::temp_dir().join(format!("beforehand_{}_{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The program, serving.
pub struct Serving {
    child: Child,
    /// Where.
    pub address: SocketAddr,
}

impl Serving {
    /// Starts it and waits until it listens.
    pub fn start(database: &Database, today: &str) -> Self {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--today", today];
        let mut child = command(database, &arguments)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").expect(&line);
        Self { address: address.parse().unwrap(), child }
    }

    /// The same, with what it said on stderr before it listened.
    pub fn start_and_hear(database: &Database, today: &str) -> (Self, String) {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--today", today];
        let mut child = command(database, &arguments)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").expect(&line);
        let address = address.parse().unwrap();
        // What it says on starting comes before it listens; an end makes the rest readable.
        let mut heard = child.stderr.take().unwrap();
        let told = std::thread::spawn(move || {
            let mut said = [0_u8; 4096];
            let read = std::io::Read::read(&mut heard, &mut said).unwrap_or(0);
            String::from_utf8_lossy(&said[..read]).into_owned()
        });
        let deadline = std::time::Duration::from_millis(300);
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || sender.send(told.join().unwrap_or_default()));
        let said = receiver.recv_timeout(deadline).unwrap_or_default();
        (Self { child, address }, said)
    }

    /// Somebody who has signed in.
    pub async fn client(&self, email: &str, password: &str) -> Client {
        let client = Client::new(self.address);
        assert_eq!(client.sign_in(email, password).await.status, 303, "{email}");
        client
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The words of a page, spaces evened out.
pub fn words(html: &str) -> String {
    let page = scraper::Html::parse_document(html);
    let text: String = page.root_element().text().collect::<Vec<_>>().join(" ");
    let even = text.replace('\u{a0}', " ");
    even.split_whitespace().collect::<Vec<_>>().join(" ")
}
