//! What is decided before the first cell is filled: where each cell's figure and week come from.
//!
//! Refuses a block that says its weeks but not its figures, unless its shape leaves no choice.

use super::axis::{Axis, Head, Way};
use super::date::is_week_heading;
use super::grid::Grid;
use super::heading::Named;
use crate::week::Week;

/// Where a cell's figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// Its headings.
    Headings,
    /// The one that has the focus.
    Focused(usize),
    /// The grid's own order, along the block's rows or columns.
    After(Way),
    /// The cells from the focused one on, along the block's rows or columns.
    Beside(Way),
    /// The cells from the focused one on, both ways, whatever their week.
    Everywhere,
}

/// Where a cell's week comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weeks {
    /// Its headings, or the cell it lands on.
    Headings,
    /// The one that has the focus.
    Focused(Week),
    /// The grid's own order from the focused one on, along the block's rows or columns.
    After(Way),
}

/// Both, and whether headings that name nothing known may be overlooked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub lines: Lines,
    pub weeks: Weeks,
    /// Rows, or columns, whose only heading names nothing but cannot mislead.
    pub overlooked: Option<Way>,
    /// How it was decided.
    pub said: Vec<String>,
}

/// Decides, given how many rows and columns have figures.
///
/// # Errors
/// When nothing says which figures these are; a sentence.
pub(super) fn decide(
    rows: &Axis,
    columns: &Axis,
    grid: &Grid<'_>,
    count: (usize, usize),
) -> Result<Plan, String> {
    let lines = rows.has_lines || columns.has_lines;
    let weeks = rows.has_weeks || columns.has_weeks;
    let mut plan =
        Plan { lines: Lines::Headings, weeks: Weeks::Headings, overlooked: None, said: Vec::new() };
    for (axis, way) in [(columns, Way::Columns), (rows, Way::Rows)] {
        plan.said.extend(headings(axis, way));
        plan.said.extend(axis.said.clone());
    }
    let unnamed = |axis: &Axis| !axis.has_lines && !axis.has_weeks && (weeks || !axis.says_weeks);
    if lines && unnamed(columns) && count.1 == 1 {
        plan.overlooked = Some(Way::Columns);
    } else if lines && unnamed(rows) && count.0 == 1 {
        plan.overlooked = Some(Way::Rows);
    }
    match (lines, weeks) {
        (true, true) => {}
        (true, false) => without_weeks(rows, columns, grid, count, &mut plan)?,
        (false, true) => without_lines(rows, columns, grid, count, &mut plan)?,
        (false, false) if rows.is_headed() || columns.is_headed() => {
            plan.said.push("No heading names a figure or a week of this page.".to_owned());
        }
        (false, false) => {
            plan.lines = Lines::Everywhere;
            if let (Some(place), true) = (grid.focus(), count.0.max(count.1) > 1) {
                plan.said.push(format!(
                    "There are no headings: the cells were filled from {}, to the right and down.",
                    grid.name(place)
                ));
            }
        }
    }
    if count == (0, 0) && (lines || weeks) {
        plan.said.push("There are headings, but no figures.".to_owned());
    }
    Ok(plan)
}

/// "The first row was read as headings."
fn headings(axis: &Axis, way: Way) -> Option<String> {
    let other = if way == Way::Rows { Way::Columns } else { Way::Rows };
    let strip = axis.heads.iter().flatten().find_map(|head| match head {
        Head::Known { named, strip, .. } if *named != Named::default() => Some(*strip),
        _ => None,
    })?;
    Some(format!("The {} {} was read as headings.", super::ordinal(strip), other.word()))
}

fn without_weeks(
    rows: &Axis,
    columns: &Axis,
    grid: &Grid<'_>,
    count: (usize, usize),
    plan: &mut Plan,
) -> Result<(), String> {
    let unread = |head: &&Head| matches!(head, Head::Unknown(text) if is_week_heading(text));
    if let Some(Head::Unknown(text)) =
        rows.heads.iter().chain(&columns.heads).flatten().find(unread)
    {
        return Err(format!(
            "It has a heading \"{text}\", but what belongs to it cannot be read as dates. Write them as 16/11/2026, or leave them out, and paste again."
        ));
    }
    let Some(week) = grid.focused_week() else { return Ok(()) };
    let several = grid.weeks.len() > 1;
    if rows.has_lines && columns.has_lines {
        plan.weeks = Weeks::Focused(week);
        if several {
            plan.said.push(format!("There are no dates: this is taken as the {}.", week.title()));
        }
        return Ok(());
    }
    let (free, way, many) = if rows.has_lines {
        (columns, Way::Columns, count.1 > 1)
    } else {
        (rows, Way::Rows, count.0 > 1)
    };
    plan.weeks = Weeks::After(way);
    if several && many && !free.is_headed() {
        plan.said.push(format!(
            "There are no dates: the {}s were taken as weeks, from the {} on.",
            way.word(),
            week.title()
        ));
    } else if several && !many {
        plan.said.push(format!("There are no dates: this is taken as the {}.", week.title()));
    }
    Ok(())
}

fn without_lines(
    rows: &Axis,
    columns: &Axis,
    grid: &Grid<'_>,
    count: (usize, usize),
    plan: &mut Plan,
) -> Result<(), String> {
    let (free, way, many) = if rows.has_weeks {
        (columns, Way::Columns, count.1 > 1)
    } else {
        (rows, Way::Rows, count.0 > 1)
    };
    if free.is_headed() && !free.has_weeks {
        plan.said.push("No heading names a figure of this page.".to_owned());
        return Ok(());
    }
    let Some(place) = grid.focus() else { return Ok(()) };
    let label = &grid.lines[place.line].label;
    if !many {
        plan.lines = Lines::Focused(place.line);
        plan.said.push(format!("There are no headings: this is taken as {label}."));
        return Ok(());
    }
    if grid.weeks.len() == 1 {
        plan.lines = Lines::Beside(way);
    } else if grid.across == (way == Way::Rows) {
        plan.lines = Lines::After(way);
    } else {
        return Err(format!(
            "The weeks can be read, but nothing says which figure each {} holds. Copy the headings too, and paste again.",
            way.word()
        ));
    }
    plan.said.push(format!(
        "There are no headings: the {}s were taken from {label} on, in the order of this page.",
        way.word()
    ));
    Ok(())
}
