//! A small mail server of our own: takes mail, refuses it or says nothing, and keeps what it got.

use std::sync::{Arc, Mutex};

use server::backend::Site;
use server::mail::Mailer;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How it treats mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes everything.
    Takes,
    /// Refuses every recipient.
    Refuses,
    /// Takes the connection and never says a word.
    Silent,
    /// Takes the connection and ends it.
    Dies,
    /// Takes the mail and ends the connection before it says so.
    Breaks,
}

/// A mail as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// To whom the envelope was.
    pub to: Vec<String>,
    /// The header, unfolded, line by line.
    pub head: Vec<String>,
    /// The text.
    pub text: String,
    /// The same as HTML; empty where there is none.
    pub html: String,
}

impl Letter {
    /// The value of a header.
    pub fn header(&self, name: &str) -> &str {
        let lead = format!("{name}: ");
        self.head.iter().find_map(|line| line.strip_prefix(&lead)).unwrap_or_default()
    }
}

/// The server.
pub struct Post {
    /// Its port on this machine.
    pub port: u16,
    manner: Arc<Mutex<Manner>>,
    got: Arc<Mutex<Vec<Letter>>>,
}

impl Post {
    /// Begins to listen.
    pub async fn open(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let manner = Arc::new(Mutex::new(manner));
        let got = Arc::new(Mutex::new(Vec::new()));
        let (own, kept) = (manner.clone(), got.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let manner = *own.lock().unwrap();
                tokio::spawn(talk(stream, manner, kept.clone()));
            }
        });
        Self { port, manner, got }
    }

    /// From now on it treats mail in this manner.
    pub fn turn(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// What it got so far.
    pub fn got(&self) -> Vec<Letter> {
        self.got.lock().unwrap().clone()
    }

    /// A site that sends its mail here.
    pub fn site(&self) -> Site {
        let smtp = format!("smtp://127.0.0.1:{}", self.port);
        let mailer = Mailer::new(&smtp, "Beforehand <counts@example.org>").unwrap();
        Site { mail: Some(mailer), ..Site::default() }
    }
}

async fn talk(stream: TcpStream, manner: Manner, got: Arc<Mutex<Vec<Letter>>>) {
    if manner == Manner::Dies {
        return;
    }
    if manner == Manner::Silent {
        // Held open until the other side gives up.
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(_)) = lines.next_line().await {}
        return;
    }
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut letter = Letter::default();
    write.write_all(b"220 post\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            "RCPT" if manner == Manner::Refuses => "550 nobody of that name",
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                letter.to.push(address.to_owned());
                "250 fine"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut data = Vec::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    data.push(line.strip_prefix('.').unwrap_or(&line).to_owned());
                }
                got.lock().unwrap().push(read_letter(std::mem::take(&mut letter), &data));
                if manner == Manner::Breaks {
                    return;
                }
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

fn read_letter(mut letter: Letter, data: &[String]) -> Letter {
    let (head, body) = unfold(data);
    letter.head = head;
    let kind = letter.header("Content-Type").to_owned();
    let Some((_, boundary)) = kind.split_once("boundary=") else {
        letter.text = decode(letter.header("Content-Transfer-Encoding"), &body.join("\n"));
        return letter;
    };
    assert!(kind.starts_with("multipart/alternative"), "{kind}");
    let line = format!("--{}", boundary.trim_matches('"'));
    for part in body.split(|one| one.starts_with(&line)).skip(1) {
        let (head, body) = unfold(part);
        let part = Letter { head, ..Letter::default() };
        let text = decode(part.header("Content-Transfer-Encoding"), &body.join("\n"));
        match part.header("Content-Type") {
            "text/plain; charset=utf-8" => letter.text = text,
            "text/html; charset=utf-8" => letter.html = text,
            // What follows the last boundary.
            "" => {}
            other => panic!("a part in {other}"),
        }
    }
    letter
}

/// The header, unfolded, and the lines after it.
fn unfold(data: &[String]) -> (Vec<String>, &[String]) {
    let end = data.iter().position(String::is_empty).unwrap_or(data.len());
    let mut head: Vec<String> = Vec::new();
    for line in &data[..end] {
        match head.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => head.push(line.clone()),
        }
    }
    (head, &data[(end + 1).min(data.len())..])
}

fn decode(encoding: &str, body: &str) -> String {
    match encoding {
        "quoted-printable" => unquote(body),
        "7bit" | "8bit" | "" => body.to_owned(),
        other => panic!("a mail in {other}"),
    }
}

/// Quoted-printable (RFC 2045) back to text.
fn unquote(body: &str) -> String {
    let body = body.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let code: Vec<u8> = rest.by_ref().take(2).collect();
            let code = String::from_utf8(code).unwrap();
            bytes.push(u8::from_str_radix(&code, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}
