//! What somebody typed into the form of a week: kept as it came, then read.
//!
//! The form is plain names and values, so that it can be carried through a sign-in and shown again
//! letter by letter.

use beforehand::entry::{CellChange, CollectChange, OpenChange, WeekChange, name, read_count};
use beforehand::invalid::Invalid;
use beforehand::service::{Channel, ChannelId, Field, Service};
use beforehand::week::Week;

use super::ask;

/// The names and values of a posted form, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedWeek {
    pairs: Vec<(String, String)>,
}

/// What a typed form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What shall be different; what could not be read is left out.
    pub change: WeekChange,
    /// What could not be read, in the order of the form.
    pub problems: Vec<Invalid>,
}

impl TypedWeek {
    /// Keeps the pairs of a form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        Self { pairs: pairs.to_vec() }
    }

    /// The pairs as they came.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The last value with that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether a check box is ticked (or a radio button or box has any text).
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !value.trim().is_empty())
    }

    /// The version the form was made from; 0 when it says none.
    pub fn version(&self) -> i32 {
        self.get("version").and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// The idempotency key of the form; none when it is empty or longer than any of ours.
    pub fn key(&self) -> Option<String> {
        self.get("key").filter(|key| !key.is_empty() && key.len() <= 64).map(str::to_owned)
    }

    /// The text in a box.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)
    }

    /// The count the box showed when the form was made.
    pub(super) fn was(&self, name: &str) -> Option<u32> {
        self.get(&format!("{name}.was")).and_then(|text| text.trim().parse().ok())
    }

    /// What the block was that the number in a box was pasted from: "13 × 9 cells". Nothing longer
    /// than our own words is taken.
    pub(super) fn pasted(&self, name: &str) -> Option<&str> {
        let block = self.get(&format!("{name}.pasted"))?.trim();
        let ours = (1..=40).contains(&block.chars().count()) && !block.contains(char::is_control);
        ours.then_some(block)
    }

    /// How a channel's 'closed all week' stood when the form was made.
    pub(super) fn closed_was(&self, slug: &str) -> Option<Closed> {
        Closed::from_word(self.get(&format!("{slug}.closed.was"))?)
    }

    /// Whether 'closed all week' is ticked.
    pub(super) fn closed(&self, slug: &str) -> bool {
        self.has(&format!("{slug}.closed"))
    }

    /// Reads the form: the differences between what is in it and what it was made from, so that
    /// the same form always asks for the same. Boxes that are absent stay as they are. A number
    /// that stands and is given a reason keeps it as its note.
    pub fn read(&self, service: &Service, week: Week) -> Reading {
        let mut change = WeekChange::new(week);
        let mut problems = Vec::new();
        for channel in service.channels.iter().filter(|channel| channel.runs(week)) {
            for field in channel.kind.fields() {
                match self.read_cell(channel, *field) {
                    Ok(None) => {}
                    Ok(Some(cell)) => {
                        let block = self.pasted(&name(channel, *field));
                        let block = block.map(|block| (channel.id, *field, block.to_owned()));
                        change.pasted.extend(block);
                        change.cells.push(cell);
                    }
                    Err(problem) => problems.push(problem),
                }
            }
            change.open.extend(self.read_open(channel, week));
            let fields = channel.kind.fields().iter();
            change.collect.extend(fields.filter_map(|field| self.read_collect(channel, *field)));
        }
        Reading { change, problems }
    }

    fn read_cell(&self, channel: &Channel, field: Field) -> Result<Option<CellChange>, Invalid> {
        let name = name(channel, field);
        let Some(text) = self.text(&name) else { return Ok(None) };
        let count = read_count(&name, text).map_err(|problem| {
            Invalid::new(name.as_str(), format!("{}: {}", channel.label(field), problem.problem))
        })?;
        let count = ask::instead(self, &name).filter(|_| count.is_some()).or(count);
        let note = count.and_then(|_| ask::given(self, &name));
        if count == self.was(&name) && note.is_none() {
            return Ok(None);
        }
        Ok(Some(CellChange { channel: channel.id, field, count, note }))
    }

    fn read_open(&self, channel: &Channel, week: Week) -> Option<(ChannelId, OpenChange)> {
        let change = match (self.closed_was(&channel.slug)?, self.closed(&channel.slug)) {
            (Closed::No, true) => {
                let name = format!("{}.closed.reason", channel.slug);
                OpenChange::Closed(self.get(&name).unwrap_or_default().trim().to_owned())
            }
            (Closed::ThisWeek, false) => OpenChange::AsUsual,
            (Closed::ByCalendar, false) => OpenChange::Days(channel.normal_week(week)),
            _ => return None,
        };
        Some((channel.id, change))
    }

    fn read_collect(&self, channel: &Channel, field: Field) -> Option<CollectChange> {
        let collected = match self.get(&format!("{}.turn", name(channel, field)))? {
            "stop" => false,
            "start" => true,
            _ => return None,
        };
        Some(CollectChange { channel: channel.id, field, collected, this_week_only: false })
    }
}

/// Whether a channel's week is closed, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Open, perhaps on fewer days.
    No,
    /// Somebody said so for that week: taking it back makes it open as usual.
    ThisWeek,
    /// The timetable and the closures leave no day: opening it needs days of its own.
    ByCalendar,
}

impl Closed {
    /// The word in the form.
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::ThisWeek => "week",
            Self::ByCalendar => "calendar",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::No, Self::ThisWeek, Self::ByCalendar].into_iter().find(|one| one.word() == word)
    }
}
