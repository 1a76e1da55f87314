//! A week as somebody says it: reading what was typed, and what may not be said.
//!
//! Refuses to judge whether a number is likely: that is `check`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;
use crate::series::Ledger;
use crate::service::{Channel, ChannelId, Field};
use crate::week::{Week, long_date};

/// The largest count that is believed.
pub const LARGEST: u32 = 10_000_000;
/// The longest note, in characters.
pub const NOTE_LENGTH: usize = 200;

/// One figure as it shall be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellChange {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// The count; none makes it 'not entered'.
    pub count: Option<u32>,
    /// The note about the number; none leaves the note alone, an empty one removes it.
    pub note: Option<String>,
}

/// Whether a field is collected, from a week on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectChange {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// Collected, or not.
    pub collected: bool,
    /// That week only (a file says it week by week), or from that week on.
    pub this_week_only: bool,
}

/// A channel's exposure in a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OpenChange {
    /// Closed all week, with the reason; its figures must be 'not entered'.
    Closed(String),
    /// Open as the timetable says.
    AsUsual,
    /// Open that many days, 1 to 7.
    Days(u8),
}

/// What shall be different in one week of one service. What is not named stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekChange {
    /// The week.
    pub week: Week,
    /// Figures.
    pub cells: Vec<CellChange>,
    /// Exposure, by channel.
    pub open: Vec<(ChannelId, OpenChange)>,
    /// Fields collected or not.
    pub collect: Vec<CollectChange>,
    /// Figures that came by pasting, each with what the block was: for their history only.
    pub pasted: Vec<(ChannelId, Field, String)>,
}

/// Reads a typed count: `1234`, `1,234`, `1 234` (any kind of space), full-width digits. Blank is
/// none: not entered. Separators must stand before groups of three digits, so that `12,5` is asked
/// about and not read as 125. `field` names it in the answer.
///
/// # Errors
/// When it is not a whole number from 0 to [`LARGEST`].
pub fn read_count(field: &str, text: &str) -> Result<Option<u32>, Invalid> {
    let plain: String = text.trim().chars().map(plain_character).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let refused = |problem: &str| {
        let shown: String = text.trim().chars().take(20).collect();
        Err(Invalid::new(field, format!("\"{shown}\" {problem}")))
    };
    if let Some(rest) = plain.strip_prefix('-') {
        return if rest.chars().any(|c| c.is_ascii_digit()) {
            refused("is below zero. Type a whole number, 0 or more.")
        } else {
            refused("is not a number. Type a whole number, or leave the box empty.")
        };
    }
    if !plain.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '.')) {
        return refused("is not a number. Type a whole number in digits, such as 128.");
    }
    if plain.contains('.') {
        return refused("is not a whole number. Leave out the point and what follows it.");
    }
    let groups: Vec<&str> = plain.split([',', ' ']).collect();
    let grouped = groups.len() == 1
        || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3));
    if !grouped || groups[0].is_empty() {
        return refused("can be read in two ways. Type the digits only, such as 1234.");
    }
    let digits = groups.concat();
    let significant = digits.trim_start_matches('0');
    match significant.parse::<u32>() {
        _ if significant.is_empty() => Ok(Some(0)),
        Ok(count) if count <= LARGEST => Ok(Some(count)),
        _ => refused("is more than 10,000,000. Check the number of digits."),
    }
}

/// One typed character as plain ASCII where it means the same.
fn plain_character(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (u32::from(c) - 0xff10) as u8),
        '\u{ff0c}' => ',',
        '\u{ff0e}' => '.',
        '\u{2212}' | '\u{2010}'..='\u{2013}' | '\u{ff0d}' => '-',
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

/// Answered contacts of which nothing is known: answered − before − after − does not apply.
/// Negative when the parts exceed the whole. 'Does not apply' not collected counts as 0.
pub fn not_recorded(answered: u32, before: u32, after: u32, does_not_apply: u32) -> i64 {
    i64::from(answered) - i64::from(before) - i64::from(after) - i64::from(does_not_apply)
}

/// What the parts of the contacts answered add up to, where that is more than were answered, whatever is
/// still to come: a part that is not entered takes nothing away yet.
pub fn too_many_parts(count: impl Fn(Field) -> Option<u32>) -> Option<i64> {
    let answered = count(Field::Answered)?;
    let part = |field| count(field).unwrap_or(0);
    let (before, after) = (part(Field::Before), part(Field::After));
    let unknown = not_recorded(answered, before, after, part(Field::DoesNotApply));
    (unknown < 0).then(|| i64::from(answered) - unknown)
}

/// Everything that forbids a change, judged on the week as it would be afterwards: a week that has
/// not started or that an approved quarter locks, a channel or field that does not run, a count above [`LARGEST`], parts above the
/// whole, a note that is too long, counts in a closed week or of a field that is not collected.
/// Names each by `slug.field` (`slug.field.note` for a note, `slug.closed` for a closure). Only
/// channels that the change names are judged.
///
/// # Errors
/// All problems at once, in the order of the form.
pub fn validate(
    ledger: &Ledger,
    change: &WeekChange,
    today: chrono::NaiveDate,
) -> Result<(), Vec<Invalid>> {
    let mut problems = Vec::new();
    if !change.week.has_started(today) {
        problems.push(Invalid::new(
            "week",
            format!(
                "The {} has not started. Numbers can be entered from that Monday on.",
                change.week.title()
            ),
        ));
    }
    problems.extend(ledger.service.locked(change.week).map(|why| Invalid::new("week", why)));
    for id in change.unknown_channels(ledger) {
        problems.push(Invalid::new("channel", format!("There is no channel number {id}.")));
    }
    for channel in &ledger.service.channels {
        if !change.names(channel.id) {
            continue;
        }
        if channel.runs(change.week) {
            validate_channel(ledger, channel, change, today, &mut problems);
        } else {
            problems.push(Invalid::new(channel.slug.as_str(), not_running(channel, change.week)));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

impl WeekChange {
    /// Nothing changed yet.
    pub fn new(week: Week) -> Self {
        let (cells, open, collect, pasted) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { week, cells, open, collect, pasted }
    }

    /// Whether it changes nothing at all.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.open.is_empty() && self.collect.is_empty()
    }

    /// Whether it alters or takes back a count that stands: a correction, not a first entry.
    pub fn corrects(&self, ledger: &Ledger) -> bool {
        self.cells.iter().any(|cell| {
            let stands = ledger.count((cell.channel, cell.field, self.week));
            stands.is_some() && stands != cell.count
        })
    }

    fn names(&self, id: ChannelId) -> bool {
        self.channels().any(|named| named == id)
    }

    fn channels(&self) -> impl Iterator<Item = ChannelId> {
        self.open
            .iter()
            .map(|(id, _)| *id)
            .chain(self.collect.iter().map(|collect| collect.channel))
            .chain(self.cells.iter().map(|cell| cell.channel))
    }

    fn unknown_channels(&self, ledger: &Ledger) -> BTreeSet<ChannelId> {
        self.channels().filter(|id| ledger.service.channel(*id).is_none()).collect()
    }

    fn cell(&self, channel: ChannelId, field: Field) -> Option<&CellChange> {
        self.cells.iter().rev().find(|cell| cell.channel == channel && cell.field == field)
    }

    fn collects(&self, channel: &Channel, field: Field) -> bool {
        self.collect
            .iter()
            .rev()
            .find(|collect| collect.channel == channel.id && collect.field == field)
            .map_or_else(|| channel.collects(field, self.week), |collect| collect.collected)
    }

    fn open_days(&self, ledger: &Ledger, channel: &Channel) -> u8 {
        match self.open.iter().rev().find(|(id, _)| *id == channel.id) {
            Some((_, OpenChange::Closed(_))) => 0,
            Some((_, OpenChange::AsUsual)) => ledger.service.scheduled_days(channel, self.week),
            Some((_, OpenChange::Days(days))) => *days,
            None => ledger.open_days(channel, self.week),
        }
    }
}

/// One field as it would be, and the count that stands there whatever its state.
struct Resulting {
    field: Field,
    count: Option<u32>,
}

fn validate_channel(
    ledger: &Ledger,
    channel: &Channel,
    change: &WeekChange,
    today: chrono::NaiveDate,
    problems: &mut Vec<Invalid>,
) {
    let fields = channel.kind.fields();
    let strange = change
        .cells
        .iter()
        .map(|cell| (cell.channel, cell.field))
        .chain(change.collect.iter().map(|collect| (collect.channel, collect.field)))
        .filter(|(id, field)| *id == channel.id && !fields.contains(field));
    for (_, field) in strange {
        let problem = format!("{} has no field \"{}\".", channel.name, field.word());
        problems.push(Invalid::new(name(channel, field), problem));
    }
    let closed = change.open_days(ledger, channel) == 0;
    let mut week = Vec::new();
    for field in fields.iter().copied() {
        let cell = change.cell(channel.id, field);
        let count = cell
            .map_or_else(|| ledger.state(channel, field, change.week).count(), |cell| cell.count);
        if let Some(problem) = refuse_cell(ledger, channel, change, field, count, closed, today) {
            problems.push(Invalid::new(name(channel, field), problem));
        }
        if let Some(note) = cell.and_then(|cell| cell.note.as_deref()) {
            let field = format!("{}.note", name(channel, field));
            problems.extend(too_long(field, note, "note"));
        }
        week.push(Resulting { field, count });
    }
    problems.extend(refuse_parts(channel, &week));
    for (_, open) in change.open.iter().filter(|(id, _)| *id == channel.id) {
        match open {
            OpenChange::Closed(reason) => {
                problems.extend(too_long(format!("{}.closed", channel.slug), reason, "reason"));
            }
            OpenChange::Days(days) if !(1..=7).contains(days) => problems.push(Invalid::new(
                format!("{}.open_days", channel.slug),
                format!("{}: open days must be 1 to 7, or the week is closed.", channel.name),
            )),
            OpenChange::Days(_) | OpenChange::AsUsual => {}
        }
    }
}

fn refuse_cell(
    ledger: &Ledger,
    channel: &Channel,
    change: &WeekChange,
    field: Field,
    count: Option<u32>,
    closed: bool,
    today: chrono::NaiveDate,
) -> Option<String> {
    let label = channel.label(field);
    if count.is_some_and(|count| count > LARGEST) {
        return Some(format!("{label}: the number is more than 10,000,000. Check its digits."));
    }
    if count.is_some() && closed {
        return Some(format!(
            "{label}: {} is closed all week, but a number stands here. Empty the box, or say that it was open.",
            channel.name
        ));
    }
    if count.is_some() && !change.collects(channel, field) {
        return Some(format!(
            "{label}: not collected in this week, but a number stands here. Empty the box, or say that it is collected."
        ));
    }
    let stops = |collect: &&CollectChange| {
        (collect.channel, collect.field) == (channel.id, field)
            && !collect.collected
            && !collect.this_week_only
    };
    if change.collect.iter().any(|collect| stops(&collect)) {
        let later = ledger.series(channel, field, Week::containing(today));
        let last = later.points.iter().rev().find(|point| point.state.count().is_some());
        if let Some(last) = last.filter(|point| point.week > change.week) {
            return Some(format!(
                "{label}: a number stands in the {}, so it cannot be \"not collected\" from this week on. Say so in a later week, or empty that box first.",
                last.week.title()
            ));
        }
    }
    None
}

fn refuse_parts(channel: &Channel, week: &[Resulting]) -> Option<Invalid> {
    let count = |field| week.iter().find(|r| r.field == field).and_then(|r| r.count);
    let (answered, parts) = (count(Field::Answered)?, too_many_parts(count)?);
    Some(Invalid::new(
        name(channel, Field::Answered),
        format!(
            "{}: before, after and \"does not apply\" add up to {parts}, but only {answered} were answered. Check the numbers.",
            channel.name
        ),
    ))
}

fn too_long(field: String, text: &str, what: &str) -> Option<Invalid> {
    let length = text.chars().count();
    (length > NOTE_LENGTH).then(|| {
        let problem =
            format!("The {what} has {length} characters. Shorten it to {NOTE_LENGTH} or fewer.");
        Invalid::new(field, problem)
    })
}

fn not_running(channel: &Channel, week: Week) -> String {
    if week < channel.first {
        let since = long_date(channel.first.monday());
        format!("{} has been counted since {since} only.", channel.name)
    } else {
        let last = channel.last.unwrap_or(channel.first);
        format!("{} was retired after {}.", channel.name, long_date(last.sunday()))
    }
}

/// The name of a figure in forms and answers: `calls.does_not_apply`.
pub fn name(channel: &Channel, field: Field) -> String {
    format!("{}.{}", channel.slug, field.word())
}

#[cfg(test)]
mod tests;
