//! Signing in with the OpenID provider: the way there beside the forms, and the page for whoever does not
//! get in by it.
//!
//! Refuses to say anything of an account to somebody whose it is not known to be.

use leptos::prelude::*;

use super::carried;
use crate::ui::{self, Show};

/// Where the way to the provider begins.
const ADDRESS: &str = "/sign-in/with";

/// Why somebody whom the provider has shown does not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// None of their groups is anything here.
    Nothing,
    /// There is an account with their address, and it is not known to be theirs.
    Taken,
    /// They administer the installation.
    Administrator,
    /// Their account has ended.
    Ended,
    /// The provider tells no address that can be used.
    NoAddress,
    /// The provider says that the address is not verified.
    Unverified,
    /// The provider does not list all their groups.
    TooManyGroups,
}

impl WhyNot {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Nothing,
        Self::Taken,
        Self::Administrator,
        Self::Ended,
        Self::NoAddress,
        Self::Unverified,
        Self::TooManyGroups,
    ];
}

/// The page for whoever does not get in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoEntryPage {
    /// What the provider is called.
    pub provider: String,
    /// The address that it told; empty when it told none.
    pub email: String,
    /// Why not.
    pub why: WhyNot,
}

impl Show for NoEntryPage {
    fn title(&self) -> String {
        match self.why {
            WhyNot::Nothing => "Your account opens nothing here yet".to_owned(),
            WhyNot::Administrator => "Administrators sign in with their password".to_owned(),
            WhyNot::Ended => "Your account here has ended".to_owned(),
            _ => format!("{} did not open your account", self.provider),
        }
    }

    fn hidden_from_search(&self) -> bool {
        true
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        let name = &self.provider;
        let lead = match self.why {
            WhyNot::Nothing => format!(
                "{name} knows you, but none of your groups there has a part in Beforehand. Ask the administrator of Beforehand, or whoever looks after {name} for you, to add you to one."
            ),
            WhyNot::Taken => format!(
                "There is an account with your address already, and {name} does not say that the address is yours. Sign in with your password, or ask the administrator."
            ),
            WhyNot::Administrator => format!(
                "An administrator's account opens with its password and second step only, never with {name}."
            ),
            WhyNot::Ended => {
                "You may not sign in any more. If that is wrong, ask the administrator.".to_owned()
            }
            WhyNot::NoAddress => format!(
                "{name} told no mail address of yours that can be used here. Ask whoever looks after {name} for you to let it tell your address."
            ),
            WhyNot::Unverified => format!(
                "{name} says that your mail address is not confirmed. Confirm it there, and sign in once more."
            ),
            WhyNot::TooManyGroups => format!(
                "You are in so many groups that {name} does not list them all, so nobody can tell what you are here. Your roles stay as they were. Ask the administrator to let {name} list the groups of Beforehand only."
            ),
        };
        let who = (!self.email.is_empty()).then(|| {
            view! { <p>"You came as "<strong><bdi>{self.email.clone()}</bdi></strong>"."</p> }
        });
        view! {
            <article class="narrow">
                {ui::heading("Sign in", self.title())}
                <p class="lead">{lead}</p>
                {who}
                <p class="links"><a href="/sign-in">"Back to the sign-in page"</a></p>
            </article>
        }
        .into_any()
    }
}

/// The way in with the provider, above the form that asks for a password. Where another form waits with
/// what was typed, it opens in a window of its own, so that nothing is lost.
pub(super) fn way_in(name: &str, next: &str, kept: &[(String, String)]) -> AnyView {
    let to = address(next, false);
    let said = format!("Sign in with {name}");
    let link = if kept.is_empty() {
        view! { <p class="send"><a class="button" href=to>{said}</a></p> }.into_any()
    } else {
        let back = view! {
            <form method="post" action="/sign-in">
                <input type="hidden" name="next" value=next.to_owned() />
                {carried(kept)}
                <p class="send"><button class="button" name="elsewhere" value="1">"I have signed in, go on"</button></p>
            </form>
        };
        aside(&said, to, back.into_any())
    };
    view! {
        {link}
        <p class="soft">"Administrators sign in with their password and second step only."</p>
        <h2>"With a password"</h2>
    }
    .into_any()
}

/// The way to show the provider once more who is there, before a dangerous act.
pub(super) fn way_again(name: Option<&String>, next: &str, kept: &[(String, String)]) -> AnyView {
    let Some(name) = name else {
        return view! { <p>"You have no password here, and the way you signed in by is not there any more. Ask the administrator for a link."</p> }
            .into_any();
    };
    let (to, said) = (address(next, true), format!("Show it with {name}"));
    if kept.is_empty() {
        return view! { <p class="send"><a class="button" href=to>{said}</a></p> }.into_any();
    }
    let back = view! {
        <form method="post" action="/sign-in/again">
            <input type="hidden" name="next" value=next.to_owned() />
            {carried(kept)}
            <p class="send"><button class="button">"I have shown it, go on"</button></p>
        </form>
    };
    aside(&said, to, back.into_any())
}

/// Two steps: elsewhere first, and back to what waits here.
fn aside(said: &str, to: String, back: AnyView) -> AnyView {
    view! {
        <p class="send">
            <a class="button" href=to target="_blank" rel="noopener">{said.to_owned()}<span class="hidden">" (opens another window)"</span></a>
        </p>
        <p>"It opens another window. Come back to this one then: what you typed waits here."</p>
        {back}
    }
    .into_any()
}

fn address(next: &str, again: bool) -> String {
    let again = if again { "&again=1" } else { "" };
    format!("{ADDRESS}?next={}{again}", ui::percent(next))
}
