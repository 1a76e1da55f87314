//! Reading a service and everything counted for it.

use std::collections::BTreeSet;

use beforehand::series::Ledger;
use beforehand::service::{
    Channel, ChannelId, Closure, Collected, Definition, Event, EventKind, Field, Kind, Service,
    Timetable, UsualLimits,
};
use beforehand::trend;
use beforehand::week::Week;
use chrono::NaiveDate;

use super::line::{Line, on, task};
use super::services::{self, ServiceRow};
use super::{Store, StoreError, judgements, queries};

/// Stands for all channels where a key cannot be null.
pub(super) const WHOLE_SERVICE: ChannelId = 0;

/// Weeks to read, both ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
}

impl Span {
    /// Every week there can be.
    pub(super) const ALL: Self = Self { first: EARLIEST, last: LATEST };

    /// From a week through another.
    pub(super) fn of(first: Week, last: Week) -> Self {
        Self { first: first.monday(), last: last.monday() }
    }

    /// From a week on.
    pub(super) fn since(first: Week) -> Self {
        Self::of(first, Week::LAST)
    }

    /// Whether every week of the other is in this one.
    pub(super) fn covers(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

const EARLIEST: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};
const LATEST: NaiveDate = match NaiveDate::from_ymd_opt(2199, 12, 31) {
    Some(date) => date,
    None => NaiveDate::MAX,
};

impl Store {
    /// A service and everything counted for it; none when there is no such service.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn ledger(&self, service: i32) -> Result<Option<Ledger>, StoreError> {
        self.read_ledger(service, Span::ALL).await
    }

    /// The same with the counts of the weeks from `first` on only.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn ledger_since(
        &self,
        service: i32,
        first: Week,
    ) -> Result<Option<Ledger>, StoreError> {
        self.read_ledger(service, Span::since(first)).await
    }

    /// The same with only those fields that trends are drawn of, and without notes.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn lines_since(
        &self,
        service: i32,
        first: Week,
    ) -> Result<Option<Ledger>, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.snapshot().await?;
            let ledger = load_lines(&mut tx.line(), service, Span::since(first)).await?;
            tx.rollback().await?;
            Ok(ledger)
        })
        .await
    }

    async fn read_ledger(&self, service: i32, span: Span) -> Result<Option<Ledger>, StoreError> {
        let store = self.clone();
        task(async move {
            let mut tx = store.snapshot().await?;
            let ledger = load(&mut tx.line(), service, span).await?;
            tx.rollback().await?;
            Ok(ledger)
        })
        .await
    }
}

/// A service and what is counted for it in those weeks.
pub(super) async fn load(
    line: &mut Line<'_>,
    service: i32,
    span: Span,
) -> Result<Option<Ledger>, StoreError> {
    let Some(row) = services::find(line, service).await? else { return Ok(None) };
    let mut ledger = Ledger::new(load_service(line, row).await?);
    let counts: Vec<CountRow> = on!(&mut *line, c => {
        sqlx::query_as(queries::COUNTS_LIST)
            .bind(service)
            .bind(span.first)
            .bind(span.last)
            .fetch_all(c)
            .await?
    });
    add_counts(&mut ledger, counts)?;
    load_open_days(line, &mut ledger, span).await?;
    let notes: Vec<(NaiveDate, i32, i32, String)> = on!(&mut *line, c => {
        sqlx::query_as(queries::NOTES_LIST)
            .bind(service)
            .bind(span.first)
            .bind(span.last)
            .fetch_all(c)
            .await?
    });
    for (week, channel, code, note) in notes {
        ledger.set_note((channel, field(code)?, Week::containing(week)), note);
    }
    Ok(Some(ledger))
}

/// A service and the drawn fields of those weeks.
async fn load_lines(
    line: &mut Line<'_>,
    service: i32,
    span: Span,
) -> Result<Option<Ledger>, StoreError> {
    let Some(row) = services::find(line, service).await? else { return Ok(None) };
    let mut ledger = Ledger::new(load_service(line, row).await?);
    let [first, second, third] = trend::FIELDS.map(Field::code);
    let counts: Vec<CountRow> = on!(&mut *line, c => {
        sqlx::query_as(queries::COUNTS_LIST_LINES)
            .bind(service)
            .bind(span.first)
            .bind(span.last)
            .bind(first)
            .bind(second)
            .bind(third)
            .fetch_all(c)
            .await?
    });
    add_counts(&mut ledger, counts)?;
    load_open_days(line, &mut ledger, span).await?;
    Ok(Some(ledger))
}

/// Week, channel, field and count.
type CountRow = (NaiveDate, i32, i32, i32);

fn add_counts(ledger: &mut Ledger, counts: Vec<CountRow>) -> Result<(), StoreError> {
    for (week, channel, code, count) in counts {
        ledger.set_count((channel, field(code)?, Week::containing(week)), count as u32);
    }
    Ok(())
}

async fn load_open_days(
    line: &mut Line<'_>,
    ledger: &mut Ledger,
    span: Span,
) -> Result<(), StoreError> {
    let open: Vec<(NaiveDate, i32, i32, String)> = on!(line, c => {
        sqlx::query_as(queries::OPEN_DAYS_LIST)
            .bind(ledger.service.id)
            .bind(span.first)
            .bind(span.last)
            .fetch_all(c)
            .await?
    });
    for (week, channel, days, reason) in open {
        let week = Week::containing(week);
        ledger.set_open_days(channel, week, days as u8);
        if days == 0 {
            ledger.set_closed_reason(channel, week, reason);
        }
    }
    Ok(())
}

/// A service with its channels, closures, events and definitions.
pub(super) async fn load_service(
    line: &mut Line<'_>,
    row: ServiceRow,
) -> Result<Service, StoreError> {
    Ok(Service {
        id: row.id,
        year_start: row.year_start()?,
        channels: load_channels(line, row.id).await?,
        closures: load_closures(line, row.id).await?,
        events: load_events(line, row.id).await?.into_iter().map(|(event, _)| event).collect(),
        definitions: load_definitions(line, row.id).await?,
        judgements: judgements::load(line, row.id).await?,
        slug: row.slug,
        name: row.name,
        time_zone: row.time_zone,
    })
}

type ChannelRow = (i32, String, String, String, String, NaiveDate, Option<NaiveDate>, i32);

async fn load_channels(line: &mut Line<'_>, service: i32) -> Result<Vec<Channel>, StoreError> {
    let rows: Vec<ChannelRow> = on!(&mut *line, c => {
        sqlx::query_as(queries::CHANNELS_LIST).bind(service).fetch_all(c).await?
    });
    let timetables: Vec<(i32, NaiveDate, i32)> = on!(&mut *line, c => {
        sqlx::query_as(queries::TIMETABLES_LIST).bind(service).fetch_all(c).await?
    });
    let collected: Vec<(i32, i32, NaiveDate, Option<NaiveDate>)> = on!(&mut *line, c => {
        sqlx::query_as(queries::COLLECTED_LIST).bind(service).fetch_all(c).await?
    });
    let usual: Vec<(i32, i32, NaiveDate, i32, i32)> = on!(&mut *line, c => {
        sqlx::query_as(queries::USUAL_LIMITS_LIST).bind(service).fetch_all(c).await?
    });
    let mut channels = Vec::with_capacity(rows.len());
    for (id, slug, name, noun, kind, first, last, version) in rows {
        channels.push(Channel {
            id,
            slug,
            name,
            noun,
            kind: Kind::parse(&kind).map_err(strange)?,
            first: Week::containing(first),
            last: last.map(Week::containing),
            timetables: timetables
                .iter()
                .filter(|(channel, ..)| *channel == id)
                .map(|(_, from, days)| Timetable { from: *from, days: *days as u8 })
                .collect(),
            collected: collected
                .iter()
                .filter(|(channel, ..)| *channel == id)
                .map(|(_, code, from, to)| {
                    Ok(Collected {
                        field: field(*code)?,
                        from: Week::containing(*from),
                        to: to.map(Week::containing),
                    })
                })
                .collect::<Result<_, StoreError>>()?,
            usual: usual
                .iter()
                .filter(|(channel, ..)| *channel == id)
                .map(|(_, code, from, low, high)| {
                    let (low, high) = (low.unsigned_abs(), high.unsigned_abs());
                    let from = Week::containing(*from);
                    Ok(UsualLimits { field: field(*code)?, from, low, high })
                })
                .collect::<Result<_, StoreError>>()?,
            version,
        });
    }
    Ok(channels)
}

async fn load_closures(line: &mut Line<'_>, service: i32) -> Result<Vec<Closure>, StoreError> {
    let rows: Vec<(i32, NaiveDate, NaiveDate, String)> = on!(line, c => {
        sqlx::query_as(queries::CLOSURES_LIST).bind(service).fetch_all(c).await?
    });
    Ok(rows
        .into_iter()
        .map(|(channel, from, to, reason)| Closure { channel: some(channel), from, to, reason })
        .collect())
}

type EventRow = (String, i32, String, String, NaiveDate, NaiveDate, i32);

/// The events by first day, each with its version.
pub(super) async fn load_events(
    line: &mut Line<'_>,
    service: i32,
) -> Result<Vec<(Event, i32)>, StoreError> {
    let rows: Vec<EventRow> = on!(line, c => {
        sqlx::query_as(queries::EVENTS_LIST).bind(service).fetch_all(c).await?
    });
    rows.into_iter()
        .map(|(id, channel, kind, name, from, to, version)| {
            let kind = EventKind::from_word(&kind).ok_or_else(|| strange(kind))?;
            Ok((Event { id, channel: some(channel), kind, name, from, to }, version))
        })
        .collect()
}

/// An event and its version.
pub(super) async fn find_event(
    line: &mut Line<'_>,
    service: i32,
    id: &str,
) -> Result<Option<(Event, i32)>, StoreError> {
    Ok(load_events(line, service).await?.into_iter().find(|(event, _)| event.id == id))
}

async fn load_definitions(
    line: &mut Line<'_>,
    service: i32,
) -> Result<Vec<Definition>, StoreError> {
    let rows: Vec<(i32, NaiveDate, String)> = on!(line, c => {
        sqlx::query_as(queries::DEFINITIONS_LIST).bind(service).fetch_all(c).await?
    });
    Ok(rows
        .into_iter()
        .map(|(version, from, text)| Definition { version, from: Week::containing(from), text })
        .collect())
}

/// The channel-weeks that hold a count.
pub(super) fn counted_weeks(ledger: &Ledger) -> impl Iterator<Item = (&Channel, Week)> {
    let weeks: BTreeSet<_> = ledger.counts().map(|((id, _, week), _)| (id, week)).collect();
    weeks.into_iter().filter_map(|(id, week)| Some((ledger.service.channel(id)?, week)))
}

fn some(channel: ChannelId) -> Option<ChannelId> {
    (channel != WHOLE_SERVICE).then_some(channel)
}

pub(super) fn field(code: i32) -> Result<Field, StoreError> {
    Field::from_code(code).ok_or_else(|| strange(format!("field {code}")))
}

pub(super) fn strange(what: impl std::fmt::Display) -> StoreError {
    StoreError::Internal(format!("the database holds something unknown: {what}"))
}
