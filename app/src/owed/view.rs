//! The services that owe weeks, each with its weeks and the form of its reminder; then the others.

use beforehand::owed::RECENT;
use beforehand::words::{capital, list, small_number};
use leptos::prelude::*;

use super::{Colleague, OwedPage, OwingService, Punctual, Reminder, field, weeks};
use crate::Frame;
use crate::ui::{self, Show, field_id};

impl Show for OwedPage {
    fn title(&self) -> String {
        let weeks: usize = self.owing.iter().map(|one| one.owed.len()).sum();
        let services = self.owing.len();
        match (weeks, services) {
            (0, _) if self.rest.is_empty() => "There is no service to look after yet".to_owned(),
            (0, _) => "Nothing of the last year is owed".to_owned(),
            (1, _) => "One week of the last year is owed".to_owned(),
            (_, 1) => format!("{} weeks of the last year are owed", capital(&small(weeks))),
            _ => {
                format!(
                    "{} weeks of the last year are owed in {} services",
                    capital(&small(weeks)),
                    small(services)
                )
            }
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let sections = self.owing.iter().map(|one| section(&self, one)).collect_view();
        let lead = (!self.owing.is_empty()).then(|| {
            view! {
                <p class="lead">
                    "Each missing number leads to its box in the form of its week. A reminder names the same boxes to those who enter there."
                </p>
            }
        });
        view! {
            {ui::error_summary(&self.problems)}
            {self.sent.as_ref().map(confirmation)}
            <article class="owed">
                {ui::heading("What is owed", self.title())}
                {lead}
                {sections}
                {rest(&self)}
                {rules()}
            </article>
        }
        .into_any()
    }
}

fn small(n: usize) -> String {
    small_number(n as u64)
}

/// What was sent, to whom and when.
fn confirmation(sent: &Reminder) -> impl IntoView + use<> {
    let said = format!(
        "The reminder of {} went to {} at {}, sent by {}.",
        sent.service.name,
        list(&sent.to),
        ui::when(sent.at),
        sent.by
    );
    let weeks = sent.weeks.iter().map(|week| view! { <li>{week.title()}</li> }).collect_view();
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>"Sent"</h2>
            <p>{said}</p>
            <p>"It names what is missing in:"</p>
            <ul>{weeks}</ul>
        </div>
    }
}

fn section(page: &OwedPage, one: &OwingService) -> impl IntoView + use<> {
    let service = &one.of.service;
    let last = one.last.as_ref().map(|last| {
        let said = format!(
            "Last reminder: at {} by {}, to {}.",
            ui::when(last.at),
            last.by,
            list(&last.to)
        );
        view! { <p class="soft">{said}</p> }
    });
    view! {
        <section>
            <h2>{service.name.clone()}</h2>
            <p>{format!("{} {}", one.of.on_time.sentence(), entering(&one.of.staff))}</p>
            {weeks(service, &one.owed, usize::MAX, usize::MAX)}
            {last}
            {reminder(page, one)}
        </section>
    }
}

/// "Jo and Kim enter here."
fn entering(staff: &[Colleague]) -> String {
    let names: Vec<_> = staff.iter().map(|one| one.name.clone()).collect();
    match names.len() {
        0 => "Nobody enters here yet: ask the administrator to add somebody.".to_owned(),
        1 => format!("{} enters here.", names[0]),
        _ => format!("{} enter here.", list(&names)),
    }
}

/// The form of a reminder, or its text to copy where no mail can be sent.
fn reminder(page: &OwedPage, one: &OwingService) -> AnyView {
    let slug = &one.of.service.slug;
    let typed = page.typed.as_ref().filter(|typed| typed.slug == *slug);
    let sends = page.mails && !one.of.staff.is_empty();
    let word = if sends { "Send a reminder" } else { "Text of a reminder" };
    let which = format!(" to {}", one.of.service.name);
    let text = letter(one);
    let part = if sends {
        let ticked = typed.map(super::TypedReminder::to);
        let boxes = one.of.staff.iter().enumerate().map(|(n, colleague)| {
            let ticked = ticked.as_ref().is_none_or(|ids| ids.contains(&colleague.id));
            tick(slug, n, colleague, ticked)
        });
        let (to, action) = (field(slug, "to"), format!("/services/{slug}/reminder"));
        let described = page
            .problems
            .iter()
            .any(|one| one.field == to)
            .then(|| format!("{}-error", field_id(&to)));
        view! {
            <form method="post" action=action>
                <input type="hidden" name="key" value=page.key.clone() />
                <input type="hidden" name="seen" value=one.mark.clone() />
                <fieldset class="choice" aria-describedby=described>
                    <legend>"To"</legend>
                    {ui::error_at(&page.problems, &to)}
                    {boxes.collect_view()}
                </fieldset>
                {text}
                <button class="chip">"Send this reminder"<span class="hidden">{which}</span></button>
            </form>
        }
        .into_any()
    } else {
        let to: Vec<_> = one.of.staff.iter().map(|one| one.email.clone()).collect();
        let to = (!to.is_empty()).then(|| view! { <p>{format!("To: {}", to.join(", "))}</p> });
        let why = (!page.mails).then(|| {
            view! {
                <p class="hint">
                    "This server is not set up to send mail. Copy the text into a mail of your own."
                </p>
            }
        });
        view! { {why}{to}{text} }.into_any()
    };
    view! {
        <details class="remind no-print" open=typed.is_some()>
            <summary>{word}<span class="hidden">{format!(": {}", one.of.service.name)}</span></summary>
            {part}
        </details>
    }
    .into_any()
}

fn tick(slug: &str, n: usize, colleague: &Colleague, ticked: bool) -> impl IntoView + use<> {
    let id = (n == 0).then(|| field_id(&field(slug, "to")));
    view! {
        <label class="tick">
            <input type="checkbox" name="to" id=id value=colleague.id.clone() checked=ticked />
            <span>
                {colleague.name.clone()}
                <span class="soft">{format!(" · {}", colleague.email)}</span>
            </span>
        </label>
    }
}

/// The exact text, ready to be copied.
fn letter(one: &OwingService) -> impl IntoView + use<> {
    let id = field_id(&field(&one.of.service.slug, "text"));
    let text = format!("Subject: {}\n\n{}", one.letter.subject, one.letter.text);
    view! { <pre class="letter" id=id tabindex="-1">{text}</pre> }
}

/// Services with nothing owed, a line each.
fn rest(page: &OwedPage) -> Option<impl IntoView + use<>> {
    let lines = page.rest.iter().map(punctual).collect_view();
    let head = (!page.owing.is_empty()).then(|| view! { <h2>"Nothing owed"</h2> });
    (!page.rest.is_empty()).then(|| {
        view! {
            {head}
            <ul class="lines">{lines}</ul>
        }
    })
}

fn punctual(one: &Punctual) -> impl IntoView + use<> {
    let said = format!("{} {}", one.on_time.sentence(), entering(&one.staff));
    view! {
        <li>
            {one.service.name.clone()}
            " "
            <span class="soft">{said}</span>
        </li>
    }
}

/// What the words mean.
fn rules() -> impl IntoView {
    let said = format!(
        "A week is on time when it was sent within seven days after its Sunday and nothing of it is missing now. Of the last {RECENT} weeks that are due, those from a file, those in which everything was closed and those whose seven days are not over are not judged. Older weeks than those of the last year are not listed here."
    );
    view! { <p class="caveat">{said}</p> }
}
