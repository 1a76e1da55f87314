//! Loads the Quarter page: the ledger, the quarter's summary, the quarters there are.

use app::error::Error;
use app::quarter::{QuarterLink, QuarterPage, Quarters};
use beforehand::quarter::{Quarter, YearStart};
use beforehand::series::Ledger;
use beforehand::summary::summary;
use chrono::NaiveDate;

use super::Access;

#[async_trait::async_trait]
impl Quarters for Access {
    async fn quarter(&self, name: Option<&str>) -> Result<QuarterPage, Error> {
        let place = self.place()?;
        let ledger = self.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        let start = ledger.service.year_start;
        let quarters = quarters(&ledger, self.today);
        let quarter = match name {
            // One spelling only: addresses are keys of kept pages.
            Some(name) => quarters.iter().copied().find(|one| one.name(start) == name),
            None => latest(&quarters, self.today),
        };
        let quarter = quarter.ok_or(Error::NotFound)?;
        Ok(QuarterPage {
            summary: Box::new(summary(&ledger, quarter, self.today)),
            quarters: quarters.into_iter().map(|quarter| link(quarter, start)).collect(),
        })
    }
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
