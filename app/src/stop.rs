//! The page behind the link in a mail that stops such mail: one button, and what it did.
//!
//! Refuses to stop anything by being looked at: programs look at links before people do.

use leptos::prelude::*;

use crate::Frame;
use crate::ui::{self, Show};

/// The one field of the form, as RFC 8058 spells what mail programs send.
pub const FIELD: (&str, &str) = ("List-Unsubscribe", "One-Click");

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopPage {
    /// Shall mail about this service stop?
    Ask {
        /// The service's name.
        service: String,
        /// The link's token.
        token: String,
    },
    /// It has stopped.
    Done {
        /// The service's name.
        service: String,
    },
    /// The link stops nothing.
    Gone,
}

/// Where mail is stopped.
pub fn address(token: &str) -> String {
    format!("/mail/stop/{token}")
}

impl Show for StopPage {
    fn title(&self) -> String {
        match self {
            Self::Ask { service, .. } => format!("Stop mail about {service}?"),
            Self::Done { service } => format!("You get no more mail about {service}"),
            Self::Gone => "This link stops nothing".to_owned(),
        }
    }

    fn hidden_from_search(&self) -> bool {
        true
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let title = self.title();
        let body = match self {
            Self::Ask { token, .. } => view! {
                <p class="lead">"Each new edition of the quarterly figures has come to you by mail."</p>
                <form method="post" action=address(&token)>
                    <input type="hidden" name=FIELD.0 value=FIELD.1 />
                    <p class="send"><button class="button">"Stop this mail"</button></p>
                </form>
            }
            .into_any(),
            Self::Done { .. } => view! {
                <div role="status">
                    <p class="lead">"It has stopped at once. To get it again, sign in and choose it beside the approved quarters."</p>
                </div>
            }
            .into_any(),
            Self::Gone => view! {
                <p class="lead">"Either that mail was stopped before, or the link is not whole. If mail still comes, use the link in the latest one."</p>
            }
            .into_any(),
        };
        view! {
            <article class="stop">
                {ui::heading("Mail", title)}
                {body}
            </article>
        }
        .into_any()
    }
}
