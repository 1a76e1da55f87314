//! Everything that was ever done to one week: its own rows of the audit chain, and the closures, events
//! and collected periods that reach it from elsewhere. What a row by itself says is read in `read`.
//!
//! Refuses to say it in words, which is the page's part, and to tell what changed no figure, such as
//! a reminder.

mod read;

use std::collections::BTreeMap;

use beforehand::history::{Change, Deed};
use beforehand::service::{ChannelId, Closure, Collected, Event, Field};
use beforehand::week::Week;
use serde::Deserialize;
use serde_json::Value;

use super::audit::{self, AuditRow, week_object};
use super::{Store, StoreError};

pub(super) use read::act_of;
pub use read::deed_of;

impl Store {
    /// What was done to a week, the first first.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn list_week_history(
        &self,
        service: i32,
        week: Week,
    ) -> Result<Vec<Deed>, StoreError> {
        let mut reader = self.reader().await?;
        let object = week_object(week);
        let own = audit::list_of_object(&mut reader.line(), service, &object).await?;
        let settings = audit::list_of_settings(&mut reader.line(), service).await?;
        let mut deeds = Vec::new();
        for row in &own {
            deeds.push(read::week_deed(row)?);
        }
        deeds.extend(settings_deeds(settings, week)?);
        deeds.sort_by_key(|deed| deed.seq);
        Ok(joined(deeds))
    }
}

/// What rows about channels, closures and events did to that week.
fn settings_deeds(rows: Vec<AuditRow>, week: Week) -> Result<Vec<Deed>, StoreError> {
    let mut periods: BTreeMap<String, Vec<Collected>> = BTreeMap::new();
    let mut deeds = Vec::new();
    for row in rows {
        let mut deed = read::deed(&row);
        if row.action.starts_with("closure.") {
            let (before, after) = (read(&row.before)?, read(&row.after)?);
            let touches = |closure: &Option<Closure>| {
                closure.as_ref().is_some_and(|closure| closure.touches(week))
            };
            if touches(&before) || touches(&after) {
                deed.changes.push(Change::Closure { before, after });
            }
        } else if row.action.starts_with("event.") {
            let (before, after) = (read(&row.before)?, read(&row.after)?);
            let meets = |event: &Option<Event>| event.as_ref().is_some_and(|one| one.tells(week));
            if meets(&before) || meets(&after) {
                deed.changes.push(Change::Event { before, after });
            }
        } else if let Some(new) = collected(&row.after)? {
            let number = row.object.strip_prefix("channel ").and_then(|n| n.parse().ok());
            let old = periods.insert(row.object.clone(), new.clone());
            if let (Some(channel), Some(old)) = (number, old) {
                deed.changes.extend(turned(channel, &old, &new, week));
            }
        }
        if !deed.changes.is_empty() {
            deeds.push(deed);
        }
    }
    Ok(deeds)
}

/// The fields that are collected in that week by one set of periods and not by the other.
fn turned(
    channel: ChannelId,
    old: &[Collected],
    new: &[Collected],
    week: Week,
) -> impl Iterator<Item = Change> {
    let holds = move |periods: &[Collected], field| {
        periods.iter().any(|period| period.field == field && period.holds(week))
    };
    Field::ALL.into_iter().filter_map(move |field| {
        let now = holds(new, field);
        (holds(old, field) != now).then_some(Change::Collected { channel, field, now })
    })
}

/// The collected periods in a row about a channel: alone, or as part of the channel.
fn collected(json: &str) -> Result<Option<Vec<Collected>>, StoreError> {
    let value = match read(json)? {
        Some(Value::Object(mut channel)) => channel.remove("collected"),
        other => other,
    };
    value.map(serde_json::from_value).transpose().map_err(|error| internal(&error))
}

/// Periods change in the same step as the week whose form said so: one act, told once.
fn joined(deeds: Vec<Deed>) -> Vec<Deed> {
    let mut told: Vec<Deed> = Vec::new();
    for deed in deeds {
        match told.last_mut() {
            Some(last)
                if deed.action == "channel.collect"
                    && last.action.starts_with("week.")
                    && (last.at, &last.by) == (deed.at, &deed.by) =>
            {
                last.changes.extend(deed.changes);
            }
            _ => told.push(deed),
        }
    }
    told.retain(|deed| !deed.changes.is_empty());
    told
}

fn read<T: for<'a> Deserialize<'a>>(json: &str) -> Result<Option<T>, StoreError> {
    serde_json::from_str(json).map_err(|error| internal(&error))
}

fn internal(error: &serde_json::Error) -> StoreError {
    StoreError::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::read::{deed, week_deed};
    use super::*;

    fn row(seq: i64, action: &str, object: &str, before: &str, after: &str) -> AuditRow {
        AuditRow {
            chain: 1,
            seq,
            at: format!("2026-04-15T09:00:0{}", seq.min(4)).parse().unwrap(),
            actor: "p".into(),
            actor_name: "Jo".into(),
            action: action.into(),
            object: object.into(),
            before: before.into(),
            after: after.into(),
            previous: String::new(),
            hash: String::new(),
        }
    }

    fn week(text: &str) -> Week {
        Week::parse(text).unwrap()
    }

    #[test]
    fn a_weeks_own_row_is_read_value_by_value() {
        let row = row(
            1,
            "week.save",
            "week 2026-04-06",
            r#"{"1.answered":null,"2.visits":"9"}"#,
            r#"{"1.answered":"5","1.note.answered":"x","2.visits":null,"1.collected.missed":null,"reason":"holiday"}"#,
        );
        let deed = week_deed(&row).unwrap();
        let said: Vec<_> = deed
            .changes
            .iter()
            .map(|change| match change {
                Change::Value { channel, what, before, after } => {
                    format!("{channel} {what} {before:?} {after:?}")
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            said,
            [
                r#"1 answered None Some("5")"#,
                r#"1 note.answered None Some("x")"#,
                r#"2 visits Some("9") None"#,
            ]
        );
        assert_eq!(deed.reason.as_deref(), Some("holiday"));
    }

    #[test]
    fn closures_and_periods_reach_the_weeks_they_touch() {
        let closure = |from, to| {
            format!(r#"{{"channel":null,"from":"{from}","to":"{to}","reason":"Moving house"}}"#)
        };
        let period = |to| format!(r#"[{{"field":"missed","from":"2024-01-01","to":{to}}}]"#);
        let channel = format!(r#"{{"id":1,"collected":{}}}"#, period("null"));
        let rows = || {
            vec![
                row(1, "channel.add", "channel 1", "null", &channel),
                row(2, "closure.save", "c", "null", &closure("2026-04-12", "2026-04-13")),
                row(3, "channel.collect", "channel 1", "null", &period("\"2026-03-30\"")),
                row(4, "closure.remove", "c", &closure("2026-04-12", "2026-04-13"), "null"),
                row(5, "channel.save", "channel 1", &channel, &channel),
            ]
        };
        let check = |monday, expected: &[&str]| {
            let deeds = settings_deeds(rows(), week(monday)).unwrap();
            let said: Vec<_> = deeds
                .iter()
                .map(|deed| match &deed.changes[..] {
                    [Change::Closure { before, after }] => {
                        format!("{} {} {}", deed.seq, before.is_some(), after.is_some())
                    }
                    [Change::Collected { channel, field, now }] => {
                        format!("{} {channel} {} {now}", deed.seq, field.word())
                    }
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(said, expected, "{monday}");
        };
        check("2026-03-30", &[]);
        check(
            "2026-04-06",
            &["2 false true", "3 1 missed false", "4 true false", "5 1 missed true"],
        );
        check("2026-04-20", &["3 1 missed false", "5 1 missed true"]);
    }

    #[test]
    fn what_one_form_did_is_told_once() {
        let rows = [row(4, "week.save", "w", "{}", r#"{"1.answered":"5"}"#)];
        let mut deeds: Vec<_> = rows.iter().map(|row| week_deed(row).unwrap()).collect();
        let mut collect = deed(&row(5, "channel.collect", "channel 1", "null", "[]"));
        let change = Change::Collected { channel: 1, field: Field::Missed, now: false };
        collect.changes.push(change);
        deeds.push(collect);
        let told = joined(deeds);
        assert_eq!((told.len(), told[0].seq, told[0].changes.len()), (1, 4, 2));
    }
}
