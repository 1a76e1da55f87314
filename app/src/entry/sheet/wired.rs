//! What the page tells its island, read from the text that `wire` writes.
//!
//! Refuses nothing: a line that cannot be read is left out.

use beforehand::check::Usual;
use beforehand::paste::Line;
use beforehand::service::{Field, Kind};
use beforehand::week::Week;
use chrono::NaiveDate;

use super::setup::{Setup, SheetCell, SheetLine, SheetWeek};

impl Setup {
    /// What was written.
    pub fn read(text: &str) -> Self {
        let mut setup = Self::default();
        for line in text.split('\n') {
            let _ = setup.take(&mut In(line.split('\t')));
        }
        setup
    }

    fn take(&mut self, from: &mut In) -> Option<()> {
        match from.0.next()? {
            "s" => {
                (self.service, self.reader) = (from.text()?, from.text()?);
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
                let usual = from.number().map(|set| {
                    let (last_year, median) = (from.count(), from.exact());
                    let range = from.exact().zip(from.exact());
                    Usual { median, range, set: set != 0, last_year }
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
            "t" => self.ticked.push(from.text()?),
            _ => self.closed.push(from.text()?),
        }
        Some(())
    }
}

struct In<'a>(std::str::Split<'a, char>);

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
