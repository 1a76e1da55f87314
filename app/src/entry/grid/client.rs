//! Events to the sheet, and the sheet to the page.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};
use leptos::{ev, server_fn};
use wasm_bindgen::JsCast;

use super::super::sheet::{Doubted, Edit, Setup, Sheet, SheetCell, Step, is_reason, shown_count};
use super::act::Pointer;
use super::face::{self, Against};
use super::{act, filled_words, keep, page};

/// Everything the island remembers.
pub struct Client {
    pub sheet: Sheet,
    /// The doubt that is asked about, cell by cell.
    pub asked: Vec<Option<Doubted>>,
    /// The cell in which a number is being typed: it is asked about when it is whole.
    typing: Option<usize>,
    /// Where the pointer is: a question would move what it is about to press.
    pub pointer: Pointer,
    /// Cells whose numbers look exchanged, and the sentence that says so, week by week.
    pub swaps: Vec<Vec<(usize, usize, String)>>,
    /// Whether each box is filled; none where there is no box.
    pub filled: Vec<Option<bool>>,
    pub against: Vec<Against>,
    pub keeper: keep::Keeper,
    /// The cell in focus, what was in it, and whether its text is being edited rather than replaced.
    pub here: usize,
    pub before: String,
    pub editing: bool,
    /// Whether the form was checked and is on its way.
    pub sending: bool,
    /// What is being pasted, and how many numbers were taken of it.
    pub block: String,
    pub taken: usize,
    /// The cell the focus goes to next.
    pub goto: Option<usize>,
}

pub type Held = StoredValue<Client, LocalStorage>;

/// Lets the client act; then moves the focus, whose own events come back to the client.
pub fn with<T: Default>(held: Held, act: impl FnOnce(&mut Client) -> T) -> T {
    let (mut answer, mut goto) = (T::default(), None);
    held.update_value(|client| {
        answer = act(client);
        goto = client.goto.take().map(|cell| {
            // The page says all it has to say before the focus moves, which lays it out.
            client.leave();
            client.arrive(cell);
            client.sheet.setup.name(cell)
        });
    });
    if let Some(name) = goto {
        page::focus(&name);
    }
    answer
}

/// Listens to the form, once the page is there.
pub fn wake(setup: Setup) {
    let address = ["/services/", &setup.service].concat();
    server_fn::client::set_server_url(Box::leak(address.into_boxed_str()));
    let keeper = keep::Keeper::new(&setup);
    let held: Held = StoredValue::new_local(Client {
        asked: vec![None; setup.cells.len()],
        typing: None,
        pointer: Pointer::Up,
        swaps: vec![Vec::new(); setup.weeks.len()],
        filled: vec![None; setup.cells.len()],
        sheet: Sheet::new(setup),
        against: Vec::new(),
        keeper,
        here: 0,
        before: String::new(),
        editing: false,
        sending: false,
        block: String::new(),
        taken: 0,
        goto: None,
    });
    with(held, |client| {
        page::number(&client.sheet);
        client.adopt();
        for cell in 0..client.sheet.setup.cells.len() {
            client.draw(cell);
        }
        client.count();
        client.ask(0..client.asked.len());
        // Whoever went into a box before is in it now.
        if let Some(cell) = page::focused() {
            client.arrive(cell);
        }
    });
    page::awake();
    for part in ["tools", "channels"] {
        if let Some(part) = page::by_id::<HtmlElement>(part) {
            part.set_hidden(false);
        }
    }
    listen(held);
    keep::begin(held);
    page::begin();
}

fn listen(held: Held) {
    window_event_listener(ev::focusin, move |event| {
        let Some(cell) = page::cell_of(event.target()) else { return };
        with(held, |client| {
            client.pointer = client.pointer.bringing();
            client.arrive(cell);
        });
    });
    window_event_listener(ev::focusout, move |event| {
        if page::cell_of(event.target()).is_some() {
            with(held, Client::remember);
            ask_soon(held);
        }
    });
    window_event_listener(ev::pointerdown, move |_| act::pressed(held));
    window_event_listener(ev::pointerup, move |_| act::released(held));
    window_event_listener(ev::pointercancel, move |_| act::released(held));
    window_event_listener(ev::input, move |event| {
        let cell = page::cell_of(event.target());
        let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        with(held, |client| match cell {
            Some(cell) => client.typed(cell, &input.value()),
            None => client.ticked(&input),
        });
        keep::soon(held);
    });
    window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let Some(cell) = page::cell_of(event.target()) else { return };
        if with(held, |client| client.key(cell, &event)) {
            event.prevent_default();
            keep::soon(held);
        }
    });
    window_event_listener(ev::paste, move |event| act::pasted(held, &event));
    window_event_listener(ev::click, move |event| {
        if let Some(link) = page::carrier(event.target(), "href") {
            // A link to a box, in the summary of problems: its channel comes forward first.
            let to = link.get_attribute("href").unwrap_or_default();
            let to = to.strip_prefix('#').and_then(page::by_id::<HtmlElement>);
            if let Some(to) = to {
                page::turn_to_channel_of(&to);
            }
        }
        let Some(button) = page::carrier(event.target(), "data-act") else { return };
        let name = button.get_attribute("data-act").unwrap_or_default();
        let of = button.get_attribute("data-cell-of").unwrap_or_default();
        act::clicked(held, &name, &of);
        keep::soon(held);
    });
    window_event_listener(ev::submit, move |event| {
        let form = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
        if form.is_some_and(|form| form.id() == "week") && !act::submitting(held) {
            event.prevent_default();
        }
    });
}

/// Asks when the click that took the focus away has found its button where it was.
pub fn ask_soon(held: Held) {
    set_timeout(move || with(held, Client::ask_about_typed), Duration::ZERO);
}

impl Client {
    /// The focus came to a cell.
    fn arrive(&mut self, cell: usize) {
        self.here = cell;
        self.before = self.sheet.text(cell).to_owned();
        self.editing = false;
        self.tell();
    }

    /// A cell is left: what was typed becomes one step, and is asked about.
    pub fn leave(&mut self) {
        self.remember();
        self.ask_about_typed();
    }

    fn remember(&mut self) {
        let after = self.sheet.text(self.here).to_owned();
        let before = std::mem::replace(&mut self.before, after.clone());
        self.sheet.remember(vec![Edit::Text { cell: self.here, before, after }]);
        self.editing = false;
    }

    /// Asks about the number that was typed. The first digits of a number are odd nearly always: a
    /// question at each of them would come and go, and move what stands below.
    pub fn ask_about_typed(&mut self) {
        if let Some(cell) = self.typing.take_if(|_| self.pointer == Pointer::Up) {
            self.ask([cell]);
        }
    }

    fn typed(&mut self, cell: usize, text: &str) {
        page::mark(&self.sheet.setup.name(cell), None);
        self.write(cell, text);
    }

    /// Puts a text that is not whole yet into a box, and shows what follows from it.
    pub fn write(&mut self, cell: usize, text: &str) {
        self.sheet.write(cell, text);
        self.draw(cell);
        self.count();
        page::derive(&self.sheet, self.sheet.setup.cells[cell].week);
        // A question that stands there already follows what is typed.
        if self.asked[cell].is_some() {
            self.ask([cell]);
        } else {
            self.typing = Some(cell);
        }
        self.keeper.touch();
    }

    /// A tick in the form, made with the mouse. "Change it to 25,431" does so at once.
    fn ticked(&mut self, input: &HtmlInputElement) {
        let name = input.name();
        if let Some(count) = input.value().strip_prefix('=').and_then(|count| count.parse().ok())
            && let Some(own) = name.strip_suffix(".reason")
            && let Some(cell) =
                (0..self.asked.len()).find(|cell| self.sheet.setup.name(*cell) == own)
        {
            self.apply(vec![self.sheet.typing(cell, shown_count(Some(count)))]);
            self.goto = Some(cell);
            return;
        }
        // A reason is kept as a number is; the one in the dialog goes into the form.
        if input.id() == "why"
            && let Some(form) = page::by_id::<HtmlInputElement>("correction")
        {
            form.set_value(&input.value());
            self.keeper.touch();
        }
        if is_reason(&name) {
            self.keeper.touch();
            return;
        }
        let cell = (0..self.sheet.setup.cells.len())
            .find(|n| self.sheet.closed_name(*n) == name || self.sheet.turn_name(*n) == name);
        let Some(cell) = cell.filter(|_| self.sheet.is_ticked(&name) != input.checked()) else {
            return;
        };
        let step = if self.sheet.closed_name(cell) == name {
            self.sheet.turn_closed(cell)
        } else {
            self.sheet.turn_collected(cell)
        };
        self.apply(step);
        // The box that was ticked may be gone: a channel that is open again shows its own boxes.
        self.goto = Some(cell);
    }

    fn draw(&mut self, cell: usize) {
        page::show(&self.sheet, cell);
        self.filled[cell] = self.sheet.filled(cell);
    }

    /// Says how many boxes are filled.
    fn count(&self) {
        let boxes = self.filled.iter().flatten();
        let filled = boxes.clone().filter(|filled| **filled).count();
        face::say("filled", &filled_words(filled, boxes.count()));
    }

    /// Does a step and shows it.
    pub fn apply(&mut self, step: Step) {
        let shown = step.clone();
        self.sheet.apply(step);
        self.show(&shown);
    }

    /// Shows what a step did.
    pub fn show(&mut self, step: &Step) {
        let mut cells = BTreeSet::new();
        for edit in step {
            match edit {
                Edit::Text { cell, .. } => {
                    page::mark(&self.sheet.setup.name(*cell), None);
                    cells.insert(*cell);
                }
                Edit::Tick { name, on } => {
                    page::tick(name, *on);
                    cells.extend((0..self.sheet.setup.cells.len()).filter(|cell| {
                        self.sheet.closed_name(*cell) == *name
                            || self.sheet.turn_name(*cell) == *name
                    }));
                }
            }
        }
        for cell in &cells {
            self.draw(*cell);
        }
        self.count();
        // Filled one by one: collecting would sort, which weighs more.
        let mut weeks = BTreeSet::new();
        for cell in &cells {
            weeks.insert(self.sheet.setup.cells[*cell].week);
        }
        for week in weeks {
            page::derive(&self.sheet, week);
        }
        self.before = self.sheet.text(self.here).to_owned();
        self.ask(cells);
        self.keeper.touch();
    }

    /// Asks about odd numbers in those cells, and about numbers of their weeks that look exchanged.
    /// Nothing else is looked at: a key must not wait for the whole grid.
    pub fn ask(&mut self, cells: impl IntoIterator<Item = usize>) {
        let mut weeks = BTreeSet::new();
        for cell in cells {
            let SheetCell { week, line, .. } = self.sheet.setup.cells[cell];
            weeks.insert(week);
            let doubt = self.sheet.judge(cell).filter(|doubt| !doubt.wrong);
            let kind = self.sheet.setup.lines[line].kind.word();
            face::question(&self.sheet.setup.name(cell), kind, doubt.as_ref());
            face::say("live-doubts", doubt.as_ref().map_or("", |doubt| &doubt.sentence));
            self.asked[cell] = doubt;
        }
        face::one_for_all(self.asked.iter().flatten().nth(1).is_some());
        let mut swapped = false;
        for week in weeks {
            let swaps = self.sheet.swapped(week);
            swapped |= swaps != self.swaps[week];
            self.swaps[week] = swaps;
        }
        if swapped {
            face::swaps(self.swaps.iter().flatten());
        }
    }

    /// Gives one reason to every number in doubt.
    pub fn explain_all(&mut self, reason: &str) {
        for input in page::all(&format!("#asked input[value={reason}]")) {
            if let Ok(input) = input.dyn_into::<HtmlInputElement>() {
                input.set_checked(true);
            }
        }
        self.keeper.touch();
    }

    /// Shows whose numbers stand against the reader's.
    pub fn stand(&mut self, against: Vec<Against>) {
        face::against(&against);
        self.against = against;
    }

    /// Says what is usual in the box in focus.
    fn tell(&self) {
        let cell = &self.sheet.setup.cells[self.here];
        let label = &self.sheet.setup.lines[cell.line].line.label;
        let mut parts = Vec::new();
        if let Some(usual) = &cell.usual {
            parts.push(beforehand::check::usually(usual));
        }
        let count = |count: u32| crate::ui::count(u64::from(count));
        if let Some(last) = self.sheet.week_before(self.here) {
            parts.push(format!("the week before {}", count(last)));
        }
        if let Some(year) = cell.usual.and_then(|usual| usual.last_year) {
            parts.push(format!("same week last year {}", count(year)));
        }
        let text = if parts.is_empty() {
            format!("{label}: nothing to compare with yet.")
        } else {
            format!("{label}: {}.", parts.join("; "))
        };
        face::say("about-box", &text);
    }
}
