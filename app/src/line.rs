//! One line by itself: its chart, every signal in it in words, what each quarter was judged by, and
//! how often chance alone would show a signal.
//!
//! Refuses to compute or draw, as Trends does.

use beforehand::quarter::YearStart;
use beforehand::spc::Footing;
use beforehand::trend::{Chance, Ground};
use leptos::prelude::*;

use crate::Frame;
use crate::error::Error;
use crate::trends::{
    Around, TrendsPage, TrendsQuery, explore, figure, may_mark, on_paper, section, ways,
};
use crate::ui::{Card, Paper, Script, Show, cards, heading, table_region};

/// One line of a service.
#[derive(Clone, Debug)]
pub struct LinePage {
    /// Its name in addresses: `calls-answered`.
    pub name: String,
    /// Trends with the one section of this line.
    pub trends: TrendsPage,
    /// All lines of the service, name and label, in its own order.
    pub lines: Vec<(String, String)>,
    /// What one of it is, and what it is not.
    pub definition: String,
    /// Every signal in the weeks shown, the latest first: words, and what explains it.
    pub signals: Vec<(String, Option<String>)>,
    /// What each quarter was judged by, the latest first.
    pub grounds: Vec<Ground>,
    /// How often a steady line like this one shows a signal.
    pub chance: Option<Chance>,
    /// The events in the weeks shown, one line each.
    pub events: Vec<String>,
    /// The other lines, the one most in need of a look first.
    pub others: Vec<Card>,
}

/// What a person asks of one line.
#[async_trait::async_trait]
pub trait Lines {
    /// The line of that name of the service this access is about.
    ///
    /// # Errors
    /// Not found when there is none; or a quarter that is none.
    async fn line(&self, name: &str, query: TrendsQuery) -> Result<LinePage, Error>;
}

impl Show for LinePage {
    fn title(&self) -> String {
        self.trends.title.clone()
    }

    fn script(&self) -> Script {
        if self.trends.is_explored() { Script::Explore } else { Script::None }
    }

    fn paper(&self) -> Paper {
        Paper::Wide
    }

    fn view(self, frame: &Frame) -> AnyView {
        let sentences = self.trends.is_explored().then(explore::sentences);
        let all = format!("/services/{}/trends", self.trends.service.slug);
        let address = format!("{all}/{}", self.name);
        let over = format!("Trends · {}", self.trends.service.name);
        let title = self.title();
        let query = self.trends.query.canonical();
        let chips: Vec<_> = self
            .lines
            .iter()
            .map(|(name, label)| {
                let here = (*name == self.name).then_some("page");
                let to = format!("{all}/{name}{query}");
                view! { <li><a class="chip" href=to aria-current=here>{label.clone()}</a></li> }
            })
            .collect();
        let ways = ways(&self.trends, &address);
        let year_start = self.trends.year_start;
        let mut trends = self.trends;
        let on_paper = on_paper(&over, trends.weeks);
        let part = trends.sections.pop();
        let around = Around {
            slug: &trends.service.slug,
            year_start,
            query: &trends.query,
            address: &address,
            on_paper: &on_paper,
            marks: may_mark(frame),
            alone: true,
        };
        let part = part.map(|part| section(part, true, &around));
        let everything = format!("{all}{query}");
        let others = (!self.others.is_empty()).then(|| {
            view! {
                <h2>"Everything else, most in need of a look first"</h2>
                {cards(self.others)}
            }
        });
        view! {
            {heading(over, title)}
            <nav aria-label="Lines"><ul class="chips plain">{chips}</ul></nav>
            {ways}
            <div class="single">{part}</div>
            <p class="soft small definition">{self.definition}</p>
            {signals(self.signals)}
            {grounds(self.grounds, self.chance, year_start)}
            {events(self.events)}
            {others}
            <p class="links no-print"><a href=everything>"All charts on one page"</a></p>
            {sentences}
        }
        .into_any()
    }
}

/// Every signal shown, with what explains it.
fn signals(signals: Vec<(String, Option<String>)>) -> AnyView {
    if signals.is_empty() {
        return view! {
            <h2>"Signals"</h2>
            <p>"There is no signal in the weeks shown."</p>
        }
        .into_any();
    }
    let lines: Vec<_> = signals
        .into_iter()
        .map(|(words, explained)| {
            let explained = explained.map(|cause| {
                view! { <span class="soft">{format!(" Explained: {cause}.")}</span> }
            });
            view! { <li>{words}"."{explained}</li> }
        })
        .collect();
    view! {
        <h2>"Signals, each in words"</h2>
        <ul class="told">{lines}</ul>
    }
    .into_any()
}

/// What the quarters were judged by, and what chance alone would do.
fn grounds(grounds: Vec<Ground>, chance: Option<Chance>, year_start: YearStart) -> AnyView {
    let chance = chance.map(|chance| {
        let likeness = format!("{:.2}", chance.rho);
        view! {
            <p>
                {format!(
                    "Week resembles week here with a correlation of {likeness} (0: not at all). Of 100 quarters of a steady line like that, {} show at least one signal by the adjusted rules, and {} by the plain NHS rules. Both figures come from a simulation that is part of Beforehand's own tests.",
                    chance.adjusted, chance.nhs
                )}
            </p>
        }
    });
    let rows: Vec<_> = grounds
        .into_iter()
        .map(|ground| {
            let (lower, centre, upper) = ground.limits.map_or_else(Default::default, |l| {
                (figure(l.lower.max(0.0)), figure(l.centre), figure(l.upper))
            });
            let footing = match ground.footing {
                Footing::Full => "",
                Footing::Provisional => "provisional",
                Footing::Small => "counts too small for limits",
                Footing::None => "too few weeks for limits",
            };
            view! {
                <tr>
                    <th scope="row">{ground.quarter.title(year_start)}</th>
                    <td>{lower}</td>
                    <td>{centre}</td>
                    <td>{upper}</td>
                    <td>{ground.baseline}</td>
                    <td>{format!("{:.2}", ground.rho)}</td>
                    <td>{ground.run}</td>
                    <td>{footing}</td>
                </tr>
            }
        })
        .collect();
    let table = view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Quarter"</th>
                    <th scope="col" class="n">"Lower limit"</th>
                    <th scope="col" class="n">"Centre"</th>
                    <th scope="col" class="n">"Upper limit"</th>
                    <th scope="col" class="n">"Weeks it rests on"</th>
                    <th scope="col" class="n">"Likeness of weeks"</th>
                    <th scope="col" class="n">"Run that counts"</th>
                    <th scope="col">"Remarks"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <h2>"How each quarter was judged"</h2>
        {chance}
        <details class="twin grounds">
            <summary>"Show limits by quarter"</summary>
            {table_region("Limits by quarter", table)}
        </details>
    }
    .into_any()
}

fn events(events: Vec<String>) -> AnyView {
    if events.is_empty() {
        return ().into_any();
    }
    let lines: Vec<_> = events.into_iter().map(|event| view! { <li>{event}</li> }).collect();
    view! { <h2>"Events in these weeks"</h2><ul class="told">{lines}</ul> }.into_any()
}
