//! The checklist as a form, and the form that opens a quarter again.

use beforehand::edition::{COMMENT_LENGTH, Concern, ConcernKind, Edition};
use beforehand::judgement::REASON_LENGTH;
use beforehand::week::Week;
use beforehand::words::{capital, small_number};
use leptos::prelude::*;

use super::{ApprovalPage, Checklist, Now, address, reopen_address};
use crate::quarter::{self, edition_address};
use crate::ui::{self, SafeTextarea, Show, field_id};
use crate::{Frame, signals};

impl Show for ApprovalPage {
    fn title(&self) -> String {
        let months = &self.quarter.months;
        match &self.now {
            Now::SoFar => format!("{months} is not over yet"),
            Now::Locked => format!("{months} is approved"),
            Now::Open(list) if list.concerns.is_empty() => {
                format!("{months} can be approved")
            }
            Now::Open(list) => match list.concerns.len() {
                1 => format!("One thing to settle before {months} is approved"),
                n => {
                    let n = capital(&small_number(n as u64));
                    format!("{n} things to settle before {months} is approved")
                }
            },
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let over = format!("Approval · {} · {}", self.service.name, self.quarter.label);
        let main = match &self.now {
            Now::SoFar => so_far().into_any(),
            Now::Open(list) => open(&self, list).into_any(),
            Now::Locked => locked(&self).into_any(),
        };
        let to = quarter::address(&self.service.slug, &self.quarter);
        view! {
            {ui::error_summary(&self.problems)}
            <article class="approval">
                {ui::heading(over, self.title())}
                {main}
                <p class="links"><a href=to>"Read the quarter"</a></p>
            </article>
        }
        .into_any()
    }
}

fn so_far() -> impl IntoView {
    view! { <p class="lead">"A quarter is approved when its last week has passed."</p> }
}

fn open(page: &ApprovalPage, list: &Checklist) -> impl IntoView + use<> {
    let sentences = list.sentences.iter().map(|text| view! { <p>{text.clone()}</p> });
    let concerns = list.concerns.iter().map(|one| concern(page, list.recent, one)).collect_view();
    let ask = (!list.concerns.is_empty()).then(|| {
        view! {
            <h2>"To settle, or to accept with a reason"</h2>
            <p class="hint" id="reason-hint">
                "What you accept is printed with the quarter. A reason has at most 200 characters and is about the number, never about a person."
            </p>
        }
    });
    let action = address(&page.service.slug, &page.quarter.name);
    let button = format!("Approve {}", page.quarter.months);
    view! {
        <p class="lead">
            "Approving freezes the figures and sentences, locks the weeks of the quarter, and shows it to trustees. Nothing of an edition changes later: a correction makes a new one."
        </p>
        {page.latest.as_ref().map(|edition| reopened(page, edition))}
        <section class="frozen" aria-label="What will be frozen">
            <h2>{list.headline.clone()}</h2>
            {sentences.collect_view()}
        </section>
        <form method="post" action=action novalidate=true>
            <input type="hidden" name="key" value=page.key.clone() />
            <input type="hidden" name="mark" value=list.mark.clone() />
            {ask}
            {concerns}
            {comment(page)}
            <p class="send"><button class="button">{button}</button></p>
        </form>
    }
}

/// That it was approved before, and why that was undone.
fn reopened(page: &ApprovalPage, edition: &Edition) -> impl IntoView + use<> {
    let to = edition_address(&page.service.slug, &page.quarter.name, edition.number);
    let words = format!("Edition {}", edition.number);
    let why = edition.reopened.as_ref().map(|again| {
        format!(" was opened again at {} by {}: {}", ui::when(again.at), again.by, again.reason)
    });
    view! { <p><a href=to>{words}</a>{why}</p> }
}

fn concern(page: &ApprovalPage, recent: Week, concern: &Concern) -> impl IntoView + use<> {
    let name = format!("reason.{}", concern.code);
    let id = field_id(&name);
    let wrong = page.problems.iter().any(|problem| problem.field == name);
    let described =
        if wrong { format!("{id}-error reason-hint") } else { "reason-hint".to_owned() };
    let value = page.typed.text(&name).to_owned();
    let label = view! {
        "Or why it may stand"<span class="hidden">": "{concern.words.clone()}</span>
    };
    view! {
        <div class="field concern">
            <p>{concern.words.clone()}" "{settle(page, recent, &concern.kind)}</p>
            <label for=id.clone()>{label}</label>
            {ui::error_at(&page.problems, &name)}
            <input type="text" id=id name=name.clone() autocomplete="off"
                maxlength=REASON_LENGTH.to_string() value=value
                aria-describedby=described aria-invalid=wrong.then_some("true") />
        </div>
    }
}

/// The way to where a concern is settled.
fn settle(page: &ApprovalPage, recent: Week, kind: &ConcernKind) -> impl IntoView + use<> {
    let slug = &page.service.slug;
    let (to, words) = match kind {
        ConcernKind::Missing(week, name) => {
            (crate::owed::address(slug, *week, name), "Enter the first")
        }
        ConcernKind::Doubtful(week, name) => {
            (crate::owed::address(slug, *week, name), "Look at the number")
        }
        ConcernKind::Unexplained(channel, field, run) if run.to >= recent => (
            format!("{}#{}", signals::address(slug), signals::anchor(channel, *field, run)),
            "Explain the signal",
        ),
        ConcernKind::Unexplained(channel, field, _) => {
            let line = field_id(&format!("{channel}.{}", field.word()));
            (format!("/services/{slug}/trends/{line}?weeks=all"), "Look at the chart")
        }
        ConcernKind::NotRecorded => (quarter::address(slug, &page.quarter), "Look at the contacts"),
    };
    view! { <a href=to>{words}</a> }
}

fn comment(page: &ApprovalPage) -> impl IntoView + use<> {
    let value = page.typed.text("comment").to_owned();
    let wrong = page.problems.iter().any(|problem| problem.field == "comment");
    let described = if wrong { "comment-error comment-hint" } else { "comment-hint" };
    view! {
        <div class="field">
            <label for="comment">"Comment, if you want to say something beside the figures"</label>
            <p class="hint" id="comment-hint">
                "Plain text, at most 600 characters. It is printed as your comment, and never about a person."
            </p>
            {ui::error_at(&page.problems, "comment")}
            <SafeTextarea name="comment".to_owned() value=value rows=4
                maxlength=COMMENT_LENGTH as u32 describedby=described.to_owned() />
        </div>
    }
}

fn locked(page: &ApprovalPage) -> impl IntoView + use<> {
    let Some(edition) = &page.latest else { return ().into_any() };
    let to = edition_address(&page.service.slug, &page.quarter.name, edition.number);
    let words = format!("edition {}", edition.number);
    let said = format!(" by {} at {}. Its weeks are locked.", edition.by, ui::when(edition.at));
    let action = reopen_address(&page.service.slug, &page.quarter.name);
    let wrong = page.problems.iter().any(|problem| problem.field == "reason");
    let described = if wrong { "reason-error reason-hint" } else { "reason-hint" };
    view! {
        <p class="lead">"It was approved as "<a href=to>{words}</a>{said}</p>
        <h2>"Open it again"</h2>
        <p>
            "Then its weeks can be corrected, and a new edition approved. The old edition stays readable, and trustees go on seeing it until then."
        </p>
        <form method="post" action=action novalidate=true>
            <input type="hidden" name="key" value=page.key.clone() />
            <input type="hidden" name="edition" value=edition.number.to_string() />
            <div class="field">
                <label for="reason">"Why it is opened again"</label>
                <p class="hint" id="reason-hint">
                    "At most 200 characters, about the number, never about a person. It is printed with the edition."
                </p>
                {ui::error_at(&page.problems, "reason")}
                <input type="text" id="reason" name="reason" autocomplete="off"
                    maxlength=REASON_LENGTH.to_string() value=page.typed.text("reason").to_owned()
                    aria-describedby=described aria-invalid=wrong.then_some("true") />
            </div>
            <p class="send"><button class="button">{format!("Reopen {}", page.quarter.months)}</button></p>
        </form>
    }
    .into_any()
}
