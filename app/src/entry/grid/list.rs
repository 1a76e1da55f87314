//! What would change, listed before it does: a pasted block, and all that was typed.

use beforehand::paste::{Pasted, Refused, read_block};
use beforehand::week::{Week, short_date};

use super::super::sheet::{Change, Edit, Row, shown_count};
use super::act::blank;
use super::client::Client;
use super::{face, page};

impl Client {
    /// Reads the block again and lists what it would change; whether submitted numbers are among it.
    pub fn preview(&mut self) -> bool {
        let pasted = self.sheet.paste(&self.block, self.here, blank());
        let step = self.sheet.take(&pasted);
        let changes = step.len();
        let refused = pasted.refused.len();
        let mut said = pasted.said.clone();
        if !pasted.unused.is_empty() {
            said.push(format!("Not used: {}.", pasted.unused.join(", ")));
        }
        let title = match (changes, refused) {
            (0, 0) => "Nothing would change".to_owned(),
            (changes, 0) => {
                crate::ui::times(changes, "number would change", "numbers would change")
            }
            (changes, refused) => format!(
                "{}, {} not taken",
                crate::ui::times(changes, "number would change", "numbers would change"),
                crate::ui::count(refused as u64)
            ),
        };
        let refusal = |one: Refused| Row {
            figure: String::new(),
            what: format!("{}:", one.what),
            // Most reasons name what stands there themselves.
            before: if one.reason.contains(&one.text) {
                String::new()
            } else {
                format!(" “{}”", one.text)
            },
            after: one.reason,
        };
        let rows = self.rows(&pasted);
        let refused: Vec<_> = pasted.refused.into_iter().map(refusal).collect();
        face::list(&title, &said, &rows, &refused);
        let stood = |edit: &Edit| match edit {
            Edit::Text { cell, .. } => self.sheet.setup.cells[*cell].was.is_some(),
            Edit::Tick { .. } => false,
        };
        step.iter().any(stood)
    }

    /// What is pasted, old and new, for the cells that would change.
    fn rows(&self, pasted: &Pasted) -> Vec<Row> {
        let mut rows = Vec::new();
        for change in &pasted.changes {
            let week = self.sheet.setup.weeks.iter().position(|w| w.week == change.place.week);
            let cell = week.and_then(|week| self.sheet.setup.find(change.place.line, week));
            let Some(cell) = cell else { continue };
            let (before, after) = (self.sheet.text(cell), shown_count(change.count));
            if before != after {
                let said = |text: &str| match text {
                    "" => "not entered".to_owned(),
                    text => text.to_owned(),
                };
                let (figure, what) = (self.figure(cell).clone(), self.label(cell));
                rows.push(Row { figure, what, before: said(before), after: said(&after) });
            }
        }
        rows
    }

    /// "Calls answered".
    fn figure(&self, cell: usize) -> &String {
        &self.sheet.setup.lines[self.sheet.setup.cells[cell].line].line.label
    }

    /// "Calls answered", with its week among several.
    pub fn label(&self, cell: usize) -> String {
        let label = self.figure(cell);
        if self.sheet.setup.block {
            format!("{label}, {}", short(self.sheet.week(cell)))
        } else {
            label.clone()
        }
    }

    /// Takes the block as one step.
    pub fn take(&mut self) {
        let pasted = self.sheet.paste(&self.block, self.here, blank());
        let step = self.sheet.take(&pasted);
        self.taken = step.len();
        self.apply(step.clone());
        let block = read_block(&self.block);
        let block = format!("{} × {} cells", block.rows(), block.columns());
        for edit in &step {
            if let Edit::Text { cell, .. } = edit {
                page::mark(&self.sheet.setup.name(*cell), Some(&block));
            }
        }
        self.goto = Some(self.here);
    }

    /// Lists what sending would change; whether numbers change that were submitted before.
    pub fn check(&mut self) -> bool {
        let changes = self.sheet.changes();
        let weeks = self.sheet.setup.weeks.len();
        let what = |change: &Change| {
            if weeks > 1 {
                format!("{}, {}", change.label, short(self.sheet.setup.weeks[change.week].week))
            } else {
                change.label.clone()
            }
        };
        let rows: Vec<_> = changes
            .iter()
            .map(|change| Row {
                figure: change.label.clone(),
                what: what(change),
                before: change.before.clone(),
                after: change.after.clone(),
            })
            .collect();
        let empty = self.sheet.still_empty();
        let mut said = Vec::new();
        let asks = self.asked.iter().any(Option::is_some);
        if rows.is_empty() && !asks {
            said.push("Nothing differs from what is saved.".to_owned());
        }
        if !empty.is_empty() {
            let labels: Vec<_> = empty.iter().take(6).map(|cell| self.label(*cell)).collect();
            let more = empty.len().saturating_sub(labels.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            said.push(format!("Still empty, and owed: {}{more}.", labels.join("; ")));
        }
        if asks {
            said.push("Odd numbers need a reason: it is asked below the grid.".to_owned());
        }
        let title = match &*self.sheet.setup.weeks {
            [one] => format!("Check the {} before it counts", one.week.title()),
            _ => "Check before it counts".to_owned(),
        };
        face::list(&title, &said, &rows, &[]);
        let stood =
            |change: &Change| change.cell.is_some_and(|n| self.sheet.setup.cells[n].was.is_some());
        changes.iter().any(stood)
    }

    /// Keeps the reader's number, or takes the one somebody else saved.
    pub fn settle(&mut self, cell: usize, theirs: bool) {
        let mut against = self.against.clone();
        if let Some(one) = against.iter().find(|one| theirs && one.cell == cell) {
            self.apply(vec![self.sheet.typing(cell, one.text.clone())]);
        } else if self.sheet.is_ticked(&self.sheet.closed_name(cell)) {
            // A number of a channel that somebody closed: it was open, or there would be none.
            self.apply(self.sheet.turn_closed(cell));
        }
        against.retain(|one| one.cell != cell);
        self.stand(against);
        self.goto = Some(cell);
    }
}

/// "16 Nov".
fn short(week: Week) -> String {
    short_date(week.monday())
}
