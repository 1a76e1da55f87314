//! Links by which somebody sets a password: given by an administrator, or asked for by whoever forgot
//! theirs and sent to their address.
//!
//! A link works once, for a while, and only for somebody who may sign in. A new one given by an
//! administrator ends those before it. Refuses to keep a token: only its hash is there.

use beforehand::role::Role;
use chrono::NaiveDateTime;
use sqlx::FromRow;

use super::line::{on, task};
use super::people::{self, Account, PersonDraft, plain_email};
use super::{Actor, Refused, Store, StoreError, providers, queries};

mod known;
mod write;

pub use known::{Known, LiveLink};
pub(super) use write::end;

use write::{New, give, invite, set};

/// Hours that it works when it was asked for and sent by mail.
const ASKED_HOURS: i64 = 1;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// The first password of somebody who was invited.
    Join,
    /// A new password.
    Reset,
}

impl LinkKind {
    fn word(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Reset => "reset",
        }
    }

    fn from_word(word: &str) -> Self {
        if word == "join" { Self::Join } else { Self::Reset }
    }
}

/// What became of the mail that carries a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkMail {
    /// None was to be sent.
    None,
    /// It is being handed over, or the program ended while it was.
    Sending,
    /// The mail server took it.
    Sent,
    /// The mail server refused it.
    Refused,
    /// The mail server did not answer.
    Silent,
}

impl LinkMail {
    const ALL: [Self; 5] = [Self::None, Self::Sending, Self::Sent, Self::Refused, Self::Silent];

    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Silent => "silent",
        }
    }

    fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.word() == word).unwrap_or(Self::None)
    }
}

/// An order to invite somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteOrder {
    /// Who invites.
    pub actor: Actor,
    /// Idempotency key, see [`super::SaveWeeks`].
    pub key: Option<String>,
    /// Whom; without a password.
    pub person: PersonDraft,
    /// What they will be in each service.
    pub roles: Vec<(i32, Role)>,
    /// SHA-256 of the link's token, hexadecimal.
    pub token_hash: String,
    /// Whether a mail carries the link.
    pub mailed: bool,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// An order to make a new link for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordLinkOrder {
    /// Who gives it.
    pub actor: Actor,
    /// Idempotency key.
    pub key: Option<String>,
    /// The person's id.
    pub person: String,
    /// SHA-256 of its token, hexadecimal.
    pub token_hash: String,
    /// Whether mail is sent here. The link to a new password is given by hand all the same.
    pub mail: bool,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

/// A link that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeLink {
    /// Its id.
    pub id: String,
    /// For whom.
    pub person: String,
    /// What for.
    pub kind: LinkKind,
    /// When it ends, UTC.
    pub expires_at: NaiveDateTime,
    /// Whether a mail is the caller's to send.
    pub mailed: bool,
    /// Whether the same order had made it before: then its token is not the one in this order.
    pub before: bool,
}

/// What a working link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The person's id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// What for.
    pub kind: LinkKind,
    /// Who gave it; empty when they asked for it.
    pub by: String,
    /// When it ends, UTC.
    pub expires_at: NaiveDateTime,
}

#[derive(FromRow)]
struct InvitedRow {
    person: String,
    name: String,
    email: String,
    kind: String,
    made_by: String,
    expires_at: NaiveDateTime,
}

impl Store {
    /// Adds a person and makes the link by which they choose their first password, once for each key.
    /// Administrators only.
    ///
    /// # Errors
    /// [`Refused::Invalid`] at `name`, `email` or `roles`.
    pub async fn invite_person(&self, order: InviteOrder) -> Result<MadeLink, Refused> {
        let store = self.clone();
        task(async move { invite(&store, order).await }).await
    }

    /// Makes a new link for somebody and ends those before it: to their first password when they
    /// never chose one, else to a new one. Administrators only.
    ///
    /// # Errors
    /// [`Refused::NotFound`] without such a person, [`Refused::Invalid`] when they may not sign in.
    pub async fn make_password_link(&self, order: PasswordLinkOrder) -> Result<MadeLink, Refused> {
        let store = self.clone();
        task(async move { give(&store, order).await }).await
    }

    /// Makes a link to a new password that goes to the person's own address; none when nobody who
    /// may sign in has it, or they sign in with the provider. It ends no other link, so that no stranger can. It gives nobody anything
    /// yet, so it is in no chain.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn ask_password_link(
        &self,
        email: &str,
        token_hash: String,
        now: NaiveDateTime,
    ) -> Result<Option<(Account, MadeLink)>, StoreError> {
        let (store, email) = (self.clone(), plain_email(email));
        task(async move {
            let mut tx = store.begin().await?;
            let found = people::find_by_email(&mut tx.line(), &email).await?;
            let Some(account) = found.filter(|account| account.active) else {
                tx.rollback().await?;
                return Ok(None);
            };
            // Only an administrator lets them in by another way than the one their groups decide on.
            if providers::holds(&mut tx.line(), &account.id).await? {
                tx.rollback().await?;
                return Ok(None);
            }
            on!(&mut tx.line(), c => {
                sqlx::query(queries::INVITATIONS_TIDY)
                    .bind(&account.id)
                    .bind(now)
                    .execute(c)
                    .await?;
            });
            let link = New {
                person: &account.id,
                kind: LinkKind::Reset,
                token_hash: &token_hash,
                at: now,
                by: "",
                hours: ASKED_HOURS,
                mailed: true,
            };
            let made = link.add(&mut tx.line()).await?;
            tx.commit().await?;
            Ok(Some((account, made)))
        })
        .await
    }

    /// Writes down what became of the mail that carries a link.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn settle_password_link(&self, id: &str, mail: LinkMail) -> Result<(), StoreError> {
        let (store, id) = (self.clone(), id.to_owned());
        task(async move {
            let mut tx = store.begin().await?;
            on!(&mut tx.line(), c => {
                let query = sqlx::query(queries::INVITATIONS_SETTLE).bind(&id).bind(mail.word());
                query.execute(c).await?;
            });
            tx.commit().await
        })
        .await
    }

    /// What a link is for; none when it does not work.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_invited(
        &self,
        token_hash: &str,
        now: NaiveDateTime,
    ) -> Result<Option<Invited>, StoreError> {
        let row: Option<InvitedRow> = on!(&mut self.reader().await?.line(), c => {
            sqlx::query_as(queries::INVITATIONS_FIND_BY_TOKEN)
                .bind(token_hash)
                .bind(now)
                .fetch_optional(c)
                .await?
        });
        Ok(row.map(|row| Invited {
            person: row.person,
            name: row.name,
            email: row.email,
            kind: LinkKind::from_word(&row.kind),
            by: row.made_by,
            expires_at: row.expires_at,
        }))
    }

    /// Sets the password that a link is for, ends all other links and all sessions of the person, and
    /// forgets the tries for their account. False when the link does not work (any more): of many who
    /// use it at once, one does.
    ///
    /// # Errors
    /// [`Refused::Store`] when the database does not answer.
    pub async fn use_password_link(
        &self,
        invited: &Invited,
        token_hash: &str,
        password: &str,
        now: NaiveDateTime,
    ) -> Result<bool, Refused> {
        let (store, invited) = (self.clone(), invited.clone());
        let (token_hash, password) = (token_hash.to_owned(), password.to_owned());
        task(async move { set(&store, &invited, &token_hash, password, now).await }).await
    }
}
