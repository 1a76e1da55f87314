//! Services: finding and listing them, adding and changing them.

use beforehand::quarter::YearStart;
use beforehand::role::Role;
use beforehand::service::{Collected, Kind, Service, Timetable};
use beforehand::week::Week;
use chrono::NaiveDateTime;

use super::{Actor, Refused, Store, StoreError};

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
        todo!()
    }

    /// The services of a person by name (all of them for an administrator).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_services_of(&self, person: &str) -> Result<Vec<ServiceSummary>, StoreError> {
        let _ = person;
        todo!()
    }

    /// A service with its channels, closures, events and definitions, by short name. Refuses
    /// nobody: for the command line and for pages whose access has its place already.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn find_service(&self, slug: &str) -> Result<Option<Service>, StoreError> {
        let _ = slug;
        todo!()
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
        let _ = (actor, new, now);
        todo!()
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
        let _ = (actor, service, expected, new, now);
        todo!()
    }

    /// The version of a service's own settings.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn service_version(&self, service: i32) -> Result<Option<i32>, StoreError> {
        let _ = service;
        todo!()
    }

    /// How often the service's data changed; the key of everything cached.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn data_version(&self, service: i32) -> Result<Option<i64>, StoreError> {
        let _ = service;
        todo!()
    }
}
