//! What is asked below the grid: why a number is odd, and which channels were closed or are no
//! longer counted.

use beforehand::invalid::Invalid;
use beforehand::service::Kind;
use leptos::prelude::*;

use super::super::ask::{OTHER, Reason, TEXT_LENGTH};
use super::super::{ChannelForm, Closed, FieldBox, Question, WeekPage};
use super::upper_first;
use crate::ui::{self, field_id};

pub(super) fn ask(
    kind: Kind,
    one: &FieldBox,
    question: &Question,
    problems: &[Invalid],
) -> impl IntoView + use<> {
    let name = format!("{}.reason", one.name);
    let text_name = format!("{name}.text");
    let text_id = field_id(&text_name);
    let choice = |value: String, label: String| {
        let checked = question.chosen == value;
        view! {
            <label class="chip">
                <input type="radio" name=name.clone() value=value checked=checked />
                {label}
            </label>
        }
    };
    let instead = question.instead.map(|count| {
        choice(format!("={count}"), format!("Change it to {}", ui::count(u64::from(count))))
    });
    let reasons = Reason::of(kind)
        .map(|reason| choice(reason.word.to_owned(), reason.label.to_owned()))
        .collect_view();
    let open = problems.iter().any(|problem| problem.field == name);
    let legend = if open {
        ui::error_at(problems, &name)
    } else {
        // The first sentence weighs more: "Website visits: 254,310 is ten times the usual."
        let said = question.sentence.as_str();
        let (first, rest) = said.split_once(". ").unwrap_or((said, ""));
        let first = format!("{}.", first.trim_end_matches('.'));
        let rest =
            format!(" {rest} If it is right, say why, and the reason stays with the number.");
        view! { <strong>{first}</strong> {rest} }.into_any()
    };
    view! {
        <fieldset class="ask" id=field_id(&name) tabindex="-1">
            <legend>{legend}</legend>
            <div class="chips">
                {instead} {reasons} {choice(OTHER.to_owned(), "Something else".to_owned())}
            </div>
            <div class="own">
                <label for=text_id.clone()>"In your own words"</label>
                <input type="text" id=text_id.clone() name=text_name.clone()
                    maxlength=TEXT_LENGTH.to_string() autocomplete="off"
                    value=question.text.clone() aria-describedby=format!("{text_id}-hint") />
                <p class="hint" id=format!("{text_id}-hint")>
                    "About the number, never about a person."
                </p>
                {ui::error_at(problems, &text_name)}
            </div>
        </fieldset>
    }
}

/// The two states that are not a number and not an empty box.
pub(super) fn states(page: &WeekPage) -> impl IntoView + use<> {
    let touched = page.channels.iter().any(|form| {
        form.closed_changed()
            || form.boxes.iter().any(|one| one.turn)
            || page.problems.iter().any(|p| p.field.starts_with(&format!("{}.closed", form.slug)))
    });
    let parts = page.channels.iter().map(|form| state_part(form, &page.problems)).collect_view();
    let closures = format!("/services/{}/closures", page.service.slug);
    view! {
        <details class="states" open=touched>
            <summary>"Closed, or not collected?"</summary>
            <p class="hint">
                "A week in which a channel did not run is closed, not 0. A number that is no longer counted is not collected. Both stay out of every rate and comparison."
            </p>
            <p class="hint">"Closed on some days only? See "<a href=closures>"closed days and bank holidays"</a>"."</p>
            <div class="parts">{parts}</div>
        </details>
    }
}

fn state_part(form: &ChannelForm, problems: &[Invalid]) -> impl IntoView + use<> {
    let closed = format!("{}.closed", form.slug);
    let reason = format!("{closed}.reason");
    let (closed_id, reason_id) = (field_id(&closed), field_id(&reason));
    let turned = form.boxes.iter().any(|one| one.turn);
    let turns = form
        .boxes
        .iter()
        .map(|one| {
            let (value, words) = if one.collected {
                ("stop", "not collected from this week on")
            } else {
                ("start", "collected again from this week on")
            };
            let name = format!("{}.turn", one.name);
            let heading = beforehand::service::lower_first(one.field.heading());
            view! {
                <label class="tick">
                    <input type="checkbox" name=name value=value checked=one.turn />
                    {format!("{}: {words}", upper_first(&heading))}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{form.name.clone()}</legend>
            <input type="hidden" name=format!("{closed}.was") value=form.closed_was.word() />
            <label class="tick">
                <input type="checkbox" id=closed_id name=closed.clone() value="1"
                    checked=form.closed />
                "Closed all week"
            </label>
            {ui::error_at(problems, &closed)}
            <div class="why">
                <label for=reason_id.clone()>"Why closed"</label>
                <input type="text" id=reason_id name=reason maxlength="200" autocomplete="off"
                    value=form.reason.clone() />
            </div>
            <details open=turned>
                <summary>"Not collected"</summary>
                {turns}
            </details>
        </fieldset>
    }
}

impl ChannelForm {
    /// Whether 'closed all week' differs from how the form was made.
    pub(super) fn closed_changed(&self) -> bool {
        self.closed != (self.closed_was != Closed::No)
    }
}
