//! Closed days: the page, its forms, and the way to the write door.
//!
//! Refuses to write anything itself: what was typed is read here, and judged against every count by
//! the door, inside its transaction.

use app::Page;
use app::closures::{
    Asked, Closures, ClosuresPage, Confirmation, FIRST, Made, Refused, Sources, TypedClosures,
    address, compose, to_confirm,
};
use app::error::Error;
use app::settings::Confirm;
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use beforehand::holiday::Region;
use beforehand::invalid::Invalid;
use beforehand::series::Ledger;

use super::Access;
use super::entry::{local, refused};
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::review::Sent;
use crate::session;
use crate::sign_in::Fields;
use crate::store::{self, Actor, ClosureOrder, Existing};

#[async_trait::async_trait]
impl Closures for Access {
    async fn closures(&self, region: Region, saved: Option<Made>) -> Result<ClosuresPage, Error> {
        let mut page = self.show_typed_closures(region, TypedClosures::default()).await?;
        if let Some(made) = saved {
            page.saved = self.confirmation_of(made).await?;
        }
        Ok(page)
    }

    async fn show_typed_closures(
        &self,
        region: Region,
        typed: TypedClosures,
    ) -> Result<ClosuresPage, Error> {
        let slug = &self.place()?.slug;
        let service = self.house.store.find_service(slug).await?.ok_or(Error::NotFound)?;
        let key = session::random_hex::<16>();
        Ok(compose(Sources { service: &service, region, today: self.today, key }, typed))
    }

    async fn change_closures(&self, region: Region, typed: TypedClosures) -> Result<Made, Refused> {
        let place = self.place()?;
        let service = self.house.store.find_service(&place.slug).await.map_err(Error::from)?;
        let service = service.ok_or(Error::NotFound)?;
        let asked = match typed.read(&service, region) {
            Ok(asked) => asked,
            Err(problems) => return Err(self.closures_again(region, typed, problems, 422).await?),
        };
        let confirm = self.closures_to_confirm(&asked, &typed).await?;
        let mut order = ClosureOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key(),
            service: place.service,
            close: Vec::new(),
            existing: Existing::Refuse,
            remove: Vec::new(),
            rehearsal: confirm.is_some(),
            now: self.now.naive_utc(),
        };
        match asked {
            Asked::Close(one) => order.close.push(one),
            Asked::Remove(one) => order.remove.push(one),
            Asked::Holidays(days) => {
                order.close = days;
                order.existing = Existing::Skip;
            }
        }
        match self.house.store.change_closures(order).await {
            Ok(_) if confirm.is_some() => {
                let page = self.show_typed_closures(region, typed).await?;
                Err(Refused::Again {
                    page: Box::new(ClosuresPage { confirm, ..page }),
                    status: 200,
                })
            }
            Ok(saved) => {
                Ok(saved.rows.map_or(Made::Nothing, |(first, last)| Made::Rows(first, last)))
            }
            Err(store::Refused::Invalid(problems)) => {
                let problems = problems.into_iter().map(|one| at_its_form(&typed, one)).collect();
                Err(self.closures_again(region, typed, problems, 422).await?)
            }
            Err(store::Refused::Conflict(conflict)) => {
                let said = format!(
                    "{} has given this closure another reason meanwhile, so it was not removed. Look at it again below.",
                    conflict.by
                );
                Err(self.closures_again(region, typed, vec![Invalid::new("", said)], 409).await?)
            }
            Err(store::Refused::NotFound) => {
                let said = "That closure is not there any more: somebody else has removed it.";
                Err(self.closures_again(region, typed, vec![Invalid::new("", said)], 409).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }
}

impl Access {
    /// What a change does to weeks that are over, to be confirmed before it is made; none when it does
    /// nothing to them, or when just this was confirmed.
    async fn closures_to_confirm(
        &self,
        asked: &Asked,
        typed: &TypedClosures,
    ) -> Result<Option<Confirm>, Error> {
        let ledger = self.house.store.ledger(self.place()?.service).await?;
        let ledger = ledger.ok_or(Error::NotFound)?;
        let Some(confirm) = to_confirm(&ledger, asked, self.today) else { return Ok(None) };
        let fields = typed.kept();
        let mark = session::hash(&format!("{fields:?} {:?} {:?}", confirm.change, confirm.effect));
        let seen = typed.get("seen") == Some(mark.as_str());
        Ok((!seen).then_some(Confirm { fields, mark, ..confirm }))
    }

    async fn closures_again(
        &self,
        region: Region,
        typed: TypedClosures,
        problems: Vec<Invalid>,
        status: u16,
    ) -> Result<Refused, Error> {
        let page = self.show_typed_closures(region, typed).await?;
        Ok(Refused::Again { page: Box::new(ClosuresPage { problems, ..page }), status })
    }

    /// What the rows of a change say; none when there are no such rows.
    async fn confirmation_of(&self, made: Made) -> Result<Option<Confirmation>, Error> {
        let service = self.place()?.service;
        let ledger: Ledger = self.house.store.ledger(service).await?.ok_or(Error::NotFound)?;
        let Made::Rows(first, last) = made else {
            return Ok(Some(Confirmation::of(&ledger, None, &[])));
        };
        let changes = self.house.store.list_closure_changes(service, (first, last)).await?;
        let by =
            changes.last().map(|last| (last.by.clone(), local(&ledger.service.time_zone, last.at)));
        let pairs: Vec<_> = changes.into_iter().map(|one| (one.before, one.after)).collect();
        Ok(by.map(|by| Confirmation::of(&ledger, Some(by), &pairs)))
    }
}

/// The door names the fields of the form for days; bank holidays are ticked in one of their own.
fn at_its_form(typed: &TypedClosures, problem: Invalid) -> Invalid {
    if typed.form() == "holidays" {
        Invalid { field: "day".to_owned(), ..problem }
    } else {
        problem
    }
}

/// `GET /services/{service}/closures`.
///
/// # Errors
/// What loading the page says.
pub async fn show(
    Signed(access): Signed,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    let saved = query.iter().find(|(key, _)| key == "saved");
    let saved = saved.and_then(|(_, word)| Made::from_word(word));
    let page = access.closures(region(&query), saved).await?;
    Ok(pages::fresh(&access, &headers, Page::Closures(Box::new(page)), StatusCode::OK))
}

/// `POST /services/{service}/closures`: closes or removes and goes to the confirmation, or shows
/// the forms again. With a field `review` they are shown as they were typed and nothing is saved.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change(
    Signed(access): Signed,
    Path(slug): Path<String>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    let (region, typed) = (region(&query), TypedClosures::from_pairs(&fields));
    if typed.get("review").is_some() {
        return typed_page(&access, region, typed, &headers).await;
    }
    match access.change_closures(region, typed).await {
        Ok(made) => {
            let to = address(&slug, region);
            let sign = if to.contains('?') { '&' } else { '?' };
            Ok(pages::see_other(&format!("{to}{sign}saved={}", made.word())))
        }
        Err(Refused::Again { page, status }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(pages::fresh(&access, &headers, Page::Closures(page), status))
        }
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// A form of closed days as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, sent: &Sent<'_>, fields: &Fields) -> Answer {
    let region = sent.named("region").and_then(Region::from_word).unwrap_or(FIRST);
    typed_page(access, region, TypedClosures::from_pairs(fields), &HeaderMap::new()).await
}

async fn typed_page(
    access: &Access,
    region: Region,
    typed: TypedClosures,
    headers: &HeaderMap,
) -> Answer {
    let page = access.show_typed_closures(region, typed).await?;
    Ok(pages::fresh(access, headers, Page::Closures(Box::new(page)), StatusCode::OK))
}

fn region(query: &Fields) -> Region {
    let asked = query.iter().find(|(key, _)| key == "region");
    asked.and_then(|(_, word)| Region::from_word(word)).unwrap_or(FIRST)
}
