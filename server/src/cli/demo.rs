//! `beforehand demo`.

use chrono::NaiveDate;
use clap::Args;

use super::{Failure, Place, clock, out};
use crate::demo::{Outcome, PEOPLE, demo, make};
use crate::store::Make;

/// Make the demo's data and accounts. A missing database is made.
#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand demo --data demo && beforehand serve --data demo

Nothing in the demo is real. It refuses a database that holds anything else; a demo that is there
already stays as it is.")]
pub struct Demo {
    #[command(flatten)]
    place: Place,
    /// Work as if today were this date.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
}

impl Demo {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let clock = clock(self.today);
        let today = clock.today("Europe/London");
        let address = self.place.address()?;
        let store = self.place.open(Make::IfMissing).await?;
        let made = make(&store, demo(today), today, clock.now().naive_utc()).await;
        store.close().await;
        let words = match made.map_err(Failure::failed)? {
            Outcome::Made => "The demo was made",
            Outcome::There => "The demo is there already",
        };
        out::line(format_args!("{words} in {address}. Its accounts:"))?;
        for person in PEOPLE {
            let name = format!("{} ({})", person.name, person.role.word());
            out::line(format_args!("  {name:<16} {:<20} {}", person.email, person.password))?;
        }
        Ok(())
    }
}
