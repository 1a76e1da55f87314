//! PostgreSQL cut off, stalled and restarted under a server: 503 within five seconds with
//! Retry-After, ready again within five seconds of its return, and no change lost, doubled or half there.
//!
//! Between the server and PostgreSQL stands a line of ours that can be cut or held. A restart ends every
//! connection as PostgreSQL itself does on shutting down, and lets nobody in for a while. On SQLite there
//! is no line.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use beforehand::week::Week;
use server::backend::Site;
use server::store::Address;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::clocks;
use crate::pair::Beside;
use crate::support::{Client, Database, PASSWORD, Who, put, seed};

/// The longest anything may take: an answer during a fault, and being ready after it.
const LIMIT: Duration = Duration::from_secs(5);
const WEEK: &str = "/services/north/week/2026-03-23";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Through,
    /// Connections end, and new ones are not taken.
    Cut,
    /// Nothing is passed on, and nothing ends.
    Held,
}

/// The line to PostgreSQL.
struct Between {
    address: SocketAddr,
    manner: watch::Sender<Manner>,
}

impl Between {
    async fn open(upstream: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (manner, seen) = watch::channel(Manner::Through);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if *seen.borrow() == Manner::Cut {
                    continue;
                }
                let (upstream, seen) = (upstream.clone(), seen.clone());
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(upstream).await else { return };
                    let ((from, to), (back, here)) = (near.into_split(), far.into_split());
                    tokio::join!(pass(from, here, seen.clone()), pass(back, to, seen));
                });
            }
        });
        Self { address, manner }
    }

    fn turn(&self, manner: Manner) {
        self.manner.send(manner).unwrap();
    }
}

/// Passes bytes on until the line is cut.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut seen: watch::Receiver<Manner>) {
    let mut buffer = [0; 8192];
    loop {
        let manner = seen.wait_for(|manner| *manner != Manner::Held).await.map(|manner| *manner);
        if manner.ok() != Some(Manner::Through) {
            return;
        }
        let read = tokio::select! {
            read = from.read(&mut buffer) => read,
            _ = seen.changed() => continue,
        };
        let Ok(length @ 1..) = read else { return };
        let manner = seen.wait_for(|manner| *manner != Manner::Held).await.map(|manner| *manner);
        if manner.ok() != Some(Manner::Through) || to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}

/// The database's own address and the same by another line.
fn by_line(url: &str) -> (String, impl Fn(SocketAddr) -> String) {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (place, name) = rest.split_once('/').unwrap();
    let (user, host) = place.rsplit_once('@').map_or(("", place), |(user, host)| (user, host));
    let user = if user.is_empty() { String::new() } else { format!("{user}@") };
    let (scheme, name) = (scheme.to_owned(), name.to_owned());
    let upstream = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
    (upstream, move |line| format!("{scheme}://{user}{line}/{name}"))
}

/// Asks, with a limit; the status and whether it may be asked again later.
async fn asks(what: &'static str, request: reqwest::RequestBuilder) -> u16 {
    let began = Instant::now();
    let reply = tokio::time::timeout(LIMIT, request.send()).await;
    let reply = reply.unwrap_or_else(|_| panic!("{what}: no answer after {:?}", began.elapsed()));
    let reply = reply.unwrap();
    let status = reply.status().as_u16();
    let again = reply.headers().contains_key("retry-after");
    let text = reply.text().await.unwrap();
    assert!(matches!(status, 200 | 303 | 503), "{what}: {status}: {text}");
    assert!(status != 503 || again, "{what}: no Retry-After");
    status
}

async fn is_ready(client: &Client) -> bool {
    let reply = client.request("GET", "/readyz").timeout(LIMIT).send().await;
    reply.is_ok_and(|reply| reply.status() == 200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_are_told_soon_and_over_soon() {
    let database = Database::new();
    let Address::Postgres(url) = &database.address else { return };
    let store = database.open().await;
    seed(&store).await;
    let (upstream, through) = by_line(url);
    let line = Between::open(upstream).await;
    let own = Address::Postgres(through(line.address));
    let server = Beside::at(&own, clocks::eleven(), Site::default()).await;
    let staff = Client::new(server.address);
    assert_eq!(staff.sign_in(&Who::Staff.email(), PASSWORD).await.status, 303);
    let mut turn = 0;
    for (fault, manner, seconds) in [
        ("cut", Manner::Cut, 1),
        ("held", Manner::Held, 1),
        ("cut for long", Manner::Cut, 7),
        ("held for long", Manner::Held, 7),
        ("restarted", Manner::Cut, 1),
        ("restarted again", Manner::Cut, 2),
    ] {
        // Somebody is about to send a form.
        turn += 1;
        let mut fields = staff.get(WEEK).await.fields(WEEK);
        put(&mut fields, "website.visits", 5001 + turn);
        put(&mut fields, "correction", "Counted again");
        // Some are in the middle of their queries when it happens.
        let mut early = Vec::new();
        for n in 0..6 {
            let page = staff.request("GET", "/services/north/trends?weeks=all");
            let form = staff.request("POST", WEEK).form(&fields);
            early.push(tokio::spawn(asks(fault, if n % 2 == 0 { page } else { form })));
        }
        tokio::time::sleep(Duration::from_millis(15)).await;
        if fault.starts_with("restarted") {
            database.end_connections();
        }
        line.turn(manner);
        let until = Instant::now() + Duration::from_secs(seconds);
        let mut refused = 0;
        loop {
            let (page, form, ready) = tokio::join!(
                asks(fault, staff.request("GET", "/services/north/trends")),
                asks(fault, staff.request("POST", WEEK).form(&fields)),
                asks(fault, staff.request("GET", "/readyz")),
            );
            refused += [page, form, ready].iter().filter(|status| **status == 503).count();
            if Instant::now() >= until {
                break;
            }
        }
        for one in early {
            one.await.unwrap();
        }
        assert!(refused > 0, "{fault}: nobody noticed");
        line.turn(Manner::Through);
        let back = Instant::now();
        while !is_ready(&staff).await {
            assert!(back.elapsed() < LIMIT, "{fault}: not ready after {:?}", back.elapsed());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for _ in 0..12 {
            assert_eq!(asks(fault, staff.request("GET", "/services/north/quarter")).await, 200);
        }
        // Whatever became of it, the same form is saved now, and once.
        let reply = staff.post(WEEK, &fields).await;
        assert_eq!(reply.status, 303, "{fault}: {}", reply.text);
        assert!(back.elapsed() < LIMIT + LIMIT, "{fault}");
    }
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let week = Week::parse("2026-03-23").unwrap();
    let rows = store.list_audit(north).await.unwrap();
    let saved = rows.iter().filter(|row| row.object == format!("week {week}")).count();
    assert_eq!(saved, 1 + turn as usize, "each form once");
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    server.stop().await;
    store.close().await;
}
