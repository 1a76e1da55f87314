//! The handlers of approvals, and their forms that were sent after a session ended.

use std::sync::Arc;

use app::Page;
use app::approval::{ApprovalPage, Approvals, ROUTE, Refused, TypedApproval, address};
use app::quarter::edition_address;
use axum::extract::{Form, Path};
use axum::http::{HeaderMap, StatusCode};
use beforehand::role::permission;

use crate::backend::{Access, House};
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::session;
use crate::sign_in::Fields;

/// `GET /services/{service}/approve/{quarter}`.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Path((_, quarter)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let page = access.approval(&quarter, TypedApproval::default()).await?;
    Ok(shown(&access, &headers, page, StatusCode::OK))
}

/// `POST /services/{service}/approve/{quarter}`: approves and goes to the edition, or shows the form
/// again. With a field `review` it is shown as it was typed and nothing is done.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn approve(
    Signed(access): Signed,
    Path((slug, quarter)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let typed = TypedApproval::from_pairs(&fields);
    if typed.is_review() {
        return typed_page(&access, &quarter, typed, &headers).await;
    }
    match access.approve(&quarter, typed).await {
        Ok(edition) => Ok(pages::see_other(&edition_address(&slug, &quarter, edition))),
        Err(why) => again(&access, &headers, why),
    }
}

/// `POST /services/{service}/reopen/{quarter}`: opens it again and goes to the checklist, or shows
/// the form again.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn reopen(
    Signed(access): Signed,
    Path((slug, quarter)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let typed = TypedApproval::from_pairs(&fields);
    if typed.is_review() {
        return typed_page(&access, &quarter, typed, &headers).await;
    }
    match access.reopen(&quarter, typed).await {
        Ok(()) => Ok(pages::see_other(&address(&slug, &quarter))),
        Err(why) => again(&access, &headers, why),
    }
}

fn again(access: &Access, headers: &HeaderMap, why: Refused) -> Answer {
    match why {
        Refused::Again { page, status } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(shown(access, headers, *page, status))
        }
        Refused::Error(error) => Err(error.into()),
    }
}

fn shown(
    access: &Access,
    headers: &HeaderMap,
    page: ApprovalPage,
    status: StatusCode,
) -> axum::response::Response {
    pages::fresh(access, headers, Page::Approval(Box::new(page)), status)
}

async fn typed_page(
    access: &Access,
    quarter: &str,
    typed: TypedApproval,
    headers: &HeaderMap,
) -> Answer {
    let page = access.approval(quarter, typed).await?;
    Ok(shown(access, headers, page, StatusCode::OK))
}

/// Whether an address is that of an approval.
pub fn is_here(address: &str) -> bool {
    place(address).is_some()
}

/// A form about an approval that was sent before a session ended, as it was typed; none when the
/// reader is no longer anybody.
pub async fn review(
    house: &Arc<House>,
    token_hash: &str,
    address: &str,
    fields: Fields,
) -> Option<Answer> {
    let (slug, quarter) = place(address)?;
    let access = match session::access(house, token_hash, Some(slug)).await {
        Ok(access) => access?,
        Err(error) => return Some(Err(error.into())),
    };
    if let Err(error) = session::admit(&access, permission("POST", ROUTE)?.who).await {
        return Some(Err(error.into()));
    }
    let typed = TypedApproval::from_pairs(&fields);
    Some(typed_page(&access, quarter, typed, &HeaderMap::new()).await)
}

/// The service and the quarter that an address of a form names.
fn place(address: &str) -> Option<(&str, &str)> {
    let mut parts = address.strip_prefix("/services/")?.split(['/', '?']);
    let (slug, page, quarter) = (parts.next()?, parts.next()?, parts.next()?);
    matches!(page, "approve" | "reopen").then_some((slug, quarter))
}
