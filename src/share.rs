//! The share of contacts made before an offence, with what is not known said beside it.
//!
//! The unit is contacts, never people. Refuses to give a share below 30 contacts with a known
//! answer, and to mix *not yet offended* with anything else.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::{Reason, Side, Sides, Stretch, Verdict, name, verdict};
use crate::interval::{Interval, LEVEL, newcombe, wilson};
use crate::quarter::Quarter;
use crate::series::{Ledger, State};
use crate::service::{Channel, Field, Service};
use crate::week::Week;

mod answer;
mod part;
#[cfg(test)]
mod simulation;

pub use answer::{AnswerRate, answer_rate};
pub use part::{Part, PartChange, PointsChange, answer_change, unrecorded_change};

/// Contacts with a known answer that a share needs.
pub const BASE_FOR_SHARE: u64 = 30;
/// Below this base a share is marked "small base".
pub const BASE_FOR_COMFORT: u64 = 100;

/// The share in one quarter (docs/rules.md, section 5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The quarter.
    pub quarter: Quarter,
    /// Which weeks of it.
    #[serde(default)]
    pub stretch: Stretch,
    /// Contacts made before an offence.
    pub before: u64,
    /// Contacts made after an offence.
    pub after: u64,
    /// Answered contacts of which neither is known.
    pub not_recorded: u64,
    /// Worried relatives, professionals, survivors …; outside the share.
    pub does_not_apply: u64,
    /// before ÷ (before + after); none below a base of 30.
    pub share: Option<f64>,
    /// Wilson's interval on the effective base; none below a base of 30.
    pub interval: Option<Interval>,
    /// How much more the weekly shares vary than binomial ones, at least 1.
    pub dispersion: f64,
    /// not recorded ÷ (before + after + not recorded); none when all are 0.
    pub unknown: Option<f64>,
    /// The share if all not recorded were after, and if all were before.
    pub certain: Option<Interval>,
    /// Base of 30 to 99.
    pub small_base: bool,
    /// More than half not recorded: lead with the certain range.
    pub mostly_unknown: bool,
    /// Weeks with before + after > 0.
    pub weeks: u32,
    /// Channel-weeks expected (neither closed nor not collected) and those that take part.
    pub expected: u32,
    /// Channel-weeks that take part.
    pub entered: u32,
    /// Whether only the first weeks of the quarter are in it.
    pub part: bool,
}

impl Share {
    /// Contacts with a known answer.
    pub fn base(&self) -> u64 {
        self.before + self.after
    }

    /// The name of its weeks in a sentence: "October to December 2018".
    pub fn name(&self) -> String {
        name(self.quarter, self.stretch)
    }

    /// What is shown of a whole quarter: no share below a base of 30.
    pub(crate) fn new(
        quarter: Quarter,
        total: ShareWeek,
        raw: &RawShare,
        entered: u32,
        expected: u32,
    ) -> Self {
        let base = total.before + total.after;
        let all = base + total.not_recorded;
        let shown = base >= BASE_FOR_SHARE;
        Self {
            quarter,
            stretch: Stretch::Quarter,
            before: total.before,
            after: total.after,
            not_recorded: total.not_recorded,
            does_not_apply: 0,
            share: raw.share.filter(|_| shown),
            interval: raw.interval.filter(|_| shown),
            dispersion: raw.dispersion,
            unknown: (all > 0).then(|| total.not_recorded as f64 / all as f64),
            certain: raw.certain,
            small_base: shown && base < BASE_FOR_COMFORT,
            mostly_unknown: 2 * total.not_recorded > all,
            weeks: raw.weeks,
            expected,
            entered,
            part: false,
        }
    }
}

/// The difference of two shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareChange {
    /// The earlier quarter's share.
    pub previous: Share,
    /// Later minus earlier, as a fraction (0.08 is 8 percentage points).
    pub difference: Option<f64>,
    /// Newcombe's interval, method 10, on the effective bases.
    pub interval: Option<Interval>,
    /// The verdict; none for a `reason`.
    pub verdict: Option<Verdict>,
    /// Why there is no verdict.
    pub reason: Option<Reason>,
}

/// One week of a share, summed over the channels that take part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShareWeek {
    /// Contacts made before an offence.
    pub before: u64,
    /// Contacts made after an offence.
    pub after: u64,
    /// Answered contacts of which neither is known.
    pub not_recorded: u64,
}

impl ShareWeek {
    /// Two weeks, or two channels of one week, together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            before: self.before + other.before,
            after: self.after + other.after,
            not_recorded: self.not_recorded + other.not_recorded,
        }
    }
}

/// A share and its range, before any gate: whatever the base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RawShare {
    /// before ÷ (before + after); none when both are 0.
    pub share: Option<f64>,
    /// Variance of the weekly shares ÷ binomial variance, at least 1.
    pub dispersion: f64,
    /// Wilson's interval on the effective base.
    pub interval: Option<Interval>,
    /// The share if all not recorded were after, and if all were before.
    pub certain: Option<Interval>,
    /// Weeks with before + after > 0.
    pub weeks: u32,
}

/// The arithmetic of a share from its weeks (Wilson 1927 on an effective base).
pub fn share_of_weeks(weeks: &[ShareWeek]) -> RawShare {
    let total = weeks.iter().copied().fold(ShareWeek::default(), ShareWeek::plus);
    let (a, base) = (total.before as f64, (total.before + total.after) as f64);
    let known: Vec<_> = weeks.iter().filter(|week| week.before + week.after > 0).collect();
    let mut dispersion = 1.0_f64;
    let p = a / base;
    if known.len() >= 4 && p > 0.0 && p < 1.0 {
        let excess: f64 = known
            .iter()
            .map(|week| {
                let base = (week.before + week.after) as f64;
                (week.before as f64 - base * p).powi(2) / (base * p * (1.0 - p))
            })
            .sum();
        dispersion = dispersion.max(excess / (known.len() as f64 - 1.0));
    }
    share_of_sums(total, dispersion, known.len() as u32)
}

/// The same from the sums of a period and its `dispersion`, which is D: for sums that were
/// published, when there are no weeks to take D from.
pub fn share_of_sums(total: ShareWeek, dispersion: f64, weeks: u32) -> RawShare {
    let (a, b, u) = (total.before as f64, total.after as f64, total.not_recorded as f64);
    RawShare {
        share: (a + b > 0.0).then(|| a / (a + b)),
        dispersion,
        interval: wilson(a / dispersion, (a + b) / dispersion, LEVEL),
        certain: (a + b + u > 0.0)
            .then(|| Interval { lower: a / (a + b + u), upper: (a + u) / (a + b + u) }),
        weeks,
    }
}

/// The difference of two shares, its interval (Newcombe 1998, method 10, on the effective bases)
/// and the verdict of that interval alone; none when either has no share.
pub fn difference(previous: &RawShare, current: &RawShare) -> Option<(f64, Interval, Verdict)> {
    let (p1, p2) = (previous.share?, current.share?);
    let interval = newcombe(p1, previous.interval?, p2, current.interval?);
    Some((p2 - p1, interval, verdict(interval, 0.0)))
}

/// The share of a quarter over all contact channels, from the weeks due on `today`.
pub fn share(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Share {
    share_of(ledger, &Side::of(quarter, today))
}

/// The share of one side of a comparison over all contact channels.
pub fn share_of(ledger: &Ledger, side: &Side) -> Share {
    gather(ledger, side).share
}

/// The change of the share from `previous` to `current`.
///
/// A quarter that is not over is compared with as many weeks at the start of the other one,
/// without a verdict.
pub fn share_change(
    ledger: &Ledger,
    previous: Quarter,
    current: Quarter,
    today: NaiveDate,
) -> ShareChange {
    share_change_of(ledger, &Sides::quarters(previous, current, today))
}

/// The change of the share between the two sides.
pub fn share_change_of(ledger: &Ledger, sides: &Sides) -> ShareChange {
    let side = |side: &Side| {
        let found = gather(ledger, side);
        (found.share, found.raw)
    };
    let later = side(&sides.later);
    change_on(sides, side(&sides.earlier), &later, &breaks(&ledger.service))
}

/// The change between two shares, of which the later one's quarter is over or 'so far' on `today`.
pub(crate) fn change_between(
    earlier: (Share, RawShare),
    later: &(Share, RawShare),
    breaks: &[(Week, String)],
    today: NaiveDate,
) -> ShareChange {
    let sides = Sides::quarters(earlier.0.quarter, later.0.quarter, today);
    change_on(&sides, earlier, later, breaks)
}

fn change_on(
    sides: &Sides,
    (earlier, earlier_raw): (Share, RawShare),
    (later, later_raw): &(Share, RawShare),
    breaks: &[(Week, String)],
) -> ShareChange {
    let change = part::points_change(
        sides,
        breaks,
        (&earlier_raw, part::Gate::of(&earlier)),
        (later_raw, part::Gate::of(later)),
    );
    ShareChange {
        previous: earlier,
        difference: change.difference,
        interval: change.interval,
        verdict: change.verdict,
        reason: change.reason,
    }
}

/// Weeks from which the words of the share have another meaning: definition events of contact
/// channels, and every definition but the first.
pub fn breaks(service: &Service) -> Vec<(Week, String)> {
    let events = service
        .channels
        .iter()
        .filter(|channel| channel.kind.is_contact())
        .flat_map(|channel| service.breaks(channel.id))
        .map(|(week, event)| (week, event.name.clone()));
    // Where an event and a definition say the same change, the event's name is kept.
    let mut breaks: Vec<(Week, String)> = events.collect();
    for (week, name) in definition_breaks(service) {
        if !breaks.iter().any(|(known, _)| *known == week) {
            breaks.push((week, name));
        }
    }
    breaks.sort();
    breaks.dedup();
    breaks
}

/// First weeks of every definition but the first.
pub(crate) fn definition_breaks(service: &Service) -> Vec<(Week, String)> {
    let later = service.definitions.iter().skip(1);
    later.map(|found| (found.from, format!("definition {}", found.version))).collect()
}

/// The share of one side, and what it is made of.
struct Gathered {
    share: Share,
    raw: RawShare,
    weeks: Vec<ShareWeek>,
}

fn gather(ledger: &Ledger, side: &Side) -> Gathered {
    let (mut weeks, mut total, mut does_not_apply) = (Vec::new(), ShareWeek::default(), 0);
    let (mut expected, mut entered) = (0, 0);
    let channels = ledger.service.channels.iter().filter(|channel| channel.kind.is_contact());
    let channels: Vec<&Channel> = channels.collect();
    for week in side.weeks.iter().copied() {
        let mut sum = ShareWeek::default();
        for channel in channels.iter().filter(|channel| is_expected(ledger, channel, week)) {
            expected += 1;
            if let Some((part, outside)) = channel_week(ledger, channel, week) {
                entered += 1;
                sum = sum.plus(part);
                does_not_apply += outside;
            }
        }
        total = total.plus(sum);
        weeks.push(sum);
    }
    let raw = share_of_weeks(&weeks);
    let share = Share {
        stretch: side.stretch,
        does_not_apply,
        part: side.part,
        ..Share::new(side.quarter, total, &raw, entered, expected)
    };
    Gathered { share, raw, weeks }
}

/// The channel ran, was open, and answered, before and after were to be entered.
pub(crate) fn is_expected(ledger: &Ledger, channel: &Channel, week: Week) -> bool {
    channel.runs(week)
        && [Field::Answered, Field::Before, Field::After].iter().all(|field| {
            matches!(ledger.state(channel, *field, week), State::Count(_) | State::NotEntered)
        })
        && ledger.open_days(channel, week) > 0
}

/// Its part of the share and its 'does not apply'; none when a figure of it is not entered.
pub(crate) fn channel_week(
    ledger: &Ledger,
    channel: &Channel,
    week: Week,
) -> Option<(ShareWeek, u64)> {
    let state = |field| ledger.state(channel, field, week);
    let count = |field| state(field).count().map(u64::from);
    let (answered, before, after) =
        (count(Field::Answered)?, count(Field::Before)?, count(Field::After)?);
    let outside = match state(Field::DoesNotApply) {
        State::Count(count) => u64::from(count),
        State::NotCollected => 0,
        State::NotEntered | State::Closed => return None,
    };
    let not_recorded = answered.saturating_sub(before + after + outside);
    Some((ShareWeek { before, after, not_recorded }, outside))
}

#[cfg(test)]
mod tests;
