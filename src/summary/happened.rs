//! The events of a quarter: what is named beside its figures.
//!
//! Refuses to say that one explains the other.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::event::in_words;
use crate::quarter::Quarter;
use crate::service::{Event, Service};

/// An event that any day of a quarter lies in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// The event.
    pub event: Event,
    /// Its channel's short name; none for the whole service.
    pub channel: Option<String>,
    /// "TV documentary (Website), Monday 4 March 2019".
    pub words: String,
}

/// The events that meet the quarter's weeks, by first day. The same thing that happened in several
/// channels is told once, without a channel's name.
pub(super) fn happened(service: &Service, quarter: Quarter) -> Vec<Happened> {
    let (from, to) = (quarter.first_week().monday(), quarter.last_week().sunday());
    let mut found: Vec<Happened> = Vec::new();
    for event in service.events.iter().filter(|event| meets(event, from, to)) {
        let same = found.iter_mut().find(|one| {
            let own = &one.event;
            (own.kind, &own.name, own.from, own.to)
                == (event.kind, &event.name, event.from, event.to)
        });
        if let Some(same) = same {
            same.channel = None;
            same.words = in_words(&same.event, None);
            continue;
        }
        let channel = event.channel.and_then(|id| service.channel(id));
        found.push(Happened {
            words: in_words(event, channel.map(|one| one.name.as_str())),
            channel: channel.map(|one| one.slug.clone()),
            event: event.clone(),
        });
    }
    found
}

/// A definition is told where it breaks the line.
fn meets(event: &Event, from: NaiveDate, to: NaiveDate) -> bool {
    match event.break_week() {
        Some(week) => from <= week.monday() && week.monday() <= to,
        None => event.meets(from, to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quarter::YearStart;
    use crate::service::EventKind;
    use crate::test_ledger::three_channels;

    #[test]
    fn a_quarter_knows_what_happened_in_it() {
        let check = |kind, channels: &[Option<i32>], from: &str, to: &str, expected: &[&str]| {
            let mut service = three_channels();
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            service.events.extend(channels.iter().map(|channel| Event {
                id: String::new(),
                channel: *channel,
                kind,
                name: "Radio".into(),
                from,
                to,
            }));
            let quarter = Quarter::parse("2019-Q1", YearStart::January).unwrap();
            let said: Vec<_> =
                happened(&service, quarter).into_iter().map(|one| one.words).collect();
            assert_eq!(said, expected);
        };
        let (campaign, definition) = (EventKind::Campaign, EventKind::Definition);
        check(
            campaign,
            &[Some(1)],
            "2019-01-09",
            "2019-01-09",
            &["Radio (Calls), Wednesday 9 January 2019"],
        );
        check(
            campaign,
            &[None],
            "2018-12-01",
            "2018-12-31",
            &["Radio, 1 December 2018 to 31 December 2018"],
        );
        check(campaign, &[None], "2018-12-01", "2018-12-30", &[]);
        check(campaign, &[None], "2019-04-01", "2019-04-01", &[]);
        check(definition, &[Some(1), Some(2)], "2019-03-26", "2019-03-26", &[]);
        check(
            definition,
            &[Some(1), Some(2)],
            "2018-12-26",
            "2018-12-26",
            &["Radio, from Wednesday 26 December 2018 on"],
        );
    }
}
