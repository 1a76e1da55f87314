//! What stands beside the tables: a text for people and a description for programs, both read off the
//! same list as the tables.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::store::tidy::{Cell, HEADS, Kind, TABLES, Table};

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Seen {
    rows: Vec<(&'static str, u64)>,
    heads: Vec<String>,
}

impl Seen {
    pub(super) fn begin(&mut self, table: &'static Table) {
        self.rows.push((table.name, 0));
    }

    pub(super) fn row(&mut self, cells: &[Cell]) {
        let Some((table, rows)) = self.rows.last_mut() else { return };
        *rows += 1;
        if *table == HEADS
            && let [service, changes, hash] = cells
        {
            let service = service.text();
            let name = if service.is_empty() { "the installation" } else { &service };
            self.heads.push(format!("{name}: {} changes, {}", changes.text(), hash.text()));
        }
    }
}

/// The one line that differs between two exports of the same data.
pub(super) const MADE: &str = "Made: ";

/// What each table and column is, in words.
pub(super) fn readme(seen: &Seen, now: DateTime<Utc>) -> String {
    let mut text = format!(
        "\
Everything from Beforehand {version}
{MADE}{now} UTC

Beforehand is the operations dashboard of a prevention helpline. These tables hold what it knew, as of
one moment: counts and what explains them, nothing about anybody who got in touch.

How to read them
Each table is a file (CSV, UTF-8, commas) or a sheet of the workbook; its first row names the columns.
Days are written as 2026-04-06, moments as 2026-04-06T09:30:00.000Z (UTC). A week is named by its Monday.
Numbers are plain digits. Contacts are calls, chats or messages answered; visits are website visits;
neither is a number of people. An empty value is never 0: the state beside it says why it is empty.
A text that a spreadsheet would run as a formula has an apostrophe before it.
What is longer than a cell of a workbook goes on in the sheet continued.

How to come back
  beforehand import-all --data NEW-FOLDER THIS-FOLDER-OR-FILE
takes all of it into an empty database. It takes what was exported, not what was changed since.
Nobody has a password then: an administrator on the machine gives each a new one.

Not in here: passwords, who is signed in, unfinished drafts, links for readers without an account, and
which mails went out.
",
        version = env!("CARGO_PKG_VERSION"),
        now = now.format("%Y-%m-%d %H:%M:%S"),
    );
    for table in &TABLES {
        let rows = seen.rows.iter().find(|(name, _)| *name == table.name);
        let rows = rows.map_or(0, |(_, rows)| *rows);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{} ({rows} rows)\n{}", table.name, table.about);
        for column in table.columns {
            let _ = writeln!(text, "  {}: {}", column.name, column.about);
        }
    }
    text.push_str("\nThe heads of the history\n");
    for head in &seen.heads {
        let _ = writeln!(text, "  {head}");
    }
    text
}

/// The tables as a data package (Frictionless Data, version 1).
pub(super) fn package() -> String {
    let resources: Vec<Value> = TABLES
        .iter()
        .map(|table| {
            let fields: Vec<Value> = table.columns.iter().map(field).collect();
            let key: Vec<_> = table.columns[..table.key].iter().map(|column| column.name).collect();
            json!({
                "name": table.name.replace('_', "-"),
                "path": format!("{}.csv", table.name),
                "description": table.about,
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": { "fields": fields, "primaryKey": key, "missingValues": [""] },
            })
        })
        .collect();
    let package = json!({
        "name": "beforehand-export",
        "title": "Everything from Beforehand",
        "profile": "tabular-data-package",
        "version": env!("CARGO_PKG_VERSION"),
        "resources": resources,
    });
    // Our own texts: serialising cannot fail.
    serde_json::to_string_pretty(&package).unwrap_or_default()
}

fn field(column: &crate::store::tidy::Column) -> Value {
    let mut field = json!({ "name": column.name, "description": column.about });
    let kind = match column.kind {
        Kind::Number(_) | Kind::NumberOrNone(_) => "integer",
        Kind::Week | Kind::WeekOrNone | Kind::Day => "date",
        Kind::Time | Kind::TimeOrNone => "datetime",
        Kind::Flag => "boolean",
        _ => "string",
    };
    field["type"] = json!(kind);
    match column.kind {
        Kind::Flag => {
            field["trueValues"] = json!(["yes"]);
            field["falseValues"] = json!(["no"]);
        }
        Kind::Word(words) => field["constraints"] = json!({ "enum": words }),
        _ => {}
    }
    field
}
