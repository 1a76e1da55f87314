//! What a key does in a box, and the button that does the same.

use leptos::web_sys::KeyboardEvent;

use super::super::sheet::{Edit, Step, Way};
use super::client::Client;
use super::page;

impl Client {
    /// What a key does; whether it was ours.
    pub fn key(&mut self, cell: usize, event: &KeyboardEvent) -> bool {
        let ctrl = event.ctrl_key() || event.meta_key();
        let key = event.key();
        // The browser's own: back with Alt, selecting a part of the text with Shift.
        if event.alt_key() {
            return false;
        }
        let way = match key.as_str() {
            _ if event.shift_key() => None,
            "ArrowUp" => Some(Way::Up),
            "ArrowDown" => Some(Way::Down),
            "ArrowLeft" if !self.editing => Some(Way::Left),
            "ArrowRight" if !self.editing => Some(Way::Right),
            "Home" if ctrl => Some(Way::First),
            "End" if ctrl => Some(Way::Last),
            "Home" if !self.editing => Some(Way::Home),
            "End" if !self.editing => Some(Way::End),
            _ => None,
        };
        if let Some(way) = way {
            self.goto = self.sheet.go(cell, way);
            return true;
        }
        match (ctrl, key.as_str()) {
            (false, "Enter") => {
                let to = if event.shift_key() {
                    self.sheet.go(cell, Way::Up)
                } else if !self.sheet.setup.block && page::is_one_by_one() {
                    self.sheet.enter_one_by_one(cell)
                } else {
                    self.sheet.enter(cell)
                };
                if to.is_none() {
                    self.leave();
                }
                self.goto = to;
            }
            (false, "Tab") if page::is_one_by_one() => {
                let to = self.sheet.tab_one_by_one(cell, event.shift_key());
                self.goto = to;
                return to.is_some();
            }
            (false, "F2") => self.edit(cell),
            (false, "Escape") => {
                let before = self.before.clone();
                self.write(cell, &before);
                self.goto = Some(cell);
                self.editing = false;
            }
            (false, "Delete") if !self.editing => {
                self.leave();
                self.apply(vec![self.sheet.typing(cell, "")]);
            }
            // In the middle of typing a letter is a slip, and is said to be no number.
            (false, "c" | "C") if self.is_untouched(cell) => self.turn(cell, true),
            (false, "n" | "N") if self.is_untouched(cell) => self.turn(cell, false),
            (true, "z" | "Z") if !event.shift_key() => self.undo(),
            (true, "y" | "Y" | "z" | "Z") => self.redo(),
            (true, "d" | "D") => {
                self.leave();
                if let Some(count) = self.sheet.week_before(cell) {
                    let text = crate::ui::count(u64::from(count));
                    self.apply(vec![self.sheet.typing(cell, text)]);
                    self.goto = Some(cell);
                }
            }
            _ => return false,
        }
        true
    }

    /// Whether nothing was typed into the box since it was entered.
    fn is_untouched(&self, cell: usize) -> bool {
        !self.editing && self.sheet.text(cell) == self.before
    }

    /// The caret goes to the end of the text, which is now edited.
    fn edit(&mut self, cell: usize) {
        self.editing = true;
        if let Some(input) = page::input(&self.sheet.setup.name(cell)) {
            let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(0);
            let _ = input.set_selection_range(end, end);
        }
    }

    /// Closes or opens the channel, or stops or starts collecting the field.
    pub fn turn(&mut self, cell: usize, closed: bool) {
        self.leave();
        let step =
            if closed { self.sheet.turn_closed(cell) } else { self.sheet.turn_collected(cell) };
        self.apply(step);
        self.goto = Some(cell);
    }

    /// Takes back what is being typed, or else the last step.
    pub fn undo(&mut self) {
        self.leave();
        if let Some(step) = self.sheet.undo() {
            self.show(&step);
            self.go_to(&step);
        }
    }

    /// Does again what was taken back.
    pub fn redo(&mut self) {
        self.leave();
        if let Some(step) = self.sheet.redo() {
            self.show(&step);
            self.go_to(&step);
        }
    }

    /// The focus follows what was changed, if it is in the grid.
    fn go_to(&mut self, step: &Step) {
        let first = step.iter().find_map(|edit| match edit {
            Edit::Text { cell, .. } => Some(*cell),
            Edit::Tick { .. } => None,
        });
        self.goto = Some(first.unwrap_or(self.here));
    }
}
