//! Coming in with the provider: one transaction through the write door, as an actor of its own that may do
//! nothing else.
//!
//! Refuses to link an account by an address that nobody verified, and to touch an administrator's.

use beforehand::role::Role;
use chrono::NaiveDateTime;

use super::super::door::{Deed, Door, INSTALLATION};
use super::super::line::on;
use super::super::people::{self, Account, PersonDraft, checked, object, plain_email};
use super::super::{Actor, Refused, Store, StoreError, invitations, queries, sessions};
use super::{Arrived, find, holds};

/// Somebody as the provider shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The provider.
    pub issuer: String,
    /// The id by which it knows them.
    pub subject: String,
    /// Their mail address.
    pub email: String,
    /// Whether the provider says that it has seen to it that the address is theirs.
    pub verified: bool,
    /// Their name.
    pub name: String,
    /// What they are in each service, by its number; each service once, in this order.
    pub roles: Vec<(i32, Role)>,
    /// The time, UTC.
    pub now: NaiveDateTime,
}

pub(super) async fn arrive(store: &Store, arrival: Arrival) -> Result<Arrived, Refused> {
    let mut door = Door::open(store, &Actor::Provider, INSTALLATION, arrival.now).await?;
    let (issuer, subject) = (&arrival.issuer, &arrival.subject);
    let linked = find(&mut door.line().await?, issuer, subject).await?;
    let account = if let Some(id) = &linked {
        people::find(&mut door.line().await?, id).await?
    } else {
        let email = plain_email(&arrival.email);
        people::find_by_email(&mut door.line().await?, &email).await?
    };
    let account = match account {
        // Nobody who is known by the provider's id, and nothing to give: no address is looked at.
        _ if linked.is_none() && arrival.roles.is_empty() => {
            return left(door, Arrived::Nothing).await;
        }
        None => return join(door, &arrival).await,
        Some(account) => account,
    };
    if linked.is_none()
        && (!arrival.verified || holds(&mut door.line().await?, &account.id).await?)
    {
        return left(door, Arrived::Taken).await;
    }
    if account.admin {
        return left(door, Arrived::Administrator).await;
    }
    if !account.active {
        return left(door, Arrived::Ended).await;
    }
    let account = match linked {
        Some(_) => account,
        None => take_over(&mut door, account, &arrival).await?,
    };
    give(door, account, &arrival).await
}

/// Nothing was done.
async fn left(door: Door, arrived: Arrived) -> Result<Arrived, Refused> {
    door.rollback().await?;
    Ok(arrived)
}

/// Adds somebody: no administrator, no password.
async fn join(mut door: Door, arrival: &Arrival) -> Result<Arrived, Refused> {
    let draft = checked(PersonDraft {
        email: arrival.email.clone(),
        name: arrival.name.clone(),
        admin: false,
        password: None,
    })?;
    let id = people::insert(&mut door, &draft, &arrival.roles).await?;
    link(&mut door, &id, arrival).await?;
    let account = people::find(&mut door.line().await?, &id).await?.ok_or(Refused::NotFound)?;
    door.commit().await?;
    Ok(Arrived::In(account))
}

/// An account that was there signs in with the provider from now on, and with nothing else: password,
/// sessions and links to a password end.
async fn take_over(
    door: &mut Door,
    account: Account,
    arrival: &Arrival,
) -> Result<Account, Refused> {
    let new = Account { password: None, ..account.clone() };
    people::save(door, "person.save", &account, &new).await?;
    sessions::remove_of_person(&mut door.line().await?, &account.id).await?;
    invitations::end(door, &account.id).await?;
    link(door, &account.id, arrival).await?;
    Ok(Account { version: account.version + 1, ..new })
}

async fn link(door: &mut Door, person: &str, arrival: &Arrival) -> Result<(), StoreError> {
    let at = door.now;
    on!(&mut door.line().await?, c => {
        sqlx::query(queries::PROVIDER_LINKS_ADD)
            .bind(person)
            .bind(&arrival.issuer)
            .bind(&arrival.subject)
            .bind(at)
            .execute(c)
            .await?;
    });
    let said = format!("signs in with {}", arrival.issuer);
    door.record(vec![Deed::new("person.provider", object(person), &None::<()>, &said)?])
}

/// Gives somebody the roles of this arrival in the place of those they had.
async fn give(mut door: Door, account: Account, arrival: &Arrival) -> Result<Arrived, Refused> {
    let role = |all: &[(i32, Role)], service| {
        all.iter().find(|(own, _)| *own == service).map(|(_, role)| *role)
    };
    let mut services: Vec<i32> =
        account.roles.iter().chain(&arrival.roles).map(|(service, _)| *service).collect();
    services.sort_unstable();
    services.dedup();
    let changed = services
        .into_iter()
        .map(|service| (service, role(&account.roles, service), role(&arrival.roles, service)));
    let changed: Vec<_> = changed.filter(|(_, before, after)| before != after).collect();
    if !changed.is_empty() {
        door = people::change_roles(door, &Actor::Provider, &account, changed).await?;
        door = door.turn_to(&Actor::Provider, INSTALLATION).await?;
        people::save(&mut door, "person.save", &account, &account).await?;
    }
    if arrival.roles.is_empty() {
        sessions::remove_of_person(&mut door.line().await?, &account.id).await?;
        door.commit().await?;
        return Ok(Arrived::Nothing);
    }
    door.commit().await?;
    Ok(Arrived::In(Account { roles: arrival.roles.clone(), ..account }))
}
