//! What was typed into the form of a new definition, and read from it.
//!
//! Refuses nothing that depends on what stands: that is asked of `beforehand::definition` with the
//! service as it is.

use beforehand::closure::read_day;
use beforehand::definition;
use beforehand::invalid::Invalid;
use beforehand::service::Definition;
use beforehand::week::Week;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedDefinition {
    /// The words.
    pub text: String,
    /// A day of the week from which they hold.
    pub from: String,
    /// The last version that the form was made from, 0 before the first.
    pub version: Option<i32>,
    /// The mark of what was shown, once it was.
    pub seen: Option<String>,
    /// The idempotency key.
    pub key: Option<String>,
}

impl TypedDefinition {
    /// Reads the pairs of a posted form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        let get = |name: &str| pairs.iter().rev().find(|(own, _)| own == name).map(|(_, v)| v);
        let text = |name| get(name).cloned().unwrap_or_default();
        Self {
            text: text("text"),
            from: text("from"),
            version: get("version").and_then(|version| version.parse().ok()),
            seen: get("seen").cloned(),
            key: get("key").filter(|key| !key.is_empty() && key.len() <= 64).cloned(),
        }
    }

    /// The new version that is meant.
    ///
    /// # Errors
    /// Everything that cannot be read, in the order of the form.
    pub fn read(&self) -> Result<Definition, Vec<Invalid>> {
        let text = definition::text(&self.text);
        let from = read_day("from", &self.from).and_then(|day| {
            let none = "Give the day from which the words hold. Any day names its week.";
            day.map(Week::containing).ok_or_else(|| Invalid::new("from", none))
        });
        let version = self.version.filter(|version| (0..10_000).contains(version));
        let version = version.ok_or_else(|| {
            Invalid::new("", "It is not known which words these follow. Use the form below.")
        });
        match (text, from, version) {
            (Ok(text), Ok(from), Ok(last)) => Ok(Definition { version: last + 1, from, text }),
            (text, from, version) => {
                let problems = [version.err(), text.err(), from.err()];
                Err(problems.into_iter().flatten().collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(version: &str, text: &str, from: &str) -> TypedDefinition {
        let pairs = [("version", version), ("text", text), ("from", from), ("key", "")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        TypedDefinition::from_pairs(&pairs)
    }

    #[test]
    fn any_day_names_its_week() {
        for day in ["2026-04-06", "9/4/2026", "12 April 2026"] {
            let found = typed("2", " One line.\r\nAnother. ", day).read().unwrap();
            assert_eq!(
                (found.version, found.from.to_string().as_str()),
                (3, "2026-04-06"),
                "{day}"
            );
            assert_eq!(found.text, "One line.\nAnother.");
        }
        assert_eq!(typed("0", "x", "2026-04-06").key, None, "an empty key is none");
    }

    #[test]
    fn what_is_wrong_is_named_field_by_field() {
        let check = |version: &str, text: &str, from: &str, fields: &[&str]| {
            let problems = typed(version, text, from).read().unwrap_err();
            let found: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(found, fields, "{problems:?}");
        };
        check("0", "", "", &["text", "from"]);
        check("0", "x", "6 April", &["from"]);
        check("0", "x\u{0}", "soon", &["text", "from"]);
        check("", "x", "2026-04-06", &[""]);
        check("2147483647", "x", "2026-04-06", &[""]);
    }
}
