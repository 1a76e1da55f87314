//! What was last read of each service, by its data version: nothing is read again that did not
//! change.
//!
//! Refuses what is not committed: only a snapshot may put something in, and whoever writes by what was
//! taken out has read the data version in their own transaction. Whatever changes a ledger changes its
//! service's data version in the same transaction.

use std::collections::{BTreeMap, VecDeque};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use beforehand::series::Ledger;
use beforehand::week::Week;

use super::ledger::Span;

/// Services that are kept, the one read last at the end.
const SERVICES: usize = 32;
/// Counts of a service that are kept, about 50 bytes each: the year and more that a week is judged
/// by, not all that was ever counted.
const COUNTS: usize = 4_000;

/// What was last read.
#[derive(Default)]
pub struct Kept {
    read: Mutex<VecDeque<Read>>,
}

struct Read {
    service: i32,
    version: i64,
    span: Span,
    known: KnownWeeks,
}

/// A service as it was at one data version.
#[derive(Clone)]
pub struct KnownWeeks {
    /// What is counted in it.
    pub ledger: Arc<Ledger>,
    /// The versions of the weeks that were looked at.
    pub versions: Versions,
}

/// The versions of some weeks of a service.
#[derive(Clone, Debug)]
pub struct Versions {
    weeks: RangeInclusive<Week>,
    entered: Arc<BTreeMap<Week, i32>>,
}

impl Versions {
    /// The versions of those weeks, of those among them that somebody has entered.
    pub(super) fn new(
        weeks: RangeInclusive<Week>,
        entered: impl IntoIterator<Item = (Week, i32)>,
    ) -> Self {
        Self { weeks, entered: Arc::new(entered.into_iter().collect()) }
    }

    /// Whether all those weeks were looked at.
    pub fn cover(&self, weeks: &RangeInclusive<Week>) -> bool {
        self.weeks.contains(weeks.start()) && self.weeks.contains(weeks.end())
    }

    /// The version of a week; 0 where nobody has entered it.
    pub fn of(&self, week: Week) -> i32 {
        self.entered.get(&week).copied().unwrap_or_default()
    }
}

impl Kept {
    /// A service at that data version, with the counts of those weeks and perhaps of more.
    pub(super) fn find(&self, service: i32, version: i64, span: Span) -> Option<KnownWeeks> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |read: &&Read| {
            read.service == service && read.version == version && read.span.covers(span)
        };
        read.iter().find(fits).map(|read| read.known.clone())
    }

    /// Puts in what a snapshot read, in the place of what was read of the service before.
    pub(super) fn put(&self, service: i32, version: i64, span: Span, known: KnownWeeks) {
        if known.ledger.counts().count() > COUNTS {
            return;
        }
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.retain(|read| read.service != service);
        read.push_back(Read { service, version, span, known });
        if read.len() > SERVICES {
            read.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use beforehand::quarter::YearStart;
    use beforehand::service::Service;
    use beforehand::week::Week;

    use super::*;

    fn known() -> KnownWeeks {
        let service = Service {
            id: 1,
            slug: "north".into(),
            name: "Helpline North".into(),
            year_start: YearStart::April,
            time_zone: "Europe/London".into(),
            channels: Vec::new(),
            closures: Vec::new(),
            events: Vec::new(),
            definitions: Vec::new(),
            judgements: beforehand::judgement::Judgements::default(),
        };
        let versions =
            Versions::new(week("2026-01-05")..=week("2026-01-12"), [(week("2026-01-05"), 3)]);
        KnownWeeks { ledger: Arc::new(Ledger::new(service)), versions }
    }

    fn week(monday: &str) -> Week {
        Week::parse(monday).unwrap()
    }

    fn span(first: &str, last: &str) -> Span {
        Span::of(week(first), week(last))
    }

    #[test]
    fn a_week_that_was_not_looked_at_is_not_taken_for_a_new_one() {
        let KnownWeeks { versions, .. } = known();
        let check = |first, last, expected| {
            assert_eq!(versions.cover(&(week(first)..=week(last))), expected, "{first} {last}");
        };
        check("2026-01-05", "2026-01-12", true);
        check("2026-01-12", "2026-01-12", true);
        check("2025-12-29", "2026-01-05", false);
        check("2026-01-12", "2026-01-19", false);
        assert_eq!(["2026-01-05", "2026-01-12"].map(|monday| versions.of(week(monday))), [3, 0]);
    }

    #[test]
    fn what_changed_or_was_not_read_is_read_again() {
        let kept = Kept::default();
        kept.put(1, 7, span("2026-01-05", "2026-06-01"), known());
        let check = |service, version, first, last, expected| {
            let found = kept.find(service, version, span(first, last)).is_some();
            assert_eq!(found, expected, "{service} {version} {first} {last}");
        };
        check(1, 7, "2026-01-05", "2026-06-01", true);
        check(1, 7, "2026-02-02", "2026-02-02", true);
        check(1, 8, "2026-02-02", "2026-02-02", false);
        check(2, 7, "2026-02-02", "2026-02-02", false);
        check(1, 7, "2025-12-29", "2026-02-02", false);
        check(1, 7, "2026-02-02", "2026-06-08", false);
        kept.put(1, 8, span("2026-02-02", "2026-02-02"), known());
        check(1, 7, "2026-02-02", "2026-02-02", false);
        check(1, 8, "2026-02-02", "2026-02-02", true);
    }

    #[test]
    fn only_so_many_services_are_kept() {
        let kept = Kept::default();
        for service in 0..100 {
            kept.put(service, 1, Span::ALL, known());
        }
        assert!(kept.find(99 - SERVICES as i32, 1, Span::ALL).is_none());
        assert!(kept.find(100 - SERVICES as i32, 1, Span::ALL).is_some());
    }
}
