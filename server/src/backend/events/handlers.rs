//! The page of events, and its forms.

use std::sync::Arc;

use app::Page;
use app::events::{Back, Events, EventsPage, EventsQuery, Refused, TypedEvent, address};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beforehand::role::permission;

use super::ROUTE;
use crate::backend::{Access, House};
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::session;
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

/// Whether an address is that of events.
pub fn is_here(address: &str) -> bool {
    slug(address).is_some()
}

/// A form of events that was sent before a session ended, as it was typed; none when the reader is
/// no longer anybody.
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
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let pairs: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let page = access.show_typed_event(Back::read(&pairs), TypedEvent::from_pairs(&fields)).await;
    let shown = page.map(|page| answer(&access, &HeaderMap::new(), Box::new(page), 200));
    Some(shown.map_err(Into::into))
}

fn slug(address: &str) -> Option<&str> {
    let mut parts = address.strip_prefix("/services/")?.split(['/', '?']);
    let slug = parts.next()?;
    (parts.next() == Some("events")).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn only_events_are_here() {
        let check = |address: &str, expected| assert_eq!(slug(address), expected, "{address}");
        check("/services/north/events", Some("north"));
        check("/services/north/events?channel=calls", Some("north"));
        check("/services/north/closures", None);
        check("/events", None);
    }
}
