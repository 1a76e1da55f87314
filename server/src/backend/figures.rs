//! Loads the weeks behind a quarter's figures.

use app::error::Error;
use app::figures::{Figures, FiguresPage, compose};

use super::Access;
use super::quarter::{link, quarters};

#[async_trait::async_trait]
impl Figures for Access {
    async fn figures(&self, quarter: &str, names: &[String]) -> Result<FiguresPage, Error> {
        let place = self.place()?;
        let ledger = self.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        let start = ledger.service.year_start;
        let found =
            quarters(&ledger, self.today).into_iter().find(|one| one.name(start) == quarter);
        let link = link(found.ok_or(Error::NotFound)?, start);
        compose(&ledger, link, names, self.today).ok_or(Error::NotFound)
    }
}
