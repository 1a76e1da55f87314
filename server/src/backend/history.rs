//! Loads the history of a week or of one figure of it.

use app::error::Error;
use app::history::{History, HistoryPage, Sources, compose};
use beforehand::history::Deed;
use beforehand::week::Week;

use super::Access;
use super::entry::local;

#[async_trait::async_trait]
impl History for Access {
    async fn history(&self, week: Week, figure: Option<&str>) -> Result<HistoryPage, Error> {
        let service = self.place()?.service;
        let store = &self.house.store;
        let ledger = store.ledger_since(service, week).await?.ok_or(Error::NotFound)?;
        let figure = match figure {
            None => None,
            Some(name) => Some(ledger.service.figure_named(name).ok_or(Error::NotFound)?),
        };
        let mut running = ledger.service.channels.iter().filter(|channel| channel.runs(week));
        let runs = match figure {
            None => running.next().is_some(),
            Some((channel, _)) => channel.runs(week),
        };
        if !runs || !week.has_started(self.today) {
            return Err(Error::NotFound);
        }
        let deeds = store.list_week_history(service, week).await?;
        let zone = &ledger.service.time_zone;
        let here = |one: Deed| Deed { at: local(zone, one.at), ..one };
        let deeds = deeds.into_iter().map(here).collect();
        Ok(compose(Sources { ledger: &ledger, week, figure, deeds }))
    }
}
