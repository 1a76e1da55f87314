//! Weekly entry: the form of a week for whoever may enter it, and the way to the write door.
//!
//! Refuses to write anything itself: what was typed is read and judged here, and once more by the
//! door, inside its transaction.

mod block;
mod draft;
mod handlers;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use app::ServiceLink;
use app::entry::{
    BlockPage, BlockRefused, Changed, Confirmation, DraftWeek, Keeping, Look, Refused, Saved,
    Sources, TypedWeek, WeekPage, Weeks, compose, confirm, correction, unanswered, uncorrected,
};
use app::error::Error;
use beforehand::check::RANGE_WEEKS;
use beforehand::entry::validate;
use beforehand::owed::owes;
use beforehand::role::{Who, may, permission};
use beforehand::series::Ledger;
use beforehand::week::Week;
use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use crate::backend::Access;
use crate::session;
use crate::store::{
    self, Actor, CONSOLE_NAME, Conflict, FigureChange, SaveWeeks, Source, WeekSave, WeekStamp,
};

pub use handlers::{call, find, save, save_weeks, show, show_weeks, typed};

/// The route that a person who enters weeks must be let into.
const ROUTE: &str = "/services/{service}/week/{week}";
/// How often a week that keeps changing is looked at again before its page is shown.
const LOOKS: usize = 10;
/// Weeks before one in which its form finds nearly always what it needs: the same week last year
/// and the entered weeks that its numbers are judged by.
const WEEKS_BEFORE: i32 = 53;

#[async_trait::async_trait]
impl Weeks for Access {
    async fn week(&self, week: Option<Week>, saved: Option<i64>) -> Result<WeekPage, Error> {
        let week = week.unwrap_or_else(|| Week::last_due(self.today));
        let seen = self.see(week).await?;
        let mut page = self.with_draft(&seen, week).await?;
        if let Some(seq) = saved {
            page.saved = self.confirmation(&self.ledger().await?, week, seq).await?;
        }
        Ok(page)
    }

    async fn show_typed(&self, week: Week, typed: TypedWeek) -> Result<WeekPage, Error> {
        let page = self.compose(&self.see(week).await?, week, Some(&typed)).await?;
        Ok(WeekPage { draft: self.draft_in(week, &typed).await?, ..page })
    }

    async fn save_week(&self, week: Week, typed: TypedWeek) -> Result<Saved, Refused> {
        let (ledger, version) = self.stands(week).await?;
        let ledger = &*ledger;
        let reading = typed.read(&ledger.service, week);
        let mut problems = reading.problems;
        if let Err(more) = validate(ledger, &reading.change, self.today) {
            problems.extend(more);
        }
        problems.extend(unanswered(ledger, &reading.change));
        // Made from another version, it is a clash first; what it corrects is not known before.
        if version == typed.version() {
            problems.extend(uncorrected(ledger, &reading.change, &typed));
        }
        if !problems.is_empty() {
            // What is wrong with a form of an earlier version may be what somebody else has changed:
            // that is shown first.
            return Err(if version == typed.version() {
                self.again(week, &typed, problems).await?
            } else {
                self.clash(week, &typed, None).await?
            });
        }
        let order = SaveWeeks {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key(),
            service: self.place()?.service,
            weeks: vec![WeekSave { change: reading.change, expected: Some(typed.version()) }],
            source: Source::Page,
            reason: correction(&typed),
            rehearsal: false,
            now: self.now.naive_utc(),
            today: self.today,
        };
        match self.house.store.save_weeks(order).await {
            Ok(saved) => Ok(Saved { week, seq: week_row(&saved) }),
            Err(store::Refused::Invalid(problems)) => {
                Err(self.again(week, &typed, problems).await?)
            }
            Err(store::Refused::Conflict(conflict)) => {
                Err(self.clash(week, &typed, Some(&conflict)).await?)
            }
            Err(other) => Err(refused(other).into()),
        }
    }

    async fn weeks(&self, last: Week, saved: Option<i64>) -> Result<BlockPage, Error> {
        self.open_block(last, saved).await
    }

    async fn show_typed_weeks(
        &self,
        last: Week,
        typed: Vec<(String, String)>,
    ) -> Result<BlockPage, Error> {
        self.typed_block(last, typed).await
    }

    async fn save_weeks(
        &self,
        last: Week,
        typed: Vec<(String, String)>,
    ) -> Result<i64, BlockRefused> {
        self.send_block(last, typed).await
    }

    async fn keep(&self, drafts: Vec<DraftWeek>) -> Result<Keeping, Error> {
        self.keep_drafts(drafts).await
    }

    async fn look(&self, since: i64, weeks: Vec<(String, i32)>) -> Result<Look, Error> {
        self.look_at(since, weeks).await
    }
}

/// What a form is made from.
struct Seen {
    /// Who changed the week and the one before it.
    stamps: Vec<WeekStamp>,
    ledger: Arc<Ledger>,
}

impl Seen {
    fn stamp(&self, week: Week) -> Option<&WeekStamp> {
        self.stamps.iter().find(|stamp| stamp.week == week)
    }

    fn version(&self, week: Week) -> i32 {
        self.stamp(week).map_or(0, |stamp| stamp.version)
    }
}

impl Access {
    /// Figures and the version they have, as of one moment: a newer version would let a form write
    /// over what nobody has seen, an older one would clash with nothing.
    async fn see(&self, week: Week) -> Result<Seen, Error> {
        self.see_range(week, week).await
    }

    /// The same of several weeks: not ten years for one week, unless so many weeks are missing that
    /// the earlier ones are needed.
    async fn see_range(&self, first: Week, last: Week) -> Result<Seen, Error> {
        let before = first.plus(-WEEKS_BEFORE);
        let seen = self.see_counts(Some(before..=Week::LAST), first, last).await?;
        if is_enough(&seen.ledger, before, first) {
            return Ok(seen);
        }
        self.see_counts(None, first, last).await
    }

    /// What stands in a week, and its version: as it was shown, while nothing has changed since.
    async fn stands(&self, week: Week) -> Result<(Arc<Ledger>, i32), Error> {
        let (place, before) = (self.place()?, week.plus(-WEEKS_BEFORE));
        let store = &self.house.store;
        let counted = before..=Week::LAST;
        let known = store.known_weeks(place.service, place.data_version, &counted, &(week..=week));
        if let Some(known) = known.filter(|known| is_enough(&known.ledger, before, week)) {
            return Ok((known.ledger, known.versions.of(week)));
        }
        let seen = self.see(week).await?;
        let version = seen.version(week);
        Ok((seen.ledger, version))
    }

    async fn see_counts(
        &self,
        counted: Option<RangeInclusive<Week>>,
        first: Week,
        last: Week,
    ) -> Result<Seen, Error> {
        let (service, stamped) = (self.place()?.service, first.previous()..=last);
        let found = self.house.store.find_weeks(service, counted, stamped).await?;
        let (ledger, stamps) = found.ok_or(Error::NotFound)?;
        Ok(Seen { stamps, ledger })
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
        Ok(due.find(|week| owes(&ledger, *week)).unwrap_or(last))
    }

    async fn compose(
        &self,
        seen: &Seen,
        week: Week,
        typed: Option<&TypedWeek>,
    ) -> Result<WeekPage, Error> {
        let ledger = &seen.ledger;
        let before = seen.stamp(week.previous()).map(|stamp| {
            let on = local(&ledger.service.time_zone, stamp.first_at).date();
            (stamp.first_by.clone(), on, stamp.first_by == CONSOLE_NAME)
        });
        let sources = Sources {
            ledger,
            reader: self.person.id.clone(),
            services: self.entered_services().await?,
            week,
            today: self.today,
            version: seen.version(week),
            key: session::random_hex::<16>(),
            data_version: self.place()?.data_version,
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
        week: Week,
        typed: &TypedWeek,
        problems: Vec<beforehand::invalid::Invalid>,
    ) -> Result<Refused, Error> {
        let page = self.compose(&self.see(week).await?, week, Some(typed)).await?;
        let page = page.refused(problems);
        let page = WeekPage { draft: self.draft_in(week, typed).await?, ..page };
        Ok(Refused::Again { page: Box::new(page), status: 422 })
    }

    /// The form with somebody else's changes beside the reader's.
    async fn clash(
        &self,
        week: Week,
        typed: &TypedWeek,
        conflict: Option<&Conflict>,
    ) -> Result<Refused, Error> {
        let page = self.merge(week, typed, conflict).await?;
        let page = WeekPage { draft: self.draft_in(week, typed).await?, ..page };
        Ok(Refused::Again { page: Box::new(page), status: 409 })
    }

    /// The form as it was typed, on top of what stands now.
    async fn merge(
        &self,
        week: Week,
        typed: &TypedWeek,
        conflict: Option<&Conflict>,
    ) -> Result<WeekPage, Error> {
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
        let (version, by, at) = match (seen.stamp(week), conflict) {
            (Some(stamp), _) => (stamp.version, stamp.changed_by.clone(), Some(stamp.changed_at)),
            (None, Some(conflict)) => (conflict.version, conflict.by.clone(), conflict.at),
            (None, None) => return self.compose(&seen, week, Some(typed)).await,
        };
        let at = local(&seen.ledger.service.time_zone, at.unwrap_or(self.now.naive_utc()));
        let page = self.compose(&seen, week, Some(typed)).await?;
        Ok(page.clashed(&seen.ledger, version, by, at, &changes))
    }

    /// The latest change of each value of a week, with its place in the history.
    async fn changes(&self, ledger: &Ledger, week: Week) -> Result<Vec<(i64, Changed)>, Error> {
        let service = self.place()?.service;
        let changes = self.house.store.list_week_changes(service, week).await?;
        let changed = |change: FigureChange| {
            let at = local(&ledger.service.time_zone, change.at);
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
            (stamp.changed_by, local(&ledger.service.time_zone, stamp.changed_at))
        };
        Ok(Some(confirm(ledger, week, self.today, who, &changes)))
    }
}

/// Whether every figure of a week has as many counts before it, from `first` on, as its numbers are
/// judged by.
fn is_enough(ledger: &Ledger, first: Week, week: Week) -> bool {
    let running = ledger.service.channels.iter().filter(|channel| channel.runs(week));
    let figures = running
        .flat_map(|channel| channel.kind.fields().iter().map(move |field| (channel, *field)));
    figures.filter(|(channel, field)| channel.collects(*field, first)).all(|(channel, field)| {
        let entered = ledger.entered_before(channel, field, week);
        entered.take_while(|week| *week >= first).nth(RANGE_WEEKS - 1).is_some()
    })
}

/// The place of the week's own row in the history: rows about what its channels collect follow it.
fn week_row(saved: &store::Saved) -> i64 {
    let changed = saved.weeks.iter().flat_map(|week| &week.changed);
    let collected = changed.filter(|change| change.what.starts_with("collected."));
    let channels: BTreeSet<_> = collected.map(|change| change.channel).collect();
    saved.seq - channels.len() as i64
}

/// A time as the service's clock shows it.
pub fn local(zone: &str, at: NaiveDateTime) -> NaiveDateTime {
    let zone: Tz = zone.parse().unwrap_or(chrono_tz::Europe::London);
    zone.from_utc_datetime(&at).naive_local()
}

pub(crate) fn refused(refused: store::Refused) -> Error {
    match refused {
        store::Refused::Invalid(problems) => Error::Invalid(problems),
        store::Refused::Forbidden => Error::Forbidden { ask: "your manager".to_owned() },
        store::Refused::NotFound => Error::NotFound,
        store::Refused::Conflict(_) => Error::Conflict,
        store::Refused::Store(error) => error.into(),
    }
}
