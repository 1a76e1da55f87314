//! Signals to explain and explained ones, with forms for those who may; then new limits and
//! directions.

mod directions;
mod limits;

use beforehand::judgement::{NAME_LENGTH, REASON_LENGTH, Tone};
use leptos::prelude::*;

use super::{Confirmation, SignalRow, SignalsPage, address, preview};
use crate::Frame;
use crate::ui::{self, Show, field_id};

/// What every line of words is asked to be.
const HINT: &str =
    "What you write is about the number, never about a person, in at most 200 characters.";
/// Weeks whose values are told before "and more".
const TOLD: usize = 26;

impl Show for SignalsPage {
    fn title(&self) -> String {
        if let Some(preview) = &self.preview {
            return preview::title(preview);
        }
        match self.open.len() {
            0 => "No signals to explain".to_owned(),
            1 => "One signal to explain".to_owned(),
            n => {
                let number = beforehand::words::small_number(n as u64);
                format!("{} signals to explain", beforehand::words::capital(&number))
            }
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn paper(&self) -> ui::Paper {
        ui::Paper::Wide
    }

    fn view(self, frame: &Frame) -> AnyView {
        let main = match &self.preview {
            Some(preview) => preview::article(&self, preview, frame),
            None => article(&self, frame),
        };
        view! {
            {ui::error_summary(&self.problems)}
            {self.saved.as_ref().map(confirmation)}
            {main}
        }
        .into_any()
    }
}

fn article(page: &SignalsPage, frame: &Frame) -> AnyView {
    let over = format!("Signals · {}", page.service.name);
    let may = frame.may("POST", "/services/{service}/signals");
    let only = (!may).then(|| {
        view! { <p class="soft">"Managers explain signals, and say which way of a line is good."</p> }
    });
    let hint = (may && !page.open.is_empty()).then(|| {
        view! { <p class="hint no-print" id="words-hint">{HINT}</p> }
    });
    let head = (!page.open.is_empty()).then(|| view! { <h2 class="hidden">"To explain"</h2> });
    let open = page.open.iter().map(|row| open(page, row, may)).collect_view();
    view! {
        <article class="judging">
            {ui::heading(over, page.title())}
            <p class="lead">
                "A signal is a week, or a run of weeks, that a steady line would seldom show. Those of the last 13 weeks stay here until somebody says what each was: an event, a reason, or chance."
            </p>
            {hint}
            {only}
            {head}
            {open}
            {explained(page, may)}
            {limits::limits(page, may)}
            {directions::directions(page, may)}
        </article>
    }
    .into_any()
}

fn confirmation(saved: &Confirmation) -> impl IntoView + use<> {
    let said = match &saved.by {
        None => "Nothing had to be changed: it was so already.".to_owned(),
        Some((by, at)) => format!("Saved at {} by {by}.", ui::when(*at)),
    };
    let head = if saved.by.is_some() { "Saved" } else { "Nothing was different" };
    let what = (!saved.what.is_empty()).then(|| view! { <p>{saved.what.clone()}</p> });
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>{head}</h2>
            <p>{said}</p>
            {what}
        </div>
    }
}

/// `true` for `aria-invalid` where something is wrong with the field.
pub(super) fn wrong(page: &SignalsPage, field: &str) -> Option<&'static str> {
    page.problems.iter().any(|problem| problem.field == field).then_some("true")
}

/// What describes a field: what is wrong with it, its hint.
pub(super) fn described(page: &SignalsPage, field: &str, hint: bool) -> Option<String> {
    let id = field_id(field);
    let wrong = wrong(page, field).map(|_| format!("{id}-error"));
    let hint = hint.then(|| format!("{id}-hint"));
    let all: Vec<_> = wrong.into_iter().chain(hint).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// A line of text with its label and hint; `field` is its place on the page and its name.
pub(super) fn text(
    page: &SignalsPage,
    (field, name): (&str, &'static str),
    label: &'static str,
    hint: &'static str,
    value: String,
) -> impl IntoView + use<> {
    let id = field_id(field);
    let most = if name == "name" { NAME_LENGTH } else { REASON_LENGTH };
    let told = (!hint.is_empty()).then(|| {
        let id = format!("{id}-hint");
        view! { <p class="hint" id=id>{hint}</p> }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {ui::error_at(&page.problems, field)}
            <input type="text" id=id name=name autocomplete="off" maxlength=most.to_string()
                value=value aria-describedby=described(page, field, !hint.is_empty())
                aria-invalid=wrong(page, field) />
            {told}
        </div>
    }
}

fn hidden(pairs: &[(&'static str, &str)]) -> impl IntoView + use<> {
    let fields = pairs.iter().map(|(name, value)| {
        view! { <input type="hidden" name=*name value=(*value).to_owned() /> }
    });
    fields.collect_view()
}

/// "Calls answered", leading to its chart, then the signal in words and its weeks.
fn head(page: &SignalsPage, row: &SignalRow) -> impl IntoView + use<> {
    let chart = format!("/services/{}/trends#{}", page.service.slug, row.chart);
    let class = if row.tone == Tone::Signal { "" } else { row.tone.class() };
    let more = row.values.len().saturating_sub(TOLD);
    let first = row.values.iter().skip(more);
    let mut values: Vec<_> = first.map(|(week, value)| format!("{week}: {value}")).collect();
    if more > 0 {
        values.insert(0, format!("{} before", ui::times(more, "week", "weeks")));
    }
    let values = format!("Week of {}.", values.join(" · "));
    view! {
        <h3><a href=chart>{row.label.clone()}</a></h3>
        <p class="said"><span class=class>{row.words.clone()}"."</span></p>
        <p class="soft small">{values}</p>
    }
}

fn open(page: &SignalsPage, row: &SignalRow, may: bool) -> impl IntoView + use<> {
    let lapsed = row.lapsed.then(|| {
        view! { <p>"It was explained by an event that has been removed since."</p> }
    });
    let forms = may.then(|| forms(page, row));
    view! {
        <section class="signal-row" id=row.anchor.clone()>
            {head(page, row)}
            {lapsed}
            {forms}
        </section>
    }
}

/// One tap for chance, a choice for an event, a line of words.
fn forms(page: &SignalsPage, row: &SignalRow) -> impl IntoView + use<> {
    let here = page.typed.form() == "explain" && page.typed.place() == row.anchor;
    let typed = |name: &str| if here { page.typed.text(name).to_owned() } else { String::new() };
    let (event, words) = (format!("event-{}", row.anchor), format!("words-{}", row.anchor));
    let from = row.from.to_string();
    let fields = |cause| {
        hidden(&[
            ("do", "explain"),
            ("key", &page.key),
            ("line", &row.line),
            ("signal", row.signal.word()),
            ("from", &from),
            ("cause", cause),
        ])
    };
    let action = address(&page.service.slug);
    let which = format!(" {}, {}", row.label, row.words);
    let hinted = match described(page, &words, false) {
        Some(wrong) => format!("{wrong} words-hint"),
        None => "words-hint".to_owned(),
    };
    let chosen = typed("event");
    let options = row.events.iter().map(|one| {
        let picked = one.value == chosen;
        view! { <option value=one.value.clone() selected=picked>{one.words.clone()}</option> }
    });
    let options = options.collect_view();
    let events = format!("/services/{}/events", page.service.slug);
    let link = if row.events.is_empty() {
        view! {
            <p class="hint">"No event is near it. "<a href=events>"Add one"</a>", if something happened."</p>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action=action.clone()>
                {fields("event")}
                <label for=event.clone()>"It was an event"</label>
                {ui::error_at(&page.problems, &event)}
                <span class="beside-button">
                    <select id=event.clone() name="event" aria-describedby=described(page, &event, false)
                        aria-invalid=wrong(page, &event)>
                        <option value="">"Choose"</option>
                        {options}
                    </select>
                    <button class="chip">"Link"<span class="hidden">{which.clone()}</span></button>
                </span>
            </form>
        }
        .into_any()
    };
    view! {
        <div class="answers no-print">
            {link}
            <form method="post" novalidate=true action=action.clone()>
                {fields("words")}
                <label for=words.clone()>"Or write why"</label>
                {ui::error_at(&page.problems, &words)}
                <span class="beside-button">
                    <input type="text" id=words.clone() name="words" autocomplete="off"
                        maxlength=REASON_LENGTH.to_string() value=typed("words")
                        aria-describedby=hinted
                        aria-invalid=wrong(page, &words) />
                    <button class="chip">"Save"<span class="hidden">{which.clone()}</span></button>
                </span>
            </form>
            <form method="post" action=action>
                {fields("chance")}
                <button class="chip">"It was chance"<span class="hidden">{which}</span></button>
            </form>
        </div>
    }
}

fn explained(page: &SignalsPage, may: bool) -> AnyView {
    if page.explained.is_empty() {
        return ().into_any();
    }
    let rows = page.explained.iter().filter_map(|row| {
        let said = row.explained.as_ref()?;
        let by = format!("Explained by {}: ", said.by);
        let undo = may.then(|| {
            let (from, version) = (row.from.to_string(), said.version.to_string());
            let fields = hidden(&[
                ("do", "reopen"),
                ("key", &page.key),
                ("line", &row.line),
                ("signal", row.signal.word()),
                ("from", &from),
                ("version", &version),
            ]);
            let which = format!(" the explanation of {}, {}", row.label, row.words);
            view! {
                <form class="no-print" method="post" action=address(&page.service.slug)>
                    {fields}
                    <button class="link">"Undo"<span class="hidden">{which}</span></button>
                </form>
            }
        });
        Some(view! {
            <section class="signal-row" id=row.anchor.clone()>
                {head(page, row)}
                <p>{by}<strong>{said.words.clone()}</strong></p>
                {undo}
            </section>
        })
    });
    view! {
        <h2>"Explained"</h2>
        {rows.collect_view()}
    }
    .into_any()
}
