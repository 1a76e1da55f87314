//! The tables of parts of a whole: the answer rates, and before, after and not recorded, each with its
//! likely range and what it was counted from in cells of their own.

use beforehand::change::{Side, Sides, Stretch};
use beforehand::compare::{Compared, ShareParts};
use beforehand::interval::Interval;
use beforehand::judgement::Good;
use beforehand::service::lower_first;
use beforehand::share::{Part, PointsChange, Share};
use beforehand::week::Week;
use beforehand::words::{
    number, percent, percent_range, points, points_change_range, points_change_short, weeks_of,
};
use leptos::prelude::*;

use super::table::{as_number, filled, likely, side_name, verdict_words};
use crate::ui::table_region;

/// The answer rates, and before, after and not recorded.
pub(super) fn whole(compared: &Compared) -> AnyView {
    let answered = compared.answered.iter().map(|one| {
        let noun = lower_first(&one.noun);
        let label = format!("Answered, of {noun} offered");
        let (earlier, later) = (part_cells(&one.rate.earlier), part_cells(&one.rate.later));
        part_row(label, earlier, later, &one.rate.change)
    });
    let answered = answered.collect_view();
    let share = compared.share.as_ref().map(share_rows);
    let too_short = compared.too_short.then(|| {
        view! { <p class="fine">"The share before an offence is not shown of fewer than four weeks: it would be mostly chance."</p> }
    });
    if compared.answered.is_empty() && share.is_none() {
        return too_short.into_any();
    }
    let body = view! { <tbody>{answered}{share}</tbody> }.into_any();
    let title = "Answer rate and share";
    let table = table(&compared.sides, body);
    view! { <h2>{title}</h2>{table_region(title, table)}{too_short} }.into_any()
}

/// Before, after and not recorded by four weeks.
pub(super) fn blocks(compared: &Compared) -> AnyView {
    if compared.blocks.is_empty() {
        return ().into_any();
    }
    let mut first = 1;
    let bodies = compared.blocks.iter().map(|block| {
        let last = first + block.sides.later.weeks.len().max(block.sides.earlier.weeks.len()) - 1;
        let name = format!("Weeks {first} to {last}");
        first = last + 1;
        let dates = format!(": {}", dates(&block.sides));
        view! {
            <tbody>
                <tr class="group"><th scope="rowgroup" colspan="9">{name}<span class="soft">{dates}</span></th></tr>
                {share_rows(block)}
            </tbody>
        }
    });
    let table = table(&compared.sides, bodies.collect_view().into_any());
    let title = "The share by four weeks";
    view! {
        <h2>{title}</h2>
        {table_region(title, table)}
        <p class="fine">"Weeks that are left over at the end belong to the last four. Single weeks are not shown: their share is mostly chance."</p>
    }
    .into_any()
}

/// "31 December 2018 to 27 January 2019, with 1 to 28 October 2018".
fn dates(sides: &Sides) -> String {
    let between = |weeks: &[Week]| Some(weeks.first()?.days_to(*weeks.last()?));
    let now = between(&sides.later.weeks).unwrap_or_default();
    match between(&sides.earlier.weeks) {
        Some(before) if sides.earlier.stretch != Stretch::SameWeeks => {
            format!("{now}, with {before}")
        }
        _ => now,
    }
}

fn table(sides: &Sides, body: AnyView) -> impl IntoView + use<> {
    let name = |side: &Side| {
        view! { <th scope="colgroup" colspan="3">{side_name(&side.name())}</th> }
    };
    let heads = || {
        view! {
            <th scope="col" class="n">"Part"</th>
            <th scope="col" class="n">"Likely"</th>
            <th scope="col" class="n">"Counted"</th>
        }
    };
    view! {
        <table class="channels paired">
            <colgroup></colgroup>
            <colgroup span="3"></colgroup>
            <colgroup span="3"></colgroup>
            <colgroup span="2"></colgroup>
            <thead>
                <tr><td></td>{name(&sides.earlier)}{name(&sides.later)}<td colspan="2"></td></tr>
                <tr>
                    <th scope="col">"Of each whole"</th>
                    {heads()}
                    {heads()}
                    <th scope="col" class="n">"Points"</th>
                    <th scope="col">"What it means"</th>
                </tr>
            </thead>
            {body}
        </table>
    }
}

/// The part, its likely range, and what it was counted from: the row's name has the unit.
type Cells = [String; 3];

fn part_row(
    label: String,
    earlier: Cells,
    later: Cells,
    change: &PointsChange,
) -> impl IntoView + use<> {
    let cells = |cells: Cells| cells.map(|text| view! { <td class="n">{filled(text)}</td> });
    let tone = Good::Neither.of_verdict(change.verdict);
    let said = verdict_words(&points_change_short(change), change.reason.as_ref());
    view! {
        <tr>
            <th scope="row">{label}</th>
            {cells(earlier)}
            {cells(later)}
            <td class="n">{change.difference.map(size)}</td>
            <td><span class=tone.class()>{said}</span>{likely(&points_change_range(change))}</td>
        </tr>
    }
}

/// The number alone: "points" stands in the heading.
fn size(difference: f64) -> String {
    let words = points(difference);
    as_number(words.trim_end_matches(" points").trim_end_matches(" point"))
}

/// Before, after and not recorded, each with its range and base.
fn share_rows(parts: &ShareParts) -> impl IntoView + use<> {
    let (earlier, later) = (&parts.change.previous, &parts.share);
    let known = "of contacts with a known answer";
    let unrecorded = &parts.unrecorded;
    [
        part_row(
            format!("Before an offence, {known}"),
            share_cells(earlier, true),
            share_cells(later, true),
            &PointsChange::from(&parts.change),
        ),
        part_row(
            format!("After an offence, {known}"),
            share_cells(earlier, false),
            share_cells(later, false),
            &parts.after(),
        ),
        part_row(
            "Not recorded, of before, after and not recorded".to_owned(),
            part_cells(&unrecorded.earlier),
            part_cells(&unrecorded.later),
            &unrecorded.change,
        ),
    ]
}

/// "40%", "38% to 43%", "580 of 1,445"; below a base of 30 the counts alone.
fn share_cells(share: &Share, before: bool) -> Cells {
    let rest =
        |interval: Interval| Interval { lower: 1.0 - interval.upper, upper: 1.0 - interval.lower };
    let of = if before { share.before } else { share.after };
    if share.entered == 0 {
        return not_entered();
    }
    let counts = format!("{} of {}", number(of), number(share.base()));
    let (Some(found), Some(interval)) = (share.share, share.interval) else {
        return ["too few".to_owned(), String::new(), counts];
    };
    let (value, interval) = if before { (found, interval) } else { (1.0 - found, rest(interval)) };
    let certain = share.certain.filter(|_| share.mostly_unknown);
    let certain = certain.map(|certain| if before { certain } else { rest(certain) });
    let certain = certain.map(|certain| format!("certain: {}", percent_range(certain)));
    let small = share.small_base.then(|| "small base".to_owned());
    let missing = missing(share.entered, share.expected).map(|weeks| weeks + " of the channels");
    let counted = [Some(counts), certain, small, missing].into_iter().flatten();
    [percent(value), percent_range(interval), counted.collect::<Vec<_>>().join("; ")]
}

/// "70%", "68% to 72%", "1,624 of 2,327".
fn part_cells(of: &Part) -> Cells {
    let Some(value) = of.rate else { return not_entered() };
    let counts = format!("{} of {}", number(of.part), number(of.whole));
    let counted = [Some(counts), missing(of.weeks, of.expected)].into_iter().flatten();
    let range = of.interval.map(percent_range).unwrap_or_default();
    [percent(value), range, counted.collect::<Vec<_>>().join("; ")]
}

fn not_entered() -> Cells {
    ["not entered".to_owned(), String::new(), String::new()]
}

fn missing(entered: u32, expected: u32) -> Option<String> {
    (entered < expected).then(|| weeks_of(entered, expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_a_number() {
        let check = |difference: f64, expected: &str| assert_eq!(size(difference), expected);
        check(0.034, "+3");
        check(-0.01, "-1");
        check(0.002, "less than 1");
    }
}
