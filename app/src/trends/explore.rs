//! A chart that a browser with scripting can go through week by week, and the places and sentences
//! its script finds in the page, all hidden until then.
//!
//! Refuses to need the script: the drawing, its caption and its table are there without.

use leptos::prelude::*;

use crate::ui::OurSvg;

/// Ways to look at a part: the script's word and the reader's.
const LOOKS: [(&str, &str); 5] = [
    ("closer", "Closer"),
    ("wider", "Wider"),
    ("earlier", "Earlier"),
    ("later", "Later"),
    ("whole", "Whole period"),
];

/// What a chart's figure is made of.
pub(crate) struct Explored<'a> {
    /// The drawing.
    pub(crate) svg: &'a str,
    /// "Calls answered".
    pub(crate) label: &'a str,
    /// Where its numbers are, as data.
    pub(crate) address: String,
    /// Whether it is the page's first: that one says that charts can be explored.
    pub(crate) first: bool,
}

/// The figure of a chart, with its caption.
pub(crate) fn figure(chart: &Explored<'_>, caption: AnyView) -> AnyView {
    let name = format!("{}, week by week", chart.label);
    let hint = chart.first.then_some(
        "Point at a chart, touch it or press Tab to reach it: it then tells every week.",
    );
    let looks = LOOKS.map(|(value, word)| {
        view! { <button type="button" class="link" value=value>{word}</button> }
    });
    view! {
        <figure data-live=chart.address.clone()>
            <p class="said" hidden>{hint}</p>
            <div class="explored">
                <OurSvg svg=chart.svg.to_owned() />
                <input type="range" min="0" max="0" value="0" aria-label=name aria-describedby="explore-keys" hidden />
            </div>
            <p class="closer" hidden>{looks}</p>
            {caption}
        </figure>
    }
    .into_any()
}

/// The sentences that the script says, once a page.
pub(crate) fn sentences() -> impl IntoView {
    view! {
        <div id="explore" hidden>
            <p id="explore-keys">
                "Arrow keys move by a week, Page Up and Page Down by a quarter. Plus and minus look closer and wider, 0 at the whole period. Escape leaves the chart."
            </p>
            <p class="failed">
                "This chart cannot be gone through week by week just now. Its numbers are in the table below."
            </p>
            <p class="ended">"You have been signed out. Load the page again to sign in."</p>
            <p class="changed">
                "Numbers have changed since this page was opened: load it again to see them in its table too."
            </p>
        </div>
    }
}
