//! The tables of a comparison. Each number stands in a cell of its own with its unit, so that a table
//! can be copied into a spreadsheet.

use beforehand::change::{Change, Period, Reason, Sides, Stretch};
use beforehand::compare::{Compared, LineChange, ShareParts};
use beforehand::interval::Interval;
use beforehand::judgement::Good;
use beforehand::service::lower_first;
use beforehand::share::{Part, PointsChange, Share};
use beforehand::twin::Twin;
use beforehand::week::{Week, long_date};
use beforehand::words::{
    a_week, change_range, change_short, change_size, definition_words, number, percent,
    percent_range, points, points_change_range, points_change_short, rate, weeks_of,
};
use leptos::prelude::*;

use super::{Against, CompareQuery};
use crate::ui::table_region;

/// All contacts, then every line: a week on both sides, the change and what it means.
pub(super) fn lines(compared: &Compared) -> AnyView {
    let rows = compared.total.iter().chain(&compared.lines).map(line).collect_view();
    let so_far = compared.sides.so_far.then(|| {
        view! { <p class="fine">"The later quarter is not over: it is compared with as many weeks of the other side, without a verdict."</p> }
    });
    let total = compared.total.is_some().then(|| {
        view! { <p class="fine">"All contacts are the calls, chats and messages answered, added up. A week that is missing in one of them is missing in the sum, and its open days are those of the channel that was open most."</p> }
    });
    let table = changes("Each line", &compared.sides, view! { <tbody>{rows}</tbody> }.into_any());
    view! {
        <h2>"In total and by channel"</h2>
        {table_region("In total and by channel", table)}
        {so_far}
        {total}
    }
    .into_any()
}

/// The answer rates, and before, after and not recorded.
pub(super) fn parts(compared: &Compared) -> AnyView {
    let answered = compared.answered.iter().map(|one| {
        let noun = lower_first(&one.noun);
        let label = format!("Answered, of {noun} offered");
        let cell = |part: &Part| part_cell(part, &noun);
        part_row(label, cell(&one.rate.earlier), cell(&one.rate.later), &one.rate.change)
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
    let table = changes("Of each whole", &compared.sides, body);
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
        let dates = dates(&block.sides);
        view! {
            <tbody>
                <tr class="group"><th scope="rowgroup" colspan="5">{name}<span class="part">{dates}</span></th></tr>
                {share_rows(block)}
            </tbody>
        }
    });
    let body = bodies.collect_view().into_any();
    let table = changes("Of each whole", &compared.sides, body);
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

/// What the rates rest on: counts, weeks and open days.
pub(super) fn counts(compared: &Compared) -> AnyView {
    let rows = compared.total.iter().chain(&compared.lines).map(|line| {
        view! {
            <tr>
                <th scope="row">{line.label.clone()}</th>
                {counted(&line.change.previous)}
                {counted(&line.change.current)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let heads = || {
        ["In all", "Weeks entered", "Open days", "An open day"]
            .map(|word| view! { <th scope="col" class="n">{word}</th> })
    };
    let sides = [&compared.sides.earlier, &compared.sides.later];
    let names =
        sides.map(|side| view! { <th scope="colgroup" colspan="4">{side_name(&side.name())}</th> });
    let table = view! {
        <table class="channels counts">
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

fn counted(period: &Period) -> impl IntoView + use<> {
    let known = period.weeks > 0;
    let per_day = if period.open_days > 0 {
        rate(period.count as f64 / f64::from(period.open_days))
    } else {
        String::new()
    };
    view! {
        <td class="n">{if known { number(period.count) } else { "not entered".into() }}</td>
        <td class="n">{format!("{} of {}", period.weeks, period.expected)}</td>
        <td class="n">{number(period.open_days.into())}</td>
        <td class="n">{per_day}</td>
    }
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

/// A table of changes: both sides, the change and what it means.
fn changes(first: &'static str, sides: &Sides, body: AnyView) -> impl IntoView + use<> {
    let names = [&sides.earlier, &sides.later]
        .map(|side| view! { <th scope="col" class="n">{side_name(&side.name())}</th> });
    view! {
        <table class="channels">
            <thead>
                <tr>
                    <th scope="col">{first}</th>
                    {names}
                    <th scope="col" class="n">"Change"</th>
                    <th scope="col">"What it means"</th>
                </tr>
            </thead>
            {body}
        </table>
    }
}

/// As a heading.
fn side_name(name: &str) -> String {
    beforehand::words::capital(name)
}

fn line(line: &LineChange) -> impl IntoView + use<> {
    let change = &line.change;
    view! {
        <tr>
            <th scope="row">{line.label.clone()}</th>
            <td class="n">{period(&change.previous)}</td>
            <td class="n">{period(&change.current)}</td>
            <td class="n">{change_size(change)}</td>
            <td>{meaning(change, line.good)}</td>
        </tr>
    }
}

/// A rate, and how many weeks were entered where some are missing.
fn period(period: &Period) -> impl IntoView + use<> {
    let value = period.per_week.map_or("not entered".to_owned(), a_week);
    let missing = (period.weeks > 0 && period.weeks < period.expected)
        .then(|| weeks_of(period.weeks, period.expected));
    view! { {value}{part(missing)} }
}

fn meaning(change: &Change, good: Good) -> impl IntoView + use<> {
    let tone = good.of_verdict(change.verdict);
    let range = likely(&change_range(change));
    view! {
        <span class=tone.class()>{tone.after(&lower_first(&change_short(change)))}</span>
        {range}
        {part(broken(change.reason.as_ref()))}
    }
}

/// Which definition changed, and when.
fn broken(reason: Option<&Reason>) -> Option<String> {
    reason.map(definition_words).filter(|words| !words.is_empty())
}

/// The range without the size, which stands in a cell of its own.
fn likely(range: &str) -> Option<String> {
    let likely = range.rsplit("; ").next().filter(|range| !range.is_empty());
    likely.map(|range| format!(", {range}"))
}

fn part_row(
    label: String,
    earlier: AnyView,
    later: AnyView,
    change: &PointsChange,
) -> impl IntoView + use<> {
    let size = change.difference.map(points).unwrap_or_default();
    let tone = Good::Neither.of_verdict(change.verdict);
    let short = lower_first(&points_change_short(change));
    let range = likely(&points_change_range(change));
    view! {
        <tr>
            <th scope="row">{label}</th>
            <td class="n">{earlier}</td>
            <td class="n">{later}</td>
            <td class="n">{size}</td>
            <td><span class=tone.class()>{short}</span>{range}{part(broken(change.reason.as_ref()))}</td>
        </tr>
    }
}

/// Before, after and not recorded, each with its range and base.
fn share_rows(parts: &ShareParts) -> impl IntoView + use<> {
    let (earlier, later) = (&parts.change.previous, &parts.share);
    let known = "of contacts with a known answer";
    let unrecorded = &parts.unrecorded;
    [
        part_row(
            format!("Before an offence, {known}"),
            share_cell(earlier, true),
            share_cell(later, true),
            &PointsChange::from(&parts.change),
        ),
        part_row(
            format!("After an offence, {known}"),
            share_cell(earlier, false),
            share_cell(later, false),
            &parts.after(),
        ),
        part_row(
            "Not recorded, of before, after and not recorded".to_owned(),
            part_cell(&unrecorded.earlier, "contacts"),
            part_cell(&unrecorded.later, "contacts"),
            &unrecorded.change,
        ),
    ]
}

/// "40%", "likely 38% to 43%", "580 of 1,445 contacts"; below a base of 30 the counts alone.
fn share_cell(share: &Share, before: bool) -> AnyView {
    let rest =
        |interval: Interval| Interval { lower: 1.0 - interval.upper, upper: 1.0 - interval.lower };
    let of = if before { share.before } else { share.after };
    let counts = format!("{} of {}", number(of), number(share.base()));
    let (Some(found), Some(interval)) = (share.share, share.interval) else {
        let text = if share.entered == 0 {
            "not entered".to_owned()
        } else {
            format!("{counts} contacts")
        };
        return text.into_any();
    };
    let (value, interval) = if before { (found, interval) } else { (1.0 - found, rest(interval)) };
    let certain = share.certain.filter(|_| share.mostly_unknown);
    let certain = certain.map(|certain| if before { certain } else { rest(certain) });
    let certain = certain.map(|certain| format!("certain: {}", percent_range(certain)));
    let small = share.small_base.then(|| "small base".to_owned());
    let missing = (share.entered < share.expected).then(|| weeks_of(share.entered, share.expected));
    view! {
        {percent(value)}
        {part(Some(format!("likely {}", percent_range(interval))))}
        {part(Some(format!("{counts} contacts")))}
        {part(certain)}
        {part(small)}
        {part(missing.map(|weeks| format!("{weeks} of the channels")))}
    }
    .into_any()
}

/// "70%", "likely 68% to 72%", "1,624 of 2,327 calls".
fn part_cell(of: &Part, unit: &str) -> AnyView {
    let Some(value) = of.rate else { return "not entered".into_any() };
    let range = of.interval.map(|interval| format!("likely {}", percent_range(interval)));
    let counts = format!("{} of {} {unit}", number(of.part), number(of.whole));
    let missing = (of.weeks < of.expected).then(|| weeks_of(of.weeks, of.expected));
    view! { {percent(value)}{part(range)}{part(Some(counts))}{part(missing)} }.into_any()
}

fn part(text: Option<String>) -> Option<impl IntoView + use<>> {
    text.map(|text| view! { <span class="part">{text}</span> })
}
