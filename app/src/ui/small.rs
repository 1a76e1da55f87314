//! Small control charts side by side: each line's latest week, what stands out, and its icon.

use std::sync::Arc;

use beforehand::trend::{Glance, Variation};
use leptos::prelude::*;

use super::OurSvg;

/// One small chart.
#[derive(Clone, Debug)]
pub struct Card {
    /// The line in a few words.
    pub glance: Glance,
    /// The drawing, hidden from those who hear the page.
    pub drawing: Arc<str>,
    /// The line's own page.
    pub to: String,
}

/// The cards in a grid, in the order they are given.
pub fn cards(cards: Vec<Card>) -> impl IntoView {
    let cards: Vec<_> = cards.into_iter().map(card).collect();
    view! { <ul class="smalls plain">{cards}</ul> }
}

fn card(card: Card) -> impl IntoView {
    let Card { glance, drawing, to } = card;
    let said = glance.tone.class();
    view! {
        <li>
            <a class="line" href=to>{glance.label}</a>
            <p class="latest">{glance.latest}</p>
            <p class=said>{icon(glance.variation)}" "{glance.words}</p>
            <OurSvg svg=drawing.to_string() />
        </li>
    }
}

/// The icon of a variation: a ring with the ups and downs of chance, or an arrow.
pub fn icon(variation: Variation) -> impl IntoView {
    let path = match variation {
        Variation::Common => "M5 11l2.5-3 2.5 4 2.5-4 2.5 3",
        Variation::Up => "M10 15V5M6 9l4-4 4 4",
        Variation::Down => "M10 5v10M6 11l4 4 4-4",
        Variation::Unknown => "M6 10h8",
    };
    view! {
        <svg class="icon" viewBox="0 0 20 20" role="img" aria-label=variation.name()>
            <circle cx="10" cy="10" r="9"></circle>
            <path d=path></path>
        </svg>
    }
}
