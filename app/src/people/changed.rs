//! What was done to a person, and what stands when somebody else was quicker.

use beforehand::words::capital;
use leptos::prelude::*;

use super::{Done, PersonPage};
use crate::ui;

/// What was done and what is next.
pub(super) fn done(done: Done, name: &str) -> AnyView {
    let (head, said) = match done {
        Done::Saved => (format!("{name} is saved"), "It counts from their very next click."),
        Done::Active => (
            format!("{name} may sign in again"),
            "If they do not know their password any more, make a link for them below.",
        ),
        Done::Ended => (
            format!("{name} may not sign in any more"),
            "They are signed out everywhere. What they did stays, with their name.",
        ),
        Done::Loose => (
            format!("{name} has no second step any more"),
            "They are signed out everywhere. Where one is required, they set up another at their next sign-in.",
        ),
    };
    view! {
        <div class="done no-print" role="status" tabindex="-1" autofocus=true>
            <h2>{head}</h2>
            <p>{said}</p>
        </div>
    }
    .into_any()
}

/// Both values, where they differ: what stands there now, and what was typed.
pub(super) fn clash(page: &PersonPage) -> AnyView {
    if page.clash.is_none() {
        return ().into_any();
    }
    let PersonPage { person, typed, services, .. } = page;
    let mut rows: Vec<(String, String, String)> = Vec::new();
    let mut differ = |what: &str, now: String, yours: String| {
        if now != yours {
            rows.push((what.to_owned(), now, yours));
        }
    };
    differ("Name", person.name.clone(), typed.name.clone());
    differ("Email address", person.email.clone(), typed.email.clone());
    let ticked = |on: bool| if on { "Yes" } else { "No" }.to_owned();
    differ("Administrator", ticked(person.admin), ticked(typed.admin));
    let word = |word: &str| if word.is_empty() { "Nothing".to_owned() } else { capital(word) };
    for service in services {
        let own = person.roles.iter().find(|(at, _)| at.slug == service.slug);
        let now = own.map_or("", |(_, role)| role.word());
        differ(&service.name, word(now), word(typed.role(&service.slug)));
    }
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows.into_iter().map(|(what, now, yours)| {
        view! {
            <tr>
                <th scope="row"><bdi>{what}</bdi></th>
                <td><bdi>{now}</bdi></td>
                <td><bdi>{yours}</bdi></td>
            </tr>
        }
    });
    let table = view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    <th scope="col">"Stands there now"</th>
                    <th scope="col">"You typed"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    };
    view! {
        <section aria-labelledby="stands">
            <h2 id="stands">"What stands there now"</h2>
            {ui::table_region("What stands there now and what you typed", table)}
            <p>"The form holds what you typed. Save it again if it shall stand."</p>
        </section>
    }
    .into_any()
}
