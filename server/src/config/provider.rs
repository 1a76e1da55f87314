//! The OpenID provider as the settings name it: whole and safe, or a sentence on what is wrong.
//!
//! Refuses a provider that anybody could listen to, one that speaks for every organisation there is, and
//! groups that would make administrators.

use beforehand::role::Role;
use openidconnect::url::{Host, Url};

use super::{Config, Wrong};
use crate::provider::{Grant, Setup, WAY_BACK};

/// What a provider needs besides its address.
const NEEDED: [(&str, &str); 3] = [
    ("provider_name", "what the sign-in page calls it, such as Microsoft 365"),
    ("provider_client_id", "the id that the provider gave this installation"),
    ("provider_roles", "what its groups are here, such as \"Helpline staff=north:staff\""),
];
/// The longest name of a provider, in characters.
const NAME: usize = 40;

impl Config {
    /// The OpenID provider; none when nothing is said.
    ///
    /// # Errors
    /// When something is missing or cannot be; no secret is repeated.
    pub fn provider(&self) -> Result<Option<Setup>, Wrong> {
        let settings = &self.settings;
        let secret = match (&settings.provider_client_secret, &settings.provider_client_secret_file)
        {
            (Some(secret), _) => Some(secret.clone()),
            (None, Some(file)) => Some(self.secret("provider_client_secret_file", file)?),
            (None, None) => None,
        };
        let given = [
            settings.provider_name.is_some(),
            settings.provider_client_id.is_some(),
            settings.provider_roles.is_some(),
        ];
        let Some(issuer) = &settings.provider_issuer else {
            let alone = NEEDED.iter().zip(given).find(|(_, given)| *given);
            let alone = alone.map(|((key, _), _)| *key);
            return match alone.or(secret.as_ref().map(|_| "The provider's secret")) {
                None => Ok(None),
                Some(key) => Err(Wrong(format!(
                    "{key} is set without a provider. Give its address with provider_issuer too, or leave it out."
                ))),
            };
        };
        self.check_issuer(issuer)?;
        if let Some(((key, what), _)) = NEEDED.iter().zip(given).find(|(_, given)| !given) {
            return Err(Wrong(format!("Signing in with a provider needs {key}: {what}.")));
        }
        let Some(secret) = secret.filter(|secret| !secret.is_empty()) else {
            return Err(Wrong(
                "Signing in with a provider needs its secret. Write it into a file that only the service reads, and name that in provider_client_secret_file.".to_owned(),
            ));
        };
        let Some(base) = self.base_url()? else {
            return Err(Wrong(
                "Signing in with a provider needs the address people type, for the way back. Give it with base_url.".to_owned(),
            ));
        };
        let name = settings.provider_name.as_deref().unwrap_or_default().trim().to_owned();
        let length = name.chars().count();
        if !(1..=NAME).contains(&length) || name.chars().any(char::is_control) {
            let why = format!("must be a name of 1 to {NAME} characters.");
            return Err(self.wrong("provider_name", &why));
        }
        let grants = settings.provider_roles.iter().flatten();
        Ok(Some(Setup {
            name,
            issuer: issuer.clone(),
            client: settings.provider_client_id.clone().unwrap_or_default(),
            secret,
            way_back: format!("{base}{WAY_BACK}"),
            claim: settings.provider_groups_claim.clone().unwrap_or_default(),
            grants: grants.map(|text| self.grant(text)).collect::<Result<_, _>>()?,
            second_step: settings.provider_second_step == Some(true),
        }))
    }

    fn check_issuer(&self, issuer: &str) -> Result<(), Wrong> {
        let wrong = |why: &str| Err(self.wrong("provider_issuer", why));
        let Ok(url) = Url::parse(issuer) else {
            return wrong("is not an address, such as https://accounts.google.com.");
        };
        let here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        if url.scheme() != "https" && !(url.scheme() == "http" && here) {
            return wrong("must begin with https://.");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return wrong("must not have a ? or # in it.");
        }
        let everybody = ["common", "organizations", "consumers"];
        let tenant = url.path_segments().and_then(|mut parts| parts.next()).unwrap_or_default();
        if url.host_str() == Some("login.microsoftonline.com") && everybody.contains(&tenant) {
            return wrong(
                "must name your own organisation: put the id of your tenant in the place of that word.",
            );
        }
        Ok(())
    }

    fn grant(&self, text: &str) -> Result<Grant, Wrong> {
        let wrong = |why: String| self.wrong("provider_roles", &why);
        let parts = text.rsplit_once('=').and_then(|(group, rest)| {
            let (service, role) = rest.split_once(':')?;
            Some((group.trim(), service.trim(), role.trim()))
        });
        let Some((group, service, role)) = parts.filter(|(group, ..)| !group.is_empty()) else {
            return Err(wrong(format!(
                "has \"{text}\", which is not GROUP=SERVICE:ROLE, such as \"Helpline staff=north:staff\"."
            )));
        };
        let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if service != "*" && (service.is_empty() || !service.chars().all(slug)) {
            return Err(wrong(format!(
                "names \"{service}\" for \"{group}\". Give the short name of a service, or * for all."
            )));
        }
        let service = (service != "*").then(|| service.to_owned());
        match Role::from_word(role) {
            Some(Role::Admin) => Err(wrong(format!(
                "would make administrators of \"{group}\". Nobody becomes an administrator by signing in with a provider: make them one by hand, on the page of people."
            ))),
            Some(role) => Ok(Grant { group: group.to_owned(), service, role }),
            None => Err(wrong(format!(
                "names \"{role}\" for \"{group}\". The roles are staff, manager and trustee."
            ))),
        }
    }
}
