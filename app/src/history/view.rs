//! What stands there now, then a table of what was done, the latest first.

use beforehand::words::capital;
use leptos::prelude::*;

use super::{Entry, HistoryPage, Standing, Step, address};
use crate::Frame;
use crate::ui::{self, Show, field_id};
use crate::{changes, figures};

impl Show for HistoryPage {
    fn title(&self) -> String {
        match self.figure() {
            Some(figure) => format!("{}, {}", figure.label, self.week.title()),
            None => format!("History of the {}", self.week.title()),
        }
    }

    fn view(self, frame: &Frame) -> AnyView {
        let over = format!("History · {}", self.service.name);
        let standing = match self.figure() {
            Some(figure) => one(&self, figure),
            None => all(&self),
        };
        view! {
            <article class="history">
                {ui::heading(over, self.title())}
                {standing}
                {happened(&self.events)}
                <h2>"What was done, the latest first"</h2>
                {acts(&self)}
                {ways_on(&self, frame)}
            </article>
        }
        .into_any()
    }
}

impl HistoryPage {
    fn figure(&self) -> Option<&Standing> {
        self.standing.first().filter(|_| !self.whole)
    }
}

/// The events of that week, in a sentence.
fn happened(events: &[String]) -> Option<impl IntoView + use<>> {
    let said = events.iter().map(|event| view! { <bdi>{event.clone()}</bdi>". " });
    let said = said.collect_view();
    (!events.is_empty()).then(|| view! { <p>"What happened: "{said}</p> })
}

fn one(page: &HistoryPage, figure: &Standing) -> AnyView {
    let now = capital(&ui::state_word(figure.state));
    let open = page.open.first();
    let open = open.map(|(_, open, normal)| format!(" Open on {open} of {normal} days that week."));
    let note = figure.note.as_ref().map(|note| view! { <p>{format!("Note: “{note}”")}</p> });
    view! {
        <p class="lead"><strong>{now}</strong>" now."{open}</p>
        {note}
    }
    .into_any()
}

fn all(page: &HistoryPage) -> AnyView {
    let open: Vec<_> =
        page.open.iter().map(|(name, open, normal)| format!("{name} {open} of {normal}")).collect();
    let open = format!("Open days: {}.", open.join(", "));
    let rows = page
        .standing
        .iter()
        .map(|figure| {
            let to = address(&page.service.slug, page.week, Some(&figure.name));
            view! {
                <tr>
                    <th scope="row"><a href=to>{figure.label.clone()}</a></th>
                    <td class="n">{ui::state_word(figure.state)}</td>
                    <td>{figure.note.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <table class="standing">
            <thead>
                <tr>
                    <th scope="col">"Figure"</th>
                    <th scope="col" class="n">"Now"</th>
                    <th scope="col">"Note"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <p class="lead">{open}</p>
        {ui::table_region("What stands there now", table)}
    }
    .into_any()
}

// The roles stay what they are when a phone's style sheet turns rows into blocks.
fn acts(page: &HistoryPage) -> AnyView {
    if page.entries.is_empty() {
        let words = if page.whole {
            "Nobody has entered anything in this week yet. Each number appears here from the first time it is saved."
        } else {
            "Nobody has entered this number yet. It appears here from the first time it is saved."
        };
        return view! { <p>{words}</p> }.into_any();
    }
    let label = page.figure().map_or("", |figure| &figure.label);
    let rows = page.entries.iter().map(|entry| act(entry, label)).collect_view();
    let table = view! {
        <table class="acts stack" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">"When"</th>
                    <th scope="col" role="columnheader">"Who"</th>
                    <th scope="col" role="columnheader">"Was and became"</th>
                    <th scope="col" role="columnheader">"Why"</th>
                    <th scope="col" role="columnheader">"By way of"</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    };
    ui::table_region("What was done", table).into_any()
}

fn act(entry: &Entry, label: &str) -> impl IntoView + use<> {
    let steps = entry.steps.iter().map(|one| step(one, one.what == label)).collect_view();
    let why = entry.why.iter().map(|why| view! { <p>{why.clone()}</p> }).collect_view();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{ui::when(entry.at)}</th>
            <td role="cell">{entry.by.clone()}</td>
            <td role="cell">{steps}</td>
            <td role="cell">{why}</td>
            <td role="cell">{entry.source.clone()}</td>
        </tr>
    }
}

/// "Calls missed: 19 → 28"; without the name where the page is about it.
pub(crate) fn step(step: &Step, own: bool) -> impl IntoView + use<> {
    let what = (!own).then(|| format!("{}: ", step.what));
    view! {
        <p>
            {what}
            <span class="was">{step.before.clone()}</span>
            <span aria-hidden="true">" → "</span>
            <span class="hidden">" became "</span>
            <strong>{step.after.clone()}</strong>
        </p>
    }
}

/// To the form, to the whole week, to the weeks of the quarter, to all changes.
fn ways_on(page: &HistoryPage, frame: &Frame) -> impl IntoView + use<> {
    let slug = &page.service.slug;
    let field = page.figure().map(|figure| format!("#{}", field_id(&figure.name)));
    let form = format!("/services/{slug}/week/{}{}", page.week, field.unwrap_or_default());
    let whole = page.figure().map(|_| {
        let to = address(slug, page.week, None);
        view! { <a href=to>"History of the whole week"</a> }
    });
    let names: Vec<&str> = page.figure().iter().map(|figure| figure.name.as_str()).collect();
    let (name, months) = &page.quarter;
    let quarter = figures::address(slug, name, &names);
    let all = frame.may("GET", "/services/{service}/changes").then(|| {
        let to = changes::address(Some(&page.service));
        view! { <a href=to>"Every change"</a> }
    });
    view! {
        <p class="links no-print">
            <a href=form>"The week's form"</a>
            {whole}
            <a href=quarter>{format!("All weeks of {months}")}</a>
            {all}
        </p>
    }
}
