//! Blocks as people copy them, pasted into the two views of a small helpline.

mod block;
mod date;
mod headings;
mod limits;
mod positions;
mod weeks;

use super::*;
use crate::service::Kind;
use crate::test_ledger::channel;

/// Calls (five figures), live chats (four), a website (two).
fn lines() -> Vec<Line> {
    let mut chats = channel(2, Kind::Chat, "chats", "Live chats");
    chats.name = "Chats".into();
    let calls = channel(1, Kind::Phone, "calls", "Calls");
    let website = channel(3, Kind::Web, "website", "Website visits");
    [calls, chats, website]
        .iter()
        .flat_map(|channel| channel.kind.fields().iter().map(|field| Line::new(channel, *field)))
        .collect()
}

fn monday() -> Week {
    Week::parse("2026-11-16").unwrap()
}

/// The thirteen weeks of 7 September to 30 November 2026.
fn weeks() -> Vec<Week> {
    Week::parse("2026-09-07").unwrap().through(monday().plus(2)).collect()
}

/// One week: channels down, fields across, 'not recorded' in the fifth column.
///
/// ```text
/// calls    answered before after does-not-apply (derived) missed
/// chats    answered before after does-not-apply (derived) -
/// website  visits visitors -
/// ```
fn one_week() -> Vec<Vec<Cell>> {
    let open = |line| Cell::Open(Place { line, week: monday() });
    let rows: [[Option<usize>; 6]; 3] = [
        [Some(0), Some(1), Some(2), Some(3), None, Some(4)],
        [Some(5), Some(6), Some(7), Some(8), None, None],
        [Some(9), Some(10), None, None, None, None],
    ];
    rows.iter().map(|row| row.iter().map(|line| line.map_or(Cell::NoBox, open)).collect()).collect()
}

/// Lines down, thirteen weeks across; a derived row after each 'does not apply'. Chats were closed
/// in the week of 2 November, and visitors are not collected before October.
fn many_weeks() -> Vec<Vec<Cell>> {
    let mut layout = Vec::new();
    for (line, one) in lines().iter().enumerate() {
        let cell = |week: Week| {
            let place = Place { line, week };
            match week.to_string().as_str() {
                "2026-11-02" if one.channel == 2 => Cell::Closed(place),
                "2026-09-07" if one.field == Field::Visitors => Cell::NotCollected(place),
                _ => Cell::Open(place),
            }
        };
        layout.push(weeks().into_iter().map(cell).collect());
        if one.field == Field::DoesNotApply {
            layout.push(vec![Cell::NoBox; 13]);
        }
    }
    layout
}

/// "calls.answered 11-16=120".
fn change(change: &Change) -> String {
    let name = &lines()[change.place.line].name;
    let week = change.place.week.monday().format("%m-%d");
    format!("{name} {week}={}", change.count.map_or("none".into(), |count| count.to_string()))
}

fn changes(pasted: &Pasted) -> Vec<String> {
    pasted.changes.iter().map(change).collect()
}

/// "row:column what: reason", one a refusal.
fn refusals(pasted: &Pasted) -> Vec<String> {
    let one = |r: &Refused| format!("{}:{} {}: {}", r.row, r.column, r.what, r.reason);
    pasted.refused.iter().map(one).collect()
}

/// Pastes into the view of one week, with the focus on the calls answered.
fn into_week(text: &str) -> Pasted {
    paste(&read_block(text), &one_week(), &lines(), (0, 0), Blank::LeaveAlone)
}

/// Pastes into the view of many weeks, with the focus on the calls answered of 16 November.
fn into_weeks(text: &str) -> Pasted {
    paste(&read_block(text), &many_weeks(), &lines(), (0, 10), Blank::LeaveAlone)
}

/// Everything was taken, as these changes.
#[track_caller]
fn takes(pasted: &Pasted, expected: &[&str]) {
    assert_eq!(changes(pasted), expected, "{pasted:#?}");
    assert!(pasted.refused.is_empty() && pasted.unused.is_empty(), "{pasted:#?}");
}

/// Nothing was taken, for one reason.
#[track_caller]
fn refuses(pasted: &Pasted, expected: &str) {
    assert_eq!(refusals(pasted), [expected]);
    assert!(pasted.changes.is_empty(), "{pasted:#?}");
}
