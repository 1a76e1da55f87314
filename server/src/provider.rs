//! The OpenID provider that people may sign in with: what the settings say of it, and what its groups are
//! here.
//!
//! Refuses to make administrators: no group is anything but staff, manager or trustee of a service.

use std::collections::BTreeMap;
use std::fmt;

use beforehand::role::Role;

use crate::store::ServiceSummary;

mod claims;
mod desk;
mod http;
mod secrets;

pub use claims::{Shown, Trouble};
pub use desk::Desk;
pub use secrets::Secrets;

/// Where the provider sends browsers back to.
pub const WAY_BACK: &str = "/sign-in/from";

/// A provider as the settings have it.
#[derive(Clone)]
pub struct Setup {
    /// What it is called.
    pub name: String,
    /// Its issuer, exactly as it spells it.
    pub issuer: String,
    /// The id it gave this installation.
    pub client: String,
    /// The secret that goes with it.
    pub secret: String,
    /// Where it sends browsers back to: the whole address.
    pub way_back: String,
    /// The claim that names somebody's groups.
    pub claim: String,
    /// What groups are here.
    pub grants: Vec<Grant>,
    /// Whether its own second step is enough.
    pub second_step: bool,
}

/// What one group is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The group, as the claim names it.
    pub group: String,
    /// The service by its short name; all of them when there is none.
    pub service: Option<String>,
    /// Staff, manager or trustee.
    pub role: Role,
}

impl fmt::Debug for Setup {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Setup({} at {}, {} grants)", self.name, self.issuer, self.grants.len())
    }
}

impl Setup {
    /// What these groups make of somebody, by service in the order of their numbers. Of several roles in
    /// one service it is the one that may do the most.
    pub fn roles(&self, groups: &[String], services: &[ServiceSummary]) -> Vec<(i32, Role)> {
        let mut roles = BTreeMap::new();
        // The settings refuse groups of administrators; here they are nothing.
        let grants = self.grants.iter().filter(|grant| grant.role != Role::Admin);
        for grant in grants.filter(|grant| groups.contains(&grant.group)) {
            let meant = |slug: &str| grant.service.as_deref().is_none_or(|own| own == slug);
            for service in services.iter().filter(|service| meant(&service.slug)) {
                let role = roles.entry(service.id).or_insert(grant.role);
                if rank(grant.role) > rank(*role) {
                    *role = grant.role;
                }
            }
        }
        roles.into_iter().collect()
    }
}

/// How much a role may do.
fn rank(role: Role) -> u8 {
    match role {
        Role::Trustee => 0,
        Role::Staff => 1,
        Role::Manager => 2,
        Role::Admin => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(grants: &[(&str, Option<&str>, Role)]) -> Setup {
        let grants = grants.iter().map(|(group, service, role)| Grant {
            group: (*group).to_owned(),
            service: service.map(str::to_owned),
            role: *role,
        });
        Setup {
            name: "Example".to_owned(),
            issuer: "https://id.example.org".to_owned(),
            client: "client".to_owned(),
            secret: "s3cret".to_owned(),
            way_back: format!("https://counts.example.org{WAY_BACK}"),
            claim: "groups".to_owned(),
            grants: grants.collect(),
            second_step: false,
        }
    }

    fn service(id: i32, slug: &str) -> ServiceSummary {
        ServiceSummary {
            id,
            slug: slug.to_owned(),
            name: slug.to_owned(),
            role: Role::Admin,
            data_version: 1,
        }
    }

    #[test]
    fn groups_are_what_the_settings_say() {
        let setup = setup(&[
            ("staff", Some("north"), Role::Staff),
            ("leads", Some("north"), Role::Manager),
            ("board", None, Role::Trustee),
            ("closed", Some("west"), Role::Staff),
            ("root", None, Role::Admin),
        ]);
        let services = [service(1, "north"), service(2, "south")];
        let check = |groups: &[&str], expected: &[(i32, Role)]| {
            let groups: Vec<_> = groups.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(setup.roles(&groups, &services), expected, "{groups:?}");
        };
        check(&[], &[]);
        check(&["Staff", "staff "], &[]);
        check(&["staff"], &[(1, Role::Staff)]);
        check(&["board"], &[(1, Role::Trustee), (2, Role::Trustee)]);
        check(&["board", "leads", "staff"], &[(1, Role::Manager), (2, Role::Trustee)]);
        check(&["leads", "board"], &[(1, Role::Manager), (2, Role::Trustee)]);
        check(&["closed"], &[]);
        check(&["root"], &[]);
        check(&["root", "staff"], &[(1, Role::Staff)]);
        assert!(!format!("{setup:?}").contains("s3cret"));
    }
}
