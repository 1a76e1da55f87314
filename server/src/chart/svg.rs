//! The engine's SVG made ours: sentinel colours become classes, shapes of one class become one
//! path, text becomes HTML-safe labels placed in per cent.
//!
//! Only what carries a sentinel colour comes through: no style, script, id or address of the engine's
//! can reach a page. The plot is stretched to the width it finds, with lines and letters that keep
//! their size, so one drawing serves a wide screen, a phone and paper.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::DrawError;
use super::paint::{Hang, Lettering, Paint};

/// The plot's width in units from which weeks are too many for a point each: three years of ten
/// units a week.
const DENSE: u32 = 1600;

/// Rewrites the engine's SVG of `width` × `height` units. `id` starts every id in it; `title` and
/// `description` are what a screen reader says.
///
/// # Errors
/// When the engine's SVG does not read as the pinned version writes it.
pub fn ours(
    raw: &str,
    (width, height): (u32, u32),
    id: &str,
    (title, description): (&str, &str),
) -> Result<String, DrawError> {
    let mut paths: BTreeMap<Paint, String> = BTreeMap::new();
    let mut labels: BTreeMap<Lettering, String> = BTreeMap::new();
    let dense = width > DENSE;
    for tag in Tags(raw) {
        let fill = tag.attribute("fill").unwrap_or_default();
        let stroke = tag.attribute("stroke").unwrap_or_default();
        match tag.name {
            "text" => {
                let Some(lettering) = Lettering::read(fill) else { continue };
                let at = tag.attribute("transform").and_then(translation).ok_or_else(odd)?;
                let out = labels.entry(lettering).or_default();
                text(out, lettering, at, (width, height), tag.text);
            }
            "polygon" => {
                let Some(paint) = Paint::read(fill) else { continue };
                polygon(
                    paths.entry(paint).or_default(),
                    tag.attribute("points").unwrap_or_default(),
                )
                .ok_or_else(odd)?;
            }
            "path" => {
                let d = tag.attribute("d").unwrap_or_default();
                if let Some(paint) = Paint::read(stroke) {
                    let points = polyline(d).ok_or_else(odd)?;
                    line(paths.entry(paint).or_default(), &points);
                    if paint == Paint::Weeks && !dense {
                        dots(
                            paths.entry(Paint::Points).or_default(),
                            points.iter().map(|p| (p.1, p.2)),
                        );
                    }
                } else if let Some(paint) = Paint::read(fill) {
                    let at = tag.attribute("transform").and_then(matrix).ok_or_else(odd)?;
                    dots(paths.entry(paint).or_default(), [at].into_iter());
                    if paint == Paint::Hollow {
                        dots(paths.entry(Paint::Hole).or_default(), [at].into_iter());
                    }
                }
            }
            _ => {}
        }
    }
    let mut svg = format!(
        "<svg class=\"c{}\" role=\"img\" aria-labelledby=\"{id}t {id}d\"><title id=\"{id}t\">{}</title><desc id=\"{id}d\">{}</desc><svg viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\">",
        if dense { " c-dense" } else { "" },
        escape(title),
        escape(description)
    );
    for (paint, d) in paths.iter().filter(|(_, d)| !d.is_empty()) {
        let _ = write!(svg, "<path class=\"{}\" d=\"{d}\"/>", paint.class());
    }
    svg.push_str("</svg>");
    for (lettering, text) in labels {
        let (dx, dy) = lettering.shift();
        let wide = lettering.room_class();
        let _ = write!(
            svg,
            "<g class=\"{}{wide}\" transform=\"translate({dx} {dy})\">{text}</g>",
            lettering.class()
        );
    }
    svg.push_str("</svg>");
    Ok(svg)
}

fn odd() -> DrawError {
    DrawError::Engine("the chart engine's picture has an unknown form".into())
}

/// Escapes text for an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Each start tag of an SVG with the text right after it.
pub(super) struct Tags<'a>(pub(super) &'a str);

pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    attributes: &'a str,
    pub(super) text: &'a str,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;
    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let (_, rest) = self.0.split_once('<')?;
            let (inside, rest) = rest.split_once('>')?;
            self.0 = rest;
            if inside.starts_with(['/', '!', '?']) {
                continue;
            }
            let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
            let text = rest.split('<').next().unwrap_or_default();
            return Some(Tag { name, attributes, text });
        }
    }
}

impl<'a> Tag<'a> {
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some((key, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"')?;
            if key.trim() == name {
                return Some(value);
            }
            rest = after;
        }
        None
    }
}

fn numbers(text: &str) -> Option<Vec<f64>> {
    text.split([' ', ',']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
}

/// `translate(52.1 5.5)`.
pub(super) fn translation(text: &str) -> Option<(f64, f64)> {
    match numbers(text.strip_prefix("translate(")?.strip_suffix(')')?)?[..] {
        [x, y] => Some((x, y)),
        [x] => Some((x, 0.0)),
        _ => None,
    }
}

/// Where `matrix(2,0,0,2,70.9,500)` puts its centre.
fn matrix(text: &str) -> Option<(i64, i64)> {
    match numbers(text.strip_prefix("matrix(")?.strip_suffix(')')?)?[..] {
        [_, _, _, _, x, y] => Some((round(x), round(y))),
        _ => None,
    }
}

/// The points of `M33.3 500L40.8 333.6M…`, each with whether a new line starts there.
fn polyline(d: &str) -> Option<Vec<(bool, i64, i64)>> {
    let mut points = Vec::new();
    let mut rest = d;
    while !rest.is_empty() {
        let start = match rest.as_bytes()[0] {
            b'M' => true,
            b'L' => false,
            b'Z' => break,
            _ => return None,
        };
        let end = rest[1..].find(['M', 'L', 'Z']).map_or(rest.len(), |n| n + 1);
        match numbers(&rest[1..end])?[..] {
            [x, y] => points.push((start, round(x), round(y))),
            _ => return None,
        }
        rest = &rest[end..];
    }
    Some(points)
}

fn round(value: f64) -> i64 {
    value.round() as i64
}

/// `10-31` rather than `10 -31`: every byte is sent to a phone.
fn pair(out: &mut String, x: i64, y: i64) {
    let _ = if y < 0 { write!(out, "{x}{y}") } else { write!(out, "{x} {y}") };
}

/// A line in relative steps: weeks are equally far apart, so the steps repeat and compress.
fn line(out: &mut String, points: &[(bool, i64, i64)]) {
    let (mut x, mut y) = (0, 0);
    let mut drawing = false;
    for (start, px, py) in points {
        if *start {
            out.push('M');
            pair(out, *px, *py);
            drawing = false;
        } else if *px == x && drawing {
            let _ = write!(out, "v{}", py - y);
            drawing = false;
        } else {
            if !drawing {
                out.push('l');
            } else if *px >= x {
                out.push(' ');
            }
            pair(out, px - x, py - y);
            drawing = true;
        }
        (x, y) = (*px, *py);
    }
}

/// Points as lines of no length with round ends: they stay round however the plot is stretched.
fn dots(out: &mut String, points: impl Iterator<Item = (i64, i64)>) {
    for (x, y) in points {
        out.push('M');
        pair(out, x, y);
        out.push_str("h0");
    }
}

fn polygon(out: &mut String, points: &str) -> Option<()> {
    let points: Vec<_> = numbers(points)?
        .chunks_exact(2)
        .enumerate()
        .map(|(n, point)| (n == 0, round(point[0]), round(point[1])))
        .collect();
    line(out, &points);
    out.push('z');
    Some(())
}

fn text(
    out: &mut String,
    lettering: Lettering,
    (x, y): (f64, f64),
    (width, height): (u32, u32),
    content: &str,
) {
    let left = per_cent(x, width);
    let place = match lettering.hang {
        Hang::Tick => format!("y=\"{}\"", per_cent(y, height)),
        Hang::Month | Hang::Gap => format!("x=\"{left}\" y=\"100%\""),
        Hang::EventRight(_) | Hang::EventLeft(_) => format!("x=\"{left}\""),
        Hang::Above | Hang::Below => format!("x=\"{left}\" y=\"{}\"", per_cent(y, height)),
    };
    let _ = write!(out, "<text {place}>{}</text>", escape(&unescape(content)));
}

fn per_cent(value: f64, whole: u32) -> String {
    let tenths = (value / f64::from(whole) * 1000.0).round() / 10.0;
    format!("{tenths}%")
}
