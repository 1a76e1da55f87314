//! What was done, as the record of changes keeps it: every kind of act there is, with a word for each.
//!
//! Refuses to lose an act: what a later program recorded, or what somebody meddled with, is kept as it
//! stands, unread.

use chrono::NaiveDateTime;

use crate::edition::Accepted;
use crate::judgement::Act;
use crate::quarter::{Quarter, YearStart};
use crate::role::Role;
use crate::service::{Channel, ChannelId, Closure, Collected, Definition, Event, Field};
use crate::week::Week;

/// What an act is about: what changes are filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Numbers of weeks, with their notes and open days.
    Numbers,
    /// Closed days.
    Closures,
    /// Events.
    Events,
    /// Explanations of signals, new limits, directions.
    Signals,
    /// Approving quarters and opening them again.
    Quarters,
    /// Links for readers outside.
    Links,
    /// Reminders.
    Reminders,
    /// What words mean.
    Definitions,
    /// Channels, services and the installation itself.
    Settings,
    /// People and their roles.
    People,
}

impl Topic {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 10] = [
        Self::Numbers,
        Self::Closures,
        Self::Events,
        Self::Signals,
        Self::Quarters,
        Self::Links,
        Self::Reminders,
        Self::Definitions,
        Self::Settings,
        Self::People,
    ];

    /// The word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Closures => "closures",
            Self::Events => "events",
            Self::Signals => "signals",
            Self::Quarters => "quarters",
            Self::Links => "links",
            Self::Reminders => "reminders",
            Self::Definitions => "definitions",
            Self::Settings => "settings",
            Self::People => "people",
        }
    }

    /// The topic with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.word() == word)
    }

    /// Its name in a list.
    pub fn title(self) -> &'static str {
        match self {
            Self::Numbers => "Numbers of weeks",
            Self::Closures => "Closed days",
            Self::Events => "Events",
            Self::Signals => "Signals, limits and directions",
            Self::Quarters => "Approved quarters",
            Self::Links => "Shared links",
            Self::Reminders => "Reminders",
            Self::Definitions => "Definitions",
            Self::Settings => "Channels and settings",
            Self::People => "People and roles",
        }
    }

    /// The acts that belong to it, by the record's words.
    pub fn actions(self) -> impl Iterator<Item = &'static str> {
        ACTIONS.iter().filter(move |(_, topic, _)| *topic == self).map(|(action, _, _)| *action)
    }
}

/// Every act that the program records: the record's word, its topic, and what people call it. A test
/// looks for each in the code that records them.
pub const ACTIONS: &[(&str, Topic, &str)] = &[
    ("week.save", Topic::Numbers, "Numbers entered"),
    ("week.import", Topic::Numbers, "Numbers read from a file"),
    ("closure.save", Topic::Closures, "Days closed"),
    ("closure.remove", Topic::Closures, "Closed days opened again"),
    ("event.add", Topic::Events, "Event added"),
    ("event.save", Topic::Events, "Event changed"),
    ("event.remove", Topic::Events, "Event removed"),
    ("signal.explain", Topic::Signals, "Signal explained"),
    ("signal.reopen", Topic::Signals, "Explanation taken back"),
    ("step.add", Topic::Signals, "New limits"),
    ("step.remove", Topic::Signals, "New limits undone"),
    ("direction.save", Topic::Signals, "Direction set"),
    ("quarter.approve", Topic::Quarters, "Quarter approved"),
    ("quarter.reopen", Topic::Quarters, "Quarter opened again"),
    ("link.make", Topic::Links, "Link made"),
    ("link.revoke", Topic::Links, "Link ended"),
    ("reminder.send", Topic::Reminders, "Reminder sent"),
    ("definition.save", Topic::Definitions, "Definition written"),
    ("channel.add", Topic::Settings, "Channel added"),
    ("channel.save", Topic::Settings, "Channel changed"),
    ("channel.collect", Topic::Settings, "What is collected changed"),
    ("service.add", Topic::Settings, "Service added"),
    ("service.save", Topic::Settings, "Service changed"),
    ("channels.order", Topic::Settings, "Channels put in order"),
    ("installation.save", Topic::Settings, "Installation changed"),
    ("demo.remove", Topic::Settings, "Invented service removed"),
    ("second_step.save", Topic::Settings, "Rule of signing in"),
    ("person.add", Topic::People, "Person added"),
    ("person.save", Topic::People, "Person changed"),
    ("person.password", Topic::People, "New password"),
    ("person.active", Topic::People, "Account ended or opened again"),
    ("person.link", Topic::People, "Link to an account made"),
    ("person.join", Topic::People, "Account taken up"),
    ("person.provider", Topic::People, "Sign-in with a provider begun"),
    ("person.second_step", Topic::People, "Second step of signing in"),
    ("person.recovery_codes", Topic::People, "Recovery codes"),
    ("role.save", Topic::People, "Role changed"),
];

/// What people call an act; what a later program recorded, by its own word.
pub fn action_words(action: &str) -> String {
    let known = ACTIONS.iter().find(|(own, _, _)| *own == action);
    known.map_or_else(|| action.replace('.', " "), |(_, _, words)| (*words).to_owned())
}

/// One act as it is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Place in its chain.
    pub seq: i64,
    /// When: UTC as it is read, and the service's own time on a page.
    pub at: NaiveDateTime,
    /// Who, by the name they had then.
    pub by: String,
    /// The record's word: `week.save`, `week.import`, `closure.save` …
    pub action: String,
    /// Why odd numbers are right, where that was said of all of them.
    pub reason: Option<String>,
    /// The file it came from.
    pub file: Option<String>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// What a service is called and when its year starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// The month its reporting year starts in.
    pub year_start: YearStart,
    /// IANA name of its time zone.
    pub time_zone: String,
}

/// One change as it is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A value said of a week itself.
    Value {
        /// The channel.
        channel: ChannelId,
        /// A field's word, `note.<field>`, `pasted.<field>`, `open_days` or `closed`.
        what: String,
        /// As it was; none where there was nothing.
        before: Option<String>,
        /// As it became.
        after: Option<String>,
    },
    /// A closure.
    Closure {
        /// As it was; none when it is new.
        before: Option<Closure>,
        /// As it became; none when it was removed.
        after: Option<Closure>,
    },
    /// An event.
    Event {
        /// As it was; none when it is new.
        before: Option<Event>,
        /// As it became; none when it was removed.
        after: Option<Event>,
    },
    /// A field is collected in a week from now on, or no longer.
    Collected {
        /// The channel.
        channel: ChannelId,
        /// The field.
        field: Field,
        /// Whether it is collected now.
        now: bool,
    },
    /// The weeks in which a channel's fields are collected.
    Periods {
        /// The channel.
        channel: ChannelId,
        /// All of them, as they became.
        now: Vec<Collected>,
    },
    /// A channel.
    Channel {
        /// As it was; none when it is new.
        before: Option<Box<Channel>>,
        /// As it became.
        after: Box<Channel>,
    },
    /// A service's own settings.
    Service {
        /// As they were; none when it is new.
        before: Option<Settings>,
        /// As they became.
        after: Settings,
    },
    /// A definition.
    Definition {
        /// The one before; none for the first.
        before: Option<Definition>,
        /// The new one.
        after: Definition,
    },
    /// What a manager said of a line.
    Judged(Act),
    /// A quarter was approved.
    Approved {
        /// The quarter.
        quarter: Quarter,
        /// The edition that was made.
        edition: i32,
        /// What was accepted as it stood.
        accepted: Vec<Accepted>,
        /// What the manager said beside the figures.
        comment: Option<String>,
    },
    /// A quarter was opened again.
    Reopened {
        /// The quarter.
        quarter: Quarter,
        /// The edition that locks it no longer.
        edition: i32,
        /// Why.
        reason: String,
    },
    /// A link for readers outside.
    Link {
        /// The quarter.
        quarter: Quarter,
        /// The edition it shows.
        edition: i32,
        /// What it is for.
        label: String,
        /// Whether it was made; else it was ended.
        made: bool,
    },
    /// A reminder.
    Reminder {
        /// Who got it, by name.
        to: Vec<String>,
        /// The weeks it was about.
        weeks: Vec<Week>,
    },
    /// A person, in a sentence.
    Person {
        /// As they were; none when new.
        before: Option<String>,
        /// As they became.
        after: Option<String>,
    },
    /// A person's role in the service.
    Role {
        /// As it was.
        before: Option<Role>,
        /// As it became.
        after: Option<Role>,
    },
    /// What this program cannot read.
    Unread {
        /// What the record says it is about.
        object: String,
        /// The record's own text.
        before: String,
        /// The record's own text.
        after: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_topic_has_its_acts_and_each_act_one_topic() {
        for topic in Topic::ALL {
            assert!(topic.actions().next().is_some(), "{topic:?}");
            assert_eq!(Topic::from_word(topic.word()), Some(topic));
        }
        let mut names: Vec<_> = ACTIONS.iter().map(|(action, _, _)| *action).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ACTIONS.len());
        // A query looks for them as words in one text.
        assert!(names.iter().all(|name| name.contains('.') && !name.contains([' ', '%'])));
    }

    #[test]
    fn an_act_of_a_later_program_keeps_its_own_word() {
        assert_eq!(action_words("week.save"), "Numbers entered");
        assert_eq!(action_words("moon.land"), "moon land");
    }
}
