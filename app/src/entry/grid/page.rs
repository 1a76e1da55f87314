//! The boxes on the page: found by their names, shown in their states.

use leptos::prelude::{document, window};
use leptos::web_sys::{Element, EventTarget, HtmlElement, HtmlInputElement};
use wasm_bindgen::JsCast;

use super::super::sheet::{Sheet, Shown};
use super::derived;
use crate::ui::field_id;

pub fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The box with that name.
pub fn input(name: &str) -> Option<HtmlInputElement> {
    by_id(&field_id(name))
}

/// The words that stand where a closed or uncollected box was.
fn word(name: &str) -> Option<HtmlElement> {
    by_id(&format!("{}-word", field_id(name)))
}

/// The nearest element that carries an attribute, from the target of an event up.
pub fn carrier(target: Option<EventTarget>, attribute: &str) -> Option<Element> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest(&format!("[{attribute}]")).ok().flatten()
}

/// The cell an event happened in.
pub fn cell_of(target: Option<EventTarget>) -> Option<usize> {
    carrier(target, "data-cell")?.get_attribute("data-cell")?.parse().ok()
}

/// Numbers the boxes, so that events tell their cell.
pub fn number(sheet: &Sheet) {
    for cell in 0..sheet.setup.cells.len() {
        let name = sheet.setup.name(cell);
        let number = cell.to_string();
        if let Some(input) = input(&name) {
            let _ = input.set_attribute("data-cell", &number);
        }
        if let Some(word) = word(&name) {
            let _ = word.set_attribute("data-cell", &number);
            let _ = word.set_attribute("tabindex", "0");
        }
    }
    for table in all("table.grid, table.across") {
        let _ = table.set_attribute("role", "grid");
    }
    for cell in all(".grid td[role=cell], .across td[role=cell]") {
        let _ = cell.set_attribute("role", "gridcell");
    }
}

pub fn all(selector: &str) -> Vec<Element> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    let found = (0..found.length()).filter_map(|n| found.item(n)?.dyn_into().ok());
    found.collect()
}

/// Puts a text into an element, if it is another one: the browser draws again what is touched.
pub fn say(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// The form is awake: what a key and a button do now is not asked a second time.
pub fn awake() {
    if let Some(form) = by_id::<Element>("week") {
        let _ = form.class_list().add_1("awake");
    }
    if let Some(states) = by_id::<Element>("states") {
        let _ = states.set_attribute("open", "");
    }
}

/// What was saved before is of the past once something else is typed, and no longer read out.
pub fn past() {
    for done in all(".done:not(.past)") {
        let _ = done.class_list().add_1("past");
        let _ = done.remove_attribute("role");
    }
}

/// Where the page begins: at the box that the address or a problem names, in the latest week.
pub fn begin() {
    for region in all(".scroll:has(> .across)") {
        region.set_scroll_left(region.scroll_width());
    }
    let hash = window().location().hash().unwrap_or_default();
    let named = by_id::<HtmlElement>(hash.trim_start_matches('#'));
    let first = named.clone().map(Element::from);
    let first = first.or_else(|| all("[aria-invalid], [data-channel]").into_iter().next());
    if let Some(first) = first {
        turn_to_channel_of(&first);
    }
    // Whoever is in a box already, and perhaps types, is left there.
    if let Some(named) = named.filter(|_| focused().is_none()) {
        let _ = named.focus();
    }
}

/// The cell that has the focus.
pub fn focused() -> Option<usize> {
    cell_of(document().active_element().map(EventTarget::from))
}

/// Whether the screen is so small that one channel is seen at a time.
pub fn is_one_by_one() -> bool {
    by_id::<HtmlElement>("channels").is_some_and(|channels| channels.offset_height() > 0)
}

/// Puts the channel forward that an element belongs to.
pub fn turn_to_channel_of(element: &Element) {
    let of = element.closest("[data-channel]").ok().flatten();
    if let Some(slug) = of.and_then(|of| of.get_attribute("data-channel")) {
        turn_to(&slug);
    }
}

/// Puts one channel forward: on a small screen the others wait behind their names.
pub fn turn_to(slug: &str) {
    for part in all("[data-channel]") {
        let here = part.get_attribute("data-channel").as_deref() == Some(slug);
        let _ = part.class_list().toggle_with_force("here", here);
    }
    for name in all("[data-act=channel]") {
        let here = name.get_attribute("data-cell-of").as_deref() == Some(slug);
        let _ = name.set_attribute("aria-pressed", if here { "true" } else { "false" });
    }
}

/// Shows a cell as it is: its text, its state in words, its doubt.
pub fn show(sheet: &Sheet, cell: usize) {
    let name = sheet.setup.name(cell);
    let state = sheet.shown(cell);
    let open = state == Shown::Open || !sheet.text(cell).is_empty();
    let Some(input) = input(&name) else { return };
    if input.value() != sheet.text(cell) {
        input.set_value(sheet.text(cell));
    }
    // Hidden boxes are sent too: that is how a closed channel's numbers are taken back.
    input.set_hidden(!open);
    input.set_disabled(false);
    if let Some(word) = word(&name) {
        word.set_hidden(open);
        let text = match state {
            Shown::Closed => "closed",
            Shown::NotCollected => "not collected",
            Shown::Open => "",
        };
        say(&word, text);
        let label =
            format!("{}: {text}", sheet.setup.lines[sheet.setup.cells[cell].line].line.label);
        let _ = if open {
            word.remove_attribute("aria-label")
        } else {
            word.set_attribute("aria-label", &label)
        };
    }
    let doubt = sheet.judge(cell).filter(|_| open);
    let wrong = doubt.as_ref().is_some_and(|doubt| doubt.wrong);
    let odd = doubt.as_ref().is_some_and(|doubt| !doubt.wrong);
    let _ = input.class_list().toggle_with_force("doubt", odd);
    let _ = if wrong {
        input.set_attribute("aria-invalid", "true")
    } else {
        input.remove_attribute("aria-invalid")
    };
    if let Some(usual) = by_id::<HtmlElement>(&format!("{}-usual", field_id(&name))) {
        let text = doubt.map(|doubt| if doubt.wrong { doubt.sentence } else { doubt.usually });
        say(&usual, text.as_deref().unwrap_or_default());
    }
}

/// Shows the derived figures of a week.
pub fn derive(sheet: &Sheet, week: usize) {
    let prefix = sheet.setup.prefix(week);
    let mut before = "";
    let mut added = Vec::new();
    for line in &sheet.setup.lines {
        if line.kind.is_contact() && line.slug != before {
            let id = format!("{}-not-recorded", field_id(&format!("{prefix}{}", line.slug)));
            let value = sheet.not_recorded(&line.slug, week);
            if let Some(output) = by_id::<HtmlElement>(&id) {
                say(&output, &derived(value));
                let negative = value.is_some_and(|value| value < 0);
                let _ = output.class_list().toggle_with_force("bad", negative);
            }
        }
        before = &line.slug;
        // Each field is added up once, however many channels count it.
        let field = line.line.field;
        if !line.kind.is_contact() || added.contains(&field) {
            continue;
        }
        added.push(field);
        let id = format!("{}-total", field_id(&format!("{prefix}{}", field.word())));
        if let Some(output) = by_id::<HtmlElement>(&id) {
            let total = sheet.total(field, week);
            say(&output, &derived(total.and_then(|t| i64::try_from(t).ok())));
        }
    }
}

/// What stands in a box as the page is.
pub fn typed(name: &str) -> Option<String> {
    Some(input(name)?.value())
}

/// Whether a box of the form is ticked as the page is.
pub fn ticked(name: &str) -> Option<bool> {
    Some(input(name)?.checked())
}

/// Says from which block the number in a box was pasted, or that it was not.
pub fn mark(name: &str, block: Option<&str>) {
    let marked = hidden(&format!("{name}.pasted"));
    let Some(block) = block else {
        if let Some(marked) = marked {
            marked.remove();
        }
        return;
    };
    let made = || -> Option<HtmlInputElement> {
        let made: HtmlInputElement = document().create_element("input").ok()?.dyn_into().ok()?;
        made.set_type("hidden");
        made.set_name(&format!("{name}.pasted"));
        input(name)?.parent_element()?.append_child(&made).ok()?;
        Some(made)
    };
    if let Some(marked) = marked.or_else(made) {
        marked.set_value(block);
    }
}

/// The hidden part of the form with that name.
pub fn hidden(name: &str) -> Option<HtmlInputElement> {
    let found = document().query_selector(&format!("input[type=hidden][name=\"{name}\"]"));
    found.ok().flatten()?.dyn_into().ok()
}

/// Puts a reason where none is given yet: into its box, or on its chip. Whether it was put there.
pub fn fill(name: &str, text: &str) -> bool {
    let named = all(&format!("#week input[name=\"{name}\"]"));
    let inputs: Vec<HtmlInputElement> =
        named.into_iter().filter_map(|one| one.dyn_into().ok()).collect();
    let chips = inputs.iter().any(|input| input.type_() == "radio");
    let given =
        |input: &HtmlInputElement| if chips { input.checked() } else { !input.value().is_empty() };
    if inputs.iter().any(given) {
        return false;
    }
    for input in &inputs {
        if !chips {
            input.set_value(text);
        } else if input.value() == text {
            input.set_checked(true);
        }
    }
    !inputs.is_empty()
}

/// Ticks or clears a box of the form.
pub fn tick(name: &str, on: bool) {
    if let Some(input) = input(name) {
        input.set_checked(on);
    }
}

/// Selects the text of the box in focus, unless a part of it is selected already.
pub fn select() {
    let active = document().active_element();
    let Some(input) = active.and_then(|active| active.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    if input.selection_start() == input.selection_end() {
        input.select();
    }
}

/// Puts the focus on a cell; its text is selected, so that typing replaces it.
pub fn focus(name: &str) {
    if let Some(input) = input(name).filter(|input| !input.hidden()) {
        turn_to_channel_of(&input);
        let _ = input.focus();
        input.select();
    } else if let Some(word) = word(name) {
        turn_to_channel_of(&word);
        let _ = word.focus();
    }
}
