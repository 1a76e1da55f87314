//! Where the data lies, read from arguments and the environment.
//!
//! Refuses to open anything: that is the store's business.

use std::path::{Path, PathBuf};

use beforehand::invalid::Invalid;

use crate::store::Address;

/// What `--data` and `--db` say; without either, `BEFOREHAND_DB`, `BEFOREHAND_DATA`, and then the
/// folder `beforehand` among the user's own data.
///
/// # Errors
/// When an address cannot be read.
pub fn address(
    data: Option<&Path>,
    db: Option<&str>,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Address, Invalid> {
    if let Some(url) = db {
        return Address::parse(url);
    }
    if let Some(folder) = data {
        return Ok(Address::in_folder(folder));
    }
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    if let Some(url) = set("BEFOREHAND_DB") {
        return Address::parse(&url);
    }
    let folder = set("BEFOREHAND_DATA")
        .map(PathBuf::from)
        .or_else(|| set("XDG_DATA_HOME").map(|home| PathBuf::from(home).join("beforehand")))
        .or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".local/share/beforehand")))
        .or_else(|| set("LOCALAPPDATA").map(|home| PathBuf::from(home).join("Beforehand")))
        .unwrap_or_else(|| PathBuf::from("beforehand-data"));
    Ok(Address::in_folder(&folder))
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
        let check = |data: Option<&str>, db: Option<&str>, expected: Address| {
            assert_eq!(address(data.map(Path::new), db, env).unwrap(), expected);
        };
        let folder = |folder: &str| Address::in_folder(Path::new(folder));
        check(None, None, folder("/home/sam/.local/share/beforehand"));
        check(Some("x"), None, folder("x"));
        check(None, Some("sqlite:a.db"), Address::Sqlite("a.db".into()));
        check(None, Some("sqlite:///a/b.db"), Address::Sqlite("/a/b.db".into()));
        check(None, Some("postgres://u@h/d"), Address::Postgres("postgres://u@h/d".into()));
        assert!(address(None, Some("mysql://x"), env).is_err());
    }
}
