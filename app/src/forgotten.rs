//! The page for whoever forgot their password: asks for an address, and says the same whether or not
//! somebody has it.
//!
//! Refuses to tell who has an account.

use beforehand::invalid::Invalid;
use leptos::prelude::*;

use crate::Frame;
use crate::join::CODE;
use crate::ui::{self, Show};

/// Where it is.
pub const ADDRESS: &str = "/forgotten";
/// Mails that one address gets in a day.
pub const A_DAY: i32 = 5;

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForgottenPage {
    /// Which address?
    Ask {
        /// What was typed.
        email: String,
        /// Everything to be put right.
        problems: Vec<Invalid>,
    },
    /// If it is somebody's, a mail is on its way.
    Sent,
    /// No mail is sent here.
    NoMail,
}

impl Show for ForgottenPage {
    fn title(&self) -> String {
        match self {
            Self::Ask { .. } => "Forgotten your password?",
            Self::Sent => "Look into your mail",
            Self::NoMail => "Ask your administrator",
        }
        .to_owned()
    }

    fn failed(&self) -> bool {
        matches!(self, Self::Ask { problems, .. } if !problems.is_empty())
    }

    fn hidden_from_search(&self) -> bool {
        true
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let title = self.title();
        let slip = view! {
            <p class="soft">"Do you have a slip with a code? "<a href=CODE>"Type it here"</a>"."</p>
        };
        let (problems, body) = match self {
            Self::Ask { email, problems } => {
                let body = ask(email, &problems);
                (problems, body)
            }
            Self::Sent => (
                Vec::new(),
                view! {
                    <div role="status">
                        <p class="lead">"If the address you typed belongs to an account, a mail with a link is on its way to it. The link works for an hour."</p>
                    </div>
                    <p>"Nothing there after some minutes? Look into the folder for junk. At most five such mails go to one address in a day. Or ask your administrator for a link: they make one on your page under People."</p>
                }
                .into_any(),
            ),
            Self::NoMail => (
                Vec::new(),
                view! {
                    <p class="lead">"This server sends no links by mail. Your administrator can make a link for you, on your page under People, and hand it over: with it you choose a new password."</p>
                }
                .into_any(),
            ),
        };
        view! {
            <div class="narrow">
                {ui::error_summary(&problems)}
                {ui::heading("Signing in", title)}
                {body}
                {slip}
                <p class="links"><a href="/sign-in">"Back to signing in"</a></p>
            </div>
        }
        .into_any()
    }
}

fn ask(email: String, problems: &[Invalid]) -> AnyView {
    let wrong = !problems.is_empty();
    view! {
        <p class="lead">"Type the address you sign in with. You get a link there, with which you choose a new password. Until then the old one stays."</p>
        <form class="fields" method="post" action=ADDRESS novalidate=true>
            <div class="field">
                <label for="email">"Email address"</label>
                {ui::error_at(problems, "email")}
                <input type="email" id="email" name="email" autocomplete="username"
                    spellcheck="false" maxlength="200" value=email
                    aria-describedby=wrong.then_some("email-error")
                    aria-invalid=wrong.then_some("true") />
            </div>
            <button class="button">"Send me a link"</button>
        </form>
    }
    .into_any()
}
