//! Loads two quarters side by side.

use app::ServiceLink;
use app::compare::{Against, Compare, ComparePage, CompareQuery};
use app::error::Error;
use beforehand::change::Sides;
use beforehand::compare::compare;
use beforehand::invalid::Invalid;
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use beforehand::twin::twins;
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
    let sides = |earlier| Sides::quarters(earlier, later, today);
    let (sides, twins) = match &query.with {
        Against::Before => (sides(later.previous()), Vec::new()),
        Against::YearBefore => (sides(later.year_before()), Vec::new()),
        Against::Quarter(name) => (sides(before(named(name)?, later)?), Vec::new()),
        Against::Weeks(region) => {
            let sides = Sides::same_weeks(later, *region, today);
            let twins = twins(&sides.later.weeks, *region);
            (sides, twins)
        }
    };
    Ok(ComparePage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        query,
        year_start: start,
        quarters,
        compared: compare(ledger, sides, today),
        twins,
    })
}

fn before(earlier: Quarter, later: Quarter) -> Result<Quarter, Error> {
    if earlier < later {
        return Ok(earlier);
    }
    let sentence = format!("Choose a quarter before {} to compare it with.", later.months());
    Err(Error::Invalid(vec![Invalid::new("with", sentence)]))
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
            "Even if nothing had happened, about one in twenty",
            "All contacts answered",
            "Answered, of calls offered",
            "Before an offence, of contacts with a known answer",
            "Weeks 1 to 4",
            "An open day",
        ] {
            assert!(html.contains(said), "{said}");
        }
        assert!(!html.contains("Which week with which"));
    }

    #[test]
    fn the_same_weeks_say_which_with_which() {
        let html = shown(&[("quarter", "2026-Q1"), ("with", "weeks")]).unwrap();
        for said in [
            "the same weeks a year before",
            "<th scope=\"row\">6 April 2026</th><td>21 April 2025</td><td class=\"n\">50</td>\
             <td>Easter Monday</td><td>Easter Monday</td>",
            "the bank holidays of England and Wales",
            "The holidays of all pairs agree.",
            "<option value=\"weeks\" selected>",
        ] {
            assert!(html.contains(said), "{said}");
        }
        let north = shown(&[("quarter", "2026-Q2"), ("with", "weeks-northern-ireland")]).unwrap();
        assert!(north.contains("<td>Battle of the Boyne</td><td>Battle of the Boyne</td>"));
    }

    #[test]
    fn steps_keep_what_is_compared() {
        let check = |with: &str, expected: &str| {
            let html = shown(&[("quarter", "2018-Q4"), ("with", with)]).unwrap();
            assert!(html.contains(expected), "{expected}");
        };
        check("before", "compare?quarter=2019-Q1\" rel=\"next\"");
        check("weeks-scotland", "compare?quarter=2018-Q3&amp;with=weeks-scotland\" rel=\"prev\"");
        // Two quarters that were chosen stay as far apart.
        check("2018-Q1", "compare?quarter=2019-Q1&amp;with=2018-Q2\" rel=\"next\"");
        check("2018-Q1", "<option value=\"2018-Q1\" selected>");
    }

    #[test]
    fn a_quarter_under_way_has_no_verdict() {
        let html = shown(&[("quarter", "2026-Q3")]).unwrap();
        assert!(html.contains("No verdict yet on"), "{html}");
        assert!(html.contains("as many weeks of the other side"));
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
