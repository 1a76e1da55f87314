//! What is beside the figures of a quarter: whether they are approved, by whom, what was said, what
//! has been corrected since.
//!
//! Refuses to mix: a page shows one edition, or the figures as they stand, and says which.

use beforehand::edition::{Accepted, Edition, Revision};
use beforehand::service::Definition;
use beforehand::summary::{Stage, Summary};
use beforehand::week::long_date;
use beforehand::words::small_number;
use leptos::prelude::*;

use super::{Mailed, edition_address, paper_address, said};
use crate::{Frame, approval, sharing, ui};

/// Where the figures of the page come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Life {
    /// As they stand now; with the editions there are, the latest first: all were reopened.
    Now(Vec<Edition>),
    /// As they were approved.
    Approved(Box<Approval>),
}

/// One edition and what is beside its figures. Times are in the service's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// The edition.
    pub edition: Edition,
    /// The organisation's name when it was approved; empty where none was given.
    pub organisation: String,
    /// What the manager said.
    pub comment: Option<String>,
    /// What the words meant.
    pub definitions: Vec<Definition>,
    /// What was accepted.
    pub accepted: Vec<Accepted>,
    /// What reads differently by now.
    pub revised: Vec<Revision>,
    /// All editions of the quarter, the latest first.
    pub editions: Vec<Edition>,
    /// How it goes out by mail; none for those who do not approve.
    pub mailed: Option<Mailed>,
}

impl Life {
    /// The number of the edition that is shown.
    pub fn edition(&self) -> Option<i32> {
        match self {
            Self::Now(_) => None,
            Self::Approved(approval) => Some(approval.edition.number),
        }
    }

    /// "approved on 12 April 2019, edition 2"; "…, published on 3 May 2019" once a link leads
    /// readers outside to it.
    pub fn approved(&self) -> Option<String> {
        let Self::Approved(approval) = self else { return None };
        let Edition { at, number, published, .. } = &approval.edition;
        let mut said = format!("approved on {}, edition {number}", long_date(at.date()));
        if let Some(at) = published {
            said.push_str(", published on ");
            said.push_str(&long_date(at.date()));
        }
        Some(said)
    }
}

/// Where what is shown stands: the edition, or the quarter.
pub fn here(summary: &Summary, life: &Life) -> String {
    match life.edition() {
        Some(number) => edition_address(&summary.service, &summary.name, number),
        None => format!("/services/{}/quarter/{}", summary.service, summary.name),
    }
}

/// Under the title: what is to be done with figures as they stand, or how far an edition still holds.
pub fn beside_the_finding(summary: &Summary, life: &Life, frame: &Frame) -> AnyView {
    match life {
        Life::Now(editions) => now(summary, editions, frame),
        Life::Approved(approval) => edition(summary, approval, frame),
    }
}

fn now(summary: &Summary, editions: &[Edition], frame: &Frame) -> AnyView {
    let reopened = editions.first().and_then(|one| Some((one, one.reopened.as_ref()?)));
    let reopened = reopened.map(|(one, again)| {
        let to = edition_address(&summary.service, &summary.name, one.number);
        let words = format!("edition {}", one.number);
        let said = format!(
            ", and were opened again by {} on {}: {}",
            again.by,
            long_date(again.at.date()),
            ui::sentence(&again.reason)
        );
        view! { <p class="life">"These figures are not approved. They were, as "<a href=to>{words}</a>{said}</p> }
    });
    let may = frame.may("GET", approval::ROUTE);
    let over = matches!(summary.stage, Stage::Complete | Stage::Incomplete);
    let to = approval::address(&summary.service, &summary.name);
    let way = (may && over).then(|| {
        let words = format!("Approve {}", summary.months);
        view! { <p class="life no-print">"Trustees see a quarter when it is approved. "<a href=to>{words}</a></p> }
    });
    view! { {reopened}{way} }.into_any()
}

fn edition(summary: &Summary, approval: &Approval, frame: &Frame) -> AnyView {
    let latest = approval.editions.first().filter(|one| one.number != approval.edition.number);
    let latest = latest.map(|one| {
        let to = edition_address(&summary.service, &summary.name, one.number);
        let words = format!("edition {}", one.number);
        view! {
            <p class="life">"There is a later edition of this quarter: "<a href=to>{words}</a>"."</p>
        }
    });
    let revised = (!approval.revised.is_empty()).then(|| {
        let n = approval.revised.len();
        let what = if n == 1 { "thing reads" } else { "things read" };
        let words = format!("{} {what} differently", small_number(n as u64));
        view! {
            <p class="life">"Revised since: "<a href="#revised">{words}</a>" by now. This edition stays as it was approved."</p>
        }
    });
    let share = (frame.may("GET", sharing::ROUTE) && latest.is_none()).then(|| {
        let to = sharing::address(&summary.service, &summary.name, approval.edition.number);
        view! { " " <a href=to>"Share it outside"</a> }
    });
    let may = frame.may("GET", approval::ROUTE) && latest.is_none();
    let reopen = (may && approval.edition.reopened.is_none()).then(|| {
        let to = approval::address(&summary.service, &summary.name);
        view! { <a href=to>"Reopen this quarter"</a> }
    });
    let paper = paper_address(&summary.service, &summary.name, approval.edition.number);
    let mailed = approval.mailed.as_ref().map(|mailed| {
        let page = edition_address(&summary.service, &summary.name, approval.edition.number);
        super::mailed::mailed(mailed, &page)
    });
    view! {
        {latest}
        {revised}
        <p class="links no-print"><a href=paper>"This edition as a PDF"</a>{reopen}{share}</p>
        {mailed}
    }
    .into_any()
}

/// What the manager said, marked as a comment.
pub fn comment(life: &Life) -> AnyView {
    let Life::Approved(approval) = life else { return ().into_any() };
    let Some(comment) = &approval.comment else { return ().into_any() };
    let lines = comment.split('\n').filter(|line| !line.is_empty());
    let lines = lines.map(|line| view! { <p><bdi>{line.to_owned()}</bdi></p> }).collect_view();
    let head = format!("Comment by {}", approval.edition.by);
    view! {
        <section class="comment" aria-labelledby="comment">
            <h2 id="comment">{head}</h2>
            {lines}
        </section>
    }
    .into_any()
}

/// Each figure that reads differently by now, old and new.
pub fn revised(life: &Life) -> AnyView {
    let Life::Approved(approval) = life else { return ().into_any() };
    if approval.revised.is_empty() {
        return ().into_any();
    }
    let rows = approval.revised.iter().map(|one| {
        view! {
            <tr>
                <th scope="row">{one.what.clone()}</th>
                <td>{one.was.clone()}</td>
                <td>{one.is.clone()}</td>
            </tr>
        }
    });
    let table = view! {
        <table class="revisions">
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    <th scope="col">"As approved"</th>
                    <th scope="col">"As it is now"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    };
    view! {
        <section class="revised" id="revised" aria-labelledby="revised-title">
            <h2 id="revised-title">"Revised since"</h2>
            <p class="fine">"Corrected after the approval. The rest of this page is as it was approved."</p>
            {ui::table_region("What was revised", table)}
        </section>
    }
    .into_any()
}

/// What belongs to an edition two years later: definitions, what was accepted, its record.
pub fn appendix(summary: &Summary, life: &Life) -> AnyView {
    let Life::Approved(approval) = life else { return ().into_any() };
    view! {
        <section class="appendix" aria-label="What belongs to this edition">
            {definitions(&approval.definitions)}
            {accepted(&approval.accepted)}
            {record(summary, approval)}
        </section>
    }
    .into_any()
}

/// What the words meant in the weeks of the quarter.
pub fn definitions(definitions: &[Definition]) -> AnyView {
    if definitions.is_empty() {
        return ().into_any();
    }
    let parts = definitions.iter().map(|one| {
        let (from, text) = said::definition(one);
        view! { <dt>{from}</dt><dd>{text}</dd> }
    });
    view! {
        <h2>"What “before an offence” means here"</h2>
        <dl class="definitions fine">{parts.collect_view()}</dl>
    }
    .into_any()
}

fn accepted(accepted: &[Accepted]) -> AnyView {
    if accepted.is_empty() {
        return ().into_any();
    }
    let parts = said::by_reason(accepted).into_iter().map(|(reason, concerns)| {
        let items = concerns.into_iter().map(|words| view! { <li>{words.to_owned()}</li> });
        view! {
            <p class="fine"><strong>"Accepted: "</strong><bdi>{ui::sentence(reason)}</bdi></p>
            <ul class="fine">{items.collect_view()}</ul>
        }
    });
    view! {
        <h2>"Known when it was approved"</h2>
        {parts.collect_view()}
    }
    .into_any()
}

fn record(summary: &Summary, approval: &Approval) -> AnyView {
    let said = format!("Approved at {} by {}.", ui::when(approval.edition.at), approval.edition.by);
    let others = approval.editions.iter().map(|one| {
        let to = edition_address(&summary.service, &summary.name, one.number);
        let here = (one.number == approval.edition.number).then_some("page");
        let words = format!("Edition {}", one.number);
        let when = format!(", approved on {} by {}", long_date(one.at.date()), one.by);
        let again = one.reopened.as_ref().map(|again| {
            let why = ui::sentence(&again.reason);
            format!("; opened again on {} by {}: {why}", long_date(again.at.date()), again.by)
        });
        view! { <li><a href=to aria-current=here>{words}</a>{when}{again}</li> }
    });
    view! {
        <h2>"This edition"</h2>
        <p class="fine">
            {said}" The record of changes ended then with "
            <span class="hash">{approval.edition.head.clone()}</span>"."
        </p>
        <ul class="fine">{others.collect_view()}</ul>
    }
    .into_any()
}
