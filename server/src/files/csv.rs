//! A line as a tidy CSV file: one row a week, every column named, nothing that stops another tool.
//!
//! Refuses to let a text become a formula, and a missing week a zero: its count is empty and its
//! state says why. What the chart's words say stands in columns of its own.

use beforehand::spc::Footing;
use chrono::Datelike;

use super::guard::guard;
use super::sheet::Sheet;

/// The columns, in order.
pub const COLUMNS: [&str; 21] = [
    "week",
    "weeks",
    "state",
    "count",
    "open_days",
    "value",
    "lower",
    "centre",
    "upper",
    "limits",
    "signal",
    "segment",
    "so_far",
    "events",
    "note",
    "service",
    "line",
    "finding",
    "rules",
    "definition",
    "source",
];

/// The file: UTF-8 with a byte order mark, so that Excel reads it as such.
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let rows = sheet.rows.iter().map(|row| {
        let limits = row.limits.map(|limits| limits.map(number)).unwrap_or_default();
        let [lower, centre, upper] = limits;
        vec![
            date(row.week.monday()),
            sheet.weeks.to_string(),
            row.state.word().to_owned(),
            row.state.count().map(|count| count.to_string()).unwrap_or_default(),
            row.open_days.to_string(),
            row.value.map(number).unwrap_or_default(),
            lower,
            centre,
            upper,
            footing(row.footing).to_owned(),
            row.signal.map(|signal| signal.word().to_owned()).unwrap_or_default(),
            row.segment.to_string(),
            if row.so_far { "yes" } else { "" }.to_owned(),
            guard(&row.events),
            guard(&row.note),
            guard(&sheet.service),
            guard(&sheet.label),
            guard(&sheet.title),
            guard(&sheet.rules),
            guard(&sheet.definition),
            guard(&sheet.source),
        ]
    });
    write(COLUMNS.iter().map(|name| (*name).to_owned()).collect(), rows)
}

/// A table as CSV by RFC 4180.
pub fn write(head: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for row in std::iter::once(head).chain(rows) {
        // Rows of one length into memory: nothing can fail.
        let _ = csv.write_record(row);
    }
    csv.into_inner().unwrap_or_default()
}

/// A number that every tool reads: a full stop, at most four decimals, no separators.
pub fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn date(date: chrono::NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// How good the limits are, in a word.
pub fn footing(footing: Footing) -> &'static str {
    match footing {
        Footing::Full => "full",
        Footing::Provisional => "provisional",
        Footing::Small => "too_small",
        Footing::None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_by_the_rules() {
        let row = ["plain", "a,b", "say \"so\"", "two\nlines"].map(str::to_owned).to_vec();
        let file = write(vec!["a".into(), "b".into(), "c".into(), "d".into()], [row].into_iter());
        let expected = "\u{feff}a,b,c,d\r\nplain,\"a,b\",\"say \"\"so\"\"\",\"two\nlines\"\r\n";
        assert_eq!(String::from_utf8(file).unwrap(), expected);
    }

    #[test]
    fn numbers_are_plain() {
        let check = |value: f64, expected: &str| assert_eq!(number(value), expected);
        check(125.0, "125");
        check(25_200.2, "25200.2");
        check(100.0 / 3.0, "33.3333");
        check(0.0, "0");
        check(-0.000_01, "0");
    }
}
