//! The fields of a form of settings, as they were sent.
//!
//! Refuses to know what they mean: each form reads its own.

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// The pairs of a posted form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        Self(pairs.to_vec())
    }

    /// The field of that name, where it was sent.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Its text; empty where it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Every value of fields of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Which form it is.
    pub fn form(&self) -> &str {
        self.text("do")
    }

    /// The version the form was made from.
    pub fn version(&self) -> Option<i32> {
        self.get("version").and_then(|version| version.parse().ok())
    }

    /// The text of a box of that form: what was typed, or else what stands.
    pub fn or<'a>(&'a self, form: &str, name: &str, stands: &'a str) -> &'a str {
        if self.form() == form { self.get(name).unwrap_or(stands) } else { stands }
    }

    /// The same as if made from that version: the form goes on from what stands.
    #[must_use]
    pub fn from_version(mut self, version: i32) -> Self {
        self.0.retain(|(name, _)| name != "version");
        self.0.push(("version".to_owned(), version.to_string()));
        self
    }

    /// All fields but the mark of what was shown: they go along with the step that confirms.
    pub fn kept(&self) -> Vec<(String, String)> {
        self.0.iter().filter(|(name, _)| name != "seen" && name != "review").cloned().collect()
    }
}
