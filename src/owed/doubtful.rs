//! Numbers that stand in doubt and that nobody has explained: they came by a file, or were saved
//! before anything was usual.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::{is_open, recent};
use crate::check::{Warning, doubts, number, usual};
use crate::entry::name;
use crate::series::Ledger;
use crate::week::Week;

/// A number that stands in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubtful {
    /// Its week.
    pub week: Week,
    /// Its name in the form: `calls.answered`.
    pub name: String,
    /// "Calls answered".
    pub label: String,
    /// The number.
    pub count: u32,
    /// Its gravest doubt.
    pub warning: Warning,
}

impl Doubtful {
    /// "1,182 is ten times the usual. Is a digit too many?"
    pub fn words(&self) -> String {
        format!("{} {}", number(f64::from(self.count)), self.warning.words)
    }
}

/// The numbers of the last 13 due weeks that [`doubts`] doubts and that have no note, but for weeks
/// that an approved quarter locks; those that are tenfold first, then the latest, then in the order of the form.
pub fn doubtful(ledger: &Ledger, today: NaiveDate) -> Vec<Doubtful> {
    let weeks: Vec<_> = recent(today).filter(|week| is_open(ledger, *week)).collect();
    doubtful_in(ledger, &weeks)
}

/// The same of the weeks given, in order.
pub fn doubtful_in(ledger: &Ledger, weeks: &[Week]) -> Vec<Doubtful> {
    let Some(last) = weeks.last().copied() else { return Vec::new() };
    let mut found = Vec::new();
    for channel in &ledger.service.channels {
        let fields = channel.kind.fields();
        for series in ledger.series_of(channel, fields, channel.first, last) {
            for week in weeks.iter().copied() {
                let key = (channel.id, series.field, week);
                let explained = ledger.note(key).is_some_and(|note| !note.is_empty());
                let Some(count) = ledger.count(key).filter(|_| !explained) else { continue };
                let usual = usual(&series, week, channel.usual_limits_in(series.field, week));
                let warning = usual.and_then(|usual| doubts(&usual, count).into_iter().next());
                let Some(warning) = warning else { continue };
                let (name, label) = (name(channel, series.field), channel.label(series.field));
                found.push(Doubtful { week, name, label, count, warning });
            }
        }
    }
    found.sort_by_key(|one| (!one.warning.doubt.is_tenfold(), Reverse(one.week)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Field;
    use crate::test_ledger::three_channels;

    /// Calls about 105 and visits about 1,050 a week for 30 weeks; today is the Monday after.
    fn ledger() -> (Ledger, Vec<Week>, NaiveDate) {
        let mut ledger = Ledger::new(three_channels());
        let first = Week::parse("2018-01-01").unwrap();
        let weeks: Vec<Week> = first.through(first.plus(29)).collect();
        for (n, week) in weeks.iter().enumerate() {
            let up = u32::from(n % 2 == 1);
            ledger.set_count((1, Field::Answered, *week), 100 + 10 * up);
            ledger.set_count((3, Field::Visits, *week), 1000 + 100 * up);
        }
        (ledger, weeks, first.plus(30).monday())
    }

    #[test]
    fn a_number_stands_in_doubt() {
        let check = |changes: &[(i32, Field, usize, u32, &str)], expected: &[&str]| {
            let (mut ledger, weeks, today) = ledger();
            for (channel, field, at, count, note) in changes {
                let key = (*channel, *field, weeks[*at]);
                ledger.set_count(key, *count);
                ledger.set_note(key, (*note).to_owned());
            }
            let said: Vec<_> = doubtful(&ledger, today)
                .iter()
                .map(|one| format!("{} {} {}", one.week, one.label, one.words()))
                .collect();
            assert_eq!(said, expected);
        };
        let (calls, visits) = (Field::Answered, Field::Visits);
        check(&[], &[]);
        check(
            &[(1, calls, 29, 1400, "")],
            &["2018-07-23 Calls answered 1,400 is ten times the usual. Is a digit too many?"],
        );
        // A note settles it; a number from before the last 13 weeks is past caring.
        check(&[(1, calls, 29, 1400, "Campaign")], &[]);
        check(&[(1, calls, 16, 1400, "")], &[]);
        check(&[(1, calls, 30 - 14, 1400, ""), (3, visits, 17, 1050, "")], &[]);
        // Tenfold first, then the latest.
        check(
            &[(1, calls, 28, 60, ""), (1, calls, 29, 150, ""), (3, visits, 20, 12_000, "")],
            &[
                "2018-05-21 Website visits 12,000 is ten times the usual. Is a digit too many?",
                "2018-07-23 Calls answered 150 is higher than usual (usually 73 to 134).",
                "2018-07-16 Calls answered 60 is lower than usual (usually 79 to 131).",
            ],
        );
        // The week that is not over is nobody's yet.
        let (mut ledger, weeks, today) = ledger();
        ledger.set_count((1, calls, weeks[29].next()), 9999);
        assert!(doubtful(&ledger, today).is_empty());
    }
}
