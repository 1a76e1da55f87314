//! Signing in and out.
//!
//! Guessing is slow: each account has its own lane of tries in the database. A browser that signed
//! in before has a lane of its own ([`device`]), so that a stranger's guesses never keep the real
//! person out. Where a second step is on, or asked for, the right password begins no session yet
//! ([`steps`]).

use std::sync::Arc;

use app::Page;
use app::error::Error;
use app::sign_in::{CARRIED, SignInPage};
use app::ui::percent;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beforehand::invalid::Invalid;

use crate::backend::{House, Site};
use crate::error::Answer;
use crate::password::SHORTEST;
use crate::{pages, review, session};

pub mod again;
pub mod device;
pub mod proof;
pub mod provider;
pub mod steps;

use device::KNOWN;
use proof::PASSWORD;

/// A form's fields in the order they were sent.
pub type Fields = Vec<(String, String)>;

/// `GET /sign-in`.
///
/// # Errors
/// None; an [`Answer`] like those of all handlers.
pub async fn show(State(house): State<Arc<House>>, Query(query): Query<Fields>) -> Answer {
    let has = |name: &str| query.iter().any(|(key, _)| key == name);
    let next = query.iter().find(|(key, _)| key == "next").map(|(_, value)| local(value));
    let page = SignInPage {
        next: next.unwrap_or_default(),
        expired: has("ended"),
        signed_out: has("out"),
        ..SignInPage::default()
    };
    pages::alone(&house, Page::SignIn(page), StatusCode::OK)
}

/// `POST /sign-in`.
///
/// # Errors
/// Busy, when the database does not answer or too many passwords wait to be checked. A wrong
/// password is no error: it is answered with the form.
pub async fn send(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let email = field(&fields, "email").trim().to_lowercase();
    let password = field(&fields, "password");
    let (next, carried) = (local(&field(&fields, "next")), carried(&fields));
    // Signed in with the provider, in another window, while this form waited with what was typed.
    if !field(&fields, "elsewhere").is_empty()
        && let Some(hash) = session::token_hash(&house.site, &headers)
        && session::access(&house, &hash, None).await?.is_some()
    {
        return go_on(&house, &hash, &next, &headers, carried).await;
    }
    let again = |problem: Invalid, status: StatusCode| {
        let page = SignInPage {
            email: email.clone(),
            problems: vec![problem],
            next: next.clone(),
            carried: carried.clone(),
            ..SignInPage::default()
        };
        pages::alone(&house, Page::SignIn(page), status)
    };
    // No address has such letters, and PostgreSQL takes no text with them.
    if email.is_empty() || email.chars().any(char::is_control) {
        return again(
            Invalid::new("email", "Type your email address."),
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    }
    if password.is_empty() {
        return again(
            Invalid::new("password", "Type your password."),
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    }
    let account = house.store.find_person_by_email(&email).await?;
    let account = account.filter(|account| account.active);
    let hashed = account.as_ref().and_then(|account| account.password.clone());
    let lane = device::lane(&house.site, &headers, &email, hashed.as_deref());
    let length = password.chars().count();
    let checked = proof::password(&house, &lane, password, hashed.clone()).await?;
    if let Some(why) = checked.refused(PASSWORD) {
        return why.answer(again(Invalid::new("password", why.said.clone()), why.status)?);
    }
    let (Some(account), Some(hashed)) = (account, hashed) else {
        return Err(Error::SignedOut.into());
    };
    let on = house.store.find_second_factor(&account.id).await?.is_some();
    // A short password never stands alone, whatever became of the second step beside it.
    let enrol = !on && (length < SHORTEST || proof::demands(&house, account.admin).await?);
    if on || enrol {
        return steps::begin(&house, (&account.id, Some(&hashed)), enrol, next, carried).await;
    }
    complete(&house, (&account.id, Some(&hashed)), &headers, &next, carried).await
}

/// Signed in: a new session, and on to where somebody wanted to go. `who` is an id and the hash of
/// the password, by which this browser will be known; without one they came with the provider.
async fn complete(
    house: &Arc<House>,
    who: (&str, Option<&str>),
    headers: &HeaderMap,
    next: &str,
    carried: Fields,
) -> Answer {
    let (cookies, token) = signed_in(house, who, headers).await?;
    let mut response = go_on(house, &session::hash(&token), next, headers, carried).await?;
    response.headers_mut().extend(cookies);
    Ok(response)
}

/// A new session: its cookies, and its token.
async fn signed_in(
    house: &House,
    who: (&str, Option<&str>),
    headers: &HeaderMap,
) -> Result<(HeaderMap, String), Error> {
    let token = session::begin(house, who, headers).await?;
    Ok((cookies(&house.site, &token, who.1), token))
}

/// The cookie of a session and, by the hash of the password, that of a known browser.
pub fn cookies(site: &Site, token: &str, hashed: Option<&str>) -> HeaderMap {
    let session = session::set_cookie(site, "session", token, None);
    let known = |hashed| session::set_cookie(site, "device", &device::device(hashed), Some(KNOWN));
    let set = session.into_iter().chain(hashed.and_then(known));
    set.map(|cookie| (header::SET_COOKIE, cookie)).collect()
}

/// The first field of that name; empty when there is none.
pub fn field(fields: &Fields, name: &str) -> String {
    let found = fields.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// The fields of another form that this one carries.
fn carried(fields: &Fields) -> Fields {
    let carried = |(key, value): &(String, String)| {
        Some((key.strip_prefix(CARRIED)?.to_owned(), value.clone()))
    };
    fields.iter().filter_map(carried).collect()
}

/// Where somebody goes after signing in: to what they had typed, or where they were going.
async fn go_on(
    house: &Arc<House>,
    token_hash: &str,
    next: &str,
    headers: &HeaderMap,
    mut carried: Fields,
) -> Answer {
    if !carried.is_empty() {
        carried.push(("review".to_owned(), "1".to_owned()));
        if let Some(answer) = review::show(house, token_hash, next, headers, carried).await {
            return answer;
        }
    }
    Ok(pages::see_other(if next.is_empty() { "/" } else { next }))
}

/// `POST /sign-out`.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn end(State(house): State<Arc<House>>, headers: HeaderMap) -> Answer {
    if let Some(hash) = session::token_hash(&house.site, &headers) {
        house.store.remove_session(&hash).await?;
    }
    let mut response = pages::see_other("/sign-in?out=1");
    if let Some(cookie) = session::set_cookie(&house.site, "session", "", Some(0)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What somebody who is not signed in gets instead of a page: the way to sign in, and their form
/// back if they sent one.
///
/// # Errors
/// None; an [`Answer`] for its callers' sake.
pub fn first(house: &House, address: &str, ended: bool, posted: Option<Fields>) -> Answer {
    let Some(carried) = posted.filter(|_| !is_secret(address)) else {
        let next = percent(&back(address));
        let ended = if ended { "&ended=1" } else { "" };
        return Ok(pages::see_other(&format!("/sign-in?next={next}{ended}")));
    };
    let page = SignInPage { next: back(address), carried, expired: ended, ..SignInPage::default() };
    pages::alone(house, Page::SignIn(page), StatusCode::UNAUTHORIZED)
}

/// Whether a form holds passwords: it is never carried, for they would stand in a page.
fn is_secret(address: &str) -> bool {
    address == "/account/password"
}

/// The page of a form that has no page at its own address.
fn back(address: &str) -> String {
    match address {
        "/account/password" | "/account/sessions" => "/account".to_owned(),
        other => local(other),
    }
}

/// An answer to a request that was no form.
pub fn refuse() -> Response {
    crate::error::Refusal::Said(Error::SignedOut).into_response()
}

/// A path of this site, or nothing: no other site, no scheme, no signing in and out in circles.
pub fn local(address: &str) -> String {
    let fine = address.starts_with('/')
        && !address.starts_with("//")
        && address.len() <= 500
        && !address.contains(['\\', '#'])
        && address.chars().all(|c| !c.is_control() && !c.is_whitespace())
        && !address.starts_with("/sign-");
    if fine { address.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_local_path_is_gone_on_to() {
        #[track_caller]
        fn check(address: &str, kept: bool) {
            assert_eq!(local(address), if kept { address } else { "" });
        }
        check("/services/a/week/2026-04-06", true);
        check("/services/a/trends?weeks=104", true);
        check("//evil.org/", false);
        check("/\\evil.org", false);
        check("https://evil.org", false);
        check("/sign-out", false);
        check("/\r\nSet-Cookie: a=b", false);
        check("", false);
    }
}
