//! What a command says: results on stdout, failures on stderr with a next step.

use std::fmt;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use beforehand::invalid::Invalid;

use crate::store::{Refused, StoreError};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// Refused or failed; `message` is whole sentences, the last one a next step.
    pub fn failed(message: impl fmt::Display) -> Self {
        Self { code: 1, message: message.to_string() }
    }

    /// The arguments do not make sense.
    pub fn usage(problem: impl fmt::Display) -> Self {
        Self { code: 2, message: problem.to_string() }
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Says it and gives the exit code.
    pub fn report(&self) -> ExitCode {
        if !self.message.is_empty() {
            note(format_args!("beforehand: {}", self.message));
        }
        ExitCode::from(self.code)
    }
}

impl From<Invalid> for Failure {
    fn from(problem: Invalid) -> Self {
        Self::failed(problem)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::failed(error)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::failed(refused)
    }
}

/// Prints a line of the result. A reader that has gone away is not a failure.
pub fn line(text: impl fmt::Display) -> Result<(), Failure> {
    write(format_args!("{text}\n"))
}

/// Prints a part of the result as it is.
pub fn write(text: impl fmt::Display) -> Result<(), Failure> {
    match write!(std::io::stdout().lock(), "{text}") {
        Err(problem) if problem.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::failed(format!("The result could not be written: {problem}.")))
        }
        _ => Ok(()),
    }
}

/// A file that cannot be opened or read.
pub fn unreadable(file: &Path, problem: &std::io::Error) -> Failure {
    let file = file.display();
    Failure::failed(match problem.kind() {
        ErrorKind::NotFound => format!("There is no file {file}. Check its name."),
        _ => format!("{file} cannot be read: {problem}."),
    })
}

/// Says something beside the result, on stderr.
pub fn note(text: impl fmt::Display) {
    // Nobody is left to tell when stderr is closed.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
