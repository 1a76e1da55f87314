//! What the provider says of somebody, once its word is verified.
//!
//! Refuses an address that the provider calls unverified, and to take silence about groups for none when
//! the provider says that there are too many to list.

use beforehand::role::Role;
use chrono::{DateTime, Utc};
use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, IdTokenClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Setup;
use crate::store::ServiceSummary;

/// The longest id of somebody at a provider (OpenID Connect Core 1.0, section 2), in characters.
const SUBJECT: usize = 255;
/// The longest name that is kept, in characters.
const NAME: usize = 100;

/// Whatever else a provider says: what names groups is for the settings to tell.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Others(Map<String, Value>);

impl AdditionalClaims for Others {}

/// Somebody as the provider shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The id by which it knows them.
    pub subject: String,
    /// Their mail address, in lower case.
    pub email: String,
    /// Whether it has seen to it that the address is theirs.
    pub verified: bool,
    /// Their name.
    pub name: String,
    /// Their groups.
    pub groups: Vec<String>,
    /// When they last showed there that it is them, where it says so.
    pub proved: Option<DateTime<Utc>>,
}

/// Why nobody was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The provider does not answer.
    Silent,
    /// It answers, and does not show anybody as it must.
    Unshown,
    /// It shows somebody without an address that can be used.
    NoAddress,
    /// It says that the address is not verified.
    Unverified,
    /// They have more groups than it lists.
    TooManyGroups,
}

impl Shown {
    /// Reads claims that were verified.
    ///
    /// # Errors
    /// When they are not enough to tell who it is and what they are.
    pub(super) fn read(
        claims: &IdTokenClaims<Others, CoreGenderClaim>,
        claim: &str,
    ) -> Result<Self, Trouble> {
        let Others(others) = claims.additional_claims();
        let subject = claims.subject().to_string();
        if !(1..=SUBJECT).contains(&subject.chars().count())
            || subject.chars().any(char::is_control)
        {
            return Err(Trouble::Unshown);
        }
        let email = claims.email().map(|email| email.trim().to_lowercase()).unwrap_or_default();
        // No address has such letters, and PostgreSQL takes no text with them.
        if email.is_empty() || email.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Trouble::NoAddress);
        }
        let verified = match claims.email_verified() {
            Some(false) => return Err(Trouble::Unverified),
            Some(true) => true,
            // Microsoft's word for the same.
            None => others.get("xms_edov").is_some_and(is_true),
        };
        let groups = match claim {
            // Anybody can write an address that nobody looks at.
            "email" if verified => vec![email.clone()],
            "email" => Vec::new(),
            _ if is_elsewhere(others, claim) => return Err(Trouble::TooManyGroups),
            _ => texts(others.get(claim)),
        };
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        let name = plain(&name.unwrap_or_default());
        let name = if name.is_empty() { plain(&email) } else { name };
        Ok(Self { subject, email, verified, name, groups, proved: claims.auth_time() })
    }

    /// What they are in each service.
    pub fn roles(&self, setup: &Setup, services: &[ServiceSummary]) -> Vec<(i32, Role)> {
        setup.roles(&self.groups, services)
    }
}

/// Whether the provider lists the groups at another place, for they are too many for this one
/// (OpenID Connect Core 1.0, section 5.6.2).
fn is_elsewhere(others: &Map<String, Value>, claim: &str) -> bool {
    let named = others.get("_claim_names").and_then(Value::as_object);
    named.is_some_and(|named| named.contains_key(claim))
        || (claim == "groups" && others.get("hasgroups").is_some_and(is_true))
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => matches!(text.as_str(), "true" | "1"),
        _ => false,
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// A name as it is kept: one line, not too long.
fn plain(name: &str) -> String {
    let line: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().chars().take(NAME).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &Value, claim: &str) -> Result<Shown, Trouble> {
        let mut all = json!({
            "iss": "https://id.example.org", "aud": "client", "exp": 2_000_000_000,
            "iat": 1_900_000_000, "sub": "jo-1", "email": "Jo@Example.org", "name": "Jo Field",
        });
        for (name, value) in claims.as_object().unwrap() {
            if value.is_null() {
                all.as_object_mut().unwrap().remove(name);
            } else {
                all[name] = value.clone();
            }
        }
        Shown::read(&serde_json::from_value(all).unwrap(), claim)
    }

    #[test]
    fn groups_are_texts_of_the_claim_that_is_named() {
        let check = |claims: Value, claim: &str, expected: &[&str]| {
            assert_eq!(read(&claims, claim).unwrap().groups, expected);
        };
        check(json!({}), "groups", &[]);
        check(json!({"groups": ["a", 7, null, "b"]}), "groups", &["a", "b"]);
        check(json!({"groups": "a"}), "groups", &["a"]);
        check(json!({"groups": {"a": "b"}, "hd": "example.org"}), "hd", &["example.org"]);
        check(json!({"roles": ["staff"]}), "roles", &["staff"]);
        check(json!({"email_verified": true}), "email", &["jo@example.org"]);
        check(json!({}), "email", &[]);
    }

    #[test]
    fn an_address_counts_as_verified_when_the_provider_says_so() {
        let check = |claims: Value, expected: Result<bool, Trouble>| {
            assert_eq!(read(&claims, "groups").map(|shown| shown.verified), expected);
        };
        check(json!({"email_verified": true}), Ok(true));
        check(json!({"email_verified": false}), Err(Trouble::Unverified));
        check(json!({"email_verified": false, "xms_edov": true}), Err(Trouble::Unverified));
        check(json!({}), Ok(false));
        for (word, expected) in [(json!(true), true), (json!("1"), true), (json!(1), true)] {
            check(json!({"xms_edov": word}), Ok(expected));
        }
        for word in [json!(false), json!("0"), json!("yes"), json!([true])] {
            check(json!({"xms_edov": word}), Ok(false));
        }
        check(json!({"email": null}), Err(Trouble::NoAddress));
        check(json!({"sub": "a\u{0}b"}), Err(Trouble::Unshown));
    }

    #[test]
    fn too_many_groups_are_not_none() {
        let check = |claims: Value| {
            assert_eq!(read(&claims, "groups"), Err(Trouble::TooManyGroups));
        };
        check(json!({"_claim_names": {"groups": "src1"}}));
        check(json!({"hasgroups": true}));
        assert!(read(&json!({"_claim_names": {"other": "src1"}}), "groups").is_ok());
    }

    #[test]
    fn a_name_is_one_short_line() {
        let check = |name: &str, expected: &str| {
            assert_eq!(read(&json!({"name": name}), "groups").unwrap().name, expected);
        };
        check("Jo\r\nBcc: all", "Jo  Bcc: all");
        check(" \u{0} ", "jo@example.org");
        check(&"x".repeat(300), &"x".repeat(100));
    }
}
