//! Setting up the second step, and turning it off, by those who are signed in and have just shown
//! that it is them: the guard of the route asked.
//!
//! What those share with it who are led here while signing in stands here too. Refuses to turn off
//! what is demanded.

use app::Page;
use app::error::Error;
use app::second_step::{Asked, Outcome, SecondStepPage, SecondSteps, Step};
use axum::extract::{Form, Query};
use axum::http::{HeaderMap, StatusCode};
use beforehand::invalid::Invalid;

use super::entry::{local, refused};
use super::{Access, House};
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::sign_in::proof;
use crate::sign_in::{Fields, field};
use crate::store::{Actor, NewFactor, Refused};
use crate::totp;

#[async_trait::async_trait]
impl SecondSteps for Access {
    async fn second_step(&self) -> Result<SecondStepPage, Error> {
        let me = &self.person.id;
        let step = match self.house.store.find_second_factor(me).await? {
            None => fresh(&self.own_email().await?),
            Some(factor) => Step::On {
                since: local(&self.own_zone().await?, factor.since),
                left: u64::try_from(factor.codes).unwrap_or(0),
                demanded: proof::demands(&self.house, self.person.admin).await?,
            },
        };
        Ok(page(step, Vec::new()))
    }

    async fn change_second_step(&self, asked: Asked) -> Result<Outcome, Error> {
        let (store, me, now) = (&self.house.store, &self.person.id, self.now.naive_utc());
        match asked {
            Asked::On { secret, code, another } => {
                match turn_on(&self.house, me, (&secret, &code), another).await? {
                    Ok(codes) => {
                        Ok(Outcome::Page(200, page(Step::Codes { codes, on: true }, vec![])))
                    }
                    Err(problems) => {
                        let step = set_up(secret, &self.own_email().await?, another);
                        Ok(Outcome::Page(422, page(step, problems)))
                    }
                }
            }
            Asked::Off if proof::demands(&self.house, self.person.admin).await? => {
                let said = "Your account needs a second step, so it stays on.";
                let page = self.second_step().await?;
                let problems = vec![Invalid::new("", said)];
                Ok(Outcome::Page(422, SecondStepPage { problems, ..page }))
            }
            Asked::Off => {
                let actor = Actor::Person(me.clone());
                match store.remove_second_factor(&actor, me, now).await {
                    // Off already: what was asked for is so.
                    Ok(()) | Err(Refused::NotFound) => Ok(Outcome::Off),
                    Err(other) => Err(refused(other)),
                }
            }
            Asked::Codes => {
                let codes = totp::new_recovery_codes();
                let saved = store.save_recovery_codes(me, totp::hashes(&codes), now).await;
                match saved {
                    Ok(()) => {
                        Ok(Outcome::Page(200, page(Step::Codes { codes, on: false }, vec![])))
                    }
                    Err(Refused::NotFound) => Ok(Outcome::Page(422, self.second_step().await?)),
                    Err(other) => Err(refused(other)),
                }
            }
            Asked::Nothing => Ok(Outcome::Page(422, self.second_step().await?)),
        }
    }
}

impl Access {
    async fn own_email(&self) -> Result<String, Error> {
        let account = self.house.store.find_person(&self.person.id).await?;
        Ok(account.ok_or(Error::SignedOut)?.email)
    }
}

/// `GET /account/second-step`; with `?another=1` another app is set up in the place of the one there is.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let mut page = access.second_step().await?;
    if !field(&query, "another").is_empty() && matches!(page.step, Step::On { .. }) {
        page.step = set_up(totp::new_secret(), &access.own_email().await?, true);
    }
    Ok(pages::fresh(&access, &headers, Page::SecondStep(Box::new(page)), StatusCode::OK))
}

/// `POST /account/second-step`.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change(
    Signed(access): Signed,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    match access.change_second_step(asked(&fields)).await? {
        Outcome::Off => Ok(pages::see_other(&app::account::Done::Off.address())),
        Outcome::Page(status, page) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(pages::fresh(&access, &headers, Page::SecondStep(Box::new(page)), status))
        }
    }
}

/// The page as it was, with the secret that was shown, and nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, fields: &Fields) -> Answer {
    let mut page = access.second_step().await?;
    if let Asked::On { secret, another, .. } = asked(fields)
        && (another || matches!(page.step, Step::SetUp { .. }))
    {
        page.step = set_up(secret, &access.own_email().await?, another);
    }
    let page = Page::SecondStep(Box::new(page));
    Ok(pages::fresh(access, &HeaderMap::new(), page, StatusCode::OK))
}

/// What the form asks for.
pub fn asked(fields: &Fields) -> Asked {
    match field(fields, "do").as_str() {
        "off" => Asked::Off,
        "codes" => Asked::Codes,
        _ if field(fields, "secret").is_empty() => Asked::Nothing,
        _ => Asked::On {
            secret: field(fields, "secret"),
            code: field(fields, "code"),
            another: !field(fields, "another").is_empty(),
        },
    }
}

/// A new secret to be set up.
pub fn fresh(email: &str) -> Step {
    step(totp::new_secret(), email)
}

/// A secret to be set up before the first session.
pub fn step(secret: String, email: &str) -> Step {
    set_up(secret, email, false)
}

/// A secret to be set up; a new one in the place of what is none.
fn set_up(secret: String, email: &str, another: bool) -> Step {
    let secret = if totp::is_secret(&secret) { secret } else { totp::new_secret() };
    let link = totp::link(&secret, email);
    Step::SetUp { picture: totp::picture(&link), link, secret, another }
}

/// Turns the second step on, with `another` app in the place of the one there is, and gives its
/// recovery codes; or says what is wrong.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn turn_on(
    house: &House,
    person: &str,
    (secret, code): (&str, &str),
    another: bool,
) -> Result<Result<Vec<String>, Vec<Invalid>>, Error> {
    let now = house.clock.now();
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = Some(secret).filter(|secret| totp::is_secret(secret));
    let Some(step) = step.and_then(|secret| totp::step(secret, &digits, now)) else {
        let said = "That code is not right. Type the six digits that your app shows for Beforehand now. If it never is, look whether the phone's clock is right.";
        return Ok(Err(vec![Invalid::new("code", said)]));
    };
    let codes = totp::new_recovery_codes();
    let new = NewFactor {
        person: person.to_owned(),
        secret: secret.to_owned(),
        step,
        codes: totp::hashes(&codes),
        another,
        now: now.naive_utc(),
    };
    match house.store.save_second_factor(new).await {
        Ok(()) => Ok(Ok(codes)),
        Err(Refused::Invalid(problems)) => Ok(Err(problems)),
        Err(other) => Err(refused(other)),
    }
}

fn page(step: Step, problems: Vec<Invalid>) -> SecondStepPage {
    SecondStepPage { step, problems, signing_in: None }
}
