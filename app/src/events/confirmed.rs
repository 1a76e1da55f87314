//! What was saved, when, by whom and where.

use beforehand::event::{effect, in_words};
use beforehand::service::{Event, Service};
use chrono::NaiveDate;
use leptos::prelude::*;

use super::compose::channel;
use super::{Back, By};
use crate::ui;

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Who and when; none when nothing was different.
    pub by: Option<By>,
    /// "Added: TV documentary (Website), Monday 4 March 2019", line by line.
    pub what: Vec<String>,
    /// The services it was added to, where it is more than one.
    pub places: Vec<String>,
    /// The chart it stands on; none for what was removed.
    pub chart: Option<String>,
    /// It begins after the last week that charts show.
    pub to_come: bool,
}

impl Confirmation {
    /// An event as it was and as it became.
    pub fn of(
        service: &Service,
        by: Option<By>,
        (before, after): (Option<&Event>, Option<&Event>),
        (back, today): (&Back, NaiveDate),
        places: Vec<String>,
    ) -> Self {
        let words = |event: &Event| in_words(event, channel(service, event).as_deref());
        let mut what = match (before, after) {
            (None, Some(new)) => vec![format!("Added: {}.", words(new))],
            (Some(old), Some(new)) => {
                vec![format!("Was: {}.", words(old)), format!("Now: {}.", words(new))]
            }
            (Some(old), None) => vec![format!("Removed: {}.", words(old))],
            (None, None) => Vec::new(),
        };
        what.extend(after.map(effect));
        Self {
            by,
            what,
            places: if before.is_none() && places.len() > 1 { places } else { Vec::new() },
            chart: after.map(|event| back.chart_of(service, event, today)),
            to_come: after.is_some_and(|event| event.from > today),
        }
    }
}

/// The services named before "and more".
const NAMED: usize = 13;

/// Names of services: "Helpline North, Helpline South and 3 more".
pub(super) fn named(services: &[String]) -> String {
    let more = services.len().saturating_sub(NAMED);
    let mut shown: Vec<String> = services.iter().take(NAMED).cloned().collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    beforehand::words::list(&shown)
}

/// The confirmation at the head of the page.
pub(super) fn confirmation(saved: &Confirmation) -> impl IntoView + use<> {
    let (head, said) = match &saved.by {
        None => ("Nothing was different", "It was so already.".to_owned()),
        Some((by, at)) => ("Saved", format!("Saved at {} by {by}.", ui::when(*at))),
    };
    let what = saved.what.iter().map(|line| view! { <li><bdi>{line.clone()}</bdi></li> });
    let what = what.collect_view();
    let places = (!saved.places.is_empty()).then(|| {
        let n = saved.places.len();
        let words = format!("Added to {n} services: {}.", named(&saved.places));
        view! { <p>{words}</p> }
    });
    let to_come = saved.to_come.then(
        || view! { <p>"It begins in the future: charts show it once its week has come."</p> },
    );
    let chart = saved.chart.clone().map(|to| {
        view! { <p class="links no-print"><a href=to>"See it on the chart"</a></p> }
    });
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>{head}</h2>
            <p>{said}</p>
            <ul>{what}</ul>
            {places}
            {to_come}
            {chart}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn many_services_are_not_all_named() {
        let check = |n: usize, ends: &str| {
            let services: Vec<_> = (1..=n).map(|n| format!("S{n}")).collect();
            assert!(named(&services).ends_with(ends), "{}", named(&services));
        };
        check(2, "S1 and S2");
        check(13, "S12 and S13");
        check(200, "S13 and 187 more");
    }
}
