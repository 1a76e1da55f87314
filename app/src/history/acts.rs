//! Any act in words by itself, as the page of all changes and its files tell it.
//!
//! Refuses to hide one: what cannot be read is told by the record's own text.

use std::collections::{BTreeMap, BTreeSet};

use beforehand::history::{Change, Deed, Settings};
use beforehand::judgement::Act;
use beforehand::quarter::Quarter;
use beforehand::role::Role;
use beforehand::service::{Channel, Collected, Definition, Service, Timetable, UsualLimits};
use beforehand::week::{Week, long_date};
use beforehand::words::{capital, list};
use serde_json::{Map, Value};

use super::way::source;
use super::words::{entry, quoted};
use super::{Entry, Step, address};
use crate::quarter::edition_address;
use crate::signals::told as judged;
use crate::ui;

/// The longest text shown of a definition or of a record that cannot be read, in characters.
const LONGEST: usize = 300;

/// What numbers and ids stand for.
pub struct Names<'a> {
    /// The service; none for the installation's own chain.
    pub service: Option<&'a Service>,
    /// People by id.
    pub people: &'a BTreeMap<String, String>,
}

/// An act in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What it is about: "Week of Monday 6 April 2026".
    pub about: String,
    /// The page that shows it.
    pub to: Option<String>,
    /// What was done, where that is not one value in the place of another.
    pub sentences: Vec<String>,
    /// What was accepted as it stood, a sentence each: a page may fold it, a file lists it.
    pub accepted: Vec<String>,
    /// Who, when, what and why.
    pub entry: Entry,
}

/// What a change says.
#[derive(Default)]
struct Words {
    about: String,
    to: Option<String>,
    sentences: Vec<String>,
    accepted: Vec<String>,
    steps: Vec<Step>,
    why: Vec<String>,
}

/// An act in words. `object` is what the record says it is about.
pub fn said(names: &Names<'_>, deed: &Deed, object: &str) -> Said {
    let mut words = match names.service {
        Some(service) if deed.action.starts_with("week.") => of_week(service, deed, object),
        _ => Words::default(),
    };
    if let Some(id) = object.strip_prefix("person ") {
        let name = names.people.get(id);
        words.about = name.map_or_else(|| "Somebody".to_owned(), Clone::clone);
    }
    for change in &deed.changes {
        tell(names, deed, change, &mut words);
    }
    if words.about.is_empty() {
        words.about = capital(object);
    }
    words.why.extend(deed.reason.clone());
    words.why.retain(|why| !why.is_empty());
    words.why.dedup();
    let changes: Vec<&Change> = deed.changes.iter().collect();
    let source = source(deed, &changes);
    let Words { about, to, sentences, accepted, steps, why } = words;
    let entry = Entry { at: deed.at, by: deed.by.clone(), steps, why, source };
    Said { about, to, sentences, accepted, entry }
}

fn of_week(service: &Service, deed: &Deed, object: &str) -> Words {
    let week = object.strip_prefix("week ").and_then(|text| Week::parse(text).ok());
    let entry = entry(service, None, deed);
    let (steps, why) = entry.map(|entry| (entry.steps, entry.why)).unwrap_or_default();
    let to = week.map(|week| address(&service.slug, week, None));
    let about = week.map_or(String::new(), |week| capital(&week.title()));
    Words { about, to, steps, why, ..Words::default() }
}

fn tell(names: &Names<'_>, deed: &Deed, change: &Change, words: &mut Words) {
    let page = |page: &str| names.service.map(|one| format!("/services/{}/{page}", one.slug));
    match change {
        // Told with all of its week, or of its channel.
        Change::Value { .. } | Change::Collected { .. } => {}
        Change::Closure { .. } => {
            (words.about, words.to) = ("Closed days".to_owned(), page("closures"));
            plain(names, deed, words);
        }
        Change::Event { .. } => {
            (words.about, words.to) = ("Events".to_owned(), page("events"));
            plain(names, deed, words);
        }
        Change::Judged(act) => {
            let Some(service) = names.service else { return };
            (words.about, words.to) = (line(service, act), page("signals"));
            words.sentences.push(judged(service, act));
            if let Act::Stepped(step) = act {
                words.why.push(step.reason.clone());
            }
        }
        Change::Periods { .. }
        | Change::Channel { .. }
        | Change::Service { .. }
        | Change::Definition { .. } => settings(names, change, words),
        Change::Approved { .. } | Change::Reopened { .. } | Change::Link { .. } => {
            of_quarter(names, change, words);
        }
        Change::Reminder { to, weeks } => {
            "Weeks that were missing".clone_into(&mut words.about);
            let days: Vec<_> = weeks.iter().map(|week| long_date(week.monday())).collect();
            let of = if days.len() == 1 { "the week" } else { "the weeks" };
            words.sentences.push(format!("To {}, about {of} of {}.", list(to), list(&days)));
        }
        Change::Person { before, after } => match (before, after) {
            (Some(before), Some(after)) => words.step("Account", before, after),
            _ => words.sentences.extend(after.iter().chain(before).cloned()),
        },
        Change::Role { before, after } => {
            let word = |role: &Option<Role>| role.map_or("none", Role::word);
            words.step("Role", word(before), word(after));
        }
        Change::Unread { before, after, .. } => {
            let differ = named(before, after);
            if differ.is_empty() {
                words.step("As recorded", as_it_stands(before), as_it_stands(after));
            }
            words.steps.extend(differ);
        }
    }
}

/// Named values that differ, where the record holds such.
fn named(before: &str, after: &str) -> Vec<Step> {
    let read = |json: &str| serde_json::from_str::<Option<Map<String, Value>>>(json);
    let (Ok(before), Ok(after)) = (read(before), read(after)) else { return Vec::new() };
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "none".to_owned(),
        Some(Value::String(text)) => shorter(text),
        Some(other) => shorter(&other.to_string()),
    };
    let differ = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    let step = |name: &String| Step {
        what: capital(&name.replace('_', " ")),
        before: text(before.get(name)),
        after: text(after.get(name)),
    };
    differ.map(step).collect()
}

fn as_it_stands(json: &str) -> String {
    if json == "null" { "none".to_owned() } else { shorter(json) }
}

fn settings(names: &Names<'_>, change: &Change, words: &mut Words) {
    match change {
        Change::Periods { channel, now } => {
            let channel = names.service.and_then(|service| service.channel(*channel));
            words.about = channel.map_or(String::new(), |channel| channel.name.clone());
            words.sentences.push(format!("Collected now: {}.", periods(now)));
        }
        Change::Channel { before, after } => {
            words.about.clone_from(&after.name);
            match before {
                None => words.sentences.push(format!(
                    "A new channel ({}), from the {} on.",
                    after.kind.word(),
                    after.first.title()
                )),
                Some(before) => words.steps.extend(channel_steps(before, after)),
            }
        }
        Change::Service { before, after } => {
            words.about.clone_from(&after.name);
            match before {
                None => words.sentences.push(format!(
                    "Its year starts in {}; its time is that of {}.",
                    month(after),
                    after.time_zone
                )),
                Some(before) => words.steps.extend(service_steps(before, after)),
            }
        }
        Change::Definition { before, after } => {
            words.about = format!("Version {}, from the {} on", after.version, after.from.title());
            words.to = names.service.map(|one| format!("/services/{}/definitions", one.slug));
            let text = |one: &Definition| quoted(&shorter(&one.text));
            let before = before.as_ref().map_or("none".to_owned(), text);
            words.step("Definition", before, text(after));
        }
        _ => {}
    }
}

fn of_quarter(names: &Names<'_>, change: &Change, words: &mut Words) {
    match change {
        Change::Approved { quarter, edition, accepted, comment } => {
            words.about = quarter.months();
            words.to = edition_page(names, *quarter, *edition);
            words.sentences.push(format!("Edition {edition}."));
            words.accepted.extend(accepted.iter().map(|one| {
                format!("Accepted: {} {}", ui::sentence(&one.concern), ui::sentence(&one.reason))
            }));
            words.why.extend(comment.clone());
        }
        Change::Reopened { quarter, edition, reason } => {
            words.about = quarter.months();
            words.to = edition_page(names, *quarter, *edition);
            words.sentences.push(format!("Edition {edition} no longer locks its weeks."));
            words.why.push(reason.clone());
        }
        Change::Link { quarter, edition, label, .. } => {
            words.about = quarter.months();
            words.to = names.service.map(|one| format!("/services/{}/sharing", one.slug));
            words.sentences.push(format!("{}, to edition {edition}.", quoted(label)));
        }
        _ => {}
    }
}

impl Words {
    fn step(&mut self, what: &str, before: impl Into<String>, after: impl Into<String>) {
        let what = what.to_owned();
        self.steps.push(Step { what, before: before.into(), after: after.into() });
    }
}

/// What the history of a week says too.
fn plain(names: &Names<'_>, deed: &Deed, words: &mut Words) {
    if let Some(entry) = names.service.and_then(|service| entry(service, None, deed)) {
        words.steps.extend(entry.steps);
        words.why.extend(entry.why);
    }
}

fn line(service: &Service, act: &Act) -> String {
    let (channel, field) = match act {
        Act::Explained(one) | Act::Reopened(one) => (one.channel, one.field),
        Act::Stepped(step) | Act::Undone(step, _) => (step.channel, step.field),
        Act::Directed(one) => (one.channel, one.field),
    };
    service.channel(channel).map_or("A line".to_owned(), |channel| channel.label(field))
}

fn edition_page(names: &Names<'_>, quarter: Quarter, edition: i32) -> Option<String> {
    let service = names.service?;
    Some(edition_address(&service.slug, &quarter.name(service.year_start), edition))
}

fn channel_steps(before: &Channel, after: &Channel) -> Vec<Step> {
    let week = |week: Option<Week>| week.map_or("none".to_owned(), Week::title);
    let pairs = [
        ("Name", before.name.clone(), after.name.clone()),
        ("What is counted", before.noun.clone(), after.noun.clone()),
        ("Short name", before.slug.clone(), after.slug.clone()),
        ("First week", week(Some(before.first)), week(Some(after.first))),
        ("Last week", week(before.last), week(after.last)),
        ("Open days", timetables(&before.timetables), timetables(&after.timetables)),
        ("Collected", periods(&before.collected), periods(&after.collected)),
        ("Usual", usual(&before.usual), usual(&after.usual)),
    ];
    steps(pairs)
}

fn service_steps(before: &Settings, after: &Settings) -> Vec<Step> {
    steps([
        ("Name", before.name.clone(), after.name.clone()),
        ("Short name", before.slug.clone(), after.slug.clone()),
        ("Start of its year", month(before).to_owned(), month(after).to_owned()),
        ("Time zone", before.time_zone.clone(), after.time_zone.clone()),
    ])
}

/// Those that differ.
fn steps<const N: usize>(pairs: [(&str, String, String); N]) -> Vec<Step> {
    let differ = pairs.into_iter().filter(|(_, before, after)| before != after);
    differ.map(|(what, before, after)| Step { what: what.to_owned(), before, after }).collect()
}

fn month(settings: &Settings) -> &'static str {
    ["January", "April", "July", "October"][(settings.year_start.month() as usize - 1) / 3 % 4]
}

/// "Monday, Tuesday from 1 January 2024".
fn timetables(all: &[Timetable]) -> String {
    const DAYS: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let said = all.iter().map(|one| {
        let open = DAYS.iter().enumerate().filter(|(n, _)| one.days >> n & 1 == 1);
        let open: Vec<String> = open.map(|(_, day)| (*day).to_owned()).collect();
        let days = match open.len() {
            0 => "no day".to_owned(),
            7 => "every day".to_owned(),
            _ => list(&open),
        };
        format!("{days} from {}", long_date(one.from))
    });
    said.collect::<Vec<_>>().join("; ")
}

/// "answered from 1 January 2024; missed 1 January 2024 to 29 March 2026".
fn periods(all: &[Collected]) -> String {
    if all.is_empty() {
        return "nothing".to_owned();
    }
    let said = all.iter().map(|one| {
        let (field, from) = (one.field.heading().to_lowercase(), long_date(one.from.monday()));
        match one.to {
            None => format!("{field} from {from}"),
            Some(to) => format!("{field} {from} to {}", long_date(to.sunday())),
        }
    });
    said.collect::<Vec<_>>().join("; ")
}

/// "answered 80 to 130 from 6 April 2026".
fn usual(all: &[UsualLimits]) -> String {
    if all.is_empty() {
        return "worked out".to_owned();
    }
    let said = all.iter().map(|one| {
        let (field, from) = (one.field.heading().to_lowercase(), long_date(one.from.monday()));
        let (low, high) = (ui::count(one.low.into()), ui::count(one.high.into()));
        format!("{field} {low} to {high} from {from}")
    });
    said.collect::<Vec<_>>().join("; ")
}

fn shorter(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
