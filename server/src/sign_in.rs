//! Signing in and out.
//!
//! Guessing is slow: each account has its own lane of tries in the database. A browser that signed
//! in before has a lane of its own, so that a stranger's guesses never keep the real person out.

use std::sync::Arc;

use app::Page;
use app::error::Error;
use app::sign_in::{CARRIED, SignInPage};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beforehand::invalid::Invalid;
use sha2::{Digest, Sha256};

use crate::backend::House;
use crate::error::Answer;
use crate::store::Attempt;
use crate::{pages, review, session};

/// A form's fields in the order they were sent.
pub type Fields = Vec<(String, String)>;

/// How long a browser is known, in seconds: about half a year.
const KNOWN: u32 = 180 * 24 * 3600;

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
    let field = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let email = field("email").trim().to_lowercase();
    let password = field("password");
    let next = local(&field("next"));
    let carried: Fields = fields
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(CARRIED)?.to_owned(), value.clone())))
        .collect();
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
    if email.is_empty() {
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
    let now = house.clock.now().naive_utc();
    let account = house.store.find_person_by_email(&email).await?;
    let account = account.filter(|account| account.active);
    let hashed = account.as_ref().and_then(|account| account.password.clone());
    let known = hashed.as_ref().is_some_and(|hashed| {
        session::cookie(&house.site, &headers, "device").is_some_and(|sent| is_known(&sent, hashed))
    });
    let lane = if known { format!("{email} (known)") } else { email.clone() };
    if let Attempt::Wait(until) = house.store.try_attempt(&lane, now).await? {
        let seconds = (until - now).num_milliseconds().max(1).div_euclid(1000) + 1;
        let said = if seconds > 60 {
            "Too many wrong passwords were tried for this address today. Use a computer you have signed in on before, or ask the administrator for a new password.".to_owned()
        } else {
            format!(
                "Wait {seconds} seconds before the next try. This slows down anybody who guesses passwords."
            )
        };
        let mut response = again(Invalid::new("password", said), StatusCode::TOO_MANY_REQUESTS)?;
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds.unsigned_abs()));
        return Ok(response);
    }
    let right = house.desk.check(password, hashed.clone()).await?;
    let (Some(account), Some(hashed), true) = (account, hashed, right) else {
        let said = "The email address or the password is not right.";
        return again(Invalid::new("password", said), StatusCode::UNPROCESSABLE_ENTITY);
    };
    house.store.remove_attempts(&lane).await?;
    let token = session::begin(&house, &account.id, &headers).await?;
    let mut response = go_on(&house, &token, &next, &headers, carried).await?;
    let device = device(&hashed);
    let cookies = [
        session::set_cookie(&house.site, "session", &token, None),
        session::set_cookie(&house.site, "device", &device, Some(KNOWN)),
    ];
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Where somebody goes after signing in: to what they had typed, or where they were going.
async fn go_on(
    house: &Arc<House>,
    token: &str,
    next: &str,
    headers: &HeaderMap,
    mut carried: Fields,
) -> Answer {
    if !carried.is_empty() {
        let hash = session::hash(token);
        carried.push(("review".to_owned(), "1".to_owned()));
        if let Some(answer) = review::show(house, &hash, next, headers, carried).await {
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
    let Some(carried) = posted else {
        let next = percent(&local(address));
        let ended = if ended { "&ended=1" } else { "" };
        return Ok(pages::see_other(&format!("/sign-in?next={next}{ended}")));
    };
    let page =
        SignInPage { next: local(address), carried, expired: ended, ..SignInPage::default() };
    pages::alone(house, Page::SignIn(page), StatusCode::UNAUTHORIZED)
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

fn percent(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// Proof that somebody signed in on this browser with the present password: a random number and
/// its HMAC-SHA256 (RFC 2104) under the password's hash, which no client knows.
fn device(hashed: &str) -> String {
    let number = session::random_hex::<16>();
    let proof = session::hex(&hmac(hashed, &number));
    format!("{number}.{proof}")
}

fn is_known(sent: &str, hashed: &str) -> bool {
    let Some((number, proof)) = sent.split_once('.') else { return false };
    let expected = session::hex(&hmac(hashed, number));
    number.len() == 32
        && subtle::ConstantTimeEq::ct_eq(proof.as_bytes(), expected.as_bytes()).into()
}

fn hmac(key: &str, message: &str) -> [u8; 32] {
    let mut block = [0_u8; 64];
    block[..32].copy_from_slice(&Sha256::digest(key.as_bytes()));
    let inner =
        Sha256::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|b| b ^ 0x5c)).chain_update(inner).finalize().into()
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

    #[test]
    fn a_browser_is_known_until_the_password_changes() {
        let cookie = device("first hash");
        assert!(is_known(&cookie, "first hash"));
        assert!(!is_known(&cookie, "second hash"));
        assert!(!is_known("00.11", "first hash"));
        assert!(!is_known("", "first hash"));
    }
}
