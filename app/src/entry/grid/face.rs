//! What the grid says beside its boxes, put into the places the page has for it.

use leptos::prelude::document;
use leptos::web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTemplateElement};
use wasm_bindgen::JsCast;

use super::super::sheet::{Doubted, Row, by_figure};
use super::page::{self, by_id};
use crate::ui::field_id;

/// Another number for a box in which the reader typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    /// The box.
    pub cell: usize,
    /// "Calls answered: yours 128; Sam at 14:32 saved 131."
    pub sentence: String,
    /// The other text, to be taken.
    pub text: String,
    /// Whether both are the reader's own.
    pub own: bool,
}

/// Puts a text into the place with that id.
pub fn say(id: &str, text: &str) {
    if let Some(element) = by_id::<Element>(id) {
        page::say(&element, text);
    }
}

fn made(tag: &str, class: &str, text: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    if !text.is_empty() {
        element.set_text_content(Some(text));
    }
    Some(element)
}

fn put(parent: &Element, children: impl IntoIterator<Item = Option<Element>>) {
    for child in children.into_iter().flatten() {
        let _ = parent.append_child(&child);
    }
}

/// What would change, in the dialog.
pub fn list(title: &str, said: &[String], rows: &[Row], refused: &[Row]) {
    say("grid-dialog-title", title);
    if let Some(list) = by_id::<Element>("grid-said") {
        list.set_text_content(None);
        put(&list, said.iter().map(|text| made("li", "", text)));
    }
    // A long list is told by figure; each number of it is there to be opened.
    let figures = by_figure(rows);
    let (first, each) = if figures.is_empty() { (rows, &[][..]) } else { (&figures[..], rows) };
    for (id, rows) in [("grid-rows", first), ("grid-each", each)] {
        if let Some(part) = by_id::<HtmlElement>(id) {
            part.set_hidden(rows.is_empty());
            if let Ok(Some(body)) = part.query_selector("tbody") {
                body.set_text_content(None);
                put(&body, rows.iter().map(row));
            }
        }
    }
    if let Some(part) = by_id::<HtmlElement>("grid-refused") {
        part.set_hidden(refused.is_empty());
        if let Ok(Some(list)) = part.query_selector("ul") {
            list.set_text_content(None);
            let line =
                |one: &Row| made("li", "", &format!("{}{} {}", one.what, one.before, one.after));
            put(&list, refused.iter().map(line));
        }
    }
}

fn row(one: &Row) -> Option<Element> {
    let line = made("tr", "", "")?;
    let head = made("th", "", &one.what)?;
    let _ = head.set_attribute("scope", "row");
    put(&line, [Some(head), made("td", "n", &one.before), made("td", "n", &one.after)]);
    Some(line)
}

/// A sentence with buttons: what they do, and for which cells.
fn choice(sentence: &str, buttons: &[(&str, &str)], cells: &str) -> Option<Element> {
    let part = made("div", "ask", "")?;
    let chips = made("p", "chips", "")?;
    for (act, words) in buttons {
        let button = made("button", "chip", words)?;
        for (name, value) in [("type", "button"), ("data-act", act), ("data-cell-of", cells)] {
            let _ = button.set_attribute(name, value);
        }
        put(&chips, [Some(button)]);
    }
    put(&part, [made("p", "strong", sentence), Some(chips)]);
    Some(part)
}

/// Numbers that look exchanged.
pub fn swaps<'a>(swaps: impl Iterator<Item = &'a (usize, usize, String)>) {
    let Some(place) = by_id::<Element>("swaps") else { return };
    place.set_text_content(None);
    let one = |(a, b, sentence): &(usize, usize, String)| {
        choice(sentence, &[("swap", "Exchange them")], &format!("{a} {b}"))
    };
    put(&place, swaps.map(one));
}

/// Other numbers against those in the boxes.
pub fn against(all: &[Against]) {
    let Some(place) = by_id::<Element>("against") else { return };
    place.set_text_content(None);
    let one = |one: &Against| {
        let (keep, take) =
            if one.own { ("Keep this", "Take the other") } else { ("Keep mine", "Take theirs") };
        choice(&one.sentence, &[("mine", keep), ("theirs", take)], &one.cell.to_string())
    };
    put(&place, all.iter().map(one));
}

/// Puts the focus on the first of those choices.
pub fn choose() {
    if let Some(first) = page::all("#against button").first() {
        first.scroll_into_view();
        let _ = first.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
    }
}

/// Whether one reason for all numbers in doubt is offered.
pub fn one_for_all(offered: bool) {
    if let Some(part) = by_id::<HtmlElement>("ask-all") {
        part.set_hidden(!offered);
    }
}

/// The question about the number in a box, or none; one that stands there already keeps its answer.
pub fn question(name: &str, kind: &str, doubt: Option<&Doubted>) {
    let there = by_id::<Element>(&field_id(&format!("{name}.reason")));
    let sentence = there.as_ref().and_then(|there| there.get_attribute("data-sentence"));
    if sentence.as_deref() == doubt.map(|doubt| doubt.sentence.as_str()) {
        return;
    }
    let new = doubt.and_then(|doubt| copied(name, kind, doubt));
    match (&there, new) {
        (Some(there), Some(new)) => drop(there.before_with_node_1(&new)),
        (None, new) => {
            if let Some(place) = by_id::<Element>("asked") {
                put(&place, [new]);
            }
        }
        (Some(_), None) => {}
    }
    if let Some(there) = there {
        there.remove();
    }
}

/// A copy of the page's own pattern, with the names of the box.
fn copied(name: &str, kind: &str, doubt: &Doubted) -> Option<Element> {
    let pattern: HtmlTemplateElement = by_id(&format!("ask-{kind}"))?;
    let copy = pattern.content().first_element_child()?.clone_node_with_deep(true).ok()?;
    let copy: Element = copy.dyn_into().ok()?;
    let reason = format!("{name}.reason");
    copy.set_id(&field_id(&reason));
    let _ = copy.set_attribute("data-asked", name);
    let _ = copy.set_attribute("data-sentence", &doubt.sentence);
    let legend = copy.query_selector("legend").ok()??;
    legend.set_text_content(None);
    let (first, rest) = doubt.sentence.split_once(". ").unwrap_or((&doubt.sentence, ""));
    let first = format!("{}.", first.trim_end_matches('.'));
    let rest = format!(" {rest} If it is right, say why, and the reason stays with the number.");
    put(&legend, [made("strong", "", &first), made("span", "", &rest)]);
    let inputs = copy.query_selector_all("input").ok()?;
    for n in 0..inputs.length() {
        let input: HtmlInputElement = inputs.item(n)?.dyn_into().ok()?;
        if input.type_() != "radio" {
            let name = format!("{reason}.text");
            input.set_id(&field_id(&name));
            input.set_name(&name);
            continue;
        }
        input.set_name(&reason);
        if input.value() == "=0" {
            let chip = input.closest("label").ok()??;
            match doubt.instead {
                None => chip.remove(),
                Some(count) => {
                    let words = crate::ui::count(u64::from(count));
                    input.set_value(&format!("={count}"));
                    chip.set_text_content(None);
                    let _ = chip.append_child(&input);
                    put(&chip, [made("span", "", &format!("Change it to {words}"))]);
                }
            }
        }
    }
    if let Ok(Some(label)) = copy.query_selector(".own label") {
        let _ = label.set_attribute("for", &field_id(&format!("{reason}.text")));
    }
    Some(copy)
}
