//! A line's chart as an SVG that stands alone: the finding above the plot, and below it all that a
//! reader needs to trust it. Each part has its own lines, so that none lies over another.
//!
//! Refuses scripts, styles, addresses and fonts from elsewhere: it is shapes, colours and letters.

use std::fmt::Write;

use super::sheet::Sheet;
use crate::chart::{Frame, escape, plot};

/// The picture's width in pixels, and the space around it.
pub const WIDTH: f64 = 1080.0;
const MARGIN: f64 = 40.0;
/// Room for the values left of the plot, and the plot's height.
const TICKS: f64 = 44.0;
const PLOT: f64 = 330.0;
/// Lines that a text may take before it is cut: a long list of events shall not become the picture.
const MOST: usize = 8;

pub const SANS: &str = "Inter, 'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
pub const SERIF: &str =
    "Charter, 'Bitstream Charter', 'Noto Serif', 'Source Serif 4', Cambria, Georgia, serif";

/// Letters of one kind: size, height of a line, mean width of a letter (all in pixels) and attributes.
struct Letters {
    size: f64,
    line: f64,
    mean: f64,
    look: &'static str,
}

const OVER: Letters =
    Letters { size: 14.0, line: 20.0, mean: 7.8, look: "fill=\"#0d5c63\" font-weight=\"600\"" };
const TITLE: Letters =
    Letters { size: 30.0, line: 37.0, mean: 16.6, look: "fill=\"#1c2126\" font-weight=\"600\"" };
const UNDER: Letters = Letters { size: 14.0, line: 20.0, mean: 7.6, look: "fill=\"#59616a\"" };
const SENTENCE: Letters = Letters { size: 16.0, line: 23.0, mean: 8.6, look: "fill=\"#1c2126\"" };
const FINE: Letters = Letters { size: 13.0, line: 18.5, mean: 7.1, look: "fill=\"#59616a\"" };

/// The picture and its height in pixels. None when the chart could not be drawn.
pub fn svg(sheet: &Sheet) -> Option<(String, f64)> {
    let drawing = sheet.drawing.as_deref()?;
    let mut page = Page { out: String::new(), y: MARGIN - 6.0 };
    page.text(&OVER, SANS, &format!("{} · {}", sheet.service, sheet.label));
    page.y += 4.0;
    page.text(&TITLE, SERIF, &sheet.title);
    page.y += 4.0;
    page.text(&UNDER, SANS, &format!("{}, {}", sheet.unit, sheet.period));
    page.y += 8.0;
    for sentence in &sheet.sentences {
        page.text(&SENTENCE, SANS, sentence);
    }
    if let Some(signals) = &sheet.signals {
        page.y += 4.0;
        page.text(&UNDER, SANS, signals);
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
    page.text(&FINE, SANS, &sheet.reading);
    let events = match &sheet.events[..] {
        [] => "none recorded.".to_owned(),
        events => format!("{}.", events.join("; ")),
    };
    for (name, text) in [
        ("Rules", format!("{}.", sheet.rules)),
        ("Definition", sheet.definition.clone()),
        ("Events", events),
        ("Source", sheet.source.clone()),
    ] {
        page.y += 6.0;
        page.text(&FINE, SANS, &format!("{name}: {text}"));
    }
    let height = (page.y + MARGIN - 12.0).ceil();
    let svg = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"title desc\"><title id=\"title\">{}</title><desc id=\"desc\">{}</desc><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>{}</svg>\n",
        escape(&sheet.title),
        escape(&sheet.description),
        page.out
    );
    Some((svg.chars().filter(|c| is_xml(*c)).collect(), height))
}

/// What has been laid out, and where the next line's upper edge is.
struct Page {
    out: String,
    y: f64,
}

impl Page {
    fn text(&mut self, letters: &Letters, family: &str, text: &str) {
        let lines = wrap(text, ((WIDTH - 2.0 * MARGIN) / letters.mean) as usize);
        let _ = write!(
            self.out,
            "<text font-family=\"{family}\" font-size=\"{}\" {}>",
            letters.size, letters.look
        );
        for line in lines {
            self.y += letters.line;
            let base = self.y - letters.line * 0.28;
            let line = escape(&line);
            let _ = write!(self.out, "<tspan x=\"{MARGIN}\" y=\"{base:.1}\">{line}</tspan>");
        }
        self.out.push_str("</text>");
    }
}

/// Lines of at most `most` letters, broken between words; a word that is longer is broken too.
pub fn wrap(text: &str, most: usize) -> Vec<String> {
    let most = most.max(8);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(most) {
            let room = if line.is_empty() { most } else { most.saturating_sub(length + 1) };
            if part.len() > room {
                lines.push(std::mem::take(&mut line));
                length = 0;
            }
            if !line.is_empty() {
                line.push(' ');
                length += 1;
            }
            line.extend(part);
            length += part.len();
        }
    }
    lines.push(line);
    if lines.len() > MOST {
        lines.truncate(MOST);
        if let Some(last) = lines.last_mut() {
            last.push_str(" …");
        }
    }
    lines
}

/// What XML 1.0 lets a text hold.
pub fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words() {
        let check = |text: &str, most, expected: &[&str]| assert_eq!(wrap(text, most), expected);
        check("one two three", 8, &["one two", "three"]);
        check("abcdefghijkl", 8, &["abcdefgh", "ijkl"]);
        check("a abcdefghijkl b", 8, &["a", "abcdefgh", "ijkl b"]);
        check("", 8, &[""]);
        assert_eq!(wrap(&"word ".repeat(400), 10).len(), MOST);
    }
}
