//! The program: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    server::cli::main(std::env::args_os())
}
