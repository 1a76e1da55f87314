//! The page around its tables: ways to compare, sentences, and how many differ by chance.

use beforehand::compare::{Compared, LineChange};
use beforehand::holiday::Region;
use beforehand::judgement::{Good, Tone};
use beforehand::quarter::Quarter;
use beforehand::service::lower_first;
use beforehand::words::{
    change_sentence, number, part_sentence, share_change_sentence, small_number,
};
use leptos::prelude::*;

use super::{Against, ComparePage, CompareQuery, table};
use crate::ui::heading;

/// All of it.
pub(super) fn page(page: &ComparePage, title: String) -> AnyView {
    let compared = &page.compared;
    view! {
        {heading(format!("Compare · {}", page.service.name), title)}
        {ways(page)}
        {sentences(compared)}
        {chance(compared)}
        <div class="compare">
            {table::lines(compared)}
            {table::parts(compared)}
            {table::blocks(compared)}
            {table::counts(compared)}
            {table::twins(page)}
        </div>
    }
    .into_any()
}

/// What changed, and the share whether it did or not.
fn sentences(compared: &Compared) -> AnyView {
    let changed = |line: &&LineChange| line.good.of_verdict(line.change.verdict) != Tone::Quiet;
    let lines = compared.total.iter().chain(&compared.lines).filter(changed);
    let mut said: Vec<String> =
        lines.map(|line| change_sentence(&line.subject, &line.change)).collect();
    let on = compared.sides.earlier.name();
    for one in &compared.answered {
        let change = &one.rate.change;
        if Good::Neither.of_verdict(change.verdict) != Tone::Quiet {
            let noun = lower_first(&one.noun);
            said.push(part_sentence(&format!("Answered, of {noun} offered"), &on, change));
        }
    }
    if let Some(parts) = &compared.share {
        said.push(share_change_sentence(&parts.share, &parts.change));
    }
    let said = said.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view();
    view! { <div class="sentences compared">{said}</div> }.into_any()
}

/// Quarters, ways to compare, steps in time: all of it in the address.
fn ways(page: &ComparePage) -> impl IntoView + use<> {
    let address = format!("/services/{}/compare", page.service.slug);
    let later = page.compared.sides.later.quarter;
    let name = |quarter: Quarter| quarter.name(page.year_start);
    let to = |query: CompareQuery| format!("{address}{}", query.canonical());
    // The country that was chosen stays chosen.
    let weeks = match &page.query.with {
        with @ Against::Weeks(_) => with.clone(),
        _ => Against::Weeks(Region::EnglandWales),
    };
    let with = [
        (Against::Before, "Quarter before"),
        (Against::YearBefore, "A year before"),
        (weeks, "Same weeks a year before"),
    ]
    .map(|(with, word)| {
        let here = (page.query.with == with).then_some("true");
        let query = CompareQuery { with, ..page.query.clone() };
        view! { <a class="chip" href=to(query) aria-current=here>{word}</a> }
    });
    let step = |by: fn(Quarter) -> Quarter, word: &'static str, rel: &'static str| {
        page.quarters.contains(&by(later)).then(|| {
            let with = match &page.query.with {
                // Both move, so that they stay as far apart.
                Against::Quarter(_) => {
                    Against::Quarter(name(by(page.compared.sides.earlier.quarter)))
                }
                other => other.clone(),
            };
            let query = CompareQuery { quarter: Some(name(by(later))), with };
            view! { <a class="chip" href=to(query) rel=rel>{word}</a> }
        })
    };
    let steps = [
        step(Quarter::previous, "One quarter earlier", "prev"),
        step(Quarter::next, "One quarter later", "next"),
    ];
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
    let chosen = match &page.query.with {
        Against::Quarter(name) => Some(name.clone()),
        _ => None,
    };
    view! {
        <div class="ways no-print">
            <nav aria-label="Compared with">{with}</nav>
            <nav aria-label="Steps in time">{steps}</nav>
            <form method="get" action=address>
                <label for="quarter">"Compare"</label>
                " "
                <select id="quarter" name="quarter">{quarters(Some(name(later)))}</select>
                " "
                <label for="with">"with"</label>
                " "
                <select id="with" name="with">{ways}{quarters(chosen)}</select>
                " "
                <button type="submit" class="chip">"Compare"</button>
            </form>
        </div>
        <p class="fine no-print with-script" hidden>
            <button type="button" class="chip" id="copy" hidden>"Copy link"</button>
            " "
            <span role="status" id="copied" data-done="Copied." data-failed="The browser did not let the link be copied. It is in the address bar."></span>
            " The left and right arrow keys step through the quarters."
        </p>
    }
}

/// How many comparisons there are, and how many would differ by chance.
fn chance(compared: &Compared) -> Option<impl IntoView + use<>> {
    let made = compared.verdicts();
    (made > 0).then(|| {
        let said = by_chance(compared.by_chance());
        let (are, comparisons) =
            if made == 1 { ("is", "comparison") } else { ("are", "comparisons") };
        view! {
            <p class="fine">
                {format!(
                    "There {are} {made} {comparisons} on this page; before and after an offence are one. Even if nothing had happened, about one in twenty would show a change: {said}. Choose what to compare before you look.",
                )}
            </p>
        }
    })
}

/// "about one of these", "one on about every 20 such pages", by how many are expected.
fn by_chance(expected: f64) -> String {
    if expected < 0.5 {
        let pages = number((1.0 / expected).round() as u64);
        return format!("one on about every {pages} such pages");
    }
    match expected.round() as u64 {
        1 => "about one of these".into(),
        n => format!("about {} of these", small_number(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_chance_alone_would_show() {
        let check = |comparisons: u32, expected: &str| {
            let chance = f64::from(comparisons) * beforehand::compare::FALSE_VERDICTS;
            assert_eq!(by_chance(chance), expected, "{comparisons}");
        };
        check(1, "one on about every 20 such pages");
        check(9, "one on about every 2 such pages");
        check(10, "about one of these");
        check(29, "about one of these");
        check(30, "about two of these");
    }
}
