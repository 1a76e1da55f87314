//! How an edition goes out by mail, for those who approve.
//!
//! Refuses to tell anybody else who reads it.

use app::error::Error;
use app::quarter::{Counted, Issue, Letter, Mailed, edition_address, letter};
use beforehand::edition::{Edition, Frozen};
use beforehand::role::{may, permission};

use super::Access;
use crate::store::Delivery;

impl Access {
    /// What became of the mails of an edition; where no mail is sent, the text of the `latest` one with
    /// the site's address `base`.
    pub(super) async fn mailed(
        &self,
        edition: &Edition,
        latest: Option<&Edition>,
        frozen: &Frozen,
        base: Option<&str>,
    ) -> Result<Option<Mailed>, Error> {
        let place = self.place()?;
        let who = permission("POST", "/services/{service}/approve/{quarter}").map(|row| row.who);
        if !who.is_some_and(|who| may(who, place.role)) {
            return Ok(None);
        }
        if self.house.site.mail.is_none() {
            let holds = latest.is_some_and(|one| one.number == edition.number);
            let holds = holds && edition.reopened.is_none();
            let text = base.map(|base| Box::new(by_hand(edition, frozen, base, &place.slug)));
            return Ok(holds.then_some(Mailed::ByHand(text)));
        }
        let found = self.house.store.list_mailings(place.service, edition.quarter, edition.number);
        let mut counted = Counted::default();
        for (name, became) in found.await? {
            match became {
                Delivery::Sent => counted.sent += 1,
                Delivery::Waiting => counted.waiting.push(name),
                Delivery::Refused => counted.refused.push(name),
                Delivery::Silent => counted.silent.push(name),
                Delivery::Unknown => counted.unknown.push(name),
                Delivery::Ended => {}
            }
        }
        Ok(Some(Mailed::To(counted)))
    }
}

/// The text to send by hand.
fn by_hand(edition: &Edition, frozen: &Frozen, base: &str, slug: &str) -> Letter {
    let summary = &frozen.summary;
    let page = format!("{base}{}", edition_address(slug, &summary.name, edition.number));
    letter(&Issue {
        summary,
        comment: frozen.comment.as_deref(),
        edition: (edition.number, edition.at.date(), &edition.by),
        page: &page,
        stop: None,
    })
}
