//! What may be said of the share of contacts made before an offence, and of its change.

use crate::change::{Reason, Verdict};
use crate::interval::Interval;
use crate::service::lower_first;
use crate::share::{AnswerRate, PointsChange, Share, ShareChange};
use crate::words::change::same_weeks;
use crate::words::{capital, decimal, end, number, percent, reason_words, rounded, signed_end};

/// The fractions that have a phrase, smallest first.
const PHRASES: [(f64, &str); 13] = [
    (1.0 / 10.0, "one in ten"),
    (1.0 / 5.0, "one in five"),
    (1.0 / 4.0, "one in four"),
    (3.0 / 10.0, "three in ten"),
    (1.0 / 3.0, "one in three"),
    (2.0 / 5.0, "two in five"),
    (1.0 / 2.0, "half"),
    (3.0 / 5.0, "three in five"),
    (2.0 / 3.0, "two in three"),
    (7.0 / 10.0, "seven in ten"),
    (3.0 / 4.0, "three in four"),
    (4.0 / 5.0, "four in five"),
    (9.0 / 10.0, "nine in ten"),
];

/// Points within which a share is "about" a fraction.
const ABOUT: f64 = 1.0;
/// Points within which a share is "just over" or "just under" a fraction.
const JUST: f64 = 2.5;
/// Fractions inside the interval that make a single phrase a false promise.
const TOO_MANY: usize = 3;
/// Forgives the last bits of a float at an edge.
const EDGE: f64 = 1e-9;

/// "two in five", "about a third", "somewhere between one in four and two in five"; none below a
/// base of 30 and where no fraction is near.
pub fn share_phrase(share: &Share) -> Option<String> {
    phrase(share.share?, share.interval?)
}

/// "Two in five (40%) of the 1,445 contacts with a known answer came before an offence (likely
/// between 38% and 43%)."
pub fn share_sentence(share: &Share) -> String {
    let base = share.base();
    let (Some(p), Some(interval)) = (share.share, share.interval) else {
        return below_base(share);
    };
    let small = if share.small_base { "; small base" } else { "" };
    let range = format!("(likely between {}{small})", ends(interval));
    let part = match share_phrase(share) {
        _ if share.before == 0 => "none".into(),
        _ if share.after == 0 => "all".into(),
        Some(phrase) => format!("{phrase} ({})", percent(p)),
        None => percent(p),
    };
    if let Some(certain) = share.certain.filter(|_| share.mostly_unknown) {
        let all = base + share.not_recorded;
        return format!(
            "Between {} of the {} contacts came before an offence, and more cannot be said for \
             certain: most had no answer recorded. Of the {} with a known answer it was {part} \
             {range}.",
            ends(certain),
            number(all),
            number(base),
        );
    }
    format!(
        "{} of the {} contacts with a known answer came before an offence {range}.",
        capital(&part),
        number(base)
    )
}

/// The sentence in what is shared, where no number below a base of 30 may stand.
pub fn share_sentence_outside(share: &Share) -> String {
    let months = share.quarter.months();
    match share.base() {
        _ if share.share.is_some() => share_sentence(share),
        0 => format!("No contacts with a known answer in {months}."),
        _ => format!("Too few contacts had a known answer in {months} to give a share."),
    }
}

/// "The share before an offence rose 9 percentage points on October to December 2018 (likely between
/// 2 and 16), from 31% to 40%."
pub fn share_change_sentence(current: &Share, change: &ShareChange) -> String {
    const SUBJECT: &str = "Share before an offence";
    let (on, now) = (change.previous.name(), current.name());
    if let Some(reason) = &change.reason {
        return match reason {
            Reason::SoFar => match (current.share, change.previous.share) {
                (Some(p), Some(before)) if change.previous.part => format!(
                    "{SUBJECT}: {} so far in {now}, and {} in {}; no verdict until the quarter is \
                     over.",
                    percent(p),
                    percent(before),
                    same_weeks(change.previous.stretch, &on)
                ),
                _ => format!("{SUBJECT}: no verdict until {now} is over."),
            },
            Reason::NothingNow => format!("{SUBJECT}: nothing was recorded in {now}."),
            Reason::NothingBefore => format!(
                "{SUBJECT}: nothing was recorded in {on}, so there is nothing to compare {now} with."
            ),
            reason => format!("{SUBJECT}: no verdict on {on}, because {}.", reason_words(reason)),
        };
    }
    let (Some(difference), Some(interval)) = (change.difference, change.interval) else {
        return format!("{SUBJECT}: no verdict on {on}.");
    };
    match change.verdict {
        Some(verdict @ (Verdict::Rose | Verdict::Fell)) => {
            let verb = if verdict == Verdict::Rose { "rose" } else { "fell" };
            let (near, far) = sizes(verdict, interval);
            let shares = match (change.previous.share, current.share) {
                (Some(first), Some(second)) if percent(first) != percent(second) => {
                    format!(", from {} to {}", percent(first), percent(second))
                }
                _ => String::new(),
            };
            format!(
                "{SUBJECT}: {verb} {} on {on} (likely between {near} and {far}){shares}.",
                percentage_points(difference)
            )
        }
        _ => format!(
            "{SUBJECT}: no clear change on {on} ({}; anything from {} to {} is likely).",
            points(difference),
            signed_end(interval.lower * 100.0),
            signed_end(interval.upper * 100.0)
        ),
    }
}

/// "Rose 9 points", "No clear change", "No verdict yet".
pub fn share_change_short(change: &ShareChange) -> String {
    points_change_short(&change.into())
}

/// The same of any part of a whole.
pub fn points_change_short(change: &PointsChange) -> String {
    let size = |difference: f64| points(difference.abs()).trim_start_matches('+').to_owned();
    match (&change.reason, change.verdict, change.difference) {
        (Some(Reason::SoFar), ..) => "So far, no verdict yet".into(),
        (Some(Reason::NothingBefore), ..) => "Nothing to compare with".into(),
        (Some(Reason::NothingNow), ..) => "Nothing recorded".into(),
        (Some(Reason::SmallBase | Reason::FewCounted), ..) => "No verdict: small base".into(),
        (Some(Reason::TooFewWeeks), ..) => "No verdict: too few weeks".into(),
        (Some(Reason::Coverage), ..) => "No verdict: weeks missing".into(),
        (Some(Reason::Definition { .. }), ..) => "No verdict: definition changed".into(),
        (None, Some(Verdict::Rose), Some(difference)) => format!("Rose {}", size(difference)),
        (None, Some(Verdict::Fell), Some(difference)) => format!("Fell {}", size(difference)),
        _ => "No clear change".into(),
    }
}

/// "+3 points; likely −1 to +7", "likely 2 to 16 points"; empty where there is no verdict.
pub fn share_change_range(change: &ShareChange) -> String {
    points_change_range(&change.into())
}

/// The same of any part of a whole.
pub fn points_change_range(change: &PointsChange) -> String {
    let (Some(verdict), Some(difference), Some(interval)) =
        (change.verdict, change.difference, change.interval)
    else {
        return String::new();
    };
    match verdict {
        Verdict::Rose | Verdict::Fell => {
            let (near, far) = sizes(verdict, interval);
            format!("likely {near} to {far} points")
        }
        _ => format!(
            "{}; likely {} to {}",
            points(difference),
            signed_end(interval.lower * 100.0),
            signed_end(interval.upper * 100.0)
        ),
    }
}

/// "70% of the 2,327 calls offered were answered." Never "of callers": missed callers ring again.
/// `unit` is what one of them is, "calls"; none where nothing was offered.
pub fn answer_sentence(unit: &str, found: &AnswerRate) -> Option<String> {
    let offered = number(found.answered + found.missed);
    Some(format!(
        "{} of the {offered} {unit} offered were answered.",
        capital(&percent(found.rate?))
    ))
}

/// "Calls answered, of calls offered: rose 4 points on October to December 2018 (likely 2 to 6
/// points)."
pub fn part_sentence(subject: &str, on: &str, change: &PointsChange) -> String {
    let short = lower_first(&points_change_short(change));
    match points_change_range(change) {
        range if range.is_empty() => format!("{subject}: {short} on {on}."),
        range => format!("{subject}: {short} on {on} ({range})."),
    }
}

/// A difference of shares: "+3 points", "−1 point", "less than 1 point".
pub fn points(difference: f64) -> String {
    let whole = rounded(difference * 100.0);
    if whole == 0.0 {
        return "less than 1 point".into();
    }
    format!("{} {}", signed_end(whole), if whole.abs() == 1.0 { "point" } else { "points" })
}

fn percentage_points(difference: f64) -> String {
    let whole = rounded(difference * 100.0).abs();
    if whole == 0.0 {
        return "less than 1 percentage point".into();
    }
    let unit = if whole == 1.0 { "percentage point" } else { "percentage points" };
    format!("{} {unit}", decimal(whole, 0))
}

fn below_base(share: &Share) -> String {
    let base = share.base();
    match (base, share.not_recorded) {
        (0, 0) => {
            format!("No contacts with a known answer in {}.", share.name())
        }
        (0, unknown) => format!(
            "No answer was recorded for any of the {} contacts in {}.",
            number(unknown),
            share.name()
        ),
        (1, _) if share.before == 1 => {
            "The one contact with a known answer came before an offence; too few for a share."
                .into()
        }
        (1, _) => {
            "The one contact with a known answer came after an offence; too few for a share.".into()
        }
        _ => format!(
            "{} of the {base} contacts with a known answer came before an offence; too few for a \
             share.",
            share.before
        ),
    }
}

/// "38% to 43%": an interval of a part, never 0 or 100 for what is neither.
pub fn percent_range(interval: Interval) -> String {
    format!("{} to {}", end_percent(interval.lower), end_percent(interval.upper))
}

/// "38% and 43%".
fn ends(interval: Interval) -> String {
    format!("{} and {}", end_percent(interval.lower), end_percent(interval.upper))
}

fn end_percent(value: f64) -> String {
    // Whole, but never 0 or 100 for what is neither.
    let text = end(value * 100.0);
    if text == "100" && value < 1.0 {
        let below = end((1.0 - value) * 100.0);
        below.parse::<f64>().map_or("100%".to_owned(), |below| {
            let places = below.to_string().split('.').nth(1).map_or(0, str::len);
            format!("{:.places$}%", 100.0 - below)
        })
    } else {
        format!("{text}%")
    }
}

fn sizes(verdict: Verdict, interval: Interval) -> (String, String) {
    let (lower, upper) = (end(interval.lower * 100.0), end(interval.upper * 100.0));
    if verdict == Verdict::Fell { (upper, lower) } else { (lower, upper) }
}

pub(super) fn phrase(p: f64, interval: Interval) -> Option<String> {
    let inside: Vec<&str> = PHRASES
        .iter()
        .filter(|(fraction, _)| {
            interval.lower <= fraction + EDGE && fraction - EDGE <= interval.upper
        })
        .map(|(_, words)| *words)
        .collect();
    if let [first, .., last] = inside.as_slice()
        && inside.len() >= TOO_MANY
    {
        return Some(format!("somewhere between {first} and {last}"));
    }
    let distance = |fraction: f64| (p - fraction).abs() * 100.0;
    // A tie takes the lower fraction: only a strictly smaller distance wins over an earlier one.
    let (fraction, words) = PHRASES.iter().copied().reduce(|best, next| {
        if distance(next.0) < distance(best.0) - EDGE { next } else { best }
    })?;
    let prints = |value: f64| rounded(value * 1000.0);
    if prints(p) == prints(fraction) {
        Some(words.into())
    } else if distance(fraction) <= ABOUT + EDGE {
        Some(format!("about {words}"))
    } else if distance(fraction) <= JUST + EDGE {
        Some(format!("just {} {words}", if p > fraction { "over" } else { "under" }))
    } else {
        None
    }
}
