//! What the grid shows when it is awake: hidden until then, and filled in by the island.

use leptos::prelude::*;

use super::super::ask::{OTHER, Reason, TEXT_LENGTH};
use super::super::sheet::Setup;
use super::super::{Grid, WeekPage};
use super::asked::asked_of;
use crate::ui::{self, SafeTextarea, field_id};
use beforehand::invalid::Invalid;
use beforehand::service::Kind;

/// A question about an odd number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Asked {
    /// The box: `calls.answered`.
    pub name: String,
    /// The kind of its channel.
    pub kind: Kind,
    /// "Website visits: 254,310 is ten times the usual. Is a digit too many?"
    pub sentence: String,
    /// The number that was probably meant.
    pub instead: Option<u32>,
    /// The reason chosen, by its word.
    pub chosen: String,
    /// The reason in own words.
    pub text: String,
    /// What is wrong with the reason; empty for nothing.
    pub problem: String,
    /// What is wrong with the words; empty for nothing.
    pub text_problem: String,
}

/// Questions, tools, the dialog and the island that wakes them. `prefix` leads the names of a
/// week's boxes.
pub(in super::super) fn awake(
    pages: &[WeekPage],
    setup: &Setup,
    problems: &[Invalid],
    prefix: impl Fn(&WeekPage) -> String,
) -> AnyView {
    let asked = pages.iter().flat_map(|page| asked_of(page, problems, &prefix(page)));
    let asked = asked.map(|one| ask(&one)).collect_view();
    let mut kinds: Vec<Kind> = setup.lines.iter().map(|line| line.kind).collect();
    kinds.dedup();
    let one_for_all = one_for_all(&kinds);
    let patterns = kinds.into_iter().map(pattern).collect_view();
    let kept = setup.kept.as_ref();
    let kept = kept.map(|at| format!("Draft kept at {at}. It counts when you submit it."));
    view! {
        {tools()}
        <div id="against" aria-live="assertive"></div>
        <div id="swaps" role="status"></div>
        {one_for_all}
        <div id="asked">{asked}</div>
        {patterns}
        <p class="hidden" role="status" id="live-doubts"></p>
        <p class="kept soft small" role="status" id="kept">{kept}</p>
        {dialog()}
        <Grid setup=setup.write() />
    }
    .into_any()
}

/// The question about a number that is not typed yet, for the island to copy.
fn pattern(kind: Kind) -> impl IntoView + use<> {
    let one = Asked {
        name: String::new(),
        kind,
        sentence: String::new(),
        instead: Some(0),
        chosen: String::new(),
        text: String::new(),
        problem: String::new(),
        text_problem: String::new(),
    };
    view! { <template id=format!("ask-{}", kind.word())>{ask(&one)}</template> }
}

/// The channels by name, for small screens: one is seen at a time.
pub(in super::super) fn channels(setup: &Setup) -> Option<AnyView> {
    let mut lines: Vec<_> = setup.lines.iter().collect();
    lines.dedup_by(|a, b| a.slug == b.slug);
    let names = lines
        .iter()
        .map(|line| {
            let (slug, name) = (line.slug.clone(), line.line.channel_name.clone());
            view! {
                <button type="button" class="chip" data-act="channel" data-cell-of=slug>
                    {name}
                </button>
            }
        })
        .collect_view();
    let several = lines.len() > 1;
    several.then(|| {
        view! {
            <div class="chips channel-names" id="channels" role="group" aria-label="Channel" hidden=true>
                {names}
            </div>
        }
        .into_any()
    })
}

/// What is usual in the box in focus, and what keys do, for those without a keyboard.
fn tools() -> AnyView {
    view! {
        <div class="tools" id="tools" hidden=true>
            <p class="about" id="about-box" aria-live="polite"></p>
            <p class="chips">
                <button type="button" class="chip" data-act="undo">"Undo"</button>
                <button type="button" class="chip" data-act="redo">"Redo"</button>
                <button type="button" class="chip" data-act="close">"Closed all week"</button>
                <button type="button" class="chip" data-act="collect">"Not collected"</button>
                <button type="button" class="chip" data-act="empty">"Not entered"</button>
                <button type="button" class="chip" data-act="paste">"Paste from Excel"</button>
            </p>
            <details class="keys">
                <summary>"Keys"</summary>
                <p class="hint">
                    "Arrows, Tab and Enter move. F2 edits, Esc restores. Ctrl+Z undoes, Ctrl+Y does it again. Ctrl+D takes the number of the week before. C closes the channel for the week, N says that the field is not collected, Delete leaves it not entered."
                </p>
            </details>
        </div>
    }
    .into_any()
}

/// One dialog for what is pasted and for what is about to be sent.
fn dialog() -> AnyView {
    view! {
        <dialog id="grid-dialog" aria-labelledby="grid-dialog-title">
            <h2 id="grid-dialog-title" tabindex="-1"></h2>
            <div data-part="block">
                <label for="paste-text">"Paste the cells here"</label>
                <SafeTextarea name="paste-text".to_owned() value=String::new() rows=4 maxlength=1_000_000 />
            </div>
            <fieldset data-part="blank">
                <legend>"Blank cells"</legend>
                <label class="tick">
                    <input type="radio" name="paste-blank" value="leave" checked=true data-act="blank" />
                    "leave the number alone"
                </label>
                <label class="tick">
                    <input type="radio" name="paste-blank" value="empty" data-act="blank" />
                    "set it to not entered"
                </label>
            </fieldset>
            <ul class="plain" id="grid-said"></ul>
            <div class="scroll" tabindex="0" role="region" aria-label="Changes">
                <div id="grid-rows" hidden=true>{old_and_new()}</div>
                <details id="grid-each" hidden=true>
                    <summary>"Each number"</summary>
                    {old_and_new()}
                </details>
                <div id="grid-refused" hidden=true>
                    <h3>"Not taken"</h3>
                    <ul class="plain refused"></ul>
                </div>
            </div>
            <div data-part="why" class="field">
                <label for="why">"Why are submitted numbers changing?"</label>
                <p class="hint" id="why-hint">
                    "They were submitted before. About the number, never about a person."
                </p>
                <input type="text" id="why" maxlength="200" autocomplete="off"
                    aria-describedby="why-hint" />
            </div>
            <p class="send">
                <button type="button" class="button" data-part="paste" data-act="send">
                    "Take and submit"
                </button>
                <button type="button" class="chip" data-part="paste" data-act="take">
                    "Take these changes"
                </button>
                <button type="button" class="button" data-part="check" data-act="submit">
                    "Submit"
                </button>
                <button type="button" class="link" data-act="cancel">"Go back to the grid"</button>
            </p>
        </dialog>
    }
    .into_any()
}

/// A list of changes, for the island to fill.
fn old_and_new() -> impl IntoView {
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Figure"</th>
                    <th scope="col" class="n">"Now"</th>
                    <th scope="col" class="n">"New"</th>
                </tr>
            </thead>
            <tbody></tbody>
        </table>
    }
}

/// One tap that answers all questions, once there are several: the reasons that every kind has.
fn one_for_all(kinds: &[Kind]) -> impl IntoView + use<> {
    let common = kinds.iter().copied().min_by_key(|kind| Reason::of(*kind).count());
    let of_all =
        |reason: &Reason| kinds.iter().all(|kind| Reason::of(*kind).any(|one| one == *reason));
    let reasons = common.into_iter().flat_map(Reason::of).filter(of_all).map(|reason| {
        view! {
            <button type="button" class="chip" data-act="reason" data-cell-of=reason.word>
                {reason.label}
            </button>
        }
    });
    view! {
        <div class="ask all" id="ask-all" hidden=true>
            <p class="strong">"One reason for all numbers in doubt"</p>
            <p class="chips">{reasons.collect_view()}</p>
        </div>
    }
}

/// The question, one-tap reasons, and room for own words.
fn ask(one: &Asked) -> AnyView {
    let name = format!("{}.reason", one.name);
    let text_name = format!("{name}.text");
    let (id, text_id) = (field_id(&name), field_id(&text_name));
    let choice = |value: String, label: String| {
        let checked = one.chosen == value;
        view! {
            <label class="chip">
                <input type="radio" name=name.clone() value=value checked=checked />
                {label}
            </label>
        }
    };
    let instead = one.instead.map(|count| {
        choice(format!("={count}"), format!("Change it to {}", ui::count(u64::from(count))))
    });
    let reasons = Reason::of(one.kind)
        .map(|reason| choice(reason.word.to_owned(), reason.label.to_owned()))
        .collect_view();
    let legend = if one.problem.is_empty() {
        // The first sentence weighs more: "Website visits: 254,310 is ten times the usual."
        let (first, rest) = one.sentence.split_once(". ").unwrap_or((&one.sentence, ""));
        let first = format!("{}.", first.trim_end_matches('.'));
        let rest =
            format!(" {rest} If it is right, say why, and the reason stays with the number.");
        view! { <strong>{first}</strong> {rest} }.into_any()
    } else {
        view! { <p class="problem" id=format!("{id}-error")>{one.problem.clone()}</p> }.into_any()
    };
    let wrong = (!one.text_problem.is_empty()).then(|| {
        view! { <p class="problem" id=format!("{text_id}-error")>{one.text_problem.clone()}</p> }
    });
    view! {
        <fieldset class="ask" id=id tabindex="-1" data-asked=one.name.clone()
            data-sentence=one.sentence.clone()>
            <legend>{legend}</legend>
            <div class="chips">
                {instead} {reasons} {choice(OTHER.to_owned(), "Something else".to_owned())}
            </div>
            <div class="own">
                <label for=text_id.clone()>"In your own words"</label>
                <input type="text" id=text_id.clone() name=text_name
                    maxlength=TEXT_LENGTH.to_string() autocomplete="off" value=one.text.clone()
                    aria-describedby=format!("{text_id}-hint") />
                <p class="hint" id=format!("{text_id}-hint")>
                    "About the number, never about a person."
                </p>
                {wrong}
            </div>
        </fieldset>
    }
    .into_any()
}
