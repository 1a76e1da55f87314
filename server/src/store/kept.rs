//! What was last read of each service, by its data version: nothing is read again that did not
//! change.
//!
//! Refuses what is not committed: only a snapshot may put something in, and whoever takes something
//! out has read the data version in their own transaction. Whatever changes a ledger changes its
//! service's data version in the same transaction.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use beforehand::series::Ledger;

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
    ledger: Arc<Ledger>,
}

impl Kept {
    /// A service at that data version, with the counts of those weeks and perhaps of more.
    pub(super) fn find(&self, service: i32, version: i64, span: Span) -> Option<Arc<Ledger>> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |read: &&Read| {
            read.service == service && read.version == version && read.span.covers(span)
        };
        read.iter().find(fits).map(|read| read.ledger.clone())
    }

    /// Puts in what a snapshot read, in the place of what was read of the service before.
    pub(super) fn put(&self, service: i32, version: i64, span: Span, ledger: &Arc<Ledger>) {
        if ledger.counts().count() > COUNTS {
            return;
        }
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.retain(|read| read.service != service);
        read.push_back(Read { service, version, span, ledger: ledger.clone() });
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

    fn ledger() -> Arc<Ledger> {
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
        Arc::new(Ledger::new(service))
    }

    fn span(first: &str, last: &str) -> Span {
        Span::of(Week::parse(first).unwrap(), Week::parse(last).unwrap())
    }

    #[test]
    fn what_changed_or_was_not_read_is_read_again() {
        let kept = Kept::default();
        kept.put(1, 7, span("2026-01-05", "2026-06-01"), &ledger());
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
        kept.put(1, 8, span("2026-02-02", "2026-02-02"), &ledger());
        check(1, 7, "2026-02-02", "2026-02-02", false);
        check(1, 8, "2026-02-02", "2026-02-02", true);
    }

    #[test]
    fn only_so_many_services_are_kept() {
        let kept = Kept::default();
        for service in 0..100 {
            kept.put(service, 1, Span::ALL, &ledger());
        }
        assert!(kept.find(99 - SERVICES as i32, 1, Span::ALL).is_none());
        assert!(kept.find(100 - SERVICES as i32, 1, Span::ALL).is_some());
    }
}
