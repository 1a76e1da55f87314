//! The step before a definition is stored, and what is said once it is.
//!
//! Refuses to mark a change on the charts by itself: it leads to the form of events, which first says
//! which verdicts that takes.

use beforehand::service::Definition;
use leptos::prelude::*;

use super::{DefinitionsPage, Version, address};
use crate::events::define_address;
use crate::ui;

/// What a new version would do.
pub(super) fn confirm(
    page: &DefinitionsPage,
    definition: &Definition,
    effect: &[String],
    mark: &str,
) -> AnyView {
    let effect = effect.iter().map(|said| view! { <li>{said.clone()}</li> }).collect_view();
    let version = (definition.version - 1).to_string();
    view! {
        <p class="lead">
            "Not stored yet. From the "{definition.from.title()}" on these words would hold:"
        </p>
        <p class="words"><bdi>{definition.text.clone()}</bdi></p>
        <h2>"What storing it does"</h2>
        <ul>{effect}</ul>
        <p class="soft">
            "The next page leads to the form that marks a change of definition on the charts, filled in with this week. Mark it when the new words change what is counted."
        </p>
        <form class="fields" method="post" action=address(&page.service.slug)>
            <input type="hidden" name="key" value=page.key.clone() />
            <input type="hidden" name="version" value=version />
            <input type="hidden" name="text" value=definition.text.clone() />
            <input type="hidden" name="from" value=definition.from.to_string() />
            <input type="hidden" name="seen" value=mark.to_owned() />
            <p class="two">
                <button class="button">"Store it"</button>
                <button class="link" name="review" value="1">"Go back to the form"</button>
            </p>
        </form>
    }
    .into_any()
}

/// What was stored, when, by whom, and what is next.
pub(super) fn done(page: &DefinitionsPage, saved: &Version) -> impl IntoView + use<> {
    let Definition { version, from, .. } = saved.definition;
    let head = format!("Definition {version} is stored");
    let by = saved.by.as_ref().map(|(name, at)| format!("By {name} at {}. ", ui::when(*at)));
    let said = format!("{}It holds from the {} on.", by.unwrap_or_default(), from.title());
    let next = saved.marked.is_empty().then(|| {
        let to = define_address(&page.service.slug, from);
        view! {
            <p>
                "Next: do the new words change what is counted? Then "
                <a href=to>"mark the change on the charts"</a>
                ". No verdict is given across it from then on. If the words only say more clearly what was always counted, there is nothing more to do."
            </p>
        }
    });
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>{head}</h2>
            <p>{said}</p>
            {next}
        </div>
    }
}
