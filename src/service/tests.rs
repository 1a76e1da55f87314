//! Open days of a week, whatever the timetables and the closures.

use chrono::{Datelike, Days};
use proptest::prelude::*;

use super::*;
use crate::test_ledger;

/// The day so many days after a Monday.
fn day(n: u64) -> NaiveDate {
    Week::parse("2026-01-05").unwrap().monday() + Days::new(n)
}

proptest! {
    /// Counted day by day, as the timetables and closures are written.
    #[test]
    fn open_days_are_those_of_each_day(
        kind in prop_oneof![Just(Kind::Phone), Just(Kind::Web)],
        timetables in proptest::collection::vec((0u64..40, any::<u8>()), 0..4),
        closures in proptest::collection::vec((1i32..3, 0u64..40, 0u64..9), 0..5),
        week in 0i32..6,
    ) {
        let mut channel = test_ledger::channel(1, kind, "line", "Line");
        let mut from: Vec<_> = timetables;
        from.sort_unstable();
        channel.timetables =
            from.into_iter().map(|(n, days)| Timetable { from: day(n), days }).collect();
        let mut service = test_ledger::service(vec![channel]);
        service.closures = closures
            .into_iter()
            .map(|(channel, from, days)| Closure {
                channel: (channel == 1).then_some(1),
                from: day(from),
                to: day(from + days),
                reason: "Closed".into(),
            })
            .collect();
        let channel = &service.channels[0];
        let week = Week::containing(day(0)).plus(week);
        let open = |day: &NaiveDate| {
            let in_force = channel.timetables.iter().rev().find(|t| t.from <= *day);
            let timetable = in_force.or(channel.timetables.first());
            let weekday = day.weekday().num_days_from_monday();
            let on = kind == Kind::Web || timetable.is_none_or(|t| t.days >> weekday & 1 == 1);
            on && !service.closures.iter().any(|closure| closure.from <= *day && *day <= closure.to)
        };
        let expected = week.days().filter(open).count();
        prop_assert_eq!(usize::from(service.scheduled_days(channel, week)), expected);
    }
}
