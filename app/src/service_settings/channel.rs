//! The form of one channel: names, weeks, open days, fields and what is usual.

use beforehand::service::{Channel, Field, Kind};
use leptos::prelude::*;

use super::fields::pairs_of;
use super::{Asked, ServiceSettingsPage, address, usual};
use crate::settings::Typed;
use crate::setup::DAYS;
use crate::ui::{self, TextBox};

/// The form of a channel that is there.
pub(super) fn change(page: &ServiceSettingsPage, channel: &Channel) -> AnyView {
    let typed = match page.typed.form() {
        "channel" => page.typed.clone(),
        _ => Typed::from_pairs(&pairs_of(channel, page.this_week())),
    };
    let version = typed.version().unwrap_or(channel.version);
    let open = channel.kind.is_contact().then(|| timetables(page, &typed));
    view! {
        <form class="fields" method="post" novalidate=true action=address(&page.service.slug)>
            <input type="hidden" name="do" value="channel" />
            <input type="hidden" name="channel" value=channel.slug.clone() />
            <input type="hidden" name="version" value=version.to_string() />
            {names(page, &typed)}
            <h2>"Weeks"</h2>
            <p class="hint">"Any day names its week, Monday to Sunday."</p>
            {date(page, "first", "First week", typed.text("first"))}
            {date(page, "last", "Last week: fill it in to retire the channel", typed.text("last"))}
            {open}
            {collected(page, &typed, channel)}
            {usual::boxes(page, &typed, channel)}
            <p class="send"><button class="button">"See what it does"</button></p>
        </form>
    }
    .into_any()
}

/// The form of a channel to add.
pub(super) fn add(page: &ServiceSettingsPage) -> AnyView {
    let typed = &page.typed;
    let kinds = Kind::ALL.map(|kind| {
        let word = match kind {
            Kind::Phone => "Phone",
            Kind::Chat => "Chat",
            Kind::Message => "Messages",
            Kind::Email => "Email",
            Kind::Web => "Website",
        };
        view! { <option value=kind.word() selected={typed.text("kind") == kind.word()}>{word}</option> }
    });
    let first = match typed.form() {
        "add" => typed.text("first").to_owned(),
        _ => page.this_week().to_string(),
    };
    let chosen = (typed.form() == "add").then(|| typed.all("day").collect::<Vec<_>>());
    view! {
        <form class="fields" method="post" novalidate=true action=address(&page.service.slug)>
            <input type="hidden" name="do" value="add" />
            {names(page, typed)}
            {ui::text_box(&page.problems, TextBox {
                label: "Short name for addresses and files",
                name: "slug",
                value: typed.text("slug"),
                hint: "Small letters, digits and hyphens; it stays for good. Leave it empty to have it made of the name.",
                ..TextBox::default()
            })}
            <div class="field">
                <label for="kind">"How people reach it"</label>
                {ui::error_at(&page.problems, "kind")}
                <select id="kind" name="kind">{kinds}</select>
                <p class="hint">"It decides what is counted, and stays for good."</p>
            </div>
            {date(page, "first", "First week", &first)}
            <fieldset class="choices">
                <legend>"Open days"</legend>
                <p class="hint">"The days on which somebody answers. A website is open every day."</p>
                {ui::error_at(&page.problems, "day")}
                {days("day", |word| match &chosen {
                    Some(chosen) => chosen.contains(&word),
                    None => !matches!(word, "sat" | "sun"),
                })}
            </fieldset>
            <p class="send"><button class="button">"See what it does"</button></p>
        </form>
    }
    .into_any()
}

fn names(page: &ServiceSettingsPage, typed: &Typed) -> AnyView {
    view! {
        {ui::text_box(&page.problems, TextBox {
            label: "Name of the channel",
            name: "name",
            value: typed.text("name"),
            hint: "As it stands in tables, such as Calls.",
            ..TextBox::default()
        })}
        {ui::text_box(&page.problems, TextBox {
            label: "What is counted",
            name: "noun",
            value: typed.text("noun"),
            hint: "As a sentence starts: Calls, Live chats, Website visits.",
            ..TextBox::default()
        })}
    }
    .into_any()
}

pub(super) fn date(page: &ServiceSettingsPage, name: &str, label: &str, value: &str) -> AnyView {
    let id = ui::field_id(name);
    let wrong = page.problems.iter().any(|one| one.field == name);
    let described = wrong.then(|| format!("{id}-error"));
    view! {
        <div class="field">
            <label for=id.clone()>{label.to_owned()}</label>
            {ui::error_at(&page.problems, name)}
            <input type="date" id=id name=name.to_owned() value=value.to_owned()
                aria-describedby=described aria-invalid=wrong.then_some("true") />
        </div>
    }
    .into_any()
}

/// Seven boxes; the error summary leads to the first.
fn days(name: &str, ticked: impl Fn(&'static str) -> bool) -> AnyView {
    let boxes = DAYS.into_iter().enumerate().map(|(n, (word, day))| {
        let id = (n == 0).then(|| ui::field_id(name));
        view! {
            <label class="tick">
                <input type="checkbox" name=name.to_owned() id=id value=word checked=ticked(word) />
                <span>{day}</span>
            </label>
        }
    });
    view! { <div class="week-days">{boxes.collect_view()}</div> }.into_any()
}

fn timetables(page: &ServiceSettingsPage, typed: &Typed) -> AnyView {
    let rows = (0..).take_while(|n| typed.get(&format!("timetable.{n}.from")).is_some());
    let rows = rows.map(|n| {
        let (from, day) = (format!("timetable.{n}.from"), format!("timetable.{n}.day"));
        let empty = typed.text(&from).is_empty();
        let legend = match (n, empty) {
            (0, _) => "Open days from the beginning".to_owned(),
            (_, true) => "Other open days from a day on".to_owned(),
            _ => format!("Open days {} later", ["once", "twice"].get(n - 1).unwrap_or(&"still")),
        };
        let chosen: Vec<_> = typed.all(&day).collect();
        view! {
            <fieldset class="choices">
                <legend>{legend}</legend>
                {date(page, &from, "From", typed.text(&from))}
                {ui::error_at(&page.problems, &day)}
                {days(&day, |word| chosen.contains(&word))}
            </fieldset>
        }
    });
    view! {
        <h2 id="timetables">"Open days"</h2>
        <p class="hint">"Rates are counted by open day. To change the days, fill in the last row: the rows before it hold until then. Empty a day to leave its row out. Bank holidays are closed days, on a page of their own."</p>
        {rows.collect_view()}
    }
    .into_any()
}

fn collected(page: &ServiceSettingsPage, typed: &Typed, channel: &Channel) -> AnyView {
    let fields = channel.kind.fields().iter().map(|field| periods(page, typed, *field));
    view! {
        <h2 id="collected">"Fields"</h2>
        <p class="hint">"From and to which week each number is collected. Outside these weeks it is “not collected”, never 0, and nobody is asked for it. Leave the last week empty as long as it is collected."</p>
        {fields.collect_view()}
    }
    .into_any()
}

fn periods(page: &ServiceSettingsPage, typed: &Typed, field: Field) -> AnyView {
    let name = |n: usize, end: &str| format!("collected.{}.{n}.{end}", field.word());
    let rows = (0..).take_while(|n| typed.get(&name(*n, "from")).is_some());
    let rows = rows.map(|n| {
        let (from, to) = (name(n, "from"), name(n, "to"));
        let more = typed.text(&from).is_empty() && typed.text(&to).is_empty();
        let (first, last) = if more && n > 0 { ("Again from", "Again to") } else { ("From", "To") };
        view! {
            <div class="days">
                {date(page, &from, first, typed.text(&from))}
                {date(page, &to, last, typed.text(&to))}
            </div>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{field.heading()}</legend>
            {rows.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Whether the page shows a form of a channel.
pub(super) fn is_form(asked: &Asked) -> bool {
    *asked != Asked::All
}
