//! A line to take away: its chart as SVG and PNG, its weeks as CSV and as an Excel workbook; a
//! quarter's table of channels and each of its numbers; and an edition on paper, as a PDF.
//!
//! Refuses to say anything that the page of the same address does not say, to whoever may not see
//! that page, and to make more than a few files at a time.

mod bars;
mod book;
mod changes;
mod csv;
pub(crate) mod guard;
mod layout;
mod number;
mod pack;
mod paper;
mod picture;
mod png;
mod published;
mod quarter;
mod sheet;
mod slide;
mod xlsx;

pub use changes::{all_changes, changes};
pub use published::published;
pub use quarter::{channels, edition};

use std::sync::Arc;
use std::time::Duration;

use app::error::Error;
use app::trends::{FileKind, TrendsQuery};
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use beforehand::spc::Variant;
use tokio::sync::Semaphore;

use self::sheet::Sheet;
use crate::backend::line::{self, Seen};
use crate::backend::{Access, House, Place};
use crate::error::{Answer, Refusal, ended};
use crate::page::{Cache, Held, Key, State};
use crate::pages::Signed;

/// Files made at one time: each picture takes about 20 MB and a fifth of a second.
const AT_ONCE: usize = 2;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where files are made, and those made before.
pub struct Shelf {
    made: Cache<File>,
    turns: Arc<Semaphore>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { made: Cache::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

/// A finished file.
pub struct File {
    name: String,
    bytes: Bytes,
}

impl Held for File {
    fn size(&self) -> usize {
        self.bytes.len() + self.name.len()
    }
}

/// `GET /services/{service}/files/{file}`: `calls-answered.csv`, with the query of Trends.
///
/// # Errors
/// Not found when Trends has no such line or there is no such kind of file; invalid when the query
/// names a quarter that is none; busy when the chart or a turn cannot be had.
pub async fn line(
    Signed(access): Signed,
    Path((_, file)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Answer {
    let place = access.place()?;
    let (name, kind) = named(&file).ok_or(Error::NotFound)?;
    let query = TrendsQuery::read(pairs.iter().map(|(key, value)| (&**key, &**value)));
    let shows = format!("{file}{}", query.canonical());
    let file =
        kept(&access, shows, async || make(&access, place, name, kind, &query).await).await?;
    Ok(answer(&file, kind.media_type()))
}

/// `calls-answered.csv` → the line's name and the kind.
fn named(file: &str) -> Option<(&str, FileKind)> {
    let (name, ending) = file.rsplit_once('.')?;
    Some((name, FileKind::ALL.into_iter().find(|kind| kind.ending() == ending)?))
}

async fn make(
    access: &Access,
    place: &Place,
    name: &str,
    kind: FileKind,
    query: &TrendsQuery,
) -> Result<File, Refusal> {
    let house = &access.house;
    let ledger = house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
    let seen = Seen::of(&ledger, query, access.today)?;
    let section = line::line(&ledger, &house.charts, name, query, &seen).await?;
    let sheet = Sheet::of(&ledger, &section, &seen, access.today).ok_or(Error::NotFound)?;
    let file_name = file_name(&place.slug, name, &sheet, kind);
    let now = access.now;
    let bytes = made(house, move || match kind {
        FileKind::Svg => picture::svg(&sheet).map(|(svg, _)| svg.into_bytes()),
        FileKind::Png => picture::svg(&sheet).and_then(|(svg, _)| logged(png::png(&svg))),
        FileKind::Csv => Some(csv::csv(&sheet)),
        FileKind::Xlsx => logged(xlsx::xlsx(&sheet, now)),
    });
    Ok(File { name: file_name, bytes: bytes.await? })
}

/// A file made before, or made now, of the data and the day as they are.
async fn kept(
    access: &Access,
    shows: String,
    make: impl AsyncFnOnce() -> Result<File, Refusal>,
) -> Result<Arc<File>, Refusal> {
    let place = access.place()?;
    let key = Key { service: Some(place.service), shows, role: place.role };
    let state = State { version: place.data_version, today: access.today };
    kept_as(access, &key, state, make).await
}

/// The same of whatever it depends on.
async fn kept_as(
    access: &Access,
    key: &Key,
    state: State,
    make: impl AsyncFnOnce() -> Result<File, Refusal>,
) -> Result<Arc<File>, Refusal> {
    access.house.files.made.page(key, state, make).await
}

/// Makes a file when it is its turn, on a thread that answers nobody.
pub(crate) async fn made(
    house: &House,
    make: impl FnOnce() -> Option<Vec<u8>> + Send + 'static,
) -> Result<Bytes, Refusal> {
    let turn = tokio::time::timeout(PATIENCE, house.files.turns.clone().acquire_owned()).await;
    let Ok(Ok(turn)) = turn else { return Err(Error::Busy.into()) };
    let work = tokio::task::spawn_blocking(move || {
        // Held by the work, not by the request: who goes away leaves no room that is not there.
        let _turn = turn;
        make()
    });
    let bytes = work.await.map_err(|why| ended(&why))?;
    Ok(bytes.ok_or(Error::Busy)?.into())
}

fn logged(made: Result<Vec<u8>, String>) -> Option<Vec<u8>> {
    made.inspect_err(|error| tracing::error!(%error, "a file could not be made")).ok()
}

/// `helpline-north-calls-answered-2024-11-25-to-2026-11-22.csv`: service, line, first and last day,
/// and the rules where they are not the product's own.
fn file_name(slug: &str, line: &str, sheet: &Sheet, kind: FileKind) -> String {
    let rules = match sheet.variant {
        Variant::Adjusted => "",
        Variant::Nhs => "-nhs-rules",
        Variant::Nhsr => "-nhsr-rules",
    };
    let (from, to) = sheet.days;
    safe(&format!("{slug}-{line}-{from}-to-{to}{rules}.{}", kind.ending()))
}

/// Nothing but what every system and every header takes.
fn safe(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' })
        .collect()
}

fn answer(file: &File, media_type: &'static str) -> Response {
    download(&file.name, file.bytes.clone(), media_type)
}

/// A file to keep, under a name that every system takes.
pub(crate) fn download(name: &str, bytes: Bytes, media_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let disposition = format!("attachment; filename=\"{}\"", safe(name));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    response
}

#[cfg(test)]
mod tests;
