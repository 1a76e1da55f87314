//! Carrying out an order to the write door.

use std::sync::Arc;

use beforehand::entry::validate;
use beforehand::invalid::Invalid;
use beforehand::series::Ledger;
use beforehand::week::Week;
use sha2::{Digest, Sha256};

use super::plan::Plan;
use super::{SaveWeeks, Saved, SavedWeek, Source, WeekSave, look};
use crate::store::audit::{Figures, PASTED, hexadecimal, week_object};
use crate::store::batch::later;
use crate::store::door::{Deed, Door};
use crate::store::kept::Versions;
use crate::store::ledger::{self, Span};
use crate::store::line::on;
use crate::store::receipts::{self, Receipt};
use crate::store::{Clash, Conflict, Refused, Store, StoreError, channels, drafts, queries};

/// The route whose roles may write.
const ROUTE: (&str, &str) = ("POST", "/services/{service}/week/{week}");

pub(super) async fn write(store: &Store, order: SaveWeeks) -> Result<Saved, Refused> {
    let mut door = Door::open(store, &order.actor, order.service, order.now).await?;
    let (saved, keep) = carry_out(&mut door, &order).await?;
    if keep {
        door.commit().await?;
    } else {
        door.rollback().await?;
    }
    Ok(saved)
}

/// Carries an order out through the service's door; also says whether there is anything to commit.
pub(in crate::store) async fn carry_out(
    door: &mut Door,
    order: &SaveWeeks,
) -> Result<(Saved, bool), Refused> {
    door.allow_route(ROUTE.0, ROUTE.1)?;
    let digest = digest(order)?;
    let person = door.actor.clone();
    let key = order.key.as_deref().filter(|_| !order.rehearsal);
    let receipt = key.map(|key| Receipt { person: &person, key, digest: &digest });
    let (mut ledger, versions) = read(door, order).await?;
    let judged = judge(&mut ledger, &versions, order);
    // An order that changes weeks from the versions they have was not carried out before: it would
    // have left them others.
    let versioned = order.weeks.iter().all(|save| save.expected.is_some());
    let changes = judged.as_ref().is_ok_and(|(_, weeks)| !weeks.is_empty());
    if !(versioned && changes)
        && let Some(receipt) = &receipt
        && let Some(answer) = receipts::find(&mut door.line().await?, receipt).await?
    {
        let saved: Saved = serde_json::from_str(&answer).map_err(|error| json(&error))?;
        return Ok((Saved { again: true, ..saved }, false));
    }
    let (plan, weeks) = match judged {
        Ok(judged) => judged,
        Err(Wrong::Clash(save)) => return Err(conflict(door, &ledger, save).await?),
        Err(Wrong::Invalid(problems)) => return Err(Refused::Invalid(problems)),
    };
    if !weeks.is_empty() {
        door.record(deeds(order, &weeks, &plan, &ledger)?)?;
    }
    let saved = Saved { seq: door.seq(), at: door.now, by: door.name.clone(), weeks, again: false };
    let submits = order.source == Source::Page;
    if order.rehearsal || (saved.weeks.is_empty() && receipt.is_none() && !submits) {
        return Ok((saved, false));
    }
    if !saved.weeks.is_empty() {
        save_rows(door, order.service, &plan).await?;
        for id in &plan.channels {
            if let Some(channel) = ledger.service.channel(*id) {
                channels::save(&mut door.line().await?, order.service, channel).await?;
                channels::save_parts(door.later(), order.service, channel)?;
            }
        }
        save_weeks(door, order.service, &saved.weeks)?;
        door.touch()?;
    }
    // What was submitted is a draft no longer.
    for save in order.weeks.iter().filter(|_| submits) {
        drafts::remove(door.later(), order.service, save.change.week, &person)?;
    }
    if let Some(receipt) = receipt.filter(|_| changes || !versioned) {
        let answer = serde_json::to_string(&saved).map_err(|error| json(&error))?;
        receipts::add(door.later(), &receipt, saved.at, &answer)?;
    }
    Ok((saved, true))
}

/// What the order says, without when: the same order sent again has the same digest.
fn digest(order: &SaveWeeks) -> Result<String, StoreError> {
    let said = (order.service, &order.weeks, &order.source, &order.reason);
    Ok(hexadecimal(&Sha256::digest(serde_json::to_string(&said).map_err(|error| json(&error))?)))
}

fn json(error: &serde_json::Error) -> StoreError {
    StoreError::Internal(error.to_string())
}

/// The first and the last week of an order.
fn ends(order: &SaveWeeks) -> (Week, Week) {
    let weeks = || order.weeks.iter().map(|save| save.change.week);
    let today = Week::containing(order.today);
    (weeks().min().unwrap_or(today), weeks().max().unwrap_or(today))
}

/// The weeks concerned as they stand with their versions, and those after them where a change says
/// "from then on".
async fn read(door: &mut Door, order: &SaveWeeks) -> Result<(Arc<Ledger>, Versions), Refused> {
    let (first, last) = ends(order);
    let mut collects = order.weeks.iter().flat_map(|save| &save.change.collect);
    let span = if collects.any(|collect| !collect.this_week_only) {
        Span::since(first)
    } else {
        Span::of(first, last)
    };
    if let Some(known) = door.kept(span).filter(|known| known.versions.cover(&(first..=last))) {
        return Ok((known.ledger, known.versions));
    }
    let line = &mut door.line().await?;
    let seen = look(line, order.service, first, last).await?.ok_or(Refused::NotFound)?;
    let ledger = ledger::load(line, order.service, span).await?.ok_or(Refused::NotFound)?;
    Ok((ledger.into(), seen.versions(first..=last)))
}

/// Why an order is not carried out.
enum Wrong<'a> {
    /// Somebody else was first in that week.
    Clash(&'a WeekSave),
    Invalid(Vec<Invalid>),
}

/// Who was first, what is wrong, and what would change.
fn judge<'a>(
    ledger: &mut Arc<Ledger>,
    versions: &Versions,
    order: &'a SaveWeeks,
) -> Result<(Plan, Vec<SavedWeek>), Wrong<'a>> {
    let (mut plan, mut weeks, mut problems) = (Plan::default(), Vec::new(), Vec::new());
    let mut named = std::collections::BTreeSet::new();
    for save in &order.weeks {
        let week = save.change.week;
        let version = versions.of(week);
        if save.expected.is_some_and(|expected| expected != version) {
            return Err(Wrong::Clash(save));
        }
        if !named.insert(week) {
            let sentence = format!("The {} is there twice. Give each week once.", week.title());
            problems.push(Invalid::new("week", sentence));
            continue;
        }
        if let Err(found) = validate(ledger, &save.change, order.today) {
            problems.extend(found);
            continue;
        }
        let changed = plan.add(ledger, &save.change);
        if !changed.is_empty() {
            weeks.push(SavedWeek { week, version: version + 1, changed });
        }
    }
    if problems.is_empty() { Ok((plan, weeks)) } else { Err(Wrong::Invalid(problems)) }
}

/// What stands where a change clashes, and who put it there.
async fn conflict(
    door: &mut Door,
    ledger: &Ledger,
    save: &WeekSave,
) -> Result<Refused, StoreError> {
    let WeekSave { change, expected } = save;
    let service = ledger.service.id;
    let seen = look(&mut door.line().await?, service, change.week, change.week).await?;
    let stamp = seen.and_then(|mut seen| seen.stamps.pop());
    let clash = |cell: &beforehand::entry::CellChange| {
        let channel = ledger.service.channel(cell.channel)?;
        Some(Clash {
            channel: cell.channel,
            field: cell.field,
            yours: cell.count,
            theirs: ledger.state(channel, cell.field, change.week),
        })
    };
    Ok(Refused::Conflict(Box::new(Conflict {
        week: Some(change.week),
        expected: expected.unwrap_or_default(),
        version: stamp.as_ref().map_or(0, |stamp| stamp.version),
        by: stamp.as_ref().map_or_else(|| "Nobody".to_owned(), |stamp| stamp.changed_by.clone()),
        at: stamp.map(|stamp| stamp.changed_at),
        figures: change.cells.iter().filter_map(clash).collect(),
    })))
}

/// One row a week, and one for each channel whose collected periods changed.
fn deeds(
    order: &SaveWeeks,
    weeks: &[SavedWeek],
    plan: &Plan,
    ledger: &Ledger,
) -> Result<Vec<Deed>, StoreError> {
    let (action, file) = match &order.source {
        Source::Page => ("week.save", None),
        Source::Import(file) => ("week.import", Some(file)),
    };
    let mut deeds = Vec::with_capacity(weeks.len());
    for week in weeks {
        let (mut before, mut after) = (Figures::new(), Figures::new());
        for changed in &week.changed {
            let name = format!("{}.{}", changed.channel, changed.what);
            // A value that a week's change names twice is remembered as it was at first.
            before.entry(name.clone()).or_insert_with(|| changed.before.clone());
            after.insert(name, changed.after.clone());
        }
        let save = order.weeks.iter().find(|save| save.change.week == week.week);
        for (channel, field, block) in save.iter().flat_map(|save| &save.change.pasted) {
            if after.contains_key(&format!("{channel}.{}", field.word())) {
                after.insert(format!("{channel}.{PASTED}{}", field.word()), Some(block.clone()));
            }
        }
        for (name, said) in [("reason", order.reason.as_ref()), ("file", file)] {
            after.extend(said.map(|said| (name.to_owned(), Some(said.clone()))));
        }
        deeds.push(Deed::new(action, week_object(week.week), &before, &after)?);
    }
    for id in &plan.channels {
        let collected = ledger.service.channel(*id).map(|channel| &channel.collected);
        let object = channels::object(*id);
        deeds.push(Deed::new("channel.collect", object, &None::<()>, &collected)?);
    }
    Ok(deeds)
}

/// Rows that go are rare, and go at once; the others wait for the end of the transaction.
async fn save_rows(door: &mut Door, service: i32, plan: &Plan) -> Result<(), StoreError> {
    for (week, channel, field) in &plan.no_counts {
        on!(&mut door.line().await?, c => {
            sqlx::query(queries::COUNTS_REMOVE)
                .bind(service)
                .bind(week)
                .bind(channel)
                .bind(field)
                .execute(c)
                .await?;
        });
    }
    for (week, channel) in &plan.no_open {
        on!(&mut door.line().await?, c => {
            sqlx::query(queries::OPEN_DAYS_REMOVE)
                .bind(service)
                .bind(week)
                .bind(channel)
                .execute(c)
                .await?;
        });
    }
    for (week, channel, field) in &plan.no_notes {
        on!(&mut door.line().await?, c => {
            sqlx::query(queries::NOTES_REMOVE)
                .bind(service)
                .bind(week)
                .bind(channel)
                .bind(field)
                .execute(c)
                .await?;
        });
    }
    later!(door.later(), queries::COUNTS_SAVE, plan.counts, row => [
        service, row.0, row.1, row.2, row.3,
    ]);
    later!(door.later(), queries::OPEN_DAYS_SAVE, plan.open, row => [
        service, row.0, row.1, row.2, &row.3,
    ]);
    later!(door.later(), queries::NOTES_SAVE, plan.notes, row => [
        service, row.0, row.1, row.2, &row.3,
    ]);
    Ok(())
}

/// Every changed week goes up by exactly one version, or nothing is written.
fn save_weeks(door: &mut Door, service: i32, weeks: &[SavedWeek]) -> Result<(), StoreError> {
    let (actor, now) = (door.actor.clone(), door.now);
    later!(door.later(), queries::WEEKS_SAVE, weeks, row => [
        service, row.week.monday(), row.version, &actor, now, &actor, now,
    ]);
    Ok(())
}
