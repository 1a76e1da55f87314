//! What is said before the form: what was saved, or whose changes came in between.

use beforehand::week::Week;
use leptos::prelude::*;

use super::super::{Clash, Confirmation};
use super::address;
use crate::ui::{self, field_id};

pub(super) fn confirmation(saved: &Confirmation, week: Week, slug: &str) -> impl IntoView + use<> {
    let said = format!("The {} was saved at {} by {}.", week.title(), ui::when(saved.at), saved.by);
    let what = saved.what.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let what = match saved.what.len() {
        0 => view! { <p>"Nothing in it was different."</p> }.into_any(),
        1..=4 => view! { <ul>{what}</ul> }.into_any(),
        many => view! {
            <details>
                <summary>{format!("{many} changes")}</summary>
                <ul>{what}</ul>
            </details>
        }
        .into_any(),
    };
    let next = match saved.next {
        None => view! { <p>"Nothing else is owed."</p> }.into_any(),
        Some(next) => view! {
            <p>
                "Next: the "
                <a href=address(slug, next)>{next.title()}</a>
                " still has empty boxes."
            </p>
        }
        .into_any(),
    };
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            {saved_heading()}
            <p>{said}</p>
            {what}
            {next}
        </div>
    }
}

/// "Saved", which turns into "Saved earlier" once somebody types again: the box is about what was
/// sent, not about what is being typed.
pub(in super::super) fn saved_heading() -> impl IntoView {
    view! {
        <h2>"Saved"<span class="then">" earlier: what you type now is not in it yet"</span></h2>
    }
}

pub(super) fn clash(clash: &Clash) -> impl IntoView + use<> {
    let said = format!(
        "{} saved this week at {}, while you were filling in this form. Nothing of yours has been saved yet, and nothing is lost.",
        clash.by,
        ui::when(clash.at)
    );
    let rows = clash
        .rows
        .iter()
        .map(|row| {
            let (yours, kept) = match &row.yours {
                Some(yours) => (yours.clone(), "yours"),
                None => ("not changed".to_owned(), "theirs"),
            };
            let who = format!("{}, {}", row.by, ui::when(row.at));
            let to = format!("#{}", field_id(&row.name));
            view! {
                <tr>
                    <th scope="row"><a href=to>{row.label.clone()}</a></th>
                    <td class="n">{row.was.clone()}</td>
                    <td class="n">{yours}</td>
                    <td class="n">{row.theirs.clone()}</td>
                    <td>{who}</td>
                    <td>{kept}</td>
                </tr>
            }
        })
        .collect_view();
    let table = (!clash.rows.is_empty()).then(|| {
        let table = view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Figure"</th>
                        <th scope="col" class="n">"Before"</th>
                        <th scope="col" class="n">"Yours"</th>
                        <th scope="col" class="n">"Theirs"</th>
                        <th scope="col">"Saved by"</th>
                        <th scope="col">"In the box now"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        };
        ui::table_region("Your numbers and theirs", table)
    });
    let then = if clash.rows.is_empty() {
        "No number differs from what you saw. Check the form and send it again."
    } else {
        "Check the boxes below, change what is wrong, and send the week again. What is in the boxes then counts."
    };
    view! {
        <div class="problem-summary" role="alert" tabindex="-1" autofocus=true
            aria-labelledby="clash-title">
            <h2 id="clash-title">"Somebody else changed this week"</h2>
            <p>{said}</p>
            {table}
            <p>{then}</p>
        </div>
    }
}
