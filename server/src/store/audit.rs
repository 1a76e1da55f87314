//! The audit chain: what was done, when and by whom, each row holding the hash of the one before.
//! One chain a service, chain 0 for the installation. No path changes or removes a row.

use std::collections::BTreeMap;

use beforehand::service::ChannelId;
use beforehand::week::Week;
use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};
use sqlx::FromRow;

use super::batch::{Batch, later};
use super::line::{Line, on};
use super::{Store, StoreError, queries};

/// One row of a chain.
#[derive(FromRow, Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// The service's number, 0 for the installation.
    pub chain: i32,
    /// 1, 2, 3 … without a gap.
    pub seq: i64,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// The person's id, or `console`.
    pub actor: String,
    /// The name they had then.
    pub actor_name: String,
    /// What was done: `week.save`, `week.import`, `channel.save`, `person.save` …
    pub action: String,
    /// To what: `week 2026-04-06`, `channel calls`, `person <id>`.
    pub object: String,
    /// The changed values as they were, compact JSON.
    pub before: String,
    /// As they became.
    pub after: String,
    /// Hash of the row before, hexadecimal; empty for the first.
    pub previous: String,
    /// SHA-256 of the previous hash and this row's canonical text, hexadecimal.
    pub hash: String,
}

/// One value of a week that somebody changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChange {
    /// Place in the service's chain.
    pub seq: i64,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Who, by the name they had then.
    pub by: String,
    /// The channel.
    pub channel: ChannelId,
    /// What: a field's word (`answered` …), `note.<field>`, `open_days`, `closed` or
    /// `collected.<field>`.
    pub what: String,
    /// As it was, in words or digits; none where there was nothing ('not entered').
    pub before: Option<String>,
    /// As it became.
    pub after: Option<String>,
}

impl AuditRow {
    /// The hash this row must have: SHA-256 of the previous hash and of each value in the order of
    /// the fields, each led by its length so that no two rows have the same text.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let seq = self.seq.to_string();
        let chain = self.chain.to_string();
        let at = self.at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let values = [
            &self.previous,
            &chain,
            &seq,
            &at,
            &self.actor,
            &self.actor_name,
            &self.action,
            &self.object,
            &self.before,
            &self.after,
        ];
        for value in values {
            hash.update(value.len().to_string());
            hash.update(":");
            hash.update(value);
        }
        hexadecimal(&hash.finalize())
    }

    /// Whether it is what was written, as far as its own hash tells.
    pub fn is_sound(&self) -> bool {
        self.hash == self.fingerprint()
    }
}

impl Store {
    /// One chain in order; all of it.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_audit(&self, chain: i32) -> Result<Vec<AuditRow>, StoreError> {
        list(&mut self.reader().await?.line(), chain).await
    }

    /// The latest change of each value of a week, in the order they were made: who last changed
    /// what, from what to what. For the page of a clash.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_week_changes(
        &self,
        service: i32,
        week: Week,
    ) -> Result<Vec<FigureChange>, StoreError> {
        let object = week_object(week);
        let rows = list_of_object(&mut self.reader().await?.line(), service, &object).await?;
        let mut latest = BTreeMap::new();
        for row in rows {
            let (mut before, after) = (figures(&row.before)?, figures(&row.after)?);
            for (name, after) in after {
                let Some((channel, what)) = name.split_once('.') else { continue };
                let Ok(channel) = channel.parse() else { continue };
                if what.starts_with(PASTED) {
                    continue;
                }
                let change = FigureChange {
                    seq: row.seq,
                    at: row.at,
                    by: row.actor_name.clone(),
                    channel,
                    what: what.to_owned(),
                    before: before.remove(&name).flatten(),
                    after,
                };
                latest.insert(name, change);
            }
        }
        let mut changes: Vec<_> = latest.into_values().collect();
        changes.sort_by_key(|change| change.seq);
        Ok(changes)
    }
}

/// Leads the field's word where a row says from which block a figure was pasted.
pub(super) const PASTED: &str = "pasted.";

/// The changed values of a week by `<channel number>.<what>`; none is 'nothing there'.
pub(super) type Figures = BTreeMap<String, Option<String>>;

/// Reads the values of a week's row.
pub(super) fn figures(json: &str) -> Result<Figures, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Internal(error.to_string()))
}

/// How the chain names a week.
pub(super) fn week_object(week: Week) -> String {
    format!("week {}", week.monday())
}

pub(super) fn add(batch: &mut Batch, rows: &[AuditRow]) -> Result<(), StoreError> {
    later!(batch, queries::AUDIT_ADD, rows, row => [
        row.chain,
        row.seq,
        row.at,
        &row.actor,
        &row.actor_name,
        &row.action,
        &row.object,
        &row.before,
        &row.after,
        &row.previous,
        &row.hash,
    ]);
    Ok(())
}

pub(super) async fn list(line: &mut Line<'_>, chain: i32) -> Result<Vec<AuditRow>, StoreError> {
    list_after(line, chain, None, i64::MAX).await
}

/// At most so many rows of one chain in order, from the first or after that one.
pub(super) async fn list_after(
    line: &mut Line<'_>,
    chain: i32,
    after: Option<i64>,
    most: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::AUDIT_LIST)
            .bind(chain)
            .bind(after.unwrap_or(i64::MIN))
            .bind(most)
            .fetch_all(c)
            .await?
    }))
}

/// One row of a chain.
pub(super) async fn find(
    line: &mut Line<'_>,
    chain: i32,
    seq: i64,
) -> Result<Option<AuditRow>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::AUDIT_FIND).bind(chain).bind(seq).fetch_optional(c).await?
    }))
}

pub(super) async fn list_of_object(
    line: &mut Line<'_>,
    chain: i32,
    object: &str,
) -> Result<Vec<AuditRow>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::AUDIT_LIST_OF_OBJECT).bind(chain).bind(object).fetch_all(c).await?
    }))
}

/// The latest reminder of each service that the person manages.
pub(super) async fn list_reminders(
    line: &mut Line<'_>,
    person: &str,
) -> Result<Vec<AuditRow>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::AUDIT_LIST_REMINDERS).bind(person).fetch_all(c).await?
    }))
}

/// The rows about channels, closures and events: what bears on weeks without being said of one.
pub(super) async fn list_of_settings(
    line: &mut Line<'_>,
    chain: i32,
) -> Result<Vec<AuditRow>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::AUDIT_LIST_OF_SETTINGS).bind(chain).fetch_all(c).await?
    }))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}
