//! The page of a service's settings, and its forms.

use app::Page;
use app::error::Refused;
use app::service_settings::{Asked, ServiceSettings, ServiceSettingsPage, address};
use app::settings::{Done, Typed};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::sign_in::Fields;

/// `GET /services/{service}/settings`; `?channel=` names one to change, `?add=1` asks for a new one,
/// `?done=` names what was just done.
///
/// # Errors
/// Not found, when there is no such channel; else what loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let get = |name: &str| query.iter().find(|(own, _)| own == name).map(|(_, word)| word.clone());
    let asked = match (get("channel"), get("add")) {
        (Some(slug), _) => Asked::Channel(slug),
        (None, Some(_)) => Asked::Add,
        (None, None) => Asked::All,
    };
    let done = get("done").and_then(|word| Done::from_word(&word));
    let page = access.service_settings(asked, Typed::default(), done).await?;
    Ok(shown(&access, &headers, Box::new(page), 200))
}

/// `POST /services/{service}/settings`: says first what a change does, then makes it. With a field
/// `review` the form is shown as it was typed and nothing is done.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change(
    Signed(access): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let typed = Typed::from_pairs(&fields);
    if typed.get("review").is_some() {
        let page = access.service_settings(Asked::of(&typed), typed, None).await?;
        return Ok(shown(&access, &headers, Box::new(page), 200));
    }
    match access.change_service_settings(typed).await {
        Ok(done) => Ok(pages::see_other(&format!("{}?done={}", address(&slug), done.word()))),
        Err(Refused::Again { page, status }) => Ok(shown(&access, &headers, page, status)),
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// A form of settings as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, fields: &Fields) -> Answer {
    let typed = Typed::from_pairs(fields);
    let page = access.service_settings(Asked::of(&typed), typed, None).await?;
    Ok(shown(access, &HeaderMap::new(), Box::new(page), 200))
}

fn shown(
    access: &Access,
    headers: &HeaderMap,
    page: Box<ServiceSettingsPage>,
    status: u16,
) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    pages::fresh(access, headers, Page::ServiceSettings(page), status)
}
