//! The sign-in form. After a session ended in the middle of a form it carries what was typed, so
//! that signing in goes on where the person was.

use beforehand::invalid::Invalid;
use leptos::prelude::*;

use crate::ui;

mod provider;
mod steps;

pub use provider::{NoEntryPage, WhyNot};
pub use steps::{AgainPage, CodePage};
pub(crate) use steps::{code_field, password_field};

/// What a hidden input's name starts with when it carries a field typed into another form.
pub const CARRIED: &str = "carried.";

/// The form's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInPage {
    /// The address typed before.
    pub email: String,
    /// What is wrong; fields `email` and `password`.
    pub problems: Vec<Invalid>,
    /// The address of our own to go on to; empty for Home.
    pub next: String,
    /// The form posted after its session had ended: name and value of each field.
    pub carried: Vec<(String, String)>,
    /// Whether a session just ended.
    pub expired: bool,
    /// Whether the person just signed out.
    pub signed_out: bool,
}

impl ui::Show for SignInPage {
    fn title(&self) -> String {
        "Sign in".to_owned()
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, frame: &crate::Frame) -> AnyView {
        let lead = if !self.carried.is_empty() {
            Some(
                "Your session has ended, as it does after a while without a click. Nothing you typed is lost: sign in and go on where you were.",
            )
        } else if self.expired {
            Some(
                "Your session has ended, as it does after a while without a click. Sign in to go on where you were.",
            )
        } else if self.signed_out {
            Some("You have signed out.")
        } else {
            None
        };
        let way_in =
            frame.provider.as_ref().map(|name| provider::way_in(name, &self.next, &self.carried));
        let carried = carried(&self.carried);
        let described = |field: &str| {
            self.problems
                .iter()
                .any(|problem| problem.field == field)
                .then(|| format!("{field}-error"))
        };
        let demo = frame.demo.then(|| {
            view! {
                <p class="soft">
                    "The demo's accounts and their passwords are printed in the window where it was started."
                </p>
            }
        });
        view! {
            <div class="narrow">
                {ui::error_summary(&self.problems)}
                <h1>"Sign in"</h1>
                {lead.map(|text| view! { <p class="lead">{text}</p> })}
                {way_in}
                <form class="fields" method="post" action="/sign-in">
                    <input type="hidden" name="next" value=self.next.clone() />
                    {carried}
                    <div class="field">
                        <label for="email">"Email address"</label>
                        {ui::error_at(&self.problems, "email")}
                        <input id="email" name="email" type="email" autocomplete="username"
                            spellcheck="false" required=true value=self.email.clone()
                            aria-describedby=described("email")
                            aria-invalid=described("email").map(|_| "true") />
                    </div>
                    <div class="field">
                        <label for="password">"Password"</label>
                        {ui::error_at(&self.problems, "password")}
                        <input id="password" name="password" type="password"
                            autocomplete="current-password" required=true
                            aria-describedby=described("password")
                            aria-invalid=described("password").map(|_| "true") />
                    </div>
                    <button class="button">"Sign in"</button>
                </form>
                {demo}
                <p class="soft"><a href="/forgotten">"Forgotten your password?"</a></p>
            </div>
        }
        .into_any()
    }
}

/// The fields of another form, as hidden ones of this.
pub fn carried(fields: &[(String, String)]) -> AnyView {
    let hidden = |(name, value): &(String, String)| {
        let name = format!("{CARRIED}{name}");
        view! { <input type="hidden" name=name value=value.clone() /> }
    };
    fields.iter().map(hidden).collect_view().into_any()
}
