//! A data folder, the server on it, and the bare programs it is compared with.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use totp_rs::Builder;

use super::data;
use super::load::Connection;
use super::report::{Goal, Report};
use crate::browser::{Server, TODAY};
use crate::tools::{Outcome, run_quietly};

const EMAIL: &str = "manager@example.org";
const ADMIN: &str = "admin@example.org";
const SECOND_STEP: &str = "/sign-in/second-step";
const PASSWORD: &str = "quiet harbour lantern 52";

/// One size of data.
pub struct Setting {
    /// Its name in the report.
    pub size: &'static str,
    folder: PathBuf,
    binary: PathBuf,
    floor: PathBuf,
    server: Option<Server>,
}

/// A running bare handler; stopped when dropped.
pub struct Floor {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Drop for Floor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Setting {
    /// Nothing is made yet.
    pub fn new(size: &'static str, folder: &Path, binary: &Path, floor: &Path) -> Self {
        Self {
            size,
            folder: folder.to_owned(),
            binary: binary.to_owned(),
            floor: floor.to_owned(),
            server: None,
        }
    }

    /// Imports the helpline `one`, then its neighbours, and makes the accounts that sign in.
    pub fn fill(&mut self, helplines: u64, report: &mut Report) -> Outcome {
        std::fs::create_dir_all(&self.folder).map_err(|e| e.to_string())?;
        let file = self.folder.join("counts.csv");
        let mut rows = data::write(&file, &data::ONE, 1)?;
        let start = Instant::now();
        self.import("one", &file)?;
        let took = start.elapsed().as_secs_f64();
        report.add(self.size, "import of ten years of one helpline", took, "s", Goal::AtMost(1.0));
        let (mut neighbours, mut took) = (0, Duration::ZERO);
        for number in 2..=helplines {
            // Making the file is our work, not the import's.
            neighbours += data::write(&file, &data::NEIGHBOUR, number)?;
            let start = Instant::now();
            self.import(&format!("helpline-{number}"), &file)?;
            took += start.elapsed();
        }
        if neighbours > 0 {
            let rate = neighbours as f64 / took.as_secs_f64();
            report.add(
                self.size,
                "import, checked rows/s (199 imports, one process each)",
                rate,
                "/s",
                Goal::AtLeast(100_000.0),
            );
            rows += neighbours;
        }
        report.add(self.size, "rows in the database", rows as f64, "", Goal::None);
        self.add_person(EMAIL, &["--role", "manager", "--service", "one"])?;
        self.add_person(ADMIN, &["--role", "admin"])
    }

    fn import(&self, service: &str, file: &Path) -> Outcome {
        run_quietly(
            Command::new(&self.binary)
                .args(["import", "--create", "--today", TODAY, "--service", service, "--data"])
                .arg(&self.folder)
                .arg(file),
        )
        .map(drop)
    }

    fn add_person(&self, email: &str, role: &[&str]) -> Outcome {
        let mut child = Command::new(&self.binary)
            .args(["person", "add", "--email", email, "--name", "Sam Reed"])
            .args(role)
            .args(["--password-stdin", "--data"])
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|e| e.to_string())?;
        if let Some(mut stdin) = child.stdin.take() {
            writeln!(stdin, "{PASSWORD}").map_err(|e| e.to_string())?;
        }
        let status = child.wait().map_err(|e| e.to_string())?;
        if status.success() { Ok(()) } else { Err("person add failed".into()) }
    }

    /// Starts the server and waits for its address.
    pub fn start(&mut self) -> Outcome {
        self.server =
            Some(Server::start(&self.binary, &["--today", TODAY], &self.folder, Stdio::inherit())?);
        Ok(())
    }

    /// Stops it.
    pub fn stop(&mut self) {
        self.server = None;
    }

    /// A fresh process.
    pub fn restart(&mut self) -> Outcome {
        self.stop();
        self.start()
    }

    /// Where it listens; empty while it does not.
    pub fn address(&self) -> &str {
        self.server.as_ref().map_or("", |server| &server.address)
    }

    /// Signs in; the cookie that does it from now on, also after restarts.
    pub async fn sign_in(&mut self) -> Outcome<String> {
        self.sign_in_as(EMAIL).await
    }

    /// The same as the administrator, who sees every service.
    pub async fn sign_in_as_admin(&mut self) -> Outcome<String> {
        self.sign_in_as(ADMIN).await
    }

    async fn sign_in_as(&mut self, email: &str) -> Outcome<String> {
        self.restart()?;
        let form =
            format!("email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        let answer = Connection::open(self.address()).await?.post("/sign-in", "", &form).await?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let led = answer.header("location").is_some_and(|to| to.starts_with(SECOND_STEP));
        match (answer.status, cookie) {
            (303, Some(cookie)) if led => self.set_up(cookie).await,
            (303, Some(cookie)) => Ok(cookie.to_owned()),
            (status, _) => Err(format!("sign-in answered {status}")),
        }
    }

    /// Sets up the second step that is asked of administrators, as their phone would.
    #[expect(clippy::disallowed_methods, reason = "a phone has a clock of its own")]
    async fn set_up(&self, cookie: &str) -> Outcome<String> {
        let mut connection = Connection::open(self.address()).await?;
        let page = connection.get(SECOND_STEP, cookie, "identity").await?;
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let secret = page.split("name=\"secret\" value=\"").nth(1);
        let secret = secret.and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let app = totp_rs::Secret::try_from_base32(secret).map_err(|e| e.to_string()).and_then(
            |secret| Builder::new().with_secret(secret).build().map_err(|e| e.to_string()),
        )?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|e| e.to_string())?;
        let form = format!("secret={secret}&code={}", app.generate(now.as_secs()));
        let answer = connection.post(SECOND_STEP, cookie, &form).await?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        match (answer.status, cookie) {
            (200, Some(cookie)) => Ok(cookie.to_owned()),
            (status, _) => Err(format!("the second step answered {status}")),
        }
    }

    /// Gives the chart engine time to start. Asking for a chart would tell, but also keep it.
    pub async fn wait_for_charts(&self, cookie: &str) -> Outcome {
        let mut connection = Connection::open(self.address()).await?;
        connection.get("/readyz", cookie, "identity").await?;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        Ok(())
    }

    /// A line of `/proc/PID/status`, in MiB.
    pub fn memory(&self, line: &str) -> Outcome<f64> {
        let process = self.server.as_ref().map_or(0, Server::process);
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))
            .map_err(|e| format!("memory is read from /proc: {e}"))?;
        let kilobytes = status.lines().find_map(|text| {
            text.strip_prefix(line)?.trim_start_matches(':').split_whitespace().next()?.parse().ok()
        });
        kilobytes.map(|kb: f64| kb / 1024.0).ok_or_else(|| format!("no {line} in /proc"))
    }

    /// The bytes of a first visit (page and all it loads at once, compressed, heads included), of
    /// script among them before a reader interacts, and of script in all, in KB.
    pub async fn first_visit(
        &self,
        path: &str,
        cookie: &str,
        name: &str,
        limit: f64,
        script_limit: f64,
        report: &mut Report,
    ) -> Outcome {
        let mut connection = Connection::open(self.address()).await?;
        let plain = connection.get(path, cookie, "identity").await?;
        let page = connection.get(path, cookie, "gzip, br").await?;
        super::expect_page(path, page.status)?;
        let html = String::from_utf8_lossy(&plain.body).into_owned();
        let (mut bytes, mut script, mut at_once) = (page.bytes(), 0, 0);
        let mut linked: Vec<&str> =
            html.split(['"', '\'']).filter(|text| text.starts_with("/assets/")).collect();
        linked.sort_unstable();
        linked.dedup();
        for asset in linked {
            let answer = connection.get(asset, cookie, "gzip, br").await?;
            super::expect_page(asset, answer.status)?;
            if [".js", ".wasm"].iter().any(|ending| asset.contains(ending)) {
                script += answer.bytes();
                // What else is named is loaded by the loader, when the page is used.
                if !html.contains(&format!("src=\"{asset}\"")) {
                    continue;
                }
                at_once += answer.bytes();
            }
            bytes += answer.bytes();
        }
        let kilobytes = |bytes: usize| bytes as f64 / 1000.0;
        report.add(
            self.size,
            &format!("{name}, first visit, all compressed"),
            kilobytes(bytes),
            "KB",
            Goal::AtMost(limit),
        );
        report.add(
            self.size,
            &format!("{name}, script and WASM before a reader interacts"),
            kilobytes(at_once),
            "KB",
            Goal::AtMost(script_limit),
        );
        report.add(
            self.size,
            &format!("{name}, script and WASM in all"),
            kilobytes(script),
            "KB",
            Goal::AtMost(150.0),
        );
        Ok(())
    }

    /// A bare handler that reads SQLite once and sends these bytes.
    pub fn floor_serve(&self, body: &[u8]) -> Outcome<Floor> {
        use std::io::{BufRead as _, BufReader};
        let file = self.folder.join("body");
        std::fs::write(&file, body).map_err(|e| e.to_string())?;
        let mut child = Command::new(&self.floor)
            .arg("serve")
            .arg(&file)
            .arg(self.database()?)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| e.to_string())?;
        let stdout = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).map_err(|e| e.to_string())?;
        let address = line.trim().trim_start_matches("listening on ").to_owned();
        Ok(Floor { child, address })
    }

    /// Rows of the helpline, and the median time of a bare query that reads them, in ms.
    pub fn floor_read(&self) -> Outcome<(f64, f64)> {
        let text =
            run_quietly(Command::new(&self.floor).arg("read").arg(self.database()?).arg("20"))?;
        let mut words = text.split_whitespace().map(|word| word.parse().unwrap_or(f64::NAN));
        Ok((words.next().unwrap_or(f64::NAN), words.next().unwrap_or(f64::NAN)))
    }

    /// A new file beside the database.
    pub fn new_file(&self, name: &str) -> Outcome<File> {
        File::create(self.folder.join(name)).map_err(|e| e.to_string())
    }

    /// How many bytes the write-ahead log of the database has.
    pub fn log_bytes(&self) -> Outcome<usize> {
        let mut log = self.database()?.into_os_string();
        log.push("-wal");
        let log = std::fs::metadata(log).map_err(|e| e.to_string())?;
        usize::try_from(log.len()).map_err(|e| e.to_string())
    }

    /// The database file of the folder.
    fn database(&self) -> Outcome<PathBuf> {
        let entries = std::fs::read_dir(&self.folder).map_err(|e| e.to_string())?;
        entries
            .flatten()
            .map(|entry| entry.path())
            .find(|path| {
                path.extension().is_some_and(|ending| ending == "sqlite" || ending == "db")
            })
            .ok_or_else(|| "the data folder holds no database".into())
    }
}
