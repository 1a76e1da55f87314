//! What people do beside typing: paste a block, check what they typed, answer a question.

use beforehand::paste::{Blank, Pasted, read_block};
use beforehand::week::{Week, short_date};
use leptos::prelude::*;
use leptos::web_sys::{
    ClipboardEvent, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    HtmlTextAreaElement,
};
use wasm_bindgen::JsCast;

use super::super::sheet::{Change, Edit, Row, shown_count};
use super::client::{Client, Held, ask_soon, with};
use super::face;
use super::{keep, page};

/// A text that goes into one box as it is; anything longer is a block.
fn is_single(text: &str) -> bool {
    !text.trim_end_matches(['\r', '\n']).contains(['\t', '\n', '\r'])
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
    if !window().navigator().on_line() {
        keep::offline(held);
        return;
    }
    with(held, |client| client.sending = true);
    if let Some(form) = page::by_id::<HtmlFormElement>("week") {
        let _ = form.request_submit();
    }
}

/// Whether the form may go: it was checked, or there is nothing to check. Otherwise the list of
/// what would change is shown, or the focus goes to what is wrong.
pub fn submitting(held: Held) -> bool {
    with(held, Client::leave);
    if !window().navigator().on_line() {
        keep::offline(held);
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

impl Client {
    /// Reads the block again and lists what it would change; whether submitted numbers are among it.
    fn preview(&mut self) -> bool {
        let pasted = self.sheet.paste(&self.block, self.here, blank());
        let step = self.sheet.take(&pasted);
        let changes = step.len();
        let refused = pasted.refused.len();
        let mut said = pasted.said.clone();
        if !pasted.unused.is_empty() {
            said.push(format!("Not used: {}.", pasted.unused.join(", ")));
        }
        let title = match (changes, refused) {
            (0, 0) => "Nothing would change".to_owned(),
            (changes, 0) => {
                crate::ui::times(changes, "number would change", "numbers would change")
            }
            (changes, refused) => format!(
                "{}, {} not taken",
                crate::ui::times(changes, "number would change", "numbers would change"),
                crate::ui::count(refused as u64)
            ),
        };
        let refusal = |one: beforehand::paste::Refused| Row {
            figure: String::new(),
            what: format!("{}:", one.what),
            // Most reasons name what stands there themselves.
            before: if one.reason.contains(&one.text) {
                String::new()
            } else {
                format!(" “{}”", one.text)
            },
            after: one.reason,
        };
        let rows = self.rows(&pasted);
        let refused: Vec<_> = pasted.refused.into_iter().map(refusal).collect();
        face::list(&title, &said, &rows, &refused);
        let stood = |edit: &Edit| match edit {
            Edit::Text { cell, .. } => self.sheet.setup.cells[*cell].was.is_some(),
            Edit::Tick { .. } => false,
        };
        step.iter().any(stood)
    }

    /// What is pasted, old and new, for the cells that would change.
    fn rows(&self, pasted: &Pasted) -> Vec<Row> {
        let mut rows = Vec::new();
        for change in &pasted.changes {
            let week = self.sheet.setup.weeks.iter().position(|w| w.week == change.place.week);
            let cell = week.and_then(|week| self.sheet.setup.find(change.place.line, week));
            let Some(cell) = cell else { continue };
            let (before, after) = (self.sheet.text(cell), shown_count(change.count));
            if before != after {
                let said = |text: &str| match text {
                    "" => "not entered".to_owned(),
                    text => text.to_owned(),
                };
                let (figure, what) = (self.figure(cell).clone(), self.label(cell));
                rows.push(Row { figure, what, before: said(before), after: said(&after) });
            }
        }
        rows
    }

    /// "Calls answered".
    fn figure(&self, cell: usize) -> &String {
        &self.sheet.setup.lines[self.sheet.setup.cells[cell].line].line.label
    }

    /// "Calls answered", with its week among several.
    fn label(&self, cell: usize) -> String {
        let label = self.figure(cell);
        if self.sheet.setup.block {
            format!("{label}, {}", short(self.sheet.week(cell)))
        } else {
            label.clone()
        }
    }

    /// Takes the block as one step.
    fn take(&mut self) {
        let pasted = self.sheet.paste(&self.block, self.here, blank());
        let step = self.sheet.take(&pasted);
        self.taken = step.len();
        self.apply(step.clone());
        let block = read_block(&self.block);
        let block = format!("{} × {} cells", block.rows(), block.columns());
        for edit in &step {
            if let Edit::Text { cell, .. } = edit {
                page::mark(&self.sheet.setup.name(*cell), Some(&block));
            }
        }
        self.goto = Some(self.here);
    }

    /// Lists what sending would change; whether numbers change that were submitted before.
    fn check(&mut self) -> bool {
        let changes = self.sheet.changes();
        let weeks = self.sheet.setup.weeks.len();
        let what = |change: &Change| {
            if weeks > 1 {
                format!("{}, {}", change.label, short(self.sheet.setup.weeks[change.week].week))
            } else {
                change.label.clone()
            }
        };
        let rows: Vec<_> = changes
            .iter()
            .map(|change| Row {
                figure: change.label.clone(),
                what: what(change),
                before: change.before.clone(),
                after: change.after.clone(),
            })
            .collect();
        let empty = self.sheet.still_empty();
        let mut said = Vec::new();
        let asks = self.asked.iter().any(Option::is_some);
        if rows.is_empty() && !asks {
            said.push("Nothing differs from what is saved.".to_owned());
        }
        if !empty.is_empty() {
            let labels: Vec<_> = empty.iter().take(6).map(|cell| self.label(*cell)).collect();
            let more = empty.len().saturating_sub(labels.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            said.push(format!("Still empty, and owed: {}{more}.", labels.join("; ")));
        }
        if asks {
            said.push("Odd numbers need a reason: it is asked below the grid.".to_owned());
        }
        let title = match &*self.sheet.setup.weeks {
            [one] => format!("Check the {} before it counts", one.week.title()),
            _ => "Check before it counts".to_owned(),
        };
        face::list(&title, &said, &rows, &[]);
        let stood =
            |change: &Change| change.cell.is_some_and(|n| self.sheet.setup.cells[n].was.is_some());
        changes.iter().any(stood)
    }

    /// Keeps the reader's number, or takes the one somebody else saved.
    fn settle(&mut self, cell: usize, theirs: bool) {
        let mut against = self.against.clone();
        if let Some(one) = against.iter().find(|one| theirs && one.cell == cell) {
            self.apply(vec![self.sheet.typing(cell, one.text.clone())]);
        }
        against.retain(|one| one.cell != cell);
        self.stand(against);
        self.goto = Some(cell);
    }
}

/// "16 Nov".
fn short(week: Week) -> String {
    short_date(week.monday())
}

fn blank() -> Blank {
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
