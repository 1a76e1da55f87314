//! The page of events, from the service and what is known of each event.

use std::cmp::Reverse;

use beforehand::service::{Event, Service};
use chrono::{Datelike, NaiveDate};

use super::{Back, By, EventsPage, Line, Step, TypedEvent};
use crate::ServiceLink;

/// Everything the page is made of.
pub struct Sources<'a> {
    /// The service.
    pub service: &'a Service,
    /// Its events, each with its version, who added it and who changed it last.
    pub known: Vec<(Event, i32, Option<By>, Option<By>)>,
    /// The names of all services that the person manages.
    pub managed: Vec<String>,
    /// The chart that led here.
    pub back: Back,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// Idempotency key of new forms.
    pub key: String,
}

/// The page of all events; with `typed`, the form is as it was sent.
pub fn compose(from: Sources<'_>, typed: TypedEvent) -> EventsPage {
    let Sources { service, mut known, managed, back, today, key } = from;
    known.sort_by_key(|(event, ..)| {
        Reverse((event.from, event.to, event.name.clone(), event.id.clone()))
    });
    let mut years: Vec<(i32, Vec<Line>)> = Vec::new();
    for (event, version, added, changed) in known {
        let year = event.from.year();
        let line = Line { channel: channel(service, &event), event, version, added, changed };
        match years.last_mut() {
            Some((last, lines)) if *last == year => lines.push(line),
            _ => years.push((year, vec![line])),
        }
    }
    let channels = service.channels.iter().map(|one| (one.slug.clone(), one.name.clone()));
    EventsPage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        today,
        back,
        channels: channels.collect(),
        everywhere: if managed.len() > 1 { managed } else { Vec::new() },
        years,
        step: Step::List,
        key: typed.key().unwrap_or(key),
        typed,
        problems: Vec::new(),
        saved: None,
    }
}

/// The event of the page with that id.
pub fn line<'a>(page: &'a EventsPage, id: &str) -> Option<&'a Line> {
    page.years.iter().flat_map(|(_, lines)| lines).find(|line| line.event.id == id)
}

/// The name of an event's channel; none for the whole service.
pub(super) fn channel(service: &Service, event: &Event) -> Option<String> {
    let channel = event.channel.and_then(|id| service.channel(id));
    channel.map(|channel| channel.name.clone())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use beforehand::service::EventKind;

    use super::*;
    use crate::look::weeks::ledger;

    #[test]
    fn the_latest_stands_first_year_by_year() {
        let event = |id: &str, channel, from: &str| {
            let from = from.parse().unwrap();
            let (id, name) = (id.to_owned(), id.to_owned());
            let event = Event { id, channel, kind: EventKind::Other, name, from, to: from };
            (event, 1, None, None)
        };
        let known = vec![
            event("a", None, "2018-01-01"),
            event("c", Some(4), "2019-05-01"),
            event("b", Some(1), "2019-02-01"),
            event("d", None, "2017-12-31"),
        ];
        let managed = vec!["North".to_owned()];
        let (key, today) = ("k".to_owned(), "2019-04-02".parse().unwrap());
        let back = Back::default();
        let service = ledger().service;
        let from = Sources { service: &service, known, managed, back, today, key };
        let page = compose(from, TypedEvent::default());
        let said = page.years.iter().map(|(year, lines)| {
            let names = lines.iter().map(|line| {
                format!("{} {}", line.event.name, line.channel.as_deref().unwrap_or("–"))
            });
            format!("{year}: {}", names.collect::<Vec<_>>().join(", "))
        });
        assert_eq!(
            said.collect::<Vec<_>>(),
            ["2019: c Website, b Calls", "2018: a –", "2017: d –"]
        );
        assert!(page.everywhere.is_empty());
        assert!(line(&page, "b").is_some() && line(&page, "x").is_none());
    }
}
