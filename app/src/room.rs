//! The reading room: every approved quarter and year, the latest on top.
//!
//! Refuses what is not approved: nobody reads here what may still change.

mod wish;

use beforehand::summary::Summary;
use beforehand::week::long_date;
use leptos::prelude::*;

use crate::error::Error;
use crate::quarter::{QuarterLink, edition_address, paper_address};
use crate::ui::{self, Show};
use crate::{Frame, ServiceLink};

pub use wish::{FIELD, Wish};

/// The route of the reading room.
pub const ROUTE: &str = "/services/{service}/quarters";

/// What a person may ask about approved quarters.
#[async_trait::async_trait]
pub trait Rooms {
    /// The latest edition of each quarter, the latest quarter first; `just` after a choice about mail.
    async fn room(&self, just: bool) -> Result<RoomPage, Error>;

    /// Begins or ends mail about new editions to the reader.
    async fn choose_mail(&self, wanted: bool) -> Result<(), Error>;

    /// The approved quarters of the reporting year that starts in `year`.
    ///
    /// # Errors
    /// Not found, when none of that year is approved.
    async fn year(&self, year: i32) -> Result<YearPage, Error>;
}

/// All approved quarters.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomPage {
    /// The service.
    pub service: ServiceLink,
    /// The latest, as it was approved.
    pub latest: Option<(Reading, Box<Summary>)>,
    /// All, the latest first.
    pub readings: Vec<Reading>,
    /// Whether new editions come to the reader by mail; none where no mail is sent.
    pub wish: Option<Wish>,
}

/// One year of approved quarters.
#[derive(Clone, Debug, PartialEq)]
pub struct YearPage {
    /// The service.
    pub service: ServiceLink,
    /// "2018/19".
    pub year: String,
    /// The quarters that are approved, the first first.
    pub quarters: Vec<(Reading, Summary)>,
    /// The names of those that are not.
    pub missing: Vec<String>,
    /// The years before and after that have an approved quarter, by their first calendar year.
    pub beside: (Option<YearLink>, Option<YearLink>),
}

/// The latest edition of a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The quarter.
    pub link: QuarterLink,
    /// Its reporting year.
    pub year: YearLink,
    /// The edition.
    pub edition: i32,
    /// The day it was approved on, where the service is.
    pub on: chrono::NaiveDate,
}

/// A year to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearLink {
    /// The calendar year it starts in, for the address.
    pub starts: i32,
    /// "2018/19".
    pub label: String,
}

/// Where the approved quarters stand.
pub fn address(slug: &str) -> String {
    format!("/services/{slug}/quarters")
}

/// Where a year stands.
pub fn year_address(slug: &str, year: &YearLink) -> String {
    format!("/services/{slug}/years/{}", year.starts)
}

impl Show for RoomPage {
    fn title(&self) -> String {
        match &self.latest {
            Some((_, summary)) => summary.headline.clone(),
            None => "No quarter is approved yet".to_owned(),
        }
    }

    fn view(self, frame: &Frame) -> AnyView {
        let slug = self.service.slug.clone();
        let latest = match &self.latest {
            Some((reading, summary)) => {
                let sentences = summary.sentences.iter().map(|text| view! { <p>{text.clone()}</p> });
                let words = format!("Read {} on one page", reading.link.months);
                view! {
                    <div class="sentences">{sentences.collect_view()}</div>
                    <p class="links"><a class="button" href=read(&slug, reading)>{words}</a></p>
                }
                .into_any()
            }
            None => view! {
                <p class="lead">"A manager approves a quarter when it is over and checked. Then it stands here and does not change any more."</p>
            }
            .into_any(),
        };
        let over = match &self.latest {
            Some((reading, _)) => {
                format!("{} · {} · {}", self.service.name, reading.link.months, reading.link.label)
            }
            None => self.service.name.clone(),
        };
        let wish = self.wish.as_ref();
        view! {
            {wish.and_then(wish::done)}
            <article class="room">
                {ui::heading(over, self.title())}
                {latest}
                {by_year(&slug, &self.readings)}
                {wish.map(|wish| wish::form(&slug, wish))}
                {crate::export::link(frame)}
            </article>
        }
        .into_any()
    }
}

/// Approved quarters by reporting year, each year with the way to its page.
pub fn by_year(slug: &str, readings: &[Reading]) -> AnyView {
    if readings.is_empty() {
        return ().into_any();
    }
    let mut years: Vec<(&YearLink, Vec<&Reading>)> = Vec::new();
    for reading in readings {
        match years.last_mut() {
            Some((last, all)) if **last == reading.year => all.push(reading),
            _ => years.push((&reading.year, vec![reading])),
        }
    }
    let years = years.into_iter().map(|(year, readings)| {
        let to = year_address(slug, year);
        let rows = readings.into_iter().map(|reading| {
            let said =
                format!("approved on {}, edition {}", long_date(reading.on), reading.edition);
            view! {
                <li>
                    <a href=read(slug, reading)>{reading.link.months.clone()}</a>
                    " "
                    <span class="soft">{said}" · "{paper(slug, reading)}</span>
                </li>
            }
        });
        view! {
            <section>
                <h3><a href=to>{format!("The year {}", year.label)}</a></h3>
                <ul class="lines">{rows.collect_view()}</ul>
            </section>
        }
    });
    view! {
        <h2>"Approved quarters"</h2>
        <div class="years-list">{years.collect_view()}</div>
    }
    .into_any()
}

fn paper(slug: &str, reading: &Reading) -> impl IntoView + use<> {
    let to = paper_address(slug, &reading.link.name, reading.edition);
    let of = format!(" of {}", reading.link.months);
    view! { <a href=to>"PDF"<span class="hidden">{of}</span></a> }
}

fn read(slug: &str, reading: &Reading) -> String {
    edition_address(slug, &reading.link.name, reading.edition)
}

impl Show for YearPage {
    fn title(&self) -> String {
        format!("The year {} in its quarters", self.year)
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let slug = &self.service.slug;
        let over = format!("{} · {}", self.service.name, self.year);
        let way = |year: &Option<YearLink>, rel, before: &str, after: &str| {
            year.as_ref().map(|year| {
                let words = format!("{before}{}{after}", year.label);
                view! { <a href=year_address(slug, year) rel=rel>{words}</a> }
            })
        };
        let (before, after) = &self.beside;
        let missing = (!self.missing.is_empty()).then(|| {
            let words = format!("Not approved yet: {}.", beforehand::words::list(&self.missing));
            view! { <p class="fine">{words}</p> }
        });
        let quarters = self.quarters.iter().map(|(reading, one)| quarter(slug, reading, one));
        view! {
            <article class="year">
                <div class="overline">
                    <p class="over">{over}</p>
                    <nav class="beside" aria-label="Years before and after">
                        {way(before, "prev", "← ", "")}{way(after, "next", "", " →")}
                    </nav>
                </div>
                <h1>{self.title()}</h1>
                {numbers(&self.quarters)}
                {missing}
                {quarters.collect_view()}
                <p class="links no-print"><a href=address(slug)>"All approved quarters and years"</a></p>
            </article>
        }
        .into_any()
    }
}

/// The numbers of the year's quarters side by side, as each was approved.
fn numbers(quarters: &[(Reading, Summary)]) -> AnyView {
    let mut titles: Vec<&str> = Vec::new();
    for figure in quarters.iter().flat_map(|(_, one)| &one.figures) {
        if !titles.contains(&figure.title.as_str()) {
            titles.push(&figure.title);
        }
    }
    let head = titles.iter().map(|title| view! { <th scope="col">{(*title).to_owned()}</th> });
    let rows = quarters.iter().map(|(reading, one)| {
        let cells = titles.iter().map(|title| {
            let figure = one.figures.iter().find(|figure| figure.title == *title);
            let number = figure.map_or("–".to_owned(), |figure| figure.number.clone());
            let verdict = figure.map(|figure| {
                let class = format!("part {}", figure.tone.class());
                view! { <span class=class>{figure.verdict.clone()}</span> }
            });
            view! { <td>{number}" "{verdict}</td> }
        });
        view! {
            <tr>
                <th scope="row">{reading.link.months.clone()}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    let table = view! {
        <table class="year-numbers">
            <thead><tr><th scope="col">"Quarter"</th>{head.collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    };
    view! {
        {ui::table_region("The numbers of the year", table)}
        <p class="fine">"In all, and the change on the quarter before. Quarters differ in length, so changes compare what was counted a week."</p>
    }
    .into_any()
}

fn quarter(slug: &str, reading: &Reading, summary: &Summary) -> impl IntoView + use<> {
    let over = format!(
        "{} · {} · approved on {}, edition {}",
        reading.link.months,
        reading.link.label,
        long_date(reading.on),
        reading.edition
    );
    let sentences = summary.sentences.iter().map(|text| view! { <p>{text.clone()}</p> });
    let caveat = summary.caveat.clone().map(|text| view! { <p class="caveat">{text}</p> });
    let words = format!("Read {}", reading.link.months);
    view! {
        <section class="of-year">
            <p class="over">{over}</p>
            <h2>{summary.headline.clone()}</h2>
            <div class="sentences">{sentences.collect_view()}</div>
            {caveat}
            <p class="links no-print"><a href=read(slug, reading)>{words}</a></p>
        </section>
    }
}
