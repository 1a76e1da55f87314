//! New limits before they count: what is said now, what would be said, and what changes.

use beforehand::judgement::Tone;
use beforehand::spc::{ChartPoint, Footing};
use beforehand::trend::Trend;
use beforehand::week::Week;
use beforehand::words::{change_short, rate};
use leptos::prelude::*;

use super::{Preview, Side, SignalsPage, address, view};
use crate::Frame;
use crate::trends::table;
use crate::ui::{self, OurSvg};

/// What is said of a line.
pub(super) fn side(trend: &Trend) -> Side {
    let sentences = [&trend.previous_sentence, &trend.year_ago_sentence];
    Side {
        title: trend.title.clone(),
        sentences: sentences.into_iter().filter(|one| !one.is_empty()).cloned().collect(),
        signals: trend.signals.iter().map(|finding| finding.words.clone()).collect(),
    }
}

fn last(trend: &Trend) -> Option<&ChartPoint> {
    trend.chart.points.iter().rev().find(|point| !point.unfinished)
}

fn blocks(trend: &Trend) -> &'static str {
    if trend.chart.weeks_per_point > 1 { "blocks of four weeks" } else { "weeks" }
}

/// What the limits rest on: "52 weeks", "provisional: 9 weeks".
fn footing(trend: &Trend) -> String {
    let Some(point) = last(trend) else { return "nothing".to_owned() };
    let rests = format!("{} {}", point.baseline, blocks(trend));
    match point.footing {
        Footing::Full => rests,
        Footing::Provisional => format!("{rests}, provisional"),
        Footing::Small => format!("{rests}: counts too small for limits"),
        Footing::None => format!("{rests}: too few for limits"),
    }
}

fn flagged(trend: &Trend, from: Week) -> String {
    let points = trend.chart.points.iter();
    points.filter(|point| point.week >= from && point.signal.is_some()).count().to_string()
}

/// Figure by figure, as it is and as it would be.
pub(super) fn figures(before: &Trend, after: &Trend, week: Week) -> Vec<[String; 3]> {
    let row =
        |name: &str, say: &dyn Fn(&Trend) -> String| [name.to_owned(), say(before), say(after)];
    let limits = |say: &dyn Fn(&beforehand::spc::Limits) -> String, trend: &Trend| {
        let limits = last(trend).and_then(|point| point.limits);
        limits.as_ref().map_or("none".to_owned(), say)
    };
    let verdict = |change: &beforehand::change::Change, trend: &Trend| {
        let tone: Tone = trend.good.of_verdict(change.verdict);
        tone.after(&change_short(change))
    };
    let range = |change: &beforehand::change::Change| beforehand::words::change_range(change);
    let both = |change: &beforehand::change::Change, trend: &Trend| {
        let (verdict, range) = (verdict(change, trend), range(change));
        if range.is_empty() { verdict } else { format!("{verdict}; {range}") }
    };
    let on = |change: &beforehand::change::Change| {
        format!("Change on {}", change.previous.quarter.months())
    };
    vec![
        row("Centre", &|trend| limits(&|l| rate(l.centre), trend)),
        row("Lower limit", &|trend| limits(&|l| rate(l.lower.max(0.0)), trend)),
        row("Upper limit", &|trend| limits(&|l| rate(l.upper), trend)),
        row("Limits rest on", &footing),
        row("Signals in the last 13 weeks", &|trend| trend.signals.len().to_string()),
        row("Marked points since that week", &|trend| flagged(trend, week)),
        row(&on(&before.previous), &|trend| both(&trend.previous, trend)),
        row(&on(&before.year_ago), &|trend| both(&trend.year_ago, trend)),
    ]
}

/// Signals that would go and that would come.
pub(super) fn changes(before: &Trend, after: &Trend) -> Vec<String> {
    let key = |trend: &Trend| -> Vec<_> {
        trend.signals.iter().map(|one| (one.run.signal, one.run.from, one.run.to)).collect()
    };
    let (old, new) = (key(before), key(after));
    let mut said = Vec::new();
    for (finding, key) in before.signals.iter().zip(&old) {
        if !new.contains(key) {
            said.push(format!(
                "No longer a signal: {}.",
                beforehand::service::lower_first(&finding.words)
            ));
        }
    }
    for (finding, key) in after.signals.iter().zip(&new) {
        if !old.contains(key) {
            said.push(format!(
                "A new signal: {}.",
                beforehand::service::lower_first(&finding.words)
            ));
        }
    }
    if said.is_empty() {
        said.push("The signals of the last 13 weeks stay as they are.".to_owned());
    }
    said
}

/// "New limits for calls answered from the week of Monday 31 August 2026?"
pub(super) fn title(preview: &Preview) -> String {
    format!(
        "New limits for {} from {}?",
        beforehand::service::lower_first(&preview.label),
        beforehand::week::long_date(preview.week.monday())
    )
}

/// The whole page while new limits are looked at.
pub(super) fn article(page: &SignalsPage, preview: &Preview, frame: &Frame) -> AnyView {
    let may = frame.may("POST", "/services/{service}/signals");
    let over = format!("New limits, not applied yet · {}", page.service.name);
    let back = address(&page.service.slug);
    let form = if may {
        form(page, preview).into_any()
    } else {
        view! { <p class="soft">"Managers apply new limits."</p> }.into_any()
    };
    let changes = preview.changes.iter().map(|said| view! { <li>{said.clone()}</li> });
    let changes = changes.collect_view();
    view! {
        <article class="judging">
            {ui::heading(over, title(preview))}
            <p class="lead">
                "This is how the line would be read. Nothing is changed until you apply it, and it can be undone."
            </p>
            <div class="sides">
                {words("Now", &preview.before)}
                {words("With new limits", &preview.after)}
            </div>
            <h2>"What changes"</h2>
            <ul>{changes}</ul>
            {ui::table_region("Figures now and with new limits", table_of(preview))}
            {chart(page, preview)}
            {form}
            <p class="links"><a href=back>"Back to signals, nothing changed"</a></p>
        </article>
    }
    .into_any()
}

fn words(head: &'static str, side: &Side) -> impl IntoView + use<> {
    let sentences = side.sentences.iter().map(|one| view! { <p>{one.clone()}</p> }).collect_view();
    let signals = if side.signals.is_empty() {
        "No signal in the last 13 weeks.".to_owned()
    } else {
        format!("Signals in the last 13 weeks: {}.", side.signals.join(". "))
    };
    view! {
        <section>
            <h2>{head}</h2>
            <p class="said">{side.title.clone()}"."</p>
            {sentences}
            <p class="soft">{signals}</p>
        </section>
    }
}

fn table_of(preview: &Preview) -> impl IntoView + use<> {
    let rows = preview
        .figures
        .iter()
        .map(|[name, old, new]| {
            let class = if old == new { "soft" } else { "ink" };
            view! {
                <tr>
                    <th scope="row">{name.clone()}</th>
                    <td>{old.clone()}</td>
                    <td class=class>{new.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="old-new">
            <thead>
                <tr>
                    <th scope="col">"Figure"</th>
                    <th scope="col">"Now"</th>
                    <th scope="col">"With new limits"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The chart with the new limits; its table twin has the same numbers.
fn chart(page: &SignalsPage, preview: &Preview) -> impl IntoView + use<> {
    let section = preview.section.clone();
    let drawn = section.drawing.is_some();
    let figure = section.drawing.map_or_else(
        || view! { <p class="problem">"The chart could not be drawn just now. Its numbers are in the table."</p> }.into_any(),
        |svg| view! { <OurSvg svg=svg.to_string() /> }.into_any(),
    );
    let scale = section
        .starts_at
        .map(|value| format!(" The scale starts at {}, not at zero.", table::figure(value)));
    let caption = format!(
        "{}{} {}",
        section.trend.reading,
        scale.unwrap_or_default(),
        section.trend.caveats.join(" ")
    );
    let place = (page.service.slug.as_str(), page.year_start);
    view! {
        <section class="trend" aria-labelledby="as-it-would-be">
            <h2 id="as-it-would-be">{format!("{} with new limits", preview.label)}</h2>
            <figure>
                {figure}
                <figcaption>{caption}</figcaption>
            </figure>
            {table::table(&section.trend, section.rows, drawn, place)}
        </section>
    }
}

fn form(page: &SignalsPage, preview: &Preview) -> impl IntoView + use<> {
    let typed = |name: &str| page.typed.text(name).to_owned();
    let chosen = typed("event");
    let options = preview
        .events
        .iter()
        .map(|one| {
            let picked = one.value == chosen;
            view! { <option value=one.value.clone() selected=picked>{one.words.clone()}</option> }
        })
        .collect_view();
    let add = format!("/services/{}/events", page.service.slug);
    let hidden =
        |name: &'static str, value: String| view! { <input type="hidden" name=name value=value /> };
    view! {
        <section class="no-print" aria-labelledby="apply">
            <h2 id="apply">"Apply them"</h2>
            <form class="fields" method="post" novalidate=true action=address(&page.service.slug)>
                {hidden("do", "step".to_owned())}
                {hidden("key", page.key.clone())}
                {hidden("line", preview.line.clone())}
                {hidden("week", preview.week.to_string())}
                {hidden("version", preview.version.to_string())}
                {hidden("mark", preview.mark.clone())}
                <div class="field">
                    <label for="event">"The event that made the difference"</label>
                    {ui::error_at(&page.problems, "event")}
                    <select id="event" name="event" aria-describedby=view::described(page, "event", true)
                        aria-invalid=view::wrong(page, "event")>
                        <option value="">"Choose an event"</option>
                        {options}
                    </select>
                    <p class="hint" id="event-hint">
                        "Is it not listed? "<a href=add>"Add it to the events"</a>" first."
                    </p>
                </div>
                {view::text(page, ("name", "name"), "A short name for the chart", "Such as Second line.", typed("name"))}
                {view::text(
                    page,
                    ("reason", "reason"),
                    "Why the line is another one now",
                    "About the numbers, never about a person. It stays in the history.",
                    typed("reason"),
                )}
                <button class="button">"Apply these limits"</button>
            </form>
        </section>
    }
}
