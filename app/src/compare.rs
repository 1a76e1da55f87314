//! Two quarters, a quarter and the same weeks a year before, or any weeks side by side, with what
//! each difference means.
//!
//! Refuses to compute: figures come from `beforehand::compare`, words from `beforehand::words`.

mod parts;
mod table;
mod view;
mod ways;

use std::fmt::Write;

use beforehand::change::{RANGE_FIELDS, Side, Stretch};
use beforehand::compare::{Compared, LineChange};
use beforehand::holiday::Region;
use beforehand::invalid::Invalid;
use beforehand::quarter::{Quarter, YearStart};
use beforehand::twin::Twin;
use beforehand::week::Week;
use leptos::prelude::*;

use crate::error::Error;
use crate::ui::{Paper, Script, Show};
use crate::{Frame, ServiceLink, figures};

/// What a quarter is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Against {
    /// The quarter before it.
    #[default]
    Before,
    /// The same quarter a year before.
    YearBefore,
    /// The same weeks a year before, by the bank holidays of a country.
    Weeks(Region),
    /// Another quarter, as the address spells it.
    Quarter(String),
}

impl Against {
    /// Reads the word of an address.
    fn read(word: &str) -> Self {
        let weeks = Region::ALL.into_iter().map(Self::Weeks);
        let known = [Self::Before, Self::YearBefore].into_iter().chain(weeks);
        let found = known.into_iter().find(|one| one.word() == word);
        found.unwrap_or_else(|| Self::Quarter(plain(word)))
    }

    /// Its word in an address.
    fn word(&self) -> String {
        match self {
            Self::Before => "before".into(),
            Self::YearBefore => "year".into(),
            Self::Weeks(Region::EnglandWales) => "weeks".into(),
            Self::Weeks(region) => format!("weeks-{}", region.word()),
            Self::Quarter(name) => name.clone(),
        }
    }
}

/// What an address of this page asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CompareQuery {
    /// The later quarter, as the address spells it; none is the latest that is over.
    pub quarter: Option<String>,
    /// What it is compared with.
    pub with: Against,
    /// First and last week of both sides as they were typed, in the order of [`RANGE_FIELDS`]; none
    /// where quarters are compared.
    pub weeks: Option<[String; 4]>,
}

impl CompareQuery {
    /// Reads the pairs of a query. What it does not know it leaves out, so that an old link still
    /// opens the page.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        for (key, value) in pairs {
            match (key, value) {
                ("quarter" | "with", "") => {}
                ("quarter", name) => query.quarter = Some(plain(name)),
                ("with", word) => query.with = Against::read(word),
                (key, typed) => {
                    if let Some(n) = RANGE_FIELDS.iter().position(|field| *field == key) {
                        let typed = typed.trim().chars().take(20).collect();
                        query.weeks.get_or_insert_default()[n] = typed;
                    }
                }
            }
        }
        query
    }

    /// Chosen weeks, in the order of [`RANGE_FIELDS`].
    fn of_weeks(weeks: [Week; 4]) -> Self {
        Self { weeks: Some(weeks.map(|week| week.to_string())), ..Self::default() }
    }

    /// The one spelling of the query, with its question mark; empty for the page as it opens. Of
    /// weeks as they were typed it is an address only where they are weeks.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        let mut add = |key: &str, value: &str| {
            let _ = write!(out, "{}{key}={value}", if out.is_empty() { '?' } else { '&' });
        };
        if let Some(weeks) = &self.weeks {
            RANGE_FIELDS.into_iter().zip(weeks).for_each(|(field, typed)| add(field, typed));
            return out;
        }
        if let Some(quarter) = &self.quarter {
            add("quarter", quarter);
        }
        if self.with != Against::Before {
            add("with", &self.with.word());
        }
        out
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect()
}

/// The page.
#[derive(Clone, Debug)]
pub struct ComparePage {
    /// The service.
    pub service: ServiceLink,
    /// What the address asked for.
    pub query: CompareQuery,
    /// The month the service's year starts in.
    pub year_start: YearStart,
    /// The quarters one may choose, the latest first.
    pub quarters: Vec<Quarter>,
    /// The first and the last week one may choose.
    pub weeks: (Week, Week),
    /// What was found, or what is wrong with the query.
    pub found: Result<Found, Vec<Invalid>>,
}

/// What stands on the page.
#[derive(Clone, Debug)]
pub struct Found {
    /// The figures.
    pub compared: Compared,
    /// Where weeks are compared with weeks: which with which.
    pub twins: Vec<Twin>,
}

/// What a person asks of two sides.
#[async_trait::async_trait]
pub trait Compare {
    /// Two sides of the service this access is about. What is wrong with a query stands on the page.
    ///
    /// # Errors
    /// Not found.
    async fn compare(&self, query: CompareQuery) -> Result<ComparePage, Error>;
}

impl Show for ComparePage {
    fn title(&self) -> String {
        let Ok(Found { compared, .. }) = &self.found else { return "Compare".to_owned() };
        let sides = &compared.sides;
        let (earlier, later) = (sides.earlier.name(), sides.later.name());
        let on = match sides.earlier.stretch {
            Stretch::Quarter | Stretch::Weeks { .. } => format!("{earlier} and {later}"),
            Stretch::SameWeeks => format!("{later} and {earlier}"),
        };
        match (compared.changes(), compared.verdicts()) {
            (_, 0) if sides.so_far => format!("No verdict yet on {on}"),
            (_, 0) => format!("No verdict on {on}"),
            (0, _) => format!("Nothing clearly changed between {on}"),
            (1, all) => format!("One of {all} figures changed between {on}"),
            (n, all) => format!("{n} of {all} figures changed between {on}"),
        }
    }

    fn failed(&self) -> bool {
        self.found.is_err()
    }

    fn script(&self) -> Script {
        if self.found.is_ok() { Script::Steps } else { Script::None }
    }

    fn paper(&self) -> Paper {
        Paper::Wide
    }

    fn view(self, frame: &Frame) -> AnyView {
        let open = frame.may("GET", "/services/{service}/figures/{quarter}");
        view::page(&self, self.title(), open)
    }
}

impl ComparePage {
    /// Where the weeks of one side of a line stand: those of a whole quarter.
    fn weeks_of(&self, side: &Side, line: &LineChange) -> Option<String> {
        let whole = side.stretch == Stretch::Quarter && !side.part;
        let name = side.quarter.name(self.year_start);
        whole.then(|| figures::address(&self.service.slug, &name, &line.figures))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_spelling() {
        let check = |pairs: &[(&str, &str)], expected: &str| {
            assert_eq!(CompareQuery::read(pairs.iter().copied()).canonical(), expected);
        };
        check(&[], "");
        check(&[("with", "before"), ("per", "day"), ("quarter", "")], "");
        check(&[("with", "year"), ("quarter", "2018-Q4")], "?quarter=2018-Q4&with=year");
        check(&[("with", "2017-Q1"), ("utm", "x")], "?with=2017-Q1");
        check(&[("with", "weeks")], "?with=weeks");
        check(&[("with", "weeks-scotland")], "?with=weeks-scotland");
        check(&[("with", "weeks-northern-ireland")], "?with=weeks-northern-ireland");
        check(&[("with", "\"><b>")], "?with=b");
        let weeks = "?first=2026-04-06&last=2026-05-25&with-first=2026-01-05&with-last=2026-03-30";
        let pairs: Vec<_> = weeks[1..].split('&').filter_map(|pair| pair.split_once('=')).collect();
        check(&pairs, weeks);
        check(&[&[("quarter", "2018-Q4"), ("with", "year")], &pairs[..]].concat(), weeks);
        // Asked without a week is asked, and will be refused.
        check(&[("first", "")], "?first=&last=&with-first=&with-last=");
    }
}
