//! Every line of every service somebody sees, as small control charts, those first that need a
//! look.
//!
//! Refuses to compute or draw: what stands out comes from `beforehand::trend`, drawings from the
//! server.

use beforehand::week::{Week, long_date};
use leptos::prelude::*;

use crate::error::Error;
use crate::ui::{Card, Paper, Show, cards, count, heading};
use crate::{Frame, ServiceLink};

/// Which lines are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shown {
    /// All of them.
    #[default]
    All,
    /// Only those with a signal in the last 13 weeks.
    Signals,
}

impl Shown {
    /// What a query asks for; anything unknown is everything.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let signals = pairs.into_iter().any(|pair| pair == ("show", "signals"));
        if signals { Self::Signals } else { Self::All }
    }

    /// The one spelling of its query, with its question mark.
    pub fn canonical(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Signals => "?show=signals",
        }
    }
}

/// The lines of one service.
#[derive(Clone, Debug)]
pub struct ServiceLines {
    /// The service.
    pub service: ServiceLink,
    /// Its lines, the one most in need of a look first.
    pub cards: Vec<Card>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct OverviewPage {
    /// What the address asked for.
    pub shown: Shown,
    /// The services, the one most in need of a look first.
    pub services: Vec<ServiceLines>,
    /// First and last week drawn.
    pub weeks: (Week, Week),
}

/// What a person asks across services.
#[async_trait::async_trait]
pub trait Overview {
    /// The lines of all services whose trends this person may see.
    ///
    /// # Errors
    /// Busy, when the database does not answer.
    async fn overview(&self, shown: Shown) -> Result<OverviewPage, Error>;
}

impl OverviewPage {
    fn lines(&self) -> impl Iterator<Item = &Card> {
        self.services.iter().flat_map(|service| &service.cards)
    }

    /// Lines with a signal, and all lines.
    fn signals(&self) -> (usize, usize) {
        let with = self.lines().filter(|card| card.glance.signals > 0).count();
        (with, self.lines().count())
    }

    /// How many lines would show a signal with nothing happening, in words.
    fn by_chance(&self) -> String {
        let expected: f64 = self.lines().map(|card| card.glance.by_chance).sum();
        let judged = self.lines().filter(|card| card.glance.by_chance > 0.0).count();
        if judged == 0 {
            return String::new();
        }
        let about = count(expected.round().max(0.0) as u64);
        format!(
            "If nothing at all had happened, about {about} of them would show one by chance. The more charts one looks at, the more of that there is."
        )
    }
}

impl Show for OverviewPage {
    fn title(&self) -> String {
        let (with, all) = self.signals();
        let lines = if all == 1 { "line shows" } else { "lines show" };
        match with {
            0 => format!(
                "No signal in {} {}",
                count(all as u64),
                if all == 1 { "line" } else { "lines" }
            ),
            _ => format!("{} of {} {lines} a signal", count(with as u64), count(all as u64)),
        }
    }

    fn paper(&self) -> Paper {
        Paper::Wide
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let over = match self.services.as_slice() {
            [only] => format!("Overview · {}", only.service.name),
            several => format!("Overview · {} services", several.len()),
        };
        let title = self.title();
        if self.lines().next().is_none() {
            return view! {
                {heading(over, "Nothing has been counted yet")}
                <p class="lead">"Charts appear here once the first weeks are entered."</p>
            }
            .into_any();
        }
        let (first, last) = (long_date(self.weeks.0.monday()), long_date(self.weeks.1.sunday()));
        let chance = self.by_chance();
        let shown = self.shown;
        let ways = [(Shown::All, "All lines"), (Shown::Signals, "Only lines with a signal")].map(
            |(way, word)| {
                let here = (way == shown).then_some("true");
                let to = format!("/overview{}", way.canonical());
                view! { <a class="chip" href=to aria-current=here>{word}</a> }
            },
        );
        let services: Vec<_> = self
            .services
            .into_iter()
            .filter_map(|service| {
                let mut lines = service.cards;
                lines.retain(|card| shown == Shown::All || card.glance.signals > 0);
                (!lines.is_empty()).then(|| section(service.service, lines))
            })
            .collect();
        let none = services.is_empty().then(|| {
            view! { <p class="lead">"No line shows a signal. "<a href="/overview">"See all lines"</a></p> }
        });
        view! {
            {heading(over, title)}
            <p class="lead">
                "A signal is something in the last 13 weeks that a steady line seldom does. "{chance}
            </p>
            <div class="ways no-print"><nav aria-label="Lines">{ways}</nav></div>
            <p class="soft small period">
                {format!("{first} to {last}. Shaded: the usual range. The dot is the latest finished week; larger dots are signals.")}
            </p>
            {none}
            {services}
        }
        .into_any()
    }
}

fn section(service: ServiceLink, lines: Vec<Card>) -> impl IntoView {
    let to = format!("/services/{}/trends", service.slug);
    view! {
        <section class="of-service">
            <h2><a class="to" href=to>{service.name}</a></h2>
            {cards(lines)}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_spelling() {
        let check = |pairs: &[(&str, &str)], expected: &str| {
            assert_eq!(Shown::read(pairs.iter().copied()).canonical(), expected);
        };
        check(&[], "");
        check(&[("show", "signals")], "?show=signals");
        check(&[("show", "all"), ("utm", "x")], "");
    }
}
