//! What a change of settings does to the figures that stand, worked out by the functions that the pages
//! ask, and said before it is made.
//!
//! Refuses to reach into an approved quarter: its weeks stay as they were approved.

mod effect;
mod said;
mod session;
mod usual;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::invalid::Invalid;
use crate::series::Ledger;
use crate::service::{Channel, ChannelId, Service};
use crate::week::Week;

pub use effect::effect;
pub use said::{channel_changes, days, year_start_effect};
pub use session::{IDLE_MINUTES, LIFE_HOURS, SessionTimes};
pub use usual::{check_usual, usual_effect};

/// A draft that nobody touched for so many days is removed, unless the installation says otherwise.
pub const DRAFT_DAYS: i32 = 60;
/// The longest it may be kept.
pub const LONGEST_DRAFT_DAYS: i32 = 365;

/// Days that a draft is kept.
///
/// # Errors
/// At `draft_days`, when it is less than a week or more than a year.
pub fn check_draft_days(days: i32) -> Result<i32, Invalid> {
    if (7..=LONGEST_DRAFT_DAYS).contains(&days) {
        return Ok(days);
    }
    Err(Invalid::new("draft_days", "Keep drafts for 7 to 365 days: give a whole number of days."))
}

/// Whether a service as it would be leaves every approved quarter as it is.
///
/// # Errors
/// At no field: the sentence names the quarter, the channel and the first week that would be another.
pub fn check_approved(before: &Ledger, after: &Service) -> Result<(), Invalid> {
    let after = with(before, after);
    for lock in &before.service.judgements.locks {
        for week in lock.quarter.weeks() {
            let other = ids(before, &after).find(|id| differs(before, &after, *id, week));
            let Some(id) = other else { continue };
            let name = [&after, before].into_iter().find_map(|one| one.service.channel(id));
            let name = name.map_or("a channel", |channel| channel.name.as_str());
            return Err(Invalid::new(
                "",
                format!(
                    "{} is approved, and this would change {name} in the {}. Choose days outside that quarter, or ask a manager to reopen it with a reason first.",
                    lock.quarter.months(),
                    week.title()
                ),
            ));
        }
    }
    Ok(())
}

/// Whether no count would be left outside the channel's weeks or its collected periods, or in a closed
/// week. The ledger holds the channel as it would be.
///
/// # Errors
/// At `collected`, with the first number that stands in the way.
pub fn check_counts(ledger: &Ledger, channel: &Channel) -> Result<(), Invalid> {
    let own = ledger.counts().map(|(key, _)| key).filter(|(id, ..)| *id == channel.id);
    for (_, field, week) in own {
        if !channel.collects(field, week) || ledger.open_days(channel, week) == 0 {
            return Err(Invalid::new(
                "collected",
                format!(
                    "{}: a number stands in the {}. Empty it first, or leave that week as it was.",
                    channel.label(field),
                    week.title()
                ),
            ));
        }
    }
    Ok(())
}

/// Weeks that have begun and are read otherwise afterwards: another channel runs, or one has other
/// open days, or other fields.
fn differing(before: &Ledger, after: &Ledger, today: NaiveDate) -> BTreeSet<Week> {
    let channels = before.service.channels.iter().chain(&after.service.channels);
    let Some(first) = channels.map(|channel| channel.first).min() else { return BTreeSet::new() };
    let weeks = first.through(Week::containing(today));
    weeks.filter(|week| ids(before, after).any(|id| differs(before, after, id, *week))).collect()
}

/// The ledger with its service as it would be.
fn with(before: &Ledger, after: &Service) -> Ledger {
    let mut changed = before.clone();
    changed.service = after.clone();
    changed
}

fn ids(before: &Ledger, after: &Ledger) -> impl Iterator<Item = ChannelId> {
    let both = before.service.channels.iter().chain(&after.service.channels);
    let ids: BTreeSet<ChannelId> = both.map(|channel| channel.id).collect();
    ids.into_iter()
}

fn differs(before: &Ledger, after: &Ledger, id: ChannelId, week: Week) -> bool {
    reading(before, id, week) != reading(after, id, week)
}

/// Open days, those of a normal week, and which fields are collected; none where the channel does not
/// run.
fn reading(ledger: &Ledger, id: ChannelId, week: Week) -> Option<(u8, u8, u8)> {
    let channel = ledger.service.channel(id).filter(|channel| channel.runs(week))?;
    let fields = channel.kind.fields().iter().enumerate();
    let fields = fields.map(|(n, field)| u8::from(channel.collects(*field, week)) << n).sum();
    Some((ledger.open_days(channel, week), channel.normal_week(week), fields))
}

#[cfg(test)]
mod tests;
