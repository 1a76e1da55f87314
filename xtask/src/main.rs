//! `cargo xtask …`: the one way to build, run, test and measure Beforehand.
//!
//! Installs what it can (the wasm target, npm packages; on Debian as root also Chromium, PostgreSQL,
//! poppler and sqlite3 for the tests) and otherwise names exactly what is missing.

mod bench;
mod browser;
mod dev;
mod dist;
mod postgres;
mod run;
mod site;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [ARGUMENTS]   build everything and serve the demo; arguments go to `beforehand serve`
cargo xtask dev               the same, unoptimised, built again whenever a file changes
cargo xtask build             build everything: the one binary is left at target/release/beforehand
cargo xtask test [NAME…]      every check there is, or only those named:
                              format, clippy, unit, sqlite, postgres, browser
cargo xtask dist [--binary F] build and pack it: tarball, Debian package, container files, checksums
cargo xtask bench [--quick] [PART ...]   measure speed, memory and page weight, each beside its limit";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    // `cargo run` wants dashes before a program's own arguments: they are taken here too.
    let rest: Vec<String> = arguments.skip_while(|argument| argument == "--").collect();
    let done = match verb.as_str() {
        "run" => run::run(&rest),
        "dev" => dev::dev(&rest),
        "build" => run::build().map(drop),
        "test" => test::test(&rest),
        "dist" => dist::dist(&rest),
        "bench" => bench::bench(&rest),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("\"{other}\" is not a command of xtask.\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask: {problem}");
            ExitCode::FAILURE
        }
    }
}
