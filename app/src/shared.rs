//! One approved quarter as readers without an account see it: published values only.
//!
//! Refuses exact figures: the page is made of `disclosure::Published`, which has none.

use beforehand::disclosure::{PublishedChange, PublishedCount, PublishedRow, PublishedShare};
use beforehand::edition::Outside;
use beforehand::week::long_date;
use beforehand::words::{number, rate, weeks_of};
use chrono::NaiveDate;
use leptos::prelude::*;

use crate::quarter::{definitions, is_whole, one_figure};
use crate::ui::{self, Show};

/// Where a working link leads.
pub const ADDRESS: &str = "/shared";

/// The page's data.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedPage {
    /// The published values.
    pub outside: Outside,
    /// The edition's number.
    pub edition: i32,
    /// The day it was approved on, UTC.
    pub approved: NaiveDate,
    /// The last day of the link, UTC.
    pub until: NaiveDate,
}

/// What is shown in the place of a page whose link works no more, or never did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndedPage;

impl Show for EndedPage {
    fn title(&self) -> String {
        "This link does not work".to_owned()
    }

    fn hidden_from_search(&self) -> bool {
        true
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        view! {
            <div class="narrow">
                {ui::heading("Shared", self.title())}
                <p class="lead">"It has ended, or it was copied in part. If you opened it some time ago, open the link itself once more."</p>
                <p>"Otherwise ask whoever sent it to you for a new one."</p>
            </div>
        }
        .into_any()
    }
}

impl Show for SharedPage {
    fn title(&self) -> String {
        let one = &self.outside.published;
        format!("{}, {} ({})", one.service_name, one.months, one.label)
    }

    fn hidden_from_search(&self) -> bool {
        true
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        let Self { outside, edition, approved, until } = self;
        let one = &outside.published;
        let organisation = (!outside.organisation.is_empty()).then(|| {
            view! { <p class="organisation"><bdi>{outside.organisation.clone()}</bdi></p> }
        });
        let over = format!(
            "{} · {} · {} · approved on {}, edition {edition}",
            one.service_name,
            one.months,
            one.label,
            long_date(approved)
        );
        let sentences = one.sentences.iter().map(|text| view! { <p>{text.clone()}</p> });
        let figures = one.figures.iter().enumerate();
        let figures = figures.map(|(n, figure)| one_figure(n, figure, None, None)).collect_view();
        let figures = (!one.figures.is_empty()).then(|| {
            view! {
                <h2 class="hidden">"The numbers"</h2>
                <div class="figures">{figures}</div>
            }
        });
        let caveat = one.caveat.clone().map(|text| view! { <p class="caveat">{text}</p> });
        let answered = one.answer_rate.clone().map(|text| view! { <p class="fine">{text}</p> });
        let until = format!("This link works until {}.", long_date(until));
        view! {
            <article class="quarter">
                {organisation}
                <p class="over">{over}</p>
                <h1>{one.headline.clone()}</h1>
                <div class="sentences">{sentences.collect_view()}</div>
                {figures}
                {caveat}
                {channels(&one.rows)}
                {answered}
                {one.share.as_ref().map(contacts)}
                <h2>"How to read this"</h2>
                <p class="fine">
                    "Counts are rounded before they are shown here: 1 to 7 is “7 or fewer” and counts as 5, others are rounded to the nearest 5, zero stays zero. Everything on this page, every total, share, change and chart, is worked out from the rounded counts. A missing week is never counted as zero. “Likely between” is a 95% range that allows for how much ordinary weeks differ; “no clear change” means that ordinary ups and downs explain the difference. Counts below 30 are not compared."
                </p>
                {definitions(&outside.definitions)}
                <p class="fine no-print">{until}" Take it away: "<a href="/shared/numbers.csv">"CSV"</a></p>
            </article>
        }
        .into_any()
    }
}

fn channels(rows: &[PublishedRow]) -> AnyView {
    let rows: Vec<_> = rows.iter().filter(|row| is_whole(row.field)).collect();
    if rows.is_empty() {
        return ().into_any();
    }
    let lines = rows.into_iter().map(|row| {
        let now = row.quarters.last();
        view! {
            <tr>
                <th scope="row">{row.label.clone()}{now.and_then(part)}</th>
                <td class="n">{now.map(|now| now.shown.clone())}</td>
                <td class="n wide">{per_week(now)}</td>
                <td>{said(&row.previous)}</td>
                <td class="wide">{said(&row.year_ago)}</td>
            </tr>
        }
    });
    let table = view! {
        <table class="channels">
            <thead>
                <tr>
                    <th scope="col">"Line"</th>
                    <th scope="col" class="n">"In all"</th>
                    <th scope="col" class="n wide">"A week"</th>
                    <th scope="col">"On the quarter before"</th>
                    <th scope="col" class="wide">"On a year before"</th>
                </tr>
            </thead>
            <tbody>{lines.collect_view()}</tbody>
        </table>
    };
    view! {
        <h2>"All channels"</h2>
        {ui::table_region("All channels", table)}
    }
    .into_any()
}

/// "11 of 13 weeks", where some are missing.
fn part(count: &PublishedCount) -> Option<AnyView> {
    (count.weeks < count.weeks_expected).then(|| {
        let text = weeks_of(count.weeks, count.weeks_expected);
        view! { <span class="part">{text}</span> }.into_any()
    })
}

fn per_week(count: Option<&PublishedCount>) -> String {
    count.and_then(|count| count.per_week).map_or("–".to_owned(), rate)
}

/// "Rose 25%, likely 14% to 37%".
fn said(change: &PublishedChange) -> String {
    let range = (!change.range.is_empty()).then(|| format!(", {}", change.range));
    format!("{}{}", change.short, range.unwrap_or_default())
}

fn contacts(share: &PublishedShare) -> AnyView {
    let rows = share.quarters.iter().rev().take(2).map(|one| {
        view! {
            <tr>
                <th scope="row">{one.quarter.months()}</th>
                <td class="n">{number(one.before)}</td>
                <td class="n">{number(one.after)}</td>
                <td class="n">{number(one.not_recorded)}</td>
                <td class="n">{one.shown.clone()}</td>
            </tr>
        }
    });
    let table = view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Quarter"</th>
                    <th scope="col" class="n">"Before an offence"</th>
                    <th scope="col" class="n">"After"</th>
                    <th scope="col" class="n">"Not recorded"</th>
                    <th scope="col" class="n">"Share before"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    };
    let sentences = format!("{} {}", share.previous_sentence, share.year_ago_sentence);
    view! {
        <h2>"Contacts before an offence"</h2>
        {ui::table_region("Contacts before an offence", table)}
        <p class="fine">{share.sentence.clone()}" "{sentences}</p>
    }
    .into_any()
}
