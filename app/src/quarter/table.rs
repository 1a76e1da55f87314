//! The tables of the Quarter page: every channel, and what is known of the contacts.

use beforehand::change::{Change, Reason, Verdict};
use beforehand::service::Field;
use beforehand::share::{Share, ShareChange};
use beforehand::summary::{Row, Summary};
use beforehand::week::long_date;
use leptos::prelude::*;

use crate::ui;

/// Every channel: in all, a week, the quarter before, the change and what it means.
pub fn channels(summary: &Summary) -> impl IntoView + use<> {
    let rows = summary.rows.iter().filter(|row| is_whole(row.field)).map(line).collect_view();
    let weeks = format!("{} of {} weeks", summary.weeks_entered, summary.weeks_expected);
    let table = view! {
        <table class="channels">
            <thead>
                <tr>
                    <th scope="col">{format!("{}, {weeks}", summary.months)}</th>
                    <th scope="col" class="n">"This quarter"</th>
                    <th scope="col" class="n">"A week"</th>
                    <th scope="col" class="n wide">"Quarter before, a week"</th>
                    <th scope="col" class="n">"Change"</th>
                    <th scope="col">"What it means"</th>
                    <th scope="col" class="wide">"On a year ago"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <h2>"All channels"</h2>
        {ui::table_region("All channels", table)}
    }
}

/// Parts of the answered contacts stand in the table of contacts.
fn is_whole(field: Field) -> bool {
    !matches!(field, Field::Before | Field::After | Field::DoesNotApply)
}

fn line(row: &Row) -> impl IntoView + use<> {
    let part = (row.weeks < row.weeks_expected).then(|| {
        let text = format!("{} of {} weeks", row.weeks, row.weeks_expected);
        view! { <span class="part">{text}</span> }
    });
    let per_week = |rate: Option<f64>| rate.map_or("–".to_owned(), ui::rate);
    let count = row.count.map_or("not entered".to_owned(), ui::count);
    view! {
        <tr>
            <th scope="row">{row.label.clone()}{part}</th>
            <td class="n">{count}</td>
            <td class="n">{per_week(row.per_week)}</td>
            <td class="n wide">{per_week(row.previous.previous.per_week)}</td>
            <td class="n">{percent_change(row.previous.ratio)}</td>
            <td>{meaning(&row.previous, true)}</td>
            <td class="wide">{meaning(&row.year_ago, false)}</td>
        </tr>
    }
}

/// "rose, likely 14% to 37%"; a year ago without the range but with the per cent: "rose 26%".
fn meaning(change: &Change, range: bool) -> AnyView {
    let Some(verdict) = change.verdict else {
        let why = change.reason.as_ref().map_or("–".to_owned(), why_not);
        return view! { <span class="soft">{why}</span> }.into_any();
    };
    let (word, rose) = match verdict {
        Verdict::Rose => ("rose", true),
        Verdict::Fell => ("fell", false),
        Verdict::NoClearChange => {
            return view! { <span class="soft">"no clear change"</span> }.into_any();
        }
        Verdict::None => return view! { <span class="soft">"none in either"</span> }.into_any(),
    };
    let rest = if range {
        let ends = change.interval.map(|range| (size(range.lower), size(range.upper)));
        ends.map(|(a, b)| if rose { (a, b) } else { (b, a) })
            .map(|(from, to)| format!(", likely {from} to {to}"))
    } else {
        change.ratio.map(|ratio| format!(" {}", size(ratio)))
    };
    view! {
        <span class="signal">{word}</span>
        <span class="soft">{rest}</span>
    }
    .into_any()
}

/// How far a ratio lies from 1, without its direction: "25%", "0.4%".
fn size(ratio: f64) -> String {
    if !ratio.is_finite() {
        return "any amount".to_owned();
    }
    let percent = (ratio - 1.0).abs() * 100.0;
    if percent < 0.5 { format!("{percent:.1}%") } else { format!("{percent:.0}%") }
}

/// "+25%", "−8%"; a change that rounds to nothing is "under 1%".
fn percent_change(ratio: Option<f64>) -> String {
    let Some(ratio) = ratio.filter(|ratio| ratio.is_finite()) else { return "–".to_owned() };
    let percent = (ratio - 1.0) * 100.0;
    if percent == 0.0 {
        "0%".to_owned()
    } else if percent.abs() < 0.5 {
        "under 1%".to_owned()
    } else {
        format!("{}{:.0}%", if percent < 0.0 { "−" } else { "+" }, percent.abs())
    }
}

fn why_not(reason: &Reason) -> String {
    match reason {
        Reason::SoFar => "not over yet, no verdict".to_owned(),
        Reason::NothingBefore => "nothing to compare with".to_owned(),
        Reason::NothingNow => "nothing counted yet".to_owned(),
        Reason::TooFewWeeks => "too few weeks to say".to_owned(),
        Reason::Coverage => "too many weeks missing to say".to_owned(),
        Reason::Definition { from, .. } => {
            format!("counted differently since {}", long_date(from.monday()))
        }
        Reason::SmallBase => "too few contacts to say".to_owned(),
    }
}

/// What is known of the contacts of this quarter and the two it is compared with.
pub fn contacts(summary: &Summary) -> AnyView {
    let now = &summary.share;
    if now.base() + now.not_recorded + now.does_not_apply == 0 {
        return ().into_any();
    }
    let mut rows = vec![contact_line("This quarter".to_owned(), now, None).into_any()];
    for (name, change) in
        [("Quarter before", &summary.share_previous), ("A year before", &summary.share_year_ago)]
    {
        let then = &change.previous;
        if then.base() + then.not_recorded + then.does_not_apply > 0 {
            let name = format!("{name}, {}", then.quarter.months());
            rows.push(contact_line(name, then, Some(change)).into_any());
        }
    }
    let table = view! {
        <table class="contacts">
            <thead>
                <tr>
                    <th scope="col">"Over all contact channels"</th>
                    <th scope="col" class="n">"Before"</th>
                    <th scope="col" class="n">"After"</th>
                    <th scope="col" class="n">"Not recorded"</th>
                    <th scope="col" class="n">"Does not apply"</th>
                    <th scope="col" class="n">"Before, of known"</th>
                    <th scope="col" class="wide">"This quarter against it"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <h2>"Contacts before and after an offence"</h2>
        {ui::table_region("Contacts before and after an offence", table)}
    }
    .into_any()
}

fn contact_line(
    name: String,
    share: &Share,
    change: Option<&ShareChange>,
) -> impl IntoView + use<> {
    let known = share.share.map_or_else(
        || format!("{} of {}", ui::count(share.before), ui::count(share.base())),
        ui::percent,
    );
    let against = change.map(|change| match change.verdict {
        Some(Verdict::Rose) => {
            view! { <span class="signal">{points("rose", change)}</span> }.into_any()
        }
        Some(Verdict::Fell) => {
            view! { <span class="signal">{points("fell", change)}</span> }.into_any()
        }
        Some(_) => view! { <span class="soft">"no clear change"</span> }.into_any(),
        None => {
            let why = change.reason.as_ref().map_or("–".to_owned(), why_not);
            view! { <span class="soft">{why}</span> }.into_any()
        }
    });
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="n">{ui::count(share.before)}</td>
            <td class="n">{ui::count(share.after)}</td>
            <td class="n">{ui::count(share.not_recorded)}</td>
            <td class="n">{ui::count(share.does_not_apply)}</td>
            <td class="n">{known}</td>
            <td class="wide">{against}</td>
        </tr>
    }
}

fn points(word: &str, change: &ShareChange) -> String {
    let points = change.difference.map_or(0.0, |difference| difference.abs() * 100.0);
    if points.round() == 1.0 {
        format!("{word} 1 point")
    } else if points < 0.5 {
        format!("{word} less than 1 point")
    } else {
        format!("{word} {points:.0} points")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_whole_per_cents() {
        let check = |ratio, expected| assert_eq!(percent_change(ratio), expected);
        check(Some(1.25), "+25%");
        check(Some(0.92), "−8%");
        check(Some(1.0), "0%");
        check(Some(1.004), "under 1%");
        check(None, "–");
        check(Some(f64::INFINITY), "–");
    }
}
