//! How often a password was tried for an account, so that guessing is slow and the real person is
//! never locked out.

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};

use super::line::{Line, on, task};
use super::{Store, StoreError, queries};

/// Password checks of one account in a day.
pub const CHECKS_A_DAY: i32 = 100;
/// Seconds to wait after the first, second, third and every further check.
const SLOW_DOWN: [i64; 4] = [1, 3, 5, 10];

/// Whether a password may be checked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It may, and is counted: the n-th of the day.
    Allowed(i32),
    /// Not before this time, UTC.
    Wait(NaiveDateTime),
}

impl Store {
    /// Asks for one password check for `account` and counts it if allowed: after the first one the
    /// next is allowed in 1, then 3, 5 and 10 seconds; at most [`CHECKS_A_DAY`] a day (UTC). The
    /// account is any text, such as the address as typed in lower case, so unknown names are slowed
    /// too.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn try_attempt(
        &self,
        account: &str,
        now: NaiveDateTime,
    ) -> Result<Attempt, StoreError> {
        let (store, account) = (self.clone(), account.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            let (checks, next_at): (i32, NaiveDateTime) = on!(&mut tx.line(), c => {
                sqlx::query_as(queries::ATTEMPTS_LOCK)
                    .bind(&account)
                    .bind(now.date())
                    .bind(now)
                    .fetch_one(c)
                    .await?
            });
            let wait = if checks >= CHECKS_A_DAY {
                (now.date() + Days::new(1)).and_time(NaiveTime::MIN)
            } else {
                next_at
            };
            if wait > now {
                tx.rollback().await?;
                return Ok(Attempt::Wait(wait));
            }
            let pause = SLOW_DOWN[(checks as usize).min(SLOW_DOWN.len() - 1)];
            on!(&mut tx.line(), c => {
                sqlx::query(queries::ATTEMPTS_SAVE)
                    .bind(&account)
                    .bind(now.date())
                    .bind(checks + 1)
                    .bind(now + TimeDelta::seconds(pause))
                    .execute(c)
                    .await?;
            });
            tx.commit().await?;
            Ok(Attempt::Allowed(checks + 1))
        })
        .await
    }

    /// Forgets the attempts of an account, after the right password.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn remove_attempts(&self, account: &str) -> Result<(), StoreError> {
        let (store, account) = (self.clone(), account.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            remove(&mut tx.line(), &account).await?;
            tx.commit().await
        })
        .await
    }
}

pub(super) async fn remove(line: &mut Line<'_>, account: &str) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::ATTEMPTS_REMOVE).bind(account).execute(c).await?;
    });
    Ok(())
}
