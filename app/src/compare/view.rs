//! The page around its tables: sentences, and how many differ by chance.

use beforehand::change::{Side, Sides};
use beforehand::compare::{Compared, LineChange};
use beforehand::judgement::{Good, Tone};
use beforehand::service::lower_first;
use beforehand::week::{Week, long_date};
use beforehand::words::{
    capital, change_sentence, number, part_sentence, share_change_sentence, small_number,
};
use leptos::prelude::*;

use super::{ComparePage, Found, parts, table, ways};
use crate::ui::{error_summary, heading};

/// All of it; with ways to the weeks of each figure, where they are `open` to the reader.
pub(super) fn page(page: &ComparePage, title: String, open: bool) -> AnyView {
    let heading = heading(format!("Compare · {}", page.service.name), title);
    let Found { compared, twins } = match &page.found {
        Ok(found) => found,
        Err(problems) => {
            return view! { {error_summary(problems)}{heading}{ways::ways(page)} }.into_any();
        }
    };
    view! {
        {heading}
        {ways::ways(page)}
        {chosen(page, &compared.sides)}
        {sentences(compared)}
        {chance(compared)}
        <div class="compare">
            {table::lines(compared)}
            {parts::whole(compared)}
            {parts::blocks(compared)}
            {table::counts(compared, |side, line| page.weeks_of(side, line).filter(|_| open))}
            {table::missing(compared)}
            {table::twins(&page.query, twins)}
        </div>
    }
    .into_any()
}

/// Of weeks that were chosen: which they are, and what is to be known of their lengths.
fn chosen(page: &ComparePage, sides: &Sides) -> Option<impl IntoView + use<>> {
    let typed = page.query.weeks.as_ref()?;
    let side = |side: &Side| {
        let (first, last) = (side.weeks.first()?.monday(), side.weeks.last()?.sunday());
        let weeks = ways::number_of_weeks(side.weeks.len());
        Some(format!("{weeks} from Monday {} to Sunday {}", long_date(first), long_date(last)))
    };
    let (earlier, later) = (side(&sides.earlier)?, side(&sides.later)?);
    let unequal = sides.earlier.weeks.len() != sides.later.weeks.len();
    let unequal = unequal.then_some(
        " The sides may differ in length, for what is compared is how much was counted on an open day.",
    );
    let under_way = typed.iter().any(|day| Week::of_day(day) == Ok(page.weeks.1));
    let left_out =
        under_way.then(|| format!(" The {} is not over and is left out.", page.weeks.1.title()));
    let said = format!("{}, compared with {earlier}.", capital(&later));
    Some(view! { <p class="period">{said}{unequal}{left_out}</p> })
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
