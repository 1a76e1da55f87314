//! The table of several weeks: weeks across, figures down, and what follows from them.

use beforehand::invalid::Invalid;
use beforehand::service::{Field, Kind};
use chrono::Datelike;
use leptos::prelude::*;

use super::super::compose::state_word;
use super::super::grid::derived;
use super::super::sheet::Setup;
use super::super::{ChannelForm, FieldBox, WeekPage, pasted, total};
use super::{BlockPage, day, prefix};
use crate::ui::field_id;

pub(super) fn table(page: &BlockPage, setup: &Setup) -> AnyView {
    let mut year = 0;
    let heads = page
        .weeks
        .iter()
        .map(|one| {
            let to = format!("/services/{}/week/{}", page.service.slug, one.week);
            let monday = one.week.monday();
            let shown =
                if monday.year() == year { String::new() } else { monday.year().to_string() };
            year = monday.year();
            let version = format!("{}version", prefix(one.week));
            view! {
                <th scope="col" role="columnheader" class="n">
                    <span class="year">{shown}</span>
                    <a href=to aria-label=one.week.title()>{day(one.week)}</a>
                    <input type="hidden" name=version value=one.version.to_string() />
                </th>
            }
        })
        .collect_view();
    let histories = page
        .weeks
        .iter()
        .map(|one| {
            let to = crate::history::address(&page.service.slug, one.week, None);
            let said = format!("History of the {}", one.week.title());
            view! { <td role="cell" class="n"><a href=to aria-label=said>"History"</a></td> }
        })
        .collect_view();
    let mut slugs: Vec<&str> = setup.lines.iter().map(|line| line.slug.as_str()).collect();
    slugs.dedup();
    let bodies = slugs.iter().map(|slug| channel(page, setup, slug)).collect_view();
    view! {
        <table class="across" role="table">
            <caption class="hidden">"Weeks across, figures down"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader"><span class="hidden">"Figure"</span></th>
                    {heads}
                </tr>
            </thead>
            {bodies}
            {totals(page, setup)}
            <tfoot role="rowgroup">
                <tr role="row">
                    <th scope="row" role="rowheader">"What was done"</th>
                    {histories}
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

/// One channel: its name, whether it was closed, its fields, and what follows from them.
fn channel(page: &BlockPage, setup: &Setup, slug: &str) -> AnyView {
    let lines: Vec<_> = setup.lines.iter().filter(|line| line.slug == slug).collect();
    let name = lines.first().map(|line| line.line.channel_name.clone()).unwrap_or_default();
    let kind = lines.first().map(|line| line.kind);
    let across = (page.weeks.len() + 1).to_string();
    let mut rows = Vec::new();
    for line in &lines {
        if line.line.field == Field::Missed {
            rows.push(not_recorded(page, slug));
        }
        let heading = line.line.field.heading();
        let cells = page
            .weeks
            .iter()
            .map(|week| {
                let form = week.channels.iter().find(|form| form.slug == slug);
                let one = form.and_then(|form| form.of(line.line.field));
                match (form, one) {
                    (Some(form), Some(one)) => cell(week, form.closed, one, &page.problems),
                    _ => view! { <td role="cell" class="n state">"–"</td> }.into_any(),
                }
            })
            .collect_view();
        rows.push(
            view! { <tr role="row"><th scope="row" role="rowheader">{heading}</th>{cells}</tr> }
                .into_any(),
        );
    }
    if kind.is_some_and(Kind::is_contact)
        && lines.last().is_none_or(|line| line.line.field != Field::Missed)
    {
        rows.push(not_recorded(page, slug));
    }
    let closed = page
        .weeks
        .iter()
        .map(|week| {
            let Some(form) = week.channels.iter().find(|form| form.slug == slug) else {
                return view! { <td role="cell"></td> }.into_any();
            };
            let name = format!("{}{slug}.closed", prefix(week.week));
            let said = format!("{}: closed all week, {}", form.name, week.week.title());
            let wrong = page.problems.iter().any(|problem| problem.field == name);
            view! {
                <td role="cell" class="n">
                    <input type="hidden" name=format!("{name}.was") value=form.closed_was.word() />
                    <input type="checkbox" id=field_id(&name) name=name.clone() value="1"
                        checked=form.closed aria-label=said aria-invalid=wrong.then_some("true") />
                </td>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <tbody role="rowgroup" data-channel=slug.to_owned()>
            <tr role="row" class="channel">
                <th scope="rowgroup" role="rowheader" colspan=across>{name}</th>
            </tr>
            {rows}
            <tr role="row" class="closing">
                <th scope="row" role="rowheader">"Closed all week"</th>
                {closed}
            </tr>
        </tbody>
    }
    .into_any()
}

fn cell(page: &WeekPage, closed: bool, one: &FieldBox, problems: &[Invalid]) -> AnyView {
    let name = format!("{}{}", prefix(page.week), one.name);
    let id = field_id(&name);
    let word = match () {
        () if !one.is_asked() => Some("not collected"),
        () if closed && one.text.is_empty() => Some("closed"),
        () => None,
    };
    let none = word.is_some();
    let wrong = problems.iter().any(|problem| problem.field == name);
    let odd = one.question.as_ref().is_some_and(|question| question.open);
    let label = format!("{}, {}", one.label, page.week.title());
    let turn = format!("{name}.turn");
    let value = if one.collected { "stop" } else { "start" };
    let was = if one.was.is_empty() { String::new() } else { state_word(one.state) };
    view! {
        <td role="cell" class="n" class:state=none>
            <span id=format!("{id}-word") hidden=!none>{word}</span>
            <input type="text" inputmode="numeric" autocomplete="off" maxlength="40" hidden=none
                disabled=none id=id.clone() name=name.clone() value=one.text.clone()
                aria-label=label class:doubt=odd aria-describedby=format!("{id}-usual")
                title=was aria-invalid=wrong.then_some("true") />
            <input type="hidden" name=format!("{name}.was") value=one.was.clone() />
            {pasted(&name, one)}
            <input type="checkbox" hidden=true id=field_id(&turn) name=turn.clone() value=value
                checked=one.turn />
            <p class="usual hidden" id=format!("{id}-usual")></p>
        </td>
    }
    .into_any()
}

/// All contact channels together, once there are several.
fn totals(page: &BlockPage, setup: &Setup) -> Option<AnyView> {
    let contact = || setup.lines.iter().filter(|line| line.kind.is_contact());
    let first = contact().next()?;
    contact().find(|line| line.slug != first.slug)?;
    let all = [Field::Answered, Field::Before, Field::After, Field::DoesNotApply, Field::Missed];
    let counted = |field: &Field| contact().any(|line| line.line.field == *field);
    let rows = all
        .into_iter()
        .filter(counted)
        .map(|field| {
            let cells = page.weeks.iter().map(|week| {
                let forms = week.channels.iter().filter(|form| form.kind.is_contact());
                let value = total(&forms.collect::<Vec<_>>(), field);
                let name = format!("{}{}", prefix(week.week), field.word());
                let id = format!("{}-total", field_id(&name));
                view! { <td role="cell" class="n derived"><output id=id>{derived(value)}</output></td> }
            });
            let (cells, heading) = (cells.collect_view(), field.heading());
            view! {
                <tr role="row" class="derived">
                    <th scope="row" role="rowheader">{heading}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let across = (page.weeks.len() + 1).to_string();
    Some(
        view! {
            <tbody role="rowgroup" class="all">
                <tr role="row" class="channel">
                    <th scope="rowgroup" role="rowheader" colspan=across>"All contacts"</th>
                </tr>
                {rows}
            </tbody>
        }
        .into_any(),
    )
}

fn not_recorded(page: &BlockPage, slug: &str) -> AnyView {
    let cells = page
        .weeks
        .iter()
        .map(|week| {
            let form = week.channels.iter().find(|form| form.slug == slug);
            let value = form.filter(|form| !form.closed).and_then(ChannelForm::not_recorded);
            let id = format!("{}-not-recorded", field_id(&format!("{}{slug}", prefix(week.week))));
            let negative = value.is_some_and(|value| value < 0);
            view! {
                <td role="cell" class="n derived">
                    <output id=id class:bad=negative>{derived(value)}</output>
                </td>
            }
        })
        .collect_view();
    view! {
        <tr role="row" class="derived">
            <th scope="row" role="rowheader">"Not recorded"</th>
            {cells}
        </tr>
    }
    .into_any()
}
