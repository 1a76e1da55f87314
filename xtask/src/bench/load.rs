//! A small HTTP/1.1 client that keeps connections open and notes how long each answer took.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::tools::Outcome;

/// One answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header lines, as sent.
    pub head: String,
    /// The body, as sent (compressed).
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// Bytes on the wire: head and body.
    pub fn bytes(&self) -> usize {
        self.head.len() + self.body.len()
    }
}

/// An open connection.
pub struct Connection {
    stream: TcpStream,
    host: String,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects to `http://host:port`.
    pub async fn open(address: &str) -> Outcome<Self> {
        let host = address.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host).await.map_err(|e| format!("{host}: {e}"))?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Self { stream, host, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str, cookie: &str, encoding: &str) -> Outcome<Answer> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nAccept-Encoding: {encoding}\r\n\r\n",
            self.host
        );
        self.send(&request).await
    }

    /// Posts a form, as a browser does from the page itself.
    pub async fn post(&mut self, path: &str, cookie: &str, form: &str) -> Outcome<Answer> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len(),
            host = self.host
        );
        self.send(&request).await
    }

    async fn send(&mut self, request: &str) -> Outcome<Answer> {
        let broken = |e: std::io::Error| format!("the server hung up: {e}");
        self.stream.write_all(request.as_bytes()).await.map_err(broken)?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            if self.stream.read_buf(&mut self.buffer).await.map_err(broken)? == 0 {
                return Err("the server hung up".into());
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).into_owned();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let mut answer = Answer { status, head: text, body: self.buffer.split_off(head) };
        let length: usize =
            answer.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while answer.body.len() < length {
            if self.stream.read_buf(&mut answer.body).await.map_err(broken)? == 0 {
                return Err("the server hung up in mid-answer".into());
            }
        }
        Ok(answer)
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// What a load showed.
#[derive(Clone, Copy)]
pub struct Timing {
    /// Half of the answers took less, in milliseconds.
    pub p50: f64,
    /// 99 % of the answers took less, in milliseconds.
    pub p99: f64,
    /// Answers a second, over all connections.
    pub per_second: f64,
}

/// Asks for one page again and again over `connections` for `time`; every answer must be a 200.
pub async fn load(
    address: &str,
    path: &str,
    cookie: &str,
    connections: usize,
    time: Duration,
) -> Outcome<Timing> {
    let start = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (address, path, cookie) = (address.to_owned(), path.to_owned(), cookie.to_owned());
            tokio::spawn(async move {
                let mut connection = Connection::open(&address).await?;
                let mut took = Vec::new();
                while start.elapsed() < time {
                    let asked = Instant::now();
                    let answer = connection.get(&path, &cookie, "gzip").await?;
                    took.push(asked.elapsed());
                    if answer.status != 200 {
                        return Err(format!("{path} answered {}", answer.status));
                    }
                }
                Ok::<_, String>(took)
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.map_err(|e| e.to_string())??);
    }
    let elapsed = start.elapsed();
    timing(all, elapsed)
}

/// Median, 99th percentile and rate of some durations.
pub fn timing(mut took: Vec<Duration>, elapsed: Duration) -> Outcome<Timing> {
    if took.is_empty() {
        return Err("nothing was measured".into());
    }
    took.sort();
    let at = |share: f64| {
        let index = ((took.len() - 1) as f64 * share).round() as usize;
        took[index].as_secs_f64() * 1000.0
    };
    Ok(Timing {
        p50: at(0.5),
        p99: at(0.99),
        per_second: took.len() as f64 / elapsed.as_secs_f64(),
    })
}
