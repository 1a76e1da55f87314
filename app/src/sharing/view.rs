//! The form of a new link, and the links there are.

use beforehand::edition::{LABEL_LENGTH, LINK_DAYS, LONGEST_LINK};
use leptos::prelude::*;

use super::{LinkLine, Made, SharingPage};
use crate::Frame;
use crate::ui::{self, Show};

impl Show for SharingPage {
    fn title(&self) -> String {
        match self.links.iter().filter(|link| link.works()).count() {
            0 => "Nothing is shared outside".to_owned(),
            1 => "One link works outside".to_owned(),
            n => format!("{n} links work outside"),
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let over = format!("Sharing · {}", self.service.name);
        view! {
            {ui::error_summary(&self.problems)}
            {self.made.as_ref().map(made)}
            <article class="sharing">
                {ui::heading(over, self.title())}
                <p class="lead">
                    "A link shows one approved quarter to whoever has it, without an account, with rounded counts only. It ends by itself, and you can end it at any time."
                </p>
                {form(&self)}
                {links(&self)}
            </article>
        }
        .into_any()
    }
}

impl LinkLine {
    fn works(&self) -> bool {
        !self.over && self.revoked.is_none()
    }
}

fn made(made: &Made) -> AnyView {
    match made {
        Made::Now(address) => {
            let address = address.clone();
            view! {
                <div class="done" role="status" tabindex="-1" autofocus=true>
                    <h2>"The link is made"</h2>
                    <p>"Copy it now: it is shown this once, and cannot be looked up later."</p>
                    <p><label for="made">"The link"</label></p>
                    <input type="text" id="made" class="address" readonly=true value=address />
                </div>
            }
            .into_any()
        }
        Made::Before => view! {
            <div class="done" role="status" tabindex="-1" autofocus=true>
                <h2>"That link was made already"</h2>
                <p>"It was shown then, and cannot be shown again. If you do not have it, end it below and make another."</p>
            </div>
        }
        .into_any(),
    }
}

fn form(page: &SharingPage) -> AnyView {
    if page.readings.is_empty() {
        return view! { <p>"No quarter is approved yet, so there is nothing to share."</p> }
            .into_any();
    }
    let options = page.readings.iter().map(|reading| {
        let value = format!("{}/{}", reading.link.name, reading.edition);
        let chosen = value == page.typed.edition;
        let words = format!("{}, edition {}", reading.link.months, reading.edition);
        view! { <option value=value selected=chosen>{words}</option> }
    });
    let days = page.typed.days.clone().unwrap_or_else(|| LINK_DAYS.to_string());
    let wrong = |field: &str| page.problems.iter().any(|problem| problem.field == field);
    let described = |field: &str| {
        if wrong(field) { format!("{field}-error {field}-hint") } else { format!("{field}-hint") }
    };
    let action = format!("/services/{}/sharing", page.service.slug);
    let longest = format!("From 1 to {LONGEST_LINK}.");
    view! {
        <h2>"Make a link"</h2>
        <form method="post" action=action novalidate=true>
            <input type="hidden" name="key" value=page.key.clone() />
            <div class="field">
                <label for="edition">"Quarter"</label>
                {ui::error_at(&page.problems, "edition")}
                <select id="edition" name="edition">{options.collect_view()}</select>
            </div>
            <div class="field">
                <label for="label">"What the link is for"</label>
                <p class="hint" id="label-hint">"Only you see this, such as Annual report 2026. Never write about a person."</p>
                {ui::error_at(&page.problems, "label")}
                <input type="text" id="label" name="label" autocomplete="off"
                    maxlength=LABEL_LENGTH.to_string() value=page.typed.label.clone()
                    aria-describedby=described("label")
                    aria-invalid=wrong("label").then_some("true") />
            </div>
            <div class="field">
                <label for="days">"Days that it works"</label>
                <p class="hint" id="days-hint">{longest}</p>
                {ui::error_at(&page.problems, "days")}
                <input type="text" id="days" name="days" class="short" inputmode="numeric"
                    autocomplete="off" value=days aria-describedby=described("days")
                    aria-invalid=wrong("days").then_some("true") />
            </div>
            <p class="send"><button class="button">"Make the link"</button></p>
        </form>
    }
    .into_any()
}

fn links(page: &SharingPage) -> AnyView {
    if page.links.is_empty() {
        return ().into_any();
    }
    let action = format!("/services/{}/sharing", page.service.slug);
    let rows = page.links.iter().map(|link| {
        let state = match &link.revoked {
            Some((at, by)) => format!("Ended at {} by {by}", ui::when(*at)),
            None if link.over => format!("Ended by itself at {}", ui::when(link.until)),
            None => format!("Works until {}", ui::when(link.until)),
        };
        let end = link.works().then(|| {
            let which = format!(" {}, {}", link.label, link.what);
            view! {
                <form method="post" action=action.clone()>
                    <input type="hidden" name="end" value=link.id.clone() />
                    <button class="link">"End it now"<span class="hidden">{which}</span></button>
                </form>
            }
        });
        let made = format!("{} by {}", ui::when(link.made_at), link.made_by);
        view! {
            <tr>
                <th scope="row"><bdi>{link.label.clone()}</bdi></th>
                <td>{link.what.clone()}</td>
                <td>{made}</td>
                <td class="n">{beforehand::words::number(u64::from(link.opened))}</td>
                <td>{state}" "{end}</td>
            </tr>
        }
    });
    let table = view! {
        <table class="links-made">
            <thead>
                <tr>
                    <th scope="col">"For"</th>
                    <th scope="col">"Quarter"</th>
                    <th scope="col">"Made"</th>
                    <th scope="col" class="n">"Opened"</th>
                    <th scope="col">"State"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    };
    view! {
        <h2>"Links"</h2>
        <p class="fine">"Opened is how often, never by whom. A program that looks at a link before a person does counts too."</p>
        {ui::table_region("Links", table)}
    }
    .into_any()
}
