//! Events: what a name and its days must be, what they are called, and what they do to figures.
//!
//! Refuses to judge whether an event explains a number: that is for people.

pub mod verdicts;

use chrono::NaiveDate;

use crate::closure::day_or_days;
use crate::invalid::Invalid;
use crate::service::{ChannelId, Event, EventKind};

/// The longest name, in characters.
pub const NAME_LENGTH: usize = 100;
/// The most days one event lasts: five years.
pub const LONGEST: i64 = 1827;

/// A new event, without an id.
///
/// # Errors
/// With the field `name` when it says nothing or too much, `to` when the days are the wrong way
/// round or too many, or a change of definition has a last day: all problems at once.
pub fn event(
    kind: EventKind,
    channel: Option<ChannelId>,
    name: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Event, Vec<Invalid>> {
    let name = name.trim().to_owned();
    let event = Event { id: String::new(), channel, kind, name, from, to };
    let problems = problems(&event);
    if problems.is_empty() { Ok(event) } else { Err(problems) }
}

/// Everything that an event may not be, in the order of the form.
pub fn problems(event: &Event) -> Vec<Invalid> {
    let mut problems = Vec::new();
    let name = event.name.trim();
    let length = name.chars().count();
    if name.is_empty() || name.chars().any(char::is_control) {
        let problem = "Give it a name, such as radio campaign or phone line fault.";
        problems.push(Invalid::new("name", problem));
    } else if name.chars().any(turns) {
        let problem = "The name holds an invisible sign that turns the direction of writing. Type it anew instead of pasting it.";
        problems.push(Invalid::new("name", problem));
    } else if length > NAME_LENGTH {
        let problem =
            format!("The name has {length} characters. Shorten it to {NAME_LENGTH} or fewer.");
        problems.push(Invalid::new("name", problem));
    }
    let days = (event.to - event.from).num_days() + 1;
    if days < 1 {
        let problem = "The last day is before the first. Check the dates.";
        problems.push(Invalid::new("to", problem));
    } else if event.kind == EventKind::Definition && days > 1 {
        let problem = "A change of definition has a first day only, for it holds on. Leave the last day empty.";
        problems.push(Invalid::new("to", problem));
    } else if days > LONGEST {
        let problem = "That is more than five years. Check the dates.";
        problems.push(Invalid::new("to", problem));
    }
    problems
}

/// Signs that turn the writing of all that follows, so that a sentence around the name would read
/// otherwise than it is. The marks of right-to-left scripts themselves are no such signs.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a kind is called: "Press, television or radio".
pub fn kind_words(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Campaign => "Campaign",
        EventKind::Press => "Press, television or radio",
        EventKind::Outage => "Outage",
        EventKind::Staffing => "Staffing",
        EventKind::Closure => "Closure",
        EventKind::Definition => "Change of definition",
        EventKind::Other => "Something else",
    }
}

/// "Friday 25 December 2026"; "24 December 2026 to 1 January 2027"; "from Monday 4 April 2022 on".
pub fn days(event: &Event) -> String {
    if event.kind == EventKind::Definition {
        format!("from {} on", day_or_days(event.from, event.from))
    } else {
        day_or_days(event.from, event.to)
    }
}

/// What it does to figures, as a sentence.
pub fn effect(event: &Event) -> String {
    match (event.break_week(), event.kind) {
        (Some(week), _) => {
            format!("Breaks the line from the {}; no verdict is given across it.", week.title())
        }
        (None, EventKind::Closure) => {
            "A mark on the charts. Only closed days change figures.".to_owned()
        }
        (None, _) => "A mark on the charts; no figure changes.".to_owned(),
    }
}

/// "TV documentary (Website), Monday 4 March 2019"; `channel` is its channel's name, none for the
/// whole service.
pub fn in_words(event: &Event, channel: Option<&str>) -> String {
    let channel = channel.map(|name| format!(" ({name})")).unwrap_or_default();
    format!("{}{channel}, {}", event.name, days(event))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_event_has_a_name_and_days_in_order() {
        let check = |kind, name: &str, from: &str, to: &str, expected: &[&str]| {
            let made = event(kind, None, name, (date(from), date(to)));
            let fields: Vec<_> = made.err().into_iter().flatten().map(|one| one.field).collect();
            assert_eq!(fields, expected, "{name} {from} {to}");
        };
        let (start, end) = ("2026-11-16", "2026-11-22");
        check(EventKind::Campaign, "Radio", start, end, &[]);
        check(EventKind::Campaign, " ", end, start, &["name", "to"]);
        check(EventKind::Other, &"é".repeat(100), start, start, &[]);
        check(EventKind::Other, &"é".repeat(101), start, start, &["name"]);
        check(EventKind::Other, "a\u{0}b", start, start, &["name"]);
        check(EventKind::Other, "מבצע \u{200f}רדיו", start, start, &[]);
        check(EventKind::Other, "radio \u{202e}oidar", start, start, &["name"]);
        check(EventKind::Other, "\u{2066}radio", start, start, &["name"]);
        check(EventKind::Definition, "New words", start, start, &[]);
        check(EventKind::Definition, "New words", start, end, &["to"]);
        check(EventKind::Staffing, "Fewer", "2020-01-01", "2024-12-31", &[]);
        check(EventKind::Staffing, "Fewer", "2020-01-01", "2025-01-01", &["to"]);
        let made = event(EventKind::Other, Some(1), " Radio ", (date(start), date(end)));
        assert_eq!(made.unwrap().name, "Radio");
    }

    #[test]
    fn it_says_its_days_and_what_it_does() {
        let check = |kind, from: &str, to: &str, said: &str, does: &str| {
            let event = event(kind, None, "Radio", (date(from), date(to))).unwrap();
            assert_eq!(in_words(&event, Some("Calls")), format!("Radio (Calls), {said}"));
            assert!(effect(&event).starts_with(does), "{}", effect(&event));
        };
        check(
            EventKind::Campaign,
            "2026-11-16",
            "2026-11-22",
            "16 November 2026 to 22 November 2026",
            "A mark on the charts; no figure changes.",
        );
        check(
            EventKind::Closure,
            "2026-12-25",
            "2026-12-25",
            "Friday 25 December 2026",
            "A mark on the charts. Only closed days",
        );
        check(
            EventKind::Definition,
            "2026-11-16",
            "2026-11-16",
            "from Monday 16 November 2026 on",
            "Breaks the line from the week of Monday 16 November 2026;",
        );
        check(
            EventKind::Definition,
            "2026-11-18",
            "2026-11-18",
            "from Wednesday 18 November 2026 on",
            "Breaks the line from the week of Monday 23 November 2026;",
        );
    }
}
