//! Loads About the numbers: the rules, with the settings of the service if there is one.

use app::about::{About, AboutPage, Settings};
use app::error::Error;
use beforehand::week::Week;

use super::Access;

#[async_trait::async_trait]
impl About for Access {
    async fn about(&self) -> Result<AboutPage, Error> {
        let Some(place) = &self.place else { return Ok(AboutPage::default()) };
        let service = self.house.store.find_service(&place.slug).await?.ok_or(Error::NotFound)?;
        Ok(AboutPage { service: Some(Settings::of(&service, Week::containing(self.today))) })
    }
}
