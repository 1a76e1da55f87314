//! Settings as the program reads them: what is shown, what stops the start, and with which words.

use std::process::Command;

use crate::program::{Scrap, fixture};

/// `beforehand` with an environment of its own: exit code, stdout, stderr.
fn run(arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_program"))
        .args(arguments)
        .env_clear()
        .env("BEFOREHAND_CONFIG", fixture("settings/none.toml"))
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap_or(-1), text(done.stdout), text(done.stderr))
}

#[test]
fn what_holds_is_shown_with_where_it_came_from() {
    let secret = Scrap::new("smtp.txt", "smtp://sam:s3cret@mail.example.org:587\n");
    let text = format!(
        "data = \"/srv/counts\"\nlisten = \"127.0.0.1:9000\"\nsmtp_file = {:?}\n\
        mail_from = \"Counts <counts@example.org>\"\n",
        secret.name()
    );
    let file = Scrap::new("settings.toml", text);
    let environment = [
        ("BEFOREHAND_CONFIG", file.name()),
        ("BEFOREHAND_LOG_FORMAT", "json"),
        ("BEFOREHAND_METRICS_TOKEN", "s3cret-s3cret-s3cret"),
    ];
    let (code, out, err) = run(&["config", "show", "--backup-keep-daily", "9"], &environment);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for line in [
        format!("data = \"/srv/counts\"  # file {}", file.name()),
        format!("listen = \"127.0.0.1:9000\"  # file {}", file.name()),
        "log_format = \"json\"  # environment BEFOREHAND_LOG_FORMAT".to_owned(),
        "metrics_token = \"(hidden)\"  # environment BEFOREHAND_METRICS_TOKEN".to_owned(),
        "backup_keep_daily = 9  # argument --backup-keep-daily".to_owned(),
        "backup_keep_weekly = 5  # default".to_owned(),
        "# backup_folder is not set".to_owned(),
    ] {
        assert!(out.lines().any(|own| own == line), "{line}\n{out}");
    }
    assert!(!out.contains("s3cret"), "{out}");
    let (code, out, err) = run(&["config", "check"], &environment);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "The settings are fine.\n", ""));
}

#[test]
fn what_is_wrong_stops_the_start() {
    let check = |text: &str, environment: &[(&str, &str)], expected: &str| {
        let file = Scrap::new("wrong.toml", text);
        let environment = [&[("BEFOREHAND_CONFIG", file.name())], environment].concat();
        for arguments in [&["config", "check"][..], &["serve", "--listen", "127.0.0.1:0"]] {
            let (code, _, err) = run(arguments, &environment);
            assert!(code == 1 || code == 2, "{arguments:?} {code}: {err}");
            assert!(err.contains(expected), "{arguments:?}: {err}");
            assert!(err.lines().all(|line| line.starts_with("beforehand: ")), "{err}");
            assert!(!err.contains("s3cret"), "{err}");
        }
    };
    check("lsiten = \"x\"", &[], "has the unknown key \"lsiten\". Did you mean \"listen\"?");
    check("", &[("BEFOREHAND_BASEURL", "x")], "Did you mean BEFOREHAND_BASE_URL?");
    check("smtp = \"smtps://u:s3cret@m.example\"", &[], "Mail needs a sender");
    check("log_level = \"loud\"", &[], "must be error, warn, info, debug or trace");
    check("db = \"s3cret\"", &[], "is no database");
    let (code, _, err) = run(&["config", "show", "--config", "/nowhere.toml"], &[]);
    assert!(code != 0 && err.contains("/nowhere.toml cannot be read"), "{err}");
}
