//! The second step of signing in, and the form that asks again who is there before a dangerous act.
//! Both carry what was typed into another form.

use beforehand::invalid::Invalid;
use leptos::prelude::*;

use super::{carried, provider};
use crate::ui::{self, Show};

/// The form for the code, after the right password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodePage {
    /// What is wrong; field `code`.
    pub problems: Vec<Invalid>,
    /// The address of our own to go on to; empty for Home.
    pub next: String,
    /// The form posted after its session had ended: name and value of each field.
    pub carried: Vec<(String, String)>,
}

/// The form that asks again who is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgainPage {
    /// The address they sign in with.
    pub email: String,
    /// Whether they have no password here, for they sign in with the provider.
    pub provided: bool,
    /// Whether a code is asked for too; where there is no password, a code alone.
    pub code: bool,
    /// What is wrong; fields `password` and `code`.
    pub problems: Vec<Invalid>,
    /// The address of our own to go on to.
    pub next: String,
    /// The form that was posted to it: name and value of each field.
    pub carried: Vec<(String, String)>,
}

impl Show for CodePage {
    fn title(&self) -> String {
        "Type the code from your app".to_owned()
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        view! {
            <div class="narrow">
                {ui::error_summary(&self.problems)}
                {ui::heading("Sign in, second step", self.title())}
                <form class="fields" method="post" action="/sign-in/code" novalidate=true>
                    <input type="hidden" name="next" value=self.next.clone() />
                    {carried(&self.carried)}
                    {code_field(&self.problems)}
                    <button class="button">"Sign in"</button>
                </form>
                <p class="soft">
                    "Neither phone nor recovery codes at hand? Ask the administrator to take the second step off your account. "
                    <a href="/sign-in">"Start again"</a>
                </p>
            </div>
        }
        .into_any()
    }
}

impl Show for AgainPage {
    fn title(&self) -> String {
        "Show that it is you".to_owned()
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, frame: &crate::Frame) -> AnyView {
        let kept = if self.carried.is_empty() { "" } else { " Nothing you typed is lost." };
        let lead = format!(
            "What you are about to do matters, and it is more than ten minutes since you signed in.{kept}"
        );
        let code = self.code.then(|| code_field(&self.problems));
        let password = (!self.provided).then(|| {
            password_field(&self.problems, "password", "Password", "current-password", "")
        });
        if self.provided && !self.code {
            let way = provider::way_again(frame.provider.as_ref(), &self.next, &self.carried);
            return view! {
                <div class="narrow">
                    {ui::error_summary(&self.problems)}
                    <h1>{self.title()}</h1>
                    <p class="lead">{lead}</p>
                    {way}
                </div>
            }
            .into_any();
        }
        view! {
            <div class="narrow">
                {ui::error_summary(&self.problems)}
                <h1>{self.title()}</h1>
                <p class="lead">{lead}</p>
                <form class="fields" method="post" action="/sign-in/again" novalidate=true>
                    <input type="hidden" name="next" value=self.next.clone() />
                    {carried(&self.carried)}
                    // For password managers: whose password it is.
                    <input class="hidden" type="text" autocomplete="username" tabindex="-1"
                        aria-hidden="true" readonly=true value=self.email.clone() />
                    {password}
                    {code}
                    <button class="button">"Go on"</button>
                </form>
            </div>
        }
        .into_any()
    }
}

/// Where a code of the app, or a recovery code, is typed.
pub(crate) fn code_field(problems: &[Invalid]) -> AnyView {
    let wrong = problems.iter().any(|problem| problem.field == "code");
    let described = if wrong { "code-error code-hint" } else { "code-hint" };
    view! {
        <div class="field">
            <label for="code">"Code"</label>
            <p class="hint" id="code-hint">
                "The six digits that your app shows for Beforehand. Without your phone, type one of your recovery codes."
            </p>
            {ui::error_at(problems, "code")}
            <input id="code" name="code" type="text" autocomplete="one-time-code" autocapitalize="none"
                spellcheck="false" maxlength="60" required=true aria-describedby=described
                aria-invalid=wrong.then_some("true") />
        </div>
    }
    .into_any()
}

/// Where a password is typed; `hint` may be empty.
pub(crate) fn password_field(
    problems: &[Invalid],
    name: &'static str,
    label: &'static str,
    complete: &'static str,
    hint: &str,
) -> AnyView {
    let wrong = problems.iter().any(|problem| problem.field == name);
    let error = wrong.then(|| format!("{name}-error"));
    let hinted = (!hint.is_empty()).then(|| format!("{name}-hint"));
    let described = [error, hinted].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let described = (!described.is_empty()).then_some(described);
    let hint = (!hint.is_empty()).then(|| {
        view! { <p class="hint" id=format!("{name}-hint")>{hint.to_owned()}</p> }
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {hint}
            {ui::error_at(problems, name)}
            <input id=name name=name type="password" autocomplete=complete required=true
                aria-describedby=described aria-invalid=wrong.then_some("true") />
        </div>
    }
    .into_any()
}
