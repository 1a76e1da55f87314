//! The exact figures behind a published quarter, in cells that do not overlap.
//!
//! Two cells of one field that differ by a week would give the week away, so each field has one set
//! of weeks: main fields the weeks in which every channel of their line is entered, before and after
//! the weeks that take part in the share.

use chrono::NaiveDate;

use super::{Exact, Facts, LineFacts, Measure, Room, ShareFacts, SharePart};
use crate::change::{change, counted, dispersion, part_of, period};
use crate::quarter::Quarter;
use crate::series::{Ledger, Series, State};
use crate::service::{Channel, Field, Kind};
use crate::share::{ShareWeek, channel_week, is_expected, share};
use crate::summary::{
    BARS, Line, all_series, breaks, coverage, has_row, lines, normal_week, stage,
};
use crate::week::Week;

type All<'a> = Vec<(&'a Channel, Vec<Series>)>;

/// The figures of a quarter that is over.
pub(super) fn gather(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Exact {
    let service = &ledger.service;
    let first = quarter.last(BARS).next().unwrap_or(quarter).first_week();
    let mut all = all_series(ledger, first, quarter.last_week());
    mask(ledger, &mut all, today);
    let measures: Vec<Measure> = all
        .iter()
        .flat_map(|(channel, fields)| fields.iter().map(move |series| (*channel, series)))
        .map(|(channel, series)| {
            let breaks = breaks(service, channel.id, series.field);
            let steps = service.steps(channel.id, series.field);
            measure(series, quarter, &breaks, &steps, today)
        })
        .collect();
    let lines = lines(service, &all, quarter).into_iter().map(|line| {
        let Line { name, series, steps } = line;
        let parts = measures.iter().enumerate().filter(|(_, one)| {
            service.channel(one.channel).is_some_and(|channel| {
                name.of.iter().any(|of| *of == crate::entry::name(channel, one.field))
            })
        });
        LineFacts {
            parts: parts.map(|(i, _)| i).collect(),
            measure: measure(&series, quarter, &name.breaks, &steps, today),
            name,
        }
    });
    let weeks = coverage(ledger, quarter, today);
    Exact(Facts {
        quarter,
        today,
        weeks,
        stage: stage(quarter, weeks, today),
        lines: lines.collect(),
        shares: quarter.last(BARS).map(|quarter| shares(ledger, &all, quarter, today)).collect(),
        offered: offered(&all, quarter),
        service: service.clone(),
        measures,
    })
}

/// Leaves out what is never published and the weeks that are in no cell.
fn mask(ledger: &Ledger, all: &mut All, today: NaiveDate) {
    for (channel, fields) in all.iter_mut().filter(|(channel, _)| channel.kind.is_contact()) {
        fields.retain(|series| series.field != Field::DoesNotApply);
        for series in fields {
            if matches!(series.field, Field::Before | Field::After) {
                leave_out(series, |week| !takes_part(ledger, channel, week, today));
            }
        }
    }
    // Whatever a main line is made of, it is made of one of these.
    let groups: [fn(Kind) -> bool; 3] = [
        |kind| kind == Kind::Phone,
        |kind| kind != Kind::Phone && kind.is_contact(),
        |kind| kind == Kind::Web,
    ];
    for group in groups {
        let main = |channel: &Channel, series: &Series| {
            group(channel.kind) && series.field == channel.kind.main_field()
        };
        let owed: Vec<Week> = all
            .iter()
            .flat_map(|(channel, fields)| fields.iter().filter(|one| main(channel, one)))
            .flat_map(|series| &series.points)
            .filter(|point| point.state == State::NotEntered)
            .map(|point| point.week)
            .collect();
        for (channel, fields) in all.iter_mut() {
            for series in fields.iter_mut().filter(|one| main(channel, one)) {
                leave_out(series, |week| owed.contains(&week));
            }
        }
    }
}

fn leave_out(series: &mut Series, left_out: impl Fn(Week) -> bool) {
    for point in &mut series.points {
        if point.state.count().is_some() && left_out(point.week) {
            point.state = State::NotEntered;
        }
    }
}

/// The channel's week is in the share.
fn takes_part(ledger: &Ledger, channel: &Channel, week: Week, today: NaiveDate) -> bool {
    week.is_due(today)
        && is_expected(ledger, channel, week)
        && channel_week(ledger, channel, week).is_some()
}

fn measure(
    series: &Series,
    quarter: Quarter,
    breaks: &[(Week, String)],
    steps: &[Week],
    today: NaiveDate,
) -> Measure {
    let change = |earlier| change(series, earlier, quarter, breaks, steps, today);
    let (previous, year_ago) = (change(quarter.previous()), change(quarter.year_before()));
    let normal_week = normal_week(series, quarter, today);
    let (mut periods, mut spreads) = (Vec::new(), Vec::new());
    for quarter in quarter.last(BARS) {
        let points = part_of(series, quarter, None, today);
        periods.push(period(quarter, points, normal_week, false));
        spreads.push(dispersion(&counted(points), previous.rho));
    }
    Measure {
        channel: series.channel,
        field: series.field,
        has_row: has_row(series, quarter),
        normal_week,
        periods,
        spreads,
        rho: previous.rho,
        changes: [previous, year_ago]
            .map(|change| (change.dispersion.unwrap_or(1.0), change.reason)),
    }
}

fn shares(ledger: &Ledger, all: &All, quarter: Quarter, today: NaiveDate) -> ShareFacts {
    let exact = share(ledger, quarter, today);
    let mut weeks: Vec<Week> = Vec::new();
    let mut parts = Vec::new();
    for (channel, fields) in all.iter().filter(|(channel, _)| channel.kind.is_contact()) {
        let own: Vec<Week> =
            quarter.weeks().filter(|week| takes_part(ledger, channel, *week, today)).collect();
        let found = own.iter().filter_map(|week| channel_week(ledger, channel, *week));
        let total = found.map(|(part, _)| part).fold(ShareWeek::default(), ShareWeek::plus);
        let answered = fields.iter().find(|series| series.field == Field::Answered);
        let answered = answered.map(|series| counted(series.quarter(quarter))).unwrap_or_default();
        let has = |week: &Week| answered.iter().any(|one| one.week == *week);
        let asks_more = own.iter().any(|week| channel.collects(Field::DoesNotApply, *week));
        parts.push(SharePart {
            total,
            answered: answered.iter().map(|week| u64::from(week.count)).sum(),
            room: if !own.iter().all(has) {
                Room::Apart
            } else if asks_more || own.len() < answered.len() {
                Room::Within
            } else {
                Room::Whole
            },
        });
        weeks.extend(own);
    }
    weeks.sort_unstable();
    weeks.dedup();
    ShareFacts {
        quarter,
        parts,
        dispersion: exact.dispersion,
        weeks: weeks.len() as u32,
        entered: exact.entered,
        expected: exact.expected,
    }
}

/// Measures of answered and missed calls over the same weeks of the quarter.
fn offered(all: &All, quarter: Quarter) -> Vec<(usize, usize)> {
    let series: Vec<&Series> = all.iter().flat_map(|(_, fields)| fields).collect();
    let weeks = |series: &Series| -> Vec<Week> {
        counted(series.quarter(quarter)).iter().map(|week| week.week).collect()
    };
    let mut found = Vec::new();
    for (i, answered) in series.iter().enumerate().filter(|(_, one)| one.field == Field::Answered) {
        let missed = series
            .iter()
            .enumerate()
            .find(|(_, one)| one.channel == answered.channel && one.field == Field::Missed);
        if let Some((j, missed)) = missed
            && weeks(answered) == weeks(missed)
        {
            found.push((i, j));
        }
    }
    found
}
