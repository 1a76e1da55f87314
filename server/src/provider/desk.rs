//! Asking the provider who somebody is: its addresses and keys, the way there, and the word it gives.
//!
//! Refuses every word that is not signed by a key of the provider, for this installation, for this one
//! sign-in, and in time. Tokens are read and dropped: none is kept or logged.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenClaims, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    StandardErrorResponse, StandardTokenResponse, TokenResponse,
};

use super::claims::{Others, Shown, Trouble};
use super::http::Http;
use super::{Secrets, Setup};
use crate::session::CLOCK_MINUTES;

/// How long addresses and keys are kept, in minutes.
const KEPT_MINUTES: i64 = 60;
/// How long all that is asked for one page may take: less than the page's own deadline.
const PATIENCE: Duration = Duration::from_secs(8);
/// How old a token may be when it is brought, in minutes.
const AGE_MINUTES: i64 = 10;
/// Signatures that are taken: with a key that the provider alone holds. None of those that are made
/// with a secret both sides know.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Claims = IdTokenClaims<Others, CoreGenderClaim>;
type Client = openidconnect::Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Addresses and keys of the provider, and when they were read.
struct Known {
    metadata: CoreProviderMetadata,
    at: DateTime<Utc>,
}

/// Where the provider is asked.
pub struct Desk {
    /// What the settings say of it.
    pub setup: Setup,
    http: Http,
    known: Mutex<Option<Arc<Known>>>,
}

impl Desk {
    /// A desk that has asked nothing yet.
    pub fn new(setup: Setup) -> Self {
        let http = Http::new(setup.issuer.starts_with("http://"));
        Self { setup, http, known: Mutex::default() }
    }

    /// Where somebody shows the provider who they are; `again` even when they did so a while ago.
    ///
    /// # Errors
    /// [`Trouble::Silent`].
    pub async fn address(
        &self,
        secrets: &Secrets,
        again: bool,
        now: DateTime<Utc>,
    ) -> Result<String, Trouble> {
        let known = in_patience(self.known(now, false)).await?;
        let client = self.client(&known)?;
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (state, nonce) =
            (CsrfToken::new(secrets.state.clone()), Nonce::new(secrets.nonce.clone()));
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let request = client
            .authorize_url(flow, move || state, move || nonce)
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        let request = if again {
            request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO)
        } else {
            request
        };
        Ok(request.url().0.to_string())
    }

    /// Whom the provider shows to whoever brings that code.
    ///
    /// # Errors
    /// Whatever stands in the way.
    pub async fn shown(
        &self,
        code: String,
        secrets: &Secrets,
        now: DateTime<Utc>,
    ) -> Result<Shown, Trouble> {
        in_patience(self.ask(code, secrets, now)).await
    }

    async fn ask(
        &self,
        code: String,
        secrets: &Secrets,
        now: DateTime<Utc>,
    ) -> Result<Shown, Trouble> {
        let known = self.known(now, false).await?;
        let client = self.client(&known)?;
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| unshown("it has no address for codes"))?
            .set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier.clone()));
        let tokens = request.request_async(&self.http).await.map_err(|why| match why {
            RequestTokenError::Request(why) => silent(&why),
            RequestTokenError::ServerResponse(_) => unshown("it refused the code"),
            _ => unshown("its answer to the code is not understood"),
        })?;
        let token = tokens.id_token().ok_or_else(|| unshown("its answer has no ID token"))?;
        let nonce = Nonce::new(secrets.nonce.clone());
        let verify = |client: &Client| {
            let verifier = client
                .id_token_verifier()
                .set_allowed_algs(ALGORITHMS)
                .set_time_fn(move || now)
                .set_issue_time_verifier_fn(move |at| in_time(at, now));
            token.claims(&verifier, &nonce).cloned()
        };
        let claims = match verify(&client) {
            // The provider may have changed its keys since they were read.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let known = self.known(now, true).await?;
                verify(&self.client(&known)?)
            }
            verified => verified,
        };
        // What the library says of it names issuers, audiences and times, and no token.
        let claims: Claims = claims.map_err(|why| unshown(&why.to_string()))?;
        let party = claims.authorized_party();
        if party.is_some_and(|party| **party != *self.setup.client) {
            return Err(unshown("the ID token was made for another party"));
        }
        Shown::read(&claims, &self.setup.claim)
    }

    fn client(&self, known: &Known) -> Result<Client, Trouble> {
        let metadata = known.metadata.clone();
        let ways = metadata.token_endpoint_auth_methods_supported();
        let takes = |way| ways.is_some_and(|ways| ways.contains(&way));
        let in_body = takes(CoreClientAuthMethod::ClientSecretPost)
            && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let way_back = RedirectUrl::new(self.setup.way_back.clone())
            .map_err(|_| unshown("base_url is no address"))?;
        let (id, secret) = (self.setup.client.clone(), self.setup.secret.clone());
        let client = Client::from_provider_metadata(
            metadata,
            ClientId::new(id),
            Some(ClientSecret::new(secret)),
        );
        let how = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        Ok(client.set_redirect_uri(way_back).set_auth_type(how))
    }

    /// Addresses and keys, as they were read within the hour, or read `anew`.
    async fn known(&self, now: DateTime<Utc>, anew: bool) -> Result<Arc<Known>, Trouble> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // A clock that was put back has not made them any younger.
        let fresh = TimeDelta::zero()..TimeDelta::minutes(KEPT_MINUTES);
        if let Some(kept) = kept.filter(|kept| !anew && fresh.contains(&(now - kept.at))) {
            return Ok(kept);
        }
        let issuer = IssuerUrl::new(self.setup.issuer.clone())
            .map_err(|_| unshown("provider_issuer is no address"))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.http).await.map_err(
            |why| match &why {
                DiscoveryError::Request(why) => silent(why),
                other => silent(other),
            },
        )?;
        let known = Arc::new(Known { metadata, at: now });
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

/// What is asked, or silence when it takes too long.
async fn in_patience<T>(asked: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    tokio::time::timeout(PATIENCE, asked).await.unwrap_or(Err(Trouble::Silent))
}

/// Whether a token was made lately. The clocks of two machines may be a little apart.
fn in_time(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), String> {
    let age = TimeDelta::minutes(-CLOCK_MINUTES)..=TimeDelta::minutes(AGE_MINUTES);
    if age.contains(&(now - at)) { Ok(()) } else { Err(format!("it was issued at {at}")) }
}

fn silent(why: &dyn std::error::Error) -> Trouble {
    tracing::warn!(%why, "the sign-in provider does not answer");
    Trouble::Silent
}

fn unshown(why: &str) -> Trouble {
    tracing::warn!(why, "the sign-in provider did not show who somebody is");
    Trouble::Unshown
}
