//! A dangerous act asks again who is there, unless that was shown in the last ten minutes. Which acts
//! are dangerous is a word in the permission table; the guard of the route asks.

use std::sync::Arc;

use app::Page;
use app::error::Error;
use app::sign_in::AgainPage;
use app::ui::percent;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use beforehand::invalid::Invalid;
use chrono::TimeDelta;

use super::proof::{self, CODE, OWN_PASSWORD};
use super::provider::lately;
use super::{Fields, back, carried, cookies, field, go_on, local};
use crate::backend::{Access, House};
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::provider::{Desk, Shown};
use crate::session;
use crate::store::ProviderTry;

/// What somebody gets instead of a dangerous page: the form that asks, with their form in it if they
/// sent one.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn first(access: &Access, address: &str, posted: Option<Fields>) -> Answer {
    let Some(carried) = posted else {
        let next = percent(&local(address));
        return Ok(pages::see_other(&format!("/sign-in/again?next={next}")));
    };
    shown(access, back(address), carried, Vec::new(), StatusCode::UNAUTHORIZED).await
}

/// `GET /sign-in/again`.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn show(Signed(access): Signed, Query(query): Query<Fields>) -> Answer {
    let next = local(&field(&query, "next"));
    if access.proved_lately() {
        return Ok(pages::see_other(if next.is_empty() { "/" } else { &next }));
    }
    shown(&access, next, Vec::new(), Vec::new(), StatusCode::OK).await
}

/// `POST /sign-in/again`: the right password, and code, give the session a new token, and it goes on.
///
/// # Errors
/// Busy, when the database does not answer. A wrong password is no error: it is answered with the
/// form.
pub async fn send(
    State(house): State<Arc<House>>,
    Signed(access): Signed,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let (next, carried) = (local(&field(&fields, "next")), carried(&fields));
    let account = house.store.find_person(&access.person.id).await?.ok_or(Error::SignedOut)?;
    // A lane of its own: whoever guesses in a stolen session keeps nobody from signing in.
    let lane = lane(&account.email);
    let typed = field(&fields, "password");
    let on = house.store.find_second_factor(&account.id).await?.is_some();
    let mut refused = None;
    if account.password.is_some() {
        let checked = proof::password(&house, &lane, typed, account.password).await?;
        refused = checked.refused(OWN_PASSWORD).map(|why| ("password", why));
    } else if !on {
        return elsewhere(&access, next, &headers, carried).await;
    }
    if refused.is_none() && on {
        let checked = proof::code(&house, &lane, &account.id, &field(&fields, "code")).await?;
        refused = checked.refused(CODE).map(|why| ("code", why));
    }
    if let Some((at, why)) = refused {
        let problems = vec![Invalid::new(at, why.said.clone())];
        return why.answer(shown(&access, next, carried, problems, why.status).await?);
    }
    let token = session::renew(&access).await?.ok_or(Error::SignedOut)?;
    let mut response = go_on(&house, &session::hash(&token), &next, &headers, carried).await?;
    response.headers_mut().extend(cookies(&house.site, &token, None));
    Ok(response)
}

/// Somebody without a password says that they have shown the provider who they are.
async fn elsewhere(access: &Access, next: String, headers: &HeaderMap, carried: Fields) -> Answer {
    if access.proved_lately() {
        let token_hash = &access.sitting.token_hash;
        return go_on(&access.house, token_hash, &next, headers, carried).await;
    }
    let said = "That has not happened yet. Show first that it is you, and come back.";
    let problems = vec![Invalid::new("", said)];
    shown(access, next, carried, problems, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Back from the provider: the session goes on with a new token when it is the same person, and they
/// showed there just now that it is them.
///
/// # Errors
/// Busy, when the database does not answer; signed out, when the session has ended.
pub(super) async fn came_back(
    house: &Arc<House>,
    desk: &Desk,
    (told, begun): (&Shown, ProviderTry),
    headers: &HeaderMap,
) -> Answer {
    let name = &desk.setup.name;
    let hash = session::token_hash(&house.site, headers).ok_or(Error::SignedOut)?;
    let access = session::access(house, &hash, None).await?.ok_or(Error::SignedOut)?;
    let found = house.store.find_provided(&desk.setup.issuer, &told.subject).await?;
    let same = access.person.id == begun.again && found.as_ref() == Some(&begun.again);
    // Since they were sent there: what they showed before is no answer to what they were asked.
    let asked = begun.at - TimeDelta::minutes(session::CLOCK_MINUTES);
    let proved = told.proved.filter(|at| at.naive_utc() >= asked && lately(*at, access.now));
    // Whoever signs in with the provider and a code shows no less here.
    let coded = !desk.setup.second_step
        && house.store.find_second_factor(&access.person.id).await?.is_some();
    let said = match (same, proved) {
        (true, _) if coded => "You have a second step here: type its code.".to_owned(),
        (true, Some(_)) => {
            let token = session::renew(&access).await?.ok_or(Error::SignedOut)?;
            let next = &begun.next;
            let mut response = pages::see_other(if next.is_empty() { "/" } else { next });
            response.headers_mut().extend(cookies(&house.site, &token, None));
            return Ok(response);
        }
        (false, _) => {
            format!("{name} showed somebody else. Show there that you are {}.", access.person.name)
        }
        (true, None) => format!(
            "{name} does not say that you showed it just now who you are, so it cannot count. Sign out and in again, and do this first; if that does not help, ask the administrator."
        ),
    };
    let problems = vec![Invalid::new("", said)];
    shown(&access, begun.next, Vec::new(), problems, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The lane in which somebody who is signed in shows who they are.
pub fn lane(email: &str) -> String {
    format!("{email} (signed in)")
}

async fn shown(
    access: &Access,
    next: String,
    carried: Fields,
    problems: Vec<Invalid>,
    status: StatusCode,
) -> Answer {
    let store = &access.house.store;
    let account = store.find_person(&access.person.id).await?.ok_or(Error::SignedOut)?;
    let code = store.find_second_factor(&access.person.id).await?.is_some();
    let provided = account.password.is_none();
    let page = AgainPage { email: account.email, provided, code, problems, next, carried };
    Ok(pages::fresh(access, &HeaderMap::new(), Page::Again(page), status))
}
