//! A change of settings in words: what is another afterwards, setting by setting.

use chrono::NaiveDate;

use crate::quarter::{Quarter, YearStart};
use crate::service::{Channel, Collected, Field, Timetable, UsualLimits};
use crate::week::{Week, long_date};
use crate::words::{list, number};

/// "Monday, Tuesday and Sunday", "every day", "no day".
pub fn days(days: u8) -> String {
    const NAMES: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    match days & Timetable::EVERY_DAY {
        0 => "no day".to_owned(),
        Timetable::EVERY_DAY => "every day".to_owned(),
        Timetable::WEEKDAYS => "Monday to Friday".to_owned(),
        some => {
            let open = NAMES.iter().enumerate().filter(|(n, _)| some >> n & 1 == 1);
            list(&open.map(|(_, name)| (*name).to_owned()).collect::<Vec<_>>())
        }
    }
}

/// What is another in a channel, sentence by sentence; empty when nothing is.
pub fn channel_changes(old: &Channel, new: &Channel) -> Vec<String> {
    let mut said = Vec::new();
    if old.name != new.name {
        said.push(format!("“{}” is called “{}”.", old.name, new.name));
    }
    if old.noun != new.noun {
        said.push(format!("Its numbers are called “{}”, not “{}”.", new.noun, old.noun));
    }
    if old.first != new.first {
        let (before, after) = (old.first.title(), new.first.title());
        said.push(format!("{} is counted from the {after}, not the {before}.", new.name));
    }
    match (old.last, new.last) {
        (before, after) if before == after => {}
        (_, Some(last)) => {
            said.push(format!("{} is retired: its last week is the {}.", new.name, last.title()));
        }
        (Some(last), None) => said.push(format!(
            "{} goes on after the {}: it is retired no more.",
            new.name,
            last.title()
        )),
        (None, None) => {}
    }
    if old.timetables != new.timetables {
        said.push(format!("Open days: {}.", timetables(&new.timetables)));
    }
    for field in new.kind.fields() {
        let periods = |channel: &Channel| -> Vec<Collected> {
            channel.collected.iter().filter(|own| own.field == *field).cloned().collect()
        };
        let (before, after) = (periods(old), periods(new));
        if before != after {
            said.push(collected(*field, &after));
        }
    }
    for field in new.kind.fields() {
        let (before, after) = (old.usual_limits(*field), new.usual_limits(*field));
        if before != after {
            said.push(usual(*field, after));
        }
    }
    said
}

fn usual(field: Field, limits: Option<&UsualLimits>) -> String {
    let label = field.heading();
    match limits {
        Some(UsualLimits { from, low, high, .. }) => format!(
            "“{label}” is usually {} to {} in a normal week, from {} on.",
            number((*low).into()),
            number((*high).into()),
            long_date(from.monday())
        ),
        None => format!("What is usual for “{label}” is worked out from its last 26 weeks."),
    }
}

fn timetables(all: &[Timetable]) -> String {
    let one = |(n, own): (usize, &Timetable)| match n {
        0 => days(own.days),
        _ => format!("{} from {} on", days(own.days), long_date(own.from)),
    };
    all.iter().enumerate().map(one).collect::<Vec<_>>().join("; ")
}

fn collected(field: Field, periods: &[Collected]) -> String {
    let label = field.heading();
    if periods.is_empty() {
        return format!("“{label}” is not collected.");
    }
    let one = |period: &Collected| {
        let from = long_date(period.from.monday());
        period.to.map_or_else(
            || format!("from {from} on"),
            |to: Week| format!("from {from} to {}", long_date(to.sunday())),
        )
    };
    let periods = periods.iter().map(one).collect::<Vec<_>>().join(" and ");
    format!("“{label}” is collected {periods}.")
}

/// What another start of the year does, sentence by sentence; `approved` quarters have editions.
pub fn year_start_effect(
    (old, new): (YearStart, YearStart),
    approved: usize,
    today: NaiveDate,
) -> Vec<String> {
    let quarter = Quarter::last_over(today);
    let mut said = vec![
        format!(
            "Quarters and years have other names: {} is {} now, and becomes {}.",
            quarter.months(),
            quarter.label(old),
            quarter.label(new)
        ),
        "A quarter is made of the same weeks under either name: no figure changes.".to_owned(),
    ];
    let address = quarter.name(old);
    if let Ok(other) = Quarter::parse(&address, new)
        && other != quarter
    {
        said.push(format!(
            "Addresses follow the names: an address that ends in {address} leads to {} now, and to {} then. Links in mail that was sent, and bookmarks, lead to the other quarter.",
            quarter.months(),
            other.months()
        ));
    }
    if approved > 0 {
        let editions =
            if approved == 1 { "The approved edition keeps" } else { "Approved editions keep" };
        said.push(format!(
            "{editions} the quarter’s name as it was approved, on the page and on paper."
        ));
    }
    said
}
