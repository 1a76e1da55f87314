//! The changes of one chain, or of all, the newest first: those that fit, a part at a time.
//!
//! Within one chain the order is that of the rows, whatever the clock said; across chains it is that of
//! the clock. Refuses to judge whether a row is what was written: see `verify`.

use beforehand::history::Topic;
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};
use sqlx::FromRow;

use super::audit::week_object;
use super::line::on;
use super::{AuditRow, Store, StoreError, queries};

/// Which changes are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The chain: a service's number, or 0; none for all of them.
    pub chain: Option<i32>,
    /// Who made them, by id.
    pub person: Option<String>,
    /// What they are about.
    pub topic: Option<Topic>,
    /// The week whose numbers they changed.
    pub week: Option<Week>,
    /// From this time on, UTC.
    pub from: Option<NaiveDateTime>,
    /// Before this time, UTC.
    pub until: Option<NaiveDateTime>,
}

#[derive(FromRow)]
struct Found {
    #[sqlx(flatten)]
    row: AuditRow,
    total: i64,
}

impl Store {
    /// At most `most` of the changes that are meant, after the first `skip`; and how many there are in
    /// all, 0 when none is left after those.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_changes(
        &self,
        wanted: &Wanted,
        skip: u64,
        most: u32,
    ) -> Result<(Vec<AuditRow>, u64), StoreError> {
        let actions = wanted.topic.map_or(String::new(), |topic| {
            format!(" {} ", topic.actions().collect::<Vec<_>>().join(" "))
        });
        let object = wanted.week.map(week_object).unwrap_or_default();
        let person = wanted.person.as_deref().unwrap_or_default();
        let (from, until) = (wanted.from.unwrap_or(day(1900)), wanted.until.unwrap_or(day(2200)));
        let skip = i64::try_from(skip).unwrap_or(i64::MAX);
        let mut reader = self.reader().await?;
        let found: Vec<Found> = on!(&mut reader.line(), c => {
            let asked = match wanted.chain {
                Some(_) => queries::AUDIT_LIST_CHANGES,
                None => queries::AUDIT_LIST_ALL_CHANGES,
            };
            let asked = sqlx::query_as(asked)
                .bind(person)
                .bind(&actions)
                .bind(&object)
                .bind(from)
                .bind(until)
                .bind(i64::from(most))
                .bind(skip);
            let asked = match wanted.chain {
                Some(chain) => asked.bind(chain),
                None => asked,
            };
            asked.fetch_all(c).await?
        });
        let total = found.first().map_or(0, |one| one.total.unsigned_abs());
        Ok((found.into_iter().map(|one| one.row).collect(), total))
    }

    /// Everybody who made a change in that chain, or in any: id and a name they had. By name.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_actors(
        &self,
        chain: Option<i32>,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let (first, last) = chain.map_or((0, i32::MAX), |chain| (chain, chain));
        let mut reader = self.reader().await?;
        Ok(on!(&mut reader.line(), c => {
            sqlx::query_as(queries::AUDIT_LIST_ACTORS).bind(first).bind(last).fetch_all(c).await?
        }))
    }
}

/// A time before or after all there are.
fn day(year: i32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().into()
}
