//! What this computer keeps while the server cannot be reached, and the reader's own drafts from
//! elsewhere.
//!
//! Kept by person, service and week: a shared computer gives nobody another's numbers, and a week comes
//! back on whichever page shows it.

use leptos::prelude::window;
use leptos::web_sys::Storage;

use super::super::draft::DraftWeek;
use super::super::sheet::{Own, Setup};
use super::client::Client;
use super::face::Against;
use super::page;

/// Where drafts of one person and service are kept.
pub struct Shelf {
    place: String,
}

impl Shelf {
    pub fn of(setup: &Setup) -> Self {
        Self { place: format!("draft {} {}", setup.reader, setup.service) }
    }

    fn key(&self, week: &str) -> String {
        format!("{} {week}", self.place)
    }

    /// Keeps what is typed; whether all of it is kept.
    pub fn put(&self, drafts: &[DraftWeek]) -> bool {
        let Some(storage) = storage() else { return false };
        let mut kept = true;
        for draft in drafts {
            let key = self.key(&draft.week);
            kept &= if draft.typed.is_empty() {
                storage.remove_item(&key).is_ok()
            } else {
                let text = serde_json::to_string(draft).unwrap_or_default();
                storage.set_item(&key, &text).is_ok()
            };
        }
        kept
    }

    /// What was kept of the weeks of a page.
    fn take(&self, setup: &Setup) -> Vec<DraftWeek> {
        let Some(storage) = storage() else { return Vec::new() };
        let weeks = setup.weeks.iter().map(|week| self.key(&week.week.to_string()));
        weeks.filter_map(|key| serde_json::from_str(&storage.get_item(&key).ok()??).ok()).collect()
    }

    /// Forgets what was kept of the weeks of a page.
    pub fn clear(&self, setup: &Setup) {
        let Some(storage) = storage() else { return };
        for week in &setup.weeks {
            let _ = storage.remove_item(&self.key(&week.week.to_string()));
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

impl Client {
    /// Takes back what this computer kept while the server could not be reached.
    pub fn restore(&mut self) {
        let drafts = self.keeper.shelf.take(&self.sheet.setup);
        if !self.take_in(&drafts, "kept on this computer") {
            self.keeper.shelf.clear(&self.sheet.setup);
        }
    }

    /// Takes in drafts of the reader's own: what is untouched here follows, the rest stands against what
    /// is here. Whether anything of them was new. `place` says where they come from.
    pub fn take_in(&mut self, drafts: &[DraftWeek], place: &str) -> bool {
        let mut all = Own::default();
        for draft in drafts {
            let Some(week) = self.place_of(&draft.week) else { continue };
            let own = self.sheet.take_in(week, &draft.typed);
            all.step.extend(own.step);
            all.against.extend(own.against);
            all.reasons.extend(own.reasons);
        }
        let mut new = !all.step.is_empty() || !all.against.is_empty();
        if !all.step.is_empty() {
            self.apply(all.step);
        }
        // The questions are there now that their numbers are.
        for (name, why) in &all.reasons {
            new |= page::fill(name, why);
        }
        let mut against = self.against.clone();
        for (cell, text) in all.against {
            let said = |text: &str| match text.trim() {
                "" => "nothing".to_owned(),
                text => text.to_owned(),
            };
            let (label, here) = (self.label(cell), said(self.sheet.text(cell)));
            let sentence = format!("{label}: {here} here, {} {place}.", said(&text));
            against.retain(|one| one.cell != cell);
            against.push(Against { cell, sentence, text, own: true });
        }
        self.stand(against);
        if new {
            self.keeper.touch();
        }
        new
    }
}
