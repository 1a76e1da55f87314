//! Only what two pages share: the parts of a page, forms and their errors, links, and how times
//! and numbers are written.
//!
//! Everything is escaped by the view; [`OurSvg`] is the one place that writes HTML as it is, and it
//! takes drawings of our own only.

mod form;
mod small;
mod words;

use leptos::prelude::*;

pub use beforehand::words::number as count;
pub use form::{SafeTextarea, TextBox, error_at, error_summary, escape, field_id, text_box};
pub use small::{Card, cards, icon};
pub use words::{percent, sentence, state_word, times, when};

/// The script a page loads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    /// None at all: the page's policy lets none run.
    #[default]
    None,
    /// The loader of islands.
    Island,
    /// The loader of charts that are explored.
    Explore,
    /// Arrow keys that step through periods, and a link to copy.
    Steps,
}

/// The sheet of A4 a page is printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// Higher than wide.
    #[default]
    Upright,
    /// Wider than high, for wide tables and charts.
    Wide,
}

/// What the document around a page needs to know of it.
pub trait Show {
    /// The page's title, without the product's name.
    fn title(&self) -> String;

    /// Whether something is to be put right first: the title then starts "Error: ".
    fn failed(&self) -> bool {
        false
    }

    /// What waits to be woken; only such pages load a script.
    fn script(&self) -> Script {
        Script::None
    }

    /// The sheet it is printed on.
    fn paper(&self) -> Paper {
        Paper::Upright
    }

    /// Whether search engines are asked to leave it out: only where somebody without an account reads.
    fn hidden_from_search(&self) -> bool {
        false
    }

    /// All that stands between header and footer.
    fn view(self, frame: &crate::Frame) -> AnyView;
}

/// A drawing made by this program, as one `svg` element without style, script or foreign content.
#[component]
pub fn OurSvg(
    /// The element's text.
    svg: String,
) -> impl IntoView {
    view! { <div class="drawing" inner_html=svg></div> }
}

/// The head of a page: the small line that says where and when, then the finding.
pub fn heading(over: impl Into<String>, title: impl Into<String>) -> impl IntoView {
    view! {
        <p class="over">{over.into()}</p>
        <h1>{title.into()}</h1>
    }
}

/// A table that may be wider than a phone: it scrolls in its own region, by keyboard too.
/// `label` names the region.
pub fn table_region(label: impl Into<String>, table: impl IntoView) -> impl IntoView {
    view! { <div class="scroll" role="region" tabindex="0" aria-label=label.into()>{table}</div> }
}

/// A figure that leads to where it comes from, and looks like a figure; without an address it is
/// the figure alone.
pub fn figure(to: Option<String>, text: impl Into<String>) -> AnyView {
    let text = text.into();
    match to {
        Some(to) => view! { <a class="to" href=to>{text}</a> }.into_any(),
        None => text.into_any(),
    }
}

/// The folded table beside a chart: the same numbers.
pub fn as_table(summary: impl Into<String>, table: impl IntoView) -> impl IntoView {
    view! {
        <details class="twin">
            <summary>{summary.into()}</summary>
            {table}
        </details>
    }
}
