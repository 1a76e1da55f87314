//! What a signed-in person holds: access to what is theirs, and to nothing else.

mod about;
pub mod account;
pub mod approval;
pub mod changes;
pub mod closures;
mod compare;
pub mod definitions;
pub mod entry;
pub mod events;
pub mod export;
mod figures;
mod history;
mod home;
mod mailed;
pub mod overview;
pub mod owed;
pub mod people;
mod quarter;
pub mod room;
pub mod second_step;
pub mod service_settings;
pub mod settings;
pub mod sharing;
pub mod signals;
mod trends;

pub use entry::local;
pub(crate) use entry::refused;
pub use trends::line;

use std::fmt;
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use beforehand::role::Role;
use beforehand::setting::SessionTimes;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use tokio::sync::Notify;

use crate::assets::{self, Assets};
use crate::backup::clock::Plan;
use crate::chart::Drawer;
use crate::client::Network;
use crate::clock::Clock;
use crate::files;
use crate::mail::Mailer;
use crate::metrics::Meter;
use crate::page::Cache;
use crate::password::Desk;
use crate::provider::{self, Setup};
use crate::pulse::Pulse;
use crate::session;
use crate::setup::FirstStart;
use crate::store::Store;

/// What all requests share.
pub struct House {
    /// The database.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Where the site stands.
    pub site: Site,
    /// The files of the client.
    pub assets: Assets,
    /// Finished pages.
    pub pages: Cache,
    /// Small charts of each service, for the overview.
    pub lines: overview::Lines,
    /// Where passwords are checked, two at a time.
    pub desk: Desk,
    /// The chart engine.
    pub charts: Drawer,
    /// Where files are made, and those made before.
    pub files: files::Shelf,
    /// Says that mail is due.
    pub mailing: Notify,
    /// What is counted for `/metrics`.
    pub meter: Meter,
    /// The first start, until somebody has an account.
    pub setup: FirstStart,
    /// How far the record of changes was followed.
    pub keeper: changes::Keeper,
    /// Whether the database answers.
    pub pulse: Pulse,
    /// Who asks the OpenID provider, where there is one.
    pub provider: Option<provider::Desk>,
}

impl House {
    /// A house with nothing cached.
    pub fn new(store: Store, clock: Clock, site: Site) -> Self {
        Self {
            provider: site.provider.clone().map(provider::Desk::new),
            store,
            clock,
            site,
            assets: Assets::load(),
            pages: Cache::default(),
            lines: overview::Lines::default(),
            desk: Desk::default(),
            charts: Drawer::start(&assets::chart_script()),
            files: files::Shelf::default(),
            mailing: Notify::new(),
            meter: Meter::default(),
            setup: FirstStart::default(),
            keeper: changes::Keeper::default(),
            pulse: Pulse::default(),
        }
    }
}

/// Where the site stands and what it is.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The address people type, without a slash at the end: `https://counts.example.org`.
    pub base_url: Option<String>,
    /// Whether browsers reach it by https, so that cookies are Secure.
    pub https: bool,
    /// Whether this is the demo: a banner says so on every page.
    pub demo: bool,
    /// The way out for mail, where there is one.
    pub mail: Option<Mailer>,
    /// Backups by the clock, where they are wanted.
    pub backups: Option<Plan>,
    /// The proxies that are believed when they say for whom they ask.
    pub trusted_proxies: Vec<Network>,
    /// Who may read `/metrics`.
    pub metrics: Metrics,
    /// The OpenID provider that people may sign in with, where there is one.
    pub provider: Option<Setup>,
}

/// Who may read `/metrics`: this machine itself, and whoever has the token.
#[derive(Clone, Default)]
pub struct Metrics {
    /// Nobody may.
    pub off: bool,
    /// The token.
    pub token: Option<String>,
}

impl fmt::Debug for Metrics {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Metrics(off: {}, token: {})", self.off, self.token.is_some())
    }
}

impl Site {
    /// The site's address as mails and links name it: the one that was configured, or the one that
    /// was asked.
    pub fn address(&self, headers: &HeaderMap) -> String {
        if let Some(base) = &self.base_url {
            return base.clone();
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let host = if host.chars().all(plain) { host } else { "" };
        format!("{}://{host}", if self.https { "https" } else { "http" })
    }
}

/// The service an address names, as this person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The service's number.
    pub service: i32,
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// The person's role in it.
    pub role: Role,
    /// Grows with every change of the service's data.
    pub data_version: i64,
    /// IANA name of the service's time zone.
    pub time_zone: String,
    /// Whether its figures are invented, beside real ones: a banner says so on its pages.
    pub demo: bool,
}

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Random identity.
    pub id: String,
    /// The name shown beside what they did.
    pub name: String,
    /// Whether they administer the installation.
    pub admin: bool,
}

/// The session somebody is signed in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// SHA-256 of its token, hexadecimal.
    pub token_hash: String,
    /// When it began, UTC.
    pub since: NaiveDateTime,
    /// When it ends.
    pub times: SessionTimes,
    /// When its holder last showed that it is them, UTC.
    pub proved: Option<NaiveDateTime>,
}

/// One signed-in person's access for one request: it implements the traits of `app::backend`.
#[derive(Clone)]
pub struct Access {
    /// What all requests share.
    pub house: Arc<House>,
    /// Who.
    pub person: Person,
    /// By which session.
    pub sitting: Sitting,
    /// Where, when the address names a service.
    pub place: Option<Place>,
    /// When the request began.
    pub now: DateTime<Utc>,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// The name of the organisation that runs the installation; empty until one is given.
    pub organisation: String,
}

impl Access {
    /// The service the address names.
    ///
    /// # Errors
    /// Not found, when the address names none.
    pub fn place(&self) -> Result<&Place, app::error::Error> {
        self.place.as_ref().ok_or(app::error::Error::NotFound)
    }

    /// Whether the person showed in the last minutes that it is them, as dangerous acts demand.
    pub fn proved_lately(&self) -> bool {
        // The clocks of two servers may be a little apart.
        let lately = TimeDelta::minutes(-5)..=TimeDelta::minutes(session::PROVED_MINUTES);
        self.sitting.proved.is_some_and(|proved| lately.contains(&(self.now.naive_utc() - proved)))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_site_is_named_by_the_configured_address_or_the_one_asked() {
        let check = |configured: Option<&str>, https, host: &'static str, expected: &str| {
            let base_url = configured.map(str::to_owned);
            let site = Site { base_url, https, ..Site::default() };
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            assert_eq!(site.address(&headers), expected);
        };
        check(Some("https://counts.example"), true, "evil.example", "https://counts.example");
        check(None, false, "127.0.0.1:8040", "http://127.0.0.1:8040");
        check(None, true, "counts.example", "https://counts.example");
        check(None, false, "[::1]:80", "http://[::1]:80");
        check(None, false, "a.example/path?x=", "http://");
        check(None, false, "a.example <b>", "http://");
    }
}
