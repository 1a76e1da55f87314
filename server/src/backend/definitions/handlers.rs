//! The page of definitions, and its form.

use app::Page;
use app::definitions::{Definitions, DefinitionsPage, Refused, TypedDefinition, address};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::sign_in::Fields;

/// `GET /services/{service}/definitions`; `?saved=` names a version that was just written.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let saved = query.iter().find(|(name, _)| name == "saved");
    let saved = saved.and_then(|(_, version)| version.parse().ok());
    let page = access.definitions(TypedDefinition::default(), saved).await?;
    Ok(shown(&access, &headers, Box::new(page), 200))
}

/// `POST /services/{service}/definitions`: says first what new words do, then writes them. With a
/// field `review` the form is shown as it was typed and nothing is done.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change(
    Signed(access): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    if fields.iter().any(|(name, _)| name == "review") {
        return as_typed(&access, &headers, &fields).await;
    }
    match access.define(TypedDefinition::from_pairs(&fields)).await {
        Ok(version) => Ok(pages::see_other(&format!("{}?saved={version}", address(&slug)))),
        Err(Refused::Again { page, status }) => Ok(shown(&access, &headers, page, status)),
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// The form of a new definition as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, fields: &Fields) -> Answer {
    as_typed(access, &HeaderMap::new(), fields).await
}

async fn as_typed(access: &Access, headers: &HeaderMap, fields: &Fields) -> Answer {
    let page = access.definitions(TypedDefinition::from_pairs(fields), None).await?;
    Ok(shown(access, headers, Box::new(page), 200))
}

fn shown(
    access: &Access,
    headers: &HeaderMap,
    page: Box<DefinitionsPage>,
    status: u16,
) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    pages::fresh(access, headers, Page::Definitions(page), status)
}
