//! What is asked below the grid beside odd numbers: which channels were closed or are no longer
//! counted.

use beforehand::invalid::Invalid;
use leptos::prelude::*;

use super::super::{ChannelForm, Closed, Question, WeekPage};
use super::awake::Asked;
use super::upper_first;
use crate::ui::{self, field_id};

/// The questions about odd numbers of a week, with the answers typed so far. `prefix` leads the
/// names of its boxes.
pub(in super::super) fn asked_of(
    page: &WeekPage,
    problems: &[Invalid],
    prefix: &str,
) -> Vec<Asked> {
    let problem = |field: &str| {
        let of_it = problems.iter().filter(|problem| problem.field == field);
        of_it.map(|problem| problem.problem.as_str()).collect::<Vec<_>>().join(" ")
    };
    let boxes = page.channels.iter().flat_map(|form| form.boxes.iter().map(move |one| (form, one)));
    boxes
        .filter_map(|(form, one)| {
            // Among several weeks only what is typed is asked about.
            let asked =
                |question: &&Question| question.open || (question.standing && prefix.is_empty());
            let question = one.question.as_ref().filter(asked)?;
            let name = format!("{prefix}{}", one.name);
            Some(Asked {
                kind: form.kind,
                sentence: question.sentence.clone(),
                instead: question.instead,
                chosen: question.chosen.clone(),
                text: question.text.clone(),
                problem: problem(&format!("{name}.reason")),
                text_problem: problem(&format!("{name}.reason.text")),
                name,
            })
        })
        .collect()
}

/// Why numbers change that were submitted before.
pub(in super::super) fn correction_box(
    typed: Option<&String>,
    problems: &[Invalid],
) -> Option<AnyView> {
    let text = typed?.clone();
    let wrong = problems.iter().any(|problem| problem.field == "correction");
    Some(
    view! {
        <div class="field correction">
            <label for="correction">"Why are these numbers changing?"</label>
            <p class="hint" id="correction-hint">
                "Only needed when a number that was already submitted changes. About the number, never about a person."
            </p>
            {ui::error_at(problems, "correction")}
            <input type="text" id="correction" name="correction" maxlength="200" autocomplete="off"
                value=text aria-describedby="correction-hint"
                aria-invalid=wrong.then_some("true") />
        </div>
    }
    .into_any())
}

/// The two states that are not a number and not an empty box. With scripting a key and a button do the
/// same: then only channels that are closed are seen here, with the question why.
pub(super) fn states(page: &WeekPage) -> impl IntoView + use<> {
    let touched = page.channels.iter().any(|form| {
        form.closed_changed()
            || form.boxes.iter().any(|one| one.turn)
            || page.problems.iter().any(|p| p.field.starts_with(&format!("{}.closed", form.slug)))
    });
    let parts = page.channels.iter().map(|form| state_part(form, &page.problems)).collect_view();
    view! {
        <details class="states" id="states" open=touched>
            <summary>"Closed, or not collected?"</summary>
            <p class="hint">
                "A week in which a channel did not run is closed, not 0. A number that is no longer counted is not collected. Both stay out of every rate and comparison."
            </p>
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
                    <input type="checkbox" id=field_id(&name) name=name.clone() value=value
                        checked=one.turn />
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
