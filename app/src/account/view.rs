//! The page of one's own account.

use leptos::prelude::*;

use super::{AccountPage, Done};
use crate::Frame;
use crate::second_step;
use crate::sign_in::{code_field, password_field};
use crate::ui::{self, Show};

impl Show for AccountPage {
    fn title(&self) -> String {
        "Your account".to_owned()
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, frame: &Frame) -> AnyView {
        let provider = frame.provider.as_deref().unwrap_or("a provider");
        view! {
            {ui::error_summary(&self.problems)}
            {self.done.map(done)}
            <article class="account">
                <h1>"Your account"</h1>
                {who(&self)}
                {name(&self)}
                {second(self.second_step, self.provided)}
                {password(&self, provider)}
                {sessions(&self)}
            </article>
        }
        .into_any()
    }
}

fn done(done: Done) -> AnyView {
    let said = match done {
        Done::Name => "Your name is changed.",
        Done::Password => "Your password is changed. You are signed out everywhere else.",
        Done::Session => "That session has ended.",
        Done::Others => "You are signed out everywhere else.",
        Done::Off => "Your second step is off.",
    };
    view! { <div class="done" role="status" tabindex="-1" autofocus=true><p>{said}</p></div> }
        .into_any()
}

fn who(page: &AccountPage) -> AnyView {
    let mut roles: Vec<String> = page
        .roles
        .iter()
        .filter(|_| !page.admin)
        .map(|(service, role)| format!("{} of {service}", role.word()))
        .collect();
    if page.admin {
        roles.insert(0, "an administrator".to_owned());
    }
    let roles = if roles.is_empty() {
        "You are part of no service yet. Ask the administrator for a role.".to_owned()
    } else {
        format!("You are {}.", roles.join(", "))
    };
    let last = page.signed_in.map(|at| {
        let said = format!(
            "Before this you signed in at {}. If that was not you, change your password.",
            ui::when(at)
        );
        view! { <p>{said}</p> }
    });
    view! {
        <p class="lead">{roles}</p>
        <p>"You sign in with "<strong><bdi>{page.email.clone()}</bdi></strong>". The administrator changes that address and your roles."</p>
        {last}
    }
    .into_any()
}

fn name(page: &AccountPage) -> AnyView {
    let wrong = page.problems.iter().any(|problem| problem.field == "name");
    let described = if wrong { "name-error name-hint" } else { "name-hint" };
    view! {
        <h2>"Name"</h2>
        <form class="fields" method="post" action="/account" novalidate=true>
            <input type="hidden" name="version" value=page.version.to_string() />
            <div class="field">
                <label for="name">"Your name"</label>
                <p class="hint" id="name-hint">"It stands beside what you do from now on. What you did before keeps the name of then."</p>
                {ui::error_at(&page.problems, "name")}
                <input id="name" name="name" type="text" autocomplete="name" maxlength="100"
                    required=true value=page.name.clone() aria-describedby=described
                    aria-invalid=wrong.then_some("true") />
            </div>
            <p class="send"><button class="button">"Change the name"</button></p>
        </form>
    }
    .into_any()
}

fn second(left: Option<u64>, provided: bool) -> AnyView {
    let (said, link) = match left {
        None if provided => (
            "Off. Your sign-in with the provider alone opens your account.".to_owned(),
            "Set up a second step",
        ),
        None => ("Off. Your password alone opens your account.".to_owned(), "Set up a second step"),
        Some(left) => {
            let left =
                ui::times(usize::try_from(left).unwrap_or(0), "recovery code", "recovery codes");
            (
                format!(
                    "On. When you sign in you are asked for a code from your app. {left} left."
                ),
                "Recovery codes, and turning it off",
            )
        }
    };
    view! {
        <h2>"Second step"</h2>
        <p>{said}</p>
        <p><a href=second_step::ACCOUNT>{link}</a></p>
    }
    .into_any()
}

fn password(page: &AccountPage, provider: &str) -> AnyView {
    if page.provided {
        let said = format!(
            "You sign in with {provider} and have no password here. Your groups there say what you are in each service."
        );
        return view! {
            <h2>"Password"</h2>
            <p>{said}</p>
        }
        .into_any();
    }
    let problems = &page.problems;
    let hint = format!(
        "At least {} characters. Four or five words that do not belong together are easy to remember.",
        page.shortest
    );
    let code = page.second_step.map(|_| code_field(problems));
    view! {
        <h2>"Password"</h2>
        <p>"When you change it you are signed out everywhere else."</p>
        <form class="fields" method="post" action="/account/password" novalidate=true>
            <input class="hidden" type="text" autocomplete="username" tabindex="-1" aria-hidden="true"
                readonly=true value=page.email.clone() />
            {password_field(problems, "old", "Present password", "current-password", "")}
            {code}
            {password_field(problems, "new", "New password", "new-password", &hint)}
            {password_field(problems, "repeat", "New password once more", "new-password", "")}
            <p class="send"><button class="button">"Change the password"</button></p>
        </form>
    }
    .into_any()
}

fn sessions(page: &AccountPage) -> AnyView {
    let others = page.sessions.iter().any(|line| !line.this);
    let rows = page.sessions.iter().map(|line| {
        let began = ui::when(line.since);
        let what = if line.this {
            view! { "This one" }.into_any()
        } else {
            view! {
                <form method="post" action="/account/sessions">
                    <input type="hidden" name="end" value=line.name.clone() />
                    <button class="link">"Sign out"<span class="hidden">{format!(" the session that began at {began}")}</span></button>
                </form>
            }
            .into_any()
        };
        view! {
            <tr>
                <th scope="row">{began.clone()}</th>
                <td>{ui::when(line.seen)}</td>
                <td>{what}</td>
            </tr>
        }
    });
    let table = view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Began"</th>
                    <th scope="col">"Last used"</th>
                    <th scope="col">"Which"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    };
    let all = others.then(|| {
        view! {
            <form method="post" action="/account/sessions">
                <input type="hidden" name="end" value="others" />
                <p class="send"><button class="button">"Sign out everywhere else"</button></p>
            </form>
        }
    });
    let said = format!(
        "A session ends by itself {}. If you do not know one of these, sign out everywhere else and change your password.",
        page.times.words()
    );
    view! {
        <h2>"Where you are signed in"</h2>
        <p>{said}</p>
        {ui::table_region("Where you are signed in", table)}
        {all}
    }
    .into_any()
}
