//! `beforehand person add | list | reset`.

use std::io::BufRead;

use beforehand::role::Role;
use clap::{Args, Subcommand};

use super::{Failure, Place, clock, out};
use crate::password;
use crate::store::{Actor, Make, PersonDraft, Refused, Store};

#[derive(Subcommand)]
pub enum Person {
    /// Add an account, or give one that is there a role in another service.
    Add(Add),
    /// List the accounts and their roles.
    List(List),
    /// Give an account a new password, or take a lost second step off it, and sign it out everywhere.
    Reset(Reset),
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand person add --email jo@example.org --name 'Jo Field' --role staff --service north
  beforehand person add --email alex@example.org --name 'Alex Reed' --role admin

A password is made and printed once. With --password-stdin it is read from the first line of stdin.")]
pub struct Add {
    #[command(flatten)]
    place: Place,
    /// The address the person signs in with.
    #[arg(long)]
    email: String,
    /// The name shown beside what they did.
    #[arg(long)]
    name: String,
    /// staff, manager, trustee or admin.
    #[arg(long, value_parser = role)]
    role: Role,
    /// The service the role is in; an admin needs none.
    #[arg(long)]
    service: Option<String>,
    /// Read the password from stdin.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand person reset --email jo@example.org
  beforehand person reset --email alex@example.org --second-step

With --second-step the password stays as it is: only the authenticator app and the recovery codes are
forgotten. Make sure first that it is the person themselves who asks.")]
pub struct Reset {
    #[command(flatten)]
    place: Place,
    /// The address the person signs in with.
    #[arg(long)]
    email: String,
    /// Read the password from stdin.
    #[arg(long, conflicts_with = "second_step")]
    password_stdin: bool,
    /// Take the second step off: for a lost phone. Administrators set it up again when they sign in.
    #[arg(long)]
    second_step: bool,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_word(text).ok_or_else(|| "use staff, manager, trustee or admin".to_owned())
}

impl Person {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run().await,
            Self::List(list) => list.run().await,
            Self::Reset(reset) => reset.run().await,
        }
    }
}

impl Add {
    async fn run(self) -> Result<(), Failure> {
        let admin = self.role == Role::Admin;
        if admin == self.service.is_some() {
            return Err(Failure::usage(if admin {
                "An admin works in every service. Leave --service out."
            } else {
                "Say in which service the role is, with --service."
            }));
        }
        let store = self.place.open(Make::Never).await?;
        let now = clock(None).now().naive_utc();
        let service = match &self.service {
            Some(slug) => Some(super::find_service(&store, slug).await?),
            None => None,
        };
        let roles: Vec<_> = service.iter().map(|service| (service.id, self.role)).collect();
        if let Some(account) = store.find_person_by_email(&self.email).await? {
            let Some((id, role)) = roles.first() else {
                return Err(Failure::failed(format!(
                    "{} has an account already. An administrator makes it one of theirs on its page under People; it gets a new password with: beforehand person reset --email {}",
                    account.email, account.email
                )));
            };
            store.set_role(&Actor::Console, &account.id, *id, Some(*role), now).await?;
            store.close().await;
            let slug = self.service.unwrap_or_default();
            return out::line(format_args!("{} is now {} in {slug}.", account.email, role.word()));
        }
        let (secret, made) = secret(self.password_stdin)?;
        let draft = PersonDraft {
            email: self.email.clone(),
            name: self.name,
            admin,
            password: Some(hash(secret.clone()).await?),
        };
        store.add_person(&Actor::Console, draft, &roles, now).await?;
        store.close().await;
        out::line(format_args!("Added {} as {}.", self.email, self.role.word()))?;
        tell(&secret, made)
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        let store = self.place.open(Make::Never).await?;
        let services = store.list_services().await?;
        for account in store.list_people().await? {
            let mut roles: Vec<String> = account
                .roles
                .iter()
                .map(|(id, role)| {
                    let slug = services.iter().find(|s| s.id == *id).map_or("?", |s| &s.slug);
                    format!("{} in {slug}", role.word())
                })
                .collect();
            if account.admin {
                roles.insert(0, "admin".to_owned());
            }
            if !account.active {
                roles.push("may not sign in".to_owned());
            }
            out::line(format_args!("{}  {}  {}", account.email, account.name, roles.join(", ")))?;
        }
        store.close().await;
        Ok(())
    }
}

impl Reset {
    async fn run(self) -> Result<(), Failure> {
        let store = self.place.open(Make::Never).await?;
        let account = find(&store, &self.email).await?;
        let now = clock(None).now().naive_utc();
        if self.second_step {
            let done = store.remove_second_factor(&Actor::Console, &account, now).await;
            store.close().await;
            if matches!(done, Err(Refused::NotFound)) {
                let said = format!("{} has no second step. Nothing was changed.", self.email);
                return Err(Failure::failed(said));
            }
            done?;
            return out::line(format_args!(
                "{} has no second step any more and is signed out everywhere. The password is as it was.",
                self.email
            ));
        }
        let (secret, made) = secret(self.password_stdin)?;
        let hash = hash(secret.clone()).await?;
        store.set_password(&Actor::Console, &account, &hash, now).await?;
        store.close().await;
        out::line(format_args!("{} has a new password and is signed out everywhere.", self.email))?;
        tell(&secret, made)
    }
}

async fn find(store: &Store, email: &str) -> Result<String, Failure> {
    let account = store.find_person_by_email(email).await?;
    account.map(|account| account.id).ok_or_else(|| {
        Failure::failed(format!(
            "Nobody signs in as {email}. List the accounts with: beforehand person list"
        ))
    })
}

/// The password, and whether it was made here.
fn secret(from_stdin: bool) -> Result<(String, bool), Failure> {
    if !from_stdin {
        return Ok((password::readable(), true));
    }
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|problem| Failure::failed(format!("stdin cannot be read: {problem}.")))?;
    let secret = line.trim_end_matches(['\r', '\n']).to_owned();
    match password::refuse(&secret) {
        Some(why) => Err(Failure::failed(why)),
        None => Ok((secret, false)),
    }
}

async fn hash(secret: String) -> Result<String, Failure> {
    tokio::task::spawn_blocking(move || password::hash(&secret))
        .await
        .map_err(Failure::failed)?
        .map_err(Failure::failed)
}

fn tell(secret: &str, made: bool) -> Result<(), Failure> {
    if made {
        out::line(format_args!("Password, shown this once: {secret}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_password_is_good_enough_and_new() {
        let (one, other) = (password::readable(), password::readable());
        assert_eq!((one.len(), password::refuse(&one)), (24, None));
        assert_ne!(one, other);
    }
}
