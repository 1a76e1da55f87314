//! A number of an edition as a slide: its finding in large letters beside its chart of eight quarters.
//!
//! Refuses to work anything out or to draw anew: words and chart are those of the page.

use std::fmt::Write;

use app::quarter::{Approval, bars};
use beforehand::summary::{Figure, Summary};
use beforehand::week::long_date;

use super::layout::{SANS, SERIF, is_xml, wrap};
use super::sheet::plain;
use crate::chart::escape;

/// Half the slide's size: a picture has two dots for each pixel.
const SIZE: (f64, f64) = (960.0, 540.0);
/// The space around everything.
const MARGIN: f64 = 48.0;
/// The left column's width; the chart stands right of it.
const COLUMN: f64 = 300.0;

/// Letters of one kind: family, size in pixels, letters to a line, colour, weight.
struct Letters(&'static str, f64, usize, &'static str, u16);

const OVER: Letters = Letters(SANS, 14.0, 110, "#0d5c63", 600);
const TITLE: Letters = Letters(SERIF, 32.0, 50, "#1c2126", 600);
const NUMBER: Letters = Letters(SANS, 54.0, 11, "#1c2126", 600);
const UNIT: Letters = Letters(SANS, 20.0, 28, "#1c2126", 400);
const DETAIL: Letters = Letters(SANS, 16.0, 36, "#59616a", 400);
const FOOT: Letters = Letters(SANS, 12.0, 130, "#59616a", 400);

/// The slide. None when there is nothing to draw.
pub fn svg(summary: &Summary, approval: &Approval, figure: &Figure) -> Option<String> {
    let chart = bars::alone(figure)?;
    let (width, height) = SIZE;
    let mut out = String::new();
    let service = format!("{} · {} ({})", summary.service_name, summary.months, summary.label);
    let y = text(&mut out, &OVER, MARGIN + 8.0, &service);
    let title = format!("{}: {}", figure.title, beforehand::service::lower_first(&figure.verdict));
    let top = text(&mut out, &TITLE, y + 28.0, &title) + 36.0;
    let y = text(&mut out, &NUMBER, top + 30.0, &figure.number);
    let y = text(&mut out, &UNIT, y - 32.0, &figure.unit);
    text(&mut out, &DETAIL, y + 16.0, &figure.detail);
    let edition = &approval.edition;
    let foot = format!(
        "Edition {}, approved on {}. “Likely” is a 95% range. Bars: the last quarters, this one in colour.",
        edition.number,
        long_date(edition.at.date())
    );
    text(&mut out, &FOOT, height - MARGIN + 12.0, &foot);
    let left = MARGIN + COLUMN;
    let (room, tall) = (width - MARGIN - left, height - MARGIN - top - 24.0);
    // The chart's own element is told where to stand.
    let place = format!(
        "<svg x=\"{left}\" y=\"{top:.0}\" width=\"{room}\" height=\"{tall:.0}\" preserveAspectRatio=\"xMaxYMid\""
    );
    let chart = chart.replacen("<svg", &place, 1);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"><rect width=\"{width}\" height=\"{height}\" style=\"fill:#fff\"/>{out}{chart}</svg>"
    );
    Some(svg.chars().filter(|c| is_xml(*c)).collect())
}

/// Writes a text from its first base line on and gives the next one. Its looks are a style of its own,
/// which the chart's style sheet does not reach.
fn text(out: &mut String, letters: &Letters, y: f64, words: &str) -> f64 {
    let Letters(family, size, most, colour, weight) = letters;
    let mut y = y;
    for line in wrap(&plain(words), *most) {
        let line = escape(&line);
        let _ = write!(
            out,
            "<text x=\"{MARGIN}\" y=\"{y:.0}\" style=\"font-family:{family};font-size:{size}px;font-weight:{weight};fill:{colour};text-anchor:start\">{line}</text>"
        );
        y += size * 1.25;
    }
    y
}
