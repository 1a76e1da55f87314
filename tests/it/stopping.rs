//! An orderly end: what was acknowledged before SIGTERM is kept, what is under way is answered, and
//! nobody new is let in.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use beforehand::week::Week;

use crate::pair::Folder;
use crate::program::Serving;
use crate::support::{Client, Database, PASSWORD, Who, put, seed};

const WEEK: &str = "/services/north/week/2026-04-06";

/// A form as a browser writes it.
fn encoded(fields: &[(String, String)]) -> String {
    let mut url = reqwest::Url::parse("http://x/").unwrap();
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_under_way_is_finished_and_what_was_acknowledged_is_kept() {
    let database = Database::new();
    let store = database.open().await;
    seed(&store).await;
    store.close().await;
    let folder = Folder::new("stopping");
    let log = folder.0.join("log");
    let mut serving = Serving::start_with(&database, &["--today", "2026-04-15"], &log);
    let client = Client::new(serving.address);
    let reply = client.sign_in(&Who::Staff.email(), PASSWORD).await;
    let cookies: Vec<_> = reply
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    // One week is saved and acknowledged, another one is half sent.
    let mut fields = client.get(WEEK).await.fields(WEEK);
    put(&mut fields, "website.visits", 5050);
    put(&mut fields, "website.visitors", 4000);
    assert_eq!(client.post(WEEK, &fields).await.status, 303);
    let mut fields = client.get(WEEK).await.fields(WEEK);
    put(&mut fields, "website.visits", 5051);
    put(&mut fields, "correction", "Counted again");
    let body = encoded(&fields);
    let head = format!(
        "POST {WEEK} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\n\
        content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        serving.address,
        cookies.join("; "),
        body.len()
    );
    let mut stream = TcpStream::connect(serving.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let (first, rest) = body.as_bytes().split_at(body.len() / 2);
    stream.write_all(first).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let idle = TcpStream::connect(serving.address).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    serving.terminate();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(TcpStream::connect(serving.address).is_err(), "nobody new is let in");
    assert_eq!(serving.ended(), None, "it waits for what is under way");
    stream.write_all(rest).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    let began = Instant::now();
    let code = loop {
        if let Some(code) = serving.ended() {
            break code;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "it does not end");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    drop(idle);
    let text = std::fs::read_to_string(&log).unwrap();
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("stopped") && !text.contains("ERROR"), "{text}");
    let store = database.open().await;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let stamp = store.find_week(north, Week::parse("2026-04-06").unwrap()).await.unwrap().unwrap();
    assert_eq!(stamp.version, 2, "both are there");
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    store.close().await;
}
