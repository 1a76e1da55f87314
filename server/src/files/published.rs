//! The published values of an edition as a tidy CSV file: one row a line and quarter.
//!
//! Refuses what the shared page does not show: it is given published values only.

use axum::response::Response;
use beforehand::disclosure::{Cell, PublishedChange, PublishedRow, PublishedShare};

use super::guard::guard;
use super::{File, FileKind, answer, csv, safe};
use crate::store::Shared;

/// The columns, in order.
const COLUMNS: [&str; 13] = [
    "line",
    "unit",
    "quarter",
    "count",
    "count_in_words",
    "weeks",
    "weeks_expected",
    "per_week",
    "ratio",
    "ratio_lower",
    "ratio_upper",
    "in_words",
    "in_words_on_a_year_before",
];

/// The file, ready to be sent.
pub fn published(shared: &Shared) -> Response {
    let one = &shared.outside.published;
    let rows = one.rows.iter().flat_map(lines).chain(one.share.iter().flat_map(share));
    let bytes = csv::write(COLUMNS.map(str::to_owned).to_vec(), rows);
    let name =
        format!("{}-quarter-{}-edition-{}-shared.csv", one.service, one.name, shared.edition);
    answer(&File { name: safe(&name), bytes: bytes.into() }, FileKind::Csv.media_type())
}

/// A line in its eight quarters; its changes stand beside the last.
fn lines(row: &PublishedRow) -> Vec<Vec<String>> {
    let last = row.quarters.len().saturating_sub(1);
    let line = |(n, one): (usize, &beforehand::disclosure::PublishedCount)| {
        let change = (n == last).then_some((&row.previous, &row.year_ago));
        let [ratio, lower, upper, words, year] = changes(change);
        vec![
            guard(&row.label),
            guard(&row.unit),
            guard(&one.quarter.months()),
            one.count.map(Cell::value).map(|count| count.to_string()).unwrap_or_default(),
            guard(&one.shown),
            one.weeks.to_string(),
            one.weeks_expected.to_string(),
            one.per_week.map(csv::number).unwrap_or_default(),
            ratio,
            lower,
            upper,
            words,
            year,
        ]
    };
    row.quarters.iter().enumerate().map(line).collect()
}

fn changes(change: Option<(&PublishedChange, &PublishedChange)>) -> [String; 5] {
    let Some((previous, year_ago)) = change else { return Default::default() };
    let end = |value: Option<f64>| {
        value.filter(|value| value.is_finite()).map(csv::number).unwrap_or_default()
    };
    let range = previous.interval;
    [
        end(previous.ratio),
        end(range.map(|range| range.lower)),
        end(range.map(|range| range.upper)),
        guard(&previous.sentence),
        guard(&year_ago.sentence),
    ]
}

/// The share in its eight quarters.
fn share(share: &PublishedShare) -> Vec<Vec<String>> {
    let last = share.quarters.len().saturating_sub(1);
    let line = |(n, one): (usize, &beforehand::disclosure::PublishedShareQuarter)| {
        let (words, year) = if n == last {
            (guard(&share.sentence), guard(&share.year_ago_sentence))
        } else {
            Default::default()
        };
        let mut row = vec![
            "Contacts before an offence, of those with a known answer".to_owned(),
            "share".to_owned(),
            guard(&one.quarter.months()),
            String::new(),
            guard(&one.shown),
            one.entered.to_string(),
            one.expected.to_string(),
        ];
        row.extend([String::new(), String::new(), String::new(), String::new(), words, year]);
        row
    };
    share.quarters.iter().enumerate().map(line).collect()
}
