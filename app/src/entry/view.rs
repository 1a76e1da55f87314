//! The form as it is seen: boxes only around what can be typed, derived figures as plain text, a
//! question about an odd number below the grid.

use std::fmt::Write;

use beforehand::invalid::Invalid;
use beforehand::series::State;
use beforehand::service::{Field, Kind};
use beforehand::week::{Week, long_date};
use leptos::prelude::*;

use super::ask::{OTHER, Reason, TEXT_LENGTH};
use super::compose::state_word;
use super::{
    ChannelForm, Clash, Closed, Confirmation, FieldBox, Live, LiveChannel, Question, Sent, WeekPage,
};
use crate::ui::{self, field_id};

impl ui::Show for WeekPage {
    fn title(&self) -> String {
        upper_first(&self.week.title())
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty() || self.clash.is_some()
    }

    fn has_island(&self) -> bool {
        true
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        let lead = lead(&self);
        let title = ui::Show::title(&self);
        let slug = self.service.slug.clone();
        view! {
            {ui::error_summary(&self.problems)}
            {self.clash.as_ref().map(clash)}
            {self.saved.as_ref().map(|saved| confirmation(saved, self.week, &slug))}
            {ui::heading(self.service.name.clone(), title)}
            <p class="lead">{lead}</p>
            {form(&self)}
            {other_weeks(&self)}
        }
        .into_any()
    }
}

fn address(slug: &str, week: Week) -> String {
    format!("/services/{slug}/week/{week}")
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "19 of 22 boxes filled. Last week's form was sent on time by Jo."
fn lead(page: &WeekPage) -> String {
    let (filled, boxes) = page.filled();
    let mut text = match (filled, boxes) {
        (_, 0) => "There is nothing to fill in for this week.".to_owned(),
        (filled, boxes) if filled == boxes => format!("All {boxes} boxes filled."),
        (0, boxes) => format!("None of {boxes} boxes filled yet."),
        (filled, boxes) => format!("{filled} of {boxes} boxes filled."),
    };
    if !page.week.is_due(page.today) {
        let from = long_date(page.week.next().monday());
        let _ = write!(text, " This week is not over: its numbers count from {from} on.");
    }
    if let Some(sent) = &page.before {
        text.push(' ');
        text.push_str(&sent_words(sent, page));
    }
    text
}

/// On time is by the end of the Monday after the week.
fn sent_words(sent: &Sent, page: &WeekPage) -> String {
    let recent = page.week >= Week::last_due(page.today);
    let form = if recent { "Last week's form" } else { "The form of the week before" };
    let due = sent.week.next().monday();
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

fn confirmation(saved: &Confirmation, week: Week, slug: &str) -> impl IntoView + use<> {
    let said = format!("The {} was saved at {} by {}.", week.title(), ui::when(saved.at), saved.by);
    let what = saved.what.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let what = match saved.what.len() {
        0 => view! { <p>"Nothing in it was different."</p> }.into_any(),
        1..=4 => view! { <ul>{what}</ul> }.into_any(),
        many => view! {
            <details>
                <summary>{format!("{many} changes")}</summary>
                <ul>{what}</ul>
            </details>
        }
        .into_any(),
    };
    let next = match saved.next {
        None => view! { <p>"Nothing else is owed."</p> }.into_any(),
        Some(next) => view! {
            <p>
                "Next: the "
                <a href=address(slug, next)>{next.title()}</a>
                " still has empty boxes."
            </p>
        }
        .into_any(),
    };
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>"Saved"</h2>
            <p>{said}</p>
            {what}
            {next}
        </div>
    }
}

fn clash(clash: &Clash) -> impl IntoView + use<> {
    let said = format!(
        "{} saved this week at {}, while you were filling in this form. Nothing of yours has been saved yet, and nothing is lost.",
        clash.by,
        ui::when(clash.at)
    );
    let rows = clash
        .rows
        .iter()
        .map(|row| {
            let (yours, kept) = match &row.yours {
                Some(yours) => (yours.clone(), "yours"),
                None => ("not changed".to_owned(), "theirs"),
            };
            let who = format!("{}, {}", row.by, ui::when(row.at));
            let to = format!("#{}", field_id(&row.name));
            view! {
                <tr>
                    <th scope="row"><a href=to>{row.label.clone()}</a></th>
                    <td class="n">{row.was.clone()}</td>
                    <td class="n">{yours}</td>
                    <td class="n">{row.theirs.clone()}</td>
                    <td>{who}</td>
                    <td>{kept}</td>
                </tr>
            }
        })
        .collect_view();
    let table = (!clash.rows.is_empty()).then(|| {
        let table = view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Figure"</th>
                        <th scope="col" class="n">"Before"</th>
                        <th scope="col" class="n">"Yours"</th>
                        <th scope="col" class="n">"Theirs"</th>
                        <th scope="col">"Saved by"</th>
                        <th scope="col">"In the box now"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        };
        ui::table_region("Your numbers and theirs", table)
    });
    let then = if clash.rows.is_empty() {
        "No number differs from what you saw. Check the form and send it again."
    } else {
        "Check the boxes below, change what is wrong, and send the week again. What is in the boxes then counts."
    };
    view! {
        <div class="problem-summary" role="alert" tabindex="-1" autofocus=true
            aria-labelledby="clash-title">
            <h2 id="clash-title">"Somebody else changed this week"</h2>
            <p>{said}</p>
            {table}
            <p>{then}</p>
        </div>
    }
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
    let live = page.channels.iter().map(LiveChannel::of).collect::<Vec<_>>();
    let notes = notes(page);
    let questions = page
        .channels
        .iter()
        .flat_map(|form| form.boxes.iter().map(move |one| (form.kind, one)))
        .filter_map(|(kind, one)| {
            let question = one.question.as_ref().filter(|question| question.open)?;
            Some(ask(kind, one, question, &page.problems))
        })
        .collect_view();
    view! {
        <form class="week" id="week" method="post" novalidate=true
            action=address(&page.service.slug, page.week)>
            <input type="hidden" name="version" value=page.version.to_string() />
            <input type="hidden" name="key" value=page.key.clone() />
            {grid(&contacts, CONTACT, "Contacts", &page.problems)}
            {grid(&web, WEB, "Website", &page.problems)}
            {notes}
            {questions}
            {states(page)}
            <p class="send">
                <button class="button">"Send this week"</button>
                <span class="soft small">
                    "Empty boxes stay owed. You can send the week again to correct it."
                </span>
            </p>
            <Live service=page.service.slug.clone() week=page.week.to_string() channels=live />
        </form>
    }
    .into_any()
}

/// A column of a grid: a field, or the derived figure.
#[derive(Clone, Copy)]
enum Column {
    Field(Field),
    NotRecorded,
}

const CONTACT: &[Column] = &[
    Column::Field(Field::Answered),
    Column::Field(Field::Before),
    Column::Field(Field::After),
    Column::Field(Field::DoesNotApply),
    Column::NotRecorded,
    Column::Field(Field::Missed),
];
const WEB: &[Column] = &[Column::Field(Field::Visits), Column::Field(Field::Visitors)];

impl Column {
    fn heading(self) -> &'static str {
        match self {
            Self::Field(field) => field.heading(),
            Self::NotRecorded => "Not recorded",
        }
    }
}

fn grid(
    forms: &[&ChannelForm],
    columns: &[Column],
    caption: &'static str,
    problems: &[Invalid],
) -> Option<AnyView> {
    if forms.is_empty() {
        return None;
    }
    // The roles stay what they are when a phone's style sheet turns rows into blocks.
    let heads = columns
        .iter()
        .map(|column| view! { <th scope="col" role="columnheader" class="n">{column.heading()}</th> })
        .collect_view();
    let rows = forms.iter().map(|form| row(form, columns, problems)).collect_view();
    let class = if columns.len() > 2 { "grid contacts" } else { "grid web" };
    let grid = view! {
        <table class=class role="table">
            <caption class="hidden">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader"><span class="hidden">"Channel"</span></th>
                    {heads}
                    <th scope="col" role="columnheader">"Last four weeks; a year ago"</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    };
    Some(grid.into_any())
}

fn row(form: &ChannelForm, columns: &[Column], problems: &[Invalid]) -> impl IntoView + use<> {
    let cells = columns.iter().map(|column| cell(form, *column, problems)).collect_view();
    let (open, normal) = form.open_days;
    let state = match () {
        () if form.closed => Some("closed all week".to_owned()),
        () if open > 0 && open != normal => Some(format!("open {open} of {normal} days")),
        () => None,
    };
    let state = state.map(|text| view! { <span class="state">{text}</span> });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{form.name.clone()} {state}</th>
            {cells}
            <td role="cell" class="recent">{recent(form)}</td>
        </tr>
    }
}

fn cell(form: &ChannelForm, column: Column, problems: &[Invalid]) -> AnyView {
    let Column::Field(field) = column else {
        return not_recorded(form);
    };
    let empty = |one: &&FieldBox| one.text.is_empty() && !form.closed_changed();
    let words = match form.of(field) {
        None => Some("not collected"),
        Some(one) if !one.is_asked() => Some("not collected"),
        Some(one) if form.closed && empty(&one) => Some("closed"),
        Some(_) => None,
    };
    match (form.of(field), words) {
        (Some(one), None) => input(one, problems),
        (_, words) => {
            let class = if form.of(field).is_none() { "n state never" } else { "n state" };
            view! {
                <td role="cell" class=class>
                    <span class="name" aria-hidden="true">{field.heading()}</span>
                    {words}
                </td>
            }
            .into_any()
        }
    }
}

fn input(one: &FieldBox, problems: &[Invalid]) -> AnyView {
    let id = field_id(&one.name);
    let wrong = problems.iter().any(|problem| problem.field == one.name);
    let usual = one.question.as_ref().map(|question| question.usually.clone());
    let doubtful = one.question.as_ref().is_some_and(|question| question.open);
    let error = wrong.then(|| format!("{id}-error "));
    let described = format!("{}{id}-usual", error.unwrap_or_default());
    view! {
        <td role="cell" class="n">
            <label for=id.clone()>
                <span class="hidden">{format!("{}: ", one.label)}</span>
                <span class="name">{one.field.heading()}</span>
            </label>
            <input type="text" inputmode="numeric" autocomplete="off" maxlength="40"
                id=id.clone() name=one.name.clone() value=one.text.clone()
                class:doubt=doubtful aria-describedby=described
                aria-invalid=wrong.then_some("true") />
            <input type="hidden" name=format!("{}.was", one.name) value=one.was.clone() />
            <p class="usual" id=format!("{id}-usual")>{usual}</p>
            {ui::error_at(problems, &one.name)}
        </td>
    }
    .into_any()
}

fn not_recorded(form: &ChannelForm) -> AnyView {
    let value = if form.closed { None } else { form.not_recorded() };
    let negative = value.is_some_and(|value| value < 0);
    let boxes = [Field::Answered, Field::Before, Field::After, Field::DoesNotApply];
    let of = boxes.iter().filter_map(|field| form.of(*field)).filter(|one| one.is_asked());
    let of = of.map(|one| field_id(&one.name)).collect::<Vec<_>>().join(" ");
    view! {
        <td role="cell" class="n derived">
            <span class="name" aria-hidden="true">"Not recorded"</span>
            <output id=format!("{}-not-recorded", field_id(&form.slug)) for=of class:bad=negative>
                {derived(value)}
            </output>
        </td>
    }
    .into_any()
}

/// The derived figure as text: a dash while a part is missing.
pub(super) fn derived(value: Option<i64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value < 0 => format!("−{}", ui::count(value.unsigned_abs())),
        Some(value) => ui::count(value.unsigned_abs()),
    }
}

/// "119, 131, 122, 126; 98".
fn recent(form: &ChannelForm) -> impl IntoView + use<> {
    let weeks = form.recent.iter().map(|state| short(*state)).collect::<Vec<_>>().join(", ");
    let said = form.recent.iter().map(|state| state_word(*state)).collect::<Vec<_>>().join(", ");
    let (year, year_said) = match form.year_ago {
        None => (String::new(), String::new()),
        Some(state) => {
            (format!("; {}", short(state)), format!("; a year ago {}", state_word(state)))
        }
    };
    view! {
        <span aria-hidden="true">
            <span class="name">"Last four weeks; a year ago"</span>
            {format!("{weeks}{year}")}
        </span>
        <span class="hidden">{format!("{said}{year_said}")}</span>
    }
}

fn short(state: State) -> String {
    match state {
        State::NotEntered => "–".to_owned(),
        other => state_word(other),
    }
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

fn ask(
    kind: Kind,
    one: &FieldBox,
    question: &Question,
    problems: &[Invalid],
) -> impl IntoView + use<> {
    let name = format!("{}.reason", one.name);
    let text_name = format!("{name}.text");
    let text_id = field_id(&text_name);
    let choice = |value: String, label: String| {
        let checked = question.chosen == value;
        view! {
            <label class="chip">
                <input type="radio" name=name.clone() value=value checked=checked />
                {label}
            </label>
        }
    };
    let instead = question.instead.map(|count| {
        choice(format!("={count}"), format!("Change it to {}", ui::count(u64::from(count))))
    });
    let reasons = Reason::of(kind)
        .map(|reason| choice(reason.word.to_owned(), reason.label.to_owned()))
        .collect_view();
    // The first sentence weighs more: "Website visits: 254,310 is ten times the usual."
    let (first, rest) =
        question.sentence.split_once(". ").unwrap_or((question.sentence.as_str(), ""));
    let first = format!("{}.", first.trim_end_matches('.'));
    let rest = format!(" {rest} If it is right, say why, and the reason stays with the number.");
    view! {
        <fieldset class="ask" id=field_id(&name) tabindex="-1">
            <legend><strong>{first}</strong>{rest}</legend>
            {ui::error_at(problems, &name)}
            <div class="chips">
                {instead} {reasons} {choice(OTHER.to_owned(), "Something else".to_owned())}
            </div>
            <div class="own">
                <label for=text_id.clone()>"In your own words"</label>
                <input type="text" id=text_id.clone() name=text_name.clone()
                    maxlength=TEXT_LENGTH.to_string() autocomplete="off"
                    value=question.text.clone() aria-describedby=format!("{text_id}-hint") />
                <p class="hint" id=format!("{text_id}-hint")>
                    "About the number, never about a person."
                </p>
                {ui::error_at(problems, &text_name)}
            </div>
        </fieldset>
    }
}

/// The two states that are not a number and not an empty box.
fn states(page: &WeekPage) -> impl IntoView + use<> {
    let touched = page.channels.iter().any(|form| {
        form.closed_changed()
            || form.boxes.iter().any(|one| one.turn)
            || page.problems.iter().any(|p| p.field.starts_with(&format!("{}.closed", form.slug)))
    });
    let parts = page.channels.iter().map(|form| state_part(form, &page.problems)).collect_view();
    view! {
        <details class="states" open=touched>
            <summary>"Closed, or not collected?"</summary>
            <p class="hint">
                "A week in which a channel did not run is closed, not 0. A number that is no longer counted is not collected. Both stay out of every rate and comparison."
            </p>
            <div class="parts">{parts}</div>
        </details>
    }
}

fn state_part(form: &ChannelForm, problems: &[Invalid]) -> impl IntoView + use<> {
    let closed = format!("{}.closed", form.slug);
    let reason = format!("{closed}.reason");
    let (closed_id, reason_id) = (field_id(&closed), field_id(&reason));
    let turns = form
        .boxes
        .iter()
        .map(|one| {
            let (value, words) = if one.collected {
                ("stop", "not collected from this week on")
            } else {
                ("start", "collected again from this week on")
            };
            let name = format!("{}.turn", one.name);
            let heading = beforehand::service::lower_first(one.field.heading());
            view! {
                <label class="tick">
                    <input type="checkbox" name=name value=value checked=one.turn />
                    {format!("{}: {words}", upper_first(&heading))}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{form.name.clone()}</legend>
            <input type="hidden" name=format!("{closed}.was") value=form.closed_was.word() />
            <label class="tick">
                <input type="checkbox" id=closed_id name=closed.clone() value="1"
                    checked=form.closed />
                "Closed all week"
            </label>
            {ui::error_at(problems, &closed)}
            <label class="small" for=reason_id.clone()>"Why closed"</label>
            <input type="text" id=reason_id name=reason maxlength="200" autocomplete="off"
                value=form.reason.clone() />
            {turns}
        </fieldset>
    }
}

impl ChannelForm {
    /// Whether 'closed all week' differs from how the form was made.
    fn closed_changed(&self) -> bool {
        self.closed != (self.closed_was != Closed::No)
    }
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
