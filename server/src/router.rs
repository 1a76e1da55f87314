//! All routes in one table, each with its guard.
//!
//! Refuses to be built with a route that has no row in the permission table.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, FromRequest, RawPathParams, Request, State};
use axum::handler::Handler;
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use beforehand::role::{Permission, Who, permission};

use crate::backend::{
    Access, House, account, approval, changes, closures, definitions, entry, events, export,
    overview, owed, people, room, second_step, service_settings, settings, sharing, signals,
};
use crate::error::Refusal;
use crate::layers::{self, RequestId};
use crate::sign_in::{self, Fields, again, provider, steps};
use crate::{files, forgotten, join, metrics, pages, session, setup, shared, stop};

/// The whole site.
pub fn router(house: &Arc<House>) -> Router {
    let routes = Routes { house: house.clone(), router: Router::new() }
        .get("/healthz", pages::healthy)
        .get("/readyz", pages::ready)
        .get("/metrics", metrics::show)
        .get("/assets/{*path}", pages::asset)
        .get("/set-up", setup::show)
        .post("/set-up", setup::send)
        .get("/sign-in", sign_in::show)
        .get("/sign-in/with", provider::with)
        .get("/sign-in/from", provider::from)
        .get("/sign-in/code", steps::show_code)
        .post("/sign-in/code", steps::send_code)
        .get("/sign-in/second-step", steps::show_set_up)
        .post("/sign-in/second-step", steps::send_set_up)
        .get("/sign-in/again", again::show)
        .post("/sign-in/again", again::send)
        .get("/account", account::show)
        .post("/account", account::rename)
        .post("/account/password", account::change_password)
        .post("/account/sessions", account::end_sessions)
        .get("/account/second-step", second_step::show)
        .post("/account/second-step", second_step::change)
        .get("/", pages::home)
        .get("/about", pages::about)
        .get("/people", people::show)
        .post("/people", people::invite)
        .get("/people/{person}", people::show_person)
        .post("/people/{person}", people::change)
        .get("/join", join::ask)
        .post("/join", join::find)
        .get("/join/{token}", join::show)
        .post("/join/{token}", join::set)
        .get("/forgotten", forgotten::show)
        .post("/forgotten", forgotten::send)
        .get("/overview", overview::show)
        .get("/owed", owed::show)
        .get("/settings", settings::show)
        .post("/settings", settings::change)
        .get("/changes", changes::show)
        .get("/changes/{file}", files::all_changes)
        .get("/services/{service}/about", pages::about)
        .get("/services/{service}/definitions", definitions::show)
        .post("/services/{service}/definitions", definitions::change)
        .get("/services/{service}/settings", service_settings::show)
        .post("/services/{service}/settings", service_settings::change)
        .get("/services/{service}/week", entry::find)
        .get("/services/{service}/week/{week}", entry::show)
        .post("/services/{service}/week/{week}", entry::save)
        .get("/services/{service}/weeks/{week}", entry::show_weeks)
        .post("/services/{service}/weeks/{week}", entry::save_weeks)
        .post("/services/{service}/entry/{function}", entry::call)
        .get("/services/{service}/history/{week}", pages::history)
        .get("/services/{service}/changes", changes::show)
        .get("/services/{service}/changes/{file}", files::changes)
        .get("/services/{service}/figures/{quarter}", pages::figures)
        .get("/services/{service}/closures", closures::show)
        .post("/services/{service}/closures", closures::change)
        .get("/services/{service}/events", events::show)
        .post("/services/{service}/events", events::change)
        .post("/services/{service}/reminder", owed::remind)
        .get("/services/{service}/trends", pages::trends)
        .get("/services/{service}/trends/{line}", pages::line)
        .get("/services/{service}/compare", pages::compare)
        .get("/services/{service}/signals", signals::show)
        .post("/services/{service}/signals", signals::judge)
        .get("/services/{service}/files/{file}", files::line)
        .get("/services/{service}/series/{line}", pages::series)
        .get("/services/{service}/export", export::show)
        .get("/services/{service}/export/{file}", export::file)
        .get("/services/{service}/quarter", pages::latest_quarter)
        .get("/services/{service}/quarter/{quarter}", pages::quarter)
        .get("/services/{service}/quarter/{quarter}/{file}", files::channels)
        .get("/services/{service}/quarter/{quarter}/edition/{edition}", pages::edition)
        .get("/services/{service}/quarter/{quarter}/edition/{edition}/{file}", files::edition)
        .get("/services/{service}/quarters", room::show)
        .post("/services/{service}/mail", room::choose)
        .get("/services/{service}/years/{year}", pages::year)
        .get("/services/{service}/approve/{quarter}", approval::show)
        .post("/services/{service}/approve/{quarter}", approval::approve)
        .post("/services/{service}/reopen/{quarter}", approval::reopen)
        .get("/services/{service}/sharing", sharing::show)
        .post("/services/{service}/sharing", sharing::change)
        .get("/shared", shared::show)
        .get("/shared/open/{token}", shared::open)
        .get("/shared/{file}", shared::file)
        .get("/mail/stop/{token}", stop::show)
        .post("/mail/stop/{token}", stop::stop)
        .post("/sign-in", sign_in::send)
        .post("/sign-out", sign_in::end);
    layers::around(routes.router.with_state(house.clone()), house)
}

/// Routes under way.
struct Routes {
    house: Arc<House>,
    router: Router<Arc<House>>,
}

impl Routes {
    fn get<H: Handler<T, Arc<House>>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.guarded("GET", path, get(handler))
    }

    fn post<H: Handler<T, Arc<House>>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.guarded("POST", path, post(handler))
    }

    fn guarded(self, method: &str, path: &'static str, handler: MethodRouter<Arc<House>>) -> Self {
        let Some(row) = permission(method, path) else {
            panic!("{method} {path} has no row in the permission table");
        };
        let handler = match row.who {
            Who::Anyone => handler,
            _ => handler.route_layer(from_fn_with_state((self.house.clone(), row), guard)),
        };
        Self { router: self.router.route(path, handler), ..self }
    }
}

/// Lets in who may: reads the session, the person, their role in the service that the address
/// names and its data version, all in one query. Before a dangerous act it asks who is there.
async fn guard(
    State((house, row)): State<(Arc<House>, &'static Permission)>,
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    let id = request.extensions().get::<RequestId>().map_or(String::new(), |id| id.0.clone());
    let slug =
        params.iter().find(|(name, _)| *name == "service").map(|(_, value)| value.to_owned());
    let hash = session::token_hash(&house.site, request.headers());
    let access = match &hash {
        None => None,
        Some(hash) => match session::access(&house, hash, slug.as_deref()).await {
            Ok(access) => access,
            Err(error) => return Refusal::from(error).into_response(),
        },
    };
    let Some(access) = access else { return signed_out(&house, hash.is_some(), request).await };
    if let Err(error) = session::admit(&access, row.who).await {
        return pages::problem(&house, Some(&access), &error.into(), &id);
    }
    if row.again && !access.proved_lately() {
        return ask_again(&house, &access, request).await;
    }
    let access = Arc::new(access);
    request.extensions_mut().insert(access.clone());
    let response = next.run(request).await;
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if failed && response.extensions().get::<layers::Finished>().is_none() {
        let refusal = response.extensions().get::<Refusal>().cloned();
        let refusal = refusal.unwrap_or(Refusal::Plain(response.status()));
        return pages::problem(&house, Some(&access), &refusal, &id);
    }
    response
}

async fn signed_out(house: &Arc<House>, ended: bool, request: Request) -> Response {
    let path = path(&request);
    match posted(house, request).await {
        Ok(posted) => sign_in::first(house, &path, ended, posted),
        Err(response) => return response,
    }
    .unwrap_or_else(IntoResponse::into_response)
}

async fn ask_again(house: &Arc<House>, access: &Access, request: Request) -> Response {
    let path = path(&request);
    match posted(house, request).await {
        Ok(posted) => again::first(access, &path, posted).await,
        Err(response) => return response,
    }
    .unwrap_or_else(IntoResponse::into_response)
}

fn path(request: &Request) -> String {
    request.uri().path_and_query().map_or(String::new(), ToString::to_string)
}

/// The form of a request; none when it only asks for a page.
async fn posted(house: &Arc<House>, request: Request) -> Result<Option<Fields>, Response> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(None);
    }
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !form {
        return Err(sign_in::refuse());
    }
    match Form::<Fields>::from_request(request, house).await {
        Ok(Form(fields)) => Ok(Some(fields)),
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Refusal::Plain(error.status()).into_response())
        }
        Err(_) => Err(sign_in::refuse()),
    }
}
