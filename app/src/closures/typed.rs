//! What somebody typed into the forms of closed days: kept as it came, then read.

use beforehand::closure::{closure, day, read_day};
use beforehand::holiday::{Region, bank_holidays};
use beforehand::invalid::Invalid;
use beforehand::service::{ChannelId, Closure, Service};
use chrono::{Datelike, NaiveDate};

use super::ALL;

/// The names and values of a posted form, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedClosures {
    pairs: Vec<(String, String)>,
}

/// What a form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Close these days.
    Close(Closure),
    /// Close these bank holidays, where they are not closed already.
    Holidays(Vec<Closure>),
    /// Remove this closure, as it was seen.
    Remove(Closure),
}

impl TypedClosures {
    /// Keeps the pairs of a form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        Self { pairs: pairs.to_vec() }
    }

    /// The last value with that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The text in a field; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Whether that bank holiday is ticked.
    pub fn is_ticked(&self, date: NaiveDate) -> bool {
        self.days().any(|text| text == date.to_string())
    }

    /// Which form it is: `close`, `holidays` or `remove`.
    pub fn form(&self) -> &str {
        self.text("do")
    }

    /// The idempotency key of the form; none when it is empty or longer than any of ours.
    pub fn key(&self) -> Option<String> {
        self.get("key").filter(|key| !key.is_empty() && key.len() <= 64).map(str::to_owned)
    }

    /// What was typed, for a form that goes on from it.
    pub fn kept(&self) -> Vec<(String, String)> {
        let own = |(name, _): &&(String, String)| name != "seen" && name != "review";
        self.pairs.iter().filter(own).cloned().collect()
    }

    fn days(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(|(name, _)| name == "day").map(|(_, value)| value.as_str())
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Everything that cannot be read or may not be, in the order of the form.
    pub fn read(&self, service: &Service, region: Region) -> Result<Asked, Vec<Invalid>> {
        match self.form() {
            "close" => self.read_close(service).map(Asked::Close),
            "holidays" => self.read_holidays(service, region).map(Asked::Holidays),
            "remove" => self.read_close(service).map(Asked::Remove).map_err(|_| gone()),
            _ => Err(vec![Invalid::new("", "Nothing was asked for. Use one of the forms below.")]),
        }
    }

    fn read_close(&self, service: &Service) -> Result<Closure, Vec<Invalid>> {
        let mut problems = Vec::new();
        let channel = self.channel(service, "channel").map_err(|wrong| problems.push(wrong)).ok();
        let mut read =
            |field| read_day(field, self.text(field)).map_err(|wrong| problems.push(wrong)).ok();
        let (from, to) = (read("from"), read("to"));
        if from == Some(None) {
            problems.push(Invalid::new("from", "Give the first closed day."));
        }
        // An empty last day is the first one; so is a wrong one, which is asked about already.
        let from = from.flatten();
        let days = from.map(|from| (from, to.flatten().unwrap_or(from)));
        // The reason is judged also while the days cannot be.
        let (first, last) = days.unwrap_or_default();
        let made = closure(channel.flatten(), first, last, self.text("reason"));
        match made {
            Ok(closure) if problems.is_empty() => Ok(closure),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more);
                Err(problems)
            }
        }
    }

    fn read_holidays(
        &self,
        service: &Service,
        region: Region,
    ) -> Result<Vec<Closure>, Vec<Invalid>> {
        let mut problems = Vec::new();
        let mut days = Vec::new();
        for text in self.days() {
            match holiday(region, text) {
                Ok(holiday) => days.push(holiday),
                Err(wrong) => problems.push(wrong),
            }
        }
        if days.is_empty() && problems.is_empty() {
            let problem = "Tick the bank holidays on which it is closed.";
            problems.push(Invalid::new("day", problem));
        }
        match self.channel(service, "holiday-channel") {
            Ok(channel) if problems.is_empty() => Ok(days
                .into_iter()
                .map(|(date, name)| Closure { channel, from: date, to: date, reason: name.into() })
                .collect()),
            Ok(_) => Err(problems),
            Err(wrong) => {
                problems.push(wrong);
                Err(problems)
            }
        }
    }

    fn channel(&self, service: &Service, field: &str) -> Result<Option<ChannelId>, Invalid> {
        match self.text(field) {
            ALL => Ok(None),
            slug => match service.channel_named(slug) {
                Some(channel) => Ok(Some(channel.id)),
                None => Err(Invalid::new(field, "Choose a channel, or all of them.")),
            },
        }
    }
}

fn gone() -> Vec<Invalid> {
    let problem = "Which closed days shall be removed? Use the button beside them.";
    vec![Invalid::new("", problem)]
}

/// The bank holiday on a day that a tick box stands for.
fn holiday(region: Region, text: &str) -> Result<(NaiveDate, &'static str), Invalid> {
    let date = text.parse::<NaiveDate>().map_err(|_| {
        Invalid::new("day", "One of the ticked days is not a day. Tick them again.")
    })?;
    let found = bank_holidays(region, date.year()).into_iter().find(|one| one.date == date);
    found.map(|found| (found.date, found.name)).ok_or_else(|| {
        let problem = format!("{} is no bank holiday in {}.", day(date), region.name());
        Invalid::new("day", problem)
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::closures::FIRST;
    use crate::look::weeks::ledger;

    fn typed(text: &str) -> TypedClosures {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Vec<_> = pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        TypedClosures::from_pairs(&pairs)
    }

    fn said(closure: &Closure) -> String {
        format!("{:?} {} {} {}", closure.channel, closure.from, closure.to, closure.reason)
    }

    #[test]
    fn a_form_is_read() {
        let check = |form: &str, expected: &str| {
            let asked = typed(form).read(&ledger().service, FIRST).unwrap();
            let found = match asked {
                Asked::Close(one) => format!("close {}", said(&one)),
                Asked::Remove(one) => format!("remove {}", said(&one)),
                Asked::Holidays(many) => many.iter().map(said).collect::<Vec<_>>().join("; "),
            };
            assert_eq!(found, expected);
        };
        check(
            "do=close&channel=calls&from=2026-12-25&to=&reason= Christmas Day ",
            "close Some(1) 2026-12-25 2026-12-25 Christmas Day",
        );
        check(
            "do=close&channel=*&from=24/12/2026&to=1 January 2027&reason=Moving",
            "close None 2026-12-24 2027-01-01 Moving",
        );
        check(
            "do=remove&channel=website&from=2026-12-25&to=2026-12-25&reason=Work",
            "remove Some(4) 2026-12-25 2026-12-25 Work",
        );
        check(
            "do=holidays&holiday-channel=calls&day=2026-12-25&day=2026-12-28",
            "Some(1) 2026-12-25 2026-12-25 Christmas Day; Some(1) 2026-12-28 2026-12-28 Boxing Day",
        );
    }

    #[test]
    fn what_is_wrong_is_named_field_by_field() {
        let check = |form: &str, fields: &[&str]| {
            let problems = typed(form).read(&ledger().service, FIRST).unwrap_err();
            let found: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(found, fields, "{form}: {problems:?}");
        };
        check("do=close", &["channel", "from", "reason"]);
        check("do=close&channel=none&from=soon&to=later&reason=x", &["channel", "from", "to"]);
        check("do=close&channel=calls&from=2026-12-25&to=2026-12-24&reason=x", &["to"]);
        check("do=close&channel=calls&from=2026-12-25&to=nope&reason=", &["to", "reason"]);
        check("do=holidays&holiday-channel=calls", &["day"]);
        check("do=holidays&day=2026-12-25", &["holiday-channel"]);
        check("do=holidays&holiday-channel=calls&day=2026-12-24&day=x", &["day", "day"]);
        check("do=remove&channel=calls&from=2026-12-25", &[""]);
        check("do=nothing", &[""]);
    }
}
