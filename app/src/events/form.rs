//! The form of an event: the same for a new one and for one that is changed.

use beforehand::event::{NAME_LENGTH, kind_words};
use beforehand::service::EventKind;
use leptos::prelude::*;

use super::confirmed::named;
use super::{EVERYWHERE, EventsPage, WHOLE, address};
use crate::ui;

/// The section with the form for a new event.
pub(super) fn add(page: &EventsPage) -> impl IntoView + use<> {
    view! {
        <section class="no-print" aria-labelledby="add">
            <h2 id="add">"Add an event"</h2>
            <form class="fields" method="post" novalidate=true
                action=address(&page.service.slug, &page.back)>
                <input type="hidden" name="do" value="add" />
                {fields(page)}
                <button class="button">"Add this event"</button>
            </form>
        </section>
    }
}

/// The form of one event.
pub(super) fn change(page: &EventsPage, version: i32) -> impl IntoView + use<> {
    view! {
        <form class="fields" method="post" novalidate=true
            action=address(&page.service.slug, &page.back)>
            <input type="hidden" name="do" value="change" />
            <input type="hidden" name="id" value=page.typed.text("id").to_owned() />
            <input type="hidden" name="version" value=version.to_string() />
            {fields(page)}
            <button class="button">"Save this event"</button>
        </form>
    }
}

fn fields(page: &EventsPage) -> impl IntoView + use<> {
    let typed = |name: &str| page.typed.text(name).to_owned();
    let kinds = EventKind::ALL.map(|kind| {
        let chosen = page.typed.text("kind") == kind.word();
        view! { <option value=kind.word() selected=chosen>{kind_words(kind)}</option> }
    });
    let wrong = |name: &str| page.problems.iter().any(|one| one.field == name).then_some("true");
    let described = |name: &str| match wrong(name) {
        Some(_) => format!("{name}-error {name}-hint"),
        None => format!("{name}-hint"),
    };
    view! {
        <input type="hidden" name="key" value=page.key.clone() />
        <div class="field">
            <label for="name">"What happened"</label>
            {ui::error_at(&page.problems, "name")}
            <input type="text" id="name" name="name" autocomplete="off" dir="auto"
                maxlength=NAME_LENGTH.to_string() value=typed("name")
                aria-describedby=described("name") aria-invalid=wrong("name") />
            <p class="hint" id="name-hint">
                {format!("A short name, such as radio campaign: at most {NAME_LENGTH} characters. About what happened, never about a person.")}
            </p>
        </div>
        <div class="field">
            <label for="kind">"Kind"</label>
            {ui::error_at(&page.problems, "kind")}
            <select id="kind" name="kind" aria-describedby=described("kind")
                aria-invalid=wrong("kind")>
                {kinds}
            </select>
            <p class="hint" id="kind-hint">
                "A change of definition breaks the line. What that takes away is shown before it is stored."
            </p>
        </div>
        <div class="days">
            <div class="field">
                <label for="from">"First day"</label>
                {ui::error_at(&page.problems, "from")}
                <input type="date" id="from" name="from" value=typed("from")
                    aria-describedby=described("from") aria-invalid=wrong("from") />
                <p class="hint" id="from-hint">"Of a definition: the day it began to hold."</p>
            </div>
            <div class="field">
                <label for="to">"Last day"</label>
                {ui::error_at(&page.problems, "to")}
                <input type="date" id="to" name="to" value=typed("to")
                    aria-describedby=described("to") aria-invalid=wrong("to") />
                <p class="hint" id="to-hint">"Leave it empty for one day."</p>
            </div>
        </div>
        {channel(page, wrong("channel"))}
    }
}

fn channel(page: &EventsPage, wrong: Option<&'static str>) -> impl IntoView + use<> {
    let chosen = page.typed.text("channel").to_owned();
    let options = page.channels.iter().map(|(slug, name)| {
        view! { <option value=slug.clone() selected={*slug == chosen}>{name.clone()}</option> }
    });
    let options = options.collect_view();
    let many = page.everywhere.len();
    let everywhere = (many > 0 && page.typed.form() != "change").then(|| {
        let words = format!("All your services ({many})");
        view! { <option value=EVERYWHERE selected={chosen == EVERYWHERE}>{words}</option> }
    });
    let hint = if everywhere.is_some() {
        format!("Your services are {}.", named(&page.everywhere))
    } else {
        "Of all that the service counts, or of one channel.".to_owned()
    };
    let described = if wrong.is_some() { "channel-error channel-hint" } else { "channel-hint" };
    view! {
        <div class="field">
            <label for="channel">"Concerns"</label>
            {ui::error_at(&page.problems, "channel")}
            <select id="channel" name="channel" aria-describedby=described aria-invalid=wrong>
                <option value=WHOLE selected={chosen == WHOLE}>"The whole service"</option>
                {options}
                {everywhere}
            </select>
            <p class="hint" id="channel-hint">{hint}</p>
        </div>
    }
}
