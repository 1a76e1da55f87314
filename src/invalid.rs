//! What is wrong with something a person gave us, in a sentence that says what to do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A refused value: which field it belongs to and a plain sentence about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// The name of the form field, column or argument.
    pub field: String,
    /// The sentence shown: what is wrong and what to do.
    pub problem: String,
}

impl Invalid {
    /// `problem` is a whole sentence for the person who typed the value.
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Invalid {}
