//! The page of closed days, from the service's closures and the region's bank holidays.

use std::cmp::Reverse;

use beforehand::closure::{Exposure, days, exposure};
use beforehand::holiday::{Region, bank_holidays};
use beforehand::series::Ledger;
use beforehand::service::{Closure, Service};
use beforehand::week::Week;
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime};

use super::{ALL, Asked, ClosuresPage, Confirmation, HolidayLine, Line, TypedClosures};
use crate::ServiceLink;
use crate::settings::Confirm;
use crate::ui;

/// Weeks whose exposure is told before "and more".
const TOLD: usize = 13;

/// Everything the page is made of.
pub struct Sources<'a> {
    /// The service.
    pub service: &'a Service,
    /// Whose bank holidays are offered.
    pub region: Region,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// Idempotency key of new forms.
    pub key: String,
}

/// The page; with `typed`, a form is as it was sent.
pub fn compose(from: Sources<'_>, typed: TypedClosures) -> ClosuresPage {
    let Sources { service, region, today, key } = from;
    let (mut past, mut planned): (Vec<_>, Vec<_>) =
        service.closures.iter().partition(|closure| closure.to < today);
    past.sort_by_key(|closure| Reverse((closure.to, closure.from, closure.channel)));
    planned.sort_by_key(|closure| (closure.from, closure.to, closure.channel));
    let lines =
        |closures: Vec<&Closure>| closures.into_iter().map(|one| line(service, one)).collect();
    let this_week = Week::containing(today);
    let running =
        service.channels.iter().filter(|one| one.last.is_none_or(|last| last >= this_week));
    ClosuresPage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        today,
        channels: running.map(|one| (one.slug.clone(), one.name.clone())).collect(),
        planned: lines(planned),
        past: lines(past),
        region,
        holidays: holidays(service, region, today),
        key: typed.key().unwrap_or(key),
        typed,
        problems: Vec::new(),
        saved: None,
        confirm: None,
    }
}

/// What a change would do to weeks that are over, without the form that asks for it and a mark; none
/// when it does nothing to them.
pub fn to_confirm(ledger: &Ledger, asked: &Asked, today: NaiveDate) -> Option<Confirm> {
    let mut after = ledger.clone();
    let closures = &mut after.service.closures;
    let (title, changes) = match asked {
        Asked::Remove(one) => {
            closures.retain(|own| own != one);
            ("Remove this closure?", vec![(Some(one.clone()), None)])
        }
        Asked::Close(one) => {
            closures.push(one.clone());
            ("Close these days?", vec![(None, Some(one.clone()))])
        }
        Asked::Holidays(days) => {
            closures.extend(days.iter().cloned());
            ("Close these days?", days.iter().map(|one| (None, Some(one.clone()))).collect())
        }
    };
    let would = Confirmation::of(&after, None, &changes);
    let stands = Confirmation::of(ledger, None, &changes).exposure;
    let both = would.exposure.into_iter().zip(stands);
    let moved = both.filter(|(one, stands)| one.week.sunday() < today && one.open != stands.open);
    let left = told(&moved.map(|(one, _)| one).collect::<Vec<_>>());
    if left.is_empty() {
        return None;
    }
    let what = "The counts stay. Rates of these weeks are worked out anew from the open days they are left with, and with them changes, usual ranges and signals.";
    let effect = std::iter::once(what.to_owned()).chain(left).collect();
    Some(Confirm { title: title.to_owned(), change: would.what, effect, ..Confirm::default() })
}

/// What is left of each week, of many the first.
pub(super) fn told(exposure: &[Exposure]) -> Vec<String> {
    let mut left: Vec<_> = exposure.iter().take(TOLD).map(Exposure::sentence).collect();
    let more = exposure.len().saturating_sub(TOLD);
    if more > 0 {
        let more = ui::times(more, "more line like these", "more lines like these");
        left.push(format!("and {more}"));
    }
    left
}

fn line(service: &Service, closure: &Closure) -> Line {
    let channel = closure.channel.and_then(|id| service.channel(id));
    Line {
        closure: closure.clone(),
        slug: channel.map_or(ALL.to_owned(), |channel| channel.slug.clone()),
        channel: name(service, closure),
    }
}

fn name(service: &Service, closure: &Closure) -> String {
    let channel = closure.channel.and_then(|id| service.channel(id));
    channel.map_or("All channels".to_owned(), |channel| channel.name.clone())
}

/// The bank holidays from today through the same day next year, with who is closed on them.
fn holidays(service: &Service, region: Region, today: NaiveDate) -> Vec<HolidayLine> {
    let end = today.checked_add_months(Months::new(12)).unwrap_or(today);
    let all = (today.year()..=end.year()).flat_map(|year| bank_holidays(region, year));
    all.filter(|holiday| today <= holiday.date && holiday.date <= end)
        .map(|holiday| {
            let week = Week::containing(holiday.date);
            let running: Vec<_> = service.channels.iter().filter(|one| one.runs(week)).collect();
            let closing = service.closures.iter().filter(|one| one.covers(holiday.date));
            let closing: Vec<_> = closing.collect();
            let is_closed = |id| closing.iter().any(|one| one.concerns(id));
            let closed: Vec<_> = running.iter().filter(|one| is_closed(one.id)).collect();
            HolidayLine {
                date: holiday.date,
                name: holiday.name,
                all: !running.is_empty() && closed.len() == running.len(),
                closed: closed.into_iter().map(|one| one.name.clone()).collect(),
            }
        })
        .collect()
}

impl Confirmation {
    /// What was saved and removed, and what that leaves of the weeks concerned; the ledger is as it
    /// is now. `changes` are closures as they were and as they became.
    pub fn of(
        ledger: &Ledger,
        by: Option<(String, NaiveDateTime)>,
        changes: &[(Option<Closure>, Option<Closure>)],
    ) -> Self {
        let service = &ledger.service;
        let what = changes.iter().filter_map(|(before, after)| {
            let (one, word) = match (before, after) {
                (_, Some(after)) => (after, "closed"),
                (Some(before), None) => (before, "no longer closed"),
                (None, None) => return None,
            };
            Some(format!("{} {word}, {}: {}", name(service, one), days(one), one.reason))
        });
        let touched = changes.iter().flat_map(|(before, after)| before.iter().chain(after));
        let touched: Vec<Closure> = touched.cloned().collect();
        Self { by, what: what.collect(), exposure: exposure(ledger, &touched) }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::closures::FIRST;
    use crate::look::weeks::ledger;

    fn closure(channel: Option<i32>, from: &str, to: &str, reason: &str) -> Closure {
        let (from, to) = (from.parse().unwrap_or_default(), to.parse().unwrap_or_default());
        Closure { channel, from, to, reason: reason.into() }
    }

    fn page(closures: Vec<Closure>) -> ClosuresPage {
        let mut service = ledger().service;
        service.closures = closures;
        let (key, today) = ("k".to_owned(), "2026-11-24".parse().unwrap_or_default());
        let from = Sources { service: &service, region: FIRST, today, key };
        compose(from, TypedClosures::default())
    }

    #[test]
    fn the_next_stands_first_and_then_the_latest() {
        let page = page(vec![
            closure(Some(1), "2026-12-25", "2026-12-25", "Christmas"),
            closure(None, "2026-11-20", "2026-11-24", "Moving house"),
            closure(Some(2), "2025-01-01", "2025-01-01", "New Year"),
            closure(Some(1), "2026-11-23", "2026-11-23", "Flood"),
        ]);
        let said = |lines: &[Line]| {
            let words =
                lines.iter().map(|line| format!("{} {}", line.channel, line.closure.reason));
            words.collect::<Vec<_>>().join("; ")
        };
        assert_eq!(said(&page.planned), "All channels Moving house; Calls Christmas");
        assert_eq!(said(&page.past), "Calls Flood; Live chats New Year");
    }

    #[test]
    fn bank_holidays_of_twelve_months_say_who_is_closed() {
        let page = page(vec![
            closure(Some(1), "2026-12-24", "2026-12-26", "Christmas"),
            closure(None, "2027-01-01", "2027-01-01", "New Year"),
        ]);
        let said: Vec<_> = page
            .holidays
            .iter()
            .map(|one| format!("{} {} {}", one.date, one.closed.join("+"), one.all))
            .collect();
        assert_eq!(said[0], "2026-12-25 Calls false");
        assert_eq!(said[1], "2026-12-28  false");
        assert_eq!(said[2], "2027-01-01 Calls+Live chats+Secure messages+Website true");
        assert_eq!(page.holidays.len(), 8);
    }

    #[test]
    fn a_confirmation_says_what_it_does_to_exposure() {
        let check = |before: Option<Closure>, after: Option<Closure>, what: &str, left: &str| {
            let mut ledger = ledger();
            ledger.service.closures.extend(after.clone());
            let made = Confirmation::of(&ledger, None, &[(before, after)]);
            assert_eq!(made.what, [what]);
            let said: Vec<_> = made.exposure.iter().map(Exposure::sentence).collect();
            assert_eq!(said, [left]);
        };
        let one = || Some(closure(Some(1), "2026-12-25", "2026-12-25", "Christmas"));
        check(
            None,
            one(),
            "Calls closed, Friday 25 December 2026: Christmas",
            "Calls: open 6 of 7 days in the week of Monday 21 December 2026",
        );
        check(
            one(),
            None,
            "Calls no longer closed, Friday 25 December 2026: Christmas",
            "Calls: open 7 of 7 days in the week of Monday 21 December 2026",
        );
    }
}
