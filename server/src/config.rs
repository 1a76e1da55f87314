//! Every setting there is, and where each came from: file, environment, arguments, in this order of
//! strength, over the defaults.
//!
//! Refuses what it does not know, by name and with the nearest right name. Opens nothing but the
//! settings file and files that hold a secret; no secret is ever repeated.

mod checks;
mod provider;
mod sources;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use checks::Logging;
pub use sources::{Origin, layers};

/// The settings. Each is a key of the settings file, `BEFOREHAND_` and its name in capitals in the
/// environment, and an argument of `serve`; whatever is left out has the default that its text names.
/// They have no debug form, so that no secret gets into a log by accident.
#[derive(Args, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The data folder; it holds the file `beforehand.db`. Without `data` and `db`: the folder
    /// `beforehand` among the user's own data.
    #[arg(long, value_name = "DIR", conflicts_with = "db")]
    pub data: Option<PathBuf>,
    /// The database: `sqlite:FILE` or `postgres://USER:PASSWORD@HOST/NAME`.
    #[arg(long, value_name = "URL")]
    pub db: Option<String>,
    /// A file that holds what `db` would say.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["db", "data"])]
    pub db_file: Option<PathBuf>,
    /// The address to listen at; port 0 takes a free one. Default: 127.0.0.1:8040.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The address people type, such as `https://counts.example.org`.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Allow plain http on an address that other machines can reach. Default: false.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub insecure_http: Option<bool>,
    /// The proxies in front, as addresses or networks: only they are believed when they say for whom
    /// they ask. Default: this machine.
    #[arg(long, value_name = "NETWORK,…", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<String>>,
    /// The mail server: `smtp://USER:PASSWORD@HOST:587` (STARTTLS) or `smtps://USER:PASSWORD@HOST`.
    #[arg(long, value_name = "URL")]
    pub smtp: Option<String>,
    /// A file that holds what `smtp` would say.
    #[arg(long, value_name = "FILE", conflicts_with = "smtp")]
    pub smtp_file: Option<PathBuf>,
    /// Whom mail comes from, such as `Beforehand <counts@example.org>`.
    #[arg(long, value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// How the log is written: `text` or `json`. Default: text.
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// What is logged: error, warn, info, debug or trace, or a list such as `info,server=debug`.
    /// Default: info.
    #[arg(long, value_name = "LEVEL")]
    pub log_level: Option<String>,
    /// Whether `/metrics` is there: `on` (for this machine, or with the token) or `off`. Default: on.
    #[arg(long, value_name = "ON|OFF")]
    pub metrics: Option<String>,
    /// The token with which other machines may read `/metrics`, 16 characters or more.
    #[arg(long, value_name = "TOKEN")]
    pub metrics_token: Option<String>,
    /// A file that holds what `metrics_token` would say.
    #[arg(long, value_name = "FILE", conflicts_with = "metrics_token")]
    pub metrics_token_file: Option<PathBuf>,
    /// The OpenID provider that people may sign in with, by the address it calls its issuer, such as
    /// `https://accounts.google.com`. Needs `base_url` and the settings of a provider that follow.
    #[arg(long, value_name = "URL")]
    pub provider_issuer: Option<String>,
    /// What the provider is called on the sign-in page, such as `Microsoft 365`.
    #[arg(long, value_name = "NAME")]
    pub provider_name: Option<String>,
    /// The id that the provider gave this installation.
    #[arg(long, value_name = "ID")]
    pub provider_client_id: Option<String>,
    /// The secret that goes with it.
    #[arg(long, value_name = "SECRET")]
    pub provider_client_secret: Option<String>,
    /// A file that holds what `provider_client_secret` would say.
    #[arg(long, value_name = "FILE", conflicts_with = "provider_client_secret")]
    pub provider_client_secret_file: Option<PathBuf>,
    /// The claim of the provider that names somebody's groups: a text or a list of texts, such as
    /// `groups`, or `hd` for everybody of a Google Workspace. Default: groups.
    #[arg(long, value_name = "CLAIM")]
    pub provider_groups_claim: Option<String>,
    /// What groups are here, each as `GROUP=SERVICE:ROLE`: the short name of a service, or `*` for all,
    /// and staff, manager or trustee.
    #[arg(long, value_name = "GROUP=SERVICE:ROLE,…", value_delimiter = ',')]
    pub provider_roles: Option<Vec<String>>,
    /// Whether the provider's own second step is enough, so that none is asked here of those who sign
    /// in with it. Default: false.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub provider_second_step: Option<bool>,
    /// The folder for backups by the clock; without it none are made.
    #[arg(long, value_name = "DIR")]
    pub backup_folder: Option<PathBuf>,
    /// When: a time of day in UTC such as `02:30`, or `every 6 hours`. Default: 02:30.
    #[arg(long, value_name = "WHEN")]
    pub backup_schedule: Option<String>,
    /// How many of the latest backups are kept whatever their day. Default: 3.
    #[arg(long, value_name = "N")]
    pub backup_keep_last: Option<u32>,
    /// For how many days the last backup of each is kept. Default: 7.
    #[arg(long, value_name = "N")]
    pub backup_keep_daily: Option<u32>,
    /// For how many weeks. Default: 5.
    #[arg(long, value_name = "N")]
    pub backup_keep_weekly: Option<u32>,
    /// For how many months. Default: 12.
    #[arg(long, value_name = "N")]
    pub backup_keep_monthly: Option<u32>,
}

/// Keys whose values are never shown.
const SECRET: [&str; 4] = ["db", "smtp", "metrics_token", "provider_client_secret"];
/// Keys of which one takes the place of the others, wherever they are given.
const INSTEAD: [&[&str]; 4] = [
    &["data", "db", "db_file"],
    &["smtp", "smtp_file"],
    &["metrics_token", "metrics_token_file"],
    &["provider_client_secret", "provider_client_secret_file"],
];

/// The settings that hold, each with where it came from.
#[derive(Clone)]
pub struct Config {
    /// The settings.
    pub settings: Settings,
    origins: BTreeMap<String, Origin>,
}

/// What is wrong with the settings: a sentence that names the key, where it stands, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(pub String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Settings {
    /// All keys, in the order of the struct.
    pub fn keys() -> Vec<String> {
        let command = Self::augment_args(clap::Command::new("settings"));
        command.get_arguments().map(|argument| argument.get_id().to_string()).collect()
    }
}

/// The fields that are set, and those that are not as null.
fn fields(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

impl Config {
    /// Puts layers over each other, the weakest first.
    ///
    /// # Errors
    /// When one layer says a thing in two ways.
    pub fn over(layers: Vec<(Settings, BTreeMap<String, Origin>)>) -> Result<Self, Wrong> {
        let mut all = fields(&Settings::default());
        let mut origins = BTreeMap::new();
        for (settings, from) in layers {
            let set: Map<_, _> =
                fields(&settings).into_iter().filter(|(_, value)| !value.is_null()).collect();
            for group in INSTEAD {
                let given: Vec<_> = group.iter().filter(|key| set.contains_key(**key)).collect();
                if let [one, other, ..] = given[..] {
                    let place =
                        from.get(*one).map_or(String::new(), |origin| format!(" ({origin})"));
                    return Err(Wrong(format!("Give {one} or {other}, not both{place}.")));
                }
                if !given.is_empty() {
                    for key in group {
                        all.insert((*key).to_owned(), Value::Null);
                        origins.remove(*key);
                    }
                }
            }
            for (key, value) in set {
                if let Some(origin) = from.get(&key) {
                    origins.insert(key.clone(), origin.clone());
                }
                all.insert(key, value);
            }
        }
        let settings = serde_json::from_value(Value::Object(all));
        let settings =
            settings.map_err(|why| Wrong(format!("The settings do not read: {why}.")))?;
        Ok(Self { settings, origins })
    }

    /// Where a setting came from.
    pub fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).cloned().unwrap_or(Origin::Unset)
    }

    /// Each setting with its value and where it came from, one a line, in the form of the settings
    /// file; a secret is not shown.
    pub fn show(&self) -> Vec<String> {
        let values = fields(&self.settings);
        let lines = Settings::keys().into_iter().map(|key| {
            let value = &values[&key];
            let origin = self.origin(&key);
            match value {
                Value::Null => format!("# {key} is not set"),
                _ if SECRET.contains(&key.as_str()) => {
                    format!("{key} = {}  # {origin}", Value::from(self.masked(&key)))
                }
                _ => format!("{key} = {value}  # {origin}"),
            }
        });
        lines.collect()
    }

    /// What may be shown of a secret: where a database or a mail server is.
    fn masked(&self, key: &str) -> String {
        let host = |url: &str| {
            let (scheme, rest) = url.split_once("://")?;
            Some(format!("{scheme}://…@{}", rest.rsplit_once('@')?.1.split('?').next()?))
        };
        match key {
            "db" => self.address().map_or("(hidden)".to_owned(), |address| address.to_string()),
            "smtp" => self.settings.smtp.as_deref().and_then(host).unwrap_or("(hidden)".to_owned()),
            _ => "(hidden)".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
