//! Two sides of weeks, figure by figure: all contacts, every line, the answer rate and the share,
//! each with its change.
//!
//! Refuses to rank: the more comparisons one looks at, the more of them differ by chance, and how
//! many that would be is part of the answer. Refuses a share of fewer than four weeks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::{BLOCK, Change, Sides, Verdict, change_of};
use crate::entry::name;
use crate::judgement::Good;
use crate::series::Ledger;
use crate::service::{Field, Service};
use crate::share::{
    PartChange, PointsChange, Share, ShareChange, answer_change, share_change_of, share_of,
    unrecorded_change,
};
use crate::summary::{all_contacts, breaks};
use crate::trend;
use crate::week::Week;

mod missing;

pub use missing::Missing;

/// How often a comparison of two sides in which nothing happened says that something did, 0 to 1: 2
/// to 6 per cent of rates with eight quarters of history, whatever the length of the sides, and 2 to
/// 8 of shares (docs/rules.md, sections 4 and 5, simulated in the tests of `change` and `share`); the
/// middle of it.
pub const FALSE_VERDICTS: f64 = 0.05;

/// One line on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineChange {
    /// "Calls answered".
    pub label: String,
    /// "Calls".
    pub subject: String,
    /// The figures it is made of: `calls.answered`.
    pub figures: Vec<String>,
    /// Which way is good.
    pub good: Good,
    /// The change.
    pub change: Change,
}

/// Contacts answered of those offered by one channel, on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerChange {
    /// "Calls".
    pub noun: String,
    /// The rate and its change.
    pub rate: PartChange,
}

/// Before, after and not recorded, on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareParts {
    /// The weeks of both sides.
    pub sides: Sides,
    /// The share on the later side.
    pub share: Share,
    /// Its change, with the earlier side.
    pub change: ShareChange,
    /// Not recorded, of before, after and not recorded.
    pub unrecorded: PartChange,
}

impl ShareParts {
    fn of(ledger: &Ledger, sides: &Sides) -> Self {
        Self {
            sides: sides.clone(),
            share: share_of(ledger, &sides.later),
            change: share_change_of(ledger, sides),
            unrecorded: unrecorded_change(ledger, sides),
        }
    }

    /// The change of the part after an offence: the other side of the share's own, and no
    /// comparison more.
    pub fn after(&self) -> PointsChange {
        PointsChange::from(&self.change).of_the_rest()
    }

    fn verdicts(&self) -> [Option<Verdict>; 2] {
        [self.change.verdict, self.unrecorded.change.verdict]
    }
}

/// Two sides, figure by figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The two sides.
    pub sides: Sides,
    /// All contact channels together; none where a service has but one.
    pub total: Option<LineChange>,
    /// Every line, in the service's own order.
    pub lines: Vec<LineChange>,
    /// The answer rates of channels that count missed contacts.
    pub answered: Vec<AnswerChange>,
    /// Before, after and not recorded; none where no channel asks for them.
    pub share: Option<ShareParts>,
    /// Whether they are left out because a side has fewer than four weeks.
    pub too_short: bool,
    /// The same by four weeks, in order.
    pub blocks: Vec<ShareParts>,
    /// The weeks of either side that nobody has entered; what is complete is left out.
    pub missing: Vec<Missing>,
}

impl Compared {
    /// Comparisons that have a verdict. Before and after an offence are one.
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
        let lines = self.total.iter().chain(&self.lines).map(|line| line.change.verdict);
        let rates = self.answered.iter().map(|one| one.rate.change.verdict);
        let shares = self.share.iter().chain(&self.blocks).flat_map(ShareParts::verdicts);
        lines.chain(rates).chain(shares)
    }
}

/// Compares two sides of a service. A quarter that is under way has no verdicts.
pub fn compare(ledger: &Ledger, sides: Sides, today: NaiveDate) -> Compared {
    let service = &ledger.service;
    let until = Week::containing(today);
    let total = sides.span().and_then(|(first, last)| all_contacts(ledger, first, last));
    let total = total.map(|line| LineChange {
        change: change_of(&line.series, &sides, &line.name.breaks, &line.steps, today),
        label: line.name.title,
        subject: line.name.subject,
        figures: answered(service),
        good: line.name.good,
    });
    let lines = trend::lines(ledger, today).into_iter().map(|(channel, field)| {
        let series = ledger.series(channel, field, until);
        let breaks = breaks(service, channel.id, field);
        let steps = service.steps(channel.id, field);
        LineChange {
            label: channel.label(field),
            subject: channel.subject(field),
            figures: vec![name(channel, field)],
            good: service.good(channel.id, field),
            change: change_of(&series, &sides, &breaks, &steps, today),
        }
    });
    let lines = lines.collect();
    let rates = service.channels.iter().map(|channel| AnswerChange {
        noun: channel.noun.clone(),
        rate: answer_change(ledger, channel, &sides),
    });
    let answered = rates.filter(|one| one.rate.earlier.whole + one.rate.later.whole > 0).collect();
    let asked = service.channels.iter().any(|channel| channel.kind.is_contact());
    let too_short = asked && sides.shortest() < BLOCK;
    let parts = |sides: &Sides| ShareParts::of(ledger, sides);
    let share = (asked && !too_short).then(|| parts(&sides));
    let blocks = if asked { sides.blocks().iter().map(parts).collect() } else { Vec::new() };
    let missing = missing::missing(ledger, &sides);
    Compared { sides, total, lines, answered, share, too_short, blocks, missing }
}

/// The contacts answered of each channel.
fn answered(service: &Service) -> Vec<String> {
    let contact = service.channels.iter().filter(|channel| channel.kind.is_contact());
    contact.map(|channel| name(channel, Field::Answered)).collect()
}

#[cfg(test)]
mod tests;
