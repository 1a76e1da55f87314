//! What readers without an account see: a link is exchanged for a short viewing cookie, so that the
//! token stays out of addresses, and every request asks anew whether the link still works.
//!
//! Refuses exact figures: [`crate::store::Shared`] holds published values only.

use std::sync::Arc;

use app::Page;
use app::shared::{ADDRESS, EndedPage, SharedPage};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::backend::House;
use crate::error::Answer;
use crate::store::Shared;
use crate::{files, pages, session};

/// The viewing cookie.
const COOKIE: &str = "viewing";
/// How long it is kept, in seconds: half an hour. The link itself opens the page again.
const VIEWING: u32 = 30 * 60;

/// `GET /shared/open/{token}`: counts, and goes on to the page with a cookie in the token's place.
///
/// # Errors
/// Busy, when the database does not answer. A link that does not work is answered with a page.
pub async fn open(State(house): State<Arc<House>>, Path(token): Path<String>) -> Answer {
    let now = house.clock.now().naive_utc();
    if !is_token(&token) || !house.store.open_link(session::hash(&token), now).await? {
        return ended(&house);
    }
    let mut response = pages::see_other(ADDRESS);
    if let Some(cookie) = session::set_cookie(&house.site, COOKIE, &token, Some(VIEWING)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(unlisted(response))
}

/// `GET /shared`: the edition whose link was opened.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn show(State(house): State<Arc<House>>, headers: HeaderMap) -> Answer {
    let Some(shared) = find(&house, &headers).await? else { return ended(&house) };
    let Shared { edition, approved_at, expires_at, outside } = shared;
    let (approved, until) = (approved_at.date(), expires_at.date());
    let page = SharedPage { outside, edition, approved, until };
    pages::alone(&house, Page::Shared(Box::new(page)), StatusCode::OK).map(unlisted)
}

/// `GET /shared/{file}`: `numbers.csv`, the published values of the page.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn file(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Answer {
    match find(&house, &headers).await? {
        Some(shared) if name == "numbers.csv" => Ok(unlisted(files::published(&shared))),
        _ => ended(&house),
    }
}

async fn find(
    house: &House,
    headers: &HeaderMap,
) -> Result<Option<Shared>, crate::store::StoreError> {
    let token = session::cookie(&house.site, headers, COOKIE).filter(|token| is_token(token));
    let Some(token) = token else { return Ok(None) };
    house.store.find_shared(&session::hash(&token), house.clock.now().naive_utc()).await
}

/// Whether a text has the form of a token: 256 bits, hexadecimal.
pub fn is_token(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn ended(house: &House) -> Answer {
    pages::alone(house, Page::Ended(EndedPage), StatusCode::NOT_FOUND).map(unlisted)
}

/// Asks search engines to leave it out.
pub fn unlisted(mut response: Response) -> Response {
    let name = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(name, HeaderValue::from_static("noindex, nofollow"));
    response
}
