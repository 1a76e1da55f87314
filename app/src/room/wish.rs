//! The choice whether new editions come by mail, beside the approved quarters.
//!
//! Off until somebody chooses it.

use leptos::prelude::*;

/// The field of the form.
pub const FIELD: &str = "editions";

/// Whether new editions come by mail, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Whether they do.
    pub on: bool,
    /// The reader's mail address.
    pub email: String,
    /// It was chosen just now.
    pub just: bool,
}

/// Where the choice is sent.
pub fn address(slug: &str) -> String {
    format!("/services/{slug}/mail")
}

/// What was chosen, at the head of the page.
pub(super) fn done(wish: &Wish) -> Option<AnyView> {
    wish.just.then(|| {
        let said = if wish.on {
            format!("Each new edition comes to {} from now on.", wish.email)
        } else {
            "No edition comes to you by mail any more.".to_owned()
        };
        view! { <div class="done" role="status" tabindex="-1" autofocus=true><p><bdi>{said}</bdi></p></div> }
            .into_any()
    })
}

/// The form: one button, that of the other choice.
pub(super) fn form(slug: &str, wish: &Wish) -> impl IntoView + use<> {
    let (said, value, button) = if wish.on {
        let said = format!("Each new edition is sent to {} when it is approved.", wish.email);
        (said, "off", "Stop")
    } else {
        let said = format!(
            "The headline, sentences and numbers of each new edition, sent to {} when it is approved. You can stop it here, or with one click in the mail.",
            wish.email
        );
        (said, "on", "Send me each new edition by mail")
    };
    view! {
        <section class="no-print" aria-labelledby="by-mail">
            <h2 id="by-mail">"By mail"</h2>
            <p><bdi>{said}</bdi></p>
            <form method="post" action=address(slug)>
                <input type="hidden" name=FIELD value=value />
                <p class="send"><button class="button">{button}</button></p>
            </form>
        </section>
    }
}
