//! The handlers of the page of signals, and its forms that were sent after a session ended.

use std::sync::Arc;

use app::Page;
use app::signals::{Refused, Signals, StepQuery, TypedSignals, address};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use beforehand::role::permission;

use crate::backend::{Access, House};
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::session;
use crate::sign_in::Fields;

/// The route whose roles may judge.
const ROUTE: &str = "/services/{service}/signals";

/// `GET /services/{service}/signals`; with `line` and `week` new limits as they would be.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let named = |name: &str| {
        let found = query.iter().rev().find(|(key, _)| key == name);
        found.map_or(String::new(), |(_, value)| value.clone())
    };
    let step = StepQuery { line: named("line"), week: named("week") };
    let saved = match named("saved").as_str() {
        "none" => Some(0),
        text => text.parse().ok(),
    };
    let page = access.signals(step, saved).await?;
    let status =
        if page.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(pages::fresh(&access, &headers, Page::Signals(Box::new(page)), status))
}

/// `POST /services/{service}/signals`: does it and goes to the confirmation, or shows the forms
/// again. With a field `review` they are shown as they were typed and nothing is saved.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn judge(
    Signed(access): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let typed = TypedSignals::from_pairs(&fields);
    if typed.get("review").is_some() {
        return typed_page(&access, typed, &headers).await;
    }
    match access.judge(typed).await {
        Ok(seq) => {
            let word = seq.map_or("none".to_owned(), |seq| seq.to_string());
            Ok(pages::see_other(&format!("{}?saved={word}", address(&slug))))
        }
        Err(Refused::Again { page, status }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(pages::fresh(&access, &headers, Page::Signals(page), status))
        }
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// Whether an address is that of signals.
pub fn is_here(address: &str) -> bool {
    slug(address).is_some()
}

/// A form about signals that was sent before a session ended, as it was typed; none when the reader
/// is no longer anybody.
pub async fn review(
    house: &Arc<House>,
    token_hash: &str,
    address: &str,
    fields: Fields,
) -> Option<Answer> {
    let access = match session::access(house, token_hash, Some(slug(address)?)).await {
        Ok(access) => access?,
        Err(error) => return Some(Err(error.into())),
    };
    let who = permission("POST", ROUTE)?.who;
    if let Err(error) = session::admit(&access, who).await {
        return Some(Err(error.into()));
    }
    let typed = TypedSignals::from_pairs(&fields);
    Some(typed_page(&access, typed, &HeaderMap::new()).await)
}

async fn typed_page(access: &Access, typed: TypedSignals, headers: &HeaderMap) -> Answer {
    let page = access.show_typed_signals(typed).await?;
    Ok(pages::fresh(access, headers, Page::Signals(Box::new(page)), StatusCode::OK))
}

fn slug(address: &str) -> Option<&str> {
    let mut parts = address.strip_prefix("/services/")?.split(['/', '?']);
    let slug = parts.next()?;
    (parts.next() == Some("signals")).then_some(slug)
}
