//! The mail that carries a link: handed over once the link is made, outside any transaction.

use app::error::Error;
use app::join::address;
use app::people::{Errand, Mailed, Slip, letter};

use crate::backend::Access;
use crate::error::ended;
use crate::mail::{Mail, Unsent};
use crate::store::LinkMail;

impl Access {
    /// Hands the mail over and writes down what became of it. Whoever made the link is its only
    /// sender, for only they have its token.
    pub(super) async fn mail_link(&self, id: &str, slip: &Slip) -> Result<Mailed, Error> {
        let store = self.house.store.clone();
        let Some(mailer) = self.house.site.mail.clone() else { return Ok(Mailed::No) };
        let own = store.find_person(&self.person.id).await?;
        let errand = Errand::Invited { by: &self.person.name, roles: &slip.roles };
        let link = format!("{}{}", slip.site, address(&slip.token));
        let letter = letter(errand, (&slip.name, &slip.email), &link, slip.until);
        let mail = Mail {
            to: vec![(slip.name.clone(), slip.email.clone())],
            reply: own.map(|own| (own.name, own.email)),
            subject: letter.subject,
            text: letter.text,
            html: None,
            stop: None,
            at: self.now,
        };
        let id = id.to_owned();
        // In a task of its own: who sent the form may go away, what was sent is written down.
        let sending = tokio::spawn(async move {
            let (mailed, became) = match mailer.send(&mail).await {
                Ok(()) => (Mailed::Sent, LinkMail::Sent),
                Err(Unsent::Refused | Unsent::Address) => (Mailed::Refused, LinkMail::Refused),
                Err(Unsent::Silent) => (Mailed::Silent, LinkMail::Silent),
            };
            if let Err(why) = store.settle_password_link(&id, became).await {
                tracing::warn!(?why, "what became of a link's mail is not written down");
            }
            mailed
        });
        sending.await.map_err(|why| ended(&why))
    }
}
