//! Setting the second step up: the app, the proof that it works, the recovery codes; and turning it
//! off. Somebody of whom it is asked comes here before they are signed in.
//!
//! Refuses to count an app that has not shown one right code.

use beforehand::invalid::Invalid;
use chrono::NaiveDateTime;
use leptos::prelude::*;

use crate::error::Error;
use crate::sign_in::carried;
use crate::ui::{self, OurSvg, Show};

/// Where it is set up by those who are signed in.
pub const ACCOUNT: &str = "/account/second-step";
/// Where it is set up before the first session.
pub const SIGN_IN: &str = "/sign-in/second-step";

/// What a person may ask about their second step.
#[async_trait::async_trait]
pub trait SecondSteps {
    /// How it stands, or the form to set it up with a new secret.
    async fn second_step(&self) -> Result<SecondStepPage, Error>;

    /// Does what the form asks for.
    async fn change_second_step(&self, asked: Asked) -> Result<Outcome, Error>;
}

/// What the form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Turn it on with that secret, proved by a code.
    On {
        /// The secret in base 32, as it was shown.
        secret: String,
        /// A code of the app.
        code: String,
        /// Whether it takes the place of the app there is.
        another: bool,
    },
    /// Turn it off.
    Off,
    /// New recovery codes in the place of the old.
    Codes,
    /// Nothing that the form knows.
    Nothing,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The page says it: status and page.
    Page(u16, SecondStepPage),
    /// It is off.
    Off,
}

/// The page's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondStepPage {
    /// What the page is about.
    pub step: Step,
    /// Everything to be put right.
    pub problems: Vec<Invalid>,
    /// For somebody who is not signed in yet: where they go on to (empty for Home), and what they had
    /// typed there.
    pub signing_in: Option<(String, Vec<(String, String)>)>,
}

/// What the page is about.
#[derive(Clone, PartialEq, Eq)]
pub enum Step {
    /// An app to be set up.
    SetUp {
        /// The secret in base 32.
        secret: String,
        /// The link an app understands.
        link: String,
        /// The link as a drawing of ours.
        picture: Option<String>,
        /// Whether it takes the place of the app there is.
        another: bool,
    },
    /// New recovery codes, shown this once.
    Codes {
        /// The codes.
        codes: Vec<String>,
        /// Whether the second step was turned on just now.
        on: bool,
    },
    /// It is on.
    On {
        /// Since when, in local time.
        since: NaiveDateTime,
        /// Recovery codes left.
        left: u64,
        /// Whether it may not be turned off.
        demanded: bool,
    },
}

impl std::fmt::Debug for Step {
    /// Without what is secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SetUp { .. } => "SetUp",
            Self::Codes { .. } => "Codes",
            Self::On { .. } => "On",
        })
    }
}

impl Show for SecondStepPage {
    fn title(&self) -> String {
        match self.step {
            Step::SetUp { another: true, .. } => "Use another phone or app",
            Step::SetUp { .. } => "Set up your second step",
            Step::Codes { .. } => "Keep these recovery codes",
            Step::On { .. } => "Your second step is on",
        }
        .to_owned()
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        let title = self.title();
        let over = if self.signing_in.is_some() { "Sign in, second step" } else { "Your account" };
        let body = match self.step {
            Step::SetUp { secret, link, picture, another } => {
                let words = Words::of(self.signing_in.is_some(), another);
                set_up((&secret, &link, picture), &words, self.signing_in.as_ref(), &self.problems)
            }
            Step::Codes { codes, on } => recovery(&codes, on, self.signing_in.as_ref()),
            Step::On { since, left, demanded } => stands(since, left, demanded),
        };
        view! {
            {ui::error_summary(&self.problems)}
            <article class="second-step narrow">
                {ui::heading(over, title)}
                {body}
            </article>
        }
        .into_any()
    }
}

type SigningIn = (String, Vec<(String, String)>);

fn goes_on(signing_in: Option<&SigningIn>) -> AnyView {
    signing_in
        .map(|(next, fields)| {
            view! {
                <input type="hidden" name="next" value=next.clone() />
                {carried(fields)}
            }
        })
        .into_any()
}

/// What differs between the ways to the form.
struct Words {
    lead: &'static str,
    action: &'static str,
    button: &'static str,
    another: bool,
}

impl Words {
    fn of(signing_in: bool, another: bool) -> Self {
        let lead = match (signing_in, another) {
            (true, _) => {
                "Your account needs more than a password: a code from an app on your phone. It takes two minutes, once."
            }
            (_, true) => {
                "The app you have goes on until the new one has shown a right code. Then it, and your recovery codes, work no more."
            }
            _ => {
                "After your password you will be asked for a code from an app on your phone. Then a stolen password opens nothing."
            }
        };
        Self {
            lead,
            action: if signing_in { SIGN_IN } else { ACCOUNT },
            button: if another { "Use this app from now on" } else { "Turn it on" },
            another,
        }
    }
}

fn set_up(
    (secret, link, picture): (&str, &str, Option<String>),
    words: &Words,
    signing_in: Option<&SigningIn>,
    problems: &[Invalid],
) -> AnyView {
    let groups = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>();
    let groups = groups.join(" ");
    let another = words.another.then(|| {
        view! { <input type="hidden" name="another" value="1" /> }
    });
    let wrong = problems.iter().any(|problem| problem.field == "code");
    let described = if wrong { "code-error code-hint" } else { "code-hint" };
    let picture = picture.map(|svg| view! { <OurSvg svg=svg /> });
    view! {
        <p class="lead">{words.lead}</p>
        <h2>"1. Add Beforehand to an authenticator app"</h2>
        <p>"Any app for codes will do, such as Aegis, FreeOTP, Google Authenticator, Microsoft Authenticator or a password manager. Let it read the picture:"</p>
        {picture}
        <p>"Or type this secret into it:"</p>
        <p class="secret"><code>{groups}</code></p>
        <p><a href=link.to_owned()>"On this phone: open your app"</a></p>
        <h2>"2. Type the code that it shows"</h2>
        <form class="fields" method="post" action=words.action novalidate=true>
            <input type="hidden" name="secret" value=secret.to_owned() />
            {another}
            {goes_on(signing_in)}
            <div class="field">
                <label for="code">"Code"</label>
                <p class="hint" id="code-hint">"Six digits. The app shows new ones every half minute."</p>
                {ui::error_at(problems, "code")}
                <input id="code" name="code" type="text" class="short" inputmode="numeric"
                    autocomplete="one-time-code" maxlength="20" required=true
                    aria-describedby=described aria-invalid=wrong.then_some("true") />
            </div>
            <p class="send"><button class="button">{words.button}</button></p>
        </form>
    }
    .into_any()
}

fn recovery(codes: &[String], on: bool, signing_in: Option<&SigningIn>) -> AnyView {
    let done =
        if on { "Your second step is on." } else { "These codes take the place of those you had." };
    let lines =
        codes.iter().map(|code| view! { <li><code>{code.clone()}</code></li> }).collect_view();
    let on = match signing_in {
        None => view! { <p><a href="/account">"I have kept them: back to my account"</a></p> }
            .into_any(),
        Some(_) => view! {
            <form method="post" action=SIGN_IN>
                <input type="hidden" name="done" value="1" />
                {goes_on(signing_in)}
                <p class="send"><button class="button">"I have kept them: go on"</button></p>
            </form>
        }
        .into_any(),
    };
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true><p>{done}</p></div>
        <p class="lead">"For the day your phone is lost: each of them works once in the place of a code. Print them or write them down, and keep them away from your phone. They are shown this once."</p>
        <ol class="recovery-codes">{lines}</ol>
        {on}
    }
    .into_any()
}

fn stands(since: NaiveDateTime, left: u64, demanded: bool) -> AnyView {
    let since = format!("After your password you are asked for a code, since {}.", ui::when(since));
    let left = match left {
        0 => "You have no recovery code left: make new ones now.".to_owned(),
        1 => "You have 1 recovery code left. Make new ones soon.".to_owned(),
        n => format!("You have {n} recovery codes left."),
    };
    let off = if demanded {
        view! { <p>"Your account needs a second step, so it cannot be turned off."</p> }.into_any()
    } else {
        view! {
            <p>"Without it your password alone opens your account. A password of fewer than 15 characters needs a second step: you would be asked to set one up when you sign in next."</p>
            <form method="post" action=ACCOUNT>
                <input type="hidden" name="do" value="off" />
                <p class="send"><button class="button">"Turn it off"</button></p>
            </form>
        }
        .into_any()
    };
    view! {
        <p class="lead">{since}</p>
        <h2>"Recovery codes"</h2>
        <p>{left}</p>
        <form method="post" action=ACCOUNT>
            <input type="hidden" name="do" value="codes" />
            <p class="send"><button class="button">"Make new recovery codes"</button></p>
        </form>
        <h2>"A new phone"</h2>
        <p><a href=format!("{ACCOUNT}?another=1")>"Use another phone or app"</a></p>
        <h2>"Turn it off"</h2>
        {off}
        <p><a href="/account">"Back to my account"</a></p>
    }
    .into_any()
}
