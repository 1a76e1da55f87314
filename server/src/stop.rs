//! The link in a mail that stops such mail, for people and for mail programs.
//!
//! Refuses to stop anything by GET, and to ask who is signed in: whoever holds the token got the mail.

use std::sync::Arc;

use app::Page;
use app::stop::{FIELD, StopPage};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode, header};

use crate::backend::House;
use crate::error::Answer;
use crate::shared::{is_token, unlisted};
use crate::{pages, session};

/// The largest body that a mail program sends, in bytes: one field.
const LARGEST: usize = 1024;

/// `GET /mail/stop/{token}`: asks.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn show(State(house): State<Arc<House>>, Path(token): Path<String>) -> Answer {
    let service =
        if is_token(&token) { house.store.find_stop(&session::hash(&token)).await? } else { None };
    answer(&house, service.map(|service| StopPage::Ask { service, token }))
}

/// `POST /mail/stop/{token}`: stops at once.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn stop(State(house): State<Arc<House>>, Path(token): Path<String>) -> Answer {
    let service =
        if is_token(&token) { house.store.stop_mail(session::hash(&token)).await? } else { None };
    answer(&house, service.map(|service| StopPage::Done { service }))
}

fn answer(house: &House, page: Option<StopPage>) -> Answer {
    let status = if page.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    pages::alone(house, Page::Stop(page.unwrap_or(StopPage::Gone)), status).map(unlisted)
}

/// The request as it came, when it is the one that mail programs send by RFC 8058: to a link in a mail,
/// with one field, from no page. It needs no cookie, so that no other site gains by making a browser
/// send it.
pub async fn one_click(request: Request) -> Option<Request> {
    let token = request.uri().path().strip_prefix("/mail/stop/")?;
    if request.method() != Method::POST || !is_token(token) {
        return None;
    }
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?.to_owned();
    let body = to_bytes(body, LARGEST).await.ok()?;
    is_field(&kind, &body).then(|| Request::from_parts(parts, Body::from(body)))
}

/// Whether a body is the one field, in either of the two forms that RFC 8058 names.
fn is_field(kind: &str, body: &Bytes) -> bool {
    let Ok(body) = std::str::from_utf8(body) else { return false };
    let (kind, rest) = kind.split_once(';').map_or((kind, ""), |(kind, rest)| (kind, rest.trim()));
    match kind.trim().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => {
            body.trim_end() == format!("{}={}", FIELD.0, FIELD.1)
        }
        "multipart/form-data" => {
            let boundary = rest.strip_prefix("boundary=").map(|text| text.trim_matches('"'));
            boundary.is_some_and(|boundary| is_part(boundary, body))
        }
        _ => false,
    }
}

/// Whether a multipart body is the one field and nothing else.
fn is_part(boundary: &str, body: &str) -> bool {
    if boundary.is_empty() {
        return false;
    }
    let (opening, closing) = (format!("--{boundary}\r\n"), format!("\r\n--{boundary}--"));
    let part = body.trim_end().strip_prefix(opening.as_str());
    let part = part.and_then(|part| part.strip_suffix(closing.as_str()));
    let Some((head, value)) = part.and_then(|part| part.split_once("\r\n\r\n")) else {
        return false;
    };
    let named = format!("content-disposition: form-data; name=\"{}\"", FIELD.0).to_lowercase();
    head.to_lowercase().lines().any(|line| line.trim() == named) && value == FIELD.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_field_is_taken_for_it() {
        #[track_caller]
        fn check(kind: &str, body: &str, expected: bool) {
            assert_eq!(is_field(kind, &Bytes::from(body.to_owned())), expected, "{kind}: {body}");
        }
        let form = "application/x-www-form-urlencoded";
        check(form, "List-Unsubscribe=One-Click", true);
        check(
            "application/x-www-form-urlencoded; charset=utf-8",
            "List-Unsubscribe=One-Click",
            true,
        );
        check(form, "List-Unsubscribe=One-Click&x=1", false);
        check(form, "list-unsubscribe=One-Click", false);
        check(form, "", false);
        check("text/plain", "List-Unsubscribe=One-Click", false);
        let part = |name: &str, value: &str| {
            format!(
                "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n--b--\r\n"
            )
        };
        check("multipart/form-data; boundary=b", &part("List-Unsubscribe", "One-Click"), true);
        check("multipart/form-data; boundary=\"b\"", &part("List-Unsubscribe", "One-Click"), true);
        check("multipart/form-data; boundary=b", &part("Other", "One-Click"), false);
        check("multipart/form-data; boundary=b", &part("List-Unsubscribe", "x"), false);
        check("multipart/form-data; boundary=c", &part("List-Unsubscribe", "One-Click"), false);
        check("multipart/form-data", &part("List-Unsubscribe", "One-Click"), false);
        check("multipart/form-data; boundary=", "--\r\n", false);
    }
}
