//! The weeks that make up a figure of a quarter: each week's count or state, with the way to its
//! history and to its form.
//!
//! Refuses to add anything up: what the weeks come to is said by `beforehand::summary`.

mod compose;

use beforehand::quarter::Quarter;
use beforehand::series::State;
use beforehand::week::{Week, long_date};
use leptos::prelude::*;

use crate::error::Error;
use crate::quarter::QuarterLink;
use crate::ui::{self, field_id};
use crate::{Frame, ServiceLink, history};

pub use compose::compose;

/// What a person may ask about the weeks of a quarter.
#[async_trait::async_trait]
pub trait Figures {
    /// The weeks behind the figures with those names (`calls.answered`, `share`); behind all of
    /// them when none is named.
    ///
    /// # Errors
    /// Not found for a quarter there is none of, and for a figure no channel had then.
    async fn figures(&self, quarter: &str, names: &[String]) -> Result<FiguresPage, Error>;
}

/// The page's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiguresPage {
    /// The service.
    pub service: ServiceLink,
    /// The quarter.
    pub quarter: QuarterLink,
    /// "Calls answered".
    pub label: String,
    /// What the weeks come to: "1,625 in 13 of 13 weeks."
    pub sum: String,
    /// Which weeks take part, where that is not plain.
    pub rule: Option<String>,
    /// The channels it is made of.
    pub parts: Vec<Part>,
}

/// One channel's weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The channel's name.
    pub channel: String,
    /// Its figures: name and heading, `calls.answered` and "Answered".
    pub columns: Vec<(String, String)>,
    /// Its weeks, the first first.
    pub rows: Vec<Row>,
}

/// One week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The week.
    pub week: Week,
    /// One state for each column.
    pub cells: Vec<State>,
    /// Its open days, and those of a normal week.
    pub open_days: (u8, u8),
    /// Not over yet: it counts for nothing.
    pub unfinished: bool,
    /// Names of events that concern the channel in that week.
    pub events: Vec<String>,
}

/// Where the weeks of a quarter's figures stand.
pub fn address(slug: &str, quarter: &str, names: &[impl AsRef<str>]) -> String {
    let mut to = format!("/services/{slug}/figures/{quarter}");
    for (n, name) in names.iter().enumerate() {
        to.push_str(if n == 0 { "?figure=" } else { "&figure=" });
        to.push_str(name.as_ref());
    }
    to
}

/// Leads from a quarter's figures to their weeks, where the reader may go there.
#[derive(Clone, Copy)]
pub struct Ways<'a> {
    slug: &'a str,
    quarters: Option<&'a [QuarterLink]>,
}

impl<'a> Ways<'a> {
    /// The ways from a page of the service `slug` that knows these quarters.
    pub fn of(frame: &Frame, slug: &'a str, quarters: &'a [QuarterLink]) -> Self {
        let open = frame.may("GET", "/services/{service}/figures/{quarter}");
        Self { slug, quarters: open.then_some(quarters) }
    }

    /// Whether there are any.
    pub fn are_open(self) -> bool {
        self.quarters.is_some()
    }

    /// The way to the weeks of figures in a quarter; none to a quarter before the first.
    pub fn to(self, quarter: Quarter, names: &[impl AsRef<str>]) -> Option<String> {
        let link = self.quarters?.iter().find(|link| link.quarter == quarter)?;
        Some(address(self.slug, &link.name, names))
    }
}

impl ui::Show for FiguresPage {
    fn title(&self) -> String {
        format!("{}, {}", self.label, self.quarter.months)
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let over = format!("Week by week · {} · {}", self.service.name, self.quarter.label);
        let rule = self.rule.clone().map(|rule| view! { <p class="soft">{rule}</p> });
        let several = self.parts.len() > 1;
        let parts = self.parts.iter().map(|one| part(&self.service.slug, one, several));
        let back = crate::quarter::address(&self.service.slug, &self.quarter);
        view! {
            <article class="weeks">
                {ui::heading(over, ui::Show::title(&self))}
                <p class="lead">{self.sum.clone()}</p>
                {rule}
                {parts.collect_view()}
                <p class="fine no-print">
                    "Each number leads to its history, each week to its form."
                </p>
                <p class="links no-print">
                    <a href=back>{format!("Summary of {}", self.quarter.months)}</a>
                </p>
            </article>
        }
        .into_any()
    }
}

fn part(slug: &str, part: &Part, several: bool) -> impl IntoView + use<> {
    let heads = part
        .columns
        .iter()
        .map(|(_, heading)| view! { <th scope="col" class="n">{heading.clone()}</th> })
        .collect_view();
    let rows = part.rows.iter().map(|one| row(slug, &part.columns, one)).collect_view();
    let table = view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Week of Monday"</th>
                    {heads}
                    <th scope="col" class="n">"Open days"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    let head = several.then(|| view! { <h2>{part.channel.clone()}</h2> });
    view! {
        {head}
        {ui::table_region(format!("{}, week by week", part.channel), table)}
    }
}

fn row(slug: &str, columns: &[(String, String)], row: &Row) -> impl IntoView + use<> {
    let week = row.week;
    let cells = columns
        .iter()
        .zip(&row.cells)
        .map(|((name, _), state)| {
            let to = history::address(slug, week, Some(name));
            view! { <td class="n">{ui::figure(Some(to), ui::state_word(*state))}</td> }
        })
        .collect_view();
    // One figure's form opens at its box.
    let field = match columns {
        [(name, _)] => format!("#{}", field_id(name)),
        _ => String::new(),
    };
    let form = format!("/services/{slug}/week/{week}{field}");
    let so_far = row.unfinished.then(|| {
        view! { <span class="part">"not over, does not count yet"</span> }
    });
    let (open, normal) = row.open_days;
    let events = row.events.iter().map(|name| view! { <bdi class="part">{name.clone()}</bdi> });
    let events = events.collect_view();
    view! {
        <tr id=format!("w{week}")>
            <th scope="row"><a href=form>{long_date(week.monday())}</a>{so_far}{events}</th>
            {cells}
            <td class="n">{format!("{open} of {normal}")}</td>
        </tr>
    }
}
