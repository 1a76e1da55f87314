//! What a heading names: a figure, a channel, or a field of any channel.
//!
//! Refuses what it does not know and what could mean two things: nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use super::Line;
use crate::service::{ChannelId, Field};

/// What a heading names; a channel alone means its main field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub channel: Option<ChannelId>,
    pub field: Option<Field>,
}

impl Named {
    /// Both together; none where they contradict each other.
    pub fn and(self, other: Self) -> Option<Self> {
        let clash = self.channel.zip(other.channel).is_some_and(|(a, b)| a != b)
            || self.field.zip(other.field).is_some_and(|(a, b)| a != b);
        (!clash).then_some(Self {
            channel: self.channel.or(other.channel),
            field: self.field.or(other.field),
        })
    }
}

/// What was found of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    /// It names something.
    Named(Named),
    /// The figure that is worked out: not recorded.
    Derived,
    /// Nothing known, or more than one thing.
    Unknown,
}

/// All the names the lines go by.
pub(super) struct Vocabulary {
    names: BTreeMap<String, Heading>,
}

/// Longer texts are no heading.
const LONGEST: usize = 100;
/// Words that a heading may have or leave out.
const IDLE: [&str; 7] = ["a", "an", "the", "of", "number", "no", "n"];

impl Vocabulary {
    pub fn new(lines: &[Line]) -> Self {
        let mut names = BTreeMap::new();
        // What says more is added first, and stays.
        let mut add = |texts: &BTreeSet<(String, Named)>| {
            let mut tier: BTreeMap<String, Heading> = BTreeMap::new();
            for (text, named) in texts.iter().filter(|(text, _)| !text.is_empty()) {
                let named = Heading::Named(*named);
                tier.entry(text.clone())
                    .and_modify(|old| {
                        if *old != named {
                            *old = Heading::Unknown;
                        }
                    })
                    .or_insert(named);
            }
            for (text, heading) in tier {
                names.entry(text).or_insert(heading);
            }
        };
        let mut full = BTreeSet::new();
        let mut channels = BTreeSet::new();
        let mut fields = BTreeSet::new();
        for line in lines {
            let both = Named { channel: Some(line.channel), field: Some(line.field) };
            let slug = line.name.split('.').next().unwrap_or_default();
            for name in [line.channel_name.as_str(), slug, noun(line)] {
                for field in [line.field.heading(), line.field.word()] {
                    full.insert((words(&format!("{name} {field}")), both));
                }
                channels.insert((words(name), Named { field: None, ..both }));
            }
            for text in [&line.name, &line.label] {
                full.insert((words(text), both));
            }
            for text in [line.field.heading(), line.field.word()] {
                fields.insert((words(text), Named { channel: None, ..both }));
            }
        }
        for tier in [full, channels, fields] {
            add(&tier);
        }
        Self { names }
    }

    /// What the text names, whatever its case, spaces, punctuation, plural and order of words.
    pub fn find(&self, text: &str) -> Heading {
        if text.len() > LONGEST {
            return Heading::Unknown;
        }
        let words = words(text);
        if let Some(found) = self.names.get(&words) {
            return *found;
        }
        let has = |word: &str| words.split(' ').any(|one| one == word);
        if has("not") && has("recorded") { Heading::Derived } else { Heading::Unknown }
    }
}

/// What the channel counts, as its label says it without the field: "Live chats".
fn noun(line: &Line) -> &str {
    let end = match line.field {
        Field::Answered => " answered",
        Field::Missed => " missed",
        Field::Before => " before an offence",
        Field::After => " after an offence",
        Field::DoesNotApply => ", does not apply",
        Field::Visits => "",
        Field::Visitors => " visitors",
    };
    line.label.strip_suffix(end).unwrap_or(&line.channel_name)
}

/// The words of a text in alphabetical order, without idle ones and without the s of a plural.
fn words(text: &str) -> String {
    let text = text.to_lowercase();
    let all = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = Vec::new();
    for word in all.filter(|word| !IDLE.contains(word)) {
        let word = match word.strip_suffix('s') {
            Some(one) if one.len() > 2 && !one.ends_with('s') => one,
            _ => word,
        };
        words.insert(words.partition_point(|own| *own <= word), word);
    }
    words.join(" ")
}
