//! `test`: every check there is, in the order in which they are likely to fail fast.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::postgres::Postgres;
use crate::tools::{Outcome, cargo, has, need_poppler, need_sqlite, need_wasm_target, root, run};
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

/// The client's code, and everything else in [`built`].
fn clippy() -> Outcome {
    need_wasm_target()?;
    run(linting().arg("rustc").args(site::CLIENT).arg("--crate-type=rlib"))?;
    built().map(drop)
}

fn unit() -> Outcome {
    built()?;
    run(&mut tests(Which::Inside))?;
    // nextest leaves the examples in the documentation to cargo itself.
    run(linting().args(["test", "--quiet", "--doc", "--workspace"]))
}

fn sqlite() -> Outcome {
    built()?;
    need_poppler()?;
    need_sqlite()?;
    run(tests(Which::Outside).env("BEFOREHAND_TEST_ALL", "1").env("BEFOREHAND_TEST_DB", "sqlite"))
}

fn postgres() -> Outcome {
    built()?;
    need_poppler()?;
    let server = Postgres::start()?;
    run(tests(Which::Outside)
        .env("BEFOREHAND_TEST_ALL", "1")
        .env("BEFOREHAND_TEST_DB", "postgres")
        .env("BEFOREHAND_TEST_POSTGRES", server.address()))
}

fn browser() -> Outcome {
    browser::test(&built()?)
}

/// Everything with its assets, unoptimised; returns the program. All suites ask for the whole
/// workspace, so that features are resolved in one way and nothing is built twice.
fn built() -> Outcome<PathBuf> {
    site::build()?;
    run(linting().args(["build", "--workspace", "--all-targets"]))?;
    Ok(root().join("target/debug/beforehand"))
}

/// Cargo with the linter in the compiler's place for our own crates: they are read as they are built.
/// `cargo clippy` would go through all of them, and all they depend on, a second time.
fn linting() -> Command {
    let mut cargo = cargo();
    cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    cargo.env("CLIPPY_ARGS", "--deny=warnings__CLIPPY_HACKERY__");
    cargo
}

/// Tests in the modules, or of the server from outside.
#[derive(Clone, Copy)]
enum Which {
    Inside,
    Outside,
}

/// `cargo nextest run` where it is installed, else `cargo test`.
fn tests(which: Which) -> Command {
    let mut command = linting();
    if has("cargo-nextest") {
        let filter = match which {
            Which::Inside => "not package(tests)",
            Which::Outside => "package(tests)",
        };
        command.args(["nextest", "run", "--no-fail-fast", "--workspace", "-E", filter]);
    } else {
        command.args(["test", "--no-fail-fast"]);
        command.args(match which {
            Which::Inside => ["--workspace", "--exclude=tests"].as_slice(),
            Which::Outside => ["--package=tests"].as_slice(),
        });
    }
    command
}
