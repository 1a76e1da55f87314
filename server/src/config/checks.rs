//! What the settings come to: an address, a site, a log, a schedule; or a sentence on what is wrong.

use std::net::SocketAddr;
use std::path::Path;

use tracing_subscriber::filter::Targets;

use super::{Config, Wrong};
use crate::backup::clock::{Keep, Plan, Schedule};
use crate::client::Network;
use crate::mail::Mailer;
use crate::store::Address;

/// The fewest characters of a token.
const TOKEN: usize = 16;

/// How the log is written.
pub struct Logging {
    /// As JSON, one object a line; else as text.
    pub json: bool,
    /// What is logged.
    pub filter: Targets,
}

impl Config {
    /// A sentence on one setting, with where it came from.
    pub(super) fn wrong(&self, key: &str, why: &str) -> Wrong {
        Wrong(format!("{key} ({}) {why}", self.origin(key)))
    }

    /// What a file with a secret holds.
    pub(super) fn secret(&self, key: &str, file: &Path) -> Result<String, Wrong> {
        let at = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|why| self.wrong(key, &format!("names {at}, which cannot be read: {why}.")))?;
        let text = text.trim().to_owned();
        if text.is_empty() {
            return Err(self.wrong(key, &format!("names {at}, which is empty.")));
        }
        Ok(text)
    }

    /// Where the database is.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn address(&self) -> Result<Address, Wrong> {
        let settings = &self.settings;
        let (key, url) = match (&settings.db, &settings.db_file, &settings.data) {
            (Some(url), _, _) => ("db", url.clone()),
            (None, Some(file), _) => ("db_file", self.secret("db_file", file)?),
            (None, None, Some(folder)) => return Ok(Address::in_folder(folder)),
            (None, None, None) => return Err(self.wrong("data", "is missing.")),
        };
        Address::parse(&url)
            .map_err(|why| self.wrong(key, &format!("is no database. {}", why.problem)))
    }

    /// Where to listen.
    ///
    /// # Errors
    /// When it is no address, or others could listen to what is said there.
    pub fn listen(&self) -> Result<SocketAddr, Wrong> {
        let text = self.settings.listen.as_deref().unwrap_or_default();
        let listen: SocketAddr = text.parse().map_err(|_| {
            self.wrong("listen", "is not an address and a port, such as 127.0.0.1:8040.")
        })?;
        let insecure = self.settings.insecure_http == Some(true);
        if !self.https()? && !insecure && !listen.ip().is_loopback() {
            return Err(Wrong(format!(
                "Other machines can reach {listen}, and plain http would show them passwords. Put a proxy with https in front and give its address with --base-url (base_url), or add --insecure-http (insecure_http)."
            )));
        }
        Ok(listen)
    }

    /// The address people type, without a slash at the end.
    ///
    /// # Errors
    /// When it is no address of the web.
    pub fn base_url(&self) -> Result<Option<String>, Wrong> {
        let Some(url) = &self.settings.base_url else { return Ok(None) };
        let url = url.trim_end_matches('/');
        if url.starts_with("https://") || url.starts_with("http://") {
            return Ok(Some(url.to_owned()));
        }
        Err(self.wrong("base_url", "must begin with https:// or http://."))
    }

    /// Whether browsers reach the site by https.
    ///
    /// # Errors
    /// As [`Self::base_url`].
    pub fn https(&self) -> Result<bool, Wrong> {
        Ok(self.base_url()?.is_some_and(|url| url.starts_with("https://")))
    }

    /// The proxies that are believed.
    ///
    /// # Errors
    /// When one is no address and no network.
    pub fn trusted_proxies(&self) -> Result<Vec<Network>, Wrong> {
        let named = self.settings.trusted_proxies.iter().flatten();
        let read = |text: &String| {
            Network::parse(text).ok_or_else(|| {
                self.wrong("trusted_proxies", "must be addresses or networks, such as 10.0.0.0/8.")
            })
        };
        named.map(read).collect()
    }

    /// The way out for mail; none when nothing is said.
    ///
    /// # Errors
    /// When one of server and sender is missing, or cannot be read; no password is repeated.
    pub fn mail(&self) -> Result<Option<Mailer>, Wrong> {
        let smtp = match (&self.settings.smtp, &self.settings.smtp_file) {
            (Some(url), _) => Some(url.clone()),
            (None, Some(file)) => Some(self.secret("smtp_file", file)?),
            (None, None) => None,
        };
        match (smtp, &self.settings.mail_from) {
            (None, None) => Ok(None),
            (Some(smtp), Some(from)) => {
                Mailer::new(&smtp, from).map(Some).map_err(|why| Wrong(why.to_string()))
            }
            (Some(_), None) => Err(Wrong(
                "Mail needs a sender. Give it with --mail-from \"Beforehand <counts@example.org>\" or mail_from.".to_owned(),
            )),
            (None, Some(_)) => Err(Wrong(
                "Mail needs a server. Give it with smtp = \"smtp://user:password@mail.example.org:587\" or smtp_file.".to_owned(),
            )),
        }
    }

    /// How the log is written, and what of it.
    ///
    /// # Errors
    /// When a word is not known.
    pub fn logging(&self) -> Result<Logging, Wrong> {
        let json = match self.settings.log_format.as_deref() {
            Some("json") => true,
            Some("text") | None => false,
            Some(_) => return Err(self.wrong("log_format", "must be text or json.")),
        };
        let level = self.settings.log_level.as_deref().unwrap_or("info").replace(' ', "");
        // What the database library tells of its own is for those who ask for it.
        let quiet = if level.contains("sqlx") { "" } else { ",sqlx=warn" };
        let levels = ["off", "error", "warn", "info", "debug", "trace"];
        // By target and level, not by span.
        let known =
            |part: &str| (part.contains('=') && !part.contains('[')) || levels.contains(&part);
        if !level.split(',').all(known) {
            return Err(self.wrong("log_level", "must be error, warn, info, debug or trace."));
        }
        let filter = format!("{level}{quiet}")
            .parse()
            .map_err(|_| self.wrong("log_level", "must be error, warn, info, debug or trace."))?;
        Ok(Logging { json, filter })
    }

    /// Whether `/metrics` is there, and the token that opens it to other machines.
    ///
    /// # Errors
    /// When a word is not known, or the token is short.
    pub fn metrics(&self) -> Result<(bool, Option<String>), Wrong> {
        let on = match self.settings.metrics.as_deref() {
            Some("on") | None => true,
            Some("off") => false,
            Some(_) => return Err(self.wrong("metrics", "must be on or off.")),
        };
        let (key, token) = match (&self.settings.metrics_token, &self.settings.metrics_token_file) {
            (Some(token), _) => ("metrics_token", Some(token.clone())),
            (None, Some(file)) => {
                ("metrics_token_file", Some(self.secret("metrics_token_file", file)?))
            }
            (None, None) => ("metrics_token", None),
        };
        if token.as_ref().is_some_and(|token| token.len() < TOKEN) {
            let why = format!("must be a token of at least {TOKEN} characters.");
            return Err(self.wrong(key, &why));
        }
        Ok((on, token))
    }

    /// When backups are made, where, and which are kept; none without a folder.
    ///
    /// # Errors
    /// When the schedule is not understood.
    pub fn backups(&self) -> Result<Option<Plan>, Wrong> {
        let settings = &self.settings;
        let when = settings.backup_schedule.as_deref().unwrap_or_default();
        let schedule = Schedule::parse(when).ok_or_else(|| {
            self.wrong(
                "backup_schedule",
                "must be a time of day such as 02:30, or \"every 6 hours\" (1, 2, 3, 4, 6, 8 or 12).",
            )
        })?;
        let number = |n: Option<u32>| n.unwrap_or(0);
        let keep = Keep {
            last: number(settings.backup_keep_last),
            daily: number(settings.backup_keep_daily),
            weekly: number(settings.backup_keep_weekly),
            monthly: number(settings.backup_keep_monthly),
        };
        Ok(settings.backup_folder.clone().map(|folder| Plan { folder, schedule, keep }))
    }

    /// Everything that is wrong, as sentences; empty when nothing is.
    pub fn problems(&self) -> Vec<Wrong> {
        [
            self.address().err(),
            self.listen().err(),
            self.trusted_proxies().err(),
            self.mail().err(),
            self.logging().err(),
            self.metrics().err(),
            self.provider().err(),
            self.backups().err(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
