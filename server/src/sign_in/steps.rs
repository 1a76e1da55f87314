//! Between the right password, or the provider's word, and the session: the code of an app, or the
//! setting up of one.
//!
//! A sign-in under way is a row of its own kind. It opens these pages and no other, for five minutes
//! (half an hour to set an app up), and what was typed before goes through them.

use std::sync::Arc;

use app::Page;
use app::error::Error;
use app::second_step::{Asked, SecondStepPage, Step};
use app::sign_in::{CodePage, SignInPage};
use app::ui::percent;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use beforehand::invalid::Invalid;
use chrono::TimeDelta;

use super::proof::{self, CODE};
use super::{Fields, carried, complete, device, field, go_on, local, signed_in};
use crate::backend::{House, second_step};
use crate::error::Answer;
use crate::store::{Account, NewSignIn, SignIn};
use crate::{pages, session};

/// Minutes to type a code in, and to set an app up in.
const MINUTES: [i64; 2] = [5, 30];
/// The cookie of a sign-in under way.
const COOKIE: &str = "signing-in";

/// The password was right, or the provider has said who it is, and a second step follows. `who` is an
/// id and the hash of that password.
///
/// # Errors
/// Busy, when the database does not answer; signed out, when the password was changed meanwhile.
pub(super) async fn begin(
    house: &Arc<House>,
    who: (&str, Option<&str>),
    enrol: bool,
    next: String,
    carried: Fields,
) -> Answer {
    let (token, at) = (session::random_hex::<32>(), house.clock.now().naive_utc());
    let token_hash = session::hash(&token);
    let (person, password) = who;
    let new = NewSignIn {
        token_hash,
        person: person.to_owned(),
        password: password.map(str::to_owned),
        enrol,
        at,
    };
    if !house.store.save_sign_in(new).await? {
        return Err(Error::SignedOut.into());
    }
    let mut response = if carried.is_empty() {
        let page = if enrol { "second-step" } else { "code" };
        pages::see_other(&format!("/sign-in/{page}?next={}", percent(&next)))
    } else if enrol {
        let email = email_of(house, person).await?;
        set_up(house, second_step::fresh(&email), (next, carried), StatusCode::OK)?
    } else {
        let page = CodePage { problems: Vec::new(), next, carried };
        pages::alone(house, Page::Code(page), StatusCode::OK)?
    };
    let age = u32::try_from(MINUTES[usize::from(enrol)] * 60).ok();
    if let Some(cookie) = session::set_cookie(&house.site, COOKIE, &token, age) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `GET /sign-in/code`.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn show_code(
    State(house): State<Arc<House>>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let next = local(&field(&query, "next"));
    if under_way(&house, &headers, false).await?.is_none() {
        return Ok(pages::see_other(&start_again(&next)));
    }
    pages::alone(&house, Page::Code(CodePage { next, ..CodePage::default() }), StatusCode::OK)
}

/// `POST /sign-in/code`.
///
/// # Errors
/// Busy, when the database does not answer. A wrong code is no error: it is answered with the form.
pub async fn send_code(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let (next, carried) = (local(&field(&fields, "next")), carried(&fields));
    let Some((hash, account)) = under_way(&house, &headers, false).await? else {
        return too_late(&house, next, carried);
    };
    let hashed = account.password.as_deref();
    let lane = device::lane(&house.site, &headers, &account.email, hashed);
    let code = field(&fields, "code");
    let checked = proof::code(&house, &lane, &account.id, &code).await?;
    if let Some(why) = checked.refused(CODE) {
        let problems = vec![Invalid::new("code", why.said.clone())];
        let page = CodePage { problems, next, carried };
        return why.answer(pages::alone(&house, Page::Code(page), why.status)?);
    }
    if !house.store.remove_sign_in(&hash).await? {
        return too_late(&house, next, carried);
    }
    let mut response = complete(&house, (&account.id, hashed), &headers, &next, carried).await?;
    forget(&house, response.headers_mut());
    Ok(response)
}

/// `GET /sign-in/second-step`: an app is set up before the first session.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn show_set_up(
    State(house): State<Arc<House>>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let next = local(&field(&query, "next"));
    let Some((_, account)) = under_way(&house, &headers, true).await? else {
        return Ok(pages::see_other(&start_again(&next)));
    };
    set_up(&house, second_step::fresh(&account.email), (next, Vec::new()), StatusCode::OK)
}

/// `POST /sign-in/second-step`: the app is proved, the session begins, the recovery codes are shown;
/// with a field `done` they were, and it goes on.
///
/// # Errors
/// Busy, when the database does not answer. A wrong code is no error: it is answered with the form.
pub async fn send_set_up(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let (next, carried) = (local(&field(&fields, "next")), carried(&fields));
    if !field(&fields, "done").is_empty() {
        let hash = session::token_hash(&house.site, &headers);
        return match hash {
            Some(hash) => go_on(&house, &hash, &next, &headers, carried).await,
            None => too_late(&house, next, carried),
        };
    }
    let Some((hash, account)) = under_way(&house, &headers, true).await? else {
        return too_late(&house, next, carried);
    };
    let asked = second_step::asked(&fields);
    let Asked::On { secret, code, .. } = asked else {
        return set_up(
            &house,
            second_step::fresh(&account.email),
            (next, carried),
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    };
    let codes = match second_step::turn_on(&house, &account.id, (&secret, &code), false).await? {
        Ok(codes) => codes,
        Err(problems) => {
            let step = second_step::step(secret, &account.email);
            let page = SecondStepPage { step, problems, signing_in: Some((next, carried)) };
            let page = Page::SecondStep(Box::new(page));
            return pages::alone(&house, page, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    house.store.remove_sign_in(&hash).await?;
    let who = (account.id.as_str(), account.password.as_deref());
    let (cookies, _) = signed_in(&house, who, &headers).await?;
    let step = Step::Codes { codes, on: true };
    let page = SecondStepPage { step, problems: Vec::new(), signing_in: Some((next, carried)) };
    let mut response = pages::alone(&house, Page::SecondStep(Box::new(page)), StatusCode::OK)?;
    response.headers_mut().extend(cookies);
    forget(&house, response.headers_mut());
    Ok(response)
}

fn set_up(house: &House, step: Step, signing_in: (String, Fields), status: StatusCode) -> Answer {
    let page = SecondStepPage { step, problems: Vec::new(), signing_in: Some(signing_in) };
    pages::alone(house, Page::SecondStep(Box::new(page)), status)
}

/// The sign-in under way of this browser, of that kind and not too old: the hash of its token, and
/// whose it is.
async fn under_way(
    house: &House,
    headers: &HeaderMap,
    enrol: bool,
) -> Result<Option<(String, Account)>, Error> {
    let Some(token) = session::cookie(&house.site, headers, COOKIE) else { return Ok(None) };
    let hash = session::hash(&token);
    let found = house.store.find_sign_in(&hash).await?;
    // The clocks of two servers may be a little apart.
    let ages = TimeDelta::minutes(-5)..=TimeDelta::minutes(MINUTES[usize::from(enrol)]);
    let now = house.clock.now().naive_utc();
    let fresh = |one: &SignIn| one.enrol == enrol && ages.contains(&(now - one.at));
    let Some(SignIn { person, .. }) = found.filter(fresh) else { return Ok(None) };
    Ok(house.store.find_person(&person).await?.map(|account| (hash, account)))
}

async fn email_of(house: &House, person: &str) -> Result<String, Error> {
    Ok(house.store.find_person(person).await?.map_or(String::new(), |account| account.email))
}

fn start_again(next: &str) -> String {
    if next.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?next={}", percent(next)) }
}

fn too_late(house: &House, next: String, carried: Fields) -> Answer {
    let said = "That took too long, so sign in once more from the start. Nothing you typed before is lost.";
    let problems = vec![Invalid::new("email", said)];
    let page = SignInPage { problems, next, carried, ..SignInPage::default() };
    pages::alone(house, Page::SignIn(page), StatusCode::UNPROCESSABLE_ENTITY)
}

fn forget(house: &House, headers: &mut HeaderMap) {
    if let Some(cookie) = session::set_cookie(&house.site, COOKIE, "", Some(0)) {
        headers.append(header::SET_COOKIE, cookie);
    }
}
