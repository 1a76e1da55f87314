//! The page of one's own account, and its forms.

use app::Page;
use app::account::{AccountPage, Accounts, Done, Refused, TypedPassword, Which};
use axum::extract::{Form, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::session;
use crate::sign_in::device::KNOWN;
use crate::sign_in::{Fields, field};

/// `GET /account`; `?done=` names what was just done.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let page = access.account(Done::from_word(&field(&query, "done"))).await?;
    Ok(shown(&access, &headers, Box::new(page), 200))
}

/// `POST /account`: another name.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn rename(
    Signed(access): Signed,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let version = field(&fields, "version").parse().unwrap_or(0);
    let done = access.rename(&field(&fields, "name"), version).await;
    answer(&access, &headers, done.map(|()| Done::Name))
}

/// `POST /account/password`.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change_password(
    Signed(access): Signed,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let typed = TypedPassword {
        old: field(&fields, "old"),
        code: field(&fields, "code"),
        new: field(&fields, "new"),
        repeat: field(&fields, "repeat"),
    };
    let new = match access.change_password(typed).await {
        Ok(new) => new,
        Err(refused) => return answer(&access, &headers, Err(refused)),
    };
    let mut response = pages::see_other(&Done::Password.address());
    let site = &access.house.site;
    let cookies = [
        session::set_cookie(site, "session", &new.session, None),
        session::set_cookie(site, "device", &new.device, Some(KNOWN)),
    ];
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `POST /account/sessions`: ends the session that `end` names, or all `others`.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn end_sessions(Signed(access): Signed, Form(fields): Form<Fields>) -> Answer {
    let (which, done) = match field(&fields, "end") {
        others if others == "others" => (Which::Others, Done::Others),
        name => (Which::One(name), Done::Session),
    };
    access.end_sessions(which).await?;
    Ok(pages::see_other(&done.address()))
}

/// The page with the name as it was typed, and nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, fields: &Fields) -> Answer {
    let page = access.account(None).await?;
    let page = AccountPage { name: field(fields, "name"), ..page };
    Ok(shown(access, &HeaderMap::new(), Box::new(page), 200))
}

fn answer(access: &Access, headers: &HeaderMap, done: Result<Done, Refused>) -> Answer {
    match done {
        Ok(done) => Ok(pages::see_other(&done.address())),
        Err(Refused::Again(page, status)) => Ok(shown(access, headers, page, status)),
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

fn shown(access: &Access, headers: &HeaderMap, page: Box<AccountPage>, status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    pages::fresh(access, headers, Page::Account(page), status)
}
