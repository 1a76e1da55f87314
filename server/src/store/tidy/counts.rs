//! What is worked out when it is taken out: the state of each figure of each week, and the words of an
//! edition.
//!
//! Refuses to leave a week out because nobody entered it: it has a row that says so.

use std::collections::BTreeMap;

use beforehand::edition::Frozen;
use beforehand::service::Field;
use beforehand::week::Week;

use super::super::StoreError;
use super::super::ledger::{self, Span};
use super::super::line::Line;
use super::super::rows::{self, Value};
use super::cell::Names;
use super::{Cell, Kind, Outlet, Table};

/// Each figure of each week from a service's first week to the last that anybody saved.
pub(super) async fn tell(
    line: &mut Line<'_>,
    names: &Names,
    out: &mut Outlet,
) -> Result<(), StoreError> {
    let saved = saved_weeks(line).await?;
    let services: BTreeMap<_, _> = names.services.iter().collect();
    for (id, slug) in services {
        let Some(ledger) = ledger::load(line, *id as i32, Span::ALL).await? else { continue };
        let service = &ledger.service;
        let counted = ledger.counts().map(|((_, _, week), _)| week);
        let (first, last) = saved.get(id).copied().unzip();
        let first = service.channels.iter().map(|channel| channel.first).chain(first).min();
        let last = counted.chain(last).max();
        let (Some(first), Some(last)) = (first, last) else { continue };
        for week in first.through(last) {
            for channel in &service.channels {
                for field in Field::ALL {
                    let key = (channel.id, field, week);
                    let count = ledger.count(key);
                    let note = ledger.note(key);
                    let asked = channel.runs(week) && channel.kind.fields().contains(&field);
                    if !asked && count.is_none() && note.is_none() {
                        continue;
                    }
                    let state = ledger.state(channel, field, week).word();
                    out.row(vec![
                        Cell::Text(slug.clone()),
                        Cell::Day(week.monday()),
                        Cell::Text(channel.slug.clone()),
                        Cell::Text(field.word().to_owned()),
                        Cell::Text(state.to_owned()),
                        count.map_or(Cell::Empty, |count| Cell::Number(count.into())),
                        note.map_or(Cell::Empty, |note| Cell::Text(note.to_owned())),
                    ])
                    .await?;
                }
            }
        }
    }
    Ok(())
}

/// First and last week that anybody saved, by service.
async fn saved_weeks(line: &mut Line<'_>) -> Result<BTreeMap<i64, (Week, Week)>, StoreError> {
    let weeks = rows::list(line, "weeks").await?;
    let mut saved = BTreeMap::new();
    if weeks.rows.is_empty() {
        return Ok(saved);
    }
    let (service, week) = (weeks.at("service_id")?, weeks.at("week")?);
    for row in &weeks.rows {
        if let (Value::Number(Some(id)), Value::Day(Some(day))) = (&row[service], &row[week]) {
            let week = Week::containing(*day);
            let (first, last) = saved.entry(*id).or_insert((week, week));
            (*first, *last) = (week.min(*first), week.max(*last));
        }
    }
    Ok(saved)
}

/// Puts the words of an edition beside its content.
pub(super) fn tell_edition(table: &Table, cells: &mut [Cell]) {
    let Some(at) = table.columns.iter().position(|column| column.name == "content") else { return };
    let Cell::Text(content) = &cells[at] else { return };
    let Ok(frozen) = serde_json::from_str::<Frozen>(content) else { return };
    let said = [
        frozen.summary.months,
        frozen.summary.headline,
        frozen.summary.sentences.join(" "),
        frozen.comment.unwrap_or_default(),
    ];
    let told = table.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Told);
    for ((at, _), words) in told.zip(said) {
        cells[at] = Cell::Text(words);
    }
}
