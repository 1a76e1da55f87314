//! An invented helpline, the same every time, to look around in and to rehearse with.
//!
//! Its January to March 2019 says the founding sentence: calls up 25 %, visits up 40 %, two in five
//! contacts before an offence. Refuses any database that holds something else; its accounts exist
//! nowhere else.

mod figures;
mod make;
mod noise;
mod scene;

use beforehand::entry::{OpenChange, WeekChange};
use beforehand::role::Role;
use beforehand::series::Ledger;
use beforehand::service::Service;
use beforehand::week::Week;
use chrono::NaiveDate;

pub use make::{Outcome, is_demo, load, make};

/// The service's short name; no other installation may use it.
pub const SLUG: &str = "demo";
/// A second helpline, to which the demo's people do not belong.
pub const OTHER: &str = "south";

/// Somebody with an account in the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// Mail address.
    pub email: &'static str,
    /// Name.
    pub name: &'static str,
    /// Role; an admin's is in no service.
    pub role: Role,
    /// The service the role is in.
    pub service: &'static str,
    /// Password: printed, since nothing in the demo is worth guarding.
    pub password: &'static str,
}

const fn person(
    email: &'static str,
    name: &'static str,
    role: Role,
    service: &'static str,
    password: &'static str,
) -> DemoPerson {
    DemoPerson { email, name, role, service, password }
}

/// The demo's accounts.
pub const PEOPLE: [DemoPerson; 5] = [
    person("jo@demo.example", "Jo", Role::Staff, SLUG, "monday-morning-counts"),
    person("sam@demo.example", "Sam", Role::Manager, SLUG, "real-change-or-noise"),
    person("priya@demo.example", "Priya", Role::Trustee, SLUG, "three-honest-sentences"),
    person("alex@demo.example", "Alex", Role::Admin, SLUG, "keys-to-the-whole-house"),
    person("rin@demo.example", "Rin", Role::Manager, OTHER, "somewhere-else-entirely"),
];

/// The demo as data.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The helpline.
    pub service: Service,
    /// Its weeks, oldest first.
    pub weeks: Vec<WeekChange>,
    /// The other helpline.
    pub other: Service,
    /// Its weeks.
    pub other_weeks: Vec<WeekChange>,
}

/// The demo as it is on `today`: entered up to the week before the last complete one.
pub fn demo(today: NaiveDate) -> Demo {
    let last = Week::last_due(today).max(scene::FOUNDING_LAST.week());
    let service = scene::service(last);
    let weeks = figures::weeks(&service, last);
    let other = scene::other(last);
    let other_weeks = figures::other_weeks(&other, last);
    Demo { service, weeks, other, other_weeks }
}

impl Demo {
    /// The helpline and everything counted for it, without a database.
    pub fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::new(self.service.clone());
        for change in &self.weeks {
            for (channel, open) in &change.open {
                match open {
                    OpenChange::Closed(_) => ledger.set_open_days(*channel, change.week, 0),
                    OpenChange::Days(days) => ledger.set_open_days(*channel, change.week, *days),
                    OpenChange::AsUsual => {}
                }
            }
            for cell in &change.cells {
                let key = (cell.channel, cell.field, change.week);
                if let Some(count) = cell.count {
                    ledger.set_count(key, count);
                }
                if let Some(note) = &cell.note {
                    ledger.set_note(key, note.clone());
                }
            }
        }
        ledger
    }
}

#[cfg(test)]
mod tests;
