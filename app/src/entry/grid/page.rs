//! The boxes on the page: found by their names, shown in their states.

use leptos::prelude::document;
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
    let Ok(tables) = document().query_selector_all("table.grid, table.weeks") else { return };
    for n in 0..tables.length() {
        let Some(table) = tables.item(n).and_then(|node| node.dyn_into::<Element>().ok()) else {
            continue;
        };
        let _ = table.set_attribute("role", "grid");
        let Ok(cells) = table.query_selector_all("td[role=cell]") else { continue };
        for n in 0..cells.length() {
            if let Some(cell) = cells.item(n).and_then(|node| node.dyn_into::<Element>().ok()) {
                let _ = cell.set_attribute("role", "gridcell");
            }
        }
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
        word.set_text_content(Some(text));
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
        usual.set_text_content(text.as_deref());
    }
}

/// Shows the derived figures of a week.
pub fn derive(sheet: &Sheet, week: usize) {
    let prefix = sheet.setup.prefix(week);
    let mut before = "";
    for line in &sheet.setup.lines {
        if line.kind.is_contact() && line.slug != before {
            let id = format!("{}-not-recorded", field_id(&format!("{prefix}{}", line.slug)));
            let value = sheet.not_recorded(&line.slug, week);
            if let Some(output) = by_id::<HtmlElement>(&id) {
                output.set_text_content(Some(&derived(value)));
                let negative = value.is_some_and(|value| value < 0);
                let _ = output.class_list().toggle_with_force("bad", negative);
            }
        }
        before = &line.slug;
        let id = format!("{}-total", field_id(&format!("{prefix}{}", line.line.field.word())));
        if let Some(output) = by_id::<HtmlElement>(&id) {
            let total = sheet.total(line.line.field, week);
            output.set_text_content(Some(&derived(total.and_then(|t| i64::try_from(t).ok()))));
        }
    }
}

/// Ticks or clears a box of the form.
pub fn tick(name: &str, on: bool) {
    if let Some(input) = input(name) {
        input.set_checked(on);
    }
}

/// Puts the focus on a cell; its text is selected, so that typing replaces it.
pub fn focus(name: &str) {
    if let Some(input) = input(name).filter(|input| !input.hidden()) {
        let _ = input.focus();
        input.select();
    } else if let Some(word) = word(name) {
        let _ = word.focus();
    }
}
