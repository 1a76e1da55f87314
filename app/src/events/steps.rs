//! One event on its own: changed, removed, or about to break a line.

use beforehand::closure::day;
use beforehand::event::verdicts::Concerned;
use beforehand::event::{days, effect, in_words};
use beforehand::service::Event;
use beforehand::week::Week;
use beforehand::words::capital;
use leptos::prelude::*;

use super::view::concerns;
use super::{EventsPage, Judged, Line, address, form};
use crate::ui;

/// The form of an event that stands, with both when somebody else was quicker.
pub(super) fn change(page: &EventsPage, line: &Line, clash: Option<&[[String; 3]]>) -> AnyView {
    let clash = clash.map(|rows| {
        let rows = rows.iter().map(|[what, yours, theirs]| {
            view! {
                <tr>
                    <th scope="row">{what.clone()}</th>
                    <td><bdi>{yours.clone()}</bdi></td>
                    <td><bdi>{theirs.clone()}</bdi></td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        let table = view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">"What differs"</th>
                        <th scope="col">"As you typed it"</th>
                        <th scope="col">"As it stands now"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        };
        view! {
            {ui::table_region("What differs", table)}
            <p>"The form holds what you typed. Save it to put it in the place of what stands now."</p>
        }
    });
    let stands = in_words(&line.event, line.channel.as_deref());
    let does = effect(&line.event);
    view! {
        <p class="lead"><bdi>{stands}</bdi>". "{does}</p>
        {clash}
        {form::change(page, line.version)}
        {back(page)}
    }
    .into_any()
}

/// The question before an event is removed.
pub(super) fn remove(
    page: &EventsPage,
    line: &Line,
    seen: Option<&str>,
    places: usize,
    judged: &[Judged],
) -> AnyView {
    let event = &line.event;
    let seen = seen.map(|seen| {
        let now = in_words(event, line.channel.as_deref());
        view! {
            <p>"As you saw it: "<bdi>{seen.to_owned()}</bdi>"."</p>
            <p>"As it stands now: "<bdi>{now}</bdi>"."</p>
        }
    });
    let elsewhere = (places > 1).then(|| {
        let words = format!(
            "It was added to {places} services at once. It is removed from {} only.",
            page.service.name
        );
        view! { <p>{words}</p> }
    });
    let comes_back = event.break_week().map(|_| {
        let none = judged.iter().all(|one| one.effect.regained.is_empty());
        let words = if none {
            "The line no longer breaks there. No comparison gets a verdict back by that today."
        } else {
            "The line no longer breaks there. These comparisons get a verdict back:"
        };
        let lists = judged.iter().map(|one| concerned(&one.effect.regained)).collect_view();
        view! { <p>{words}</p>{lists} }
    });
    view! {
        <p class="lead">
            {concerns(line)}", "{days(event)}". It goes from every chart and table. The history keeps who added it and who removed it."
        </p>
        {seen}
        {elsewhere}
        {comes_back}
        <form class="fields" method="post" action=address(&page.service.slug, &page.back)>
            <input type="hidden" name="do" value="remove" />
            <input type="hidden" name="key" value=page.key.clone() />
            <input type="hidden" name="id" value=event.id.clone() />
            <input type="hidden" name="version" value=line.version.to_string() />
            <button class="button">"Remove this event"</button>
        </form>
        {back(page)}
    }
    .into_any()
}

/// What a change of definition takes away, and from which week it holds, before it is stored.
pub(super) fn confirm(
    page: &EventsPage,
    (event, channel): (&Event, Option<&str>),
    (weeks, chosen): &(Vec<Week>, Option<Week>),
    judged: &[Judged],
    mark: &str,
) -> AnyView {
    let hidden = ["do", "key", "id", "version", "kind", "name", "channel", "from", "to"];
    let hidden = hidden.into_iter().filter_map(|name| {
        let value = if name == "key" { &page.key } else { page.typed.get(name)? };
        Some(view! { <input type="hidden" name=name value=value.to_owned() /> })
    });
    let hidden = hidden.collect_view();
    let asked = (weeks.len() > 1).then(|| which_week(page, weeks, *chosen));
    let several = judged.len() > 1;
    let lists = judged.iter().map(|one| one_service(one, several)).collect_view();
    let range = event.break_week().map(|_| {
        view! { <p>"On charts the usual range is worked out anew from that week on: provisional until 26 weeks are entered, none before the sixth."</p> }
    });
    view! {
        <p class="lead">
            <bdi>{in_words(event, channel)}</bdi>". "{effect(event)}
        </p>
        {lists}
        {range}
        <form class="fields" method="post" action=address(&page.service.slug, &page.back)>
            {hidden}
            {asked}
            <input type="hidden" name="seen" value=mark.to_owned() />
            <p class="two">
                <button class="button">"Store it"</button>
                <button class="link" name="review" value="1">"Go back to the form"</button>
            </p>
        </form>
    }
    .into_any()
}

/// A change in mid-week: the week it began in, or the first whole one.
fn which_week(page: &EventsPage, weeks: &[Week], chosen: Option<Week>) -> impl IntoView + use<> {
    let typed = beforehand::closure::read_day("from", page.typed.text("from")).ok().flatten();
    let began = typed.map(day).unwrap_or_default();
    let choices = weeks.iter().enumerate().map(|(n, week)| {
        let words = if n == 0 {
            format!("The {}, the first that is counted by it throughout", week.title())
        } else {
            format!("The {}, because all of it was counted by the new definition", week.title())
        };
        view! {
            <label class="tick">
                <input type="radio" name="holds" value=week.to_string()
                    checked={Some(*week) == chosen} />
                <span>{words}</span>
            </label>
        }
    });
    let choices = choices.collect_view();
    view! {
        <fieldset class="choice">
            <legend>"From which week does it hold?"</legend>
            <p class="hint">{format!("It began in mid-week, on {began}.")}</p>
            {choices}
        </fieldset>
    }
}

/// What one service loses and gets back.
fn one_service(one: &Judged, several: bool) -> AnyView {
    let Judged { service, effect } = one;
    let (lost, regained) = (concerned(&effect.lost), concerned(&effect.regained));
    let lost_words = if effect.lost.is_empty() {
        "No comparison that has a verdict today loses it. Those made across that week later will have none."
    } else {
        "These comparisons lose their verdict:"
    };
    let regained = (!effect.regained.is_empty()).then(|| {
        view! { <p>"These get a verdict back:"</p>{regained} }
    });
    let body = view! { <p>{lost_words}</p>{lost}{regained} };
    if !several {
        return body.into_any();
    }
    let n: usize = effect.lost.iter().map(|one| one.figures.len()).sum();
    let words = format!("{service}: {}", ui::times(n, "verdict is lost", "verdicts are lost"));
    view! {
        <details class="past">
            <summary>{words}</summary>
            {body}
        </details>
    }
    .into_any()
}

/// Comparison by comparison.
fn concerned(all: &[Concerned]) -> AnyView {
    if all.is_empty() {
        return ().into_any();
    }
    let lines = all.iter().map(|one| {
        let quarters = format!("{} on {}", one.current.months(), one.earlier.months());
        view! {
            <li>{quarters}<span class="part">{capital(&one.figures.join("; "))}</span></li>
        }
    });
    view! { <ul class="lines">{lines.collect_view()}</ul> }.into_any()
}

fn back(page: &EventsPage) -> impl IntoView + use<> {
    let to = address(&page.service.slug, &page.back);
    view! { <p class="links no-print"><a href=to>"All events"</a></p> }
}
