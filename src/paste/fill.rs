//! Cell by cell: where it goes, what it says, and what is refused.
//!
//! Refuses both of two cells for one figure: which is right, only the person knows.

use std::collections::BTreeMap;

use super::axis::{Axis, Head, Way};
use super::block::Block;
use super::grid::Grid;
use super::heading::Named;
use super::plan::{Lines, Plan, Weeks};
use super::value::{Value, read_value};
use super::{Blank, Cell, Change, Pasted, Place, Refused, shown};
use crate::week::Week;

/// A row or column that is used.
#[derive(Clone, Copy, Debug)]
struct Vector {
    /// How many figures' rows or columns stand before it.
    nth: usize,
    named: Named,
    week: Option<Week>,
}

/// A figure that found its place.
struct Hit {
    change: Change,
    row: usize,
    column: usize,
}

/// What becomes of one cell.
enum Outcome {
    Change(Change),
    Nothing,
    Refused(Option<Place>, String),
}

/// Fills the grid by the plan.
pub(super) struct Filling<'a> {
    pub block: &'a Block,
    pub grid: &'a Grid<'a>,
    pub plan: &'a Plan,
    pub blank: Blank,
    pub pasted: Pasted,
    /// A heading without a channel was read as the focused channel's.
    focused: bool,
}

impl<'a> Filling<'a> {
    pub fn new(block: &'a Block, grid: &'a Grid<'a>, plan: &'a Plan, blank: Blank) -> Self {
        let pasted = Pasted { said: plan.said.clone(), ..Pasted::default() };
        Self { block, grid, plan, blank, pasted, focused: false }
    }

    /// Every cell of figures. `written` says which rows and columns have something in them.
    pub fn fill(mut self, rows: &Axis, columns: &Axis, written: &(Vec<bool>, Vec<bool>)) -> Pasted {
        let alone = rows.has_lines != columns.has_lines;
        let columns = self.vectors(columns, Way::Columns, &written.1, alone);
        let rows = self.vectors(rows, Way::Rows, &written.0, alone);
        let mut hits = Vec::new();
        for (row, down) in rows.iter().enumerate() {
            let Some(down) = down else { continue };
            for (column, text) in self.block.row(row).iter().enumerate() {
                let Some(Some(across)) = columns.get(column) else { continue };
                if text.is_empty() && self.blank == Blank::LeaveAlone {
                    continue;
                }
                let target = self.target(down, across);
                match self.cell(target, text) {
                    Outcome::Change(change) => hits.push(Hit { change, row, column }),
                    Outcome::Nothing => {}
                    Outcome::Refused(place, reason) => self.refuse(row, column, place, reason),
                }
            }
        }
        self.settle(&hits);
        if self.focused {
            let line = self.grid.focus().and_then(|place| self.grid.lines.get(place.line));
            let channel = line.map_or("", |line| line.channel_name.as_str());
            self.pasted.said.push(format!(
                "Headings without a channel were read as {channel}, where the paste began."
            ));
        }
        self.pasted.refused.sort_by_key(|refused| (refused.row, refused.column));
        self.pasted
    }

    /// The rows or columns that are used; the others are refused or named as not used, if there is
    /// something in them.
    fn vectors(
        &mut self,
        axis: &Axis,
        way: Way,
        written: &[bool],
        alone: bool,
    ) -> Vec<Option<Vector>> {
        let free = !axis.is_headed() || self.plan.overlooked == Some(way);
        let mut nth = 0;
        let mut vectors = vec![None; axis.heads.len()];
        for (at, head) in axis.heads.iter().enumerate() {
            let Some(head) = head else { continue };
            let mut vector = Vector { nth, named: Named::default(), week: None };
            nth += 1;
            if self.plan.weeks == Weeks::After(way) && !written[at] {
                // Nothing there: it is no week to be emptied.
                continue;
            }
            if let Head::Known { named, week, .. } = head {
                (vector.named, vector.week) = (*named, *week);
            } else if !free {
                if written[at] {
                    self.leave(head, way, at);
                }
                continue;
            }
            if let Some((what, reason)) = self.trouble(&vector, head, alone) {
                if written[at] {
                    self.refuse_all(head, way, at, what, reason);
                }
                continue;
            }
            vectors[at] = Some(vector);
        }
        vectors
    }

    /// What is wrong with a known heading: a week that is not here, or a figure that is none.
    fn trouble(&mut self, vector: &Vector, head: &Head, alone: bool) -> Option<(String, String)> {
        let Head::Known { text, .. } = head else { return None };
        if let Some(week) = vector.week.filter(|w| self.grid.weeks.binary_search(w).is_err()) {
            return Some((capital(&week.title()), "This week is not on this page.".to_owned()));
        }
        if !alone || vector.named == Named::default() {
            return None;
        }
        self.line(vector.named).err().map(|reason| (format!("\"{text}\""), reason))
    }

    /// Refuses a whole row or column by its heading.
    fn refuse_all(&mut self, head: &Head, way: Way, at: usize, what: String, reason: String) {
        let (Head::Known { text, strip, .. } | Head::Wrong { text, strip, .. }) = head else {
            return;
        };
        let (row, column) = match way {
            Way::Rows => (at + 1, strip + 1),
            Way::Columns => (strip + 1, at + 1),
        };
        self.pasted.refused.push(Refused { row, column, what, text: text.clone(), reason });
    }

    /// Names a row or column that is not used, or refuses it for its date.
    fn leave(&mut self, head: &Head, way: Way, at: usize) {
        let (word, number) = (way.word(), at + 1);
        let unused = match head {
            Head::Wrong { reason, .. } => {
                self.refuse_all(head, way, at, format!("{word} {number}"), reason.clone());
                return;
            }
            Head::Unknown(text) | Head::Derived(text) => format!("{text} ({word} {number})"),
            _ => format!("{word} {number}, which has no heading"),
        };
        self.pasted.unused.push(unused);
        let derived = "\"Not recorded\" is worked out from the other figures, so it was not used.";
        if matches!(head, Head::Derived(_)) && !self.pasted.said.iter().any(|said| said == derived)
        {
            self.pasted.said.push(derived.to_owned());
        }
    }

    fn line(&mut self, named: Named) -> Result<usize, String> {
        let line = self.grid.line(named)?;
        self.focused |= named.channel.is_none() && self.grid.is_shared(named);
        Ok(line)
    }

    /// The cell of the grid a cell of the block goes to.
    fn target(&mut self, down: &Vector, across: &Vector) -> Result<Cell, String> {
        let outside = || "There is no box for it: it lies outside the grid.".to_owned();
        let nth = |way| if way == Way::Rows { down.nth } else { across.nth };
        let week = match (self.plan.weeks, down.week, across.week) {
            (Weeks::Focused(week), ..) => Some(week),
            (Weeks::After(way), ..) => {
                let first = self.grid.focused_week().ok_or_else(outside)?;
                let first = self.grid.weeks.binary_search(&first).map_err(|_| outside())?;
                Some(*self.grid.weeks.get(first + nth(way)).ok_or_else(|| {
                    "This page has no further week for it. Add the dates, and paste again."
                        .to_owned()
                })?)
            }
            (Weeks::Headings, Some(one), Some(other)) if one != other => {
                return Err("Its row and its column name different weeks.".to_owned());
            }
            (Weeks::Headings, one, other) => one.or(other),
        };
        let line = match self.plan.lines {
            Lines::Everywhere => {
                return self.grid.beside(down.nth, across.nth).ok_or_else(outside);
            }
            Lines::Beside(Way::Rows) => {
                return self.grid.beside(down.nth, 0).ok_or_else(outside);
            }
            Lines::Beside(Way::Columns) => {
                return self.grid.beside(0, across.nth).ok_or_else(outside);
            }
            Lines::Focused(line) => line,
            Lines::After(way) => self.grid.line_after(nth(way)).ok_or_else(outside)?,
            Lines::Headings => {
                let named = down.named.and(across.named).ok_or_else(|| {
                    "The headings of its row and its column name different figures.".to_owned()
                })?;
                self.line(named)?
            }
        };
        let cell = week.and_then(|week| self.grid.cell(line, week));
        cell.ok_or_else(|| "There is no box for this figure here.".to_owned())
    }

    fn cell(&self, target: Result<Cell, String>, text: &str) -> Outcome {
        let place = target.as_ref().ok().and_then(Cell::place);
        let value = read_value(text);
        if matches!(value, Ok(Value::Blank)) {
            return match target {
                Ok(Cell::Open(place)) if self.blank == Blank::NotEntered => {
                    Outcome::Change(Change { place, count: None })
                }
                _ => Outcome::Nothing,
            };
        }
        let (value, cell) = match (value, target) {
            (_, Err(reason)) | (Err(reason), Ok(_)) => return Outcome::Refused(place, reason),
            (Ok(value), Ok(cell)) => (value, cell),
        };
        let line = place.and_then(|place| self.grid.lines.get(place.line));
        let channel = line.map_or("The channel", |line| line.channel_name.as_str());
        let reason = match (value, cell) {
            (Value::Count(count), Cell::Open(place)) => {
                return Outcome::Change(Change { place, count: Some(count) });
            }
            (Value::Closed, Cell::Closed(_)) | (Value::NotCollected, Cell::NotCollected(_)) => {
                return Outcome::Nothing;
            }
            (_, Cell::NoBox) => {
                "Nothing can be typed there: the figure is worked out, or not counted.".to_owned()
            }
            (Value::Count(_), Cell::Closed(_)) => format!(
                "{channel}: closed all week. Say on the page of that week that it was open, then paste again."
            ),
            (Value::Count(_), Cell::NotCollected(_)) => format!(
                "{channel}: not collected in this week. Say on the page of that week that it is collected, then paste again."
            ),
            (Value::Closed, _) => format!(
                "A paste cannot close a week. If {channel} did not run, tick \"Closed all week\" on the page of that week."
            ),
            _ => "A paste cannot say that a figure is not collected. Leave the cell empty, or say it on the page of that week.".to_owned(),
        };
        Outcome::Refused(place, reason)
    }

    fn refuse(&mut self, row: usize, column: usize, place: Option<Place>, reason: String) {
        let (text, here) = (self.block.cell(row, column), (row + 1, column + 1));
        let what = place.map_or_else(|| at(here), |place| self.grid.name(place));
        let (row, column) = here;
        self.pasted.refused.push(Refused { row, column, what, text: shown(text), reason });
    }

    /// Keeps figures that were named once.
    fn settle(&mut self, hits: &[Hit]) {
        let mut first: BTreeMap<Place, usize> = BTreeMap::new();
        let mut twin: Vec<Option<usize>> = vec![None; hits.len()];
        for (i, hit) in hits.iter().enumerate() {
            if let Some(other) = first.get(&hit.change.place).copied() {
                twin[i] = Some(other);
                twin[other].get_or_insert(i);
            } else {
                first.insert(hit.change.place, i);
            }
        }
        for (hit, twin) in hits.iter().zip(&twin) {
            if let Some(other) = twin.map(|twin| &hits[twin]) {
                let other = at((other.row + 1, other.column + 1));
                let reason =
                    format!("{} holds the same figure. Leave one of them out.", capital(&other));
                self.refuse(hit.row, hit.column, Some(hit.change.place), reason);
            } else {
                self.pasted.changes.push(hit.change);
            }
        }
    }
}

fn at((row, column): (usize, usize)) -> String {
    format!("row {row}, column {column}")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
