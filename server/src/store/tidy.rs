//! Everything as tidy tables, out of a database and into an empty one.
//!
//! What goes out is of one moment, in an order that does not depend on the database. What comes in is
//! taken in one transaction, read out again inside it, and compared before it is committed: all of it
//! is there as it was, or nothing is.

mod cell;
mod counts;
mod tables;
mod take_in;

pub use cell::{Cell, Kind};
pub use tables::{CONTENTS, COUNTS, Column, HEADS, HISTORY, TABLES, Table, table};
pub use take_in::{Intake, Load};

use std::collections::HashSet;

use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use self::cell::Names;
use super::line::{Line, task};
use super::rows::{self, Value};
use super::{Store, StoreError, audit, hexadecimal};

/// Rows that are handed over at once.
const BATCH: usize = 256;

/// What is taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// One service, by its number; everything when there is none.
    pub service: Option<i32>,
    /// One table, by its name; all of them when there is none.
    pub table: Option<&'static str>,
}

/// What is handed over, in this order.
#[derive(Debug)]
pub enum Part {
    /// A table begins.
    Table(&'static Table),
    /// Rows of it.
    Rows(Vec<Vec<Cell>>),
    /// Everything was handed over. What does not end with this is not whole.
    End,
}

/// What a table held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its name.
    pub table: &'static str,
    /// Its rows.
    pub rows: i64,
    /// SHA-256 of its cells, hexadecimal.
    pub sha256: String,
}

impl Store {
    /// Hands over what the scope names as tidy rows, as of one moment. A reader that goes away ends it.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer, or nobody reads any more.
    pub async fn take_out(&self, scope: Scope, to: mpsc::Sender<Part>) -> Result<(), StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.snapshot().await?;
            let mut outlet = Outlet { to: Some(to), ..Outlet::default() };
            tell(&mut tx.line(), scope, &mut outlet).await?;
            tx.rollback().await?;
            outlet.send(Part::End).await
        })
        .await
    }
}

/// Adds up a table's cells. Each is led by its length, so that no two rows have the same text.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    hash: Sha256,
    rows: i64,
}

impl Sum {
    pub(super) fn add<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        for cell in cells {
            self.hash.update(cell.len().to_string());
            self.hash.update(":");
            self.hash.update(cell);
        }
        self.rows += 1;
    }

    pub(super) fn content(self, table: &'static str) -> Content {
        Content { table, rows: self.rows, sha256: hexadecimal(&self.hash.finalize()) }
    }
}

/// Where rows go: to a reader, or into a sum alone.
#[derive(Default)]
struct Outlet {
    to: Option<mpsc::Sender<Part>>,
    contents: Vec<Content>,
    sum: Sum,
    held: Vec<Vec<Cell>>,
}

impl Outlet {
    async fn send(&mut self, part: Part) -> Result<(), StoreError> {
        let Some(to) = &self.to else { return Ok(()) };
        let gone = |_| StoreError::Busy("nobody takes what is exported".to_owned());
        to.send(part).await.map_err(gone)
    }

    async fn begin(&mut self, table: &'static Table) -> Result<(), StoreError> {
        self.sum = Sum::default();
        self.send(Part::Table(table)).await
    }

    async fn row(&mut self, cells: Vec<Cell>) -> Result<(), StoreError> {
        let texts: Vec<_> = cells.iter().map(Cell::text).collect();
        self.sum.add(texts.iter().map(AsRef::as_ref));
        drop(texts);
        if self.to.is_none() {
            return Ok(());
        }
        self.held.push(cells);
        if self.held.len() == BATCH {
            let rows = std::mem::take(&mut self.held);
            self.send(Part::Rows(rows)).await?;
        }
        Ok(())
    }

    async fn end(&mut self, table: &'static Table) -> Result<(), StoreError> {
        let rows = std::mem::take(&mut self.held);
        if !rows.is_empty() {
            self.send(Part::Rows(rows)).await?;
        }
        self.contents.push(std::mem::take(&mut self.sum).content(table.name));
        Ok(())
    }
}

/// Everything of the scope, table by table.
async fn tell(line: &mut Line<'_>, scope: Scope, out: &mut Outlet) -> Result<(), StoreError> {
    let (names, people) = names(line, scope.service).await?;
    for table in TABLES.iter().filter(|table| scope.table.is_none_or(|one| one == table.name)) {
        out.begin(table).await?;
        match table.name {
            COUNTS => counts::tell(line, &names, out).await?,
            HISTORY => history(line, scope, &names, out).await?,
            CONTENTS => contents(out).await?,
            _ => plain(line, table, scope, (&names, &people), out).await?,
        }
        out.end(table).await?;
    }
    Ok(())
}

/// Short names of the services and channels of the scope, and the people of it.
async fn names(
    line: &mut Line<'_>,
    only: Option<i32>,
) -> Result<(Names, HashSet<String>), StoreError> {
    let only = only.map(i64::from);
    let mut names = Names::default();
    let services = rows::list(line, "services").await?;
    if !services.rows.is_empty() {
        let (id, slug) = (services.at("id")?, services.at("slug")?);
        for row in &services.rows {
            if let (Value::Number(Some(id)), Value::Text(Some(slug))) = (&row[id], &row[slug])
                && only.is_none_or(|one| one == *id)
            {
                names.services.insert(*id, slug.clone());
            }
        }
    }
    let channels = rows::list(line, "channels").await?;
    if !channels.rows.is_empty() {
        let at = (channels.at("service_id")?, channels.at("id")?, channels.at("slug")?);
        for row in &channels.rows {
            if let (
                Value::Number(Some(service)),
                Value::Number(Some(id)),
                Value::Text(Some(slug)),
            ) = (&row[at.0], &row[at.1], &row[at.2])
            {
                names.channels.insert((*service, *id), slug.clone());
            }
        }
    }
    let mut people = HashSet::new();
    for table in ["roles", "subscriptions"] {
        let rows = rows::list(line, table).await?;
        if rows.rows.is_empty() {
            continue;
        }
        let (service, person) = (rows.at("service_id")?, rows.at("person_id")?);
        for row in &rows.rows {
            if let (Value::Number(service), Value::Text(Some(person))) =
                (&row[service], &row[person])
                && (only.is_none() || only == *service)
            {
                people.insert(person.clone());
            }
        }
    }
    Ok((names, people))
}

/// A table whose rows are those of one table of the database.
async fn plain(
    line: &mut Line<'_>,
    table: &'static Table,
    scope: Scope,
    (names, people): (&Names, &HashSet<String>),
    out: &mut Outlet,
) -> Result<(), StoreError> {
    let found = rows::list(line, table.of).await?;
    if found.rows.is_empty() {
        return Ok(());
    }
    let own: Vec<_> = table.columns.iter().filter(|column| !column.of.is_empty()).collect();
    let at = own.iter().map(|column| found.at(column.of)).collect::<Result<Vec<_>, _>>()?;
    let mut sorted: Vec<Vec<Value>> = found
        .rows
        .into_iter()
        .map(|row| at.iter().map(|at| row[*at].clone()).collect())
        .filter(|row: &Vec<Value>| scope.service.is_none() || belongs(table, row, names, people))
        .collect();
    sorted.sort();
    for row in sorted {
        let service = service_of(table, &row);
        let mut cells = Vec::with_capacity(table.columns.len());
        let mut values = row.iter();
        for column in table.columns {
            let told = column.of.is_empty();
            let value = if told { None } else { values.next() };
            cells.push(match value {
                None => Cell::Empty,
                Some(value) => names.cell(column.kind, value, service)?,
            });
        }
        if table.name == "editions" {
            counts::tell_edition(table, &mut cells);
        }
        out.row(cells).await?;
    }
    Ok(())
}

/// The service of a row; of a chain, its number.
fn service_of(table: &Table, row: &[Value]) -> i64 {
    match (table.columns[0].kind, row.first()) {
        (Kind::Service | Kind::Chain, Some(Value::Number(Some(id)))) => *id,
        _ => 0,
    }
}

/// Whether a row belongs to the one service that the names know.
fn belongs(table: &Table, row: &[Value], names: &Names, people: &HashSet<String>) -> bool {
    match (table.columns[0].kind, row.first()) {
        // What holds for the installation belongs to no service.
        _ if matches!(table.name, "installation" | "sign_in_rules") => false,
        (Kind::Service | Kind::Chain | Kind::Number(_), Some(Value::Number(Some(id)))) => {
            names.services.contains_key(id)
        }
        (_, Some(Value::Text(Some(person)))) => people.contains(person),
        _ => false,
    }
}

async fn history(
    line: &mut Line<'_>,
    scope: Scope,
    names: &Names,
    out: &mut Outlet,
) -> Result<(), StoreError> {
    let mut chains: Vec<i64> = names.services.keys().copied().collect();
    if scope.service.is_none() {
        chains.push(0);
    }
    chains.sort_unstable();
    for chain in chains {
        let service = names.services.get(&chain);
        for row in audit::list(line, chain as i32).await? {
            let at = names.cell(Kind::Time, &Value::Time(Some(row.at)), chain)?;
            let mut cells = vec![
                service.map_or(Cell::Empty, |slug| Cell::Text(slug.clone())),
                Cell::Number(row.seq),
                at,
            ];
            let texts = [
                row.actor,
                row.actor_name,
                row.action,
                row.object,
                row.before,
                row.after,
                row.previous,
                row.hash,
            ];
            cells.extend(texts.map(Cell::Text));
            out.row(cells).await?;
        }
    }
    Ok(())
}

async fn contents(out: &mut Outlet) -> Result<(), StoreError> {
    for Content { table, rows, sha256 } in out.contents.clone() {
        let cells = vec![Cell::Text(table.to_owned()), Cell::Number(rows), Cell::Text(sha256)];
        out.row(cells).await?;
    }
    Ok(())
}
