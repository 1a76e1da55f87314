//! What one cell of figures says.
//!
//! Refuses words: a state of a channel is set where its reason can be given, never by a paste.

use crate::entry::read_count;

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing: blank, or "not entered" as our own tables print it.
    Blank,
    /// A count.
    Count(u32),
    /// That the channel did not run.
    Closed,
    /// That the figure is not collected.
    NotCollected,
}

/// Reads a cell. A dash is refused: it means none to some people and not known to others.
///
/// # Errors
/// When it is neither a count nor one of the words; a sentence.
pub(super) fn read_value(text: &str) -> Result<Value, String> {
    if let Some(word) = word(text) {
        return word.map_err(str::to_owned);
    }
    match read_count("", text) {
        Ok(count) => Ok(count.map_or(Value::Blank, Value::Count)),
        Err(refused) => Err(refused.problem),
    }
}

/// Whether the text is a count, in digits.
pub(super) fn is_count(text: &str) -> bool {
    matches!(read_count("", text), Ok(Some(_)))
}

/// Whether the text is one of the words and signs that stand where a figure would.
pub(super) fn is_word(text: &str) -> bool {
    word(text).is_some()
}

fn word(text: &str) -> Option<Result<Value, &'static str>> {
    if text.is_empty() || text.len() > 20 {
        return None;
    }
    if text.chars().all(is_dash) {
        return Some(Err("A dash can mean none or not known. Type 0 for none, or leave it empty."));
    }
    match text.to_lowercase().replace('_', " ").as_str() {
        "closed" | "closed all week" | "shut" => Some(Ok(Value::Closed)),
        "n/a" | "na" | "#n/a" | "not collected" => Some(Ok(Value::NotCollected)),
        "not entered" => Some(Ok(Value::Blank)),
        "nil" | "none" | "zero" => Some(Err("Type 0 in digits where there was none.")),
        word if word.starts_with('#') && word.ends_with(['!', '?']) => {
            Some(Err("This is an error message of the spreadsheet. Correct it there."))
        }
        _ => None,
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}')
}
