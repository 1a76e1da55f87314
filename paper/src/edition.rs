//! What stands on the paper, as finished words, tables and drawings: no figure to be worked out, and
//! nothing of how it is set.

use chrono::NaiveDate;
use serde::Serialize;

/// One edition of a quarter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edition {
    /// The organisation that runs the service; empty where it has given no name.
    pub organisation: String,
    /// The service, who also is the document's author: "Helpline North".
    pub service: String,
    /// "January to March 2019".
    pub months: String,
    /// "Q4 2018/19".
    pub label: String,
    /// "Edition 1".
    pub number: String,
    /// "Approved on 12 April 2019 by Sam Okafor".
    pub approved: String,
    /// The finding in one line: the document's title.
    pub headline: String,
    /// Three sentences.
    pub sentences: Vec<String>,
    /// Up to three numbers.
    pub figures: Vec<Figure>,
    /// What got better and what got worse; none where no line has a direction.
    pub sides: Option<Sides>,
    /// The one caveat.
    pub caveat: Option<String>,
    /// What happened in the quarter, one sentence each, and what that does not prove.
    pub happened: Vec<String>,
    /// What the manager says.
    pub comment: Option<Comment>,
    /// The sheets after the first.
    pub sections: Vec<Section>,
    /// The head of the record of changes: hexadecimal, set as it is.
    pub head: String,
    /// Where the edition stands: set as it is, and what the file is identified by.
    pub address: String,
    /// The day the file is made on.
    pub prepared: NaiveDate,
    /// The same in words.
    pub prepared_on: String,
}

/// A number, what it means, and its drawing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// "1,625".
    pub number: String,
    /// "calls".
    pub unit: String,
    /// "Rose 25%".
    pub verdict: String,
    /// How the verdict is coloured.
    pub tone: Tone,
    /// "likely 14% to 37%; a year ago: rose 26%".
    pub detail: String,
    /// The drawing, as an SVG that stands alone in letters of ours; none when there is nothing to draw.
    pub svg: Option<String>,
    /// What the drawing shows, beginning with the finding.
    pub alt: String,
}

/// How words are coloured; they say the same without colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// A real change that is neither good nor bad.
    Signal,
    /// A real change for the better.
    Good,
    /// A real change for the worse.
    Bad,
    /// Words beside a figure.
    Quiet,
    /// A figure or a name.
    #[default]
    Plain,
}

/// Two lists with equal room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// What got better, or that nothing clearly did.
    pub better: Vec<String>,
    /// What got worse, or that nothing clearly did.
    pub worse: Vec<String>,
}

/// What somebody says beside the figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// "Comment by Sam Okafor".
    pub title: String,
    /// Paragraphs.
    pub lines: Vec<String>,
}

/// A part of the paper with a heading, listed in its contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// What stands under it.
    pub parts: Vec<Part>,
}

/// A paragraph, a list, terms or a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A list.
    List(Vec<String>),
    /// Terms, each with what it means.
    Terms(Vec<(String, String)>),
    /// A table.
    Table(Table),
}

/// A table; the first cell of each row names the row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it is a table of, where the section holds more than one.
    pub title: Option<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// It holds figures: set to the right, no wider than they are.
    pub figures: bool,
}

/// A cell: words, and words in a second voice after or under them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The words.
    pub text: String,
    /// How they are coloured.
    pub tone: Tone,
    /// "likely 14% to 37%".
    pub soft: String,
}

impl Cell {
    /// A figure or a name.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Words in a tone.
    pub fn toned(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone, ..Self::default() }
    }
}
