//! Editions by mail: takes what waits in the database, hands it to the mail server, and writes down
//! what became of it.
//!
//! Refuses to keep anything in memory: whoever starts after a crash, or beside another server, goes on
//! from the rows. A mail that may have gone out is never sent again.

use std::sync::Arc;
use std::time::Duration;

use app::quarter::{Issue, edition_address, letter};
use chrono::NaiveDateTime;
use tokio::sync::watch;

use crate::backend::{House, local};
use crate::mail::{Mail, Mailer, Unsent};
use crate::session;
use crate::store::{Addressed, Delivery, Refused, TakenMail};

/// How often is looked for what is due, where nobody says that something is.
const INTERVAL: Duration = Duration::from_secs(15);

/// Sends what is due until the server stops. Without a mail server there is nothing to do.
pub async fn run(house: Arc<House>, mut stopped: watch::Receiver<bool>) {
    let Some(mailer) = house.site.mail.clone() else { return };
    while !*stopped.borrow() {
        let now = house.clock.now().naive_utc();
        let sent = match house.store.take_mail(now).await {
            Ok(Some(mail)) => one(&house, &mailer, mail, now).await.map(|()| true),
            Ok(None) => Ok(false),
            Err(why) => Err(why),
        };
        match sent {
            Ok(true) => continue,
            Ok(false) => {}
            Err(why) => tracing::warn!(?why, "what is to be mailed cannot be read or written"),
        }
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => {}
            () = house.mailing.notified() => {}
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}

/// One mail, from its claim to what became of it.
async fn one(
    house: &House,
    mailer: &Mailer,
    taken: TakenMail,
    now: NaiveDateTime,
) -> Result<(), Refused> {
    let store = &house.store;
    // A server that is not there or says nothing has certainly taken nothing.
    if mailer.ready().await.is_err() {
        return store.settle_mail(taken, Delivery::Silent, now).await;
    }
    let frozen = store.find_edition(taken.service, taken.quarter, taken.edition).await?;
    let Some(frozen) = frozen else {
        return store.settle_mail(taken, Delivery::Ended, now).await;
    };
    let token = session::random_hex::<32>();
    let Some(to) = store.begin_mail(&taken, session::hash(&token), now).await? else {
        return Ok(());
    };
    let mail = write(house, &to, &taken, &frozen, &token);
    let became = match mailer.send(&mail).await {
        Ok(()) => Delivery::Sent,
        Err(Unsent::Refused | Unsent::Address) => Delivery::Refused,
        Err(Unsent::Silent) => Delivery::Unknown,
    };
    store.settle_mail(taken, became, house.clock.now().naive_utc()).await
}

/// The mail. A file that belongs to the edition is attached here.
fn write(
    house: &House,
    to: &Addressed,
    taken: &TakenMail,
    frozen: &beforehand::edition::Frozen,
    token: &str,
) -> Mail {
    let base = house.site.base_url.as_ref().unwrap_or(&to.base);
    let summary = &frozen.summary;
    let page = format!("{base}{}", edition_address(&to.slug, &summary.name, taken.edition));
    let stop = format!("{base}{}", app::stop::address(token));
    let on = local(&to.time_zone, to.approved_at).date();
    let letter = letter(&Issue {
        summary,
        comment: frozen.comment.as_deref(),
        edition: (taken.edition, on, &to.approved_by),
        page: &page,
        stop: Some(&stop),
    });
    Mail {
        to: vec![(to.name.clone(), to.email.clone())],
        reply: None,
        subject: letter.subject,
        text: letter.text,
        html: Some(letter.html),
        stop: Some(stop),
        at: house.clock.now(),
    }
}
