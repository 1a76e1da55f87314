//! One's own account: the page, the name, the password, the sessions.
//!
//! Refuses a new password from anybody who does not know the present one, and the code where there
//! is a second step.

mod handlers;

use app::account::{
    AccountPage, Accounts, Done, NewCookies, Refused, SessionLine, TypedPassword, Which,
};
use app::error::Error;
use beforehand::invalid::Invalid;

use super::Access;
use super::entry::{local, refused};
use crate::password::{SHORTEST, SHORTEST_WITH_SECOND_STEP, refuse_below};
use crate::session;
use crate::sign_in::again::lane;
use crate::sign_in::device;
use crate::sign_in::proof::{self, CODE, OWN_PASSWORD, Why};
use crate::store::{self, NewPassword, OwnSession};

pub use handlers::{change_password, end_sessions, rename, show, typed};

#[async_trait::async_trait]
impl Accounts for Access {
    async fn account(&self, done: Option<Done>) -> Result<AccountPage, Error> {
        let (store, me) = (&self.house.store, &self.person.id);
        let account = store.find_person(me).await?.ok_or(Error::SignedOut)?;
        let services = store.list_services_of(me).await?;
        let zone = self.own_zone().await?;
        let factor = store.find_second_factor(me).await?;
        let now = self.now.naive_utc();
        let times = self.sitting.times;
        let (began, seen) = (times.begun_since(now), times.seen_since(now));
        let line = |one: OwnSession| SessionLine {
            this: one.token_hash == self.sitting.token_hash,
            name: one.token_hash.chars().take(16).collect(),
            since: local(&zone, one.since),
            seen: local(&zone, one.seen),
        };
        let mut sessions: Vec<_> =
            store.list_sessions_of(me, began, seen).await?.into_iter().map(line).collect();
        sessions.sort_by_key(|line| !line.this);
        // The latest sign-in that is not the one of this session.
        let known = store.find_known(me).await?.ok_or(Error::SignedOut)?;
        let all = [known.signed_in, known.signed_in_before].into_iter().flatten();
        let mut others = all.map(|at| local(&zone, at));
        let signed_in =
            others.find(|at| !sessions.iter().any(|line| line.this && line.since == *at));
        Ok(AccountPage {
            name: account.name,
            email: account.email,
            version: account.version,
            provided: account.password.is_none(),
            admin: account.admin,
            roles: services.into_iter().map(|service| (service.name, service.role)).collect(),
            signed_in,
            shortest: shortest(factor.is_some()),
            second_step: factor.map(|factor| u64::try_from(factor.codes).unwrap_or(0)),
            sessions,
            times,
            done,
            problems: Vec::new(),
        })
    }

    async fn rename(&self, name: &str, version: i32) -> Result<(), Refused> {
        let now = self.now.naive_utc();
        match self.house.store.rename(&self.person.id, version, name, now).await {
            Ok(()) => Ok(()),
            Err(store::Refused::Invalid(problems)) => {
                let page = AccountPage { name: name.to_owned(), ..self.account(None).await? };
                Err(again(page, problems, 422))
            }
            Err(store::Refused::Conflict(clash)) => {
                let page = self.account(None).await?;
                let said = format!(
                    "{} changed your account after you opened this page. Your name is now {}; you typed {name}. Send it again to change it.",
                    clash.by, page.name
                );
                let page = AccountPage { name: name.to_owned(), ..page };
                Err(again(page, vec![Invalid::new("name", said)], 409))
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn change_password(&self, typed: TypedPassword) -> Result<NewCookies, Refused> {
        let (store, me) = (&self.house.store, &self.person.id);
        let account = store.find_person(me).await?.ok_or(Error::SignedOut)?;
        let on = store.find_second_factor(me).await?.is_some();
        let problems = check(&typed, on);
        if !problems.is_empty() {
            return Err(again(self.account(None).await?, problems, 422));
        }
        let lane = lane(&account.email);
        let checked =
            proof::password(&self.house, &lane, typed.old, account.password.clone()).await?;
        if let Some(why) = checked.refused(OWN_PASSWORD) {
            return Err(self.not_them("old", why).await?);
        }
        if on {
            let checked = proof::code(&self.house, &lane, me, &typed.code).await?;
            if let Some(why) = checked.refused(CODE) {
                return Err(self.not_them("code", why).await?);
            }
        }
        let hash = self.house.desk.hash(typed.new).await?;
        let (token, now) = (session::random_hex::<32>(), self.now.naive_utc());
        let new = NewPassword {
            person: me.clone(),
            checked: account.password.unwrap_or_default(),
            hash: hash.clone(),
            session: (self.sitting.token_hash.clone(), session::hash(&token)),
            now,
        };
        match store.change_password(new).await {
            Ok(()) => Ok(NewCookies { session: token, device: device::device(&hash) }),
            Err(store::Refused::Invalid(problems)) => {
                Err(again(self.account(None).await?, problems, 422))
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn end_sessions(&self, which: Which) -> Result<(), Error> {
        let (store, me) = (&self.house.store, &self.person.id);
        match which {
            Which::One(name) => store.remove_session_of(me, &name).await?,
            Which::Others => store.remove_other_sessions(me, &self.sitting.token_hash).await?,
        }
        Ok(())
    }
}

impl Access {
    /// The time zone of the first service somebody is part of: the account itself is nowhere.
    pub(super) async fn own_zone(&self) -> Result<String, Error> {
        let store = &self.house.store;
        let services = store.list_services_of(&self.person.id).await?;
        let Some(first) = services.first() else { return Ok(String::new()) };
        let service = store.find_service(&first.slug).await?;
        Ok(service.map_or(String::new(), |service| service.time_zone))
    }

    async fn not_them(&self, at: &str, why: Why) -> Result<Refused, Error> {
        let page = self.account(None).await?;
        Ok(again(page, vec![Invalid::new(at, why.said)], why.status.as_u16()))
    }
}

fn again(page: AccountPage, problems: Vec<Invalid>, status: u16) -> Refused {
    Refused::Again(Box::new(AccountPage { problems, ..page }), status)
}

fn shortest(second_step: bool) -> usize {
    if second_step { SHORTEST_WITH_SECOND_STEP } else { SHORTEST }
}

/// What is wrong with the new password by itself: nothing is asked of the lane for that.
fn check(typed: &TypedPassword, second_step: bool) -> Vec<Invalid> {
    let mut problems = Vec::new();
    if typed.old.is_empty() {
        problems.push(Invalid::new("old", "Type your present password."));
    }
    if second_step && typed.code.trim().is_empty() {
        problems.push(Invalid::new("code", "Type the code that your app shows."));
    }
    if let Some(why) = refuse_below(shortest(second_step), &typed.new) {
        problems.push(Invalid::new("new", why));
    } else if typed.new == typed.old {
        problems.push(Invalid::new("new", "That is the password you have. Choose another."));
    } else if typed.new != typed.repeat {
        let said = "This is not the same as the new password. Type the same in both.";
        problems.push(Invalid::new("repeat", said));
    }
    problems
}
