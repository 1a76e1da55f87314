//! The page of what is owed, and its forms.

use std::sync::Arc;

use app::Page;
use app::owed::{Owed, OwedPage, Refused, TypedReminder};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use beforehand::role::permission;

use crate::backend::{Access, House};
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::session;
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

/// Whether an address is that of a reminder.
pub fn is_here(address: &str) -> bool {
    slug(address).is_some()
}

/// A reminder that was sent off before a session ended, as it was filled in; none when the reader
/// is no longer anybody.
pub async fn review(
    house: &Arc<House>,
    token_hash: &str,
    address: &str,
    headers: &HeaderMap,
    fields: Fields,
) -> Option<Answer> {
    let slug = slug(address)?;
    let access = match session::access(house, token_hash, Some(slug)).await {
        Ok(access) => access?,
        Err(error) => return Some(Err(error.into())),
    };
    let who = permission("POST", "/services/{service}/reminder")?.who;
    if let Err(error) = session::admit(&access, who).await {
        return Some(Err(error.into()));
    }
    let typed = TypedReminder::from_pairs(slug, &fields);
    let page = access.show_typed_reminder(&house.site.address(headers), typed).await;
    let asked = HeaderMap::new();
    let shown = page.map(|page| answer(&access, &asked, Box::new(page), 200));
    Some(shown.map_err(Into::into))
}

fn slug(address: &str) -> Option<&str> {
    let mut parts = address.strip_prefix("/services/")?.split(['/', '?']);
    let slug = parts.next()?;
    (parts.next() == Some("reminder")).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reminder_is_here() {
        assert_eq!(slug("/services/north/reminder"), Some("north"));
        assert_eq!(slug("/services/north/reminder?x=1"), Some("north"));
        assert_eq!(slug("/services/north/closures"), None);
        assert_eq!(slug("/owed"), None);
    }
}
