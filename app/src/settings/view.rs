//! The installation's settings: what was done, the services, and a form for each thing to change.

use beforehand::setting::SessionTimes;
use leptos::prelude::*;

use super::{ADDRESS, Demo, Done, SettingsPage, confirm};
use crate::Frame;
use crate::ui::{self, Show, TextBox};

impl Show for SettingsPage {
    fn title(&self) -> String {
        match (&self.confirm, self.done) {
            (Some(confirm), _) => confirm.title.clone(),
            (None, Some(Done::Begun)) => "Beforehand is set up".to_owned(),
            (None, _) => "Settings".to_owned(),
        }
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let title = self.title();
        let body = match &self.confirm {
            Some(one) => confirm(one, ADDRESS.to_owned()),
            None => forms(&self),
        };
        let over = if self.organisation.is_empty() {
            "Settings of the installation".to_owned()
        } else {
            format!("Settings · {}", self.organisation)
        };
        view! {
            {ui::error_summary(&self.problems)}
            {self.done.map(|done| told(&self, done))}
            <article class="settings">
                {ui::heading(over, title)}
                {body}
            </article>
        }
        .into_any()
    }
}

fn forms(page: &SettingsPage) -> AnyView {
    view! {
        {services(page)}
        {organisation(page)}
        {mail(page)}
        {signing_in(page)}
        {sessions(page)}
        {demo(page)}
    }
    .into_any()
}

fn told(page: &SettingsPage, done: Done) -> AnyView {
    let (head, said) = match done {
        Done::Begun => return begun(page),
        Done::Saved | Done::Added => ("Saved", "The settings are changed."),
        Done::Nothing => ("Nothing was different", "The settings were so already."),
        Done::Mailed => (
            "The test message is on its way",
            "The mail server took it. Look into your own mail: when it is not there in a few minutes, ask whoever runs the mail server.",
        ),
        Done::Loaded => (
            "The demo data are loaded",
            "They are a service of their own, with a banner on every page. Nobody but administrators sees them, unless you give somebody a role there.",
        ),
        Done::Removed => (
            "The demo data are removed",
            "Every invented figure is gone. The history keeps that they were loaded and removed.",
        ),
    };
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>{head}</h2>
            <p>{said}</p>
        </div>
    }
    .into_any()
}

/// After the first start: what is next.
fn begun(page: &SettingsPage) -> AnyView {
    let next = page.services.first().map(|(service, _)| {
        let to = |page: &str| format!("/services/{}/{page}", service.slug);
        view! {
            <ul>
                <li><a href=to("week")>"Enter the first week"</a></li>
                <li><a href="/account/second-step">"Have a phone at hand and set up your second step"</a>": your next sign-in asks for it"</li>
                <li><a href="/people">"Invite the people who enter and read the numbers"</a></li>
                <li><a href=to("closures")>"Say on which bank holidays nobody answers"</a></li>
                <li><a href=to("events")>"Mark events that explain a number, such as a campaign"</a></li>
                <li><a href=to("definitions")>"Write down what “before an offence” means here"</a></li>
                <li><a href="#demo">"Look around in demo data first, if you like"</a></li>
            </ul>
        }
    });
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            <h2>"You are signed in as the first administrator"</h2>
            <p>"The set-up code no longer works. What is next:"</p>
            {next}
        </div>
    }
    .into_any()
}

fn services(page: &SettingsPage) -> AnyView {
    let rows = page.services.iter().map(|(service, channels)| {
        let to = format!("/services/{}/settings", service.slug);
        let channels = ui::times(*channels, "channel", "channels");
        view! {
            <li>
                <a href=to><bdi>{service.name.clone()}</bdi></a>
                <span class="soft">{channels}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    let typed = |name: &str| page.typed.or("service", name, "").to_owned();
    let (name, slug) = (typed("service"), typed("slug"));
    view! {
        <section aria-labelledby="services">
            <h2 id="services">"Services"</h2>
            <p>"A service’s name, channels, open days, year start and time zone are its own settings:"</p>
            <ul class="lines">{rows}</ul>
            <details open=page.typed.form() == "service">
                <summary>"Add a service"</summary>
                <form class="fields" method="post" novalidate=true action=ADDRESS>
                    <input type="hidden" name="do" value="service" />
                    {ui::text_box(&page.problems, TextBox {
                        label: "Name of the service",
                        name: "service",
                        value: &name,
                        ..TextBox::default()
                    })}
                    {ui::text_box(&page.problems, TextBox {
                        label: "Short name for addresses",
                        name: "slug",
                        value: &slug,
                        hint: "Small letters, digits and hyphens; it stays for good. Leave it empty to have it made of the name.",
                        ..TextBox::default()
                    })}
                    <button class="chip">"Add this service"</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}

/// The version that a form of the installation's own settings goes on from.
fn version(page: &SettingsPage, form: &str) -> String {
    let typed = page.typed.version().filter(|_| page.typed.form() == form);
    typed.unwrap_or(page.version).to_string()
}

fn organisation(page: &SettingsPage) -> AnyView {
    let days = page.draft_days.to_string();
    let typed = &page.typed;
    view! {
        <section aria-labelledby="installation">
            <h2 id="installation">"Organisation and drafts"</h2>
            <form class="fields" method="post" novalidate=true action=ADDRESS>
                <input type="hidden" name="do" value="installation" />
                <input type="hidden" name="version" value=version(page, "installation") />
                {ui::text_box(&page.problems, TextBox {
                    label: "Organisation",
                    name: "organisation",
                    value: typed.or("installation", "organisation", &page.organisation),
                    hint: "Its name stands on every page, and on the PDF, the board pack and the shared page of each quarter that is approved from now on.",
                    autocomplete: "organization",
                    ..TextBox::default()
                })}
                {ui::text_box(&page.problems, TextBox {
                    label: "Days that drafts are kept",
                    name: "draft_days",
                    value: typed.or("installation", "draft_days", &days),
                    hint: "A draft is what somebody typed into a week and did not submit. It counts nowhere. 7 to 365.",
                    ..TextBox::default()
                })}
                <button class="button">"See what it does"</button>
            </form>
        </section>
    }
    .into_any()
}

fn mail(page: &SettingsPage) -> AnyView {
    let body = match &page.mail {
        Some((server, from)) => view! {
            <p>"Mail goes out through "<strong>{server.clone()}</strong>", from "<bdi>{from.clone()}</bdi>"."</p>
            <form method="post" action=ADDRESS>
                <input type="hidden" name="do" value="mail" />
                <p><button class="chip">"Send a test message to myself"</button></p>
            </form>
        }
        .into_any(),
        None => view! {
            <p>"No mail is sent: reminders and new editions are shown as text to copy."</p>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="mail">
            <h2 id="mail">"Mail"</h2>
            {body}
            <p class="soft">"Whoever runs the server names the mail server when it is started, with "<code class="option">"--smtp"</code>" and "<code class="option">"--mail-from"</code>" or "<code>"BEFOREHAND_SMTP"</code>" and "<code>"BEFOREHAND_MAIL_FROM"</code>". A password never stands on a page."</p>
        </section>
    }
    .into_any()
}

fn signing_in(page: &SettingsPage) -> AnyView {
    let (everybody, stands) = page.second_step;
    let typed = &page.typed;
    let version = match typed.form() {
        "sign-in" => typed.version().unwrap_or(stands),
        _ => stands,
    };
    let word = if everybody { "everybody" } else { "admins" };
    let chosen = typed.or("sign-in", "second_step", word);
    let choices =
        [("admins", "Administrators; everybody else may choose one"), ("everybody", "Everybody")];
    let choices = choices.into_iter().map(|(value, said)| {
        let id = (value == "admins").then_some("second-step");
        view! {
            <label class="tick">
                <input type="radio" name="second_step" id=id value=value checked={chosen == value} />
                <span>{said}</span>
            </label>
        }
    });
    let choices = choices.collect_view();
    let none = (page.demo == Demo::Whole).then(|| {
        view! { <p>"The demo asks nobody for one: its passwords are printed."</p> }
    });
    view! {
        <section aria-labelledby="signing-in">
            <h2 id="signing-in">"Signing in"</h2>
            <p>"A second step is a code from an app on a phone, asked for after the password. Whoever learns a password cannot sign in without the phone."</p>
            {none}
            <form class="fields" method="post" novalidate=true action=ADDRESS>
                <input type="hidden" name="do" value="sign-in" />
                <input type="hidden" name="version" value=version.to_string() />
                <fieldset class="choices">
                    <legend>"Who needs a second step"</legend>
                    {ui::error_at(&page.problems, "second_step")}
                    {choices}
                </fieldset>
                <button class="button">"See what it does"</button>
            </form>
        </section>
    }
    .into_any()
}

fn sessions(page: &SettingsPage) -> AnyView {
    let SessionTimes { idle_minutes, life_hours } = page.session;
    let (minutes, hours) = (idle_minutes.to_string(), life_hours.to_string());
    let said = format!(
        "A session ends {}. It is forgotten then: nothing of it is kept, but what somebody was typing.",
        page.session.words()
    );
    let typed = &page.typed;
    view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions">"Sessions"</h2>
            <p>{said}</p>
            <form class="fields" method="post" novalidate=true action=ADDRESS>
                <input type="hidden" name="do" value="sessions" />
                <input type="hidden" name="version" value=version(page, "sessions") />
                {ui::text_box(&page.problems, TextBox {
                    label: "Minutes without a click that end a session",
                    name: "idle_minutes",
                    value: typed.or("sessions", "idle_minutes", &minutes),
                    hint: "5 to 30. Fewer are safer where several people share a computer.",
                    ..TextBox::default()
                })}
                {ui::text_box(&page.problems, TextBox {
                    label: "Hours after which a session ends in any case",
                    name: "life_hours",
                    value: typed.or("sessions", "life_hours", &hours),
                    hint: "1 to 12.",
                    ..TextBox::default()
                })}
                <button class="button">"See what it does"</button>
            </form>
        </section>
    }
    .into_any()
}

fn demo(page: &SettingsPage) -> AnyView {
    let form = |what: &'static str, button: &'static str| {
        view! {
            <form method="post" action=ADDRESS>
                <input type="hidden" name="do" value=what />
                <p><button class="chip">{button}</button></p>
            </form>
        }
        .into_any()
    };
    let body = match &page.demo {
        Demo::Absent => view! {
            <p>"An invented helpline with years of figures, to look around in and to rehearse with. It is a service of its own with a banner on every page; no account comes with it, and none of its figures mixes with yours."</p>
            {form("demo", "Load demo data")}
        }
        .into_any(),
        Demo::Loaded(service) => {
            let to = format!("/services/{}/quarter", service.slug);
            view! {
                <p>"They are the service "<a href=to><bdi>{service.name.clone()}</bdi></a>"."</p>
                {form("no-demo", "Remove demo data")}
            }
            .into_any()
        }
        Demo::Whole => view! {
            <p>"All of this is the demo. Real figures belong into a database of their own."</p>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="demo">
            <h2 id="demo">"Demo data"</h2>
            {body}
        </section>
    }
    .into_any()
}
