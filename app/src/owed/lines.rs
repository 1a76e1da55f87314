//! Owed weeks as a list: each with what is missing, and the way to the very box.

use beforehand::owed::OwedWeek;
use beforehand::week::{Week, long_date};
use beforehand::words::capital;
use leptos::prelude::*;

use crate::ServiceLink;
use crate::ui;

/// The address of a box in the form of its week; `name` is that of the figure: `calls.missed`.
pub fn address(slug: &str, week: Week, name: &str) -> String {
    format!("/services/{slug}/week/{week}#{}", ui::field_id(name))
}

/// The weeks, `shown` of them at most, with up to `named` missing figures of each.
pub fn weeks(service: &ServiceLink, owed: &[OwedWeek], shown: usize, named: usize) -> AnyView {
    if owed.is_empty() {
        return ().into_any();
    }
    let lines = owed.iter().take(shown).map(|owed| line(service, owed, named)).collect_view();
    let more = owed.len().checked_sub(shown).filter(|more| *more > 0).map(|more| {
        let oldest = owed.last().map(|owed| long_date(owed.week.monday())).unwrap_or_default();
        let words = format!(
            "and {} before, back to the week of {oldest}.",
            ui::times(more, "more", "more")
        );
        view! { <p class="soft">{words}</p> }
    });
    view! { <ul class="lines">{lines}</ul>{more} }.into_any()
}

fn line(service: &ServiceLink, owed: &OwedWeek, named: usize) -> impl IntoView + use<> {
    let to = address(&service.slug, owed.week, owed.first());
    let title = capital(&owed.week.title());
    let state = if owed.partly {
        format!("{}, still missing: ", owed.state())
    } else {
        format!("{}: ", owed.state())
    };
    let parts = owed.parts();
    let shown = if parts.len() > named { named - 1 } else { parts.len() };
    let more = parts.len() - shown;
    let links = parts.iter().take(shown).enumerate().map(|(n, (label, name))| {
        let to = address(&service.slug, owed.week, name);
        let before = match n {
            0 => "",
            n if n + 1 == parts.len() => " and ",
            _ => ", ",
        };
        view! { {before}<a href=to>{(*label).to_owned()}</a> }
    });
    let links = links.collect_view();
    let more = (more > 0).then(|| format!(" and {more} more"));
    view! {
        <li>
            <a href=to>{title}</a>
            " "
            <span class="soft">{state}{links}{more}</span>
        </li>
    }
}
