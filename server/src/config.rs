//! Where the data lies and how the server is to be run, read from arguments and the environment.
//!
//! Refuses to open anything: that is the store's business.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use beforehand::invalid::Invalid;
use chrono::NaiveDate;

/// The file of the embedded database inside a data folder.
pub const FILE: &str = "beforehand.sqlite";

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// The embedded database: a file.
    Sqlite(PathBuf),
    /// A `PostgreSQL` address, `postgres://user:password@host/database`.
    Postgres(String),
}

impl Location {
    /// The file in a data folder.
    pub fn folder(folder: &Path) -> Self {
        Self::Sqlite(folder.join(FILE))
    }

    /// Reads `sqlite:path`, `sqlite://path` or `postgres://…`.
    ///
    /// # Errors
    /// When it begins otherwise.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
        match path {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            _ => Err(Invalid::new(
                "--db",
                "A database address begins with sqlite: or postgres://, for example sqlite:/var/lib/beforehand/beforehand.sqlite.",
            )),
        }
    }

    /// What `--data` and `--db` say; without either, `BEFOREHAND_DB`, `BEFOREHAND_DATA`, and then
    /// the folder `beforehand` among the user's own data.
    ///
    /// # Errors
    /// When an address cannot be read.
    pub fn choose(
        data: Option<&Path>,
        db: Option<&str>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Invalid> {
        if let Some(address) = db {
            return Self::parse(address);
        }
        if let Some(folder) = data {
            return Ok(Self::folder(folder));
        }
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        if let Some(address) = set("BEFOREHAND_DB") {
            return Self::parse(&address);
        }
        let folder = set("BEFOREHAND_DATA")
            .map(PathBuf::from)
            .or_else(|| set("XDG_DATA_HOME").map(|home| PathBuf::from(home).join("beforehand")))
            .or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".local/share/beforehand")))
            .or_else(|| set("LOCALAPPDATA").map(|home| PathBuf::from(home).join("Beforehand")))
            .unwrap_or_else(|| PathBuf::from("beforehand-data"));
        Ok(Self::folder(&folder))
    }

    /// Where it is, without a password: for messages.
    pub fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(address) => {
                let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
                let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
                let rest = match rest.rsplit_once('@') {
                    Some((who, place)) => {
                        let name = who.split(':').next().unwrap_or_default();
                        format!("{name}@{place}")
                    }
                    None => rest.to_owned(),
                };
                format!("{scheme}://{rest}")
            }
        }
    }
}

/// How the server is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeOptions {
    /// The address to listen at; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The clock's date for rehearsals; none for the real one.
    pub today: Option<NaiveDate>,
    /// The address people type, such as `https://counts.example.org`.
    pub base_url: Option<String>,
    /// Allow plain http on an address other machines can reach.
    pub insecure_http: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_before_environment_before_home() {
        let env = |name: &str| match name {
            "HOME" => Some("/home/sam".to_owned()),
            "BEFOREHAND_DATA" => Some(String::new()),
            _ => None,
        };
        let check = |data: Option<&str>, db: Option<&str>, expected: Location| {
            assert_eq!(Location::choose(data.map(Path::new), db, env).unwrap(), expected);
        };
        check(
            None,
            None,
            Location::Sqlite("/home/sam/.local/share/beforehand/beforehand.sqlite".into()),
        );
        check(Some("x"), None, Location::Sqlite("x/beforehand.sqlite".into()));
        check(None, Some("sqlite:a.db"), Location::Sqlite("a.db".into()));
        check(None, Some("sqlite:///a/b.db"), Location::Sqlite("/a/b.db".into()));
        check(None, Some("postgres://u@h/d"), Location::Postgres("postgres://u@h/d".into()));
        assert!(Location::choose(None, Some("mysql://x"), env).is_err());
    }

    #[test]
    fn a_password_is_never_shown() {
        let check = |address: &str, expected: &str| {
            assert_eq!(Location::parse(address).unwrap().shown(), expected);
        };
        check("postgres://sam:secret@host:5433/db?password=x", "postgres://sam@host:5433/db");
        check("postgres://host/db", "postgres://host/db");
        check("sqlite:a.db", "a.db");
    }
}
