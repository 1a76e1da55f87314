//! The boxes of a page and what is done to them: typing, undo, moving, filling, judging, pasting.

use std::collections::{BTreeMap, BTreeSet};

use beforehand::check;
use beforehand::entry::{not_recorded, read_count, too_many_parts};
use beforehand::paste::{self, Blank, Pasted};
use beforehand::service::Field;
use beforehand::week::Week;

use super::setup::{Setup, SheetCell};
use super::told::Doubted;

/// The boxes of one page and what was typed into them.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What the page was made from; a cell's `was` follows what others save.
    pub setup: Setup,
    texts: Vec<String>,
    pub(super) ticks: BTreeMap<String, bool>,
    /// The boxes 'closed all week' of channels that are; follows what others save.
    pub(super) closed: BTreeSet<String>,
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// Things that are undone together, in the order they were done.
pub type Step = Vec<Edit>;

/// One thing that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A box.
    Text {
        /// Its cell.
        cell: usize,
        /// What was in it.
        before: String,
        /// What is in it.
        after: String,
    },
    /// 'Closed all week', or whether a field is collected.
    Tick {
        /// The name of the box: `calls.closed`, `calls.missed.turn`.
        name: String,
        /// Whether it is ticked.
        on: bool,
    },
}

/// Which of the four states a cell is in as the page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A box to type in, empty or not.
    Open,
    /// The channel is closed all week.
    Closed,
    /// The field is not collected from this week on.
    NotCollected,
}

impl Sheet {
    /// The page as it was sent.
    pub fn new(setup: Setup) -> Self {
        let texts = setup.cells.iter().map(|cell| cell.text.clone()).collect();
        // Filled one by one: collecting would sort, which weighs more.
        let (mut ticks, mut closed) = (BTreeMap::new(), BTreeSet::new());
        for name in &setup.ticked {
            ticks.insert(name.clone(), true);
        }
        for name in &setup.closed {
            closed.insert(name.clone());
        }
        let (done, undone) = (Vec::new(), Vec::new());
        Self { setup, texts, ticks, closed, done, undone }
    }

    /// What is in a box.
    pub fn text(&self, cell: usize) -> &str {
        &self.texts[cell]
    }

    /// The count in a box; none when it is empty or cannot be read.
    pub fn count(&self, cell: usize) -> Option<u32> {
        read_count("", self.text(cell)).ok().flatten()
    }

    /// Whether a box of the form is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.ticks.get(name).copied().unwrap_or(false)
    }

    /// The name of the box that closes the cell's channel for its week.
    pub fn closed_name(&self, cell: usize) -> String {
        let SheetCell { line, week, .. } = self.setup.cells[cell];
        format!("{}{}.closed", self.setup.prefix(week), self.setup.lines[line].slug)
    }

    /// The name of the box that turns round whether the cell's field is collected.
    pub fn turn_name(&self, cell: usize) -> String {
        format!("{}.turn", self.setup.name(cell))
    }

    /// The state a cell is in.
    pub fn shown(&self, cell: usize) -> Shown {
        if self.is_ticked(&self.closed_name(cell)) {
            Shown::Closed
        } else if self.setup.cells[cell].collected == self.is_ticked(&self.turn_name(cell)) {
            Shown::NotCollected
        } else {
            Shown::Open
        }
    }

    /// Whether a box is filled, blank or not; none where there is no box to fill.
    pub fn filled(&self, cell: usize) -> Option<bool> {
        let full = !self.text(cell).trim().is_empty();
        match self.shown(cell) {
            Shown::Open => Some(full),
            Shown::NotCollected => full.then_some(true),
            Shown::Closed => None,
        }
    }

    /// Puts a text into a box without remembering it: typing is remembered when the box is left.
    pub fn write(&mut self, cell: usize, text: &str) {
        text.clone_into(&mut self.texts[cell]);
    }

    /// Remembers what was done as one step; what stays as it was is left out. Nothing that was
    /// undone before can be done again.
    pub fn remember(&mut self, mut step: Step) {
        step.retain(|edit| !matches!(edit, Edit::Text { before, after, .. } if before == after));
        if !step.is_empty() {
            self.done.push(step);
            self.undone.clear();
        }
    }

    /// Does a step and remembers it.
    pub fn apply(&mut self, step: Step) {
        for edit in &step {
            self.set(edit);
        }
        self.remember(step);
    }

    /// Takes the last step back and gives what is to be shown.
    pub fn undo(&mut self) -> Option<Step> {
        let step = self.done.pop()?;
        let back: Step = step.iter().rev().map(Edit::back).collect();
        for edit in &back {
            self.set(edit);
        }
        self.undone.push(step);
        Some(back)
    }

    /// Does again what was undone last.
    pub fn redo(&mut self) -> Option<Step> {
        let step = self.undone.pop()?;
        for edit in &step {
            self.set(edit);
        }
        self.done.push(step.clone());
        Some(step)
    }

    pub(super) fn set(&mut self, edit: &Edit) {
        match edit {
            Edit::Text { cell, after, .. } => self.texts[*cell].clone_from(after),
            Edit::Tick { name, on } => {
                self.ticks.insert(name.clone(), *on);
            }
        }
    }

    /// The edit that puts a text into a box.
    pub fn typing(&self, cell: usize, text: impl Into<String>) -> Edit {
        Edit::Text { cell, before: self.texts[cell].clone(), after: text.into() }
    }

    /// Closes the cell's channel for its week, emptying its boxes, or opens it again with what they held
    /// when it was closed.
    pub fn turn_closed(&self, cell: usize) -> Step {
        let name = self.closed_name(cell);
        let on = !self.is_ticked(&name);
        let tick = Edit::Tick { name: name.clone(), on };
        let mut step = vec![tick.clone()];
        if !on && let Some(closing) = self.done.iter().rfind(|step| step.contains(&tick.back())) {
            let emptied = closing.iter().filter(|edit| matches!(edit, Edit::Text { .. }));
            step.extend(emptied.map(Edit::back));
        } else if on {
            let of_it = (0..self.texts.len()).filter(|other| self.closed_name(*other) == name);
            let full = of_it.filter(|other| !self.texts[*other].is_empty());
            step.extend(full.map(|other| self.typing(other, "")));
        }
        step
    }

    /// Says that the cell's field is not collected from its week on, or that it is.
    pub fn turn_collected(&self, cell: usize) -> Step {
        let name = self.turn_name(cell);
        let on = !self.is_ticked(&name);
        let mut step = vec![Edit::Tick { name, on }];
        if on == self.setup.cells[cell].collected && !self.texts[cell].is_empty() {
            step.push(self.typing(cell, ""));
        }
        step
    }

    /// What the week before has in the cell's line, typed or saved.
    pub fn week_before(&self, cell: usize) -> Option<u32> {
        let SheetCell { line, week, last, .. } = self.setup.cells[cell];
        let before = week.checked_sub(1).and_then(|week| self.setup.find(line, week));
        before.map_or(last, |cell| self.count(cell))
    }

    /// Not recorded, as it follows from what is typed: none while a part is missing.
    pub fn not_recorded(&self, slug: &str, week: usize) -> Option<i64> {
        let count = |field| self.count(self.cell_of(slug, field, week)?);
        let other = match self.cell_of(slug, Field::DoesNotApply, week) {
            Some(cell) if self.shown(cell) == Shown::Open => self.count(cell)?,
            _ => 0,
        };
        let (answered, before) = (count(Field::Answered)?, count(Field::Before)?);
        Some(not_recorded(answered, before, count(Field::After)?, other))
    }

    fn cell_of(&self, slug: &str, field: Field, week: usize) -> Option<usize> {
        let line = self.setup.lines.iter().position(|l| l.slug == slug && l.line.field == field);
        line.and_then(|line| self.setup.find(line, week))
    }

    /// Whether a box holds what cannot be saved, or boxes together do: parts that are more than what
    /// they are parts of.
    pub fn is_wrong(&self) -> bool {
        let mut cells = 0..self.setup.cells.len();
        let mut lines = self.setup.lines.iter().filter(|line| line.line.field == Field::Answered);
        let exceeds = |slug: &str, week| {
            too_many_parts(|field| self.count(self.cell_of(slug, field, week)?)).is_some()
        };
        cells.any(|cell| self.judge(cell).is_some_and(|doubt| doubt.wrong))
            || lines.any(|line| (0..self.setup.weeks.len()).any(|week| exceeds(&line.slug, week)))
    }

    /// A field of a week over all contact channels that count it: none while one is missing.
    pub fn total(&self, field: Field, week: usize) -> Option<u64> {
        let mut total = None;
        for (line, _) in self.setup.lines.iter().enumerate().filter(|(_, l)| l.line.field == field)
        {
            let Some(cell) = self.setup.find(line, week) else { continue };
            if self.shown(cell) == Shown::Open {
                total = Some(total.unwrap_or(0) + u64::from(self.count(cell)?));
            }
        }
        total
    }

    /// What is wrong or odd about the number in a box.
    pub fn judge(&self, cell: usize) -> Option<Doubted> {
        let one = &self.setup.cells[cell];
        let label = &self.setup.lines[one.line].line.label;
        let count = match read_count(&self.setup.name(cell), self.text(cell)) {
            Ok(Some(count)) => count,
            Ok(None) => return None,
            Err(problem) => {
                return Some(Doubted::wrong(format!("{label}: {}", problem.problem)));
            }
        };
        if Some(count) == one.was && !one.standing {
            return None;
        }
        let usual = one.usual?;
        let warnings = check::doubts(&usual, count);
        let gravest = warnings.first()?;
        let less = count / 10;
        let instead = (gravest.doubt == check::Doubt::TenfoldHigh
            && check::doubts(&usual, less).is_empty())
        .then_some(less);
        Some(Doubted {
            wrong: false,
            sentence: check::sentence(label, count, gravest),
            usually: check::usually(&usual),
            instead,
        })
    }

    /// Pairs of boxes of a week whose numbers look exchanged.
    pub fn swapped(&self, week: usize) -> Vec<(usize, usize, String)> {
        let cells: Vec<usize> = (0..self.setup.cells.len())
            .filter(|n| self.setup.cells[*n].week == week && self.is_new(*n))
            .collect();
        let typed: Vec<check::Typed> = cells
            .iter()
            .filter_map(|n| {
                let cell = &self.setup.cells[*n];
                let label = self.setup.lines[cell.line].line.label.as_str();
                Some(check::Typed { label, usual: cell.usual, count: self.count(*n)? })
            })
            .collect();
        check::swapped(&typed)
            .into_iter()
            .map(|(a, b)| (cells[a], cells[b], check::swapped_sentence(&typed[a], &typed[b])))
            .collect()
    }

    /// Whether the box holds a count that is not the one that stands.
    fn is_new(&self, cell: usize) -> bool {
        self.count(cell).is_some_and(|count| Some(count) != self.setup.cells[cell].was)
    }

    /// Reads a pasted block from the cell on: what would change, and what cannot be taken.
    pub fn paste(&self, text: &str, at: usize, blank: Blank) -> Pasted {
        let lines: Vec<_> = self.setup.lines.iter().map(|line| line.line.clone()).collect();
        let block = paste::read_block(text);
        paste::paste(&block, &self.layout(), &lines, self.setup.cells[at].at(), blank)
    }

    fn layout(&self) -> Vec<Vec<paste::Cell>> {
        let rows = self.setup.cells.iter().map(|cell| cell.row + 1).max().unwrap_or(0);
        let columns = self.setup.cells.iter().map(|cell| cell.column + 1).max().unwrap_or(0);
        let mut layout = vec![vec![paste::Cell::NoBox; columns]; rows];
        for (n, cell) in self.setup.cells.iter().enumerate() {
            let place = paste::Place { line: cell.line, week: self.week(n) };
            layout[cell.row][cell.column] = match self.shown(n) {
                Shown::Open => paste::Cell::Open(place),
                Shown::Closed => paste::Cell::Closed(place),
                Shown::NotCollected => paste::Cell::NotCollected(place),
            };
        }
        layout
    }

    /// The step that takes what was pasted; what stays as it is is left out.
    pub fn take(&self, pasted: &Pasted) -> Step {
        let mut step = Vec::new();
        for change in &pasted.changes {
            let week = self.setup.weeks.iter().position(|one| one.week == change.place.week);
            let cell = week.and_then(|week| self.setup.find(change.place.line, week));
            let Some(cell) = cell else { continue };
            if self.count(cell) != change.count || read_count("", self.text(cell)).is_err() {
                step.push(self.typing(cell, shown_count(change.count)));
            }
        }
        step
    }

    /// The week of a cell.
    pub fn week(&self, cell: usize) -> Week {
        self.setup.weeks[self.setup.cells[cell].week].week
    }
}

impl Edit {
    fn back(&self) -> Self {
        match self {
            Self::Text { cell, before, after } => {
                Self::Text { cell: *cell, before: after.clone(), after: before.clone() }
            }
            Self::Tick { name, on } => Self::Tick { name: name.clone(), on: !on },
        }
    }
}

/// A count as it stands in a box.
pub fn shown_count(count: Option<u32>) -> String {
    count.map(|count| crate::ui::count(u64::from(count))).unwrap_or_default()
}
