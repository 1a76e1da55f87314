//! Two servers on one database agree at the very next request: pages, sessions, editions; mail and
//! backups by the clock go once.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use server::backend::{House, Site};
use server::backup::clock::{Keep, Plan, Schedule};
use server::backup::scheduled::once;
use server::clock::Clock;
use server::store::{Address, Make, Store};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::clocks;
use crate::mailing::{self, APPROVE, EDITION};
use crate::post::{Manner, Post};
use crate::program::run;
use crate::support::{Client, Database, Server, Who, put};

/// A second server beside one that is there, on its database.
pub struct Beside {
    /// What its requests share.
    pub house: Arc<House>,
    /// Where it listens.
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
}

impl Beside {
    /// On that database, by that clock.
    pub async fn start(database: &Database, clock: Clock, site: Site) -> Self {
        Self::at(&database.address, clock, site).await
    }

    /// On the database at an address.
    pub async fn at(address: &Address, clock: Clock, site: Site) -> Self {
        let store = Store::open(address, Make::Never).await.unwrap();
        let house = Arc::new(House::new(store, clock, site));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        let running = tokio::spawn(server::serve::serve_until(listener, house.clone(), stopped));
        Self { house, address, stop, running }
    }

    /// A browser that has signed in elsewhere.
    pub fn with_cookies_of(&self, other: &Client) -> Client {
        let mut client = Client::new(self.address);
        client.http = other.http.clone();
        client
    }

    /// Stops in order.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        self.running.await.unwrap().unwrap();
    }
}

/// A folder that goes when the test does.
pub struct Folder(pub PathBuf);

impl Folder {
    /// Of that name.
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("beforehand-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// The names of what lies in it.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const WEEK: &str = "/services/north/week/2026-03-23";

/// Corrects the visits of a week that was entered.
async fn correct(client: &Client, visits: u32) {
    let mut fields = client.get(WEEK).await.fields(WEEK);
    put(&mut fields, "website.visits", visits);
    put(&mut fields, "correction", "Counted again");
    let reply = client.post(WEEK, &fields).await;
    assert_eq!(reply.status, 303, "{visits}: {}", reply.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_saves_the_other_shows_at_the_next_request() {
    let one = Server::start().await;
    let two = Beside::start(one.database(), clocks::eleven(), Site::default()).await;
    let staff = one.client(Who::Staff).await;
    let there = two.with_cookies_of(&staff);
    let path = "/services/north/figures/2025-Q4?figure=website.visits";
    for turn in 0..20 {
        let (writer, reader) = if turn % 2 == 0 { (&staff, &there) } else { (&there, &staff) };
        // None of them stands in another week.
        let visits = 5001 + 2 * turn;
        let said = format!("5,{:03}", visits % 1000);
        // Both have the page of before in their memory.
        for client in [&staff, &there] {
            assert!(!client.get(path).await.text.contains(&said), "{turn}");
        }
        correct(writer, visits).await;
        let page = reader.get(path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains(&said), "{turn}: {}", page.text);
    }
    // Who leaves by one door is out of the other.
    let manager = one.client(Who::Manager).await;
    let manager_there = two.with_cookies_of(&manager);
    assert_eq!(manager_there.get("/").await.status, 200);
    let out = manager.post("/sign-out", &[]).await;
    assert_eq!(out.status, 303);
    let shut = Client::new(two.address);
    let kept = out.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(kept.contains("Max-Age=0"), "{kept}");
    assert_eq!(shut.get("/").await.status, 303);
    assert_eq!(manager_there.get("/").await.location(), "/sign-in?next=/");
    two.stop().await;
    one.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ended_here_is_dead_there_though_its_cookie_is_kept() {
    let one = Server::start().await;
    let two = Beside::start(one.database(), clocks::eleven(), Site::default()).await;
    let client = Client::new(one.address);
    let reply = client.sign_in(&Who::Staff.email(), crate::support::PASSWORD).await;
    let mut cookies = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let cookie = cookies.rfind(|line| line.starts_with("session=")).unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let ask = async |address: SocketAddr| {
        let bare = Client::new(address);
        bare.send(bare.request("GET", "/").header("cookie", &cookie)).await.status
    };
    assert_eq!(
        (ask(one.address).await, ask(two.address).await),
        (200.try_into().unwrap(), 200.try_into().unwrap())
    );
    client.post("/sign-out", &[]).await;
    assert_eq!(ask(two.address).await, 303);
    assert_eq!(ask(one.address).await, 303);
    two.stop().await;
    one.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edition_is_there_for_both_and_its_mail_goes_once() {
    let post = Post::open(Manner::Takes).await;
    let one = Server::start_with(mailing::site(&post)).await;
    let two = Beside::start(one.database(), clocks::eleven(), mailing::site(&post)).await;
    let (manager, trustee) = (one.client(Who::Manager).await, one.client(Who::Trustee).await);
    let there = two.with_cookies_of(&trustee);
    mailing::choose(&trustee, "on").await;
    assert_eq!(there.get(EDITION).await.status, 404);
    assert_eq!(there.get("/").await.status, 200);
    mailing::approve(&manager, APPROVE).await;
    assert_eq!(there.get(EDITION).await.status, 200);
    let locked = two.with_cookies_of(&manager);
    let reply = locked.get("/services/north/week/2026-03-23").await;
    assert!(!reply.text.contains("<form method=\"post\" action=\"/services/north/week"), "locked");
    // Both are told that mail is due, over and over; one of them sends it.
    for _ in 0..40 {
        one.house.mailing.notify_one();
        two.house.mailing.notify_one();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(post.got().len(), 1, "{:?}", post.got());
    two.stop().await;
    one.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_by_the_clock_is_made_once_and_pruned() {
    let one = Server::start().await;
    let two = Beside::start(one.database(), one.house.clock.clone(), Site::default()).await;
    let folder = Folder::new("pair");
    let plan = Plan {
        folder: folder.0.clone(),
        schedule: Schedule::Hourly(1),
        keep: Keep { last: 2, daily: 0, weekly: 0, monthly: 0 },
    };
    for hour in 0..5_usize {
        let mut tasks = Vec::new();
        for house in [&one.house, &two.house, &one.house, &two.house] {
            let (house, plan) = (house.clone(), plan.clone());
            tasks.push(tokio::spawn(async move { once(&house, &plan).await.unwrap() }));
        }
        let mut made = Vec::new();
        for task in tasks {
            made.extend(task.await.unwrap());
        }
        assert_eq!(made.len(), 1, "hour {hour}: {made:?}");
        assert_eq!(folder.names().len(), (hour + 1).min(2), "{:?}", folder.names());
        // The clock put back finds what was made.
        if hour > 0 {
            one.house.clock.jump(-3600);
            assert_eq!(once(&one.house, &plan).await.unwrap(), None);
            one.house.clock.jump(3600);
        }
        one.house.clock.jump(3600);
    }
    let now = one.house.clock.now().naive_utc();
    let health = one.house.store.find_backups(now).await.unwrap().unwrap();
    assert!(health.made.is_some() && health.failed.is_none(), "{health:?}");
    // One that cannot be written is told to administrators and nobody else, and tried again.
    let file = folder.0.join("file");
    std::fs::write(&file, "in the way").unwrap();
    let broken = Plan { folder: file.clone(), ..plan.clone() };
    assert_eq!(once(&one.house, &broken).await.unwrap(), None);
    let health = one.house.store.find_backups(now).await.unwrap().unwrap();
    assert!(health.failed.is_some() && health.made.is_some(), "{health:?}");
    let home = two.with_cookies_of(&one.client(Who::Admin).await).get("/").await;
    assert!(home.text.contains("The backup of "), "{}", home.text);
    assert!(!home.text.contains("in the way") && !home.text.contains("beforehand-pair"));
    let staff = one.client(Who::Staff).await.get("/").await;
    assert!(!staff.text.contains("The backup of "));
    let said = run(one.database(), &["check"]);
    assert!(said.err.contains("The backup by the clock of"), "{}", said.err);
    assert_eq!(once(&two.house, &plan).await.unwrap(), None, "not before a quarter of an hour");
    one.house.clock.advance(16 * 60);
    assert!(once(&two.house, &plan).await.unwrap().is_some());
    let home = one.client(Who::Admin).await.get("/").await;
    assert!(!home.text.contains("The backup of "), "{}", home.text);
    std::fs::remove_file(file).unwrap();
    // Any of them restores.
    let drill = std::process::Command::new(env!("CARGO_BIN_EXE_program"))
        .args(["drill", "--from"])
        .arg(&folder.0)
        .output()
        .unwrap();
    assert!(drill.status.success(), "{}", String::from_utf8_lossy(&drill.stderr));
    two.stop().await;
    one.stop().await;
}
