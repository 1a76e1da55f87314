//! Sending a reminder once: claimed, handed to the mail server, recorded.

use std::time::Duration;

use app::error::Error;
use app::owed::{OwedPage, Refused, TypedReminder, field};
use beforehand::invalid::Invalid;
use beforehand::week::Week;

use super::Managed;
use crate::backend::Access;
use crate::backend::entry::refused;
use crate::error::ended;
use crate::mail::{Mail, Mailer, PATIENCE, Unsent};
use crate::store::{self, Actor, Claim, ReminderOrder, Staff, Store};

/// How often a form that was sent twice looks whether its twin has gone out.
const LOOK: Duration = Duration::from_millis(200);

/// What became of a mail that was ours to send.
enum Outcome {
    /// It went out; its place in the history.
    Sent(i64),
    /// Nobody got it.
    Unsent(Unsent),
    /// It went out and could not be written down.
    Unrecorded,
}

/// Why the same page comes back.
struct Said {
    status: u16,
    /// The field it belongs to: `to`, or `text`.
    at: &'static str,
    sentence: &'static str,
}

const NO_FORM: Said = Said {
    status: 422,
    at: "text",
    sentence: "This was not sent from a form of this page. Look at the reminder below and send it again.",
};
const NO_MAIL: Said = Said {
    status: 503,
    at: "text",
    sentence: "This server is not set up to send mail, so the reminder was not sent. Copy the text below into a mail of your own.",
};
const CHANGED: Said = Said {
    status: 409,
    at: "text",
    sentence: "The weeks have changed since this text was shown, so the reminder was not sent. Read the new text below and send it again.",
};
const DONE: Said = Said {
    status: 409,
    at: "",
    sentence: "Nothing is missing there any more, so the reminder was not sent.",
};
const REFUSED: Said = Said {
    status: 502,
    at: "text",
    sentence: "The mail server did not take the reminder, so nobody got it. Try again later, or copy the text below into a mail of your own. The administrator finds the reason in the log.",
};
const SILENT: Said = Said {
    status: 503,
    at: "text",
    sentence: "The mail server did not answer, so the reminder was probably not sent. Ask one of them whether it came before you try again, or copy the text below into a mail of your own.",
};
const ADDRESS: Said = Said {
    status: 422,
    at: "to",
    sentence: "One of those ticked has an address that mail cannot be sent to, so nobody got the reminder. Untick them, or ask the administrator to correct the address.",
};
const UNDER_WAY: Said = Said {
    status: 409,
    at: "",
    sentence: "This reminder is being sent, or the server stopped while it was. Open this page again in a minute: it says when the last reminder went out.",
};
const UNRECORDED: Said = Said {
    status: 503,
    at: "",
    sentence: "The reminder was sent, but could not be written into the history, as the database did not answer. Do not send it again.",
};

impl Access {
    /// Sends what the form asks for, once, and gives its place in the history.
    pub(super) async fn remind(&self, base: &str, typed: TypedReminder) -> Result<i64, Refused> {
        let place = Managed::from(self.place()?);
        let Some(key) = typed.key() else {
            return Err(self.not_sent(base, typed, NO_FORM).await?);
        };
        let Some(mailer) = self.house.site.mail.clone() else {
            return Err(self.not_sent(base, typed, NO_MAIL).await?);
        };
        let order = ReminderOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: key.to_owned(),
            service: place.id,
            to: typed.to(),
            mark: typed.seen().to_owned(),
            now: self.now.naive_utc(),
        };
        let store = &self.house.store;
        if let Some(claim) = store.find_claim(&order).await.map_err(Error::from)? {
            return self.seen_before(base, typed, &order, claim).await;
        }
        let owing = self.owing(&place, &self.around().await?, base).await?;
        if owing.owed.is_empty() {
            return Err(self.not_sent(base, typed, DONE).await?);
        }
        if owing.mark != order.mark {
            return Err(self.not_sent(base, typed, CHANGED).await?);
        }
        let reply = store.find_person(&self.person.id).await.map_err(Error::from)?;
        let to = match store.claim_reminder(order.clone()).await {
            Ok(Claim::Ours(to)) => to,
            Ok(claim) => return self.seen_before(base, typed, &order, claim).await,
            Err(store::Refused::Invalid(problems)) => {
                return Err(self.refuse(base, typed, problems, 422).await?);
            }
            Err(other) => return Err(refused(other).into()),
        };
        let mail = Mail {
            to: to.iter().map(|one| (one.name.clone(), one.email.clone())).collect(),
            reply: reply.map(|own| (own.name, own.email)),
            subject: owing.letter.subject,
            text: owing.letter.text,
            html: None,
            stop: None,
            at: self.now,
        };
        let weeks = owing.owed.iter().take(app::owed::NAMED).map(|one| one.week).collect();
        // In a task of its own: who sent the form may go away, what was sent is recorded.
        let sending = tokio::spawn(send(store.clone(), mailer, mail, order, to, weeks));
        let said = match sending.await {
            Ok(Outcome::Sent(seq)) => return Ok(seq),
            Ok(Outcome::Unsent(Unsent::Refused)) => REFUSED,
            Ok(Outcome::Unsent(Unsent::Silent)) => SILENT,
            Ok(Outcome::Unsent(Unsent::Address)) => ADDRESS,
            Ok(Outcome::Unrecorded) => UNRECORDED,
            Err(why) => return Err(ended(&why).into()),
        };
        Err(self.not_sent(base, typed, said).await?)
    }

    /// The answer to an order that was sent before, or is being sent.
    async fn seen_before(
        &self,
        base: &str,
        typed: TypedReminder,
        order: &ReminderOrder,
        claim: Claim,
    ) -> Result<i64, Refused> {
        let said = match self.settled(order, claim).await? {
            Some(Claim::Sent(seq)) => return Ok(seq),
            Some(Claim::Unknown) => SILENT,
            Some(_) => UNDER_WAY,
            None => REFUSED,
        };
        Err(self.not_sent(base, typed, said).await?)
    }

    /// Waits while the same order, sent a moment before, is under way; none when nobody got it.
    async fn settled(
        &self,
        order: &ReminderOrder,
        mut claim: Claim,
    ) -> Result<Option<Claim>, Error> {
        let mut waited = Duration::ZERO;
        while claim == Claim::UnderWay && waited < PATIENCE {
            tokio::time::sleep(LOOK).await;
            waited += LOOK;
            match self.house.store.find_claim(order).await? {
                Some(found) => claim = found,
                None => return Ok(None),
            }
        }
        Ok(Some(claim))
    }

    async fn not_sent(
        &self,
        base: &str,
        typed: TypedReminder,
        said: Said,
    ) -> Result<Refused, Error> {
        let problems = vec![Invalid::new(said.at, said.sentence)];
        self.refuse(base, typed, problems, said.status).await
    }

    /// The page with what was filled in and what is to be put right, at the fields of its form.
    async fn refuse(
        &self,
        base: &str,
        typed: TypedReminder,
        problems: Vec<Invalid>,
        status: u16,
    ) -> Result<Refused, Error> {
        let page = OwedPage { typed: Some(typed), ..self.owed_page(base).await? };
        let slug = page.typed.as_ref().map(|typed| typed.slug.clone()).unwrap_or_default();
        let there = page.owing(&slug).is_some();
        let at = |name: &str| match name {
            "" => String::new(),
            _ if !there => String::new(),
            name => field(&slug, name),
        };
        let problems = problems.into_iter().map(|one| Invalid::new(at(&one.field), one.problem));
        let page = OwedPage { problems: problems.collect(), ..page };
        Ok(Refused::Again { page: Box::new(page), status })
    }
}

/// Hands the mail over and writes down what became of it.
async fn send(
    store: Store,
    mailer: Mailer,
    mail: Mail,
    order: ReminderOrder,
    to: Vec<Staff>,
    weeks: Vec<Week>,
) -> Outcome {
    match mailer.send(&mail).await {
        Ok(()) => match store.record_reminder(order, to, weeks).await {
            Ok(seq) => Outcome::Sent(seq),
            Err(why) => {
                tracing::error!(?why, "a reminder was sent and is not in the history");
                Outcome::Unrecorded
            }
        },
        Err(unsent) => {
            if let Err(why) = store.end_reminder(order, unsent == Unsent::Silent).await {
                tracing::warn!(?why, "a reminder that was not sent stays claimed");
            }
            Outcome::Unsent(unsent)
        }
    }
}
