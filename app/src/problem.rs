//! What went wrong, in plain words, and what to do now.

use leptos::prelude::*;

use crate::error::Error;
use crate::ui;

/// One refused or failed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemPage {
    /// What happened.
    pub error: Error,
    /// The HTTP status it is answered with.
    pub status: u16,
    /// The address to try again, where trying again helps.
    pub again: Option<String>,
}

impl From<Error> for ProblemPage {
    fn from(error: Error) -> Self {
        Self { status: error.status(), error, again: None }
    }
}

impl ui::Show for ProblemPage {
    fn title(&self) -> String {
        match self.error {
            Error::Invalid(_) => "There is a problem",
            Error::SignedOut => "You are signed out",
            Error::Forbidden { .. } => "Your account may not open this page",
            Error::NotFound => "There is no such page",
            Error::Conflict => "Somebody else changed this first",
            Error::Busy => "Busy just now",
            Error::Full => "Nothing can be saved just now",
            Error::Internal { .. } => "Something went wrong on our side",
        }
        .to_owned()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        let (sentence, advice) = match &self.error {
            Error::Invalid(_) => {
                (self.error.to_string(), "Go back, put it right and send it again.")
            }
            Error::SignedOut => ("You have to be signed in to see this page.".to_owned(), ""),
            Error::Forbidden { ask } => {
                (format!("If you need it for your work, ask {ask}."), "Nothing was changed.")
            }
            Error::NotFound => (
                "It may have been mistyped, or it belongs to a service you are not part of."
                    .to_owned(),
                "Check the address, or start again from Home.",
            ),
            Error::Conflict => (
                self.error.to_string(),
                "Open the page again to see what it holds now, then make your change.",
            ),
            Error::Busy => (
                "More is being asked than can be answered at once. Nothing you sent was half done."
                    .to_owned(),
                "Wait a few seconds and try again.",
            ),
            Error::Full => (
                "The server has no room left to write, so nothing was saved. What is there can still be read."
                    .to_owned(),
                "Tell your administrator. Go back in your browser to find what you typed, and send it again when there is room.",
            ),
            Error::Internal { reference } => (
                format!("What happened is written down under the reference {reference}."),
                "Try again. If it happens again, tell your administrator the reference.",
            ),
        };
        let over = format!("Problem {}", self.status);
        let sign_in = (self.error == Error::SignedOut)
            .then(|| view! { <a class="button" href="/sign-in">"Sign in"</a> });
        let again = self.again.clone().map(|to| view! { <a href=to>"Try again"</a> });
        let home = (self.error != Error::SignedOut).then(|| view! { <a href="/">"Home"</a> });
        view! {
            <div class="narrow">
                {ui::heading(over, ui::Show::title(&self))}
                <p class="lead">{sentence}</p>
                {(!advice.is_empty()).then(|| view! { <p>{advice}</p> })}
                <p class="links">{sign_in}{again}{home}</p>
            </div>
        }
        .into_any()
    }
}
