//! Weekly entry: the form of a week for whoever may enter it, and the way to the write door.
//!
//! Refuses to write anything itself: what was typed is read and judged here, and once more by the
//! door, inside its transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use app::entry::{
    Changed, Confirmation, Refused, Saved, Sources, TypedWeek, Warned, WeekPage, Weeks, compose,
    confirm, doubts, unanswered,
};
use app::error::Error;
use app::{Page, ServiceLink};
use axum::body::Body;
use axum::extract::{Form, Path, Query, Request};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use beforehand::entry::validate;
use beforehand::role::{Who, may, permission};
use beforehand::series::Ledger;
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use crate::backend::{Access, House};
use crate::error::{Answer, Refusal};
use crate::layers::Finished;
use crate::pages::{self, Signed};
use crate::session;
use crate::sign_in::Fields;
use crate::store::{
    self, Actor, CONSOLE_NAME, Conflict, FigureChange, SaveWeeks, Source, WeekSave, WeekStamp,
};

/// The route that a person who enters weeks must be let into.
const ROUTE: &str = "/services/{service}/week/{week}";
/// How often a week that keeps changing is looked at again before its page is shown.
const LOOKS: usize = 10;

#[async_trait::async_trait]
impl Weeks for Access {
    async fn week(&self, week: Option<Week>, saved: Option<i64>) -> Result<WeekPage, Error> {
        let week = week.unwrap_or_else(|| Week::last_due(self.today));
        let seen = self.see(week).await?;
        let mut page = self.compose(&seen, week, None).await?;
        if let Some(seq) = saved {
            page.saved = self.confirmation(&seen.ledger, week, seq).await?;
        }
        Ok(page)
    }

    async fn show_typed(&self, week: Week, typed: TypedWeek) -> Result<WeekPage, Error> {
        self.compose(&self.see(week).await?, week, Some(&typed)).await
    }

    async fn save_week(&self, week: Week, typed: TypedWeek) -> Result<Saved, Refused> {
        let seen = self.see(week).await?;
        let ledger = &seen.ledger;
        let draft = typed.read(&ledger.service, week);
        let mut problems = draft.problems;
        if let Err(more) = validate(ledger, &draft.change, self.today) {
            problems.extend(more);
        }
        problems.extend(unanswered(ledger, &draft.change));
        if !problems.is_empty() {
            return Err(self.again(&seen, week, &typed, problems).await?);
        }
        let order = SaveWeeks {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key(),
            service: self.place()?.service,
            weeks: vec![WeekSave { change: draft.change, expected: Some(typed.version()) }],
            source: Source::Page,
            reason: None,
            rehearsal: false,
            now: self.now.naive_utc(),
            today: self.today,
        };
        match self.house.store.save_weeks(order).await {
            Ok(saved) => Ok(Saved { week, seq: week_row(&saved) }),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.again(&seen, week, &typed, problems).await?)
            }
            Err(store::Refused::Conflict(conflict)) => {
                Err(self.clash(week, &typed, &conflict).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn check_week(&self, week: Week, typed: TypedWeek) -> Result<Vec<Warned>, Error> {
        Ok(doubts(&self.ledger().await?, week, &typed))
    }
}

/// What a form is made from.
struct Seen {
    /// Who changed the week and the one before it.
    stamps: Vec<WeekStamp>,
    ledger: Ledger,
}

impl Seen {
    fn stamp(&self, week: Week) -> Option<&WeekStamp> {
        self.stamps.iter().find(|stamp| stamp.week == week)
    }
}

impl Access {
    /// Figures and the version they have: never a newer version, which would let a form write over
    /// what nobody has seen, and an older one, which would clash with nothing, only when the week
    /// keeps changing meanwhile.
    async fn see(&self, week: Week) -> Result<Seen, Error> {
        let service = self.place()?.service;
        let stamps = async || self.house.store.list_weeks(service, week.previous(), week).await;
        let mut seen = Seen { stamps: stamps().await?, ledger: self.ledger().await? };
        for _ in 0..LOOKS {
            let again = stamps().await?;
            if again == seen.stamps {
                break;
            }
            seen = Seen { stamps: again, ledger: self.ledger().await? };
        }
        Ok(seen)
    }

    async fn ledger(&self) -> Result<Ledger, Error> {
        let ledger = self.house.store.ledger(self.place()?.service).await?;
        ledger.ok_or(Error::NotFound)
    }

    /// The latest week that is owed, or the latest that is due when none is.
    async fn owed(&self) -> Result<Week, Error> {
        let ledger = self.ledger().await?;
        let last = Week::last_due(self.today);
        let first = ledger.service.channels.iter().map(|channel| channel.first).min();
        let mut due = first.unwrap_or(last).through(last).rev();
        Ok(due.find(|week| !ledger.is_complete(*week)).unwrap_or(last))
    }

    async fn compose(
        &self,
        seen: &Seen,
        week: Week,
        typed: Option<&TypedWeek>,
    ) -> Result<WeekPage, Error> {
        let ledger = &seen.ledger;
        let before = seen.stamp(week.previous()).map(|stamp| {
            let on = local(ledger, stamp.first_at).date();
            (stamp.first_by.clone(), on, stamp.first_by == CONSOLE_NAME)
        });
        let sources = Sources {
            ledger,
            services: self.entered_services().await?,
            week,
            today: self.today,
            version: seen.stamp(week).map_or(0, |stamp| stamp.version),
            key: session::random_hex::<16>(),
            before,
        };
        Ok(compose(sources, typed))
    }

    /// The services whose weeks this person may enter.
    async fn entered_services(&self) -> Result<Vec<ServiceLink>, Error> {
        let who = permission("GET", ROUTE).map_or(Who::InService(&[]), |row| row.who);
        let all = self.house.store.list_services_of(&self.person.id).await?;
        let entered = all.into_iter().filter(|service| may(who, service.role));
        Ok(entered.map(|one| ServiceLink { slug: one.slug, name: one.name }).collect())
    }

    /// The form as it was sent, with what is to be put right.
    async fn again(
        &self,
        seen: &Seen,
        week: Week,
        typed: &TypedWeek,
        problems: Vec<beforehand::invalid::Invalid>,
    ) -> Result<Refused, Error> {
        let page = self.compose(seen, week, Some(typed)).await?.refused(problems);
        Ok(Refused::Again { page: Box::new(page), status: 422 })
    }

    /// The form with somebody else's changes beside the reader's.
    async fn clash(
        &self,
        week: Week,
        typed: &TypedWeek,
        conflict: &Conflict,
    ) -> Result<Refused, Error> {
        let mut seen = self.see(week).await?;
        let mut changes = self.changes(&seen.ledger, week).await?;
        // Whoever is named must have saved what is shown: look again if one more was quicker.
        for _ in 0..LOOKS {
            let again = self.see(week).await?;
            if again.stamps == seen.stamps {
                break;
            }
            changes = self.changes(&again.ledger, week).await?;
            seen = again;
        }
        let changes: Vec<_> = changes.into_iter().map(|(_, change)| change).collect();
        let (version, by, at) = match seen.stamp(week) {
            Some(stamp) => (stamp.version, stamp.changed_by.clone(), Some(stamp.changed_at)),
            None => (conflict.version, conflict.by.clone(), conflict.at),
        };
        let at = local(&seen.ledger, at.unwrap_or(self.now.naive_utc()));
        let page = self.compose(&seen, week, Some(typed)).await?;
        let page = page.clashed(&seen.ledger, version, by, at, &changes);
        Ok(Refused::Again { page: Box::new(page), status: 409 })
    }

    /// The latest change of each value of a week, with its place in the history.
    async fn changes(&self, ledger: &Ledger, week: Week) -> Result<Vec<(i64, Changed)>, Error> {
        let service = self.place()?.service;
        let changes = self.house.store.list_week_changes(service, week).await?;
        let changed = |change: FigureChange| {
            let at = local(ledger, change.at);
            let FigureChange { seq, by, channel, what, before, after, .. } = change;
            (seq, Changed { channel, what, before, after, by, at })
        };
        Ok(changes.into_iter().map(changed).collect())
    }

    /// What the change at `seq` did to the week; none for a week nobody has saved.
    async fn confirmation(
        &self,
        ledger: &Ledger,
        week: Week,
        seq: i64,
    ) -> Result<Option<Confirmation>, Error> {
        let changes = self.changes(ledger, week).await?;
        let changes: Vec<_> =
            changes.into_iter().filter(|(at, _)| *at == seq).map(|(_, change)| change).collect();
        let who = if let Some(first) = changes.first() {
            (first.by.clone(), first.at)
        } else {
            // Nothing was different: what stands there was saved by somebody before.
            let stamp = self.house.store.find_week(self.place()?.service, week).await?;
            let Some(stamp) = stamp else { return Ok(None) };
            (stamp.changed_by, local(ledger, stamp.changed_at))
        };
        Ok(Some(confirm(ledger, week, self.today, who, &changes)))
    }
}

/// The place of the week's own row in the history: rows about what its channels collect follow it.
fn week_row(saved: &store::Saved) -> i64 {
    let changed = saved.weeks.iter().flat_map(|week| &week.changed);
    let collected = changed.filter(|change| change.what.starts_with("collected."));
    let channels: BTreeSet<_> = collected.map(|change| change.channel).collect();
    saved.seq - channels.len() as i64
}

/// A time as the service's clock shows it.
fn local(ledger: &Ledger, at: NaiveDateTime) -> NaiveDateTime {
    let zone: Tz = ledger.service.time_zone.parse().unwrap_or(chrono_tz::Europe::London);
    zone.from_utc_datetime(&at).naive_local()
}

/// `GET /services/{service}/week`: goes to a week of a service, the latest that is owed when none
/// is asked for. Any day of the week names it.
///
/// # Errors
/// What loading the service says.
pub async fn find(Signed(access): Signed, Query(query): Query<Fields>) -> Answer {
    let asked = |name: &str| {
        query.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned())
    };
    let here = &access.place()?.slug;
    let slug = asked("service").filter(|slug| is_slug(slug)).unwrap_or_else(|| here.clone());
    let day: Option<NaiveDate> = asked("week").and_then(|text| text.parse().ok());
    Ok(pages::see_other(&match day {
        Some(day) => format!("/services/{slug}/week/{}", Week::containing(day)),
        // The other service's own door says which of its weeks is owed, to those who may know.
        None if slug != *here => format!("/services/{slug}/week"),
        None => format!("/services/{slug}/week/{}", access.owed().await?),
    }))
}

/// `GET /services/{service}/week/{week}`.
///
/// # Errors
/// Not found when the address names no week.
pub async fn show(
    Signed(access): Signed,
    Path((_, week)): Path<(String, String)>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let week = address_week(&week)?;
    let saved = query.iter().find(|(key, _)| key == "saved");
    let saved = saved.and_then(|(_, value)| value.parse().ok());
    let page = access.week(Some(week), saved).await?;
    Ok(pages::fresh(&access, &headers, Page::Week(page), StatusCode::OK))
}

/// `POST /services/{service}/week/{week}`: saves and goes to the confirmation, or shows the form
/// again. With a field `review` the form is shown as it was typed and nothing is saved.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn save(
    Signed(access): Signed,
    Path((slug, week)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let week = address_week(&week)?;
    let typed = TypedWeek::from_pairs(&fields);
    if typed.has("review") {
        let page = access.show_typed(week, typed).await?;
        return Ok(pages::fresh(&access, &headers, Page::Week(page), StatusCode::OK));
    }
    match access.save_week(week, typed).await {
        Ok(saved) => Ok(pages::see_other(&format!(
            "/services/{slug}/week/{}?saved={}",
            saved.week, saved.seq
        ))),
        Err(Refused::Again { page, status }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(pages::fresh(&access, &headers, Page::Week(*page), status))
        }
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// A form of a week that was sent before a session ended, as it was typed; none when `address` is
/// no week's, or the reader may not enter it.
pub async fn review(
    house: &Arc<House>,
    token_hash: &str,
    address: &str,
    fields: Fields,
) -> Option<Answer> {
    let mut parts = address.strip_prefix("/services/")?.split(['/', '?']);
    let (slug, page, week) = (parts.next()?, parts.next()?, parts.next()?);
    let week = Week::parse(week).ok().filter(|_| page == "week")?;
    let access = match session::access(house, token_hash, Some(slug)).await {
        Ok(access) => access?,
        Err(error) => return Some(Err(error.into())),
    };
    let who = permission("POST", ROUTE)?.who;
    if let Err(error) = session::admit(&access, who).await {
        return Some(Err(error.into()));
    }
    Some(match access.show_typed(week, TypedWeek::from_pairs(&fields)).await {
        Ok(page) => Ok(pages::fresh(&access, &HeaderMap::new(), Page::Week(page), StatusCode::OK)),
        Err(error) => Err(error.into()),
    })
}

/// `POST /services/{service}/check/{function}`: the functions the island of a week may call, under
/// the guard of the service in the address.
///
/// # Errors
/// Not found for any other function; what cannot be read is refused.
pub async fn call(
    Signed(access): Signed,
    Path((_, function)): Path<(String, String)>,
    request: Request,
) -> Answer {
    if function != "week" {
        return Err(Error::NotFound.into());
    }
    let (mut parts, body) = request.into_parts();
    parts.uri = Uri::from_static("/check/week");
    let request = Request::from_parts(parts, body);
    let weeks: Arc<dyn Weeks + Send + Sync> = access;
    let provide = move || leptos::prelude::provide_context(weeks.clone());
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await;
    Ok(told(response.into_response()))
}

/// Leptos answers 500 to whatever it cannot read; that is the caller's fault. Faults of ours are
/// marked.
fn told(response: Response<Body>) -> Response {
    let mut response = response;
    let ours = response.headers_mut().remove(app::entry::FAULT).is_some();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR && !ours {
        return Refusal::Plain(StatusCode::BAD_REQUEST).into_response();
    }
    response.extensions_mut().insert(Finished);
    response
}

fn address_week(text: &str) -> Result<Week, Refusal> {
    Week::parse(text).map_err(|_| Refusal::Said(Error::NotFound))
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 60
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
}

fn refused(refused: store::Refused) -> Error {
    match refused {
        store::Refused::Invalid(problems) => Error::Invalid(problems),
        store::Refused::Forbidden => Error::Forbidden { ask: "your manager".to_owned() },
        store::Refused::NotFound => Error::NotFound,
        store::Refused::Conflict(_) => Error::Conflict,
        store::Refused::Store(error) => error.into(),
    }
}
