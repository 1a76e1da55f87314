//! Charts of the demo beside pictures of them that were looked at: `tests/fixtures/pictures`.
//!
//! Pixels are compared at half the file's size, where letters that lie a hair elsewhere do not count:
//! at most 2 in 100,000 may differ by more than a fifth of black to white, which is less than one
//! mark. After a wanted change the pictures are made anew with `BEFOREHAND_PICTURES=write`, and
//! looked at. Seen to fail with one week's mark left out, and with an upper limit 3 per cent lower.

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

use super::{demo, sheet};
use crate::files::{picture, png};

/// Difference of a colour, of 255, from which a pixel is another one.
const VISIBLE: u8 = 51;
/// Pixels of 100,000 that may be others.
const FEW: f64 = 2.0;

/// Each four pixels as one.
fn halved(pixels: &Pixmap) -> Pixmap {
    let mut half = Pixmap::new(pixels.width() / 2, pixels.height() / 2).unwrap();
    let width = half.width();
    let mean = |x: u32, y: u32, part: fn(PremultipliedColorU8) -> u8| {
        let four = [(0, 0), (1, 0), (0, 1), (1, 1)]
            .map(|(dx, dy)| u16::from(part(pixels.pixel(2 * x + dx, 2 * y + dy).unwrap())));
        (four.iter().sum::<u16>() / 4) as u8
    };
    for (n, pixel) in half.pixels_mut().iter_mut().enumerate() {
        let (x, y) = (n as u32 % width, n as u32 / width);
        let [r, g, b] =
            [PremultipliedColorU8::red, PremultipliedColorU8::green, PremultipliedColorU8::blue]
                .map(|part| mean(x, y, part));
        *pixel = PremultipliedColorU8::from_rgba(r, g, b, 255).unwrap();
    }
    half
}

/// How many pixels of 100,000 are visibly others.
fn others(one: &Pixmap, two: &Pixmap) -> f64 {
    let differs = |(a, b): &(&PremultipliedColorU8, &PremultipliedColorU8)| {
        [(a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue())]
            .iter()
            .any(|(a, b)| a.abs_diff(*b) > VISIBLE)
    };
    let found = one.pixels().iter().zip(two.pixels()).filter(differs).count();
    100_000.0 * found as f64 / one.pixels().len() as f64
}

#[tokio::test]
async fn charts_look_as_they_were_seen() {
    let ledger = demo();
    for (name, line, pairs) in [
        ("calls-2018-Q4", "calls-answered", &[("quarter", "2018-Q4")][..]),
        ("calls-nhs", "calls-answered", &[("rules", "nhs")]),
        ("visits", "website-visits", &[]),
    ] {
        let sheet = sheet(&ledger, line, pairs).await;
        let Some((svg, _)) = picture::svg(&sheet) else { return };
        let made = halved(&Pixmap::decode_png(&png::png(&svg).unwrap()).unwrap());
        let path = format!("{}/../tests/fixtures/pictures/{name}.png", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("BEFOREHAND_PICTURES").is_some_and(|what| what == "write") {
            made.save_png(&path).unwrap();
        }
        let seen = Pixmap::load_png(&path).unwrap_or_else(|problem| panic!("{path}: {problem}"));
        assert_eq!((made.width(), made.height()), (seen.width(), seen.height()), "{name}");
        let others = others(&made, &seen);
        if others > FEW {
            let beside = std::env::temp_dir().join(format!("{name}.png"));
            made.save_png(&beside).unwrap();
            panic!(
                "{name}: {others:.1} of 100,000 pixels differ; it is drawn in {}",
                beside.display()
            );
        }
    }
}
