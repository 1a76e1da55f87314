//! What may be said of a change between two quarters, or two stretches of weeks.

use crate::change::{Change, Period, Reason, Stretch, Verdict};
use crate::interval::Interval;
use crate::words::{a_week, decimal, end, from_to, number, rounded, signed_end, weeks_of};

/// "Calls rose 25% on October to December 2018 (likely between 14% and 37%), from 100 to 125 a
/// week."; without a verdict, why there is none.
pub fn change_sentence(subject: &str, change: &Change) -> String {
    if let Some(reason) = &change.reason {
        return without_verdict(subject, change, reason);
    }
    let on = change.previous.name();
    match change.verdict {
        Some(Verdict::Rose) => moved(subject, "rose", change),
        Some(Verdict::Fell) => moved(subject, "fell", change),
        Some(Verdict::None) => {
            format!("{subject}: none in either {on} or {}.", change.current.name())
        }
        Some(Verdict::NoClearChange) | None => {
            format!("{subject}: no clear change on {on}{}{}.", unclear(change), gaps(change))
        }
    }
}

/// "Rose 25%", "No clear change", "Rose from none to 12", "No verdict yet".
pub fn change_short(change: &Change) -> String {
    if let Some(reason) = &change.reason {
        return match reason {
            Reason::SoFar if change.current.weeks == 0 => "Nothing entered yet".into(),
            Reason::SoFar => "So far, no verdict yet".into(),
            Reason::NothingBefore => "Nothing to compare with".into(),
            Reason::NothingNow => "Nothing counted".into(),
            Reason::TooFewWeeks => "No verdict: too few weeks".into(),
            Reason::Coverage => "No verdict: weeks missing".into(),
            Reason::Definition { .. } => "No verdict: definition changed".into(),
            Reason::SmallBase => "No verdict: small base".into(),
            Reason::FewCounted => "Too few to compare".into(),
        };
    }
    match (change.verdict, change.ratio) {
        (Some(Verdict::Rose), Some(ratio)) => format!("Rose {}", size(ratio)),
        (Some(Verdict::Rose), None) => {
            format!("Rose from none to {}", number(change.current.count))
        }
        (Some(Verdict::Fell), Some(ratio)) => format!("Fell {}", size(ratio)),
        (Some(Verdict::None), _) => "None in either".into(),
        _ => "No clear change".into(),
    }
}

/// "likely 14% to 37%", "+8%; likely −16% to +40%"; empty where there is no verdict to explain.
pub fn change_range(change: &Change) -> String {
    let (Some(verdict), Some(interval)) = (change.verdict, change.interval) else {
        return String::new();
    };
    let Some(ratio) = change.ratio else { return String::new() };
    match verdict {
        Verdict::Rose | Verdict::Fell => {
            let (near, far) = sizes(verdict, interval);
            format!("likely {near} to {far}")
        }
        _ => {
            let (lower, upper) = signed(interval);
            format!("{}; likely {lower} to {upper}", signed_size(ratio))
        }
    }
}

/// The change as a table shows it: "+25%", "−4%", "less than 1%"; empty where there is no
/// percentage.
pub fn change_size(change: &Change) -> String {
    change.ratio.map(signed_size).unwrap_or_default()
}

/// Why there is no verdict, as a clause: "too few weeks entered".
pub fn reason_words(reason: &Reason) -> String {
    match reason {
        Reason::SoFar => "the quarter is not over".into(),
        Reason::NothingBefore => "nothing was counted in the earlier quarter".into(),
        Reason::NothingNow => "nothing was counted in this quarter".into(),
        Reason::TooFewWeeks => "too few weeks were entered".into(),
        Reason::Coverage => "too many weeks are missing".into(),
        Reason::Definition { .. } => definition_words(reason),
        Reason::SmallBase => "fewer than 30 contacts have a known answer".into(),
        Reason::FewCounted => "the numbers are too small to compare".into(),
    }
}

/// "the definition changed in the week of Monday 6 April 2020 (New form)"; empty for other reasons.
pub fn definition_words(reason: &Reason) -> String {
    match reason {
        Reason::Definition { name, from } => {
            format!("the definition changed from the {} ({name})", from.title())
        }
        _ => String::new(),
    }
}

/// "; 12 of 13 weeks of January to March 2019 entered": coverage is said wherever it is not full.
pub fn gaps(change: &Change) -> String {
    let short = [&change.current, &change.previous].into_iter().filter(|p| p.weeks < p.expected);
    let gap = |period: &Period| {
        let weeks = weeks_of(period.weeks, period.expected);
        format!("; {weeks} of {} entered", period.name())
    };
    short.map(gap).collect()
}

/// Verdict rose or fell.
fn moved(subject: &str, verb: &str, change: &Change) -> String {
    let on = change.previous.name();
    let (Some(ratio), Some(interval), Some(verdict)) =
        (change.ratio, change.interval, change.verdict)
    else {
        let now = number(change.current.count);
        return format!("{subject} {verb} on {on}, from none to {now}{}.", gaps(change));
    };
    let (near, far) = sizes(verdict, interval);
    let (size, rates, gaps) = (size(ratio), rates(change), gaps(change));
    format!("{subject} {verb} {size} on {on} (likely between {near} and {far}){rates}{gaps}.")
}

/// ", from 100 to 125 a week".
fn rates(change: &Change) -> String {
    match (change.previous.per_week, change.current.per_week) {
        (Some(first), Some(0.0)) => format!(", from {} to none", a_week(first)),
        (Some(first), Some(second)) => format!(", {} a week", from_to(first, second)),
        _ => String::new(),
    }
}

/// " (+8%; anything from −16% to +40% is likely)".
fn unclear(change: &Change) -> String {
    match (change.ratio, change.interval) {
        (Some(ratio), Some(interval)) => {
            let (lower, upper) = signed(interval);
            format!(" ({}; anything from {lower} to {upper} is likely)", signed_size(ratio))
        }
        (None, Some(_)) => format!(" (from none to {})", number(change.current.count)),
        _ => String::new(),
    }
}

fn without_verdict(subject: &str, change: &Change, reason: &Reason) -> String {
    let (on, now) = (change.previous.name(), change.current.name());
    match reason {
        Reason::SoFar => so_far(subject, change),
        Reason::NothingNow => format!("{subject}: nothing was counted in {now}."),
        Reason::NothingBefore => format!(
            "{subject}: nothing was counted in {on}, so there is nothing to compare {now} with."
        ),
        Reason::TooFewWeeks => format!(
            "{subject}: too few weeks for a verdict on {on} ({} of {now} and {} of {on} entered, at \
             least 4 of each needed){}.",
            change.current.weeks,
            change.previous.weeks,
            range_without_verdict(change),
        ),
        Reason::Coverage => format!(
            "{subject}: no verdict on {on}, because only {} entered (at least three quarters \
             needed).",
            poorest(&change.previous, &change.current),
        ),
        Reason::Definition { .. } | Reason::SmallBase | Reason::FewCounted => {
            format!("{subject}: no verdict on {on}, because {}.", reason_words(reason))
        }
    }
}

/// "; the counts alone allow anything from −16% to +140%".
fn range_without_verdict(change: &Change) -> String {
    match (change.ratio, change.interval) {
        (Some(_), Some(interval)) => {
            let (lower, upper) = signed(interval);
            format!("; the counts alone allow anything from {lower} to {upper}")
        }
        _ => String::new(),
    }
}

/// "9 of 13 weeks of January to March 2019 are".
fn poorest(previous: &Period, current: &Period) -> String {
    let period = if current.coverage() <= previous.coverage() { current } else { previous };
    format!("{} of {} are", weeks_of(period.weeks, period.expected), period.name())
}

fn so_far(subject: &str, change: &Change) -> String {
    let (on, now) = (change.previous.name(), change.current.name());
    let Some(rate) = change.current.per_week else {
        return format!("{subject}: nothing entered yet for {now}.");
    };
    let same = same_weeks(change.previous.stretch, &on);
    let now = format!("{subject}: {} so far in {now}", a_week(rate));
    match change.previous.per_week {
        Some(before) => format!(
            "{now}, and {} in {same}; no verdict until the quarter is over.",
            a_week(before)
        ),
        None => format!("{now}; nothing was counted in {same}."),
    }
}

/// "the same weeks of October to December 2018", "the same weeks a year before".
pub(super) fn same_weeks(stretch: Stretch, name: &str) -> String {
    match stretch {
        Stretch::Quarter => format!("the same weeks of {name}"),
        Stretch::SameWeeks | Stretch::Weeks { .. } => name.to_owned(),
    }
}

/// How far a ratio lies from 1: "25%", "less than 1%".
fn size(ratio: f64) -> String {
    let percent = (ratio - 1.0) * 100.0;
    if rounded(percent) == 0.0 {
        "less than 1%".into()
    } else {
        format!("{}%", decimal(percent, 0))
    }
}

/// "+8%", "−4%", "less than 1%".
fn signed_size(ratio: f64) -> String {
    let percent = (ratio - 1.0) * 100.0;
    if rounded(percent) == 0.0 { size(ratio) } else { format!("{}%", signed_end(rounded(percent))) }
}

/// The ends of a clear change as sizes, the smaller first: "14%" and "37%".
fn sizes(verdict: Verdict, interval: Interval) -> (String, String) {
    let percent = |end_of: f64| format!("{}%", end((end_of - 1.0) * 100.0));
    let (lower, upper) = (percent(interval.lower), percent(interval.upper));
    if verdict == Verdict::Fell { (upper, lower) } else { (lower, upper) }
}

/// The ends of a range with signs: "−16%" and "+40%".
fn signed(interval: Interval) -> (String, String) {
    let percent = |end_of: f64| format!("{}%", signed_end((end_of - 1.0) * 100.0));
    (percent(interval.lower), percent(interval.upper))
}
