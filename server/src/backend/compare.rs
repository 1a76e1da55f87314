//! Loads two quarters side by side.

use app::ServiceLink;
use app::compare::{Against, Compare, ComparePage, CompareQuery};
use app::error::Error;
use beforehand::compare::compare;
use beforehand::invalid::Invalid;
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use chrono::NaiveDate;

use super::Access;
use super::trends::line::{latest, quarters};

#[async_trait::async_trait]
impl Compare for Access {
    async fn compare(&self, query: CompareQuery) -> Result<ComparePage, Error> {
        let place = self.place()?;
        let ledger = self.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        page(&ledger, query, self.today)
    }
}

fn page(ledger: &Ledger, query: CompareQuery, today: NaiveDate) -> Result<ComparePage, Error> {
    let service = &ledger.service;
    let start = service.year_start;
    let quarters = quarters(ledger, today);
    let named =
        |name: &str| Quarter::parse(name, start).map_err(|wrong| Error::Invalid(vec![wrong]));
    let later = match &query.quarter {
        Some(name) => named(name)?,
        None => latest(ledger, &quarters, today),
    };
    let earlier = match &query.with {
        Against::Before => later.previous(),
        Against::YearBefore => later.year_before(),
        Against::Quarter(name) => named(name)?,
    };
    if earlier >= later {
        let sentence = format!("Choose a quarter before {} to compare it with.", later.months());
        return Err(Error::Invalid(vec![Invalid::new("with", sentence)]));
    }
    Ok(ComparePage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        query,
        year_start: start,
        quarters,
        compared: compare(ledger, earlier, later, today),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pairs: &[(&str, &str)]) -> Result<String, Error> {
        let today = "2026-11-24".parse().unwrap();
        let ledger = crate::demo::demo(today).ledger();
        let made = page(&ledger, CompareQuery::read(pairs.iter().copied()), today)?;
        Ok(app::render(app::Page::Compare(Box::new(made)), app::Frame::default()))
    }

    #[test]
    fn the_founding_quarter_says_what_the_quarter_page_says() {
        let html = shown(&[("quarter", "2018-Q4")]).unwrap();
        for said in [
            "Calls rose 25% on October to December 2018",
            "Website visits rose 40% on October to December 2018",
            "Even if nothing had happened, one in twenty",
            "Answered, of calls offered",
            "Contacts before an offence, of those with a known answer",
        ] {
            assert!(html.contains(said), "{said}");
        }
    }

    #[test]
    fn a_quarter_under_way_has_no_verdict() {
        let html = shown(&[("quarter", "2026-Q3")]).unwrap();
        assert!(html.contains("No verdict yet on"), "{html}");
        assert!(html.contains("as many weeks at the start of the earlier one"));
        assert!(!html.contains("Even if nothing had happened"));
    }

    #[test]
    fn only_an_earlier_quarter_can_be_compared_with() {
        for pairs in [
            [("quarter", "2018-Q4"), ("with", "2018-Q4")],
            [("quarter", "2018-Q4"), ("with", "2020-Q1")],
            [("quarter", "2018-Q4"), ("with", "nonsense")],
        ] {
            assert!(matches!(shown(&pairs), Err(Error::Invalid(_))), "{pairs:?}");
        }
    }
}
