//! By which way a number came in: typed on a page, pasted from a block, read from a file.

use beforehand::history::{Change, Deed};

/// Leads the field's word where an act says from which block a figure was pasted.
pub const PASTED: &str = "pasted.";

/// The field that a value is about.
pub fn field_of(what: &str) -> &str {
    what.strip_prefix("note.").or_else(|| what.strip_prefix(PASTED)).unwrap_or(what)
}

/// By which way an act, or that of its changes which is looked at, came in. What a later version
/// records is shown by its own word.
pub fn source(deed: &Deed, changes: &[&Change]) -> String {
    let block = changes.iter().find_map(|change| match change {
        Change::Value { what, after, .. } if what.starts_with(PASTED) => after.as_deref(),
        _ => None,
    });
    match (deed.action.as_str(), block, &deed.file) {
        ("week.save", Some(block), _) => format!("Week page, pasted: {block}"),
        ("week.save", None, _) => "Week page".to_owned(),
        ("week.import", _, Some(file)) => format!("File “{file}”"),
        ("week.import", _, None) => "File".to_owned(),
        (other, ..) => settings(other),
    }
}

fn settings(action: &str) -> String {
    match action {
        "closure.save" | "closure.remove" => "Closed days".to_owned(),
        "event.add" | "event.save" | "event.remove" => "Events".to_owned(),
        other => match other.split_once('.') {
            Some(("channel", _)) => "Settings of the channel".to_owned(),
            _ => other.replace('.', " "),
        },
    }
}
