//! The words of a quarter's page, from figures that are already found.
//!
//! Refuses to count: the exact page and the published one (`disclosure`) hand in their own figures
//! and get the same words from the same functions.

use chrono::NaiveDate;

use super::{
    Bar, Change, Figure, Good, Quarter, Service, Share, ShareChange, Stage, Week, caveat, figure,
    headline,
};

/// What the words are made of.
pub(crate) struct View<'a> {
    /// The quarter.
    pub quarter: Quarter,
    /// How far it has come.
    pub stage: Stage,
    /// Calls and visits, or what stands for them.
    pub lines: &'a [Compared],
    /// The share, where it is asked for.
    pub share: Option<&'a Shared>,
}

impl View<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.previous.current.weeks == 0)
            && self.share.is_none_or(|share| share.now.entered == 0)
    }
}

/// How a main line is named.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// "Calls", "Website visits", "Contacts": the subject of its sentence.
    pub subject: String,
    /// "Calls answered".
    pub title: String,
    /// "calls", "visits", "contacts".
    pub unit: String,
    /// The figures it is made of: `calls.answered`.
    pub of: Vec<String>,
    /// Which way of it is good: what all its lines agree on.
    pub good: Good,
    /// Contacts rather than visits.
    pub contacts: bool,
    /// First weeks of changed definitions, with the event's name.
    pub breaks: Vec<(Week, String)>,
}

/// A main line with its two comparisons.
pub(crate) struct Compared {
    /// How it is named.
    pub name: Name,
    /// Its count in words.
    pub number: String,
    /// Its change on the quarter before.
    pub previous: Change,
    /// Its change on the same quarter a year before.
    pub year_ago: Change,
    /// Its last eight quarters.
    pub bars: Vec<Bar>,
}

/// The share with its two comparisons.
pub(crate) struct Shared {
    /// The share.
    pub now: Share,
    /// Its change on the quarter before.
    pub previous: ShareChange,
    /// Its change on the same quarter a year before.
    pub year_ago: ShareChange,
    /// Its last eight quarters.
    pub bars: Vec<Bar>,
    /// "40%", "7 of 12".
    pub number: String,
    /// Its sentence.
    pub sentence: String,
    /// "Only 65 contacts had a known answer": what is said of a small base.
    pub only: String,
}

impl Shared {
    /// Whether anybody was to be asked in this quarter or the one before.
    pub fn is_asked(&self) -> bool {
        self.now.expected > 0 || self.previous.previous.expected > 0
    }
}

/// The words of a page.
pub(crate) struct Told {
    /// The finding in one line.
    pub headline: String,
    /// The sentences under it.
    pub sentences: Vec<String>,
    /// The numbers at its head.
    pub figures: Vec<Figure>,
    /// Its one caveat.
    pub caveat: Option<String>,
}

/// Finds the words.
pub(crate) fn tell(view: &View, service: &Service, today: NaiveDate) -> Told {
    let over = view.stage != Stage::SoFar;
    let lines = view.lines.iter().map(|line| figure::of_line(line, over));
    Told {
        headline: headline::headline(view, today),
        sentences: headline::sentences(view, service),
        figures: lines.chain(view.share.map(|share| figure::of_share(share, over))).collect(),
        caveat: caveat::caveat(view, today),
    }
}
