//! Loads the history of a week or of one figure of it.

use app::error::Error;
use app::history::{Change, Deed, History, HistoryPage, Sources, compose};
use beforehand::series::Ledger;
use beforehand::week::Week;

use super::Access;
use super::entry::local;
use crate::store::{Changed, HistoryChange, WeekDeed};

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
        let deeds = deeds.into_iter().map(|one| deed(&ledger, one)).collect();
        Ok(compose(Sources { ledger: &ledger, week, figure, deeds }))
    }
}

fn deed(ledger: &Ledger, deed: WeekDeed) -> Deed {
    let WeekDeed { at, by, action, reason, file, changes, .. } = deed;
    let changes = changes.into_iter().map(change).collect();
    Deed { at: local(&ledger.service.time_zone, at), by, action, reason, file, changes }
}

fn change(change: HistoryChange) -> Change {
    match change {
        HistoryChange::Value(Changed { channel, what, before, after }) => {
            Change::Value { channel, what, before, after }
        }
        HistoryChange::Closure { before, after } => Change::Closure { before, after },
        HistoryChange::Event { before, after } => Change::Event { before, after },
        HistoryChange::Collected { channel, field, now } => {
            Change::Collected { channel, field, now }
        }
    }
}
