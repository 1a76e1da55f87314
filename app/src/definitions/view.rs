//! The words in force, all versions in a table, and the form for new ones.

use beforehand::definition::TEXT_LENGTH;
use beforehand::week::long_date;
use beforehand::words::{capital, list};
use leptos::prelude::*;

use super::{DefinitionsPage, ROUTE, Step, Version, address, confirm};
use crate::Frame;
use crate::events::define_address;
use crate::ui::{self, SafeTextarea, Show};

impl Show for DefinitionsPage {
    fn title(&self) -> String {
        match (&self.step, self.in_force(), self.versions.first()) {
            (Step::Confirm { definition, .. }, ..) => {
                format!("Store definition {}?", definition.version)
            }
            (_, Some(now), _) => format!("Definition {} is in force", now.definition.version),
            (_, None, Some(first)) => {
                format!("Definition 1 holds from the {}", first.definition.from.title())
            }
            (_, None, None) => "No definition has been written down yet".to_owned(),
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, frame: &Frame) -> AnyView {
        let over = format!("Definitions · {}", self.service.name);
        let body = match &self.step {
            Step::Confirm { definition, effect, mark } => {
                confirm::confirm(&self, definition, effect, mark)
            }
            Step::Write | Step::Clash => all(&self, frame),
        };
        let saved = self.versions.iter().find(|one| Some(one.definition.version) == self.saved);
        let done = saved.map(|saved| confirm::done(&self, saved));
        let title = self.title();
        view! {
            {ui::error_summary(&self.problems)}
            {done}
            <article class="meanings">
                {ui::heading(over, title)}
                {body}
            </article>
        }
        .into_any()
    }
}

impl DefinitionsPage {
    fn in_force(&self) -> Option<&Version> {
        self.versions.iter().rev().find(|one| one.definition.from <= self.this_week)
    }
}

fn all(page: &DefinitionsPage, frame: &Frame) -> AnyView {
    let may = frame.may("POST", ROUTE);
    let clash = page.versions.last().filter(|_| page.step == Step::Clash).map(|last| {
        let from = format!("From the {}", last.definition.from.title());
        view! {
            <section aria-labelledby="stands">
                <h2 id="stands">"The words that stand now"</h2>
                <p>{from}{by(last)}":"</p>
                <p class="words"><bdi>{last.definition.text.clone()}</bdi></p>
                <p>"The form holds what you typed. Send it again if your words shall follow these."</p>
            </section>
            {form(page)}
        }
        .into_any()
    });
    let in_force = page.in_force().map(|now| {
        let since = format!("Since the {}", now.definition.from.title());
        view! {
            <p>{since}{by(now)}":"</p>
            <p class="words"><bdi>{now.definition.text.clone()}</bdi></p>
        }
    });
    let none = page.versions.is_empty().then(|| {
        view! { <p>"Until then “before an offence” has its plain meaning: the person the contact is about has not committed an offence."</p> }
    });
    let form = match (may, &clash) {
        (true, None) => form(page),
        (true, Some(_)) => ().into_any(),
        (false, _) => {
            view! { <p class="soft no-print">"The administrator writes definitions."</p> }
                .into_any()
        }
    };
    let versions = (!page.versions.is_empty()).then(|| {
        let table = table(page, frame);
        view! {
            <section aria-labelledby="versions">
                <h2 id="versions">"All versions"</h2>
                {ui::table_region("Versions, with their weeks and words", table)}
            </section>
        }
        .into_any()
    });
    view! {
        <p class="lead">
            "What “before an offence” and the other words mean here. The words are printed with every quarter that is approved. New ones take the place of the old from a week on, and the old stay in this list."
        </p>
        {clash}
        {in_force}
        {none}
        {versions}
        {form}
    }
    .into_any()
}

/// ", written by Alex at 9:42am on 6 April 2026".
fn by(one: &Version) -> String {
    let by = one.by.as_ref();
    by.map_or_else(String::new, |(name, at)| format!(", written by {name} at {}", ui::when(*at)))
}

// The roles stay what they are when a phone's style sheet turns rows into blocks.
fn table(page: &DefinitionsPage, frame: &Frame) -> AnyView {
    let charts = frame.may("GET", "/services/{service}/events");
    let mark = frame.may("POST", "/services/{service}/events");
    let rows = page.versions.iter().rev().map(|one| {
        let Version { definition, until, .. } = one;
        let from = long_date(definition.from.monday());
        let weeks = match until {
            Some(last) => format!("{from} to {}", long_date(last.sunday())),
            None => format!("From {from}"),
        };
        // What the first words said was never otherwise: nothing changed by them.
        let marked = if one.marked.is_empty() {
            (mark && definition.version > 1).then(|| {
                let to = define_address(&page.service.slug, definition.from);
                let which = format!(" definition {}", definition.version);
                view! { "Not marked. " <a class="no-print" href=to>"Mark"<span class="hidden">{which}</span>" on the charts"</a> }
            }).into_any()
        } else {
            format!("Marked on the charts of {}", list(&one.marked)).into_any()
        };
        let written = one.by.as_ref().map(|(name, at)| {
            view! { <bdi>{format!("By {name}")}</bdi><span class="part">{capital(&ui::when(*at))}</span> }
        });
        view! {
            <tr role="row">
                <th scope="row" role="rowheader">{format!("Definition {}", definition.version)}</th>
                <td role="cell">{weeks}</td>
                <td role="cell" class="words"><bdi>{definition.text.clone()}</bdi></td>
                <td role="cell">{written}</td>
                {charts.then(|| view! { <td role="cell">{marked}</td> })}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <table class="stack" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">"Version"</th>
                    <th scope="col" role="columnheader">"Weeks"</th>
                    <th scope="col" role="columnheader">"Words"</th>
                    <th scope="col" role="columnheader">"Written"</th>
                    {charts.then(|| view! { <th scope="col" role="columnheader">"Charts"</th> })}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn form(page: &DefinitionsPage) -> AnyView {
    let last = page.versions.last().map_or(0, |one| one.definition.version);
    let version = page.typed.version.unwrap_or(last);
    let wrong = |name: &str| page.problems.iter().any(|one| one.field == name).then_some("true");
    let described = |name: &str| match wrong(name) {
        Some(_) => format!("{name}-error {name}-hint"),
        None => format!("{name}-hint"),
    };
    view! {
        <section class="no-print" aria-labelledby="write">
            <h2 id="write">"Write a new definition"</h2>
            <form class="fields" method="post" novalidate=true
                action=address(&page.service.slug)>
                <input type="hidden" name="key" value=page.key.clone() />
                <input type="hidden" name="version" value=version.to_string() />
                <div class="field">
                    <label for="text">"What the words mean"</label>
                    <p class="hint" id="text-hint">"The whole definition, as plain text of at most 4,000 characters. It is printed as it stands. Never write about a person."</p>
                    {ui::error_at(&page.problems, "text")}
                    <SafeTextarea name="text".to_owned() value=page.typed.text.clone() rows=8
                        maxlength=TEXT_LENGTH as u32 describedby=described("text") />
                </div>
                <div class="field">
                    <label for="from">"From which week they hold"</label>
                    <p class="hint" id="from-hint">"Any day names its week. It must lie after every approved quarter."</p>
                    {ui::error_at(&page.problems, "from")}
                    <input type="date" id="from" name="from" value=page.typed.from.clone()
                        aria-describedby=described("from") aria-invalid=wrong("from") />
                </div>
                <p class="send"><button class="button">"See what it does"</button></p>
            </form>
        </section>
    }
    .into_any()
}
