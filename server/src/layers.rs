//! What every request passes before its route: id, headers, panics, load, size, deadline, whether
//! another site asks, and the first start.
//!
//! Whatever goes wrong inside comes out as our own page. Refuses to know routes and people.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::ui::Script;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{RequestExt, Router};
use tokio::sync::Semaphore;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

use crate::backend::House;
use crate::client::{self, Peer};
use crate::csrf;
use crate::error::Refusal;
use crate::pages;
use crate::provider;
use crate::setup;

/// The largest body taken, in bytes.
pub const LARGEST_BODY: usize = 64 * 1024;
/// The longest a request may take.
///
/// The program with its checks in, as it is tested, takes several times as long for a PDF or a demo.
pub const DEADLINE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
/// Requests at work at one time; more are asked to come back.
pub const AT_ONCE: usize = 512;

/// The request's id: on the error page, in the log and in the answer's `x-request-id`.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Marks a page with a script: its policy lets our own run.
#[derive(Clone, Copy)]
pub struct Scripted(pub Script);

/// Marks an answer that is finished although it is an error: a page of ours, or data for an island.
#[derive(Clone, Copy)]
pub struct Finished;

/// Puts the layers around the routes. In one go, and few: for each that is put around alone axum boxes
/// every route once more, and copies all those boxes for each request.
pub fn around(routes: Router, house: &Arc<House>) -> Router {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    routes.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(house.clone(), outermost))
            .layer(CatchPanicLayer::custom(caught))
            .layer(DefaultBodyLimit::max(LARGEST_BODY))
            .layer(from_fn_with_state((house.clone(), room), admit)),
    )
}

async fn outermost(State(house): State<Arc<House>>, mut request: Request, next: Next) -> Response {
    let id = crate::session::random_hex::<8>();
    request.extensions_mut().insert(RequestId(id.clone()));
    let began = Instant::now();
    let method = request.method().clone();
    // The route, never the address: that may hold a token, or what somebody typed.
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("(none)".to_owned(), |route| route.as_str().to_owned());
    let client = request
        .extensions()
        .get::<Peer>()
        .map(|peer| client::asker(peer.0.ip(), request.headers(), &house.site.trusted_proxies));
    // Whatever is logged on the way carries the id that the person is shown.
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    if (response.status().is_client_error() || response.status().is_server_error())
        && response.extensions().get::<Finished>().is_none()
    {
        let refusal = response.extensions().get::<Refusal>().cloned();
        let refusal = refusal.unwrap_or(Refusal::Plain(response.status()));
        let told = pages::problem(&house, None, &refusal, &id);
        let before = response;
        response = told;
        for name in [header::ALLOW, header::RETRY_AFTER] {
            if let Some(value) = before.headers().get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
    }
    let (status, took) = (response.status(), began.elapsed());
    house.meter.answered(method.as_str(), &route, status, took);
    let signing_in = method == Method::POST && route.starts_with("/sign-in");
    if (signing_in || route == provider::WAY_BACK) && status.is_client_error() {
        house.meter.refused_sign_in();
        let client = client.map_or_else(String::new, |client| client.to_string());
        tracing::warn!(id, client, status = status.as_u16(), "a sign-in was refused");
    }
    told(&id, &method, &route, status, took);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        // The rest of the body is not read, so the connection ends: said, so that no client sends
        // its next request into it.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let script = response.extensions().get::<Scripted>().map_or(Script::None, |own| own.0);
    headers(response.headers_mut(), script, house.site.https);
    response
}

/// One line of the log for each request. Whoever watches the server asks often, and for little.
fn told(id: &str, method: &Method, route: &str, status: StatusCode, took: Duration) {
    let (status, ms) = (status.as_u16(), took.as_micros() as f64 / 1000.0);
    let watching = matches!(route, "/healthz" | "/readyz" | "/metrics" | "/assets/{*path}");
    if status >= 500 {
        tracing::error!(id, %method, route, status, ms, "answered");
    } else if watching {
        tracing::debug!(id, %method, route, status, ms, "answered");
    } else {
        tracing::info!(id, %method, route, status, ms, "answered");
    }
}

fn headers(headers: &mut HeaderMap, script: Script, https: bool) {
    const PLAIN: &str = "default-src 'self'; script-src 'none'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
    const SCRIPTED: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
    const ISLAND: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
    let policy = match script {
        Script::None => PLAIN,
        Script::Explore | Script::Steps => SCRIPTED,
        // Islands are WebAssembly.
        Script::Island => ISLAND,
    };
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn caught(panic: Box<dyn Any + Send + 'static>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("(no text)");
    tracing::error!(panic = ?said, "a request panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Turns away what comes when there is no room, what is too large, and what takes too long.
async fn admit(
    State((house, room)): State<(Arc<House>, Arc<Semaphore>)>,
    request: Request,
    next: Next,
) -> Response {
    let unavailable = || Refusal::Plain(StatusCode::SERVICE_UNAVAILABLE).into_response();
    let Ok(_place) = room.try_acquire() else { return unavailable() };
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if length.is_some_and(|length| length > LARGEST_BODY as u64) {
        return Refusal::Plain(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    }
    // A body that does not say how large it is ends where it gets too large: also for handlers that
    // read it by hand.
    let request = request.with_limited_body();
    tokio::select! {
        response = answer(&house, request, next) => response,
        () = tokio::time::sleep(DEADLINE) => unavailable(),
        () = house.pulse.lost() => unavailable(),
    }
}

/// Turns away what another site asks for, and leads to the first start while nobody has an account.
async fn answer(house: &House, request: Request, next: Next) -> Response {
    let request = match csrf::admit(&house.site, request).await {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    match setup::lead(house, request.uri().path()).await {
        Some(response) => response,
        None => next.run(request).await,
    }
}
