//! The island of the entry grid: it wakes the boxes the server drew.
//!
//! Keys as in a spreadsheet, undo, paste, doubts while typing, drafts kept on the server, and what
//! others save meanwhile. It changes no number by itself, and without it the form says and does the
//! same by sending. What it thinks is `sheet`; what it shows stands in the page already, so that the
//! client carries no views.

#[cfg(feature = "hydrate")]
mod act;
#[cfg(feature = "hydrate")]
mod client;
#[cfg(feature = "hydrate")]
mod face;
#[cfg(feature = "hydrate")]
mod keep;
#[cfg(feature = "hydrate")]
mod keys;
#[cfg(feature = "hydrate")]
mod list;
#[cfg(feature = "hydrate")]
mod page;
#[cfg(feature = "hydrate")]
mod shelf;

use leptos::prelude::*;

use crate::ui;

/// Wakes the form around it, which `setup` tells about.
#[island]
pub fn Grid(setup: String) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    client::wake(super::sheet::Setup::read(&setup));
    // Without a browser nothing is woken.
    drop(setup);
    view! { <span hidden=true></span> }
}

/// "19 of 22 boxes filled."
pub(super) fn filled_words(filled: usize, boxes: usize) -> String {
    match filled {
        _ if boxes == 0 => "There is nothing to fill in.".to_owned(),
        0 => format!("None of {boxes} boxes filled yet."),
        filled if filled == boxes => format!("All {boxes} boxes filled."),
        filled => format!("{filled} of {boxes} boxes filled."),
    }
}

/// The derived figure as text: a dash while a part is missing.
pub(super) fn derived(value: Option<i64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value < 0 => format!("−{}", ui::count(value.unsigned_abs())),
        Some(value) => ui::count(value.unsigned_abs()),
    }
}
