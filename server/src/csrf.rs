//! Refuses changes that another site asks a browser for.
//!
//! Cookies travel with such requests, so every unsafe method must say where it comes from: the
//! browser's own `Sec-Fetch-Site: same-origin`, or else an `Origin` that is ours. The one exception is
//! what mail programs send to stop mail ([`stop::one_click`]): it is told by its token, not by a cookie.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};

use crate::backend::Site;
use crate::error::Refusal;
use crate::stop;

/// The request, unless it is to change something and comes from elsewhere.
///
/// # Errors
/// [`Refusal::Elsewhere`], a 403.
pub async fn admit(site: &Site, request: Request) -> Result<Request, Refusal> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if safe || is_ours(site, request.headers()) {
        return Ok(request);
    }
    stop::one_click(request).await.ok_or(Refusal::Elsewhere)
}

fn is_ours(site: &Site, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(fetched) = headers.get("sec-fetch-site") {
        return fetched == "same-origin";
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    match &site.base_url {
        Some(base) => origin == base.trim_end_matches('/'),
        None => text(header::HOST).is_some_and(|host| {
            origin.strip_prefix(if site.https { "https://" } else { "http://" }) == Some(host)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_ask_for_changes() {
        #[track_caller]
        fn check(base: Option<&str>, sent: &[(&str, &str)], ours: bool) {
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_static("counts.org:8080"));
            for (name, value) in sent {
                let name = header::HeaderName::from_bytes(name.as_bytes()).unwrap();
                headers.insert(name, HeaderValue::from_str(value).unwrap());
            }
            let site = Site { base_url: base.map(str::to_owned), ..Site::default() };
            assert_eq!(is_ours(&site, &headers), ours, "{sent:?}");
        }
        check(None, &[], false);
        check(None, &[("sec-fetch-site", "same-origin")], true);
        check(None, &[("sec-fetch-site", "same-site")], false);
        check(None, &[("sec-fetch-site", "cross-site")], false);
        check(None, &[("sec-fetch-site", "none")], false);
        check(None, &[("origin", "http://counts.org:8080")], true);
        check(None, &[("origin", "https://counts.org:8080")], false);
        check(None, &[("origin", "http://counts.org")], false);
        check(None, &[("origin", "null")], false);
        check(None, &[("origin", "http://counts.org:8080.evil.org")], false);
        check(
            None,
            &[("sec-fetch-site", "cross-site"), ("origin", "http://counts.org:8080")],
            false,
        );
        check(Some("https://counts.org"), &[("origin", "https://counts.org")], true);
        check(Some("https://counts.org"), &[("origin", "http://counts.org:8080")], false);
    }
}
