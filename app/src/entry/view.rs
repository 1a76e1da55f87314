//! The form as it is seen: boxes only around what can be typed, derived figures as plain text, a
//! question about an odd number below the grid.

pub(super) mod asked;
pub(super) mod awake;
mod grid;
mod told;

use std::fmt::Write;

use beforehand::owed::in_time_until;
use beforehand::week::{Week, long_date};
use leptos::prelude::*;

use super::grid::filled_words;
use super::sheet::Setup;
use super::{Sent, WeekPage};
use crate::ui;
pub(super) use asked::correction_box;
use asked::states;
pub(super) use awake::{awake, channels};
use grid::{CONTACT, WEB, grid};
pub(super) use grid::{pasted, total};
pub(super) use told::saved_heading;
use told::{clash, confirmation};

impl ui::Show for WeekPage {
    fn title(&self) -> String {
        upper_first(&self.week.title())
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty() || self.clash.is_some()
    }

    fn script(&self) -> ui::Script {
        if self.locked.is_some() { ui::Script::None } else { ui::Script::Island }
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        let (filled, lead) = (filled(self.filled()), lead(&self));
        let title = ui::Show::title(&self);
        let slug = self.service.slug.clone();
        view! {
            {ui::error_summary(&self.problems)}
            {self.clash.as_ref().map(clash)}
            {self.saved.as_ref().map(|saved| confirmation(saved, self.week, &slug))}
            {ui::heading(self.service.name.clone(), title)}
            {self.locked.is_none().then(|| view! { <p class="lead">{filled}{lead}</p> })}
            {form(&self)}
            {other_weeks(&self)}
        }
        .into_any()
    }
}

/// How many boxes are filled, where the island finds it: it follows what is typed.
pub(super) fn filled((filled, boxes): (usize, usize)) -> impl IntoView + use<> {
    view! { <span id="filled">{filled_words(filled, boxes)}</span> }
}

fn address(slug: &str, week: Week) -> String {
    format!("/services/{slug}/week/{week}")
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What is said after "19 of 22 boxes filled.": " Last week's form was sent on time by Jo."
pub(super) fn lead(page: &WeekPage) -> String {
    let mut text = String::new();
    if !page.week.is_due(page.today) {
        let from = long_date(page.week.next().monday());
        let _ = write!(text, " This week is not over: its numbers count from {from} on.");
    }
    let sent = page.before.as_ref().map(|sent| sent_words(sent, page));
    if let Some(sent) = sent.filter(|words| !words.is_empty()) {
        text.push(' ');
        text.push_str(&sent);
    }
    text
}

/// How the week before was sent, in a sentence.
fn sent_words(sent: &Sent, page: &WeekPage) -> String {
    let recent = page.week >= Week::last_due(page.today);
    let form = if recent { "Last week's form" } else { "The form of the week before" };
    let due = in_time_until(sent.week);
    let mut text = match &sent.by {
        None if sent.owed == 0 => return String::new(),
        None => return format!("{form} has not been sent."),
        Some(_) if sent.imported => format!("{form} was filled from a file."),
        Some((by, on)) if *on <= due => format!("{form} was sent on time by {by}."),
        Some((by, on)) => {
            let days = ui::times((*on - due).num_days() as usize, "day", "days");
            format!("{form} was sent {days} late by {by}.")
        }
    };
    if sent.owed > 0 {
        let boxes = ui::times(sent.owed, "box of it is", "boxes of it are");
        let _ = write!(text, " {boxes} still empty.");
    }
    text
}

fn form(page: &WeekPage) -> AnyView {
    if page.channels.is_empty() {
        return view! { <p>"No channel of this service ran in this week. Choose a later one."</p> }
            .into_any();
    }
    let of = |contact: bool| {
        let some = page.channels.iter().filter(move |form| form.kind.is_contact() == contact);
        some.collect::<Vec<_>>()
    };
    let (contacts, web) = (of(true), of(false));
    let notes = notes(page);
    let grids = view! {
        {grid(&contacts, CONTACT, "Contacts", &page.problems)}
        {grid(&web, WEB, "Website", &page.problems)}
        {notes}
    };
    if let Some(locked) = &page.locked {
        let why = locked.why.clone();
        return view! {
            <p class="lead">{why}" "<a href=locked.to.clone()>"Read it as it was approved"</a></p>
            <div class="week" id="week">
                <fieldset class="locked" disabled=true>
                    <legend class="hidden">"The numbers of this week"</legend>
                    {grids}
                </fieldset>
            </div>
        }
        .into_any();
    }
    let setup = Setup::of_week(page);
    view! {
        <form class="week" id="week" method="post" novalidate=true
            action=address(&page.service.slug, page.week)>
            <input type="hidden" name="version" value=page.version.to_string() />
            <input type="hidden" name="key" value=page.key.clone() />
            {channels(&setup)}
            {grids}
            {states(page)}
            {correction_box(page.correction.as_ref(), &page.problems)}
            {awake(std::slice::from_ref(page), &setup, &page.problems, |_| String::new())}
            <p class="send">
                <button class="button">"Submit week"</button>
                <span class="soft small">
                    "Empty boxes stay owed. You can submit the week again to correct it."
                </span>
            </p>
        </form>
    }
    .into_any()
}

fn notes(page: &WeekPage) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = page
        .channels
        .iter()
        .flat_map(|form| &form.boxes)
        .filter_map(|one| {
            let note = one.note.clone()?;
            Some(view! { <li>{format!("{}: {note}", one.label)}</li> })
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <h2 class="small">"Notes beside these numbers"</h2>
            <ul class="plain soft small">{lines}</ul>
        }
    })
}

fn other_weeks(page: &WeekPage) -> impl IntoView + use<> {
    let slug = page.service.slug.clone();
    let link = |week: Option<Week>, rel: &'static str, word: &'static str| {
        week.map(|week| {
            let text = format!("{word}: {}", long_date(week.monday()));
            view! { <a rel=rel href=address(&slug, week)>{text}</a> }
        })
    };
    let services = (page.services.len() > 1).then(|| {
        let options = page
            .services
            .iter()
            .map(|one| {
                let here = one.slug == page.service.slug;
                view! { <option value=one.slug.clone() selected=here>{one.name.clone()}</option> }
            })
            .collect_view();
        view! {
            <label for="service">"Service"</label>
            <select id="service" name="service">{options}</select>
        }
    });
    let latest = page.today.to_string();
    view! {
        <nav class="links other-weeks" aria-label="Other weeks">
            {link(page.previous, "prev", "Week before")}
            {link(page.next, "next", "Week after")}
            <a href=format!("/services/{slug}/weeks/{}", page.week)>"13 weeks at once"</a>
            <a href=crate::history::address(&slug, page.week, None)>"History of this week"</a>
            <a href=format!("/services/{slug}/closures")>"Closed days and bank holidays"</a>
            <form class="choose" method="get" action=format!("/services/{slug}/week")>
                {services}
                <label for="choose-week">"Week of"</label>
                <input type="date" id="choose-week" name="week" max=latest
                    value=page.week.to_string() />
                <button class="link">"Show"</button>
            </form>
        </nav>
    }
}
