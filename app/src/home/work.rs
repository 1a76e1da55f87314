//! What waits in one service, by role.

use beforehand::role::Role;
use beforehand::week::{Week, long_date};
use beforehand::words::number;
use leptos::prelude::*;

use super::{HomeService, Latest, OwedWeek, QuarterLine, SignalLine, Work};
use crate::ServiceLink;
use crate::quarter::{QuarterLink, address, by_year};
use crate::ui;

/// Lines shown of a list before "and more".
const SHOWN: usize = 13;

/// What waits, in one line.
pub fn finding(service: &HomeService) -> String {
    match &service.work {
        Work::Staff { owed, .. } => match owed.len() {
            0 => "Every week is entered".to_owned(),
            1 => "One week is waiting for you".to_owned(),
            n => format!("{} weeks are waiting for you", small(n)),
        },
        Work::Manager { signals, owed, .. } => {
            let owed = match owed.len() {
                0 => "every week is entered".to_owned(),
                n => format!("{} missing", ui::times(n, "week", "weeks")),
            };
            match signals.len() {
                0 => format!("No unexplained signals, {owed}"),
                1 => format!("One signal nobody has explained, {owed}"),
                n => format!("{} signals nobody has explained, {owed}", small(n)),
            }
        }
        Work::Trustee { latest: Some(latest), .. } => latest.headline.clone(),
        Work::Trustee { latest: None, .. } => "No quarter is complete yet".to_owned(),
        Work::Brief => service.service.name.clone(),
    }
}

/// Which service, and for a trustee which quarter.
pub fn over(service: &HomeService) -> String {
    let name = &service.service.name;
    match &service.work {
        Work::Trustee { latest: Some(Latest { link, .. }), .. } => {
            format!("{name} · {} · {}", link.months, link.label)
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
        Work::Staff { owed, complete } => staff(link, owed, *complete),
        Work::Manager { signals, owed, quarters } => manager(link, signals, owed, quarters, level),
        Work::Trustee { latest, earlier } => trustee(link, latest.as_ref(), earlier, level),
        Work::Brief => ().into_any(),
    };
    view! { <section class="work">{head}{work}</section> }.into_any()
}

fn staff(service: &ServiceLink, owed: &[OwedWeek], complete: Option<Week>) -> AnyView {
    let latest = complete.map(|week| {
        let to = format!("/services/{}/week/{week}", service.slug);
        let words = format!("Correct the {}", week.title());
        view! { <a href=to>{words}</a> }
    });
    let now = format!("/services/{}/week", service.slug);
    let lead = if owed.is_empty() {
        "Thank you. The next week can be entered from its Monday on, and is due when its Sunday has passed."
    } else {
        "A week takes about a minute. What you cannot fill in yet can wait: leave it empty, never put 0 for it."
    };
    view! {
        <p class="lead">{lead}</p>
        {weeks(service, owed)}
        <p class="links"><a href=now>"Enter this week"</a>{latest}</p>
    }
    .into_any()
}

fn weeks(service: &ServiceLink, owed: &[OwedWeek]) -> AnyView {
    if owed.is_empty() {
        return ().into_any();
    }
    let lines = owed
        .iter()
        .take(SHOWN)
        .map(|owed| {
            let at = ui::field_id(&owed.first);
            let to = format!("/services/{}/week/{}#{at}", service.slug, owed.week);
            let title = owed.week.title();
            let title = format!("W{}", title.strip_prefix('w').unwrap_or(&title));
            let missing = if owed.missing.is_empty() {
                "nothing entered yet".to_owned()
            } else {
                format!("still missing: {}", sentence(&owed.missing))
            };
            view! {
                <li>
                    <a href=to>{title}</a>
                    " "
                    <span class="soft">{missing}</span>
                </li>
            }
        })
        .collect_view();
    let more = owed.len().checked_sub(SHOWN).filter(|more| *more > 0).map(|more| {
        let oldest = owed.last().map(|owed| long_date(owed.week.monday())).unwrap_or_default();
        let words = format!(
            "and {} before, back to the week of {oldest}.",
            ui::times(more, "more", "more")
        );
        view! { <p class="soft">{words}</p> }
    });
    view! { <ul class="lines">{lines}</ul>{more} }.into_any()
}

/// "Calls missed, Live chats answered and Website visits"; more than four are counted.
fn sentence(missing: &[String]) -> String {
    match missing {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] if rest.len() < 4 => format!("{} and {last}", rest.join(", ")),
        [first, second, rest @ ..] => format!("{first}, {second} and {} more", rest.len()),
    }
}

fn manager(
    service: &ServiceLink,
    signals: &[SignalLine],
    owed: &[OwedWeek],
    quarters: &[QuarterLine],
    level: u8,
) -> AnyView {
    let trends = format!("/services/{}/trends", service.slug);
    let closures = format!("/services/{}/closures", service.slug);
    let list = signals
        .iter()
        .take(SHOWN)
        .map(|signal| {
            let to = format!("{trends}#{}", signal.anchor);
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
        view! { <p class="soft">"None in the last 13 weeks."</p> }.into_any()
    } else {
        view! { <ul class="lines">{list}</ul> }.into_any()
    };
    let owed = if owed.is_empty() {
        view! { <p class="soft">"None. Every week that is due has been entered."</p> }.into_any()
    } else {
        weeks(service, owed)
    };
    let quarters = quarters
        .iter()
        .map(|line| {
            let to = address(&service.slug, &line.link);
            let words = if line.so_far {
                format!("so far, {} of {} weeks entered", line.entered, line.expected)
            } else if line.entered < line.expected {
                let short = (line.expected - line.entered) as usize;
                format!("not complete, {} missing", ui::times(short, "week", "weeks"))
            } else {
                format!("complete, all {} weeks", line.expected)
            };
            let class = if line.entered < line.expected { "ink" } else { "soft" };
            view! {
                <li>
                    <a href=to>{line.link.months.clone()}</a>
                    " "
                    <span class=class>{words}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="columns">
            <section>
                {part(level, "Signals nobody has explained")}
                {signals}
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
        <p class="links"><a href=closures>"Closed days and bank holidays"</a></p>
    }
    .into_any()
}

fn trustee(
    service: &ServiceLink,
    latest: Option<&Latest>,
    earlier: &[QuarterLink],
    level: u8,
) -> AnyView {
    let Some(latest) = latest else {
        return view! {
            <p class="lead">
                "The summary of a quarter appears here when every one of its weeks has been entered."
            </p>
        }
        .into_any();
    };
    let sentences = latest.sentences.iter().map(|text| view! { <p>{text.clone()}</p> });
    let to = address(&service.slug, &latest.link);
    let words = format!("Read {} on one page", latest.link.months);
    let part = (!earlier.is_empty()).then(|| {
        view! {
            {part(level, "Earlier quarters")}
            {by_year(&service.slug, earlier, None)}
        }
    });
    view! {
        <div class="sentences">{sentences.collect_view()}</div>
        <p class="links"><a class="button" href=to>{words}</a></p>
        {part}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_figures_are_named() {
        let check = |n: usize, expected| {
            let names = ["Calls", "Chats", "Messages", "Visits", "Visitors", "Emails"];
            let names: Vec<_> = names.iter().take(n).map(|name| (*name).to_owned()).collect();
            assert_eq!(sentence(&names), expected);
        };
        check(1, "Calls");
        check(2, "Calls and Chats");
        check(4, "Calls, Chats, Messages and Visits");
        check(6, "Calls, Chats and 4 more");
    }
}
