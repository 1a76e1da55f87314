//! What waits in one service, by role.

use beforehand::owed::{Doubtful, OwedWeek};
use beforehand::role::Role;
use beforehand::week::Week;
use beforehand::words::{number, small_number};
use leptos::prelude::*;

use super::{HomeService, Latest, QuarterLine, SignalCount, SignalLine, Work};
use crate::owed::{self, weeks};
use crate::quarter::{address, edition_address};
use crate::room::{self, Reading};
use crate::ui;
use crate::{ServiceLink, approval};

/// Lines shown of a list before "and more".
const SHOWN: usize = 13;
/// Missing figures named of each week.
const NAMED: usize = 4;
/// Doubtful numbers shown: a few at a time, for each asks to be thought about.
const DOUBTS: usize = 7;

/// What waits, in one line.
pub fn finding(service: &HomeService) -> String {
    match &service.work {
        Work::Staff { owed, doubtful, .. } => {
            let owed = match owed.len() {
                0 => "Every week is entered".to_owned(),
                1 => "One week is waiting for you".to_owned(),
                n => format!("{} weeks are waiting for you", small(n)),
            };
            format!("{owed}{}", in_doubt(doubtful))
        }
        Work::Manager { signals, owed, doubtful, .. } => {
            let owed = match owed.len() {
                0 => "every week is entered".to_owned(),
                1 => "one week missing".to_owned(),
                n => format!("{} weeks missing", small_number(n as u64)),
            };
            let signals = match signals.len() {
                0 => "No signals to explain".to_owned(),
                1 => "One signal to explain".to_owned(),
                n => format!("{} signals to explain", small(n)),
            };
            format!("{signals}, {owed}{}", in_doubt(doubtful))
        }
        Work::Trustee { latest: Some(latest), .. } => latest.headline.clone(),
        Work::Trustee { latest: None, .. } => "No quarter is approved yet".to_owned(),
        Work::Brief => service.service.name.clone(),
    }
}

/// ", two numbers in doubt"; empty when none is.
fn in_doubt(doubtful: &[Doubtful]) -> String {
    match doubtful.len() {
        0 => String::new(),
        1 => ", one number in doubt".to_owned(),
        n => format!(", {} numbers in doubt", small_number(n as u64)),
    }
}

/// Which service, and for a trustee which quarter.
pub fn over(service: &HomeService) -> String {
    let name = &service.service.name;
    match &service.work {
        Work::Trustee { latest: Some(Latest { reading, .. }), .. } => {
            format!("{name} · {} · {}", reading.link.months, reading.link.label)
        }
        _ => name.clone(),
    }
}

fn small(n: usize) -> String {
    let words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    words.get(n).map_or_else(|| number(n as u64), |word| (*word).to_owned())
}

/// One service's work; with several services under its name.
pub fn section(service: &HomeService, single: bool) -> AnyView {
    let link = &service.service;
    let level = if single { 2 } else { 3 };
    let head = (!single).then(|| {
        let role = format!("{} · {}", over(service), service.role.word());
        view! {
            <p class="over">{role}</p>
            <h2 class="finding">{finding(service)}</h2>
        }
    });
    let work = match &service.work {
        Work::Staff { owed, doubtful, complete, now } => {
            let doubts = doubts(link, doubtful, level);
            staff(link, owed, doubts, (*complete, *now))
        }
        Work::Manager { signals, owed, doubtful, quarters } => {
            let doubts = doubts(link, doubtful, level);
            manager(link, signals, owed, doubts, quarters, (level, single))
        }
        Work::Trustee { latest, approved } => trustee(link, latest.as_ref(), approved),
        Work::Brief => ().into_any(),
    };
    view! { <section class="work">{head}{work}</section> }.into_any()
}

fn staff(
    service: &ServiceLink,
    owed: &[OwedWeek],
    doubts: AnyView,
    (complete, now): (Option<Week>, Week),
) -> AnyView {
    let latest = complete.map(|week| {
        let to = format!("/services/{}/week/{week}", service.slug);
        let words = format!("Correct the {}", week.title());
        view! { <a href=to>{words}</a> }
    });
    let now = format!("/services/{}/week/{now}", service.slug);
    let lead = if owed.is_empty() {
        "Thank you. The next week can be entered from its Monday on, and is due when its Sunday has passed."
    } else {
        "A week takes about a minute. What you cannot fill in yet can wait: leave it empty, never put 0 for it."
    };
    view! {
        <p class="lead">{lead}</p>
        {weeks(service, owed, SHOWN, NAMED)}
        {doubts}
        <p class="links"><a href=now>"Enter the week that runs now"</a>{latest}</p>
    }
    .into_any()
}

/// Numbers in doubt, each with the way to its box.
fn doubts(service: &ServiceLink, doubtful: &[Doubtful], level: u8) -> AnyView {
    if doubtful.is_empty() {
        return ().into_any();
    }
    let lines = doubtful
        .iter()
        .take(DOUBTS)
        .map(|one| {
            let to = owed::address(&service.slug, one.week, &one.name);
            let which = format!("{}, {}", one.label, one.week.title());
            let past = crate::history::address(&service.slug, one.week, Some(&one.name));
            let said = format!("History of {which}");
            view! {
                <li>
                    <a href=to>{which}</a>
                    " "
                    <span class="soft">{one.words()} " " <a class="no-print" href=past aria-label=said>"History"</a></span>
                </li>
            }
        })
        .collect_view();
    let more = doubtful.len().checked_sub(DOUBTS).filter(|more| *more > 0).map(|more| {
        let words = format!("and {} in the last 13 weeks.", ui::times(more, "more", "more"));
        view! { <p class="soft">{words}</p> }
    });
    view! {
        {part(level, "Numbers in doubt")}
        <p class="soft">"Correct each of them, or say beside it why it is right."</p>
        <ul class="lines">{lines}</ul>
        {more}
    }
    .into_any()
}

/// The signals of many services in one line.
pub fn signals_together(count: SignalCount) -> impl IntoView {
    let SignalCount { signals, services, of } = count;
    let words = if signals == 0 {
        view! { {format!("No signals to explain in the {of} services you manage.")} }.into_any()
    } else {
        let signals = ui::times(signals, "signal", "signals");
        let place = format!(" to explain, in {services} of the {of} services you manage.");
        view! { <a href="/overview?show=signals">{signals}</a>{place} }.into_any()
    };
    view! { <p class="lead">{words}</p> }
}

/// The way to what is owed in all the services somebody manages.
pub fn across() -> impl IntoView {
    view! { <a href="/owed">"What is owed, by whom, and reminders"</a> }
}

fn manager(
    service: &ServiceLink,
    signals: &[SignalLine],
    owed: &[OwedWeek],
    doubts: AnyView,
    quarters: &[QuarterLine],
    (level, single): (u8, bool),
) -> AnyView {
    let page = format!("/services/{}/signals", service.slug);
    let closures = format!("/services/{}/closures", service.slug);
    let changes = crate::changes::address(Some(service));
    let list = signals
        .iter()
        .take(SHOWN)
        .map(|signal| {
            let to = format!("{page}#{}", signal.anchor);
            view! {
                <li>
                    <a href=to>{signal.label.clone()}</a>
                    " "
                    <span class="soft">{signal.words.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let signals = if signals.is_empty() {
        view! {
            <p class="soft">"None in the last 13 weeks. " <a href=page>"Explained, and new limits"</a></p>
        }
        .into_any()
    } else {
        let words = format!("Explain {}", ui::times(signals.len(), "signal", "signals"));
        view! {
            <ul class="lines">{list}</ul>
            <p><a href=page>{words}</a></p>
        }
        .into_any()
    };
    let owed = if owed.is_empty() {
        view! { <p class="soft">"None. Every week that is due has been entered."</p> }.into_any()
    } else {
        weeks(service, owed, SHOWN, NAMED)
    };
    let across = single.then(across);
    let quarters = quarters
        .iter()
        .map(|line| {
            let to = address(&service.slug, &line.link);
            let class = if line.edition.is_some() || line.so_far { "soft" } else { "ink" };
            let waits = line.edition.is_none() && !line.so_far;
            let approve = waits.then(|| {
                let to = approval::address(&service.slug, &line.link.name);
                let which = format!(" {}", line.link.months);
                view! { " " <a href=to>"Approve"<span class="hidden">{which}</span></a> }
            });
            view! {
                <li>
                    <a href=to>{line.link.months.clone()}</a>
                    " "
                    <span class=class>{stage(line)}</span>
                    {approve}
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="columns">
            <section>
                {part(level, "Signals to explain")}
                {signals}
                {doubts}
            </section>
            <section>
                {part(level, "Missing weeks")}
                {owed}
            </section>
            <section>
                {part(level, "Quarters")}
                <ul class="lines">{quarters}</ul>
            </section>
        </div>
        <p class="links">
            {across}
            <a href=closures>"Closed days and bank holidays"</a>
            <a href=changes>"Every change"</a>
        </p>
    }
    .into_any()
}

/// How far a quarter has come.
fn stage(line: &QuarterLine) -> String {
    let again = if line.reopened { "opened again, " } else { "" };
    match line.edition {
        Some(edition) => format!("approved, edition {edition}"),
        None if line.so_far => {
            format!("so far, {} of {} weeks entered", line.entered, line.expected)
        }
        None if line.entered < line.expected => {
            let short = (line.expected - line.entered) as usize;
            format!("{again}not complete, {} missing", ui::times(short, "week", "weeks"))
        }
        None => format!("{again}complete, waiting for approval"),
    }
}

fn trustee(service: &ServiceLink, latest: Option<&Latest>, approved: &[Reading]) -> AnyView {
    let Some(latest) = latest else {
        return view! {
            <p class="lead">
                "The summary of a quarter appears here when a manager has checked and approved it."
            </p>
        }
        .into_any();
    };
    let sentences = latest.sentences.iter().map(|text| view! { <p>{text.clone()}</p> });
    let link = &latest.reading.link;
    let to = edition_address(&service.slug, &link.name, latest.reading.edition);
    let words = format!("Read {} on one page", link.months);
    view! {
        <div class="sentences">{sentences.collect_view()}</div>
        <p class="links"><a class="button" href=to>{words}</a></p>
        {room::by_year(&service.slug, approved)}
    }
    .into_any()
}

/// A heading below the finding, whatever level that one has.
fn part(level: u8, words: &'static str) -> AnyView {
    if level == 2 {
        view! { <h2 class="part-of">{words}</h2> }.into_any()
    } else {
        view! { <h3 class="part-of">{words}</h3> }.into_any()
    }
}

/// Many services: one line each.
pub fn brief(services: &[&HomeService], more: bool) -> AnyView {
    let lines = services
        .iter()
        .map(|service| {
            let slug = &service.service.slug;
            let quarter = format!("/services/{slug}/quarter");
            let rest = (service.role != Role::Trustee).then(|| {
                let (week, trends) =
                    (format!("/services/{slug}/week"), format!("/services/{slug}/trends"));
                view! {
                    <a href=week>"Week"</a>
                    <a href=trends>"Trends"</a>
                }
            });
            view! {
                <tr>
                    <th scope="row">{service.service.name.clone()}</th>
                    <td><span class="links">{rest}<a href=quarter>"Quarter"</a></span></td>
                </tr>
            }
        })
        .collect_view();
    let head = more.then(|| view! { <h2>"Other services"</h2> });
    view! { {head}<table class="brief"><tbody>{lines}</tbody></table> }.into_any()
}
