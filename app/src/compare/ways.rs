//! What to compare with what: quarters, weeks and steps in time, all of it in the address.
//!
//! Every way is a link or a plain form; arrow keys follow the same links.

use beforehand::change::{RANGE_FIELDS, Sides, Stretch};
use beforehand::holiday::Region;
use beforehand::quarter::Quarter;
use beforehand::week::Week;
use leptos::prelude::*;

use super::{Against, ComparePage, CompareQuery};
use crate::ui::error_at;

/// All ways there are, those first that are taken most.
pub(super) fn ways(page: &ComparePage) -> AnyView {
    let sides = page.found.as_ref().ok().map(|found| &found.compared.sides);
    let unit = if page.query.weeks.is_some() { "weeks" } else { "quarters" };
    view! {
        <div class="ways no-print">
            <nav aria-label="Compared with">{chips(page, sides)}</nav>
            <nav aria-label="Steps in time">{sides.map(|sides| steps(page, sides))}</nav>
            {quarters(page, sides)}
        </div>
        {any_weeks(page, sides)}
        {sides.map(|_| by_script(unit))}
    }
    .into_any()
}

/// What a script adds: a link to copy, and keys.
fn by_script(unit: &str) -> impl IntoView + use<> {
    view! {
        <p class="fine no-print with-script" hidden>
            <button type="button" class="chip" id="copy" hidden>"Copy link"</button>
            " "
            <span role="status" id="copied" data-done="Copied." data-failed="The browser did not let the link be copied. It is in the address bar."></span>
            {format!(" The left and right arrow keys step through the {unit}.")}
        </p>
    }
}

/// "one week", "8 weeks".
pub(super) fn number_of_weeks(number: usize) -> String {
    if number == 1 { "one week".into() } else { format!("{number} weeks") }
}

fn address(page: &ComparePage, query: &CompareQuery) -> String {
    format!("/services/{}/compare{}", page.service.slug, query.canonical())
}

fn chips(page: &ComparePage, sides: Option<&Sides>) -> impl IntoView + use<> {
    // The country that was chosen stays chosen.
    let weeks = match &page.query.with {
        with @ Against::Weeks(_) => with.clone(),
        _ => Against::Weeks(Region::EnglandWales),
    };
    // A bad quarter leads nowhere.
    let quarter = page.query.quarter.clone().filter(|_| sides.is_some());
    [
        (Against::Before, "Quarter before"),
        (Against::YearBefore, "A year before"),
        (weeks, "Same weeks a year before"),
    ]
    .map(|(with, word)| {
        let here = page.query.weeks.is_none() && page.query.with == with;
        let query = CompareQuery { quarter: quarter.clone(), with, weeks: None };
        let here = here.then_some("true");
        view! { <a class="chip" href=address(page, &query) aria-current=here>{word}</a> }
    })
}

/// One step earlier and one later. Both sides move by as much, so that they stay as far apart.
fn steps(page: &ComparePage, sides: &Sides) -> impl IntoView + use<> {
    let step = |(query, word): (CompareQuery, String), rel: &'static str| {
        view! { <a class="chip" href=address(page, &query) rel=rel>{word}</a> }
    };
    let (back, on) = match sides.later.stretch {
        Stretch::Weeks { .. } => weeks_steps(page, sides),
        _ => quarter_steps(page, sides),
    };
    [back.map(|to| step(to, "prev")), on.map(|to| step(to, "next"))]
}

type Step = Option<(CompareQuery, String)>;

fn quarter_steps(page: &ComparePage, sides: &Sides) -> (Step, Step) {
    let name = |quarter: Quarter| quarter.name(page.year_start);
    let step = |by: fn(Quarter) -> Quarter, word: &str| {
        let later = by(sides.later.quarter);
        let with = match &page.query.with {
            Against::Quarter(_) => Against::Quarter(name(by(sides.earlier.quarter))),
            other => other.clone(),
        };
        let query = CompareQuery { quarter: Some(name(later)), with, weeks: None };
        page.quarters.contains(&later).then(|| (query, word.to_owned()))
    };
    (step(Quarter::previous, "One quarter earlier"), step(Quarter::next, "One quarter later"))
}

/// By the length of the later side; to weeks that are over, and no earlier than the service.
fn weeks_steps(page: &ComparePage, sides: &Sides) -> (Step, Step) {
    let Some([first, last, before, until]) = ends(sides) else { return (None, None) };
    let length = sides.later.weeks.len();
    let step = |by: i32, word: &str| {
        let weeks = [first, last, before, until].map(|week| week.plus(by));
        let words = beforehand::words::capital(&number_of_weeks(length));
        (CompareQuery::of_weeks(weeks), format!("{words} {word}"))
    };
    let by = length as i32;
    let back = page.weeks.0 <= before.plus(-by);
    let on = last.plus(by) < page.weeks.1;
    (back.then(|| step(-by, "earlier")), on.then(|| step(by, "later")))
}

/// First and last week of the later side, then of the earlier one.
fn ends(sides: &Sides) -> Option<[Week; 4]> {
    let (later, earlier) = (&sides.later.weeks, &sides.earlier.weeks);
    let ends = [later.iter().min(), later.iter().max(), earlier.iter().min(), earlier.iter().max()];
    let [Some(first), Some(last), Some(before), Some(until)] = ends else { return None };
    Some([*first, *last, *before, *until])
}

fn quarters(page: &ComparePage, sides: Option<&Sides>) -> AnyView {
    let name = |quarter: Quarter| quarter.name(page.year_start);
    let option = |value: String, words: String, selected: bool| {
        view! { <option value=value selected=selected>{words}</option> }
    };
    let quarters = |chosen: Option<String>| {
        let options = page.quarters.iter().map(|quarter| {
            let value = name(*quarter);
            let selected = chosen.as_ref() == Some(&value);
            option(value, quarter.title(page.year_start), selected)
        });
        options.collect_view()
    };
    let ways = [
        (Against::Before, "quarter before".to_owned()),
        (Against::YearBefore, "same quarter a year before".to_owned()),
    ]
    .into_iter()
    .chain(Region::ALL.map(|region| {
        (Against::Weeks(region), format!("same weeks a year before ({})", region.name()))
    }))
    .map(|(with, words)| option(with.word(), words, page.query.with == with))
    .collect_view();
    let later = sides.map(|sides| name(sides.later.quarter)).or_else(|| page.query.quarter.clone());
    let chosen = match &page.query.with {
        Against::Quarter(name) => Some(name.clone()),
        _ => None,
    };
    let problems = page.found.as_ref().err().map_or(&[][..], Vec::as_slice);
    view! {
        <form method="get" action=address(page, &CompareQuery::default())>
            <label for="quarter">"Compare"</label>
            " "
            <select id="quarter" name="quarter">{quarters(later)}</select>
            " "
            <label for="with">"with"</label>
            " "
            <select id="with" name="with">{ways}{quarters(chosen)}</select>
            " "
            <button type="submit" class="chip">"Compare"</button>
            {error_at(problems, "quarter")}
            {error_at(problems, "with")}
        </form>
    }
    .into_any()
}

/// The id of what is said of all four boxes.
const DAY_HINT: &str = "weeks-hint";

/// Any weeks on either side; before some were chosen, those on the page.
fn any_weeks(page: &ComparePage, sides: Option<&Sides>) -> AnyView {
    let shown = sides.and_then(ends).map(|ends| ends.map(|week| week.to_string()));
    let typed = page.query.weeks.clone().or(shown).unwrap_or_default();
    let problems = page.found.as_ref().err().map_or(&[][..], Vec::as_slice);
    let (least, most) = (page.weeks.0.to_string(), page.weeks.1.sunday().to_string());
    let week = |n: usize, words: &'static str| {
        let field = RANGE_FIELDS[n];
        let wrong = problems.iter().any(|one| one.field == field);
        let described =
            if wrong { format!("{field}-error {DAY_HINT}") } else { DAY_HINT.to_owned() };
        view! {
            <div class="field">
                <label for=field>{words}</label>
                {error_at(problems, field)}
                <input type="date" id=field name=field value=typed[n].clone()
                    min=least.clone() max=most.clone() aria-describedby=described
                    aria-invalid=wrong.then_some("true") />
            </div>
        }
    };
    let side = |legend: &'static str, n: usize| {
        view! {
            <fieldset>
                <legend>{legend}</legend>
                {week(n, "First week")}
                {week(n + 1, "Last week")}
            </fieldset>
        }
    };
    view! {
        <details class="any-weeks no-print" open=page.query.weeks.is_some()>
            <summary>"Any weeks"</summary>
            <form method="get" novalidate=true action=address(page, &CompareQuery::default())>
                <p class="hint" id=DAY_HINT>"Any day stands for its whole week, Monday to Sunday. Each side may be one week or up to five years."</p>
                {side("Compare", 0)}
                {side("With", 2)}
                <button class="button">"Compare these weeks"</button>
            </form>
        </details>
    }
    .into_any()
}
