//! What is owed across the services somebody manages, and reminders by mail.
//!
//! Refuses to read more of a service than the last year, and to send a text that was not shown.

mod handlers;
mod send;

use std::cmp::Reverse;
use std::collections::HashMap;

use app::ServiceLink;
use app::error::Error;
use app::owed::{
    Colleague, Owed, OwedPage, OwingService, Punctual, Refused, Reminder, TypedReminder, letter,
};
use beforehand::owed::{Sent, due, on_time, owed, recent};
use beforehand::role::may;
use beforehand::week::Week;

use super::entry::local;
use super::{Access, Place};
use crate::session;
use crate::store::{SentReminder, SentWeek, Staff};

pub use handlers::{remind, show, typed};

/// The route whose roles may look at what a service owes.
const ROUTE: &str = "/owed";
/// Due weeks that are looked at: a year's.
const WEEKS: i32 = 52;

#[async_trait::async_trait]
impl Owed for Access {
    async fn owed(&self, base: &str, sent: Option<(&str, i64)>) -> Result<OwedPage, Error> {
        let mut page = self.owed_page(base).await?;
        if let Some((slug, seq)) = sent {
            page.sent = self.reminder(slug, seq).await?;
        }
        Ok(page)
    }

    async fn show_typed_reminder(
        &self,
        base: &str,
        typed: TypedReminder,
    ) -> Result<OwedPage, Error> {
        Ok(OwedPage { typed: Some(typed), ..self.owed_page(base).await? })
    }

    async fn send_reminder(&self, base: &str, typed: TypedReminder) -> Result<i64, Refused> {
        self.remind(base, typed).await
    }
}

/// What is read of all services at once.
struct Around {
    staff: HashMap<i32, Vec<Colleague>>,
    sent: HashMap<i32, Vec<SentWeek>>,
    last: HashMap<i32, SentReminder>,
}

/// A service that this person manages.
struct Managed {
    id: i32,
    link: ServiceLink,
}

impl From<&Place> for Managed {
    fn from(place: &Place) -> Self {
        let link = ServiceLink { slug: place.slug.clone(), name: place.name.clone() };
        Self { id: place.service, link }
    }
}

impl Access {
    /// The services whose owed weeks are this person's business.
    async fn managed(&self) -> Result<Vec<Managed>, Error> {
        let who = beforehand::role::permission("GET", ROUTE).map(|row| row.who);
        let all = self.house.store.list_services_of(&self.person.id).await?;
        let managed = all.into_iter().filter(|one| who.is_some_and(|who| may(who, one.role)));
        Ok(managed
            .map(|one| Managed { id: one.id, link: ServiceLink { slug: one.slug, name: one.name } })
            .collect())
    }

    async fn owed_page(&self, base: &str) -> Result<OwedPage, Error> {
        let around = self.around().await?;
        let mut page = OwedPage {
            mails: self.house.site.mail.is_some(),
            key: session::random_hex::<16>(),
            ..OwedPage::default()
        };
        for service in self.managed().await? {
            let one = self.owing(&service, &around, base).await?;
            if one.owed.is_empty() {
                page.rest.push(one.of);
            } else {
                page.owing.push(one);
            }
        }
        page.owing.sort_by_key(|one| {
            let missing = one.owed.iter().flat_map(|week| &week.missing);
            Reverse((one.owed.len(), missing.map(|part| part.cells.len()).sum::<usize>()))
        });
        Ok(page)
    }

    /// Who enters, which weeks were sent when, and the latest reminders.
    async fn around(&self) -> Result<Around, Error> {
        let (store, person) = (&self.house.store, &self.person.id);
        // Today is another date elsewhere, but never more than a day off.
        let first = recent(self.today).next().map(Week::previous);
        let first = first.unwrap_or(Week::containing(self.today));
        let last = Week::containing(self.today).next();
        let mut around =
            Around { staff: HashMap::new(), sent: HashMap::new(), last: HashMap::new() };
        for Staff { service, id, name, email } in store.list_staff_of(person).await? {
            around.staff.entry(service).or_default().push(Colleague { id, name, email });
        }
        for sent in store.list_sent_of(person, first, last).await? {
            around.sent.entry(sent.service).or_default().push(sent);
        }
        for last in store.list_reminders_of(person).await? {
            around.last.insert(last.service, last);
        }
        Ok(around)
    }

    async fn owing(
        &self,
        service: &Managed,
        around: &Around,
        base: &str,
    ) -> Result<OwingService, Error> {
        // One week more than a year, for the same reason.
        let since = Week::last_due(self.today).plus(-WEEKS);
        let ledger = self.house.store.ledger_since(service.id, since).await?;
        let ledger = ledger.ok_or(Error::NotFound)?;
        let zone = &ledger.service.time_zone;
        let today = self.house.clock.today(zone);
        let owed = owed(&ledger, due(&ledger, today).rev().take(WEEKS as usize));
        let sent: Vec<_> = around.sent.get(&service.id).into_iter().flatten().collect();
        let sent = sent.into_iter().map(|sent| Sent {
            week: sent.week,
            on: local(zone, sent.at).date(),
            file: sent.file,
        });
        let on_time = on_time(&ledger, &sent.collect::<Vec<_>>(), today);
        let link = service.link.clone();
        let letter = letter(&link, &owed, base, &self.person.name);
        let last = around.last.get(&service.id);
        Ok(OwingService {
            mark: session::hash(&format!("{}\n{}", letter.subject, letter.text)),
            last: last.map(|last| told(&link, zone, last.clone())),
            of: Punctual {
                service: link,
                on_time,
                staff: around.staff.get(&service.id).cloned().unwrap_or_default(),
            },
            owed,
            letter,
        })
    }

    /// A reminder to be confirmed; none when it is not of a service this person manages.
    async fn reminder(&self, slug: &str, seq: i64) -> Result<Option<Reminder>, Error> {
        let managed = self.managed().await?;
        let Some(service) = managed.into_iter().find(|one| one.link.slug == slug) else {
            return Ok(None);
        };
        let Some(sent) = self.house.store.find_reminder(service.id, seq).await? else {
            return Ok(None);
        };
        let found = self.house.store.find_service(slug).await?.ok_or(Error::NotFound)?;
        Ok(Some(told(&service.link, &found.time_zone, sent)))
    }
}

fn told(service: &ServiceLink, zone: &str, sent: SentReminder) -> Reminder {
    let SentReminder { at, by, to, weeks, .. } = sent;
    Reminder { service: service.clone(), at: local(zone, at), by, to, weeks }
}
