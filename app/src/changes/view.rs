//! The record's state, the form that chooses, and the changes as a table.

use beforehand::history::Topic;
use beforehand::words::number;
use leptos::prelude::*;

use super::{AT_ONCE, ChangesPage, Filter, Line, address, record};
use crate::Frame;
use crate::history::view::step;
use crate::ui::{self, Paper, Show, error_at, error_summary};

impl Show for ChangesPage {
    fn title(&self) -> String {
        "Every change".to_owned()
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn paper(&self) -> Paper {
        Paper::Wide
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let over = match &self.service {
            Some(service) => format!("History · {}", service.name),
            None => "History · the whole installation".to_owned(),
        };
        let filter = self.asked.filter().unwrap_or_default();
        let again = format!("{}?check=all", address(self.service.as_ref()));
        let across = self.service.is_none();
        view! {
            <article class="history changes">
                {error_summary(&self.problems)}
                {ui::heading(over, self.title())}
                {self.record.view(&again)}
                {choice(&self)}
                {self.problems.is_empty().then(|| found(&self, &filter, across))}
            </article>
        }
        .into_any()
    }
}

/// So many points that were accepted stand in the open.
const FOLDED_FROM: usize = 3;

fn choice(page: &ChangesPage) -> AnyView {
    let asked = &page.asked;
    let select = |field: &'static str,
                  label: &'static str,
                  all: &'static str,
                  options: Vec<(String, String)>,
                  chosen: &str| {
        let options = options
            .into_iter()
            .map(|(value, words)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{words}</option> }
            })
            .collect_view();
        let wrong = page.problems.iter().any(|one| one.field == field);
        view! {
            <div class="field">
                <label for=field>{label}</label>
                {error_at(&page.problems, field)}
                <select id=field name=field aria-invalid=wrong.then_some("true")
                    aria-describedby=wrong.then(|| format!("{field}-error"))>
                    <option value="">{all}</option>
                    {options}
                </select>
            </div>
        }
        .into_any()
    };
    let day = |field: &'static str, label: &'static str, typed: &str| {
        let wrong = page.problems.iter().any(|one| one.field == field);
        view! {
            <div class="field">
                <label for=field>{label}</label>
                {error_at(&page.problems, field)}
                <input type="date" id=field name=field value=typed.to_owned()
                    aria-invalid=wrong.then_some("true")
                    aria-describedby=wrong.then(|| format!("{field}-error")) />
            </div>
        }
        .into_any()
    };
    let services = page.service.is_none().then(|| {
        let own = ("installation".to_owned(), "The installation itself".to_owned());
        let services = page.services.iter().map(|one| (one.slug.clone(), one.name.clone()));
        let options = std::iter::once(own).chain(services).collect();
        select("service", "Service", "All of them", options, &asked.service)
    });
    let kinds = Topic::ALL.map(|topic| (topic.word().to_owned(), topic.title().to_owned()));
    let all = (!asked.is_all()).then(|| {
        view! { <a href=address(page.service.as_ref())>"Show everything"</a> }
    });
    view! {
        <form method="get" novalidate=true class="choice-of no-print" action=address(page.service.as_ref())>
            {services}
            {select("person", "Person", "Everybody", page.people.clone(), &asked.person)}
            {select("kind", "Kind of change", "Every kind", kinds.to_vec(), &asked.kind)}
            {day("week", "Numbers of the week of", &asked.week)}
            {day("from", "Changed from", &asked.from)}
            {day("to", "Changed to", &asked.to)}
            <p class="two"><button class="button">"Show"</button>{all}</p>
        </form>
    }
    .into_any()
}

fn found(page: &ChangesPage, filter: &Filter, across: bool) -> AnyView {
    let at = address(page.service.as_ref());
    let week = filter.week.zip(page.service.as_ref()).map(|(week, service)| {
        let to = crate::history::address(&service.slug, week, None);
        let words = format!("Closed days, events and all else that reaches the {}", week.title());
        view! { <p><a href=to>{words}</a></p> }
    });
    if page.lines.is_empty() {
        let words = if page.asked.page() > 1 {
            "There are no more changes."
        } else if page.asked.is_all() {
            "Nothing has been changed yet. Each change appears here from the first on."
        } else {
            "No change fits. Choose less, or show everything."
        };
        return view! { <p class="lead">{words}</p>{week} }.into_any();
    }
    let (first, last) = page.shown();
    let many = format!("{} to {} of {}", number(first), number(last), number(page.total));
    let rows = page.lines.iter().map(|line| row(line, across)).collect_view();
    let whose = across.then(|| view! { <th scope="col" role="columnheader">"Service"</th> });
    let table = view! {
        <table class="acts stack" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">"When"</th>
                    <th scope="col" role="columnheader">"Who"</th>
                    {whose}
                    <th scope="col" role="columnheader">"What"</th>
                    <th scope="col" role="columnheader">"Why"</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    };
    let file = |ending: &str| format!("{at}/changes.{ending}{}", filter.canonical(1));
    view! {
        <h2>"Changes, the latest first"</h2>
        <p class="soft">{many}</p>
        {week}
        {ui::table_region("Changes", table)}
        {steps(page, filter, &at)}
        <p class="take no-print">
            "Take all "{number(page.total)}" away: "
            <a href=file("csv")>"CSV"<span class="hidden">": changes"</span></a>
            " · "
            <a href=file("xlsx")>"Excel"<span class="hidden">": changes"</span></a>
        </p>
    }
    .into_any()
}

/// To the changes before these and after them.
fn steps(page: &ChangesPage, filter: &Filter, at: &str) -> AnyView {
    let here = page.asked.page();
    let to = |page: u32| format!("{at}{}", filter.canonical(page));
    let newer = (here > 1).then(|| {
        view! { <a class="chip" rel="prev" href=to(here - 1)>"Newer"</a> }
    });
    let more = u64::from(here) * u64::from(AT_ONCE) < page.total;
    let older = more.then(|| view! { <a class="chip" rel="next" href=to(here + 1)>"Older"</a> });
    if newer.is_none() && older.is_none() {
        return ().into_any();
    }
    view! { <nav class="chips no-print" aria-label="Pages of changes">{newer}{older}</nav> }
        .into_any()
}

// The roles stay what they are when a phone's style sheet turns rows into blocks.
fn row(line: &Line, across: bool) -> AnyView {
    let said = &line.said;
    let entry = &said.entry;
    let whose = across.then(|| {
        let name = line.service.as_ref().map_or("The installation", |one| one.name.as_str());
        view! { <td role="cell"><bdi>{name.to_owned()}</bdi></td> }
    });
    let about = match &said.to {
        Some(to) => view! { <a href=to.clone()>{said.about.clone()}</a> }.into_any(),
        None => view! { <bdi>{said.about.clone()}</bdi> }.into_any(),
    };
    let steps = entry.steps.iter().map(|one| step(one, false)).collect_view();
    let sentences =
        said.sentences.iter().map(|text| view! { <p>{text.clone()}</p> }).collect_view();
    let why = entry.why.iter().map(|why| view! { <p>{why.clone()}</p> }).collect_view();
    let way = line.way().map(|way| view! { <p class="soft small">{way}</p> });
    let meddled = line.meddled.then(|| {
        view! { <p class="problem">"This row was changed after it was written."</p> }
    });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                {ui::when(entry.at)}
                <span class="row soft small">"Row "{number(line.seq.unsigned_abs())}" · "{record::hash(&line.hash)}</span>
            </th>
            <td role="cell"><bdi>{entry.by.clone()}</bdi></td>
            {whose}
            <td role="cell">
                {meddled}
                <p><span class="act">{line.act.clone()}</span>": "{about}</p>
                {steps}
                {sentences}
                {accepted(&said.accepted)}
                {way}
            </td>
            <td role="cell">{why}</td>
        </tr>
    }
    .into_any()
}

/// What was accepted; a list that is longer than a few is folded, and printed open.
fn accepted(all: &[String]) -> AnyView {
    let said = all.iter().map(|text| view! { <p>{text.clone()}</p> }).collect_view();
    if all.len() <= FOLDED_FROM {
        return said.into_any();
    }
    let many = format!("{} points were accepted as they stood", number(all.len() as u64));
    view! { <details class="folded"><summary>{many}</summary>{said}</details> }.into_any()
}

impl Line {
    /// By which way numbers came in; of other acts the kind says it.
    pub fn way(&self) -> Option<String> {
        let source = &self.said.entry.source;
        (source.starts_with("Week page") || source.starts_with("File")).then(|| source.clone())
    }
}
