//! One quarter on one page: the finding, three sentences, three numbers with a small chart each,
//! one caveat, then every channel. It is read by trustees and quoted, so it prints on one sheet.
//!
//! Refuses to compute a figure: every number and sentence comes from `beforehand::summary`.

pub mod bars;
mod letter;
mod life;
mod mailed;
pub mod said;
mod sides;
mod table;

pub use letter::{Issue, Letter, letter};
pub use life::{Approval, Life, definitions};
pub use mailed::{Counted, Mailed};
pub use table::is_whole;

use beforehand::quarter::Quarter;
use beforehand::summary::{Figure, Stage, Summary, Tone};
use leptos::prelude::*;

use crate::error::Error;
use crate::figures::Ways;
use crate::{room, ui};

/// The page's data.
#[derive(Clone, Debug, PartialEq)]
pub struct QuarterPage {
    /// The figures and sentences.
    pub summary: Box<Summary>,
    /// Whether these are the figures as they stand, or an edition.
    pub life: Life,
    /// The quarters that the reader may see, the latest first.
    pub quarters: Vec<QuarterLink>,
}

/// A quarter to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarterLink {
    /// The quarter.
    pub quarter: Quarter,
    /// `2018-Q4`, for the address.
    pub name: String,
    /// "January to March 2019".
    pub months: String,
    /// "Q4 2018/19".
    pub label: String,
}

/// What a person may ask about quarters.
#[async_trait::async_trait]
pub trait Quarters {
    /// The quarter with that name, or the latest that is over: its edition while that locks it, else
    /// the figures as they stand. Readers of summaries see editions only.
    ///
    /// # Errors
    /// Not found, when there is none that the reader may see.
    async fn quarter(&self, name: Option<&str>) -> Result<QuarterPage, Error>;

    /// That edition of the quarter; with the site's address `base`, and where no mail is sent, also the
    /// text to send by hand, for those who approve.
    ///
    /// # Errors
    /// Not found, when there is none.
    async fn edition(
        &self,
        name: &str,
        number: i32,
        base: Option<&str>,
    ) -> Result<QuarterPage, Error>;
}

impl ui::Show for QuarterPage {
    fn title(&self) -> String {
        format!("{} ({})", self.summary.months, self.summary.label)
    }

    fn view(self, frame: &crate::Frame) -> AnyView {
        let Self { summary, life, quarters } = self;
        let ways = Ways::of(frame, &summary.service, &quarters);
        let sentences = summary.sentences.iter().map(|text| view! { <p>{text.clone()}</p> });
        let here = life::here(&summary, &life);
        let figures = summary.figures.iter().enumerate();
        let figures = figures.map(|(n, figure)| {
            one_figure(n, figure, ways.to(summary.quarter, &figure.of), Some(&here))
        });
        let figures = (!summary.figures.is_empty()).then(|| {
            view! {
                <h2 class="hidden">"The numbers"</h2>
                <div class="figures">{figures.collect_view()}</div>
            }
        });
        let caveat = summary.caveat.clone().map(|text| view! { <p class="caveat">{text}</p> });
        view! {
            <article class="quarter">
                {top_line(&summary, &life, &quarters)}
                <h1>{summary.headline.clone()}</h1>
                {life::beside_the_finding(&summary, &life, frame)}
                <div class="sentences">{sentences.collect_view()}</div>
                {figures}
                {caveat}
                {sides::sides(&summary)}
                {life::comment(&life)}
                {life::revised(&life)}
                {table::channels(&summary, life.edition(), ways)}
                {table::contacts(&summary, ways)}
                {ways.are_open().then(led)}
                {happened(&summary)}
                {how(&summary)}
                {life::appendix(&summary, &life)}
                {others(&summary, &quarters, frame)}
            </article>
        }
        .into_any()
    }
}

/// "January to March 2019 · Q4 2018/19 · all 13 weeks entered", and the quarters on either side.
fn top_line(summary: &Summary, life: &Life, quarters: &[QuarterLink]) -> impl IntoView + use<> {
    let progress = life.approved().unwrap_or_else(|| progress(summary));
    let over = format!("{} · {} · {progress}", summary.months, summary.label);
    let to = |quarter: Quarter| {
        quarters
            .iter()
            .find(|link| link.quarter == quarter)
            .map(|link| address(&summary.service, link))
    };
    let before = to(summary.quarter.previous()).map(|to| {
        let words = format!("← {}", summary.quarter.previous().months());
        view! { <a href=to rel="prev">{words}</a> }
    });
    let after = to(summary.quarter.next()).map(|to| {
        let words = format!("{} →", summary.quarter.next().months());
        view! { <a href=to rel="next">{words}</a> }
    });
    view! {
        <div class="overline">
            <p class="over">{over}</p>
            <nav class="beside" aria-label="Quarters before and after">{before}{after}</nav>
        </div>
    }
}

fn progress(summary: &Summary) -> String {
    let (entered, expected) = (summary.weeks_entered, summary.weeks_expected);
    match summary.stage {
        _ if expected == 0 => "no weeks to enter".to_owned(),
        Stage::SoFar => {
            let all = summary.quarter.weeks().len();
            if entered == expected {
                format!("so far: {expected} of {all} weeks")
            } else {
                format!("so far: {expected} of {all} weeks, {entered} of them entered")
            }
        }
        Stage::Incomplete => format!("{entered} of {expected} weeks entered"),
        Stage::Complete => format!("all {expected} weeks entered"),
        Stage::Approved => "approved".to_owned(),
    }
}

/// Where an edition of it stands.
pub fn edition_address(slug: &str, name: &str, number: i32) -> String {
    format!("/services/{slug}/quarter/{name}/edition/{number}")
}

/// Where the paper of that edition is: a PDF.
pub fn paper_address(slug: &str, name: &str, number: i32) -> String {
    format!("{}/{PAPER}", edition_address(slug, name, number))
}

/// What the paper of an edition is called in its address.
pub const PAPER: &str = "quarter.pdf";

/// Where a quarter of the service `slug` stands.
pub fn address(slug: &str, link: &QuarterLink) -> String {
    format!("/services/{slug}/quarter/{}", link.name)
}

/// Figures that lead on look like figures, so it is said.
fn led() -> impl IntoView {
    view! {
        <p class="fine no-print">
            "The large numbers and those in the tables lead to the weeks they are made of, and from there to who entered them."
        </p>
    }
}

/// A number with its verdict, range and small chart, the way to its weeks, and its files at the address
/// `here`, where there are any.
pub fn one_figure(
    n: usize,
    figure: &Figure,
    to: Option<String>,
    here: Option<&str>,
) -> impl IntoView + use<> {
    let verdict = match figure.tone {
        Tone::Signal => "verdict signal",
        Tone::Good => "verdict good",
        Tone::Bad => "verdict bad",
        Tone::Quiet => "verdict",
    };
    view! {
        <section class="figure" aria-label=figure.title.clone()>
            <p class="number">
                <span class="big">{ui::figure(to, figure.number.clone())}</span>
                " "
                <span class="unit">{figure.unit.clone()}</span>
            </p>
            <p class=verdict>{figure.verdict.clone()}</p>
            <p class="detail">{figure.detail.clone()}</p>
            {bars::drawn(n, figure)}
            {here.map(|here| bars::take_away(n, figure, here))}
        </section>
    }
}

/// What happened in the quarter, in one small paragraph.
fn happened(summary: &Summary) -> AnyView {
    let (shown, more) = said::happened(summary);
    if shown.is_empty() {
        return ().into_any();
    }
    let shown = shown.into_iter().map(|words| view! { <bdi>{words}</bdi>" " });
    let more = more.map(|more| format!("{more} "));
    view! {
        <h2>"What happened in these weeks"</h2>
        <p class="fine">{shown.collect_view()}{more}{said::NO_PROOF}</p>
    }
    .into_any()
}

/// Two sentences on how the numbers came about, and where to read the rest.
fn how(summary: &Summary) -> impl IntoView + use<> {
    let about = format!("/services/{}/about", summary.service);
    view! {
        <h2>"How to read this"</h2>
        <p class="fine">
            {said::how(summary)}" "
            <a href=about>"How these numbers are made"</a>
        </p>
    }
}

/// Every quarter there is.
fn others(
    summary: &Summary,
    quarters: &[QuarterLink],
    frame: &crate::Frame,
) -> impl IntoView + use<> {
    let room = frame.may("GET", room::ROUTE).then(|| {
        let to = room::address(&summary.service);
        view! { <p class="links"><a href=to>"All approved quarters and years"</a></p> }
    });
    view! {
        <nav class="others" aria-labelledby="others">
            <h2 id="others">"Other quarters"</h2>
            {by_year(&summary.service, quarters, Some(summary.quarter))}
            {room}
        </nav>
    }
}

/// Quarters of the service `slug` as links, one line a reporting year; `here` is the page itself.
fn by_year(slug: &str, quarters: &[QuarterLink], here: Option<Quarter>) -> impl IntoView + use<> {
    let mut years: Vec<(&str, Vec<&QuarterLink>)> = Vec::new();
    for link in quarters {
        let year = link.label.split_once(' ').map_or(link.label.as_str(), |(_, year)| year);
        match years.last_mut() {
            Some((last, links)) if *last == year => links.push(link),
            _ => years.push((year, vec![link])),
        }
    }
    let years = years.into_iter().map(|(year, links)| {
        let links = links.into_iter().rev().map(|link| {
            let here = (Some(link.quarter) == here).then_some("page");
            let words = link.quarter.months_only();
            let year = view! { <span class="hidden">{format!(" {}", link.quarter.year())}</span> };
            view! { <li><a href=address(slug, link) aria-current=here>{words}{year}</a></li> }
        });
        view! {
            <dt>{year.to_owned()}</dt>
            <dd><ul>{links.collect_view()}</ul></dd>
        }
    });
    view! { <dl class="years">{years.collect_view()}</dl> }
}
