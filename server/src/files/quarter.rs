//! The Quarter page's table of channels to take away, as CSV and as an Excel workbook.
//!
//! Refuses lines that the page does not show, and to work anything out: ratios and ranges are those of
//! the summary, and the sentences say them.

use std::sync::Arc;

use app::error::Error;
use app::quarter::{Quarters, is_whole};
use app::trends::FileKind;
use axum::extract::Path;
use beforehand::change::Change;
use beforehand::summary::{Row, Summary};
use beforehand::trend::told;
use beforehand::words::change_short;
use chrono::NaiveDate;

use super::sheet::plain;
use super::{Answer, File, answer, csv, kept, made, safe, xlsx};
use crate::backend::Access;
use crate::pages::{self, Signed};

/// One cell of a table: what it is decides how a file writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// A number.
    Number(f64),
    /// Words.
    Text(String),
}

/// A table with what must stand beside it.
#[derive(Clone, Debug)]
pub struct Quarter {
    /// The finding in one line.
    pub title: String,
    /// Names and texts.
    pub about: Vec<(&'static str, String)>,
    /// The columns' names, in files that tools read.
    pub columns: Vec<&'static str>,
    /// The columns' names, in Excel.
    pub heads: Vec<&'static str>,
    /// The rows, as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// Each column's name for tools and for people.
const COLUMNS: [(&str, &str); 17] = [
    ("line", "Line"),
    ("unit", "Unit"),
    ("count", "In all"),
    ("weeks", "Weeks entered"),
    ("weeks_expected", "Weeks expected"),
    ("open_days", "Open days"),
    ("per_week", "A week"),
    ("previous_per_week", "A week, quarter before"),
    ("ratio", "Ratio to quarter before"),
    ("ratio_lower", "Likely from"),
    ("ratio_upper", "Likely to"),
    ("verdict", "Verdict"),
    ("sentence", "In words"),
    ("year_ago_per_week", "A week, a year before"),
    ("year_ago_ratio", "Ratio to a year before"),
    ("year_ago_verdict", "Verdict on a year before"),
    ("year_ago_sentence", "In words, on a year before"),
];

/// `GET /services/{service}/quarter/{quarter}/{file}`: `channels.csv` or `channels.xlsx`.
///
/// # Errors
/// Not found, when there is no such quarter or kind of file.
pub async fn channels(
    Signed(access): Signed,
    Path((_, name, file)): Path<(String, String, String)>,
) -> Answer {
    take(&access, &name, None, &file).await
}

/// `GET /services/{service}/quarter/{quarter}/edition/{edition}/{file}`: the same of an edition.
///
/// # Errors
/// Not found, when there is no such edition or kind of file.
pub async fn edition(
    Signed(access): Signed,
    Path((_, name, number, file)): Path<(String, String, String, String)>,
) -> Answer {
    take(&access, &name, Some(pages::whole(&number)?), &file).await
}

async fn take(access: &Arc<Access>, name: &str, edition: Option<i32>, file: &str) -> Answer {
    let kind = match file {
        "channels.csv" => FileKind::Csv,
        "channels.xlsx" => FileKind::Xlsx,
        _ => return Err(Error::NotFound.into()),
    };
    let shows = format!("quarter {name} {edition:?} {file}");
    let file = kept(access, shows, async || {
        let page = match edition {
            Some(number) => access.edition(name, number, None).await?,
            None => access.quarter(Some(name)).await?,
        };
        let place = access.place()?;
        let ledger = access.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        let source = told::source(&ledger.service, access.today);
        let table = table(&page.summary, &source);
        let edition = page.life.edition().map(|number| format!("-edition-{number}"));
        let file_name = safe(&format!(
            "{}-quarter-{}{}.{}",
            place.slug,
            page.summary.name,
            edition.unwrap_or_default(),
            kind.ending()
        ));
        let now = access.now;
        let bytes = made(&access.house, move || match kind {
            FileKind::Csv => Some(text(&table)),
            _ => super::logged(xlsx::quarter(&table, now)),
        });
        Ok(File { name: file_name, bytes: bytes.await? })
    });
    Ok(answer(&*file.await?, kind))
}

/// The table of a summary.
fn table(summary: &Summary, source: &str) -> Quarter {
    let (first, last): (NaiveDate, NaiveDate) =
        (summary.first_week.monday(), summary.quarter.last_week().sunday());
    let period = format!(
        "{} ({}): the whole weeks from {} to {}",
        summary.months,
        summary.label,
        beforehand::week::long_date(first),
        beforehand::week::long_date(last)
    );
    let mut about = vec![
        ("Title", plain(&summary.headline)),
        ("Service", plain(&summary.service_name)),
        ("Quarter", period),
        ("Entered", beforehand::words::weeks_of(summary.weeks_entered, summary.weeks_expected)),
    ];
    about.extend(summary.sentences.iter().map(|sentence| ("", plain(sentence))));
    about.extend(summary.caveat.iter().map(|caveat| ("Mind", plain(caveat))));
    about.push(("Definition", "Quarters differ in length and lines close on some days, so a week means a normal week: the count for each open day, times the open days of a normal week. A ratio of 1.25 is a rise of 25%; \"likely\" is its 95% range.".to_owned()));
    about.push(("Source", plain(source)));
    Quarter {
        title: plain(&summary.headline),
        about,
        columns: COLUMNS.map(|(name, _)| name).to_vec(),
        heads: COLUMNS.map(|(_, head)| head).to_vec(),
        rows: summary.rows.iter().filter(|row| is_whole(row.field)).map(line).collect(),
    }
}

fn line(row: &Row) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(plain(text));
    let number = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Number);
    let (before, year_ago) = (&row.previous, &row.year_ago);
    let range = |change: &Change| {
        change.interval.map_or([None, None], |range| [range.lower, range.upper].map(Some))
    };
    // The upper end may be without a bound.
    let [lower, upper] = range(before).map(|end| end.filter(|end| end.is_finite()));
    vec![
        text(&row.label),
        text(&row.unit),
        number(row.count.map(|count| count as f64)),
        Cell::Number(f64::from(row.weeks)),
        Cell::Number(f64::from(row.weeks_expected)),
        Cell::Number(f64::from(row.open_days)),
        number(row.per_week),
        number(before.previous.per_week),
        number(before.ratio.filter(|ratio| ratio.is_finite())),
        number(lower),
        number(upper),
        text(&change_short(before)),
        text(&row.previous_sentence),
        number(year_ago.previous.per_week),
        number(year_ago.ratio.filter(|ratio| ratio.is_finite())),
        text(&change_short(year_ago)),
        text(&row.year_ago_sentence),
    ]
}

fn text(table: &Quarter) -> Vec<u8> {
    let cell = |cell: &Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Number(value) => csv::number(*value),
        Cell::Text(text) => csv::guard(text),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect());
    csv::write(table.columns.iter().map(|name| (*name).to_owned()).collect(), rows)
}

#[cfg(test)]
mod tests {
    use beforehand::quarter::{Quarter as Period, YearStart};
    use beforehand::summary::summary;

    use super::*;

    #[test]
    fn the_founding_quarter_says_in_files_what_its_page_says() {
        let today = "2026-11-24".parse().unwrap();
        let ledger = crate::demo::demo(today).ledger();
        let quarter = Period::parse("2018-Q4", YearStart::April).unwrap();
        let table = table(&summary(&ledger, quarter, today), "Source.");
        let csv = String::from_utf8(text(&table)).unwrap();
        assert!(csv.contains("Calls answered,calls,"), "{csv}");
        assert!(csv.contains(",Rose 25%,\"Calls rose 25% on October to December 2018"), "{csv}");
        assert!(table.rows.iter().all(|row| row.len() == COLUMNS.len()));
        // Nothing was counted of missed calls a year before: empty, not 0.
        let missed = csv.lines().find(|line| line.starts_with("Calls missed")).unwrap();
        assert!(missed.contains("nothing was counted in January to March 2018"), "{missed}");
        assert!(missed.contains(",,,"), "{missed}");
        assert!(xlsx::quarter(&table, chrono::DateTime::UNIX_EPOCH).unwrap().starts_with(b"PK"));
    }
}
