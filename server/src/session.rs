//! Who is asking: a random token in a cookie, its hash in a row.
//!
//! Half an hour without a click or twelve hours in all end a session, or sooner where the installation
//! says so. That, role and service are read with it, each time: access is never older than the request.

use std::sync::Arc;

use app::error::Error;
use axum::http::{HeaderMap, HeaderValue, header};
use beforehand::role::{Who, may};
use chrono::{NaiveDateTime, TimeDelta};
use sha2::{Digest, Sha256};

use crate::backend::{Access, House, Site, Sitting};
use crate::store::{NewSession, Signed, hexadecimal};

/// For so long, in minutes, after somebody showed that it is them, dangerous acts do not ask again.
pub const PROVED_MINUTES: i64 = 10;

/// So far, in minutes, the clocks of two servers may be apart.
pub const CLOCK_MINUTES: i64 = 5;

/// So many random bytes.
///
/// # Panics
/// When the system has no random numbers: nothing could be kept secret.
pub fn random_bytes<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0_u8; BYTES];
    if let Err(error) = getrandom::fill(&mut bytes) {
        // Without randomness nothing can be kept secret: the request ends here, as a 500.
        panic!("no random numbers from the system: {error}");
    }
    bytes
}

/// So many random bytes, in hexadecimal.
///
/// # Panics
/// As [`random_bytes`].
pub fn random_hex<const BYTES: usize>() -> String {
    hexadecimal(&random_bytes::<BYTES>())
}

/// What the database knows of a token.
pub fn hash(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}

/// The name of a cookie: on https browsers bind it to this host.
pub fn cookie_name(site: &Site, name: &str) -> String {
    if site.https { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of a cookie.
pub fn cookie(site: &Site, headers: &HeaderMap, name: &str) -> Option<String> {
    let name = cookie_name(site, name);
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = sent.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
}

/// A `Set-Cookie` line. Without an age it ends with the browser; an age of 0 removes it.
pub fn set_cookie(site: &Site, name: &str, value: &str, age: Option<u32>) -> Option<HeaderValue> {
    let secure = if site.https { "; Secure" } else { "" };
    let age = age.map(|age| format!("; Max-Age={age}")).unwrap_or_default();
    let name = cookie_name(site, name);
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"))
        .ok()
}

/// The hash of the token a request carries.
pub fn token_hash(site: &Site, headers: &HeaderMap) -> Option<String> {
    let token = cookie(site, headers, "session")?;
    (token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit())).then(|| hash(&token))
}

/// Begins a session of a person, who gave the password of that hash or (none) came with the provider,
/// and has just shown that it is them; gives its token. The session the browser had before ends.
///
/// # Errors
/// As [`begin_proved`].
pub async fn begin(
    house: &House,
    who: (&str, Option<&str>),
    headers: &HeaderMap,
) -> Result<String, Error> {
    begin_proved(house, who, Some(house.clock.now().naive_utc()), headers).await
}

/// The same for somebody who showed at that time, or at none that is known, that it is them.
///
/// # Errors
/// Busy, when the database does not answer; signed out, when what opened the account was changed
/// meanwhile.
pub async fn begin_proved(
    house: &House,
    (person, password): (&str, Option<&str>),
    proved: Option<NaiveDateTime>,
    headers: &HeaderMap,
) -> Result<String, Error> {
    if let Some(before) = token_hash(&house.site, headers) {
        house.store.remove_session(&before).await?;
    }
    let token = random_hex::<32>();
    let at = house.clock.now().naive_utc();
    let (person, password) = (person.to_owned(), password.map(str::to_owned));
    let session = NewSession { token_hash: hash(&token), person, password, at, proved };
    if house.store.save_session(session).await? { Ok(token) } else { Err(Error::SignedOut) }
}

/// Gives the access's session another token, for its holder has just shown that it is them. None when
/// the session ended meanwhile.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn renew(access: &Access) -> Result<Option<String>, Error> {
    let token = random_hex::<32>();
    let (before, new, now) = (&access.sitting.token_hash, hash(&token), access.now.naive_utc());
    let renewed = access.house.store.renew_session(before, &new, now).await?;
    Ok(renewed.then_some(token))
}

/// What the holder of a token may reach; `slug` is the service the address names. None when nobody
/// is signed in with it, any more or at all.
///
/// # Errors
/// Busy, when the database does not answer.
pub async fn access(
    house: &Arc<House>,
    token_hash: &str,
    slug: Option<&str>,
) -> Result<Option<Access>, Error> {
    let now = house.clock.now();
    let utc = now.naive_utc();
    let found = house.store.find_session(token_hash, slug).await?;
    let Some(found) = found else { return Ok(None) };
    let Signed { person, active, since, seen, times, proved, place, organisation } = found;
    // What begins later than now was begun by a clock that has been put back since: how old it is
    // nobody knows.
    let unborn = since.max(seen) > utc + TimeDelta::minutes(CLOCK_MINUTES);
    if !active || unborn || times.ended(since, seen, utc) {
        if let Err(why) = house.store.remove_session(token_hash).await {
            tracing::warn!(%why, "a session that ended cannot be removed");
        }
        return Ok(None);
    }
    if utc - seen >= TimeDelta::minutes(1) {
        // Reading goes on where nothing can be written: the session then ends a little early.
        if let Err(why) = house.store.touch_session(token_hash, utc).await {
            tracing::warn!(%why, "that a session was used cannot be written");
        }
    }
    let zone = place.as_ref().map_or("", |place| place.time_zone.as_str());
    let today = house.clock.today(zone);
    let sitting = Sitting { token_hash: token_hash.to_owned(), since, times, proved };
    Ok(Some(Access { house: house.clone(), person, sitting, place, now, today, organisation }))
}

/// Whether the access opens a way in.
///
/// # Errors
/// Not found for another service, as for none; forbidden, with whom to ask, for another role.
pub async fn admit(access: &Access, who: Who) -> Result<(), Error> {
    let (service, role) = match who {
        Who::Anyone | Who::SignedIn => return Ok(()),
        Who::InService(_) => {
            let place = access.place()?;
            (place.service, place.role)
        }
        Who::Somewhere(_) if access.person.admin => return Ok(()),
        Who::Somewhere(_) => {
            let mine = access.house.store.list_services_of(&access.person.id).await?;
            let able = mine.iter().find(|one| may(who, one.role)).or(mine.first());
            let nowhere = || Error::Forbidden { ask: "the administrator".to_owned() };
            able.map(|one| (one.id, one.role)).ok_or_else(nowhere)?
        }
    };
    if may(who, role) {
        return Ok(());
    }
    let helpers = access.house.store.list_helpers(service).await?;
    let able = |other| other != role && may(who, other);
    let ask = helpers
        .iter()
        .find(|(_, role)| able(*role))
        .map_or("the administrator".to_owned(), |(name, role)| format!("{name} ({})", role.word()));
    Err(Error::Forbidden { ask })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_bound_to_the_host_on_https() {
        let plain = Site::default();
        let secure = Site { https: true, ..Site::default() };
        let set = |site| set_cookie(site, "session", "t", None).unwrap();
        assert_eq!(set(&plain), "session=t; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(set(&secure), "__Host-session=t; Path=/; HttpOnly; SameSite=Lax; Secure");
        let mut headers = HeaderMap::new();
        headers.insert("cookie", HeaderValue::from_static("a=b; session=one; __Host-session=two"));
        assert_eq!(cookie(&plain, &headers, "session").as_deref(), Some("one"));
        assert_eq!(cookie(&secure, &headers, "session").as_deref(), Some("two"));
        assert_eq!(cookie(&secure, &headers, "other"), None);
    }

    #[test]
    fn only_tokens_of_ours_are_looked_up() {
        #[track_caller]
        fn check(token: &str, looked_up: bool) {
            let mut headers = HeaderMap::new();
            let line = format!("session={token}");
            headers.insert("cookie", HeaderValue::from_str(&line).unwrap());
            assert_eq!(token_hash(&Site::default(), &headers).is_some(), looked_up, "{token}");
        }
        check(&random_hex::<32>(), true);
        check("", false);
        check("' or 1=1 --", false);
        check(&"g".repeat(64), false);
        assert_ne!(random_hex::<32>(), random_hex::<32>());
    }
}
