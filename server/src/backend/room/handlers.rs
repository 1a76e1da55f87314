//! The reading room, and the choice whether new editions come by mail.

use app::Page;
use app::room::{FIELD, Rooms, address};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};

use crate::backend::Access;
use crate::error::{Answer, Refusal};
use crate::pages::{self, Signed};
use crate::sign_in::Fields;

/// `GET /services/{service}/quarters`: not kept, for it says what the reader chose.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let just = query.iter().any(|(name, _)| name == "mail");
    room(&access, &headers, just).await
}

/// `POST /services/{service}/mail`: begins or ends mail about new editions. With a field `review`
/// nothing is done.
///
/// # Errors
/// 422 for anything but `on` and `off`.
pub async fn choose(
    Signed(access): Signed,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    if fields.iter().any(|(name, _)| name == "review") {
        return room(&access, &headers, false).await;
    }
    let chosen = fields.iter().find(|(name, _)| name == FIELD).map(|(_, value)| value.as_str());
    let wanted = match chosen {
        Some("on") => true,
        Some("off") => false,
        _ => return Err(Refusal::Plain(StatusCode::UNPROCESSABLE_ENTITY)),
    };
    access.choose_mail(wanted).await?;
    Ok(pages::see_other(&format!("{}?mail=1", address(&slug))))
}

/// The reading room, after a choice that was sent when the session had ended.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access) -> Answer {
    room(access, &HeaderMap::new(), false).await
}

async fn room(access: &Access, headers: &HeaderMap, just: bool) -> Answer {
    let page = Page::Room(access.room(just).await?);
    Ok(pages::fresh(access, headers, page, StatusCode::OK))
}
