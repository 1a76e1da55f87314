//! What is owed: weeks that are due and in which something is 'not entered', numbers that stand in
//! doubt, and how often weeks came on time.
//!
//! Refuses to ask why: a late week is late, whoever was ill.

mod doubtful;
mod on_time;

use serde::{Deserialize, Serialize};

pub use doubtful::{Doubtful, doubtful, doubtful_in};
pub use on_time::{OnTime, Sent, in_time_until, on_time};

use crate::entry::name;
use crate::series::Ledger;
use crate::service::{Channel, Field};
use crate::week::Week;
use chrono::NaiveDate;

/// Due weeks, the last ones, whose doubts and punctuality are looked at: a quarter's worth.
pub const RECENT: i32 = 13;

/// A week that is due and in which something is 'not entered'.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedWeek {
    /// The week.
    pub week: Week,
    /// Whether anything of it is entered.
    pub partly: bool,
    /// What is missing, channel by channel in the order of the form; never empty.
    pub missing: Vec<Missing>,
}

/// What one channel owes in a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The channel's name: "Live chat".
    pub channel: String,
    /// What it counts, when nothing of it is entered: "Live chats".
    pub whole: Option<String>,
    /// The figures that are missing; never empty.
    pub cells: Vec<Cell>,
}

/// One missing figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its name in the form: `calls.missed`.
    pub name: String,
    /// The field.
    pub field: Field,
    /// "Calls missed".
    pub label: String,
}

impl OwedWeek {
    /// What is missing, each with the name of the box to fill first: a channel of which nothing is
    /// entered as a whole, of any other figure by figure.
    pub fn parts(&self) -> Vec<(&str, &str)> {
        let mut parts = Vec::new();
        for missing in &self.missing {
            match (&missing.whole, missing.cells.first()) {
                (Some(noun), Some(first)) => parts.push((noun.as_str(), first.name.as_str())),
                _ => parts.extend(missing.cells.iter().map(|one| (&*one.label, &*one.name))),
            }
        }
        parts
    }

    /// The name of the first empty box.
    pub fn first(&self) -> &str {
        let first = self.missing.first().and_then(|missing| missing.cells.first());
        first.map_or("", |cell| &cell.name)
    }

    /// "nothing entered yet", or "partly entered".
    pub fn state(&self) -> &'static str {
        if self.partly { "partly entered" } else { "nothing entered yet" }
    }
}

/// Every week that is due, from the first of any channel on.
pub fn due(ledger: &Ledger, today: NaiveDate) -> impl DoubleEndedIterator<Item = Week> {
    let last = Week::last_due(today);
    let first = ledger.service.channels.iter().map(|channel| channel.first).min();
    first.unwrap_or(last.next()).through(last)
}

/// The last [`RECENT`] weeks that are due, oldest first.
pub fn recent(today: NaiveDate) -> impl DoubleEndedIterator<Item = Week> {
    let last = Week::last_due(today);
    last.plus(1 - RECENT).through(last)
}

/// Whether something of a week is owed: 'not entered', and not locked by an approved quarter, in
/// which nobody can enter it any more.
pub fn owes(ledger: &Ledger, week: Week) -> bool {
    is_open(ledger, week) && !ledger.is_complete(week)
}

fn is_open(ledger: &Ledger, week: Week) -> bool {
    ledger.service.lock(week).is_none()
}

/// Those of the weeks in which something is owed, in the order given.
pub fn owed(ledger: &Ledger, weeks: impl Iterator<Item = Week>) -> Vec<OwedWeek> {
    weeks.filter(|week| owes(ledger, *week)).filter_map(|week| owed_in(ledger, week)).collect()
}

fn owed_in(ledger: &Ledger, week: Week) -> Option<OwedWeek> {
    let owed: Vec<(&Channel, Field)> = ledger.owed(week).collect();
    let counted = |channel: &Channel| {
        let mut fields = channel.kind.fields().iter();
        fields.any(|field| ledger.count((channel.id, *field, week)).is_some())
    };
    let channels = ledger.service.channels.iter();
    let missing: Vec<Missing> = channels
        .clone()
        .filter_map(|channel| {
            let of_it = owed.iter().filter(|(one, _)| one.id == channel.id);
            let cells: Vec<_> = of_it.map(|(channel, field)| cell(channel, *field)).collect();
            (!cells.is_empty()).then(|| Missing {
                channel: channel.name.clone(),
                whole: (!counted(channel)).then(|| channel.noun.clone()),
                cells,
            })
        })
        .collect();
    let partly = channels.into_iter().any(counted);
    (!missing.is_empty()).then_some(OwedWeek { week, partly, missing })
}

fn cell(channel: &Channel, field: Field) -> Cell {
    Cell { name: name(channel, field), field, label: channel.label(field) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_ledger::three_channels;

    fn week(text: &str) -> Week {
        Week::parse(text).unwrap()
    }

    #[test]
    fn a_week_says_what_is_missing() {
        let check = |entered: &[(i32, Field)], expected: &str| {
            let mut ledger = Ledger::new(three_channels());
            for (channel, field) in entered {
                ledger.set_count((*channel, *field, week("2018-10-08")), 0);
            }
            let said = owed(&ledger, [week("2018-10-08")].into_iter()).pop().map(|owed| {
                let parts = owed.parts();
                let parts: Vec<_> =
                    parts.iter().map(|(label, at)| format!("{label} ({at})")).collect();
                format!("{}: {}", owed.state(), parts.join(", "))
            });
            assert_eq!(said.as_deref().unwrap_or("complete"), expected);
        };
        check(
            &[],
            "nothing entered yet: Calls (calls.answered), Live chats (chat.answered), Website visits (website.visits)",
        );
        check(
            &[(1, Field::Before)],
            "partly entered: Calls answered (calls.answered), Calls after an offence (calls.after), Live chats (chat.answered), Website visits (website.visits)",
        );
        check(
            &[(1, Field::Answered), (1, Field::Before), (1, Field::After), (2, Field::Answered)],
            "partly entered: Website visits (website.visits)",
        );
        check(
            &[
                (1, Field::Answered),
                (1, Field::Before),
                (1, Field::After),
                (2, Field::Answered),
                (3, Field::Visits),
            ],
            "complete",
        );
    }

    #[test]
    fn weeks_are_owed_from_the_first_channel_to_the_last_sunday() {
        let ledger = Ledger::new(three_channels());
        let check = |today: &str, first: &str, last: &str, count| {
            let weeks: Vec<_> = due(&ledger, today.parse().unwrap()).collect();
            assert_eq!(weeks.len(), count, "{today}");
            assert_eq!((weeks[0], weeks[count - 1]), (week(first), week(last)), "{today}");
        };
        check("2017-01-09", "2017-01-02", "2017-01-02", 1);
        check("2017-01-16", "2017-01-02", "2017-01-09", 2);
        check("2018-01-01", "2017-01-02", "2017-12-25", 52);
        let none = |today: &str| due(&ledger, today.parse().unwrap()).count();
        assert_eq!((none("2017-01-08"), none("2016-01-08")), (0, 0));
        let recent: Vec<_> = recent("2018-10-22".parse().unwrap()).collect();
        assert_eq!(
            (recent.len(), recent[0], recent[12]),
            (13, week("2018-07-23"), week("2018-10-15"))
        );
    }
}
