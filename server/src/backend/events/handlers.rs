//! The page of events, and its forms.

use app::Page;
use app::events::{Back, Events, EventsPage, EventsQuery, Refused, TypedEvent, address};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::review::Sent;
use crate::sign_in::Fields;

/// `GET /services/{service}/events`; `?change=` and `?remove=` name an event, `?saved=` a change to be
/// confirmed.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let page = access.events(EventsQuery::read(&query)).await?;
    // The address named an event that is gone.
    let status = if page.problems.is_empty() { 200 } else { 404 };
    Ok(answer(&access, &headers, Box::new(page), status))
}

/// `POST /services/{service}/events`: does what the form asks for and goes to the confirmation, shows
/// first what it would do to verdicts, or shows the form again. With a field `review` it is shown as
/// it was typed and nothing is saved.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change(
    Signed(access): Signed,
    Path(slug): Path<String>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let (back, typed) = (Back::read(&query), TypedEvent::from_pairs(&fields));
    if typed.get("review").is_some() {
        let page = access.show_typed_event(back, typed).await?;
        return Ok(answer(&access, &headers, Box::new(page), 200));
    }
    match access.change_events(back.clone(), typed).await {
        Ok(made) => {
            let to = address(&slug, &back);
            let sign = if to.contains('?') { '&' } else { '?' };
            Ok(pages::see_other(&format!("{to}{sign}saved={}", made.word())))
        }
        Err(Refused::Again { page, status }) => Ok(answer(&access, &headers, page, status)),
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

fn answer(access: &Access, headers: &HeaderMap, page: Box<EventsPage>, status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    pages::fresh(access, headers, Page::Events(page), status)
}

/// A form of an event as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, sent: &Sent<'_>, fields: &Fields) -> Answer {
    let page = access.show_typed_event(Back::read(&sent.pairs()), TypedEvent::from_pairs(fields));
    Ok(answer(access, &HeaderMap::new(), Box::new(page.await?), 200))
}
