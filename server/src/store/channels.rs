//! Channels: added, renamed, given timetables and collected periods, retired; never removed.

use beforehand::invalid::Invalid;
use beforehand::series::Ledger;
use beforehand::service::{Channel, ChannelId, Collected, Field};
use beforehand::setting::{check_approved, check_counts, check_usual};
use beforehand::week::Week;
use chrono::NaiveDateTime;

use super::batch::{Batch, later};
use super::door::{Deed, Door, MANAGERS, check_name, check_slug, taken};
use super::ledger::Span;
use super::line::{Line, on, task};
use super::{Actor, NewChannel, Refused, Store, StoreError, ledger, queries, services};

/// What the rows of the audit chain name as the object of an order.
const ORDER: &str = "order of channels";

const TAKEN: &str = "There is already a channel with this short name. Choose another.";

impl Store {
    /// Adds a channel behind the others and gives its number. Managers and administrators.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when the short name is taken in this service or not usable.
    pub async fn add_channel(
        &self,
        actor: &Actor,
        service: i32,
        new: NewChannel,
        now: NaiveDateTime,
    ) -> Result<ChannelId, Refused> {
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            let mut door = Door::open(&store, &actor, service, now).await?;
            let id = add(&mut door, service, new).await?;
            door.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Makes a channel as given: names, first and last week (retired), timetables, collected
    /// periods, usual limits. Its `version` is the one the change was made from; kind cannot change.
    /// Managers and administrators. What stays the same writes nothing.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed it first; [`Refused::Invalid`] when counts
    /// would fall outside its weeks or its collected periods, or usual limits may not be.
    pub async fn change_channel(
        &self,
        actor: &Actor,
        service: i32,
        channel: Channel,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            let mut door = Door::open(&store, &actor, service, now).await?;
            change(&mut door, service, channel).await?;
            Ok(door.commit().await?)
        })
        .await
    }
}

/// An order to show channels in another order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderChannels {
    /// Who.
    pub actor: Actor,
    /// The service.
    pub service: i32,
    /// The order that the change was made from.
    pub was: Vec<ChannelId>,
    /// All channels in the new order.
    pub channels: Vec<ChannelId>,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

impl Store {
    /// Shows the channels of a service in another order; gives whether it is another. Managers and
    /// administrators.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when the channels stand in another order than the change was made from, or
    /// are others.
    pub async fn order_channels(&self, order: OrderChannels) -> Result<bool, Refused> {
        let store = self.clone();
        task(async move {
            let OrderChannels { actor, service, was, channels, now } = order;
            let mut door = Door::open(&store, &actor, service, now).await?;
            door.allow(MANAGERS)?;
            let row = services::find(&mut door.line().await?, service).await?;
            let row = row.ok_or(Refused::NotFound)?;
            let known = ledger::load_service(&mut door.line().await?, row).await?;
            let stands: Vec<ChannelId> = known.channels.iter().map(|channel| channel.id).collect();
            let same = |mut one: Vec<ChannelId>, mut other: Vec<ChannelId>| {
                one.sort_unstable();
                other.sort_unstable();
                one == other
            };
            if was != stands || !same(stands.clone(), channels.clone()) {
                return Err(door.conflict(ORDER, 0, 0).await?);
            }
            if channels == stands {
                door.rollback().await?;
                return Ok(false);
            }
            let places: Vec<_> = channels.iter().zip(1_i32..).collect();
            for (id, place) in places {
                later!(door.later(), queries::CHANNELS_ORDER, [service, *id, place]);
            }
            door.touch()?;
            door.record(vec![Deed::new("channels.order", ORDER, &stands, &channels)?])?;
            door.commit().await?;
            Ok(true)
        })
        .await
    }
}

/// Adds a channel through the service's door and gives its number.
pub(super) async fn add(
    door: &mut Door,
    service: i32,
    new: NewChannel,
) -> Result<ChannelId, Refused> {
    door.allow(MANAGERS)?;
    let row = services::find(&mut door.line().await?, service).await?.ok_or(Refused::NotFound)?;
    let known = ledger::load_service(&mut door.line().await?, row).await?;
    let channel = Channel {
        id: known.channels.iter().map(|channel| channel.id).max().unwrap_or(0) + 1,
        slug: new.slug,
        name: new.name.trim().to_owned(),
        noun: new.noun.trim().to_owned(),
        kind: new.kind,
        first: new.first,
        last: None,
        timetables: new.timetables,
        collected: tidy(&new.collected),
        usual: Vec::new(),
        version: 1,
    };
    check(&channel)?;
    // Its own weeks hold no count yet: what stands of the others does not matter here.
    let mut after = known.clone();
    after.channels.push(channel.clone());
    check_approved(&Ledger::new(known), &after)?;
    let added = add_row(&mut door.line().await?, service, &channel).await;
    added.map_err(|error| taken(error, "slug", TAKEN))?;
    save_parts(door.later(), service, &channel)?;
    door.touch()?;
    let deed = Deed::new("channel.add", object(channel.id), &None::<()>, &channel)?;
    door.record(vec![deed])?;
    Ok(channel.id)
}

/// Changes a channel through the service's door; what stays the same writes nothing.
pub(super) async fn change(door: &mut Door, service: i32, channel: Channel) -> Result<(), Refused> {
    door.allow(MANAGERS)?;
    let ledger = ledger::load(&mut door.line().await?, service, Span::ALL).await?;
    let mut ledger = ledger.ok_or(Refused::NotFound)?;
    let old = ledger.service.channel(channel.id).cloned().ok_or(Refused::NotFound)?;
    if old.version != channel.version {
        return Err(door.conflict(&object(old.id), channel.version, old.version).await?);
    }
    let new = Channel { collected: tidy(&channel.collected), kind: old.kind, ..channel };
    if new == old {
        return Ok(());
    }
    check(&new)?;
    let mut after = ledger.service.clone();
    after.channels.iter_mut().filter(|own| own.id == new.id).for_each(|own| own.clone_from(&new));
    check_approved(&ledger, &after)?;
    ledger.service = after;
    check_counts(&ledger, &new)?;
    let saved = save(&mut door.line().await?, service, &new).await;
    saved.map_err(|error| taken(error, "slug", TAKEN))?;
    save_parts(door.later(), service, &new)?;
    door.touch()?;
    Ok(door.record(vec![Deed::new("channel.save", object(new.id), &old, &new)?])?)
}

/// How the chain names a channel.
pub(super) fn object(id: ChannelId) -> String {
    format!("channel {id}")
}

fn check(channel: &Channel) -> Result<(), Refused> {
    let mut problems = Vec::new();
    problems.extend(check_slug(&channel.slug).err());
    problems.extend(check_name("name", &channel.name).err());
    problems.extend(check_name("noun", &channel.noun).err());
    if channel.last.is_some_and(|last| last < channel.first) {
        let sentence = "The last week is before the first. Check the dates.";
        problems.push(Invalid::new("last", sentence));
    }
    let days: Vec<_> = channel.timetables.iter().map(|timetable| timetable.from).collect();
    if !days.is_sorted_by(|a, b| a < b) {
        let sentence = "Give timetables in the order of their first days, one a day.";
        problems.push(Invalid::new("timetables", sentence));
    }
    for period in &channel.collected {
        if !channel.kind.fields().contains(&period.field) {
            let word = period.field.word();
            let sentence = format!("{} has no field \"{word}\".", channel.name);
            problems.push(Invalid::new("collected", sentence));
        }
    }
    problems.extend(check_usual(channel).err());
    if problems.is_empty() { Ok(()) } else { Err(Refused::Invalid(problems)) }
}

/// Periods by field and week, those that touch or overlap made one.
pub(super) fn tidy(periods: &[Collected]) -> Vec<Collected> {
    let mut sorted = periods.to_vec();
    sorted.sort_by_key(|period| (period.field, period.from));
    let mut tidied: Vec<Collected> = Vec::new();
    for period in sorted {
        if period.to.is_some_and(|to| to < period.from) {
            continue;
        }
        match tidied.last_mut() {
            Some(last)
                if last.field == period.field
                    && last.to.is_none_or(|to| period.from <= to.next()) =>
            {
                last.to = match (last.to, period.to) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    _ => None,
                };
            }
            _ => tidied.push(period),
        }
    }
    tidied
}

/// The periods with a field collected, or not, in one week or from it on.
pub(super) fn collect(
    periods: &[Collected],
    field: Field,
    week: Week,
    collected: bool,
    this_week_only: bool,
) -> Vec<Collected> {
    let to = this_week_only.then_some(week);
    let mut changed = Vec::new();
    for period in periods {
        if collected || period.field != field {
            changed.push(period.clone());
            continue;
        }
        if period.from < week {
            let before = week.previous();
            let end = period.to.map_or(before, |to| to.min(before));
            changed.push(Collected { field, from: period.from, to: Some(end) });
        }
        if let Some(to) = to
            && period.to.is_none_or(|end| end > to)
        {
            let from = period.from.max(to.next());
            changed.push(Collected { field, from, to: period.to });
        }
    }
    if collected {
        changed.push(Collected { field, from: week, to });
    }
    tidy(&changed)
}

async fn add_row(line: &mut Line<'_>, service: i32, channel: &Channel) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::CHANNELS_ADD)
            .bind(service)
            .bind(channel.id)
            .bind(&channel.slug)
            .bind(&channel.name)
            .bind(&channel.noun)
            .bind(channel.kind.word())
            .bind(channel.first.monday())
            .execute(c)
            .await?;
    });
    Ok(())
}

/// Writes the channel's own row over the version it holds.
pub(super) async fn save(
    line: &mut Line<'_>,
    service: i32,
    channel: &Channel,
) -> Result<(), StoreError> {
    let rows = on!(line, c => {
        sqlx::query(queries::CHANNELS_SAVE)
            .bind(service)
            .bind(channel.id)
            .bind(channel.version)
            .bind(&channel.slug)
            .bind(&channel.name)
            .bind(&channel.noun)
            .bind(channel.first.monday())
            .bind(channel.last.map(Week::monday))
            .execute(c)
            .await?
            .rows_affected()
    });
    if rows == 1 {
        return Ok(());
    }
    Err(StoreError::Internal(format!("saving a channel hit {rows} rows")))
}

/// Writes timetables, collected periods and usual limits anew.
pub(super) fn save_parts(
    batch: &mut Batch,
    service: i32,
    channel: &Channel,
) -> Result<(), StoreError> {
    later!(batch, queries::TIMETABLES_REMOVE, [service, channel.id]);
    later!(batch, queries::TIMETABLES_ADD, channel.timetables, row => [
        service, channel.id, row.from, i32::from(row.days),
    ]);
    later!(batch, queries::COLLECTED_REMOVE, [service, channel.id]);
    later!(batch, queries::COLLECTED_ADD, channel.collected, row => [
        service, channel.id, row.field.code(), row.from.monday(), row.to.map(Week::monday),
    ]);
    later!(batch, queries::USUAL_LIMITS_REMOVE, [service, channel.id]);
    later!(batch, queries::USUAL_LIMITS_ADD, channel.usual, row => [
        service, channel.id, row.field.code(), row.from.monday(), row.low as i32, row.high as i32,
    ]);
    Ok(())
}
