//! Strength, origins, unknown names, secrets and sentences.

use std::path::Path;

use super::sources::{from_file, nearest};
use super::*;
use crate::store::Address;

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A file with text, that goes when the test does.
struct Scrap(PathBuf);

impl Scrap {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("beforehand-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What comes of a file's text, an environment and arguments.
fn config(name: &str, file: &str, env: &[(&str, &str)], given: Settings) -> Result<Config, Wrong> {
    let file = Scrap::new(name, file);
    layers(Some(&file.0), &environment(env), given).and_then(Config::over)
}

fn wrong(config: Result<Config, Wrong>) -> String {
    match config {
        Err(Wrong(why)) => why,
        Ok(config) => match config.problems().first() {
            Some(Wrong(why)) => why.clone(),
            None => "fine".to_owned(),
        },
    }
}

#[test]
fn the_later_is_the_stronger() {
    let given = || Settings { listen: Some("127.0.0.1:3".to_owned()), ..Settings::default() };
    let file = "listen = \"127.0.0.1:1\"\nlog_level = \"warn\"\nbackup_keep_daily = 2\n";
    let env = [("BEFOREHAND_LISTEN", "127.0.0.1:2"), ("BEFOREHAND_LOG_LEVEL", "debug")];
    let all = config("all.toml", file, &env, given()).unwrap();
    assert_eq!(all.settings.listen.as_deref(), Some("127.0.0.1:3"));
    assert_eq!(all.origin("listen").to_string(), "argument --listen");
    assert_eq!(all.settings.log_level.as_deref(), Some("debug"));
    assert_eq!(all.origin("log_level").to_string(), "environment BEFOREHAND_LOG_LEVEL");
    assert_eq!(all.settings.backup_keep_daily, Some(2));
    assert!(all.origin("backup_keep_daily").to_string().starts_with("file /"));
    assert_eq!(all.settings.backup_keep_weekly, Some(5));
    assert_eq!(all.origin("backup_keep_weekly"), Origin::Default);
    assert_eq!(all.origin("base_url"), Origin::Unset);
    // An empty variable says nothing; what every Rust program understands is weaker than ours.
    let env = [("BEFOREHAND_LISTEN", ""), ("RUST_LOG", "trace"), ("BEFOREHAND_LOG_LEVEL", "error")];
    let all = config("empty.toml", file, &env, Settings::default()).unwrap();
    assert_eq!(all.settings.listen.as_deref(), Some("127.0.0.1:1"));
    assert_eq!(all.settings.log_level.as_deref(), Some("error"));
}

#[test]
fn a_database_is_named_in_one_way_and_the_stronger_way_holds() {
    let check = |file: &str, env: &[(&str, &str)], given: Settings, expected: &str| {
        let found = config("place.toml", file, env, given).and_then(|config| config.address());
        let said = found.map_or_else(|why| why.to_string(), |address| address.to_string());
        assert!(said.contains(expected), "{said}");
    };
    let none = Settings::default;
    let folder = |folder: &str| Settings { data: Some(folder.into()), ..none() };
    let home = [("HOME", "/home/sam")];
    check("", &home, none(), "sqlite:/home/sam/.local/share/beforehand/beforehand.db");
    check("data = \"/d\"", &home, none(), "sqlite:/d/beforehand.db");
    check("db = \"postgres://u:p@h/d\"", &home, folder("/x"), "sqlite:/x/beforehand.db");
    check("data = \"/d\"", &[("BEFOREHAND_DB", "postgres://u:p@h/d")], none(), "postgres://h/d");
    check("db = \"sqlite:a.db\"\ndata = \"b\"", &home, none(), "Give data or db, not both (file ");
    check("db = \"mysql://u:s3cret@h\"", &home, none(), "Give the database as");
    let secret = Scrap::new("db.txt", "postgres://u:s3cret@h/d\n");
    let named = format!("db_file = {:?}", secret.0);
    check(&named, &home, none(), "postgres://h/d");
    check("db_file = \"/nowhere/db\"", &home, none(), "names /nowhere/db, which cannot be read");
    assert_eq!(Address::in_folder(Path::new("/d")).to_string(), "sqlite:/d/beforehand.db");
}

#[test]
fn unknown_names_are_refused_with_the_nearest_right_one() {
    let check = |file: &str, env: &[(&str, &str)], expected: &[&str]| {
        let said = wrong(config("names.toml", file, env, Settings::default()));
        for part in expected {
            assert!(said.contains(part), "{part}: {said}");
        }
    };
    check("lisen = \"x\"", &[], &["names.toml", "\"lisen\"", "Did you mean \"listen\"?"]);
    check("base-url = \"x\"", &[], &["Did you mean \"base_url\"?"]);
    check("[mail]\nfrom = \"x\"", &[], &["\"mail\"", "Did you mean"]);
    check("", &[("BEFOREHAND_SMPT", "s3cret")], &["BEFOREHAND_SMPT", "BEFOREHAND_SMTP?"]);
    check("", &[("BEFOREHAND_TEST_DB", "x"), ("OTHER", "y")], &["fine"]);
    check("listen = 8040", &[], &["names.toml: listen must be text in quotes."]);
    check("backup_keep_daily = -1", &[], &["must be a whole number, 0 or more."]);
    check("insecure_http = \"yes\"", &[], &["insecure_http must be true or false."]);
    check("listen = \"x\nsmtp = \"s3cret\"", &[], &["cannot be read at line 1"]);
    check("", &[("BEFOREHAND_INSECURE_HTTP", "ja")], &["BEFOREHAND_INSECURE_HTTP must be true"]);
    check("", &[("BEFOREHAND_BACKUP_KEEP_LAST", "x")], &["must be a whole number"]);
    let keys = Settings::keys();
    assert_eq!(nearest("backup-keep-dayly", &keys), "backup_keep_daily");
    assert_eq!(nearest("mailfrom", &keys), "mail_from");
}

#[test]
fn what_is_wrong_is_said_and_no_secret_is() {
    let check = |file: &str, expected: &str| {
        let said = wrong(config("wrong.toml", file, &[], Settings::default()));
        assert!(said.contains(expected), "{file}: {said}");
        assert!(!said.contains("s3cret"), "{said}");
    };
    check("", "fine");
    check("listen = \"here\"", "is not an address and a port");
    check("listen = \"0.0.0.0:80\"", "--insecure-http");
    check("listen = \"0.0.0.0:80\"\ninsecure_http = true", "fine");
    check("listen = \"0.0.0.0:80\"\nbase_url = \"https://a.example\"", "fine");
    check("base_url = \"counts.example.org\"", "must begin with https:// or http://.");
    check("trusted_proxies = [\"proxy\"]", "must be addresses or networks");
    check("smtp = \"smtps://u:s3cret@m.example\"", "Mail needs a sender");
    check("mail_from = \"a@b.example\"", "Mail needs a server");
    check("smtp = \"s3cret\"\nmail_from = \"a@b.example\"", "is not the address of a mail server");
    check("smtp = \"smtps://m.example\"\nmail_from = \"a@b.example\"", "fine");
    check("smtp_file = \"/nowhere\"\nmail_from = \"a@b.example\"", "names /nowhere, which cannot");
    check("log_format = \"xml\"", "must be text or json");
    check("log_level = \"server=loud\"", "must be error, warn");
    check("log_level = \"[request]=debug\"", "must be error, warn");
    check("log_level = \"warn, server=debug\"", "fine");
    check("metrics = \"maybe\"", "must be on or off");
    check("metrics_token = \"s3cret\"", "at least 16 characters");
    check("backup_schedule = \"daily\"", "must be a time of day");
}

#[test]
fn what_is_shown_reads_back_and_hides_secrets() {
    let file = "smtp = \"smtp://sam:s3cret@mail.example.org:587\"\nmail_from = \"a@b.example\"\n\
        db = \"postgres://sam:s3cret@h/d?sslmode=s3cret\"\nmetrics_token = \"s3crets3crets3cret\"\n";
    let shown = config("show.toml", file, &[], Settings::default()).unwrap().show();
    let text = shown.join("\n");
    assert!(!text.contains("s3cret") && !text.contains("sam"), "{text}");
    for line in [
        "db = \"postgres://h/d\"  # file ",
        "smtp = \"smtp://…@mail.example.org:587\"  # file ",
        "metrics_token = \"(hidden)\"  # file ",
        "backup_keep_weekly = 5  # default",
        "# base_url is not set",
    ] {
        assert!(shown.iter().any(|own| own.starts_with(line)), "{line}: {text}");
    }
    assert_eq!(shown.len(), Settings::keys().len());
    assert!(from_file(Path::new("shown"), &text).is_ok(), "what is shown is a settings file");
}

#[test]
fn a_provider_is_whole_and_safe_or_none() {
    const WHOLE: &str = "base_url = \"https://counts.example.org\"\nprovider_issuer = \"https://id.example.org\"\n\
        provider_name = \"Example\"\nprovider_client_id = \"c\"\nprovider_client_secret = \"s3cret\"\n\
        provider_roles = [\"Helpline staff=north:staff\", \"a=b=*:trustee\"]\n";
    let check = |from: &str, to: &str, expected: &str| {
        let file = WHOLE.replace(from, to);
        let said = wrong(config("provider.toml", &file, &[], Settings::default()));
        assert!(said.contains(expected), "{from} as {to}: {said}");
        assert!(!said.contains("s3cret"), "{said}");
    };
    check("", "", "fine");
    check("base_url = \"https://counts.example.org\"\n", "", "needs the address people type");
    check("https://id.", "http://id.", "must begin with https://.");
    check("https://id.example.org", "http://127.0.0.1:9", "fine");
    check("https://id.example.org", "http://localhost:9", "fine");
    check("https://id.example.org", "http://localhost.example:9", "must begin with https://.");
    check("https://id.example.org", "https://id.example.org/?a=b", "must not have a ? or #");
    check("https://id.example.org", "id", "is not an address");
    for everybody in ["common", "organizations", "consumers"] {
        let all = format!("https://login.microsoftonline.com/{everybody}/v2.0");
        check("https://id.example.org", &all, "must name your own organisation");
    }
    let own = "https://login.microsoftonline.com/8a1c/v2.0";
    check("https://id.example.org", own, "fine");
    check("provider_name = \"Example\"\n", "", "needs provider_name");
    check("\"Example\"", "\" \"", "must be a name of 1 to 40 characters");
    check("provider_client_id = \"c\"\n", "", "needs provider_client_id");
    check("provider_client_secret = \"s3cret\"\n", "", "needs its secret");
    check(" = \"s3cret\"", "_file = \"/nowhere\"", "names /nowhere, which cannot be read");
    check("provider_issuer = \"https://id.example.org\"\n", "", "is set without a provider");
    check("north:staff", "north:admin", "Nobody becomes an administrator by signing in");
    check("north:staff", "*:admin", "would make administrators of \"Helpline staff\"");
    check("north:staff", "north:owner", "The roles are staff, manager and trustee.");
    check("north:staff", "North:staff", "Give the short name of a service, or * for all.");
    check("=north:staff", "", "is not GROUP=SERVICE:ROLE");
    check("Helpline staff=", "=", "is not GROUP=SERVICE:ROLE");
    let env = [("BEFOREHAND_PROVIDER_ROLES", "a=north:staff,b=*:trustee")];
    let all = config("provider.toml", WHOLE, &env, Settings::default()).unwrap();
    let setup = all.provider().unwrap().unwrap();
    let grants: Vec<_> = setup.grants.iter().map(|grant| grant.group.as_str()).collect();
    assert_eq!(grants, ["a", "b"]);
    assert_eq!(setup.way_back, "https://counts.example.org/sign-in/from");
    assert_eq!((setup.claim.as_str(), setup.second_step), ("groups", false));
    assert!(!all.show().join("\n").contains("s3cret"));
    let none = config("none.toml", "", &[], Settings::default()).unwrap();
    assert!(none.provider().unwrap().is_none());
}

/// The settings file that comes with the program.
const EXAMPLE: &str = include_str!("../../../xtask/dist/beforehand.toml");

#[test]
fn the_example_names_every_key_and_its_default() {
    let (settings, _) = from_file(Path::new("example"), EXAMPLE).map_err(|why| why.0).unwrap();
    let defaults = config("none.toml", "", &[("HOME", "/h")], Settings::default()).unwrap();
    // Every key stands there, set or as a comment that would be read if it were none.
    let open: String = EXAMPLE
        .lines()
        .map(|line| line.strip_prefix("#= ").map_or(String::new(), |line| format!("{line}\n")))
        .collect();
    let (commented, _) = from_file(Path::new("comments"), &open).map_err(|why| why.0).unwrap();
    let (set, commented) = (fields(&settings), fields(&commented));
    for key in Settings::keys() {
        assert!(set[&key].is_null() != commented[&key].is_null(), "{key} stands there once");
        let default = &fields(&defaults.settings)[&key];
        let told = defaults.origin(&key) == Origin::Default && key != "data";
        assert!(
            !told || commented[&key] == *default,
            "{key}: {} is not {default}",
            commented[&key]
        );
    }
}
