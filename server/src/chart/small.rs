//! A small control chart: usual range, weeks and signals as one path each, drawn by us.
//!
//! Refuses words, numbers and scales: what it shows stands beside it, and it is hidden from those
//! who hear the page. A network of two hundred helplines has more than a thousand of these.

use std::fmt::Write;
use std::sync::Arc;

use beforehand::spc::{Chart, ChartPoint};
use beforehand::week::Week;

/// Units of a week, and of the height.
const WEEK: i32 = 4;
const HEIGHT: f64 = 60.0;
/// Room above and below for points that are wider than their line.
const MARGIN: f64 = 4.0;

/// The finished weeks of a chart, so many up to `last`, as one `svg` element.
pub fn small(chart: &Chart, last: Week, weeks: u32) -> Arc<str> {
    let first = last.plus(1 - weeks as i32);
    let shown = |point: &&ChartPoint| first <= point.week && point.week <= last;
    let points: Vec<_> =
        chart.points.iter().filter(shown).filter(|point| !point.unfinished).collect();
    let per_point = i32::from(chart.weeks_per_point);
    let scale = Scale::of(&points);
    let left = |point: &ChartPoint| first.weeks_to(point.week) * WEEK;
    let middle = |point: &ChartPoint| left(point) + per_point * WEEK / 2;
    let mut band = String::new();
    let mut open: Option<(i32, i32, i32)> = None;
    for point in &points {
        let Some(limits) = point.limits else { continue };
        let (upper, lower) = (scale.y(limits.upper), scale.y(limits.lower.max(0.0)));
        let right = left(point) + per_point * WEEK;
        // Weeks under the same limits go on in one step.
        if open == Some((left(point), upper, lower)) {
            let end = band.rfind('H').unwrap_or(band.len());
            band.truncate(end);
        } else {
            let _ = write!(band, "M{} {lower}V{upper}", left(point));
        }
        let _ = write!(band, "H{right}V{lower}z");
        open = Some((right, upper, lower));
    }
    let (mut line, mut marks) = (String::new(), String::new());
    let mut before: Option<(&ChartPoint, i32, i32)> = None;
    let mut end = None;
    for point in &points {
        let Some(value) = point.value else {
            before = None;
            continue;
        };
        let (x, y) = (middle(point), scale.y(value));
        // A gap lifts the pen, and so does a change of definition or a step.
        let goes_on = |before: &ChartPoint| {
            before.week.plus(per_point) == point.week && before.segment == point.segment
        };
        match before.filter(|(before, ..)| goes_on(before)) {
            Some((_, from_x, from_y)) => {
                let _ = write!(line, "l{} {}", x - from_x, y - from_y);
            }
            None => {
                let _ = write!(line, "M{x} {y}");
            }
        }
        if point.signal.is_some() {
            let _ = write!(marks, "M{x} {y}h0");
        }
        before = Some((point, x, y));
        end = Some((x, y));
    }
    let mut out = format!(
        "<svg class=\"small\" viewBox=\"0 0 {} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
        weeks as i32 * WEEK
    );
    let end = end.map(|(x, y)| format!("M{x} {y}h0")).unwrap_or_default();
    let paths = [("s-wash", band), ("s-weeks", line), ("s-last", end), ("s-signal", marks)];
    for (class, path) in paths.iter().filter(|(_, path)| !path.is_empty()) {
        let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
    }
    out.push_str("</svg>");
    out.into()
}

/// From values to heights.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(points: &[&ChartPoint]) -> Self {
        let values = points.iter().flat_map(|point| {
            let limits = point.limits.map(|limits| [limits.lower.max(0.0), limits.upper]);
            point.value.into_iter().chain(limits.into_iter().flatten())
        });
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low < high { Self { low, high } } else { Self { low: low - 1.0, high: low + 1.0 } }
    }

    fn y(&self, value: f64) -> i32 {
        let part = (value - self.low) / (self.high - self.low);
        (HEIGHT - MARGIN - part * (HEIGHT - 2.0 * MARGIN)).round() as i32
    }
}

#[cfg(test)]
mod tests {
    use beforehand::series::State;
    use beforehand::spc::{Footing, Limits, Signal, Variant};

    use super::*;

    fn point(n: i32, value: Option<f64>, signal: bool) -> ChartPoint {
        let limits =
            Limits { centre: 10.0, lower: 5.0, upper: 15.0, near_lower: 7.0, near_upper: 13.0 };
        ChartPoint {
            week: Week::parse("2026-01-05").unwrap().plus(n),
            state: value.map_or(State::NotEntered, |value| State::Count(value as u32)),
            unfinished: false,
            value,
            limits: Some(limits),
            footing: Footing::Full,
            baseline: 52,
            rho: 0.4,
            run: 11,
            segment: 0,
            outside: 0,
            trend: 0,
            two_in_three: 0,
            shift: 0,
            signal: signal.then_some(Signal::OutsideAbove),
        }
    }

    #[test]
    fn the_line_ends_where_the_definition_does() {
        let values = [10.0, 10.0, 20.0, 20.0];
        let mut points: Vec<_> =
            (0..).zip(values).map(|(n, value)| point(n, Some(value), false)).collect();
        points[2].segment = 1;
        points[3].segment = 1;
        let chart = Chart { variant: Variant::Adjusted, weeks_per_point: 1, points };
        let drawn = small(&chart, Week::parse("2026-01-26").unwrap(), 4);
        assert!(drawn.contains("\"s-weeks\" d=\"M2 39l4 0M10 4l4 0\""), "{drawn}");
    }

    #[test]
    fn each_part_is_one_path() {
        let values = [Some(10.0), Some(20.0), None, Some(5.0), Some(10.0)];
        let points =
            (0..).zip(values).map(|(n, value)| point(n, value, value == Some(20.0))).collect();
        let chart = Chart { variant: Variant::Adjusted, weeks_per_point: 1, points };
        let drawn = small(&chart, Week::parse("2026-02-02").unwrap(), 5);
        // From 5 at the foot (56) to 20 at the top (4); a gap lifts the pen.
        for path in [
            "\"s-wash\" d=\"M0 56V21H20V56z\"",
            "\"s-weeks\" d=\"M2 39l4 -35M14 56l4 -17\"",
            "\"s-signal\" d=\"M6 4h0\"",
            "\"s-last\" d=\"M18 39h0\"",
        ] {
            assert!(drawn.contains(path), "{path} in {drawn}");
        }
        assert_eq!(drawn.matches("<path").count(), 4);
    }

    #[test]
    fn nothing_to_draw_draws_nothing() {
        let chart = Chart { variant: Variant::Adjusted, weeks_per_point: 1, points: Vec::new() };
        let drawn = small(&chart, Week::parse("2026-02-02").unwrap(), 52);
        assert!(!drawn.contains("<path") && drawn.ends_with("</svg>"));
    }
}
