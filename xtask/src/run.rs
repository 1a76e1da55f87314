//! `run` and `build`: the optimised binary, and the demo it serves.

use std::path::PathBuf;
use std::process::Command;

use crate::site;
use crate::tools::{self, Outcome, cargo, root};

/// Builds client, chart bundle and server; returns the binary.
pub fn build() -> Outcome<PathBuf> {
    site::build()?;
    tools::run(cargo().args(["build", "--release", "--package=server", "--bin=beforehand"]))?;
    Ok(root().join("target/release/beforehand"))
}

/// Builds, makes the demo if it is not there, and serves it. `arguments` go to `serve`.
pub fn run_demo(binary: &PathBuf, arguments: &[String]) -> Outcome {
    let data = root().join("data/demo");
    tools::run(Command::new(binary).arg("demo").arg("--data").arg(&data))?;
    let mut serve = Command::new(binary);
    serve.arg("serve").arg("--data").arg(&data);
    if !arguments.iter().any(|argument| argument.starts_with("--listen")) {
        serve.args(["--listen", "127.0.0.1:8080"]);
    }
    tools::run(serve.args(arguments))
}

/// `cargo xtask run`.
pub fn run(arguments: &[String]) -> Outcome {
    let binary = build()?;
    run_demo(&binary, arguments)
}
