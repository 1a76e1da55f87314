//! `beforehand report`.

use beforehand::quarter::{Quarter, YearStart};
use beforehand::summary::{Summary, summary};
use chrono::NaiveDate;
use clap::Args;

use super::{Failure, Place, clock, out};
use crate::report::{report, text};
use crate::store::{Make, Store, StoreError};

#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand report --service north --quarter 2018-Q4
  beforehand report --service north --quarter 2019-Q1 --year-start 1 --json

The same figures and sentences as the Quarter page. The JSON is described in docs/report.md.")]
pub struct Report {
    #[command(flatten)]
    place: Place,
    /// The service's short name.
    #[arg(long, value_name = "NAME")]
    service: String,
    /// The quarter: the year its reporting year starts in, then Q1 to Q4.
    #[arg(long, value_name = "YYYY-Qn")]
    quarter: String,
    /// The month the reporting year starts in (1, 4, 7 or 10); the service's own unless given.
    #[arg(long, value_name = "MONTH", value_parser = year_start)]
    year_start: Option<YearStart>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Work as if today were this date.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
}

/// A quarter as it was approved, as its page shows it; none while it is not, or is open again.
async fn approved(
    store: &Store,
    service: i32,
    quarter: Quarter,
) -> Result<Option<Summary>, StoreError> {
    let editions = store.list_editions(service).await?;
    let latest = editions.iter().find(|one| one.quarter == quarter);
    let Some(locked) = latest.filter(|one| one.reopened.is_none()) else { return Ok(None) };
    let frozen = store.find_edition(service, quarter, locked.number).await?;
    Ok(frozen.map(|frozen| frozen.summary))
}

/// Reads a year start.
pub(super) fn year_start(text: &str) -> Result<YearStart, String> {
    let month: u32 = text.parse().map_err(|_| "give a month: 1, 4, 7 or 10".to_owned())?;
    YearStart::try_from(month).map_err(|problem| problem.problem)
}

impl Report {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = self.place.open(Make::Never).await?;
        let service = super::find_service(&store, &self.service).await?;
        let start = self.year_start.unwrap_or(service.year_start);
        let quarter = Quarter::parse(&self.quarter, start).map_err(Failure::usage)?;
        let today = clock(self.today).today(&service.time_zone);
        let ledger = store.ledger(service.id).await?;
        let approved = approved(&store, service.id, quarter).await?;
        store.close().await;
        let mut ledger = ledger.ok_or_else(|| Failure::failed("The service is gone."))?;
        ledger.service.year_start = start;
        let summary = approved.unwrap_or_else(|| summary(&ledger, quarter, today));
        if !self.json {
            return out::write(text(&summary, quarter, start));
        }
        let json = serde_json::to_string_pretty(&report(&summary, start)).map_err(|problem| {
            Failure::failed(format!("The JSON cannot be written: {problem}."))
        })?;
        out::line(json)
    }
}
