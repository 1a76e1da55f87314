//! What the forms of a service's settings mean.
//!
//! Refuses nothing that depends on counts or on approved quarters: that is asked of
//! `beforehand::setting` with everything that stands.

use beforehand::closure::read_day;
use beforehand::invalid::Invalid;
use beforehand::quarter::YearStart;
use beforehand::service::{Channel, ChannelId, Collected, Kind, Service, Timetable};
use beforehand::setup::{check_slug, collected, named};
use beforehand::week::Week;

use super::usual;
use crate::settings::Typed;
use crate::setup::DAYS;

/// Name, start of the year and time zone as they were typed.
///
/// # Errors
/// Everything that cannot be read, in the order of the form.
pub fn read_service(typed: &Typed) -> Result<(String, YearStart, String), Vec<Invalid>> {
    let name = named("name", typed.text("name"), "Give the name of the service.");
    let start = typed.text("year_start").parse::<u32>().ok();
    let start = start.and_then(|month| YearStart::try_from(month).ok());
    let none = "Choose the month the year starts in.";
    let start = start.ok_or_else(|| Invalid::new("year_start", none));
    let zone = typed.text("time_zone").trim().to_owned();
    let none = "Give a time zone, such as Europe/London.";
    let zone = Some(zone).filter(|zone| !zone.is_empty());
    let zone = zone.ok_or_else(|| Invalid::new("time_zone", none));
    match (name, start, zone) {
        (Ok(name), Ok(start), Ok(zone)) => Ok((name, start, zone)),
        (name, start, zone) => {
            Err([name.err(), start.err(), zone.err()].into_iter().flatten().collect())
        }
    }
}

/// A channel as it was typed; what the form does not ask for stays.
///
/// # Errors
/// Everything that cannot be read, in the order of the form.
pub fn read_channel(typed: &Typed, old: &Channel) -> Result<Channel, Vec<Invalid>> {
    let mut problems = Vec::new();
    let name = named("name", typed.text("name"), "Give the name of the channel.");
    let noun = named("noun", typed.text("noun"), "Say what is counted, such as Calls.");
    let first = day(typed, "first").and_then(|day| {
        day.ok_or_else(|| Invalid::new("first", "Give a day of the first week it was counted."))
    });
    let last = day(typed, "last");
    if let (Ok(first), Ok(Some(last))) = (&first, &last)
        && Week::containing(*last) < Week::containing(*first)
    {
        let problem = "The last week is before the first. Check the dates.";
        problems.push(Invalid::new("last", problem));
    }
    let timetables = timetables(typed, old, &mut problems);
    let collected = periods(typed, old.kind, &mut problems);
    let usual = usual::read(typed, old, &mut problems);
    let read = (name, noun, first, last);
    match read {
        (Ok(name), Ok(noun), Ok(first), Ok(last)) if problems.is_empty() => Ok(Channel {
            name,
            noun,
            first: Week::containing(first),
            last: last.map(Week::containing),
            timetables,
            collected,
            usual,
            version: typed.version().unwrap_or(old.version),
            ..old.clone()
        }),
        (name, noun, first, last) => {
            let before = [name.err(), noun.err(), first.err(), last.err()];
            Err(before.into_iter().flatten().chain(problems).collect())
        }
    }
}

/// A channel that is added behind the others; every field of its kind is collected from its first week
/// on.
///
/// # Errors
/// Everything that cannot be read, in the order of the form.
pub fn read_new(typed: &Typed, service: &Service) -> Result<Channel, Vec<Invalid>> {
    let mut problems = Vec::new();
    let mut keep = |problem: Invalid| problems.push(problem);
    let name = named("name", typed.text("name"), "Give the name of the channel.");
    let name = name.map_err(&mut keep).unwrap_or_default();
    let slug = if name.is_empty() && typed.text("slug").trim().is_empty() {
        String::new()
    } else {
        check_slug(typed.text("slug"), &name).map_err(&mut keep).unwrap_or_default()
    };
    if service.channel_named(&slug).is_some() {
        let problem = "There is already a channel with this short name. Choose another.";
        keep(Invalid::new("slug", problem));
    }
    let kind = Kind::parse(typed.text("kind"));
    let kind = kind.map_err(|_| keep(Invalid::new("kind", "Choose how people reach it.")));
    let noun = named("noun", typed.text("noun"), "Say what is counted, such as Calls.");
    let noun = noun.map_err(&mut keep).unwrap_or_default();
    let none = "Give a day of the first week that is counted.";
    let first = day(typed, "first").and_then(|day| day.ok_or_else(|| Invalid::new("first", none)));
    let first = first.map(Week::containing).map_err(&mut keep);
    let days = ticked(typed, "day");
    if days == 0 && kind.is_ok_and(Kind::is_contact) {
        keep(Invalid::new("day", "Tick the days on which somebody answers."));
    }
    match (kind, first) {
        (Ok(kind), Ok(first)) if problems.is_empty() => {
            let days = if kind.is_contact() { days } else { Timetable::EVERY_DAY };
            Ok(Channel {
                id: service.channels.iter().map(|channel| channel.id).max().unwrap_or(0) + 1,
                slug,
                name,
                noun,
                kind,
                first,
                last: None,
                timetables: vec![Timetable { from: first.monday(), days }],
                collected: collected(kind, first),
                usual: Vec::new(),
                version: 1,
            })
        }
        _ => Err(problems),
    }
}

/// The order of channels that was typed, as their numbers.
///
/// # Errors
/// At the place that is no number.
pub fn read_order(typed: &Typed, service: &Service) -> Result<Vec<ChannelId>, Vec<Invalid>> {
    let mut problems = Vec::new();
    let mut places = Vec::new();
    for (n, channel) in service.channels.iter().enumerate() {
        let field = format!("place.{}", channel.slug);
        match typed.text(&field).trim().parse::<u32>() {
            Ok(place) => places.push((place, n, channel.id)),
            Err(_) => problems.push(Invalid::new(
                field,
                format!("Give the place of {} as a whole number, such as 1.", channel.name),
            )),
        }
    }
    places.sort_unstable();
    if problems.is_empty() {
        Ok(places.into_iter().map(|(_, _, id)| id).collect())
    } else {
        Err(problems)
    }
}

/// Timetables row by row; a row without a day is left out.
fn timetables(typed: &Typed, old: &Channel, problems: &mut Vec<Invalid>) -> Vec<Timetable> {
    if !old.kind.is_contact() {
        return old.timetables.clone();
    }
    let mut read: Vec<Timetable> = Vec::new();
    for n in 0.. {
        let (from, days) = (format!("timetable.{n}.from"), format!("timetable.{n}.day"));
        if typed.get(&from).is_none() {
            break;
        }
        match day(typed, &from) {
            Ok(None) => {}
            Ok(Some(day)) if read.iter().any(|own| own.from == day) => {
                let problem = "Two timetables begin on that day. Change one of them.";
                problems.push(Invalid::new(from, problem));
            }
            Ok(Some(from)) => {
                let open = ticked(typed, &days);
                if open == 0 {
                    let problem = "Tick at least one day. A channel that stays closed is retired.";
                    problems.push(Invalid::new(days, problem));
                }
                read.push(Timetable { from, days: open });
            }
            Err(problem) => problems.push(problem),
        }
    }
    read.sort_by_key(|own| own.from);
    if read.is_empty() && problems.is_empty() {
        let problem = "Give the days on which somebody answers.";
        problems.push(Invalid::new("timetable.0.from", problem));
    }
    read
}

/// Periods field by field; a row without a first week is left out.
fn periods(typed: &Typed, kind: Kind, problems: &mut Vec<Invalid>) -> Vec<Collected> {
    let mut read = Vec::new();
    for field in kind.fields() {
        for n in 0.. {
            let name = |end: &str| format!("collected.{}.{n}.{end}", field.word());
            if typed.get(&name("from")).is_none() {
                break;
            }
            match (day(typed, &name("from")), day(typed, &name("to"))) {
                (Ok(None), Ok(None)) => {}
                (Ok(None), Ok(Some(_))) => {
                    let problem = "Give the first week as well, or empty both to leave it out.";
                    problems.push(Invalid::new(name("from"), problem));
                }
                (Ok(Some(from)), Ok(to)) => {
                    let (from, to) = (Week::containing(from), to.map(Week::containing));
                    if to.is_some_and(|to| to < from) {
                        let problem = "The last week is before the first. Check the dates.";
                        problems.push(Invalid::new(name("to"), problem));
                    }
                    read.push(Collected { field: *field, from, to });
                }
                (from, to) => problems.extend(from.err().into_iter().chain(to.err())),
            }
        }
    }
    read
}

pub(super) fn day(typed: &Typed, name: &str) -> Result<Option<chrono::NaiveDate>, Invalid> {
    read_day(name, typed.text(name))
}

/// The days ticked under that name: bit 0 is Monday.
fn ticked(typed: &Typed, name: &str) -> u8 {
    let bits = DAYS.iter().enumerate();
    bits.map(|(n, (word, _))| u8::from(typed.all(name).any(|own| own == *word)) << n).sum()
}

#[cfg(test)]
mod tests {
    use beforehand::service::Field;

    use super::*;
    use crate::service_settings::fields::pairs_of;

    fn channel() -> Channel {
        let first = Week::parse("2024-01-01").unwrap();
        Channel {
            id: 1,
            slug: "calls".into(),
            name: "Calls".into(),
            noun: "Calls".into(),
            kind: Kind::Phone,
            first,
            last: None,
            timetables: vec![Timetable { from: first.monday(), days: Timetable::WEEKDAYS }],
            collected: collected(Kind::Phone, first),
            usual: Vec::new(),
            version: 3,
        }
    }

    fn typed(change: &[(&str, &str)]) -> Typed {
        let mut pairs = pairs_of(&channel(), Week::parse("2026-04-13").unwrap());
        for (name, _) in change {
            pairs.retain(|(own, _)| own != name);
        }
        pairs.extend(change.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Typed::from_pairs(&pairs)
    }

    #[test]
    fn the_form_as_it_is_shown_changes_nothing() {
        assert_eq!(read_channel(&typed(&[]), &channel()).unwrap(), channel());
    }

    #[test]
    fn rows_are_added_and_left_out() {
        let new = [("timetable.1.from", "2026-04-06"), ("timetable.1.day", "sat")];
        let found = read_channel(&typed(&new), &channel()).unwrap();
        assert_eq!(found.timetables.len(), 2);
        assert_eq!(
            (found.timetables[1].from.to_string().as_str(), found.timetables[1].days),
            ("2026-04-06", 0b10_0000)
        );
        let gone = [("collected.missed.0.from", ""), ("collected.missed.0.to", "")];
        let found = read_channel(&typed(&gone), &channel()).unwrap();
        assert_eq!(found.collected.len(), 4);
        let ended = read_channel(&typed(&[("last", "9/4/2026")]), &channel()).unwrap();
        assert_eq!(ended.last.unwrap().to_string(), "2026-04-06");
    }

    #[test]
    fn usual_limits_are_set_kept_and_taken_away() {
        let set = [("usual.answered.low", "80"), ("usual.answered.high", "1,300")];
        let set = read_channel(&typed(&set), &channel()).unwrap();
        let limits = &set.usual[0];
        assert_eq!(
            (set.usual.len(), limits.field, limits.low, limits.high),
            (1, Field::Answered, 80, 1300)
        );
        assert_eq!(limits.from.to_string(), "2026-04-13");
        // A form that does not ask for them leaves them as they are; an empty one takes them away.
        let mut pairs = pairs_of(&set, limits.from);
        assert_eq!(read_channel(&Typed::from_pairs(&pairs), &set).unwrap(), set);
        pairs.retain(|(name, _)| !name.starts_with("usual."));
        assert_eq!(read_channel(&Typed::from_pairs(&pairs), &set).unwrap(), set);
        assert_eq!(read_channel(&typed(&[]), &set).unwrap().usual, []);
    }

    #[test]
    fn what_is_wrong_is_named_field_by_field() {
        let check = |change: &[(&str, &str)], fields: &[&str]| {
            let problems = read_channel(&typed(change), &channel()).unwrap_err();
            let found: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(found, fields, "{problems:?}");
        };
        check(&[("name", ""), ("noun", "x\u{7}")], &["name", "noun"]);
        check(&[("first", "")], &["first"]);
        check(&[("last", "2023-12-25")], &["last"]);
        check(&[("timetable.0.day", "no day")], &["timetable.0.day"]);
        check(&[("timetable.0.from", "")], &["timetable.0.from"]);
        check(
            &[("timetable.1.from", "2024-01-01"), ("timetable.1.day", "mon")],
            &["timetable.1.from"],
        );
        check(
            &[("collected.missed.0.from", ""), ("collected.missed.0.to", "2026-01-05")],
            &["collected.missed.0.from"],
        );
        check(&[("collected.missed.0.to", "2023-01-05")], &["collected.missed.0.to"]);
        check(&[("usual.answered.low", "80")], &["usual.answered.high"]);
        check(&[("usual.answered.high", "80")], &["usual.answered.low"]);
        check(
            &[("usual.answered.low", "8x"), ("usual.answered.high", "20000000")],
            &["usual.answered.low", "usual.answered.high"],
        );
        check(&[("usual.missed.low", "130"), ("usual.missed.high", "130")], &["usual.missed.high"]);
        check(
            &[("usual.missed.low", "1"), ("usual.missed.high", "2"), ("usual.missed.from", "")],
            &["usual.missed.from"],
        );
    }
}
