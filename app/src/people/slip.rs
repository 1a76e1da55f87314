//! A link that was just made: shown this once, and as a slip to print and hand over.

use beforehand::words::capital;
use chrono::NaiveDateTime;
use leptos::prelude::*;

use super::said;
use crate::ui;

/// What came of an order for a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// A link, shown this once.
    Now(Box<Slip>),
    /// The same form had made one before: it was shown then.
    Before,
}

/// A link and what belongs beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The person's name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// What they are, each as a phrase.
    pub roles: Vec<String>,
    /// Whether it is for their first password.
    pub first: bool,
    /// The site's address.
    pub site: String,
    /// The link's token.
    pub token: String,
    /// When it ends, local time.
    pub until: NaiveDateTime,
    /// What became of the mail.
    pub mailed: Mailed,
}

/// What became of the mail that carries a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailed {
    /// None was sent.
    No,
    /// The mail server took it.
    Sent,
    /// The mail server refused it, or the address is none.
    Refused,
    /// The mail server did not answer.
    Silent,
}

impl Slip {
    fn link(&self) -> String {
        format!("{}{}", self.site, crate::join::address(&self.token))
    }
}

/// What was made: what to do with it, and the slip.
pub(super) fn made(made: &Made) -> AnyView {
    let slip = match made {
        Made::Now(slip) => slip,
        Made::Before => {
            return view! {
                <div class="done" role="status" tabindex="-1" autofocus=true>
                    <h2>"That link was made already"</h2>
                    <p>"It was shown then, and cannot be shown again. If you do not have it, make a new one on the person's page: it ends the old one."</p>
                </div>
            }
            .into_any();
        }
    };
    let head = if slip.first {
        format!("{} is invited", slip.name)
    } else {
        format!("There is a new link for {}", slip.name)
    };
    let mail = match slip.mailed {
        Mailed::No => String::new(),
        Mailed::Sent => format!("It is on its way to {} by mail. ", slip.email),
        Mailed::Refused => format!(
            "The mail server did not take the mail to {}, so it was not sent: check the address. ",
            slip.email
        ),
        Mailed::Silent => format!(
            "The mail server did not answer, so the mail to {} was probably not sent. ",
            slip.email
        ),
    };
    let by_hand = if slip.mailed == Mailed::Sent {
        "You need not do anything. To hand it over yourself, print this page: only the slip below comes out."
    } else {
        "Print this page and hand it over: only the slip below comes out. Or send them the link in a message of your own."
    };
    view! {
        <div class="done no-print" role="status" tabindex="-1" autofocus=true>
            <h2>{head}</h2>
            <p>{mail}"The link is shown this once, and cannot be looked up later. "{by_hand}</p>
            <p><label for="made">"The link"</label></p>
            <input type="text" id="made" class="address" readonly=true value=slip.link() />
        </div>
        {paper(slip)}
    }
    .into_any()
}

/// The slip.
fn paper(slip: &Slip) -> AnyView {
    let what =
        if slip.first { "Your account in Beforehand" } else { "Your new password for Beforehand" };
    let roles = capital(&said(&slip.roles));
    let code = crate::join::grouped(&slip.token);
    let type_at = format!("{}{}", slip.site, crate::join::CODE);
    let choose = if slip.first { "Choose a password" } else { "Choose a new password" };
    view! {
        <section class="slip" aria-labelledby="slip">
            <h2 id="slip">{what}</h2>
            <dl>
                <dt>"For"</dt>
                <dd><bdi>{slip.name.clone()}</bdi></dd>
                <dt>"Your part"</dt>
                <dd><bdi>{roles}</bdi></dd>
                <dt>"You sign in as"</dt>
                <dd>{slip.email.clone()}</dd>
                <dt>"Use it before"</dt>
                <dd>{ui::when(slip.until)}</dd>
            </dl>
            <ol>
                <li>"On a computer or phone open "<strong>{type_at}</strong></li>
                <li>
                    "Type this code. Capitals and the spaces between the groups do not matter: "
                    <span class="code">{code}</span>
                </li>
                <li>{choose}" of four or five words that do not belong together. Then sign in with it."</li>
            </ol>
            <p class="soft">
                "The code works once. Keep this slip to yourself, and tear it up when you are done. If the code does not work, ask whoever gave you the slip for a new one."
            </p>
        </section>
    }
    .into_any()
}
