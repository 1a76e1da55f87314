//! The changes that were chosen, as CSV and as an Excel workbook: one row each, in the words of the page,
//! with the hash it was written with.
//!
//! Refuses to let a text become a formula, and to leave some out without saying so: what is too much
//! for one file is asked to be chosen smaller.

use std::collections::{BTreeMap, BTreeSet};

use app::changes::Asked;
use app::error::Error;
use app::trends::FileKind;
use axum::extract::{Path, Query};
use beforehand::invalid::Invalid;
use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use super::book::{self, Cell, Texts};
use super::guard::guard;
use super::sheet::plain;
use super::{Answer, File, answer, csv, logged, made, safe};
use crate::backend::Access;
use crate::backend::changes::{Scope, Told};
use crate::pages::Signed;
use crate::store::Wanted;

/// The most changes in one file.
const MOST: u64 = 50_000;
/// Changes read at a time.
const AT_ONCE: u32 = 1_000;
/// Each column's name for tools and for people.
const COLUMNS: [(&str, &str); 12] = [
    ("service", "Service"),
    ("row", "Row"),
    ("at_utc", "When (UTC)"),
    ("person", "Who"),
    ("action", "Kind"),
    ("act", "What"),
    ("about", "About"),
    ("changes", "Changes"),
    ("why", "Why"),
    ("by_way_of", "By way of"),
    ("as_written", "As written"),
    ("hash", "Hash"),
];

/// `GET /services/{service}/changes/{file}`: `changes.csv` or `changes.xlsx`, with the query of the page.
///
/// # Errors
/// Not found for another file; invalid where the query cannot be understood, or means too many.
pub async fn changes(
    Signed(access): Signed,
    Path((_, file)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Answer {
    take(&access, &file, &pairs).await
}

/// `GET /changes/{file}`: the same of the whole installation.
///
/// # Errors
/// The same.
pub async fn all_changes(
    Signed(access): Signed,
    Path(file): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Answer {
    take(&access, &file, &pairs).await
}

async fn take(access: &Access, file: &str, pairs: &[(String, String)]) -> Answer {
    let kind = match file {
        "changes.csv" => FileKind::Csv,
        "changes.xlsx" => FileKind::Xlsx,
        _ => return Err(Error::NotFound.into()),
    };
    let asked = Asked::read(pairs.iter().map(|(key, value)| (&**key, &**value)));
    let scope = access.scope().await?;
    let wanted = scope.wanted(&asked).map_err(Error::Invalid)?;
    let rows = rows(access, &scope, &wanted).await?;
    let slug = access.place.as_ref().map_or("beforehand", |place| place.slug.as_str());
    let name = safe(&format!("{slug}-changes-{}.{}", access.today, kind.ending()));
    let now = access.now;
    let bytes = made(&access.house, move || match kind {
        FileKind::Xlsx => logged(as_xlsx(&rows, now).map_err(|error| error.to_string())),
        _ => Some(as_csv(&rows)),
    });
    Ok(answer(&File { name, bytes: bytes.await? }, kind.media_type()))
}

/// All that are meant, the newest first.
async fn rows(
    access: &Access,
    scope: &Scope,
    wanted: &Wanted,
) -> Result<Vec<[String; COLUMNS.len()]>, Error> {
    let names: BTreeMap<String, String> = access.names().await?;
    let (mut rows, mut seen, mut skip) = (Vec::new(), BTreeSet::new(), 0);
    loop {
        let (told, total) = access.told(scope, &names, wanted, skip, AT_ONCE).await?;
        if total > MOST {
            let problem = "These are more than 50,000 changes: too many for one file. Choose days, a person or a kind of change, and take them away in parts.";
            return Err(Error::Invalid(vec![Invalid::new("from", problem)]));
        }
        if told.is_empty() {
            return Ok(rows);
        }
        skip += told.len() as u64;
        // What is written meanwhile moves the others on: none shall stand twice.
        let new = told.into_iter().filter(|one| seen.insert((one.row.chain, one.row.seq)));
        rows.extend(new.map(cells));
    }
}

fn cells(told: Told) -> [String; COLUMNS.len()] {
    let Told { line, row } = told;
    let way = line.way().unwrap_or_default();
    let service = line.service.map_or("The installation".to_owned(), |one| one.name);
    let entry = line.said.entry;
    let steps =
        entry.steps.iter().map(|one| format!("{}: {} → {}", one.what, one.before, one.after));
    let sentences = line.said.sentences.into_iter().chain(line.said.accepted);
    let changes: Vec<_> = steps.chain(sentences).collect();
    [
        service,
        row.seq.to_string(),
        row.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        entry.by,
        row.action,
        line.act,
        line.said.about,
        changes.join("; "),
        entry.why.join("; "),
        way,
        if line.meddled { "no: changed since" } else { "yes" }.to_owned(),
        row.hash,
    ]
    .map(|text| plain(&text))
}

fn as_csv(rows: &[[String; COLUMNS.len()]]) -> Vec<u8> {
    let head = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    csv::write(head, rows.iter().map(|row| row.iter().map(|text| guard(text)).collect()))
}

fn as_xlsx(rows: &[[String; COLUMNS.len()]], made: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_title("Changes").set_author("Beforehand");
    workbook.set_properties(&book::dated(properties, made));
    let heads = COLUMNS.map(|(_, head)| head);
    let cells = rows.iter().map(|row| {
        let cell = |(n, text): (usize, &String)| match COLUMNS[n].0 {
            "row" => Cell::number(text.parse().ok()),
            _ if text.is_empty() => Cell::Empty,
            _ => Cell::text(text),
        };
        row.iter().enumerate().map(cell).collect()
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    book::table(workbook.add_worksheet(), "Changes", &heads, &cells, Texts::OneLine)?;
    workbook.save_to_buffer()
}
