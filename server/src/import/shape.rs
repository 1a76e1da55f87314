//! The service a file needs: its channels as they are, or as `--create` would make them.

use std::collections::BTreeMap;

use beforehand::service::{Channel, Collected, Field, Kind, Service, Timetable};
use beforehand::week::Week;

use super::{File, Problems, Said, guess};

/// What may be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Create {
    /// Kinds of channels by short name; the others are guessed.
    pub kinds: Vec<(String, Kind)>,
    /// Open days of a new contact channel: bit 0 is Monday. Every day unless set.
    pub days: Option<u8>,
}

/// The service as it shall be before the counts go in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The service.
    pub service: Service,
    /// For each of [`File::channels`] its place in the service's channels.
    pub places: Vec<usize>,
    /// Channels to add, by their place.
    pub added: Vec<usize>,
    /// Channels to change, by their place.
    pub changed: Vec<usize>,
}

/// What a file says of one channel, with the first row that says it.
#[derive(Default)]
struct Needs {
    row: u64,
    first: Option<Week>,
    fields: BTreeMap<Field, (u64, Week)>,
}

/// Fits the service to the file. Without `create` nothing may be missing.
///
/// # Errors
/// Channels and fields that are not there, by the first row that names them.
pub fn shape(
    file: &File,
    service: &Service,
    create: Option<&Create>,
    problems: &mut Problems,
) -> Option<Shape> {
    let mut needs: Vec<Needs> = file.channels.iter().map(|_| Needs::default()).collect();
    for line in &file.lines {
        let need = &mut needs[line.channel];
        if need.row == 0 {
            need.row = line.row;
        }
        if line.said == Said::Blank && line.open_days.is_none() {
            continue;
        }
        need.first = Some(need.first.map_or(line.week, |first| first.min(line.week)));
        if let (Some(field), Said::Count(_) | Said::NotEntered) = (line.field, line.said) {
            let entry = need.fields.entry(field).or_insert((line.row, line.week));
            entry.1 = entry.1.min(line.week);
        }
    }
    let before = problems.count;
    let mut shape = Shape {
        service: service.clone(),
        places: Vec::new(),
        added: Vec::new(),
        changed: Vec::new(),
    };
    for (slug, need) in file.channels.iter().zip(&needs) {
        let known = shape.service.channels.iter().position(|channel| channel.slug == *slug);
        let place = match (known, create) {
            (Some(place), Some(_)) => {
                if widen(&mut shape.service.channels[place], need) {
                    shape.changed.push(place);
                }
                place
            }
            (Some(place), None) => place,
            (None, Some(create)) => {
                let id = shape.service.channels.iter().map(|c| c.id).max().unwrap_or(0) + 1;
                let Some(channel) = new_channel(slug, id, need, create) else { continue };
                shape.service.channels.push(channel);
                shape.added.push(shape.service.channels.len() - 1);
                shape.service.channels.len() - 1
            }
            (None, None) => {
                let own: Vec<_> = service.channels.iter().map(|c| c.slug.as_str()).collect();
                let own = if own.is_empty() { "none".to_owned() } else { own.join(", ") };
                problems.add(need.row, "channel", format!("{} has no channel \"{slug}\" (it has: {own}). Correct it, or add --create to make it.", service.name));
                continue;
            }
        };
        shape.places.push(place);
        check_fields(&shape.service.channels[place], need, problems);
    }
    (problems.count == before && shape.places.len() == needs.len()).then_some(shape)
}

/// Fields that the channel's kind does not have.
fn check_fields(channel: &Channel, need: &Needs, problems: &mut Problems) {
    for (field, (row, _)) in &need.fields {
        if !channel.kind.fields().contains(field) {
            let own: Vec<_> = channel.kind.fields().iter().map(|field| field.word()).collect();
            problems.add(*row, "field", format!("\"{}\" is a {} channel and does not count {}. It counts {}. If it is of another kind, say so with --create --kind {}=….", channel.slug, channel.kind.word(), field.word(), own.join(", "), channel.slug));
        }
    }
}

/// Lets a channel begin earlier and collect more, as the file needs it.
fn widen(channel: &mut Channel, need: &Needs) -> bool {
    let mut changed = false;
    if let Some(first) = need.first
        && first < channel.first
    {
        channel.first = first;
        changed = true;
    }
    for (field, (_, week)) in &need.fields {
        let earliest = channel
            .collected
            .iter_mut()
            .filter(|period| period.field == *field)
            .min_by_key(|period| period.from);
        match earliest {
            Some(period) if *week < period.from => {
                period.from = *week;
                changed = true;
            }
            Some(_) => {}
            None => {
                channel.collected.push(Collected { field: *field, from: *week, to: None });
                changed = true;
            }
        }
    }
    if changed {
        channel.collected.sort_by_key(|period| (period.field, period.from));
    }
    changed
}

fn new_channel(slug: &str, id: i32, need: &Needs, create: &Create) -> Option<Channel> {
    // A channel of which the file says nothing is not made.
    let first = need.first?;
    let fields: Vec<Field> = need.fields.keys().copied().collect();
    let named = create.kinds.iter().find(|(name, _)| name == slug);
    let kind = named.map_or_else(|| guess::kind(slug, &fields), |(_, kind)| *kind);
    let days = if kind.is_contact() { create.days } else { None };
    let days = days.unwrap_or(Timetable::EVERY_DAY);
    let collected = need
        .fields
        .iter()
        .map(|(field, (_, week))| Collected { field: *field, from: *week, to: None })
        .collect();
    Some(Channel {
        id,
        slug: slug.to_owned(),
        name: guess::name(slug),
        noun: guess::noun(kind).to_owned(),
        kind,
        first,
        last: None,
        timetables: vec![Timetable { from: first.monday(), days }],
        collected,
        usual: Vec::new(),
        version: 1,
    })
}
