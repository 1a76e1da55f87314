//! Everything counted for one service, and one field of it as weeks with gaps visible.
//!
//! Refuses to turn a missing week into a zero: a week is in exactly one of four states.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::quarter::Quarter;
use crate::service::{Channel, ChannelId, Field, Service};
use crate::week::Week;

/// What is known of one field of one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Owed: nobody has said anything yet.
    NotEntered,
    /// A count; 0 is a count.
    Count(u32),
    /// The channel did not run that week.
    Closed,
    /// The field is not collected in that week.
    NotCollected,
}

impl State {
    /// The count, if it is one.
    pub fn count(self) -> Option<u32> {
        match self {
            Self::Count(count) => Some(count),
            _ => None,
        }
    }

    /// The word used in files: `count`, `not_entered`, `closed`, `not_collected`.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotEntered => "not_entered",
            Self::Count(_) => "count",
            Self::Closed => "closed",
            Self::NotCollected => "not_collected",
        }
    }
}

/// One week of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The week.
    pub week: Week,
    /// What is known of it.
    pub state: State,
    /// Its exposure: 0 to 7 open days.
    pub open_days: u8,
    /// Open days of a normal week at that time, 1 to 7.
    pub normal_week: u8,
}

impl Point {
    /// The count where the week was entered and open; the only weeks that take part in rates.
    pub fn counted(&self) -> Option<WeekCount> {
        match self.state {
            State::Count(count) if self.open_days > 0 => {
                Some(WeekCount { week: self.week, count, open_days: self.open_days })
            }
            _ => None,
        }
    }
}

/// An entered, open week: what rates, limits and changes are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekCount {
    /// The week.
    pub week: Week,
    /// Its count.
    pub count: u32,
    /// Its open days, 1 to 7.
    pub open_days: u8,
}

/// One field of one channel, every week from its first to the last asked for, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The channel.
    pub channel: ChannelId,
    /// The field.
    pub field: Field,
    /// Consecutive weeks; a gap is a point whose state is not a count.
    pub points: Vec<Point>,
}

impl Series {
    /// The weeks of a quarter (those the series has).
    pub fn quarter(&self, quarter: Quarter) -> &[Point] {
        self.between(quarter.first_week(), quarter.last_week())
    }

    /// The weeks from `first` through `last` (those the series has).
    pub fn between(&self, first: Week, last: Week) -> &[Point] {
        let start = self.points.partition_point(|point| point.week < first);
        let end = self.points.partition_point(|point| point.week <= last);
        &self.points[start..end.max(start)]
    }

    /// All entered, open weeks in order.
    pub fn counted(&self) -> Vec<WeekCount> {
        self.points.iter().filter_map(Point::counted).collect()
    }

    /// The point of that week.
    pub fn at(&self, week: Week) -> Option<&Point> {
        self.points.binary_search_by_key(&week, |point| point.week).ok().map(|i| &self.points[i])
    }
}

/// Names one figure: channel, field and week.
pub type CellKey = (ChannelId, Field, Week);

/// A service and everything counted for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The service with its channels, closures and events.
    pub service: Service,
    counts: BTreeMap<CellKey, u32>,
    open_days: BTreeMap<(ChannelId, Week), u8>,
    closed: BTreeMap<(ChannelId, Week), String>,
    notes: BTreeMap<CellKey, String>,
}

impl Ledger {
    /// An empty ledger.
    pub fn new(service: Service) -> Self {
        Self {
            service,
            counts: BTreeMap::new(),
            open_days: BTreeMap::new(),
            closed: BTreeMap::new(),
            notes: BTreeMap::new(),
        }
    }

    /// Puts a count in place.
    pub fn set_count(&mut self, key: CellKey, count: u32) {
        self.counts.insert(key, count);
    }

    /// Says how many days the channel was open in a week, where the timetable and closures do not
    /// tell. Held to 7.
    pub fn set_open_days(&mut self, channel: ChannelId, week: Week, days: u8) {
        self.open_days.insert((channel, week), days.min(7));
    }

    /// Says why a channel was closed in a week, where somebody said so of that week alone.
    pub fn set_closed_reason(&mut self, channel: ChannelId, week: Week, reason: String) {
        self.closed.insert((channel, week), reason);
    }

    /// Why a channel was closed in a week, if that was said of that week alone.
    pub fn closed_reason(&self, channel: ChannelId, week: Week) -> Option<&str> {
        self.closed.get(&(channel, week)).map(String::as_str)
    }

    /// Open days said of that week alone, where timetable and closures do not tell.
    pub fn own_open_days(&self, channel: ChannelId, week: Week) -> Option<u8> {
        self.open_days.get(&(channel, week)).copied()
    }

    /// The count that stands there, whatever its week's state.
    pub fn count(&self, key: CellKey) -> Option<u32> {
        self.counts.get(&key).copied()
    }

    /// Every count there is, by channel, field and week.
    pub fn counts(&self) -> impl Iterator<Item = (CellKey, u32)> {
        self.counts.iter().map(|(key, count)| (*key, *count))
    }

    /// Puts a note beside a figure.
    pub fn set_note(&mut self, key: CellKey, note: String) {
        self.notes.insert(key, note);
    }

    /// The note beside a figure.
    pub fn note(&self, key: CellKey) -> Option<&str> {
        self.notes.get(&key).map(String::as_str)
    }

    /// Exposure of a channel's week, 0 to 7 open days.
    pub fn open_days(&self, channel: &Channel, week: Week) -> u8 {
        self.open_days
            .get(&(channel.id, week))
            .copied()
            .unwrap_or_else(|| self.service.scheduled_days(channel, week))
    }

    /// What is known of one figure. The write door keeps counts out of closed weeks and out of
    /// weeks in which the field is not collected.
    pub fn state(&self, channel: &Channel, field: Field, week: Week) -> State {
        self.state_when(channel, field, week, || self.open_days(channel, week))
    }

    fn state_when(
        &self,
        channel: &Channel,
        field: Field,
        week: Week,
        open_days: impl FnOnce() -> u8,
    ) -> State {
        if let Some(count) = self.counts.get(&(channel.id, field, week)) {
            State::Count(*count)
        } else if !channel.collects(field, week) {
            State::NotCollected
        } else if open_days() == 0 {
            State::Closed
        } else {
            State::NotEntered
        }
    }

    /// One field of a channel from its first week through `last` (or its own last week).
    pub fn series(&self, channel: &Channel, field: Field, last: Week) -> Series {
        self.series_since(channel, field, channel.first, last)
    }

    /// One field of a channel from `first` through `last`, as far as the channel runs.
    pub fn series_since(&self, channel: &Channel, field: Field, first: Week, last: Week) -> Series {
        let mut series = self.series_of(channel, &[field], first, last);
        series.pop().unwrap_or(Series { channel: channel.id, field, points: Vec::new() })
    }

    /// The entered, open weeks of a figure before `week`, the latest first. Each is looked up when it
    /// is asked for.
    pub fn entered_before(
        &self,
        channel: &Channel,
        field: Field,
        week: Week,
    ) -> impl Iterator<Item = Week> {
        let weeks = channel.first.min(week)..week;
        let cell = |week| (channel.id, field, week);
        let cells = self.counts.range(cell(weeks.start)..cell(weeks.end)).rev();
        let weeks = cells.map(|((_, _, week), _)| *week);
        weeks.filter(|week| channel.runs(*week) && self.open_days(channel, *week) > 0)
    }

    /// Some fields of a channel from `first` through `last`, as far as it runs; the timetable is
    /// asked once for all of them.
    pub fn series_of(
        &self,
        channel: &Channel,
        fields: &[Field],
        first: Week,
        last: Week,
    ) -> Vec<Series> {
        let last = channel.last.map_or(last, |own| own.min(last));
        let weeks: Vec<_> = channel
            .first
            .max(first)
            .through(last)
            .map(|week| (week, self.open_days(channel, week), channel.normal_week(week)))
            .collect();
        let point = |field, &(week, open_days, normal_week): &(Week, u8, u8)| Point {
            week,
            state: self.state_when(channel, field, week, || open_days),
            open_days,
            normal_week,
        };
        fields
            .iter()
            .map(|&field| Series {
                channel: channel.id,
                field,
                points: weeks.iter().map(|week| point(field, week)).collect(),
            })
            .collect()
    }

    /// Whether no field of the week is 'not entered'.
    pub fn is_complete(&self, week: Week) -> bool {
        self.owed(week).next().is_none()
    }

    /// The figures of the week that are still 'not entered'.
    pub fn owed(&self, week: Week) -> impl Iterator<Item = (&Channel, Field)> {
        self.service
            .channels
            .iter()
            .filter(move |channel| channel.runs(week))
            .flat_map(|channel| channel.kind.fields().iter().map(move |field| (channel, *field)))
            .filter(move |(channel, field)| self.state(channel, *field, week) == State::NotEntered)
    }
}
