//! The plot of a page's drawing for a file that stands alone: measured in the file's own units, each
//! shape with its own colour, since no style sheet reaches it.
//!
//! Refuses to draw anew: what a file shows is what the page shows, point by point.

use std::fmt::Write;

use super::svg::Tags;

/// Where the plot stands in the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// How a shape looks: the light tokens of `style/main.css` as `style/trends.css` uses them, on white.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    /// An area: attributes.
    Area(&'static str),
    /// A line: attributes.
    Line(&'static str),
    /// Points: colour and radius, and the radius where weeks are dense.
    Dots(&'static str, f64, f64),
}

/// The look of a class; none for one that this module does not know.
fn look(class: &str) -> Option<Look> {
    use Look::{Area, Dots, Line};
    Some(match class {
        "c-wash" => Area("fill=\"#f0ece3\""),
        "c-prov" => Area(
            "fill=\"#f0ece3\" fill-opacity=\".45\" stroke=\"#7a828b\" stroke-width=\".75\" stroke-dasharray=\"3 4\" stroke-opacity=\".7\"",
        ),
        "c-event" => Area("fill=\"#0d5c63\" fill-opacity=\".14\""),
        "c-edge" => Line("stroke=\"#d9d4c9\""),
        "c-zero" | "c-centre" => Line("stroke=\"#7a828b\""),
        "c-break" => Line("stroke=\"#0d5c63\" stroke-dasharray=\"6 3\""),
        "c-weeks" => Line("stroke=\"#1c2126\" stroke-opacity=\".8\" stroke-width=\"1.25\""),
        "c-sofar" => Line("stroke=\"#1c2126\" stroke-dasharray=\"3 3\""),
        "c-points" => Dots("#1c2126", 1.75, 1.25),
        "c-signal" => Dots("#6a3fa0", 4.0, 2.5),
        "c-signal c-good" => Dots("#1f5f99", 4.0, 2.5),
        "c-signal c-bad" => Dots("#b4480f", 4.0, 2.5),
        "c-hollow" => Dots("#1c2126", 4.0, 4.0),
        "c-hole" => Dots("#ffffff", 2.5, 2.5),
        _ => return None,
    })
}

/// The shapes and letters of a page's drawing. Letters come twice: a white edge under each keeps
/// them legible over lines, for readers that know no order of painting.
pub fn plot(drawing: &str, frame: Frame) -> String {
    let mut out = String::new();
    let mut letters = String::new();
    let dense = drawing.starts_with("<svg class=\"c c-dense\"");
    let (mut width, mut height) = (1.0, 1.0);
    let mut group = Group::default();
    for tag in Tags(drawing) {
        match tag.name {
            "svg" => {
                let view: Vec<f64> = tag
                    .attribute("viewBox")
                    .map(|view| view.split(' ').filter_map(|n| n.parse().ok()).collect())
                    .unwrap_or_default();
                if let [_, _, w, h] = view[..] {
                    (width, height) = (w.max(1.0), h.max(1.0));
                }
            }
            "path" => {
                let class = tag.attribute("class").unwrap_or_default();
                let lines = lines(tag.attribute("d").unwrap_or_default());
                let placed = lines.into_iter().map(|line| Stroke {
                    points: line
                        .points
                        .into_iter()
                        .map(|(x, y)| {
                            let right = frame.left + x / width * frame.width;
                            (right, frame.top + y / height * frame.height)
                        })
                        .collect(),
                    closed: line.closed,
                });
                shape(&mut out, class, &placed.collect::<Vec<_>>(), dense);
            }
            "g" => group = Group::read(&tag),
            "text" => {
                let share = |name: &str| {
                    let value = tag.attribute(name).and_then(|v| v.strip_suffix('%'));
                    value.and_then(|v| v.parse::<f64>().ok()).unwrap_or(0.0) / 100.0
                };
                let x = frame.left + share("x") * frame.width + group.shift.0;
                let y = frame.top + share("y") * frame.height + group.shift.1;
                let _ = write!(
                    letters,
                    "<text x=\"{}\" y=\"{}\"{}>{}</text>",
                    short(x),
                    short(y),
                    group.look,
                    tag.text
                );
            }
            _ => {}
        }
    }
    let edge = "fill=\"none\" stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\"";
    let _ = write!(out, "<g {edge}>{letters}</g><g>{letters}</g>");
    out
}

/// What the letters of a group have in common.
#[derive(Default)]
struct Group {
    shift: (f64, f64),
    look: &'static str,
}

impl Group {
    fn read(tag: &super::svg::Tag<'_>) -> Self {
        let shift = tag.attribute("transform").and_then(super::svg::translation);
        let class = tag.attribute("class").unwrap_or_default();
        let has = |name: &str| class.split(' ').any(|one| one == name);
        let italic = has("c-name") || has("c-gap");
        let look = match (italic, has("c-tick") || has("c-end"), has("c-gap")) {
            (true, true, _) => " font-style=\"italic\" text-anchor=\"end\"",
            (true, false, true) => " font-style=\"italic\" text-anchor=\"middle\"",
            (true, false, false) => " font-style=\"italic\"",
            (false, true, _) => " text-anchor=\"end\"",
            (false, false, _) => "",
        };
        Self { shift: shift.unwrap_or_default(), look }
    }
}

/// One part of a path, in the file's units.
struct Stroke {
    points: Vec<(f64, f64)>,
    closed: bool,
}

/// The parts of a path as `svg::ours` writes them: `M`, relative `l`, `v`, `h0` and `z`.
fn lines(d: &str) -> Vec<Stroke> {
    let mut strokes: Vec<Stroke> = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    let mut rest = d;
    while let Some(command) = rest.chars().next() {
        rest = &rest[command.len_utf8()..];
        let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let numbers = numbers(&rest[..end]);
        rest = &rest[end..];
        match (command, &numbers[..]) {
            ('M', [px, py]) => {
                (x, y) = (*px, *py);
                strokes.push(Stroke { points: vec![(x, y)], closed: false });
            }
            ('z', _) => {
                if let Some(stroke) = strokes.last_mut() {
                    stroke.closed = true;
                }
            }
            ('l' | 'v' | 'h', numbers) => {
                let steps: Vec<(f64, f64)> = match command {
                    'l' => numbers.chunks_exact(2).map(|step| (step[0], step[1])).collect(),
                    'v' => numbers.iter().map(|step| (0.0, *step)).collect(),
                    // A step of no length only makes a point round.
                    _ => numbers.iter().filter(|step| **step != 0.0).map(|s| (*s, 0.0)).collect(),
                };
                for (dx, dy) in steps {
                    (x, y) = (x + dx, y + dy);
                    if let Some(stroke) = strokes.last_mut() {
                        stroke.points.push((x, y));
                    }
                }
            }
            _ => {}
        }
    }
    strokes
}

/// `10-31 5 7` → 10, −31, 5, 7.
fn numbers(text: &str) -> Vec<f64> {
    let spaced = text.replace('-', " -");
    spaced.split_whitespace().filter_map(|part| part.parse().ok()).collect()
}

fn shape(out: &mut String, class: &str, strokes: &[Stroke], dense: bool) {
    let points = strokes.iter().all(|stroke| stroke.points.len() == 1);
    let unknown =
        if points { Look::Dots("#6a3fa0", 4.0, 2.5) } else { Look::Line("stroke=\"#1c2126\"") };
    match look(class).unwrap_or(unknown) {
        Look::Dots(colour, radius, small) => {
            let radius = if dense { small } else { radius };
            let _ = write!(out, "<g fill=\"{colour}\">");
            for (x, y) in strokes.iter().filter_map(|stroke| stroke.points.first()) {
                let (x, y) = (short(*x), short(*y));
                let _ = write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>");
            }
            out.push_str("</g>");
        }
        Look::Area(attributes) => path(out, attributes, strokes),
        Look::Line(attributes) => {
            path(out, &format!("fill=\"none\" stroke-linejoin=\"round\" {attributes}"), strokes);
        }
    }
}

fn path(out: &mut String, attributes: &str, strokes: &[Stroke]) {
    let _ = write!(out, "<path {attributes} d=\"");
    for stroke in strokes {
        for (n, (x, y)) in stroke.points.iter().enumerate() {
            let _ = write!(out, "{}{} {}", if n == 0 { 'M' } else { 'L' }, short(*x), short(*y));
        }
        if stroke.closed {
            out.push('Z');
        }
    }
    out.push_str("\"/>");
}

/// A length with at most two decimals.
fn short(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::super::paint::Paint;
    use super::*;

    #[test]
    fn every_shape_has_a_look_in_files() {
        for paint in Paint::ALL {
            assert!(
                look(paint.class()).is_some(),
                "{paint:?}: say in alone.rs how a file paints it"
            );
        }
    }

    #[test]
    fn the_plot_is_the_page_s_in_the_file_s_units() {
        let drawing = "<svg class=\"c\" role=\"img\"><title id=\"t\">T</title><svg viewBox=\"0 0 100 1000\" preserveAspectRatio=\"none\"><path class=\"c-wash\" d=\"M0 500l40 0v-250l-40 0z\"/><path class=\"c-weeks\" d=\"M5 100l10 50 10-50M50 0l10 1000\"/><path class=\"c-signal\" d=\"M5 100h0M25 100h0\"/></svg><g class=\"c-name c-end\" transform=\"translate(-4 12)\"><text x=\"50%\">A &amp; B</text></g></svg>";
        let frame = Frame { left: 10.0, top: 20.0, width: 200.0, height: 100.0 };
        let plot = plot(drawing, frame);
        for said in [
            "d=\"M10 70L90 70L90 45L10 45Z\"",
            "d=\"M20 30L40 35L60 30M110 20L130 120\"",
            "<circle cx=\"20\" cy=\"30\" r=\"4\"/><circle cx=\"60\" cy=\"30\" r=\"4\"/>",
            "<text x=\"106\" y=\"32\" font-style=\"italic\" text-anchor=\"end\">A &amp; B</text>",
        ] {
            assert!(plot.contains(said), "{said} in {plot}");
        }
        assert!(!plot.contains("<title") && !plot.contains("<svg"));
    }
}
