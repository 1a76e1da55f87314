//! Which comparisons lose their verdict, or get it back, when events change.
//!
//! Asks the same functions that the pages ask, with the events as they are and as they would be, so
//! that what is announced is what happens. Refuses to look at more quarters than a break can touch.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::change::{Verdict, change};
use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::{Event, lower_first};
use crate::share::share_change;
use crate::summary::breaks;
use crate::week::Week;
use crate::words;

/// Two quarters, and the figures whose comparison is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concerned {
    /// The later quarter.
    pub current: Quarter,
    /// The one it is compared with.
    pub earlier: Quarter,
    /// "calls answered (rose 25%)", "calls missed": the change in brackets where there is one.
    pub figures: Vec<String>,
}

/// What a change of events does to verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Comparisons that have a verdict and would have none.
    pub lost: Vec<Concerned>,
    /// Comparisons that have none and would have one.
    pub regained: Vec<Concerned>,
}

/// Quarters before a break whose weeks bear on a verdict after it: eight tell how much weeks
/// resemble each other, and one more is compared with.
const BEFORE: i32 = 9;
/// Quarters from a break's own on that are compared with one before it.
const AFTER: usize = 5;

/// The first week that [`effect`] needs counts of; none when no line breaks otherwise.
pub fn first_needed(before: &[Event], after: &[Event]) -> Option<Week> {
    let mut quarter = Quarter::of(*weeks(before, after).first()?);
    for _ in 0..BEFORE {
        quarter = quarter.previous();
    }
    Some(quarter.first_week())
}

/// Whether a line would break elsewhere, or under another name.
pub fn breaks_differ(before: &[Event], after: &[Event]) -> bool {
    !weeks(before, after).is_empty()
}

/// What it does to verdicts when the ledger's events become `after`, by later quarter and then by
/// earlier, the latest first. The ledger holds the counts from [`first_needed`] on.
pub fn effect(ledger: &Ledger, after: &[Event], today: NaiveDate) -> Effect {
    let mut quarters = BTreeSet::new();
    for week in weeks(&ledger.service.events, after) {
        let later = std::iter::successors(Some(Quarter::of(week)), |quarter| Some(quarter.next()));
        let begun = |quarter: &Quarter| quarter.first_week().has_started(today);
        quarters.extend(later.take(AFTER).take_while(begun));
    }
    let mut changed = ledger.clone();
    changed.service.events = after.to_vec();
    let (is, shall) = (judged(ledger, &quarters, today), judged(&changed, &quarters, today));
    Effect { lost: missing(&is, &shall), regained: missing(&shall, &is) }
}

/// The weeks from which a line breaks in one of the two and not in the other.
fn weeks(before: &[Event], after: &[Event]) -> BTreeSet<Week> {
    let breaks = |events: &[Event]| -> BTreeSet<_> {
        let breaks = events.iter().filter_map(|one| Some((one.break_week()?, one.channel)));
        breaks.collect()
    };
    let (before, after) = (breaks(before), breaks(after));
    before.symmetric_difference(&after).map(|(week, _)| *week).collect()
}

/// Later quarter, earlier quarter, place of the figure on the page.
type Key = (Quarter, Quarter, usize);

/// Every comparison that has a verdict, and its figure.
fn judged(
    ledger: &Ledger,
    quarters: &BTreeSet<Quarter>,
    today: NaiveDate,
) -> BTreeMap<Key, String> {
    let mut judged = BTreeMap::new();
    let Some(last) = quarters.last() else { return judged };
    let pairs =
        || quarters.iter().flat_map(|one| [(*one, one.previous()), (*one, one.year_before())]);
    let mut place = 0;
    for channel in &ledger.service.channels {
        for field in channel.kind.fields() {
            let series = ledger.series(channel, *field, last.last_week());
            let breaks = breaks(&ledger.service, channel.id, *field);
            let label = lower_first(&channel.label(*field));
            for (current, earlier) in pairs() {
                let found = change(&series, earlier, current, &breaks, &[], today);
                let short = lower_first(&words::change_short(&found));
                if let Some(label) = said(&label, found.verdict, &short) {
                    judged.insert((current, earlier, place), label);
                }
            }
            place += 1;
        }
    }
    for (current, earlier) in pairs() {
        let found = share_change(ledger, earlier, current, today);
        let verdict = found.verdict;
        let short = if verdict == Some(Verdict::Rose) { "rose" } else { "fell" };
        if let Some(label) = said("the share before an offence", verdict, short) {
            judged.insert((current, earlier, place), label);
        }
    }
    judged
}

/// The figure, with its change in brackets; none without a verdict.
fn said(label: &str, verdict: Option<Verdict>, short: &str) -> Option<String> {
    Some(match verdict? {
        Verdict::Rose | Verdict::Fell => format!("{label} ({short})"),
        Verdict::NoClearChange | Verdict::None => label.to_owned(),
    })
}

/// What the first has and the second has not.
fn missing(has: &BTreeMap<Key, String>, not: &BTreeMap<Key, String>) -> Vec<Concerned> {
    let mut found: Vec<Concerned> = Vec::new();
    for ((current, earlier, _), label) in has.iter().filter(|(key, _)| !not.contains_key(key)) {
        match found.last_mut() {
            Some(last) if (last.current, last.earlier) == (*current, *earlier) => {
                last.figures.push(label.clone());
            }
            _ => found.push(Concerned {
                current: *current,
                earlier: *earlier,
                figures: vec![label.clone()],
            }),
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::{EventKind, Field};
    use crate::test_ledger::three_channels;

    /// Two years and more of steady weeks.
    fn ledger() -> Ledger {
        let mut ledger = Ledger::new(three_channels());
        let channels = ledger.service.channels.clone();
        for (n, week) in Week::parse("2016-10-03")
            .unwrap()
            .through(Week::parse("2019-06-24").unwrap())
            .enumerate()
        {
            for channel in &channels {
                for field in channel.kind.fields() {
                    let scale = if *field == Field::Answered { 9 } else { 3 };
                    ledger.set_count((channel.id, *field, week), scale * (30 + (n as u32 * 7) % 5));
                }
            }
        }
        ledger
    }

    fn definition(channel: Option<i32>, from: &str) -> Event {
        let from = from.parse().unwrap();
        let (id, name) = ("e".to_owned(), "New form".to_owned());
        Event { id, channel, kind: EventKind::Definition, name, from, to: from }
    }

    fn said(concerned: &[Concerned]) -> Vec<String> {
        let words = |one: &Concerned| {
            format!("{} on {}: {}", one.current.months(), one.earlier.months(), one.figures.len())
        };
        concerned.iter().map(words).collect()
    }

    #[test]
    fn what_lies_across_a_break_loses_its_verdict() {
        let check = |channel, from: &str, today: &str, expected: &[&str]| {
            let ledger = ledger();
            let after = vec![definition(channel, from)];
            let effect = effect(&ledger, &after, today.parse().unwrap());
            assert_eq!(said(&effect.lost), expected, "{channel:?} {from} {today}");
            assert_eq!(effect.regained, []);
            let mut broken = ledger.clone();
            broken.service.events = after;
            let undone = super::effect(&broken, &[], today.parse().unwrap());
            assert_eq!((undone.lost, undone.regained), (vec![], effect.lost));
        };
        // Inside a quarter: it, and the one after, on the quarter before; all within a year of it.
        check(
            Some(3),
            "2018-05-07",
            "2019-07-01",
            &[
                "April to June 2019 on April to June 2018: 2",
                "January to March 2019 on January to March 2018: 2",
                "October to December 2018 on October to December 2017: 2",
                "July to September 2018 on April to June 2018: 2",
                "July to September 2018 on July to September 2017: 2",
                "April to June 2018 on January to March 2018: 2",
                "April to June 2018 on April to June 2017: 2",
            ],
        );
        // At an edge the next quarter is whole, and so is the year on from there.
        check(
            Some(3),
            "2018-04-02",
            "2018-12-31",
            &[
                "October to December 2018 on October to December 2017: 2",
                "July to September 2018 on July to September 2017: 2",
                "April to June 2018 on January to March 2018: 2",
                "April to June 2018 on April to June 2017: 2",
            ],
        );
        // A quarter that is not over has no verdict to lose, nor has one to come.
        check(Some(3), "2019-06-10", "2019-06-26", &[]);
        check(Some(3), "2019-09-02", "2019-07-01", &[]);
        // In mid-week it holds from the Monday after: here from the next quarter on.
        check(Some(3), "2019-03-26", "2019-04-01", &[]);
    }

    #[test]
    fn the_figures_are_those_of_the_channel_and_the_share() {
        let check = |channel, share: bool| {
            let today = "2018-07-02".parse().unwrap();
            let effect = effect(&ledger(), &[definition(channel, "2018-05-07")], today);
            let figures = effect.lost.iter().flat_map(|one| &one.figures);
            let figures: Vec<_> = figures.map(String::as_str).collect();
            assert!(
                figures.iter().any(|one| one.ends_with(if channel == Some(3) {
                    "visits"
                } else {
                    "answered"
                })),
                "{figures:?}"
            );
            assert_eq!(figures.contains(&"the share before an offence"), share, "{figures:?}");
        };
        check(Some(1), true);
        check(Some(3), false);
        check(None, true);
    }

    #[test]
    fn only_other_breaks_are_looked_at() {
        let campaign = Event { kind: EventKind::Campaign, ..definition(None, "2018-05-07") };
        let first = |after: &[Event]| first_needed(&[], after).map(|week| week.to_string());
        assert_eq!(first(&[campaign]), None);
        assert_eq!(first(&[definition(None, "2018-05-07")]).as_deref(), Some("2016-01-04"));
        assert!(!breaks_differ(
            &[definition(None, "2018-05-07")],
            &[definition(None, "2018-05-03")]
        ));
        assert!(breaks_differ(
            &[definition(None, "2018-05-07")],
            &[definition(Some(1), "2018-05-07")]
        ));
    }
}
