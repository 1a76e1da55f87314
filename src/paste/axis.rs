//! The rows, or the columns, of a block and what their headings say of each.
//!
//! Refuses to join headings that contradict each other.

use super::block::Block;
use super::date::{is_week_heading, read_date};
use super::heading::{Heading, Named, Vocabulary};
use super::shape::{Shape, Strip};
use super::weeks::{Mixed, read_weeks};
use super::{Refused, ordinal, shown};
use crate::week::Week;

/// What the headings say of one row or column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Head {
    /// Nothing stands there.
    Blank,
    /// Words that name nothing known.
    Unknown(String),
    /// The figure that is worked out.
    Derived(String),
    /// A date that is none; its text, its strip, and why.
    Wrong { text: String, strip: usize, reason: String },
    /// A figure, a week, or both.
    Known { named: Named, week: Option<Week>, text: String, strip: usize },
}

/// All rows, or all columns, of figures.
pub(super) struct Axis {
    /// By row or column of the block, from 0; headings themselves are `None`.
    pub heads: Vec<Option<Head>>,
    /// Some heading names figures.
    pub has_lines: bool,
    /// Some heading names a week.
    pub has_weeks: bool,
    /// The headings have a heading of their own that says they are weeks.
    pub says_weeks: bool,
    /// How the weeks were read.
    pub said: Option<String>,
}

impl Axis {
    /// Whether there are headings, known or not.
    pub fn is_headed(&self) -> bool {
        self.heads.iter().flatten().any(|head| *head != Head::Blank)
    }
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Rows,
    Columns,
}

impl Way {
    /// "row" or "column".
    pub fn word(self) -> &'static str {
        match self {
            Self::Rows => "row",
            Self::Columns => "column",
        }
    }
}

/// One strip of headings as read: what each cell of it says.
struct Read {
    texts: Vec<String>,
    heads: Vec<Head>,
}

/// Reads the headings of the rows (which stand in columns) or of the columns (in rows).
///
/// # Errors
/// When the dates of the headings cannot be read as weeks.
pub(super) fn read_axis(
    block: &Block,
    shape: &Shape,
    way: Way,
    vocabulary: &Vocabulary,
    grid: &[Week],
) -> Result<Axis, Box<Refused>> {
    let is_name = |c: usize| shape.columns.iter().any(|strip| strip.at == c);
    let (strips, length, other) = match way {
        Way::Rows => (&shape.columns, block.rows(), Way::Columns),
        Way::Columns => (&shape.rows, block.columns(), Way::Rows),
    };
    let is_figures = |at: usize| match way {
        Way::Rows => at >= shape.first_row,
        Way::Columns => !is_name(at),
    };
    let mut has_weeks = false;
    let mut says_weeks = false;
    let mut said = None;
    let mut read: Vec<Read> = Vec::new();
    for strip in strips.iter().copied() {
        let cell = |at: usize| match way {
            Way::Rows => block.cell(at, strip.at),
            Way::Columns => block.cell(strip.at, at),
        };
        let title = if way == Way::Columns { title_date(block, strip.at) } else { None };
        let text = |at| if is_figures(at) { title.unwrap_or_else(|| cell(at)) } else { "" };
        let texts: Vec<&str> = (0..length).map(text).collect();
        let heading = match way {
            Way::Rows => (0..shape.first_row).rev().map(cell).find(|text| !text.is_empty()),
            Way::Columns => shape.columns.first().map(|first| cell(first.at)),
        };
        says_weeks |= heading.is_some_and(is_week_heading);
        let weeks = if has_weeks {
            Vec::new()
        } else {
            let found = read_weeks(&texts, heading.unwrap_or_default(), strip.serial, grid)
                .map_err(|mixed| Box::new(refuse(mixed, way, strip, &texts)))?;
            if found.weeks.iter().any(|week| matches!(week, Some(Ok(_)))) {
                has_weeks = true;
                let place = format!("{} {}", ordinal(strip.at), other.word());
                said = Some(format!("The {place} was read as {}", found.said));
            }
            found.weeks
        };
        let heads = texts.iter().enumerate().map(|(at, text)| match weeks.get(at) {
            Some(Some(week)) => known_week(week.clone(), text, strip.at),
            _ => named(vocabulary, text, strip.at),
        });
        let heads = heads.collect();
        read.push(Read { texts: texts.into_iter().map(shown).collect(), heads });
    }
    let filled: Vec<Vec<Head>> = read.iter().map(fill).collect();
    let heads: Vec<Option<Head>> =
        (0..length).map(|at| is_figures(at).then(|| join(&read, &filled, at))).collect();
    let names = |head: &Option<Head>| match head {
        Some(Head::Known { named, .. }) => *named != Named::default(),
        _ => false,
    };
    Ok(Axis { has_lines: heads.iter().any(names), has_weeks, says_weeks, heads, said })
}

/// The date in the corner of a row that holds nothing else: it is that of the whole table.
fn title_date(block: &Block, row: usize) -> Option<&str> {
    let (first, others) = block.row(row).split_first()?;
    let alone = block.columns() > 1 && others.iter().all(String::is_empty);
    (alone && read_date(first).is_some()).then_some(first)
}

fn known_week(week: Result<Week, String>, text: &str, strip: usize) -> Head {
    let text = shown(text);
    match week {
        Ok(week) => Head::Known { named: Named::default(), week: Some(week), text, strip },
        Err(reason) => Head::Wrong { text, strip, reason },
    }
}

fn named(vocabulary: &Vocabulary, text: &str, strip: usize) -> Head {
    if text.is_empty() {
        return Head::Blank;
    }
    match vocabulary.find(text) {
        Heading::Named(named) => Head::Known { named, week: None, text: shown(text), strip },
        Heading::Derived => Head::Derived(shown(text)),
        Heading::Unknown => Head::Unknown(shown(text)),
    }
}

/// Merged cells are copied as one text and blanks: each blank takes the heading before it.
fn fill(read: &Read) -> Vec<Head> {
    let mut last = Head::Blank;
    let take = |head: &Head| {
        if *head != Head::Blank {
            last = head.clone();
        }
        last.clone()
    };
    read.heads.iter().map(take).collect()
}

/// The heading nearest to the figures, with what the ones further out add to it.
fn join(read: &[Read], filled: &[Vec<Head>], at: usize) -> Head {
    let own = read.iter().rposition(|read| read.heads[at] != Head::Blank);
    let Some(own) = own else { return Head::Blank };
    let head = &read[own].heads[at];
    let Head::Known { named, week, strip, .. } = head else { return head.clone() };
    let (mut named, mut week) = (*named, *week);
    for outer in filled[..own].iter().rev() {
        match &outer[at] {
            Head::Known { named: more, week: also, .. } => {
                let Some(both) = named.and(*more) else {
                    return Head::Unknown(read[own].texts[at].clone());
                };
                named = both;
                week = week.or(*also);
            }
            Head::Wrong { .. } => return outer[at].clone(),
            _ => {}
        }
    }
    Head::Known { named, week, text: read[own].texts[at].clone(), strip: *strip }
}

fn refuse(mixed: Mixed, way: Way, strip: Strip, texts: &[&str]) -> Refused {
    let (row, column) = match way {
        Way::Rows => (mixed.at + 1, strip.at + 1),
        Way::Columns => (strip.at + 1, mixed.at + 1),
    };
    let what = match way {
        Way::Rows => format!("The weeks in column {column}"),
        Way::Columns => format!("The weeks in row {row}"),
    };
    let text = texts.get(mixed.at).copied().map(shown).unwrap_or_default();
    Refused { row, column, what, text, reason: mixed.reason }
}
