//! About the numbers: every rule of counting in plain words, with the definitions and settings in
//! force. The figures in the text are the constants the rules themselves use.

mod rules;

use beforehand::quarter::YearStart;
use beforehand::service::{Channel, Definition, Kind, Service};
use beforehand::week::{Week, long_date};
use leptos::prelude::*;

use crate::error::Error;
use crate::{definitions, ui};

/// The page's data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AboutPage {
    /// The service whose settings are shown; none for the rules alone.
    pub service: Option<Settings>,
}

/// The settings of a service that bear on its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Its name.
    pub name: String,
    /// The month its reporting year starts in.
    pub year_start: YearStart,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Its channels as sentences' ends: what, since when, open how many days.
    pub channels: Vec<ChannelLine>,
    /// Definitions, oldest first; the last one that has begun is in force.
    pub definitions: Vec<Definition>,
    /// The week of today, to tell what is in force.
    pub this_week: Week,
}

/// One channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelLine {
    /// "Calls".
    pub name: String,
    /// What is counted: "Answered, Before an offence, …".
    pub fields: String,
    /// "since 1 January 2018".
    pub since: String,
    /// "5 days a week".
    pub open: String,
}

impl Settings {
    /// The settings of `service` in `this_week`.
    pub fn of(service: &Service, this_week: Week) -> Self {
        Self {
            name: service.name.clone(),
            year_start: service.year_start,
            time_zone: service.time_zone.clone(),
            channels: service.channels.iter().map(|channel| line(channel, this_week)).collect(),
            definitions: service.definitions.clone(),
            this_week,
        }
    }
}

fn line(channel: &Channel, this_week: Week) -> ChannelLine {
    let week = channel.last.map_or(this_week, |last| last.min(this_week)).max(channel.first);
    let fields = channel.kind.fields().iter().filter(|field| channel.collects(**field, week));
    let fields: Vec<_> = fields.map(|field| field.heading()).collect();
    let since = long_date(channel.first.monday());
    let since = match channel.last {
        Some(last) => format!("{since} to {}", long_date(last.sunday())),
        None => format!("since {since}"),
    };
    let open = match (channel.kind, channel.normal_week(week)) {
        (Kind::Web, _) | (_, 7) => "every day".to_owned(),
        (_, 1) => "1 day a week".to_owned(),
        (_, days) => format!("{days} days a week"),
    };
    ChannelLine { name: channel.name.clone(), fields: fields.join(", "), since, open }
}

/// What a person may ask about the rules.
#[async_trait::async_trait]
pub trait About {
    /// The rules, with the settings of the service the address names, if it names one.
    async fn about(&self) -> Result<AboutPage, Error>;
}

impl ui::Show for AboutPage {
    fn title(&self) -> String {
        "About the numbers".to_owned()
    }

    fn view(self, frame: &crate::Frame) -> AnyView {
        let settings = self.service.as_ref().map(|own| settings(own, frame));
        view! {
            <article class="about">
                <h1>"About the numbers"</h1>
                <p class="lead">
                    "Every figure in Beforehand follows the rules on this page, and no figure is made anywhere else. They are strict in one direction: a change is only called a change when ordinary ups and downs do not explain it."
                </p>
                {settings}
                {rules::rules()}
            </article>
        }
        .into_any()
    }
}

fn settings(settings: &Settings, frame: &crate::Frame) -> impl IntoView + use<> {
    let channels = settings
        .channels
        .iter()
        .map(|channel| {
            view! {
                <tr>
                    <th scope="row">{channel.name.clone()}</th>
                    <td>{channel.fields.clone()}</td>
                    <td>{channel.open.clone()}</td>
                    <td>{channel.since.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Channel"</th>
                    <th scope="col">"What is counted now"</th>
                    <th scope="col">"Open"</th>
                    <th scope="col">"Counted"</th>
                </tr>
            </thead>
            <tbody>{channels}</tbody>
        </table>
    };
    let current =
        settings.definitions.iter().rposition(|definition| definition.from <= settings.this_week);
    let words = settings
        .definitions
        .iter()
        .enumerate()
        .rev()
        .map(|(n, definition)| {
            let from = long_date(definition.from.monday());
            let since = match Some(n).cmp(&current) {
                std::cmp::Ordering::Equal => {
                    format!("In force since {from} (version {})", definition.version)
                }
                std::cmp::Ordering::Less => {
                    format!("Before that, from {from} (version {})", definition.version)
                }
                std::cmp::Ordering::Greater => {
                    format!("From {from} on (version {})", definition.version)
                }
            };
            view! {
                <dt>{since}</dt>
                <dd>{definition.text.clone()}</dd>
            }
        })
        .collect_view();
    let words = if settings.definitions.is_empty() {
        view! {
            <p>
                "No definition has been written down for this service yet. Until then “before an offence” has its plain meaning: the person the contact is about has not committed an offence."
            </p>
        }
        .into_any()
    } else {
        view! { <dl class="definitions">{words}</dl> }.into_any()
    };
    let versions = frame.service.as_ref().filter(|_| frame.may("GET", definitions::ROUTE));
    let versions = versions.map(|service| {
        let to = definitions::address(&service.slug);
        let words = if frame.may("POST", definitions::ROUTE) {
            "All versions, and the form for a new one"
        } else {
            "All versions, with who wrote them and when"
        };
        view! { <p class="links no-print"><a href=to>{words}</a></p> }
    });
    let month = ["January", "April", "July", "October"][settings.year_start.month() as usize / 3];
    let year = format!(
        "The reporting year starts in {month}. Days are those of the time zone {}.",
        settings.time_zone
    );
    view! {
        <h2>{format!("{}: what is counted", settings.name)}</h2>
        {ui::table_region("Channels", table)}
        <p>{year}</p>
        <h2>"Definitions in force"</h2>
        {words}
        {versions}
        {crate::export::link(frame)}
    }
}
