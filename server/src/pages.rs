//! The handlers of the pages: read the address, load the page, send it.
//!
//! Refuses to decide who may: a handler runs after the guard of its route, and holds an access.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use app::about::About;
use app::compare::{Compare, CompareQuery};
use app::error::Error;
use app::figures::Figures;
use app::history::History;
use app::home::Home;
use app::line::Lines;
use app::quarter::Quarters;
use app::room::Rooms;
use app::trends::{Trends, TrendsQuery};
use app::{Frame, Page, ServiceLink};
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beforehand::week::Week;

use crate::backend::{Access, House};
use crate::error::{Answer, Refusal};
use crate::page::{self, Finished, Key};
use crate::sign_in::Fields;

/// The access that the route's guard gave.
pub struct Signed(pub Arc<Access>);

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let access = parts.extensions.get::<Arc<Access>>().cloned();
        access.map(Self).ok_or(Refusal::Plain(StatusCode::INTERNAL_SERVER_ERROR))
    }
}

/// `GET /healthz`: the process runs.
pub async fn healthy() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers.
///
/// # Errors
/// When it does not.
pub async fn ready(State(house): State<Arc<House>>) -> Answer {
    house.store.ready().await?;
    Ok("ready\n".into_response())
}

/// `GET /assets/{*path}`.
///
/// # Errors
/// When there is no file of that name.
pub async fn asset(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Answer {
    house.assets.answer(&name, &headers)
}

/// `GET /`: not kept, for it is about one person's services.
///
/// # Errors
/// What loading the page says.
pub async fn home(Signed(access): Signed, asked: HeaderMap) -> Answer {
    let page = Page::Home(access.home().await?);
    Ok(fresh(&access, &asked, page, StatusCode::OK))
}

/// `GET /about` and `GET /services/{service}/about`.
///
/// # Errors
/// What loading the page says.
pub async fn about(Signed(access): Signed, asked: HeaderMap) -> Answer {
    let load = async || Ok(Page::About(access.about().await?));
    cached(&access, &asked, "about".to_owned(), load).await
}

/// `GET /services/{service}/quarter`: the latest that is over.
///
/// # Errors
/// What loading the page says.
pub async fn latest_quarter(Signed(access): Signed, asked: HeaderMap) -> Answer {
    let load = async || Ok(Page::Quarter(access.quarter(None).await?));
    match cached(&access, &asked, "quarter".to_owned(), load).await {
        // Nothing is approved yet: the reading room says so, to this reader alone.
        Err(Refusal::Said(Error::NotFound)) => {
            let page = Page::Room(access.room(false).await?);
            Ok(fresh(&access, &asked, page, StatusCode::OK))
        }
        answer => answer,
    }
}

/// `GET /services/{service}/quarter/{quarter}/edition/{edition}`.
///
/// # Errors
/// What loading the page says.
pub async fn edition(
    Signed(access): Signed,
    Path((_, name, number)): Path<(String, String, String)>,
    asked: HeaderMap,
) -> Answer {
    let number = whole(&number)?;
    let site = &access.house.site;
    // Where no mail is sent, the text to copy names the address that was asked.
    let base = site.mail.is_none().then(|| site.address(&asked));
    let load = async || Ok(Page::Quarter(access.edition(&name, number, base.as_deref()).await?));
    let at = base.as_deref().unwrap_or_default();
    cached(&access, &asked, format!("quarter {name} edition {number} {at}"), load).await
}

/// An edition or a year in its one spelling: addresses are keys of kept pages.
///
/// # Errors
/// Not found, for anything else.
pub fn whole(text: &str) -> Result<i32, Error> {
    text.parse().ok().filter(|number: &i32| number.to_string() == text).ok_or(Error::NotFound)
}

/// `GET /services/{service}/years/{year}`.
///
/// # Errors
/// What loading the page says.
pub async fn year(
    Signed(access): Signed,
    Path((_, year)): Path<(String, String)>,
    asked: HeaderMap,
) -> Answer {
    let year = whole(&year)?;
    let load = async || Ok(Page::Year(access.year(year).await?));
    cached(&access, &asked, format!("year {year}"), load).await
}

/// `GET /services/{service}/quarter/{quarter}`.
///
/// # Errors
/// What loading the page says.
pub async fn quarter(
    Signed(access): Signed,
    Path((_, name)): Path<(String, String)>,
    asked: HeaderMap,
) -> Answer {
    let load = async || Ok(Page::Quarter(access.quarter(Some(&name)).await?));
    cached(&access, &asked, format!("quarter {name}"), load).await
}

/// `GET /services/{service}/figures/{quarter}`: the weeks behind the figures that the query names.
///
/// # Errors
/// What loading the page says.
pub async fn figures(
    Signed(access): Signed,
    Path((_, quarter)): Path<(String, String)>,
    Query(query): Query<Fields>,
    asked: HeaderMap,
) -> Answer {
    let names: Vec<String> = named(query).collect();
    let page = Page::Figures(access.figures(&quarter, &names).await?);
    Ok(fresh(&access, &asked, page, StatusCode::OK))
}

/// `GET /services/{service}/history/{week}`: of the week, or of the figure that the query names.
///
/// # Errors
/// What loading the page says.
pub async fn history(
    Signed(access): Signed,
    Path((_, week)): Path<(String, String)>,
    Query(query): Query<Fields>,
    asked: HeaderMap,
) -> Answer {
    let week = Week::parse(&week).map_err(|_| Error::NotFound)?;
    let figure = named(query).next();
    let page = Page::History(access.history(week, figure.as_deref()).await?);
    Ok(fresh(&access, &asked, page, StatusCode::OK))
}

/// The figures that a query names.
fn named(query: Fields) -> impl Iterator<Item = String> {
    let figures = query.into_iter().filter(|(key, name)| key == "figure" && !name.is_empty());
    figures.map(|(_, name)| name)
}

/// `GET /services/{service}/trends`.
///
/// # Errors
/// What loading the page says.
pub async fn trends(
    Signed(access): Signed,
    Query(pairs): Query<Vec<(String, String)>>,
    asked: HeaderMap,
) -> Answer {
    let query = TrendsQuery::read(pairs.iter().map(|(key, value)| (&**key, &**value)));
    let shows = format!("trends{}", query.canonical());
    cached(&access, &asked, shows, async || Ok(Page::Trends(access.trends(query).await?))).await
}

/// `GET /services/{service}/trends/{line}`.
///
/// # Errors
/// Not found, when the service has no such line; else what loading the page says.
pub async fn line(
    Signed(access): Signed,
    Path((_, name)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
    asked: HeaderMap,
) -> Answer {
    let query = TrendsQuery::read(pairs.iter().map(|(key, value)| (&**key, &**value)));
    let shows = format!("line {name}{}", query.canonical());
    let load = async || Ok(Page::Line(Box::new(access.line(&name, query).await?)));
    cached(&access, &asked, shows, load).await
}

/// `GET /services/{service}/compare`.
///
/// # Errors
/// What loading the page says.
pub async fn compare(
    Signed(access): Signed,
    Query(pairs): Query<Vec<(String, String)>>,
    asked: HeaderMap,
) -> Answer {
    let query = CompareQuery::read(pairs.iter().map(|(key, value)| (&**key, &**value)));
    let shows = format!("compare{}", query.canonical());
    // What cannot be compared is asked again, and not kept.
    let mut refused = None;
    let load = async || {
        let page = Box::new(access.compare(query).await?);
        match page.found.as_ref().err().cloned() {
            None => Ok(Page::Compare(page)),
            Some(wrong) => {
                refused = Some(page);
                Err(Error::Invalid(wrong))
            }
        }
    };
    let answer = cached(&access, &asked, shows, load).await;
    match refused {
        Some(page) => {
            Ok(fresh(&access, &asked, Page::Compare(page), StatusCode::UNPROCESSABLE_ENTITY))
        }
        None => answer,
    }
}

/// `GET /services/{service}/series/{line}`: one line of Trends as data, for whoever explores it.
///
/// # Errors
/// What loading it says.
pub async fn series(
    Signed(access): Signed,
    Path((_, line)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
    asked: HeaderMap,
) -> Answer {
    let query = TrendsQuery::read(pairs.iter().map(|(key, value)| (&**key, &**value)));
    let shows = format!("series {line}{}", query.canonical());
    let make = async || -> Result<Finished, Refusal> {
        let live = access.live(&line, query).await?;
        // Numbers and text: serialising cannot fail.
        Ok(Finished::json(&serde_json::to_string(&live).unwrap_or_default()))
    };
    kept(&access, &asked, shows, make).await
}

/// A page that is loaded and rendered only when the service's data, the day or the role is another
/// than last time. `shows` is what the handler understood of the address, in one spelling.
///
/// # Errors
/// What `load` says.
pub async fn cached<F>(access: &Access, asked: &HeaderMap, shows: String, load: F) -> Answer
where
    F: AsyncFnOnce() -> Result<Page, Error>,
{
    let make = async || -> Result<Finished, Refusal> {
        let page = load().await?;
        Ok(finish(&access.house, Some(access), page, true))
    };
    kept(access, asked, shows, make).await
}

/// What `make` makes, made only when the service's data, the day or the role is another than last
/// time.
async fn kept<F>(access: &Access, asked: &HeaderMap, shows: String, make: F) -> Answer
where
    F: AsyncFnOnce() -> Result<Finished, Refusal>,
{
    let place = access.place.as_ref();
    // The organisation's name stands on every page, and changes without any service's data.
    let shows = format!("{shows}\n{}", access.organisation);
    let key = Key { service: place.map(|place| place.service), shows, role: role(access) };
    let version = place.map_or(0, |place| place.data_version);
    let state = page::State { version, today: access.today };
    let finished = access.house.pages.page(&key, state, make).await?;
    Ok(finished.respond(StatusCode::OK, &person(Some(access)), asked))
}

/// A page made for this request alone.
pub fn fresh(access: &Access, asked: &HeaderMap, page: Page, status: StatusCode) -> Response {
    finish(&access.house, Some(access), page, false).respond(status, &person(Some(access)), asked)
}

/// A page for somebody who is not signed in.
///
/// # Errors
/// None; an [`Answer`] for its callers' sake.
pub fn alone(house: &House, page: Page, status: StatusCode) -> Answer {
    Ok(finish(house, None, page, false).respond(status, "", &HeaderMap::new()))
}

/// What went wrong, as a page. Never fails: when even that page cannot be made, plain text.
pub fn problem(house: &House, access: Option<&Access>, refusal: &Refusal, id: &str) -> Response {
    let made = catch_unwind(AssertUnwindSafe(|| {
        let page = Page::Problem(refusal.page(id));
        let page = finish(house, access, page, false);
        page.respond(refusal.status(), &person(access), &HeaderMap::new())
    }));
    let mut response = made.unwrap_or_else(|_| {
        let mut response = (refusal.status(), refusal.sentence(id)).into_response();
        response.extensions_mut().insert(crate::layers::Finished);
        response
    });
    if refusal.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// 303 to another page of ours.
pub fn see_other(address: &str) -> Response {
    let address = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

/// A page as it will be sent; `kept` ones are compressed harder.
pub fn finish(house: &House, access: Option<&Access>, page: Page, kept: bool) -> Finished {
    let place = access.and_then(|access| access.place.as_ref());
    let frame = Frame {
        service: place
            .map(|place| ServiceLink { slug: place.slug.clone(), name: place.name.clone() }),
        role: access.map(role),
        demo: house.site.demo,
        invented: place.is_some_and(|place| place.demo),
        organisation: access.map(|access| access.organisation.clone()).unwrap_or_default(),
        provider: house.site.provider.as_ref().map(|provider| provider.name.clone()),
        assets: house.assets.linked.clone(),
    };
    Finished::new(&app::render(page, frame), kept)
}

/// The reader's role here; about no service, that of administrators or of the least.
pub fn role(access: &Access) -> beforehand::role::Role {
    use beforehand::role::Role;
    let anywhere = if access.person.admin { Role::Admin } else { Role::Staff };
    access.place.as_ref().map_or(anywhere, |place| place.role)
}

/// What stands in the place of the reader's name.
pub fn person(access: Option<&Access>) -> String {
    access.map_or(String::new(), |access| {
        app::person(&access.person.name, access.place.as_ref().map(|place| place.role))
    })
}
