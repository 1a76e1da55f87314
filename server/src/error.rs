//! Every refusal as one page in plain words, with the request's id.
//!
//! Refuses to say anything of the inside: no SQL, no path, no text of a library.

use app::error::Error;
use app::problem::ProblemPage;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beforehand::invalid::Invalid;
use tokio::task::JoinError;

use crate::store::StoreError;

/// Why a request was not answered as asked. As a response it is empty: the layer that knows the
/// request's id, or the guard that knows the reader, writes the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What the product itself says.
    Said(Error),
    /// A change that another site asked for.
    Elsewhere,
    /// Whatever else has a status of its own: 404, 405, 413, 415 …
    Plain(StatusCode),
}

/// Work of ours that ended early, which is a fault: logged with why, as whoever asks is told no more
/// than a reference.
pub fn ended(why: &JoinError) -> Error {
    tracing::error!(%why, "a task ended early");
    Error::Internal { reference: String::new() }
}

/// What a handler gives back.
pub type Answer = Result<Response, Refusal>;

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Said(error)
    }
}

impl Refusal {
    /// The status sent.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Said(error) => {
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Elsewhere => StatusCode::FORBIDDEN,
            Self::Plain(status) => *status,
        }
    }

    /// The sentence shown. `id` is the request's, for faults of ours.
    pub fn sentence(&self, id: &str) -> String {
        match self {
            Self::Said(Error::Internal { .. }) => Error::Internal { reference: id.to_owned() }.to_string(),
            Self::Said(error) => error.to_string(),
            Self::Elsewhere => "This change was asked for by another website, so nothing was done. Open the page here and try again.".to_owned(),
            Self::Plain(status) => match status.as_u16() {
                404 => Error::NotFound.to_string(),
                405 => "This address cannot be used in that way. Nothing was changed.".to_owned(),
                408 => "The request took too long to arrive. Check your connection and try again.".to_owned(),
                413 => "What was sent is too large: at most 64 KiB are taken at once. Nothing was saved.".to_owned(),
                415 | 400 => "What was sent is not a form of this site. Nothing was changed. Open the page again and use its form.".to_owned(),
                431 => "The address or the cookies are too long.".to_owned(),
                429 | 503 => Error::Busy.to_string(),
                400..=499 => "The request could not be understood. Nothing was changed.".to_owned(),
                _ => Error::Internal { reference: id.to_owned() }.to_string(),
            },
        }
    }

    /// The page's data.
    pub fn page(&self, id: &str) -> ProblemPage {
        let error = match self {
            Self::Said(Error::Internal { .. }) => Error::Internal { reference: id.to_owned() },
            Self::Said(error) => error.clone(),
            Self::Plain(status) => match status.as_u16() {
                404 => Error::NotFound,
                429 | 503 => Error::Busy,
                400..=499 => Error::Invalid(vec![Invalid::new("", self.sentence(id))]),
                _ => Error::Internal { reference: id.to_owned() },
            },
            Self::Elsewhere => Error::Invalid(vec![Invalid::new("", self.sentence(id))]),
        };
        ProblemPage { status: self.status().as_u16(), ..error.into() }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Said(error.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(why) => {
                tracing::warn!(?why, "the database is busy or away");
                Self::Busy
            }
            StoreError::Full(why) => {
                tracing::error!(?why, "the disk of the database is full");
                Self::Full
            }
            other => {
                tracing::error!(why = ?other, "the database refused");
                Self::Internal { reference: String::new() }
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
