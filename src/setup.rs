//! The first start of an installation: what is asked for, and what is made of it.
//!
//! Refuses to make anything up that was not asked: no account, no service and no count is there
//! before somebody with the code said so.

use chrono::NaiveDate;

use crate::invalid::Invalid;
use crate::quarter::YearStart;
use crate::service::{Channel, Collected, Kind, Timetable};
use crate::week::Week;

/// The longest name of an organisation, a service or a person, in characters.
pub const NAME_LENGTH: usize = 100;
/// The longest short name, in characters.
pub const SLUG_LENGTH: usize = 40;
/// The short name that the demo keeps for itself: its accounts are printed.
pub const DEMO: &str = "demo";

/// The channels a service begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Template {
    /// A phone line.
    Phone,
    /// A phone line, a chat and a website.
    #[default]
    All,
    /// A website.
    Web,
}

impl Template {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Phone, Self::All, Self::Web];

    /// The word used in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::All => "all",
            Self::Web => "web",
        }
    }

    /// The template with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.word() == word)
    }

    /// "Phone, chat and website".
    pub fn title(self) -> &'static str {
        match self {
            Self::Phone => "A phone line",
            Self::All => "Phone, chat and website",
            Self::Web => "A website only",
        }
    }

    /// Kind, short name, name and noun of each channel.
    pub fn channels(self) -> &'static [(Kind, &'static str, &'static str, &'static str)] {
        const CHANNELS: [(Kind, &str, &str, &str); 3] = [
            (Kind::Phone, "calls", "Calls", "Calls"),
            (Kind::Chat, "chat", "Live chat", "Live chats"),
            (Kind::Web, "website", "Website", "Website visits"),
        ];
        match self {
            Self::Phone => &CHANNELS[..1],
            Self::All => &CHANNELS,
            Self::Web => &CHANNELS[2..],
        }
    }
}

/// Everything the first start asks for, but code and password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begin {
    /// The organisation's name.
    pub organisation: String,
    /// The first service's name.
    pub service: String,
    /// Its short name for addresses and files.
    pub slug: String,
    /// Its channels.
    pub template: Template,
    /// The days its contact channels are open: bit 0 is Monday.
    pub days: u8,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// The month its reporting year starts in.
    pub year_start: YearStart,
    /// The first week that is counted.
    pub first: Week,
    /// The administrator's name.
    pub name: String,
    /// Their mail address.
    pub email: String,
}

impl Begin {
    /// The channels of the service, numbered from 1. Each collects every field of its kind from the
    /// first week on; a website is open every day.
    pub fn channels(&self) -> Vec<Channel> {
        let all = self.template.channels().iter();
        all.zip(1..)
            .map(|(&(kind, slug, name, noun), id)| Channel {
                id,
                slug: slug.to_owned(),
                name: name.to_owned(),
                noun: noun.to_owned(),
                kind,
                first: self.first,
                last: None,
                timetables: vec![Timetable {
                    from: self.first.monday(),
                    days: if kind.is_contact() { self.days } else { Timetable::EVERY_DAY },
                }],
                collected: collected(kind, self.first),
                usual: Vec::new(),
                version: 1,
            })
            .collect()
    }
}

/// Every field of a kind from a week on.
pub fn collected(kind: Kind, first: Week) -> Vec<Collected> {
    let fields = kind.fields().iter();
    fields.map(|field| Collected { field: *field, from: first, to: None }).collect()
}

/// The first week that is offered: the last one that is over, so that there is something to enter at
/// once.
pub fn first_week(today: NaiveDate) -> Week {
    Week::last_due(today)
}

/// An organisation's name as it may be kept.
///
/// # Errors
/// At `organisation`, when it says nothing or too much.
pub fn check_organisation(name: &str) -> Result<String, Invalid> {
    named("organisation", name, "Give the name of your organisation.")
}

/// A name as it may be kept: trimmed, 1 to 100 characters on one line. `none` is said when there is
/// none.
///
/// # Errors
/// At `field`, when it says nothing or too much, or holds a control character.
pub fn named(field: &str, name: &str, none: &str) -> Result<String, Invalid> {
    let name = name.trim();
    let length = name.chars().count();
    if name.is_empty() {
        return Err(Invalid::new(field, none));
    }
    if length > NAME_LENGTH {
        let problem = format!("The name has {length} characters. Shorten it to 100 or fewer.");
        return Err(Invalid::new(field, problem));
    }
    if name.chars().any(char::is_control) {
        return Err(Invalid::new(field, "Write the name on one line, as plain text."));
    }
    Ok(name.to_owned())
}

/// A short name made of a name: "Helpline North" → "helpline-north". Empty when nothing is left of it,
/// and for the short name of the demo.
pub fn short_name(name: &str) -> String {
    let mut short = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            short.push(letter.to_ascii_lowercase());
        } else if !short.is_empty() && !short.ends_with('-') && letter != '\'' && letter != '’' {
            short.push('-');
        }
    }
    short.truncate(SLUG_LENGTH);
    let short = short.trim_end_matches('-');
    if short == DEMO { String::new() } else { short.to_owned() }
}

/// A service's short name as it was typed, or made of its name where nothing was.
///
/// # Errors
/// At `slug`, when it cannot stand in an address or is the demo's.
pub fn check_slug(typed: &str, name: &str) -> Result<String, Invalid> {
    let typed = typed.trim();
    let slug = if typed.is_empty() { short_name(name) } else { typed.to_owned() };
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if slug == DEMO {
        let problem = "The short name demo is kept for demo data. Choose another.";
        return Err(Invalid::new("slug", problem));
    }
    if (1..=SLUG_LENGTH).contains(&slug.len())
        && slug.chars().all(allowed)
        && !slug.starts_with(['-', '_'])
    {
        return Ok(slug);
    }
    let problem = if typed.is_empty() {
        "No short name can be made of the service's name. Give one, such as north."
    } else {
        "Use 1 to 40 small letters a to z, digits, hyphens or underscores, such as north."
    };
    Err(Invalid::new("slug", problem))
}

/// A mail address that somebody can sign in with, in small letters.
///
/// # Errors
/// At `email`, when it is none.
pub fn check_email(typed: &str) -> Result<String, Invalid> {
    let email = typed.trim().to_lowercase();
    let usable = email.len() <= 200
        && email.split_once('@').is_some_and(|(who, place)| !who.is_empty() && !place.is_empty())
        && !email.contains(|c: char| c.is_whitespace() || c.is_control());
    if usable {
        return Ok(email);
    }
    Err(Invalid::new("email", "Give a mail address, such as sam@example.org."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_made_of_the_name_or_typed() {
        let check = |typed: &str, name: &str, expected: Result<&str, &str>| {
            let found = check_slug(typed, name).map_err(|problem| problem.problem);
            match expected {
                Ok(slug) => assert_eq!(found.as_deref(), Ok(slug), "{typed:?} {name:?}"),
                Err(part) => assert!(found.clone().unwrap_err().contains(part), "{found:?}"),
            }
        };
        check("", "Helpline North", Ok("helpline-north"));
        check("", "St Mary's  (Leeds)", Ok("st-marys-leeds"));
        check("", &"x".repeat(60), Ok(&"x".repeat(40)));
        check(" north ", "Anything", Ok("north"));
        check("", "Ω", Err("No short name can be made"));
        check("", "Demo", Err("No short name can be made"));
        check("demo", "Anything", Err("kept for demo data"));
        check("North", "Anything", Err("small letters"));
        check("-a", "Anything", Err("small letters"));
        check(&"x".repeat(41), "Anything", Err("1 to 40"));
    }

    #[test]
    fn names_and_addresses_are_asked_for() {
        let check = |name: &str, expected: Result<&str, &str>| {
            let found = check_organisation(name).map_err(|problem| problem.problem);
            match expected {
                Ok(kept) => assert_eq!(found.as_deref(), Ok(kept)),
                Err(part) => assert!(found.clone().unwrap_err().contains(part), "{found:?}"),
            }
        };
        check(" Harbour Trust ", Ok("Harbour Trust"));
        check("  ", Err("Give the name of your organisation."));
        check("a\nb", Err("one line"));
        check(&"é".repeat(101), Err("has 101 characters"));
        assert_eq!(check_email(" Sam@Example.org ").unwrap(), "sam@example.org");
        for wrong in ["", "sam", "@x", "sam@", "s am@x.org"] {
            assert_eq!(check_email(wrong).unwrap_err().field, "email", "{wrong}");
        }
    }

    #[test]
    fn a_template_says_which_channels_are_counted() {
        let check = |template: Template, expected: &[(&str, u8)]| {
            let begin = Begin {
                organisation: "Harbour Trust".into(),
                service: "Harbour Line".into(),
                slug: "harbour".into(),
                template,
                days: Timetable::WEEKDAYS,
                time_zone: "Europe/London".into(),
                year_start: YearStart::April,
                first: Week::parse("2026-11-16").unwrap(),
                name: "Alex".into(),
                email: "alex@example.org".into(),
            };
            let channels = begin.channels();
            let found: Vec<_> =
                channels.iter().map(|one| (one.slug.as_str(), one.timetables[0].days)).collect();
            assert_eq!(found, expected);
            assert!(channels.iter().all(|one| one.collected.len() == one.kind.fields().len()));
            assert!(channels.iter().zip(1..).all(|(one, id)| one.id == id));
        };
        check(Template::Phone, &[("calls", 31)]);
        check(Template::All, &[("calls", 31), ("chat", 31), ("website", 127)]);
        check(Template::Web, &[("website", 127)]);
        assert_eq!(first_week("2026-11-30".parse().unwrap()).to_string(), "2026-11-23");
    }
}
