//! Forms that were sent before a session ended, shown as they were typed to whoever has signed in
//! again.
//!
//! Refuses to do what they ask for: the reader looks at the form first and sends it once more. Access
//! is read anew, and admitted like that of the form itself.

use std::sync::Arc;

use app::error::Error;
use axum::http::HeaderMap;
use beforehand::role::permission;

use crate::backend::{
    Access, House, account, approval, closures, definitions, entry, events, owed, people, room,
    second_step, service_settings, settings, sharing, signals,
};
use crate::error::Answer;
use crate::session;
use crate::sign_in::Fields;

/// Where a form was sent: `/services/{slug}/{page}/{what}?{query}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent<'a> {
    /// The service.
    pub slug: &'a str,
    page: &'a str,
    /// What the address names besides: a week, a quarter.
    pub what: Option<&'a str>,
    query: &'a str,
}

impl<'a> Sent<'a> {
    fn read(address: &'a str) -> Option<Self> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts = path.strip_prefix("/services/")?.split('/');
        let (slug, page, what) = (parts.next()?, parts.next()?, parts.next());
        parts.next().is_none().then_some(Self { slug, page, what, query })
    }

    /// The route of the form, as the permission table spells it.
    fn door(self) -> Option<&'static str> {
        Some(match (self.page, self.what) {
            ("closures", None) => "/services/{service}/closures",
            ("definitions", None) => "/services/{service}/definitions",
            ("events", None) => "/services/{service}/events",
            ("settings", None) => "/services/{service}/settings",
            ("signals", None) => "/services/{service}/signals",
            ("mail", None) => "/services/{service}/mail",
            ("sharing", None) => "/services/{service}/sharing",
            ("reminder", None) => "/services/{service}/reminder",
            ("approve", Some(_)) => "/services/{service}/approve/{quarter}",
            ("reopen", Some(_)) => "/services/{service}/reopen/{quarter}",
            ("week", Some(_)) => "/services/{service}/week/{week}",
            _ => return None,
        })
    }

    /// The names and values of the address, as they stand there.
    pub fn pairs(self) -> Fields {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The first value of that name in the address.
    pub fn named(self, name: &str) -> Option<&'a str> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

/// The page of the form, with what was typed; none when the address takes no form, or the token is
/// nobody's any more.
pub async fn show(
    house: &Arc<House>,
    token_hash: &str,
    address: &str,
    headers: &HeaderMap,
    fields: Fields,
) -> Option<Answer> {
    if let Some(person) = people::sent(address) {
        let door = person.map_or("/people", |_| "/people/{person}");
        return Some(match let_in(house, token_hash, None, door).await? {
            Ok(access) => people::typed(&access, person, &fields).await,
            Err(error) => Err(error.into()),
        });
    }
    if matches!(address, "/account" | app::second_step::ACCOUNT | app::settings::ADDRESS) {
        return Some(match let_in(house, token_hash, None, address).await? {
            Ok(access) => match address {
                app::settings::ADDRESS => settings::typed(&access, &fields).await,
                app::second_step::ACCOUNT => second_step::typed(&access, &fields).await,
                _ => account::typed(&access, &fields).await,
            },
            Err(error) => Err(error.into()),
        });
    }
    let sent = Sent::read(address)?;
    let access = match let_in(house, token_hash, Some(sent.slug), sent.door()?).await? {
        Ok(access) => access,
        Err(error) => return Some(Err(error.into())),
    };
    Some(match sent.page {
        "closures" => closures::typed(&access, &sent, &fields).await,
        "definitions" => definitions::typed(&access, &fields).await,
        "events" => events::typed(&access, &sent, &fields).await,
        "settings" => service_settings::typed(&access, &fields).await,
        "signals" => signals::typed(&access, &fields).await,
        "mail" => room::typed(&access).await,
        "sharing" => sharing::typed(&access, &fields).await,
        "reminder" => owed::typed(&access, &sent, headers, &fields).await,
        "approve" | "reopen" => approval::typed(&access, &sent, &fields).await,
        _ => entry::typed(&access, &sent, &fields).await,
    })
}

/// Access read anew, for whoever may send a form to that door; none when the token is nobody's.
async fn let_in(
    house: &Arc<House>,
    token_hash: &str,
    slug: Option<&str>,
    door: &str,
) -> Option<Result<Access, Error>> {
    let who = permission("POST", door)?.who;
    let access = match session::access(house, token_hash, slug).await {
        Ok(access) => access?,
        Err(error) => return Some(Err(error)),
    };
    Some(session::admit(&access, who).await.map(|()| access))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_take_a_form_are_shown_again() {
        let check = |address: &str, expected: Option<(&str, &str)>| {
            let sent = Sent::read(address);
            let found = sent.and_then(|sent| Some((sent.slug, sent.door()?)));
            assert_eq!(found, expected, "{address}");
            if let Some((_, route)) = found {
                assert!(permission("POST", route).is_some(), "{route}");
            }
        };
        let events = "/services/{service}/events";
        check("/services/north/events", Some(("north", events)));
        check("/services/north/events?channel=calls", Some(("north", events)));
        let definitions = "/services/{service}/definitions";
        check(definitions.replace("{service}", "north").as_str(), Some(("north", definitions)));
        check("/services/north/reminder?x=1", Some(("north", "/services/{service}/reminder")));
        check(
            "/services/north/week/2026-04-06",
            Some(("north", "/services/{service}/week/{week}")),
        );
        check(
            "/services/north/reopen/2018-Q4",
            Some(("north", "/services/{service}/reopen/{quarter}")),
        );
        for nowhere in ["/services/north/week", "/services/north/trends", "/owed", "/events", ""] {
            check(nowhere, None);
        }
        let sent = Sent::read("/services/north/closures?region=scotland&x=1").unwrap();
        assert_eq!(sent.named("region"), Some("scotland"));
        assert_eq!(sent.pairs().len(), 2);
    }
}
