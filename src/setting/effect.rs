//! The figures that a change moves: those of the quarters whose weeks it touches, and of the quarters that
//! are compared with them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{differing, with};
use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::{Service, lower_first};
use crate::summary::{Row, Summary, summary};
use crate::week::Week;
use crate::words;

/// Sentences before "and more".
const TOLD: usize = 16;

/// What becomes of the figures that stand when the ledger's service becomes `after`, sentence by
/// sentence, the latest quarter first. At least one.
pub fn effect(before: &Ledger, after: &Service, today: NaiveDate) -> Vec<String> {
    let after = with(before, after);
    let weeks = differing(before, &after, today);
    let mut said = moved(before, &after, &weeks, today);
    let more = said.len().saturating_sub(TOLD);
    said.truncate(TOLD);
    if more > 0 {
        let lines = if more == 1 { "line" } else { "lines" };
        said.push(format!("And {more} more {lines} like these, of earlier quarters."));
    }
    said.extend(owed(before, &after, &weeks, today));
    if said.is_empty() {
        said.push("No figure of a week that has begun changes.".to_owned());
    }
    said
}

/// Weeks that wait to be entered.
fn owed(
    before: &Ledger,
    after: &Ledger,
    weeks: &BTreeSet<Week>,
    today: NaiveDate,
) -> Option<String> {
    let waiting = |ledger: &Ledger| {
        weeks.iter().filter(|week| week.is_due(today) && !ledger.is_complete(**week)).count()
    };
    let (is, shall) = (waiting(before), waiting(after));
    let count = |n: usize| if n == 1 { "1 week".to_owned() } else { format!("{n} weeks") };
    (is != shall).then(|| {
        format!(
            "Of the weeks it touches, {} wait for a number now, and {} would.",
            count(is),
            count(shall)
        )
    })
}

fn moved(before: &Ledger, after: &Ledger, weeks: &BTreeSet<Week>, today: NaiveDate) -> Vec<String> {
    let touched = weeks.iter().map(|week| Quarter::of(*week));
    let compared = touched.flat_map(|quarter| {
        let year_on = quarter.next().next().next().next();
        [quarter, quarter.next(), year_on]
    });
    let begun = compared.filter(|quarter| quarter.first_week().has_started(today));
    let quarters: BTreeSet<Quarter> = begun.collect();
    let lines = |quarter: &Quarter| {
        lines(&summary(before, *quarter, today), &summary(after, *quarter, today))
    };
    quarters.iter().rev().flat_map(lines).collect()
}

/// What is said otherwise of a quarter.
fn lines(before: &Summary, after: &Summary) -> Vec<String> {
    let mut said = Vec::new();
    let months = &before.months;
    for row in &after.rows {
        let old =
            before.rows.iter().find(|own| (own.channel, own.field) == (row.channel, row.field));
        let label = lower_first(&row.label);
        match old {
            Some(old) => {
                let parts = parts(old, row);
                if !parts.is_empty() {
                    said.push(format!("{months}, {label}: {}.", parts.join("; ")));
                }
            }
            None if row.weeks_expected > 0 => {
                let (entered, expected) = (row.weeks, row.weeks_expected);
                let weeks = words::weeks_of(entered, expected);
                said.push(format!("{months}, {label}: a new line, with {weeks} entered."));
            }
            None => {}
        }
    }
    let kept = |own: &Row| {
        after.rows.iter().any(|row| (row.channel, row.field) == (own.channel, own.field))
    };
    for gone in before.rows.iter().filter(|row| row.weeks_expected > 0 && !kept(row)) {
        said.push(format!("{months}, {}: the line is left out.", lower_first(&gone.label)));
    }
    let shares = (&before.share_sentence, &after.share_sentence);
    if shares.0 != shares.1 {
        said.push(format!("{months}: “{}” becomes “{}”", shares.0, shares.1));
    }
    said
}

/// What of a row changes: its rate, its weeks, its verdicts.
fn parts(old: &Row, new: &Row) -> Vec<String> {
    let mut parts = Vec::new();
    let rate = |row: &Row| row.per_week.map_or("no rate".to_owned(), words::a_week);
    if rate(old) != rate(new) {
        parts.push(format!("{} becomes {}", rate(old), rate(new)));
    }
    let weeks = |row: &Row| (row.weeks, row.weeks_expected);
    if weeks(old) != weeks(new) {
        let said = |(entered, expected)| words::weeks_of(entered, expected);
        parts.push(format!("{} entered becomes {}", said(weeks(old)), said(weeks(new))));
    }
    let changes = [
        ("on the quarter before", &old.previous, &new.previous),
        ("on a year before", &old.year_ago, &new.year_ago),
    ];
    for (word, is, shall) in changes {
        let (is, shall) = (words::change_short(is), words::change_short(shall));
        if is != shall {
            parts.push(format!("{word}, “{is}” becomes “{shall}”"));
        }
    }
    parts
}
