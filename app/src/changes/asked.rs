//! What the address asks for: whose changes, of which service, week and kind, between which days.
//!
//! Refuses to guess: what it does not understand is asked again, as it was typed.

use beforehand::closure::read_day;
use beforehand::history::Topic;
use beforehand::invalid::Invalid;
use beforehand::week::Week;
use chrono::NaiveDate;

/// The address as it is, read or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// A service's short name, or `installation`; of all of them when empty.
    pub service: String,
    /// A person's id.
    pub person: String,
    /// A topic's word.
    pub kind: String,
    /// Any day of a week.
    pub week: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The page's number, from 1.
    pub page: String,
    /// Whether the record shall be followed from its first row again.
    pub again: bool,
}

/// What is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A service's short name, or `installation`.
    pub service: Option<String>,
    /// Who, by id.
    pub person: Option<String>,
    /// What it is about.
    pub topic: Option<Topic>,
    /// The week whose numbers changed.
    pub week: Option<Week>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl Asked {
    /// Reads the pairs of an address; what is not about changes is left alone.
    pub fn read<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            let value = value.trim().to_owned();
            match name {
                "service" => asked.service = value,
                "person" => asked.person = value,
                "kind" => asked.kind = value,
                "week" => asked.week = value,
                "from" => asked.from = value,
                "to" => asked.to = value,
                "page" => asked.page = value,
                "check" => asked.again = value == "all",
                _ => {}
            }
        }
        asked
    }

    /// The page's number, from 1; the first when it is none.
    pub fn page(&self) -> u32 {
        self.page.parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1)
    }

    /// What is meant.
    ///
    /// # Errors
    /// All that cannot be understood, each with its field.
    pub fn filter(&self) -> Result<Filter, Vec<Invalid>> {
        let mut problems = Vec::new();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut word = |field: &str, text: &str, what: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if text.len() > 64 || !text.chars().all(plain) {
                problems.push(Invalid::new(field, format!("Choose {what} from the list.")));
            }
            some(text)
        };
        let service = word("service", &self.service, "a service");
        let person = word("person", &self.person, "somebody");
        let topic = Topic::from_word(&self.kind);
        if topic.is_none() && !self.kind.is_empty() {
            problems.push(Invalid::new("kind", "Choose a kind of change from the list."));
        }
        let mut day = |field: &str, text: &str| {
            read_day(field, text).unwrap_or_else(|problem| {
                problems.push(problem);
                None
            })
        };
        let week = day("week", &self.week).map(Week::containing);
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            let problem = "The last day is before the first. Check the dates.";
            problems.push(Invalid::new("to", problem));
        }
        if problems.is_empty() {
            Ok(Filter { service, person, topic, week, from, to })
        } else {
            Err(problems)
        }
    }

    /// Whether everything is asked for.
    pub fn is_all(&self) -> bool {
        let Self { service, person, kind, week, from, to, .. } = self;
        [service, person, kind, week, from, to].iter().all(|text| text.is_empty())
    }
}

impl Filter {
    /// The query of that page of it in its one spelling, with a question mark; empty for the first page
    /// of everything.
    pub fn canonical(&self, page: u32) -> String {
        let day = |day: NaiveDate| day.format("%Y-%m-%d").to_string();
        let pairs = [
            ("service", self.service.clone()),
            ("person", self.person.clone()),
            ("kind", self.topic.map(|topic| topic.word().to_owned())),
            ("week", self.week.map(|week| week.to_string())),
            ("from", self.from.map(day)),
            ("to", self.to.map(day)),
            ("page", (page > 1).then(|| page.to_string())),
        ];
        let mut query = String::new();
        for (name, value) in pairs {
            if let Some(value) = value {
                query.push(if query.is_empty() { '?' } else { '&' });
                query.push_str(name);
                query.push('=');
                query.push_str(&value);
            }
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked::read(pairs.iter().copied())
    }

    #[test]
    fn an_address_has_one_spelling() {
        let check = |pairs: &[(&str, &str)], expected: &str| {
            let asked = asked(pairs);
            assert_eq!(asked.filter().unwrap().canonical(asked.page()), expected);
        };
        check(&[], "");
        check(&[("utm", "x"), ("page", "1"), ("kind", "")], "");
        check(
            &[("to", "30/4/2026"), ("from", "1 April 2026"), ("kind", "people"), ("page", "2")],
            "?kind=people&from=2026-04-01&to=2026-04-30&page=2",
        );
        check(
            &[("week", "2026-04-08"), ("person", "0a1b"), ("service", "north-2")],
            "?service=north-2&person=0a1b&week=2026-04-06",
        );
        check(&[("page", "-3")], "");
        check(&[("page", "99999999999")], "");
    }

    #[test]
    fn what_is_not_understood_is_asked_again() {
        let check = |pairs: &[(&str, &str)], fields: &[&str]| {
            let problems = asked(pairs).filter().unwrap_err();
            let found: Vec<_> = problems.iter().map(|one| one.field.as_str()).collect();
            assert_eq!(found, fields, "{pairs:?}");
        };
        check(&[("kind", "everything")], &["kind"]);
        check(&[("person", "\"><script>")], &["person"]);
        check(&[("service", "a&b")], &["service"]);
        check(
            &[("week", "last week"), ("from", "x"), ("to", "31/2/2026")],
            &["week", "from", "to"],
        );
        check(&[("from", "2026-04-02"), ("to", "2026-04-01")], &["to"]);
    }
}
