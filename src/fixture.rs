//! Reading reference results in tests: a row by column name, numbers with a tolerance.

use std::collections::HashMap;

/// One row of a reference file.
pub struct Row(HashMap<String, String>);

impl Row {
    /// The text of a column.
    pub fn text(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    /// A number; `NA` and empty are not a number, `Inf` is infinite.
    pub fn number(&self, column: &str) -> f64 {
        match self.text(column) {
            "NA" | "" => f64::NAN,
            "Inf" => f64::INFINITY,
            text => text.parse().unwrap_or_else(|_| panic!("{column}: {text}")),
        }
    }

    /// A count.
    pub fn whole(&self, column: &str) -> u64 {
        self.text(column).parse().unwrap_or_else(|_| panic!("{column}: {}", self.text(column)))
    }
}

/// All rows of `tests/fixtures/NAME`.
pub fn rows(name: &str) -> Vec<Row> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    csv::Reader::from_path(path).unwrap().deserialize().map(|row| Row(row.unwrap())).collect()
}

/// Equal within a relative `tolerance` (absolute below 1e-6); infinite and missing only to itself.
#[track_caller]
pub fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    let equal = found == expected
        || found.is_nan() && expected.is_nan()
        || (found - expected).abs() <= tolerance * expected.abs().max(1e-6);
    assert!(equal, "{what}: {found} is not {expected}");
}
