//! The acts on a week's figures in words: the four states, notes, closures, events and what is
//! collected. Other acts are put in words by `acts`.

use beforehand::closure::days;
use beforehand::history::{Change, Deed};
use beforehand::service::{Channel, ChannelId, Closure, Event, Field, Service};
use beforehand::words::number;

use super::happened::event_words;
use super::way::{PASTED, field_of, source};
use super::{Entry, Step};

/// What one change says: a step, and why.
#[derive(Default)]
struct Told {
    step: Option<Step>,
    why: Option<String>,
}

/// One act, as far as it concerns the figure; none when it does not.
pub(super) fn entry(
    service: &Service,
    figure: Option<(ChannelId, Field)>,
    deed: &Deed,
) -> Option<Entry> {
    let concerned =
        deed.changes.iter().filter(|change| figure.is_none_or(|figure| concerns(change, figure)));
    let mut changes: Vec<&Change> = concerned.collect();
    changes.sort_by_key(|change| place(service, change));
    let (mut steps, mut why) = (Vec::new(), Vec::new());
    for Told { step, why: reason } in changes.iter().filter_map(|one| told(service, deed, one)) {
        steps.extend(step);
        why.extend(reason.filter(|reason| !reason.is_empty()));
    }
    if steps.is_empty() && why.is_empty() {
        return None;
    }
    why.extend(deed.reason.clone());
    why.dedup();
    let (at, by) = (deed.at, deed.by.clone());
    Some(Entry { at, by, steps, why, source: source(deed, &changes) })
}

/// The place of a change among others: as in the form, what is said of all a channel last.
fn place(service: &Service, change: &Change) -> (usize, usize) {
    let (id, field) = match change {
        Change::Value { channel, what, .. } => (Some(*channel), Field::parse(field_of(what)).ok()),
        Change::Closure { before, after } => {
            (before.iter().chain(after).find_map(|one| one.channel), None)
        }
        Change::Event { before, after } => {
            (before.iter().chain(after).find_map(|one| one.channel), None)
        }
        Change::Collected { channel, field, .. } => (Some(*channel), Some(*field)),
        _ => (None, None),
    };
    let channels = &service.channels;
    let at = channels.iter().position(|channel| Some(channel.id) == id).unwrap_or(channels.len());
    let fields = channels.get(at).map_or(&[][..], |channel| channel.kind.fields());
    (at, fields.iter().position(|own| Some(*own) == field).unwrap_or(fields.len()))
}

fn concerns(change: &Change, (id, own): (ChannelId, Field)) -> bool {
    match change {
        Change::Value { channel, what, .. } => {
            *channel == id && Field::parse(field_of(what)).map_or(true, |field| field == own)
        }
        Change::Closure { before, after } => {
            before.iter().chain(after).any(|closure| closure.concerns(id))
        }
        Change::Collected { channel, field, .. } => (*channel, *field) == (id, own),
        // An event is told beside a figure: it changes none. Other acts are about no figure.
        _ => false,
    }
}

fn told(service: &Service, deed: &Deed, change: &Change) -> Option<Told> {
    match change {
        Change::Value { channel, what, before, after } => {
            let channel = service.channel(*channel)?;
            value(deed, channel, what, (before.as_deref(), after.as_deref()))
        }
        Change::Closure { before, after } => closure(service, before.as_ref(), after.as_ref()),
        Change::Event { before, after } => {
            let word = |event: Option<&Event>| event_words(service, event);
            Some(step("Event".to_owned(), word(before.as_ref()), word(after.as_ref())))
        }
        Change::Collected { channel, field, now } => {
            let label = service.channel(*channel)?.label(*field);
            let word = |now| if now { "collected" } else { "not collected" };
            Some(step(label, word(!now), word(*now)))
        }
        _ => None,
    }
}

fn value(
    deed: &Deed,
    channel: &Channel,
    what: &str,
    (before, after): (Option<&str>, Option<&str>),
) -> Option<Told> {
    if let Some(field) = what.strip_prefix("note.") {
        let label = channel.label(Field::parse(field).ok()?);
        let said = |note: Option<&str>| note.map_or("none".to_owned(), quoted);
        // A first note is the reason of the number it came with.
        let step = before.map(|_| Step {
            what: format!("Note on {}", beforehand::service::lower_first(&label)),
            before: said(before),
            after: said(after),
        });
        return Some(Told { step, why: after.map(str::to_owned) });
    }
    match what {
        pasted if pasted.starts_with(PASTED) => None,
        "closed" => {
            let told = match (before, after) {
                (Some(was), Some(is)) => {
                    step(format!("{}, why closed", channel.name), quoted(was), quoted(is))
                }
                (before, after) => step(channel.name.clone(), open_word(before), open_word(after)),
            };
            Some(Told { why: after.map(str::to_owned), ..told })
        }
        "open_days" => {
            let word = |days: Option<&str>| days.map_or("as usual".to_owned(), str::to_owned);
            Some(step(format!("{}, open days", channel.name), word(before), word(after)))
        }
        _ => {
            let field = Field::parse(what).ok()?;
            let (closes, opens) = turns(deed, channel.id);
            let was = if opens && before.is_none() { "closed".to_owned() } else { count(before) };
            let is = if closes && after.is_none() { "closed".to_owned() } else { count(after) };
            Some(step(channel.label(field), was, is))
        }
    }
}

/// Whether the same act closes the channel for the week, or opens it again.
fn turns(deed: &Deed, id: ChannelId) -> (bool, bool) {
    let turn = deed.changes.iter().find_map(|change| match change {
        Change::Value { channel, what, before, after }
            if (*channel, what.as_str()) == (id, "closed") =>
        {
            Some((before.is_none() && after.is_some(), before.is_some() && after.is_none()))
        }
        _ => None,
    });
    turn.unwrap_or_default()
}

fn closure(service: &Service, before: Option<&Closure>, after: Option<&Closure>) -> Option<Told> {
    let any = after.or(before)?;
    let channel = match any.channel {
        None => "All channels".to_owned(),
        Some(id) => service.channel(id)?.name.clone(),
    };
    let word = |closure: Option<&Closure>| match closure {
        Some(closure) => format!("closed {}", days(closure)),
        None => "open".to_owned(),
    };
    let told = match (before, after) {
        (Some(was), Some(is)) => step(
            format!("{channel}, why closed {}", days(is)),
            quoted(&was.reason),
            quoted(&is.reason),
        ),
        _ => step(channel, word(before), word(after)),
    };
    Some(Told { why: Some(any.reason.clone()), ..told })
}

fn step(what: String, before: impl Into<String>, after: impl Into<String>) -> Told {
    let step = Step { what, before: before.into(), after: after.into() };
    Told { step: Some(step), why: None }
}

pub(super) fn quoted(text: &str) -> String {
    if text.is_empty() { "no reason".to_owned() } else { format!("“{text}”") }
}

fn open_word(closed: Option<&str>) -> &'static str {
    if closed.is_some() { "closed all week" } else { "open" }
}

/// A stored count in words.
fn count(value: Option<&str>) -> String {
    match value {
        None | Some("") => "not entered".to_owned(),
        Some(text) => text.parse().map_or_else(|_| text.to_owned(), number),
    }
}

#[cfg(all(test, feature = "ssr"))]
pub(super) mod tests {
    use super::*;
    use crate::look::weeks::ledger;

    pub fn value(channel: ChannelId, what: &str, before: &str, after: &str) -> Change {
        let some = |text: &str| (text != "–").then(|| text.to_owned());
        Change::Value { channel, what: what.into(), before: some(before), after: some(after) }
    }

    pub fn deed(action: &str, reason: Option<&str>, changes: Vec<Change>) -> Deed {
        Deed {
            seq: 0,
            at: "2019-04-01T09:42:00".parse().unwrap_or_default(),
            by: "Jo".into(),
            action: action.into(),
            reason: reason.map(str::to_owned),
            file: None,
            changes,
        }
    }

    /// "what: before → after; … | why | source".
    #[track_caller]
    fn check(deed: &Deed, figure: Option<(ChannelId, Field)>, expected: &str) {
        let said = entry(&ledger().service, figure, deed).map_or("–".to_owned(), |entry| {
            let steps =
                entry.steps.iter().map(|s| format!("{}: {} → {}", s.what, s.before, s.after));
            let steps: Vec<_> = steps.collect();
            format!("{} | {} | {}", steps.join("; "), entry.why.join("; "), entry.source)
        });
        assert_eq!(said, expected);
    }

    const CALLS: Option<(ChannelId, Field)> = Some((1, Field::Answered));

    #[test]
    fn counts_are_said_with_their_notes() {
        let save = |changes| deed("week.save", None, changes);
        check(
            &save(vec![value(1, "answered", "–", "1128"), value(1, "note.answered", "–", "Radio")]),
            CALLS,
            "Calls answered: not entered → 1,128 | Radio | Week page",
        );
        check(
            &save(vec![value(1, "answered", "1128", "–"), value(1, "note.answered", "Radio", "–")]),
            CALLS,
            "Calls answered: 1,128 → not entered; Note on calls answered: “Radio” → none |  | Week page",
        );
        check(
            &save(vec![value(1, "missed", "3", "0"), value(2, "answered", "1", "2")]),
            CALLS,
            "–",
        );
        check(
            &deed("week.import", Some("Holiday"), vec![value(1, "answered", "5", "0")]),
            CALLS,
            "Calls answered: 5 → 0 | Holiday | File",
        );
        let named = deed("week.import", None, vec![value(1, "answered", "5", "0")]);
        check(
            &Deed { file: Some("calls.csv".into()), ..named },
            CALLS,
            "Calls answered: 5 → 0 |  | File “calls.csv”",
        );
        let pasted = |figure| {
            vec![value(1, figure, "5", "7"), value(1, "pasted.answered", "–", "13 × 9 cells")]
        };
        check(
            &save(pasted("answered")),
            CALLS,
            "Calls answered: 5 → 7 |  | Week page, pasted: 13 × 9 cells",
        );
        check(
            &deed("week.later", None, vec![value(1, "answered", "5", "0")]),
            CALLS,
            "Calls answered: 5 → 0 |  | week later",
        );
    }

    #[test]
    fn the_other_states_are_said_too() {
        let save = |changes| deed("week.save", None, changes);
        check(
            &save(vec![value(1, "answered", "128", "–"), value(1, "closed", "–", "Moved office")]),
            CALLS,
            "Calls answered: 128 → closed; Calls: open → closed all week | Moved office | Week page",
        );
        check(
            &save(vec![value(1, "closed", "Moved office", "–"), value(1, "answered", "–", "7")]),
            CALLS,
            "Calls answered: closed → 7; Calls: closed all week → open |  | Week page",
        );
        check(
            &save(vec![value(1, "open_days", "–", "3"), value(2, "open_days", "3", "–")]),
            None,
            "Calls, open days: as usual → 3; Live chats, open days: 3 → as usual |  | Week page",
        );
        let missed = Change::Collected { channel: 1, field: Field::Missed, now: false };
        check(&deed("channel.collect", None, vec![missed.clone()]), CALLS, "–");
        check(
            &deed("channel.collect", None, vec![missed]),
            Some((1, Field::Missed)),
            "Calls missed: collected → not collected |  | Settings of the channel",
        );
    }

    #[test]
    fn closures_are_said_with_their_days() {
        let closure = |channel, reason: &str| {
            let day = "2019-03-25".parse().unwrap();
            Some(Closure { channel, from: day, to: day, reason: reason.into() })
        };
        let save =
            |before, after| deed("closure.save", None, vec![Change::Closure { before, after }]);
        check(
            &save(None, closure(None, "Moving house")),
            CALLS,
            "All channels: open → closed Monday 25 March 2019 | Moving house | Closed days",
        );
        check(&save(None, closure(Some(2), "Moving house")), CALLS, "–");
        check(
            &save(closure(Some(1), "Move"), closure(Some(1), "Moving house")),
            CALLS,
            "Calls, why closed Monday 25 March 2019: “Move” → “Moving house” | Moving house | Closed days",
        );
        let gone = vec![Change::Closure { before: closure(Some(1), "Move"), after: None }];
        check(
            &deed("closure.remove", None, gone),
            CALLS,
            "Calls: closed Monday 25 March 2019 → open | Move | Closed days",
        );
    }
}
