//! A stand-alone SVG as a PNG: rendered here, in our own fonts, at twice its size.
//!
//! Refuses to look anywhere for what a picture names: no file, no address. Fonts of the computer are
//! read only for letters that ours do not have.

use std::sync::{Arc, LazyLock};

use paper::letters::{SANS, SERIF};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{ImageHrefResolver, Options, Tree};

/// Pixels for each of the picture's.
pub const SCALE: f32 = 2.0;
/// The largest side that is rendered, in pixels: with it a picture takes at most 100 MB.
const LARGEST: f32 = 5000.0;

static OURS: LazyLock<Arc<Database>> = LazyLock::new(|| Arc::new(ours()));
/// With the fonts of the computer, for letters that ours do not have.
static ALL: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = ours();
    fonts.load_system_fonts();
    Arc::new(fonts)
});

fn ours() -> Database {
    let mut fonts = Database::new();
    fonts.load_font_data(SANS.to_vec());
    fonts.load_font_data(SERIF.to_vec());
    fonts.set_sans_serif_family("Inter");
    fonts.set_serif_family("Noto Serif");
    fonts
}

/// The picture's bytes. Takes about 0.2 s and 20 MB: not for a thread that answers requests.
///
/// # Errors
/// A sentence for the log.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    let fontdb = if svg.chars().all(is_ours) { OURS.clone() } else { ALL.clone() };
    let options = Options {
        fontdb,
        font_family: "Inter".to_owned(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let (width, height) = (tree.size().width() * SCALE, tree.size().height() * SCALE);
    if width > LARGEST || height > LARGEST {
        return Err(format!("a picture of {width} by {height} pixels"));
    }
    let mut pixels = Pixmap::new(width.ceil() as u32, height.ceil() as u32)
        .ok_or_else(|| "no room for the picture".to_owned())?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// Whether our fonts have the letter: Latin, Greek, Cyrillic and the signs of our sentences.
fn is_ours(c: char) -> bool {
    matches!(c,
        '\n' | ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{4ff}' | '\u{1e00}'..='\u{1eff}'
        | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201e}' | '\u{2022}' | '\u{2026}' | '\u{20ac}'
        | '\u{2122}' | '\u{2212}' | '\u{2264}' | '\u{2265}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dark(svg: &str) -> usize {
        let png = png(svg).unwrap();
        let pixels = Pixmap::decode_png(&png).unwrap();
        pixels.pixels().iter().filter(|pixel| pixel.red() < 128).count()
    }

    /// Nothing is drawn when a font is missing: the letters are counted in dark pixels.
    #[test]
    fn letters_are_drawn_without_any_font_of_the_computer() {
        let svg = |text: &str, family: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"60\"><rect width=\"400\" height=\"60\" fill=\"#fff\"/><text x=\"10\" y=\"40\" font-size=\"30\" font-family=\"{family}\">{text}</text></svg>"
            )
        };
        assert_eq!(dark(&svg("", "serif")), 0);
        for family in ["Inter", "Charter, 'Noto Serif', serif", "Nowhere, sans-serif", "Nowhere"] {
            for text in ["Calls rose", "1,234 – 5%", "ŵŷ ẃ", "Αθήνα", "Київ"] {
                assert!(text.chars().all(is_ours));
                assert!(dark(&svg(text, family)) > 300, "{text} in {family}");
            }
        }
    }

    #[test]
    fn a_picture_reaches_nothing_outside_itself_and_stays_small() {
        let image = |href: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"40\" height=\"40\"><rect width=\"40\" height=\"40\" fill=\"#fff\"/><image width=\"40\" height=\"40\" xlink:href=\"{href}\"/></svg>"
            )
        };
        let black = "data:image/svg+xml;utf8,&lt;svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>&lt;rect width='9' height='9'/>&lt;/svg>";
        assert_eq!(dark(&image("/etc/hostname")), 0);
        assert_eq!(dark(&image(black)), 0);
        let large = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90000\" height=\"90000\"/>";
        assert!(png(large).is_err());
        assert!(png("<svg").is_err());
    }
}
