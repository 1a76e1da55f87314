//! The grid a block is pasted into: which cell holds which figure, and which figure a heading means.
//!
//! Refuses to choose between channels: only the focused one may stand for a field named alone.

use std::collections::BTreeMap;

use super::heading::Named;
use super::{Cell, Line, Place};
use crate::service::{ChannelId, Field};
use crate::week::Week;

/// A layout with what is looked up in it.
pub(super) struct Grid<'a> {
    pub lines: &'a [Line],
    /// The weeks it shows, in order.
    pub weeks: Vec<Week>,
    /// Whether weeks stand side by side, rather than one week or weeks below each other.
    pub across: bool,
    layout: &'a [Vec<Cell>],
    at: (usize, usize),
    cells: BTreeMap<Place, Cell>,
    by_name: BTreeMap<(ChannelId, Field), usize>,
}

impl<'a> Grid<'a> {
    pub fn new(layout: &'a [Vec<Cell>], lines: &'a [Line], at: (usize, usize)) -> Self {
        let places = || layout.iter().flatten().filter_map(|cell| Some((cell.place()?, *cell)));
        // Filled one by one: collecting would sort, which weighs more in the client.
        let mut cells: BTreeMap<Place, Cell> = BTreeMap::new();
        for (place, cell) in places().filter(|(place, _)| place.line < lines.len()) {
            cells.insert(place, cell);
        }
        let mut weeks: Vec<Week> = Vec::new();
        for place in cells.keys() {
            if let Err(at) = weeks.binary_search(&place.week) {
                weeks.insert(at, place.week);
            }
        }
        let across = layout.iter().any(|row| {
            let mut weeks = row.iter().filter_map(|cell| Some(cell.place()?.week));
            weeks.next().is_some_and(|first| weeks.any(|week| week != first))
        });
        let mut by_name = BTreeMap::new();
        for (i, line) in lines.iter().enumerate().rev() {
            by_name.insert((line.channel, line.field), i);
        }
        Self { lines, weeks, across, layout, at, cells, by_name }
    }

    /// The cell so many rows and columns from the focused one; none outside.
    pub fn beside(&self, rows: usize, columns: usize) -> Option<Cell> {
        let row = self.layout.get(self.at.0.checked_add(rows)?)?;
        let cell = *row.get(self.at.1.checked_add(columns)?)?;
        let known = cell.place().is_none_or(|place| place.line < self.lines.len());
        Some(if known { cell } else { Cell::NoBox })
    }

    /// The cell of a line and week; none where the grid has no such cell.
    pub fn cell(&self, line: usize, week: Week) -> Option<Cell> {
        self.cells.get(&Place { line, week }).copied()
    }

    /// The line of the layout's row (or, with weeks below each other, column) so many after the
    /// focused one; none where no figure is typed there.
    pub fn line_after(&self, n: usize) -> Option<usize> {
        let place = |cell: &Cell| cell.place().filter(|place| place.line < self.lines.len());
        let first = if self.across {
            self.layout.get(self.at.0.checked_add(n)?)?.iter().find_map(place)
        } else {
            let column = self.at.1.checked_add(n)?;
            self.layout.iter().filter_map(|row| row.get(column)).find_map(place)
        };
        first.map(|place| place.line)
    }

    /// The focused figure, or the first of its row, or of its column.
    pub fn focus(&self) -> Option<Place> {
        let place = |cell: &Cell| cell.place().filter(|place| place.line < self.lines.len());
        let row = || self.layout.get(self.at.0).into_iter().flatten().find_map(place);
        let column = || self.layout.iter().filter_map(|row| row.get(self.at.1)).find_map(place);
        self.beside(0, 0).as_ref().and_then(place).or_else(row).or_else(column)
    }

    /// The focused week: that of the focused column where weeks stand side by side.
    pub fn focused_week(&self) -> Option<Week> {
        let place = |cell: &Cell| cell.place();
        let column = || self.layout.iter().filter_map(|row| row.get(self.at.1)).find_map(place);
        let here = if self.across { column().or_else(|| self.focus()) } else { self.focus() };
        here.map(|place| place.week)
    }

    /// The line that a heading means.
    ///
    /// # Errors
    /// When it fits no line, or several; a sentence.
    pub fn line(&self, named: Named) -> Result<usize, String> {
        let find = |channel, field| self.by_name.get(&(channel, field)).copied();
        let found = match (named.channel, named.field) {
            (Some(channel), Some(field)) => find(channel, field),
            (Some(channel), None) => {
                find(channel, Field::Answered).or_else(|| find(channel, Field::Visits))
            }
            (None, Some(field)) => {
                let mut fitting =
                    (0..self.lines.len()).filter(|line| self.lines[*line].field == field);
                let (first, second) = (fitting.next(), fitting.next());
                let focused = || find(self.lines[self.focus()?.line].channel, field);
                match (first, second) {
                    (Some(one), Some(two)) => {
                        return focused().ok_or_else(|| {
                            format!(
                                "This can mean {} or {}. Write the channel into the heading too.",
                                self.lines[one].label, self.lines[two].label
                            )
                        });
                    }
                    _ => first,
                }
            }
            (None, None) => None,
        };
        found.ok_or_else(|| "There is no box for this figure here.".to_owned())
    }

    /// Whether a field named alone fits several channels.
    pub fn is_shared(&self, named: Named) -> bool {
        self.lines.iter().filter(|line| Some(line.field) == named.field).nth(1).is_some()
    }

    /// "Chats answered, week of Monday 16 November 2026".
    pub fn name(&self, place: Place) -> String {
        let label = self.lines.get(place.line).map_or("", |line| line.label.as_str());
        format!("{label}, {}", place.week.title())
    }
}
