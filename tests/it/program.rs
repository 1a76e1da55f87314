//! The program itself: run to its end, or left serving.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use server::clock::Clock;

use crate::factor;
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
    // Whatever whoever runs the tests has set is not what they test.
    let own = std::env::vars().map(|(name, _)| name);
    for name in own.filter(|name| name.starts_with("BEFOREHAND_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    command.env("BEFOREHAND_CONFIG", fixture("settings/none.toml"));
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
        Self::start_logged(database, today, "warn", Stdio::inherit())
    }

    /// The same, with a log of that level written there.
    pub fn start_logged(database: &Database, today: &str, level: &str, log: Stdio) -> Self {
        let mut command = command(database, &["serve", "--today", today]);
        Self::start_as(command.env("RUST_LOG", level).stderr(log))
    }

    /// Starts it with settings of its own, `--listen` aside, and a log in a file.
    pub fn start_with(database: &Database, arguments: &[&str], log: &Path) -> Self {
        let arguments = [&["serve"], arguments].concat();
        let log = std::fs::File::create(log).unwrap();
        Self::start_as(command(database, &arguments).stderr(log))
    }

    /// Starts it so that a limit on its files makes writing fail, as a full disk does, and does not
    /// end it: what is ignored before it starts is ignored by it too.
    pub fn start_limited(database: &Database, today: &str) -> Self {
        let mut own = command(database, &["serve", "--today", today]);
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(own.get_program());
        shell.args(own.get_args());
        for (name, value) in own.env("RUST_LOG", "off").get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        Self::start_as(&mut shell)
    }

    fn start_as(command: &mut Command) -> Self {
        let command = command.args(["--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").expect(&line);
        Self { address: address.parse().unwrap(), child }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as systemd does.
    pub fn terminate(&self) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Its exit code, once it has ended; none while it runs.
    pub fn ended(&mut self) -> Option<i32> {
        self.child.try_wait().unwrap().map(|status| status.code().unwrap_or(-1))
    }

    /// The same, with what it said on stderr before it listened.
    pub fn start_and_hear(database: &Database, today: &str) -> (Self, String) {
        let mut command = command(database, &["serve", "--today", today]);
        let mut own = Self::start_as(command.env("RUST_LOG", "warn").stderr(Stdio::piped()));
        // What it says on starting comes before it listens; an end makes the rest readable.
        let mut heard = own.child.stderr.take().unwrap();
        let told = std::thread::spawn(move || {
            let mut said = [0_u8; 4096];
            let read = std::io::Read::read(&mut heard, &mut said).unwrap_or(0);
            String::from_utf8_lossy(&said[..read]).into_owned()
        });
        let deadline = std::time::Duration::from_millis(300);
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || sender.send(told.join().unwrap_or_default()));
        let said = receiver.recv_timeout(deadline).unwrap_or_default();
        (own, said)
    }

    /// Somebody who has signed in.
    pub async fn client(&self, email: &str, password: &str) -> Client {
        let client = Client::new(self.address);
        let reply = client.sign_in(email, password).await;
        assert_eq!(reply.status, 303, "{email}");
        if reply.location().starts_with("/sign-in/second-step") {
            factor::set_up(&client, Clock::new().now()).await;
        }
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
