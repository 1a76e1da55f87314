//! What was typed into the forms about an approval: kept as it came.

/// The names and values of a posted form, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedApproval {
    pairs: Vec<(String, String)>,
}

impl TypedApproval {
    /// Keeps the pairs of a form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        Self { pairs: pairs.to_vec() }
    }

    /// The text in a field; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        let found = self.pairs.iter().rev().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Whether the form shall only be shown again, as it was typed.
    pub fn is_review(&self) -> bool {
        !self.text("review").is_empty()
    }

    /// The idempotency key of the form; none when it is empty or longer than any of ours.
    pub fn key(&self) -> Option<String> {
        let key = self.text("key");
        (!key.is_empty() && key.len() <= 64).then(|| key.to_owned())
    }

    /// Reasons by the codes of the concerns they accept.
    pub fn reasons(&self) -> Vec<(String, String)> {
        let reason = |(name, value): &(String, String)| {
            Some((name.strip_prefix("reason.")?.to_owned(), value.clone()))
        };
        self.pairs.iter().filter_map(reason).collect()
    }

    /// The edition that shall be opened again, as it was seen; 0 when the form names none.
    pub fn edition(&self) -> i32 {
        self.text("edition").parse().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_kept_by_what_they_accept() {
        let pairs = [("key", "k"), ("reason.missing", "Flood"), ("comment", "x"), ("edition", "2")];
        let pairs: Vec<_> = pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec();
        let typed = TypedApproval::from_pairs(&pairs);
        assert_eq!(typed.reasons(), [("missing".to_owned(), "Flood".to_owned())]);
        assert_eq!((typed.key().as_deref(), typed.edition()), (Some("k"), 2));
        assert_eq!((typed.is_review(), typed.text("nothing")), (false, ""));
        assert_eq!(TypedApproval::default().key(), None);
    }
}
