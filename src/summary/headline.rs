//! The finding in one line and the three sentences under it.
//!
//! Refuses to name a size or a direction without a verdict.

use chrono::NaiveDate;

use super::told::{Compared, Shared, View};
use super::{Change, Reason, Service, Stage, Verdict, lower_first, words};
use crate::change::weeks_due;

/// The fractions a rise or fall is called by, in per cent.
const BY: [(f64, &str); 13] = [
    (10.0, "a tenth"),
    (20.0, "a fifth"),
    (25.0, "a quarter"),
    (30.0, "three-tenths"),
    (100.0 / 3.0, "a third"),
    (40.0, "two-fifths"),
    (50.0, "half"),
    (60.0, "three-fifths"),
    (200.0 / 3.0, "two-thirds"),
    (70.0, "seven-tenths"),
    (75.0, "three-quarters"),
    (80.0, "four-fifths"),
    (90.0, "nine-tenths"),
];

/// "Calls rose by a quarter and website visits by two-fifths"; "No clear change in calls or website
/// visits"; of a quarter that is not over, how far it has come.
pub(super) fn headline(view: &View, today: NaiveDate) -> String {
    let months = view.quarter.months();
    match view.stage {
        _ if view.is_empty() && view.stage == Stage::SoFar => {
            return format!("Nothing entered yet for {months}");
        }
        _ if view.is_empty() => return format!("Nothing was entered for {months}"),
        Stage::SoFar => {
            let all = view.quarter.weeks().len();
            let passed = weeks_due(view.quarter, today);
            return format!("{months} so far, after {passed} of {all} weeks");
        }
        _ => {}
    }
    let nothing_before = |line: &Compared| line.previous.reason == Some(Reason::NothingBefore);
    if !view.lines.is_empty() && view.lines.iter().all(nothing_before) {
        return format!("{months}: nothing earlier to compare with");
    }
    let mut clauses = Vec::new();
    clauses.extend(moved(view.lines));
    match view.share.and_then(|share| share.previous.verdict) {
        Some(Verdict::Rose) => clauses.push("a larger share came before an offence".into()),
        Some(Verdict::Fell) => clauses.push("a smaller share came before an offence".into()),
        _ => {}
    }
    let those = |wanted: fn(&Change) -> bool| -> Vec<String> {
        let lines = view.lines.iter().filter(|line| wanted(&line.previous));
        lines.map(|line| lower_first(&line.name.subject)).collect()
    };
    let none = those(|change| change.verdict == Some(Verdict::None));
    if !none.is_empty() {
        clauses.push(format!("no {} in either quarter", words::either(&none)));
    }
    let steady = those(|change| change.verdict == Some(Verdict::NoClearChange));
    if !steady.is_empty() {
        clauses.push(format!("no clear change in {}", words::either(&steady)));
    }
    let open = those(|change| change.verdict.is_none());
    if !open.is_empty() {
        clauses.push(format!("no verdict on {}", words::either(&open)));
    }
    if clauses.is_empty() {
        clauses.push(match view.share.and_then(|share| share.previous.verdict) {
            Some(_) => "no clear change in the share before an offence".into(),
            None => format!("no verdict on {months}"),
        });
    }
    words::capital(&clauses.join("; "))
}

/// The three sentences; for what the service lacks, one that says so.
pub(super) fn sentences(view: &View, service: &Service) -> Vec<String> {
    let mut sentences: Vec<String> = view
        .lines
        .iter()
        .map(|line| words::change_sentence(&line.name.subject, &line.previous))
        .collect();
    let has = |wanted: fn(&Compared) -> bool| view.lines.iter().any(wanted);
    let mut lacks = Vec::new();
    if !has(|line| line.name.contacts) {
        lacks.push("contacts");
    }
    if !has(|line| !line.name.contacts) {
        lacks.push("website visits");
    }
    match view.share {
        Some(share) => sentences.push(share_sentence(share)),
        None => lacks.push("the share before an offence"),
    }
    if !lacks.is_empty() {
        let lacks: Vec<String> = lacks.into_iter().map(str::to_owned).collect();
        let quarter = view.quarter.months();
        let counts = if lacks.len() == 1 { "is" } else { "are" };
        let counts = if lacks[0].ends_with('s') { "are" } else { counts };
        let list = words::capital(&words::list(&lacks));
        sentences.push(format!("{list} {counts} not counted by {service} in {quarter}."));
    }
    sentences
}

/// The share's sentence with its change on the quarter before.
fn share_sentence(share: &Shared) -> String {
    let (sentence, change) = (&share.sentence, &share.previous);
    let stem = sentence.trim_end_matches('.');
    let points = |difference: f64| words::points(difference.abs()).replace('+', "");
    match (change.verdict, change.difference, &change.reason) {
        (Some(Verdict::NoClearChange), ..) => {
            format!("{stem}; no clear change on the quarter before.")
        }
        (Some(verdict @ (Verdict::Rose | Verdict::Fell)), Some(difference), _) => {
            let verb = if verdict == Verdict::Rose { "up" } else { "down" };
            let size = points(difference);
            format!("{stem}; {verb} {size} on the quarter before, a clear change.")
        }
        (
            None,
            _,
            Some(reason @ (Reason::Definition { .. } | Reason::Coverage | Reason::TooFewWeeks)),
        ) if share.now.share.is_some() => {
            let why = words::reason_words(reason);
            format!("{stem}; no verdict on the quarter before, because {why}.")
        }
        _ => sentence.clone(),
    }
}

/// "calls rose by a quarter and website visits by two-fifths".
fn moved(lines: &[Compared]) -> Option<String> {
    let said: Vec<(String, &str, String)> = lines
        .iter()
        .filter_map(|line| {
            let verb = match line.previous.verdict {
                Some(Verdict::Rose) => "rose",
                Some(Verdict::Fell) => "fell",
                _ => return None,
            };
            let by = line.previous.ratio.map_or_else(|| "from none".into(), by);
            Some((line.name.subject.clone(), verb, by))
        })
        .collect();
    match said.as_slice() {
        [] => None,
        [(a, verb, by), (b, other, same)] if verb == other && by == same => {
            Some(format!("{a} and {} {verb} {by}", lower_first(b)))
        }
        [(a, verb, by), (b, other, size)] if verb == other => {
            Some(format!("{a} {verb} {by} and {} {size}", lower_first(b)))
        }
        said => {
            let clauses = said.iter().enumerate().map(|(i, (subject, verb, by))| {
                let subject = if i == 0 { subject.clone() } else { lower_first(subject) };
                format!("{subject} {verb} {by}")
            });
            Some(clauses.collect::<Vec<_>>().join("; "))
        }
    }
}

/// "by a quarter", "by about a third", "by 27%".
fn by(ratio: f64) -> String {
    let percent = ((ratio - 1.0) * 100.0).abs();
    let nearest = BY.iter().min_by(|a, b| (a.0 - percent).abs().total_cmp(&(b.0 - percent).abs()));
    match nearest {
        Some((fraction, words)) if fraction.round() == percent.round() => format!("by {words}"),
        Some((fraction, words)) if (fraction - percent).abs() <= 1.0 => {
            format!("by about {words}")
        }
        _ if percent < 0.5 => "by less than 1%".into(),
        _ => format!("by {}%", words::number(percent.round() as u64)),
    }
}
