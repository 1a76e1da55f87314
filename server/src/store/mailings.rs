//! Editions by mail: what waits to go out, taken by one sender at a time, and what became of it.
//!
//! A mail is taken for a while, marked as being sent just before it is handed over, and settled. A
//! sender that dies before the mark loses nothing; one that dies after it leaves a mail of which nobody
//! knows, and that is never sent again. Refuses to send: no network inside a transaction.

use beforehand::quarter::Quarter;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use sqlx::FromRow;

use super::door::{Door, random_id};
use super::editions::day;
use super::line::{Line, on, task};
use super::{Actor, Refused, Store, StoreError, queries};

/// How long a sender has until a mail it took is anybody's again, in seconds: longer than a mail
/// server may take.
const LEASE: i64 = 60;
/// Minutes until each further try; after the last one it is given up.
const TRIES: [i64; 4] = [1, 5, 30, 120];

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It waits, or is being tried.
    Waiting,
    /// The mail server took it.
    Sent,
    /// The mail server refused it, the last time too.
    Refused,
    /// The mail server did not answer, the last time either.
    Silent,
    /// The sender or the line broke while it was handed over: it may have arrived.
    Unknown,
    /// Its reader stopped mail or is none any more, or the edition was opened again.
    Ended,
}

impl Delivery {
    fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Silent => "silent",
            Self::Unknown => "unknown",
            Self::Ended => "ended",
        }
    }

    fn from_word(word: &str) -> Self {
        let settled = [Self::Sent, Self::Refused, Self::Silent, Self::Unknown, Self::Ended];
        settled.into_iter().find(|one| one.word() == word).unwrap_or(Self::Waiting)
    }
}

/// A mail that is ours to send for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenMail {
    /// The service.
    pub service: i32,
    /// The quarter.
    pub quarter: Quarter,
    /// The edition.
    pub edition: i32,
    claim: String,
}

/// Whom it goes to, and what it is about.
#[derive(FromRow, Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The reader's name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// The service's short name.
    pub slug: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// The site's address when the edition was approved.
    pub base: String,
    /// When, UTC.
    pub approved_at: NaiveDateTime,
    /// By whom.
    pub approved_by: String,
}

#[derive(FromRow)]
struct Due {
    service_id: i32,
    quarter: NaiveDate,
    edition: i32,
    person_id: String,
    state: String,
    claim: String,
}

impl Store {
    /// Takes a mail that is due, so that no other sender does; none when nothing is due.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn take_mail(&self, now: NaiveDateTime) -> Result<Option<TakenMail>, Refused> {
        let due: Vec<Due> = on!(&mut self.reader().await?.line(), c => {
            sqlx::query_as(queries::MAILINGS_LIST_DUE)
                .bind(now)
                .fetch_all(c)
                .await
                .map_err(StoreError::from)?
        });
        for one in due {
            let (service, quarter) = (one.service_id, Quarter::containing(one.quarter));
            if one.state == "sending" {
                // Whoever was sending it has died.
                let (edition, claim) = (one.edition, one.claim);
                let lost = TakenMail { service, quarter, edition, claim };
                self.settle_mail(lost, Delivery::Unknown, now).await?;
                continue;
            }
            let claim = random_id()?;
            let taken = TakenMail { service, quarter, edition: one.edition, claim };
            if take(self, &taken, one.person_id, now).await? {
                return Ok(Some(taken));
            }
        }
        Ok(None)
    }

    /// Marks a taken mail as being handed over, with the hash of the token that is in it, and gives
    /// whom it goes to. None when it is not ours any more, or nobody shall get it: that is settled
    /// then.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer: it is then tried again.
    pub async fn begin_mail(
        &self,
        mail: &TakenMail,
        token_hash: String,
        now: NaiveDateTime,
    ) -> Result<Option<Addressed>, Refused> {
        let (store, own) = (self.clone(), mail.clone());
        let found: Option<Addressed> = task(async move {
            let mut tx = store.begin().await?;
            let found: Option<Addressed> = on!(&mut tx.line(), c => {
                sqlx::query_as(queries::MAILINGS_FIND_TO_SEND)
                    .bind(&own.claim)
                    .fetch_optional(c)
                    .await?
            });
            if found.is_some() {
                on!(&mut tx.line(), c => {
                    sqlx::query(queries::MAILINGS_SEND)
                        .bind(&own.claim)
                        .bind(&token_hash)
                        .bind(now + TimeDelta::seconds(LEASE))
                        .execute(c)
                        .await?;
                });
            }
            tx.commit().await?;
            Ok::<_, StoreError>(found)
        })
        .await?;
        if found.is_none() {
            self.settle_mail(mail.clone(), Delivery::Ended, now).await?;
        }
        Ok(found)
    }

    /// Writes down what became of a mail. One that the mail server refused or did not answer for waits
    /// for another try, as long as there is one.
    ///
    /// # Errors
    /// [`Refused::Store`] when the database does not answer.
    pub async fn settle_mail(
        &self,
        mail: TakenMail,
        became: Delivery,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let store = self.clone();
        task(async move {
            // By the door, which says that pages of the edition read differently now.
            let mut door = Door::open(&store, &Actor::Console, mail.service, now).await?;
            let stands: Option<(i32, String)> = on!(&mut door.line().await?, c => {
                sqlx::query_as(queries::MAILINGS_FIND_CLAIMED)
                    .bind(&mail.claim)
                    .fetch_optional(c)
                    .await
                    .map_err(StoreError::from)?
            });
            // What is being handed over does not end by its reader: it may have arrived.
            let ours = |state: &str| became != Delivery::Ended || state == "taken";
            let Some((attempts, _)) = stands.filter(|(_, state)| ours(state)) else {
                door.rollback().await?;
                return Ok(());
            };
            let next = usize::try_from(attempts).ok().and_then(|n| TRIES.get(n));
            let (state, at) = match (became, next) {
                (Delivery::Refused | Delivery::Silent, Some(minutes)) => {
                    (Delivery::Waiting, now + TimeDelta::minutes(*minutes))
                }
                _ => (became, now),
            };
            on!(&mut door.line().await?, c => {
                sqlx::query(queries::MAILINGS_SETTLE)
                    .bind(&mail.claim)
                    .bind(state.word())
                    .bind(at)
                    .execute(c)
                    .await
                    .map_err(StoreError::from)?;
            });
            door.touch()?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// What became of the mails of an edition, by the names of their readers.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_mailings(
        &self,
        service: i32,
        quarter: Quarter,
        edition: i32,
    ) -> Result<Vec<(String, Delivery)>, StoreError> {
        let rows: Vec<(String, String)> = on!(&mut self.reader().await?.line(), c => {
            sqlx::query_as(queries::MAILINGS_LIST)
                .bind(service)
                .bind(day(quarter))
                .bind(edition)
                .fetch_all(c)
                .await?
        });
        let read = |(name, word): (String, String)| (name, Delivery::from_word(&word));
        Ok(rows.into_iter().map(read).collect())
    }
}

/// Lets a mail wait for each reader who wants one, in the transaction that makes the edition.
pub(super) async fn add(
    line: &mut Line<'_>,
    service: i32,
    (quarter, edition): (Quarter, i32),
    base: &str,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::MAILINGS_ADD)
            .bind(service)
            .bind(day(quarter))
            .bind(edition)
            .bind(base)
            .bind(now)
            .execute(c)
            .await?;
    });
    Ok(())
}

async fn take(
    store: &Store,
    mail: &TakenMail,
    person: String,
    now: NaiveDateTime,
) -> Result<bool, StoreError> {
    let (store, mail) = (store.clone(), mail.clone());
    task(async move {
        let mut tx = store.begin().await?;
        let rows = on!(&mut tx.line(), c => {
            sqlx::query(queries::MAILINGS_TAKE)
                .bind(mail.service)
                .bind(day(mail.quarter))
                .bind(mail.edition)
                .bind(&person)
                .bind(&mail.claim)
                .bind(now + TimeDelta::seconds(LEASE))
                .bind(now)
                .execute(c)
                .await?
                .rows_affected()
        });
        tx.commit().await?;
        Ok(rows == 1)
    })
    .await
}
