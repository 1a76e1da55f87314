//! Answers kept for orders that may be sent again: a reset connection, a double click, a retry.
//!
//! A receipt belongs to a person, a key and the digest of the order, so that another order under
//! the same key is a new order and never gets an old answer.

use chrono::NaiveDateTime;

use super::batch::{Batch, later};
use super::line::{Line, on};
use super::{StoreError, queries};

/// What an order is known by.
pub(super) struct Receipt<'a> {
    pub(super) person: &'a str,
    pub(super) key: &'a str,
    pub(super) digest: &'a str,
}

pub(super) async fn find(
    line: &mut Line<'_>,
    receipt: &Receipt<'_>,
) -> Result<Option<String>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_scalar(queries::RECEIPTS_FIND)
            .bind(receipt.person)
            .bind(receipt.key)
            .bind(receipt.digest)
            .fetch_optional(c)
            .await?
    }))
}

pub(super) fn add(
    batch: &mut Batch,
    receipt: &Receipt<'_>,
    at: NaiveDateTime,
    answer: &str,
) -> Result<(), StoreError> {
    let Receipt { person, key, digest } = *receipt;
    later!(batch, queries::RECEIPTS_ADD, [person, key, digest, at, answer]);
    Ok(())
}

/// Puts another answer in the place of the one that was kept.
pub(super) async fn save(
    line: &mut Line<'_>,
    receipt: &Receipt<'_>,
    answer: &str,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::RECEIPTS_SAVE)
            .bind(receipt.person)
            .bind(receipt.key)
            .bind(receipt.digest)
            .bind(answer)
            .execute(c)
            .await?;
    });
    Ok(())
}

/// Forgets an order that came to nothing: it may be sent again.
pub(super) async fn remove(line: &mut Line<'_>, receipt: &Receipt<'_>) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::RECEIPTS_REMOVE)
            .bind(receipt.person)
            .bind(receipt.key)
            .bind(receipt.digest)
            .execute(c)
            .await?;
    });
    Ok(())
}

pub(super) async fn tidy(line: &mut Line<'_>, before: NaiveDateTime) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::RECEIPTS_TIDY).bind(before).execute(c).await?;
    });
    Ok(())
}
