//! The first start: a one-time code in the log, the page that takes it, and the way there while nobody
//! has an account.
//!
//! Refuses a default account. The code has 100 random bits: no guess finds it, so that what slows
//! guessers down is never in the way of whoever has it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::Page;
use app::error::Error;
use app::setup::{ADDRESS, SetUpPage, TypedSetUp};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beforehand::invalid::Invalid;
use beforehand::setup::first_week;
use chrono::NaiveDateTime;
use tokio::sync::Mutex;

use crate::backend::House;
use crate::error::{Answer, Refusal, ended};
use crate::sign_in::Fields;
use crate::store::{Attempt, Refused, SetUp, Store, StoreError};
use crate::{pages, password, session};

/// The lane in which wrong codes are counted. No mail address looks like it.
const LANE: &str = "set-up code";

/// What all requests share until somebody has an account.
#[derive(Default)]
pub struct FirstStart {
    /// Somebody has an account; it never becomes untrue again.
    over: AtomicBool,
    /// One sets up at a time: of many that send the right code at once one password is hashed.
    turn: Mutex<()>,
}

impl FirstStart {
    /// Whether somebody has an account.
    async fn is_over(&self, store: &Store) -> Result<bool, StoreError> {
        if !self.over.load(Ordering::Relaxed) && store.has_people().await? {
            self.over.store(true, Ordering::Relaxed);
        }
        Ok(self.over.load(Ordering::Relaxed))
    }
}

/// Makes a code in a database where nobody has an account; none elsewhere. Only its hash is kept, and
/// the one before works no more.
///
/// # Errors
/// When the database does not answer.
pub async fn new_code(store: &Store, now: NaiveDateTime) -> Result<Option<String>, StoreError> {
    if store.has_people().await? {
        return Ok(None);
    }
    let code = password::readable();
    store.save_setup_code(&hash(&code), now).await?;
    store.remove_attempts(LANE).await?;
    Ok(Some(code))
}

/// The hash of a code as it was typed: in any case, with hyphens and spaces or without.
fn hash(typed: &str) -> String {
    let plain = typed.chars().filter(char::is_ascii_alphanumeric);
    session::hash(&plain.map(|letter| letter.to_ascii_lowercase()).collect::<String>())
}

/// While nobody has an account, every page leads to the first start.
pub async fn lead(house: &House, path: &str) -> Option<Response> {
    let own = path == ADDRESS
        || path.starts_with("/assets/")
        || matches!(path, "/healthz" | "/readyz" | "/metrics");
    if own {
        return None;
    }
    match house.setup.is_over(&house.store).await {
        Ok(true) => None,
        Ok(false) => Some(pages::see_other(ADDRESS)),
        Err(error) => Some(Refusal::from(error).into_response()),
    }
}

/// `GET /set-up`.
///
/// # Errors
/// Not found, once somebody has an account.
pub async fn show(State(house): State<Arc<House>>) -> Answer {
    open(&house).await?;
    page(&house, SetUpPage::new(first_week(house.clock.today(""))), StatusCode::OK)
}

/// `POST /set-up`: sets up, signs in and leads to what is next.
///
/// # Errors
/// Not found, once somebody has an account. What is wrong with the form is no error: it is shown again.
pub async fn send(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    open(&house).await?;
    let typed = TypedSetUp::from_pairs(&fields);
    let field = |name: &str| {
        let found = fields.iter().rev().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let again = |problems: Vec<Invalid>, status: StatusCode| {
        page(&house, SetUpPage { typed: typed.clone(), problems, overtaken: false }, status)
    };
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let now = house.clock.now().naive_utc();
    let code = hash(&field("code"));
    if !house.store.is_setup_code(&code, now).await? {
        if house.setup.is_over(&house.store).await? {
            return overtaken(&house);
        }
        return wrong_code(&house, now, &field("code"), again).await;
    }
    let secret = field("password");
    let mut problems = Vec::new();
    if let Some(why) = password::refuse(&secret) {
        problems.push(Invalid::new("password", why));
    } else if field("again") != secret {
        let why = "The two passwords are not the same. Type both again.";
        problems.push(Invalid::new("again", why));
    }
    let begin = match typed.read() {
        Ok(begin) if problems.is_empty() => begin,
        read => {
            let read = read.err().unwrap_or_default();
            return again(read.into_iter().chain(problems).collect(), wrong);
        }
    };
    let _turn = house.setup.turn.lock().await;
    if house.setup.is_over(&house.store).await? {
        return overtaken(&house);
    }
    let hashed = tokio::task::spawn_blocking(move || password::hash(&secret)).await;
    let password = hashed.map_err(|why| ended(&why))??;
    let order = SetUp { code_hash: code, begin, password: password.clone(), now };
    let person = match house.store.set_up(order).await {
        Ok(person) => person,
        Err(Refused::Invalid(problems)) => return again(problems, wrong),
        // Another server on the same database.
        Err(Refused::Forbidden) => return overtaken(&house),
        Err(other) => return Err(crate::backend::refused(other).into()),
    };
    let token = session::begin(&house, (&person, Some(&password)), &headers).await?;
    let mut response = pages::see_other("/settings?begun=1");
    if let Some(cookie) = session::set_cookie(&house.site, "session", &token, None) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A wrong code: the next one waits, as after a wrong password.
async fn wrong_code(
    house: &House,
    now: NaiveDateTime,
    typed: &str,
    again: impl Fn(Vec<Invalid>, StatusCode) -> Answer,
) -> Answer {
    if typed.trim().is_empty() {
        let said = "Type the set-up code. It stands in the log of the server.";
        return again(vec![Invalid::new("code", said)], StatusCode::UNPROCESSABLE_ENTITY);
    }
    let said = "The set-up code is not right, or its hour is over. Look for the latest one in the log of the server, or restart the server for a new one.";
    match house.store.try_attempt(LANE, now).await? {
        Attempt::Allowed(_) => {
            again(vec![Invalid::new("code", said)], StatusCode::UNPROCESSABLE_ENTITY)
        }
        Attempt::Wait(until) => {
            let seconds = (until - now).num_milliseconds().max(1).div_euclid(1000) + 1;
            let status = StatusCode::TOO_MANY_REQUESTS;
            let mut response = again(vec![Invalid::new("code", said)], status)?;
            let seconds = HeaderValue::from(seconds.unsigned_abs());
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
            Ok(response)
        }
    }
}

async fn open(house: &House) -> Result<(), Refusal> {
    if house.setup.is_over(&house.store).await? { Err(Error::NotFound.into()) } else { Ok(()) }
}

fn overtaken(house: &House) -> Answer {
    let form = SetUpPage::new(first_week(house.clock.today("")));
    page(house, SetUpPage { overtaken: true, ..form }, StatusCode::CONFLICT)
}

fn page(house: &House, page: SetUpPage, status: StatusCode) -> Answer {
    pages::alone(house, Page::SetUp(Box::new(page)), status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_typed_as_people_type() {
        let code = password::readable();
        let spaced = format!(" {} ", code.replace('-', " ").to_uppercase());
        for typed in [code.replace('-', ""), spaced, code.clone()] {
            assert_eq!(hash(&typed), hash(&code));
        }
        assert_ne!(hash(&code), hash(&password::readable()));
    }
}
