//! The audit chain: what was done, when and by whom, each row holding the hash of the one before.
//! One chain a service, chain 0 for the installation. No path changes or removes a row.

use beforehand::service::ChannelId;
use beforehand::week::Week;
use chrono::NaiveDateTime;

use super::{Store, StoreError};

/// One row of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Follows one chain from its first row. Gives the sequence number and a sentence for the first row
/// that does not fit, or none when all do.
pub fn verify_audit(rows: &[AuditRow]) -> Option<(i64, String)> {
    let _ = rows;
    todo!()
}

impl Store {
    /// One chain in order; all of it.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_audit(&self, chain: i32) -> Result<Vec<AuditRow>, StoreError> {
        let _ = chain;
        todo!()
    }

    /// The latest change of each value of a week, by channel: who last changed what, from what to
    /// what. For the page of a clash.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_week_changes(
        &self,
        service: i32,
        week: Week,
    ) -> Result<Vec<FigureChange>, StoreError> {
        let _ = (service, week);
        todo!()
    }
}
