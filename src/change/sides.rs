//! The two sides of a comparison: which weeks stand on each.
//!
//! Refuses to compare unlike with unlike: a quarter that is not over meets as many weeks of the
//! other one, and no side holds a week that has not passed. Sides that were chosen week by week may
//! differ in length, for rates are compared.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::Range;
use crate::holiday::Region;
use crate::quarter::Quarter;
use crate::series::{Point, Series};
use crate::twin::twins;
use crate::week::Week;

/// Weeks that are looked at together on one side.
pub const BLOCK: usize = 4;
/// The longest chosen sides that are looked at by [`BLOCK`] weeks: a year.
const LONGEST_IN_BLOCKS: usize = 53;

/// Which weeks stand on a side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stretch {
    /// The quarter's own.
    #[default]
    Quarter,
    /// The same weeks a year before those of the quarter a year later.
    SameWeeks,
    /// Those from one week to another.
    Weeks {
        /// The first.
        first: Week,
        /// The last.
        last: Week,
    },
}

/// The weeks of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The quarter they are of; of weeks a year before, the quarter that most of them lie in; of
    /// weeks that were chosen, that of the last.
    pub quarter: Quarter,
    /// Its weeks that have passed. Weeks a year before stand in the order of the weeks they are set
    /// against.
    pub weeks: Vec<Week>,
    /// Which weeks of it.
    pub stretch: Stretch,
    /// Whether only the first weeks of the quarter are in it.
    pub part: bool,
}

impl Side {
    /// The weeks of a quarter that have passed.
    pub fn of(quarter: Quarter, today: NaiveDate) -> Self {
        Self::first_of(quarter, usize::MAX, today)
    }

    fn first_of(quarter: Quarter, length: usize, today: NaiveDate) -> Self {
        let due = quarter.weeks().take_while(|week| week.is_due(today));
        let weeks: Vec<Week> = due.take(length).collect();
        Self {
            quarter,
            stretch: Stretch::Quarter,
            part: weeks.len() < quarter.weeks().len(),
            weeks,
        }
    }

    fn range(range: Range, today: NaiveDate) -> Self {
        let due = range.first.through(range.last).take_while(|week| week.is_due(today));
        let weeks: Vec<Week> = due.collect();
        let last = weeks.last().copied().unwrap_or(range.last);
        let stretch = Stretch::Weeks { first: range.first, last };
        Self { quarter: Quarter::of(last), weeks, stretch, part: false }
    }

    /// What a series knows of them, by week.
    pub fn points(&self, series: &Series) -> Vec<Point> {
        let (Some(first), Some(last)) = (self.weeks.iter().min(), self.weeks.iter().max()) else {
            return Vec::new();
        };
        let points = series.between(*first, *last).iter();
        points.filter(|point| self.weeks.contains(&point.week)).copied().collect()
    }

    /// Its name in a sentence: "October to December 2018", "the same weeks a year before".
    pub fn name(&self) -> String {
        name(self.quarter, self.stretch)
    }

    fn block(&self, range: std::ops::Range<usize>) -> Self {
        Self { weeks: self.weeks[range].to_vec(), ..self.clone() }
    }
}

/// Both sides, the earlier first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sides {
    /// The earlier side.
    pub earlier: Side,
    /// The later side.
    pub later: Side,
    /// Whether the later quarter is not over: then there is no verdict.
    pub so_far: bool,
}

impl Sides {
    /// Two quarters. One that is not over on `today` is set against as many weeks at the start of
    /// the other.
    pub fn quarters(earlier: Quarter, later: Quarter, today: NaiveDate) -> Self {
        let so_far = !later.is_over(today);
        let later = Side::of(later, today);
        let length = if so_far { later.weeks.len() } else { usize::MAX };
        Self { earlier: Side::first_of(earlier, length, today), later, so_far }
    }

    /// A quarter and, for each of its weeks that has passed, the same week a year before by the
    /// bank holidays of `region`.
    pub fn same_weeks(quarter: Quarter, region: Region, today: NaiveDate) -> Self {
        let so_far = !quarter.is_over(today);
        let later = Side::of(quarter, today);
        let weeks = twins(&later.weeks, region).into_iter().map(|twin| twin.before).collect();
        let before = quarter.year_before();
        let earlier = Side { quarter: before, weeks, stretch: Stretch::SameWeeks, part: so_far };
        Self { earlier, later, so_far }
    }

    /// Any weeks, in either order. A week that is not over on `today` is left out.
    pub fn ranges([one, other]: [Range; 2], today: NaiveDate) -> Self {
        let (earlier, later) = if one.first < other.first { (one, other) } else { (other, one) };
        let side = |range| Side::range(range, today);
        Self { earlier: side(earlier), later: side(later), so_far: false }
    }

    /// The number of weeks of the shorter side.
    pub fn shortest(&self) -> usize {
        self.earlier.weeks.len().min(self.later.weeks.len())
    }

    /// The first and the last week that take part; none where a side is empty.
    pub fn span(&self) -> Option<(Week, Week)> {
        Some((*self.earlier.weeks.iter().min()?, *self.later.weeks.iter().max()?))
    }

    /// The same sides by [`BLOCK`] weeks. Weeks that are left over at the end of a side belong to
    /// its last block; of a quarter that is not over they wait until the block is whole. Chosen
    /// weeks have blocks where both sides are as long, and no longer than a year.
    pub fn blocks(&self) -> Vec<Self> {
        let (before, now) = (self.earlier.weeks.len(), self.later.weeks.len());
        if matches!(self.later.stretch, Stretch::Weeks { .. })
            && (before != now || now > LONGEST_IN_BLOCKS)
        {
            return Vec::new();
        }
        let number = self.shortest() / BLOCK;
        let end = |n: usize, length: usize| {
            if n + 1 == number && !self.so_far { length } else { (n + 1) * BLOCK }
        };
        let block = |n| Self {
            earlier: self.earlier.block(n * BLOCK..end(n, before)),
            later: self.later.block(n * BLOCK..end(n, now)),
            so_far: self.so_far,
        };
        (0..number).map(block).collect()
    }
}

pub(crate) fn name(quarter: Quarter, stretch: Stretch) -> String {
    match stretch {
        Stretch::Quarter => quarter.months(),
        Stretch::SameWeeks => "the same weeks a year before".into(),
        Stretch::Weeks { first, last } => first.days_to(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quarter::YearStart;

    fn quarter(name: &str) -> Quarter {
        Quarter::parse(name, YearStart::January).unwrap()
    }

    /// Lengths of the sides, then of their blocks.
    #[test]
    fn like_meets_like() {
        let check = |sides: Sides, lengths: (usize, usize), blocks: &[(usize, usize)]| {
            assert_eq!((sides.earlier.weeks.len(), sides.later.weeks.len()), lengths);
            let found: Vec<_> = sides.blocks();
            let found: Vec<_> =
                found.iter().map(|b| (b.earlier.weeks.len(), b.later.weeks.len())).collect();
            assert_eq!(found, blocks);
            let all = sides.blocks().into_iter().flat_map(|block| block.later.weeks);
            assert!(sides.so_far || all.eq(sides.later.weeks.clone()));
        };
        let (long, short) = (quarter("2026-Q4"), quarter("2027-Q1"));
        let over = "2027-06-01".parse().unwrap();
        check(Sides::quarters(long, short, over), (14, 12), &[(4, 4), (4, 4), (6, 4)]);
        check(
            Sides::same_weeks(long, Region::EnglandWales, over),
            (14, 14),
            &[(4, 4), (4, 4), (6, 6)],
        );
        let under_way = "2026-11-30".parse().unwrap();
        check(Sides::quarters(quarter("2026-Q3"), long, under_way), (9, 9), &[(4, 4), (4, 4)]);
        check(Sides::same_weeks(long, Region::Scotland, under_way), (9, 9), &[(4, 4), (4, 4)]);
        check(Sides::quarters(long, short, under_way), (0, 0), &[]);
    }

    /// Two sides by their first and last weeks, on Wednesday 25 November 2026.
    #[test]
    fn chosen_weeks_stand_on_their_own_side() {
        let check = |typed: [&str; 4], names: [&str; 2], lengths: (usize, usize), blocks: usize| {
            let [a, b, c, d] = typed.map(|text| Week::parse(text).unwrap());
            let (one, other) = (Range { first: a, last: b }, Range { first: c, last: d });
            let today = "2026-11-25".parse().unwrap();
            let sides = Sides::ranges([one, other], today);
            assert_eq!(sides, Sides::ranges([other, one], today), "in either order");
            assert_eq!([sides.earlier.name(), sides.later.name()], names);
            assert_eq!((sides.earlier.weeks.len(), sides.later.weeks.len()), lengths);
            assert_eq!(sides.blocks().len(), blocks);
            assert_eq!(sides.later.quarter, Quarter::of(*sides.later.weeks.last().unwrap()));
            assert!(!sides.so_far && sides.earlier.weeks.last() < sides.later.weeks.first());
        };
        check(
            ["2026-02-02", "2026-03-02", "2025-02-03", "2025-03-03"],
            ["3 February to 9 March 2025", "2 February to 8 March 2026"],
            (5, 5),
            1,
        );
        // The week under way is left out.
        check(
            ["2026-10-26", "2026-11-23", "2026-08-03", "2026-08-24"],
            ["3 to 30 August 2026", "26 October to 22 November 2026"],
            (4, 4),
            1,
        );
        // Sides of unequal length, and those longer than a year, have no blocks.
        check(
            ["2026-01-05", "2026-03-30", "2025-12-22", "2025-12-22"],
            ["22 to 28 December 2025", "5 January to 5 April 2026"],
            (1, 13),
            0,
        );
        let year = ["2024-12-30", "2025-12-29", "2023-12-25", "2024-12-23"];
        check(
            year,
            ["25 December 2023 to 29 December 2024", "30 December 2024 to 4 January 2026"],
            (53, 53),
            13,
        );
        check(
            ["2024-12-30", "2026-01-05", "2023-12-18", "2024-12-23"],
            ["18 December 2023 to 29 December 2024", "30 December 2024 to 11 January 2026"],
            (54, 54),
            0,
        );
    }
}
