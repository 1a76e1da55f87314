//! Links that set a password, and codes of printed ones.
//!
//! A token is 52 of 32 letters and digits that cannot be mistaken for each other: 260 random bits, to
//! be typed by hand where it must be. Refuses to change anything by GET: programs look at links before
//! people do.

use std::sync::Arc;

use app::Page;
use app::join::{Choice, DONE, JoinPage, address};
use app::people::phrases;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use beforehand::invalid::Invalid;

use crate::backend::{House, local};
use crate::error::{Answer, Refusal};
use crate::shared::unlisted;
use crate::sign_in::Fields;
use crate::store::{Invited, LinkKind, Refused};
use crate::{pages, password, session};

/// Letters of a token, as on paper: no 0 and o, no 1 and l.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Letters in a token.
const LENGTH: usize = 52;

/// A new token.
pub fn new_token() -> String {
    let bytes = session::random_bytes::<LENGTH>();
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect()
}

/// The token that is meant by what was typed; none when it is not whole.
fn read_token(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let token: String = letters.flat_map(char::to_lowercase).take(LENGTH + 1).collect();
    is_token(&token).then_some(token)
}

fn is_token(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| LETTERS.contains(&byte))
}

/// `GET /join`: asks for the code of a slip.
///
/// # Errors
/// None; an [`Answer`] like those of all handlers.
pub async fn ask(State(house): State<Arc<House>>) -> Answer {
    code(&house, String::new(), Vec::new(), StatusCode::OK)
}

/// `POST /join`: goes on to the link that the code stands for.
///
/// # Errors
/// None: what is no code is answered with the form.
pub async fn find(State(house): State<Arc<House>>, Form(fields): Form<Fields>) -> Answer {
    let typed = text(&fields, "code");
    if let Some(token) = read_token(&typed) {
        return Ok(pages::see_other(&address(&token)));
    }
    let said = if typed.trim().is_empty() {
        "Type the code of your slip."
    } else {
        "That is not a whole code. Check that all thirteen groups are there, with four letters or digits each."
    };
    let problems = vec![Invalid::new("code", said)];
    code(&house, typed, problems, StatusCode::UNPROCESSABLE_ENTITY)
}

fn code(house: &House, typed: String, problems: Vec<Invalid>, status: StatusCode) -> Answer {
    answer(house, JoinPage::Code { typed, problems }, status)
}

/// `GET /join/{token}`: asks for a password; `done` says that it is set.
///
/// # Errors
/// Busy, when the database does not answer. A link that does not work is answered with a page.
pub async fn show(State(house): State<Arc<House>>, Path(token): Path<String>) -> Answer {
    if token == DONE {
        return answer(&house, JoinPage::Done, StatusCode::OK);
    }
    match invited(&house, &token).await? {
        Some(invited) => choose(&house, &invited, token, Vec::new(), StatusCode::OK).await,
        None => gone(&house),
    }
}

/// `POST /join/{token}`: sets the password and ends the link.
///
/// # Errors
/// Busy, when the database does not answer or too many passwords wait. A password that may not be
/// used is answered with the form, a link that does not work with a page.
pub async fn set(
    State(house): State<Arc<House>>,
    Path(token): Path<String>,
    Form(fields): Form<Fields>,
) -> Answer {
    let Some(invited) = invited(&house, &token).await? else { return gone(&house) };
    let (chosen, again) = (text(&fields, "password"), text(&fields, "again"));
    let mut problems = Vec::new();
    if chosen.is_empty() {
        problems.push(Invalid::new("password", "Type a password."));
    } else if let Some(why) = password::refuse(&chosen) {
        problems.push(Invalid::new("password", why));
    } else if chosen != again {
        let said = "The two are not the same. Type the same password in both boxes.";
        problems.push(Invalid::new("again", said));
    }
    if !problems.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return choose(&house, &invited, token, problems, status).await;
    }
    let hashed = house.desk.hash(chosen).await?;
    let (hash, now) = (session::hash(&token), house.clock.now().naive_utc());
    match house.store.use_password_link(&invited, &hash, &hashed, now).await {
        Ok(true) => Ok(pages::see_other(&address(DONE))),
        Ok(false) => gone(&house),
        Err(Refused::Store(error)) => Err(error.into()),
        Err(other) => {
            tracing::error!(%other, "setting a password was refused");
            Err(Refusal::Plain(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}

async fn invited(house: &House, token: &str) -> Result<Option<Invited>, Refusal> {
    if !is_token(token) {
        return Ok(None);
    }
    let now = house.clock.now().naive_utc();
    Ok(house.store.find_invited(&session::hash(token), now).await?)
}

async fn choose(
    house: &House,
    invited: &Invited,
    token: String,
    problems: Vec<Invalid>,
    status: StatusCode,
) -> Answer {
    let Some(account) = house.store.find_person(&invited.person).await? else {
        return gone(house);
    };
    let services = house.store.list_services().await?;
    let roles = account.roles.iter().filter_map(|(id, role)| {
        let service = services.iter().find(|service| service.id == *id)?;
        Some((service.name.as_str(), *role))
    });
    let choice = Choice {
        token,
        name: invited.name.clone(),
        email: invited.email.clone(),
        first: invited.kind == LinkKind::Join,
        by: invited.by.clone(),
        roles: phrases(account.admin, roles),
        until: local("", invited.expires_at),
        problems,
    };
    answer(house, JoinPage::Choose(Box::new(choice)), status)
}

fn gone(house: &House) -> Answer {
    answer(house, JoinPage::Gone, StatusCode::NOT_FOUND)
}

fn answer(house: &House, page: JoinPage, status: StatusCode) -> Answer {
    pages::alone(house, Page::Join(page), status).map(unlisted)
}

fn text(fields: &Fields, name: &str) -> String {
    let found = fields.iter().rev().find(|(own, _)| own == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        #[track_caller]
        fn check(typed: &str, expected: Option<&str>) {
            assert_eq!(read_token(typed).as_deref(), expected, "{typed}");
        }
        let token = new_token();
        assert_ne!(token, new_token());
        check(&token, Some(&token));
        check(&app::join::grouped(&token).to_uppercase(), Some(&token));
        check(&format!("  {}\t", app::join::grouped(&token).replace(' ', "-")), Some(&token));
        check(&token[1..], None);
        check(&format!("{token}a"), None);
        check(&format!("{}0", &token[1..]), None);
        check(&format!("{}é", &token[2..]), None);
        check("", None);
        check("done", None);
    }
}
