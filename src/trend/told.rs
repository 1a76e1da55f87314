//! What must stand beside a line's numbers wherever they go: definition, rules, events, source.
//!
//! Refuses to let a text from outside break a line: names come as one line of printable characters.

use chrono::NaiveDate;

use crate::service::{Channel, Definition, Event, EventKind, Field, Kind, Service};
use crate::spc::Variant;
use crate::week::{Week, long_date};
use crate::words::one_line;

/// What one of it is, and what it is not.
pub fn definition(channel: &Channel, field: Field) -> String {
    let name = one_line(&channel.label(field));
    let said = match (field, channel.kind) {
        (Field::Answered, Kind::Phone) => {
            "calls that were answered. One person may call more than once: contacts are not people."
        }
        (Field::Answered, _) => {
            "contacts that were answered. One person may write more than once: contacts are not people."
        }
        (Field::Missed, _) => {
            "calls that rang and were not answered. Many of those who ring again are answered later: calls are not callers."
        }
        (Field::Visits, _) => {
            "visits to the website as its statistics count them. Visits are not visitors, and not people."
        }
        (Field::Visitors, _) => {
            "the week's own figure of the web statistics. The visitors of seven days do not add up to it."
        }
        (Field::Before, _) => "answered contacts made before an offence.",
        (Field::After, _) => "answered contacts made after an offence.",
        (Field::DoesNotApply, _) => {
            "answered contacts to which the question of an offence does not apply: a worried relative, a professional, a survivor."
        }
    };
    format!("{name}: {said}")
}

/// The service's own definition in force in a week, in one line. Only the parts of the answered
/// contacts rest on it.
pub fn in_force(service: &Service, field: Field, week: Week) -> Option<String> {
    if !matches!(field, Field::Before | Field::After | Field::DoesNotApply) {
        return None;
    }
    let holds = |definition: &&Definition| definition.from <= week;
    let definition = service.definitions.iter().rev().find(holds)?;
    Some(format!(
        "Definition {}, since {}: {}",
        definition.version,
        long_date(definition.from.monday()),
        one_line(&definition.text)
    ))
}

/// How a value is made of a count.
pub fn value(weeks_per_point: u8) -> &'static str {
    if weeks_per_point > 1 {
        "Values are for four normal weeks: the count times the open days of normal weeks, divided by the open days there were."
    } else {
        "Values are for a normal week: the count times the open days of a normal week, divided by the open days there were."
    }
}

/// The rules that judged the weeks, by name.
pub fn rules(variant: Variant) -> &'static str {
    match variant {
        Variant::Adjusted => {
            "Adjusted rules: those of the NHS, wider where weeks resemble each other"
        }
        Variant::Nhs => "Plain NHS rules",
        Variant::Nhsr => "Rules of NHSRplotthedots",
    }
}

/// "TV documentary (press, 31 December 2018 to 20 January 2019)".
pub fn event(event: &Event) -> String {
    let from = long_date(event.from);
    let when =
        if event.from == event.to { from } else { format!("{from} to {}", long_date(event.to)) };
    let (name, kind) = (one_line(&event.name), kind(event.kind));
    if kind.is_empty() { format!("{name} ({when})") } else { format!("{name} ({kind}, {when})") }
}

/// What kind of thing happened, as people say it; nothing for other things.
fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Campaign => "campaign",
        EventKind::Press => "press",
        EventKind::Outage => "outage",
        EventKind::Staffing => "staffing",
        EventKind::Closure => "closure",
        EventKind::Definition => "change of definition",
        EventKind::Other => "",
    }
}

/// Where the numbers come from, and what a week is.
pub fn source(service: &Service, today: NaiveDate) -> String {
    format!(
        "{}, from Beforehand, {}. Weeks run from Monday to Sunday ({}).",
        one_line(&service.name),
        long_date(today),
        one_line(&service.time_zone)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happened(name: &str, kind: EventKind, to: &str) -> Event {
        Event {
            id: "e".into(),
            channel: None,
            kind,
            name: name.into(),
            from: "2018-12-31".parse().unwrap(),
            to: to.parse().unwrap(),
        }
    }

    #[test]
    fn an_event_is_one_line_with_its_days() {
        let check = |name: &str, kind, to: &str, expected: &str| {
            assert_eq!(event(&happened(name, kind, to)), expected);
        };
        check(
            "TV documentary",
            EventKind::Press,
            "2019-01-20",
            "TV documentary (press, 31 December 2018 to 20 January 2019)",
        );
        check("Move", EventKind::Other, "2018-12-31", "Move (31 December 2018)");
        check("a\u{8}\r\nb", EventKind::Other, "2018-12-31", "a b (31 December 2018)");
    }
}
