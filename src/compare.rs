//! Any two quarters side by side: every line, the answer rate and the share, each with its change.
//!
//! Refuses to rank: the more comparisons one looks at, the more of them differ by chance, and how
//! many that would be is part of the answer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::{Change, Verdict, change};
use crate::judgement::Good;
use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::Field;
use crate::share::{self, AnswerRate, Share, ShareChange, answer_rate, share_change};
use crate::summary::breaks;
use crate::trend;
use crate::week::Week;

/// How often a comparison of two quarters in which nothing happened says that something did, 0 to
/// 1: 2 to 6 per cent with eight quarters of history (`numbers` section 4, simulated in the tests of
/// `change`); the middle of it.
pub const FALSE_VERDICTS: f64 = 0.05;

/// One line in both quarters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineChange {
    /// The channel's short name.
    pub slug: String,
    /// The field.
    pub field: Field,
    /// "Calls answered".
    pub label: String,
    /// "Calls".
    pub subject: String,
    /// Which way is good.
    pub good: Good,
    /// The change.
    pub change: Change,
}

/// Contacts answered of those offered, in both quarters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerChange {
    /// "Calls".
    pub noun: String,
    /// In the earlier quarter.
    pub earlier: AnswerRate,
    /// In the later one.
    pub later: AnswerRate,
}

/// Two quarters side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The earlier quarter.
    pub earlier: Quarter,
    /// The later quarter.
    pub later: Quarter,
    /// Every line, in the service's own order.
    pub lines: Vec<LineChange>,
    /// The answer rates of channels that count missed contacts.
    pub answered: Vec<AnswerChange>,
    /// The share in the later quarter, and its change; none where no channel asks for it.
    pub share: Option<(Share, ShareChange)>,
}

impl Compared {
    /// Comparisons that have a verdict.
    pub fn verdicts(&self) -> usize {
        self.all().flatten().count()
    }

    /// Those among them that are a change.
    pub fn changes(&self) -> usize {
        self.all().filter(|one| matches!(one, Some(Verdict::Rose | Verdict::Fell))).count()
    }

    /// How many of them would be a change although nothing happened.
    pub fn by_chance(&self) -> f64 {
        self.verdicts() as f64 * FALSE_VERDICTS
    }

    fn all(&self) -> impl Iterator<Item = Option<Verdict>> {
        let share = self.share.iter().map(|(_, change)| change.verdict);
        self.lines.iter().map(|line| line.change.verdict).chain(share)
    }
}

/// Compares two quarters of a service. The later one may be under way: it is then compared with as
/// many weeks at the start of the earlier one, without a verdict.
pub fn compare(ledger: &Ledger, earlier: Quarter, later: Quarter, today: NaiveDate) -> Compared {
    let service = &ledger.service;
    let until = Week::containing(today);
    let lines = trend::lines(ledger, today).into_iter().map(|(channel, field)| {
        let series = ledger.series(channel, field, until);
        let breaks = breaks(service, channel.id, field);
        let steps = service.steps(channel.id, field);
        LineChange {
            slug: channel.slug.clone(),
            field,
            label: channel.label(field),
            subject: channel.subject(field),
            good: service.good(channel.id, field),
            change: change(&series, earlier, later, &breaks, &steps, today),
        }
    });
    let lines = lines.collect();
    let rates = service.channels.iter().map(|channel| AnswerChange {
        noun: channel.noun.clone(),
        earlier: answer_rate(ledger, channel, earlier, today),
        later: answer_rate(ledger, channel, later, today),
    });
    let answered =
        rates.filter(|one| one.earlier.rate.is_some() || one.later.rate.is_some()).collect();
    let asked = service.channels.iter().any(|channel| channel.kind.is_contact());
    let share = asked
        .then(|| (share::share(ledger, later, today), share_change(ledger, earlier, later, today)));
    Compared { earlier, later, lines, answered, share }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::summary;

    fn today() -> NaiveDate {
        "2019-12-31".parse().unwrap()
    }

    fn ledger() -> Ledger {
        trend::tests::ledger(|n| Some(100 + (n as u32 * 29) % 20 + if n >= 91 { 60 } else { 0 }))
    }

    /// What the quarter's own page says of its neighbours is what is said here.
    #[test]
    fn the_figures_are_those_of_the_quarter() {
        let (ledger, quarter) = (ledger(), Quarter::last_over(today()));
        let page = summary(&ledger, quarter, today());
        for (earlier, of) in [
            (quarter.previous(), (|row| &row.previous) as fn(&crate::summary::Row) -> &Change),
            (quarter.year_before(), |row| &row.year_ago),
        ] {
            let found = compare(&ledger, earlier, quarter, today());
            assert_eq!(found.lines.len(), 2);
            for line in &found.lines {
                let row = page.rows.iter().find(|row| row.label == line.label).unwrap();
                assert_eq!(&line.change, of(row), "{}", line.label);
            }
        }
    }

    #[test]
    fn how_many_would_differ_by_chance_is_counted_from_verdicts_alone() {
        let ledger = ledger();
        let quarter = Quarter::last_over(today());
        let found = compare(&ledger, quarter.previous(), quarter, today());
        assert_eq!((found.verdicts(), found.changes()), (2, 1));
        assert!((found.by_chance() - 0.1).abs() < 1e-9);
        // A quarter under way has no verdicts, and so none by chance.
        let so_far = compare(&ledger, quarter, quarter.next(), "2020-02-01".parse().unwrap());
        assert_eq!((so_far.verdicts(), so_far.changes()), (0, 0));
    }

    #[test]
    fn any_two_quarters_can_be_compared() {
        let ledger = ledger();
        let quarter = Quarter::last_over(today());
        for n in 1..8 {
            let earlier = (0..n).fold(quarter, |quarter, _| quarter.previous());
            let found = compare(&ledger, earlier, quarter, today());
            assert_eq!((found.earlier, found.later), (earlier, quarter));
            assert!(found.lines.iter().all(|line| line.change.previous.quarter == earlier));
        }
    }
}
