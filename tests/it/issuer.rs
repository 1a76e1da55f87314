//! A small OpenID provider of our own: it shows whom the test says, in the manner the test says, and checks
//! what it is asked as a real one does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use openidconnect::core::{
    CoreGenderClaim, CoreHmacKey, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey,
};
use openidconnect::{
    AdditionalClaims, IdToken, JsonWebKeyId, JsonWebKeySet, PkceCodeChallenge, PkceCodeVerifier,
    PrivateSigningKey,
};
use serde_json::{Map, Value, json};
use server::clock::Clock;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What it knows the installation by.
pub const CLIENT: &str = "beforehand";
/// What the installation shows with it.
pub const SECRET: &str = "s3cret-of-the-client";
/// Both as a header: `Basic` of `beforehand:s3cret-of-the-client`.
const BASIC: &str = "Basic YmVmb3JlaGFuZDpzM2NyZXQtb2YtdGhlLWNsaWVudA==";
/// `{"alg":"none"}` as a token begins with it.
const NO_ALGORITHM: &str = "eyJhbGciOiJub25lIn0";

/// How its word is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signed {
    /// With its own key.
    #[default]
    Rightly,
    /// With another key, under the name of its own.
    ByAnother,
    /// Not at all, and it says so.
    Not,
    /// With the secret that the installation knows too.
    WithTheSecret,
    /// With a new key, which it began to show after the installation asked.
    WithANewKey,
}

/// How it answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    #[default]
    Well,
    /// That something is wrong with itself.
    Broken,
    /// More than anybody wants to read.
    Endless,
    /// Go somewhere else.
    Moved,
}

/// What the test says of it, and what it was asked.
#[derive(Default)]
pub struct Told {
    /// Claims of whoever comes, over its own; null takes one away.
    pub person: Value,
    /// How its word is signed.
    pub signed: Signed,
    /// How it answers.
    pub manner: Manner,
    /// What it sends back instead of a code.
    pub error: Option<String>,
    /// The clock it tells times by.
    pub clock: Clock,
    /// How often its addresses were read.
    pub asked: u32,
    /// Whether the last to come had to show anew who they are.
    pub anew: bool,
    codes: HashMap<String, Begun>,
}

/// What a code stands for.
struct Begun {
    nonce: String,
    challenge: String,
    way_back: String,
}

/// Claims of any kind.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[serde(transparent)]
struct Any(Map<String, Value>);

impl AdditionalClaims for Any {}

type Token =
    IdToken<Any, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Shared = Arc<(String, Mutex<Told>)>;

/// The provider.
pub struct Issuer {
    shared: Shared,
    running: JoinHandle<()>,
}

impl Issuer {
    /// Begins to answer.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let shared: Shared = Arc::new((address, Mutex::default()));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(shared.clone());
        let running = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { shared, running }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.shared.0
    }

    /// What the test says of it.
    pub fn told(&self) -> MutexGuard<'_, Told> {
        self.shared.1.lock().unwrap()
    }

    /// Ends: nobody answers at its address any more.
    pub fn close(&self) {
        self.running.abort();
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.close();
    }
}

fn key(file: &str, id: &str) -> CoreRsaPrivateSigningKey {
    let path = crate::program::fixture(&format!("provider/{file}.pem"));
    let pem = std::fs::read_to_string(path).unwrap();
    CoreRsaPrivateSigningKey::from_pem(&pem, Some(JsonWebKeyId::new(id.to_owned()))).unwrap()
}

fn sent(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// What it answers where it does not answer well.
fn ill(manner: Manner) -> Option<Response> {
    match manner {
        Manner::Well => None,
        Manner::Broken => Some(StatusCode::BAD_GATEWAY.into_response()),
        Manner::Endless => Some(sent(&json!({ "issuer": "x".repeat(2 << 20) }))),
        Manner::Moved => Some(Redirect::temporary("/keys").into_response()),
    }
}

async fn discovery(State(shared): State<Shared>) -> Response {
    let (issuer, told) = &*shared;
    let mut told = told.lock().unwrap();
    told.asked += 1;
    ill(told.manner).unwrap_or_else(|| {
        sent(&json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }))
    })
}

async fn keys(State(shared): State<Shared>) -> Response {
    let told = shared.1.lock().unwrap();
    let mut all = vec![key("own", "one").as_verification_key()];
    if told.signed == Signed::WithANewKey {
        all = vec![key("other", "two").as_verification_key()];
    }
    sent(&serde_json::to_value(JsonWebKeySet::<CoreJsonWebKey>::new(all)).unwrap())
}

type Pairs = Vec<(String, String)>;

fn of<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

/// Somebody comes, and is known: off they go with a code.
async fn authorize(State(shared): State<Shared>, Query(query): Query<Pairs>) -> Response {
    let mut told = shared.1.lock().unwrap();
    assert_eq!((of(&query, "client_id"), of(&query, "response_type")), (CLIENT, "code"));
    assert_eq!(of(&query, "code_challenge_method"), "S256");
    let scopes: Vec<_> = of(&query, "scope").split(' ').collect();
    assert!(["openid", "email", "profile"].iter().all(|scope| scopes.contains(scope)));
    told.anew = of(&query, "prompt") == "login" && of(&query, "max_age") == "0";
    let (way_back, state) = (of(&query, "redirect_uri"), of(&query, "state"));
    if let Some(error) = &told.error {
        return Redirect::to(&format!("{way_back}?error={error}&state={state}")).into_response();
    }
    let code = server::session::random_hex::<16>();
    let to = format!("{way_back}?code={code}&state={state}");
    let begun = Begun {
        nonce: of(&query, "nonce").to_owned(),
        challenge: of(&query, "code_challenge").to_owned(),
        way_back: way_back.to_owned(),
    };
    told.codes.insert(code, begun);
    Redirect::to(&to).into_response()
}

/// A code becomes a word on who came.
async fn token(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<Pairs>,
) -> Response {
    let (issuer, told) = &*shared;
    let mut told = told.lock().unwrap();
    if let Some(response) = ill(told.manner) {
        return response;
    }
    let refused = || {
        let body = json!({ "error": "invalid_grant" });
        (StatusCode::BAD_REQUEST, sent(&body)).into_response()
    };
    assert_eq!(headers.get(header::AUTHORIZATION).unwrap(), BASIC);
    assert_eq!(of(&form, "grant_type"), "authorization_code");
    let Some(begun) = told.codes.remove(of(&form, "code")) else { return refused() };
    let verifier = PkceCodeVerifier::new(of(&form, "code_verifier").to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    if challenge.as_str() != begun.challenge || of(&form, "redirect_uri") != begun.way_back {
        return refused();
    }
    let now = told.clock.now().timestamp();
    let mut claims = json!({
        "iss": issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": begun.nonce,
    });
    let claims = claims.as_object_mut().unwrap();
    for (name, value) in told.person.as_object().unwrap() {
        match value {
            Value::Null => claims.remove(name),
            value => claims.insert(name.clone(), value.clone()),
        };
    }
    let claims = serde_json::from_value(Value::from(claims.clone())).unwrap();
    let rsa = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
    let token = match told.signed {
        Signed::Rightly | Signed::Not => Token::new(claims, &key("own", "one"), rsa, None, None),
        Signed::ByAnother => Token::new(claims, &key("other", "one"), rsa, None, None),
        Signed::WithANewKey => Token::new(claims, &key("other", "two"), rsa, None, None),
        Signed::WithTheSecret => {
            let key = CoreHmacKey::new(SECRET);
            Token::new(claims, &key, CoreJwsSigningAlgorithm::HmacSha256, None, None)
        }
    };
    let mut token = token.unwrap().to_string();
    if told.signed == Signed::Not {
        let payload = token.split('.').nth(1).unwrap();
        token = format!("{NO_ALGORITHM}.{payload}.");
    }
    sent(&json!({
        "access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": token,
    }))
}
