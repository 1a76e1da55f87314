//! The step before a change of settings is made: what it does, and the way back.

use leptos::prelude::*;

/// What a change does, before it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirm {
    /// The question in the head: "Change the year start?"
    pub title: String,
    /// The change itself, sentence by sentence.
    pub change: Vec<String>,
    /// What it does, to the figures first of all.
    pub effect: Vec<String>,
    /// The form that asked for it.
    pub fields: Vec<(String, String)>,
    /// The mark of all that is shown: what is done is what was shown.
    pub mark: Mark,
}

/// Stands for everything that is shown.
pub type Mark = String;

/// The view of it; the form goes to `action`.
pub(crate) fn confirm(one: &Confirm, action: String) -> AnyView {
    let lines = |lines: &[String]| {
        let lines = lines.iter().map(|line| view! { <li><bdi>{line.clone()}</bdi></li> });
        lines.collect_view()
    };
    let fields = one.fields.iter().map(|(name, value)| {
        view! { <input type="hidden" name=name.clone() value=value.clone() /> }
    });
    let fields = fields.collect_view();
    view! {
        <p class="lead">"Nothing is changed yet. This would be changed:"</p>
        <ul>{lines(&one.change)}</ul>
        <h2>"What it does"</h2>
        <ul>{lines(&one.effect)}</ul>
        <form class="fields" method="post" action=action>
            {fields}
            <input type="hidden" name="seen" value=one.mark.clone() />
            <p class="two">
                <button class="button">"Make this change"</button>
                <button class="link" name="review" value="1">"Go back to the form"</button>
            </p>
        </form>
    }
    .into_any()
}
