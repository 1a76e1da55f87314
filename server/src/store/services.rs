//! Services: finding and listing them, adding and changing them.

use beforehand::invalid::Invalid;
use beforehand::quarter::YearStart;
use beforehand::role::Role;
use beforehand::service::{Collected, Kind, Service, Timetable};
use beforehand::week::Week;
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use sqlx::FromRow;

use super::door::{ADMINS, Deed, Door, INSTALLATION, check_name, check_slug, taken};
use super::line::{Line, on, task};
use super::{Actor, Refused, Store, StoreError, ledger, queries};

const TAKEN: &str = "There is already a service with this short name. Choose another.";

/// A service in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSummary {
    /// Number.
    pub id: i32,
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// The person's role in it; admin when the list is everybody's.
    pub role: Role,
    /// Grows with every change of its data.
    pub data_version: i64,
}

/// A service as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewService {
    /// Short name: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Name.
    pub name: String,
    /// The month its reporting year starts in.
    pub year_start: YearStart,
    /// IANA name of its time zone.
    pub time_zone: String,
}

/// A channel to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChannel {
    /// Short name: lower-case letters, digits, hyphens and underscores.
    pub slug: String,
    /// Name in tables.
    pub name: String,
    /// What is counted, as a sentence starts.
    pub noun: String,
    /// Kind.
    pub kind: Kind,
    /// The first week it ran.
    pub first: Week,
    /// Timetables, oldest first.
    pub timetables: Vec<Timetable>,
    /// When each field is collected; a field that is not here is not collected.
    pub collected: Vec<Collected>,
}

impl Store {
    /// All services by name, each with the role admin. For the command line.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_services(&self) -> Result<Vec<ServiceSummary>, StoreError> {
        let mut reader = self.reader().await?;
        let rows: Vec<SummaryRow> = on!(&mut reader.line(), c => {
            sqlx::query_as(queries::SERVICES_LIST).fetch_all(c).await?
        });
        Ok(rows.into_iter().filter_map(SummaryRow::summary).collect())
    }

    /// The services of a person by name (all of them for an administrator).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_services_of(&self, person: &str) -> Result<Vec<ServiceSummary>, StoreError> {
        let mut reader = self.reader().await?;
        let rows: Vec<SummaryRow> = on!(&mut reader.line(), c => {
            sqlx::query_as(queries::SERVICES_LIST_OF_PERSON).bind(person).fetch_all(c).await?
        });
        Ok(rows.into_iter().filter_map(SummaryRow::summary).collect())
    }

    /// A service with its channels, closures, events and definitions, by short name. Refuses
    /// nobody: for the command line and for pages whose access has its place already.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_service(&self, slug: &str) -> Result<Option<Service>, StoreError> {
        let (store, slug) = (self.clone(), slug.to_owned());
        task(async move {
            let mut tx = store.snapshot().await?;
            let row: Option<ServiceRow> = on!(&mut tx.line(), c => {
                sqlx::query_as(queries::SERVICES_FIND_BY_SLUG)
                    .bind(&slug)
                    .fetch_optional(c)
                    .await?
            });
            let Some(row) = row else { return Ok(None) };
            let service = ledger::load_service(&mut tx.line(), row).await?;
            tx.rollback().await?;
            Ok(Some(service))
        })
        .await
    }

    /// Adds a service without channels and gives its number. Administrators only.
    ///
    /// # Errors
    /// [`Refused::Invalid`] when the short name is taken or not usable.
    pub async fn add_service(
        &self,
        actor: &Actor,
        new: NewService,
        now: NaiveDateTime,
    ) -> Result<i32, Refused> {
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            let mut door = Door::open(&store, &actor, INSTALLATION, now).await?;
            let id = add(&mut door, &new).await?;
            door.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Changes name, short name, year start and time zone of a service from `expected` version
    /// (see [`Store::service_version`]). Administrators only.
    ///
    /// # Errors
    /// [`Refused::Conflict`] when somebody else changed it first.
    pub async fn change_service(
        &self,
        actor: &Actor,
        service: i32,
        expected: i32,
        new: NewService,
        now: NaiveDateTime,
    ) -> Result<(), Refused> {
        let (store, actor) = (self.clone(), actor.clone());
        task(async move {
            check(&new)?;
            let mut door = Door::open(&store, &actor, service, now).await?;
            door.allow(ADMINS)?;
            let row = find(&mut door.line().await?, service).await?.ok_or(Refused::NotFound)?;
            if row.version != expected {
                return Err(door.conflict("service", expected, row.version).await?);
            }
            let old = row.settings()?;
            if old == new {
                return Ok(door.rollback().await?);
            }
            save(&mut door.line().await?, service, expected, &new)
                .await
                .map_err(|error| taken(error, "slug", TAKEN))?;
            door.touch()?;
            door.record(vec![Deed::new("service.save", "service", &say(&old), &say(&new))?])?;
            Ok(door.commit().await?)
        })
        .await
    }

    /// The version of a service's own settings.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn service_version(&self, service: i32) -> Result<Option<i32>, StoreError> {
        let row = find(&mut self.reader().await?.line(), service).await?;
        Ok(row.map(|row| row.version))
    }

    /// How often the service's data changed; the key of everything cached.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn data_version(&self, service: i32) -> Result<Option<i64>, StoreError> {
        let row = find(&mut self.reader().await?.line(), service).await?;
        Ok(row.map(|row| row.data_version))
    }
}

#[derive(FromRow)]
struct SummaryRow {
    id: i32,
    slug: String,
    name: String,
    data_version: i64,
    role: String,
}

impl SummaryRow {
    fn summary(self) -> Option<ServiceSummary> {
        Some(ServiceSummary {
            role: Role::from_word(&self.role)?,
            id: self.id,
            slug: self.slug,
            name: self.name,
            data_version: self.data_version,
        })
    }
}

/// A service's own row.
#[derive(FromRow)]
pub(super) struct ServiceRow {
    pub(super) id: i32,
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) year_start: i32,
    pub(super) time_zone: String,
    pub(super) version: i32,
    pub(super) data_version: i64,
}

impl ServiceRow {
    pub(super) fn year_start(&self) -> Result<YearStart, StoreError> {
        YearStart::try_from(self.year_start as u32)
            .map_err(|problem| StoreError::Internal(problem.to_string()))
    }

    fn settings(self) -> Result<NewService, StoreError> {
        Ok(NewService {
            year_start: self.year_start()?,
            slug: self.slug,
            name: self.name,
            time_zone: self.time_zone,
        })
    }
}

pub(super) async fn find(line: &mut Line<'_>, id: i32) -> Result<Option<ServiceRow>, StoreError> {
    Ok(on!(line, c => {
        sqlx::query_as(queries::SERVICES_FIND).bind(id).fetch_optional(c).await?
    }))
}

/// Adds a service through the installation's door and gives its number: the one after all that ever
/// were, for what a removed one left in the history keeps its number.
pub(super) async fn add(door: &mut Door, new: &NewService) -> Result<i32, Refused> {
    add_as(door, new, false).await
}

/// The same, perhaps with figures that are invented.
pub(super) async fn add_as(door: &mut Door, new: &NewService, demo: bool) -> Result<i32, Refused> {
    check(new)?;
    door.allow(ADMINS)?;
    let last: Option<i32> = on!(&mut door.line().await?, c => {
        sqlx::query_scalar(queries::SERVICES_LAST).fetch_one(c).await.map_err(StoreError::from)?
    });
    let id = last.unwrap_or(0) + 1;
    add_rows(&mut door.line().await?, id, new, demo)
        .await
        .map_err(|error| taken(error, "slug", TAKEN))?;
    let object = format!("service {}", new.slug);
    door.record(vec![Deed::new("service.add", object, &None::<()>, &say(new))?])?;
    Ok(id)
}

async fn add_rows(
    line: &mut Line<'_>,
    id: i32,
    new: &NewService,
    demo: bool,
) -> Result<(), StoreError> {
    on!(&mut *line, c => {
        sqlx::query(queries::SERVICES_ADD)
            .bind(id)
            .bind(&new.slug)
            .bind(&new.name)
            .bind(new.year_start.month() as i32)
            .bind(&new.time_zone)
            .bind(demo)
            .execute(c)
            .await?;
    });
    on!(line, c => {
        sqlx::query(queries::CHAINS_ADD).bind(id).execute(c).await?;
    });
    Ok(())
}

async fn save(
    line: &mut Line<'_>,
    id: i32,
    expected: i32,
    new: &NewService,
) -> Result<(), StoreError> {
    on!(line, c => {
        sqlx::query(queries::SERVICES_SAVE)
            .bind(id)
            .bind(expected)
            .bind(&new.slug)
            .bind(&new.name)
            .bind(new.year_start.month() as i32)
            .bind(&new.time_zone)
            .execute(c)
            .await?;
    });
    Ok(())
}

fn say(new: &NewService) -> (&str, &str, u32, &str) {
    (&new.slug, &new.name, new.year_start.month(), &new.time_zone)
}

fn check(new: &NewService) -> Result<(), Refused> {
    let mut problems = Vec::new();
    problems.extend(check_slug(&new.slug).err());
    problems.extend(check_name("name", &new.name).err());
    if new.time_zone.parse::<Tz>().is_err() {
        let sentence = "Give a time zone by its IANA name, such as Europe/London.";
        problems.push(Invalid::new("time_zone", sentence));
    }
    if problems.is_empty() { Ok(()) } else { Err(Refused::Invalid(problems)) }
}
