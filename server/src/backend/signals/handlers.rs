//! The handlers of the page of signals, and its forms that were sent after a session ended.

use app::Page;
use app::signals::{Refused, Signals, StepQuery, TypedSignals, address};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::sign_in::Fields;

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

/// A form about signals as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, fields: &Fields) -> Answer {
    typed_page(access, TypedSignals::from_pairs(fields), &HeaderMap::new()).await
}

async fn typed_page(access: &Access, typed: TypedSignals, headers: &HeaderMap) -> Answer {
    let page = access.show_typed_signals(typed).await?;
    Ok(pages::fresh(access, headers, Page::Signals(Box::new(page)), StatusCode::OK))
}
