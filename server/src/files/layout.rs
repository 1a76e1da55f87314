//! The letters of a picture that stands alone: texts one below the other, each on lines of its own, so
//! that none lies over another.
//!
//! Refuses fonts from elsewhere, what XML does not allow, and a text so long that it becomes the picture.

use std::fmt::Write;

use crate::chart::escape;

/// The space around everything, in pixels.
pub const MARGIN: f64 = 40.0;
/// Lines that a text may take before it is cut.
const MOST: usize = 8;

pub const SANS: &str = "Inter, 'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
pub const SERIF: &str =
    "Charter, 'Bitstream Charter', 'Noto Serif', 'Source Serif 4', Cambria, Georgia, serif";

/// Letters of one kind: family, size, height of a line, mean width of a letter (all in pixels) and
/// attributes.
pub struct Letters {
    family: &'static str,
    size: f64,
    line: f64,
    mean: f64,
    look: &'static str,
}

/// Where and when.
pub const OVER: Letters = Letters {
    family: SANS,
    size: 14.0,
    line: 20.0,
    mean: 7.8,
    look: "fill=\"#0d5c63\" font-weight=\"600\"",
};
/// The finding.
pub const TITLE: Letters = Letters {
    family: SERIF,
    size: 30.0,
    line: 37.0,
    mean: 16.6,
    look: "fill=\"#1c2126\" font-weight=\"600\"",
};
/// Under the finding.
pub const UNDER: Letters =
    Letters { family: SANS, size: 14.0, line: 20.0, mean: 7.6, look: "fill=\"#59616a\"" };
/// A sentence.
pub const SENTENCE: Letters =
    Letters { family: SANS, size: 16.0, line: 23.0, mean: 8.6, look: "fill=\"#1c2126\"" };
/// Small print.
pub const FINE: Letters =
    Letters { family: SANS, size: 13.0, line: 18.5, mean: 7.1, look: "fill=\"#59616a\"" };

/// What has been laid out, and where the next line's upper edge is.
pub struct Page {
    /// The shapes so far.
    pub out: String,
    /// The upper edge of what comes next, in pixels.
    pub y: f64,
    width: f64,
}

impl Page {
    /// An empty one, so many pixels wide.
    pub fn new(width: f64) -> Self {
        Self { out: String::new(), y: MARGIN - 6.0, width }
    }

    /// Writes a text below what stands there.
    pub fn text(&mut self, letters: &Letters, text: &str) {
        let lines = wrap(text, ((self.width - 2.0 * MARGIN) / letters.mean) as usize);
        let _ = write!(
            self.out,
            "<text font-family=\"{}\" font-size=\"{}\" {}>",
            letters.family, letters.size, letters.look
        );
        for line in lines {
            self.y += letters.line;
            let base = self.y - letters.line * 0.28;
            let line = escape(&line);
            let _ = write!(self.out, "<tspan x=\"{MARGIN}\" y=\"{base:.1}\">{line}</tspan>");
        }
        self.out.push_str("</text>");
    }

    /// Writes what must stand beside the numbers, each under its name.
    pub fn fine(&mut self, about: &[(&str, String)]) {
        for (name, text) in about {
            self.y += 6.0;
            self.text(&FINE, &format!("{name}: {text}"));
        }
    }

    /// The whole picture, for those who do not see it with its title and what it shows; and its height
    /// in pixels.
    pub fn svg(self, title: &str, description: &str) -> (String, f64) {
        let (width, height) = (self.width, (self.y + MARGIN - 12.0).ceil());
        let svg = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\"><title id=\"title\">{}</title><desc id=\"desc\">{}</desc><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>{}</svg>\n",
            escape(title),
            escape(description),
            self.out
        );
        (svg.chars().filter(|c| is_xml(*c)).collect(), height)
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
