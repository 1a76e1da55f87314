//! One's own account and the second step of signing in: each state of their pages.

use beforehand::invalid::Invalid;
use beforehand::role::Role;

use crate::Page;
use crate::account::{AccountPage, Done, SessionLine};
use crate::second_step::{SecondStepPage, Step};
use crate::sign_in::{AgainPage, CodePage, NoEntryPage, SignInPage, WhyNot};

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const PICTURE: &str = "<svg class=\"qr\" viewBox=\"0 0 9 9\" width=\"220\" height=\"220\" role=\"img\" aria-label=\"The secret as a picture for your app\"><rect width=\"9\" height=\"9\" fill=\"#fff\"/><path d=\"M4 4h1v1h-1z\" fill=\"#000\"/></svg>";

fn account(second_step: Option<u64>) -> AccountPage {
    let at = |text: &str| text.parse().unwrap_or_default();
    let line = |name: &str, since: &str, this| SessionLine {
        name: name.into(),
        since: at(since),
        seen: at("2019-04-02T09:42:00"),
        this,
    };
    AccountPage {
        name: "Priya <Shah>".into(),
        email: "priya@demo.example".into(),
        version: 3,
        admin: false,
        roles: vec![("Helpline North".into(), Role::Trustee), ("South".into(), Role::Manager)],
        provided: false,
        signed_in: Some(at("2019-04-02T09:12:00")),
        shortest: if second_step.is_some() { 12 } else { 15 },
        second_step,
        sessions: vec![
            line("00112233445566aa", "2019-04-02T09:12:00", true),
            line("00112233445566bb", "2019-04-02T08:55:00", false),
        ],
        times: beforehand::setting::SessionTimes::default(),
        done: None,
        problems: vec![],
    }
}

fn step(step: Step, signing_in: bool, problems: Vec<Invalid>) -> Page {
    let carried = || ("/".to_owned(), vec![("note".to_owned(), "</script>".to_owned())]);
    let signing_in = signing_in.then(carried);
    Page::SecondStep(Box::new(SecondStepPage { step, problems, signing_in }))
}

fn set_up(another: bool) -> Step {
    Step::SetUp {
        another,
        secret: SECRET.into(),
        link: format!("otpauth://totp/Beforehand:priya?secret={SECRET}"),
        picture: Some(PICTURE.into()),
    }
}

fn codes(on: bool) -> Step {
    Step::Codes { codes: vec!["abcd-efgh-ijkm-npqr-stuv-wxyz".into(); 10], on }
}

/// Pages for somebody who is signed in.
pub fn pages() -> Vec<(&'static str, Page)> {
    let since = "2019-04-02T09:42:00".parse().unwrap_or_default();
    let on = |left, demanded| Step::On { since, left, demanded };
    let alone = AccountPage { admin: true, roles: vec![], ..account(Some(10)) };
    let alone =
        AccountPage { sessions: alone.sessions[..1].to_vec(), done: Some(Done::Password), ..alone };
    let wrong = ["name", "old", "code", "new", "repeat"];
    let wrong = wrong.map(|field| Invalid::new(field, "Type it again.")).to_vec();
    let code = vec![Invalid::new("code", "That code is not right.")];
    let again = AgainPage {
        email: "priya@demo.example".into(),
        provided: false,
        code: true,
        problems: vec![Invalid::new("password", "That is not your present password.")],
        next: "/services/north/reopen/2018-Q4".into(),
        carried: vec![("why".into(), "\"><b>".into())],
    };
    vec![
        ("account", Page::Account(Box::new(account(None)))),
        ("account-admin", Page::Account(Box::new(alone))),
        (
            "account-wrong",
            Page::Account(Box::new(AccountPage { problems: wrong, ..account(Some(1)) })),
        ),
        (
            "account-none",
            Page::Account(Box::new(AccountPage { roles: vec![], ..account(Some(0)) })),
        ),
        ("second-step-set-up", step(set_up(false), false, vec![])),
        ("second-step-wrong", step(set_up(true), false, code)),
        ("second-step-codes", step(codes(false), false, vec![])),
        ("second-step-on", step(on(10, true), false, vec![])),
        ("second-step-last", step(on(1, false), false, vec![])),
        ("second-step-none-left", step(on(0, false), false, vec![])),
        ("sign-in-again", Page::Again(again.clone())),
        (
            "account-provided",
            Page::Account(Box::new(AccountPage { provided: true, ..account(None) })),
        ),
        (
            "sign-in-again-provided",
            Page::Again(AgainPage { provided: true, code: false, ..again.clone() }),
        ),
        (
            "sign-in-again-provided-code",
            Page::Again(AgainPage { provided: true, carried: vec![], ..again }),
        ),
    ]
}

/// Pages for somebody who is on the way in.
pub fn signing_in() -> Vec<(&'static str, Page)> {
    let problems = vec![Invalid::new("code", "That code was used already.")];
    let code = CodePage { problems, next: "/owed".into(), carried: vec![("a".into(), "<".into())] };
    let said = "Microsoft 365 does not answer. Try again in a few minutes.";
    let form = SignInPage {
        problems: vec![Invalid::new("", said)],
        next: "/owed".into(),
        ..SignInPage::default()
    };
    let kept = vec![("note".to_owned(), "</b>".to_owned())];
    let kept = SignInPage { carried: kept, problems: vec![], ..form.clone() };
    let steps = vec![
        ("sign-in-code", Page::Code(code)),
        ("sign-in-set-up", step(set_up(false), true, vec![])),
        ("sign-in-codes", step(codes(true), true, vec![])),
        ("sign-in-provided", Page::SignIn(form)),
        ("sign-in-provided-kept", Page::SignIn(kept)),
    ];
    let no_entry = WhyNot::ALL.map(|why| {
        let (provider, email) = ("Microsoft <365>".to_owned(), "jo@example.org".to_owned());
        ("no-entry", Page::NoEntry(NoEntryPage { provider, email, why }))
    });
    steps.into_iter().chain(no_entry).collect()
}
