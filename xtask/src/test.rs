//! `test`: every check there is, in the order in which they are likely to fail fast.

use std::process::Command;
use std::time::Instant;

use crate::postgres::Postgres;
use crate::tools::{Outcome, cargo, has, need_wasm_target, root, run};
use crate::{browser, site};

type Suite = fn() -> Outcome;

/// The suites by name.
const SUITES: [(&str, Suite); 6] = [
    ("format", format),
    ("clippy", clippy),
    ("unit", unit),
    ("sqlite", sqlite),
    ("postgres", postgres),
    ("browser", browser),
];

/// `cargo xtask test`: all suites, or those named. Nothing is skipped: what cannot run fails.
pub fn test(names: &[String]) -> Outcome {
    if let Some(wrong) = names.iter().find(|name| SUITES.iter().all(|(suite, _)| suite != name)) {
        return Err(format!(
            "\"{wrong}\" is not a suite: format, clippy, unit, sqlite, postgres, browser"
        ));
    }
    let mut passed = Vec::new();
    for (name, suite) in SUITES {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            println!("\n== {name}");
            let start = Instant::now();
            suite().map_err(|problem| format!("{name}: {problem}"))?;
            passed.push(format!("{name} {} s", start.elapsed().as_secs()));
        }
    }
    println!("\nAll passed: {}.", passed.join(", "));
    Ok(())
}

fn format() -> Outcome {
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Outcome {
    need_wasm_target()?;
    let deny = ["--", "--deny=warnings"];
    run(cargo().args(["clippy", "--workspace", "--all-targets"]).args(deny))?;
    let client =
        ["--package=app", "--lib", "--target=wasm32-unknown-unknown", "--features=hydrate"];
    run(cargo().arg("clippy").args(client).args(deny))
}

fn unit() -> Outcome {
    site::build()?;
    run(tests().args(["--workspace", "--exclude=tests"]))?;
    // nextest leaves the examples in the documentation to cargo itself.
    run(cargo().args(["test", "--quiet", "--doc", "--package=beforehand"]))
}

fn sqlite() -> Outcome {
    binary()?;
    run(tests()
        .arg("--package=tests")
        .env("BEFOREHAND_TEST_ALL", "1")
        .env("BEFOREHAND_TEST_DB", "sqlite"))
}

fn postgres() -> Outcome {
    binary()?;
    let server = Postgres::start()?;
    run(tests()
        .arg("--package=tests")
        .env("BEFOREHAND_TEST_ALL", "1")
        .env("BEFOREHAND_TEST_DB", "postgres")
        .env("BEFOREHAND_TEST_POSTGRES", server.address()))
}

fn browser() -> Outcome {
    browser::test(&binary()?)
}

/// The whole program with its assets, as the suites run it.
fn binary() -> Outcome<std::path::PathBuf> {
    site::build()?;
    run(cargo().args(["build", "--package=server", "--bin=beforehand"]))?;
    Ok(root().join("target/debug/beforehand"))
}

/// `cargo nextest run` where it is installed, else `cargo test`.
fn tests() -> Command {
    let mut command = cargo();
    if has("cargo-nextest") {
        command.args(["nextest", "run", "--no-fail-fast"]);
    } else {
        command.args(["test", "--no-fail-fast"]);
    }
    command
}
