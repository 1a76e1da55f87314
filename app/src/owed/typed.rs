//! A reminder as it was filled in: kept as it came.

/// The names and values of a posted reminder, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedReminder {
    /// The short name of the service it is about.
    pub slug: String,
    pairs: Vec<(String, String)>,
}

impl TypedReminder {
    /// Keeps the pairs of a form.
    pub fn from_pairs(slug: &str, pairs: &[(String, String)]) -> Self {
        Self { slug: slug.to_owned(), pairs: pairs.to_vec() }
    }

    /// The ids of those who are ticked, each once, in one order whatever the form's.
    pub fn to(&self) -> Vec<String> {
        let ticked = self.pairs.iter().filter(|(name, _)| name == "to");
        let mut ticked: Vec<_> = ticked.map(|(_, id)| id.clone()).collect();
        ticked.sort_unstable();
        ticked.dedup();
        ticked
    }

    /// The mark of the text that was shown.
    pub fn seen(&self) -> &str {
        self.get("seen").unwrap_or_default()
    }

    /// The idempotency key of the form; none when it is empty or longer than any of ours.
    pub fn key(&self) -> Option<&str> {
        self.get("key").filter(|key| !key.is_empty() && key.len() <= 64)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}
