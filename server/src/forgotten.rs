//! Asking for a new password by mail.
//!
//! Refuses to tell who has an account: the same answer, in the same time, whoever asks. Whether the
//! address is anybody's is looked up after the answer is on its way.

use std::sync::Arc;

use app::Page;
use app::forgotten::{A_DAY, ADDRESS, ForgottenPage};
use app::join::address;
use app::people::{Errand, letter};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use beforehand::invalid::Invalid;

use crate::backend::{House, local};
use crate::error::Answer;
use crate::mail::{Mail, Mailer, Unsent};
use crate::shared::unlisted;
use crate::sign_in::Fields;
use crate::store::{Attempt, LinkMail};
use crate::{join, pages, session};

/// The longest address, in bytes.
const LONGEST: usize = 200;

/// `GET /forgotten`; `?sent` says that a mail is on its way, if anybody has the address.
///
/// # Errors
/// None; an [`Answer`] like those of all handlers.
pub async fn show(State(house): State<Arc<House>>, Query(query): Query<Fields>) -> Answer {
    let sent = query.iter().any(|(name, _)| name == "sent");
    let page = match (way_out(&house), sent) {
        (None, _) => ForgottenPage::NoMail,
        (Some(_), true) => ForgottenPage::Sent,
        (Some(_), false) => ForgottenPage::Ask { email: String::new(), problems: Vec::new() },
    };
    answer(&house, page, StatusCode::OK)
}

/// `POST /forgotten`: sends a link to the address, if it is somebody's, after the answer.
///
/// # Errors
/// Busy, when the database does not answer. What is no address is answered with the form.
pub async fn send(State(house): State<Arc<House>>, Form(fields): Form<Fields>) -> Answer {
    let Some((mailer, base)) = way_out(&house) else {
        return answer(&house, ForgottenPage::NoMail, StatusCode::OK);
    };
    let typed = fields.iter().rev().find(|(name, _)| name == "email");
    let typed = typed.map(|(_, value)| value.clone()).unwrap_or_default();
    let email = typed.trim().to_lowercase();
    let said = if email.is_empty() {
        Some("Type your email address.")
    } else if email.len() > LONGEST || !email.contains('@') || email.contains(char::is_control) {
        Some("Give a mail address, such as sam@example.org.")
    } else {
        None
    };
    if let Some(said) = said {
        let problems = vec![Invalid::new("email", said)];
        let page = ForgottenPage::Ask { email: typed, problems };
        return answer(&house, page, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Counted for every address, anybody's or not.
    let now = house.clock.now().naive_utc();
    let tried = house.store.try_attempt(&format!("{email} (forgotten)"), now).await?;
    if matches!(tried, Attempt::Allowed(tries) if tries <= A_DAY) {
        tokio::spawn(mail(house, mailer, base, email));
    }
    Ok(unlisted(pages::see_other(&format!("{ADDRESS}?sent=1"))))
}

/// The mail server and the address that links lead to. Only a configured one: whoever asks is a
/// stranger, and the host they name could be theirs.
fn way_out(house: &House) -> Option<(Mailer, String)> {
    Some((house.site.mail.clone()?, house.site.base_url.clone()?))
}

async fn mail(house: Arc<House>, mailer: Mailer, base: String, email: String) {
    let store = &house.store;
    match store.find_person_by_email(&email).await {
        Ok(Some(account)) if account.active => {}
        Ok(_) => return,
        Err(why) => return tracing::warn!(?why, "a link that was asked for was not made"),
    }
    let (token, now) = (join::new_token(), house.clock.now());
    let made = store.ask_password_link(&email, session::hash(&token), now.naive_utc()).await;
    let (account, link) = match made {
        Ok(Some(made)) => made,
        Ok(None) => return,
        Err(why) => return tracing::warn!(?why, "a link that was asked for was not made"),
    };
    let to = (account.name.as_str(), account.email.as_str());
    let address = format!("{base}{}", address(&token));
    let letter = letter(Errand::Forgotten, to, &address, local("", link.expires_at));
    let mail = Mail {
        to: vec![(account.name.clone(), account.email.clone())],
        reply: None,
        subject: letter.subject,
        text: letter.text,
        html: None,
        stop: None,
        at: now,
    };
    let became = match mailer.send(&mail).await {
        Ok(()) => LinkMail::Sent,
        Err(Unsent::Refused | Unsent::Address) => LinkMail::Refused,
        Err(Unsent::Silent) => LinkMail::Silent,
    };
    if let Err(why) = store.settle_password_link(&link.id, became).await {
        tracing::warn!(?why, "what became of a link's mail is not written down");
    }
}

fn answer(house: &House, page: ForgottenPage, status: StatusCode) -> Answer {
    pages::alone(house, Page::Forgotten(page), status).map(unlisted)
}
