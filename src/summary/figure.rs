//! The three numbers at the head of a summary, each with the bars of eight quarters.
//!
//! A rate's whisker is [`likely_rate`], with the ρ of the quarter summarised; a share's is Wilson's
//! interval on the effective base.

use chrono::NaiveDate;

use super::{
    Bar, Change, Compared, Figure, Good, Ledger, Quarter, Share, ShareChange, lower_first, share,
    words,
};
use crate::change::{likely_rate, part_of, period, weeks_due};
use crate::interval::{Interval, LEVEL};
use crate::series::{Point, WeekCount};

/// Quarters drawn.
const BARS: i32 = 8;

pub(super) fn of_line(compared: &Compared, quarter: Quarter, today: NaiveDate) -> Figure {
    let change = &compared.previous;
    let bars = rate_bars(compared, quarter, today);
    let good = compared.line.good;
    let tone = good.of_verdict(change.verdict);
    let year_ago = good.of_verdict(compared.year_ago.verdict);
    Figure {
        title: compared.line.title.clone(),
        of: compared.line.of.clone(),
        number: match change.current.weeks {
            0 => "–".into(),
            _ => words::number(change.current.count),
        },
        unit: compared.line.unit.clone(),
        verdict: tone.after(&words::change_short(change)),
        tone,
        detail: detail(
            &if quarter.is_over(today) { words::change_range(change) } else { so_far(change) },
            &year_ago.after(&words::change_short(&compared.year_ago)),
            quarter.is_over(today) && change.current.weeks > 0,
        ),
        alt: alt(&compared.line.title, "a week", &bars),
        bars,
    }
}

pub(super) fn of_share(
    ledger: &Ledger,
    proportion: &Share,
    change: &ShareChange,
    quarter: Quarter,
    today: NaiveDate,
) -> Figure {
    let bars: Vec<Bar> = quarter
        .last(BARS)
        .map(|quarter| {
            let found = share(ledger, quarter, today);
            Bar {
                quarter,
                value: found.share,
                interval: found.interval,
                label: share_number(&found),
                so_far: !quarter.is_over(today),
                weeks: (found.weeks, weeks_due(quarter, today).max(0) as u32),
            }
        })
        .collect();
    let over = quarter.is_over(today);
    let year_ago = super::share_change(ledger, quarter.year_before(), quarter, today);
    Figure {
        title: "Share before an offence".into(),
        of: vec![super::SHARE.into()],
        number: share_number(proportion),
        unit: "before an offence".into(),
        verdict: words::share_change_short(change),
        tone: Good::Neither.of_verdict(change.verdict),
        detail: detail(
            &words::share_change_range(change),
            &words::share_change_short(&year_ago),
            over && proportion.entered > 0,
        ),
        alt: alt("Share of contacts made before an offence", "", &bars),
        bars,
    }
}

/// "40%", below a base of 30 "7 of 12".
fn share_number(share: &Share) -> String {
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

/// A normal week means the same in every bar: that at the end of the quarter summarised.
fn rate_bars(compared: &Compared, quarter: Quarter, today: NaiveDate) -> Vec<Bar> {
    let series = &compared.line.series;
    let own = part_of(series, quarter, None, today);
    let normal_week = own.last().or(series.points.last()).map_or(7, |point| point.normal_week);
    quarter
        .last(BARS)
        .map(|quarter| {
            let points = part_of(series, quarter, None, today);
            let found = period(quarter, points, normal_week, false);
            let weeks: Vec<WeekCount> = points.iter().filter_map(Point::counted).collect();
            let scale = f64::from(normal_week);
            let interval = likely_rate(&weeks, compared.previous.rho, LEVEL)
                .map(|daily| Interval { lower: daily.lower * scale, upper: daily.upper * scale });
            Bar {
                quarter,
                value: found.per_week,
                interval,
                label: found.per_week.map_or_else(|| "–".into(), words::short_a_week),
                so_far: !quarter.is_over(today),
                weeks: (found.weeks, found.expected),
            }
        })
        .collect()
}

/// "Calls answered a week, the last eight quarters: April to June 2017 100, …".
fn alt(title: &str, per: &str, bars: &[Bar]) -> String {
    let value = |bar: &Bar| {
        let text = match bar.value {
            None => "no figure".into(),
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
