//! The settings of one service: name, year start, time zone, and its channels with their weeks, open days,
//! fields and usual limits.
//!
//! Refuses to change anything before it was said what that does to the figures that stand.

mod channel;
mod fields;
mod read;
mod usual;
mod view;

use beforehand::invalid::Invalid;
use beforehand::service::{Channel, Service};
use beforehand::week::Week;
use chrono::NaiveDate;

use crate::ServiceLink;
use crate::error::{Error, Refused};
use crate::settings::{Confirm, Done, Typed};

pub use read::{read_channel, read_new, read_order, read_service};

/// What an administrator may ask about a service's settings.
#[async_trait::async_trait]
pub trait ServiceSettings {
    /// The page with its forms as they were typed, nothing of which is done; `done` is a change to be
    /// confirmed.
    async fn service_settings(
        &self,
        asked: Asked,
        typed: Typed,
        done: Option<Done>,
    ) -> Result<ServiceSettingsPage, Error>;

    /// Does what a form asks for.
    async fn change_service_settings(
        &self,
        typed: Typed,
    ) -> Result<Done, Refused<ServiceSettingsPage>>;
}

/// What the page is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// Everything.
    #[default]
    All,
    /// The channel with that short name.
    Channel(String),
    /// A channel to add.
    Add,
}

impl Asked {
    /// What the form that was sent is about.
    pub fn of(typed: &Typed) -> Self {
        match typed.form() {
            "channel" => Self::Channel(typed.text("channel").to_owned()),
            "add" => Self::Add,
            _ => Self::All,
        }
    }
}

/// The page's data.
#[derive(Clone, Debug)]
pub struct ServiceSettingsPage {
    /// The service, with its channels in the order they are shown.
    pub service: Service,
    /// The version of its own settings.
    pub version: i32,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// What the page is about.
    pub asked: Asked,
    /// What to confirm first; none for the forms.
    pub confirm: Option<Confirm>,
    /// What stands now otherwise than it was typed, when somebody else was quicker.
    pub clash: Vec<String>,
    /// What was typed.
    pub typed: Typed,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// What was just done.
    pub done: Option<Done>,
}

impl ServiceSettingsPage {
    fn link(&self) -> ServiceLink {
        ServiceLink { slug: self.service.slug.clone(), name: self.service.name.clone() }
    }

    fn this_week(&self) -> Week {
        Week::containing(self.today)
    }

    /// The channel that the page is about.
    fn channel(&self) -> Option<&Channel> {
        match &self.asked {
            Asked::Channel(slug) => self.service.channel_named(slug),
            Asked::All | Asked::Add => None,
        }
    }
}

/// Where the settings of a service stand.
pub fn address(slug: &str) -> String {
    format!("/services/{slug}/settings")
}

/// Where one channel's stand.
pub fn channel_address(slug: &str, channel: &str) -> String {
    format!("{}?channel={channel}", address(slug))
}
