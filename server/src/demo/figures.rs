//! The demo's numbers: slow growth, mild seasons, weeks that resemble the one before, and what the
//! events did. Always the same for the same last week.

use beforehand::entry::{CellChange, OpenChange, WeekChange};
use beforehand::quarter::Quarter;
use beforehand::service::{Channel, ChannelId, Field, Service};
use beforehand::week::Week;

use super::noise::{Knots, Noise, apportion, at, season};
use super::scene::{CALLS, CHAT, Day, FAULT, FIRST, FOUNDING_LAST, MESSAGES, REDEFINED, WEBSITE};

const CALLS_LEVEL: Knots = &[
    (Day("2018-01-01"), 98.0),
    (Day("2018-12-24"), 101.0),
    (Day("2018-12-31"), 124.0),
    (Day("2019-03-25"), 126.0),
    (Day("2019-05-06"), 112.0),
    (Day("2020-03-02"), 116.0),
    (Day("2020-04-06"), 92.0),
    (Day("2020-08-03"), 111.0),
    (Day("2021-06-07"), 123.0),
    (Day("2023-06-05"), 140.0),
    (Day("2026-01-05"), 158.0),
    (Day("2031-01-06"), 190.0),
];
const CHAT_LEVEL: Knots = &[
    (Day("2018-01-01"), 15.0),
    (Day("2018-10-01"), 16.6),
    (Day("2019-03-25"), 17.9),
    (Day("2020-03-02"), 22.0),
    (Day("2020-05-04"), 36.0),
    (Day("2021-06-07"), 39.0),
    (Day("2023-06-05"), 49.0),
    (Day("2026-01-05"), 64.0),
    (Day("2031-01-06"), 90.0),
];
const MESSAGES_LEVEL: Knots = &[
    (Day("2018-01-01"), 9.8),
    (Day("2019-03-25"), 11.4),
    (Day("2020-05-04"), 15.0),
    (Day("2023-06-05"), 24.0),
    (Day("2026-01-05"), 33.0),
    (Day("2031-01-06"), 48.0),
];
const VISITS_LEVEL: Knots = &[
    (Day("2018-01-01"), 16_800.0),
    (Day("2018-12-24"), 18_200.0),
    (Day("2018-12-31"), 24_600.0),
    (Day("2019-03-25"), 25_800.0),
    (Day("2019-05-13"), 20_300.0),
    (Day("2020-03-02"), 20_900.0),
    (Day("2020-05-04"), 24_000.0),
    (Day("2021-08-30"), 22_900.0),
    (Day("2021-10-04"), 24_300.0),
    (Day("2026-01-05"), 27_400.0),
    (Day("2031-01-06"), 31_000.0),
];
/// Share made before an offence, of the known.
const BEFORE_SHARE: Knots = &[
    (Day("2018-01-01"), 0.36),
    (Day("2018-12-31"), 0.39),
    (Day("2022-03-28"), 0.405),
    (Day("2022-04-04"), 0.44),
    (Day("2031-01-06"), 0.49),
];

/// What the two quarters of the founding sentence add up to. The phone line has 63 and 64 open days
/// in them (20 and 25 calls a day), the website 91.
const CALLS_TOTALS: [u32; 2] = [1_260, 1_600];
const VISITS_TOTALS: [u32; 2] = [234_000, 327_600];
/// How much of a line's ups and downs those two quarters keep, so that their dispersion stays
/// below 4 (thousands of visits vary more than chance alone).
const CALLS_CALM: f64 = 1.0;
const VISITS_CALM: f64 = 0.2;
/// Contacts with a known answer in January to March 2019, and those before an offence.
const KNOWN_TOTAL: u32 = 1_450;
const BEFORE_TOTAL: u32 = 580;

/// Weeks nobody entered, and for which channels.
const MISSING: &[(Day, &[ChannelId])] = &[
    (Day("2019-08-12"), &[CHAT, MESSAGES]),
    (Day("2020-04-06"), &[CALLS, CHAT, MESSAGES]),
    (Day("2021-12-27"), &[MESSAGES]),
    (Day("2023-08-28"), &[WEBSITE]),
    (Day("2024-10-28"), &[CALLS, CHAT, MESSAGES, WEBSITE]),
];
/// The week in which the chat did not run, and why.
const CHAT_CLOSED: (Day, &str) = (Day("2023-12-25"), "Closed over Christmas");

/// Whether the last weeks have their own story: never near the founding quarter.
pub fn has_recent(last: Week) -> bool {
    last >= FOUNDING_LAST.week().plus(40)
}

/// Every week of the helpline from its first to `last`, as it was entered.
pub fn weeks(service: &Service, last: Week) -> Vec<WeekChange> {
    let all: Vec<Week> = FIRST.week().through(last).collect();
    let lines = [
        Line {
            id: CALLS,
            level: CALLS_LEVEL,
            spread: 0.09,
            seed: 11,
            totals: Some((CALLS_TOTALS, CALLS_CALM)),
        },
        Line { id: CHAT, level: CHAT_LEVEL, spread: 0.11, seed: 12, totals: None },
        Line { id: MESSAGES, level: MESSAGES_LEVEL, spread: 0.11, seed: 13, totals: None },
        Line {
            id: WEBSITE,
            level: VISITS_LEVEL,
            spread: 0.04,
            seed: 14,
            totals: Some((VISITS_TOTALS, VISITS_CALM)),
        },
    ];
    let channels: Vec<&Channel> =
        lines.iter().filter_map(|line| service.channel(line.id)).collect();
    let counts: Vec<Vec<u32>> = lines
        .iter()
        .zip(&channels)
        .map(|(line, channel)| line.counts(service, channel, &all, last))
        .collect();
    let splits = splits(&counts, &all);
    let mut noise = Noise::new(21);
    let week = |n: usize| {
        let week = all[n];
        let mut change = WeekChange::new(week);
        for (place, channel) in channels.iter().enumerate() {
            let count = counts[place][n];
            let beside = beside(&mut noise, channel.id, count, week, last);
            if channel.id == CHAT && week == CHAT_CLOSED.0.week() {
                change.open.push((CHAT, OpenChange::Closed(CHAT_CLOSED.1.to_owned())));
                continue;
            }
            if is_missing(channel.id, week, last) {
                continue;
            }
            let figures = match splits.get(place).map(|line| line[n]) {
                None => vec![(Field::Visits, count), (Field::Visitors, beside)],
                Some(split) => vec![
                    (Field::Answered, count),
                    (Field::Before, split.before),
                    (Field::After, split.known - split.before),
                    (Field::DoesNotApply, split.other),
                    (Field::Missed, beside),
                ],
            };
            for (field, count) in figures {
                if channel.collects(field, week) {
                    let note = (field == channel.kind.main_field())
                        .then(|| note(channel.id, week, last).map(str::to_owned))
                        .flatten();
                    let cell = CellChange { channel: channel.id, field, count: Some(count), note };
                    change.cells.push(cell);
                }
            }
        }
        change
    };
    (0..all.len()).map(week).filter(|change| !change.is_empty()).collect()
}

/// The other helpline's weeks.
pub fn other_weeks(service: &Service, last: Week) -> Vec<WeekChange> {
    let Some(channel) = service.channels.first() else { return Vec::new() };
    let mut noise = Noise::new(31);
    let week = |week| {
        let answered = (60.0 * noise.next(0.1)).round() as u32;
        let known = answered * 3 / 4;
        let before = known * 2 / 5;
        let figures =
            [(Field::Answered, answered), (Field::Before, before), (Field::After, known - before)];
        let cell = |(field, count)| CellChange {
            channel: channel.id,
            field,
            count: Some(count),
            note: None,
        };
        WeekChange { cells: figures.map(cell).to_vec(), ..WeekChange::new(week) }
    };
    channel.first.through(last).map(week).collect()
}

/// The main figure of a channel.
struct Line {
    id: ChannelId,
    level: Knots,
    spread: f64,
    seed: u64,
    /// What the founding quarter and the one before add up to, and how much of the line's ups and
    /// downs they keep.
    totals: Option<([u32; 2], f64)>,
}

impl Line {
    fn counts(&self, service: &Service, channel: &Channel, weeks: &[Week], last: Week) -> Vec<u32> {
        let mut noise = Noise::new(self.seed);
        let mut likely: Vec<f64> = weeks
            .iter()
            .map(|week| {
                let open = f64::from(service.scheduled_days(channel, *week));
                let normal = f64::from(channel.normal_week(*week));
                let mean = at(self.level, *week) * season(*week) * open / normal;
                let mean = mean * noise.next(self.spread) * story(self.id, *week, last);
                (mean + mean.sqrt() * noise.normal()).max(0.0)
            })
            .collect();
        let quarter = Quarter::of(FOUNDING_LAST.week());
        let quarters = [quarter.previous(), quarter];
        let (totals, calm) = self.totals.map_or((None, 1.0), |(totals, calm)| (Some(totals), calm));
        for (total, quarter) in totals.iter().flatten().zip(quarters) {
            let places: Vec<_> =
                (0..weeks.len()).filter(|n| Quarter::of(weeks[*n]) == quarter).collect();
            let open = |n: usize| f64::from(service.scheduled_days(channel, weeks[n]));
            let days: f64 = places.iter().map(|n| open(*n)).sum();
            let rate = places.iter().map(|n| likely[*n]).sum::<f64>() / days;
            let weight = |n: usize| rate * open(n) * (1.0 - calm) + likely[n] * calm;
            let weights: Vec<_> = places.iter().map(|n| weight(*n)).collect();
            for (n, count) in places.iter().zip(apportion(&weights, *total)) {
                likely[*n] = f64::from(count);
            }
        }
        likely.iter().map(|count| count.round() as u32).collect()
    }
}

/// What is known of the contacts of a channel's week.
#[derive(Clone, Copy)]
struct Split {
    known: u32,
    before: u32,
    other: u32,
}

/// The three contact channels' splits. January to March 2019 adds up exactly over all of them.
fn splits(counts: &[Vec<u32>], weeks: &[Week]) -> Vec<Vec<Split>> {
    let mut noise = Noise::new(41);
    let mut known: Vec<Vec<f64>> = Vec::new();
    let mut before: Vec<Vec<f64>> = Vec::new();
    for (line, part) in counts.iter().zip([0.735, 0.71, 0.75]) {
        let (known_line, before_line) = line
            .iter()
            .zip(weeks)
            .map(|(count, week)| {
                let part = if *week >= REDEFINED.week() { part + 0.04 } else { part };
                let some = f64::from(*count) * (part + 0.02 * noise.normal()).clamp(0.5, 0.9);
                let share = at(BEFORE_SHARE, *week);
                let wobble = 1.1 * (share * (1.0 - share) / some.max(1.0)).sqrt() * noise.normal();
                (some, some * (share + wobble).clamp(0.02, 0.98))
            })
            .unzip();
        known.push(known_line);
        before.push(before_line);
    }
    let founding = Quarter::of(FOUNDING_LAST.week());
    let places: Vec<(usize, usize)> = (0..known.len())
        .flat_map(|line| (0..weeks.len()).map(move |n| (line, n)))
        .filter(|(_, n)| Quarter::of(weeks[*n]) == founding)
        .collect();
    for (figures, total) in [(&mut known, KNOWN_TOTAL), (&mut before, BEFORE_TOTAL)] {
        let weights: Vec<_> = places.iter().map(|(line, n)| figures[*line][*n]).collect();
        for ((line, n), count) in places.iter().zip(apportion(&weights, total)) {
            figures[*line][*n] = f64::from(count);
        }
    }
    let mut split = |line: usize, n: usize| {
        let count = counts[line][n];
        let known = (known[line][n].round() as u32).min(count);
        let before = (before[line][n].round() as u32).min(known);
        let rest = f64::from(count - known) * (0.655 + 0.05 * noise.normal()).clamp(0.4, 0.9);
        Split { known, before, other: (rest.round() as u32).min(count - known) }
    };
    (0..known.len()).map(|line| (0..weeks.len()).map(|n| split(line, n)).collect()).collect()
}

/// The figure beside the main one: missed calls, or visitors.
fn beside(noise: &mut Noise, id: ChannelId, count: u32, week: Week, last: Week) -> u32 {
    let part = match id {
        CALLS if has_recent(last) && week > last.plus(-12) => 0.62,
        CALLS if Quarter::of(week) == Quarter::of(FOUNDING_LAST.week()) => 0.43,
        CALLS => 0.5,
        _ => 0.77,
    };
    let spread = if id == WEBSITE { 0.015 } else { 0.1 };
    (f64::from(count) * part * noise.next(spread)).round() as u32
}

/// What the events did to a channel's week.
fn story(id: ChannelId, week: Week, last: Week) -> f64 {
    let fault = FAULT.0.week();
    let ago = if has_recent(last) { week.weeks_to(last) } else { i32::MAX };
    match (id, ago) {
        (CALLS, _) if week == fault => 0.34,
        (CALLS, _) if week == fault.next() => 0.55,
        (CHAT, 0..=10) => 1.27,
        (WEBSITE, 6) => 1.32,
        (WEBSITE, 5) => 1.41,
        (WEBSITE, 4) => 1.18,
        _ => 1.0,
    }
}

fn note(id: ChannelId, week: Week, last: Week) -> Option<&'static str> {
    let fault = FAULT.0.week();
    match id {
        CALLS if week == fault => Some("Phone line fault from Tuesday"),
        CALLS if week == fault.next() => Some("Phone line back on Thursday"),
        WEBSITE if has_recent(last) && week == last.plus(-5) => Some("Poster campaign"),
        _ => None,
    }
}

fn is_missing(id: ChannelId, week: Week, last: Week) -> bool {
    let forgotten =
        MISSING.iter().any(|(day, channels)| day.week() == week && channels.contains(&id));
    // This Monday's work, and one form that somebody left half done.
    let half_done = week == last.plus(-3) && [CHAT, MESSAGES].contains(&id);
    forgotten || (has_recent(last) && (week == last || half_done))
}
