//! Where the database is.

use std::fmt;
use std::path::{Path, PathBuf};

use beforehand::invalid::Invalid;

/// Where the database is: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A file.
    Sqlite(PathBuf),
    /// The URL of a database on a server.
    Postgres(String),
}

/// Whether a missing database is made. Only `serve`, `demo` and `import --create` make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Make {
    /// It must be there.
    Never,
    /// Made, with its folder, when it is not there. On PostgreSQL the database itself must exist;
    /// its tables are made.
    IfMissing,
}

impl Address {
    /// The file `beforehand.db` in a data folder.
    pub fn in_folder(data: &Path) -> Self {
        Self::Sqlite(data.join("beforehand.db"))
    }

    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if let Some(path) = text.strip_prefix("sqlite:")
            && !path.is_empty()
        {
            return Ok(Self::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path))));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(Invalid::new(
            "db",
            "Give the database as sqlite:PATH or postgres://USER@HOST/NAME.".to_owned(),
        ))
    }
}

/// For people and logs: never shows user names and passwords.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let place = rest.split('?').next().unwrap_or_default();
                write!(f, "postgres://{}", place.rsplit('@').next().unwrap_or_default())
            }
        }
    }
}
