//! The places settings come from: defaults, the settings file, the environment, arguments.
//!
//! Refuses an unknown key in the file and an unknown variable of ours in the environment: a setting
//! that is misspelt would otherwise be silently without effect.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Settings, Wrong, fields};

/// The settings file that is read when it is there and no other is named.
pub const USUAL: &str = "/etc/beforehand.toml";
/// How our variables begin.
const OURS: &str = "BEFOREHAND_";
/// The variable that names the settings file.
const FILE: &str = "BEFOREHAND_CONFIG";
/// Variables of the tests and builds, which set nothing.
const WORKSHOP: [&str; 3] = ["BEFOREHAND_TEST_", "BEFOREHAND_PICTURES", "BEFOREHAND_LOOK"];

/// Where a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Unset,
    /// Built in.
    Default,
    /// The settings file.
    File(PathBuf),
    /// A variable of the environment.
    Variable(String),
    /// An argument.
    Argument(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("not set"),
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Variable(name) => write!(f, "environment {name}"),
            Self::Argument(name) => write!(f, "argument {name}"),
        }
    }
}

/// One place's settings, and where each stands.
pub type Layer = (Settings, BTreeMap<String, Origin>);

/// All places, the weakest first. `file` is what `--config` says; `given` the arguments.
///
/// # Errors
/// When a file cannot be read, or something in it or in the environment is not understood.
pub fn layers(
    file: Option<&Path>,
    environment: &[(String, String)],
    given: Settings,
) -> Result<Vec<Layer>, Wrong> {
    let set = |name: &str| {
        let found = environment.iter().find(|(own, value)| own == name && !value.is_empty());
        found.map(|(_, value)| value.clone())
    };
    let mut all = vec![defaults(&set)];
    let named = file.map(Path::to_owned).or_else(|| set(FILE).map(PathBuf::from));
    let path = named.clone().unwrap_or_else(|| PathBuf::from(USUAL));
    match std::fs::read_to_string(&path) {
        Ok(text) => all.push(from_file(&path, &text)?),
        Err(why) if named.is_some() => {
            return Err(Wrong(format!(
                "The settings file {} cannot be read: {why}.",
                path.display()
            )));
        }
        // Somebody else's, on a machine where we run as another user: none was asked for.
        Err(_) => {}
    }
    all.push(from_environment(environment)?);
    let origin = |key: &String| Origin::Argument(format!("--{}", key.replace('_', "-")));
    all.push(with(given, origin));
    Ok(all)
}

/// Settings with the origin of each that is set.
fn with(settings: Settings, origin: impl Fn(&String) -> Origin) -> Layer {
    let set = fields(&settings).into_iter().filter(|(_, value)| !value.is_null());
    let origins = set.map(|(key, _)| (key.clone(), origin(&key))).collect();
    (settings, origins)
}

fn defaults(set: &impl Fn(&str) -> Option<String>) -> Layer {
    let home = set("XDG_DATA_HOME")
        .map(|home| PathBuf::from(home).join("beforehand"))
        .or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".local/share/beforehand")))
        .or_else(|| set("LOCALAPPDATA").map(|home| PathBuf::from(home).join("Beforehand")))
        .unwrap_or_else(|| PathBuf::from("beforehand-data"));
    let said = |text: &str| Some(text.to_owned());
    let settings = Settings {
        data: Some(home),
        listen: said("127.0.0.1:8040"),
        insecure_http: Some(false),
        trusted_proxies: Some(vec!["127.0.0.0/8".to_owned(), "::1".to_owned()]),
        log_format: said("text"),
        log_level: said("info"),
        metrics: said("on"),
        provider_groups_claim: said("groups"),
        provider_second_step: Some(false),
        backup_schedule: said("02:30"),
        backup_keep_last: Some(3),
        backup_keep_daily: Some(7),
        backup_keep_weekly: Some(5),
        backup_keep_monthly: Some(12),
        ..Settings::default()
    };
    with(settings, |_| Origin::Default)
}

/// Reads a settings file.
///
/// # Errors
/// When it is no TOML, a key is unknown, or a value is of another kind. Values are not repeated.
pub fn from_file(path: &Path, text: &str) -> Result<Layer, Wrong> {
    let file = path.display();
    let table: toml::Table = text.parse().map_err(|why: toml::de::Error| {
        let line =
            why.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        Wrong(format!("{file} cannot be read at line {line}: {}.", why.message()))
    })?;
    let keys = Settings::keys();
    if let Some(key) = table.keys().find(|key| !keys.contains(key)) {
        let like = nearest(key, &keys);
        return Err(Wrong(format!(
            "{file} has the unknown key \"{key}\". Did you mean \"{like}\"? The keys are: {}.",
            keys.join(", ")
        )));
    }
    for (key, value) in &table {
        let one: toml::Table = [(key.clone(), value.clone())].into_iter().collect();
        if one.try_into::<Settings>().is_err() {
            let kind = kind(key);
            return Err(Wrong(format!("{file}: {key} must be {kind}.")));
        }
    }
    let settings: Settings = table
        .try_into()
        .map_err(|why: toml::de::Error| Wrong(format!("{file}: {}.", why.message())))?;
    Ok(with(settings, |_| Origin::File(path.to_owned())))
}

fn from_environment(environment: &[(String, String)]) -> Result<Layer, Wrong> {
    let keys = Settings::keys();
    let mut found = serde_json::Map::new();
    let mut origins = BTreeMap::new();
    for (name, text) in environment {
        // For developers: what every Rust program understands. Ours is stronger.
        if name == "RUST_LOG" && !text.is_empty() && !found.contains_key("log_level") {
            found.insert("log_level".to_owned(), Value::from(text.as_str()));
            origins.insert("log_level".to_owned(), Origin::Variable(name.clone()));
        }
        let Some(rest) = name.strip_prefix(OURS) else { continue };
        if name == FILE || WORKSHOP.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        let key = rest.to_lowercase();
        if !keys.contains(&key) {
            let like = nearest(&key, &keys).to_uppercase();
            return Err(Wrong(format!(
                "The environment has the unknown variable {name}. Did you mean {OURS}{like}?"
            )));
        }
        if text.is_empty() {
            continue;
        }
        let wrong = || Wrong(format!("{name} must be {}.", kind(&key)));
        let value = match kind(&key) {
            NUMBER => Value::from(text.parse::<u32>().map_err(|_| wrong())?),
            TRUTH => Value::from(text.parse::<bool>().map_err(|_| wrong())?),
            LIST | TEXTS => Value::from(text.split(',').map(str::trim).collect::<Vec<_>>()),
            _ => Value::from(text.as_str()),
        };
        found.insert(key.clone(), value);
        origins.insert(key, Origin::Variable(name.clone()));
    }
    let settings = serde_json::from_value(Value::Object(found))
        .map_err(|why| Wrong(format!("The environment does not read: {why}.")))?;
    Ok((settings, origins))
}

const NUMBER: &str = "a whole number, 0 or more";
const TRUTH: &str = "true or false";
const LIST: &str = "a list of addresses or networks";
const TEXTS: &str = "a list of texts in quotes";

/// What kind of value a key has.
fn kind(key: &str) -> &'static str {
    match key {
        "insecure_http" | "provider_second_step" => TRUTH,
        "trusted_proxies" => LIST,
        "provider_roles" => TEXTS,
        _ if key.starts_with("backup_keep_") => NUMBER,
        _ => "text in quotes",
    }
}

/// The key that is most like what was typed (Levenshtein).
pub fn nearest<'a>(typed: &str, keys: &'a [String]) -> &'a str {
    let typed: Vec<char> = typed.to_lowercase().replace('-', "_").chars().collect();
    let away = |key: &str| {
        let mut row: Vec<usize> = (0..=typed.len()).collect();
        for (n, letter) in key.chars().enumerate() {
            let mut corner = n;
            row[0] = n + 1;
            for (m, own) in typed.iter().enumerate() {
                let change = corner + usize::from(letter != *own);
                corner = row[m + 1];
                row[m + 1] = change.min(row[m] + 1).min(row[m + 1] + 1);
            }
        }
        row[typed.len()]
    };
    keys.iter().min_by_key(|key| away(key)).map_or("", String::as_str)
}
