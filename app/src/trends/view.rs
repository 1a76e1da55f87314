//! The page: title, the way around, then a section for each chart.

use beforehand::judgement::Tone;
use beforehand::quarter::YearStart;
use beforehand::service::lower_first;
use beforehand::spc::Variant;
use beforehand::trend::Trend;
use beforehand::week::{Week, long_date};
use leptos::prelude::*;

use super::explore::{self, Explored};
use super::{Section, Span, TrendsPage, TrendsQuery, table, take_away};
use crate::Frame;
use crate::events::{self, Back};
use crate::ui::{Card, Paper, Script, Show, cards, heading};

impl Show for TrendsPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn script(&self) -> Script {
        if self.is_explored() { Script::Explore } else { Script::None }
    }

    fn paper(&self) -> Paper {
        Paper::Wide
    }

    fn view(self, frame: &Frame) -> AnyView {
        let address = format!("/services/{}/trends", self.service.slug);
        let over = format!("Trends · {}", self.service.name);
        if self.sections.is_empty() {
            return empty(over, &self.service.slug);
        }
        let glances = (self.sections.len() > 1).then(|| glances(&self.sections));
        let ways = ways(&self, &address);
        let sentences = self.is_explored().then(explore::sentences);
        let on_paper = on_paper(&over, self.weeks);
        let around = Around {
            slug: &self.service.slug,
            year_start: self.year_start,
            query: &self.query,
            address: &address,
            on_paper: &on_paper,
            marks: may_mark(frame),
            alone: false,
        };
        let sections: Vec<_> = self
            .sections
            .into_iter()
            .enumerate()
            .map(|(n, part)| section(part, n == 0, &around))
            .collect();
        view! {
            {heading(over, self.title)}
            {glances}
            {ways}
            {sections}
            {sentences}
            {crate::export::link(frame)}
        }
        .into_any()
    }
}

fn empty(over: String, slug: &str) -> AnyView {
    let week = format!("/services/{slug}/week");
    view! {
        {heading(over, "Nothing has been counted yet")}
        <p class="lead">
            "Charts appear here once the first weeks are entered. "
            <a href=week>"Enter a week"</a>
        </p>
    }
    .into_any()
}

/// The lines at a glance, in the order of the page: each leads to its chart.
fn glances(sections: &[Section]) -> impl IntoView + use<> {
    let lines = sections
        .iter()
        .map(|part| Card {
            glance: part.trend.glance.clone(),
            drawing: part.small.clone(),
            to: format!("#{}", part.anchor),
        })
        .collect();
    view! { <nav class="no-print" aria-label="Charts on this page">{cards(lines)}</nav> }
}

/// The period, the rules and the quarter compared: links and one small form, all of it in the
/// address.
pub(crate) fn ways(page: &TrendsPage, address: &str) -> impl IntoView + use<> {
    let to = |query: TrendsQuery| format!("{address}{}", query.canonical());
    let spans = [(Span::TwoYears, "Last 2 years"), (Span::All, "All years")].map(|(span, word)| {
        let here = (page.query.span == span).then_some("true");
        let query = TrendsQuery { span, ..page.query.clone() };
        view! { <a class="chip" href=to(query) aria-current=here>{word}</a> }
    });
    let options: Vec<_> = page
        .quarters
        .iter()
        .map(|quarter| {
            let value = quarter.name(page.year_start);
            let chosen = *quarter == page.quarter;
            view! { <option value=value selected=chosen>{quarter.title(page.year_start)}</option> }
        })
        .collect();
    let all = (page.query.span == Span::All)
        .then(|| view! { <input type="hidden" name="weeks" value="all" /> });
    let nhs = (page.query.rules == Variant::Nhs)
        .then(|| view! { <input type="hidden" name="rules" value="nhs" /> });
    let action = address.to_owned();
    let compare = format!("/services/{}/compare", page.service.slug);
    let (first, last) = (long_date(page.weeks.0.monday()), long_date(page.weeks.1.sunday()));
    view! {
        <div class="ways no-print">
            <nav aria-label="Period">{spans}</nav>
            <a class="chip" href=compare>"Compare quarters"</a>
            <form method="get" action=action>
                {all}
                {nhs}
                <label for="quarter">"Changes in"</label>
                " "
                <select id="quarter" name="quarter">{options}</select>
                " "
                <button type="submit" class="chip">"Compare"</button>
            </form>
        </div>
        <p class="soft small period">
            {format!("{first} to {last}. Changes are said for {}.", page.quarter.title(page.year_start))}
        </p>
    }
}

/// What stands around a chart.
pub(crate) struct Around<'a> {
    /// The service's short name.
    pub(crate) slug: &'a str,
    /// The month its year starts in.
    pub(crate) year_start: YearStart,
    /// What the address asked for.
    pub(crate) query: &'a TrendsQuery,
    /// The page's address without its query.
    pub(crate) address: &'a str,
    /// Whose chart it is and of when, where it stands on a sheet of its own.
    pub(crate) on_paper: &'a str,
    /// Whether the reader may mark events.
    pub(crate) marks: bool,
    /// Whether the page is about this one line: else its name leads there.
    pub(crate) alone: bool,
}

/// Whether the reader may mark an event.
pub(crate) fn may_mark(frame: &Frame) -> bool {
    frame.may("POST", "/services/{service}/events")
}

/// Whose charts these are, and of when.
pub(crate) fn on_paper(over: &str, weeks: (Week, Week)) -> String {
    let (first, last) = (long_date(weeks.0.monday()), long_date(weeks.1.sunday()));
    format!("{over} · {first} to {last}")
}

/// The way to the form of an event of that channel, in the last week that is over.
fn mark(part: &Section, query: &TrendsQuery, slug: &str) -> AnyView {
    let last = part.rows.iter().find(|row| !row.unfinished).map(|row| row.week);
    let back = Back { view: query.clone(), chart: Some(part.anchor.clone()) };
    let to = events::mark_address(slug, &part.trend.slug, last, &back);
    let label = format!("Mark an event of {}", lower_first(&part.trend.label));
    view! { <span class="no-print">" · "<a href=to aria-label=label>"Mark an event"</a></span> }
        .into_any()
}

/// One chart with its words and its table. The page's `first` says that charts can be explored.
pub(crate) fn section(part: Section, first: bool, around: &Around<'_>) -> AnyView {
    let Around { slug, query, address, .. } = *around;
    let mark = around.marks.then(|| mark(&part, query, slug));
    let Section { anchor, trend, drawing, starts_at, rows, small: _ } = part;
    let verdict = trend.tone.class();
    let sentences: Vec<_> = [&trend.previous_sentence, &trend.year_ago_sentence]
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .map(|sentence| view! { <p>{sentence.clone()}</p> })
        .collect();
    let signals = signals(&trend, slug);
    let drawn = drawing.is_some();
    let scale = starts_at
        .map(|value| format!(" The scale starts at {}, not at zero.", table::figure(value)));
    let caveats = trend.caveats.join(" ");
    let (rules, words) = match query.rules {
        Variant::Adjusted => (Variant::Nhs, "Plain NHS rules"),
        _ => (Variant::Adjusted, "Back to the adjusted rules"),
    };
    let other = TrendsQuery { rules, ..query.clone() }.canonical();
    let other = format!("{address}{other}#{anchor}");
    let series = format!("/services/{slug}/series/{anchor}{}", query.canonical());
    let caption = view! {
        <figcaption>
            {trend.reading.clone()}{scale}" "{caveats}" "
            <a class="no-print" href=other>{words}</a>
            {mark}
        </figcaption>
    }
    .into_any();
    let figure = match &drawing {
        Some(svg) => {
            let chart = Explored { svg, label: &trend.label, address: series, first };
            explore::figure(&chart, caption)
        }
        None => view! {
            <figure>
                <p class="problem">"The chart could not be drawn just now. Its numbers are in the table."</p>
                {caption}
            </figure>
        }
        .into_any(),
    };
    let take = take_away(slug, &anchor, &trend.label, query, drawn);
    let table = table::table(&trend, rows, drawn, (slug, around.year_start));
    let name = if around.alone {
        view! { <h2>{trend.label}</h2> }.into_any()
    } else {
        let own = format!("/services/{slug}/trends/{anchor}{}", query.canonical());
        view! { <h2><a class="to" href=own>{trend.label}</a></h2> }.into_any()
    };
    let id = anchor.clone();
    let on_paper = around.on_paper.to_owned();
    view! {
        <section class="trend" id=id>
            <p class="on-paper">{on_paper}</p>
            {name}
            <p class="now">{trend.now}" · "<span class=verdict>{trend.verdict}</span></p>
            <div class="sentences">{sentences}</div>
            {signals}
            {figure}
            {take}
            {table}
        </section>
    }
    .into_any()
}

/// The signals of the last 13 weeks in one paragraph: the chart marks them, the table names them.
/// What explains one stands behind it.
fn signals(trend: &Trend, slug: &str) -> Option<impl IntoView + use<>> {
    if trend.signals.is_empty() {
        return None;
    }
    let said = trend
        .signals
        .iter()
        .map(|finding| {
            let words = finding.words.trim_end_matches('.').to_owned();
            let class = if finding.tone == Tone::Signal { "" } else { finding.tone.class() };
            let explained = finding.explained.as_ref().map(|cause| format!(", explained: {cause}"));
            view! { <span class=class>{words}</span>{explained}". " }
        })
        .collect_view();
    let to = format!("/services/{slug}/signals");
    let open = trend.signals.iter().any(|finding| finding.explained.is_none());
    let words = if open { "Explain them" } else { "All of them" };
    Some(view! {
        <p class="signals">
            <strong>"Signals in the last 13 weeks: "</strong>
            {said}
            <a class="no-print" href=to>{words}</a>
        </p>
    })
}
