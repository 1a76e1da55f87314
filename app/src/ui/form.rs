//! Forms: the error summary, the words at a field, and a text area that cannot be broken out of.

use beforehand::invalid::Invalid;
use leptos::prelude::*;

/// The `id` of the field with that name; the error summary links to it.
pub fn field_id(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// "There is a problem": focused when the page opens, each line a link to its field.
pub fn error_summary(problems: &[Invalid]) -> AnyView {
    if problems.is_empty() {
        return ().into_any();
    }
    let lines = problems
        .iter()
        .map(|problem| {
            let text = problem.problem.clone();
            if problem.field.is_empty() {
                view! { <li>{text}</li> }.into_any()
            } else {
                let to = format!("#{}", field_id(&problem.field));
                view! { <li><a href=to>{text}</a></li> }.into_any()
            }
        })
        .collect_view();
    view! {
        <div class="problem-summary" role="alert" tabindex="-1" autofocus=true
            aria-labelledby="problem-title">
            <h2 id="problem-title">"There is a problem"</h2>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

/// The same words at the field; the input names `{id}-error` in `aria-describedby`.
pub fn error_at(problems: &[Invalid], field: &str) -> AnyView {
    let text: Vec<_> =
        problems.iter().filter(|p| p.field == field).map(|p| p.problem.as_str()).collect();
    if text.is_empty() {
        return ().into_any();
    }
    let id = format!("{}-error", field_id(field));
    view! { <p class="problem" id=id>{text.join(" ")}</p> }.into_any()
}

/// A box for one line of text.
#[derive(Clone, Copy, Debug)]
pub struct TextBox<'a> {
    /// What is asked for.
    pub label: &'a str,
    /// The field's name.
    pub name: &'a str,
    /// The input's type.
    pub kind: &'static str,
    /// What is in it.
    pub value: &'a str,
    /// What helps to fill it in; may be empty.
    pub hint: &'a str,
    /// What browsers may fill in.
    pub autocomplete: &'static str,
}

impl Default for TextBox<'_> {
    fn default() -> Self {
        Self { label: "", name: "", kind: "text", value: "", hint: "", autocomplete: "off" }
    }
}

/// The box with its label, its hint and what is wrong with it.
pub fn text_box(problems: &[Invalid], one: TextBox<'_>) -> AnyView {
    let id = field_id(one.name);
    let wrong = problems.iter().any(|problem| problem.field == one.name);
    let hint_id = format!("{id}-hint");
    let described = match (wrong, one.hint.is_empty()) {
        (true, true) => Some(format!("{id}-error")),
        (true, false) => Some(format!("{id}-error {hint_id}")),
        (false, true) => None,
        (false, false) => Some(hint_id.clone()),
    };
    let hint = (!one.hint.is_empty())
        .then(|| view! { <p class="hint" id=hint_id>{one.hint.to_owned()}</p> });
    let (name, value) = (one.name.to_owned(), one.value.to_owned());
    view! {
        <div class="field">
            <label for=id.clone()>{one.label.to_owned()}</label>
            {hint}
            {error_at(problems, one.name)}
            <input id=id name=name type=one.kind value=value autocomplete=one.autocomplete
                spellcheck="false" aria-describedby=described
                aria-invalid=wrong.then_some("true") />
        </div>
    }
    .into_any()
}

/// A text area whose text is escaped: leptos 0.8 leaves children of `textarea` as they are on the
/// server.
#[component]
pub fn SafeTextarea(
    /// The field's name.
    name: String,
    /// What is in it.
    value: String,
    /// Lines shown.
    #[prop(default = 2)]
    rows: u32,
    /// Longest text, in characters.
    #[prop(default = 200)]
    maxlength: u32,
    /// `id` of the words that describe it.
    #[prop(into, optional)]
    describedby: Option<String>,
) -> impl IntoView {
    let mut text = value;
    // The first line break after the tag is dropped by browsers.
    text.insert(0, '\n');
    let text = escape(&text);
    let id = field_id(&name);
    view! {
        <textarea id=id name=name rows=rows maxlength=maxlength aria-describedby=describedby>
            {text}
        </textarea>
    }
}

/// Text as it may stand in HTML.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
