//! The page of the installation's settings, and its forms.

use app::Page;
use app::error::Refused;
use app::settings::{ADDRESS, Done, Next, Settings, SettingsPage, Typed};
use axum::extract::{Form, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::sign_in::Fields;

/// `GET /settings`; `?done=` names what was just done, `?begun=1` the first start.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let done = query.iter().find_map(|(name, word)| match name.as_str() {
        "begun" => Some(Done::Begun),
        "done" => Done::from_word(word),
        _ => None,
    });
    let page = access.settings(Typed::default(), done).await?;
    Ok(shown(&access, &headers, Box::new(page), 200))
}

/// `POST /settings`: says first what a change does, then makes it. With a field `review` the form is
/// shown as it was typed and nothing is done.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change(
    Signed(access): Signed,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let typed = Typed::from_pairs(&fields);
    if typed.get("review").is_some() {
        let page = access.settings(typed, None).await?;
        return Ok(shown(&access, &headers, Box::new(page), 200));
    }
    match access.change_settings(typed).await {
        Ok(Next::Done(done)) => Ok(pages::see_other(&format!("{ADDRESS}?done={}", done.word()))),
        Ok(Next::Service(slug)) => {
            Ok(pages::see_other(&format!("/services/{slug}/settings?done=added")))
        }
        Err(Refused::Again { page, status }) => Ok(shown(&access, &headers, page, status)),
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// A form of settings as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, fields: &Fields) -> Answer {
    let page = access.settings(Typed::from_pairs(fields), None).await?;
    Ok(shown(access, &HeaderMap::new(), Box::new(page), 200))
}

fn shown(access: &Access, headers: &HeaderMap, page: Box<SettingsPage>, status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    pages::fresh(access, headers, Page::Settings(page), status)
}
