//! Approving and reopening quarters: the checklist, its forms, and the way to the write door.
//!
//! Refuses to approve what was not shown: the form carries a mark of the checklist.

mod handlers;

use app::ServiceLink;
use app::approval::{ApprovalPage, Approvals, Checklist, Now, Refused, TypedApproval};
use app::error::Error;
use beforehand::edition::concerns;
use beforehand::invalid::Invalid;
use beforehand::owed::recent;
use beforehand::quarter::Quarter;
use beforehand::summary::summary;
use beforehand::week::Week;

use super::Access;
use super::entry::refused;
use super::quarter::{link, quarters};
use crate::session;
use crate::store::{self, Actor, ApprovalOrder, ReopenOrder, mark_of};

pub use handlers::{approve, reopen, show, typed};

#[async_trait::async_trait]
impl Approvals for Access {
    async fn approval(&self, name: &str, typed: TypedApproval) -> Result<ApprovalPage, Error> {
        let (ledger, editions) = self.ledger_and_editions().await?;
        let service = &ledger.service;
        let quarter = self.quarter_named(name).await?;
        let latest = editions.into_iter().find(|one| one.quarter == quarter);
        let now = if !quarter.is_over(self.today) {
            Now::SoFar
        } else if latest.as_ref().is_some_and(|one| one.reopened.is_none()) {
            Now::Locked
        } else {
            let concerns = concerns(&ledger, quarter, self.today);
            let summary = summary(&ledger, quarter, self.today);
            let mark = mark_of(&summary, &concerns);
            let recent = recent(self.today).next().unwrap_or(Week::last_due(self.today));
            let (headline, sentences) = (summary.headline, summary.sentences);
            Now::Open(Box::new(Checklist { headline, sentences, concerns, recent, mark }))
        };
        Ok(ApprovalPage {
            service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
            quarter: link(quarter, service.year_start),
            now,
            latest,
            key: typed.key().unwrap_or_else(session::random_hex::<16>),
            typed,
            problems: Vec::new(),
        })
    }

    async fn approve(&self, name: &str, typed: TypedApproval, base: &str) -> Result<i32, Refused> {
        let order = ApprovalOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key(),
            service: self.place()?.service,
            quarter: self.quarter_named(name).await?,
            mark: Some(typed.text("mark").to_owned()),
            reasons: typed.reasons(),
            comment: typed.text("comment").to_owned(),
            mail: self.house.site.mail.as_ref().map(|_| base.to_owned()),
            now: self.now.naive_utc(),
            today: self.today,
        };
        match self.house.store.approve(order).await {
            Ok(approved) => {
                self.house.mailing.notify_one();
                Ok(approved.edition)
            }
            Err(why) => Err(self.approval_again(name, typed, why).await?),
        }
    }

    async fn reopen(&self, name: &str, typed: TypedApproval) -> Result<(), Refused> {
        let order = ReopenOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key(),
            service: self.place()?.service,
            quarter: self.quarter_named(name).await?,
            edition: typed.edition(),
            reason: typed.text("reason").to_owned(),
            now: self.now.naive_utc(),
        };
        match self.house.store.reopen(order).await {
            Ok(_) => Ok(()),
            Err(why) => Err(self.approval_again(name, typed, why).await?),
        }
    }
}

impl Access {
    /// A quarter that has begun to be counted, by its name.
    async fn quarter_named(&self, name: &str) -> Result<Quarter, Error> {
        let ledger =
            self.house.store.ledger(self.place()?.service).await?.ok_or(Error::NotFound)?;
        let start = ledger.service.year_start;
        let mut all = quarters(&ledger, self.today).into_iter();
        all.find(|one| one.name(start) == name).ok_or(Error::NotFound)
    }

    /// The page as it was typed, with what stands in the way.
    async fn approval_again(
        &self,
        name: &str,
        typed: TypedApproval,
        why: store::Refused,
    ) -> Result<Refused, Error> {
        let (problems, status) = match why {
            store::Refused::Invalid(problems) => (problems, 422),
            store::Refused::Conflict(_) => (vec![Invalid::new("", CHANGED)], 409),
            other => return Err(refused(other)),
        };
        let page = self.approval(name, typed).await?;
        Ok(Refused::Again { page: Box::new(ApprovalPage { problems, ..page }), status })
    }
}

/// What is shown after somebody was quicker.
const CHANGED: &str = "The figures or the approval have changed since you looked. This is how they stand now: look again before you go on. Nothing was done.";
