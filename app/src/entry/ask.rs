//! The question about an odd number: the usual range at the box, one-tap reasons below the form.
//!
//! A reason settles it and becomes the number's note; nothing is blocked for good. Numbers that were
//! submitted before change with a reason too.

use beforehand::check::{self, Doubt};
use beforehand::entry::{NOTE_LENGTH, WeekChange, name};
use beforehand::invalid::Invalid;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Field, Kind};
use beforehand::week::Week;

use super::TypedWeek;

/// A doubt about the number in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// "Website visits: 254,310 is ten times the usual. Is a digit too many?"
    pub sentence: String,
    /// "usually 21,800 to 28,600"; empty when nothing is known.
    pub usually: String,
    /// The number that was probably meant, when there is one digit too many.
    pub instead: Option<u32>,
    /// Whether an answer is asked for: the number differs from what stands there.
    pub open: bool,
    /// Whether it is the number that stands there, and nobody has said why.
    pub standing: bool,
    /// The reason chosen, by its word.
    pub chosen: String,
    /// The reason in own words.
    pub text: String,
}

impl Question {
    /// The same question with the answer typed so far. `open` says whether one is asked for,
    /// `explained` whether what stands there has a note.
    #[must_use]
    pub fn answered(
        mut self,
        typed: Option<&TypedWeek>,
        name: &str,
        open: bool,
        explained: bool,
    ) -> Self {
        let get = |end: &str| typed.and_then(|typed| typed.get(&format!("{name}.reason{end}")));
        self.open = open;
        self.standing = !open && !explained;
        get("").unwrap_or_default().clone_into(&mut self.chosen);
        get(".text").unwrap_or_default().clone_into(&mut self.text);
        self
    }
}

/// A reason offered for one tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The value sent.
    pub word: &'static str,
    /// What is shown, and becomes the note.
    pub label: &'static str,
    kinds: &'static [Kind],
}

const CONTACTS: &[Kind] = &[Kind::Phone, Kind::Chat, Kind::Message, Kind::Email];

/// The reasons offered, in order; "Something else" comes after them.
pub const REASONS: [Reason; 6] = [
    Reason { word: "campaign", label: "Campaign", kinds: &Kind::ALL },
    Reason { word: "press", label: "Press", kinds: &Kind::ALL },
    Reason { word: "staff", label: "Staff shortage", kinds: CONTACTS },
    Reason { word: "phone", label: "Phone fault", kinds: &[Kind::Phone] },
    Reason { word: "holiday", label: "Holiday", kinds: &Kind::ALL },
    Reason { word: "counter", label: "Counter fault", kinds: &[Kind::Web] },
];

/// The value of "Something else".
pub const OTHER: &str = "other";

impl Reason {
    /// The reasons that make sense for a kind of channel.
    pub fn of(kind: Kind) -> impl Iterator<Item = Self> {
        REASONS.into_iter().filter(move |reason| reason.kinds.contains(&kind))
    }
}

/// The reason given for the number of that name, as the note it becomes; none when none is.
pub fn given(typed: &TypedWeek, name: &str) -> Option<String> {
    let text = typed.get(&format!("{name}.reason.text")).unwrap_or_default().trim();
    let chosen = typed.get(&format!("{name}.reason")).unwrap_or_default();
    let label = REASONS.iter().find(|reason| reason.word == chosen).map(|reason| reason.label);
    match (label, text) {
        (Some(label), "") => Some(label.to_owned()),
        (Some(label), text) => Some(format!("{label}: {text}")),
        (None, "") => None,
        (None, text) => Some(text.to_owned()),
    }
}

/// The number taken instead of the typed one: the reader chose "Change it to 25,431".
pub fn instead(typed: &TypedWeek, name: &str) -> Option<u32> {
    typed.get(&format!("{name}.reason"))?.strip_prefix('=')?.parse().ok()
}

/// The doubt about `count` in a box, if there is one.
pub fn question(
    ledger: &Ledger,
    channel: &Channel,
    field: Field,
    week: Week,
    count: u32,
) -> Option<Question> {
    let usual = check::usual_in(ledger, channel, field, week)?;
    let warnings = check::doubts(&usual, count);
    let gravest = warnings.first()?;
    let instead = Some(count / 10).filter(|less| {
        gravest.doubt == Doubt::TenfoldHigh && check::doubts(&usual, *less).is_empty()
    });
    Some(Question {
        sentence: check::sentence(&channel.label(field), count, gravest),
        usually: check::usually(&usual),
        instead,
        open: true,
        standing: false,
        chosen: String::new(),
        text: String::new(),
    })
}

/// The questions that a change leaves open: doubtful new counts without a reason.
pub fn unanswered(ledger: &Ledger, change: &WeekChange) -> Vec<Invalid> {
    let mut open = Vec::new();
    for cell in &change.cells {
        let Some(channel) = ledger.service.channel(cell.channel) else { continue };
        let (Some(count), None) = (cell.count, cell.note.as_ref()) else { continue };
        let stands = (cell.channel, cell.field, change.week);
        if ledger.state(channel, cell.field, change.week).count() == Some(count)
            && ledger.note(stands).is_some()
        {
            continue;
        }
        if let Some(question) = question(ledger, channel, cell.field, change.week, count) {
            open.push(Invalid::new(
                format!("{}.reason", name(channel, cell.field)),
                format!("{} Change the number, or say why it is right.", question.sentence),
            ));
        }
    }
    open
}

/// Why submitted numbers change, as typed; none when nothing is.
pub fn correction(typed: &TypedWeek) -> Option<String> {
    let text = typed.get("correction")?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What is wrong with the reason for a change of the week `typed` was made from: missing where
/// counts that stand change, or too long.
pub fn uncorrected(ledger: &Ledger, change: &WeekChange, typed: &TypedWeek) -> Option<Invalid> {
    let problem = match correction(typed) {
        None if change.corrects(ledger) => {
            "Say why numbers that were already submitted are changing.".to_owned()
        }
        Some(text) if text.chars().count() > NOTE_LENGTH => {
            let length = text.chars().count();
            format!("The reason has {length} characters. Shorten it to {NOTE_LENGTH} or fewer.")
        }
        _ => return None,
    };
    Some(Invalid::new("correction", problem))
}

/// The longest text beside a chosen reason, so that both fit into a note.
pub const TEXT_LENGTH: usize = NOTE_LENGTH - 20;
