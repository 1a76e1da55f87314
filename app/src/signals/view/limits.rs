//! New limits: suggested by a chart, chosen for any week, recorded, and undone with a reason.

use beforehand::week::long_date;
use leptos::prelude::*;

use super::{described, hidden, text, wrong};
use crate::signals::typed::step_place;
use crate::signals::{SignalsPage, StepRow, address, preview_address};
use crate::ui;

/// Suggested, chosen and recorded steps.
pub(super) fn limits(page: &SignalsPage, may: bool) -> impl IntoView + use<> {
    let slug = &page.service.slug;
    let suggested = page.suggestions.iter().map(|one| {
        let to = preview_address(slug, &one.line, one.week);
        let which = format!("{}: {}.", one.label, one.words);
        let words = format!("Look at new limits from {}", long_date(one.week.monday()));
        view! { <li>{which}" "<a href=to>{words}</a></li> }
    });
    let suggested = (!page.suggestions.is_empty()).then(|| {
        view! { <ul class="lines">{suggested.collect_view()}</ul> }
    });
    let none = page.suggestions.is_empty().then(|| {
        view! { <p class="soft">"None is suggested: no line has been on one side of its average in all of its latest 8 weeks."</p> }
    });
    let steps = (!page.steps.is_empty()).then(|| {
        view! { {ui::table_region("Recorded steps", steps(page, may))} }
    });
    let choose = may.then(|| choose(page));
    view! {
        <h2 id="limits">"New limits"</h2>
        <p>
            "When a line has become another one, for a reason you know, its usual range can start anew. The old range stays drawn, and nothing is judged across the step. It is never done by itself."
        </p>
        {suggested}
        {none}
        {choose}
        {steps}
    }
}

/// Any week of any line; the answer is a preview.
fn choose(page: &SignalsPage) -> impl IntoView + use<> {
    let typed = |name: &str| page.typed.text(name).to_owned();
    let here = page.typed.form() == "choose";
    let (line, week) = if here { (typed("line"), typed("week")) } else { Default::default() };
    let options = page.lines.iter().map(|one| {
        let picked = one.line == line;
        view! { <option value=one.line.clone() selected=picked>{one.label.clone()}</option> }
    });
    let options = options.collect_view();
    view! {
        <form class="pick no-print" method="get" action=format!("{}#limits", address(&page.service.slug))>
            <div class="field">
                <label for="step-line">"Line"</label>
                {ui::error_at(&page.problems, "step-line")}
                <select id="step-line" name="line" aria-describedby=described(page, "step-line", false)
                    aria-invalid=wrong(page, "step-line")>{options}</select>
            </div>
            <div class="field">
                <label for="week">"A day of the first week"</label>
                {ui::error_at(&page.problems, "week")}
                <input type="date" id="week" name="week" value=week
                    aria-describedby=described(page, "week", false) aria-invalid=wrong(page, "week") />
            </div>
            <button class="chip">"Look at new limits"</button>
        </form>
    }
}

fn steps(page: &SignalsPage, may: bool) -> impl IntoView + use<> {
    let rows = page.steps.iter().map(|step| {
        let chart = format!("/services/{}/trends#{}", page.service.slug, step.chart);
        let undo = may.then(|| {
            view! { <td role="cell" class="no-print">{undo(page, step)}</td> }
        });
        let why = format!("{} Event: {}.", ui::sentence(&step.reason), step.event);
        view! {
            <tr role="row">
                <th scope="row" role="rowheader">{long_date(step.week.monday())}</th>
                <td role="cell"><a href=chart>{step.label.clone()}</a></td>
                <td role="cell">{step.name.clone()}</td>
                <td role="cell">{why}" "<span class="soft">{step.by.clone()}</span></td>
                {undo}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let last = may.then(|| {
        view! { <th scope="col" role="columnheader" class="no-print"><span class="hidden">"Undo"</span></th> }
    });
    view! {
        <table class="stack" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">"From the week of"</th>
                    <th scope="col" role="columnheader">"Line"</th>
                    <th scope="col" role="columnheader">"New limits"</th>
                    <th scope="col" role="columnheader">"Why"</th>
                    {last}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn undo(page: &SignalsPage, step: &StepRow) -> impl IntoView + use<> {
    let week = step.week.to_string();
    let place = step_place(&step.line, &week);
    let here = page.typed.form() == "undo" && page.typed.place() == place;
    let reason = format!("reason-{place}");
    let typed = if here { page.typed.text("reason").to_owned() } else { String::new() };
    let version = step.version.to_string();
    let fields = hidden(&[
        ("do", "undo"),
        ("key", &page.key),
        ("line", &step.line),
        ("week", &week),
        ("version", &version),
    ]);
    let which = format!(" {} from {}", step.label, long_date(step.week.monday()));
    view! {
        <details open=here>
            <summary>"Undo"<span class="hidden">{which.clone()}</span></summary>
            <form method="post" novalidate=true action=address(&page.service.slug)>
                {fields}
                {text(page, (&reason, "reason"), "Why they are undone", "", typed)}
                <button class="chip">"Undo these limits"<span class="hidden">{which}</span></button>
            </form>
        </details>
    }
}
