//! The handlers of a week's page: read the address and the form, ask, answer.

use std::sync::Arc;

use app::Page;
use app::entry::{BlockRefused, Refused, TypedWeek, Weeks};
use app::error::Error;
use axum::body::Body;
use axum::extract::{Form, Path, Query, Request};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use beforehand::week::Week;
use chrono::NaiveDate;

use crate::backend::Access;
use crate::error::{Answer, Refusal};
use crate::layers::Finished;
use crate::pages::{self, Signed};
use crate::review::Sent;
use crate::sign_in::Fields;

/// `GET /services/{service}/week`: goes to a week of a service, the latest that is owed when none
/// is asked for. Any day of the week names it.
///
/// # Errors
/// What loading the service says.
pub async fn find(Signed(access): Signed, Query(query): Query<Fields>) -> Answer {
    let asked = |name: &str| {
        query.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned())
    };
    let here = &access.place()?.slug;
    let slug = asked("service").filter(|slug| is_slug(slug)).unwrap_or_else(|| here.clone());
    let day: Option<NaiveDate> = asked("week").and_then(|text| text.parse().ok());
    Ok(pages::see_other(&match day {
        Some(day) => format!("/services/{slug}/week/{}", Week::containing(day)),
        // The other service's own door says which of its weeks is owed, to those who may know.
        None if slug != *here => format!("/services/{slug}/week"),
        None => format!("/services/{slug}/week/{}", access.owed().await?),
    }))
}

/// `GET /services/{service}/week/{week}`.
///
/// # Errors
/// Not found when the address names no week.
pub async fn show(
    Signed(access): Signed,
    Path((_, week)): Path<(String, String)>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let week = address_week(&week)?;
    let saved = query.iter().find(|(key, _)| key == "saved");
    let saved = saved.and_then(|(_, value)| value.parse().ok());
    let page = access.week(Some(week), saved).await?;
    Ok(pages::fresh(&access, &headers, Page::Week(Box::new(page)), StatusCode::OK))
}

/// `POST /services/{service}/week/{week}`: saves and goes to the confirmation, or shows the form
/// again. With a field `review` the form is shown as it was typed and nothing is saved.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn save(
    Signed(access): Signed,
    Path((slug, week)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let week = address_week(&week)?;
    let typed = TypedWeek::from_pairs(&fields);
    if typed.has("review") {
        let page = access.show_typed(week, typed).await?;
        return Ok(pages::fresh(&access, &headers, Page::Week(Box::new(page)), StatusCode::OK));
    }
    match access.save_week(week, typed).await {
        Ok(saved) => Ok(pages::see_other(&format!(
            "/services/{slug}/week/{}?saved={}",
            saved.week, saved.seq
        ))),
        Err(Refused::Again { page, status }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(pages::fresh(&access, &headers, Page::Week(page), status))
        }
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// `GET /services/{service}/weeks/{week}`: the 13 weeks that end with that one.
///
/// # Errors
/// Not found when the address names no week.
pub async fn show_weeks(
    Signed(access): Signed,
    Path((_, week)): Path<(String, String)>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let last = address_week(&week)?;
    let saved = query.iter().find(|(key, _)| key == "saved");
    let page = access.weeks(last, saved.and_then(|(_, value)| value.parse().ok())).await?;
    Ok(pages::fresh(&access, &headers, Page::Weeks(page), StatusCode::OK))
}

/// `POST /services/{service}/weeks/{week}`: saves all that was typed or nothing, as for one week.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn save_weeks(
    Signed(access): Signed,
    Path((slug, week)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let last = address_week(&week)?;
    if fields.iter().any(|(name, value)| name == "review" && !value.is_empty()) {
        let page = access.show_typed_weeks(last, fields).await?;
        return Ok(pages::fresh(&access, &headers, Page::Weeks(page), StatusCode::OK));
    }
    match access.save_weeks(last, fields).await {
        Ok(seq) => Ok(pages::see_other(&format!("/services/{slug}/weeks/{last}?saved={seq}"))),
        Err(BlockRefused::Again { page, status }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(pages::fresh(&access, &headers, Page::Weeks(*page), status))
        }
        Err(BlockRefused::Error(error)) => Err(error.into()),
    }
}

/// A form of a week as it was typed, with nothing saved.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, sent: &Sent<'_>, fields: &Fields) -> Answer {
    let week = sent.what.and_then(|week| Week::parse(week).ok()).ok_or(Error::NotFound)?;
    let page = access.show_typed(week, TypedWeek::from_pairs(fields)).await?;
    let page = Page::Week(Box::new(page));
    Ok(pages::fresh(access, &HeaderMap::new(), page, StatusCode::OK))
}

/// `POST /services/{service}/entry/{function}`: the functions the island of a week may call, under
/// the guard of the service in the address.
///
/// # Errors
/// Not found for any other function; what cannot be read is refused.
pub async fn call(
    Signed(access): Signed,
    Path((_, function)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let path = app::entry::path(&function).ok_or(Error::NotFound)?;
    let (mut parts, body) = request.into_parts();
    parts.uri = Uri::from_static(path);
    let request = Request::from_parts(parts, body);
    let weeks: Arc<dyn Weeks + Send + Sync> = access;
    let provide = move || leptos::prelude::provide_context(weeks.clone());
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await;
    Ok(told(response.into_response()))
}

/// Leptos answers 500 to whatever it cannot read; that is the caller's fault. Faults of ours are
/// marked.
fn told(response: Response<Body>) -> Response {
    let mut response = response;
    let ours = response.headers_mut().remove(app::entry::FAULT).is_some();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR && !ours {
        return Refusal::Plain(StatusCode::BAD_REQUEST).into_response();
    }
    response.extensions_mut().insert(Finished);
    response
}

fn address_week(text: &str) -> Result<Week, Refusal> {
    Week::parse(text).map_err(|_| Refusal::Said(Error::NotFound))
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 60
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
}
