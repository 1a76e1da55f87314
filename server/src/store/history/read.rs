//! One row of a chain read back: what was done, as data.
//!
//! Refuses to fail: a row that a later program wrote, or that somebody meddled with, is given as the text
//! that stands there.

use beforehand::edition::Accepted;
use beforehand::history::{Change, Deed, Settings};
use beforehand::judgement::Act;
use beforehand::quarter::{Quarter, YearStart};
use beforehand::service::{Channel, Collected};
use beforehand::week::Week;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::store::StoreError;
use crate::store::audit::{AuditRow, Figures, figures};

/// What a row says was done.
pub fn deed_of(row: &AuditRow) -> Deed {
    if row.action.starts_with("week.")
        && let Ok(deed) = week_deed(row)
    {
        return deed;
    }
    let change = change(row).unwrap_or_else(|| Change::Unread {
        object: row.object.clone(),
        before: row.before.clone(),
        after: row.after.clone(),
    });
    Deed { changes: vec![change], ..deed(row) }
}

/// A row of a week itself. What it says of collected periods is left to the rows about channels,
/// which know them for every week.
pub(in crate::store) fn week_deed(row: &AuditRow) -> Result<Deed, StoreError> {
    let (mut before, after) = (figures(&row.before)?, figures(&row.after)?);
    let mut deed = deed(row);
    for (name, after) in after {
        match name.as_str() {
            "reason" => deed.reason = after,
            "file" => deed.file = after,
            _ => deed.changes.extend(value(&name, &mut before, after)),
        }
    }
    Ok(deed)
}

/// A value of the week, by its name in the row.
fn value(name: &str, before: &mut Figures, after: Option<String>) -> Option<Change> {
    let (channel, what) = name.split_once('.')?;
    let channel = channel.parse().ok()?;
    if what.starts_with("collected.") {
        return None;
    }
    let before = before.remove(name).flatten();
    Some(Change::Value { channel, what: what.to_owned(), before, after })
}

/// Who did it, when and what kind of act it is; nothing of what changed.
pub(in crate::store) fn deed(row: &AuditRow) -> Deed {
    Deed {
        seq: row.seq,
        at: row.at,
        by: row.actor_name.clone(),
        action: row.action.clone(),
        reason: None,
        file: None,
        changes: Vec::new(),
    }
}

/// What the chain keeps of an approval.
#[derive(Deserialize)]
struct Approval {
    edition: i32,
    accepted: Vec<Accepted>,
    comment: Option<String>,
}

/// What it keeps of opening a quarter again.
#[derive(Deserialize)]
struct Reopening {
    edition: i32,
    reason: String,
}

/// What it keeps of a link.
#[derive(Deserialize)]
struct Link {
    edition: i32,
    label: String,
}

/// What it keeps of a reminder.
#[derive(Deserialize)]
struct Reminder {
    to: Vec<Name>,
    weeks: Vec<Week>,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// What it keeps beside new limits that were undone.
#[derive(Deserialize)]
struct Because {
    because: String,
}

/// What it keeps of a service: short name, name, first month, time zone.
type ServiceRow = (String, String, u32, String);

fn change(row: &AuditRow) -> Option<Change> {
    let (before, after) = (row.before.as_str(), row.after.as_str());
    let quarter = || {
        let day: NaiveDate = row.object.strip_prefix("quarter ")?.parse().ok()?;
        Some(Quarter::of(Week::containing(day)))
    };
    Some(match row.action.as_str() {
        "closure.save" | "closure.remove" => {
            Change::Closure { before: read(before)?, after: read(after)? }
        }
        "event.add" | "event.save" | "event.remove" => {
            Change::Event { before: read(before)?, after: read(after)? }
        }
        "channel.add" | "channel.save" => Change::Channel {
            before: read::<Option<Channel>>(before)?.map(Box::new),
            after: Box::new(read(after)?),
        },
        "channel.collect" => Change::Periods {
            channel: row.object.strip_prefix("channel ")?.parse().ok()?,
            now: read::<Vec<Collected>>(after)?,
        },
        "service.add" | "service.save" => Change::Service {
            before: match read::<Option<ServiceRow>>(before)? {
                Some(row) => Some(settings(row)?),
                None => None,
            },
            after: settings(read(after)?)?,
        },
        "definition.save" => Change::Definition { before: read(before)?, after: read(after)? },
        "quarter.approve" => {
            let Approval { edition, accepted, comment } = read(after)?;
            Change::Approved { quarter: quarter()?, edition, accepted, comment }
        }
        "quarter.reopen" => {
            let Reopening { edition, reason } = read(after)?;
            Change::Reopened { quarter: quarter()?, edition, reason }
        }
        "link.make" | "link.revoke" => {
            let made = row.action == "link.make";
            let Link { edition, label } = read(if made { after } else { before })?;
            Change::Link { quarter: quarter()?, edition, label, made }
        }
        "reminder.send" => {
            let Reminder { to, weeks } = read(after)?;
            Change::Reminder { to: to.into_iter().map(|one| one.name).collect(), weeks }
        }
        action if action.starts_with("person.") => {
            Change::Person { before: read(before)?, after: read(after)? }
        }
        "role.save" => Change::Role { before: read(before)?, after: read(after)? },
        _ => Change::Judged(act_of(row)?),
    })
}

/// What a manager said of a line; none when the row is about something else.
pub(in crate::store) fn act_of(row: &AuditRow) -> Option<Act> {
    let (before, after) = (row.before.as_str(), row.after.as_str());
    Some(match row.action.as_str() {
        "signal.explain" => Act::Explained(read(after)?),
        "signal.reopen" => Act::Reopened(read(before)?),
        "step.add" => Act::Stepped(read(after)?),
        "step.remove" => Act::Undone(read(before)?, read::<Because>(after)?.because),
        "direction.save" => Act::Directed(read(after)?),
        _ => return None,
    })
}

fn settings((slug, name, month, time_zone): ServiceRow) -> Option<Settings> {
    Some(Settings { slug, name, year_start: YearStart::try_from(month).ok()?, time_zone })
}

fn read<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use beforehand::history::ACTIONS;
    use beforehand::role::Role;

    use super::*;

    fn row(action: &str, object: &str, before: &str, after: &str) -> AuditRow {
        AuditRow {
            chain: 1,
            seq: 1,
            at: "2026-04-15T09:00:00".parse().unwrap(),
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

    #[test]
    fn what_cannot_be_read_is_given_as_it_stands() {
        for (action, ..) in ACTIONS {
            for text in ["", "{", "[]", "{\"a\":1}", "7", "\"x\""] {
                let deed = deed_of(&row(action, "week x", text, text));
                assert_eq!((deed.by.as_str(), deed.action.as_str()), ("Jo", *action));
            }
            let deed = deed_of(&row(action, "x", "{", "}"));
            let expected =
                Change::Unread { object: "x".into(), before: "{".into(), after: "}".into() };
            assert_eq!(deed.changes, [expected], "{action}");
        }
    }

    #[test]
    fn rows_are_read_as_they_are_written() {
        let check = |action, object, before, after, expected: Change| {
            assert_eq!(deed_of(&row(action, object, before, after)).changes, [expected]);
        };
        let quarter = Quarter::of(Week::parse("2025-12-29").unwrap());
        check(
            "quarter.reopen",
            "quarter 2025-12-29",
            "null",
            r#"{"edition":2,"reason":"Late file"}"#,
            Change::Reopened { quarter, edition: 2, reason: "Late file".into() },
        );
        check(
            "link.revoke",
            "quarter 2025-12-29",
            r#"{"id":"a","edition":1,"label":"Board","expires_at":"2026-05-01T00:00:00"}"#,
            "null",
            Change::Link { quarter, edition: 1, label: "Board".into(), made: false },
        );
        let weeks = vec![Week::parse("2026-04-06").unwrap()];
        check(
            "reminder.send",
            "reminder",
            "null",
            r#"{"to":[{"id":"1","name":"Jo"}],"weeks":["2026-04-06"]}"#,
            Change::Reminder { to: vec!["Jo".into()], weeks },
        );
        check(
            "role.save",
            "person ab",
            "null",
            "\"staff\"",
            Change::Role { before: None, after: Some(Role::Staff) },
        );
        let after = Settings {
            slug: "north".into(),
            name: "North".into(),
            year_start: YearStart::April,
            time_zone: "Europe/London".into(),
        };
        check(
            "service.add",
            "service north",
            "null",
            r#"["north","North",4,"Europe/London"]"#,
            Change::Service { before: None, after },
        );
    }
}
