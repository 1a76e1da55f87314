//! A part of a whole in two periods, in percentage points: what the share, the answer rate and the
//! part not recorded have in common.
//!
//! Refuses a verdict by the gates of `change`, and below a base of 30.

use serde::{Deserialize, Serialize};

use super::{
    BASE_FOR_SHARE, RawShare, Share, ShareChange, ShareWeek, difference, gather, share_of_weeks,
};
use crate::change::{
    COVERAGE_FOR_VERDICT, Reason, Side, Sides, Verdict, WEEKS_FOR_VERDICT, definition_between,
};
use crate::interval::Interval;
use crate::series::{Ledger, State};
use crate::service::{Channel, Field};
use crate::week::Week;

/// A difference of two parts, later minus earlier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointsChange {
    /// As a fraction: 0.08 is 8 percentage points.
    pub difference: Option<f64>,
    /// Newcombe's interval, method 10, on the effective bases.
    pub interval: Option<Interval>,
    /// The verdict; none for a `reason`.
    pub verdict: Option<Verdict>,
    /// Why there is no verdict.
    pub reason: Option<Reason>,
}

impl PointsChange {
    /// The change of what is left over: after an offence, where this is before.
    #[must_use]
    pub fn of_the_rest(&self) -> Self {
        Self {
            difference: self.difference.map(|difference| -difference),
            interval: self
                .interval
                .map(|interval| Interval { lower: -interval.upper, upper: -interval.lower }),
            verdict: self.verdict.map(|verdict| match verdict {
                Verdict::Rose => Verdict::Fell,
                Verdict::Fell => Verdict::Rose,
                same => same,
            }),
            reason: self.reason.clone(),
        }
    }
}

impl From<&ShareChange> for PointsChange {
    fn from(change: &ShareChange) -> Self {
        Self {
            difference: change.difference,
            interval: change.interval,
            verdict: change.verdict,
            reason: change.reason.clone(),
        }
    }
}

/// A part of a whole in one period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Contacts in the part.
    pub part: u64,
    /// Contacts in the whole.
    pub whole: u64,
    /// part ÷ whole; none of none.
    pub rate: Option<f64>,
    /// Wilson's interval on the effective base.
    pub interval: Option<Interval>,
    /// Weeks that take part.
    pub weeks: u32,
    /// Weeks that were to be entered.
    pub expected: u32,
}

/// A part of a whole in two periods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartChange {
    /// In the earlier one.
    pub earlier: Part,
    /// In the later one.
    pub later: Part,
    /// The difference.
    pub change: PointsChange,
}

/// What the gates of a verdict look at, on one side.
#[derive(Clone, Copy)]
pub(super) struct Gate {
    entered: u32,
    expected: u32,
    /// Weeks with anything in the whole.
    weeks: u32,
    /// Whether the whole is large enough for a part of it to be said.
    enough: bool,
}

impl Gate {
    pub fn of(share: &Share) -> Self {
        let Share { entered, expected, weeks, .. } = *share;
        Self { entered, expected, weeks, enough: share.share.is_some() }
    }
}

/// The difference of two parts with its interval and, unless a gate is shut, its verdict.
pub(super) fn points_change(
    sides: &Sides,
    breaks: &[(Week, String)],
    (earlier, before): (&RawShare, Gate),
    (later, now): (&RawShare, Gate),
) -> PointsChange {
    let enough = before.enough && now.enough;
    let found = difference(earlier, later).filter(|_| enough);
    let reason = sides
        .so_far
        .then_some(Reason::SoFar)
        .or_else(|| missing_reason(before, now))
        .or_else(|| definition_between(breaks, sides.span()))
        .or_else(|| thin_reason(before, now, enough));
    PointsChange {
        difference: found.map(|(difference, ..)| difference),
        interval: found.map(|(_, interval, _)| interval),
        verdict: found.map(|(.., verdict)| verdict).filter(|_| reason.is_none()),
        reason,
    }
}

fn missing_reason(before: Gate, now: Gate) -> Option<Reason> {
    if now.entered == 0 {
        Some(Reason::NothingNow)
    } else if before.entered == 0 {
        Some(Reason::NothingBefore)
    } else {
        None
    }
}

fn thin_reason(before: Gate, now: Gate, enough: bool) -> Option<Reason> {
    let coverage = |gate: Gate| f64::from(gate.entered) / f64::from(gate.expected.max(1));
    if !enough {
        Some(Reason::SmallBase)
    } else if before.weeks.min(now.weeks) < WEEKS_FOR_VERDICT {
        Some(Reason::TooFewWeeks)
    } else if coverage(before).min(coverage(now)) < COVERAGE_FOR_VERDICT {
        Some(Reason::Coverage)
    } else {
        None
    }
}

/// Contacts answered of those offered by one channel (docs/rules.md, section 8), between the two sides:
/// from the weeks in which answered and missed are both entered.
pub fn answer_change(ledger: &Ledger, channel: &Channel, sides: &Sides) -> PartChange {
    let breaks = ledger.service.breaks(channel.id).into_iter();
    let breaks: Vec<_> = breaks.map(|(week, event)| (week, event.name.clone())).collect();
    let side = |side: &Side| answered(ledger, channel, side);
    part_change(sides, &breaks, side(&sides.earlier), side(&sides.later))
}

/// Contacts not recorded, of before, after and not recorded, between the two sides.
pub fn unrecorded_change(ledger: &Ledger, sides: &Sides) -> PartChange {
    let side = |side: &Side| {
        let found = gather(ledger, side);
        let swap = |week: &ShareWeek| ShareWeek {
            before: week.not_recorded,
            after: week.before + week.after,
            not_recorded: 0,
        };
        let weeks = found.weeks.iter().map(swap).collect();
        Weekly { weeks, entered: found.share.entered, expected: found.share.expected }
    };
    part_change(sides, &super::breaks(&ledger.service), side(&sides.earlier), side(&sides.later))
}

/// The weeks of one side: the part as `before`, the rest of the whole as `after`.
struct Weekly {
    weeks: Vec<ShareWeek>,
    entered: u32,
    expected: u32,
}

fn answered(ledger: &Ledger, channel: &Channel, side: &Side) -> Weekly {
    let mut found = Weekly { weeks: Vec::new(), entered: 0, expected: 0 };
    for week in side.weeks.iter().copied() {
        let states =
            [Field::Answered, Field::Missed].map(|field| ledger.state(channel, field, week));
        let asked = |state: &State| matches!(state, State::Count(_) | State::NotEntered);
        if ledger.open_days(channel, week) == 0 || !states.iter().all(asked) {
            continue;
        }
        found.expected += 1;
        if let [State::Count(answered), State::Count(missed)] = states {
            found.entered += 1;
            found.weeks.push(ShareWeek {
                before: answered.into(),
                after: missed.into(),
                not_recorded: 0,
            });
        }
    }
    found
}

fn part_change(
    sides: &Sides,
    breaks: &[(Week, String)],
    earlier: Weekly,
    later: Weekly,
) -> PartChange {
    let side = |found: Weekly| {
        let raw = share_of_weeks(&found.weeks);
        let part: u64 = found.weeks.iter().map(|week| week.before).sum();
        let whole = part + found.weeks.iter().map(|week| week.after).sum::<u64>();
        let Weekly { entered, expected, .. } = found;
        let enough = whole >= BASE_FOR_SHARE;
        let gate = Gate { entered, expected, weeks: raw.weeks, enough };
        let (rate, interval) = (raw.share, raw.interval);
        (Part { part, whole, rate, interval, weeks: entered, expected }, raw, gate)
    };
    let ((earlier, first, before), (later, second, now)) = (side(earlier), side(later));
    let change = points_change(sides, breaks, (&first, before), (&second, now));
    PartChange { earlier, later, change }
}
