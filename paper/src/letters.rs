//! The letters of papers and pictures, and what becomes of text that they cannot set.
//!
//! Refuses to set a letter without a shape (a reader aloud would say nothing, and PDF/UA forbids it) or
//! a sign that turns the order of others round: the first stands as `�`, the second is left out.

use std::sync::LazyLock;

use serde_json::Value;
use typst::foundations::Bytes;
use typst::text::Font;

/// Text, and the letters of pictures.
pub const SANS: &[u8] = include_bytes!("../fonts/Inter-Regular.ttf");
/// Titles.
pub const SERIF: &[u8] = include_bytes!("../fonts/NotoSerif-SemiBold.ttf");
const STRONG: &[u8] = include_bytes!("../fonts/Inter-SemiBold.ttf");
const LIGHT: &[u8] = include_bytes!("../fonts/Inter-Light.ttf");
const READ: &[u8] = include_bytes!("../fonts/NotoSerif-Regular.ttf");

/// The fonts of a paper.
pub(crate) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let fonts = [SANS, STRONG, LIGHT, READ, SERIF];
    fonts.iter().filter_map(|font| Font::new(Bytes::new(*font), 0)).collect()
});

/// Stands for a letter without a shape.
pub const UNKNOWN: char = '\u{fffd}';
/// A word as long as this may be broken anywhere: no name is, and no column is that narrow.
const LONG: usize = 20;
/// What is set as it is: a drawing, a hash and an address.
const EXACT: [&str; 3] = ["svg", "head", "address"];

/// Every text in a value, made settable; whether any letter had no shape.
pub(crate) fn settle(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            *text = settable(text);
            text.contains(UNKNOWN)
        }
        Value::Array(values) => values.iter_mut().fold(false, |any, one| settle(one) | any),
        Value::Object(fields) => {
            let fields = fields.iter_mut().filter(|(name, _)| !EXACT.contains(&name.as_str()));
            fields.fold(false, |any, (_, one)| settle(one) | any)
        }
        _ => false,
    }
}

/// The text as our fonts can set it, with places to break in words that fit no line.
fn settable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            out.push(if c == '\u{a0}' { c } else { ' ' });
            run = 0;
            continue;
        }
        if turns(c) || c.is_control() {
            continue;
        }
        if run >= LONG {
            out.push('\u{200b}');
            run = 0;
        }
        out.push(if has(c) { c } else { UNKNOWN });
        run += 1;
    }
    out
}

/// Signs without a shape that order or join others.
fn turns(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether a text font has the letter.
fn has(c: char) -> bool {
    FONTS.iter().any(|font| font.info().coverage.contains(c as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_set_in_letters_that_have_a_shape() {
        let check = |text: &str, expected: &str| assert_eq!(settable(text), expected, "{text}");
        check(
            "Calls rose 25%: “two in five” – £1,234 ≥ 7",
            "Calls rose 25%: “two in five” – £1,234 ≥ 7",
        );
        check("Llinell Gymorth ŵŷ, Αθήνα, Київ", "Llinell Gymorth ŵŷ, Αθήνα, Київ");
        check("خط", "\u{fffd}\u{fffd}");
        check("a\u{202e}b\u{200d}c\u{0}\nd\te", "abc d e");
        check("🙂 #import", "\u{fffd} #import");
        check(
            &"W".repeat(45),
            &[&"W".repeat(20), "\u{200b}", &"W".repeat(20), "\u{200b}", "WWWWW"].concat(),
        );
    }

    #[test]
    fn every_font_is_read_and_what_is_exact_stays() {
        assert_eq!(FONTS.len(), 5);
        let mut value = serde_json::json!({ "svg": "<text>خ</text>", "head": "f".repeat(64), "a": [{ "b": "ok" }] });
        let before = value.clone();
        assert!(!settle(&mut value));
        assert_eq!(value, before);
        assert!(settle(&mut serde_json::json!(["a", { "b": "خ" }, "c"])));
    }
}
