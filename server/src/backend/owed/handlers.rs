//! The page of what is owed, and its forms.

use std::sync::Arc;

use app::Page;
use app::owed::{Owed, OwedPage, Refused, TypedReminder};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use beforehand::role::permission;

use crate::backend::{Access, House, Site};
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
    let page = access.owed(&base(&access.house.site, &headers), sent).await?;
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
    let base = base(&access.house.site, &headers);
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
    let page = access.show_typed_reminder(&base(&house.site, headers), typed).await;
    let asked = HeaderMap::new();
    let shown = page.map(|page| answer(&access, &asked, Box::new(page), 200));
    Some(shown.map_err(Into::into))
}

fn slug(address: &str) -> Option<&str> {
    let mut parts = address.strip_prefix("/services/")?.split(['/', '?']);
    let slug = parts.next()?;
    (parts.next() == Some("reminder")).then_some(slug)
}

/// The site's address as mails name it: the one that was configured, or the one that was asked.
fn base(site: &Site, headers: &HeaderMap) -> String {
    if let Some(base) = &site.base_url {
        return base.clone();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let host = if host.chars().all(plain) { host } else { "" };
    format!("{}://{host}", if site.https { "https" } else { "http" })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_mail_names_the_configured_address_or_the_one_asked() {
        let check = |configured: Option<&str>, https, host: &'static str, expected: &str| {
            let base_url = configured.map(str::to_owned);
            let site = Site { base_url, https, ..Site::default() };
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            assert_eq!(base(&site, &headers), expected);
        };
        check(Some("https://counts.example"), true, "evil.example", "https://counts.example");
        check(None, false, "127.0.0.1:8040", "http://127.0.0.1:8040");
        check(None, true, "counts.example", "https://counts.example");
        check(None, false, "[::1]:80", "http://[::1]:80");
        check(None, false, "a.example/path?x=", "http://");
        check(None, false, "a.example <b>", "http://");
    }

    #[test]
    fn only_a_reminder_is_here() {
        assert_eq!(slug("/services/north/reminder"), Some("north"));
        assert_eq!(slug("/services/north/reminder?x=1"), Some("north"));
        assert_eq!(slug("/services/north/closures"), None);
        assert_eq!(slug("/owed"), None);
    }
}
