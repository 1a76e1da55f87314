//! The way out of one service: the page and its two files.
//!
//! Refuses to keep a file: it is made of the data as they are, for whoever asks.

use app::error::Error;
use app::export::{COUNTS, EVERYTHING, ExportPage};
use app::trends::FileKind;
use app::{Page, ServiceLink};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use tokio::sync::mpsc;

use crate::error::Answer;
use crate::export;
use crate::files;
use crate::pages::{self, Signed};
use crate::store::tidy;

/// Parts that wait to be written.
const WAITING: usize = 8;

/// `GET /services/{service}/export`.
///
/// # Errors
/// Not found, when the address names no service.
pub async fn show(Signed(access): Signed, asked: HeaderMap) -> Answer {
    let place = access.place()?;
    let service = ServiceLink { slug: place.slug.clone(), name: place.name.clone() };
    let page = Page::Export(ExportPage { service });
    Ok(pages::fresh(&access, &asked, page, StatusCode::OK))
}

/// `GET /services/{service}/export/{file}`: `counts.csv` or `everything.xlsx`.
///
/// # Errors
/// Not found for another file; busy when a turn cannot be had.
pub async fn file(Signed(access): Signed, Path((_, file)): Path<(String, String)>) -> Answer {
    let place = access.place()?;
    let (kind, table) = match &*file {
        COUNTS => (FileKind::Csv, Some(tidy::COUNTS)),
        EVERYTHING => (FileKind::Xlsx, None),
        _ => return Err(Error::NotFound.into()),
    };
    let (sender, parts) = mpsc::channel(WAITING);
    let scope = tidy::Scope { service: Some(place.service), table };
    let store = access.house.store.clone();
    // A writer that ends early ends the reading; a reading that fails leaves no end, so no file.
    let read = tokio::spawn(async move { store.take_out(scope, sender).await });
    let now = access.now;
    let made = files::made(&access.house, move || {
        let written = match kind {
            FileKind::Csv => export::counts_file(parts),
            _ => export::book(parts, now),
        };
        let log = |error: &_| tracing::error!(%error, "an export could not be made");
        written.inspect_err(log).ok()
    });
    let bytes = made.await?;
    read.await.map_err(|error| tidy_ended(&error))??;
    let name = format!("{}-{}-{file}", place.slug, access.today);
    Ok(files::download(&name, bytes, kind.media_type()))
}

fn tidy_ended(error: &tokio::task::JoinError) -> crate::store::StoreError {
    crate::store::StoreError::Internal(error.to_string())
}
