//! What the page tells its island, as text: lines of fields with a tab between them.
//!
//! Written by hand, for the general way weighs a twentieth of the whole client. `wired` reads it.

use std::fmt::Display;

use beforehand::service::{Field, Kind};
use chrono::Datelike;

use super::setup::{Setup, SheetLine};

impl Setup {
    /// Everything, as text.
    pub fn write(&self) -> String {
        let mut out = Out(String::new());
        out.line("s").text(&self.service).text(&self.reader);
        out.number(self.block.into()).number(self.data_version);
        if let Some(kept) = &self.kept {
            out.text(kept);
        }
        for one in &self.weeks {
            let monday = one.week.monday().num_days_from_ce();
            out.line("w").number(monday.into()).number(one.version.into()).number(one.turn);
        }
        for SheetLine { line, slug, kind } in &self.lines {
            out.line("l").number(line.channel.into()).number(place(&Field::ALL, &line.field));
            out.text(&line.name).text(&line.label).text(&line.channel_name).text(slug);
            out.number(place(&Kind::ALL, kind));
        }
        for cell in &self.cells {
            out.line("c");
            for place in [cell.line, cell.week, cell.row, cell.column] {
                out.number(place as i64);
            }
            out.text(&cell.text).count(cell.was).count(cell.last);
            out.number(cell.standing.into()).number(cell.collected.into());
            if let Some(usual) = cell.usual {
                out.number(usual.set.into()).count(usual.last_year).exact(usual.median);
                if let Some((low, high)) = usual.range {
                    out.exact(Some(low)).exact(Some(high));
                }
            }
        }
        for (kind, names) in [("t", &self.ticked), ("f", &self.closed)] {
            for name in names {
                out.line(kind).text(name);
            }
        }
        out.0
    }
}

/// The place of a value among all of its kind.
fn place<T: PartialEq>(all: &[T], one: &T) -> i64 {
    all.iter().position(|own| own == one).unwrap_or_default() as i64
}

struct Out(String);

impl Out {
    fn line(&mut self, kind: &str) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(kind);
        self
    }

    fn add(&mut self, value: impl Display) -> &mut Self {
        use std::fmt::Write as _;
        let _ = write!(self.0, "\t{value}");
        self
    }

    /// No box and no name holds a line break or a tab; one that did would hold spaces.
    fn text(&mut self, text: &str) -> &mut Self {
        self.add(text.replace(['\t', '\n'], " "))
    }

    fn number(&mut self, number: i64) -> &mut Self {
        self.add(number)
    }

    fn count(&mut self, count: Option<u32>) -> &mut Self {
        self.add(count.map_or(String::new(), |count| count.to_string()))
    }

    /// A number to its last digit, by its bits: reading a fraction is long.
    fn exact(&mut self, number: Option<f64>) -> &mut Self {
        match number {
            Some(number) => self.number(number.to_bits().cast_signed()),
            None => self.text(""),
        }
    }
}
