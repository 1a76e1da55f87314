//! The weeks of a comparison that nobody has entered, by name.
//!
//! Refuses to name what is not owed: a closed week is no gap, nor one in which a figure is not
//! collected.

use crate::change::Sides;
use crate::series::Ledger;
use crate::service::{Channel, Field};
use crate::week::Week;

/// A channel or one of its figures, and its weeks that nobody has entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// "Phone" where nothing of the week was entered, else the figure: "Calls missed".
    pub label: String,
    /// First and last week of each stretch, the earliest first.
    pub stretches: Vec<(Week, Week)>,
}

impl Missing {
    fn add(&mut self, week: Week) {
        match self.stretches.last_mut() {
            Some((_, last)) if last.next() == week => *last = week,
            _ => self.stretches.push((week, week)),
        }
    }
}

/// What is missing on either side, in the service's own order.
pub(super) fn missing(ledger: &Ledger, sides: &Sides) -> Vec<Missing> {
    let mut weeks: Vec<Week> =
        sides.earlier.weeks.iter().chain(&sides.later.weeks).copied().collect();
    // The same weeks a year before need not be in order.
    weeks.sort_unstable();
    let mut found: Vec<Missing> = Vec::new();
    for channel in &ledger.service.channels {
        for week in &weeks {
            for label in owed(ledger, channel, *week) {
                match found.iter_mut().find(|one| one.label == label) {
                    Some(one) => one.add(*week),
                    None => found.push(Missing { label, stretches: vec![(*week, *week)] }),
                }
            }
        }
    }
    found
}

/// The channel where nothing of its week was entered, else each figure that is owed.
fn owed(ledger: &Ledger, channel: &Channel, week: Week) -> Vec<String> {
    let owed = ledger.owed(week).filter(|(own, _)| own.id == channel.id);
    let owed: Vec<Field> = owed.map(|(_, field)| field).collect();
    let counted = |field: &Field| ledger.count((channel.id, *field, week)).is_some();
    if owed.is_empty() || channel.kind.fields().iter().any(counted) {
        owed.into_iter().map(|field| channel.label(field)).collect()
    } else {
        vec![channel.name.clone()]
    }
}
