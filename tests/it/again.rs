//! The same form or draft sent again: after a connection that broke, twice at once, after a
//! restart of the server. It has one effect, 200 times.
//!
//! Seen to fail with the receipt not looked up.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::draft::{self, draft};
use crate::support::{Client, MONDAY, PASSWORD, Server, Who, put};

const TIMES: usize = 200;
const PATH: &str = "/services/north/week/2026-04-06";

/// Signs in and gives the cookies, to be sent by hand.
async fn cookies(server: &Server) -> String {
    let reply = Client::new(server.address).sign_in(&Who::Staff.email(), PASSWORD).await;
    let cookies = reply.headers.get_all("set-cookie").iter();
    let pairs = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
    pairs.collect::<Vec<_>>().join("; ")
}

/// Sends a form and hangs up after some time, without reading the answer.
async fn send_and_hang_up(
    server: &Server,
    cookie: &str,
    (path, kind, body): (&str, &str, &[u8]),
    patience: Duration,
) {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    tokio::time::sleep(patience).await;
}

async fn history(server: &Server) -> usize {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let rows = store.list_audit(north).await.unwrap();
    assert_eq!(server::store::verify_audit(&rows), None);
    rows.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_again_has_one_effect() {
    let mut server = Server::start().await;
    let mut cookie = cookies(&server).await;
    let mut client = server.client(Who::Staff).await;
    for time in 0..TIMES {
        let before = history(&server).await;
        let mut fields = client.get(PATH).await.fields(PATH);
        put(&mut fields, "calls.answered", 140 + time % 11);
        put(&mut fields, "correction", "Counted again");
        let form = client.request("POST", PATH).form(&fields).build().unwrap();
        let body = form.body().unwrap().as_bytes().unwrap().to_vec();
        match time % 4 {
            // The answer came, and the reader sends once more.
            0 => assert_eq!(client.post(PATH, &fields).await.status, 303),
            // A double click.
            1 => {
                let (one, two) =
                    tokio::join!(client.post(PATH, &fields), client.post(PATH, &fields));
                assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303));
                assert_eq!(one.location(), two.location());
            }
            // The connection broke, sooner or later.
            _ => {
                let patience = Duration::from_millis(time as u64 * 7 % 31);
                let sent = (PATH, "application/x-www-form-urlencoded", &*body);
                send_and_hang_up(&server, &cookie, sent, patience).await;
            }
        }
        if time % 40 == 39 {
            server = server.restart().await;
            cookie = cookies(&server).await;
            client = server.client(Who::Staff).await;
        }
        let last = client.post(PATH, &fields).await;
        assert_eq!(last.status, 303, "sending {time}: {}", last.text);
        assert_eq!(history(&server).await, before + 1, "sending {time}");
        let shown = client.get(last.location()).await;
        assert_eq!(shown.field("calls.answered"), Some((140 + time % 11).to_string()));
        assert_eq!(shown.field("version"), Some((time + 1).to_string()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_sent_again_has_one_effect() {
    let mut server = Server::start().await;
    let mut cookie = cookies(&server).await;
    let mut client = server.client(Who::Staff).await;
    let before = history(&server).await;
    let mut turn = 0;
    for time in 0..TIMES {
        let text = (140 + time).to_string();
        // Every tenth removes the draft.
        let typed: &[_] = if time % 10 == 9 { &[] } else { &[("calls.answered", &*text)] };
        let sent = [draft(MONDAY, 0, turn, typed)];
        let request = draft::sending(&client, draft::KEEP, &sent).build().unwrap();
        let body = request.body().unwrap().as_bytes().unwrap().to_vec();
        let mut first = None;
        match time % 4 {
            0 => first = Some(draft::keep(&client, &sent).await),
            1 => {
                let (one, two) =
                    tokio::join!(draft::keep(&client, &sent), draft::keep(&client, &sent));
                assert_eq!(one["Kept"]["turns"], two["Kept"]["turns"], "{one} {two}");
                first = Some(one);
            }
            _ => {
                let patience = Duration::from_millis(time as u64 * 7 % 31);
                let sent = (draft::KEEP, "application/json", &*body);
                send_and_hang_up(&server, &cookie, sent, patience).await;
            }
        }
        if time % 40 == 39 || time % 40 == 20 {
            server = server.restart().await;
            cookie = cookies(&server).await;
            client = server.client(Who::Staff).await;
        }
        let again = draft::keep(&client, &sent).await;
        let now = again["Kept"]["turns"][0].as_i64().unwrap_or_else(|| panic!("{time}: {again}"));
        if let Some(first) = first {
            assert_eq!(first["Kept"]["turns"], again["Kept"]["turns"], "sending {time}");
        }
        assert_eq!(draft::keep(&client, &sent).await["Kept"]["turns"][0], now, "sending {time}");
        assert_eq!(now == 0, typed.is_empty(), "sending {time}");
        let shown = client.get(PATH).await.field("calls.answered");
        assert_eq!(shown.as_deref(), Some(if now == 0 { "" } else { &text }), "sending {time}");
        turn = now;
    }
    assert_eq!(history(&server).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_change_under_the_same_key_is_another_change() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let mut fields = client.get(PATH).await.fields(PATH);
    put(&mut fields, "calls.answered", 145);
    let first = client.post(PATH, &fields).await;
    assert_eq!(first.status, 303);
    // Back in the browser, another number, the same key and version: a clash with oneself, and
    // never the answer to the first.
    put(&mut fields, "calls.answered", 146);
    let second = client.post(PATH, &fields).await;
    assert_eq!(second.status, 409, "{}", second.text);
    assert_eq!(client.get(PATH).await.field("calls.answered").as_deref(), Some("145"));
    // And a key is one person's: somebody else gets no answer of theirs.
    let manager = server.client(Who::Manager).await;
    put(&mut fields, "calls.answered", 145);
    let other = manager.post(PATH, &fields).await;
    assert_eq!(other.status, 409, "{}", other.text);
}
