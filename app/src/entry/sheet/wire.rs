//! What the page tells its island, as text: lines of fields with a tab between them.
//!
//! Written and read here by hand, for the general way weighs a tenth of the whole client. Refuses
//! nothing: what cannot be read is left out.

use std::fmt::Display;

use beforehand::check::Usual;
use beforehand::paste::Line;
use beforehand::service::{Field, Kind};
use beforehand::week::Week;
use chrono::{Datelike, NaiveDate};

use super::setup::{Setup, SheetCell, SheetLine, SheetWeek};

impl Setup {
    /// Everything, as text.
    pub fn write(&self) -> String {
        let mut out = Out(String::new());
        out.line("s").text(&self.service).number(self.block.into()).number(self.data_version);
        if let Some(kept) = &self.kept {
            out.text(kept);
        }
        for one in &self.weeks {
            let monday = one.week.monday().num_days_from_ce();
            out.line("w").number(monday.into()).number(one.version.into()).number(one.turn);
        }
        for SheetLine { line, slug, kind } in &self.lines {
            out.line("l").number(line.channel.into()).number(place(&Field::ALL, line.field));
            out.text(&line.name).text(&line.label).text(&line.channel_name).text(slug);
            out.number(place(&Kind::ALL, *kind));
        }
        for cell in &self.cells {
            out.line("c");
            for place in [cell.line, cell.week, cell.row, cell.column] {
                out.number(place as i64);
            }
            out.text(&cell.text).count(cell.was).count(cell.last);
            out.number(cell.standing.into()).number(cell.collected.into());
            if let Some(usual) = cell.usual {
                out.count(usual.last_year).exact(usual.median);
                if let Some((low, high)) = usual.range {
                    out.exact(low).exact(high);
                }
            }
        }
        for name in &self.ticked {
            out.line("t").text(name);
        }
        out.0
    }

    /// What was written.
    #[cfg(any(feature = "hydrate", test))]
    pub fn read(text: &str) -> Self {
        let mut setup = Self::default();
        for line in text.split('\n') {
            let _ = setup.take(&mut In(line.split('\t')));
        }
        setup
    }

    #[cfg(any(feature = "hydrate", test))]
    fn take(&mut self, from: &mut In) -> Option<()> {
        match from.0.next()? {
            "s" => {
                self.service = from.text()?;
                (self.block, self.data_version) = (from.number()? != 0, from.number()?);
                self.kept = from.text();
            }
            "w" => {
                let monday = NaiveDate::from_num_days_from_ce_opt(from.number()? as i32)?;
                let (version, turn) = (from.number()? as i32, from.number()?);
                self.weeks.push(SheetWeek { week: Week::containing(monday), version, turn });
            }
            "l" => {
                let channel = from.number()? as i32;
                let field = *Field::ALL.get(from.place()?)?;
                let (name, label, channel_name) = (from.text()?, from.text()?, from.text()?);
                let line = Line { channel, field, name, label, channel_name };
                let (slug, kind) = (from.text()?, *Kind::ALL.get(from.place()?)?);
                self.lines.push(SheetLine { line, slug, kind });
            }
            "c" => {
                let (line, week) = (from.place()?, from.place()?);
                let (row, column) = (from.place()?, from.place()?);
                let (text, was, last) = (from.text()?, from.count(), from.count());
                let (standing, collected) = (from.number()? != 0, from.number()? != 0);
                let last_year = from.count();
                let usual = from.exact().map(|median| {
                    let range = from.exact().zip(from.exact());
                    Usual { median, range, last_year }
                });
                self.cells.push(SheetCell {
                    line,
                    week,
                    row,
                    column,
                    text,
                    was,
                    standing,
                    collected,
                    usual,
                    last,
                });
            }
            _ => self.ticked.push(from.text()?),
        }
        Some(())
    }
}

/// The place of a value among all of its kind.
fn place<T: PartialEq>(all: &[T], one: T) -> i64 {
    all.iter().position(|own| *own == one).unwrap_or_default() as i64
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
    fn exact(&mut self, number: f64) -> &mut Self {
        self.add(number.to_bits().cast_signed())
    }
}

#[cfg(any(feature = "hydrate", test))]
struct In<'a>(std::str::Split<'a, char>);

#[cfg(any(feature = "hydrate", test))]
impl In<'_> {
    fn text(&mut self) -> Option<String> {
        self.0.next().map(str::to_owned)
    }

    fn number(&mut self) -> Option<i64> {
        self.0.next()?.parse().ok()
    }

    fn place(&mut self) -> Option<usize> {
        self.number().map(|number| number as usize)
    }

    fn count(&mut self) -> Option<u32> {
        self.number().map(|number| number as u32)
    }

    fn exact(&mut self) -> Option<f64> {
        self.number().map(|number| f64::from_bits(number.cast_unsigned()))
    }
}
