//! The page: title, the way around, then a section for each chart.

use beforehand::spc::Variant;
use beforehand::trend::Trend;
use beforehand::week::long_date;
use leptos::prelude::*;

use super::explore::{self, Explored};
use super::{Section, Span, TrendsPage, TrendsQuery, table};
use crate::Frame;
use crate::ui::{Script, Show, heading};

impl Show for TrendsPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn script(&self) -> Script {
        if self.is_explored() { Script::Explore } else { Script::None }
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let address = format!("/services/{}/trends", self.service.slug);
        let over = format!("Trends · {}", self.service.name);
        if self.sections.is_empty() {
            return empty(over, &self.service.slug);
        }
        let chips = (self.sections.len() > 1).then(|| chips(&self.sections));
        let ways = ways(&self, &address);
        let place = (self.service.slug.as_str(), self.year_start);
        let sentences = self.is_explored().then(explore::sentences);
        let sections: Vec<_> = self
            .sections
            .into_iter()
            .enumerate()
            .map(|(n, part)| section(part, n == 0, &self.query, &address, place))
            .collect();
        view! {
            {heading(over, self.title)}
            {chips}
            {ways}
            {sections}
            {sentences}
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

/// Jumps to the charts, in the order of the page.
fn chips(sections: &[Section]) -> impl IntoView + use<> {
    let links: Vec<_> = sections
        .iter()
        .map(|part| {
            let to = format!("#{}", part.anchor);
            view! { <li><a class="chip" href=to>{part.trend.label.clone()}</a></li> }
        })
        .collect();
    view! { <nav aria-label="Charts on this page"><ul class="chips plain">{links}</ul></nav> }
}

/// The period, the rules and the quarter compared: links and one small form, all of it in the
/// address.
fn ways(page: &TrendsPage, address: &str) -> impl IntoView + use<> {
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
    let (first, last) = (long_date(page.weeks.0.monday()), long_date(page.weeks.1.sunday()));
    view! {
        <div class="ways no-print">
            <nav aria-label="Period">{spans}</nav>
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

fn section(
    part: Section,
    first: bool,
    query: &TrendsQuery,
    address: &str,
    place: table::Place<'_>,
) -> AnyView {
    let Section { anchor, trend, drawing, starts_at, rows } = part;
    let verdict = if trend.changed { "signal" } else { "quiet" };
    let sentences: Vec<_> = [&trend.previous_sentence, &trend.year_ago_sentence]
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .map(|sentence| view! { <p>{sentence.clone()}</p> })
        .collect();
    let signals = signals(&trend);
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
    let series = format!("/services/{}/series/{anchor}{}", place.0, query.canonical());
    let caption = view! {
        <figcaption>
            {trend.reading.clone()}{scale}" "{caveats}" "
            <a class="no-print" href=other>{words}</a>
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
    let table = table::table(&trend, rows, drawn, place);
    let id = anchor.clone();
    view! {
        <section class="trend" id=id>
            <h2>{trend.label}</h2>
            <p class="now">{trend.now}" · "<span class=verdict>{trend.verdict}</span></p>
            <div class="sentences">{sentences}</div>
            {signals}
            {figure}
            {table}
        </section>
    }
    .into_any()
}

/// The signals of the last 13 weeks in one paragraph: the chart marks them, the table names them.
fn signals(trend: &Trend) -> Option<impl IntoView + use<>> {
    if trend.signals.is_empty() {
        return None;
    }
    let said: Vec<_> =
        trend.signals.iter().map(|finding| finding.words.trim_end_matches('.')).collect();
    let said = format!("{}.", said.join(". "));
    Some(view! { <p class="signals"><strong>"Signals in the last 13 weeks: "</strong>{said}</p> })
}
