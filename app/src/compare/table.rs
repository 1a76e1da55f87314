//! The tables of a comparison: each line, what its rates rest on, which week stands against which.
//!
//! A cell holds one number, or words, and its unit stands in the heading, so that a table can be
//! copied into a spreadsheet.

use beforehand::change::{Period, Reason, Side};
use beforehand::compare::{Compared, LineChange};
use beforehand::service::lower_first;
use beforehand::twin::Twin;
use beforehand::week::long_date;
use beforehand::words::{
    change_range, change_short, change_size, definition_words, gaps, list, number, rate,
};
use leptos::prelude::*;

use super::{Against, CompareQuery};
use crate::ui::{figure, table_region};

/// All contacts, then every line: a week on both sides, the change and what it means.
pub(super) fn lines(compared: &Compared) -> AnyView {
    let rows = compared.total.iter().chain(&compared.lines).map(line).collect_view();
    let so_far = compared.sides.so_far.then(|| {
        view! { <p class="fine">"The later quarter is not over: it is compared with as many weeks of the other side, without a verdict."</p> }
    });
    let total = compared.total.is_some().then(|| {
        view! { <p class="fine">"All contacts are the calls, chats and messages answered, added up. A week that is missing in one of them is missing in the sum, and its open days are those of the channel that was open most."</p> }
    });
    let names = [&compared.sides.earlier, &compared.sides.later].map(|side| {
        view! { <th scope="col" class="n">{side_name(&side.name())}", a week"</th> }
    });
    let table = view! {
        <table class="channels">
            <thead>
                <tr>
                    <th scope="col">"Each line"</th>
                    {names}
                    <th scope="col" class="n">"Change"</th>
                    <th scope="col">"What it means"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <h2>"In total and by channel"</h2>
        {table_region("In total and by channel", table)}
        {so_far}
        {total}
    }
    .into_any()
}

/// What the rates rest on: counts, weeks and open days; `way` leads from a count to its weeks.
pub(super) fn counts(
    compared: &Compared,
    way: impl Fn(&Side, &LineChange) -> Option<String>,
) -> AnyView {
    let sides = &compared.sides;
    let rows = compared.total.iter().chain(&compared.lines).map(|line| {
        view! {
            <tr>
                <th scope="row">{line.label.clone()}</th>
                {counted(&line.change.previous, way(&sides.earlier, line))}
                {counted(&line.change.current, way(&sides.later, line))}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let heads = || {
        ["In all", "Weeks entered", "Open days", "An open day"]
            .map(|word| view! { <th scope="col" class="n">{word}</th> })
    };
    let names = [&sides.earlier, &sides.later]
        .map(|side| view! { <th scope="colgroup" colspan="4">{side_name(&side.name())}</th> });
    let table = view! {
        <table class="channels paired counts">
            <colgroup></colgroup>
            <colgroup span="4"></colgroup>
            <colgroup span="4"></colgroup>
            <thead>
                <tr><td></td>{names}</tr>
                <tr><th scope="col">"Each line"</th>{heads()}{heads()}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    let title = "In all, and by open day";
    view! {
        <h2>{title}</h2>
        {table_region(title, table)}
        <p class="fine">"Sides may differ in weeks and open days, so their totals are not compared. A week above is an open day here times the open days of a normal week: both change by as much."</p>
    }
    .into_any()
}

fn counted(period: &Period, way: Option<String>) -> impl IntoView + use<> {
    let known = period.weeks > 0;
    let per_day =
        (period.open_days > 0).then(|| rate(period.count as f64 / f64::from(period.open_days)));
    view! {
        <td class="n">{figure(way.filter(|_| known), if known { number(period.count) } else { "not entered".into() })}</td>
        <td class="n">{format!("{} of {}", period.weeks, period.expected)}</td>
        <td class="n">{number(period.open_days.into())}</td>
        <td class="n">{per_day}</td>
    }
}

/// Names the weeks that nobody has entered.
pub(super) fn missing(compared: &Compared) -> AnyView {
    if compared.missing.is_empty() {
        return ().into_any();
    }
    let lines = compared.missing.iter().map(|one| {
        let weeks = one.stretches.iter().map(|(first, last)| first.days_to(*last));
        let weeks = list(&weeks.collect::<Vec<_>>());
        view! { <li><b>{one.label.clone()}</b>": "{weeks}</li> }
    });
    view! {
        <h2>"Weeks that are missing"</h2>
        <ul class="plain fine">{lines.collect_view()}</ul>
        <p class="fine">"Nobody has entered these. They are in no figure above, and none of them counts as zero."</p>
    }
    .into_any()
}

/// Which week is compared with which.
pub(super) fn twins(query: &CompareQuery, twins: &[Twin]) -> AnyView {
    let Against::Weeks(region) = query.with else { return ().into_any() };
    if twins.is_empty() {
        return ().into_any();
    }
    let named =
        |names: &[&str]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let rows = twins.iter().map(|twin| {
        view! {
            <tr>
                <th scope="row">{long_date(twin.week.monday())}</th>
                <td>{long_date(twin.before.monday())}</td>
                <td class="n">{twin.before.weeks_to(twin.week)}</td>
                <td>{named(&twin.holidays)}</td>
                <td>{named(&twin.holidays_before)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Week of Monday"</th>
                    <th scope="col">"with the week of Monday"</th>
                    <th scope="col" class="n">"Weeks apart"</th>
                    <th scope="col">"Holidays"</th>
                    <th scope="col">"Holidays a year before"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    let title = "Which week with which";
    view! {
        <h2>{title}</h2>
        <p>
            {format!(
                "Each week is compared with the one 52 weeks before, but for Easter and the bank holidays of {}: their weeks are compared with those of the same holidays a year before. The weeks between follow in order, so that no week is used twice. {}",
                region.name(),
                differing(twins),
            )}
        </p>
        {table_region(title, table)}
    }
    .into_any()
}

/// How many pairs do not have the same holidays.
fn differing(twins: &[Twin]) -> String {
    let all = twins.len();
    match twins.iter().filter(|twin| twin.holidays != twin.holidays_before).count() {
        0 => "The holidays of all pairs agree.".into(),
        1 => format!("In one of the {all} pairs the holidays differ."),
        n => format!("In {n} of the {all} pairs the holidays differ."),
    }
}

/// As a heading.
pub(super) fn side_name(name: &str) -> String {
    beforehand::words::capital(name)
}

/// A change as a spreadsheet takes it for a number: it knows the hyphen alone for a minus.
pub(super) fn as_number(change: &str) -> String {
    change.replace('−', "-")
}

/// Words, or nothing at all: an empty text would be drawn as a space, and copied as one.
pub(super) fn filled(words: String) -> Option<String> {
    Some(words).filter(|words| !words.is_empty())
}

/// "no verdict: too few weeks"; of a changed definition, which and when.
pub(super) fn verdict_words(short: &str, reason: Option<&Reason>) -> String {
    let definition = reason.map(definition_words).and_then(filled);
    definition.map_or_else(|| lower_first(short), |words| format!("no verdict: {words}"))
}

/// The range without the size, which stands in a cell of its own.
pub(super) fn likely(range: &str) -> Option<String> {
    let likely = range.rsplit("; ").next().filter(|range| !range.is_empty());
    likely.map(|range| format!(", {range}"))
}

fn line(line: &LineChange) -> impl IntoView + use<> {
    let change = &line.change;
    let rate = |period: &Period| period.per_week.map_or("not entered".to_owned(), rate);
    let tone = line.good.of_verdict(change.verdict);
    let said = tone.after(&verdict_words(&change_short(change), change.reason.as_ref()));
    view! {
        <tr>
            <th scope="row">{line.label.clone()}</th>
            <td class="n">{rate(&change.previous)}</td>
            <td class="n">{rate(&change.current)}</td>
            <td class="n">{filled(as_number(&change_size(change)))}</td>
            <td><span class=tone.class()>{said}</span>{likely(&change_range(change))}{filled(gaps(change))}</td>
        </tr>
    }
}
