//! How often a service's weeks came on time.

use chrono::NaiveDate;

use super::{RECENT, recent};
use crate::series::{Ledger, State};
use crate::week::Week;

/// When and how a week was sent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The week.
    pub week: Week,
    /// The date on which something of it was saved first, where the service is.
    pub on: NaiveDate,
    /// Whether it came from a file.
    pub file: bool,
}

/// How many of the last due weeks came on time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnTime {
    /// Weeks that did.
    pub on_time: u32,
    /// Weeks that are judged, at most [`RECENT`].
    pub of: u32,
    /// Weeks that came from a file and are left out.
    pub files: u32,
}

/// The last day on which a week is sent in time: the seventh after its Sunday, before the week after
/// it is due.
pub fn in_time_until(week: Week) -> NaiveDate {
    week.next().sunday()
}

/// Of the last 13 due weeks, those that came on time.
///
/// A week is on time when it was sent in time ([`in_time_until`]) and nothing of it is owed now. Three kinds of weeks are not judged: those
/// that came from a file, which says nothing of the people who enter; those in which nothing was
/// asked for, as all channels were closed; and those whose seven days are not over.
pub fn on_time(ledger: &Ledger, sent: &[Sent], today: NaiveDate) -> OnTime {
    let mut found = OnTime::default();
    for week in recent(today).filter(|week| is_asked(ledger, *week)) {
        let sent = sent.iter().find(|sent| sent.week == week);
        let (complete, end) = (ledger.is_complete(week), in_time_until(week));
        if sent.is_some_and(|sent| sent.file) {
            found.files += 1;
        } else if complete && sent.is_some_and(|sent| sent.on <= end) {
            found.on_time += 1;
            found.of += 1;
        } else if complete || end < today {
            found.of += 1;
        }
    }
    found
}

/// Whether any figure of the week was to be entered.
fn is_asked(ledger: &Ledger, week: Week) -> bool {
    ledger.service.channels.iter().any(|channel| {
        let mut fields = channel.kind.fields().iter();
        fields.any(|field| {
            matches!(ledger.state(channel, *field, week), State::Count(_) | State::NotEntered)
        })
    })
}

impl OnTime {
    /// "11 of the last 13 weeks came on time."
    pub fn sentence(self) -> String {
        let Self { on_time, of, files } = self;
        let weeks = if of == 1 { "week" } else { "weeks" };
        let judged = match of {
            0 if files > 0 => String::new(),
            0 => return "No week is old enough to be judged.".to_owned(),
            of if of == RECENT as u32 => format!("{on_time} of the last {of} weeks came on time."),
            of => format!("{on_time} of {of} {weeks} came on time."),
        };
        let (weeks, are) = if files == 1 { ("week", "is") } else { ("weeks", "are") };
        match files {
            0 => judged,
            files if files == RECENT as u32 => {
                format!("All of the last {files} weeks came from a file and are not judged.")
            }
            files if of == 0 => {
                format!("Of the last {RECENT} weeks {files} came from a file and {are} not judged.")
            }
            files => format!("{judged} {files} {weeks} came from a file and {are} not judged."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Kind;
    use crate::service::{Closure, Field};
    use crate::test_ledger::{channel, service};

    /// The week of 15 October 2018 and the twelve before it are due; a website alone.
    const TODAY: &str = "2018-10-22";

    fn ledger(entered: impl Fn(i32) -> bool) -> (Ledger, Vec<Week>) {
        let mut web = channel(1, Kind::Web, "website", "Website visits");
        web.collected.retain(|collected| collected.field == Field::Visits);
        let mut ledger = Ledger::new(service(vec![web]));
        let weeks: Vec<_> = recent(TODAY.parse().unwrap()).collect();
        for (n, week) in (0..).zip(&weeks) {
            if entered(n) {
                ledger.set_count((1, Field::Visits, *week), 5);
            }
        }
        (ledger, weeks)
    }

    fn sent(week: Week, days_after_sunday: i64, file: bool) -> Sent {
        Sent { week, on: week.sunday() + chrono::TimeDelta::days(days_after_sunday), file }
    }

    #[test]
    fn what_came_on_time() {
        let check = |days: &dyn Fn(i32) -> Option<(i64, bool)>, today: &str, expected: &str| {
            let (ledger, weeks) = ledger(|n| days(n).is_some());
            let sent: Vec<_> = (0..)
                .zip(&weeks)
                .filter_map(|(n, week)| days(n).map(|(days, file)| sent(*week, days, file)))
                .collect();
            let found = on_time(&ledger, &sent, today.parse().unwrap());
            assert_eq!(found.sentence(), expected);
        };
        check(&|_| Some((1, false)), TODAY, "13 of the last 13 weeks came on time.");
        check(&|_| Some((-3, false)), TODAY, "13 of the last 13 weeks came on time.");
        // The seventh day is still in time, the eighth is not.
        check(&|_| Some((7, false)), TODAY, "13 of the last 13 weeks came on time.");
        check(&|_| Some((8, false)), TODAY, "0 of the last 13 weeks came on time.");
        check(
            &|n| Some((1, n < 4)),
            TODAY,
            "9 of 9 weeks came on time. 4 weeks came from a file and are not judged.",
        );
        check(
            &|n| Some((1, n == 0)),
            TODAY,
            "12 of 12 weeks came on time. 1 week came from a file and is not judged.",
        );
        check(
            &|_| Some((1, true)),
            TODAY,
            "All of the last 13 weeks came from a file and are not judged.",
        );
        // Nothing entered: late, but for the last week, which has its seven days.
        check(&|_| None, TODAY, "0 of 12 weeks came on time.");
        check(&|n| (n < 12).then_some((1, false)), TODAY, "12 of 12 weeks came on time.");
        check(&|n| (n < 12).then_some((1, false)), "2018-10-28", "12 of 12 weeks came on time.");
        check(&|n| (n < 12).then_some((1, false)), "2018-10-29", "11 of 12 weeks came on time.");
    }

    #[test]
    fn a_week_that_still_owes_something_is_not_on_time() {
        let (mut ledger, weeks) = ledger(|_| true);
        let visitors = crate::service::Collected {
            field: Field::Visitors,
            from: weeks[3],
            to: Some(weeks[3]),
        };
        ledger.service.channels[0].collected.push(visitors);
        let sent: Vec<_> = weeks.iter().map(|week| sent(*week, 1, false)).collect();
        let found = on_time(&ledger, &sent, TODAY.parse().unwrap());
        assert_eq!((found.on_time, found.of), (12, 13));
        // Where nothing was asked for, nothing is judged.
        let (from, to) = (weeks[3].monday(), weeks[3].sunday());
        ledger.service.channels[0].kind = Kind::Phone;
        for collected in &mut ledger.service.channels[0].collected {
            collected.field = Field::Answered;
        }
        let closure = Closure { channel: None, from, to, reason: "Flood".into() };
        ledger.service.closures.push(closure);
        let found = on_time(&ledger, &[], TODAY.parse().unwrap());
        assert_eq!((found.on_time, found.of), (0, 11));
    }
}
