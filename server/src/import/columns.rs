//! Which column is which.

use beforehand::service::Field;

use super::{Format, Problems, shorten};

/// Where the columns are.
pub struct Columns {
    /// The week's.
    pub week: usize,
    /// Columns that must have a value.
    pub only: Vec<(usize, String)>,
    /// The figures'.
    pub shape: Shape,
}

/// A tidy file has one figure a row, a wide one a week a row.
pub enum Shape {
    /// Columns by what they hold.
    Tidy {
        channel: usize,
        field: usize,
        value: usize,
        state: Option<usize>,
        note: Option<usize>,
        open_days: Option<usize>,
    },
    /// Column, field and channel.
    Wide(Vec<(usize, Field, String)>),
}

impl Columns {
    /// Finds them by their headings.
    pub fn find(heading: &[String], format: &Format, problems: &mut Problems) -> Option<Self> {
        let place = |name: &str, problems: &mut Problems| {
            let mut found =
                heading.iter().enumerate().filter(|(_, own)| own.eq_ignore_ascii_case(name));
            let first = found.next().map(|(at, _)| at);
            if found.next().is_some() {
                problems.add(1, name, "Two columns have this heading. Rename one of them.");
            }
            first
        };
        let need = |name: &str, problems: &mut Problems| {
            let found = place(name, problems);
            if found.is_none() {
                problems.add(1, name, missing(heading));
            }
            found
        };
        let week = need(format.wide.as_ref().map_or("week", |wide| wide.week.as_str()), problems);
        let only: Vec<_> = format
            .only
            .iter()
            .map(|(name, value)| Some((need(name, problems)?, value.clone())))
            .collect();
        let shape = if let Some(wide) = &format.wide {
            let mut columns = Vec::new();
            for column in &wide.columns {
                let at = need(&column.name, problems);
                columns.extend(at.map(|at| (at, column.field, column.channel.clone())));
            }
            Some(Shape::Wide(columns))
        } else {
            let channel = need("channel", problems);
            let field = need("field", problems);
            let value = need("value", problems);
            let state = place("state", problems);
            let note = place("note", problems);
            let open_days = place("open_days", problems);
            match (channel, field, value) {
                (Some(channel), Some(field), Some(value)) => {
                    Some(Shape::Tidy { channel, field, value, state, note, open_days })
                }
                _ => None,
            }
        };
        Some(Self { week: week?, only: only.into_iter().collect::<Option<_>>()?, shape: shape? })
    }

    /// Heading, channel and field of a wide file's columns.
    pub fn figures(&self, heading: &[String]) -> Vec<(String, String, Field)> {
        match &self.shape {
            Shape::Tidy { .. } => Vec::new(),
            Shape::Wide(columns) => columns
                .iter()
                .map(|(at, field, channel)| (heading[*at].clone(), channel.clone(), *field))
                .collect(),
        }
    }

    /// Headings that nobody asks for.
    pub fn unused(&self, heading: &[String]) -> Vec<String> {
        let mut used = vec![self.week];
        used.extend(self.only.iter().map(|(at, _)| *at));
        match &self.shape {
            Shape::Tidy { channel, field, value, state, note, open_days } => {
                used.extend([*channel, *field, *value]);
                used.extend([state, note, open_days].into_iter().flatten());
            }
            Shape::Wide(columns) => used.extend(columns.iter().map(|column| column.0)),
        }
        let free =
            heading.iter().enumerate().filter(|(at, name)| !used.contains(at) && !name.is_empty());
        free.map(|(_, name)| shorten(name)).collect()
    }
}

fn missing(heading: &[String]) -> String {
    let only = heading.first().map_or("", String::as_str);
    if heading.len() == 1 && (only.contains(';') || only.contains('\t')) {
        return "The columns are separated by semicolons or tabs. Save the file with commas between them."
            .to_owned();
    }
    let names: Vec<_> = heading.iter().take(12).map(|name| shorten(name)).collect();
    format!("There is no such column. The file has: {}.", names.join(", "))
}
