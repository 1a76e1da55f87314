//! Small control charts side by side: each line's latest week, what stands out, and its icon.

use std::sync::Arc;

use beforehand::judgement::Tone;
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
            <p class=said>{icon(glance.variation, glance.tone)}" "{glance.words}</p>
            <OurSvg svg=drawing.to_string() />
        </li>
    }
}

/// The icon of a variation: an arrow, or the ups and downs of chance, in a shape that says with its
/// colour, and without it, what it means.
pub fn icon(variation: Variation, tone: Tone) -> impl IntoView {
    let path = match variation {
        Variation::Common => "M5 11l2.5-3 2.5 4 2.5-4 2.5 3",
        Variation::Up => "M10 15V5M6 9l4-4 4 4",
        Variation::Down => "M10 5v10M6 11l4 4 4-4",
        Variation::Unknown => "M6 10h8",
    };
    let class = if tone == Tone::Quiet { "icon" } else { "icon whole" };
    view! {
        <svg class=class viewBox="0 0 20 20" role="img" aria-label=variation.name()>
            <path class="shape" d=shape(tone)></path>
            <path d=path></path>
        </svg>
    }
}

/// A ring for chance, a disc for a signal that is neither good nor bad, a square for a good one, a
/// diamond for a bad one.
fn shape(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "M10 1a9 9 0 1 1 0 18a9 9 0 1 1 0-18z",
        Tone::Signal => "M10 .5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 1 1 0-19z",
        Tone::Good => "M1.5 1.5h17v17h-17z",
        Tone::Bad => "M10-1l11 11-11 11-11-11z",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A shape of its own for each meaning.
    #[test]
    fn icons_are_told_apart_without_colour() {
        let tones = [Tone::Quiet, Tone::Signal, Tone::Good, Tone::Bad];
        let shapes: BTreeSet<_> = tones.map(shape).into_iter().collect();
        assert_eq!(shapes.len(), tones.len());
        let drawn = |variation, tone| icon(variation, tone).to_html();
        assert!(drawn(Variation::Up, Tone::Bad).contains(shape(Tone::Bad)));
        assert_ne!(drawn(Variation::Up, Tone::Signal), drawn(Variation::Down, Tone::Signal));
        assert!(!drawn(Variation::Common, Tone::Quiet).contains("whole"));
    }
}
