//! The kind, name and noun of a channel, guessed from its short name.

use beforehand::service::{Field, Kind};

/// The kind of a channel by its short name and the fields a file has for it; phone when nothing
/// else fits.
pub fn kind(slug: &str, fields: &[Field]) -> Kind {
    if fields.contains(&Field::Visits) || fields.contains(&Field::Visitors) {
        return Kind::Web;
    }
    let slug = slug.to_lowercase();
    let names = |words: &[&str]| words.iter().any(|word| slug.contains(word));
    if fields.is_empty() && names(&["web", "site", "visit", "page"]) {
        Kind::Web
    } else if names(&["chat"]) {
        Kind::Chat
    } else if names(&["mail"]) {
        Kind::Email
    } else if names(&["message", "sms", "text", "whatsapp"]) {
        Kind::Message
    } else {
        Kind::Phone
    }
}

/// Its name in tables: `live-chat` → "Live chat".
pub fn name(slug: &str) -> String {
    let words = slug.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What is counted, as a sentence starts.
pub fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Phone => "Calls",
        Kind::Chat => "Live chats",
        Kind::Message => "Messages",
        Kind::Email => "Emails",
        Kind::Web => "Website visits",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses() {
        let check = |slug: &str, fields: &[Field], kind_expected: Kind, name_expected: &str| {
            assert_eq!((kind(slug, fields), name(slug).as_str()), (kind_expected, name_expected));
        };
        check("calls", &[Field::Answered], Kind::Phone, "Calls");
        check("live-chat", &[Field::Answered], Kind::Chat, "Live chat");
        check("email", &[Field::Answered], Kind::Email, "Email");
        check("secure_messages", &[Field::Answered], Kind::Message, "Secure messages");
        check("site", &[Field::Visits], Kind::Web, "Site");
        check("webchat", &[Field::Answered], Kind::Chat, "Webchat");
        check("line144", &[], Kind::Phone, "Line144");
    }
}
