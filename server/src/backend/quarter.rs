//! Loads the Quarter page: an edition, or the figures as they stand, and the quarters there are.

use app::error::Error;
use app::quarter::{Approval, Life, QuarterLink, QuarterPage, Quarters};
use beforehand::edition::{Edition, revisions};
use beforehand::quarter::{Quarter, YearStart};
use beforehand::role::Role;
use beforehand::series::Ledger;
use beforehand::summary::summary;
use chrono::NaiveDate;

use super::Access;
use super::entry::local;

#[async_trait::async_trait]
impl Quarters for Access {
    async fn quarter(&self, name: Option<&str>) -> Result<QuarterPage, Error> {
        let (ledger, editions) = self.ledger_and_editions().await?;
        let start = ledger.service.year_start;
        let quarters = self.shown(&ledger, &editions)?;
        let quarter = match name {
            // One spelling only: addresses are keys of kept pages.
            Some(name) => quarters.iter().copied().find(|one| one.name(start) == name),
            None => latest(&quarters, self.today),
        };
        let quarter = quarter.ok_or(Error::NotFound)?;
        let edition = editions.iter().find(|one| one.quarter == quarter);
        // Whoever enters sees what stands; who reads sees an edition until there is a new one.
        let shown = edition.filter(|one| one.reopened.is_none() || self.reads_editions());
        match shown.map(|one| one.number) {
            Some(number) => self.edition_page(&ledger, editions, (quarter, number), None).await,
            None => Ok(QuarterPage {
                summary: Box::new(summary(&ledger, quarter, self.today)),
                life: Life::Now(of(&editions, quarter)),
                quarters: links(quarters, start),
            }),
        }
    }

    async fn edition(
        &self,
        name: &str,
        number: i32,
        base: Option<&str>,
    ) -> Result<QuarterPage, Error> {
        let (ledger, editions) = self.ledger_and_editions().await?;
        let quarter = approved(&ledger, &editions, name, number)?;
        self.edition_page(&ledger, editions, (quarter, number), base).await
    }
}

impl Access {
    /// The quarter of that name, when it has that edition.
    ///
    /// # Errors
    /// Not found, when it has not.
    pub async fn approved(&self, name: &str, number: i32) -> Result<Quarter, Error> {
        let (ledger, editions) = self.ledger_and_editions().await?;
        approved(&ledger, &editions, name, number)
    }

    /// Whether the reader sees approved figures only.
    fn reads_editions(&self) -> bool {
        self.place.as_ref().is_none_or(|place| place.role == Role::Trustee)
    }

    /// Everything counted, and the editions with their times as the service's clock shows them.
    pub(super) async fn ledger_and_editions(&self) -> Result<(Ledger, Vec<Edition>), Error> {
        let service = self.place()?.service;
        let ledger = self.house.store.ledger(service).await?.ok_or(Error::NotFound)?;
        let zone = &ledger.service.time_zone;
        let mut editions = self.house.store.list_editions(service).await?;
        for edition in &mut editions {
            edition.at = local(zone, edition.at);
            edition.published = edition.published.map(|at| local(zone, at));
            if let Some(reopened) = &mut edition.reopened {
                reopened.at = local(zone, reopened.at);
            }
        }
        Ok((ledger, editions))
    }

    /// The quarters that the reader may see, the latest first.
    fn shown(&self, ledger: &Ledger, editions: &[Edition]) -> Result<Vec<Quarter>, Error> {
        self.place()?;
        if !self.reads_editions() {
            return Ok(quarters(ledger, self.today));
        }
        let mut approved: Vec<_> = editions.iter().map(|one| one.quarter).collect();
        approved.dedup();
        Ok(approved)
    }

    async fn edition_page(
        &self,
        ledger: &Ledger,
        editions: Vec<Edition>,
        (quarter, number): (Quarter, i32),
        base: Option<&str>,
    ) -> Result<QuarterPage, Error> {
        let quarters = self.shown(ledger, &editions)?;
        let editions = of(&editions, quarter);
        let edition = editions.iter().find(|one| one.number == number).cloned();
        let edition = edition.ok_or(Error::NotFound)?;
        let service = self.place()?.service;
        let frozen = self.house.store.find_edition(service, quarter, number).await?;
        let frozen = frozen.ok_or(Error::NotFound)?;
        let mailed = self.mailed(&edition, editions.first(), &frozen, base).await?;
        let now = summary(ledger, quarter, self.today);
        let approval = Approval {
            edition,
            organisation: frozen.organisation,
            comment: frozen.comment,
            definitions: frozen.definitions,
            accepted: frozen.accepted,
            revised: revisions(&frozen.summary, &now),
            editions,
            mailed,
        };
        Ok(QuarterPage {
            summary: Box::new(frozen.summary),
            life: Life::Approved(Box::new(approval)),
            quarters: links(quarters, ledger.service.year_start),
        })
    }
}

fn approved(
    ledger: &Ledger,
    editions: &[Edition],
    name: &str,
    number: i32,
) -> Result<Quarter, Error> {
    let start = ledger.service.year_start;
    let named = |one: &&Edition| one.number == number && one.quarter.name(start) == name;
    Ok(editions.iter().find(named).ok_or(Error::NotFound)?.quarter)
}

fn of(editions: &[Edition], quarter: Quarter) -> Vec<Edition> {
    editions.iter().filter(|one| one.quarter == quarter).cloned().collect()
}

fn links(quarters: Vec<Quarter>, start: YearStart) -> Vec<QuarterLink> {
    quarters.into_iter().map(|quarter| link(quarter, start)).collect()
}

/// The quarters in which a week of a channel has passed, the latest first. A service without any
/// has the last one that is over, which says so.
pub fn quarters(ledger: &Ledger, today: NaiveDate) -> Vec<Quarter> {
    let over = Quarter::last_over(today);
    let Some(first) = ledger.service.channels.iter().map(|channel| channel.first).min() else {
        return vec![over];
    };
    let mut quarter = over.next();
    if !quarter.first_week().is_due(today) {
        quarter = over;
    }
    let mut quarters = Vec::new();
    while quarter >= Quarter::of(first) {
        quarters.push(quarter);
        quarter = quarter.previous();
    }
    if quarters.is_empty() { vec![over.next()] } else { quarters }
}

/// The latest that is over, or the one that is not while it is the only one.
fn latest(quarters: &[Quarter], today: NaiveDate) -> Option<Quarter> {
    quarters.iter().find(|quarter| quarter.is_over(today)).or(quarters.first()).copied()
}

/// A quarter as a link.
pub fn link(quarter: Quarter, start: YearStart) -> QuarterLink {
    QuarterLink {
        quarter,
        name: quarter.name(start),
        months: quarter.months(),
        label: quarter.label(start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(first: Option<&str>) -> Ledger {
        use beforehand::service::{Channel, Kind, Service};
        let channel = |first: &str| Channel {
            id: 1,
            slug: "calls".into(),
            name: "Calls".into(),
            noun: "Calls".into(),
            kind: Kind::Phone,
            first: beforehand::week::Week::parse(first).unwrap(),
            last: None,
            timetables: vec![],
            collected: vec![],
            usual: Vec::new(),
            version: 1,
        };
        Ledger::new(Service {
            id: 1,
            slug: "north".into(),
            name: "Helpline North".into(),
            year_start: YearStart::April,
            time_zone: "Europe/London".into(),
            channels: first.map(channel).into_iter().collect(),
            closures: vec![],
            events: vec![],
            definitions: vec![],
            judgements: beforehand::judgement::Judgements::default(),
        })
    }

    #[test]
    fn quarters_run_from_the_first_week_to_the_last_that_passed() {
        let check = |first, today: &str, expected: &[&str], shown: &str| {
            let today = today.parse().unwrap();
            let quarters = quarters(&ledger(first), today);
            let names: Vec<_> = quarters.iter().map(|q| q.name(YearStart::April)).collect();
            assert_eq!(names, expected, "{first:?} {today}");
            let latest = latest(&quarters, today).map(|q| q.name(YearStart::April));
            assert_eq!(latest.as_deref(), Some(shown), "{first:?} {today}");
        };
        let first = Some("2018-10-01");
        check(first, "2019-04-20", &["2019-Q1", "2018-Q4", "2018-Q3"], "2018-Q4");
        check(first, "2019-04-03", &["2018-Q4", "2018-Q3"], "2018-Q4");
        check(first, "2018-11-03", &["2018-Q3"], "2018-Q3");
        check(first, "2018-10-03", &["2018-Q3"], "2018-Q3");
        check(None, "2019-04-20", &["2018-Q4"], "2018-Q4");
    }
}
