//! The tables of the Quarter page: every channel, and what is known of the contacts.

use beforehand::change::{Change, Verdict};
use beforehand::judgement::{Good, Tone};
use beforehand::service::{Field, lower_first};
use beforehand::share::{Share, ShareChange};
use beforehand::summary::{Row, SHARE, Summary};
use beforehand::words::{
    change_range, change_short, change_size, number, percent, rate, share_change_short, weeks_of,
};
use leptos::prelude::*;

use crate::figures::Ways;
use crate::ui;

/// Every channel: in all, a week, the quarter before, the change and what it means.
pub fn channels(summary: &Summary, edition: Option<i32>, ways: Ways<'_>) -> AnyView {
    if summary.rows.is_empty() {
        return no_channels();
    }
    let rows = summary.rows.iter().filter(|row| is_whole(row.field));
    let whole = (summary.weeks_entered, summary.weeks_expected);
    let rows = rows.map(|row| {
        let name = format!("{}.{}", row.slug, row.field.word());
        line(row, whole, ways.to(summary.quarter, &[name]))
    });
    let rows = rows.collect_view();
    let weeks = weeks_of(summary.weeks_entered, summary.weeks_expected);
    let table = view! {
        <table class="channels">
            <thead>
                <tr>
                    <th scope="col">{weeks}</th>
                    <th scope="col" class="n">"In all"</th>
                    <th scope="col" class="n wide">"A week"</th>
                    <th scope="col" class="n wide">"A week,"<br />"quarter before"</th>
                    <th scope="col" class="n">"Change"</th>
                    <th scope="col">"What it means"</th>
                    <th scope="col" class="wide">"On a year before"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    let answered = summary.answer_rate.clone().map(|text| view! { <p class="fine">{text}</p> });
    view! {
        <h2>"All channels"</h2>
        {ui::table_region("All channels", table)}
        {answered}
        {take_away(summary, edition)}
    }
    .into_any()
}

/// The table as files.
fn take_away(summary: &Summary, edition: Option<i32>) -> impl IntoView + use<> {
    let (slug, name) = (&summary.service, &summary.name);
    let page = match edition {
        Some(number) => super::edition_address(slug, name, number),
        None => format!("/services/{slug}/quarter/{name}"),
    };
    let to = |ending| format!("{page}/channels.{ending}");
    let of = || view! { <span class="hidden">": all channels"</span> };
    view! {
        <p class="fine no-print">
            "Take it away: "<a href=to("csv")>"CSV"{of()}</a>" · "<a href=to("xlsx")>"Excel"{of()}</a>
        </p>
    }
}

/// Why there is no table.
fn no_channels() -> AnyView {
    view! {
        <p>
            "Nothing is counted here yet: the service has no channel in these quarters. The administrator adds channels, or brings them in with the first file of counts."
        </p>
    }
    .into_any()
}

/// Whether a field stands in the table of channels: parts of the answered contacts stand in that of
/// contacts.
pub fn is_whole(field: Field) -> bool {
    !matches!(field, Field::Before | Field::After | Field::DoesNotApply)
}

fn line(row: &Row, whole: (u32, u32), to: Option<String>) -> impl IntoView + use<> {
    // Said once above the table where it is the same for all.
    let covered = (row.weeks, row.weeks_expected);
    let part = (row.weeks < row.weeks_expected && covered != whole).then(|| {
        let text = weeks_of(row.weeks, row.weeks_expected);
        view! { <span class="part">{text}</span> }
    });
    let per_week = |value: Option<f64>| value.map_or("–".to_owned(), rate);
    let count = row.count.map_or("not entered".to_owned(), number);
    view! {
        <tr>
            <th scope="row">{row.label.clone()}{part}</th>
            <td class="n">{ui::figure(to, count)}</td>
            <td class="n wide">{per_week(row.per_week)}</td>
            <td class="n wide">{per_week(row.previous.previous.per_week)}</td>
            <td class="n">{change_size(&row.previous)}</td>
            <td>{meaning(&row.previous, row.good)}</td>
            <td class="wide">{short(row.good.of_verdict(row.year_ago.verdict), &change_short(&row.year_ago))}</td>
        </tr>
    }
}

/// "rose, likely 14% to 37%"; "rose (worse), likely …" where the line has a direction; "no clear
/// change, likely −10% to +12%"; else why there is no verdict.
fn meaning(change: &Change, good: Good) -> AnyView {
    let range = change_range(change);
    let likely = range.rsplit("; ").next().filter(|range| !range.is_empty());
    let likely = likely.map(|range| format!(", {range}"));
    if let Some(verdict @ (Verdict::Rose | Verdict::Fell)) = change.verdict {
        let word = if verdict == Verdict::Rose { "rose" } else { "fell" };
        let tone = good.of_verdict(change.verdict);
        let word = tone.after(word);
        view! { <span class=tone.class()>{word}</span><span class="soft">{likely}</span> }
            .into_any()
    } else {
        let text = lower_first(&change_short(change)) + &likely.unwrap_or_default();
        view! { <span class="soft">{text}</span> }.into_any()
    }
}

/// "rose 26%", "fell 12% (better)", "no clear change".
fn short(tone: Tone, words: &str) -> AnyView {
    let class = if tone == Tone::Quiet { "soft" } else { tone.class() };
    view! { <span class=class>{tone.after(&lower_first(words))}</span> }.into_any()
}

/// What is known of the contacts of this quarter and the two it is compared with.
pub fn contacts(summary: &Summary, ways: Ways<'_>) -> AnyView {
    let now = &summary.share;
    if now.base() + now.not_recorded + now.does_not_apply == 0 {
        return ().into_any();
    }
    let mut rows = vec![contact_line(now, None, ways).into_any()];
    for change in [&summary.share_previous, &summary.share_year_ago] {
        let then = &change.previous;
        if then.base() + then.not_recorded + then.does_not_apply > 0 {
            rows.push(contact_line(then, Some(change), ways).into_any());
        }
    }
    let table = view! {
        <table class="contacts">
            <thead>
                <tr>
                    <th scope="col">"All contact channels"</th>
                    <th scope="col" class="n">"Before"</th>
                    <th scope="col" class="n">"After"</th>
                    <th scope="col" class="n wide">"Not recorded"</th>
                    <th scope="col" class="n wide">"Does not apply"</th>
                    <th scope="col" class="n">"Share before"</th>
                    <th scope="col">"Change since"</th>
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
    share: &Share,
    change: Option<&ShareChange>,
    ways: Ways<'_>,
) -> impl IntoView + use<> {
    let figure = |text: String| ui::figure(ways.to(share.quarter, &[SHARE]), text);
    let known = share
        .share
        .map_or_else(|| format!("{} of {}", number(share.before), number(share.base())), percent);
    // The share has no direction: its change is real or not, never good or bad.
    let tone = |change: &ShareChange| Good::Neither.of_verdict(change.verdict);
    let against = change.map(|change| short(tone(change), &share_change_short(change)));
    view! {
        <tr>
            <th scope="row">{share.quarter.months()}</th>
            <td class="n">{figure(number(share.before))}</td>
            <td class="n">{figure(number(share.after))}</td>
            <td class="n wide">{figure(number(share.not_recorded))}</td>
            <td class="n wide">{figure(number(share.does_not_apply))}</td>
            <td class="n">{figure(known)}</td>
            <td>{against}</td>
        </tr>
    }
}
