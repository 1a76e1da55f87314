//! Signals to explain, steps with new limits, and which way of a line is good: what managers say of
//! the lines on Trends.
//!
//! Refuses to explain or to move a limit by itself: a step is suggested and shown before it counts,
//! and only a manager's form makes it.

mod compose;
mod preview;
mod typed;
mod view;

use beforehand::invalid::Invalid;
use beforehand::judgement::{Good, Tone};
use beforehand::quarter::YearStart;
use beforehand::service::{Channel, Field};
use beforehand::spc::{Signal, SignalRun};
use beforehand::week::Week;
use chrono::NaiveDateTime;

use crate::ServiceLink;
use crate::error::Error;
use crate::trends::Section;

pub use compose::{Sources, compose, compose_preview, told};
pub use typed::{Asked, AskedWhat, TypedSignals};

/// What a person may ask about signals.
#[async_trait::async_trait]
pub trait Signals {
    /// The signals, steps and directions of the service; with a line and a week in the query, new
    /// limits from that week as they would be. `saved` is the row of the history to be confirmed.
    async fn signals(&self, query: StepQuery, saved: Option<i64>) -> Result<SignalsPage, Error>;

    /// The page with its forms as they were typed, with nothing saved and nothing judged.
    async fn show_typed_signals(&self, typed: TypedSignals) -> Result<SignalsPage, Error>;

    /// Does what a form asks for; gives the row of the history, none when all was so already.
    async fn judge(&self, typed: TypedSignals) -> Result<Option<i64>, Refused>;
}

/// New limits that shall be looked at, as the address spells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepQuery {
    /// `calls.answered`.
    pub line: String,
    /// A day of the first week.
    pub week: String,
}

impl StepQuery {
    /// Whether it asks for anything.
    pub fn is_empty(&self) -> bool {
        self.line.is_empty() && self.week.is_empty()
    }
}

/// Why nothing was saved.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The same page, with what was typed and what to do: 422, or 409 when somebody was quicker.
    Again {
        /// The page to show.
        page: Box<SignalsPage>,
        /// Its status.
        status: u16,
    },
    /// Anything that is not about what was typed.
    Error(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// The page's data.
#[derive(Clone, Debug)]
pub struct SignalsPage {
    /// The service.
    pub service: ServiceLink,
    /// The month its year starts in.
    pub year_start: YearStart,
    /// Signals nobody has explained.
    pub open: Vec<SignalRow>,
    /// Those somebody has.
    pub explained: Vec<SignalRow>,
    /// New limits that charts suggest.
    pub suggestions: Vec<SuggestionRow>,
    /// Recorded steps, the latest first.
    pub steps: Vec<StepRow>,
    /// All lines with their direction.
    pub lines: Vec<LineRow>,
    /// New limits as they would be: then the page shows nothing else.
    pub preview: Option<Box<Preview>>,
    /// What was typed.
    pub typed: TypedSignals,
    /// Idempotency key of the page's forms.
    pub key: String,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// What was just saved.
    pub saved: Option<Confirmation>,
}

/// One signal.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalRow {
    /// Its place on the page.
    pub anchor: String,
    /// `calls.answered`.
    pub line: String,
    /// "Calls answered".
    pub label: String,
    /// Its chart's place on Trends.
    pub chart: String,
    /// The rule.
    pub signal: Signal,
    /// The run's first week.
    pub from: Week,
    /// What it is, in words.
    pub words: String,
    /// What it means.
    pub tone: Tone,
    /// Its weeks and what each would be in a normal week: "31 August 2026" and "152".
    pub values: Vec<(String, String)>,
    /// Events at that time or shortly before, the nearest first.
    pub events: Vec<Choice>,
    /// What explains it.
    pub explained: Option<Explained>,
    /// It was explained by an event that is no longer there.
    pub lapsed: bool,
}

/// What explains a signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// "TV documentary", "chance".
    pub words: String,
    /// Who said so.
    pub by: String,
    /// Which explanation it is.
    pub version: i32,
}

/// One of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub words: String,
}

/// New limits that a chart suggests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestionRow {
    /// `calls.answered`.
    pub line: String,
    /// "Calls answered".
    pub label: String,
    /// Where the new limits would start.
    pub week: Week,
    /// "12 weeks in a row above average".
    pub words: String,
}

/// A recorded step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// `calls.answered`.
    pub line: String,
    /// "Calls answered".
    pub label: String,
    /// Its chart's place on Trends.
    pub chart: String,
    /// The first week.
    pub week: Week,
    /// Its name on charts.
    pub name: String,
    /// The event's name.
    pub event: String,
    /// Why.
    pub reason: String,
    /// Who recorded it.
    pub by: String,
    /// The line as it was seen.
    pub version: i32,
}

/// A line and its direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// `calls.answered`.
    pub line: String,
    /// "Calls answered".
    pub label: String,
    /// Which way is good.
    pub good: Good,
    /// Why.
    pub reason: String,
    /// Who said so; empty while nobody did.
    pub by: String,
    /// The line as it was seen.
    pub version: i32,
}

/// New limits as they would be.
#[derive(Clone, Debug)]
pub struct Preview {
    /// `calls.answered`.
    pub line: String,
    /// "Calls answered".
    pub label: String,
    /// The first week.
    pub week: Week,
    /// What the page of trends says now.
    pub before: Side,
    /// What it would say.
    pub after: Side,
    /// Figure by figure: its name, as it is, as it would be.
    pub figures: Vec<[String; 3]>,
    /// What changes in signals, a sentence each.
    pub changes: Vec<String>,
    /// The chart with the new limits and its table.
    pub section: Section,
    /// Events of the channel, the nearest first.
    pub events: Vec<Choice>,
    /// Stands for all of this: what is applied is what was shown.
    pub mark: String,
    /// The line as it was seen.
    pub version: i32,
}

/// What is said of a line under one set of limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The finding.
    pub title: String,
    /// The two changes in sentences.
    pub sentences: Vec<String>,
    /// The signals of the last 13 weeks.
    pub signals: Vec<String>,
}

/// What was saved, when and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Who and when, in the service's own time; none when nothing was different.
    pub by: Option<(String, NaiveDateTime)>,
    /// What.
    pub what: String,
}

/// Where the signals of a service stand.
pub fn address(slug: &str) -> String {
    format!("/services/{slug}/signals")
}

/// Where new limits of a line are looked at.
pub fn preview_address(slug: &str, line: &str, week: Week) -> String {
    format!("{}?line={line}&week={week}", address(slug))
}

/// A signal's place on the page.
pub fn anchor(slug: &str, field: Field, run: &SignalRun) -> String {
    place(&format!("{slug}.{}", field.word()), run.signal, run.from)
}

fn place(line: &str, signal: Signal, from: Week) -> String {
    crate::ui::field_id(&format!("{line}-{}-{from}", signal.word()))
}

fn line_name(channel: &Channel, field: Field) -> String {
    format!("{}.{}", channel.slug, field.word())
}
