//! What got better and what got worse, with equal room.
//!
//! Refuses to call a change good or bad by itself: only lines whose direction a manager has set take
//! part, and only with a verdict.

use beforehand::summary::Summary;
use leptos::prelude::*;

use super::said;

/// Both sides; nothing where no line has a direction.
pub fn sides(summary: &Summary) -> AnyView {
    let Some([better, worse]) = said::sides(summary) else { return ().into_any() };
    let side = |word: &str, lines: Vec<String>| {
        let list = if lines.is_empty() {
            view! { <p class="soft">{said::none_of_side(word)}</p> }.into_any()
        } else {
            let items = lines.into_iter().map(|line| view! { <li>{line}</li> });
            view! { <ul class="plain">{items.collect_view()}</ul> }.into_any()
        };
        view! { <section><h2>{format!("What got {word}")}</h2>{list}</section> }
    };
    view! { <div class="sides">{side("better", better)}{side("worse", worse)}</div> }.into_any()
}
