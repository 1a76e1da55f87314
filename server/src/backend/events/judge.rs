//! What a change of events does to verdicts, worked out before it is stored.

use app::error::Error;
use app::events::{Asked, Judged, Step, TypedEvent};
use beforehand::closure::read_day;
use beforehand::event::verdicts::{Effect, breaks_differ, effect, first_needed};
use beforehand::service::{Event, Service};
use beforehand::week::Week;

use super::{Access, Managed, channel_name};
use crate::session;

impl Access {
    /// What is to be confirmed before it is stored, and the form with the key it will be sent with;
    /// none when no line breaks otherwise, or when just this was confirmed.
    pub(super) async fn to_confirm(
        &self,
        service: &Service,
        others: &[Managed],
        asked: &Asked,
        typed: &TypedEvent,
    ) -> Result<Option<(Step, TypedEvent)>, Error> {
        let (Asked::Add { event, .. } | Asked::Save(event, _)) = asked else { return Ok(None) };
        let mut judged = Vec::new();
        if breaks_differ(&service.events, &with(&service.events, event)) {
            judged.push(self.judge(service, &with(&service.events, event)).await?);
        }
        for one in others {
            let found = self.house.store.find_service(&one.slug).await?.ok_or(Error::NotFound)?;
            if breaks_differ(&found.events, &with(&found.events, event)) {
                judged.push(self.judge(&found, &with(&found.events, event)).await?);
            }
        }
        if judged.is_empty() {
            return Ok(None);
        }
        let mark = session::hash(&format!("{event:?} {judged:?}"));
        if typed.get("seen") == Some(mark.as_str()) {
            return Ok(None);
        }
        let channel = channel_name(service, event);
        let weeks = (weeks(event, typed), event.break_week());
        let step = Step::Confirm { event: event.clone(), channel, weeks, judged, mark };
        let typed = match typed.key() {
            Some(_) => typed.clone(),
            None => typed.clone().with("key", &session::random_hex::<16>()),
        };
        Ok(Some((step, typed)))
    }

    /// What it does to this service's verdicts when an event goes; nothing when no line breaks there.
    pub(super) async fn judge_removal(&self, event: &Event) -> Result<Vec<Judged>, Error> {
        if event.break_week().is_none() {
            return Ok(Vec::new());
        }
        let slug = &self.place()?.slug;
        let service = self.house.store.find_service(slug).await?.ok_or(Error::NotFound)?;
        let rest = service.events.iter().filter(|one| one.id != event.id).cloned();
        let rest: Vec<_> = rest.collect();
        Ok(vec![self.judge(&service, &rest).await?])
    }

    async fn judge(&self, service: &Service, after: &[Event]) -> Result<Judged, Error> {
        let name = service.name.clone();
        let Some(first) = first_needed(&service.events, after) else {
            return Ok(Judged { service: name, effect: Effect::default() });
        };
        let ledger = self.house.store.ledger_since(service.id, first).await?;
        let mut ledger = ledger.ok_or(Error::NotFound)?;
        // Both are judged from the events that were read: what came between is seen at the door.
        ledger.service.events.clone_from(&service.events);
        let today = self.house.clock.today(&service.time_zone);
        Ok(Judged { service: name, effect: effect(&ledger, after, today) })
    }
}

/// The events with that one in its place, or added.
fn with(events: &[Event], event: &Event) -> Vec<Event> {
    let others = events.iter().filter(|one| event.id.is_empty() || one.id != event.id);
    others.chain([event]).cloned().collect()
}

/// The weeks from which a changed definition may hold: the first whole one, and the one it began in
/// where that is another.
fn weeks(event: &Event, typed: &TypedEvent) -> Vec<Week> {
    if event.break_week().is_none() {
        return Vec::new();
    }
    let typed = read_day("from", typed.text("from")).ok().flatten().unwrap_or(event.from);
    let whole = Event { from: typed, ..event.clone() }.first_whole_week();
    let began = Week::containing(typed);
    if whole == began { vec![whole] } else { vec![whole, began] }
}
