//! The one caveat of a summary: the doubt that weighs most.
//!
//! Each doubt is weighed by how far it may move a figure on the page: weeks missing by their part of
//! all weeks, answers not recorded by their part of all contacts, a small base by 1 ÷ √base (about
//! half the width of the share's range). A quarter that is not over and a changed definition come
//! before all. Below one in twenty nothing is said, except that weeks are missing.

use chrono::NaiveDate;

use super::told::{Shared, View};
use super::{Reason, Stage, lower_first, words};
use crate::change::{Period, definition_reason, weeks_due};
use crate::share::{BASE_FOR_COMFORT, Share};

/// A doubt below this is not worth a sentence.
const LEAST: f64 = 0.05;

pub(super) fn caveat(view: &View, today: NaiveDate) -> Option<String> {
    if view.is_empty() {
        return None;
    }
    if view.stage == Stage::SoFar {
        return Some(format!(
            "The quarter is not over: {} of its {} weeks have passed.",
            weeks_due(view.quarter, today),
            view.quarter.weeks().len()
        ));
    }
    let mut doubts = Vec::new();
    doubts.extend(definition(view, today));
    for line in view.lines {
        let subject = lower_first(&line.name.subject);
        for period in [&line.previous.current, &line.previous.previous] {
            doubts.extend(missing_weeks(&subject, period));
        }
    }
    if let Some(share) = view.share {
        doubts.extend(missing_answers(&share.now));
        doubts.extend(small_base(share));
        doubts.extend(not_recorded(&share.now));
    }
    // The first of equals is kept.
    let heaviest = doubts.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a });
    heaviest.map(|(_, words)| words)
}

fn definition(view: &View, today: NaiveDate) -> Option<(f64, String)> {
    let lines = view.lines.iter().filter_map(|line| {
        definition_reason(&line.name.breaks, view.quarter.previous(), view.quarter, today)
    });
    let share = view.share.and_then(|share| share.previous.reason.clone());
    let reason = lines.chain(share).find(|reason| matches!(reason, Reason::Definition { .. }))?;
    let words = words::capital(&words::definition_words(&reason));
    Some((2.0, format!("{words}, so figures before and after it cannot be compared.")))
}

fn missing_weeks(subject: &str, period: &Period) -> Option<(f64, String)> {
    let weight = 1.0 - period.coverage();
    (weight > 0.0 && period.weeks > 0).then(|| {
        let weeks = words::weeks_of(period.weeks, period.expected);
        let months = period.quarter.months();
        (
            weight,
            format!(
                "{} {} entered for {subject} in {months}. A missing week is left out, not counted \
                 as none, so the rates are those of the weeks entered.",
                words::capital(&weeks),
                if period.weeks == 1 { "is" } else { "are" },
            ),
        )
    })
}

fn missing_answers(share: &Share) -> Option<(f64, String)> {
    let weight = 1.0 - f64::from(share.entered) / f64::from(share.expected.max(1));
    (weight > 0.0 && share.entered > 0 && share.expected > 0).then(|| {
        let entered = words::number(u64::from(share.entered));
        let expected = words::number(u64::from(share.expected));
        (
            weight,
            format!(
                "The share leaves out weeks with a missing figure: {entered} of {expected} weekly \
                 entries of the contact channels are complete."
            ),
        )
    })
}

fn small_base(share: &Shared) -> Option<(f64, String)> {
    let base = share.now.base();
    (base > 0 && base < BASE_FOR_COMFORT).then(|| {
        let only = &share.only;
        (
            1.0 / (base as f64).sqrt(),
            format!("{only}, so the share can move a good deal by chance alone."),
        )
    })
}

/// "Only 65 contacts had a known answer".
pub(crate) fn only(base: u64) -> String {
    let contacts = if base == 1 { "contact" } else { "contacts" };
    format!("Only {base} {contacts} had a known answer")
}

/// "One contact in nine had no answer recorded. Had all of them come after an offence, the share
/// would be 36%; had all come before, 47%."
fn not_recorded(share: &Share) -> Option<(f64, String)> {
    let (unknown, certain) = (share.unknown?, share.certain?);
    if unknown < LEAST || share.base() == 0 {
        return None;
    }
    let who = match (1.0 / unknown).round() as u64 {
        _ if share.mostly_unknown => "More than half of the contacts".into(),
        2 if (unknown - 0.5).abs() <= 0.01 => "Half of the contacts".into(),
        n if n > 2 && (unknown - 1.0 / n as f64).abs() <= 0.01 => {
            format!("One contact in {}", words::small_number(n))
        }
        _ => format!("{} of the contacts", words::percent(unknown)),
    };
    let (lower, upper) = (words::percent(certain.lower), words::percent(certain.upper));
    Some((
        unknown,
        format!(
            "{who} had no answer recorded. Had all of them come after an offence, the share would \
             be {lower}; had all come before, {upper}."
        ),
    ))
}
