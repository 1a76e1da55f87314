//! One import from start to end: what is there, what would change, and the writing of it.

use beforehand::quarter::YearStart;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Service};
use beforehand::week::Week;

use super::plan::{Plan, plan};
use super::shape::{Create, Shape, shape};
use super::{File, Problems, guess};
use crate::cli::Failure;
use crate::clock::Clock;
use crate::store::{
    Actor, NewChannel, NewService, SaveImport, SaveWeeks, Source, Store, Target, WeekSave,
};

/// The time zone of a service that an import makes.
const ZONE: &str = "Europe/London";

/// What is to be imported where.
pub struct Job {
    /// The service's short name.
    pub service: String,
    /// What may be made; none when nothing may be missing.
    pub create: Option<Create>,
    /// The name of a service that is made.
    pub name: Option<String>,
    /// The file's name, for the history.
    pub file: String,
    /// Why doubtful numbers are right.
    pub reason: Option<String>,
    /// Whether it is a rehearsal.
    pub dry_run: bool,
}

/// Why a file cannot be imported.
pub enum Unfit {
    /// The file, by row and column.
    Problems(Problems),
    /// Something else.
    Failure(Failure),
}

impl<E: Into<Failure>> From<E> for Unfit {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

/// An import that can go ahead.
pub struct Prepared {
    /// What changes.
    pub plan: Plan,
    shape: Shape,
    /// The service's number when it is there already.
    known: Option<i32>,
    versions: Vec<(Week, i32)>,
}

impl Prepared {
    /// "1,560 figures of 520 weeks".
    pub fn size(&self) -> String {
        match self.plan.changes.len() {
            0 if self.plan.weeks.is_empty() => "nothing".to_owned(),
            figures => format!("{figures} figure(s) of {} week(s)", self.plan.weeks.len()),
        }
    }
}

impl Job {
    /// Reads what is there and compares the file with it. Writes nothing.
    ///
    /// # Errors
    /// Everything that forbids the import.
    pub async fn prepare(
        &self,
        store: Option<&Store>,
        file: &File,
        clock: &Clock,
    ) -> Result<Prepared, Unfit> {
        let there = match store {
            Some(store) => store.find_service(&self.service).await?,
            None => None,
        };
        let known = there.as_ref().map(|service| service.id);
        let (mut ledger, versions) = match (store, known) {
            (Some(store), Some(id)) => {
                let weeks = || file.lines.iter().map(|line| line.week);
                let mut versions = Vec::new();
                if let (Some(first), Some(last)) = (weeks().min(), weeks().max()) {
                    // Before the counts: a change in between is then seen as a clash.
                    let stamps = store.list_weeks(id, first, last).await?;
                    versions = stamps.iter().map(|stamp| (stamp.week, stamp.version)).collect();
                }
                let ledger = store.ledger(id).await?;
                (ledger.ok_or_else(|| Failure::failed("The service is gone."))?, versions)
            }
            (Some(store), None) if self.create.is_none() => {
                crate::cli::find_service(store, &self.service).await?;
                return Err(Failure::failed("There is no such service.").into());
            }
            _ => (Ledger::new(self.new_service()), Vec::new()),
        };
        let mut problems = Problems::default();
        let shape = shape(file, &ledger.service, self.create.as_ref(), &mut problems);
        let Some(shape) = shape else { return Err(Unfit::Problems(problems)) };
        ledger.service = shape.service.clone();
        let today = clock.today(&ledger.service.time_zone);
        let plan = plan(file, &shape, &mut ledger, today, self.reason.as_deref());
        let plan = plan.map_err(Unfit::Problems)?;
        Ok(Prepared { plan, shape, known, versions })
    }

    fn new_service(&self) -> Service {
        Service {
            id: 0,
            slug: self.service.clone(),
            name: self.name.clone().unwrap_or_else(|| guess::name(&self.service)),
            year_start: YearStart::default(),
            time_zone: ZONE.to_owned(),
            channels: Vec::new(),
            closures: Vec::new(),
            events: Vec::new(),
            definitions: Vec::new(),
            judgements: beforehand::judgement::Judgements::default(),
        }
    }

    /// Writes what was prepared.
    ///
    /// # Errors
    /// When the database refuses, or somebody changed one of the weeks in the meantime.
    pub async fn apply(
        &self,
        store: &Store,
        prepared: Prepared,
        clock: &Clock,
    ) -> Result<(), Failure> {
        let now = clock.now().naive_utc();
        let Prepared { plan, shape, known, versions } = prepared;
        let service = shape.service;
        let target = known.map_or_else(
            || {
                Target::New(NewService {
                    slug: service.slug.clone(),
                    name: service.name.clone(),
                    year_start: service.year_start,
                    time_zone: service.time_zone.clone(),
                })
            },
            Target::Known,
        );
        let channel = |place: usize| service.channels[place].clone();
        let added = shape.added.into_iter().map(channel);
        let added = added.map(|channel| (channel.id, new_channel(channel))).collect();
        let changed = shape.changed.into_iter().map(channel).collect();
        let version = |week| {
            let found = versions.binary_search_by_key(&week, |(week, _)| *week);
            found.map_or(0, |at| versions[at].1)
        };
        let save = |change: beforehand::entry::WeekChange| WeekSave {
            expected: Some(version(change.week)),
            change,
        };
        let weeks = SaveWeeks {
            actor: Actor::Console,
            key: None,
            service: service.id,
            weeks: plan.weeks.into_iter().map(save).collect(),
            source: Source::Import(self.file.clone()),
            reason: self.reason.clone(),
            rehearsal: false,
            now,
            today: clock.today(&service.time_zone),
        };
        let order =
            SaveImport { actor: Actor::Console, service: target, added, changed, weeks, now };
        Ok(store.save_import(order).await?)
    }
}

fn new_channel(channel: Channel) -> NewChannel {
    NewChannel {
        slug: channel.slug,
        name: channel.name,
        noun: channel.noun,
        kind: channel.kind,
        first: channel.first,
        timetables: channel.timetables,
        collected: channel.collected,
    }
}
