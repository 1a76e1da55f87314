//! What was typed into the form of a person.
//!
//! Refuses nothing that depends on other people: the store looks at that, inside its transaction.

use beforehand::invalid::Invalid;
use beforehand::role::Role;

use super::{PersonLine, role_field};
use crate::ServiceLink;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPerson {
    /// Mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Whether administrator is ticked.
    pub admin: bool,
    /// Short name of each service and the word chosen there, empty for nothing.
    pub roles: Vec<(String, String)>,
    /// The version the form was made from.
    pub version: Option<i32>,
    /// The idempotency key.
    pub key: Option<String>,
}

impl TypedPerson {
    /// Reads the pairs of a posted form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        let get = |name: &str| pairs.iter().rev().find(|(own, _)| own == name).map(|(_, v)| v);
        let text = |name| get(name).cloned().unwrap_or_default();
        let roles = pairs.iter().filter_map(|(name, word)| {
            Some((name.strip_prefix("role.")?.to_owned(), word.clone()))
        });
        Self {
            email: text("email"),
            name: text("name"),
            admin: get("admin").is_some(),
            roles: roles.collect(),
            version: get("version").and_then(|version| version.parse().ok()),
            key: get("key").filter(|key| is_key(key)).cloned(),
        }
    }

    /// The form as it stands for somebody who is there.
    pub fn of(person: &PersonLine) -> Self {
        let roles = person.roles.iter();
        Self {
            email: person.email.clone(),
            name: person.name.clone(),
            admin: person.admin,
            roles: roles.map(|(at, role)| (at.slug.clone(), role.word().to_owned())).collect(),
            version: Some(person.version),
            key: None,
        }
    }

    /// The word chosen for a service.
    pub fn role(&self, slug: &str) -> &str {
        let chosen = self.roles.iter().rev().find(|(own, _)| own == slug);
        chosen.map_or("", |(_, word)| word)
    }

    /// What is chosen for each of the services that the form names.
    ///
    /// # Errors
    /// Every choice that is none, at its field; a service that is not there.
    pub fn chosen<'a>(
        &self,
        services: &'a [ServiceLink],
    ) -> Result<Vec<(&'a ServiceLink, Option<Role>)>, Vec<Invalid>> {
        let (mut chosen, mut problems) = (Vec::new(), Vec::new());
        for (slug, word) in &self.roles {
            let Some(service) = services.iter().find(|service| service.slug == *slug) else {
                let gone = "One of the services is not there any more. Look at the form again.";
                problems.push(Invalid::new("", gone));
                continue;
            };
            let role = Role::from_word(word).filter(|role| *role != Role::Admin);
            if role.is_none() && !word.is_empty() {
                let said =
                    format!("Choose staff, manager, trustee or nothing for {}.", service.name);
                problems.push(Invalid::new(role_field(slug), said));
            }
            chosen.push((service, role));
        }
        if problems.is_empty() { Ok(chosen) } else { Err(problems) }
    }
}

/// Whether a text can be a key of ours.
fn is_key(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_service_by_service() {
        let services = ["north", "south"]
            .map(|slug| ServiceLink { slug: slug.to_owned(), name: slug.to_uppercase() });
        let check = |pairs: &[(&str, &str)], expected: Result<&str, &[&str]>| {
            let pairs: Vec<_> =
                pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            let found = TypedPerson::from_pairs(&pairs);
            let found = found.chosen(&services).map(|chosen| format!("{chosen:?}"));
            let found = found.map_err(|all| all.into_iter().map(|one| one.field).collect());
            match expected {
                Ok(part) => assert!(found.as_ref().unwrap().contains(part), "{found:?}"),
                Err(fields) => {
                    let fields: Vec<_> = fields.iter().map(|name| (*name).to_owned()).collect();
                    assert_eq!(found, Err(fields));
                }
            }
        };
        check(&[], Ok("[]"));
        check(&[("role.north", "staff"), ("role.south", "")], Ok("Some(Staff)"));
        check(&[("role.north", "admin")], Err(&["role.north"]));
        check(&[("role.north", "STAFF"), ("role.south", "x")], Err(&["role.north", "role.south"]));
        check(&[("role.west", "staff")], Err(&[""]));
    }
}
