//! Which way of each line is good: what was said, and the form that says it.

use beforehand::judgement::Good;
use leptos::prelude::*;

use super::{described, hidden, text, wrong};
use crate::signals::{SignalsPage, address};
use crate::ui;

/// Which way of each line is good, and the form that says it.
pub(super) fn directions(page: &SignalsPage, may: bool) -> impl IntoView + use<> {
    let said: Vec<_> = page.lines.iter().filter(|line| !line.by.is_empty()).collect();
    let rows = said.iter().map(|line| {
        view! {
            <tr role="row">
                <th scope="row" role="rowheader">{line.label.clone()}</th>
                <td role="cell">{line.good.title()}</td>
                <td role="cell">{ui::sentence(&line.reason)}" "<span class="soft">{line.by.clone()}</span></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = (!said.is_empty()).then(|| {
        ui::table_region(
            "Which way is good",
            view! {
                <table class="stack" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th scope="col" role="columnheader">"Line"</th>
                            <th scope="col" role="columnheader">"Which way is good"</th>
                            <th scope="col" role="columnheader">"Why"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            },
        )
    });
    let form = may.then(|| direction_form(page));
    view! {
        <h2 id="directions">"Which way is good"</h2>
        <p>
            "A change is neither good nor bad unless you say so: more calls may be more need or more reach. Where a direction is set, changes and signals are called better or worse, in blue and orange."
        </p>
        {table}
        {form}
    }
}

fn direction_form(page: &SignalsPage) -> impl IntoView + use<> {
    let here = page.typed.form() == "direct";
    let typed = |name: &str| if here { page.typed.text(name).to_owned() } else { String::new() };
    let (line, good) = (if here { page.typed.line() } else { "" }, typed("good"));
    let lines = page.lines.iter().map(|one| {
        let value = format!("{} {}", one.line, one.version);
        view! { <option value=value selected={one.line == line}>{one.label.clone()}</option> }
    });
    let ways = Good::ALL.iter().map(|one| {
        let picked = one.word() == good;
        view! { <option value=one.word() selected=picked>{one.title()}</option> }
    });
    let select = |id: &'static str, label: &'static str, options: AnyView| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {ui::error_at(&page.problems, id)}
                <select id=id name=id aria-describedby=described(page, id, false)
                    aria-invalid=wrong(page, id)>
                    <option value="">"Choose"</option>
                    {options}
                </select>
            </div>
        }
    };
    view! {
        <form class="fields no-print" method="post" novalidate=true action=address(&page.service.slug)>
            {hidden(&[("do", "direct"), ("key", &page.key)])}
            <div class="pair">
                {select("line", "Line", lines.collect_view().into_any())}
                {select("good", "Which way is good", ways.collect_view().into_any())}
            </div>
            {text(
                page,
                ("direction-reason", "reason"),
                "Why",
                "Such as Every missed call is somebody who waits.",
                typed("reason"),
            )}
            <button class="chip">"Set the direction"</button>
        </form>
    }
}
