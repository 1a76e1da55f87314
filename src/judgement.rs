//! What managers have said of a line (one field of a channel): which way is good, where new limits
//! start, what explains a signal; and which quarters they approved.
//!
//! Refuses to judge by itself: without a manager's word a line has no direction and no step, and a
//! signal stays unexplained.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::Verdict;
use crate::invalid::Invalid;
use crate::quarter::Quarter;
use crate::service::{ChannelId, Event, Field, Service};
use crate::spc::{Signal, SignalRun};
use crate::week::Week;

/// The longest reason or explanation, in characters.
pub const REASON_LENGTH: usize = 200;
/// The longest name of a step, in characters: it stands on charts.
pub const NAME_LENGTH: usize = 40;

/// One field of one channel: what a chart is drawn of.
pub type Line = (ChannelId, Field);

/// Which way of a line is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Good {
    /// Neither: more calls may be more need or more reach.
    #[default]
    Neither,
    /// More is better.
    Up,
    /// Fewer is better: missed calls.
    Down,
}

impl Good {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Neither, Self::Up, Self::Down];

    /// The word used in forms and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Neither => "neither",
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The direction with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|good| good.word() == word)
    }

    /// "More is better", "Fewer is better", "Neither".
    pub fn title(self) -> &'static str {
        match self {
            Self::Neither => "Neither good nor bad",
            Self::Up => "More is better",
            Self::Down => "Fewer is better",
        }
    }

    /// What a move means, up or down.
    pub fn tone(self, up: bool) -> Tone {
        match (self, up) {
            (Self::Neither, _) => Tone::Signal,
            (Self::Up, true) | (Self::Down, false) => Tone::Good,
            (Self::Up, false) | (Self::Down, true) => Tone::Bad,
        }
    }

    /// What a verdict means; quiet where it is no change.
    pub fn of_verdict(self, verdict: Option<Verdict>) -> Tone {
        match verdict {
            Some(Verdict::Rose) => self.tone(true),
            Some(Verdict::Fell) => self.tone(false),
            _ => Tone::Quiet,
        }
    }
}

/// How a change or a signal is coloured and worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// A real change, neither good nor bad.
    Signal,
    /// A real change for the better.
    Good,
    /// A real change for the worse.
    Bad,
    /// No clear change, or no verdict.
    Quiet,
}

impl Tone {
    /// The word that says it, so that colour never stands alone: "better", "worse"; none where no
    /// direction is set or nothing changed.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Good => Some("better"),
            Self::Bad => Some("worse"),
            Self::Signal | Self::Quiet => None,
        }
    }

    /// Words with what they mean behind them: "Fell 12% (better)".
    pub fn after(self, words: &str) -> String {
        self.word().map_or_else(|| words.to_owned(), |word| format!("{words} ({word})"))
    }

    /// The class of its colour in the style sheets.
    pub fn class(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Quiet => "quiet",
        }
    }
}

/// A recorded step change: from its week on a line has new limits, and nothing runs across it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// The first week of the new limits.
    pub week: Week,
    /// The event that made the difference.
    pub event: String,
    /// Its name on charts.
    pub name: String,
    /// Why the line is another one now.
    pub reason: String,
    /// Who recorded it.
    pub by: String,
}

/// Which way of a line is good, as a manager said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Direction {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// The way.
    pub good: Good,
    /// Why.
    pub reason: String,
    /// Who said so; empty while nobody did.
    pub by: String,
    /// Guards the line's direction and steps against being overwritten; 0 while nothing was said.
    pub version: i32,
}

/// What explains a signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The event with that id.
    Event(String),
    /// In words, about the number, never about a person.
    Words(String),
    /// Chance: a steady line shows a signal now and then.
    Chance,
}

/// A manager's explanation of a signal. It is known by rule and first week, so that it still holds
/// when the run grows; the signals meant are those of the product's own rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// The rule.
    pub signal: Signal,
    /// The run's first week.
    pub from: Week,
    /// What explains it.
    pub cause: Cause,
    /// Who said so.
    pub by: String,
    /// Told apart from another one that took its place.
    pub version: i32,
}

/// A quarter whose weeks are locked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// The quarter.
    pub quarter: Quarter,
    /// The edition that locks it.
    pub edition: i32,
    /// Who approved it.
    pub by: String,
}

/// Everything managers have said of a service's lines and quarters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgements {
    /// Steps, by line and week.
    pub steps: Vec<Step>,
    /// Directions, by line.
    pub directions: Vec<Direction>,
    /// Explanations, by line and week.
    pub explanations: Vec<Explanation>,
    /// Approved quarters that nobody has reopened.
    pub locks: Vec<Lock>,
}

/// One thing a manager did to a line, as the history holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A signal was explained.
    Explained(Explanation),
    /// An explanation was taken back: the signal is on the list again.
    Reopened(Explanation),
    /// New limits were recorded.
    Stepped(Step),
    /// New limits were undone, with the reason.
    Undone(Step, String),
    /// A direction was set.
    Directed(Direction),
}

/// Whether new limits may start in that week of a line.
///
/// # Errors
/// At the field `week`: the week is not over, lies outside the channel's weeks or is its first, or
/// new limits start there already.
pub fn check_step(
    service: &Service,
    (channel, field): Line,
    week: Week,
    today: NaiveDate,
) -> Result<(), Invalid> {
    let problem = if service.channel(channel).is_none_or(|one| !one.runs(week)) {
        "The channel did not run in that week. Choose another week."
    } else if !week.is_due(today) {
        "That week is not over yet. New limits start with a week that is."
    } else if service.channel(channel).is_some_and(|one| one.first == week) {
        "That is the line's first week: its limits start there anyway. Choose a later week."
    } else if service.steps(channel, field).contains(&week) {
        "New limits start in that week already. Undo them first, or choose another week."
    } else {
        return Ok(());
    };
    Err(Invalid::new("week", problem))
}

/// Whether the event may explain a line of the channel.
///
/// # Errors
/// At the field `event` when there is no such event, or it is about another channel.
pub fn check_event(service: &Service, channel: ChannelId, id: &str) -> Result<(), Invalid> {
    match service.event(id) {
        Some(event) if event.concerns(channel) => Ok(()),
        _ => Err(Invalid::new("event", "Choose the event. If it is not listed, add it first.")),
    }
}

impl Service {
    /// The first weeks of recorded step changes of a line, oldest first: what every chart, change
    /// and ρ is given.
    pub fn steps(&self, channel: ChannelId, field: Field) -> Vec<Week> {
        let mut weeks: Vec<_> = self.recorded_steps((channel, field)).map(|s| s.week).collect();
        weeks.sort_unstable();
        weeks
    }

    /// The recorded step changes of a line.
    pub fn recorded_steps(&self, line: Line) -> impl Iterator<Item = &Step> {
        self.judgements.steps.iter().filter(move |step| (step.channel, step.field) == line)
    }

    /// What was said of the line's direction, if anything ever was.
    pub fn direction(&self, line: Line) -> Option<&Direction> {
        self.judgements.directions.iter().find(|one| (one.channel, one.field) == line)
    }

    /// Which way of the line is good; neither where nobody said.
    pub fn good(&self, channel: ChannelId, field: Field) -> Good {
        self.direction((channel, field)).map_or(Good::Neither, |one| one.good)
    }

    /// The version that guards the line's direction and steps.
    pub fn line_version(&self, line: Line) -> i32 {
        self.direction(line).map_or(0, |one| one.version)
    }

    /// What locks a week; none while its quarter is not approved.
    pub fn lock(&self, week: Week) -> Option<&Lock> {
        let quarter = Quarter::of(week);
        self.judgements.locks.iter().find(|lock| lock.quarter == quarter)
    }

    /// Why nothing of a week may be changed, as a sentence; none where it may.
    pub fn locked(&self, week: Week) -> Option<String> {
        self.lock(week).map(|lock| {
            format!(
                "{} is approved, and its weeks are locked. A manager can reopen it with a reason.",
                lock.quarter.months()
            )
        })
    }

    /// The event with that id.
    pub fn event(&self, id: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id)
    }

    /// What explains a signal of the line. One that names an event which was removed since explains
    /// nothing any more.
    pub fn explanation(&self, (channel, field): Line, run: &SignalRun) -> Option<&Explanation> {
        self.judgements.explanations.iter().find(|one| {
            (one.channel, one.field, one.signal, one.from) == (channel, field, run.signal, run.from)
                && self.cause_words(&one.cause).is_some()
        })
    }

    /// The cause in words: the event's name, what was written, "chance".
    pub fn cause_words(&self, cause: &Cause) -> Option<String> {
        match cause {
            Cause::Event(id) => self.event(id).map(|event| event.name.clone()),
            Cause::Words(words) => Some(words.clone()),
            Cause::Chance => Some("chance".to_owned()),
        }
    }
}

/// A reason or an explanation as it may be kept: trimmed, 1 to 200 characters on one line.
///
/// # Errors
/// At `field`, with `ask` where there is none.
pub fn reason(field: &str, text: &str, ask: &str) -> Result<String, Invalid> {
    short(field, text, ask, REASON_LENGTH)
}

/// A step's name as it may be kept: trimmed, 1 to 40 characters on one line.
///
/// # Errors
/// At `field`, with `ask` where there is none.
pub fn name(field: &str, text: &str, ask: &str) -> Result<String, Invalid> {
    short(field, text, ask, NAME_LENGTH)
}

fn short(field: &str, text: &str, ask: &str, most: usize) -> Result<String, Invalid> {
    let text = text.trim();
    let length = text.chars().count();
    if text.is_empty() || text.chars().any(char::is_control) {
        Err(Invalid::new(field, ask))
    } else if length > most {
        let problem = format!("That is {length} characters. Shorten it to {most} or fewer.");
        Err(Invalid::new(field, problem))
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests;
