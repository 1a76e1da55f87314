//! What an order changes, figure by figure, compared with what stands there. Refuses to write: a
//! value that stays as it is does not appear.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use beforehand::entry::{CellChange, CollectChange, OpenChange, WeekChange};
use beforehand::series::Ledger;
use beforehand::service::{Channel, ChannelId, Collected, Field};
use beforehand::week::Week;
use chrono::NaiveDate;

use super::Changed;
use crate::store::channels;

/// Rows to write and to remove.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) counts: Vec<(NaiveDate, ChannelId, i32, i32)>,
    pub(super) no_counts: Vec<(NaiveDate, ChannelId, i32)>,
    pub(super) notes: Vec<(NaiveDate, ChannelId, i32, String)>,
    pub(super) no_notes: Vec<(NaiveDate, ChannelId, i32)>,
    pub(super) open: Vec<(NaiveDate, ChannelId, i32, String)>,
    pub(super) no_open: Vec<(NaiveDate, ChannelId)>,
    /// Channels whose collected periods changed; the ledger holds them as they shall be.
    pub(super) channels: BTreeSet<ChannelId>,
}

impl Plan {
    /// Adds what one week's change changes, in the order of the form. The ledger's collected
    /// periods become those of after the change, so that the next week is judged by them.
    pub(super) fn add(&mut self, ledger: &mut Arc<Ledger>, change: &WeekChange) -> Vec<Changed> {
        let mut changed = Vec::new();
        let open: BTreeMap<ChannelId, &OpenChange> =
            change.open.iter().map(|(channel, open)| (*channel, open)).collect();
        for (id, open) in open {
            if let Some(channel) = ledger.service.channel(id) {
                self.add_open(ledger, channel, change.week, open, &mut changed);
            }
        }
        for collect in &change.collect {
            changed.extend(self.add_collect(ledger, change.week, collect));
        }
        let cells: BTreeMap<(ChannelId, Field), &CellChange> =
            change.cells.iter().map(|cell| ((cell.channel, cell.field), cell)).collect();
        for cell in cells.into_values() {
            self.add_cell(ledger, change.week, cell, &mut changed);
        }
        changed
    }

    fn add_cell(
        &mut self,
        ledger: &Ledger,
        week: Week,
        cell: &CellChange,
        changed: &mut Vec<Changed>,
    ) {
        let (id, field) = (cell.channel, cell.field);
        let key = (id, field, week);
        let (monday, code) = (week.monday(), field.code());
        let old = ledger.count(key);
        if old != cell.count {
            match cell.count {
                Some(count) => self.counts.push((monday, id, code, count as i32)),
                None => self.no_counts.push((monday, id, code)),
            }
            let said = |count: Option<u32>| count.map(|count| count.to_string());
            changed.push(Changed {
                channel: id,
                what: field.word().to_owned(),
                before: said(old),
                after: said(cell.count),
            });
        }
        let Some(note) = cell.note.as_deref().map(str::trim) else { return };
        let old = ledger.note(key).map(str::to_owned);
        let new = (!note.is_empty()).then(|| note.to_owned());
        if old == new {
            return;
        }
        match &new {
            Some(note) => self.notes.push((monday, id, code, note.clone())),
            None => self.no_notes.push((monday, id, code)),
        }
        let what = format!("note.{}", field.word());
        changed.push(Changed { channel: id, what, before: old, after: new });
    }

    /// Open days equal to those of timetable and closures need no row of their own.
    fn add_open(
        &mut self,
        ledger: &Ledger,
        channel: &Channel,
        week: Week,
        open: &OpenChange,
        changed: &mut Vec<Changed>,
    ) {
        let own = ledger.own_open_days(channel.id, week);
        let scheduled = ledger.service.scheduled_days(channel, week);
        let reason = ledger.closed_reason(channel.id, week);
        let (days, new_reason) = match open {
            OpenChange::Closed(_) if own.is_none() && scheduled == 0 => return,
            OpenChange::Closed(said) => {
                let said = said.trim();
                let kept = if said.is_empty() { reason.unwrap_or_default() } else { said };
                (Some(0), Some(kept.to_owned()))
            }
            OpenChange::AsUsual => (None, None),
            OpenChange::Days(days) if *days == scheduled => (None, None),
            OpenChange::Days(days) => (Some(*days), None),
        };
        let said = |days: Option<u8>| days.filter(|days| *days > 0).map(|days| days.to_string());
        let old_reason = (own == Some(0)).then(|| reason.unwrap_or_default().to_owned());
        let mut note = |what: &str, before: Option<String>, after: Option<String>| {
            if before != after {
                let what = what.to_owned();
                changed.push(Changed { channel: channel.id, what, before, after });
            }
        };
        note("closed", old_reason.clone(), new_reason.clone());
        note("open_days", said(own), said(days));
        if (own, &old_reason) == (days, &new_reason) {
            return;
        }
        match days {
            Some(days) => {
                let reason = new_reason.unwrap_or_default();
                self.open.push((week.monday(), channel.id, i32::from(days), reason));
            }
            None => self.no_open.push((week.monday(), channel.id)),
        }
    }

    fn add_collect(
        &mut self,
        ledger: &mut Arc<Ledger>,
        week: Week,
        collect: &CollectChange,
    ) -> Option<Changed> {
        let channels = &mut Arc::make_mut(ledger).service.channels;
        let channel = channels.iter_mut().find(|channel| channel.id == collect.channel)?;
        let (field, only) = (collect.field, collect.this_week_only);
        let old = channels::tidy(&channel.collected);
        let new = channels::collect(&old, field, week, collect.collected, only);
        if new == old {
            return None;
        }
        let said = |periods: &[Collected]| {
            let own = periods.iter().filter(|period| period.field == field);
            let words: Vec<_> = own.map(period_word).collect();
            (!words.is_empty()).then(|| words.join(", "))
        };
        let what = format!("collected.{}", field.word());
        let changed = Changed { channel: channel.id, what, before: said(&old), after: said(&new) };
        channel.collected = new;
        self.channels.insert(collect.channel);
        Some(changed)
    }
}

/// `2018-01-01 on`, or `2018-01-01 to 2019-12-30`: Mondays of the first and last week.
fn period_word(period: &Collected) -> String {
    let from = period.from.monday();
    match period.to {
        Some(to) => format!("{from} to {}", to.monday()),
        None => format!("{from} on"),
    }
}
