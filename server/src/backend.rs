//! What a signed-in person holds: access to what is theirs, and to nothing else.

use std::sync::Arc;

use beforehand::role::Role;
use chrono::{DateTime, NaiveDate, Utc};

use crate::store::Store;

/// What all requests share.
pub struct House {
    /// The database.
    pub store: Store,
}

/// The service an address names, as this person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The service's number.
    pub service: i32,
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// The person's role in it.
    pub role: Role,
    /// Grows with every change of the service's data.
    pub data_version: i64,
}

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Random identity.
    pub id: String,
    /// The name shown beside what they did.
    pub name: String,
    /// Whether they administer the installation.
    pub admin: bool,
}

/// One signed-in person's access for one request: it implements the traits of `app::backend`.
pub struct Access {
    /// What all requests share.
    pub house: Arc<House>,
    /// Who.
    pub person: Person,
    /// Where, when the address names a service.
    pub place: Option<Place>,
    /// When the request began.
    pub now: DateTime<Utc>,
    /// Today's date where the service is.
    pub today: NaiveDate,
}
