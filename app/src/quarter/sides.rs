//! What got better and what got worse, with equal room.
//!
//! Refuses to call a change good or bad by itself: only lines whose direction a manager has set take
//! part, and only with a verdict.

use beforehand::judgement::{Good, Tone};
use beforehand::summary::{Row, Summary};
use leptos::prelude::*;

use super::is_whole;

/// Both sides; nothing where no line has a direction.
pub fn sides(summary: &Summary) -> AnyView {
    let rows = || summary.rows.iter().filter(|row| is_whole(row.field));
    if rows().all(|row| row.good == Good::Neither) {
        return ().into_any();
    }
    let side = |tone: Tone, title: &'static str, none: &'static str| {
        let lines: Vec<_> = rows().filter(|row| meaning(row) == tone).collect();
        let items = lines.iter().map(|row| view! { <li>{row.previous_sentence.clone()}</li> });
        let list = if lines.is_empty() {
            view! { <p class="soft">{none}</p> }.into_any()
        } else {
            view! { <ul class="plain">{items.collect_view()}</ul> }.into_any()
        };
        view! { <section><h2>{title}</h2>{list}</section> }
    };
    view! {
        <div class="sides">
            {side(Tone::Good, "What got better", "Nothing for which a direction is set clearly got better.")}
            {side(Tone::Bad, "What got worse", "Nothing for which a direction is set clearly got worse.")}
        </div>
    }
    .into_any()
}

fn meaning(row: &Row) -> Tone {
    row.good.of_verdict(row.previous.verdict)
}
