//! Two figures of one week that look exchanged: typed into each other's box.
//!
//! Refuses to put anything right: it only says so. A figure without doubt is never named.

use super::{Usual, doubts, number, usual};
use crate::series::Series;
use crate::week::Week;

/// A count just typed, and what is usual for its figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Typed<'a> {
    /// The figure's name: "Calls answered".
    pub label: &'a str,
    /// What is usual for it in that week; none when nothing was entered before.
    pub usual: Option<Usual>,
    /// The count.
    pub count: u32,
}

impl<'a> Typed<'a> {
    /// A count typed in `week`, judged by the entered weeks of `series` before it.
    pub fn new(label: &'a str, series: &Series, week: Week, count: u32) -> Self {
        Self { label, usual: usual(series, week, None), count }
    }

    fn doubts(&self, count: u32) -> bool {
        self.usual.is_some_and(|usual| !doubts(&usual, count).is_empty())
    }
}

/// The pairs of figures, by their place in the list, that look exchanged: each count is doubtful
/// for its own figure, and neither would be after exchanging the two. Each figure is in one pair
/// at most, the first that fits, in the order of the list.
pub fn swapped(typed: &[Typed<'_>]) -> Vec<(usize, usize)> {
    let mut doubtful: Vec<usize> =
        (0..typed.len()).filter(|i| typed[*i].doubts(typed[*i].count)).collect();
    let mut pairs = Vec::new();
    while !doubtful.is_empty() {
        let first = doubtful.remove(0);
        let fits = |second: &usize| {
            let (first, second) = (&typed[first], &typed[*second]);
            !first.doubts(second.count) && !second.doubts(first.count)
        };
        if let Some(at) = doubtful.iter().position(fits) {
            pairs.push((first, doubtful.remove(at)));
        }
    }
    pairs
}

/// "Calls answered (412) and Chats answered (128) look swapped."
pub fn swapped_sentence(first: &Typed<'_>, second: &Typed<'_>) -> String {
    let one = |typed: &Typed<'_>| format!("{} ({})", typed.label, number(f64::from(typed.count)));
    format!("{} and {} look swapped.", one(first), one(second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{Point, State};
    use crate::service::Field;

    fn week(n: i32) -> Week {
        Week::parse("2026-01-05").unwrap().plus(n)
    }

    /// 26 weeks about a level, up and down in turn.
    fn about(level: u32) -> Series {
        let points = (0..26).map(|n| Point {
            week: week(n),
            state: State::Count(if n % 2 == 0 { level } else { level + level / 10 }),
            open_days: 5,
            normal_week: 5,
        });
        Series { channel: 1, field: Field::Answered, points: points.collect() }
    }

    #[test]
    fn pairs() {
        let check = |figures: &[(u32, u32)], expected: &[(usize, usize)]| {
            let all: Vec<Series> = figures.iter().map(|(level, _)| about(*level)).collect();
            let typed: Vec<Typed<'_>> = (all.iter().zip(figures))
                .map(|(series, (_, count))| Typed::new("x", series, week(26), *count))
                .collect();
            assert_eq!(swapped(&typed), expected, "{figures:?}");
        };
        check(&[(400, 412), (120, 128)], &[]);
        check(&[(400, 128), (120, 412)], &[(0, 1)]);
        // Only one is doubtful: 126 is usual for both.
        check(&[(400, 126), (120, 126)], &[]);
        // Both are doubtful, but exchanging helps one only.
        check(&[(400, 128), (120, 700)], &[]);
        // Others between them do not matter.
        check(&[(400, 128), (50, 51), (120, 412), (1000, 1010)], &[(0, 2)]);
        check(&[(400, 128), (5000, 31), (120, 412), (30, 5100)], &[(0, 2), (1, 3)]);
        // Three that turned round in a ring are no pair.
        check(&[(400, 128), (120, 1020), (1000, 412)], &[]);
        // Each in one pair at most, the first that fits.
        check(&[(400, 128), (120, 412), (121, 413)], &[(0, 1)]);
        check(&[], &[]);
    }

    #[test]
    fn nothing_is_usual_at_the_start() {
        let none = Series { channel: 1, field: Field::Answered, points: Vec::new() };
        let calls = about(400);
        let typed = [Typed::new("a", &calls, week(26), 3), Typed::new("b", &none, week(26), 412)];
        assert!(swapped(&typed).is_empty());
    }

    #[test]
    fn sentence() {
        let (calls, chats) = (about(1200), about(120));
        let first = Typed::new("Calls answered", &calls, week(26), 128);
        let second = Typed::new("Chats answered", &chats, week(26), 1250);
        assert_eq!(
            swapped_sentence(&first, &second),
            "Calls answered (128) and Chats answered (1,250) look swapped."
        );
    }

    proptest::proptest! {
        #[test]
        fn every_pair_is_two_doubtful_figures(
            figures in proptest::collection::vec((0u32..2000, proptest::num::u32::ANY), 0..12),
        ) {
            let all: Vec<Series> = figures.iter().map(|(level, _)| about(*level)).collect();
            let typed: Vec<Typed<'_>> = (all.iter().zip(&figures))
                .map(|(series, (_, count))| Typed::new("x", series, week(26), *count))
                .collect();
            let pairs = swapped(&typed);
            let mut named: Vec<usize> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
            let doubtful = |i: &usize| typed[*i].doubts(typed[*i].count);
            proptest::prop_assert!(named.iter().all(doubtful));
            named.sort_unstable();
            let before = named.len();
            named.dedup();
            proptest::prop_assert_eq!(named.len(), before);
        }
    }
}
