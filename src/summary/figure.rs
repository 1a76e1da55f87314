//! The three numbers at the head of a summary, each with the bars of eight quarters.
//!
//! A rate's whisker is `change::likely_rate`, with the ρ of the quarter summarised; a share's is
//! Wilson's interval on the effective base.

use super::told::{Compared, Shared};
use super::{Bar, Change, Figure, Good, Share, lower_first, words};
use crate::change::Period;
use crate::interval::Interval;

/// Quarters drawn.
pub(crate) const BARS: i32 = 8;

pub(super) fn of_line(compared: &Compared, over: bool) -> Figure {
    let change = &compared.previous;
    let name = &compared.name;
    let tone = name.good.of_verdict(change.verdict);
    let year_ago = name.good.of_verdict(compared.year_ago.verdict);
    Figure {
        title: name.title.clone(),
        of: name.of.clone(),
        number: compared.number.clone(),
        unit: name.unit.clone(),
        verdict: tone.after(&words::change_short(change)),
        tone,
        detail: detail(
            &if over { words::change_range(change) } else { so_far(change) },
            &year_ago.after(&words::change_short(&compared.year_ago)),
            over && change.current.weeks > 0,
        ),
        alt: alt(&name.title, "a week", &compared.bars),
        bars: compared.bars.clone(),
    }
}

pub(super) fn of_share(share: &Shared, over: bool) -> Figure {
    let change = &share.previous;
    Figure {
        title: "Share before an offence".into(),
        of: vec![super::SHARE.into()],
        number: share.number.clone(),
        unit: "before an offence".into(),
        verdict: words::share_change_short(change),
        tone: Good::Neither.of_verdict(change.verdict),
        detail: detail(
            &words::share_change_range(change),
            &words::share_change_short(&share.year_ago),
            over && share.now.entered > 0,
        ),
        alt: alt("Share of contacts made before an offence", "", &share.bars),
        bars: share.bars.clone(),
    }
}

/// The bar of a line's quarter; `daily` is the likely range of its rate an open day.
pub(crate) fn rate_bar(
    found: &Period,
    daily: Option<Interval>,
    normal_week: u8,
    so_far: bool,
) -> Bar {
    let scale = f64::from(normal_week);
    Bar {
        quarter: found.quarter,
        value: found.per_week,
        interval: daily
            .map(|daily| Interval { lower: daily.lower * scale, upper: daily.upper * scale }),
        label: found.per_week.map_or_else(|| "–".into(), words::short_a_week),
        so_far,
        weeks: (found.weeks, found.expected),
    }
}

/// The bar of a share's quarter; `due` weeks of it have passed.
pub(crate) fn share_bar(found: &Share, label: String, due: u32, so_far: bool) -> Bar {
    Bar {
        quarter: found.quarter,
        value: found.share,
        interval: found.interval,
        label,
        so_far,
        weeks: (found.weeks, due),
    }
}

/// "40%", below a base of 30 "7 of 12".
pub(super) fn share_number(share: &Share) -> String {
    match share.share {
        Some(p) => words::percent(p),
        None if share.base() == 0 => "–".into(),
        None => format!("{} of {}", share.before, share.base()),
    }
}

/// "likely 14% to 37%; a year ago: rose 26%"; the year ago only where there is one to speak of.
fn detail(range: &str, year_ago: &str, with_year_ago: bool) -> String {
    if !with_year_ago {
        return range.to_owned();
    }
    let year_ago = format!("a year ago: {}", lower_first(year_ago));
    if range.is_empty() { words::capital(&year_ago) } else { format!("{range}; {year_ago}") }
}

/// "125 a week; 100 in the same weeks of the quarter before".
fn so_far(change: &Change) -> String {
    match (change.current.per_week, change.previous.per_week) {
        (Some(now), Some(before)) => format!(
            "{}; {} in the same weeks of the quarter before",
            words::a_week(now),
            words::rate(before)
        ),
        (Some(now), None) => words::a_week(now),
        _ => String::new(),
    }
}

/// "Calls answered a week, the last eight quarters: April to June 2017 100, …".
fn alt(title: &str, per: &str, bars: &[Bar]) -> String {
    let value = |bar: &Bar| {
        let text = match bar.value {
            None => "no figure".into(),
            Some(_) if bar.label == words::FEW => words::FEW.into(),
            Some(value) if per.is_empty() => words::percent(value),
            Some(value) => words::rate(value),
        };
        let so_far = if bar.so_far { " so far" } else { "" };
        format!("{} {text}{so_far}", bar.quarter.months())
    };
    let values: Vec<String> = bars.iter().map(value).collect();
    let title = if per.is_empty() { title.to_owned() } else { format!("{title} {per}") };
    format!("{title}, the last eight quarters: {}.", values.join(", "))
}
