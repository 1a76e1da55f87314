//! `beforehand`, as the tests start it.

fn main() -> std::process::ExitCode {
    server::cli::main(std::env::args_os())
}
