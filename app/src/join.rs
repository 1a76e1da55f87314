//! The page behind a link that sets a password, and the page where the code of a printed one is typed.
//!
//! Refuses to say why a link does not work: used, ended, run out and never there look the same.

use beforehand::invalid::Invalid;
use beforehand::words::capital;
use chrono::NaiveDateTime;
use leptos::prelude::*;

use crate::Frame;
use crate::people::said;
use crate::ui::{self, Show};

/// Where a code is typed.
pub const CODE: &str = "/join";
/// What stands in the place of a token once a password is set.
pub const DONE: &str = "done";

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JoinPage {
    /// Type the code of the slip.
    Code {
        /// What was typed.
        typed: String,
        /// Everything to be put right.
        problems: Vec<Invalid>,
    },
    /// Choose a password.
    Choose(Box<Choice>),
    /// It is set.
    Done,
    /// The link does not work.
    Gone,
}

/// Who chooses a password, and by which link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The link's token.
    pub token: String,
    /// Their name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// Whether it is their first password.
    pub first: bool,
    /// Who invited them; empty when they asked themselves.
    pub by: String,
    /// What they are, each as a phrase.
    pub roles: Vec<String>,
    /// When the link ends, local time.
    pub until: NaiveDateTime,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
}

/// Where a link leads.
pub fn address(token: &str) -> String {
    format!("{CODE}/{token}")
}

/// A token as it is printed: in groups of four.
pub fn grouped(token: &str) -> String {
    let letters: Vec<char> = token.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

impl Show for JoinPage {
    fn title(&self) -> String {
        match self {
            Self::Code { .. } => "Type the code of your slip".to_owned(),
            Self::Choose(choice) if choice.first => format!("Welcome, {}", choice.name),
            Self::Choose(_) => "Choose a new password".to_owned(),
            Self::Done => "Your password is set".to_owned(),
            Self::Gone => "This link does not work".to_owned(),
        }
    }

    fn failed(&self) -> bool {
        match self {
            Self::Code { problems, .. } => !problems.is_empty(),
            Self::Choose(choice) => !choice.problems.is_empty(),
            Self::Done | Self::Gone => false,
        }
    }

    fn hidden_from_search(&self) -> bool {
        true
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let title = self.title();
        let (problems, body) = match self {
            Self::Code { typed, problems } => {
                let body = code(typed, &problems);
                (problems, body)
            }
            Self::Choose(choice) => (choice.problems.clone(), choose(&choice)),
            Self::Done => (
                Vec::new(),
                view! {
                    <div role="status">
                        <p class="lead">"Sign in with it now. The link no longer works, and whoever was signed in before is signed out."</p>
                    </div>
                    <p class="send"><a class="button" href="/sign-in">"Sign in"</a></p>
                }
                .into_any(),
            ),
            Self::Gone => (
                Vec::new(),
                view! {
                    <p class="lead">"A link like this works once, and only for a while."</p>
                    <p>"If you have set a password with it, "<a href="/sign-in">"sign in"</a>". If you have forgotten it, "<a href="/forgotten">"ask for a new one"</a>". Otherwise ask whoever gave you the link for another. If you typed it, check every letter, or "<a href=CODE>"type the code of your slip"</a>"."</p>
                }
                .into_any(),
            ),
        };
        view! {
            <div class="narrow join">
                {ui::error_summary(&problems)}
                {ui::heading("Your account", title)}
                {body}
            </div>
        }
        .into_any()
    }
}

fn code(typed: String, problems: &[Invalid]) -> AnyView {
    let wrong = !problems.is_empty();
    let described = if wrong { "code-error code-hint" } else { "code-hint" };
    view! {
        <form class="fields" method="post" action=CODE novalidate=true>
            <div class="field">
                <label for="code">"Code"</label>
                <p class="hint" id="code-hint">"Thirteen groups of four letters and digits. Capitals and spaces do not matter. There is no 0, 1, letter l or letter o in it."</p>
                {ui::error_at(problems, "code")}
                <input type="text" id="code" name="code" autocomplete="off" autocapitalize="none"
                    spellcheck="false" maxlength="200" value=typed aria-describedby=described
                    aria-invalid=wrong.then_some("true") />
            </div>
            <button class="button">"Go on"</button>
        </form>
    }
    .into_any()
}

fn choose(choice: &Choice) -> AnyView {
    let wrong = |name: &str| choice.problems.iter().any(|one| one.field == name);
    let described = |name: &str| {
        if wrong(name) { format!("{name}-error {name}-hint") } else { format!("{name}-hint") }
    };
    let again = wrong("again").then_some("again-error");
    let invited = (choice.first && !choice.by.is_empty())
        .then(|| format!("{} has made an account for you. ", choice.by));
    let lead = if choice.first {
        "Choose a password, and then sign in with it."
    } else {
        "From then on you are signed out everywhere, and sign in with the new one."
    };
    let part = choice.first.then(|| {
        view! {
            <dt>"Your part"</dt>
            <dd><bdi>{capital(&said(&choice.roles))}</bdi></dd>
        }
    });
    view! {
        <p class="lead"><bdi>{invited}</bdi>{lead}</p>
        <dl class="facts">
            <dt>"For"</dt>
            <dd><bdi>{choice.name.clone()}</bdi></dd>
            {part}
            <dt>"You sign in as"</dt>
            <dd>{choice.email.clone()}</dd>
            <dt>"The link works until"</dt>
            <dd>{ui::when(choice.until)}</dd>
        </dl>
        <form class="fields" method="post" action=address(&choice.token) novalidate=true>
            <input type="hidden" name="email" autocomplete="username"
                value=choice.email.clone() />
            <div class="field">
                <label for="password">"New password"</label>
                <p class="hint" id="password-hint">"15 characters or more. Four or five words that do not belong together are easy to remember. You may paste it."</p>
                {ui::error_at(&choice.problems, "password")}
                <input type="password" id="password" name="password" autocomplete="new-password"
                    aria-describedby=described("password")
                    aria-invalid=wrong("password").then_some("true") />
            </div>
            <div class="field">
                <label for="again">"The same once more"</label>
                {ui::error_at(&choice.problems, "again")}
                <input type="password" id="again" name="again" autocomplete="new-password"
                    aria-describedby=again aria-invalid=wrong("again").then_some("true") />
            </div>
            <button class="button">"Set the password"</button>
        </form>
    }
    .into_any()
}
