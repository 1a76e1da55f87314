//! The share of contacts made before an offence, with what is not known said beside it.
//!
//! The unit is contacts, never people. Refuses to give a share below 30 contacts with a known
//! answer, and to mix *not yet offended* with anything else.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::{
    COVERAGE_FOR_VERDICT, Reason, Verdict, WEEKS_FOR_VERDICT, definition_reason, verdict, weeks_due,
};
use crate::interval::{Interval, LEVEL, newcombe, wilson};
use crate::quarter::Quarter;
use crate::series::{Ledger, State};
use crate::service::{Channel, Field, Service};
use crate::week::Week;

/// Contacts with a known answer that a share needs.
pub const BASE_FOR_SHARE: u64 = 30;
/// Below this base a share is marked "small base".
pub const BASE_FOR_COMFORT: u64 = 100;

/// The share in one quarter (`numbers` section 5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The quarter.
    pub quarter: Quarter,
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
    gather(ledger, quarter, None, today).0
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
    let length = if current.is_over(today) { None } else { Some(weeks_due(current, today)) };
    let earlier = gather(ledger, previous, length, today);
    let later = gather(ledger, current, length, today);
    change_between(earlier, &later, &breaks(&ledger.service), today)
}

/// The change between two shares, of which the later one's quarter is over or 'so far' on `today`.
pub(crate) fn change_between(
    (earlier, earlier_raw): (Share, RawShare),
    (later, later_raw): &(Share, RawShare),
    breaks: &[(Week, String)],
    today: NaiveDate,
) -> ShareChange {
    let enough = earlier.share.is_some() && later.share.is_some();
    let found = difference(&earlier_raw, later_raw).filter(|_| enough);
    let over = later.quarter.is_over(today);
    let reason = if over { None } else { Some(Reason::SoFar) }
        .or_else(|| missing_reason(&earlier, later))
        .or_else(|| definition_reason(breaks, earlier.quarter, later.quarter, today))
        .or_else(|| thin_reason(&earlier, later));
    ShareChange {
        previous: earlier,
        difference: found.map(|(difference, ..)| difference),
        interval: found.map(|(_, interval, _)| interval),
        verdict: found.map(|(.., verdict)| verdict).filter(|_| reason.is_none()),
        reason,
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

/// Contacts answered ÷ contacts offered of one channel in one quarter (`numbers` section 8): "of
/// calls offered", never "of callers", since missed callers ring again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerRate {
    /// Answered.
    pub answered: u64,
    /// Missed.
    pub missed: u64,
    /// answered ÷ (answered + missed); none when both are 0.
    pub rate: Option<f64>,
    /// Weeks in which both are entered.
    pub weeks: u32,
}

impl AnswerRate {
    pub(crate) fn new(answered: u64, missed: u64, weeks: u32) -> Self {
        let offered = answered + missed;
        let rate = (offered > 0).then(|| answered as f64 / offered as f64);
        Self { answered, missed, rate, weeks }
    }

    /// Two channels together; the weeks are those of the one that has more.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::new(
            self.answered + other.answered,
            self.missed + other.missed,
            self.weeks.max(other.weeks),
        )
    }
}

/// The answer rate of a channel in the weeks of a quarter in which both figures are entered.
pub fn answer_rate(
    ledger: &Ledger,
    channel: &Channel,
    quarter: Quarter,
    today: NaiveDate,
) -> AnswerRate {
    let mut found = AnswerRate::new(0, 0, 0);
    for week in quarter.weeks().take_while(|week| week.is_due(today)) {
        let count = |field| ledger.state(channel, field, week).count().map(u64::from);
        if let (Some(answered), Some(missed)) = (count(Field::Answered), count(Field::Missed)) {
            found.answered += answered;
            found.missed += missed;
            found.weeks += 1;
        }
    }
    AnswerRate::new(found.answered, found.missed, found.weeks)
}

/// The share of the quarter's due weeks, or of its first `length` weeks.
fn gather(
    ledger: &Ledger,
    quarter: Quarter,
    length: Option<i32>,
    today: NaiveDate,
) -> (Share, RawShare) {
    let due = weeks_due(quarter, today);
    let length = length.unwrap_or(i32::MAX).min(due);
    let (mut weeks, mut total, mut does_not_apply) = (Vec::new(), ShareWeek::default(), 0);
    let (mut expected, mut entered) = (0, 0);
    let channels = ledger.service.channels.iter().filter(|channel| channel.kind.is_contact());
    let channels: Vec<&Channel> = channels.collect();
    for week in quarter.weeks().take(length.max(0) as usize) {
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
    let part = length < quarter.weeks().len() as i32;
    (Share { does_not_apply, part, ..Share::new(quarter, total, &raw, entered, expected) }, raw)
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

fn missing_reason(previous: &Share, current: &Share) -> Option<Reason> {
    if current.entered == 0 {
        Some(Reason::NothingNow)
    } else if previous.entered == 0 {
        Some(Reason::NothingBefore)
    } else {
        None
    }
}

fn thin_reason(previous: &Share, current: &Share) -> Option<Reason> {
    let coverage = |share: &Share| f64::from(share.entered) / f64::from(share.expected.max(1));
    if previous.share.is_none() || current.share.is_none() {
        Some(Reason::SmallBase)
    } else if previous.weeks.min(current.weeks) < WEEKS_FOR_VERDICT {
        Some(Reason::TooFewWeeks)
    } else if coverage(previous).min(coverage(current)) < COVERAGE_FOR_VERDICT {
        Some(Reason::Coverage)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
