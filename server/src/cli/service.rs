//! `beforehand service add | list`.

use beforehand::quarter::YearStart;
use beforehand::service::{Collected, Kind, Timetable};
use beforehand::week::Week;
use clap::{Args, Subcommand};

use super::{Failure, Place, clock, out};
use crate::demo;
use crate::import::guess;
use crate::store::{Actor, Make, NewChannel, NewService};

#[derive(Subcommand)]
pub enum Service {
    /// Add a service (one helpline).
    Add(Add),
    /// List the services and their channels.
    List(List),
}

#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand service add north --name 'Helpline North' --year-start 4 --channel calls=phone --channel website=web")]
pub struct Add {
    #[command(flatten)]
    place: Place,
    /// Its short name, for addresses and files: a to z, 0 to 9 and hyphens.
    slug: String,
    /// Its name.
    #[arg(long)]
    name: String,
    /// The month its reporting year starts in: 1, 4, 7 or 10.
    #[arg(long, value_name = "MONTH", default_value = "4", value_parser = super::report::year_start)]
    year_start: YearStart,
    /// A channel and its kind (phone, chat, message, email, web); may be repeated.
    #[arg(long, value_name = "CHANNEL=KIND", value_parser = kind)]
    channel: Vec<(String, Kind)>,
    /// The first week of its channels, named by its Monday; this week unless given.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = Week::parse)]
    first: Option<Week>,
    /// When contact channels are open: `every-day` or `mon-fri`.
    #[arg(long, value_name = "DAYS", default_value = "every-day", value_parser = open_days)]
    open: u8,
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    place: Place,
}

/// Reads `channel=kind`.
pub(super) fn kind(text: &str) -> Result<(String, Kind), String> {
    let (slug, kind) = text.split_once('=').ok_or("write it as calls=phone")?;
    let kind = Kind::parse(kind.trim()).map_err(|problem| problem.problem)?;
    Ok((slug.trim().to_owned(), kind))
}

/// Reads `every-day` or `mon-fri`.
pub(super) fn open_days(text: &str) -> Result<u8, String> {
    match text {
        "every-day" => Ok(Timetable::EVERY_DAY),
        "mon-fri" => Ok(Timetable::WEEKDAYS),
        _ => Err("use every-day or mon-fri".to_owned()),
    }
}

/// Refuses the demo's short name to everybody else: its accounts are printed, so it stands alone.
pub(super) fn not_the_demo(slug: &str) -> Result<(), Failure> {
    if slug == demo::SLUG {
        return Err(Failure::failed(
            "The short name demo is kept for the demo. Choose another for the service.",
        ));
    }
    Ok(())
}

impl Service {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run().await,
            Self::List(list) => list.run().await,
        }
    }
}

impl Add {
    async fn run(self) -> Result<(), Failure> {
        not_the_demo(&self.slug)?;
        let clock = clock(None);
        let now = clock.now().naive_utc();
        let zone = "Europe/London";
        let first = self.first.unwrap_or_else(|| Week::containing(clock.today(zone)));
        let store = self.place.open(Make::Never).await?;
        let service = NewService {
            slug: self.slug.clone(),
            name: self.name,
            year_start: self.year_start,
            time_zone: zone.to_owned(),
        };
        let id = store.add_service(&Actor::Console, service, now).await?;
        for (slug, kind) in self.channel {
            let collected = kind.fields().iter();
            let channel = NewChannel {
                name: guess::name(&slug),
                noun: guess::noun(kind).to_owned(),
                slug,
                kind,
                first,
                timetables: vec![Timetable { from: first.monday(), days: self.open }],
                collected: collected
                    .map(|field| Collected { field: *field, from: first, to: None })
                    .collect(),
            };
            store.add_channel(&Actor::Console, id, channel, now).await?;
        }
        store.close().await;
        out::line(format_args!("Added the service {}.", self.slug))
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        let store = self.place.open(Make::Never).await?;
        for summary in store.list_services().await? {
            out::line(format_args!("{}  {}", summary.slug, summary.name))?;
            let service = store.find_service(&summary.slug).await?;
            for channel in service.iter().flat_map(|service| &service.channels) {
                let (slug, kind, name) = (&channel.slug, channel.kind.word(), &channel.name);
                out::line(format_args!("    {slug}  {kind}  {name}, from {}", channel.first))?;
            }
        }
        store.close().await;
        Ok(())
    }
}
