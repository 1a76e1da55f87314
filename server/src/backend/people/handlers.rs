//! The pages of people, and their forms.

use app::Page;
use app::error::{Error, Refused};
use app::people::{ADDRESS, Done, People, PeoplePage, PersonPage, TypedPerson, address};
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beforehand::invalid::Invalid;

use crate::backend::Access;
use crate::error::Answer;
use crate::pages::{self, Signed};
use crate::sign_in::Fields;

/// `GET /people`.
///
/// # Errors
/// What loading the page says.
pub async fn show(Signed(access): Signed, headers: HeaderMap) -> Answer {
    let page = access.people(TypedPerson::default()).await?;
    Ok(list(&access, &headers, Box::new(page), 200))
}

/// `POST /people`: invites and shows the link. With a field `review` the form is shown as it was typed
/// and nothing is done.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn invite(
    Signed(access): Signed,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    if has(&fields, "review") {
        return typed(&access, None, &fields).await;
    }
    let site = access.house.site.address(&headers);
    match access.invite(&site, TypedPerson::from_pairs(&fields)).await {
        Ok(page) => Ok(list(&access, &headers, Box::new(page), 200)),
        Err(Refused::Again { page, status }) => Ok(list(&access, &headers, page, status)),
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// `GET /people/{person}`; `?done=` names what was just done.
///
/// # Errors
/// Not found, without such a person; what loading the page says.
pub async fn show_person(
    Signed(access): Signed,
    Path(id): Path<String>,
    Query(query): Query<Fields>,
    headers: HeaderMap,
) -> Answer {
    is_id(&id)?;
    let done = query.iter().find(|(name, _)| name == "done");
    let done = done.and_then(|(_, word)| Done::from_word(word));
    let page = PersonPage { done, ..access.person(&id, None).await? };
    Ok(one(&access, &headers, Box::new(page), 200))
}

/// `POST /people/{person}`: saves the form, makes a new link, takes a second step off, ends access or begins it
/// again, as `do` says. With a field `review` the form is shown as it was typed and nothing is done.
///
/// # Errors
/// Whatever is not about what was typed.
pub async fn change(
    Signed(access): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Answer {
    is_id(&id)?;
    if has(&fields, "review") {
        return typed(&access, Some(&id), &fields).await;
    }
    let form = TypedPerson::from_pairs(&fields);
    let word = fields.iter().rev().find(|(name, _)| name == "do");
    // Whoever takes their own administrator right away may not see this page any more.
    let mut to = address(&id);
    let done = match word.map_or("", |(_, word)| word.as_str()) {
        "save" => {
            if id == access.person.id && !form.admin {
                to.clear();
            }
            access.change_person(&id, form).await.map(|()| Done::Saved)
        }
        "end" => access.set_active(&id, false, form).await.map(|()| Done::Ended),
        "begin" => access.set_active(&id, true, form).await.map(|()| Done::Active),
        "second-step" => access.remove_second_step(&id).await.map(|()| Done::Loose),
        "link" => {
            let site = access.house.site.address(&headers);
            match access.renew_link(&site, &id, form).await {
                Ok(page) => return Ok(one(&access, &headers, Box::new(page), 200)),
                Err(refused) => Err(refused),
            }
        }
        _ => {
            let said = "This was not sent from a form of this page. Nothing was changed.";
            let problems = vec![Invalid::new("", said)];
            let page = PersonPage { problems, ..access.person(&id, None).await? };
            Err(Refused::Again { page: Box::new(page), status: 422 })
        }
    };
    match done {
        Ok(_) if to.is_empty() => Ok(pages::see_other("/")),
        Ok(done) => Ok(pages::see_other(&format!("{to}?done={}", done.word()))),
        Err(Refused::Again { page, status }) => Ok(one(&access, &headers, page, status)),
        Err(Refused::Error(error)) => Err(error.into()),
    }
}

/// The person whose form was sent to an address; none inside for the form that invites.
pub fn sent(address: &str) -> Option<Option<&str>> {
    let path = address.split_once('?').map_or(address, |(path, _)| path);
    match path.strip_prefix(ADDRESS)? {
        "" => Some(None),
        rest => rest.strip_prefix('/').filter(|id| !id.contains('/')).map(Some),
    }
}

/// The form as it was typed, with nothing done.
///
/// # Errors
/// What loading the page says.
pub async fn typed(access: &Access, id: Option<&str>, fields: &Fields) -> Answer {
    let form = TypedPerson::from_pairs(fields);
    let headers = HeaderMap::new();
    let Some(id) = id else {
        let page = access.people(form).await?;
        return Ok(list(access, &headers, Box::new(page), 200));
    };
    // The other forms of a person's page hold nothing that was typed.
    let form = fields.iter().any(|(name, word)| name == "do" && word == "save").then_some(form);
    is_id(id)?;
    let page = access.person(id, form).await?;
    Ok(one(access, &headers, Box::new(page), 200))
}

/// Refuses what cannot be anybody's id, such as what no database takes as text.
fn is_id(id: &str) -> Result<(), Error> {
    let fine = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if fine { Ok(()) } else { Err(Error::NotFound) }
}

fn has(fields: &Fields, name: &str) -> bool {
    fields.iter().any(|(own, _)| own == name)
}

fn list(access: &Access, headers: &HeaderMap, page: Box<PeoplePage>, status: u16) -> Response {
    pages::fresh(access, headers, Page::People(page), code(status))
}

fn one(access: &Access, headers: &HeaderMap, page: Box<PersonPage>, status: u16) -> Response {
    pages::fresh(access, headers, Page::Person(page), code(status))
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}
