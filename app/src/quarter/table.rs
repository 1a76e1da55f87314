//! The tables of the Quarter page: every channel, and what is known of the contacts.

use beforehand::judgement::Tone;
use beforehand::service::{Field, lower_first};
use beforehand::summary::{Row, SHARE, Summary};
use beforehand::words::weeks_of;
use leptos::prelude::*;

use super::bars;
use super::said::{self, CHANNEL_HEADS, CONTACT_HEADS, ContactLine, Said};
use crate::figures::Ways;
use crate::ui;

/// Every channel: in all, a week, the quarter before, the change and what it means.
pub fn channels(summary: &Summary, edition: Option<i32>, ways: Ways<'_>) -> AnyView {
    if summary.rows.is_empty() {
        return no_channels();
    }
    let rows = summary.rows.iter().filter(|row| is_whole(row.field));
    let rows = rows.map(|row| {
        let name = format!("{}.{}", row.slug, row.field.word());
        line(summary, row, ways.to(summary.quarter, &[name]))
    });
    let rows = rows.collect_view();
    let weeks = weeks_of(summary.weeks_entered, summary.weeks_expected);
    let [all, week, before, change, means, year_ago] = CHANNEL_HEADS;
    let (above, below) = before.split_once(", ").unwrap_or((before, ""));
    let table = view! {
        <table class="channels">
            <thead>
                <tr>
                    <th scope="col">{weeks}</th>
                    <th scope="col" class="n">{all}</th>
                    <th scope="col" class="n wide">{week}</th>
                    <th scope="col" class="n wide">{above}","<br />{below}</th>
                    <th scope="col" class="n">{change}</th>
                    <th scope="col">{means}</th>
                    <th scope="col" class="wide">{year_ago}</th>
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

/// The table as files; of an edition also its board pack, its JSON and a slide of each number.
fn take_away(summary: &Summary, edition: Option<i32>) -> AnyView {
    let (slug, name) = (&summary.service, &summary.name);
    let Some(number) = edition else {
        let page = format!("/services/{slug}/quarter/{name}");
        return view! { <p class="fine no-print">"Take it away: "{as_table(&page)}</p> }.into_any();
    };
    let page = super::edition_address(slug, name, number);
    let to = |file: &str| format!("{page}/{file}");
    let drawn = summary.figures.iter().enumerate();
    let drawn = drawn.filter(|(_, figure)| bars::rows(figure).next().is_some());
    let slides = drawn.map(|(n, figure)| {
        let words = lower_first(&figure.title);
        view! { " · "<a href=to(&format!("slide-{}.png", n + 1))>"slide: "{words}</a> }
    });
    view! {
        <p class="fine no-print">"Take this table away: "{as_table(&page)}</p>
        <p class="fine no-print">
            "Take this edition away: "
            <a href=to("board-pack.xlsx")>"board pack for Excel"</a>
            " · "
            <a href=to("edition.json")>"JSON for other programs"</a>
            {slides.collect_view()}
        </p>
    }
    .into_any()
}

/// The ways to the table as a file.
fn as_table(page: &str) -> AnyView {
    let to = |ending| format!("{page}/channels.{ending}");
    let of = || view! { <span class="hidden">": all channels"</span> };
    view! { <a href=to("csv")>"CSV"{of()}</a>" · "<a href=to("xlsx")>"Excel"{of()}</a> }.into_any()
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

fn line(summary: &Summary, row: &Row, to: Option<String>) -> impl IntoView + use<> {
    let line = said::channel_line(summary, row);
    let part = line.part.map(|text| view! { <span class="part">{text}</span> });
    let [count, week, before, change] = line.figures;
    view! {
        <tr>
            <th scope="row">{line.name}{part}</th>
            <td class="n">{ui::figure(to, count)}</td>
            <td class="n wide">{week}</td>
            <td class="n wide">{before}</td>
            <td class="n">{change}</td>
            <td>{meaning(line.verdict, line.likely)}</td>
            <td class="wide">{short(line.year_ago)}</td>
        </tr>
    }
}

/// "rose, likely 14% to 37%"; "no clear change, likely −10% to +12%".
fn meaning(verdict: Option<Said>, likely: String) -> AnyView {
    let Some(Said { tone, words }) = verdict else {
        return view! { <span class="soft">{likely}</span> }.into_any();
    };
    let likely = (!likely.is_empty()).then(|| format!(", {likely}"));
    view! { <span class=tone.class()>{words}</span><span class="soft">{likely}</span> }.into_any()
}

fn short(Said { tone, words }: Said) -> AnyView {
    let class = if tone == Tone::Quiet { "soft" } else { tone.class() };
    view! { <span class=class>{words}</span> }.into_any()
}

/// What is known of the contacts of this quarter and the two it is compared with.
pub fn contacts(summary: &Summary, ways: Ways<'_>) -> AnyView {
    let lines = said::contact_lines(summary);
    if lines.is_empty() {
        return ().into_any();
    }
    let rows = lines.into_iter().map(|line| contact_line(line, ways).into_any()).collect_view();
    let [of, before, after, unknown, none, share, change] = CONTACT_HEADS;
    let table = view! {
        <table class="contacts">
            <thead>
                <tr>
                    <th scope="col">{of}</th>
                    <th scope="col" class="n">{before}</th>
                    <th scope="col" class="n">{after}</th>
                    <th scope="col" class="n wide">{unknown}</th>
                    <th scope="col" class="n wide">{none}</th>
                    <th scope="col" class="n">{share}</th>
                    <th scope="col">{change}</th>
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

fn contact_line(line: ContactLine<'_>, ways: Ways<'_>) -> impl IntoView + use<> {
    let quarter = line.of.quarter;
    let [before, after, unknown, none, share] =
        line.figures.map(|text| ui::figure(ways.to(quarter, &[SHARE]), text));
    view! {
        <tr>
            <th scope="row">{quarter.months()}</th>
            <td class="n">{before}</td>
            <td class="n">{after}</td>
            <td class="n wide">{unknown}</td>
            <td class="n wide">{none}</td>
            <td class="n">{share}</td>
            <td>{line.change.map(short)}</td>
        </tr>
    }
}
