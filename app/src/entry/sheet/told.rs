//! What the grid says: what would change, and what is doubtful.

use beforehand::entry::read_count;

use super::board::{Sheet, Shown, shown_count};

/// What is wrong or odd about a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubted {
    /// It cannot be saved; else it is only odd.
    pub wrong: bool,
    /// The sentence.
    pub sentence: String,
    /// "usually 80 to 130"; empty when nothing is known or it is wrong.
    pub usually: String,
    /// The number that was probably meant.
    pub instead: Option<u32>,
}

impl Doubted {
    pub(super) fn wrong(sentence: String) -> Self {
        Self { wrong: true, sentence, usually: String::new(), instead: None }
    }
}

/// One difference between what stands and what is in the boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The box; none for a tick.
    pub cell: Option<usize>,
    /// The week's place.
    pub week: usize,
    /// "Calls answered", "Calls".
    pub label: String,
    /// "119", "not entered", "open".
    pub before: String,
    /// "128", "closed all week".
    pub after: String,
}

/// One line of a list: what, from what, to what; for what is refused, why not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// "Calls answered".
    pub figure: String,
    /// The same, with its week among several.
    pub what: String,
    /// What stands there.
    pub before: String,
    /// What would stand there.
    pub after: String,
}

/// Most lines that are read one by one; of more, each figure is told in one line first.
pub const FEW: usize = 20;

/// A line for each figure of a long list: how many of its numbers change, and between which they lie
/// before and after. None of a list that is short.
pub fn by_figure(rows: &[Row]) -> Vec<Row> {
    let mut figures: Vec<&str> = Vec::new();
    if rows.len() > FEW {
        for row in rows {
            if !figures.contains(&row.figure.as_str()) {
                figures.push(&row.figure);
            }
        }
    }
    let told = |figure: &&str| {
        let of_it = || rows.iter().filter(|row| row.figure == **figure);
        Row {
            figure: (*figure).to_owned(),
            what: format!("{figure} × {}", of_it().count()),
            before: span(of_it().map(|row| row.before.as_str())),
            after: span(of_it().map(|row| row.after.as_str())),
        }
    };
    figures.iter().map(told).collect()
}

/// "98 to 131"; what is no number is counted apart: "98 to 131, 2 × not entered".
fn span<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let (mut least, mut most) = (u32::MAX, None);
    let (mut words, mut others) = ("", 0);
    for text in texts {
        if let Ok(Some(count)) = read_count("", text) {
            least = least.min(count);
            most = most.max(Some(count));
        } else {
            (words, others) = (text, others + 1);
        }
    }
    let mut parts = Vec::new();
    if let Some(most) = most {
        let (least, most) = (shown_count(Some(least)), shown_count(Some(most)));
        parts.push(if least == most { most } else { format!("{least} to {most}") });
    }
    match (others, most) {
        (0, _) => {}
        (_, None) => parts.push(words.to_owned()),
        (others, _) => parts.push(format!("{others} × {words}")),
    }
    parts.join(", ")
}

impl Sheet {
    /// Everything that sending would change, in the order of the page.
    pub fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (n, cell) in self.setup.cells.iter().enumerate() {
            let read = read_count("", self.text(n));
            if self.shown(n) == Shown::Open && read.as_ref().is_ok_and(|c| *c == cell.was)
                || self.shown(n) != Shown::Open && cell.was.is_none()
            {
                continue;
            }
            let after = match read {
                Ok(count) => said(count),
                Err(_) => self.text(n).to_owned(),
            };
            let label = self.setup.lines[cell.line].line.label.clone();
            let (week, before) = (cell.week, said(cell.was));
            changes.push(Change { cell: Some(n), week, label, before, after });
        }
        changes.extend(self.ticks.iter().filter_map(|(name, on)| self.tick_change(name, *on)));
        changes
    }

    fn tick_change(&self, name: &str, on: bool) -> Option<Change> {
        if !self.is_turned(name, on) {
            return None;
        }
        let cell = (0..self.setup.cells.len())
            .find(|n| self.closed_name(*n) == name || self.turn_name(*n) == name)?;
        let one = &self.setup.cells[cell];
        let line = &self.setup.lines[one.line];
        let closes = self.closed_name(cell) == name;
        let word = |on: bool| match (closes, on) {
            (true, true) => "closed all week",
            (true, false) => "open",
            (false, on) if on == one.collected => "not collected from this week on",
            (false, _) => "collected",
        };
        Some(Change {
            cell: None,
            week: one.week,
            label: if closes { &line.line.channel_name } else { &line.line.label }.clone(),
            before: word(!on).to_owned(),
            after: word(on).to_owned(),
        })
    }

    /// Boxes that would stay 'not entered' in weeks in which something is sent.
    pub fn still_empty(&self) -> Vec<usize> {
        (0..self.setup.cells.len())
            .filter(|n| self.shown(*n) == Shown::Open && self.text(*n).trim().is_empty())
            .collect()
    }
}

/// A count in words.
fn said(count: Option<u32>) -> String {
    count.map_or_else(|| "not entered".to_owned(), |count| crate::ui::count(u64::from(count)))
}
