//! Any two quarters side by side, with what each difference means.
//!
//! Refuses to compute: figures come from `beforehand::compare`, words from `beforehand::words`.

use std::fmt::Write;

use beforehand::change::{Change, Period};
use beforehand::compare::{AnswerChange, Compared, LineChange};
use beforehand::judgement::{Good, Tone};
use beforehand::quarter::{Quarter, YearStart};
use beforehand::service::lower_first;
use beforehand::share::{Share, ShareChange};
use beforehand::words::{
    change_range, change_sentence, change_short, change_size, number, percent, rate,
    share_change_range, share_change_sentence, share_change_short, weeks_of,
};
use leptos::prelude::*;

use crate::error::Error;
use crate::ui::{Show, heading, table_region};
use crate::{Frame, ServiceLink};

/// What a quarter is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Against {
    /// The quarter before it.
    #[default]
    Before,
    /// The same quarter a year before.
    YearBefore,
    /// Another one, as the address spells it.
    Quarter(String),
}

/// What rates are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Per {
    /// A normal week.
    #[default]
    Week,
    /// An open day.
    Day,
}

/// What an address of this page asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CompareQuery {
    /// The later quarter, as the address spells it; none is the latest that is over.
    pub quarter: Option<String>,
    /// What it is compared with.
    pub with: Against,
    /// What rates are of.
    pub per: Per,
}

impl CompareQuery {
    /// Reads the pairs of a query. What it does not know it leaves out, so that an old link still
    /// opens the page.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        for (key, value) in pairs {
            match (key, value) {
                ("quarter", "") | ("with", "" | "before") => {}
                ("quarter", name) => query.quarter = Some(plain(name)),
                ("with", "year") => query.with = Against::YearBefore,
                ("with", name) => query.with = Against::Quarter(plain(name)),
                ("per", "day") => query.per = Per::Day,
                _ => {}
            }
        }
        query
    }

    /// The one spelling of the query, with its question mark; empty for the page as it opens.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        let mut add = |key: &str, value: &str| {
            let _ = write!(out, "{}{key}={value}", if out.is_empty() { '?' } else { '&' });
        };
        if let Some(quarter) = &self.quarter {
            add("quarter", quarter);
        }
        match &self.with {
            Against::Before => {}
            Against::YearBefore => add("with", "year"),
            Against::Quarter(name) => add("with", name),
        }
        if self.per == Per::Day {
            add("per", "day");
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
    /// The figures.
    pub compared: Compared,
}

/// What a person asks of two quarters.
#[async_trait::async_trait]
pub trait Compare {
    /// Two quarters of the service this access is about.
    ///
    /// # Errors
    /// Not found; or a quarter that is none, or that does not come before the other.
    async fn compare(&self, query: CompareQuery) -> Result<ComparePage, Error>;
}

impl Show for ComparePage {
    fn title(&self) -> String {
        let compared = &self.compared;
        let on = format!("{} and {}", compared.earlier.months(), compared.later.months());
        match (compared.changes(), compared.verdicts()) {
            (_, 0) => format!("No verdict yet on {on}"),
            (0, _) => format!("Nothing clearly changed between {on}"),
            (1, all) => format!("One of {all} figures changed between {on}"),
            (n, all) => format!("{n} of {all} figures changed between {on}"),
        }
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let over = format!("Compare · {}", self.service.name);
        let title = self.title();
        let compared = &self.compared;
        let sentences: Vec<_> = compared
            .lines
            .iter()
            .filter(|line| line.good.of_verdict(line.change.verdict) != Tone::Quiet)
            .map(|line| view! { <p>{change_sentence(&line.subject, &line.change)}</p> })
            .collect();
        let share = compared.share.as_ref().map(|(share, change)| {
            view! { <p>{share_change_sentence(share, change)}</p> }
        });
        let per = self.query.per;
        view! {
            {heading(over, title)}
            {ways(&self)}
            <div class="sentences compared">{sentences}{share}</div>
            {table(compared, per)}
            {chance(compared)}
        }
        .into_any()
    }
}

/// Quarters, ways to compare, steps in time: all of it in the address.
fn ways(page: &ComparePage) -> impl IntoView + use<> {
    let address = format!("/services/{}/compare", page.service.slug);
    let (later, earlier) = (page.compared.later, page.compared.earlier);
    let name = |quarter: Quarter| quarter.name(page.year_start);
    let to = |query: CompareQuery| format!("{address}{}", query.canonical());
    let with = [(Against::Before, "Quarter before"), (Against::YearBefore, "A year before")].map(
        |(with, word)| {
            let here = (page.query.with == with).then_some("true");
            let query = CompareQuery { with, ..page.query.clone() };
            view! { <a class="chip" href=to(query) aria-current=here>{word}</a> }
        },
    );
    let per = [(Per::Week, "A week"), (Per::Day, "An open day")].map(|(per, word)| {
        let here = (page.query.per == per).then_some("true");
        let query = CompareQuery { per, ..page.query.clone() };
        view! { <a class="chip" href=to(query) aria-current=here>{word}</a> }
    });
    let step = |quarter: Quarter, word: &'static str, rel: &'static str| {
        page.quarters.contains(&quarter).then(|| {
            let with = match &page.query.with {
                Against::Quarter(_) => Against::Before,
                other => other.clone(),
            };
            let query = CompareQuery { quarter: Some(name(quarter)), with, per: page.query.per };
            view! { <a class="chip" href=to(query) rel=rel>{word}</a> }
        })
    };
    let steps = [
        step(later.previous(), "One quarter earlier", "prev"),
        step(later.next(), "One quarter later", "next"),
    ];
    let options = |chosen: Quarter| {
        let options = page.quarters.iter().map(|quarter| {
            let selected = *quarter == chosen;
            view! { <option value=name(*quarter) selected=selected>{quarter.title(page.year_start)}</option> }
        });
        options.collect::<Vec<_>>()
    };
    let (first, second) = (options(later), options(earlier));
    let by_day = (page.query.per == Per::Day)
        .then(|| view! { <input type="hidden" name="per" value="day" /> });
    view! {
        <div class="ways no-print">
            <nav aria-label="Compared with">{with}</nav>
            <nav aria-label="Rates">{per}</nav>
            <nav aria-label="Steps in time">{steps}</nav>
            <form method="get" action=address>
                <label for="quarter">"Compare"</label>
                " "
                <select id="quarter" name="quarter">{first}</select>
                " "
                <label for="with">"with"</label>
                " "
                <select id="with" name="with">{second}</select>
                {by_day}
                " "
                <button type="submit" class="chip">"Compare"</button>
            </form>
        </div>
    }
}

fn table(compared: &Compared, per: Per) -> AnyView {
    let (earlier, later) = (compared.earlier.months(), compared.later.months());
    let unit = if per == Per::Week { "a week" } else { "an open day" };
    let lines = compared.lines.iter().map(|line| row(line, per)).collect_view();
    let answered = compared.answered.iter().map(answer_row).collect_view();
    let share = compared.share.as_ref().map(|(share, change)| share_rows(share, change));
    let so_far = compared
        .lines
        .first()
        .is_some_and(|line| line.change.current.part || line.change.previous.part);
    let note = so_far.then(|| {
        view! { <p class="fine">"The later quarter is not over: it is compared with as many weeks at the start of the earlier one, without a verdict."</p> }
    });
    let table = view! {
        <table class="channels">
            <thead>
                <tr>
                    <th scope="col">{format!("Rates are {unit}")}</th>
                    <th scope="col" class="n">{earlier}</th>
                    <th scope="col" class="n">{later}</th>
                    <th scope="col" class="n">"Change"</th>
                    <th scope="col">"What it means"</th>
                </tr>
            </thead>
            <tbody>{lines}{answered}{share}</tbody>
        </table>
    };
    view! { <h2>"Side by side"</h2>{table_region("Two quarters side by side", table)}{note} }
        .into_any()
}

fn row(line: &LineChange, per: Per) -> impl IntoView + use<> {
    let change = &line.change;
    view! {
        <tr>
            <th scope="row">{line.label.clone()}</th>
            <td class="n">{period(&change.previous, per)}</td>
            <td class="n">{period(&change.current, per)}</td>
            <td class="n">{change_size(change)}</td>
            <td>{meaning(change, line.good)}</td>
        </tr>
    }
}

/// A rate, and below it the count with its weeks.
fn period(period: &Period, per: Per) -> impl IntoView + use<> {
    let value = match per {
        Per::Week => period.per_week,
        Per::Day => {
            (period.open_days > 0).then(|| period.count as f64 / f64::from(period.open_days))
        }
    };
    let value = value.map_or("not entered".to_owned(), rate);
    let all = (period.weeks > 0).then(|| {
        let weeks = weeks_of(period.weeks, period.expected);
        view! { <span class="part">{format!("{} in all, {}", number(period.count), lower_first(&weeks))}</span> }
    });
    view! { {value}{all} }
}

fn meaning(change: &Change, good: Good) -> impl IntoView + use<> {
    let tone = good.of_verdict(change.verdict);
    let range = change_range(change);
    let range = (!range.is_empty()).then(|| format!(", {range}"));
    view! { <span class=tone.class()>{tone.after(&lower_first(&change_short(change)))}</span>{range} }
}

/// The answer rate: of calls offered, without an interval, and so without a verdict.
fn answer_row(one: &AnswerChange) -> impl IntoView + use<> {
    let said = |rate: Option<f64>| rate.map_or("not entered".to_owned(), percent);
    let noun = lower_first(&one.noun);
    view! {
        <tr>
            <th scope="row">{format!("Answered, of {noun} offered")}</th>
            <td class="n">{said(one.earlier.rate)}</td>
            <td class="n">{said(one.later.rate)}</td>
            <td class="n"></td>
            <td>"one figure, no verdict: missed callers ring again"</td>
        </tr>
    }
}

fn share_rows(share: &Share, change: &ShareChange) -> impl IntoView + use<> {
    let of = |part: u64, share: &Share| {
        let all = share.before + share.after + share.not_recorded;
        if all == 0 { "not entered".to_owned() } else { percent(part as f64 / all as f64) }
    };
    let known = |share: &Share| {
        share.share.map_or_else(
            || format!("{} of {}", number(share.before), number(share.base())),
            percent,
        )
    };
    let earlier = &change.previous;
    let size = change.difference.map(beforehand::words::points).unwrap_or_default();
    let range = share_change_range(change);
    let range = (!range.is_empty()).then(|| format!(", {range}"));
    let tone = Good::Neither.of_verdict(change.verdict);
    let short = lower_first(&share_change_short(change));
    let parts = [
        (
            "Contacts after an offence, of before, after and not recorded",
            of(earlier.after, earlier),
            of(share.after, share),
        ),
        (
            "Contacts not recorded, of before, after and not recorded",
            of(earlier.not_recorded, earlier),
            of(share.not_recorded, share),
        ),
    ]
    .map(|(label, earlier, later)| {
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td class="n">{earlier}</td>
                <td class="n">{later}</td>
                <td class="n"></td>
                <td></td>
            </tr>
        }
    });
    view! {
        <tr>
            <th scope="row">"Contacts before an offence, of those with a known answer"</th>
            <td class="n">{known(earlier)}</td>
            <td class="n">{known(share)}</td>
            <td class="n">{size}</td>
            <td><span class=tone.class()>{short}</span>{range}</td>
        </tr>
        {parts}
    }
}

/// How many comparisons there are, and how many would differ by chance.
fn chance(compared: &Compared) -> Option<impl IntoView + use<>> {
    let made = compared.verdicts();
    (made > 0).then(|| {
        let expected = compared.by_chance();
        let said = if expected < 0.95 {
            format!("about one such page in {} has a false one", number((1.0 / expected).round() as u64))
        } else {
            format!("about {} of these are false", number(expected.round() as u64))
        };
        let comparisons = if made == 1 { "comparison" } else { "comparisons" };
        view! {
            <p class="fine">
                {format!(
                    "This page makes {made} {comparisons}. Even if nothing had happened, one in twenty would show a change: {said}. Choose what to compare before you look.",
                )}
            </p>
        }
    })
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
        check(&[("with", "before"), ("per", "week"), ("quarter", "")], "");
        check(
            &[("per", "day"), ("with", "year"), ("quarter", "2018-Q4")],
            "?quarter=2018-Q4&with=year&per=day",
        );
        check(&[("with", "2017-Q1"), ("utm", "x")], "?with=2017-Q1");
        check(&[("with", "\"><b>")], "?with=b");
    }
}
