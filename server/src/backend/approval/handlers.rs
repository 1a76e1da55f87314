//! The handlers of approvals, and their forms that were sent after a session ended.

use app::Page;
use app::approval::{ApprovalPage, Approvals, Refused, TypedApproval, address};
use app::error::Error;
use app::quarter::edition_address;
use axum::extract::{Form, Path};
use axum::http::{HeaderMap, StatusCode};

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::review::Sent;
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
    let base = access.house.site.address(&headers);
    match access.approve(&quarter, typed, &base).await {
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

/// A form about an approval as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, sent: &Sent<'_>, fields: &Fields) -> Answer {
    let quarter = sent.what.ok_or(Error::NotFound)?;
    typed_page(access, quarter, TypedApproval::from_pairs(fields), &HeaderMap::new()).await
}
