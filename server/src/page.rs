//! Finished pages: compressed in parts, kept until the service's data changes.
//!
//! A page is the HTML before and after the place of the reader's name. Each part is compressed once
//! and ends on a byte boundary (a full flush), so that the name goes between them as a stored block
//! and the whole is one gzip member (RFC 1951, RFC 1952) whose checksum is put together from those
//! of its parts. Refuses to keep anything that names a person.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use app::Rendered;
use app::ui::Script;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use beforehand::role::Role;
use chrono::NaiveDate;
use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress, Status};
use tokio::sync::OnceCell;

/// The most that finished pages may take in memory, in bytes.
pub const ROOM: usize = 24 * 1024 * 1024;

/// One part of a page.
struct Part {
    plain: String,
    squeezed: Vec<u8>,
    crc: Hasher,
}

impl Part {
    fn new(plain: &str, level: Compression, last: bool) -> Self {
        let mut crc = Hasher::new();
        crc.update(plain.as_bytes());
        Self { plain: plain.to_owned(), squeezed: squeeze(plain.as_bytes(), level, last), crc }
    }
}

fn squeeze(plain: &[u8], level: Compression, last: bool) -> Vec<u8> {
    let mut work = Compress::new(level, false);
    let mut out = Vec::with_capacity(plain.len() / 4 + 64);
    let flush = if last { FlushCompress::Finish } else { FlushCompress::Full };
    loop {
        out.reserve(plain.len() / 8 + 64);
        let rest = plain.get(work.total_in() as usize..).unwrap_or_default();
        let room = out.capacity() - out.len();
        let before = out.len();
        let status = work.compress_vec(rest, &mut out, flush);
        let done = match status {
            Ok(Status::StreamEnd) | Err(_) => true,
            // A flush is over when it left room in the output.
            Ok(_) => !last && out.len() - before < room && work.total_in() as usize == plain.len(),
        };
        if done {
            return out;
        }
    }
}

/// A rendered page, ready to be sent to anyone who may see the same things.
pub struct Finished {
    before: Part,
    after: Part,
    slot: bool,
    script: Script,
    kind: &'static str,
}

impl Finished {
    /// Takes a document. `kept` pages are compressed harder.
    pub fn new(document: &Rendered, kept: bool) -> Self {
        let level = Compression::new(if kept { 9 } else { 4 });
        let split = document.html.split_once(app::PERSON_SLOT);
        let (before, after) = split.unwrap_or((&document.html, ""));
        Self {
            before: Part::new(before, level, false),
            after: Part::new(after, level, true),
            slot: split.is_some(),
            script: document.script,
            kind: "text/html; charset=utf-8",
        }
    }

    /// Data for a script of ours, as JSON.
    pub fn json(text: &str) -> Self {
        Self {
            before: Part::new(text, Compression::new(9), false),
            after: Part::new("", Compression::new(9), true),
            slot: false,
            script: Script::None,
            kind: "application/json",
        }
    }

    /// The page for one reader; `person` is HTML.
    pub fn respond(&self, status: StatusCode, person: &str, asked: &HeaderMap) -> Response {
        let squeezed = takes(asked, "gzip");
        let body = if squeezed { self.gzip(person) } else { self.plain(person) };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        if squeezed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response.extensions_mut().insert(crate::layers::Finished);
        if self.script != Script::None {
            response.extensions_mut().insert(crate::layers::Scripted(self.script));
        }
        response
    }

    /// What stands in the slot; nothing when the page has none.
    fn slotted<'a>(&self, name: &'a str) -> &'a str {
        if self.slot { name } else { "" }
    }

    fn plain(&self, name: &str) -> Vec<u8> {
        let name = self.slotted(name);
        [&self.before.plain, name, &self.after.plain].concat().into_bytes()
    }

    fn gzip(&self, name: &str) -> Vec<u8> {
        let name = self.slotted(name).as_bytes();
        let mut out = Vec::with_capacity(
            self.before.squeezed.len() + self.after.squeezed.len() + name.len() + 32,
        );
        // No name, no time, unknown system.
        out.extend([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
        out.extend(&self.before.squeezed);
        for block in name.chunks(usize::from(u16::MAX)) {
            let length = (block.len() as u16).to_le_bytes();
            out.extend([0, length[0], length[1], !length[0], !length[1]]);
            out.extend(block);
        }
        out.extend(&self.after.squeezed);
        let mut crc = self.before.crc.clone();
        let mut middle = Hasher::new();
        middle.update(name);
        crc.combine(&middle);
        crc.combine(&self.after.crc);
        let length = self.before.plain.len() + name.len() + self.after.plain.len();
        out.extend(crc.finalize().to_le_bytes());
        out.extend((length as u32).to_le_bytes());
        out
    }
}

impl Held for Finished {
    fn size(&self) -> usize {
        [&self.before, &self.after].iter().map(|p| p.plain.len() + p.squeezed.len()).sum()
    }
}

/// Whether the client takes an encoding: it is named, and not with `q=0`.
pub fn takes(asked: &HeaderMap, encoding: &str) -> bool {
    let listed = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    listed.flat_map(|list| list.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = |part: &str| {
            part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
        };
        named && !parts.any(refused)
    })
}

/// What a page shows, apart from the state of the data: readers with the same key see the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The service's number; none for pages about no service.
    pub service: Option<i32>,
    /// Route and canonical query: what the handler understood, not what was typed.
    pub shows: String,
    /// The reader's role.
    pub role: Role,
}

/// The state of what a page shows: another one makes it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The service's data version.
    pub version: i64,
    /// Today where the service is.
    pub today: NaiveDate,
}

/// What a cache may keep: it knows how many bytes it holds.
pub trait Held {
    /// Bytes held.
    fn size(&self) -> usize;
}

type Cell<T> = Arc<OnceCell<Arc<T>>>;

struct Kept<T> {
    state: State,
    cell: Cell<T>,
    used: u64,
}

/// The finished pages (or files) of all services, at most [`ROOM`] bytes of them.
pub struct Cache<T = Finished> {
    kept: Mutex<(u64, HashMap<Key, Kept<T>>)>,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { kept: Mutex::default(), hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
    }
}

impl<T: Held> Cache<T> {
    /// The page of that key in that state. Whoever comes first makes it, the others wait for them;
    /// a failure is not kept.
    ///
    /// # Errors
    /// What `make` says.
    pub async fn page<E>(
        &self,
        key: &Key,
        state: State,
        make: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let cell = self.cell(key, state);
        if let Some(page) = cell.get() {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(page.clone());
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        let made = cell.get_or_try_init(async || make().await.map(Arc::new)).await.cloned();
        if made.is_err() {
            self.forget(key, &cell);
        }
        self.tidy();
        made
    }

    /// How often something was there, and how often it had to be made.
    pub fn counts(&self) -> (u64, u64) {
        (self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed))
    }

    /// Lets go of a page that could not be made, so that failures take no room.
    fn forget(&self, key: &Key, cell: &Cell<T>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.1.get(key).is_some_and(|page| Arc::ptr_eq(&page.cell, cell)) {
            kept.1.remove(key);
        }
    }

    fn cell(&self, key: &Key, state: State) -> Cell<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0 += 1;
        let used = kept.0;
        if let Some(page) = kept.1.get_mut(key).filter(|page| page.state == state) {
            page.used = used;
            return page.cell.clone();
        }
        let cell = Cell::<T>::default();
        kept.1.insert(key.clone(), Kept { state, cell: cell.clone(), used });
        cell
    }

    /// Lets go of the pages unused for longest until the rest has room.
    fn tidy(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let size = |page: &Kept<T>| page.cell.get().map_or(0, |page| page.size());
        let mut total: usize = kept.1.values().map(size).sum();
        while total > ROOM {
            let Some(oldest) =
                kept.1.iter().min_by_key(|(_, page)| page.used).map(|(key, _)| key.clone())
            else {
                return;
            };
            total -= kept.1.remove(&oldest).as_ref().map_or(0, size);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn plain(html: &str) -> Rendered {
        Rendered { html: html.to_owned(), script: Script::None }
    }

    #[track_caller]
    fn check(html: &str, name: &str) {
        let page = Finished::new(&plain(html), true);
        let bytes = page.gzip(name);
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        assert_eq!(text, html.replacen(app::PERSON_SLOT, name, 1));
        assert_eq!(text.as_bytes(), page.plain(name));
    }

    #[test]
    fn the_parts_make_one_gzip_member() {
        check("<p><!--person--></p>", "Sam <b>");
        check("no slot", "Sam");
        check("<!--person-->", "");
        check("", "Sam");
        let noise: String = (0..200_000_u32)
            .map(|n| char::from((n.wrapping_mul(2_654_435_761) >> 25) as u8 % 90 + 33))
            .collect();
        check(&format!("{noise}<!--person-->{noise}"), &"x".repeat(70_000));
    }

    #[tokio::test]
    async fn a_page_that_could_not_be_made_takes_no_room() {
        let cache = Cache::<Finished>::default();
        let key = Key { service: Some(1), shows: "quarter 1".into(), role: Role::Staff };
        let state = State { version: 1, today: "2026-11-23".parse().unwrap() };
        let failed = cache.page(&key, state, async || Err("no such quarter")).await;
        assert!(failed.is_err());
        assert!(cache.kept.lock().unwrap().1.is_empty());
        let made = cache.page(&key, state, async || Ok::<_, ()>(Finished::new(&plain("x"), true)));
        assert!(made.await.is_ok());
        assert_eq!(cache.kept.lock().unwrap().1.len(), 1);
    }

    #[test]
    fn encodings_are_read_with_their_refusals() {
        #[track_caller]
        fn check(sent: &str, gzip: bool) {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(sent).unwrap());
            assert_eq!(takes(&headers, "gzip"), gzip, "{sent}");
        }
        check("gzip, deflate, br", true);
        check("br;q=1.0, GZIP;q=0.5", true);
        check("gzip;q=0", false);
        check("identity", false);
        assert!(!takes(&HeaderMap::new(), "gzip"));
    }
}
