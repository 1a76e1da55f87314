//! The handlers of links, and their form that was sent after a session ended.

use app::Page;
use app::sharing::{Made, Refused, Sharing, SharingPage, TypedLink};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::sign_in::Fields;

/// `GET /services/{service}/sharing`; with `edition` that one is chosen in the form.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let edition = text(&query, "edition").unwrap_or_default();
    let page = access.sharing(TypedLink { edition, ..TypedLink::default() }).await?;
    Ok(shown(&access, &headers, page, StatusCode::OK))
}

/// `POST /services/{service}/sharing`: makes a link and shows it, or ends the one that `end` names.
/// With a field `review` the form is shown as it was typed and nothing is done.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change(
    Signed(access): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    if text(&fields, "review").is_some() {
        let page = access.sharing(read(&fields)).await?;
        return Ok(shown(&access, &headers, page, StatusCode::OK));
    }
    if let Some(id) = text(&fields, "end") {
        access.revoke(&id).await?;
        return Ok(pages::see_other(&format!("/services/{slug}/sharing")));
    }
    match access.share(read(&fields)).await {
        Ok(mut page) => {
            if let Some(Made::Now(token)) = &mut page.made {
                let site = access.house.site.address(&headers);
                *token = format!("{site}/shared/open/{token}");
            }
            Ok(shown(&access, &headers, page, StatusCode::OK))
        }
        Err(Refused::Again(page)) => {
            Ok(shown(&access, &headers, *page, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

fn read(fields: &Fields) -> TypedLink {
    let key = text(fields, "key").filter(|key| !key.is_empty() && key.len() <= 64);
    TypedLink {
        edition: text(fields, "edition").unwrap_or_default(),
        label: text(fields, "label").unwrap_or_default(),
        days: text(fields, "days"),
        key,
    }
}

fn text(fields: &Fields, name: &str) -> Option<String> {
    fields.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone())
}

fn shown(access: &Access, headers: &HeaderMap, page: SharingPage, status: StatusCode) -> Response {
    pages::fresh(access, headers, Page::Sharing(Box::new(page)), status)
}

/// The form of a new link as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, fields: &Fields) -> Answer {
    let page = access.sharing(read(fields)).await?;
    Ok(shown(access, &HeaderMap::new(), page, StatusCode::OK))
}
