//! A quarter to take away: its table of channels as CSV and as an Excel workbook, each of its numbers
//! with its chart; of an edition also the board pack and JSON.
//!
//! Refuses lines that the page does not show, and to work anything out: ratios and ranges are those of
//! the summary, and the sentences say them.

use std::sync::Arc;

use app::error::Error;
use app::quarter::{Life, PAPER, QuarterPage, Quarters, bars, edition_address, is_whole};
use app::trends::FileKind;
use axum::extract::Path;
use beforehand::service::Service;
use beforehand::summary::{Row, Summary};
use beforehand::trend::told;
use beforehand::words::change_short;
use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use super::book::{self, Cell, Texts};
use super::guard::guard;
use super::number::Number;
use super::pack::{Pack, pack};
use super::sheet::plain;
use super::{Answer, File, answer, csv, kept, logged, made, named, paper, png, safe, slide};
use crate::backend::Access;
use crate::pages::{self, Signed};
use crate::report;

/// What makes a figure of a quarter comparable with another.
pub const NORMAL_WEEK: &str = "Quarters differ in length and lines close on some days, so a week means a normal week: the count for each open day, times the open days of a normal week. A ratio of 1.25 is a rise of 25%; \"likely\" is its 95% range.";

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

/// What there is of a quarter to take away.
#[derive(Clone, Copy)]
enum Part {
    /// The table of channels.
    Channels(FileKind),
    /// That one of its numbers, with its small chart.
    Number(usize, FileKind),
    /// The board pack, of an edition.
    Pack,
    /// Everything an edition says, for other programs.
    Json,
    /// That one of an edition's numbers, as a slide.
    Slide(usize),
}

impl Part {
    /// `channels.csv`, `channels.xlsx`, `number-1.svg` to `number-3.xlsx`; of an edition also
    /// `board-pack.xlsx`, `edition.json` and `slide-1.png` to `slide-3.png`.
    fn named(file: &str, of_edition: bool) -> Option<Self> {
        match file {
            "channels.csv" => Some(Self::Channels(FileKind::Csv)),
            "channels.xlsx" => Some(Self::Channels(FileKind::Xlsx)),
            "board-pack.xlsx" if of_edition => Some(Self::Pack),
            "edition.json" if of_edition => Some(Self::Json),
            "slide-1.png" if of_edition => Some(Self::Slide(0)),
            "slide-2.png" if of_edition => Some(Self::Slide(1)),
            "slide-3.png" if of_edition => Some(Self::Slide(2)),
            _ => {
                let (number, kind) = named(file.strip_prefix("number-")?)?;
                let n = ["1", "2", "3"].iter().position(|n| *n == number)?;
                Some(Self::Number(n, kind))
            }
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Channels(kind) | Self::Number(_, kind) => kind.media_type(),
            Self::Pack => FileKind::Xlsx.media_type(),
            Self::Json => "application/json",
            Self::Slide(_) => FileKind::Png.media_type(),
        }
    }

    /// The end of the file's name.
    fn ending(self) -> String {
        match self {
            Self::Channels(kind) => format!(".{}", kind.ending()),
            Self::Number(n, kind) => format!("-number-{}.{}", n + 1, kind.ending()),
            Self::Pack => "-board-pack.xlsx".to_owned(),
            Self::Json => ".json".to_owned(),
            Self::Slide(n) => format!("-slide-{}.png", n + 1),
        }
    }

    /// The number it is made of.
    fn number(self) -> Option<usize> {
        match self {
            Self::Number(n, _) | Self::Slide(n) => Some(n),
            _ => None,
        }
    }
}

/// `GET /services/{service}/quarter/{quarter}/{file}`: the table (`channels.csv`, `channels.xlsx`) and
/// each number (`number-1.svg`, `.png`, `.csv`, `.xlsx`).
///
/// # Errors
/// Not found, when there is no such quarter or kind of file.
pub async fn channels(
    Signed(access): Signed,
    Path((_, name, file)): Path<(String, String, String)>,
) -> Answer {
    take(&access, &name, None, &file).await
}

/// `GET /services/{service}/quarter/{quarter}/edition/{edition}/{file}`: the same of an edition, its
/// paper (`quarter.pdf`), its board pack, its JSON and its slides.
///
/// # Errors
/// Not found, when there is no such edition or kind of file.
pub async fn edition(
    Signed(access): Signed,
    Path((_, name, number, file)): Path<(String, String, String, String)>,
) -> Answer {
    let number = pages::whole(&number)?;
    if file == PAPER {
        return paper::take(&access, &name, number).await;
    }
    take(&access, &name, Some(number), &file).await
}

async fn take(access: &Arc<Access>, name: &str, edition: Option<i32>, file: &str) -> Answer {
    let part = Part::named(file, edition.is_some()).ok_or(Error::NotFound)?;
    let shows = format!("quarter {name} {edition:?} {file}");
    let file = kept(access, shows, async || {
        let page = match edition {
            Some(number) => access.edition(name, number, None).await?,
            None => access.quarter(Some(name)).await?,
        };
        let place = access.place()?;
        let ledger = access.house.store.ledger(place.service).await?.ok_or(Error::NotFound)?;
        let edition = page.life.edition().map(|number| format!("-edition-{number}"));
        let file_name = safe(&format!(
            "{}-quarter-{}{}{}",
            place.slug,
            page.summary.name,
            edition.unwrap_or_default(),
            part.ending()
        ));
        let figures = &page.summary.figures;
        if let Some(n) = part.number()
            && figures.get(n).is_none_or(|figure| bars::rows(figure).next().is_none())
        {
            return Err(Error::NotFound.into());
        }
        let (service, day) = (ledger.service, (access.today, access.now));
        let bytes = made(&access.house, move || logged(bytes(part, &page, &service, day)));
        Ok(File { name: file_name, bytes: bytes.await? })
    });
    Ok(answer(&*file.await?, part.media_type()))
}

fn bytes(
    part: Part,
    page: &QuarterPage,
    service: &Service,
    (today, made): (NaiveDate, DateTime<Utc>),
) -> Result<Vec<u8>, String> {
    let summary = &*page.summary;
    match (part, &page.life) {
        (Part::Channels(FileKind::Csv), _) => Ok(csv(summary)),
        (Part::Channels(_), _) => {
            let source = told::source(service, today);
            xlsx(summary, &source, made).map_err(|error| error.to_string())
        }
        (Part::Number(n, kind), life) => {
            let figure = summary.figures.get(n).ok_or("there is no such number")?;
            let number = Number::of(summary, life, figure, service, today);
            number.ok_or("there is nothing to draw")?.file(kind, made)
        }
        (Part::Pack, Life::Approved(approval)) => {
            let address = edition_address(&summary.service, &summary.name, approval.edition.number);
            pack(&Pack { summary, approval, address: &address, today, made })
        }
        (Part::Json, Life::Approved(approval)) => {
            serde_json::to_vec_pretty(&report::edition(summary, approval, service.year_start))
                .map_err(|error| error.to_string())
        }
        (Part::Slide(n), Life::Approved(approval)) => {
            let figure = summary.figures.get(n).ok_or("there is no such number")?;
            let svg = slide::svg(summary, approval, figure).ok_or("there is nothing to draw")?;
            png::png(&svg)
        }
        _ => Err("only an edition has such a file".to_owned()),
    }
}

/// "January to March 2019 (Q4 2018/19): the whole weeks from … to …".
pub fn period(summary: &Summary) -> String {
    let (first, last): (NaiveDate, NaiveDate) =
        (summary.first_week.monday(), summary.quarter.last_week().sunday());
    format!(
        "{} ({}): the whole weeks from {} to {}",
        summary.months,
        summary.label,
        beforehand::week::long_date(first),
        beforehand::week::long_date(last)
    )
}

/// The table's columns, in Excel.
pub fn heads() -> Vec<&'static str> {
    COLUMNS.map(|(_, head)| head).to_vec()
}

/// The table's rows: those of the page.
pub fn rows(summary: &Summary) -> Vec<Vec<Cell>> {
    summary.rows.iter().filter(|row| is_whole(row.field)).map(line).collect()
}

/// The table and what must stand beside it.
fn xlsx(summary: &Summary, source: &str, made: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let title = plain(&summary.headline);
    let mut about = vec![
        ("Title", title.clone()),
        ("Service", plain(&summary.service_name)),
        ("Quarter", period(summary)),
        ("Entered", beforehand::words::weeks_of(summary.weeks_entered, summary.weeks_expected)),
    ];
    about.extend(summary.sentences.iter().map(|sentence| ("", plain(sentence))));
    about.extend(summary.caveat.iter().map(|caveat| ("Mind", plain(caveat))));
    about.push(("Definition", NORMAL_WEEK.to_owned()));
    about.push(("Source", plain(source)));
    let mut book = Workbook::new();
    book.set_properties(&book::dated(DocProperties::new().set_title(&title), made));
    book::table(book.add_worksheet(), "Channels", &heads(), &rows(summary), Texts::Broken)?;
    book::lines(book.add_worksheet(), "About", about)?;
    book.save_to_buffer()
}

fn line(row: &Row) -> Vec<Cell> {
    let (before, year_ago) = (&row.previous, &row.year_ago);
    // The upper end may be without a bound.
    let range = before.interval.map_or([None, None], |range| [range.lower, range.upper].map(Some));
    let [lower, upper] = range.map(Cell::number);
    vec![
        Cell::text(&row.label),
        Cell::text(&row.unit),
        Cell::number(row.count.map(|count| count as f64)),
        Cell::Number(f64::from(row.weeks)),
        Cell::Number(f64::from(row.weeks_expected)),
        Cell::Number(f64::from(row.open_days)),
        Cell::number(row.per_week),
        Cell::number(before.previous.per_week),
        Cell::number(before.ratio),
        lower,
        upper,
        Cell::text(&change_short(before)),
        Cell::text(&row.previous_sentence),
        Cell::number(year_ago.previous.per_week),
        Cell::number(year_ago.ratio),
        Cell::text(&change_short(year_ago)),
        Cell::text(&row.year_ago_sentence),
    ]
}

fn csv(summary: &Summary) -> Vec<u8> {
    let cell = |cell: &Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Number(value) | Cell::Share(value) => csv::number(*value),
        Cell::Text(text) => guard(text),
    };
    let rows = rows(summary);
    let rows = rows.iter().map(|row| row.iter().map(cell).collect());
    csv::write(COLUMNS.map(|(name, _)| name.to_owned()).to_vec(), rows)
}

#[cfg(test)]
mod tests {
    use beforehand::quarter::{Quarter, YearStart};
    use beforehand::summary::summary;

    use super::*;

    #[test]
    fn the_founding_quarter_says_in_files_what_its_page_says() {
        let today = "2026-11-24".parse().unwrap();
        let ledger = crate::demo::demo(today).ledger();
        let quarter = Quarter::parse("2018-Q4", YearStart::April).unwrap();
        let summary = summary(&ledger, quarter, today);
        let csv = String::from_utf8(csv(&summary)).unwrap();
        assert!(csv.contains("Calls answered,calls,"), "{csv}");
        assert!(csv.contains(",Rose 25%,\"Calls rose 25% on October to December 2018"), "{csv}");
        assert!(rows(&summary).iter().all(|row| row.len() == COLUMNS.len()));
        // Nothing was counted of missed calls a year before: empty, not 0.
        let missed = csv.lines().find(|line| line.starts_with("Calls missed")).unwrap();
        assert!(missed.contains("nothing was counted in January to March 2018"), "{missed}");
        assert!(missed.contains(",,,"), "{missed}");
        assert!(xlsx(&summary, "Source.", DateTime::UNIX_EPOCH).unwrap().starts_with(b"PK"));
    }
}
