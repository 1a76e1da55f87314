//! What the Quarter page says in its tables and small print, as words: for the page itself, and for the
//! paper of an edition.
//!
//! Refuses to compute a figure: every number and sentence comes from `beforehand`.

use beforehand::change::{Change, Verdict};
use beforehand::edition::Accepted;
use beforehand::judgement::{Good, Tone};
use beforehand::service::{Definition, lower_first};
use beforehand::share::{Share, ShareChange};
use beforehand::summary::{Row, Summary};
use beforehand::week::long_date;
use beforehand::words::{
    change_range, change_short, change_size, number, percent, rate, share_change_short, weeks_of,
};

use super::is_whole;
use crate::ui;

/// Words, and what they mean for the line they are said of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Good, bad, a change that is neither, or no change.
    pub tone: Tone,
    /// The words.
    pub words: String,
}

/// The heads of the table of channels, after the one that says how many weeks are entered.
pub const CHANNEL_HEADS: [&str; 6] =
    ["In all", "A week", "A week, quarter before", "Change", "What it means", "On a year before"];

/// One line of the table of channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelLine {
    /// "Calls answered".
    pub name: String,
    /// "9 of 13 weeks", where that differs from the whole table.
    pub part: Option<String>,
    /// In all, a week, a week in the quarter before, and the change.
    pub figures: [String; 4],
    /// "rose": what it means, where there is a verdict.
    pub verdict: Option<Said>,
    /// "likely 14% to 37%", or why there is no verdict.
    pub likely: String,
    /// Against the year before.
    pub year_ago: Said,
}

/// One line of that table.
pub fn channel_line(summary: &Summary, row: &Row) -> ChannelLine {
    // Said once above the table where it is the same for all.
    let whole = (summary.weeks_entered, summary.weeks_expected);
    let covered = (row.weeks, row.weeks_expected);
    let part = row.weeks < row.weeks_expected && covered != whole;
    let per_week = |value: Option<f64>| value.map_or("–".to_owned(), rate);
    let (verdict, likely) = meaning(&row.previous, row.good);
    ChannelLine {
        name: row.label.clone(),
        part: part.then(|| weeks_of(row.weeks, row.weeks_expected)),
        figures: [
            row.count.map_or("not entered".to_owned(), number),
            per_week(row.per_week),
            per_week(row.previous.previous.per_week),
            change_size(&row.previous),
        ],
        verdict,
        likely,
        year_ago: short(row.good.of_verdict(row.year_ago.verdict), &change_short(&row.year_ago)),
    }
}

/// "rose" and "likely 14% to 37%"; "rose (worse)" where the line has a direction; without a verdict
/// why there is none, and the range.
fn meaning(change: &Change, good: Good) -> (Option<Said>, String) {
    let range = change_range(change);
    let likely = range.rsplit("; ").next().unwrap_or_default().to_owned();
    if let Some(verdict @ (Verdict::Rose | Verdict::Fell)) = change.verdict {
        let word = if verdict == Verdict::Rose { "rose" } else { "fell" };
        let tone = good.of_verdict(change.verdict);
        return (Some(Said { tone, words: tone.after(word) }), likely);
    }
    let why = lower_first(&change_short(change));
    (None, if likely.is_empty() { why } else { format!("{why}, {likely}") })
}

/// "rose 26%", "fell 12% (better)", "no clear change".
fn short(tone: Tone, words: &str) -> Said {
    Said { tone, words: tone.after(&lower_first(words)) }
}

/// The heads of the table of contacts.
pub const CONTACT_HEADS: [&str; 7] = [
    "All contact channels",
    "Before",
    "After",
    "Not recorded",
    "Does not apply",
    "Share before",
    "Change since",
];

/// One line of the table of contacts.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactLine<'a> {
    /// What is known of that quarter's contacts.
    pub of: &'a Share,
    /// Before, after, not recorded, does not apply, and the share.
    pub figures: [String; 5],
    /// How this quarter differs from it; none for this quarter.
    pub change: Option<Said>,
}

/// What is known of the contacts of this quarter and the two it is compared with, as lines.
pub fn contact_lines(summary: &Summary) -> Vec<ContactLine<'_>> {
    let known = known_contacts(summary).into_iter();
    known.map(|(of, change, _)| contact_line(of, change)).collect()
}

/// The quarters of whose contacts something is known: this one, and those it is compared with, each
/// with how this one differs from it and the sentence that says so. Nothing when nothing is known of
/// this one.
pub fn known_contacts(summary: &Summary) -> Vec<(&Share, Option<&ShareChange>, &str)> {
    let any = |share: &Share| share.base() + share.not_recorded + share.does_not_apply > 0;
    if !any(&summary.share) {
        return Vec::new();
    }
    let earlier = [
        (&summary.share_previous, &*summary.share_previous_sentence),
        (&summary.share_year_ago, &*summary.share_year_ago_sentence),
    ];
    let earlier = earlier.into_iter().filter(|(change, _)| any(&change.previous));
    let earlier = earlier.map(|(change, said)| (&change.previous, Some(change), said));
    std::iter::once((&summary.share, None, &*summary.share_sentence)).chain(earlier).collect()
}

fn contact_line<'a>(of: &'a Share, change: Option<&ShareChange>) -> ContactLine<'a> {
    let known =
        of.share.map_or_else(|| format!("{} of {}", number(of.before), number(of.base())), percent);
    // The share has no direction: its change is real or not, never good or bad.
    let said = |change: &ShareChange| {
        short(Good::Neither.of_verdict(change.verdict), &share_change_short(change))
    };
    ContactLine {
        of,
        figures: [
            number(of.before),
            number(of.after),
            number(of.not_recorded),
            number(of.does_not_apply),
            known,
        ],
        change: change.map(said),
    }
}

/// What got better and what got worse, one sentence each, or that nothing clearly did; none where no
/// line has a direction.
pub fn sides(summary: &Summary) -> Option<[Vec<String>; 2]> {
    let rows = || summary.rows.iter().filter(|row| is_whole(row.field));
    if rows().all(|row| row.good == Good::Neither) {
        return None;
    }
    let side = |tone: Tone| {
        let lines = rows().filter(|row| row.good.of_verdict(row.previous.verdict) == tone);
        lines.map(|row| row.previous_sentence.clone()).collect()
    };
    Some([side(Tone::Good), side(Tone::Bad)])
}

/// What is said where a side is empty.
pub fn none_of_side(word: &str) -> String {
    format!("Nothing for which a direction is set clearly got {word}.")
}

/// Events named before "and more": the page prints on one sheet.
const EVENTS: usize = 4;

/// The first events of the quarter, and how many more there are.
pub fn happened(summary: &Summary) -> (Vec<String>, Option<String>) {
    let words = summary.happened.iter().take(EVENTS).map(|one| format!("{}.", one.words));
    let more = summary.happened.len().checked_sub(EVENTS).filter(|more| *more > 0);
    let more = more.map(|more| format!("And {}.", ui::times(more, "more event", "more events")));
    (words.collect(), more)
}

/// Stands beside events.
pub const NO_PROOF: &str =
    "An event is named beside the figures. It does not prove why they changed.";

/// How the numbers came about.
pub fn how(summary: &Summary) -> String {
    format!(
        "{} is the {} whole weeks from {} to {}: a week belongs to the quarter that holds its Thursday. Quarters differ in length and lines close on some days, so changes compare what was counted a week, allowing for open days. “Likely between” is a 95% range that allows for how much ordinary weeks differ. “No clear change” means that ordinary ups and downs explain the difference.",
        summary.months,
        summary.quarter.weeks().len(),
        long_date(summary.first_week.monday()),
        long_date(summary.quarter.last_week().sunday()),
    )
}

/// "Version 1, from 1 January 2018", and what the words meant.
pub fn definition(one: &Definition) -> (String, String) {
    let from = format!("Version {}, from {}", one.version, long_date(one.from.monday()));
    (from, one.text.clone())
}

/// Concerns under the reason they were accepted with, in the order they stood.
pub fn by_reason(accepted: &[Accepted]) -> Vec<(&str, Vec<&str>)> {
    let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
    for one in accepted {
        match parts.iter_mut().find(|(reason, _)| *reason == one.reason) {
            Some((_, concerns)) => concerns.push(&one.concern),
            None => parts.push((&one.reason, vec![&one.concern])),
        }
    }
    parts
}
