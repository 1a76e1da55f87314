//! The boxes, channel by channel, with the weeks before beside them.

use beforehand::check;
use beforehand::invalid::Invalid;
use beforehand::series::State;
use beforehand::service::Field;
use leptos::prelude::*;

use super::super::compose::state_word;
use super::super::grid::derived;
use super::super::{ChannelForm, FieldBox};
use crate::ui::{self, field_id};

/// A column of a grid: a field, or the derived figure.
#[derive(Clone, Copy)]
pub(super) enum Column {
    Field(Field),
    NotRecorded,
}

pub(super) const CONTACT: &[Column] = &[
    Column::Field(Field::Answered),
    Column::Field(Field::Before),
    Column::Field(Field::After),
    Column::Field(Field::DoesNotApply),
    Column::NotRecorded,
    Column::Field(Field::Missed),
];
pub(super) const WEB: &[Column] = &[Column::Field(Field::Visits), Column::Field(Field::Visitors)];

impl Column {
    fn heading(self) -> &'static str {
        match self {
            Self::Field(field) => field.heading(),
            Self::NotRecorded => "Not recorded",
        }
    }
}

pub(super) fn grid(
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
    let totals = (forms.len() > 1).then(|| totals(forms, columns));
    let class = if columns.len() > 2 { "grid contacts" } else { "grid web" };
    let grid = view! {
        <table class=class role="table">
            <caption class="hidden">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader"><span class="hidden">"Channel"</span></th>
                    {heads}
                    <th scope="col" role="columnheader">
                        "Last four weeks; " <span class="whole">"a year ago"</span>
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
            {totals}
        </table>
    };
    Some(grid.into_any())
}

/// All contacts together, which follow from the boxes: a dash while one is missing.
fn totals(forms: &[&ChannelForm], columns: &[Column]) -> impl IntoView + use<> {
    let cells = columns
        .iter()
        .map(|column| {
            let (id, value) = match column {
                Column::NotRecorded => return view! { <td role="cell"></td> }.into_any(),
                Column::Field(field) => {
                    (format!("{}-total", field_id(field.word())), total(forms, *field))
                }
            };
            let heading = column.heading();
            view! {
                <td role="cell" class="n derived">
                    <span class="name" aria-hidden="true">{heading}</span>
                    <output id=id>{derived(value)}</output>
                </td>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <tfoot role="rowgroup">
            <tr role="row" class="totals">
                <th scope="row" role="rowheader">"All contacts"</th>
                {cells}
                <td role="cell"></td>
            </tr>
        </tfoot>
    }
}

/// A field over all contact channels that count it: none while one is missing.
pub(in super::super) fn total(forms: &[&ChannelForm], field: Field) -> Option<i64> {
    let mut total = None;
    for form in forms.iter().filter(|form| !form.closed) {
        let Some(one) = form.of(field).filter(|one| one.is_asked()) else { continue };
        let count = beforehand::entry::read_count(&one.name, &one.text).ok().flatten()?;
        total = Some(total.unwrap_or(0) + i64::from(count));
    }
    total
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
    let at = |one: &FieldBox| problems.iter().any(|problem| problem.field == one.name);
    let words = form.boxes.iter().filter(|one| at(one));
    let words: Vec<_> = words.map(|one| ui::error_at(problems, &one.name)).collect();
    // A row of its own, for a sentence has no room in a column of figures.
    let wrong = (!words.is_empty()).then(|| {
        let columns = (columns.len() + 2).to_string();
        view! {
            <tr role="row" class="wrong" data-channel=form.slug.clone()>
                <td role="cell" colspan=columns>{words}</td>
            </tr>
        }
    });
    view! {
        <tr role="row" class:wronged=wrong.is_some() data-channel=form.slug.clone()>
            <th scope="row" role="rowheader">{form.name.clone()} {state}</th>
            {cells}
            <td role="cell" class="recent">{recent(form)}</td>
        </tr>
        {wrong}
    }
}

fn cell(form: &ChannelForm, column: Column, problems: &[Invalid]) -> AnyView {
    let Column::Field(field) = column else {
        return not_recorded(form);
    };
    let empty = |one: &&FieldBox| one.text.is_empty() && !form.closed_changed();
    match form.of(field) {
        None => view! {
            <td role="cell" class="n state never">
                <span class="name" aria-hidden="true">{field.heading()}</span>
                "not collected"
            </td>
        }
        .into_any(),
        Some(one) if !one.is_asked() => input(one, Some("not collected"), problems),
        Some(one) if form.closed && empty(&one) => input(one, Some("closed"), problems),
        Some(one) => input(one, None, problems),
    }
}

/// A box, or the word for why there is none; the island turns one into the other.
fn input(one: &FieldBox, word: Option<&'static str>, problems: &[Invalid]) -> AnyView {
    let none = word.is_some();
    let id = field_id(&one.name);
    let wrong = problems.iter().any(|problem| problem.field == one.name);
    let doubt = one.question.as_ref().filter(|question| question.open || question.standing);
    let (doubtful, usual) = (doubt.is_some(), doubt.map(|question| question.usually.clone()));
    let error = wrong.then(|| format!("{id}-error "));
    let described = format!("{}{id}-usual", error.unwrap_or_default());
    view! {
        <td role="cell" class="n" class:state=none>
            <label for=id.clone()>
                <span class="hidden">{one.label.clone()}</span>
                <span class="name" aria-hidden="true">{one.field.heading()}</span>
            </label>
            <span id=format!("{id}-word") hidden=!none>{word}</span>
            <input type="text" hidden=none disabled=none inputmode="numeric" autocomplete="off" maxlength="40"
                id=id.clone() name=one.name.clone() value=one.text.clone()
                class:doubt=doubtful aria-describedby=described
                aria-invalid=wrong.then_some("true") />
            <input type="hidden" name=format!("{}.was", one.name) value=one.was.clone() />
            {pasted(&one.name, one)}
            <p class="usual" id=format!("{id}-usual")>{usual}</p>
        </td>
    }
    .into_any()
}

/// Where a pasted number came from goes along with it.
pub(in super::super) fn pasted(name: &str, one: &FieldBox) -> Option<impl IntoView + use<>> {
    let name = format!("{name}.pasted");
    let block = one.pasted.clone()?;
    Some(view! { <input type="hidden" name=name value=block /> })
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
    let median = form.median.map(|median| {
        view! { <span class="median">{format!("median {}", check::number(median))}</span> }
    });
    view! {
        <span aria-hidden="true">
            <span class="name">"Last four weeks; a year ago"</span>
            {format!("{weeks}{year}")}
        </span>
        <span class="hidden">{format!("{said}{year_said}")}</span>
        " "
        {median}
    }
}

fn short(state: State) -> String {
    match state {
        State::NotEntered => "–".to_owned(),
        other => state_word(other),
    }
}
