//! What people do beside typing: paste a block, check what they typed, answer a question.

use beforehand::paste::{Blank, read_block};
use leptos::prelude::*;
use leptos::web_sys::{
    ClipboardEvent, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    HtmlTextAreaElement,
};
use wasm_bindgen::JsCast;

use super::client::{Client, Held, ask_soon, with};
use super::face;
use super::{keep, page};

/// A text that goes into one box as it is; anything longer is a block: several lines, or the cells of
/// one.
fn is_single(text: &str) -> bool {
    let text = text.trim_end_matches(['\r', '\n']);
    !text.contains(['\n', '\r']) && read_block(text).columns() < 2
}

/// Something was pasted into a box, or into the dialog.
pub fn pasted(held: Held, event: &ClipboardEvent) {
    let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return };
    let into_dialog = page::carrier(event.target(), "id").is_some_and(|e| e.id() == "paste-text");
    if !into_dialog && (page::cell_of(event.target()).is_none() || is_single(&text)) {
        return;
    }
    event.prevent_default();
    with(held, |client| {
        client.leave();
        client.block = text;
    });
    preview(held);
}

/// Lists what the block would change; where submitted numbers are among it, asks why at once.
fn preview(held: Held) {
    if with(held, Client::preview) {
        open(&["paste", "blank", "why"]);
    } else {
        open(&["paste", "blank"]);
    }
}

/// What the pointer does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pointer {
    /// Nothing.
    Up,
    /// It is down.
    Down,
    /// It is down, and brought the focus to a box.
    Brought,
}

impl Pointer {
    /// What it is once the focus has come to a box.
    pub fn bringing(self) -> Self {
        if self == Self::Up { Self::Up } else { Self::Brought }
    }
}

/// The pointer is down.
pub fn pressed(held: Held) {
    with(held, |client| client.pointer = Pointer::Down);
}

/// The pointer is up again. A box that it came to is filled anew by typing, as a spreadsheet's is.
pub fn released(held: Held) {
    let up = |client: &mut Client| std::mem::replace(&mut client.pointer, Pointer::Up);
    if with(held, |client| up(client) == Pointer::Brought) {
        page::select();
    }
    ask_soon(held);
}

/// A button was pressed.
pub fn clicked(held: Held, name: &str, of: &str) {
    let cells: Vec<usize> = of.split(' ').filter_map(|cell| cell.parse().ok()).collect();
    match name {
        "channel" => page::turn_to(of),
        "undo" => with(held, Client::undo),
        "redo" => with(held, Client::redo),
        "close" => with(held, |client| client.turn(client.here, true)),
        "collect" => with(held, |client| client.turn(client.here, false)),
        "empty" => with(held, |client| {
            client.leave();
            client.apply(vec![client.sheet.typing(client.here, "")]);
            client.goto = Some(client.here);
        }),
        "paste" => {
            with(held, |client| {
                client.block.clear();
                let said = format!(
                    "The block fills the grid from {} on, or by its headings and dates where it has them.",
                    client.label(client.here)
                );
                face::list("Paste from Excel", &[said], &[], &[]);
            });
            open(&["block", "blank"]);
        }
        "blank" => preview(held),
        "reason" => with(held, |client| client.explain_all(of)),
        "take" => {
            close();
            with(held, Client::take);
        }
        "cancel" => {
            close();
            with(held, |client| client.goto = Some(client.here));
        }
        "submit" | "send" if !explained() => {
            if let Some(why) = page::by_id::<HtmlInputElement>("why") {
                let _ = why.focus();
            }
        }
        "submit" => {
            close();
            send(held);
        }
        "send" => {
            close();
            let asks = with(held, |client| {
                client.take();
                client.goto = None;
                client.asked.iter().any(Option::is_some)
            });
            // What was typed beside the block, or is in doubt, is looked at before it goes.
            if asks {
                if let Some(first) = page::all("#asked fieldset").first() {
                    first.scroll_into_view();
                    let _ = first.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
                }
            } else if with(held, |client| client.sheet.changes().len() == client.taken) {
                send(held);
            } else {
                submitting(held);
            }
        }
        "swap" => with(held, |client| {
            if let [a, b] = cells[..] {
                let (first, second) =
                    (client.sheet.text(a).to_owned(), client.sheet.text(b).to_owned());
                client.apply(vec![client.sheet.typing(a, second), client.sheet.typing(b, first)]);
                client.goto = Some(a);
            }
        }),
        "mine" | "theirs" => with(held, |client| {
            if let [cell] = cells[..] {
                client.settle(cell, name == "theirs");
            }
        }),
        _ => {}
    }
}

fn send(held: Held) {
    if stands_against(held) {
        return;
    }
    if !window().navigator().on_line() {
        keep::offline(held);
        return;
    }
    with(held, |client| client.sending = true);
    if let Some(form) = page::by_id::<HtmlFormElement>("week") {
        let _ = form.request_submit();
    }
}

/// Whether another number stands against one in a box: the choice comes first, or sending would take
/// the other back unasked.
fn stands_against(held: Held) -> bool {
    let against = with(held, |client| {
        client.sending &= client.against.is_empty();
        !client.against.is_empty()
    });
    if against {
        face::choose();
    }
    against
}

/// Whether the form may go: it was checked, or there is nothing to check. Otherwise the list of
/// what would change is shown, or the focus goes to what is wrong.
pub fn submitting(held: Held) -> bool {
    with(held, Client::leave);
    if !window().navigator().on_line() {
        keep::offline(held);
        return false;
    }
    if stands_against(held) {
        return false;
    }
    // What is wrong is said by the server, at the top of the same form and at each box.
    if with(held, |client| client.sending || client.sheet.is_wrong()) {
        with(held, |client| client.sending = true);
        return true;
    }
    if with(held, Client::check) {
        open(&["check", "why"]);
    } else {
        open(&["check"]);
    }
    false
}

/// Whether nothing has to be explained, or it is: the words go into the form.
fn explained() -> bool {
    let Some(why) = page::by_id::<HtmlInputElement>("why") else { return true };
    let asked = why.parent_element().and_then(|part| part.dyn_into::<HtmlElement>().ok());
    if asked.is_none_or(|part| part.hidden()) {
        return true;
    }
    if let Some(form) = page::by_id::<HtmlInputElement>("correction") {
        form.set_value(why.value().trim());
    }
    !why.value().trim().is_empty()
}

/// What the dialog says of blank cells.
pub fn blank() -> Blank {
    let chosen = document().query_selector("input[name=paste-blank]:checked").ok().flatten();
    let empty = chosen
        .and_then(|input| Some(input.dyn_into::<HtmlInputElement>().ok()?.value() == "empty"));
    if empty == Some(true) { Blank::NotEntered } else { Blank::LeaveAlone }
}

/// Opens the dialog with those of its parts.
fn open(parts: &[&str]) {
    let Some(dialog) = page::by_id::<HtmlDialogElement>("grid-dialog") else { return };
    if let Ok(all) = dialog.query_selector_all("[data-part]") {
        for n in 0..all.length() {
            let Some(part) = all.item(n).and_then(|n| n.dyn_into::<HtmlElement>().ok()) else {
                continue;
            };
            let name = part.get_attribute("data-part").unwrap_or_default();
            part.set_hidden(!parts.contains(&name.as_str()));
        }
    }
    // A reason that was typed into the form is read again here, and can still be changed.
    if let (Some(why), Some(form)) =
        (page::by_id::<HtmlInputElement>("why"), page::by_id::<HtmlInputElement>("correction"))
        && !form.value().is_empty()
    {
        why.set_value(&form.value());
    }
    if let Some(text) = page::by_id::<HtmlTextAreaElement>("paste-text") {
        text.set_value("");
    }
    if !dialog.open() {
        let _ = dialog.show_modal();
    }
}

fn close() {
    if let Some(dialog) = page::by_id::<HtmlDialogElement>("grid-dialog") {
        dialog.close();
    }
}
