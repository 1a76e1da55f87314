//! The form of the first start.

use beforehand::setup::Template;
use leptos::prelude::*;

use super::{ADDRESS, DAYS, SetUpPage};
use crate::ui::{self, Show, TextBox};

impl Show for SetUpPage {
    fn title(&self) -> String {
        if self.overtaken { "Beforehand is set up already" } else { "Set up Beforehand" }.to_owned()
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        if self.overtaken {
            return overtaken();
        }
        view! {
            <div class="narrow">
                {ui::error_summary(&self.problems)}
                <h1>"Set up Beforehand"</h1>
                <p class="lead">
                    "This page makes your organisation, its first service and the first administrator. Everything but the short name can be changed later."
                </p>
                {self.failed().then(|| view! {
                    <p>"The set-up code and the password are never shown again: type them once more, then send."</p>
                })}
                <form class="fields" method="post" novalidate=true action=ADDRESS>
                    {code(&self)}
                    {counted(&self)}
                    {times(&self)}
                    {administrator(&self)}
                    <p class="send"><button class="button">"Set up"</button></p>
                </form>
            </div>
        }
        .into_any()
    }
}

fn overtaken() -> AnyView {
    view! {
        <div class="narrow">
            <h1>"Beforehand is set up already"</h1>
            <p class="lead">
                "Somebody with the code was quicker. Nothing of what you sent was kept, and the code no longer works."
            </p>
            <p>"Sign in with the account that was made. If it was not made by you or for you, tell whoever runs the server."</p>
            <p class="links"><a class="button" href="/sign-in">"Sign in"</a></p>
        </div>
    }
    .into_any()
}

fn code(page: &SetUpPage) -> AnyView {
    ui::text_box(
        &page.problems,
        TextBox {
            label: "Set-up code",
            name: "code",
            hint: "It stands in the log of the server, and works for an hour and once. Restart the server for a new one.",
            autocomplete: "off",
            ..TextBox::default()
        },
    )
}

fn counted(page: &SetUpPage) -> AnyView {
    let typed = &page.typed;
    let templates = Template::ALL.into_iter().enumerate().map(|(n, one)| {
        let channels: Vec<_> = one.channels().iter().map(|(_, _, name, _)| *name).collect();
        let said = format!("Channels: {}", channels.join(", "));
        let id = (n == 0).then_some("channels");
        view! {
            <label class="tick">
                <input type="radio" name="channels" id=id value=one.word()
                    checked={typed.channels == one.word()} />
                <span>{one.title()}<span class="part">{said}</span></span>
            </label>
        }
    });
    let templates = templates.collect_view();
    view! {
        {ui::text_box(&page.problems, TextBox {
            label: "Organisation",
            name: "organisation",
            value: &typed.organisation,
            hint: "Its name stands on every page and on paper.",
            autocomplete: "organization",
            ..TextBox::default()
        })}
        <h2>"The first service"</h2>
        {ui::text_box(&page.problems, TextBox {
            label: "Name of the service",
            name: "service",
            value: &typed.service,
            hint: "A service is one helpline with its channels. More can be added later.",
            ..TextBox::default()
        })}
        {ui::text_box(&page.problems, TextBox {
            label: "Short name for addresses",
            name: "slug",
            value: &typed.slug,
            hint: "Small letters, digits and hyphens. Leave it empty to have it made of the name.",
            ..TextBox::default()
        })}
        <fieldset class="choices" aria-describedby="channels-hint">
            <legend>"How people reach it"</legend>
            <p class="hint" id="channels-hint">"Each channel is counted by itself. Add, rename or retire channels later."</p>
            {ui::error_at(&page.problems, "channels")}
            {templates}
        </fieldset>
    }
    .into_any()
}

fn times(page: &SetUpPage) -> AnyView {
    let typed = &page.typed;
    let days = DAYS.into_iter().enumerate().map(|(n, (name, word))| {
        let id = (n == 0).then_some("day");
        view! {
            <label class="tick">
                <input type="checkbox" name="day" id=id value=name checked={typed.days >> n & 1 == 1} />
                <span>{word}</span>
            </label>
        }
    });
    let days = days.collect_view();
    let months = [
        ("1", "January: quarters are named like Q1 2026"),
        ("4", "April: quarters are named like Q1 2026/27"),
        ("7", "July: quarters are named like Q1 2026/27"),
        ("10", "October: quarters are named like Q1 2026/27"),
    ];
    let months = months.into_iter().map(|(month, word)| {
        let id = (month == "1").then_some("year-start");
        view! {
            <label class="tick">
                <input type="radio" name="year_start" id=id value=month checked={typed.year_start == month} />
                <span>{word}</span>
            </label>
        }
    });
    let months = months.collect_view();
    view! {
        <fieldset class="choices" aria-describedby="day-hint">
            <legend>"Open days"</legend>
            <p class="hint" id="day-hint">"The days on which somebody answers. Rates are counted by open day; a website is open every day."</p>
            {ui::error_at(&page.problems, "day")}
            {days}
        </fieldset>
        <div class="field">
            <label for="first">"First week to count"</label>
            {ui::error_at(&page.problems, "first")}
            <p class="hint" id="first-hint">"Any day names its week, Monday to Sunday. The last week that is over is filled in; choose an earlier one to enter the past as well."</p>
            <input type="date" id="first" name="first" value=typed.first.clone() aria-describedby="first-hint" />
        </div>
        <fieldset class="choices">
            <legend>"Your year starts in"</legend>
            {ui::error_at(&page.problems, "year_start")}
            {months}
        </fieldset>
        {ui::text_box(&page.problems, TextBox {
            label: "Time zone",
            name: "time_zone",
            value: &typed.time_zone,
            hint: "It decides when a week is over. By its IANA name, such as Europe/London or Europe/Dublin.",
            ..TextBox::default()
        })}
    }
    .into_any()
}

fn administrator(page: &SetUpPage) -> AnyView {
    let typed = &page.typed;
    let again = page.failed().then(
        || view! { <p class="hint">"Passwords are never shown again: type it once more."</p> },
    );
    view! {
        <h2>"You, the first administrator"</h2>
        {ui::text_box(&page.problems, TextBox {
            label: "Your name",
            name: "name",
            value: &typed.name,
            hint: "It stands beside what you change.",
            autocomplete: "name",
            ..TextBox::default()
        })}
        {ui::text_box(&page.problems, TextBox {
            label: "Email address",
            name: "email",
            kind: "email",
            value: &typed.email,
            hint: "You sign in with it.",
            autocomplete: "username",
        })}
        {again}
        {ui::text_box(&page.problems, TextBox {
            label: "Password",
            name: "password",
            kind: "password",
            hint: "15 characters or more: four or five words that do not belong together are easy to remember.",
            autocomplete: "new-password",
            ..TextBox::default()
        })}
        {ui::text_box(&page.problems, TextBox {
            label: "The same password again",
            name: "again",
            kind: "password",
            autocomplete: "new-password",
            ..TextBox::default()
        })}
    }
    .into_any()
}
