//! A channel as the fields of its form.

use beforehand::service::{Channel, Collected};
use beforehand::week::Week;

use crate::setup::DAYS;
use crate::ui;

/// The fields with what stands in them, and an empty row behind each list. Usual limits that are not set
/// would hold from `now` on.
pub(super) fn pairs_of(channel: &Channel, now: Week) -> Vec<(String, String)> {
    let mut pairs = vec![
        ("do".to_owned(), "channel".to_owned()),
        ("channel".to_owned(), channel.slug.clone()),
        ("version".to_owned(), channel.version.to_string()),
        ("name".to_owned(), channel.name.clone()),
        ("noun".to_owned(), channel.noun.clone()),
        ("first".to_owned(), channel.first.to_string()),
        ("last".to_owned(), channel.last.map(|last| last.to_string()).unwrap_or_default()),
    ];
    let mut add = |name: String, value: String| pairs.push((name, value));
    for (n, timetable) in channel.timetables.iter().enumerate() {
        add(format!("timetable.{n}.from"), timetable.from.to_string());
        for (bit, (word, _)) in DAYS.iter().enumerate() {
            if timetable.days >> bit & 1 == 1 {
                add(format!("timetable.{n}.day"), (*word).to_owned());
            }
        }
    }
    add(format!("timetable.{}.from", channel.timetables.len()), String::new());
    for field in channel.kind.fields() {
        let periods: Vec<&Collected> =
            channel.collected.iter().filter(|own| own.field == *field).collect();
        let name = |n: usize, end: &str| format!("collected.{}.{n}.{end}", field.word());
        for (n, period) in periods.iter().enumerate() {
            add(name(n, "from"), period.from.to_string());
            add(name(n, "to"), period.to.map(|to| to.to_string()).unwrap_or_default());
        }
        add(name(periods.len(), "from"), String::new());
        add(name(periods.len(), "to"), String::new());
    }
    for field in channel.kind.fields() {
        let set = channel.usual_limits(*field);
        let number =
            |number: Option<u32>| number.map(|number| ui::count(number.into())).unwrap_or_default();
        let name = |end: &str| format!("usual.{}.{end}", field.word());
        add(name("low"), number(set.map(|limits| limits.low)));
        add(name("high"), number(set.map(|limits| limits.high)));
        add(name("from"), set.map_or(now, |limits| limits.from).to_string());
    }
    pairs
}
