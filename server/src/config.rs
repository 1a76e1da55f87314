//! Where the data lies and where mail goes, read from arguments and the environment.
//!
//! Refuses to open anything: that is the store's business.

use std::path::{Path, PathBuf};

use beforehand::invalid::Invalid;

use crate::mail::Mailer;
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

/// What `--smtp` and `--mail-from` say; without either, `BEFOREHAND_SMTP` and
/// `BEFOREHAND_MAIL_FROM`. None when nothing is said: then no mail is sent.
///
/// # Errors
/// When one is there without the other, or cannot be read; no password is repeated.
pub fn mail(
    smtp: Option<&str>,
    from: Option<&str>,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Option<Mailer>, Invalid> {
    let set = |given: Option<&str>, name: &str| {
        given.map(str::to_owned).or_else(|| env(name).filter(|value| !value.is_empty()))
    };
    match (set(smtp, "BEFOREHAND_SMTP"), set(from, "BEFOREHAND_MAIL_FROM")) {
        (None, None) => Ok(None),
        (Some(smtp), Some(from)) => Mailer::new(&smtp, &from).map(Some),
        (Some(_), None) => Err(Invalid::new(
            "--mail-from",
            "Mail needs a sender. Give it with --mail-from \"Beforehand <counts@example.org>\" or BEFOREHAND_MAIL_FROM.",
        )),
        (None, Some(_)) => Err(Invalid::new(
            "--smtp",
            "Mail needs a server. Give it with BEFOREHAND_SMTP or --smtp smtp://user:password@mail.example.org:587.",
        )),
    }
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

    #[test]
    fn mail_needs_a_server_and_a_sender() {
        let check = |smtp, from, env: &[(&str, &str)], expected: &str| {
            let env = |name: &str| {
                env.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
            };
            let said = match mail(smtp, from, env) {
                Ok(mailer) => format!("{mailer:?}"),
                Err(problem) => problem.field,
            };
            assert_eq!(said, expected);
        };
        let (smtp, from) = (Some("smtps://mail.example.org"), Some("counts@example.org"));
        let both =
            [("BEFOREHAND_SMTP", "smtps://env.example"), ("BEFOREHAND_MAIL_FROM", "a@b.example")];
        check(None, None, &[], "None");
        check(None, None, &[("BEFOREHAND_SMTP", "")], "None");
        check(smtp, from, &[], "Some(Mailer(mail.example.org))");
        check(smtp, from, &both, "Some(Mailer(mail.example.org))");
        check(None, None, &both, "Some(Mailer(env.example))");
        check(smtp, None, &both[1..], "Some(Mailer(mail.example.org))");
        check(smtp, None, &[], "--mail-from");
        check(None, from, &[], "--smtp");
        check(Some("nonsense"), from, &[], "--smtp");
    }
}
