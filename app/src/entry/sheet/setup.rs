//! What the page tells its island: weeks, lines and boxes, and what is usual in each.

use std::fmt::Write as _;

use beforehand::check::Usual;
use beforehand::paste::Line;
use beforehand::service::{Field, Kind};
use beforehand::week::Week;

use super::super::{ChannelForm, Closed, FieldBox, WeekPage};

/// The fields of a contact channel in the order of the page; the derived figure stands before the
/// last.
const CONTACT: [Field; 5] =
    [Field::Answered, Field::Before, Field::After, Field::DoesNotApply, Field::Missed];
/// The place of 'not recorded' among them.
const DERIVED: usize = 4;

/// Everything the island starts with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setup {
    /// The service's short name.
    pub service: String,
    /// Whose page it is: what this computer keeps is kept for them alone.
    pub reader: String,
    /// Several weeks across, or one week.
    pub block: bool,
    /// The service's data version.
    pub data_version: i64,
    /// When the draft shown was kept: "14:32".
    pub kept: Option<String>,
    /// The weeks, oldest first.
    pub weeks: Vec<SheetWeek>,
    /// The lines: one a channel and field.
    pub lines: Vec<SheetLine>,
    /// The boxes.
    pub cells: Vec<SheetCell>,
    /// The ticked boxes among 'closed all week' and 'not collected'.
    pub ticked: Vec<String>,
    /// The boxes 'closed all week' of channels that are, whatever is ticked.
    pub closed: Vec<String>,
}

/// One week of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetWeek {
    /// The week.
    pub week: Week,
    /// Its version, 0 when nobody has entered it.
    pub version: i32,
    /// The version of the reader's draft of it, 0 when there is none.
    pub turn: i64,
}

/// One channel and field.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetLine {
    /// As pasting knows it.
    pub line: Line,
    /// The channel's short name.
    pub slug: String,
    /// Its kind.
    pub kind: Kind,
}

/// One box.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetCell {
    /// Its line.
    pub line: usize,
    /// Its week.
    pub week: usize,
    /// Its row on the page.
    pub row: usize,
    /// Its column on the page.
    pub column: usize,
    /// What is in it.
    pub text: String,
    /// The count that stands there; none for 'not entered'.
    pub was: Option<u32>,
    /// Whether that count is in doubt and nobody has said why it is right.
    pub standing: bool,
    /// Whether the field is collected in that week, as it stands.
    pub collected: bool,
    /// What is usual; none when nothing is known.
    pub usual: Option<Usual>,
    /// The count of the week before.
    pub last: Option<u32>,
}

#[cfg(any(feature = "hydrate", test))]
impl SheetCell {
    /// Row and column.
    pub fn at(&self) -> (usize, usize) {
        (self.row, self.column)
    }
}

impl Setup {
    /// The grid of one week: a row a channel, a column a field.
    pub fn of_week(page: &WeekPage) -> Self {
        Self::of(std::slice::from_ref(page), false)
    }

    /// The grid of several weeks: a row a line, a column a week.
    pub fn of_weeks(pages: &[WeekPage]) -> Self {
        Self::of(pages, true)
    }

    fn of(pages: &[WeekPage], block: bool) -> Self {
        let mut setup = Self { block, ..Self::default() };
        // Contact channels first, as on the page.
        for contact in [true, false] {
            for (week, page) in pages.iter().enumerate() {
                for form in page.channels.iter().filter(|form| form.kind.is_contact() == contact) {
                    for one in ordered(form) {
                        setup.add(form, one, week);
                    }
                }
            }
        }
        setup.weeks = pages
            .iter()
            .map(|page| SheetWeek {
                week: page.week,
                version: page.version,
                turn: page.draft.as_ref().map_or(0, |draft| draft.turn),
            })
            .collect();
        setup.kept = pages
            .iter()
            .filter_map(|page| page.draft.as_ref())
            .map(|draft| draft.at)
            .max()
            .map(|at| at.format("%H:%M").to_string());
        if let Some(page) = pages.first() {
            setup.service.clone_from(&page.service.slug);
            setup.reader.clone_from(&page.reader);
            setup.data_version = page.data_version;
        }
        setup.tick(pages);
        setup.place(block);
        setup
    }

    fn add(&mut self, form: &ChannelForm, one: &FieldBox, week: usize) {
        let line = self.lines.iter().position(|line| line.line.name == one.name);
        let line = line.unwrap_or_else(|| {
            self.lines.push(SheetLine {
                line: Line {
                    channel: form.id,
                    field: one.field,
                    name: one.name.clone(),
                    label: one.label.clone(),
                    channel_name: form.name.clone(),
                },
                slug: form.slug.clone(),
                kind: form.kind,
            });
            self.lines.len() - 1
        });
        self.cells.push(SheetCell {
            line,
            week,
            row: 0,
            column: 0,
            text: one.text.clone(),
            was: one.was.parse().ok(),
            // Among several weeks only what is typed is asked about.
            standing: !self.block && one.question.as_ref().is_some_and(|one| one.standing),
            collected: one.collected,
            usual: one.usual,
            last: one.last,
        });
    }

    fn tick(&mut self, pages: &[WeekPage]) {
        let (mut ticked, mut closed) = (Vec::new(), Vec::new());
        for page in pages {
            let prefix = self.prefix_of(page.week);
            for form in &page.channels {
                let name = format!("{prefix}{}.closed", form.slug);
                if form.closed_was != Closed::No {
                    closed.push(name.clone());
                }
                if form.closed {
                    ticked.push(name);
                }
                let turned = form.boxes.iter().filter(|one| one.turn);
                ticked.extend(turned.map(|one| format!("{prefix}{}.turn", one.name)));
            }
        }
        (self.ticked, self.closed) = (ticked, closed);
    }

    /// Gives every box its row and column.
    fn place(&mut self, block: bool) {
        let mut rows = Vec::with_capacity(self.lines.len());
        let (mut row, mut before) = (0, "");
        for line in &self.lines {
            let column = column(line.line.field);
            if block {
                // The derived figure has a row of its own, and so has a channel's name.
                let first = before != line.slug;
                row += usize::from(first) + usize::from(line.line.field == Field::Missed);
                rows.push((row, 0));
                row += 1;
                if last_contact(&self.lines, line) {
                    row += usize::from(line.line.field != Field::Missed);
                }
            } else {
                row += usize::from(!before.is_empty() && before != line.slug);
                rows.push((row, column));
            }
            before = &line.slug;
        }
        for cell in &mut self.cells {
            let (row, column) = rows[cell.line];
            (cell.row, cell.column) = if block { (row, cell.week) } else { (row, column) };
        }
    }

    fn prefix_of(&self, week: Week) -> String {
        let mut prefix = String::new();
        if self.block {
            let _ = write!(prefix, "{week}.");
        }
        prefix
    }
}

#[cfg(any(feature = "hydrate", test))]
impl Setup {
    /// What leads the names of a week's boxes: nothing, or the week in a grid of several.
    pub fn prefix(&self, week: usize) -> String {
        self.prefix_of(self.weeks[week].week)
    }

    /// The name of a box: `calls.answered`, or `2026-11-16.calls.answered` among several weeks.
    pub fn name(&self, cell: usize) -> String {
        let SheetCell { line, week, .. } = self.cells[cell];
        format!("{}{}", self.prefix(week), self.lines[line].line.name)
    }

    /// The box of a line and week.
    pub fn find(&self, line: usize, week: usize) -> Option<usize> {
        self.cells.iter().position(|cell| cell.line == line && cell.week == week)
    }
}

/// A channel's boxes in the order of the page.
pub(in super::super) fn ordered(form: &ChannelForm) -> Vec<&FieldBox> {
    if form.kind.is_contact() {
        CONTACT.iter().filter_map(|field| form.of(*field)).collect()
    } else {
        form.boxes.iter().collect()
    }
}

/// The column of a field in the grid of one week.
fn column(field: Field) -> usize {
    match field {
        Field::Visits => 0,
        Field::Visitors => 1,
        Field::Missed => DERIVED + 1,
        contact => CONTACT.iter().position(|own| *own == contact).unwrap_or(0),
    }
}

/// Whether a line is the last of a contact channel: 'not recorded' follows it, or stood before it.
fn last_contact(lines: &[SheetLine], line: &SheetLine) -> bool {
    line.kind.is_contact()
        && lines.iter().rev().find(|own| own.slug == line.slug).is_some_and(|own| own == line)
}
