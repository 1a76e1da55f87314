//! The main lines of a summary: calls over all phone lines, visits over all websites; and all
//! contacts, for comparisons.
//!
//! Refuses to add a week up where a line that ran is not entered: the sum would look like a fall.

use chrono::NaiveDate;

use super::told::Name;
use super::{
    Channel, ChannelId, Field, Kind, Ledger, Quarter, Series, Service, State, Week, lower_first,
    share, words,
};
use crate::entry::name;
use crate::judgement::Good;
use crate::series::Point;

/// One line of counts, of one channel or summed over several.
pub(crate) struct Line {
    /// How it is named.
    pub name: Name,
    /// Its weeks.
    pub series: Series,
    /// First weeks of recorded step changes of any line in it.
    pub steps: Vec<Week>,
}

/// Every field of every channel, from `first` through `last`.
pub(crate) fn all_series(ledger: &Ledger, first: Week, last: Week) -> Vec<(&Channel, Vec<Series>)> {
    let series = |channel| (channel, ledger.series_of(channel, channel.kind.fields(), first, last));
    ledger.service.channels.iter().map(series).collect()
}

/// Calls (or all contacts, without a phone line) and visits; none where the service counted
/// neither in the quarter nor in the one before.
pub(crate) fn lines(
    service: &Service,
    all: &[(&Channel, Vec<Series>)],
    quarter: Quarter,
) -> Vec<Line> {
    let counted = |(channel, fields): &&(&Channel, Vec<Series>)| {
        let main = main_series(channel, fields);
        [quarter, quarter.previous()].iter().any(|quarter| {
            main.is_some_and(|series| {
                series.quarter(*quarter).iter().any(|p| p.state != State::NotCollected)
            })
        })
    };
    let of_kind = |wanted: fn(Kind) -> bool| {
        let channels = all.iter().filter(|(channel, _)| wanted(channel.kind)).filter(counted);
        channels.map(|(channel, fields)| (*channel, fields)).collect::<Vec<_>>()
    };
    let phones = of_kind(|kind| kind == Kind::Phone);
    let contacts = if phones.is_empty() {
        sum(service, &of_kind(Kind::is_contact), "Contacts", "Contacts answered")
    } else {
        sum(service, &phones, "Calls", "Calls answered")
    };
    let websites = of_kind(|kind| kind == Kind::Web);
    let visits = sum(service, &websites, "Website visits", "Website visits");
    contacts.into_iter().chain(visits).collect()
}

/// Contacts answered over all contact channels, for a comparison of weeks from `first` through
/// `last`; none where fewer than two channels answered in them.
///
/// A channel that began or ended between them makes the sum another sum: it is a break, as a change
/// of definition in any of the channels is.
pub(crate) fn all_contacts(ledger: &Ledger, first: Week, last: Week) -> Option<Line> {
    let service = &ledger.service;
    let collects = |channel: &Channel, week| channel.collects(Field::Answered, week);
    let channels: Vec<&Channel> = service
        .channels
        .iter()
        .filter(|channel| channel.kind.is_contact())
        .filter(|channel| first.through(last).any(|week| collects(channel, week)))
        .collect();
    if channels.len() < 2 {
        return None;
    }
    // ρ looks at quarters before the ones compared, and passes over those with a break inside.
    let start = channels.iter().map(|channel| channel.first).min()?;
    let series = |channel: &&Channel| ledger.series_of(channel, &[Field::Answered], start, last);
    let series: Vec<Vec<Series>> = channels.iter().map(series).collect();
    let pairs: Vec<_> = channels.iter().copied().zip(&series).collect();
    let mut line = sum(service, &pairs, "Contacts", "All contacts answered")?;
    for week in start.next().through(last) {
        let before = week.previous();
        if !channels.iter().any(|channel| collects(channel, before)) {
            continue;
        }
        for channel in &channels {
            let word = match (collects(channel, before), collects(channel, week)) {
                (false, true) => "began",
                (true, false) => "ended",
                _ => continue,
            };
            line.name.breaks.push((week, format!("{} {word}", channel.name)));
        }
    }
    line.name.breaks.sort();
    Some(line)
}

/// What one of a field's count is: "calls", "visits", "visitors".
pub(crate) fn unit(channel: &Channel, field: Field) -> String {
    match field {
        Field::Visits => "visits".into(),
        Field::Visitors => "visitors".into(),
        _ => lower_first(&channel.noun),
    }
}

/// The answer rate over all phone lines, from the weeks in which a line's answered and missed calls
/// are both entered.
pub(super) fn answer_rate(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Option<String> {
    let phones = ledger.service.channels.iter().filter(|channel| channel.kind == Kind::Phone);
    let found: Vec<_> = phones
        .map(|channel| (channel, share::answer_rate(ledger, channel, quarter, today)))
        .filter(|(_, found)| found.rate.is_some())
        .collect();
    let unit = match found.as_slice() {
        [(channel, _)] => unit(channel, Field::Missed),
        _ => "calls".into(),
    };
    let all = found.into_iter().map(|(_, found)| found).reduce(share::AnswerRate::plus)?;
    words::answer_sentence(&unit, &all)
}

/// Changed definitions that concern a field: events of its channel and, for the parts of the
/// share, new versions of the definition.
pub(crate) fn breaks(service: &Service, channel: ChannelId, field: Field) -> Vec<(Week, String)> {
    let events = service.breaks(channel).into_iter();
    let mut breaks: Vec<_> = events.map(|(week, event)| (week, event.name.clone())).collect();
    if matches!(field, Field::Before | Field::After | Field::DoesNotApply) {
        let versions = share::definition_breaks(service);
        breaks.extend(
            versions.into_iter().filter(|(week, _)| {
                !service.breaks(channel).iter().any(|(known, _)| known == week)
            }),
        );
        breaks.sort();
    }
    breaks
}

fn main_series<'a>(channel: &Channel, fields: &'a [Series]) -> Option<&'a Series> {
    fields.iter().find(|series| series.field == channel.kind.main_field())
}

/// One channel as it is, several summed; none of none.
fn sum(
    service: &Service,
    channels: &[(&Channel, &Vec<Series>)],
    subject: &str,
    title: &str,
) -> Option<Line> {
    let (first, _) = channels.first()?;
    let field = first.kind.main_field();
    let series: Vec<&Series> =
        channels.iter().filter_map(|(channel, fields)| main_series(channel, fields)).collect();
    let mut breaks: Vec<_> =
        channels.iter().flat_map(|(channel, _)| breaks(service, channel.id, field)).collect();
    breaks.sort();
    breaks.dedup();
    let mut steps: Vec<_> =
        channels.iter().flat_map(|(channel, _)| service.steps(channel.id, field)).collect();
    steps.sort_unstable();
    steps.dedup();
    let good = service.good(first.id, field);
    let agree = channels.iter().all(|(channel, _)| service.good(channel.id, field) == good);
    let of = channels.iter().map(|(channel, _)| name(channel, field)).collect();
    let mut name = Name {
        subject: subject.into(),
        title: title.into(),
        unit: if field == Field::Visits { "visits".into() } else { lower_first(subject) },
        of,
        good: if agree { good } else { Good::Neither },
        contacts: field != Field::Visits,
        breaks,
    };
    if let [only] = series.as_slice() {
        name.subject = first.subject(field);
        name.title = first.label(field);
        name.unit = unit(first, field);
        return Some(Line { name, series: (*only).clone(), steps });
    }
    let series = Series { channel: first.id, field, points: summed(&series) };
    Some(Line { name, series, steps })
}

/// The weeks of several channels as one. A week in which any of them is not entered is not entered.
/// Channels that were closed or did not count that week add nothing; the week's open days are those
/// of the channel that was open most, since a helpline is open when one of its lines is.
fn summed(series: &[&Series]) -> Vec<Point> {
    let first = series.iter().filter_map(|one| one.points.first()).map(|point| point.week).min();
    let last = series.iter().filter_map(|one| one.points.last()).map(|point| point.week).max();
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    first
        .through(last)
        .map(|week| {
            let points = series.iter().filter_map(|one| one.at(week));
            points.fold(
                Point { week, state: State::NotCollected, open_days: 0, normal_week: 1 },
                |sum, point| add(sum, *point),
            )
        })
        .collect()
}

fn add(sum: Point, point: Point) -> Point {
    let state = match (sum.state, point.state) {
        (State::NotEntered, _) | (_, State::NotEntered) => State::NotEntered,
        (State::Count(a), State::Count(b)) => State::Count(a.saturating_add(b)),
        (State::Count(a), _) | (_, State::Count(a)) => State::Count(a),
        (State::Closed, _) | (_, State::Closed) => State::Closed,
        (State::NotCollected, State::NotCollected) => State::NotCollected,
    };
    let takes_part = matches!(point.state, State::Count(_) | State::NotEntered);
    let open_days = if takes_part { sum.open_days.max(point.open_days) } else { sum.open_days };
    Point { week: sum.week, state, open_days, normal_week: sum.normal_week.max(point.normal_week) }
}
