//! What was taken out, into an empty database.
//!
//! Refuses a row that is not what its columns say, a row twice, a table that is not what was taken out,
//! a history whose chain does not hold, and a number where the service says there is none.

use std::collections::HashMap;

use beforehand::setting::{check_counts, check_usual};
use tokio::sync::mpsc;

use super::super::line::{BULK_ROWS, Line, task};
use super::super::rows::{self, Value};
use super::super::{Store, StoreError, audit, copy, ledger, verify_audit};
use super::cell::Known;
use super::{CONTENTS, COUNTS, Content, HEADS, Kind, Outlet, Scope, Sum, Table, tell};

/// Rows on their way into the database.
#[derive(Debug)]
pub struct Load(Inner);

#[derive(Debug)]
enum Inner {
    Rows { table: &'static str, columns: Vec<&'static str>, rows: Vec<Vec<Value>> },
    Whole { contents: Vec<Content>, scope: Scope },
}

/// Reads rows of text, table after table, and sends them on as long as nothing is wrong.
#[derive(Debug)]
pub struct Intake {
    to: mpsc::Sender<Load>,
    known: Known,
    table: Option<&'static Table>,
    last: Vec<Value>,
    sum: Sum,
    held: HashMap<&'static str, (Vec<&'static str>, Vec<Vec<Value>>)>,
    contents: Vec<Content>,
    wrong: bool,
    installation: bool,
}

impl Intake {
    /// Begins; `to` is what [`Store::take_in`] listens to.
    pub fn new(to: mpsc::Sender<Load>) -> Self {
        Self {
            to,
            known: Known::default(),
            table: None,
            last: Vec::new(),
            sum: Sum::default(),
            held: HashMap::new(),
            contents: Vec::new(),
            wrong: false,
            installation: false,
        }
    }

    /// A table begins.
    pub fn begin(&mut self, table: &'static Table) {
        self.table = Some(table);
        self.last.clear();
        self.sum = Sum::default();
    }

    /// One row of it, a text a column.
    ///
    /// # Errors
    /// What is wrong with it: the column, empty for the row as a whole, and a sentence.
    pub fn row(&mut self, cells: &[String]) -> Result<(), Vec<(&'static str, String)>> {
        let Some(table) = self.table else { return Ok(()) };
        self.sum.add(cells.iter().map(String::as_str));
        let read = self.read(table, cells);
        self.wrong |= read.is_err();
        let values = read?;
        if self.wrong {
            return Ok(());
        }
        self.keep(table, cells, values);
        Ok(())
    }

    /// Whether a table's rows are all there.
    pub fn end(&mut self) {
        if let Some(table) = self.table.take() {
            self.contents.push(std::mem::take(&mut self.sum).content(table.name));
            let tables: Vec<_> = self.held.keys().copied().collect();
            for of in tables {
                self.flush(of);
            }
        }
    }

    /// What was read so far, table by table.
    pub fn contents(&self) -> &[Content] {
        &self.contents
    }

    /// Everything was read and nothing is wrong: only now may it be kept.
    pub fn finish(mut self) {
        if self.wrong {
            return;
        }
        let one = self.known.services.values().next().copied().filter(|_| !self.installation);
        if !self.installation {
            // Every database has the installation's chain.
            let columns = vec!["id", "seq", "hash"];
            let begun = vec![
                Value::Number(Some(0)),
                Value::Number(Some(0)),
                Value::Text(Some(String::new())),
            ];
            self.held.insert("chains", (columns, vec![begun]));
            self.flush("chains");
        }
        let scope = Scope { service: one.map(|id| id as i32), table: None };
        // Who listens and is gone has said why.
        let _ = self.to.blocking_send(Load(Inner::Whole { contents: self.contents, scope }));
    }

    fn read(
        &mut self,
        table: &'static Table,
        cells: &[String],
    ) -> Result<Vec<Value>, Vec<(&'static str, String)>> {
        let (mut values, mut wrong, mut service) = (Vec::new(), Vec::new(), 0);
        for (column, text) in table.columns.iter().zip(cells) {
            match self.known.value(column.kind, text, service) {
                Err(why) => wrong.push((column.name, why)),
                Ok(value) => {
                    if let (Kind::Service | Kind::Chain, Value::Number(Some(id))) =
                        (column.kind, &value)
                    {
                        service = *id;
                    }
                    let names = matches!(table.name, "roles" | "provider_links" | "subscriptions");
                    if column.name == "person" && names {
                        let Value::Text(Some(person)) = &value else { continue };
                        if !self.known.people.contains(person) {
                            wrong.push((column.name, "There is no such person in people.".into()));
                        }
                    }
                    values.push(value);
                }
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        if table.name == COUNTS {
            let counted = cells[4] == "count";
            if counted == cells[5].is_empty() {
                let why = "A count has a number, and nothing else has one.";
                return Err(vec![("value", why.to_owned())]);
            }
        }
        // As they were taken out, rows stand in order, each key once.
        let key = &values[..table.key];
        if table.name != CONTENTS && !self.last.is_empty() && key <= &self.last[..] {
            let why = "This row stands there twice, or not in the order in which it was taken out.";
            return Err(vec![("", why.to_owned())]);
        }
        self.last = key.to_vec();
        self.learn(table, &values);
        Ok(values)
    }

    /// Names that later tables use.
    fn learn(&mut self, table: &Table, values: &[Value]) {
        match (table.name, values) {
            ("services", [Value::Number(Some(id)), Value::Text(Some(slug)), ..]) => {
                self.known.services.insert(slug.clone(), *id);
            }
            (
                "channels",
                [
                    Value::Number(Some(service)),
                    Value::Number(Some(id)),
                    Value::Text(Some(slug)),
                    ..,
                ],
            ) => {
                self.known.channels.insert((*service, slug.clone()), *id);
            }
            ("people", [Value::Text(Some(id)), ..]) => {
                self.known.people.insert(id.clone());
            }
            (HEADS, [Value::Number(Some(0)), ..]) => self.installation = true,
            _ => {}
        }
    }

    /// Puts a row where it is kept in the database.
    fn keep(&mut self, table: &'static Table, cells: &[String], values: Vec<Value>) {
        if table.name == CONTENTS {
            return;
        }
        if table.name == COUNTS {
            let key = values[..4].to_vec();
            let columns = |last| vec!["service_id", "week", "channel_id", "field", last];
            if let count @ Value::Number(Some(_)) = &values[5] {
                let row = key.iter().cloned().chain([count.clone()]).collect();
                self.hold("counts", || columns("count"), row);
            }
            if !cells[6].is_empty() {
                let row = key.into_iter().chain([values[6].clone()]).collect();
                self.hold("notes", || columns("note"), row);
            }
            return;
        }
        let own = table.columns.iter().zip(values).filter(|(column, _)| !column.of.is_empty());
        let (mut columns, mut row): (Vec<_>, Vec<_>) =
            own.map(|(column, value)| (column.of, value)).unzip();
        match table.name {
            // Nobody has a password until a new one is set.
            "people" => {
                columns.push("password");
                row.push(Value::Text(None));
            }
            "services" => {
                columns.push("data_version");
                row.push(Value::Number(Some(1)));
            }
            _ => {}
        }
        self.hold(table.of, || columns, row);
    }

    fn hold(
        &mut self,
        of: &'static str,
        columns: impl FnOnce() -> Vec<&'static str>,
        row: Vec<Value>,
    ) {
        let (_, rows) = self.held.entry(of).or_insert_with(|| (columns(), Vec::new()));
        rows.push(row);
        if rows.len() == BULK_ROWS {
            self.flush(of);
        }
    }

    fn flush(&mut self, of: &'static str) {
        if let Some((columns, rows)) = self.held.remove(of) {
            // Who listens and is gone has said why.
            let _ = self.to.blocking_send(Load(Inner::Rows { table: of, columns, rows }));
        }
    }
}

impl Store {
    /// Takes in what an [`Intake`] sends, into an empty database and in one transaction. Nothing is
    /// kept, and the answer is no, unless it was finished.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] when the database holds anything, or what was written does not read
    /// back as it was.
    pub async fn take_in(&self, mut from: mpsc::Receiver<Load>) -> Result<bool, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.begin().await?;
            copy::check_empty(&mut tx.line()).await?;
            rows::clear(&mut tx.line(), copy::BEGUN).await?;
            while let Some(Load(load)) = from.recv().await {
                match load {
                    Inner::Rows { table, columns, rows } => {
                        let sql = rows::load(table, columns.into_iter());
                        let written = rows::write(&mut tx.line(), &sql, &rows).await;
                        written.map_err(|error| refused(table, error))?;
                    }
                    Inner::Whole { contents, scope } => {
                        prove(&mut tx.line(), &contents, scope).await?;
                        tx.commit().await?;
                        return Ok(true);
                    }
                }
            }
            tx.rollback().await?;
            Ok(false)
        })
        .await
    }
}

/// A row that the database itself does not take, in words.
fn refused(table: &str, error: StoreError) -> StoreError {
    match error {
        StoreError::Taken => StoreError::Unusable(format!(
            "Two rows of {table} are about the same thing. Nothing was imported."
        )),
        StoreError::Internal(why) => StoreError::Unusable(format!(
            "A row of {table} does not fit the others ({why}). Nothing was imported."
        )),
        other => other,
    }
}

/// Reads everything out again and compares it with what came in.
async fn prove(line: &mut Line<'_>, contents: &[Content], scope: Scope) -> Result<(), StoreError> {
    let unlike = |why: String| StoreError::Unusable(format!("{why} Nothing was imported."));
    let heads = rows::list(line, "chains").await?;
    let at = (heads.at("id")?, heads.at("seq")?, heads.at("hash")?);
    for head in &heads.rows {
        let Value::Number(Some(chain)) = head[at.0] else { continue };
        let changes = audit::list(line, chain as i32).await?;
        if let Some((_, why)) = verify_audit(&changes) {
            return Err(unlike(format!("The history of chain {chain} does not hold: {why}.")));
        }
        let last = changes.last().map_or((0, ""), |row| (row.seq, row.hash.as_str()));
        let own = (Value::Number(Some(last.0)), Value::Text(Some(last.1.to_owned())));
        if (&head[at.1], &head[at.2]) != (&own.0, &own.1) {
            let why = format!("The history of chain {chain} does not end where heads says.");
            return Err(unlike(why));
        }
        if chain == 0 {
            continue;
        }
        if let Some(ledger) = ledger::load(line, chain as i32, ledger::Span::ALL).await? {
            for channel in &ledger.service.channels {
                let checked = check_counts(&ledger, channel).and_then(|()| check_usual(channel));
                checked.map_err(|problem| unlike(problem.to_string()))?;
            }
        }
    }
    let mut outlet = Outlet::default();
    tell(line, scope, &mut outlet).await?;
    let told = outlet.contents.iter().filter(|own| own.table != CONTENTS);
    for (own, came) in told.zip(contents) {
        if own != came {
            let table = own.table;
            return Err(unlike(format!("What {table} says does not suit the other tables.")));
        }
    }
    Ok(())
}
