//! Loads the reading room and its years: the latest edition of each quarter.

mod handlers;

use app::ServiceLink;
use app::error::Error;
use app::room::{Reading, RoomPage, Rooms, Wish, YearLink, YearPage};
use beforehand::edition::Edition;
use beforehand::quarter::{Quarter, YearStart};
use beforehand::service::Service;
use beforehand::summary::Summary;

use super::Access;
use super::entry::refused;
use super::quarter::link;
use crate::store::WishOrder;

pub use handlers::{choose, show, typed};

#[async_trait::async_trait]
impl Rooms for Access {
    async fn room(&self, just: bool) -> Result<RoomPage, Error> {
        let (ledger, editions) = self.ledger_and_editions().await?;
        let service = &ledger.service;
        let readings = readings(&editions, service.year_start);
        let latest = match latest(&editions).first() {
            Some(edition) => {
                let reading = reading(edition, service.year_start);
                Some((reading, Box::new(self.frozen(edition).await?)))
            }
            None => None,
        };
        let wish = self.wish(just).await?;
        Ok(RoomPage { service: named(service), latest, readings, wish })
    }

    async fn choose_mail(&self, wanted: bool) -> Result<(), Error> {
        let (person, service) = (self.person.id.clone(), self.place()?.service);
        let order = WishOrder { person, service, wanted, now: self.now.naive_utc() };
        self.house.store.save_wish(order).await.map_err(refused)
    }

    async fn year(&self, year: i32) -> Result<YearPage, Error> {
        let (ledger, editions) = self.ledger_and_editions().await?;
        let (service, start) = (&ledger.service, ledger.service.year_start);
        let all = latest(&editions);
        let mut years: Vec<i32> = all.iter().map(|one| one.quarter.reporting_year(start)).collect();
        years.dedup();
        let of_year = |one: &&&Edition| one.quarter.reporting_year(start) == year;
        let mut quarters = Vec::new();
        for edition in all.iter().rev().filter(of_year) {
            quarters.push((reading(edition, start), self.frozen(edition).await?));
        }
        let Some((first, _)) = quarters.first() else { return Err(Error::NotFound) };
        let missing = whole_year(first.link.quarter, start)
            .filter(|quarter| !quarters.iter().any(|(one, _)| one.link.quarter == *quarter))
            .map(Quarter::months)
            .collect();
        let before = years.iter().copied().filter(|one| *one < year).max();
        let after = years.iter().copied().filter(|one| *one > year).min();
        Ok(YearPage {
            service: named(service),
            year: start.year(year),
            quarters,
            missing,
            beside: (
                before.map(|one| year_link(one, start)),
                after.map(|one| year_link(one, start)),
            ),
        })
    }
}

impl Access {
    /// What the reader chose; nothing to choose where no mail is sent.
    async fn wish(&self, just: bool) -> Result<Option<Wish>, Error> {
        let store = &self.house.store;
        if self.house.site.mail.is_none() {
            return Ok(None);
        }
        let on = store.is_wished(self.place()?.service, &self.person.id).await?;
        let email = store.find_person(&self.person.id).await?.map(|own| own.email);
        Ok(Some(Wish { on, email: email.unwrap_or_default(), just }))
    }

    async fn frozen(&self, edition: &Edition) -> Result<Summary, Error> {
        let service = self.place()?.service;
        let found = self.house.store.find_edition(service, edition.quarter, edition.number);
        Ok(found.await?.ok_or(Error::NotFound)?.summary)
    }
}

/// The latest edition of each quarter, the latest quarter first.
fn latest(editions: &[Edition]) -> Vec<&Edition> {
    let mut latest: Vec<&Edition> = editions.iter().collect();
    latest.dedup_by_key(|edition| edition.quarter);
    latest
}

/// The same as links.
pub(super) fn readings(editions: &[Edition], start: YearStart) -> Vec<Reading> {
    latest(editions).into_iter().map(|edition| reading(edition, start)).collect()
}

fn reading(edition: &Edition, start: YearStart) -> Reading {
    Reading {
        link: link(edition.quarter, start),
        year: year_link(edition.quarter.reporting_year(start), start),
        edition: edition.number,
        on: edition.at.date(),
    }
}

fn year_link(starts: i32, start: YearStart) -> YearLink {
    YearLink { starts, label: start.year(starts) }
}

/// The four quarters of the reporting year of a quarter.
fn whole_year(quarter: Quarter, start: YearStart) -> impl Iterator<Item = Quarter> {
    let year = quarter.reporting_year(start);
    let mut first = quarter;
    while first.previous().reporting_year(start) == year {
        first = first.previous();
    }
    std::iter::successors(Some(first), |quarter| Some(quarter.next())).take(4)
}

fn named(service: &Service) -> ServiceLink {
    ServiceLink { slug: service.slug.clone(), name: service.name.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_its_own_four_quarters() {
        let check = |name, start, expected: [&str; 4]| {
            let quarter = Quarter::parse(name, YearStart::January).unwrap();
            let months: Vec<_> = whole_year(quarter, start).map(Quarter::months).collect();
            assert_eq!(months, expected);
        };
        check(
            "2019-Q1",
            YearStart::April,
            [
                "April to June 2018",
                "July to September 2018",
                "October to December 2018",
                "January to March 2019",
            ],
        );
        check(
            "2019-Q3",
            YearStart::January,
            [
                "January to March 2019",
                "April to June 2019",
                "July to September 2019",
                "October to December 2019",
            ],
        );
    }
}
