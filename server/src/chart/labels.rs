//! Where the words of a chart stand: values, months, events and gaps, none over another, on a wide
//! screen and on a phone.

use beforehand::quarter::Quarter;
use beforehand::week::Week;
use chrono::{Datelike, NaiveDate};

use super::paint::{Hang, Lettering, Room};

/// The plot's least width where there is each kind of room, in pixels: a phone of 320, paper, a
/// desk. The style sheet leaves labels out at the same widths.
const WIDTHS: [(Room, f64); 3] = [(Room::Any, 240.0), (Room::Middle, 560.0), (Room::Wide, 950.0)];
/// Width of a letter of 12 px, in pixels, and the least space between two labels.
const LETTER: f64 = 6.4;
const SPACE: f64 = 10.0;
/// How far a label may reach over the right edge: less than a phone's margin.
const EDGE: f64 = 14.0;
/// Rows for the names of events.
pub(super) const ROWS: u8 = 3;

/// A label: what it says, where (weeks from the left edge) and how it hangs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    pub(super) text: String,
    pub(super) x: f64,
    pub(super) lettering: Lettering,
}

/// Round values for the axis: three to six steps of 1, 2, 2.5 or 5 times a power of ten.
pub(super) fn ticks(low: f64, high: f64) -> (f64, Vec<f64>) {
    let rough = ((high - low) / 5.0).max(0.2);
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|n| n * power)
        // Counts are whole: no step of 2.5 below ten.
        .filter(|step| step.fract() == 0.0)
        .find(|step| *step >= rough * 0.99)
        .unwrap_or(1.0_f64.max(power * 10.0));
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (step, (first..=last).map(|n| n as f64 * step).collect())
}

/// Space that labels have taken in one line, on each width.
#[derive(Default)]
struct Line {
    taken: [Vec<(f64, f64)>; WIDTHS.len()],
}

/// Where a label would stand: its point as a fraction of the width, its length in letters, whether
/// it starts at its point (0), is centred on it (0.5) or ends there (1), and pixels between.
#[derive(Clone, Copy)]
struct Wish {
    at: f64,
    letters: usize,
    anchor: f64,
    indent: f64,
}

impl Wish {
    fn span(self, width: f64) -> (f64, f64) {
        let length = self.letters as f64 * LETTER;
        let left = self.at * width + self.indent - self.anchor * length;
        (left, left + length)
    }
}

impl Line {
    /// The least room in which the label stands free, from there up; none when it does nowhere.
    fn room(&self, wish: Wish) -> Option<Room> {
        let free = |n: usize| {
            let width = WIDTHS[n].1;
            let (left, right) = wish.span(width);
            left > -SPACE * 3.0
                && right < width + EDGE
                && self.taken[n].iter().all(|(l, r)| right + SPACE < *l || r + SPACE < left)
        };
        let free = (0..WIDTHS.len()).rev().take_while(|n| free(*n)).last();
        free.map(|n| WIDTHS[n].0)
    }

    /// Takes the space where it is free.
    fn take(&mut self, wish: Wish) -> Option<Room> {
        let room = self.room(wish)?;
        for (n, (kind, width)) in WIDTHS.into_iter().enumerate() {
            if kind >= room {
                self.taken[n].push(wish.span(width));
            }
        }
        Some(room)
    }
}

/// The edges of quarters in the window as weeks from its start, and the names of their months. Over
/// more than four years only the years.
pub(super) fn months(first: Week, weeks: u32) -> (Vec<f64>, Vec<Label>) {
    let last = first.plus(weeks as i32 - 1);
    let mut edges = Vec::new();
    let mut quarter = Quarter::of(first);
    while quarter.first_week() <= last {
        let january = quarter.months_only().starts_with("January");
        let x = f64::from(first.weeks_to(quarter.first_week()));
        if x >= 0.0 && (january || weeks <= 210) {
            edges.push((quarter, x, january));
        }
        quarter = quarter.next();
    }
    let mut line = Line::default();
    let mut labels = Vec::new();
    // Years first, then the first edge of all, then the rest: the most needed get the space.
    let mut order: Vec<_> = (0..edges.len()).collect();
    order.sort_by_key(|n| (!edges[*n].2, *n != 0, *n));
    for n in order {
        let (quarter, x, january) = edges[n];
        let month = quarter.months_only().split(' ').next().unwrap_or_default();
        let text = if weeks > 210 {
            quarter.year().to_string()
        } else if january || n == 0 {
            format!("{month} {}", quarter.year())
        } else {
            month.to_owned()
        };
        let (at, letters) = (x / f64::from(weeks), text.chars().count());
        if let Some(room) = line.take(Wish { at, letters, anchor: 0.0, indent: 4.0 }) {
            labels.push((x, text, room));
        }
    }
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let labels = labels
        .into_iter()
        .map(|(x, text, room)| Label { text, x, lettering: Lettering { hang: Hang::Month, room } })
        .collect();
    (edges.into_iter().map(|edge| edge.1).collect(), labels)
}

/// Names of events and breaks, in rows from the top; a name that fits in none is left to the table.
/// `marks` are the name, its band's left and its right end, oldest first.
pub(super) fn names(marks: &[(String, f64, f64)], weeks: u32) -> Vec<Label> {
    let mut rows: Vec<Line> = (0..ROWS).map(|_| Line::default()).collect();
    let mut labels = Vec::new();
    for (name, left, right) in marks {
        let letters = name.chars().count();
        let place = |row: u8, ends: bool| {
            let (x, anchor, indent) = if ends { (*left, 1.0, -4.0) } else { (*right, 0.0, 4.0) };
            (row, ends, x, Wish { at: x / f64::from(weeks), letters, anchor, indent })
        };
        let places = (0..ROWS).flat_map(|row| [place(row, false), place(row, true)]);
        // A first or second row that a narrower chart has room for; of equal ones the upper.
        let best = places
            .filter_map(|place| Some((rows[usize::from(place.0)].room(place.3)?, place)))
            .min_by_key(|(room, (row, ..))| (*room.max(&Room::Middle), *row > 1, *room, *row));
        if let Some((room, (row, ends, x, wish))) = best {
            rows[usize::from(row)].take(wish);
            let hang = if ends { Hang::EventLeft(row) } else { Hang::EventRight(row) };
            labels.push(Label { text: name.clone(), x, lettering: Lettering { hang, room } });
        }
    }
    labels
}

/// Names of gaps along the foot, longest gap first; the rest are left to the table.
pub(super) fn gaps(gaps: &[(String, f64, f64)], weeks: u32) -> Vec<Label> {
    let mut order: Vec<_> = gaps.iter().collect();
    order.sort_by(|a, b| (b.2 - b.1).total_cmp(&(a.2 - a.1)));
    let mut line = Line::default();
    let mut labels = Vec::new();
    for (word, left, right) in order {
        let x = f64::midpoint(*left, *right);
        let (at, letters) = (x / f64::from(weeks), word.chars().count());
        if let Some(room) = line.take(Wish { at, letters, anchor: 0.5, indent: 0.0 }) {
            let lettering = Lettering { hang: Hang::Gap, room };
            labels.push(Label { text: word.clone(), x, lettering });
        }
    }
    labels.sort_by(|a, b| a.x.total_cmp(&b.x));
    labels
}

/// A date as weeks from the window's left edge.
pub(super) fn place(first: Week, date: NaiveDate) -> f64 {
    f64::from(date.num_days_from_ce() - first.monday().num_days_from_ce()) / 7.0
}

/// "1,234" of a value on the axis.
pub(super) fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axis_values_are_round() {
        let check = |low, high, expected: &[f64]| {
            assert_eq!(ticks(low, high).1, expected, "{low} to {high}");
        };
        check(38.0, 172.0, &[50.0, 100.0, 150.0]);
        check(0.0, 9.0, &[0.0, 2.0, 4.0, 6.0, 8.0]);
        check(0.0, 1.0, &[0.0, 1.0]);
        check(0.0, 0.0, &[0.0]);
        check(17_000.0, 31_000.0, &[20_000.0, 25_000.0, 30_000.0]);
        assert_eq!((thousands(25_000.0), thousands(50.0)), ("25,000".into(), "50".into()));
    }

    #[test]
    fn labels_do_not_lie_over_each_other() {
        let week = Week::parse("2017-04-03").unwrap();
        let (edges, labels) = months(week, 104);
        assert_eq!(edges.len(), 8);
        let said: Vec<_> = labels.iter().map(|l| (l.text.as_str(), l.lettering.room)).collect();
        assert_eq!(said[0], ("April 2017", Room::Any));
        assert_eq!(said.len(), 8);
        assert!(said.iter().any(|(_, room)| *room > Room::Any));
        let (_, years) = months(week, 520);
        assert!(years.iter().all(|label| label.text.len() == 4) && years.len() >= 9);
        let crowd: Vec<_> = (0..30)
            .map(|n| {
                (
                    format!("A campaign with a name of some length, number {n}"),
                    f64::from(n),
                    f64::from(n) + 1.0,
                )
            })
            .collect();
        let placed = names(&crowd, 104);
        assert!((3..15).contains(&placed.len()), "{}", placed.len());
        assert!(
            gaps(&[("not entered".into(), 3.0, 4.0), ("closed".into(), 4.0, 9.0)], 104).len() == 1
        );
    }
}
