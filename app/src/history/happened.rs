//! The events of a week, in words. They stand beside its figures and change none.

use beforehand::event::in_words;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Event, Service};
use beforehand::week::Week;

/// What happened in the week in the channels that are looked at.
pub fn events(ledger: &Ledger, week: Week, channels: &[&Channel]) -> Vec<String> {
    let told = ledger.service.events.iter().filter(|event| {
        event.tells(week) && channels.iter().any(|channel| event.concerns(channel.id))
    });
    told.map(|event| event_words(&ledger.service, Some(event))).collect()
}

/// An event before or after an act.
pub fn event_words(service: &Service, event: Option<&Event>) -> String {
    let channel = event.and_then(|event| service.channel(event.channel?));
    event.map_or("none".to_owned(), |event| in_words(event, channel.map(|one| one.name.as_str())))
}
