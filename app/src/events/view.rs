//! The list of events year by year, and the page around whatever is asked of one of them.

use beforehand::event::{days, effect, kind_words};
use beforehand::service::EventKind;
use leptos::prelude::*;

use super::confirmed::confirmation;
use super::{EventsPage, Line, Step, address, form, steps};
use crate::Frame;
use crate::ui::{self, Show};

impl Show for EventsPage {
    fn title(&self) -> String {
        match &self.step {
            Step::Change { line, .. } => format!("Change {}", line.event.name),
            Step::Remove { line, .. } => format!("Remove {}?", line.event.name),
            Step::Confirm { event, .. } => match event.break_week() {
                Some(week) => format!("From the {} on, the line would break", week.title()),
                None => "The line would no longer break there".to_owned(),
            },
            Step::List => self.finding(),
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn paper(&self) -> ui::Paper {
        ui::Paper::Wide
    }

    fn view(self, frame: &Frame) -> AnyView {
        let over = format!("Events · {}", self.service.name);
        let title = self.title();
        let may = frame.may("POST", "/services/{service}/events");
        let body = match &self.step {
            Step::List => all(&self, may),
            Step::Change { line, clash } => steps::change(&self, line, clash.as_deref()),
            Step::Remove { line, seen, places, judged } => {
                steps::remove(&self, line, seen.as_deref(), *places, judged)
            }
            Step::Confirm { event, channel, weeks, judged, mark } => {
                let said = (event, channel.as_deref());
                steps::confirm(&self, said, weeks, judged, mark)
            }
        };
        view! {
            {ui::error_summary(&self.problems)}
            {self.saved.as_ref().map(confirmation)}
            <article class="events">
                {ui::heading(over, title)}
                {body}
            </article>
        }
        .into_any()
    }
}

impl EventsPage {
    /// What runs now, or came last.
    fn finding(&self) -> String {
        let all = || self.years.iter().flat_map(|(_, lines)| lines).map(|line| &line.event);
        let holds = |kind| kind != EventKind::Definition;
        let now = all().find(|one| holds(one.kind) && one.meets(self.today, self.today));
        let last = all().find(|one| one.from <= self.today);
        match (now, last, all().next_back()) {
            (Some(now), ..) => format!("On now: {}", now.name),
            (None, Some(last), _) => format!("The latest event: {}", last.name),
            (None, None, Some(next)) => format!("To come: {}", next.name),
            (None, None, None) => "No event has been marked yet".to_owned(),
        }
    }
}

fn all(page: &EventsPage, may: bool) -> AnyView {
    let years = page.years.iter().map(|(year, lines)| {
        let id = format!("year-{year}");
        let named = id.clone();
        let table = table(page, lines, may);
        view! {
            <section aria-labelledby=named>
                <h2 id=id>{*year}</h2>
                {ui::table_region(format!("Events of {year}"), table)}
            </section>
        }
    });
    let years = years.collect_view();
    let none = page.years.is_empty().then(|| {
        view! { <p>"Mark what may explain a number, and it will be found again years later."</p> }
    });
    let (add, form) = if may {
        let link = (!page.years.is_empty()).then(|| {
            view! { <p class="links no-print"><a href="#add">"Add an event"</a></p> }
        });
        (link.into_any(), form::add(page).into_any())
    } else {
        let said = view! { <p class="soft">"Managers add events, change and remove them."</p> };
        (().into_any(), said.into_any())
    };
    view! {
        <p class="lead">
            "What happened, so that a number can be understood long afterwards. Events stand on every chart, in its table, in print and in files. They change no figure, but a change of definition forbids comparing across it."
        </p>
        {add}
        {none}
        {years}
        {form}
    }
    .into_any()
}

// The roles stay what they are when a phone's style sheet turns rows into blocks.
fn table(page: &EventsPage, lines: &[Line], may: bool) -> impl IntoView + use<> {
    let rows = lines.iter().map(|line| row(page, line, may)).collect_view();
    let ways = may.then(|| {
        view! { <th scope="col" role="columnheader" class="no-print"><span class="hidden">"Change or remove"</span></th> }
    });
    view! {
        <table class="stack" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">"Event"</th>
                    <th scope="col" role="columnheader">"Days"</th>
                    <th scope="col" role="columnheader">"Concerns"</th>
                    <th scope="col" role="columnheader">"What it does"</th>
                    {ways}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn row(page: &EventsPage, line: &Line, may: bool) -> impl IntoView + use<> {
    let event = &line.event;
    let breaks = (event.kind == EventKind::Definition).then_some("breaks");
    let does = if event.kind == EventKind::Closure && may {
        let closed = format!("/services/{}/closures", page.service.slug);
        view! { "A mark on the charts. Only " <a href=closed>"closed days"</a> " change figures." }
            .into_any()
    } else {
        effect(event).into_any()
    };
    let ways = may.then(|| {
        let to = |what: &str| {
            let to = address(&page.service.slug, &page.back);
            let sign = if to.contains('?') { '&' } else { '?' };
            format!("{to}{sign}{what}={}", event.id)
        };
        let which = || view! { <span class="hidden">" "<bdi>{event.name.clone()}</bdi>", "{days(event)}</span> };
        view! {
            <td role="cell" class="no-print ways-on">
                <a href=to("change")>"Change"{which()}</a>
                " "
                <a href=to("remove")>"Remove"{which()}</a>
            </td>
        }
    });
    view! {
        <tr role="row" id=format!("e{}", event.id)>
            <th scope="row" role="rowheader">
                <bdi class="name">{event.name.clone()}</bdi>
                <span class="part">{kind_words(event.kind)}{who(line)}</span>
            </th>
            <td role="cell">{days(event)}</td>
            <td role="cell">{concerns(line)}</td>
            <td role="cell" class=breaks>{does}</td>
            {ways}
        </tr>
    }
}

/// " · added by Sam, 6 April 2026, changed by Priya, 7 April 2026".
fn who(line: &Line) -> String {
    let said = |word: &str, by: &Option<super::By>| {
        by.as_ref().map(|(name, at)| {
            format!("{word} by {name}, {}", beforehand::week::long_date(at.date()))
        })
    };
    let said = [said("added", &line.added), said("changed", &line.changed)];
    let said: Vec<_> = said.into_iter().flatten().collect();
    if said.is_empty() { String::new() } else { format!(" · {}", said.join("; ")) }
}

/// The channel's name, or the whole service.
pub(super) fn concerns(line: &Line) -> String {
    line.channel.clone().unwrap_or_else(|| "The whole service".to_owned())
}
