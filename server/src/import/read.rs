//! Bytes to lines. Knows columns, dates and numbers; knows no service.

use std::collections::HashMap;

use beforehand::entry::{LARGEST, NOTE_LENGTH, read_count};
use beforehand::service::Field;
use beforehand::week::{Week, long_date};
use chrono::{Datelike, NaiveDate, Weekday};
use csv::StringRecord;

use super::columns::{Columns, Shape};
use super::text::plain_text;
use super::{File, Format, Line, Problems, Said, shorten};
use crate::files::guard::unguard;

/// The earliest year that is believed; a typing slip in a year is likelier than older counts.
const EARLIEST: i32 = 1950;

const FIELDS: &str = "Use answered, before, after, does_not_apply, missed, visits or visitors.";

/// Reads a whole file. `progress` is told the rows read so far, now and then.
///
/// # Errors
/// Everything that is wrong with it, by row and column.
pub fn read(
    bytes: &[u8],
    format: &Format,
    progress: &mut dyn FnMut(u64),
) -> Result<File, Problems> {
    let mut problems = Problems::default();
    let text = match plain_text(bytes) {
        Ok(text) => text,
        Err((row, sentence)) => {
            match row {
                Some(row) => problems.add(row, "", sentence),
                None => problems.add_whole(sentence),
            }
            return Err(problems);
        }
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    if !reader.read_record(&mut record).unwrap_or(false) {
        problems.add_whole("The file is empty. Its first row must name the columns.");
        return Err(problems);
    }
    let heading: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
    let columns = Columns::find(&heading, format, &mut problems);
    let Some(columns) = columns.filter(|_| problems.is_empty()) else { return Err(problems) };

    let mut rows = Rows {
        format,
        heading: &heading,
        columns: &columns,
        file: File {
            unused: columns.unused(&heading),
            week_column: heading[columns.week].clone(),
            figures: columns.figures(&heading),
            ..File::default()
        },
        channels: HashMap::new(),
        last_week: None,
    };
    while let Ok(true) = reader.read_record(&mut record) {
        let row = record.position().map_or(0, csv::Position::line);
        rows.read(row, &record, &mut problems);
        if rows.file.rows.is_multiple_of(50_000) {
            progress(rows.file.rows);
        }
    }
    if rows.file.rows == 0 {
        problems.add_whole("The file has a heading and no rows.");
    } else if rows.file.rows == rows.file.left_out {
        problems.add_whole("No row has the value that --where asks for. Check its spelling.");
    }
    if problems.is_empty() { Ok(rows.file) } else { Err(problems) }
}

/// Reads row after row.
struct Rows<'a> {
    format: &'a Format,
    heading: &'a [String],
    columns: &'a Columns,
    file: File,
    channels: HashMap<String, usize>,
    last_week: Option<(String, Week)>,
}

impl Rows<'_> {
    fn read(&mut self, row: u64, record: &StringRecord, problems: &mut Problems) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        self.file.rows += 1;
        let (cells, expected) = (record.len(), self.heading.len());
        let surplus = record.iter().skip(expected).any(|cell| !cell.trim().is_empty());
        if cells < expected || surplus {
            problems.add(row, "", format!("The row has {cells} cells and the heading {expected}. Numbers with commas need quotation marks."));
            return;
        }
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        if self.columns.only.iter().any(|(at, value)| cell(*at) != value.trim()) {
            self.file.left_out += 1;
            return;
        }
        let Some(week) = self.week(row, cell(self.columns.week), problems) else { return };
        match &self.columns.shape {
            Shape::Tidy { channel, field, value, state, note, open_days } => {
                let tidy = Tidy {
                    channel: cell(*channel),
                    field: cell(*field),
                    value: cell(*value),
                    state: state.map_or("", cell),
                    note: note.map_or("", |at| unguard(cell(at))),
                    open_days: open_days.map_or("", cell),
                };
                self.tidy(row, week, &tidy, problems);
            }
            Shape::Wide(columns) => {
                for (at, field, channel) in columns {
                    let said = match count(cell(*at)) {
                        Ok(Some(count)) => Said::Count(count),
                        Ok(None) => continue,
                        Err(sentence) => {
                            problems.add(row, &self.heading[*at], sentence);
                            continue;
                        }
                    };
                    let channel =
                        channel_index(&mut self.channels, &mut self.file.channels, channel);
                    self.file.lines.push(Line {
                        row,
                        week,
                        channel,
                        field: Some(*field),
                        said,
                        note: None,
                        open_days: None,
                    });
                }
            }
        }
    }

    fn tidy(&mut self, row: u64, week: Week, tidy: &Tidy<'_>, problems: &mut Problems) {
        let before = problems.count;
        if tidy.channel.is_empty() {
            problems.add(row, "channel", "The channel is missing.");
        } else if !is_slug(tidy.channel) {
            problems.add(row, "channel", format!("\"{}\" is not a channel's short name. Use a to z, 0 to 9, - and _, 40 at most.", shorten(tidy.channel)));
        }
        let (said, field) = tidy.said(row, problems);
        let open_days = tidy.open_days.parse::<u8>().ok().filter(|days| *days <= 7);
        if open_days.is_none() && !tidy.open_days.is_empty() {
            let shown = shorten(tidy.open_days);
            let problem = format!("\"{shown}\" is not a number of open days. Write 0 to 7.");
            problems.add(row, "open_days", problem);
        }
        if tidy.note.chars().count() > NOTE_LENGTH {
            problems.add(
                row,
                "note",
                format!("The note is longer than {NOTE_LENGTH} characters. Shorten it."),
            );
        } else if tidy.note.chars().any(char::is_control) {
            problems.add(
                row,
                "note",
                "The note holds a line break or a control character. Write it on one line.",
            );
        }
        if problems.count > before {
            return;
        }
        let channel = channel_index(&mut self.channels, &mut self.file.channels, tidy.channel);
        let note = Some(tidy.note).filter(|note| !note.is_empty()).map(str::to_owned);
        self.file.lines.push(Line { row, week, channel, field, said, note, open_days });
    }

    fn week(&mut self, row: u64, text: &str, problems: &mut Problems) -> Option<Week> {
        if let Some((last, week)) = &self.last_week
            && last == text
        {
            return Some(*week);
        }
        let column = &self.heading[self.columns.week];
        match week(text, self.format.week_ends) {
            Ok(week) => {
                self.last_week = Some((text.to_owned(), week));
                Some(week)
            }
            Err(sentence) => {
                problems.add(row, column, sentence);
                None
            }
        }
    }
}

/// The cells of a tidy row.
struct Tidy<'a> {
    channel: &'a str,
    field: &'a str,
    value: &'a str,
    state: &'a str,
    note: &'a str,
    open_days: &'a str,
}

impl Tidy<'_> {
    fn said(&self, row: u64, problems: &mut Problems) -> (Said, Option<Field>) {
        let mut said = Said::Blank;
        match self.state {
            "" | "count" => match count(self.value) {
                Ok(Some(count)) => said = Said::Count(count),
                Ok(None) if self.state == "count" => problems.add(
                    row,
                    "value",
                    "The state says count and there is no value. Write the count, or another state.",
                ),
                Ok(None) => {}
                Err(sentence) => problems.add(row, "value", sentence),
            },
            "not_entered" | "closed" | "not_collected" => {
                if !self.value.is_empty() {
                    problems.add(row, "value", format!("The state says {} and there is a value. Take one of them out.", self.state));
                }
                said = match self.state {
                    "closed" => Said::Closed,
                    "not_entered" => Said::NotEntered,
                    _ => Said::NotCollected,
                };
            }
            other => problems.add(row, "state", format!("\"{}\" is not a state. Use count, not_entered, closed or not_collected, or leave it empty.", shorten(other))),
        }
        let field = match self.field {
            // A line about the whole channel: closed, or open so many days.
            "" if said == Said::Closed || (said == Said::Blank && !self.open_days.is_empty()) => {
                None
            }
            "" => {
                problems.add(row, "field", format!("The field is missing. {FIELDS}"));
                None
            }
            word => {
                let field = Field::parse(word).ok();
                if field.is_none() {
                    let shown = shorten(word);
                    problems.add(row, "field", format!("\"{shown}\" is not a field. {FIELDS}"));
                }
                field
            }
        };
        (said, field)
    }
}

fn channel_index(known: &mut HashMap<String, usize>, names: &mut Vec<String>, slug: &str) -> usize {
    if let Some(index) = known.get(slug) {
        return *index;
    }
    names.push(slug.to_owned());
    known.insert(slug.to_owned(), names.len() - 1);
    names.len() - 1
}

/// Whether a text may be a short name.
pub fn is_slug(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

/// The week a cell names.
fn week(text: &str, ends: Option<Weekday>) -> Result<Week, String> {
    if text.is_empty() {
        return Err("The week is missing. Write its Monday as 2026-04-06.".to_owned());
    }
    let iso = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-');
    let date: NaiveDate = Some(text)
        .filter(|_| iso)
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("\"{}\" is not a date. Write it as 2026-04-06.", shorten(text)))?;
    if date.year() < EARLIEST {
        return Err(format!("{} is too long ago. Check the year.", long_date(date)));
    }
    match ends {
        None => Week::starting(date).map_err(|problem| {
            format!(
                "{} If the file names weeks by their last day, add --week-ends.",
                problem.problem
            )
        }),
        Some(day) if date.weekday() == day => Ok(Week::containing(date)),
        Some(day) => Err(format!(
            "{} is a {}. With --week-ends every date must be a {}.",
            long_date(date),
            date.format("%A"),
            day_name(day)
        )),
    }
}

/// "Sunday".
pub fn day_name(day: Weekday) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        [day.num_days_from_monday() as usize]
}

/// A count, or nothing. Plain digits are read here, everything else as on the page.
fn count(text: &str) -> Result<Option<u32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() <= 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return match text.parse::<u32>() {
            Ok(count) if count <= LARGEST => Ok(Some(count)),
            _ => Err(format!("{text} is more than 10,000,000. Check the number.")),
        };
    }
    read_count("value", text).map_err(|problem| problem.problem)
}
