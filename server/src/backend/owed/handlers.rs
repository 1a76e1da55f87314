//! The page of what is owed, and its forms.

use app::Page;
use app::owed::{Owed, OwedPage, Refused, TypedReminder};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::review::Sent;
use crate::sign_in::Fields;

/// `GET /owed`; `?sent=north-12` names a reminder to be confirmed.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let sent = query.iter().find(|(name, _)| name == "sent");
    let sent = sent.and_then(|(_, value)| value.rsplit_once('-'));
    let sent = sent.and_then(|(slug, seq)| Some((slug, seq.parse().ok()?)));
    let page = access.owed(&access.house.site.address(&headers), sent).await?;
    Ok(pages::fresh(&access, &headers, Page::Owed(Box::new(page)), StatusCode::OK))
}

/// `POST /services/{service}/reminder`: sends it and goes to the confirmation, or shows the page
/// again. With a field `review` it is shown as it was filled in and nothing is sent.
///
/// # Errors
/// Whatever is not about what was filled in.
pub async fn remind(
    Signed(access): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let typed = TypedReminder::from_pairs(&slug, &fields);
    let base = access.house.site.address(&headers);
    if fields.iter().any(|(name, _)| name == "review") {
        let page = access.show_typed_reminder(&base, typed).await?;
        return Ok(answer(&access, &headers, Box::new(page), 200));
    }
    match access.send_reminder(&base, typed).await {
        Ok(seq) => Ok(pages::see_other(&format!("/owed?sent={slug}-{seq}"))),
        Err(Refused::Again { page, status }) => Ok(answer(&access, &headers, page, status)),
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

fn answer(
    access: &Access,
    headers: &HeaderMap,
    page: Box<OwedPage>,
    status: u16,
) -> axum::response::Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    pages::fresh(access, headers, Page::Owed(page), status)
}

/// A reminder as it was typed, with nothing sent.
///
/// # Errors
/// What loading the page says.
pub async fn typed(
    access: &Access,
    sent: &Sent<'_>,
    headers: &HeaderMap,
    fields: &Fields,
) -> Answer {
    let typed = TypedReminder::from_pairs(sent.slug, fields);
    let page = access.show_typed_reminder(&access.house.site.address(headers), typed).await?;
    Ok(answer(access, &HeaderMap::new(), Box::new(page), 200))
}
