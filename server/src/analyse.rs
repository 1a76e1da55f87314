//! Control charts of a file of numbers, without the database: `beforehand analyse FILE.csv`.
//!
//! Reads and writes only: the rules are `beforehand::spc`'s, in the peer's way (all points of a
//! segment are its baseline, unless `fix` says otherwise).

use std::io::{Read, Write};

use beforehand::invalid::Invalid;
use beforehand::spc::{self, Given, Judged, PeerRules, Variant};
use chrono::NaiveDate;
use serde::Serialize;

/// Which rules, and how the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The rules.
    pub variant: Variant,
    /// Whether outlying moving ranges are dropped once before the limits are set.
    pub screen: bool,
    /// Limits from the first so many points of each segment, at least 12; all of them if none.
    pub fix: Option<usize>,
    /// JSON rather than CSV.
    pub json: bool,
}

/// The least that limits may be fixed on, as in NHSRplotthedots.
const LEAST_FIX: usize = 12;

/// Reads `date,value` and optionally `rebase` from `input` and writes the judged points to
/// `output`. Gives back sentences worth showing beside the result.
///
/// # Errors
/// A sentence that names row and column, or says that the output could not be written.
pub fn analyse(
    input: impl Read,
    options: &Options,
    output: impl Write,
) -> Result<Vec<String>, Invalid> {
    if let Some(fix) = options.fix.filter(|fix| *fix < LEAST_FIX) {
        return Err(Invalid::new(
            "--fix",
            format!("--fix {fix} is too few: limits need at least {LEAST_FIX} points."),
        ));
    }
    let (dates, points) = read(input)?;
    let rules = PeerRules { variant: options.variant, screen: options.screen, fix: options.fix };
    let judged = spc::analyse(&points, &rules);
    let rows = dates.iter().zip(&judged).map(|(date, point)| Row::of(*date, point));
    if options.json { write_json(rows, output) } else { write_csv(rows, output) }
        .map_err(|error| Invalid::new("output", format!("The result was not written: {error}.")))?;
    Ok(remarks(&dates, &judged))
}

/// One line of the answer; the columns' names and order are a promise.
#[derive(Serialize)]
struct Row {
    date: NaiveDate,
    value: Option<f64>,
    segment: u32,
    centre: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    near_lower: Option<f64>,
    near_upper: Option<f64>,
    outside: u8,
    trend: u8,
    two_in_three: u8,
    shift: u8,
    signal: &'static str,
}

impl Row {
    fn of(date: NaiveDate, point: &Judged) -> Self {
        let flag = |flag: i8| u8::from(flag != 0);
        Self {
            date,
            value: point.value,
            segment: point.segment,
            centre: point.centre,
            lower: point.limits.map(|limits| limits.lower),
            upper: point.limits.map(|limits| limits.upper),
            near_lower: point.limits.map(|limits| limits.near_lower),
            near_upper: point.limits.map(|limits| limits.near_upper),
            outside: flag(point.outside),
            trend: flag(point.trend),
            two_in_three: flag(point.two_in_three),
            shift: flag(point.shift),
            signal: point.signal.map_or("none", spc::Signal::word),
        }
    }
}

fn write_csv(rows: impl Iterator<Item = Row>, output: impl Write) -> std::io::Result<()> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(output);
    writer.write_record([
        "date",
        "value",
        "segment",
        "centre",
        "lower",
        "upper",
        "near_lower",
        "near_upper",
        "outside",
        "trend",
        "two_in_three",
        "shift",
        "signal",
    ])?;
    for row in rows {
        let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
        writer.write_record([
            row.date.to_string(),
            number(row.value),
            row.segment.to_string(),
            number(row.centre),
            number(row.lower),
            number(row.upper),
            number(row.near_lower),
            number(row.near_upper),
            row.outside.to_string(),
            row.trend.to_string(),
            row.two_in_three.to_string(),
            row.shift.to_string(),
            row.signal.to_owned(),
        ])?;
    }
    writer.flush()
}

fn write_json(rows: impl Iterator<Item = Row>, mut output: impl Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut output, &rows.collect::<Vec<_>>())?;
    output.write_all(b"\n")?;
    output.flush()
}

/// Where the columns stand.
struct Columns {
    date: usize,
    value: usize,
    rebase: Option<usize>,
}

impl Columns {
    fn find(headers: &csv::StringRecord) -> Result<Self, Invalid> {
        let mut found: [Option<usize>; 3] = [None; 3];
        for (i, header) in headers.iter().enumerate() {
            let name = header.trim_start_matches('\u{feff}').trim().to_lowercase();
            let Some(known) = ["date", "value", "rebase"].iter().position(|known| *known == name)
            else {
                continue;
            };
            if found[known].replace(i).is_some() {
                return Err(problem(1, &name, "there are two columns of that name"));
            }
        }
        let missing = |name: &str| {
            let seen = headers.iter().map(str::trim).collect::<Vec<_>>().join(", ");
            problem(1, name, &format!("is missing. The first row holds: {seen}"))
        };
        Ok(Self {
            date: found[0].ok_or_else(|| missing("date"))?,
            value: found[1].ok_or_else(|| missing("value"))?,
            rebase: found[2],
        })
    }
}

fn problem(row: u64, column: &str, text: &str) -> Invalid {
    Invalid::new(column, format!("Row {row}, column {column}: {text}."))
}

/// Rows are counted as an editor or Excel does: the header is row 1.
fn read(mut input: impl Read) -> Result<(Vec<NaiveDate>, Vec<Given>), Invalid> {
    let mut bytes = Vec::new();
    input
        .read_to_end(&mut bytes)
        .map_err(|error| Invalid::new("file", format!("The file could not be read: {error}.")))?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice());
    let mut records = reader.records();
    let unreadable = |row: u64, error: &csv::Error| {
        let text = if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) {
            "is not UTF-8 text. Save the file as CSV UTF-8".to_owned()
        } else {
            format!("could not be read: {error}")
        };
        Invalid::new("file", format!("Row {row} {text}."))
    };
    let headers = match records.next() {
        None => {
            return Err(Invalid::new("file", "The file is empty: give date and value columns."));
        }
        Some(record) => record.map_err(|error| unreadable(1, &error))?,
    };
    let columns = Columns::find(&headers)?;
    let (mut dates, mut points): (Vec<NaiveDate>, Vec<Given>) = (Vec::new(), Vec::new());
    // A record's position is where the reader stood: before blank lines, which it skips.
    let row_of = |position: Option<&csv::Position>| {
        let Some(position) = position else { return 0 };
        let from = bytes.get(position.byte() as usize..).unwrap_or_default();
        let blank = from.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        position.line() + blank.filter(|byte| **byte == b'\n').count() as u64
    };
    for record in records {
        let record = record.map_err(|error| unreadable(row_of(error.position()), &error))?;
        let row = row_of(record.position());
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let date = read_date(row, record.get(columns.date).unwrap_or_default())?;
        if let Some(last) = dates.last().filter(|last| **last >= date) {
            let text = format!("{date} does not come after {last}; put the rows in order of time");
            return Err(problem(row, "date", &text));
        }
        dates.push(date);
        points.push(Given {
            value: read_value(row, record.get(columns.value).unwrap_or_default())?,
            rebase: columns
                .rebase
                .map_or(Ok(false), |at| read_rebase(row, record.get(at).unwrap_or_default()))?,
        });
    }
    if points.is_empty() {
        return Err(Invalid::new("file", "The file has no rows under its header."));
    }
    Ok((dates, points))
}

fn read_date(row: u64, text: &str) -> Result<NaiveDate, Invalid> {
    text.trim().parse().map_err(|_| {
        problem(row, "date", &format!("\"{text}\" is not a date. Write it as 2026-04-06"))
    })
}

fn read_value(row: u64, text: &str) -> Result<Option<f64>, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value.abs() <= LARGEST => Ok(Some(value)),
        _ => Err(problem(
            row,
            "value",
            &format!("\"{text}\" is not a number. Write it as 1234 or 12.5, or leave a gap empty"),
        )),
    }
}

/// Far beyond any count; sums and squares of such values stay finite.
const LARGEST: f64 = 1e100;

fn read_rebase(row: u64, text: &str) -> Result<bool, Invalid> {
    match text.trim().to_lowercase().as_str() {
        "" | "0" | "false" | "no" => Ok(false),
        "1" | "true" | "yes" => Ok(true),
        _ => Err(problem(
            row,
            "rebase",
            &format!("\"{text}\" is not 1 (a new baseline starts here) or 0"),
        )),
    }
}

/// What a reader of the result should know.
fn remarks(dates: &[NaiveDate], judged: &[Judged]) -> Vec<String> {
    let mut remarks = Vec::new();
    let mut last = None;
    for (date, point) in dates.iter().zip(judged) {
        if point.few_points && last != Some(point.segment) {
            remarks.push(format!(
                "The segment from {date} has fewer than 13 values: its limits are rough."
            ));
        }
        last = Some(point.segment);
    }
    remarks
}

#[cfg(test)]
mod tests;
