//! A line's chart as an SVG that stands alone: the finding above the plot, and below it all that a
//! reader needs to trust it. Each part has its own lines, so that none lies over another.
//!
//! Refuses scripts, styles, addresses and fonts from elsewhere: it is shapes, colours and letters.

use std::fmt::Write;

use super::layout::{FINE, MARGIN, OVER, Page, SANS, SENTENCE, TITLE, UNDER};
use super::sheet::Sheet;
use crate::chart::{Frame, plot};

/// The picture's width in pixels.
const WIDTH: f64 = 1080.0;
/// Room for the values left of the plot, and the plot's height.
const TICKS: f64 = 44.0;
const PLOT: f64 = 330.0;

/// The picture and its height in pixels. None when the chart could not be drawn.
pub fn svg(sheet: &Sheet) -> Option<(String, f64)> {
    let drawing = sheet.drawing.as_deref()?;
    let mut page = Page::new(WIDTH);
    page.text(&OVER, &format!("{} · {}", sheet.service, sheet.label));
    page.y += 4.0;
    page.text(&TITLE, &sheet.title);
    page.y += 4.0;
    page.text(&UNDER, &format!("{}, {}", sheet.unit, sheet.period));
    page.y += 8.0;
    for sentence in &sheet.sentences {
        page.text(&SENTENCE, sentence);
    }
    if let Some(signals) = &sheet.signals {
        page.y += 4.0;
        page.text(&UNDER, signals);
    }
    page.y += 20.0;
    let frame = Frame {
        left: MARGIN + TICKS,
        top: page.y,
        width: WIDTH - 2.0 * MARGIN - TICKS,
        height: PLOT,
    };
    let _ = write!(
        page.out,
        "<g font-family=\"{SANS}\" font-size=\"11.5\" fill=\"#59616a\">{}</g>",
        plot(drawing, frame)
    );
    page.y += PLOT + 36.0;
    page.text(&FINE, &sheet.reading);
    let events = match &sheet.events[..] {
        [] => "none recorded.".to_owned(),
        events => format!("{}.", events.join("; ")),
    };
    page.fine(&[
        ("Rules", format!("{}.", sheet.rules)),
        ("Definition", sheet.definition.clone()),
        ("Events", events),
        ("Source", sheet.source.clone()),
    ]);
    Some(page.svg(&sheet.title, &sheet.description))
}
