//! Signing in with the OpenID provider: the way there, and the way back.
//!
//! Both are links, not forms, as the protocol has it: all that the first changes is a row of ten minutes,
//! and the second begins a session only in the browser that has the cookie of the first. Refuses
//! administrators: they have their password and second step. Never repeats what an address says.

use std::sync::Arc;

use app::Page;
use app::error::Error;
use app::sign_in::{NoEntryPage, SignInPage, WhyNot};
use app::ui::percent;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use beforehand::invalid::Invalid;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Fields, again, cookies, field, local, proof, steps};
use crate::backend::{self, House};
use crate::error::Answer;
use crate::provider::{Desk, Secrets, Shown, Trouble};
use crate::session::{CLOCK_MINUTES, PROVED_MINUTES};
use crate::store::{Account, Arrival, Arrived, ProviderTry, Refused, TRY_MINUTES};
use crate::{pages, session};

/// The cookie of a way to the provider and back.
const COOKIE: &str = "provider";
/// In the place of the person who shall show once more who they are: somebody who signs in and shall show
/// it anew. No id is such a word.
const ANEW: &str = "anew";

/// `GET /sign-in/with`: off to the provider; with `again`, to show once more who is there, and with `anew`
/// to sign in by showing it, whatever the provider knows of the browser.
///
/// # Errors
/// Not found, where there is no provider; busy, when the database does not answer.
pub async fn with(
    State(house): State<Arc<House>>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let desk = house.provider.as_ref().ok_or(Error::NotFound)?;
    let next = local(&field(&query, "next"));
    let signed = match session::token_hash(&house.site, &headers) {
        Some(hash) if !field(&query, "again").is_empty() => {
            session::access(&house, &hash, None).await?
        }
        _ => None,
    };
    let again = match signed {
        Some(access) => access.person.id,
        None if field(&query, ANEW).is_empty() => String::new(),
        None => ANEW.to_owned(),
    };
    let (token, now) = (session::random_hex::<32>(), house.clock.now());
    let address = match desk.address(&Secrets::of(&token), !again.is_empty(), now).await {
        Ok(address) => address,
        Err(trouble) => return troubled(&house, desk, trouble, next),
    };
    let begun = ProviderTry { next, again, at: now.naive_utc() };
    house.store.save_provider_try(&session::hash(&token), begun).await?;
    let mut response = pages::see_other(&address);
    let age = u32::try_from(TRY_MINUTES * 60).ok();
    if let Some(cookie) = session::set_cookie(&house.site, COOKIE, &token, age) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `GET /sign-in/from`: back from the provider, with a code or with its reason for giving none.
///
/// # Errors
/// Not found, where there is no provider; busy, when the database does not answer.
pub async fn from(
    State(house): State<Arc<House>>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let desk = house.provider.as_ref().ok_or(Error::NotFound)?;
    let name = &desk.setup.name;
    let now = house.clock.now();
    let Some((secrets, begun)) = begun(&house, &query, &headers, now).await? else {
        let said = format!(
            "That sign-in with {name} took too long, or was begun in another window. Begin it here once more."
        );
        return said_again(&house, said, String::new(), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut response = back(&house, desk, (&query, &secrets, begun), &headers, now).await?;
    if let Some(cookie) = session::set_cookie(&house.site, COOKIE, "", Some(0)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The way that this browser began, which ends with that.
async fn begun(
    house: &House,
    query: &Fields,
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> Result<Option<(Secrets, ProviderTry)>, Error> {
    let Some(token) = session::cookie(&house.site, headers, COOKIE) else { return Ok(None) };
    let secrets = Secrets::of(&token);
    // First: nobody else can end a way by sending this browser here.
    if !secrets.is_state(&field(query, "state")) {
        return Ok(None);
    }
    let found = house.store.use_provider_try(&session::hash(&token)).await?;
    let ages = TimeDelta::minutes(-CLOCK_MINUTES)..=TimeDelta::minutes(TRY_MINUTES);
    let fresh = found.filter(|begun| ages.contains(&(now.naive_utc() - begun.at)));
    Ok(fresh.map(|begun| (secrets, begun)))
}

/// What the provider says is heard, once.
async fn back(
    house: &Arc<House>,
    desk: &Desk,
    (query, secrets, begun): (&Fields, &Secrets, ProviderTry),
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> Answer {
    let name = &desk.setup.name;
    let (error, code) = (field(query, "error"), field(query, "code"));
    if !error.is_empty() || code.is_empty() {
        let said = if error == "access_denied" {
            format!("You did not go through with {name}, so you are not signed in.")
        } else {
            format!(
                "{name} did not let you in and gave no reason that helps. Try once more; if it stays so, ask the administrator."
            )
        };
        return said_again(house, said, begun.next, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let shown = match desk.shown(code, secrets, now).await {
        Ok(shown) => shown,
        Err(trouble) => return troubled(house, desk, trouble, begun.next),
    };
    let anew = begun.again == ANEW;
    if !begun.again.is_empty() && !anew {
        return again::came_back(house, desk, (&shown, begun), headers).await;
    }
    let services = house.store.list_services().await?;
    let arrival = Arrival {
        issuer: desk.setup.issuer.clone(),
        subject: shown.subject.clone(),
        email: shown.email.clone(),
        verified: shown.verified,
        name: shown.name.clone(),
        roles: shown.roles(&desk.setup, &services),
        now: now.naive_utc(),
    };
    let why = match house.store.arrive(arrival).await {
        Ok(Arrived::In(account)) => {
            return enter(house, desk, (&account, &shown, anew), begun.next, headers, now).await;
        }
        Ok(Arrived::Nothing) => WhyNot::Nothing,
        Ok(Arrived::Taken) => WhyNot::Taken,
        Ok(Arrived::Administrator) => WhyNot::Administrator,
        Ok(Arrived::Ended) => WhyNot::Ended,
        Err(Refused::Invalid(_)) => WhyNot::NoAddress,
        Err(other) => return Err(backend::refused(other).into()),
    };
    no_entry(house, desk, why, &shown.email)
}

/// On to the second step, or in; `anew`, when the provider was told to ask them.
async fn enter(
    house: &Arc<House>,
    desk: &Desk,
    (account, shown, anew): (&Account, &Shown, bool),
    next: String,
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> Answer {
    if !desk.setup.second_step {
        let on = house.store.find_second_factor(&account.id).await?.is_some();
        let enrol = !on && proof::demands(house, account.admin).await?;
        // Whoever sets it up holds the account from then on: not somebody at a browser left open.
        if enrol && !anew && !shown.proved.is_some_and(|at| lately(at, now)) {
            let to = format!("/sign-in/with?{ANEW}=1&next={}", percent(&next));
            return Ok(pages::see_other(&to));
        }
        if on || enrol {
            return steps::begin(house, (&account.id, None), enrol, next, Vec::new()).await;
        }
    }
    // The provider lets in whoever sits at a browser that it knows: they have shown that it is them when
    // it says so, not when they come.
    let proved = shown.proved.filter(|at| lately(*at, now)).map(|at| at.min(now).naive_utc());
    let token = session::begin_proved(house, (&account.id, None), proved, headers).await?;
    let mut response = pages::see_other(if next.is_empty() { "/" } else { &next });
    response.headers_mut().extend(cookies(&house.site, &token, None));
    Ok(response)
}

/// Whether that is as short a while ago as a dangerous act demands.
pub(super) fn lately(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let lately = TimeDelta::minutes(-CLOCK_MINUTES)..=TimeDelta::minutes(PROVED_MINUTES);
    lately.contains(&(now - at))
}

/// Nobody was shown: why, as a page.
fn troubled(house: &House, desk: &Desk, trouble: Trouble, next: String) -> Answer {
    let name = &desk.setup.name;
    let why = match trouble {
        Trouble::Silent => {
            let said = format!(
                "{name} does not answer. Try again in a few minutes, or sign in with your password if you have one."
            );
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let mut response: Response = said_again(house, said, next, status)?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            return Ok(response);
        }
        Trouble::Unshown => {
            let said = format!(
                "{name} did not show who you are in a way that can be trusted. Try once more; if it stays so, tell the administrator."
            );
            return said_again(house, said, next, StatusCode::UNPROCESSABLE_ENTITY);
        }
        Trouble::NoAddress => WhyNot::NoAddress,
        Trouble::Unverified => WhyNot::Unverified,
        Trouble::TooManyGroups => WhyNot::TooManyGroups,
    };
    no_entry(house, desk, why, "")
}

fn no_entry(house: &House, desk: &Desk, why: WhyNot, email: &str) -> Answer {
    let page = NoEntryPage { provider: desk.setup.name.clone(), email: email.to_owned(), why };
    pages::alone(house, Page::NoEntry(page), StatusCode::FORBIDDEN)
}

/// The sign-in page, with a sentence.
fn said_again(house: &House, said: String, next: String, status: StatusCode) -> Answer {
    let problems = vec![Invalid::new("", said)];
    let page = SignInPage { problems, next, ..SignInPage::default() };
    pages::alone(house, Page::SignIn(page), status)
}
