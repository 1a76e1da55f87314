//! What somebody typed into the form of an event: kept as it came, then read.

use beforehand::closure::read_day;
use beforehand::event::event;
use beforehand::invalid::Invalid;
use beforehand::service::{ChannelId, Event, EventKind, Service};
use beforehand::week::Week;
use chrono::NaiveDate;

use super::{EVERYWHERE, WHOLE};

/// The names and values of a posted form, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedEvent {
    pairs: Vec<(String, String)>,
}

/// What a form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Add this event, here or in all services that the person manages.
    Add {
        /// The event.
        event: Event,
        /// In all of them.
        everywhere: bool,
    },
    /// Let it be so, as long as it has that version.
    Save(Event, i32),
    /// Remove the event with that id, as long as it has that version.
    Remove(String, i32),
}

impl TypedEvent {
    /// Keeps the pairs of a form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        Self { pairs: pairs.to_vec() }
    }

    /// The form of an event as it stands; `channel` is its short name.
    pub fn of(event: &Event, channel: Option<&str>, version: i32) -> Self {
        let to = if event.from == event.to { String::new() } else { event.to.to_string() };
        let pairs = [
            ("do", "change".to_owned()),
            ("id", event.id.clone()),
            ("version", version.to_string()),
            ("kind", event.kind.word().to_owned()),
            ("name", event.name.clone()),
            ("channel", channel.unwrap_or(WHOLE).to_owned()),
            ("from", event.from.to_string()),
            ("to", to),
        ];
        Self { pairs: pairs.map(|(name, value)| (name.to_owned(), value)).to_vec() }
    }

    /// With another value in a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.pairs.retain(|(own, _)| own != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The last value with that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The text in a field; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Which form it is: `add`, `change` or `remove`.
    pub fn form(&self) -> &str {
        self.text("do")
    }

    /// The idempotency key of the form; none when it is empty or longer than any of ours.
    pub fn key(&self) -> Option<String> {
        self.get("key").filter(|key| !key.is_empty() && key.len() <= 64).map(str::to_owned)
    }

    /// The version the form was made from.
    pub fn version(&self) -> Option<i32> {
        self.text("version").parse().ok()
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Everything that cannot be read or may not be, in the order of the form.
    pub fn read(&self, service: &Service) -> Result<Asked, Vec<Invalid>> {
        let lost = || {
            let problem = "Which event is meant? Use the links beside it.";
            vec![Invalid::new("", problem)]
        };
        let known = || Some((self.get("id").filter(|id| !id.is_empty())?, self.version()?));
        match self.form() {
            "add" => {
                let everywhere = self.text("channel") == EVERYWHERE;
                Ok(Asked::Add { event: self.read_event(service, true)?, everywhere })
            }
            "change" => {
                let (id, version) = known().ok_or_else(lost)?;
                let event = self.read_event(service, false)?;
                Ok(Asked::Save(Event { id: id.to_owned(), ..event }, version))
            }
            "remove" => {
                let (id, version) = known().ok_or_else(lost)?;
                Ok(Asked::Remove(id.to_owned(), version))
            }
            _ => Err(vec![Invalid::new("", "Nothing was asked for. Use the form below.")]),
        }
    }

    fn read_event(&self, service: &Service, everywhere: bool) -> Result<Event, Vec<Invalid>> {
        let mut problems = Vec::new();
        let kind = EventKind::from_word(self.text("kind"));
        if kind.is_none() {
            problems.push(Invalid::new("kind", "Choose what kind of event it is."));
        }
        let channel = self.channel(service, everywhere).map_err(|wrong| problems.push(wrong)).ok();
        let mut read =
            |field| read_day(field, self.text(field)).map_err(|wrong| problems.push(wrong)).ok();
        let (from, to) = (read("from"), read("to"));
        if from == Some(None) {
            problems.push(Invalid::new("from", "Give the day on which it began."));
        }
        let from = from.flatten();
        // An empty last day is the first one; so is a wrong one, which is asked about already.
        let mut days = from.map(|from| (from, to.flatten().unwrap_or(from)));
        let kind = kind.unwrap_or(EventKind::Other);
        if let Some((from, to)) = days
            && kind == EventKind::Definition
            && from == to
        {
            days = days.map(|_| self.held(from));
        }
        let made = event(kind, channel.flatten(), self.text("name"), days.unwrap_or_default());
        match made {
            Ok(event) if problems.is_empty() => Ok(event),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more);
                problems.sort_by_key(|one| FIELDS.iter().position(|field| *field == one.field));
                Err(problems)
            }
        }
    }

    /// The day from which a changed definition holds: the typed one, or the Monday of its week
    /// where that was chosen.
    fn held(&self, from: NaiveDate) -> (NaiveDate, NaiveDate) {
        let monday = Week::containing(from).monday();
        if self.text("holds") == monday.to_string() { (monday, monday) } else { (from, from) }
    }

    fn channel(&self, service: &Service, everywhere: bool) -> Result<Option<ChannelId>, Invalid> {
        match self.text("channel") {
            WHOLE => Ok(None),
            EVERYWHERE if everywhere => Ok(None),
            slug => match service.channel_named(slug) {
                Some(channel) => Ok(Some(channel.id)),
                None => Err(Invalid::new("channel", "Choose a channel, or the whole service.")),
            },
        }
    }
}

/// The fields in the order of the form.
const FIELDS: [&str; 5] = ["kind", "name", "from", "to", "channel"];

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::look::weeks::ledger;

    fn typed(text: &str) -> TypedEvent {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Vec<_> = pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        TypedEvent::from_pairs(&pairs)
    }

    #[test]
    fn a_form_is_read() {
        let check = |form: &str, expected: &str| {
            let said = |event: &Event| {
                let Event { id, channel, kind, name, from, to } = event;
                format!("{id} {channel:?} {} {name} {from} {to}", kind.word())
            };
            let found = match typed(form).read(&ledger().service).unwrap() {
                Asked::Add { event, everywhere } => format!("add {everywhere}{}", said(&event)),
                Asked::Save(event, version) => format!("save {version} {}", said(&event)),
                Asked::Remove(id, version) => format!("remove {version} {id}"),
            };
            assert_eq!(found, expected);
        };
        check(
            "do=add&kind=press&channel=website&name= TV film &from=4/3/2019&to=",
            "add false Some(4) press TV film 2019-03-04 2019-03-04",
        );
        check(
            "do=add&kind=campaign&channel=**&name=Radio&from=1 March 2019&to=2019-03-10",
            "add true None campaign Radio 2019-03-01 2019-03-10",
        );
        check(
            "do=change&id=7a&version=2&kind=outage&channel=*&name=Fault&from=2019-03-04",
            "save 2 7a None outage Fault 2019-03-04 2019-03-04",
        );
        // Of a change in mid-week it is asked which week it holds from.
        let mid = "do=add&kind=definition&channel=calls&name=New form&from=2019-03-06";
        check(mid, "add false Some(1) definition New form 2019-03-06 2019-03-06");
        check(
            &format!("{mid}&holds=2019-03-11"),
            "add false Some(1) definition New form 2019-03-06 2019-03-06",
        );
        check(
            &format!("{mid}&holds=2019-03-04"),
            "add false Some(1) definition New form 2019-03-04 2019-03-04",
        );
        check("do=remove&id=7a&version=3", "remove 3 7a");
    }

    #[test]
    fn what_is_wrong_is_named_field_by_field() {
        let check = |form: &str, fields: &[&str]| {
            let problems = typed(form).read(&ledger().service).unwrap_err();
            let found: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(found, fields, "{form}: {problems:?}");
        };
        check("do=add", &["kind", "name", "from", "channel"]);
        check(
            "do=add&kind=x&channel=x&from=soon&to=later&name=x",
            &["kind", "channel", "from", "to"],
        );
        check("do=add&kind=press&channel=*&from=2019-03-04&to=2019-03-03&name=x", &["to"]);
        check("do=add&kind=definition&channel=*&from=2019-03-04&to=2019-03-09&name=x", &["to"]);
        let known = "do=change&id=7a&version=1&kind=press&name=x&from=2019-03-04";
        check(&format!("{known}&channel=**"), &["channel"]);
        check("do=change&kind=press&channel=*&from=2019-03-04&name=x", &[""]);
        check("do=remove&id=7a", &[""]);
        check("do=nothing", &[""]);
    }

    #[test]
    fn an_event_and_its_form_are_the_same() {
        let form = "do=change&id=7a&version=1&kind=press&channel=calls&name=x&from=2019-03-04&to=2019-03-08";
        let Ok(Asked::Save(event, version)) = typed(form).read(&ledger().service) else {
            panic!("no event")
        };
        let again = TypedEvent::of(&event, Some("calls"), version);
        assert_eq!(again.read(&ledger().service), Ok(Asked::Save(event, version)));
    }
}
