//! A service (one helpline), its channels, what they count and when they are open.
//!
//! Refuses to hold counts: those are in `series`. One file although it is long: these types are read
//! together, none of them is used alone, and half of it is what each public field means.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;
use crate::judgement::Judgements;
use crate::quarter::YearStart;
use crate::week::Week;

/// Number of a channel within its service, from 1.
pub type ChannelId = i32;

/// How people reach a channel; fixes the fields it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Telephone calls.
    Phone,
    /// Live chat.
    Chat,
    /// Secure messages.
    Message,
    /// Electronic mail.
    Email,
    /// Website.
    Web,
}

impl Kind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Phone, Self::Chat, Self::Message, Self::Email, Self::Web];

    /// The word used in files, addresses and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Chat => "chat",
            Self::Message => "message",
            Self::Email => "email",
            Self::Web => "web",
        }
    }

    /// Reads `word`.
    ///
    /// # Errors
    /// When the text is no kind; the sentence lists them.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| {
            Invalid::new(
                "kind",
                format!(
                    "\"{text}\" is not a kind of channel. Use phone, chat, message, email or web."
                ),
            )
        })
    }

    /// Whether the channel counts contacts (one call, chat or message) rather than visits.
    pub fn is_contact(self) -> bool {
        self != Self::Web
    }

    /// The fields it can count, in the order they are asked for.
    pub fn fields(self) -> &'static [Field] {
        use Field::{After, Answered, Before, DoesNotApply, Missed, Visitors, Visits};
        match self {
            Self::Phone => &[Answered, Before, After, DoesNotApply, Missed],
            Self::Chat | Self::Message | Self::Email => &[Answered, Before, After, DoesNotApply],
            Self::Web => &[Visits, Visitors],
        }
    }

    /// The field that stands for the channel in a sentence: answered, or visits.
    pub fn main_field(self) -> Field {
        if self.is_contact() { Field::Answered } else { Field::Visits }
    }
}

/// One figure of a channel's week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Contacts answered.
    Answered,
    /// Of those answered: made before an offence.
    Before,
    /// Of those answered: made after an offence.
    After,
    /// Of those answered: worried relatives, professionals, survivors and others.
    DoesNotApply,
    /// Calls that rang and were not answered.
    Missed,
    /// Website visits.
    Visits,
    /// The analytics tool's weekly figure of visitors.
    Visitors,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 7] = [
        Self::Answered,
        Self::Before,
        Self::After,
        Self::DoesNotApply,
        Self::Missed,
        Self::Visits,
        Self::Visitors,
    ];

    /// The number that keys counted data in the database; never changed, never used again.
    pub fn code(self) -> i32 {
        match self {
            Self::Answered => 1,
            Self::Before => 2,
            Self::After => 3,
            Self::DoesNotApply => 4,
            Self::Missed => 5,
            Self::Visits => 6,
            Self::Visitors => 7,
        }
    }

    /// The field with that code.
    pub fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// The word used in files, forms and the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Before => "before",
            Self::After => "after",
            Self::DoesNotApply => "does_not_apply",
            Self::Missed => "missed",
            Self::Visits => "visits",
            Self::Visitors => "visitors",
        }
    }

    /// Reads `word`.
    ///
    /// # Errors
    /// When the text is no field; the sentence lists them.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|field| field.word() == text).ok_or_else(|| {
            Invalid::new(
                "field",
                format!("\"{text}\" is not a field. Use answered, before, after, does_not_apply, missed, visits or visitors."),
            )
        })
    }

    /// The heading of its column: "Answered", "Before an offence" …
    pub fn heading(self) -> &'static str {
        match self {
            Self::Answered => "Answered",
            Self::Before => "Before an offence",
            Self::After => "After an offence",
            Self::DoesNotApply => "Does not apply",
            Self::Missed => "Missed",
            Self::Visits => "Visits",
            Self::Visitors => "Visitors",
        }
    }
}

/// The days of the week a channel is open, from a date on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    /// The first day it holds.
    pub from: NaiveDate,
    /// Bit 0 is Monday, bit 6 Sunday.
    pub days: u8,
}

impl Timetable {
    /// All seven days.
    pub const EVERY_DAY: u8 = 0b111_1111;
    /// Monday to Friday.
    pub const WEEKDAYS: u8 = 0b001_1111;

    /// Open days of a normal week, 0 to 7.
    pub fn normal_week(&self) -> u8 {
        (self.days & Self::EVERY_DAY).count_ones() as u8
    }
}

/// Days on which a channel, or the whole service, does not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// The channel, or all of them.
    pub channel: Option<ChannelId>,
    /// First closed day.
    pub from: NaiveDate,
    /// Last closed day.
    pub to: NaiveDate,
    /// Why, in plain words: "Christmas Day".
    pub reason: String,
}

impl Closure {
    /// Whether it concerns the channel.
    pub fn concerns(&self, channel: ChannelId) -> bool {
        self.channel.is_none_or(|own| own == channel)
    }

    /// Whether it closes that day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether it closes any day of the week.
    pub fn touches(&self, week: Week) -> bool {
        self.from <= week.sunday() && week.monday() <= self.to
    }
}

/// Weeks in which a field is collected; open-ended where `to` is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// The field.
    pub field: Field,
    /// First week.
    pub from: Week,
    /// Last week.
    pub to: Option<Week>,
}

impl Collected {
    /// Whether the period holds `week`.
    pub fn holds(&self, week: Week) -> bool {
        self.from <= week && self.to.is_none_or(|to| week <= to)
    }
}

/// What is usual for a field in a normal week, as it was set for the channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsualLimits {
    /// The field.
    pub field: Field,
    /// The first week they hold.
    pub from: Week,
    /// The lowest usual count.
    pub low: u32,
    /// The highest usual count, above the lowest, at most 10,000,000.
    pub high: u32,
}

/// One way of reaching a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Number within the service.
    pub id: ChannelId,
    /// Short name for addresses and files: `calls`, `website`.
    pub slug: String,
    /// Its name in tables: "Calls", "Website".
    pub name: String,
    /// What is counted, as a sentence starts: "Calls", "Website visits".
    pub noun: String,
    /// How people reach it.
    pub kind: Kind,
    /// The first week it ran.
    pub first: Week,
    /// The last week it ran, when retired.
    pub last: Option<Week>,
    /// Timetables, oldest first; before the first one its days hold too.
    pub timetables: Vec<Timetable>,
    /// When each field is collected, by field and week.
    pub collected: Vec<Collected>,
    /// Usual limits by field; a field without any has them worked out from its own weeks. What was
    /// recorded before there were any is read, and hashed, as it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usual: Vec<UsualLimits>,
    /// Changes when a manager changes the channel.
    pub version: i32,
}

impl Channel {
    /// Whether the channel exists in that week.
    pub fn runs(&self, week: Week) -> bool {
        self.first <= week && self.last.is_none_or(|last| week <= last)
    }

    /// Whether the field is collected in that week.
    pub fn collects(&self, field: Field, week: Week) -> bool {
        self.runs(week) && self.collected.iter().any(|c| c.field == field && c.holds(week))
    }

    /// The usual limits that were set for a field, from whichever week on.
    pub fn usual_limits(&self, field: Field) -> Option<&UsualLimits> {
        self.usual.iter().find(|limits| limits.field == field)
    }

    /// Those of them that hold in that week.
    pub fn usual_limits_in(&self, field: Field, week: Week) -> Option<&UsualLimits> {
        self.usual_limits(field).filter(|limits| limits.from <= week)
    }

    /// Open days of a normal week at that time, 1 to 7 (7 for web).
    pub fn normal_week(&self, week: Week) -> u8 {
        if self.kind == Kind::Web {
            return 7;
        }
        let days = self.timetable(week.monday()).map_or(7, Timetable::normal_week);
        if days == 0 { 7 } else { days }
    }

    /// The label of a field of this channel: "Calls answered", "Calls missed", "Website visits".
    pub fn label(&self, field: Field) -> String {
        match field {
            Field::Visits => self.noun.clone(),
            Field::Visitors => format!("{} visitors", self.name),
            Field::Answered => format!("{} answered", self.noun),
            Field::Missed => format!("{} missed", self.noun),
            Field::Before => format!("{} before an offence", self.noun),
            Field::After => format!("{} after an offence", self.noun),
            Field::DoesNotApply => format!("{}, does not apply", self.noun),
        }
    }

    /// The field as the subject of a sentence: "Calls", "Missed calls", "Website visits".
    pub fn subject(&self, field: Field) -> String {
        match field {
            Field::Answered | Field::Visits => self.noun.clone(),
            Field::Missed => format!("Missed {}", lower_first(&self.noun)),
            _ => self.label(field),
        }
    }

    /// The days of a week on which it is open but for closures: bit 0 is Monday, bit 6 Sunday.
    fn open_by_timetable(&self, week: Week) -> u8 {
        let on = |day| match self.timetable(day) {
            Some(timetable) if self.kind != Kind::Web => timetable.days & Timetable::EVERY_DAY,
            _ => Timetable::EVERY_DAY,
        };
        // Nearly always one timetable holds from Monday to Sunday, and this is asked very often.
        let changes =
            self.timetables.iter().any(|t| week.monday() < t.from && t.from <= week.sunday());
        if !changes {
            return on(week.monday());
        }
        week.days().enumerate().fold(0, |open, (n, day)| open | on(day) & 1 << n)
    }

    fn timetable(&self, day: NaiveDate) -> Option<&Timetable> {
        self.timetables.iter().rev().find(|t| t.from <= day).or(self.timetables.first())
    }
}

/// "Calls" → "calls", but "SMS messages" stays.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// What happened that may explain a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// A campaign of the service's own.
    Campaign,
    /// Press, television, radio.
    Press,
    /// Something did not work.
    Outage,
    /// Too few or more people on the line.
    Staffing,
    /// Closed days worth a mark.
    Closure,
    /// A definition changed: no verdict is given across it.
    Definition,
    /// Anything else.
    Other,
}

impl EventKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 7] = [
        Self::Campaign,
        Self::Press,
        Self::Outage,
        Self::Staffing,
        Self::Closure,
        Self::Definition,
        Self::Other,
    ];

    /// The word used in files and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Campaign => "campaign",
            Self::Press => "press",
            Self::Outage => "outage",
            Self::Staffing => "staffing",
            Self::Closure => "closure",
            Self::Definition => "definition",
            Self::Other => "other",
        }
    }

    /// The kind with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A campaign, an outage, a change of definition: a day or a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Random identity.
    pub id: String,
    /// The channel, or all of them.
    pub channel: Option<ChannelId>,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// Its name on charts: "TV documentary".
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day, the same as the first for a single day.
    pub to: NaiveDate,
}

impl Event {
    /// Whether it concerns the channel.
    pub fn concerns(&self, channel: ChannelId) -> bool {
        self.channel.is_none_or(|own| own == channel)
    }

    /// Whether any day of it lies between the two, both included.
    pub fn meets(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.from <= to && from <= self.to
    }

    /// The first week that lies wholly after its beginning. From it on a changed definition holds:
    /// a week that began under the old one is counted by the old one.
    pub fn first_whole_week(&self) -> Week {
        let week = Week::containing(self.from);
        if week.monday() == self.from { week } else { week.next() }
    }

    /// Whether it is told of that week: any of its days lies in it, or a definition breaks the line
    /// there.
    pub fn tells(&self, week: Week) -> bool {
        match self.break_week() {
            Some(first) => first == week,
            None => self.meets(week.monday(), week.sunday()),
        }
    }

    /// The week from which it breaks the line; none unless a definition changed.
    pub fn break_week(&self) -> Option<Week> {
        (self.kind == EventKind::Definition).then(|| self.first_whole_week())
    }
}

/// What 'before an offence' and the other words mean, from a week on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// 1, 2, 3 …
    pub version: i32,
    /// The first week it holds.
    pub from: Week,
    /// The definition itself, plain text.
    pub text: String,
}

/// One helpline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Number within the installation, from 1.
    pub id: i32,
    /// Short name for addresses and files.
    pub slug: String,
    /// Its name: "Helpline North".
    pub name: String,
    /// The month its reporting year starts in.
    pub year_start: YearStart,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Channels in the order they are shown.
    pub channels: Vec<Channel>,
    /// Closed days.
    pub closures: Vec<Closure>,
    /// Events by first day.
    pub events: Vec<Event>,
    /// Definitions, oldest first.
    pub definitions: Vec<Definition>,
    /// What managers have said of its lines.
    pub judgements: Judgements,
}

impl Service {
    /// The channel with that number.
    pub fn channel(&self, id: ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// The channel with that short name.
    pub fn channel_named(&self, slug: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.slug == slug)
    }

    /// The channel and field that a figure's name such as `calls.answered` stands for.
    pub fn figure_named(&self, name: &str) -> Option<(&Channel, Field)> {
        let (slug, word) = name.split_once('.')?;
        let (channel, field) = (self.channel_named(slug)?, Field::parse(word).ok()?);
        channel.kind.fields().contains(&field).then_some((channel, field))
    }

    /// Open days of a week by timetable, less closures; 0 to 7.
    pub fn scheduled_days(&self, channel: &Channel, week: Week) -> u8 {
        let mut open = channel.open_by_timetable(week);
        let own = self.closures.iter().filter(|closure| closure.concerns(channel.id));
        for closure in own.filter(|closure| closure.touches(week)) {
            for (n, day) in week.days().enumerate() {
                open &= !(u8::from(closure.covers(day)) << n);
            }
        }
        open.count_ones() as u8
    }

    /// The weeks from which a changed definition holds for the channel, oldest first, with the
    /// event that says so. The first week of a change that starts in mid-week is the week after.
    pub fn breaks(&self, channel: ChannelId) -> Vec<(Week, &Event)> {
        let mut breaks: Vec<_> = self
            .events
            .iter()
            .filter(|event| event.concerns(channel))
            .filter_map(|event| Some((event.break_week()?, event)))
            .collect();
        breaks.sort_by_key(|(week, event)| (*week, event.id.clone()));
        breaks
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests;
